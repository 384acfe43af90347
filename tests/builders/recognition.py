"""Statements and published sets for tests of the engine."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from learning_records import public as records
from portal.people.models import Learner, LearnerAlias, User
from portal.people.public import everyone
from recognition.models import CriteriaSet, Evidence
from recognition.sets.publishing import FOLDER, publish, publish_shipped

KEY = "cong_dan_hoc_tap"
WHY = "a test looks at everything"
SMALL = """
key: small
version: "1"
scoring: points_with_floor
subject: person
title: {vi: Nhỏ}
confidence: proposed
issuer: {value: thử, confidence: proposed}
documents: []
valid_from: null
valid_to: null
marks: {ordinary: {value: 8, confidence: proposed}}
floor: {value: 5, confidence: proposed}
groups: [{code: A, name: {vi: Nhóm}, confidence: proposed}]
indicators: [{code: A1, group: A, maximum: 10, wording: {default: Đọc}, wording_confidence: proposed}]
rules:
  - {id: lessons, indicator: A1, confidence: proposed, verb: completed, activity_type: lesson, measure: count, take: latest,
     points_per_step: 1, cap: 8}
"""


def citizen_set() -> CriteriaSet:
    """The shipped set of the title, published."""
    return publish_shipped(KEY)[0]


def small_set(**changes: str) -> CriteriaSet:
    """A set of one indicator; each change replaces a line's beginning, as `authorities='authorities: [x]'` adds one."""
    return publish(SMALL + "".join(f"{line}\n" for line in changes.values()), "small.yaml")


def learner(reference: str | None = None) -> Learner:
    """Somebody without account, name or unit."""
    with everyone(WHY):
        return Learner.objects.create(reference=reference or uuid4().hex[:22])


def statement(
    learner_id: UUID | str,
    verb: str = "completed",
    kind: str = "lesson",
    *,
    activity: UUID | None = None,
    category: tuple[str, ...] = (),
    minutes: Any = None,
    result: dict | None = None,
    at: datetime | str | None = None,
    statement_id: UUID | None = None,
) -> dict:
    """A statement as content makes it. `category` holds what follows `/xapi/`, as `indicators/cong_dan_hoc_tap/A1`."""
    base = records.activity_iri("x").removesuffix("/xapi/activities/x")
    moment = at or datetime(2026, 3, 1, 8, tzinfo=UTC)
    made: dict = {
        "id": str(statement_id or uuid4()),
        "actor": records.learner_agent(learner_id),
        "verb": {"id": records.VERBS[verb]},
        "object": {
            "objectType": "Activity",
            "id": records.activity_iri(activity or uuid4()),
            "definition": {"type": records.ACTIVITY_TYPES[kind], "name": {"vi": "Một bài"}},
        },
        "timestamp": moment if isinstance(moment, str) else moment.isoformat().replace("+00:00", "Z"),
        "context": {"contextActivities": {"category": [{"id": f"{base}/xapi/{one}"} for one in category]}},
    }
    if not category:
        del made["context"]["contextActivities"]
    if minutes is not None:
        made["context"]["extensions"] = {records.extension_iri("minutes"): minutes}
    if not made["context"]:
        del made["context"]
    if result is not None:
        made["result"] = result
    return made


def store(*statements: dict) -> list[UUID]:
    """Records them with the portal's own key; returns their ids."""
    return [outcome.statement_id for outcome in records.record(list(statements), records.portal_credential())]


def told(criteria_set: CriteriaSet) -> list[tuple]:
    """What the evidence of a set says, row by row, without row ids and times of writing."""
    with everyone(WHY):
        return sorted(
            (
                str(e.learner_id),
                e.rule_id,
                str(e.statement_id),
                tuple(e.indicators),
                e.happened_at,
                e.activity_iri,
                e.minutes,
                e.score,
                e.withdrawn_at is not None,
            )
            for e in Evidence.objects.filter(criteria_set=criteria_set)
        )


def next_version(version: str = "2030.1") -> CriteriaSet:
    """The citizens' set as another version has it: C2 is called C9, B2 gives at most 9, and nobody reads a log any more."""
    text = (FOLDER / f"{KEY}-2022.1.yaml").read_text(encoding="utf-8")
    changes = {
        'version: "2022.1"': f'version: "{version}"', "code: C2,": "code: C9,", "[C2]": "[C9]", " C2]": " C9]",
        "indicator C2": "indicator C9", "indicator: C2": "indicator: C9", "id: reading-log": "id: podcast",
        "code: B2, group: B, maximum: 10": "code: B2, group: B, maximum: 9", "value: 100,": "value: 99,",
    }  # fmt: skip
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return publish(text, f"{version}.yaml")


def one_person(first: Learner, second: Learner) -> LearnerAlias:
    """Two records that belong to one person; deleting the row parts them again."""
    with everyone(WHY):
        by = User.objects.create(username=uuid4().hex)
        return LearnerAlias.objects.create(learner=first, alias=second.pk, joined_by=by)
