"""Marks: the last one counts, nothing is lost, being there is taken back with a reason only; hours become statements."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from content.classes import marking, planning
from content.classes.marking import KEPT, NOT_HERE, REASON, SAME, Wish, mark, mark_all
from content.classes.models import Attendance, AttendanceMark
from learning_records.public import VERBS, extension_iri, find, statements_of
from portal.people.public import join
from recognition.models import Evidence
from recognition.tasks import catch_up
from tests.builders.people import make_admin, make_learner, signed_in
from tests.builders.recognition import citizen_set
from tests.content.classes.conftest import make_session


def verbs(person) -> list[str]:
    return [one.statement["verb"]["id"].rpartition("/")[2] for one in statements_of(person.pk)]


def test_a_mark_counts_with_its_author_and_every_one_leaves_a_trace(room):
    hoa = room.people[0]
    assert [one.kind for one in mark(room.session, [Wish(hoa.pk, "absent", 0)], by=room.staff)] == [KEPT]
    assert [one.kind for one in mark(room.session, [Wish(hoa.pk, "absent", 1)], by=room.second)] == [SAME]
    (told,) = mark(
        room.session, [Wish(hoa.pk, "present", 0)], by=room.second
    )  # an old page: the last mark, and what it met
    assert (told.kind, told.before.state, told.before.by) == (KEPT, "absent", room.staff)
    (refused,) = mark(room.session, [Wish(hoa.pk, "absent", 1)], by=room.staff)
    assert (refused.kind, refused.before.state) == (REASON, "present")
    assert room.state(hoa) == "present"
    mark(room.session, [Wish(hoa.pk, "absent", 2, "Bấm nhầm người")], by=room.staff)
    trace = AttendanceMark.objects.filter(learner=hoa).values_list("number", "state", "by", "reason")
    assert list(trace) == [
        (1, "absent", room.staff.pk, ""),
        (2, "present", room.second.pk, ""),
        (3, "absent", room.staff.pk, "Bấm nhầm người"),
    ]
    stranger = make_learner(room.school.unit, "Người Ngoài")
    assert mark(room.session, [Wish(stranger.pk, "present")], by=room.staff)[0].kind == NOT_HERE


def test_everybody_here_leaves_marks_that_are_there(room):
    mark(room.session, [Wish(room.people[1].pk, "absent")], by=room.staff)
    assert mark_all(room.session, by=room.staff) == 4
    assert mark_all(room.session, by=room.staff) == 0
    assert [room.state(one) for one in room.people] == ["present", "absent", "present", "present", "present"]


def test_no_marks_before_the_day_or_after_it_was_called_off(room):
    ahead = make_session(
        room.taught, begins_at=timezone.now() + timedelta(days=2), ends_at=timezone.now() + timedelta(days=3)
    )
    with pytest.raises(ValidationError, match="ngày khác"):
        mark_all(ahead, by=room.staff)
    planning.call_off(room.session, "Bão", by=room.staff)
    with pytest.raises(ValidationError, match="đã nghỉ"):
        mark(room.session, [Wish(room.people[0].pk, "present")], by=room.staff)


def test_one_person_with_two_accounts_is_no_second_person(room):
    first, second = (make_learner(room.school.unit, "Trần Thị Lan", user=one) for one in (room.staff, room.second))
    planning.map_class(room.taught, [room.school.alignment], by=room.staff)
    join(second, first, by=make_admin(), proof="căn cước")
    client = signed_in(room.second)
    assert not client.get(reverse("content:class", args=[room.taught.pk])).context["may_approve"]
    with pytest.raises(PermissionDenied, match="người khác"):
        planning.approve_class(room.taught, [room.school.alignment.pk], by=room.second)


def test_attendance_becomes_statements_evidence_and_hours_on_the_own_page(room):
    criteria, (hoa, cuc, *_others, silent) = citizen_set(), room.people
    planning.map_class(room.taught, [room.school.alignment], by=room.staff)
    with pytest.raises(PermissionDenied):
        planning.approve_class(room.taught, [room.school.alignment.pk], by=room.staff)
    planning.approve_class(room.taught, [room.school.alignment.pk], by=room.second)
    mark_all(room.session, by=room.staff)
    mark(room.session, [Wish(cuc.pk, "absent", reason="Bấm nhầm")], by=room.staff)
    assert verbs(hoa) == []
    assert marking.close(room.session, by=room.staff)
    assert not marking.close(room.session, by=room.staff), "pressed twice, it is closed once"
    assert (verbs(hoa), verbs(cuc), verbs(silent)) == (["attended", "completed"], [], [])
    said = statements_of(hoa.pk)[0].statement
    assert said["context"]["extensions"] == {extension_iri("minutes"): 90}
    assert [one["id"] for one in said["context"]["contextActivities"]["category"]] == [room.school.alignment.iri]
    assert set(said["actor"]) == {"objectType", "account"}
    catch_up()
    assert set(Evidence.objects.filter(learner=hoa).values_list("rule_id", flat=True)) == {"b1-lessons", "a3-days"}
    page = signed_in(hoa.user)
    assert "1,5 giờ" in page.get("/lop-cua-toi/").content.decode()
    assert 'id="B1"' in page.get("/cua-toi/").content.decode()

    row = Attendance.objects.get(session=room.session, learner=hoa)
    gone = row.completed
    assert mark(room.session, [Wish(hoa.pk, "absent")], by=room.staff)[0].kind == REASON
    mark(room.session, [Wish(hoa.pk, "absent", reason="Bấm nhầm người")], by=room.second)
    assert find(gone).voided
    catch_up()
    assert not Evidence.objects.filter(learner=hoa, withdrawn_at=None).exists()
    mark(room.session, [Wish(cuc.pk, "present", reason="Đến muộn")], by=room.staff)
    assert verbs(cuc) == ["attended", "completed"]
    assert criteria.key in said["context"]["contextActivities"]["category"][0]["id"]
    assert VERBS["attended"] == said["verb"]["id"]


def test_without_an_approval_hours_bring_no_points(room):
    planning.map_class(room.taught, [room.school.alignment], by=room.staff)
    mark_all(room.session, by=room.staff)
    marking.close(room.session, by=room.staff)
    assert verbs(room.people[0]) == ["attended"]
    assert "category" not in statements_of(room.people[0].pk)[0].statement["context"]["contextActivities"]
    with pytest.raises(PermissionDenied, match="thay đổi"):
        planning.approve_class(room.taught, [], by=room.second)
