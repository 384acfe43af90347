"""What the numbers of a place say in whole sentences."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recognition.figures.places import Place
from recognition.figures.small_counts import FEW
from recognition.figures.year_results import ANNULLED, LAPSED, REVOKED, YearResult
from recognition.titles.registry import Title


def lead(number: int, place: Place, title: Title, name: str, *, told: bool, official: bool) -> SafeString:
    """The first sentence of the page: how many hold the title here.

    Not `told`: where other pages would lead from the number to a small one.
    """
    about = {"place": place.name, "title": name, "n": number, "few": FEW}
    if not told and 0 < number < FEW:
        if title.subject == "person":
            text = _("In %(place)s <b>fewer than %(few)s people</b> hold the title “%(title)s”.")
        else:
            text = _("In %(place)s <b>fewer than %(few)s</b> hold the title “%(title)s”.")
    elif not told:
        text = _(
            "How many hold the title “%(title)s” in %(place)s is not published: with numbers of other years or neighbouring "
            "places somebody could reckon a number under %(few)s, and guess who it is."
        )
    elif not number:
        text = _("In %(place)s nobody holds the title “%(title)s” yet.")
        if title.subject != "person":
            text = _("In %(place)s there is no “%(title)s” yet.")
    elif title.subject == "person":
        text = ngettext(
            "In %(place)s <b>%(n)s person</b> holds the title “%(title)s”.",
            "In %(place)s <b>%(n)s people</b> hold the title “%(title)s”.",
            number,
        )
    else:
        text = _("In %(place)s <b>%(n)s</b> hold the title “%(title)s”.")
    return format_html(text.replace("%(", "{").replace(")s", "}"), **about)


def result(found: YearResult) -> str:
    """“27 công nhận, 2 thu hồi, còn 25”: what was recognised in a year, what ended, what is left. Empty without any."""
    if not found.recognised:
        return ""
    ended = {
        REVOKED: _("%(n)s revoked"),
        ANNULLED: _("%(n)s annulled"),
        LAPSED: _("%(n)s lapsed"),
    }
    parts = [_("%(n)s recognised") % {"n": found.recognised}]
    parts += [text % {"n": found.ended[what]} for what, text in ended.items() if found.ended.get(what)]
    parts.append(_("%(n)s left") % {"n": found.left})
    return ", ".join(parts)
