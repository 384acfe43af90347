"""What My page says first, as whole sentences: how many points, what is missing, which indicators are too low."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.look.lotus import points
from portal.look.numbers import in_words

NAMED = 3  # so many codes are named, more are counted


def standing(total: Decimal, missing: Decimal, low: int, you: str) -> str:
    """The heading. `low`: how many indicators lie under the floor; `you`: how the person is called, if known."""
    words = {"total": points(float(total)), "missing": points(float(missing)), "who": you[:1].upper() + you[1:]}
    if missing > 0:
        if you:
            return _("%(who)s has %(total)s points, %(missing)s more are needed") % words
        return _("%(total)s points now, %(missing)s more are needed") % words
    if low:
        text = ngettext(
            "%(total)s points: enough, but one indicator is too low",
            "%(total)s points: enough, but %(number)s indicators are too low",
            low,
        )
        return text % {**words, "number": low}
    if you:
        return _("%(who)s has %(total)s points: enough to hand in") % words
    return _("%(total)s points: enough to hand in") % words


def too_low(codes: Sequence[str], of: int, floor: Decimal) -> str:
    """Which of so many indicators lie under the floor, each a link to its place on the page; empty for none."""
    words = {"floor": points(float(floor)), "count": len(codes), "all": in_words(of, get_language() or "vi")}
    if not codes:
        return ""
    if len(codes) == of:
        return _("All %(all)s indicators are still under %(floor)s points.") % words
    if len(codes) > NAMED:
        words["all"] = of  # one way to write both numbers of a sentence
        return _("%(count)s of %(all)s indicators are still under %(floor)s points.") % words
    links: SafeString = format_html_join(", ", '<a href="#{}"><b>{}</b></a>', ((code, code) for code in codes))
    return format_html(_("Still under {floor} points: {codes}."), floor=words["floor"], codes=links)
