"""What the statements of one enrolment add up to (pure): any order, any number of times, the same sum.

The sum is a dict that JSON can hold: page id -> {"verbs": {verb: {"first": at, "last": at, "id": .., "result": ..}},
"answers": {block: {"at": .., "id": .., "result": .., "revision": ..}}}. Times are UTC in one form, so that they sort as text.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

MOST_TRIES = 999  # of one question; a column holds no more
Learnt = dict[str, dict[str, dict[str, Any]]]
# Activity IRI -> the pages (id) whose activity it is, each with the block when it is a question's: one in several lessons.
Places = Mapping[str, Mapping[int, UUID | None]]


def moment(at: datetime) -> str:
    """The time as the sum holds it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Act:
    """One statement as far as it matters: when, its id, the short name of its verb, where, with what result."""

    at: str
    id: str
    verb: str
    page: int
    block: UUID | None = None
    result: dict[str, Any] = field(default_factory=dict)
    revision: str = ""


def read(
    statement: Mapping[str, Any], at: datetime, identifier: object, verbs: Mapping[str, str], places: Places
) -> Act | None:
    """The act in a statement; None when it speaks of nothing that is known here. `verbs`: IRI -> short name."""
    place = place_of(statement, places)
    verb = verbs.get((statement.get("verb") or {}).get("id", ""))
    if place is None or verb is None:
        return None
    page, block = place
    revision = (statement.get("context") or {}).get("revision", "")
    return Act(moment(at), str(identifier), verb, page, block, statement.get("result") or {}, revision)


def iris_of(statement: Mapping[str, Any]) -> list[str]:
    """The activities that say where a statement belongs: its object, then the parents of that."""
    thing = statement.get("object") or {}
    above = ((statement.get("context") or {}).get("contextActivities") or {}).get("parent") or []
    parents = above if isinstance(above, list) else [above]
    return [str(one.get("id", "")) for one in (thing, *parents)]


def place_of(statement: Mapping[str, Any], places: Places) -> tuple[int, UUID | None] | None:
    """The page a statement speaks of, and the block; of a question in several lessons the one that is its parent there."""
    if (statement.get("object") or {}).get("objectType", "Activity") != "Activity":
        return None
    own, *parents = iris_of(statement)
    found = dict(places.get(own, {}))
    if len(found) > 1:
        within = {page for iri in parents for page, block in places.get(iri, {}).items() if block is None}
        found = {page: block for page, block in found.items() if page in within}
    return next(iter(found.items())) if len(found) == 1 else None


def add(sum_: Learnt, act: Act) -> bool:
    """Adds an act to the sum; returns whether the sum changed. Of two answers the later stands, whichever came first."""
    entry = sum_.setdefault(str(act.page), {"verbs": {}, "answers": {}})
    if act.block is not None:
        if act.verb != "answered":
            return False
        held = entry["answers"].get(str(act.block))
        if held and (held["at"], held["id"]) >= (act.at, act.id):
            return False
        new = {"at": act.at, "id": act.id, "result": act.result, "revision": act.revision}
        entry["answers"][str(act.block)] = new
        return True
    held = entry["verbs"].get(act.verb)
    later = held is None or (held["last"], held["id"]) < (act.at, act.id)
    if not later and act.at >= held["first"]:
        return False
    new = {"last": act.at, "id": act.id, "result": act.result} if later else dict(held)
    entry["verbs"][act.verb] = new | {"first": min(act.at, held["first"]) if held else act.at}
    return True


def total(acts: Iterable[Act]) -> Learnt:
    """The sum of all acts."""
    found: Learnt = {}
    for act in acts:
        add(found, act)
    return found


def merged(sums: Iterable[Learnt]) -> Learnt:
    """One sum of several: a person found twice has learnt what either did."""
    found: Learnt = {}
    for one in sums:
        for page, entry in one.items():
            for verb, held in entry["verbs"].items():
                for at in (held["first"], held["last"]):
                    add(found, Act(at, held["id"], verb, int(page), result=held["result"]))
            for block, held in entry["answers"].items():
                add(
                    found,
                    Act(held["at"], held["id"], "answered", int(page), UUID(block), held["result"], held["revision"]),
                )
    return found


def answers(sum_: Learnt, page: int) -> dict[UUID, dict[str, Any]]:
    """The last answer to each question of a page (id): block -> {"at", "id", "result", "revision"}."""
    return {UUID(block): held for block, held in sum_.get(str(page), {}).get("answers", {}).items()}


def last(sum_: Learnt, verb: str, page: int) -> dict[str, Any] | None:
    """The result ({} without one) of the last statement with this verb about the page; None when there is none."""
    held = sum_.get(str(page), {}).get("verbs", {}).get(verb)
    return None if held is None else held["result"]


def first_time(sum_: Learnt, verb: str, page: int) -> datetime | None:
    """When the verb was first said of the page; None when it never was."""
    held = sum_.get(str(page), {}).get("verbs", {}).get(verb)
    return None if held is None else datetime.fromisoformat(held["first"])


def is_finished(sum_: Learnt, page: int) -> bool:
    """Whether a lesson is finished: completed, and not failed without a pass (before, a failed lesson was completed as well)."""
    verbs = sum_.get(str(page), {}).get("verbs", {})
    return "completed" in verbs and ("failed" not in verbs or "passed" in verbs)


def last_time(sum_: Learnt, course: int) -> datetime | None:
    """When something was done last, in whichever lesson; that the course (id) was begun or finished is no act in a lesson."""
    found: set[str] = set()
    for page, entry in sum_.items():
        if page != str(course):
            found |= {held["last"] for held in entry["verbs"].values()} | {
                held["at"] for held in entry["answers"].values()
            }
    return datetime.fromisoformat(max(found)) if found else None


def hardest(sum_: Learnt, tries: Callable[[dict[str, Any]], int]) -> tuple[int, int] | None:
    """The lesson (id) that is not finished and in which one question was missed most often, with how often; None for none.

    Of two the one with the later answer. `tries`: which answer to its question a result is.
    """
    found: list[tuple[int, str, int]] = []
    for page, entry in sum_.items():
        if entry["answers"] and not is_finished(sum_, int(page)):
            for held in entry["answers"].values():
                if held["result"].get("success") is False:  # a poll has neither right nor wrong
                    found.append((tries(held["result"]), held["at"], int(page)))
    if not found:
        return None
    missed, _at, page_id = max(found)
    return page_id, min(missed, MOST_TRIES)


def moments(sum_: Learnt) -> set[datetime]:
    """When something was learnt: the first and last time of each act and the last of each answer."""
    found: set[str] = set()
    for entry in sum_.values():
        found |= {held[name] for held in entry["verbs"].values() for name in ("first", "last")}
        found |= {held["at"] for held in entry["answers"].values()}
    return {datetime.fromisoformat(at) for at in found}
