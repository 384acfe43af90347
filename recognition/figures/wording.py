"""What the numbers of a place say in whole sentences."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recognition.figures.numbers import FEW


def holders(number: int, new: int, year: int, *, exact: bool, published: bool = True) -> SafeString:
    """How many hold the title, and how many of them since this year; `exact` for who may see small numbers too.

    Not `published`: where other pages would lead from the number to a small one.
    """
    if not exact and 0 < number < FEW:
        return format_html(
            _(
                "<b>Fewer than {few} people</b> hold the title. So small a number is not published exactly, so that nobody "
                "can be guessed."
            ),
            few=FEW,
        )
    if not exact and not published and number:
        return format_html(
            _(
                "The number is not published: with those of other years or neighbouring communes somebody could reckon a "
                "number under {few}, and guess who it is."
            ),
            few=FEW,
        )
    if not number:
        said = [_("Nobody holds the title here yet.")]
    else:
        text = ngettext("<b>{n} person</b> holds the title.", "<b>{n} people</b> hold the title.", number)
        said = [format_html(text, n=number)]
        if exact or not any(0 < count < FEW for count in (new, number - new)):
            said.append(_("New in %(year)s: %(new)s.") % {"year": year, "new": new})
    said.append(_("Counted by the place in the decision."))
    return format_html_join(" ", "{}", ((one,) for one in said))
