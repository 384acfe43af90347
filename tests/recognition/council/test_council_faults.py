"""A list that things happened to, words that must not be lost, and minutes that stay as they were."""

import re
from datetime import time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.people.models import LearnerAlias, Residence
from portal.people.public import everyone
from recognition.assessment import marking, receiving
from recognition.cases import transfer
from recognition.council.meetings import candidates, correct, items_of, open_meeting, put_on_list, record, take_off
from recognition.council.minutes import minutes_of
from recognition.council.naming import Member
from recognition.council.outcomes import close_meeting
from recognition.decisions import signing
from recognition.models import AssessmentRules, Case, Council, Meeting, MeetingItem, Vote
from recognition.refusals import Incomplete, WrongState
from tests.builders.cases import CODES, WHY, Village
from tests.builders.council import Hall
from tests.builders.people import make_learner, make_user, rename, signed_in

NINES = dict.fromkeys(CODES, ("9", "Xem lại"))
ALL_FOR = ("for",) * 5
TODAY = timezone.localdate


@pytest.fixture
def hall(village: Village) -> Hall:
    return Hall(village)


def voted(hall: Hall, meeting: Meeting, *said: str) -> Meeting:
    return record(meeting, hall.votes(meeting, *said), {}, "", None, by=hall.secretary)


@pytest.mark.usefixtures("all_seeing")
class TestACaseThatMovedOn:
    def test_judged_anew_since_it_was_listed(self, hall: Hall) -> None:
        case = hall.village.confirmed("Lê Xét Lại")
        meeting = hall.meeting(case)
        voted(hall, meeting, *ALL_FOR)
        marking.undo(case, hall.village.officer)
        marking.confirm(case, hall.village.officer, marks=NINES)
        with pytest.raises(Incomplete, match="Lê Xét Lại"):
            close_meeting(meeting, None, by=hall.secretary)
        take_off(items_of(meeting)[0], by=hall.secretary)
        put_on_list(meeting, [case], by=hall.secretary)
        meeting.refresh_from_db()
        votes = {(items_of(meeting)[0].pk, member.pk): "for" for member in hall.council.members.all()}
        record(meeting, votes, {}, "", None, by=hall.secretary)
        close_meeting(meeting, None, by=hall.secretary)
        assert Case.objects.get(pk=case.pk).assessment.points["A1"] == "9.00"

    def test_a_case_that_went_elsewhere_is_not_held_up_by_the_old_list(self, hall: Hall) -> None:
        village = hall.village
        there = Village("Sen Mới", village.unit.parent)
        case = marking.not_enough(village.submitted("Lê Chuyển", points="8"), "Chưa đủ", village.officer)
        meeting = hall.meeting(case)
        Residence.objects.filter(learner=case.learner).update(unit=there.unit)
        case = receiving.accept(transfer.ask(case, case.learner.user), there.officer)
        voted(hall, meeting, *("against",) * 5)
        with pytest.raises(Incomplete, match="Lê Chuyển"):
            close_meeting(meeting, None, by=hall.secretary)
        marking.undo(case, there.officer)
        case = marking.confirm(case, there.officer, marks=NINES)
        theirs = Hall(there)
        assert list(candidates(theirs.council)) == [case]
        assert put_on_list(theirs.meeting(), [case], by=theirs.secretary) == 1
        MeetingItem.objects.filter(meeting__council=theirs.council).update(removed_at=timezone.now())
        assert signing.sign([case], there.body, "1", TODAY(), there.signer)

    def test_the_page_says_which_one(self, hall: Hall) -> None:
        case = hall.village.confirmed("Lê Xét Lại")
        meeting = hall.meeting(case)
        here = reverse("recognition:meeting", args=[meeting.pk])
        assert "tag warn" not in signed_in(hall.secretary).get(here).text
        marking.undo(case, hall.village.officer)
        assert "tag warn" in signed_in(hall.secretary).get(here).text


class TestNothingTypedIsLost:
    def test_votes_are_kept_when_a_case_is_put_on_the_list(self, hall: Hall) -> None:
        listed, other = hall.village.confirmed(), hall.village.confirmed("Lê Thêm Vào")
        meeting = hall.meeting(listed)
        client, here = signed_in(hall.secretary), reverse("recognition:meeting", args=[meeting.pk])
        page = client.get(here).text
        form = re.search(r'<form method="post" id="hop">.*?</form>', page, re.DOTALL)[0]
        assert f'name="cases" value="{other.pk}"' in form, "one form holds votes and what is added"
        with everyone(WHY):
            names = {f"vote-{item}-{member}": "for" for item, member in hall.votes(meeting, *ALL_FOR)}
        sent = {"act": "add", "cases": other.pk, "version": meeting.version, "notes": "Đã nghe", **names}
        assert client.post(here, sent).status_code == 302
        with everyone(WHY):
            assert Vote.objects.count() == 5
            assert meeting.items.count() == 2
        meeting.refresh_from_db()
        assert meeting.notes == "Đã nghe"

    def test_every_button_pressed_twice_says_what_the_first_press_did(self, hall: Hall) -> None:
        meeting = hall.meeting(hall.village.confirmed())
        other = hall.village.confirmed("Lê Thêm Vào")
        client, here = signed_in(hall.secretary), reverse("recognition:meeting", args=[meeting.pk])
        for act in ("save", "add", "close"):
            meeting.refresh_from_db()
            with everyone(WHY):
                names = {f"vote-{item}-{member}": "for" for item, member in hall.votes(meeting, *ALL_FOR)}
            sent = {"act": act, "cases": other.pk, "version": meeting.version, "notes": "Đã nghe", **names}
            assert [client.post(here, sent).status_code for _press in range(2)] == [302, 302], act
        with everyone(WHY):
            assert (meeting.items.count(), Vote.objects.count()) == (2, 10)
        older = client.post(here, sent | {"act": "save", "notes": "Gõ ở thẻ cũ, họp xong mới bấm"})
        assert (older.status_code, "Gõ ở thẻ cũ, họp xong mới bấm" in older.text) == (409, True)

    def test_the_same_council_is_named_once(self, hall: Hall) -> None:
        assert hall.named() == hall.council
        assert (Council.objects.count(), hall.council.members.count()) == (1, 5)
        other = hall.named(number="46/QĐ-UBND")
        assert (other == hall.council, Council.objects.filter(ended_at=None).get()) == (False, other)

    def test_words_about_a_case_that_was_taken_off_are_shown(self, hall: Hall) -> None:
        meeting = hall.meeting(hall.village.confirmed(), hall.village.confirmed("Lê Ở Lại"))
        client, here = signed_in(hall.secretary), reverse("recognition:meeting", args=[meeting.pk])
        with everyone(WHY):
            item = meeting.items.first()
        client.post(here, {"act": f"off:{item.pk}", "version": meeting.version})
        late = client.post(here, {"act": "save", "version": meeting.version, f"words-{item.pk}": "Cần thêm giấy"})
        assert (late.status_code, "Cần thêm giấy" in late.text) == (409, True)

    def test_a_form_without_notes_takes_none_away(self, hall: Hall) -> None:
        meeting = hall.meeting()
        with everyone(WHY):
            record(meeting, {}, {}, "Ghi chép quý", None, by=hall.secretary)
        meeting.refresh_from_db()
        sent = {"act": "add", "cases": hall.village.confirmed().pk, "version": meeting.version}
        assert (
            signed_in(hall.secretary).post(reverse("recognition:meeting", args=[meeting.pk]), sent).status_code == 302
        )
        meeting.refresh_from_db()
        assert meeting.notes == "Ghi chép quý"

    def test_words_that_are_too_long_are_refused_and_never_cut(self, hall: Hall) -> None:
        meeting = hall.meeting(hall.village.confirmed())
        with everyone(WHY):
            item = items_of(meeting)[0]
            for notes, words, field in (("a" * 5001, "", "notes"), ("", "a" * 1001, f"words-{item.pk}")):
                with pytest.raises(Incomplete) as refused:
                    record(meeting, {}, {item.pk: words}, notes, None, by=hall.secretary)
                assert refused.value.field == field
            record(meeting, {}, {}, "\r\n".join(["a" * 49] * 100), None, by=hall.secretary)  # a browser's line ends
        client, here = signed_in(hall.secretary), reverse("recognition:meeting", args=[meeting.pk])
        answer = client.post(here, {"act": "save", "notes": "b" * 5001})
        assert answer.status_code == 422
        assert "b" * 5001 in answer.text


@pytest.mark.usefixtures("all_seeing")
class TestMinutesStay:
    def test_whatever_becomes_of_the_record_and_the_rules(self, hall: Hall) -> None:
        case = hall.village.confirmed("Lê Thị Cũ")
        meeting = hall.meeting(case)
        voted(hall, meeting, "for", "for", "for", "absent", "absent")
        close_meeting(meeting, None, by=hall.secretary)
        meeting.refresh_from_db()
        before = minutes_of(Meeting.objects.get(pk=meeting.pk))
        assert (before.lines[0].name, before.lines[0].points) == ("Lê Thị Cũ", "80")
        rename(case.learner_id, "Lê Thị Mới")
        AssessmentRules.objects.update(quorum_of_six=6)
        item = items_of(meeting)[0]
        item.basis.points = dict.fromkeys(CODES, "9.00")
        item.basis.save()
        assert minutes_of(Meeting.objects.get(pk=meeting.pk)) == before
        assert "Lê Thị Cũ" in signed_in(hall.secretary).get(reverse("recognition:meeting", args=[meeting.pk])).text

    def test_a_line_of_closed_minutes_never_changes(self, hall: Hall) -> None:
        meeting = hall.meeting(hall.village.confirmed())
        voted(hall, meeting, *ALL_FOR)
        close_meeting(meeting, None, by=hall.secretary)
        for change in ({"outcome": "not_enough"}, {"removed_at": timezone.now()}):
            with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
                MeetingItem.objects.update(**change)

    def test_a_council_that_was_replaced_still_corrects_its_own_minutes_and_a_second_press_adds_nothing(
        self, hall: Hall
    ) -> None:
        meeting = hall.meeting(hall.village.confirmed())
        voted(hall, meeting, *ALL_FOR)
        close_meeting(meeting, None, by=hall.secretary)
        meeting.refresh_from_db()
        hall.named(number="46/QĐ-UBND", members=[Member("chair", "A", user=make_user()), Member("secretary", "B"),
                                                   Member("member", "C")])  # fmt: skip
        for _press in range(2):
            correct(Meeting.objects.get(pk=meeting.pk), "Họp lúc 9 giờ.", by=hall.secretary)
        assert meeting.corrections.count() == 1
        with pytest.raises(Incomplete):
            correct(Meeting.objects.get(pk=meeting.pk), "a" * 2001, by=hall.secretary)
        page = signed_in(hall.secretary).get(reverse("recognition:meeting", args=[meeting.pk])).text
        assert 'value="correct"' in page


@pytest.mark.usefixtures("all_seeing")
class TestBoundsOfACouncil:
    def test_a_meeting_that_has_not_been_held_is_not_closed(self, hall: Hall) -> None:
        day = TODAY() + timedelta(days=3)
        row = open_meeting(hall.council, day, time(8), "Hội trường", by=hall.secretary)
        put_on_list(row, [hall.village.confirmed()], by=hall.secretary)
        voted(hall, row, *ALL_FOR)
        with pytest.raises(Incomplete) as refused:
            close_meeting(row, None, by=hall.secretary)
        assert refused.value.field == "day"

    def test_no_meeting_before_the_council_was_named(self, hall: Hall) -> None:
        with pytest.raises(Incomplete) as refused:
            open_meeting(hall.council, TODAY() - timedelta(days=1), time(8), "Hội trường", by=hall.secretary)
        assert refused.value.field == "day"

    def test_members_are_bounded_and_no_person_sits_twice(self, hall: Hall) -> None:
        two = [Member("chair", "A", user=hall.chair), Member("secretary", "B")]
        many = [*two, *(Member("member", f"C{k}") for k in range(30))]
        first, second = (make_learner(hall.village.unit, user=user) for user in (hall.chair, hall.member))
        LearnerAlias.objects.create(learner=first, alias=second.pk, joined_by=hall.village.staff, proof="x")
        for members in (many, [*two, Member("member", "C", user=hall.member)]):
            with pytest.raises(Incomplete) as refused:
                hall.named(members=members)
            assert refused.value.field == "members"
        with pytest.raises(Incomplete) as refused:
            hall.named(day=TODAY().replace(year=1899))
        assert refused.value.field == "date"

    def test_choosing_among_many_cases_asks_no_more(self, hall: Hall) -> None:
        meeting = hall.meeting()
        AssessmentRules.objects.update(second_percent=100)
        client, here = signed_in(hall.secretary), reverse("recognition:meeting", args=[meeting.pk])

        def asked() -> int:
            with CaptureQueriesContext(connection) as seen:
                client.get(here)
            return len(seen)

        hall.village.confirmed()
        asked()
        few = asked()
        [hall.village.confirmed() for _ in range(3)]
        assert asked() <= few + 1

    def test_a_meeting_of_a_closed_list_is_told(self, hall: Hall) -> None:
        meeting = hall.meeting(hall.village.confirmed())
        voted(hall, meeting, *ALL_FOR)
        close_meeting(meeting, None, by=hall.secretary)
        with pytest.raises(WrongState):
            record(meeting, {}, {}, "", None, by=hall.secretary)
