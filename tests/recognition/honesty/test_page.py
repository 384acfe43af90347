"""The page of questions: what the numbers of a place ask, its own answer beside it, nobody's name."""

import pytest
from django.utils import timezone

from portal.people.public import everyone
from recognition.assessment import marking
from recognition.figures.honesty import questions as asking
from recognition.figures.honesty.counts import counts_of
from recognition.models import HonestyAnswer
from tests.builders.cases import CODES, EIGHTS, WHY, Village
from tests.builders.people import make_admin, make_province, make_user, signed_in

PAGE = "/quan-ly/cau-hoi/"
NAMES = tuple(f"Người Kín {n}" for n in range(3))


@pytest.fixture
def village(db, monkeypatch) -> Village:
    village = Village()
    with everyone(WHY):
        for name in NAMES:
            marking.confirm(village.submitted(name), village.officer, marks=dict.fromkeys(CODES, ("10", "Đã xem")))
        marking.not_enough(
            village.submitted("Người Kín 4"), "Chưa đủ", village.officer, marks=dict.fromkeys(CODES, ("1", "ít"))
        )
    few = dict(asking.thresholds()) | {"judged_at_least": 3, "full_percent": 70}
    monkeypatch.setattr(asking, "thresholds", lambda: few)
    return village


def test_counts_by_hand(village: Village) -> None:
    with everyone(WHY):
        counts = counts_of(village.unit, timezone.localdate().year)
    assert counts.full["A1"] == (3, 4)
    assert counts.unopened == (0, 0)
    assert counts.years == (0, 0)
    assert counts.groups["age"] == {"35_59": (3, 4)}
    assert counts.groups["group"] == {"N1": (3, 4)}
    assert counts.pairs == {}
    assert counts.same_files == {}


def test_a_question_is_read_and_answered(village: Village) -> None:
    browser = signed_in(make_admin(village.unit))
    text = browser.get(PAGE).content.decode()
    assert "Ai cũng được điểm tối đa?" in text
    assert not any(name in text for name in (*NAMES, village.officer.get_full_name()))
    form = {"noi": village.unit.pk, "question": "full A1", "text": " Lớp học tại thôn, ai cũng học. "}
    assert browser.post(PAGE, form).status_code == 302
    assert "Lớp học tại thôn, ai cũng học." in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, form | {"text": " "}).status_code == 422
    assert browser.post(PAGE, form | {"text": "x" * 2001}).status_code == 422
    assert browser.post(PAGE, form | {"question": "full Z9"}).status_code == 404
    assert HonestyAnswer.objects.count() == 1


def test_an_inspector_reads_and_does_not_answer(village: Village) -> None:
    browser = signed_in(make_user("inspector", unit=village.unit))
    text = browser.get(PAGE).content.decode()
    assert "<textarea" not in text
    assert browser.post(PAGE, {"noi": village.unit.pk, "question": "full A1", "text": "x"}).status_code == 404
    away = signed_in(make_admin(make_province("Sen Trắng")))
    assert away.get(f"{PAGE}?noi={village.unit.pk}").status_code == 404
    assert signed_in(village.staff).get(PAGE).status_code == 403


def test_eights_everywhere_ask_nothing_of_full_points(village: Village) -> None:
    other = Village("Bến Sen", make_province("Sen Trắng"))
    with everyone(WHY):
        for _n in range(3):
            marking.confirm(other.submitted(), other.officer, marks=EIGHTS)
        assert asking.questions(counts_of(other.unit, timezone.localdate().year)) == []
