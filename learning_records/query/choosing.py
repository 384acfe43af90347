"""Which sides a page has, and which list leads in each: the rarest, so that a page costs as much as what is rare about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from learning_records import driver
from learning_records.query.statement_sql import (
    EVERYTHING,
    REFERENCES,
    REFERRING,
    SAMPLE,
    Listed,
    Place,
    Query,
    Side,
    count_of_sources,
    counts,
    follow,
    lists_of,
    nth,
    samples,
    stored_by,
    walk,
)


@dataclass(frozen=True)
class Part:
    """Rows (seq, stored, version, payload) in the order of the answer; where the looking ended, if it did before the end."""

    rows: list[tuple]
    edge: tuple[datetime, int] | None


def _ask(query: Query) -> list[tuple]:
    return driver.cursor().execute(query.text, query.values, binary=True).fetchall()


def _rarest(lists: Sequence[Listed], place: Place) -> Listed:
    """The list whose next statements reach back (or, ascending, forward) the furthest; one that ends before, if there is one."""
    if len(lists) == 1:
        return lists[0]
    (moments,) = _ask(samples(lists, place))
    if None in moments:
        return lists[moments.index(None)]
    return lists[moments.index((max if place.filters.ascending else min)(moments))]


def _without(lists: Sequence[Listed], leading: Listed) -> list[Listed]:
    return [one for one in lists if one is not leading]


def _asked(side: Side, limit: int) -> Part:
    rows = _ask(Query(side.text, side.values))
    edges = _ask(side.edge) if len(rows) < limit and side.edge is not None else []
    return Part(rows, (edges[0][0], edges[0][1]) if edges else None)


def _referring(wanted: Sequence[Listed], readable: Sequence[Listed], place: Place, limit: int) -> Side | None:
    """The statements that refer to what was asked for; None when nothing does.

    Whoever may read only what an authority stored is told of no other's statement, not even that a reference leads to one: what
    is referred to must stand in `readable` as well.
    Where few references stand in the place at all, each is asked what it refers to. Otherwise what few statements were asked
    for is followed to what refers to them.
    """
    many = bool(_ask(nth(REFERRING, place, SAMPLE)))
    if many:
        (found,) = _ask(counts(wanted))
        fewest = wanted[found.index(min(found))]
        if min(found) <= REFERENCES:
            ((sources,),) = _ask(count_of_sources(fewest))
            if not sources:
                return None
            if sources <= REFERENCES:
                return follow(fewest, [*_without(wanted, fewest), *readable], readable, place, limit)
    leading = _rarest([REFERRING, *readable], place)
    side = walk(leading, _without(readable, leading), place, limit, referring_to=[*wanted, *readable])
    return side if many or leading is not REFERRING else replace(side, edge=None)  # so few are looked at all


def read(place: Place, *, mine: int | None, limit: int) -> list[Part]:
    """The parts of a page: what matches, and what refers to it; the first `limit` of both together are the page."""
    wanted, readable = lists_of(place.filters), [] if mine is None else [stored_by(mine)]
    if any(one.never for one in wanted):
        return []
    lists = [*wanted, *readable] or [EVERYTHING]
    leading = _rarest(lists, place)
    own = _asked(walk(leading, _without(lists, leading), place, limit), limit)
    if not (wanted and place.filters.referred):
        return [own]
    last = (own.rows[-1][1], own.rows[-1][0]) if len(own.rows) >= limit else own.edge
    referring = _referring(wanted, readable, replace(place, last=last), limit)
    return [own] if referring is None else [own, _asked(referring, limit)]
