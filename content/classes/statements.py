"""Hours as statements (settled: statement of ours): who attended a session, with the minutes it gives.

A session is a learnable like a lesson: its rule of completion is being there. So besides `attended` a session of a class whose
mapping was approved says `completed`, which the rules of criteria sets read; they know no kinds of pages. What was taken back is
voided, and set again is a new statement.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from content.classes.models import THERE, Attendance, ClassEnrolment, ClassSession
from learning_records.public import (
    ACTIVITY_TYPES,
    VERB_DISPLAY,
    VERBS,
    activity_iri,
    extension_iri,
    learner_agent,
    portal_credential,
    record,
    void,
)
from portal.people.public import consents_held


def record_hours(session: ClassSession, rows: Sequence[Attendance]) -> int:
    """Brings the statements of a closed session in line with its marks; safe to run again. Returns how many were recorded.

    Of people who agreed to records alone; join it to the transaction that marks or closes.
    """
    credential = portal_credential()
    gone = [row for row in rows if row.state not in THERE and (row.attended or row.completed)]
    for row in gone:
        for statement in filter(None, (row.completed, row.attended)):
            void(statement, credential)
        row.attended = row.completed = None
    waiting = [row for row in rows if row.state in THERE and row.attended is None]
    made = _made(session, waiting) if waiting else []
    if made:
        record(made, credential)
    changed = [*gone, *(row for row in waiting if row.attended)]
    Attendance.objects.bulk_update(changed, ["attended", "completed"])
    return len(made)


def _made(session: ClassSession, rows: Sequence[Attendance]) -> list[dict]:
    """The statements of these people, whose rows note their ids."""
    agreed = consents_held([row.learner_id for row in rows])
    enrolled = ClassEnrolment.objects.filter(taught=session.taught_id, learner__in=agreed)
    registrations = dict(enrolled.values_list("learner", "registration"))
    counted = [one.iri for one in session.taught.alignments.all()] if session.taught.counts else []
    shared = {verb: _shared(session, verb, counted) for verb in ("attended", "completed")}
    made = []
    for row in rows:
        if row.learner_id not in registrations:
            continue
        row.attended, row.completed = uuid4(), uuid4() if counted else None
        for verb, key in (("attended", row.attended), ("completed", row.completed)):
            if key:
                made.append(_statement(shared[verb], key, row.learner_id, registrations[row.learner_id]))
    return made


def _shared(session: ClassSession, verb: str, counted: Sequence[str]) -> dict[str, Any]:
    """What the statements of everybody in the session have in common."""
    taught = session.taught
    about = _activity(taught.uuid, taught.title, "course")
    activities = {"parent": [about], "grouping": [about]}
    if counted:
        activities["category"] = [{"objectType": "Activity", "id": iri} for iri in counted]
    shared = {
        "verb": {"id": VERBS[verb], "display": VERB_DISPLAY[verb]},
        "object": _activity(session.uuid, session.topic or taught.title, "lesson"),
        "context": {
            "language": "vi",
            "platform": "portal",
            "contextActivities": activities,
            "extensions": {extension_iri("minutes"): session.minutes},
        },
        "timestamp": _moment(min(session.ends_at, timezone.now())),
    }
    return shared | ({"result": {"completion": True}} if verb == "completed" else {})


def _statement(shared: dict[str, Any], key: UUID, learner: UUID, registration: UUID) -> dict[str, Any]:
    context = shared["context"] | {"registration": str(registration)}
    return shared | {"id": str(key), "actor": learner_agent(learner), "context": context}


def _activity(uuid: UUID, name: str, kind: str) -> dict[str, Any]:
    definition = {"name": {"vi": name}, "type": ACTIVITY_TYPES[kind]}
    return {"objectType": "Activity", "id": activity_iri(uuid), "definition": definition}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
