"""Reasons to look at a case: what a person should see before the rules are believed (settled: flags).

A paper whose kind and points fit the self-assessment is no reason, nor is an indicator under the floor: whoever reads the
sum sees that. Counted anew whenever the page is opened, and kept as a number for the queue.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.people.public import everyone, person_ids
from recognition.cases.handed_in import answers_of, items_of, points_of, withdrawn
from recognition.criteria.answer import Answer
from recognition.criteria.score import score
from recognition.criteria.words import Criteria
from recognition.models import Case, Evidence, Submission, SubmittedItem, Upload
from recognition.sets.publishing import criteria_of

NEAR = Decimal(2)  # points round the mark within which one paper decides; the portal's proposal


@dataclass(frozen=True)
class Flag:
    """One reason. `kind`: same_file, helped, self_higher, outside, gone (of the indicator `code`); near_mark, sent_back,
    helped (of the whole case, `code` empty). `number`: points, or how many others.
    """

    kind: str
    code: str = ""
    number: Decimal = Decimal(0)


def others_with(items: Iterable[SubmittedItem], learner_id: object) -> dict[str, int]:
    """SHA-256 of a file handed in -> how many other people handed in the same one. One query, beyond the scope."""
    files = {item.content_hash for item in items if item.upload_id}
    if not files:
        return {}
    with everyone("the same file handed in by several people is counted"):
        mine = person_ids(learner_id)
        rows = Upload.objects.filter(original_sha256__in=files).exclude(learner__in=mine)
        found: dict[str, set] = {}
        for digest, other in rows.values_list("original_sha256", "learner"):
            found.setdefault(digest, set()).add(other)
    return {digest: len(others) for digest, others in found.items()}


def flags_of(
    case: Case,
    submission: Submission,
    items: Collection[SubmittedItem],
    answers: Mapping[str, Answer],
    shared: Mapping[str, int],
) -> list[Flag]:
    """Every reason, indicator by indicator, then those of the whole case. `shared`: as `others_with` gives it."""
    criteria, own = criteria_of(submission.criteria_set), points_of(submission.self_points)
    found = []
    for one in criteria.indicators:
        found += _of_indicator(one.code, [item for item in items if one.code in item.indicators], answers, own, shared)
    if submission.on_behalf_of or submission.self_on_behalf_of:
        found.append(Flag("helped"))
    near = _near_the_mark(criteria, {code: one.points for code, one in answers.items()}, submission.area_class)
    if near is not None:
        found.append(Flag("near_mark", number=near))
    if case.state == Case.State.SUBMITTED and _sent_back(case):
        found.append(Flag("sent_back"))
    return found


def _of_indicator(
    code: str,
    items: Collection[SubmittedItem],
    answers: Mapping[str, Answer],
    own: Mapping[str, Decimal],
    shared: Mapping[str, int],
) -> list[Flag]:
    found = []
    papers = [item for item in items if item.kind == Evidence.Kind.MANUAL]
    others = max((shared.get(item.content_hash, 0) for item in papers), default=0)
    if others:
        found.append(Flag("same_file", code, Decimal(others)))
    points = answers[code].points
    if own.get(code, points) > points:
        found.append(Flag("self_higher", code, own[code] - points))
    if any(item.on_behalf_of for item in papers):
        found.append(Flag("helped", code))
    if any(withdrawn(item) for item in items):
        found.append(Flag("gone", code))
    if any(not item.counts for item in items):
        found.append(Flag("outside", code))
    return found


def _near_the_mark(criteria: Criteria, points: Mapping[str, Decimal], area_class: str) -> Decimal | None:
    """How far the proposed sum lies from the mark, when that is so little that one paper decides."""
    verdict = score(criteria, points, area_class)
    distance = verdict.total - verdict.mark
    return distance if verdict.mark and abs(distance) <= NEAR else None


def _sent_back(case: Case) -> bool:
    last = case.events.exclude(act="undo").order_by("-pk").values_list("act", flat=True).first()
    return last == "send_back"


def count_anew(case: Case) -> int:
    """Counts the reasons of a case that was handed in and keeps the number in its row."""
    submission = case.submission
    if submission is None:
        return 0
    items = items_of(submission)
    flags = flags_of(case, submission, items, answers_of(submission, items), others_with(items, case.learner_id))
    case.flags = len(flags)
    Case.objects.filter(pk=case.pk).update(flags=case.flags)
    return case.flags
