"""The editors' form of every page: its address is made from the title, in plain letters."""

from itertools import count

from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.coreutils import string_to_ascii
from wagtail.models import Page


def plain_slug(text: str) -> str:
    """The text as a part of an address: “Đổi mật khẩu” gives “doi-mat-khau”; empty when nothing is left."""
    return slugify(string_to_ascii(text))[:200].strip("-")


class PlainAddressForm(WagtailAdminPageForm):
    """The address may stay empty: it comes from the title. Marks are taken off, so that it can be read out and typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """The address in plain letters. One that only repeats the title gets a number when it is taken."""
        from_title = plain_slug(self.cleaned_data.get("title") or "") or "trang"
        typed = plain_slug(self.cleaned_data.get("slug") or "")
        if typed and typed != from_title:
            return typed
        numbered = (from_title if number == 1 else f"{from_title}-{number}" for number in count(1))
        return next(slug for slug in numbered if Page._slug_is_available(slug, self.parent_page, self.instance))
