"""“Có giấy gì?”: what somebody has at home leads to the kinds of evidence that it can be, and to the indicators behind them.

The list is data (`papers.yaml`), the portal's own proposal; a set says which kinds it knows and what they speak for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.http import urlencode

from recognition.criteria.reading import Entry, load
from recognition.criteria.vocabulary import CONFIDENCE
from recognition.criteria.words import Criteria, Indicator, ManualKind

FILE, LINK, SOUND, WITNESS, BADGE = "file", "link", "sound", "witness", "badge"
_WAYS = (FILE, LINK, SOUND, WITNESS, BADGE)
_LIKE_NONE = "other"  # the kind of what is like nothing in the list
_LIST = Path(__file__).with_name("papers.yaml")


@dataclass(frozen=True)
class HomePaper:
    """Something that people have. `by`: how it is shown; `only`: the indicators it can speak for, empty for all of its kind."""

    id: str
    name: str
    hint: str
    picture: str
    by: str
    kinds: tuple[str, ...]
    only: tuple[str, ...]


@dataclass(frozen=True)
class HomePapers:
    """The whole list. `easy`: kinds of evidence that most people can have soon, the easiest first."""

    papers: tuple[HomePaper, ...]
    easy: tuple[str, ...]


@cache
def home_papers() -> HomePapers:
    """The list as it is shipped. Raises CriteriaProblem for a word that it does not know."""
    return parse(_LIST.read_text(encoding="utf-8"), _LIST.name)


def papers() -> tuple[HomePaper, ...]:
    """The papers of the list."""
    return home_papers().papers


def parse(text: str, file: str) -> HomePapers:
    """The list in a YAML text. Raises CriteriaProblem."""
    top = load(text, file)
    top.one_of("confidence", CONFIDENCE)
    found = HomePapers(tuple(_paper(entry) for entry in top.entries("papers")), top.some_of("easy", None, ()))
    top.done()
    return found


def _paper(entry: Entry) -> HomePaper:
    found = HomePaper(
        entry.identifier("id"),
        entry.text("name"),
        entry.text("hint", ""),
        entry.text("picture"),
        entry.one_of("by", _WAYS),
        entry.some_of("kinds", None),
        entry.some_of("only", None, ()),
    )
    entry.done()
    return found


@dataclass(frozen=True)
class Asked:
    """What the address of the page says: a paper, which kind of evidence it is, and an indicator one came from."""

    criteria: Criteria
    paper: HomePaper | None = None
    kind: ManualKind | None = None
    code: str = ""

    @property
    def by(self) -> str:
        """How it is shown."""
        return self.paper.by if self.paper else FILE

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """What this paper as this kind of evidence can speak for."""
        return indicators_of(self.criteria, self.paper, self.kind) if self.kind else ()

    @property
    def kinds(self) -> tuple[ManualKind, ...]:
        """The kinds of evidence that the paper can be."""
        return kinds_of(self.criteria, self.paper, self.code) if self.paper else ()

    @property
    def papers(self) -> tuple[HomePaper, ...]:
        """The papers that can speak for the indicator one came from, or for any."""
        return tuple(one for one in papers() if kinds_of(self.criteria, one, self.code))

    @property
    def ease(self) -> int:
        """The place of its kind among the easy ones; what is not easy comes after them."""
        easy = home_papers().easy
        return easy.index(self.kind.id) if self.is_easy and self.kind else len(easy)

    @property
    def is_easy(self) -> bool:
        """Whether most people can have it soon."""
        return self.kind is not None and self.kind.id in home_papers().easy

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        said = {"giay": self.paper and self.paper.id, "loai": self.kind and self.kind.id, "chi-so": self.code}
        return urlencode({name: value for name, value in said.items() if value})


def asked(query: Mapping[str, str], criteria: Criteria) -> Asked:
    """What an address asks for; what it says wrongly is left out. A paper with one kind needs no further question."""
    code = query.get("chi-so", "")
    code = code if code in criteria.by_code else ""
    kind = criteria.manual_kind(query.get("loai", ""))
    paper = next((one for one in papers() if one.id == query.get("giay")), None)
    if paper is None and kind is not None:
        paper = next((one for one in papers() if one.by == FILE and kind.id in one.kinds), None)
    if paper is None:
        return Asked(criteria, code=code)
    kinds = kinds_of(criteria, paper, code)
    chosen = next((one for one in kinds_of(criteria, paper) if kind and one.id == kind.id), None)
    return Asked(criteria, paper, chosen or (kinds[0] if len(kinds) == 1 else None), code)


def kinds_of(criteria: Criteria, paper: HomePaper, code: str = "") -> tuple[ManualKind, ...]:
    """The kinds that the set knows and the paper can be, in the order of the list; with a code those that speak for it.

    A paper like none of the list can be every kind that no paper names: a set of a group has kinds of its own.
    """
    known = [kind for name in paper.kinds if (kind := criteria.manual_kind(name))]
    if paper.by == FILE and _LIKE_NONE in paper.kinds:
        named = {name for one in papers() for name in one.kinds}
        known += [kind for kind in criteria.manual if kind.id not in named]
    return tuple(
        kind for kind in known if not code or code in [one.code for one in indicators_of(criteria, paper, kind)]
    )


def indicators_of(criteria: Criteria, paper: HomePaper | None, kind: ManualKind) -> tuple[Indicator, ...]:
    """What the paper as this kind can speak for. Codes of `only` that the set does not know speak of another set."""
    only = [code for code in paper.only if code in criteria.by_code] if paper else []
    return tuple(one for one in criteria.indicators if one.code in kind.indicators and (not only or one.code in only))
