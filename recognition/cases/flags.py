"""Reasons to look at a case: what a person should see before the rules are believed (settled: flags).

A paper whose kind and points fit the self-assessment is no reason, nor is an indicator under the floor: whoever reads the
sum sees that. Counted anew whenever the page is opened, and kept in the row for the queue.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from portal.people.public import everyone, first_ids, person_ids
from recognition.cases.handed_in import answers_of, items_of, points_of, withdrawn
from recognition.cases.held import hold_rows
from recognition.cases.lifecycle import SUBMITTED
from recognition.criteria.answer import Answer
from recognition.criteria.score import score
from recognition.criteria.words import Criteria
from recognition.evidence.copies import alike_of_others
from recognition.models import Case, Evidence, LooksAlike, Submission, SubmittedItem, Upload
from recognition.sets.publishing import criteria_of

MOST_CASES = 50  # that one new file makes be counted anew
MANY_ALIKE = 8  # people beyond whom a picture is a printed form; the portal's proposal
NEAR = Decimal(2)  # points round the mark within which one paper decides; the portal's proposal


@dataclass(frozen=True)
class Flag:
    """One reason. `kind`: same_file, same_picture, helped, self_higher, outside, gone (of the indicator `code`); near_mark,
    sent_back, helped (of the whole case, `code` empty). `number`: points, or how many others.
    """

    kind: str
    code: str = ""
    number: Decimal = Decimal(0)

    @property
    def kept(self) -> list[str]:
        """The reason as it stands in the row of its case."""
        return [self.kind, self.code, str(self.number)]


def reasons_of(case: Case) -> list[Flag]:
    """The reasons as they were counted last, without a query: what the queue names."""
    return [Flag(kind, code, Decimal(number)) for kind, code, number in case.reasons]


def keep(case: Case, flags: Collection[Flag]) -> None:
    """Puts the reasons and their number into the row, which the caller saves."""
    case.reasons, case.flags = [flag.kept for flag in flags], len(flags)


def with_word_of_the_signer(case: Case, *, sent_back: bool) -> None:
    """That the signer sent the case back begins or ends to be a reason; the caller saves the row."""
    others = [flag for flag in reasons_of(case) if flag.kind != "sent_back"]
    case.sent_back = sent_back
    keep(case, [*others, Flag("sent_back")] if sent_back else others)


def others_with(items: Iterable[SubmittedItem], learner_id: UUID) -> dict[str, int]:
    """SHA-256 of a file handed in -> how many other people handed in the same one; beyond the scope."""
    people = people_with(items)
    mine = set(first_ids([learner_id]).values()) if people else set()  # the people are named by the record that goes on
    others = {digest: len(who - mine) for digest, who in people.items()}
    return {digest: number for digest, number in others.items() if number}


def people_with(items: Iterable[SubmittedItem]) -> dict[str, set[UUID]]:
    """Digest of a file, or of what a digital certificate says of itself -> everybody who handed it in.

    A person with two records once, under the record that goes on. Three questions at most, beyond the scope.
    """
    kept = list(items)
    files = {item.content_hash for item in kept if item.upload_id}
    credentials = {item.content_hash for item in kept if item.credential}
    rows: list[tuple[str, UUID]] = []
    with everyone("the same file handed in by several people is counted"):
        if files:
            rows += Upload.objects.filter(original_sha256__in=files).values_list("original_sha256", "learner")
        if credentials:
            same = Evidence.objects.filter(credential__isnull=False, content_hash__in=credentials)
            rows += same.values_list("content_hash", "learner")
        first = first_ids({who for _digest, who in rows})
    found: dict[str, set[UUID]] = {}
    for digest, who in rows:
        found.setdefault(digest, set()).add(first[who])
    return found


def others_like(items: Iterable[SubmittedItem], learner_id: UUID) -> dict[int, int]:
    """Key of an item's upload -> how many other people handed in a picture that looks like it, with other bytes or the same.

    Very many: it is a printed form that each of them filled in, and no reason.
    """
    uploads = {item.upload_id for item in items if item.upload_id}
    found = alike_of_others(uploads, learner_id) if uploads else {}
    return {key: len(who) for key, who in found.items() if len(who) <= MANY_ALIKE}


def flags_of(
    case: Case,
    submission: Submission,
    items: Collection[SubmittedItem],
    answers: Mapping[str, Answer],
    shared: Mapping[str, int],
    alike: Mapping[int, int] | None = None,
) -> list[Flag]:
    """Every reason, indicator by indicator, then those of the whole case. `shared`: as `others_with` gives it, `alike`: as
    `others_like` does."""
    looks = alike or {}
    criteria, own = criteria_of(submission.criteria_set), points_of(submission.self_points)
    found = []
    for one in criteria.indicators:
        of_it = [item for item in items if one.code in item.indicators]
        found += _of_indicator(one.code, of_it, answers, own, shared)
        # The same bytes look the same too: that reason stands above already.
        near = [item for item in of_it if item.upload_id in looks and not shared.get(item.content_hash)]
        if near:
            found.append(Flag("same_picture", one.code, Decimal(max(looks[item.upload_id] for item in near))))
    if submission.on_behalf_of or submission.self_on_behalf_of:
        found.append(Flag("helped"))
    near = _near_the_mark(criteria, {code: one.points for code, one in answers.items()}, submission.area_class)
    if near is not None:
        found.append(Flag("near_mark", number=near))
    if case.state == Case.State.SUBMITTED and case.sent_back:
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
    if criteria.scoring == "all_targets_met":
        return None  # no sum decides
    verdict = score(criteria, points, area_class)
    distance = verdict.total - verdict.mark
    return distance if verdict.mark and abs(distance) <= NEAR else None


def count_anew(case: Case) -> int:
    """Counts the reasons of a case that was handed in and keeps the number in its row."""
    submission = case.submission
    if submission is None:
        return 0
    items = items_of(submission)
    shared, alike = others_with(items, case.learner_id), others_like(items, case.learner_id)
    flags = flags_of(case, submission, items, answers_of(submission, items), shared, alike)
    keep(case, flags)
    Case.objects.filter(pk=case.pk).update(flags=case.flags, reasons=case.reasons)
    return case.flags


def count_anew_where(new: Evidence) -> int:
    """Counts anew the waiting cases of other people in which the file, picture or certificate of new evidence lies.

    Returns how many.

    The newest ones where there are very many: the first case reads of the second, not of the hundredth.
    """
    with everyone("the reasons to look at a case change when somebody else hands in the same file"):
        if new.upload is None:
            twins = Evidence.objects.filter(credential__isnull=False, content_hash=new.content_hash)
            same = Q(evidence__in=twins.values("pk"))
        else:
            alike = LooksAlike.objects.filter(upload=new.upload.pk).values("earlier")
            same = Q(upload__original_sha256=new.upload.original_sha256) | Q(upload__in=alike)
        items = SubmittedItem.objects.filter(same).exclude(submission__case__learner__in=person_ids(new.learner_id))
        waiting = items.filter(submission=F("submission__case__submission"), submission__case__state=SUBMITTED)
        numbers = waiting.order_by("-submission__case").values_list("submission__case", flat=True).distinct()
        found = Case.objects.filter(pk__in=list(numbers[:MOST_CASES])).order_by(
            "pk"
        )  # in one order, whoever else counts
        for case in found.select_related("submission__criteria_set", "campaign"):
            count_anew(case)
        return len(found)


def name_reasons() -> int:
    """Names the reasons of waiting cases of which only their number was kept; returns of how many. Safe to run again."""
    named = 0
    with everyone("reasons are named for every case that waits"):
        unnamed = Case.objects.filter(state=SUBMITTED, flags__gt=0, reasons=[]).order_by("pk")
        for number in unnamed.values_list("pk", flat=True):
            with transaction.atomic():
                hold_rows(Case.objects.filter(pk=number))
                count_anew(Case.objects.select_related("submission__criteria_set", "campaign").get(pk=number))
            named += 1
    return named
