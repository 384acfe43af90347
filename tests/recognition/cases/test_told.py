"""Why an indicator has its points: each act once and named for what it was, days as dates, one text for everybody."""

import pytest
from django.utils import translation

from portal.people.public import everyone
from recognition.cases.state import title_state
from recognition.cases.submission import draft_for, set_all_self_points, submit
from recognition.cases.told import told_point
from recognition.tasks import catch_up
from tests.builders.cases import CODES, Village, make_paper
from tests.builders.people import make_learner
from tests.builders.recognition import WHY, statement, store

pytestmark = pytest.mark.django_db(transaction=True)
A1 = ("indicators/cong_dan_hoc_tap/A1",)


@pytest.fixture(autouse=True)
def _vietnamese():
    with translation.override("vi"):
        yield


@pytest.fixture
def village():
    return Village()


def act(person, name: str, day: str, **how):
    """A record of an activity with this name."""
    made = statement(person.pk, category=A1, at=f"{day}T03:00:00.000Z", **how)
    made["object"]["definition"]["name"] = {"vi": name}
    return made


@pytest.fixture
def person(village):
    learner = make_learner(village.unit)
    store(
        act(learner, "Tin nhắn lạ", "2026-03-01"),
        act(learner, "Mật khẩu", "2026-03-03"),
        act(learner, "Ai gọi đấy?", "2026-03-03", verb="answered", kind="question"),
        act(learner, "Có nên bấm?", "2026-04-07", verb="answered", kind="question"),
    )
    catch_up()
    return learner


def of(person, code: str = "A1", **how):
    with everyone(WHY):
        return title_state(person, **how).indicator(code)


def test_each_act_stands_once_and_is_named_for_what_it_was(person):
    found = of(person)
    assert sorted(item.title for item in found.evidence) == [
        "Học xong bài “Mật khẩu”",
        "Học xong bài “Tin nhắn lạ”",
        "Trả lời câu “Ai gọi đấy?”",
        "Trả lời câu “Có nên bấm?”",
    ]


def test_days_are_told_as_dates_and_acts_by_name(person):
    told = told_point(of(person))
    lessons, days = told.parts
    assert [item.title for item in lessons.done] == ["Học xong bài “Tin nhắn lạ”", "Học xong bài “Mật khẩu”"]
    assert lessons.days == ""
    assert days.done == ()
    assert days.days == "Các ngày: 1, 3/3/2026; 7/4/2026."
    assert "Mỗi bài thuộc chỉ số này được 1 điểm" in lessons.rule


def test_the_mark_and_what_would_change_it_are_said(person):
    told = told_point(of(person))
    assert told.mark == "Đề nghị 3 điểm; chỉ số nào cũng cần từ 5, nên còn thiếu 2."
    assert any("thêm 1 điểm" in change for change in told.changes)
    assert told.lines[-1] == told.changes[-1]
    assert told.mark in told.lines


def test_the_officer_reads_the_text_of_what_was_handed_in(village, person):
    make_paper(person, "A1", by=person.user, rule="library-card")
    with everyone(WHY):
        case = draft_for(person, person.user)
        case = submit(set_all_self_points(case, dict.fromkeys(CODES, "5"), person.user), person.user)
    mine, theirs = told_point(of(person)), told_point(of(person, case=case))
    assert mine.lines == theirs.lines
