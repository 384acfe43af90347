"""Forms of the council: naming it, and opening a meeting."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.public import account_of
from portal.text.days import DayField
from recognition.council.naming import MOST, Member
from recognition.models import CouncilMember

ROWS = MOST
FOLDED = 5  # rows that stand open: most councils are no larger


class NamingForm(forms.Form):
    """The decision, and a row a member; the first is the chair, the second the secretary."""

    number = forms.CharField(
        label=_("Number of the decision"),
        max_length=60,
        help_text=_("As it stands in the register, for example 45/QĐ-UBND."),
    )
    date = DayField(label=_("Date of the decision"))
    body_name = forms.CharField(label=_("Who named the council"), max_length=200)
    place_name = forms.CharField(label=_("Place that stands before the date"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for k in range(ROWS):
            needed = k < 3
            self.fields[f"name-{k}"] = forms.CharField(label=_("Full name"), max_length=100, required=needed)
            self.fields[f"position-{k}"] = forms.CharField(label=_("Office"), max_length=150, required=False)
            self.fields[f"account-{k}"] = forms.CharField(label=_("Signs in as"), max_length=150, required=False)

    def rows(self) -> list[dict[str, Any]]:
        """The rows for the template, with the role of each."""
        labels = dict(CouncilMember.Role.choices)
        return [
            {
                "role": labels[self._role(k)],
                "fields": [self[f"{part}-{k}"] for part in ("name", "position", "account")],
            }
            for k in range(ROWS)
        ]

    def more_than_five(self) -> bool:
        """Whether anything stands in the rows that are folded away at first."""
        return any(self[f"{part}-{k}"].value() for k in range(FOLDED, ROWS) for part in ("name", "position", "account"))

    def decision(self) -> list[Any]:
        """The fields of the decision."""
        return [self[name] for name in ("number", "date", "body_name", "place_name")]

    @staticmethod
    def _role(k: int) -> str:
        return ("chair", "secretary")[k] if k < 2 else "member"

    def clean(self) -> dict[str, Any]:
        """Finds the accounts."""
        data = super().clean()
        data["members"] = []
        for k in range(ROWS):
            name, account = (data.get(f"name-{k}") or "").strip(), (data.get(f"account-{k}") or "").strip()
            if not name:
                if account:
                    self.add_error(f"name-{k}", _("Write the name of this member."))
                continue
            user = account_of(account) if account else None
            if account and user is None:
                self.add_error(f"account-{k}", _("Nobody signs in with “%(account)s”.") % {"account": account})
            data["members"].append(Member(self._role(k), name, data.get(f"position-{k}") or "", user))
        return data


class MeetingForm(forms.Form):
    """When and where the council meets."""

    day = DayField(label=_("Day"), initial=timezone.localdate)
    begins = forms.TimeField(
        label=_("Begins at"),
        input_formats=["%H:%M", "%Hh%M", "%Hh", "%Hg%M", "%H giờ %M", "%H giờ %M phút", "%H giờ", "%H"],
        error_messages={"invalid": _("Write the hour, for example 8:00.")},
        widget=forms.TimeInput(attrs={"class": "short", "autocomplete": "off"}, format="%H:%M"),
    )
    place = forms.CharField(label=_("Place"), max_length=200)
