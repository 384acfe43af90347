"""What the subject of a title is called in a sentence: a person, or the kind of group that it is. Also filters for templates.

A sentence that may speak of either says `%(who)s` or `%(this)s`, and `worded` puts the words of the kind in.
"""

from django import template
from django.utils.translation import gettext as _

from portal.people.models import Learner

register = template.Library()


@register.filter
def the_one(kind: str) -> str:
    """“the person”, “the household”, …: for `Learner.kind`."""
    return {
        "person": _("the person"),
        "household": _("the household"),
        "clan": _("the clan"),
        "residential_group": _("the residential group"),
        "organisation": _("the organisation"),
        "commune": _("the commune itself"),
    }[kind]


@register.filter
def this_one(kind: str) -> str:
    """“this person”, “this household”, …: for `Learner.kind`."""
    return {
        "person": _("this person"),
        "household": _("this household"),
        "clan": _("this clan"),
        "residential_group": _("this residential group"),
        "organisation": _("this organisation"),
        "commune": _("this commune"),
    }[kind]


def worded(text: str, about: Learner, **values: object) -> str:
    """The sentence with the words of the kind in it: `who`, `this`, and with a capital `Who`, `This`; `values` as they are."""
    who, this = the_one(about.kind), this_one(about.kind)
    words = {"who": who, "this": this, "Who": who[:1].upper() + who[1:], "This": this[:1].upper() + this[1:]}
    return text % (words | values)
