"""What a result says of itself below its title: how much it is, where it belongs, from which day."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.look.templatetags.look import vidate
from search.request import Hit


def facts_of(hit: Hit) -> str:
    """A line such as “5 bài học, khoảng 60 phút”; empty when nothing is known."""
    if hit.kind == "news":
        return vidate(hit.day)
    said = []
    if hit.kind == "course" and hit.lessons:
        said.append(ngettext("%(n)s lesson", "%(n)s lessons", hit.lessons) % {"n": hit.lessons})
    if hit.minutes:
        said.append(ngettext("about %(n)s minute", "about %(n)s minutes", hit.minutes) % {"n": hit.minutes})
    if hit.context:
        said.append(_("in the course “%(course)s”") % {"course": hit.context})
    return ", ".join(said)
