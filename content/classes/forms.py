"""Forms of classes, sessions and reasons."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.classes.models import MOST_PEOPLE, CentreClass, ClassSession
from content.classes.shown import ShownForm
from content.identities import Alignment
from portal.places.public import Centre
from portal.text.days import DayField

MOST_WEEKS = 30


class ClassForm(ShownForm):
    """What a class is called and whom it is for."""

    centre = forms.ModelChoiceField(label=_("Centre"), queryset=Centre.objects.none(), empty_label=None)
    title = forms.CharField(
        label=_("What is learnt"),
        max_length=150,
        help_text=_("As people say it, for example: Dùng điện thoại làm thủ tục ở xã."),
        error_messages={"required": _("The name of the class is missing.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    topic = forms.CharField(
        label=_("One sentence for the timetable"),
        max_length=300,
        required=False,
        help_text=_("What one can do afterwards. May stay empty."),
    )
    teacher = forms.CharField(
        label=pgettext_lazy("of a class", "Teacher"),
        max_length=100,
        required=False,
        help_text=_("For example: cô Lan. Stands in the timetable."),
    )
    audience = forms.ChoiceField(
        label=pgettext_lazy("of a class", "For whom"),
        choices=CentreClass.Audience.choices,
        initial=CentreClass.Audience.PEOPLE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for whom the class is.")},
    )
    hours_planned = forms.IntegerField(
        label=_("Hours in all, as planned"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("May stay empty: what was attended is counted by session."),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    seats = forms.IntegerField(
        label=_("How many places"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=_("May stay empty: then nobody counts. Staff may put more people on the list than there are places."),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    open_to_all = forms.BooleanField(
        label=_("Whoever has an account may sign up in the timetable"),
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "", "invalid": ""})

    def __init__(self, *args: Any, centres: list[Centre], taught: CentreClass | None = None, **kwargs: Any) -> None:
        first: dict[str, Any] = {"key": uuid4()}
        if taught is not None:
            names = ("title", "topic", "teacher", "audience", "hours_planned", "seats", "open_to_all")
            first = {name: getattr(taught, name) for name in names} | {"key": taught.uuid}
        super().__init__(*args, initial=first, **kwargs)
        if taught is not None or len(centres) == 1:
            del self.fields["centre"]
        else:
            self.fields["centre"].queryset = Centre.objects.filter(pk__in=[one.pk for one in centres])

    def values(self) -> dict[str, Any]:
        """What the class is to say."""
        names = ("title", "topic", "teacher")
        words = {name: " ".join(self.cleaned_data[name].split()) for name in names}
        further = ("audience", "hours_planned", "seats", "open_to_all")
        return words | {name: self.cleaned_data[name] for name in further}


def _clock(label: Any, missing: Any, example: str) -> forms.TimeField:
    shown = {"class": "short", "autocomplete": "off", "placeholder": example}
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H giờ", "%H giờ %M", "%H.%M", "%H"],
        widget=forms.TimeInput(attrs=shown, format="%H:%M"),
        error_messages={"required": missing, "invalid": _("Write the time as hours:minutes, for example 19:30.")},
    )


_FAR = 366  # days


class SessionForm(ShownForm):
    """When and where people meet."""

    day = DayField(label=_("Day"))
    begin = _clock(pgettext_lazy("time of a session", "From"), _("The beginning is missing."), "19:00")
    end = _clock(pgettext_lazy("time of a session", "Until"), _("The end is missing."), "20:30")
    place = forms.CharField(label=_("Where"), max_length=150, required=False, help_text=_("For example: phòng 2."))
    topic = forms.CharField(
        label=_("Topic of this session"), max_length=300, required=False, help_text=_("May stay empty.")
    )
    teacher = forms.CharField(label=_("Teacher, if another one than of the class"), max_length=100, required=False)

    def __init__(self, *args: Any, session: ClassSession | None = None, **kwargs: Any) -> None:
        first = {}
        if session is not None:
            begins, ends = timezone.localtime(session.begins_at), timezone.localtime(session.ends_at)
            first = {"day": begins.date(), "begin": begins.time(), "end": ends.time()}
            first |= {name: getattr(session, name) for name in ("place", "topic", "teacher")}
        super().__init__(*args, initial=first, **kwargs)

    def clean_day(self) -> date:
        """A day near today: another one is a slip, and a year of two digits or five would break every list of days."""
        day, today = self.cleaned_data["day"], timezone.localdate()
        if abs((day - today).days) > _FAR:
            told = _("This day is more than a year away. Write it as day/month/year, for example %(day)s.")
            raise forms.ValidationError(told % {"day": f"{today:%d/%m/%Y}"})
        return day

    def words(self) -> dict[str, str]:
        """Place, topic and teacher without blanks around them."""
        return {name: " ".join(self.cleaned_data[name].split()) for name in ("place", "topic", "teacher")}


class NewSessionsForm(SessionForm):
    """One session, or the same hour for some weeks."""

    weeks = forms.IntegerField(
        label=_("How many weeks in a row"),
        initial=1,
        min_value=1,
        max_value=MOST_WEEKS,
        help_text=_("1: only this day. 6: the same day of six weeks."),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"required": _("Write how many weeks, 1 for this day alone.")},
    )
    field_order = ["day", "begin", "end", "weeks", "place", "topic"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["teacher"]
        self.initial.setdefault("weeks", 1)

    def words(self) -> dict[str, str]:
        return {name: " ".join(self.cleaned_data[name].split()) for name in ("place", "topic")}


class MappingForm(forms.Form):
    """What the class is to count for."""

    alignments = forms.ModelMultipleChoiceField(
        label=_("Counts for"),
        queryset=Alignment.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, taught: CentreClass, **kwargs: Any) -> None:
        super().__init__(*args, initial={"alignments": [one.pk for one in taught.alignments.all()]}, **kwargs)

    def chosen(self) -> QuerySet[Alignment]:
        return self.cleaned_data["alignments"]


class ReasonForm(forms.Form):
    """Why a mark is taken back."""

    REASONS = (
        ("wrong", _("Tapped the wrong person")),
        ("early", _("Came but left early")),
        ("other", _("Another reason")),
    )
    why = forms.ChoiceField(
        label=_("Why?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the mark is taken back.")},
    )
    words = forms.CharField(label=_("The other reason, in a few words"), max_length=150, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("why") == "other" and not data.get("words", "").strip():
            self.add_error("words", _("Write the reason in a few words."))
        return data

    def reason(self) -> str:
        """The reason in words, as the register keeps it."""
        data = self.cleaned_data
        return data["words"].strip() if data["why"] == "other" else str(dict(self.REASONS)[data["why"]])


class CallOffForm(forms.Form):
    """Why a session does not take place."""

    why = forms.CharField(
        label=_("Why the session is called off"),
        max_length=200,
        help_text=_("Stands in the timetable, for example: bão, dời sang tuần sau."),
        error_messages={"required": _("Write why, so that nobody comes in vain.")},
    )
