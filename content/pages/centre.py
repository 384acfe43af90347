"""The page of a centre: what is on, its week, courses, news, when it is open and whom to call."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from content.blocks import LessonBody
from content.centres import hours
from content.centres.shelves import courses_of, documents_of, lists_of, stories_of
from content.classes.timetable import next_sessions, week_asked, week_of, with_own
from content.classes.whats_on import heading
from content.library.shelf import on_shelf
from content.pages.forms import PlainAddressForm
from content.pages.served import Served
from content.rights.spaces import give_space
from content.visibility import reader_of
from portal.people.public import current_learner
from portal.places.public import Centre, name_today

telephone = RegexValidator(r"^\+?[\d .\-]{8,20}$", _("Write a telephone number, for example 0912 345 678."))


class CentrePageForm(PlainAddressForm):
    """Whose page it is, is said once: a page of another centre would show that one's classes and telephone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "centre" in self.fields:
            self.fields["centre"].disabled = True


class CentrePage(Served):
    """What a centre is, where, when it is open; its courses, news and other pages may lie below it."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", verbose_name=_("centre"))
    intro = models.CharField(_("one sentence on what it is about"), max_length=300, blank=True)
    find_us = models.CharField(
        _("how to find it"),
        max_length=300,
        blank=True,
        help_text=_("In words, as told to somebody on the telephone: beside the market, opposite the school."),
    )
    body = StreamField(LessonBody(), verbose_name=_("text"), blank=True)

    base_form_class = CentrePageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("centre"),
        FieldPanel("intro"),
        FieldPanel("find_us"),
        InlinePanel(
            "opening",
            heading=_("Opening hours"),
            label=_("hours"),
            help_text=_("A row for days with the same hours. Two rows for a day with a break at noon."),
            max_num=14,
        ),
        InlinePanel(
            "closures",
            heading=_("Days when nobody is there"),
            label=_("days"),
            help_text=_("Holidays, floods, a meeting. They are shown until they are over."),
            max_num=20,
        ),
        InlinePanel(
            "contacts",
            heading=_("Whom to call"),
            label=_("person to call"),
            help_text=_("Only people who agree that everybody can read their number here."),
            max_num=10,
        ),
        FieldPanel("body"),
    ]
    parent_page_types = ["pages.HomePage", "wagtailcore.Page"]
    subpage_types = [
        "content.CourseIndexPage",
        "content.NewsIndexPage",
        "content.StoryIndexPage",
        "content.OfficialDocumentIndexPage",
    ]
    template = "content/centre.html"

    class Meta:
        verbose_name = _("page of a centre")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """What is on, the week and courses of the centre; at the end of its page stands its own telephone."""
        centre = Centre.objects.annotate(place=name_today("unit")).get(pk=self.centre_id)
        reader, upcoming = reader_of(request), next_sessions(self.centre_id, limit=1)
        week = week_of(self.centre_id, week_asked(""))
        with_own(week.sessions, current_learner(request.user))
        shown = {
            "help_centre": centre,
            "centre": centre,
            "call": centre.phone or next((one.phone for one in self.contacts.all()), ""),
            "heading": heading(upcoming[0]) if upcoming else "",
            "week": week,
            "courses": courses_of(self, reader),
            "shelf": on_shelf(self.centre_id).count(),
            "stories": stories_of(self, reader),
            "documents": documents_of(self, reader),
            "lists": lists_of(self, reader),
        }
        return super().get_context(request, *args, **kwargs) | shown | self._reached()

    def _reached(self) -> dict[str, Any]:
        """Hours in words, what is closed from today on, and whom to call."""
        spans = [hours.Span(row.first_day, row.last_day, row.opens, row.closes) for row in self.opening.all()]
        today = timezone.localdate()
        closed = [row for row in self.closures.all() if row.until >= today]
        off = [hours.Closed(row.first, row.until, row.why) for row in closed]
        return {
            "hours": hours.lines(spans),
            "open_now": hours.now_in_words(spans, off, timezone.localtime()),
            "closed_days": closed,
            "contacts": list(self.contacts.all()),
        }

    def save(self, *args, **kwargs):
        """A new page of a centre, with all that will lie below it, is that centre's to edit."""
        new = self.pk is None
        with transaction.atomic():
            result = super().save(*args, **kwargs)
            if new and self.alias_of_id is None:
                give_space(self.centre, self)
        return result


class CentreHours(Orderable):
    """Days of the week with the same hours."""

    class Weekday(models.IntegerChoices):
        MONDAY = 1, pgettext_lazy("day", "Monday")
        TUESDAY = 2, pgettext_lazy("day", "Tuesday")
        WEDNESDAY = 3, pgettext_lazy("day", "Wednesday")
        THURSDAY = 4, pgettext_lazy("day", "Thursday")
        FRIDAY = 5, pgettext_lazy("day", "Friday")
        SATURDAY = 6, pgettext_lazy("day", "Saturday")
        SUNDAY = 7, pgettext_lazy("day", "Sunday")

    page = ParentalKey(CentrePage, on_delete=models.CASCADE, related_name="opening")
    first_day = models.PositiveSmallIntegerField(_("from day"), choices=Weekday.choices, default=Weekday.MONDAY)
    last_day = models.PositiveSmallIntegerField(_("to day"), choices=Weekday.choices, default=Weekday.FRIDAY)
    opens = models.TimeField(_("opens at"), help_text=_("For example 7:30"))
    closes = models.TimeField(_("closes at"), help_text=_("For example 17:00"))

    panels = [
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
        FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")]),
    ]

    def clean(self) -> None:
        """The days and hours follow each other."""
        super().clean()
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError(
                {"last_day": _("The last day comes before the first. Write two rows for a span over Sunday.")}
            )
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": _("It closes before it opens. Write a later hour.")})


class CentreClosure(Orderable):
    """Days on which nobody is there."""

    page = ParentalKey(CentrePage, on_delete=models.CASCADE, related_name="closures")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: one day only."))
    why = models.CharField(_("why"), max_length=120, blank=True, help_text=_("For example: nghỉ Tết."))

    panels = [FieldRowPanel([FieldPanel("first"), FieldPanel("last")]), FieldPanel("why")]

    @property
    def until(self) -> date:
        """The last day, included."""
        return self.last or self.first

    def clean(self) -> None:
        """The last day is not before the first."""
        super().clean()
        if self.first and self.last and self.last < self.first:
            raise ValidationError({"last": _("The last day comes before the first. Correct one of them.")})


class CentreContact(Orderable):
    """Somebody to call."""

    page = ParentalKey(CentrePage, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name, as people call the person"), max_length=100, help_text=_("For example: cô Lan."))
    about = models.CharField(
        _("what for"), max_length=150, blank=True, help_text=_("For example: đăng ký lớp, mượn sách.")
    )
    phone = models.CharField(_("telephone"), max_length=20, validators=[telephone])

    panels = [FieldPanel("name"), FieldPanel("about"), FieldPanel("phone")]
