"""The editors' form of every page: its address is made from the title, in plain letters; its hours are of our time."""

from datetime import datetime
from itertools import count

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.coreutils import string_to_ascii
from wagtail.models import Page

from content.blocks.gaps import gaps_of_stream

FIRST_YEAR, LAST_YEAR = 2000, 2999  # of an hour at which a page appears or goes


def plain_slug(text: str) -> str:
    """The text as a part of an address: “Đổi mật khẩu” gives “doi-mat-khau”; empty when nothing is left."""
    return slugify(string_to_ascii(text))[:200].strip("-")


class PlainAddressForm(WagtailAdminPageForm):
    """The address may stay empty: it comes from the title. Marks are taken off, so that it can be read out and typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def full_clean(self) -> None:
        """What is not right, also deep in a body, is told once for the whole form: part, field, what is missing, what to do."""
        super().full_clean()
        if not self._errors:
            return
        for name, errors in self._errors.items():
            for problem in errors.as_data():
                if hasattr(problem, "block_errors") and name in self.fields:
                    block = self.fields[name].block
                    problem.message = "; ".join(gaps_of_stream(block, self[name].data, problem))
        self.add_error(None, _("Fill in what is named here, then press again. What was written so far stays."))

    def clean_slug(self) -> str:
        """The address in plain letters. One that only repeats the title gets a number when it is taken."""
        from_title = plain_slug(self.cleaned_data.get("title") or "") or "trang"
        typed = plain_slug(self.cleaned_data.get("slug") or "")
        if typed and typed != from_title:
            return typed
        numbered = (from_title if number == 1 else f"{from_title}-{number}" for number in count(1))
        return next(slug for slug in numbered if Page._slug_is_available(slug, self.parent_page, self.instance))

    def clean_go_live_at(self) -> datetime | None:
        """The hour at which the page appears."""
        return _of_our_time(self.cleaned_data["go_live_at"])

    def clean_expire_at(self) -> datetime | None:
        """The hour at which it goes."""
        return _of_our_time(self.cleaned_data["expire_at"])


def _of_our_time(hour: datetime | None) -> datetime | None:
    """The hour. Raises ValidationError for a year that is a slip of the hand; the first and last ones that there are
    cannot be told in the time of another place at all."""
    if hour is not None and not FIRST_YEAR <= hour.year <= LAST_YEAR:
        told = _("The year %(year)s is not between %(first)s and %(last)s: correct the year.")
        raise ValidationError(told % {"year": hour.year, "first": FIRST_YEAR, "last": LAST_YEAR})
    return hour
