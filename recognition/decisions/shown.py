"""What the signer had before the eyes: the names and results of a list, and whether they are still the same."""

import hashlib
from collections.abc import Collection, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.people.public import LearnerAlias, PersonalRecord, decrypt_all, everyone
from recognition.models import Case
from recognition.refusals import StaleList

_NAMED = 5  # names in one sentence
IN_ONE_FILE = 50  # case files in one archive of a decision: a request makes no more


def records_of_cases(cases: Collection[Case]) -> dict[int, PersonalRecord]:
    """Number of a case -> the record that its person goes on with, whose name a decision holds. Two questions."""
    ids = {case.pk: case.learner_id for case in cases}
    aliases = QuerySet(LearnerAlias).filter(alias__in=ids.values())
    first = dict(aliases.values_list("alias", "learner"))
    wanted = {number: first.get(learner, learner) for number, learner in ids.items()}
    with everyone("a person's name is that of the record the person goes on with"):
        rows = PersonalRecord.objects.select_related("key").filter(learner__in=set(wanted.values()))
        found = {row.learner_id: row for row in rows}
    return {number: found[learner] for number, learner in wanted.items() if learner in found}


def names_of_cases(cases: Collection[Case]) -> dict[int, str]:
    """Number of a case -> the name that a decision would hold; empty where no record is kept."""
    rows = records_of_cases(cases)
    texts = decrypt_all([row.full_name_encrypted for row in rows.values()], [row.key for row in rows.values()])
    return {case.pk: "" for case in cases} | dict(zip(rows, texts, strict=True))


def mark_of(case: Case, name: str) -> str:
    """A short mark of all that a line of the signer's list says and rests on: another one, and something changed."""
    judged = case.assessment
    points = (sorted(judged.points.items()), sorted(judged.not_applicable.items())) if judged else ()
    said = (case.pk, case.version, case.submission_id, case.unit_id, name, case.assessment_id, points)
    ended = judged.ended_at.isoformat() if judged and judged.ended_at else ""
    return hashlib.sha256(repr((said, ended)).encode()).hexdigest()[:24]


def must_be_as_shown(cases: Collection[Case], names: Mapping[int, str], seen: Mapping[int, str]) -> None:
    """Raises StaleList, naming people, when locked cases are no longer what the page showed of them."""
    other = [names[case.pk] for case in cases if seen.get(case.pk) != mark_of(case, names[case.pk])]
    if other:
        told = _(
            "Changed since this page was opened: %(names)s. The list below is as it is now: look again, then sign."
        )
        raise StaleList(told % {"names": ", ".join(other[:_NAMED]) + (" …" if len(other) > _NAMED else "")}, "cases")


def parts_of(many: int) -> list[dict[str, int]]:
    """The stretches in which files of so many cases are made: their number, the first and the last place in the list."""
    return [
        {"number": at // IN_ONE_FILE + 1, "first": at + 1, "last": min(at + IN_ONE_FILE, many)}
        for at in range(0, many, IN_ONE_FILE)
    ]
