"""Numbers that everybody may read: nothing of one to four people, also not from two pages together."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from portal.places.models import Unit
from recognition.assessment import marking
from recognition.decisions import signing
from recognition.figures import wording
from recognition.figures.numbers import Rate, place_numbers
from recognition.figures.public_counts import is_published
from recognition.figures.small_counts import published
from recognition.models import Assessment, IssuingBody
from tests.builders.cases import CODES, Village
from tests.builders.people import make_province, make_user, signed_in

pytestmark = pytest.mark.usefixtures("all_seeing")
EIGHTS = dict.fromkeys(CODES, (Decimal(8), "Đã xem giấy tờ gốc"))
NOW = timezone.localdate().year


def recognised(village: Village, many: int, number: str, *, year: int = NOW) -> None:
    cases = [marking.confirm(village.submitted(), village.officer, marks=EIGHTS) for _ in range(many)]
    day = timezone.localdate()
    if year != NOW:
        day = date(year, 12, 31)
        IssuingBody.objects.update(valid_from=date(year, 1, 1))
        village.body.refresh_from_db()
        ended = timezone.make_aware(datetime(year, 12, 31, 9))
        Assessment.objects.filter(submission__case__in=cases).update(ended_at=ended)
    signing.sign(cases, village.body, number, day, village.signer)


def page(unit: Unit, year: int = NOW, user=None) -> str:
    browser = signed_in(user) if user else Client()
    return browser.get(reverse("recognition:place", args=[unit.versions.get().code]), {"nam": year}).text


def test_a_province_s_sum_does_not_tell_the_small_number_of_one_commune() -> None:
    province = make_province("Ninh Thuận")
    large, small, third = (Village(name, province) for name in ("Phước Hải", "Hạ Long", "Sơn Trà"))
    recognised(large, 6, "1")
    assert is_published(large.unit, NOW)
    assert "<b>6 người</b>" in page(large.unit)
    recognised(small, 2, "1")
    assert not is_published(large.unit, NOW)
    shown = page(large.unit)
    assert "chưa công bố" in shown
    assert "6 người" not in shown
    assert '<td class="n" data-th="Mẫu số">6' not in shown.replace("\n", "").replace("  ", "")
    assert "<b>8 người</b>" in page(province)
    assert "<b>6 người</b>" in page(large.unit, user=large.officer)
    assert is_published(third.unit, NOW), "nobody is no small number"


def test_two_years_do_not_tell_how_few_came_between(village: Village) -> None:
    recognised(village, 5, "1", year=NOW - 1)
    recognised(village, 2, "2")
    assert (is_published(village.unit, NOW - 1), is_published(village.unit, NOW)) == (True, False)
    assert "<b>5 người</b>" in page(village.unit, NOW - 1)
    assert "chưa công bố" in page(village.unit)
    recognised(village, 3, "3")
    assert is_published(village.unit, NOW)
    assert "<b>10 người</b>" in page(village.unit)


@pytest.mark.parametrize(
    ("alone", "known", "base", "hidden"),
    [(10, 18, 20, True), (10, 12, 20, True), (10, 15, 20, False), (10, 10, 20, False), (10, 20, 20, False)],
)
def test_what_a_rate_leaves_over_is_no_small_number(alone: int, known: int, base: int, hidden: bool) -> None:
    assert Rate("p2", alone, base, known).hidden is hidden


@pytest.mark.parametrize(
    ("number", "new", "told"), [(12, 9, False), (12, 7, True), (12, 12, True), (12, 0, True), (12, 3, False)]
)
def test_new_holders_do_not_tell_how_few_there_were_before(number: int, new: int, told: bool) -> None:
    with translation.override("vi"):
        text = wording.holders(number, new, NOW, exact=False)
        assert (f"thêm {new} người." in text) is told
        assert f"thêm {new} người." in wording.holders(number, new, NOW, exact=True)


def test_the_numbers_are_asked_in_as_many_questions_for_two_as_for_six(village: Village) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert place_numbers(village.unit, NOW).new_this_year == len(place_numbers(village.unit, NOW).holders)
        return len(seen)

    recognised(village, 2, "1")
    few = asked()
    recognised(village, 4, "2")
    assert asked() == few


def test_it_is_asked_in_one_question_however_many_communes(village: Village, django_assert_num_queries) -> None:
    unit = Unit.objects.select_related("parent").get(pk=village.unit.pk)
    with django_assert_num_queries(1):
        is_published(unit, NOW)


def test_a_number_that_two_years_hide_is_not_told_by_the_province_s_sum() -> None:
    """Shown for last year, hidden now: with the others shown the sum would say how few came."""
    province = make_province("Ninh Thuận")
    hidden, other, third = (Village(name, province) for name in ("Phước Hải", "Hạ Long", "Sơn Trà"))
    recognised(hidden, 5, "1", year=NOW - 1)
    recognised(hidden, 2, "2")
    recognised(other, 6, "1")
    recognised(third, 7, "1")
    assert [is_published(one.unit, NOW - 1) for one in (hidden, other, third)] == [True, True, True]
    assert [is_published(one.unit, NOW) for one in (hidden, other, third)] == [False, False, True]
    assert "<b>20 người</b>" in page(province)
    assert "6 người" not in page(other.unit)


def test_a_pool_does_not_tell_how_few_came_to_it() -> None:
    found = published({"a": 12, "b": 20, "c": 30}, {"a"}, {"a": 10, "b": 20, "c": 20})
    assert (found.rows, found.rest) == ((), 62)
    found = published({"a": 12, "b": 25, "c": 30}, {"a"}, {"a": 10, "b": 20, "c": 20})
    assert (found.rows, found.rest) == ((("c", 30),), 37)


def test_the_province_s_rate_tells_that_of_no_commune() -> None:
    province = make_province("Ninh Thuận")
    large, small = Village("Phước Hải", province), Village("Hạ Long", province)
    for village, alone, helped in ((large, 6, 5), (small, 8, 3)):
        cases = [village.submitted() for _ in range(alone)]
        cases += [village.submitted(helper=village.staff) for _ in range(helped)]
        cases = [marking.confirm(case, village.officer, marks=EIGHTS) for case in cases]
        signing.sign(cases, village.body, "1", timezone.localdate(), village.signer)
    with_rate = {unit: place_numbers(unit, NOW).rates[2].percent for unit in (large.unit, small.unit, province)}
    assert with_rate == {large.unit: Decimal("54.5"), small.unit: Decimal("72.7"), province: Decimal("63.6")}
    assert "54,5" in page(large.unit)
    assert "72,7" not in page(small.unit), "three were helped"
    shown = page(province)
    assert "<b>22 người</b>" in shown
    assert "63,6" not in shown, "14 of 22, and 6 of 11 there: 8 of 11 here"
    assert "63,6" in page(province, user=make_user("officer", unit=province))
