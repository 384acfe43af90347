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
from recognition.models import Assessment, IssuingBody
from tests.builders.cases import CODES, Village
from tests.builders.people import make_province, signed_in

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


def test_it_is_asked_in_three_questions_however_many_communes(village: Village, django_assert_num_queries) -> None:
    unit = Unit.objects.select_related("parent").get(pk=village.unit.pk)
    with django_assert_num_queries(3):
        is_published(unit, NOW)
