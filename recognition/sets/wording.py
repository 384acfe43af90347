"""What is not known of a set, in words for people."""

from django.utils.translation import gettext as _

from recognition.criteria.unknown import Unknown
from recognition.criteria.words import Criteria


def unknown_text(unknown: Unknown) -> str:
    """What no source says: “the most points of GD2.2”."""
    if not unknown.place:
        return {
            "groups": _("which criteria there are besides those named here"),
            "floor": _("the fewest points of each indicator"),
            "bands": _("from how many points on the title is reached"),
        }[unknown.what]
    words = {
        "indicators": _("all the indicators of %(place)s"),
        "wording": _("the wording of %(place)s"),
        "maximum": _("the most points of %(place)s"),
        "threshold": _("from when on %(place)s is met"),
        "band": _("the points of the grade %(place)s"),
    }
    if unknown.what in words:
        return words[unknown.what] % {"place": unknown.place}
    if unknown.place == "disadvantaged":
        return _("the points for recognition in a disadvantaged area")
    return _("the points for recognition")


def unknown_texts(criteria: Criteria) -> list[str]:
    """Everything that is not known and so keeps the set from being scored with; empty for a whole set.

    Groups, indicators and grades stand with their words where these are known: a code alone says nothing to people.
    """
    names = {one.code: f"“{one.name}”" for one in (*criteria.groups, *(criteria.bands or ()))}
    names |= {one.code: f"{one.code} “{one.words()}”" for one in criteria.indicators if one.words()}
    return [unknown_text(Unknown(one.what, names.get(one.place, one.place))) for one in criteria.unknown]
