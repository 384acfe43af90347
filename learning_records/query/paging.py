"""Pages of statements: filters in, rows and a signed `more` out (xAPI 1.0.3 Communication 2.1.3)."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from django.core import signing

from learning_records import driver
from learning_records.consumers.order import consistent_through
from learning_records.query.choosing import Part, read
from learning_records.query.filters import BadFilter, filters_of, form_of, limit_of, yes
from learning_records.query.statement_sql import Place
from learning_records.spec.limits import PAGE_BYTES
from learning_records.spec.statement import iso

_SALT = "xapi-more"
AGE = 7 * 24 * 3600  # seconds for which a `more` link holds
_SIZES = "SELECT seq, octet_length(payload::text) FROM learning_records_statement WHERE seq = ANY(%b::bigint[])"
_TEXTS = "SELECT seq, payload::text FROM learning_records_statement WHERE seq = ANY(%b::bigint[])"


class Found(NamedTuple):
    """A statement of a page: `text` is its JSON as it is returned. A tuple, for a page makes a hundred of them."""

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


def _in_order(parts: list[Part], *, ascending: bool) -> tuple[list[tuple], tuple[datetime, int] | None]:
    """What the parts have, in the order of the answer, each statement once; and where the looking ended before the end.

    What one part has beyond the place where another stopped looking is left for the next page.
    """
    rows = parts[0].rows if parts else []
    if any(part.rows for part in parts[1:]):
        rows = sorted(
            {row[0]: row for part in parts for row in part.rows}.values(), key=itemgetter(1, 0), reverse=not ascending
        )
    edges = [part.edge for part in parts if part.edge is not None]
    if not edges:
        return rows, None
    edge = min(edges) if ascending else max(edges)
    return [row for row in rows if (edge >= (row[1], row[0]) if ascending else edge <= (row[1], row[0]))], edge


def within(rows: list[tuple]) -> list[tuple]:
    """The first of these rows (first seq, last the text), as many as have PAGE_BYTES together, but one at least.

    What is large did not come with its row (None): its size is asked before it is fetched.
    """
    texts = [row[-1] for row in rows]
    if None not in texts and 4 * sum(map(len, texts)) <= PAGE_BYTES:  # no character has more than four bytes
        return rows
    large = [row[0] for row in rows if row[-1] is None]
    sizes = dict(driver.cursor().execute(_SIZES, [large], binary=True).fetchall()) if large else {}
    kept, size = [], 0
    for row in rows:
        size += sizes.get(row[0]) or len(row[-1].encode())
        if kept and size > PAGE_BYTES:
            break
        kept.append(row)
    wanted = [row[0] for row in kept if row[-1] is None]
    if not wanted:
        return kept
    fetched = dict(driver.cursor().execute(_TEXTS, [wanted], binary=True).fetchall())
    return [row if row[-1] is not None else (*row[:-1], fetched[row[0]]) for row in kept]


def page(
    query: dict[str, str],
    *,
    mine: int | None = None,
    after: tuple[datetime, int] | None = None,
    bound: datetime | None = None,
    through: str = "",
) -> Page:
    """One page. `mine` limits it to an authority; `after` comes from a `more` token, which keeps `through`: how far the
    database was consistent that is asked now (Consistent-Through, see `known_through`).

    `bound` is how far an ascending walk goes (default: what Consistent-Through says now; a replica knows no better than the
    bound it is given): whoever reads on from its last statement must not pass one that was stored earlier and comes later.
    Where what was asked for is rare among much that had to be looked at, the page ends early, even empty, and `more` goes on.
    Raises BadFilter for a filter that cannot be understood.
    """
    limit, filters = limit_of(query), filters_of(query)
    yes(query, "attachments")
    form_of(query)
    bound = (bound or consistent_through()) if filters.ascending else None
    parts = read(Place(filters, after, bound), mine=mine, limit=limit + 1)
    found, edge = _in_order(parts, ascending=filters.ascending)
    rows, more = list(map(Found._make, within(found[:limit]))), ""
    if len(rows) < len(found):
        edge = (rows[-1].stored, rows[-1].seq)
    if edge is not None:
        kept = {"q": query, "s": edge[0].isoformat(), "a": edge[1], "t": through}
        if bound is not None:
            kept["b"] = bound.isoformat()
        more = signing.dumps(kept, salt=_SALT, compress=True)
    return Page(rows, more, query)


def _opened(token: str) -> dict:
    try:
        return signing.loads(token, salt=_SALT, max_age=AGE)
    except signing.BadSignature as problem:
        raise BadFilter("this more link is not valid, or not any longer") from problem


def known_through(token: str) -> str:
    """How far the database knew statements that gave the page before: one that knows less would leave some out.

    An ascending walk goes to its bound, and whoever goes on with it has to know everything up to there. Raises BadFilter for a
    token not of ours.
    """
    kept = _opened(token)
    return max(kept.get("t", ""), iso(datetime.fromisoformat(kept["b"])) if "b" in kept else "")


def next_page(token: str, *, mine: int | None = None) -> Page:
    """The page a `more` token leads to, with its filters; raises BadFilter for a token not of ours."""
    kept = _opened(token)
    after = (datetime.fromisoformat(kept["s"]), kept["a"])
    bound = datetime.fromisoformat(kept["b"]) if "b" in kept else None
    return page(kept["q"], mine=mine, after=after, bound=bound, through=kept.get("t", ""))
