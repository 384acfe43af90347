"""How far everybody is: a row per enrolment, made from statements and from nothing else, so that it can be made again.

Two ways lead into a row, both under its lock, and adding twice adds nothing: an act of the learner is added in the
transaction that records it, so it is seen at once; and the consumer reads every statement of the portal's own in order, so
nothing is missed, whoever stored it. A voided statement cannot be taken off a sum: its row is then summed up anew.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django_scopes import ScopedManager

from content import learnt
from content.activities import uuid_of_iri
from content.identities import Enrolment, PageActivity, QuestionActivity
from learning_records import public as records
from portal.people.public import Learner, LearnerAlias, everyone

log = logging.getLogger(__name__)
VERBS = {iri: name for name, iri in records.VERBS.items()}
WHY = "progress follows the statements of every learner"
TRY = records.extension_iri("try")  # of a result: which answer of this learner to this version of the question it is
_CHUNK = 200  # enrolments summed up anew in one transaction


class EnrolmentProgress(models.Model):
    """What was learnt in an enrolment (`content.learnt`), as far as statements were read; never written by hand."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, primary_key=True, related_name="progress")
    learnt = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)  # the last act in a lesson; enrolling is none
    failing_page = models.PositiveIntegerField(
        null=True
    )  # the lesson not finished whose question was missed most often
    failing_tries = models.PositiveSmallIntegerField(default=0)
    wagtail_reference_index_ignore = True

    objects = ScopedManager(people="enrolment__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"

    def note_sum(self) -> None:
        """Sets what lists ask for, as the sum says it: when the course was finished first, the last act, what is too hard."""
        course = self.enrolment.course_id
        self.finished_at = learnt.first_time(self.learnt, "completed", course)
        self.last_at = learnt.last_time(self.learnt, course)
        self.failing_page, self.failing_tries = learnt.hardest(self.learnt, tries) or (None, 0)

    def summed(self) -> tuple:
        """The sum and all that follows from it, to be compared."""
        return tuple(getattr(self, name) for name in SUMMED)


SUMMED = ("learnt", "finished_at", "last_at", "failing_page", "failing_tries")


def tries(result: dict) -> int:
    """Which answer to its question a result is: 1 for the first; 1 too where it was not counted yet, 0 where there is none."""
    count = result.get("extensions", {}).get(TRY, 1) if result else 0
    return count if isinstance(count, int) else 1


class ProgressCursor(models.Model):
    """Up to which `seq` the consumer has read; one row."""

    position = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)


def ids_of(learner: Learner) -> models.Q:
    """Condition on a learner's column: the person, and those the person was joined with (no query of its own)."""
    joined = models.QuerySet(LearnerAlias).filter(learner=learner.pk).values("alias")
    return models.Q(learner=learner.pk) | models.Q(learner__in=joined)


def enrolments(learner: Learner) -> models.QuerySet[Enrolment]:
    """The person's enrolments with their progress, under whichever id they were made."""
    return models.QuerySet(Enrolment).filter(ids_of(learner)).select_related("progress")


def learnt_in(rows: Iterable[Enrolment]) -> learnt.Learnt:
    """What was learnt in these enrolments together."""
    sums = [row.progress.learnt for row in rows if hasattr(row, "progress")]
    return sums[0] if len(sums) == 1 else learnt.merged(sums)


def locked(enrolment: Enrolment) -> EnrolmentProgress:
    """The progress of an enrolment, locked until the transaction ends: two presses of one button are one act.

    Where something was voided, and the consumer may not have seen it yet, the row is summed up anew first.
    """
    rows = models.QuerySet(EnrolmentProgress)
    rows.get_or_create(enrolment=enrolment)
    if records.any_voided(enrolment.registration):
        with everyone(WHY):
            _anew([enrolment.pk])
    return rows.select_for_update(of=("self",)).select_related("enrolment").get(enrolment=enrolment)


def places(iris: Collection[str]) -> dict[str, dict[int, UUID | None]]:
    """Activity IRI -> the pages whose activity it is, each with the block when it is a question's; unknown ones are left out."""
    uuids = {uuid: iri for iri in iris if (uuid := uuid_of_iri(iri))}
    found: dict[str, dict[int, UUID | None]] = {
        uuids[uuid]: {page: None}
        for uuid, page in PageActivity.objects.filter(uuid__in=uuids).values_list("uuid", "page_id")
    }
    rows = QuestionActivity.objects.filter(uuid__in=uuids).order_by("pk").values_list("uuid", "page_id", "block")
    for uuid, page, block in rows:
        found.setdefault(uuids[uuid], {})[page] = block
    return found


def places_in(statements: Iterable[Mapping[str, Any]]) -> dict[str, dict[int, UUID | None]]:
    """The same of every activity that says where one of these statements belongs."""
    return places({iri for one in statements for iri in learnt.iris_of(one)})


def follow(limit: int = 500) -> int | None:
    """Adds the next statements, `limit` at most, in one transaction, and moves the cursor.

    Returns how many there were, or None when everything there is has been read. The cursor's row is locked, so a second
    consumer waits and goes on where this one ends.
    """
    with transaction.atomic(), everyone(WHY):
        ProgressCursor.objects.get_or_create(pk=1)
        cursor = ProgressCursor.objects.select_for_update().get(pk=1)
        window = records.read_concerning(cursor.position, limit, [records.portal_authority()])
        if window.position <= cursor.position:
            return None
        _add(window.found)
        cursor.position, cursor.moved_at = window.position, timezone.now()
        cursor.save()
    return len(window.found)


def catch_up(limit: int = 500) -> int:
    """Follows until everything was read; returns how many statements that were. Safe to run twice and at the same time."""
    read = 0
    while (found := follow(limit)) is not None:
        read += found
    return read


def rebuild() -> int:
    """Sums up every enrolment anew from its statements; returns how many rows were not what they should be.

    Nobody sees a gap: each row is replaced under its lock. The consumer goes on where it was, for adding twice adds nothing.
    """
    changed = 0
    with everyone(WHY):
        keys = list(Enrolment.objects.order_by("pk").values_list("pk", flat=True))
        for begin in range(0, len(keys), _CHUNK):
            with transaction.atomic():
                changed += _anew(keys[begin : begin + _CHUNK])
    return changed


def _anew(keys: Sequence[int]) -> int:
    """Sums up these enrolments from all their statements, under their locks."""
    have = set(EnrolmentProgress.objects.filter(enrolment__in=keys).values_list("pk", flat=True))
    EnrolmentProgress.objects.bulk_create(
        [EnrolmentProgress(enrolment_id=key) for key in keys if key not in have], ignore_conflicts=True
    )
    rows = {row.enrolment.registration: row for row in _locked_rows(enrolment__in=keys)}
    before = {key: row.summed() for key, row in rows.items()}
    for row in rows.values():
        row.learnt = {}
        row.note_sum()
    _sum(rows, records.statements_in(rows, [records.portal_authority()]))
    wrong = [row for key, row in rows.items() if row.summed() != before[key]]
    EnrolmentProgress.objects.bulk_update(wrong, SUMMED)
    return len(wrong)


def _locked_rows(**which: Any) -> models.QuerySet[EnrolmentProgress]:
    """Rows locked in one order, so that writers never wait for each other in a circle."""
    return (
        EnrolmentProgress.objects.filter(**which)
        .select_for_update(of=("self",))
        .select_related("enrolment")
        .order_by("pk")
    )


def _add(found: Sequence[records.Stored]) -> None:
    registrations = {key for one in found if (key := _registration(one))}
    keys = Enrolment.objects.filter(registration__in=registrations, progress=None).values_list("pk", flat=True)
    EnrolmentProgress.objects.bulk_create([EnrolmentProgress(enrolment_id=key) for key in keys], ignore_conflicts=True)
    rows = {row.enrolment.registration: row for row in _locked_rows(enrolment__registration__in=registrations)}
    changed = _sum(rows, [one for one in found if not one.voided])
    EnrolmentProgress.objects.bulk_update(changed, SUMMED)
    _take_off([target for one in found if (target := _voided_by(one))])


def _sum(rows: dict[UUID, EnrolmentProgress], found: Sequence[records.Stored]) -> list[EnrolmentProgress]:
    """Adds the statements to the rows of their registrations; returns the rows that changed."""
    known = places_in(one.statement for one in found)
    people = _people(rows.values(), found)
    changed: dict[UUID, EnrolmentProgress] = {}
    for one in found:
        registration = _registration(one)
        row = rows.get(registration) if registration else None
        if row is None or people.get(_account(one), object()) != people.get(row.enrolment.learner_id):
            continue
        act = learnt.read(one.statement, one.timestamp, one.statement_id, VERBS, known)
        if act and learnt.add(row.learnt, act):
            row.note_sum()
            changed[row.enrolment.registration] = row
    return list(changed.values())


def _people(rows: Iterable[EnrolmentProgress], found: Iterable[records.Stored]) -> dict[UUID | None, UUID]:
    """learner_id -> the person it stands for today: itself, or whom it was joined to."""
    named = {row.enrolment.learner_id for row in rows} | {key for one in found if (key := _account(one))}
    people: dict[UUID | None, UUID] = {key: key for key in named}
    return people | dict(LearnerAlias.objects.filter(alias__in=named).values_list("alias", "learner_id"))


def _take_off(targets: Sequence[UUID]) -> None:
    """Voided statements lose their effect: the enrolments they belong to are summed up anew."""
    found = [one for target in targets if (one := records.find(target))]
    registrations = {key for one in found if (key := _registration(one))}
    keys = list(Enrolment.objects.filter(registration__in=registrations).order_by("pk").values_list("pk", flat=True))
    if keys:
        _anew(keys)


def _voided_by(one: records.Stored) -> UUID | None:
    statement = one.statement
    thing = statement.get("object") or {}
    if statement["verb"]["id"] != records.VERBS["voided"] or thing.get("objectType") != "StatementRef":
        return None
    return _uuid(thing.get("id"))


def _registration(one: records.Stored) -> UUID | None:
    return _uuid((one.statement.get("context") or {}).get("registration"))


def _account(one: records.Stored) -> UUID | None:
    """The learner_id in the actor; the statements read here are the portal's own, so any account is one of this portal."""
    return _uuid(((one.statement.get("actor") or {}).get("account") or {}).get("name"))


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
