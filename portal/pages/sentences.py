"""What My page says first, as whole sentences: how many points, what is missing, which indicators are too low."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.look.lotus import points
from portal.look.numbers import in_words
from portal.text.quoted import quoted

NAMED = 3  # so many indicators are named, more are counted


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


def too_low(low: Sequence[tuple[str, str]], of: int, floor: Decimal) -> str:
    """Which of so many indicators (code, wording) lie under the floor, each a link to its place on the page; empty for none."""
    words = {"floor": points(float(floor)), "count": len(low), "all": in_words(of, get_language() or "vi")}
    if not low:
        return ""
    if len(low) == of:
        return _("All %(all)s indicators are still under %(floor)s points.") % words
    if len(low) > NAMED:
        words["all"] = of  # one way to write both numbers of a sentence
        return _("%(count)s of %(all)s indicators are still under %(floor)s points.") % words
    named = ((code, quoted(wording or code)) for code, wording in low)
    links: SafeString = format_html_join(", ", '<a href="#{}">{}</a>', named)
    return format_html(_("Still under {floor} points: {names}."), floor=words["floor"], names=links)
