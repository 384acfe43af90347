"""Which sides a page has, and which list leads in each: the rarest, so that a page costs as much as what is rare about it."""

from collections.abc import Sequence

from learning_records import driver
from learning_records.query.statement_sql import (
    EVERYTHING,
    REFERENCES,
    REFERRING,
    Listed,
    Place,
    Query,
    Side,
    count_of_sources,
    counts,
    follow,
    lists_of,
    samples,
    stored_by,
    walk,
)


def ask(query: Query) -> list[tuple]:
    """What the server answers."""
    return driver.cursor().execute(query.text, query.values, binary=True).fetchall()


def _rarest(lists: Sequence[Listed], place: Place) -> Listed:
    """The list whose next statements reach back (or, ascending, forward) the furthest; one that ends before, if there is one."""
    if len(lists) == 1:
        return lists[0]
    (moments,) = ask(samples(lists, place))
    by_time = sorted(
        zip(moments, lists, strict=True),
        key=lambda pair: pair[0].timestamp() if pair[0] is not None else 0,
        reverse=place.filters.ascending,
    )
    return next((one for moment, one in by_time if moment is None), by_time[0][1])


def _without(lists: Sequence[Listed], leading: Listed) -> list[Listed]:
    return [one for one in lists if one is not leading]


def _referring(wanted: Sequence[Listed], readable: Sequence[Listed], place: Place, limit: int) -> Side | None:
    """The statements that refer to what was asked for; None when nothing does."""
    (found,) = ask(counts(wanted))
    fewest = wanted[found.index(min(found))]
    if min(found) <= REFERENCES:
        ((sources,),) = ask(count_of_sources(fewest))
        if not sources:
            return None
        if sources <= REFERENCES:
            return follow(fewest, _without(wanted, fewest), readable, place, limit)
    leading = _rarest([REFERRING, *readable], place)
    return walk(leading, _without(readable, leading), place, limit, referring_to=wanted)


def sides(place: Place, *, mine: int | None, limit: int) -> list[Side]:
    """The queries of a page: each gives at most `limit` statements; the first `limit` of all together are the page."""
    wanted, readable = lists_of(place.filters), [] if mine is None else [stored_by(mine)]
    if any(one.never for one in wanted):
        return []
    lists = [*wanted, *readable] or [EVERYTHING]
    leading = _rarest(lists, place)
    found: list[Side | None] = [walk(leading, _without(lists, leading), place, limit)]
    if wanted and place.filters.referred:
        found.append(_referring(wanted, readable, place, limit))
    return [side for side in found if side is not None]
