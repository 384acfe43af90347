"""Reasons to look at a case: each for its cause, and none for what fits."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.people.public import join
from recognition.assessment.case_page import flag_text
from recognition.assessment.queue import queue
from recognition.cases import submission
from recognition.cases.flags import MANY_ALIKE, count_anew, count_anew_where, flags_of, others_like, others_with
from recognition.cases.handed_in import answers_of, items_of
from recognition.decisions import signing
from recognition.evidence.copies import remember
from recognition.models import Campaign, Case, Evidence, Upload
from tests.builders.cases import CODES, Village, make_paper
from tests.builders.people import make_learner

pytestmark = pytest.mark.usefixtures("all_seeing")


def flags(case: Case) -> list[tuple[str, str, Decimal]]:
    found, handed = items_of(case.submission), case.submission
    shared, alike = others_with(found, case.learner_id), others_like(found, case.learner_id)
    flagged = flags_of(case, handed, found, answers_of(handed, found), shared, alike)
    assert all(flag_text(one) for one in flagged)
    return [(one.kind, one.code, one.number) for one in flagged]


def handed_in(learner, points: dict[str, str], by=None) -> Case:
    by = by or learner.user
    case = submission.draft_for(learner, by)
    submission.set_all_self_points(case, {**dict.fromkeys(CODES, "0"), **points}, by)
    return submission.submit(case, by)


def with_file(paper: Evidence, digest: str) -> None:
    upload = Upload.objects.create(
        learner=paper.learner,
        original_sha256=digest,
        sha256=digest,
        media_type="image/jpeg",
        size=1,
        entered_by=paper.entered_by,
    )
    Evidence.objects.filter(pk=paper.pk).update(upload=upload, content_hash=digest)


def test_a_self_assessment_above_the_rules_and_a_paper_entered_by_staff(village: Village) -> None:
    learner = make_learner(village.unit)
    make_paper(learner, "C1", by=village.staff, rule="witness")
    case = handed_in(learner, {"C1": "5", "B2": "3"})
    assert flags(case) == [("self_higher", "B2", 3), ("helped", "C1", 0)]
    assert case.flags == 2
    assert list(queue(village.officer, "eyes")) == [case]


def test_a_paper_that_fits_the_self_assessment_is_quiet(village: Village) -> None:
    learner = make_learner(village.unit)
    make_paper(learner, "C1", by=learner.user, rule="witness")
    case = handed_in(learner, {"C1": "5"})
    assert (flags(case), case.flags) == ([], 0)
    assert list(queue(village.officer, "agree")) == [case]


def test_less_than_the_rules_propose_is_quiet_too(village: Village) -> None:
    learner = make_learner(village.unit)
    make_paper(learner, "C1", by=learner.user, rule="witness")
    assert flags(handed_in(learner, {"C1": "3"})) == []


def test_the_same_file_from_others_counts_each_of_them_once(village: Village) -> None:
    learner, *others = (make_learner(village.unit, name) for name in ("Lê Hoa", "Lê Mai", "Lê Lan"))
    for one in (learner, *others):
        with_file(make_paper(one, "C1", by=one.user, rule="witness"), "a" * 64)
    assert flags(handed_in(learner, {"C1": "5"})) == [("same_file", "C1", 2)]


def test_points_typed_by_staff_are_help_with_the_whole_case(village: Village) -> None:
    assert flags(handed_in(make_learner(village.unit), {}, village.staff)) == [("helped", "", 0)]


def test_what_was_withdrawn_after_handing_in_and_what_lies_outside_the_period(village: Village) -> None:
    learner = make_learner(village.unit)
    make_paper(learner, "C1", by=learner.user, rule="witness")
    case = handed_in(learner, {"C1": "5"})
    assert case.flags == 0
    Evidence.objects.update(withdrawn_at=timezone.now())
    assert flags(case) == [("self_higher", "C1", 5), ("gone", "C1", 0)]
    assert count_anew(case) == 2
    assert list(queue(village.officer, "eyes")) == [case]
    late = make_learner(village.unit)
    make_paper(late, "C1", by=late.user, rule="witness")
    Campaign.objects.update(evidence_to=timezone.localdate() - timedelta(days=1))
    assert flags(handed_in(late, {})) == [("outside", "C1", 0)]


@pytest.mark.parametrize(
    ("distance", "near"), [("-2.25", False), ("-2", True), ("0", True), ("2", True), ("2.25", False)]
)
def test_a_sum_near_the_mark(village: Village, monkeypatch, distance: str, near: bool) -> None:
    case = handed_in(make_learner(village.unit), {})
    marks = {code: Decimal(8) for code in CODES} | {"A1": Decimal(8) + Decimal(distance)}
    found = answers_of(case.submission, [])
    told = {code: type(one)(code, marks[code], one.maximum, (), ()) for code, one in found.items()}
    kinds = [(one.kind, one.number) for one in flags_of(case, case.submission, [], told, {})]
    assert kinds == ([("near_mark", Decimal(distance))] if near else [])


def test_a_case_sent_back_by_the_signer_says_so_until_it_is_judged_again(village: Village) -> None:
    case = signing.send_back(village.confirmed(), "Thiếu ngày", village.signer)
    assert ("sent_back", "", 0) in flags(case)
    assert case in queue(village.officer, "eyes")


def picture(learner, digest: str, *looks: str) -> Upload:
    """A paper with a picture, as handing in keeps it."""
    paper = make_paper(learner, "C1", by=learner.user, rule="witness")
    upload = Upload.objects.create(
        learner=learner,
        original_sha256=digest,
        sha256=digest,
        media_type="image/jpeg",
        size=1,
        looks=list(looks),
        entered_by=learner.user,
    )
    remember(upload)
    Evidence.objects.filter(pk=paper.pk).update(upload=upload, content_hash=digest)
    return upload


LOOKS = "0f" * 32
NEARLY = "0f" * 31 + "0e"


@pytest.mark.parametrize(
    ("digest", "looks", "reason"),
    [
        ("a" * 64, LOOKS, [("same_file", "C1", 1)]),
        ("b" * 64, NEARLY, [("same_picture", "C1", 1)]),
        ("b" * 64, "f0" * 32, []),
    ],
    ids=["the same file", "the same picture with other bytes", "another picture"],
)
def test_the_first_case_is_counted_anew_when_somebody_hands_in_the_same_later(
    village: Village, digest: str, looks: str, reason: list
) -> None:
    first, second = make_learner(village.unit, "Lê Hoa"), make_learner(village.unit, "Lê Mai")
    picture(first, "a" * 64, LOOKS)
    case = handed_in(first, {"C1": "5"})
    assert case.flags == 0
    assert count_anew_where(picture(second, digest, looks).evidence.get()) == bool(reason)
    case.refresh_from_db()
    assert case.flags == len(reason)
    assert list(queue(village.officer, "eyes")) == ([case] if reason else [])
    assert flags(case) == reason
    assert flags(handed_in(second, {"C1": "5"})) == reason


def test_one_s_own_second_record_is_no_other_person(village: Village) -> None:
    first, second = make_learner(village.unit), make_learner(village.unit)
    picture(first, "a" * 64, LOOKS)
    picture(second, "b" * 64, NEARLY)
    join(first, second, by=village.staff, proof="Căn cước")
    assert flags(handed_in(first, {"C1": "5"})) == []


def test_a_form_that_many_filled_in_is_no_copy(village: Village) -> None:
    for number in range(MANY_ALIKE):
        picture(make_learner(village.unit, f"Lê Văn {number}"), f"{number:064x}", LOOKS)
    learner = make_learner(village.unit)
    picture(learner, "f" * 64, NEARLY)
    case = handed_in(learner, {"C1": "5"})
    assert flags(case) == [("same_picture", "C1", MANY_ALIKE)]
    picture(make_learner(village.unit, "Lê Văn Nữa"), "e" * 64, LOOKS)
    assert flags(case) == []
