"""Template tags of the look: icons, the lotus, dates and points as Vietnamese write them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.look import lotus as drawing
from portal.look import numbers

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; always beside a word."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("img/icons.svg"), name
    )


_SIGNS = {"good": "check", "warn": "warn", "gold": "lotus"}


@register.simple_block_tag
def notice(content: str, kind: str = "", *, sign: str = "", role: str = "", also: str = "") -> SafeString:
    """Something true for the whole part below: `kind` is good, warn or gold, `sign` another icon than the kind's own.

    `role`: alert for what was just refused (focus can be moved to it), status for what was just done, which readers say at
    once; `also`: further classes.
    """
    more = "".join(f" {name}" for name in (kind, also) if name)
    spoken = format_html(' role="{}"', role) if role else ""
    if role == "alert":
        spoken += mark_safe(' tabindex="-1"')
    return format_html(
        '<div class="notice{}"{}>{}<div>{}</div></div>', more, spoken, icon(sign or _SIGNS.get(kind, "info")), content
    )


@register.simple_tag
def sign() -> SafeString:
    """The sign of the portal."""
    return mark_safe(drawing.sign())  # noqa: S308 - drawn by us, no text of others


@register.simple_tag
def lotus(
    values: Sequence[float],
    petals: Sequence[drawing.Petal],
    size: int = 200,
    *,
    mark: Decimal | float,
    floor: Decimal | float,
    recognised: bool = False,
    fresh: bool = False,
) -> SafeString:
    """The flower of these values; petals, mark and floor are those of the criteria set. `fresh`: nothing is begun."""
    picture = drawing.lotus(
        [float(v) for v in values], petals, size,
        mark=float(mark), floor=float(floor), recognised=recognised, fresh=fresh,
    )  # fmt: skip
    return mark_safe(picture)  # noqa: S308 - drawn by us from numbers and escaped codes


@register.simple_tag
def petal(value: Decimal | float, kind: int = 0, *, floor: Decimal | float, maximum: Decimal | float) -> SafeString:
    """One petal for a row of a list."""
    picture = drawing.petal(float(value), int(kind), floor=float(floor), maximum=float(maximum))
    return mark_safe(picture)  # noqa: S308 - drawn by us from numbers


@register.filter
def in_words(number: int) -> str:
    """A small number as a word of the page's language: mười."""
    return numbers.in_words(int(number), get_language() or "vi")


@register.simple_tag
def drawn(name: str, alt: str = "") -> SafeString:
    """A drawn picture of `static/img/pictures` in the plate's proportions; an empty alt hides it from readers.

    Without a name, as in a draft whose picture is not chosen yet, nothing is drawn.
    Not called `picture`: loading Wagtail's image tags would put another tag of that name in its place.
    """
    if not name:
        return mark_safe("")
    return format_html(
        '<img src="{}" alt="{}" width="320" height="200" loading="lazy">', static(f"img/pictures/{name}.svg"), alt
    )


@register.filter
def dial(number: str) -> str:
    """A telephone number as a `tel:` link wants it: digits and a leading plus only."""
    return "".join(sign for sign in str(number) if sign.isdigit() or sign == "+")


@register.filter
def uncapped(text: str) -> str:
    """The text as it stands within a sentence: “Xã Đồng Sen” becomes “xã Đồng Sen”."""
    words = str(text)
    return words[:1].lower() + words[1:]


@register.filter
def capped(text: str) -> str:
    """The text as it begins a sentence; the rest keeps its letters."""
    words = str(text)
    return words[:1].upper() + words[1:]


@register.filter
def unended(text: str) -> str:
    """The text without the mark at its end, so that a colon may follow: “Từ ngày nào?” becomes “Từ ngày nào”."""
    return str(text).rstrip(" .?!:…")


@register.filter
def points(value: Decimal | float | int | None) -> str:
    """Points with a decimal comma: 7,5; nothing given is a dash."""
    return "–" if value is None else drawing.points(float(value))


def _day(value: date | datetime | None) -> date | None:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def vidate(value: date | datetime | None) -> str:
    """12 tháng 10 năm 2026, for citizens."""
    day = _day(value)
    return f"{day.day} tháng {day.month} năm {day.year}" if day else ""


@register.filter
def deskdate(value: date | datetime | None) -> str:
    """12/10/2026, for the desk."""
    day = _day(value)
    return f"{day.day:02}/{day.month:02}/{day.year}" if day else ""


@register.filter
def desktime(value: datetime | None) -> str:
    """12/10/2026 20:05, for the desk."""
    return f"{deskdate(value)} {timezone.localtime(value):%H:%M}" if value else ""
