"""Naming a council, its list, votes and outcomes: who may, who may not, and what it does to cases."""

from datetime import time, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from recognition.assessment import kinship, marking
from recognition.assessment.second.marking import end_second
from recognition.cases import submission
from recognition.council.meetings import (
    candidates,
    correct,
    excluded_of,
    items_of,
    open_meeting,
    put_on_list,
    record,
    take_off,
)
from recognition.council.naming import Member
from recognition.council.outcomes import close_meeting, counted
from recognition.decisions import signing
from recognition.models import AssessmentRules, Council, Meeting, SecondMarking, Vote
from recognition.refusals import Incomplete, NotYours, SamePerson, WrongState
from tests.builders.cases import EIGHTS, Village
from tests.builders.council import Hall
from tests.builders.people import make_user

pytestmark = pytest.mark.usefixtures("all_seeing")
ALL_FOR = ("for",) * 5
MOST_AGAINST = ("against",) * 4 + ("for",)


@pytest.fixture
def hall(village: Village) -> Hall:
    return Hall(village)


def voted(hall: Hall, meeting: Meeting, *said: str, words: dict[int, str] | None = None) -> Meeting:
    return record(meeting, hall.votes(meeting, *said), words or {}, "", None, by=hall.secretary)


def test_without_the_rule_there_is_no_council(village: Village) -> None:
    with pytest.raises(WrongState):
        Hall(village, "off")
    assert not Council.objects.exists()


def test_naming_needs_number_date_chair_and_secretary(hall: Hall) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    two = [Member("chair", "A", user=hall.chair), Member("secretary", "B")]
    for changes, field in (
        ({"number": "45 QĐ"}, "number"),
        ({"day": tomorrow}, "date"),
        ({"members": two}, "members"),
        ({"members": [*two, Member("chair", "C")]}, "members"),
        ({"members": [*two, Member("member", " ")]}, "members"),
        ({"members": [*two, Member("member", "C", user=hall.chair)]}, "members"),
        (
            {"members": [Member("chair", "A"), Member("secretary", "B"), Member("member", "C", user=hall.chair)]},
            "members",
        ),
    ):
        with pytest.raises(Incomplete) as refused:
            hall.named(**changes)
        assert refused.value.field == field
    with pytest.raises(NotYours):
        hall.named(by=hall.village.officer)
    old = hall.council
    assert hall.named(number="46/QĐ-UBND") != old
    old.refresh_from_db()
    assert old.ended_at is not None


def test_only_chair_and_secretary_in_office_keep_the_list(hall: Hall) -> None:
    case = hall.village.confirmed()
    meeting = hall.meeting(case)
    for user in (hall.member, hall.admin, hall.village.officer):
        with pytest.raises(NotYours):
            open_meeting(hall.council, timezone.localdate(), time(9), "Hội trường", by=user)
        with pytest.raises(NotYours):
            record(meeting, {}, {}, "", None, by=user)
        with pytest.raises(NotYours):
            close_meeting(meeting, None, by=user)
    assert hall.meeting() == meeting, "a double press opens no second one"
    voted(hall, meeting, *ALL_FOR)
    close_meeting(meeting, None, by=hall.chair)
    hall.named(number="46/QĐ-UBND")
    with pytest.raises(NotYours):
        open_meeting(Council.objects.get(pk=hall.council.pk), timezone.localdate(), time(9), "x", by=hall.secretary)


def test_judged_cases_go_on_a_list_once(hall: Hall) -> None:
    judged, waiting = hall.village.confirmed(), hall.village.submitted("Lê Chờ")
    assert list(candidates(hall.council)) == [judged]
    meeting = hall.meeting(judged)
    assert put_on_list(meeting, [judged], by=hall.secretary) == 0
    assert not candidates(hall.council).exists()
    with pytest.raises(WrongState):
        put_on_list(meeting, [waiting], by=hall.secretary)
    take_off(items_of(meeting)[0], by=hall.secretary)
    assert list(candidates(hall.council)) == [judged]


def test_a_majority_for_makes_the_assessment_that_counts(hall: Hall) -> None:
    case = hall.village.confirmed()
    meeting = hall.meeting(case)
    with pytest.raises(Incomplete):
        signing.sign([case], hall.village.body, "1/QĐ", timezone.localdate(), hall.village.signer)
    voted(hall, meeting, *ALL_FOR)
    close_meeting(meeting, None, by=hall.secretary)
    case.refresh_from_db()
    assert (case.state, case.assessment.kind, case.assessment.assessor) == ("confirmed", "council", hall.secretary)
    assert case.assessment.points == items_of(meeting)[0].basis.points
    with pytest.raises(WrongState):
        marking.undo(case, hall.village.officer)
    decision = signing.sign([case], hall.village.body, "1/QĐ", timezone.localdate(), hall.village.signer)
    assert decision.lines.get().assessment == case.assessment


def test_a_majority_against_needs_words_to_the_person(hall: Hall) -> None:
    case = hall.village.confirmed()
    meeting = hall.meeting(case)
    item = items_of(meeting)[0]
    voted(hall, meeting, *MOST_AGAINST)
    with pytest.raises(Incomplete) as refused:
        close_meeting(meeting, None, by=hall.secretary)
    assert refused.value.field == f"words-{item.pk}"
    voted(hall, meeting, *MOST_AGAINST, words={item.pk: "Cần thêm giấy xác nhận."})
    close_meeting(meeting, None, by=hall.secretary)
    case.refresh_from_db()
    assert (case.state, case.events.last().message) == ("not_enough", "Cần thêm giấy xác nhận.")


def test_without_majority_or_quorum_a_case_is_put_off_and_may_come_again(hall: Hall) -> None:
    case = hall.village.confirmed()
    meeting = hall.meeting(case)
    voted(hall, meeting, "for", "for", "against", "absent", "absent")
    (one,) = close_meeting(meeting, None, by=hall.secretary)
    assert (one.item.outcome, one.tally.quorum) == ("put_off", False)
    case.refresh_from_db()
    assert case.assessment.kind == "first"
    assert list(candidates(hall.council)) == [case]


def test_every_vote_has_to_be_there(hall: Hall) -> None:
    meeting = hall.meeting(hall.village.confirmed())
    with pytest.raises(Incomplete):
        close_meeting(meeting, None, by=hall.secretary)
    some = dict(list(hall.votes(meeting, *ALL_FOR).items())[:4])
    record(meeting, some, {}, "", None, by=hall.secretary)
    with pytest.raises(Incomplete, match="Đỗ Văn Năm"):
        close_meeting(meeting, None, by=hall.secretary)
    with pytest.raises(Incomplete):
        close_meeting(hall.meeting(), None, by=hall.secretary)


def test_kin_and_helpers_leave_the_room(hall: Hall) -> None:
    case = hall.village.confirmed()
    kinship.declare(case.learner, hall.village.officer)
    village_member = hall.council.members.get(user=hall.member)
    hall.council.members.filter(pk=village_member.pk).update(user=hall.village.officer)
    meeting = hall.meeting(case)
    item = items_of(meeting)[0]
    assert excluded_of(meeting, [item]) == {(item.pk, village_member.pk)}
    with pytest.raises(Incomplete, match="Phạm Văn Viên"):
        voted(hall, meeting, *ALL_FOR)
    assert not Vote.objects.exists(), "nothing half-written"
    voted(hall, meeting, "for", "for", "excluded", "for", "for")
    (one,) = close_meeting(meeting, None, by=hall.secretary)
    assert (one.tally.excluded, one.tally.outcome) == (1, "confirm")


def test_the_database_refuses_the_vote_of_kin_and_any_vote_after_the_end(hall: Hall) -> None:
    case = hall.village.confirmed()
    kinship.declare(case.learner, hall.village.officer)
    hall.council.members.filter(user=hall.member).update(user=hall.village.officer)
    meeting = hall.meeting(case)
    item, near = items_of(meeting)[0], hall.council.members.get(user=hall.village.officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.create(item=item, member=near, said="for", by=hall.secretary)
    voted(hall, meeting, "for", "for", "excluded", "for", "for")
    close_meeting(meeting, None, by=hall.secretary)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.create(item=item, member=near, said="absent", by=hall.secretary)
    with pytest.raises(DatabaseError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(notes="khác")


def test_who_voted_does_not_sign(hall: Hall) -> None:
    case = hall.village.confirmed()
    hall.council.members.filter(user=hall.member).update(user=hall.village.signer)
    meeting = hall.meeting(case)
    voted(hall, meeting, *ALL_FOR)
    close_meeting(meeting, None, by=hall.secretary)
    with pytest.raises(SamePerson):
        signing.sign([case], hall.village.body, "1/QĐ", timezone.localdate(), hall.village.signer)


def test_two_pages_at_once_the_second_is_told(hall: Hall) -> None:
    meeting = hall.meeting(hall.village.confirmed())
    seen = meeting.version
    record(meeting, hall.votes(meeting, *ALL_FOR), {}, "", seen, by=hall.secretary)
    with pytest.raises(WrongState):
        record(meeting, hall.votes(meeting, *MOST_AGAINST), {}, "", seen, by=hall.chair)
    with pytest.raises(WrongState):
        close_meeting(meeting, seen, by=hall.chair)
    assert [one.tally.votes_for for one in counted(meeting)] == [5]


def test_a_case_taken_back_meanwhile_stops_the_end_by_name(hall: Hall) -> None:
    case = hall.village.confirmed("Lê Rút")
    meeting = hall.meeting(case, hall.village.confirmed("Lê Ở"))
    voted(hall, meeting, *ALL_FOR)
    submission.withdraw(case, case.learner.user)
    with pytest.raises(Incomplete, match="Lê Rút"):
        close_meeting(meeting, None, by=hall.secretary)
    take_off(next(item for item in items_of(meeting) if item.case_id == case.pk), by=hall.secretary)
    assert len(close_meeting(meeting, None, by=hall.secretary)) == 1


def test_points_that_do_not_reach_the_mark_are_not_voted_over_it(hall: Hall) -> None:
    case = marking.not_enough(hall.village.submitted(), "Chưa đủ", hall.village.officer)
    meeting = hall.meeting(case)
    voted(hall, meeting, *ALL_FOR)
    with pytest.raises(Incomplete):
        close_meeting(meeting, None, by=hall.secretary)


def test_the_council_settles_what_two_assessors_saw_differently(hall: Hall) -> None:
    AssessmentRules.objects.update(second_percent=100)
    case = hall.village.confirmed()
    with pytest.raises(WrongState):
        hall.meeting(case)
    end_second(case, EIGHTS | {"B2": ("9", "Chứng chỉ")}, hall.village.second_officer)
    meeting = hall.meeting(case, second=True)
    voted(hall, meeting, *ALL_FOR)
    close_meeting(meeting, None, by=hall.secretary)
    case.refresh_from_db()
    assert case.assessment.points["B2"] == "9.00"
    row = SecondMarking.objects.get()
    assert (row.how, row.settled_by) == ("council", hall.secretary)
    signing.sign([case], hall.village.body, "1/QĐ", timezone.localdate(), hall.village.signer)


def test_where_every_case_goes_to_the_council_none_is_signed_before(village: Village) -> None:
    hall = Hall(village, "all")
    case = village.confirmed()
    with pytest.raises(Incomplete):
        signing.sign([case], village.body, "1/QĐ", timezone.localdate(), village.signer)
    meeting = hall.meeting(case)
    voted(hall, meeting, *ALL_FOR)
    close_meeting(meeting, None, by=hall.secretary)
    signing.sign([case], village.body, "1/QĐ", timezone.localdate(), village.signer)


def test_a_secretary_who_is_near_leaves_the_conclusion_to_the_chair(hall: Hall) -> None:
    case = hall.village.confirmed()
    secretary = make_user("officer", unit=hall.village.unit)
    hall.council.members.filter(role="secretary").update(user=secretary)
    hall.secretary = secretary
    kinship.declare(case.learner, secretary)
    meeting = hall.meeting(case)
    voted(hall, meeting, "for", "excluded", "for", "for", "for")
    close_meeting(meeting, None, by=secretary)
    case.refresh_from_db()
    assert case.assessment.assessor == hall.chair


def test_minutes_are_corrected_below_and_only_once_closed(hall: Hall) -> None:
    meeting = hall.meeting(hall.village.confirmed())
    with pytest.raises(WrongState):
        correct(meeting, "Sai giờ", by=hall.secretary)
    voted(hall, meeting, *ALL_FOR)
    close_meeting(meeting, None, by=hall.secretary)
    meeting.refresh_from_db()
    with pytest.raises(NotYours):
        correct(meeting, "Sai giờ", by=hall.member)
    with pytest.raises(Incomplete):
        correct(meeting, " ", by=hall.secretary)
    row = correct(meeting, "Họp lúc 9 giờ, không phải 8 giờ.", by=hall.secretary)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
