"""The editors' forms of news and notices."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.classes.models import CentreClass
from content.pages.forms import FIRST_YEAR, LAST_YEAR, PlainAddressForm
from content.rights.spaces import CentreSpace

TAKEN = {"rss", "chu-de", "thong-bao", "theo-ngay"}  # parts of addresses that a list of news has of its own
MOST_CLASSES = 50


class _InAList(PlainAddressForm):
    """An address that none of the list's own takes; what only the list of the whole site can do stands only there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = self.parent_page
        if "spread" in self.fields and above is not None and not _of_the_whole_site(above):
            del self.fields["spread"]

    def clean_slug(self) -> str:
        """Words that lead to the topics, notices or days of the list get something added."""
        slug = super().clean_slug()
        if slug not in TAKEN and not slug.isdecimal():
            return slug
        return next(
            one
            for n in range(1, 1000)
            if Page._slug_is_available(one := f"tin-{slug}-{n}", self.parent_page, self.instance)
        )

    def clean_date(self) -> date | None:
        """The day under which it stands."""
        return _of_our_time(self.cleaned_data["date"])


class NewsForm(_InAList):
    """A piece of news."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "related_class" in self.fields:
            chosen = self.instance.related_class_id
            self.fields["related_class"].queryset = _classes(self.parent_page, chosen)

    def clean_pinned_until(self) -> date | None:
        """Until when it stands first."""
        return _of_our_time(self.cleaned_data["pinned_until"])


class NoticeForm(_InAList):
    """A notice."""

    def clean_ends_on(self) -> date | None:
        """Its last day: not before its first one."""
        ends, begins = _of_our_time(self.cleaned_data["ends_on"]), self.cleaned_data.get("date")
        if ends and begins and ends < begins:
            told = _("The last day (%(last)s) lies before the day of publication (%(first)s): correct one of them.")
            raise ValidationError(told % {"last": f"{ends:%d/%m/%Y}", "first": f"{begins:%d/%m/%Y}"})
        return ends


def _of_the_whole_site(index: Page) -> bool:
    """A list of news that lies beside the courses and the centres, not below a centre."""
    return not hasattr(index.get_parent().specific_deferred, "centre_id")


def _of_our_time(day: date | None) -> date | None:
    """The day. Raises ValidationError for a year that is a slip of the hand."""
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        told = _("The year %(year)s is not between %(first)s and %(last)s: correct the year.")
        raise ValidationError(told % {"year": day.year, "first": FIRST_YEAR, "last": LAST_YEAR})
    return day


def _classes(above: Page | None, chosen: int | None) -> Any:
    """The classes of the centre to which the list belongs that still meet, and the one that is chosen."""
    paths = [above.path[:end] for end in range(Page.steplen, len(above.path) + 1, Page.steplen)] if above else []
    centres = CentreSpace.objects.filter(pages__path__in=paths).values("centre")
    ahead = CentreClass.objects.filter(centre__in=centres, audience="people", sessions__ends_at__gt=timezone.now())
    found = list(ahead.order_by("title").values_list("pk", flat=True).distinct()[:MOST_CLASSES])
    return CentreClass.objects.filter(pk__in=[*found, *([chosen] if chosen else [])]).order_by("title")
