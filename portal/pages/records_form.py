"""What an administrator asks about statements, as a form whose answer has an address of its own."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from learning_records.public import Asked, authorities_to_ask, verbs_to_ask
from portal.pages.days import DayInput, midnight
from portal.pages.records import learner_ids
from portal.people.public import learner_by_reference
from recognition.public import put_aside

VOIDED, ASIDE = "huy", "de-rieng"


class RecordsForm(forms.Form):
    """The names of the fields stand in addresses, so they are Vietnamese without marks."""

    nguoi = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=22,
        help_text=_("The reference of the person: the last part of the address of the person's page at the counter."),
    )
    viec = forms.ChoiceField(label=_("What was done"), required=False)
    bai = forms.CharField(
        label=_("Activity"),
        required=False,
        max_length=2000,
        help_text=_("The identifier (IRI) of the lesson, question or course, as the record carries it."),
    )
    tu = forms.DateField(label=_("Received from"), required=False, widget=DayInput)
    den = forms.DateField(label=_("Received until"), required=False, widget=DayInput)
    khoa = forms.ChoiceField(label=_("Brought by"), required=False)
    loai = forms.ChoiceField(
        label=_("Which records"),
        required=False,
        choices=[("", _("All")), (VOIDED, _("Only those taken back")), (ASIDE, _("Only those put aside"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = [("", _("Anything"))]
        self.fields["viec"].choices = anything + verbs_to_ask(get_language() or "vi")  # type: ignore[attr-defined]
        self.fields["khoa"].choices = [("", _("Anybody")), *authorities_to_ask()]  # type: ignore[attr-defined]

    def clean_nguoi(self) -> list | None:
        """All learner ids of the person; somebody outside the scope is not known either."""
        given = self.cleaned_data["nguoi"]
        learner = learner_by_reference(given) if given else None
        if given and learner is None:
            raise ValidationError(_("Nobody with this reference is known."))
        return learner_ids(learner) if learner else None

    def clean(self) -> dict[str, Any] | None:
        """The days in their order."""
        first, last = self.cleaned_data.get("tu"), self.cleaned_data.get("den")
        if first and last and first > last:
            self.add_error("den", _("The last day lies before the first."))
        return self.cleaned_data

    @property
    def asked(self) -> Asked:
        """The question to the store; only of a valid form."""
        data = self.cleaned_data
        return Asked(
            learners=data["nguoi"],
            verb=data["viec"],
            activity=data["bai"],
            authority=data["khoa"],
            since=midnight(data["tu"]),
            until=midnight(data["den"], later=1),
            voided=data["loai"] == VOIDED,
            among=put_aside() if data["loai"] == ASIDE else None,
        )

    @property
    def set_fields(self) -> list[tuple[str, str]]:
        """What was filled in, as pairs for an address."""
        return [(name, value) for name in self.fields if (value := str(self.data.get(name, "")).strip())]
