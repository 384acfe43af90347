"""What a reader asks of the log, as a form whose answer has an address of its own."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.audit.public import Asked
from portal.pages.days import DayInput, midnight
from portal.pages.log.sentences import GROUPS
from portal.pages.log.subjects import ASKED, WORDS, about_person
from portal.people.public import learner_by_reference


class LogForm(forms.Form):
    """The names of the fields stand in addresses, so they are Vietnamese without marks."""

    viec = forms.ChoiceField(label=_("What was done"), required=False)
    loai = forms.ChoiceField(label=_("About what"), required=False)
    so = forms.CharField(
        label=_("Its number"), required=False, max_length=40, help_text=_("The number in the address of its page.")
    )
    nguoi = forms.CharField(
        label=_("About which person"),
        required=False,
        max_length=22,
        help_text=_("The reference of the person: the last part of the address of the person's page at the counter."),
    )
    tu = forms.DateField(label=_("From day"), required=False, widget=DayInput)
    den = forms.DateField(label=_("Until day"), required=False, widget=DayInput)
    ai = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = [(str(name), [(act, str(words)) for act, words in acts.items()]) for name, acts in GROUPS.items()]
        self.fields["viec"].choices = [("", _("Anything")), *acts]  # type: ignore[attr-defined]
        kinds = list(ASKED) + [kind for kind in WORDS if kind not in ASKED and self.data.get("loai") == kind]
        self.fields["loai"].choices = [("", _("Anything")), *((one, WORDS[one]) for one in kinds)]  # type: ignore[attr-defined]

    def clean_nguoi(self) -> list[str] | None:
        """The subjects that speak of the person; somebody outside the scope is not known either."""
        given = self.cleaned_data["nguoi"]
        learner = learner_by_reference(given) if given else None
        if given and learner is None:
            raise ValidationError(_("Nobody with this reference is known."))
        return about_person(learner) if learner else None

    def clean(self) -> dict[str, Any] | None:
        """A kind needs its number and a number its kind; the days stand in their order."""
        data = self.cleaned_data
        if data.get("loai") and not data.get("so") and "so" not in self.errors:
            self.add_error("so", _("Write the number too, or choose “Anything” above."))
        if data.get("so") and not data.get("loai") and "loai" not in self.errors:
            self.add_error("loai", _("Choose what the number belongs to."))
        if data.get("tu") and data.get("den") and data["tu"] > data["den"]:
            self.add_error("den", _("The last day lies before the first."))
        return data

    @property
    def asked(self) -> Asked:
        """The question to the log; only of a valid form."""
        data = self.cleaned_data
        subjects = data["nguoi"]
        if data["loai"]:
            one = f"{data['loai']}:{data['so']}"
            subjects = [one] if subjects is None or one in subjects else []
        actor: UUID | None = data["ai"]
        return Asked(data["viec"], subjects, actor, midnight(data["tu"]), midnight(data["den"], later=1))

    @property
    def set_fields(self) -> list[tuple[str, str]]:
        """What was filled in, as pairs for an address."""
        return [(name, value) for name in self.fields if (value := str(self.data.get(name, "")).strip())]
