"""What an officer asks the lists for: read from the address, put back into it, and what was wrong with it in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

EYES, AGREE, JUDGED = "eyes", "agree", "judged"
TABS = (EYES, AGREE, JUDGED)
FREE, MINE, OTHERS, BACK = "free", "mine", "others", "back"
HOLDING = (FREE, MINE, OTHERS, BACK)
OVER, WEEK, LATER, LONG = "over", "week", "later", "long"
DUE = (OVER, WEEK, LATER, LONG)
OUTCOMES = ("confirmed", "returned", "not_enough", "recognised", "revoked", "ended")
TODAY, LAST_WEEK, LAST_MONTH = "today", "week", "month"
WHEN = (TODAY, LAST_WEEK, LAST_MONTH)
LONGEST = 100  # letters of a name that is looked for
_NUMBER = 10  # digits of the largest number of a row

# name of the field -> name in the address
NAMES = {"tab": "loc", "name": "ten", "unit": "xa", "group": "thon", "year": "dot", "holding": "trang-thai", "due": "han",
         "outcome": "ket-qua", "by": "nguoi-xet", "when": "luc", "page": "trang"}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What is looked for. None and empty: everything. `wrong`: sentences about what the address said and no list has."""

    tab: str = ""
    name: str = ""
    unit: int | None = None
    group: int | None = None
    year: int | None = None
    holding: str = ""
    due: str = ""
    outcome: str = ""
    by: int | None = None
    when: str = ""
    page: int = 1
    wrong: tuple[str, ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether anything but the tab was chosen."""
        return replace(self, tab="", page=1, wrong=()) != Asked()

    def address(self, **other) -> str:
        """The query of this list, with these fields otherwise; a page only when it is said."""
        of = replace(self, **{"page": 1, **other})
        said = [(NAMES[field], getattr(of, field)) for field in NAMES]
        return urlencode([(name, value) for name, value in said if value and (name, value) != ("trang", 1)])


def read(query: Mapping[str, str]) -> Asked:
    """What the address asks for; what it cannot mean is left out and named."""
    wrong: list[str] = []

    def one_of(field: str, known: tuple[str, ...]) -> str:
        said = query.get(NAMES[field], "")
        if said and said not in known:
            wrong.append(_("“%(value)s” is no choice of this list and was left out.") % {"value": said[:40]})
        return said if said in known else ""

    def number(field: str) -> int | None:
        said = query.get(NAMES[field], "").strip()
        if not said:
            return None
        if said.isascii() and said.isdecimal() and len(said) < _NUMBER and int(said):
            return int(said)
        wrong.append(_("“%(value)s” is no choice of this list and was left out.") % {"value": said[:40]})
        return None

    name = " ".join(query.get(NAMES["name"], "").replace("\0", " ").split())
    if len(name) > LONGEST:
        wrong.append(_("Only the first %(n)s letters of the name are looked for.") % {"n": LONGEST})
    return Asked(
        tab=one_of("tab", (*TABS, "all")).replace("all", ""),
        name=name[:LONGEST],
        unit=number("unit"),
        group=number("group"),
        year=number("year"),
        holding=one_of("holding", HOLDING),
        due=one_of("due", DUE),
        outcome=one_of("outcome", OUTCOMES),
        by=number("by"),
        when=one_of("when", WHEN),
        page=number("page") or 1,
        wrong=tuple(wrong),
    )
