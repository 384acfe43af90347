"""Days as people type them: 5/9/2026, 05.09.2026, 5-9-26, “ngày 5 tháng 9 năm 2026”, and as machines write them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_TYPED = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_WORDS = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_MACHINE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def read_day(text: str) -> date:
    """The day that was typed; two digits of a year are of this century. Raises ValueError for anything else."""
    said = " ".join(text.split())
    if found := _MACHINE.fullmatch(said):
        year, month, day = found.groups()
    elif found := _TYPED.fullmatch(said) or _WORDS.fullmatch(said):
        day, month, year = found.groups()
    else:
        raise ValueError(f"“{said}” is no day")
    return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))


class DayField(forms.DateField):
    """A day in a plain field, typed as on paper; a day that the calendar does not have is told."""

    def __init__(self, **more: Any) -> None:
        wrong = {
            "required": _("The day is missing."),
            "invalid": _("Write the day as day/month/year, for example 25/12/2026."),
        }
        look = {"autocomplete": "off", "placeholder": _("day/month/year"), "class": "day-typed", "maxlength": 40}
        widget = forms.DateInput(attrs=look, format="%d/%m/%Y")
        super().__init__(widget=widget, error_messages=wrong | more.pop("error_messages", {}), **more)

    def to_python(self, value: Any) -> date | None:
        """The day, None for nothing typed."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
