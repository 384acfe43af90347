"""What is asked and what is answered: the shape between the box and whichever engine finds."""

from dataclasses import dataclass, field
from datetime import date

from portal.text import folding

KINDS = ("course", "lesson", "news", "centre")
LONGEST_QUERY = 200
MOST_WORDS = 12
PAGE_SIZE = 10
LAST_PAGE = 100


@dataclass(frozen=True)
class SearchRequest:
    """A cleaned question: `words` are folded, `accented` has their spelling with marks (empty: none were typed)."""

    text: str
    words: tuple[str, ...]
    accented: tuple[str, ...] = ()
    kind: str = ""
    page: int = 1

    @classmethod
    def clean(cls, text: str, kind: str = "", page: str | int = 1) -> "SearchRequest":
        """Makes a request of anything a person or a machine may send; never raises."""
        text = " ".join(folding.nfc(text[: LONGEST_QUERY * 3]).split())[:LONGEST_QUERY]
        written = [word for word in folding.spelled(text) if folding.fold(word)][:MOST_WORDS]
        marks = tuple(folding.accented(w) for w in written) if folding.has_marks(text) else ()
        number = str(page).strip()
        small = number.isascii() and number.isdecimal() and len(number) < 6
        return cls(
            text=text,
            words=tuple(folding.fold(word) for word in written),
            accented=marks,
            kind=kind if kind in KINDS else "",
            page=min(max(int(number), 1), LAST_PAGE) if small else 1,
        )


@dataclass(frozen=True)
class Hit:
    """One page found."""

    page_id: int
    kind: str
    url: str
    title: str
    context: str
    lead: str
    body: str
    minutes: int | None
    lessons: int | None
    day: date | None


@dataclass(frozen=True)
class SearchResults:
    """An engine's answer. `total` and `hits` respect the kind asked for, `facets` count every kind."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: dict[str, int] = field(default_factory=dict)
