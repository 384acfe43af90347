"""Pages of statements: filters in, rows and a signed `more` out (xAPI 1.0.3 Communication 2.1.3)."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from django.core import signing

from learning_records import driver
from learning_records.consumers.order import consistent_through
from learning_records.query.filters import BadFilter, filters_of, form_of, limit_of, yes
from learning_records.query.statement_sql import Side, sides

_SALT = "xapi-more"
AGE = 7 * 24 * 3600  # seconds for which a `more` link holds


@dataclass(frozen=True)
class Found:
    """A statement of a page: `text` is its JSON as it is returned."""

    seq: int
    stored: datetime
    version: str
    text: str


@dataclass(frozen=True)
class Page:
    """Statements in order, the token of the next page or an empty text, and the filters that led here."""

    rows: list[Found]
    more: str
    query: dict[str, str]


def _rows(asked: list[Side], *, ascending: bool) -> list[Found]:
    """What the sides found, in the order of the answer, each statement once."""
    found = [driver.cursor().execute(side.text, side.values, binary=True).fetchall() for side in asked]
    rows = found[0]
    if any(found[1:]):
        rows = sorted(
            {row[0]: row for side in found for row in side}.values(), key=itemgetter(1, 0), reverse=not ascending
        )
    return [Found(*row) for row in rows]


def page(
    query: dict[str, str],
    *,
    mine: int | None = None,
    after: tuple[datetime, int] | None = None,
    bound: datetime | None = None,
) -> Page:
    """One page. `mine` limits it to an authority; `after` comes from a `more` token.

    `bound` is how far an ascending walk goes (default: what Consistent-Through says now; a replica knows no better than the
    bound it is given): whoever reads on from its last statement must not pass one that was stored earlier and comes later.
    Raises BadFilter for a filter that cannot be understood.
    """
    limit, filters = limit_of(query), filters_of(query)
    yes(query, "attachments")
    form_of(query)
    bound = (bound or consistent_through()) if filters.ascending else None
    rows = _rows(
        sides(filters, mine=mine, after=after, bound=bound, limit=limit + 1),
        ascending=filters.ascending,
    )
    more = ""
    if len(rows) > limit:
        rows = rows[:limit]
        kept = {"q": query, "s": rows[-1].stored.isoformat(), "a": rows[-1].seq}
        if bound is not None:
            kept["b"] = bound.isoformat()
        more = signing.dumps(kept, salt=_SALT, compress=True)
    return Page(rows, more, query)


def next_page(token: str, *, mine: int | None = None) -> Page:
    """The page a `more` token leads to, with its filters; raises BadFilter for a token not of ours."""
    try:
        kept = signing.loads(token, salt=_SALT, max_age=AGE)
    except signing.BadSignature as problem:
        raise BadFilter("this more link is not valid, or not any longer") from problem
    after = (datetime.fromisoformat(kept["s"]), kept["a"])
    bound = datetime.fromisoformat(kept["b"]) if "b" in kept else None
    return page(kept["q"], mine=mine, after=after, bound=bound)
