"""What helps to understand and to do: a remark that stands out, numbered steps, hard words, a way to another page."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.chosen import PhotoChooserBlock
from content.blocks.drawn import DrawnPictures
from content.blocks.seen import PICTURES
from content.steps import PICTURE, plain
from content.visibility import reader_of

CALLOUTS = [("know", _("Good to know")), ("beware", _("Beware")), ("remember", _("Remember"))]
LEAST_STEPS, MOST_STEPS, MOST_WORDS = 2, 12, 20
SHORT, LINE, SAID = 80, 120, 500  # characters of a term, of a title, of what is said
_SIGNS = {"know": ("", "info"), "beware": ("warn", "warn"), "remember": ("good", "flag")}


def letters_in(raw: Any) -> int:
    """Letters of all texts in a block's raw value, however deep they stand."""
    if isinstance(raw, str):
        return len(plain(raw))
    if isinstance(raw, dict):
        return sum(letters_in(part) for key, part in raw.items() if key not in ("id", "type", "drawn", "alt"))
    return sum(map(letters_in, raw)) if isinstance(raw, list) else 0


class Measured(blocks.StructBlock):
    """A block that says how much of a telephone's view it takes (`content.steps`)."""

    def letters(self, raw: Any) -> int:
        """As many letters as the raw value is long."""
        return letters_in(raw)


class CalloutBlock(Measured):
    """A remark that stands out by its sign and word, not by its colour alone."""

    kind = blocks.ChoiceBlock(choices=CALLOUTS, default="know", label=_("What kind of remark"))
    text = blocks.RichTextBlock(
        features=["bold", "italic", "ol", "ul", "link"],
        label=_("Remark"),
        max_length=1000,
        help_text=_("Two or three sentences. The kind stands before them as a word."),
    )

    class Meta:
        icon = "warning"
        label = _("Remark that stands out")
        template = "content/blocks/callout.html"

    def get_context(self, value, parent_context=None):
        """The word, ground and sign of its kind."""
        ground, sign = _SIGNS.get(value.get("kind"), _SIGNS["know"])
        word = dict(CALLOUTS).get(value.get("kind"), CALLOUTS[0][1])
        return super().get_context(value, parent_context=parent_context) | {
            "word": word,
            "ground": ground,
            "sign": sign,
        }


class _DoingBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What to do"), rows=2, max_length=SAID)
    image = PhotoChooserBlock(label=_("Photo"), required=False)
    drawn = blocks.ChoiceBlock(choices=PICTURES, label=_("or a drawn picture"), required=False, widget=DrawnPictures)
    alt = blocks.CharBlock(
        label=_("What the picture shows"),
        required=False,
        max_length=200,
        help_text=_("Read aloud to those who cannot see it."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        pictured = cleaned["image"] or cleaned["drawn"]
        if not self.is_deferred_validation and pictured and not (cleaned["alt"] or "").strip():
            said = _("Say what the picture shows, for those who cannot see it.")
            raise blocks.StructBlockValidationError({"alt": ValidationError(said)})
        return cleaned


class StepsBlock(Measured):
    """Things to do one after the other."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=LINE)
    steps = blocks.ListBlock(
        _DoingBlock(),
        label=_("Steps"),
        min_num=LEAST_STEPS,
        max_num=MOST_STEPS,
        help_text=_("One thing to do in each step; they are numbered by themselves."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Steps to do")
        template = "content/blocks/steps.html"

    def letters(self, raw: Any) -> int:
        """A picture counts as in every other block."""
        each = [one.get("value", one) for one in raw.get("steps") or () if isinstance(one, dict)]
        return letters_in(raw) + PICTURE * sum(bool(one.get("image") or one.get("drawn")) for one in each)


class _TermBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=_("Word"), max_length=SHORT)
    meaning = blocks.TextBlock(label=_("What it means, in plain words"), rows=2, max_length=SAID)


class GlossaryBlock(Measured):
    """Hard words and what they mean."""

    terms = blocks.ListBlock(_TermBlock(), label=_("Words"), min_num=1, max_num=MOST_WORDS)

    class Meta:
        icon = "openquote"
        label = _("Hard words")
        template = "content/blocks/glossary.html"


def outside(address: str) -> str:
    """The host that an address outside the portal leads to. Raises ValidationError for what is no https address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme != "https" or parts.username or parts.password:
        raise ValidationError(
            _("An address outside begins with https:// and names a site, as https://dichvucong.gov.vn")
        )
    return host.removeprefix("www.")


class LinkBlock(Measured):
    """A way to a page of this portal, or to an address outside; it says where it leads."""

    title = blocks.CharBlock(label=_("What stands on the link"), max_length=LINE)
    page = blocks.PageChooserBlock(label=_("Page of this portal"), required=False)
    address = blocks.URLBlock(
        label=_("or an address outside"), required=False, max_length=300, help_text=_("It begins with https://")
    )
    about = blocks.CharBlock(label=_("What one finds there"), required=False, max_length=300)

    class Meta:
        icon = "link"
        label = _("Link")
        template = "content/blocks/link.html"

    def clean(self, value):
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            said = _("Choose a page of this portal or type an address outside, one of the two.")
            raise blocks.StructBlockValidationError({"page": ValidationError(said)})
        if cleaned["address"]:
            try:
                outside(cleaned["address"])
            except ValidationError as problem:
                raise blocks.StructBlockValidationError({"address": problem}) from problem
        return cleaned

    def letters(self, raw: Any) -> int:
        """Without the address, which is not shown."""
        return letters_in({name: raw.get(name) or "" for name in ("title", "about")})

    def get_context(self, value, parent_context=None):
        """Where it leads: `page`, or `host` and `address`; neither when the page is gone or not open to the visitor."""
        request = (parent_context or {}).get("request")
        page, address = value.get("page"), value.get("address") or ""
        try:
            host = outside(address) if address else ""
        except ValidationError:
            host = ""
        leads = {
            "to": page if page and reader_of(request).may_read(page) else None,
            "host": host,
            "address": address if host else "",
        }
        return super().get_context(value, parent_context=parent_context) | leads
