"""The Open University Learning Analytics Dataset (CC BY 4.0) as learners and statements.

Enrolment = registered, submission = answered with scaled score (unmarked: without score), plus passed or failed for each
marked submission at 40. Withdrawals, gender, region and disability are left out. A submission without a known enrolment
of its student is still a submission. Identifiers are uuid5, so that a second run adds nothing.
"""

import csv
import gzip
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction

from learning_records import public as records
from portal.audit.public import append
from portal.people.public import Learner, everyone

WHY = "sample learners are made and counted"
PASS_MARK = 40
_MONTHS = {"B": 2, "J": 10}


class BadFolder(Exception):
    """The folder does not hold the dataset; says which file is missing or what in it cannot be read."""


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of `name`.csv.gz (or .csv) in the folder; raises BadFolder."""
    packed, plain = folder / f"{name}.csv.gz", folder / f"{name}.csv"
    if packed.exists():
        with gzip.open(packed, "rt", encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
    elif plain.exists():
        with plain.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
    else:
        raise BadFolder(
            f"{packed} is missing. The folder must hold the files of OULAD as data/oulad/README.md names them."
        )


def identifier(*parts: str) -> UUID:
    """The uuid5 of something of the dataset in this installation."""
    return uuid5(NAMESPACE_URL, "/".join([settings.IRI_BASE, "oulad", *parts]))


def make_learners(folder: Path) -> int:
    """Makes the learners that are missing: without account, name, unit or residence. Returns how many were new."""
    students = {row["id_student"] for row in rows(folder, "student_registration")}
    students |= {row["id_student"] for row in rows(folder, "student_assessment")}
    wanted = {identifier("student", one) for one in students}
    with transaction.atomic(), everyone(WHY):
        there = set(Learner.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        new = sorted(wanted - there)
        Learner.objects.bulk_create(
            [Learner(learner_id=pk, reference=secrets.token_urlsafe(16)) for pk in new], batch_size=1000
        )
        if new:
            append("oulad.learners_made", "dataset:oulad", details={"learners": len(new)})
    return len(new)


def statements(folder: Path) -> Iterator[dict]:
    """All statements of the dataset, enrolments first, always in the same order and with the same ids."""
    for row in rows(folder, "student_registration"):
        yield _registered(row)
    assessments = {row["id_assessment"]: row for row in rows(folder, "assessment")}
    for row in rows(folder, "student_assessment"):
        try:
            assessment = assessments[row["id_assessment"]]
        except KeyError:
            raise BadFolder(f"student_assessment names assessment {row['id_assessment']}, which is unknown") from None
        yield from _submission(row, assessment)


def batches(folder: Path, size: int) -> Iterator[list[dict]]:
    """The statements in lists of `size`."""
    stream = statements(folder)
    while batch := list(islice(stream, size)):
        yield batch


def _start(presentation: str) -> datetime:
    """First day of the presentation's month, 00:00Z: 2013B begins in February, 2013J in October."""
    return datetime(int(presentation[:4]), _MONTHS[presentation[4]], 1, tzinfo=UTC)


def _at(presentation: str, days: str) -> str:
    """The moment `days` after the start; a missing number of days (45 enrolments) is taken as the start itself."""
    return (_start(presentation) + timedelta(days=int(days or 0))).isoformat().replace("+00:00", "Z")


def _activity(kind: str, name: str, *parts: str) -> dict:
    return {
        "objectType": "Activity",
        "id": records.activity_iri(identifier(*parts)),
        "definition": {"type": records.ACTIVITY_TYPES[kind], "name": {"en": name}},
    }


def _presentation(row: dict[str, str]) -> dict:
    module, presentation = row["code_module"], row["code_presentation"]
    return _activity("course", f"{module} {presentation}", "presentation", module, presentation)


def _statement(verb: str, row: dict[str, str], place: dict[str, str], target: dict, at: str, *ids: str) -> dict:
    module, presentation, student = place["code_module"], place["code_presentation"], row["id_student"]
    course = {"id": _activity("course", module, "module", module)["id"]}
    parents = [course] if verb == "registered" else [{"id": _presentation(place)["id"]}]
    grouping = [] if verb == "registered" else [course]
    return {
        "id": str(identifier("statement", verb, *ids)),
        "actor": records.learner_agent(identifier("student", student)),
        "verb": {"id": records.VERBS[verb]},
        "object": target,
        "timestamp": at,
        "context": {
            "registration": str(identifier("enrolment", module, presentation, student)),
            "contextActivities": {"parent": parents, **({"grouping": grouping} if grouping else {})},
        },
    }


def _registered(row: dict[str, str]) -> dict:
    at = _at(row["code_presentation"], row["date_registration"])
    ids = row["code_module"], row["code_presentation"], row["id_student"]
    return _statement("registered", row, row, _presentation(row), at, *ids)


def _submission(row: dict[str, str], assessment: dict[str, str]) -> Iterator[dict]:
    number = row["id_assessment"]
    target = _activity("assessment", f"{assessment['assessment_type']} {number}", "assessment", number)
    at, ids = _at(assessment["code_presentation"], row["date_submitted"]), (number, row["id_student"])
    verbs = ["answered"]
    result: dict = {}
    if row["score"] != "":
        score = int(row["score"])
        result = {"score": {"scaled": score / 100, "raw": score, "min": 0, "max": 100}}
        verbs.append("passed" if score >= PASS_MARK else "failed")
    for verb in verbs:
        made = _statement(verb, row, assessment, target, at, *ids)
        if result:
            made["result"] = dict(result) if verb == "answered" else {**result, "success": verb == "passed"}
        if row["is_banked"] == "True":
            made["context"]["extensions"] = {records.extension_iri("banked"): True}
        yield made
