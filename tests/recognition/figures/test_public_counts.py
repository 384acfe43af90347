"""Numbers that everybody may read: nothing of one to four people, also not from two pages together."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from portal.places.models import Unit
from recognition.figures import wording
from recognition.figures.kernel import Row
from recognition.figures.numbers import day_of_year, kept_trees, place_numbers
from recognition.figures.places import Place, in_sentence
from recognition.figures.public_counts import Public, by_name
from recognition.figures.rates import Rate
from recognition.figures.small_counts import FEW, published
from recognition.figures.tree import COUNTRY, grown
from recognition.titles.registry import title
from tests.builders.cases import Village
from tests.builders.lives import PERSON, clock_at, recognise
from tests.builders.moving import make_group
from tests.builders.people import make_learner, make_province, make_user, signed_in

pytestmark = pytest.mark.usefixtures("all_seeing")
NOW = timezone.localdate().year


def recognised(village: Village, many: int, *, year: int = NOW, entered: str = "alone", group=None) -> None:
    """So many people live there and are recognised, in December of an earlier year or today."""
    with clock_at(date(year, 12, 1) if year != NOW else timezone.localdate()) as clock:
        for _ in range(many):
            learner = make_learner(village.unit)
            learner.residences.update(residential_group=group)
            recognise(learner, village.body, village.signer, village.officer, day=clock.today, entered=entered)


def is_published(unit: Unit, year: int) -> bool:
    unit = Unit.objects.select_related("parent").get(pk=unit.pk)
    years = [kept_trees(day_of_year(one))[PERSON] for one in range(2025, year + 1)]
    return Public(years).is_published(Place(unit, None, "", "").path)


def page(unit: Unit, year: int = NOW, user=None) -> str:
    browser = signed_in(user) if user else Client()
    return browser.get(reverse("recognition:place", args=[unit.versions.get().code]), {"nam": year}).text


def test_a_province_s_sum_does_not_tell_the_small_number_of_one_commune() -> None:
    province = make_province("Ninh Thuận")
    large, small, third = (Village(name, province) for name in ("Phước Hải", "Hạ Long", "Sơn Trà"))
    recognised(large, 6)
    assert is_published(large.unit, NOW)
    assert "<b>6 người</b>" in page(large.unit)
    recognised(small, 2)
    assert not is_published(large.unit, NOW)
    shown = page(large.unit)
    assert "chưa công bố" in shown
    assert "6 người" not in shown
    assert '<td class="n" data-th="Mẫu số">6' not in shown.replace("\n", "").replace("  ", "")
    assert "<b>8 người</b>" in page(province)
    assert "<b>6 người</b>" in page(large.unit, user=large.officer)
    assert is_published(third.unit, NOW), "nobody is no small number"


def test_two_years_do_not_tell_how_few_came_between(village: Village) -> None:
    recognised(village, 5, year=NOW - 1)
    recognised(village, 2)
    assert (is_published(village.unit, NOW - 1), is_published(village.unit, NOW)) == (True, False)
    assert "<b>5 người</b>" in page(village.unit, NOW - 1)
    assert "chưa công bố" in page(village.unit)
    recognised(village, 3)
    assert is_published(village.unit, NOW)
    assert "<b>10 người</b>" in page(village.unit)


@pytest.mark.parametrize(
    ("alone", "known", "base", "hidden"),
    [(10, 18, 20, True), (10, 12, 20, True), (10, 15, 20, False), (10, 10, 20, False), (10, 20, 20, False)],
)
def test_what_a_rate_leaves_over_is_no_small_number(alone: int, known: int, base: int, hidden: bool) -> None:
    assert Rate("p2", alone, base, known).hidden is hidden


def test_a_number_is_told_in_a_sentence_and_hidden_in_one(village: Village) -> None:
    place = Place(village.unit, None, "", in_sentence("Xã Đồng Sen"))
    with translation.override("vi"):
        tell = lambda n, **about: wording.lead(n, place, title(PERSON), "Công dân học tập", **about)  # noqa: E731
        assert "Ở xã Đồng Sen có <b>12 người</b>" in tell(12, told=True, official=False)
        assert "ít hơn 5 người" in tell(3, told=False, official=False)
        assert "chưa công bố" in tell(12, told=False, official=False)
        assert "<b>3 người</b>" in tell(3, told=True, official=True)


def test_the_numbers_are_asked_in_as_many_questions_for_two_as_for_six(village: Village) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            place_numbers(village.unit, timezone.localdate(), PERSON)
        return len(seen)

    recognised(village, 2)
    few = asked()
    recognised(village, 4)
    assert asked() == few


def test_a_number_that_two_years_hide_is_not_told_by_the_province_s_sum() -> None:
    """Shown for last year, hidden now: with the others shown the sum would say how few came."""
    province = make_province("Ninh Thuận")
    hidden, other, third = (Village(name, province) for name in ("Phước Hải", "Hạ Long", "Sơn Trà"))
    recognised(hidden, 5, year=NOW - 1)
    recognised(hidden, 2)
    recognised(other, 6)
    recognised(third, 7)
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
        recognised(village, alone)
        recognised(village, helped, entered="helped")
    today = timezone.localdate()
    with_rate = {
        unit: place_numbers(unit, today, PERSON).rates[2].percent for unit in (large.unit, small.unit, province)
    }
    assert with_rate == {large.unit: Decimal("54.5"), small.unit: Decimal("72.7"), province: Decimal("63.6")}
    assert "54,5" in page(large.unit)
    assert "72,7" not in page(small.unit), "three were helped"
    shown = page(province)
    assert "<b>22 người</b>" in shown
    assert "63,6" not in shown, "14 of 22, and 6 of 11 there: 8 of 11 here"
    assert "63,6" in page(province, user=make_user("officer", unit=province))


def test_groups_are_shown_only_where_nothing_is_left_to_reckon(village: Village) -> None:
    east, west = make_group(village.unit, "Thôn Đông"), make_group(village.unit, "Thôn Tây")
    recognised(village, 6, group=east)
    recognised(village, 7, group=west)
    code = village.unit.versions.get().code
    url = reverse("recognition:place_group", args=[code, east.pk])
    assert "<b>6 người</b>" in Client().get(url).text
    recognised(village, 2)  # in no group: the commune's sum less both groups would tell two
    assert "<b>15 người</b>" in page(village.unit)
    assert "chưa công bố" in Client().get(url).text
    assert "<b>6 người</b>" in signed_in(village.officer).get(url).text
    assert Client().get(reverse("recognition:place_group", args=[code, east.pk + 999])).status_code == 404


def test_another_day_is_for_officials(village: Village) -> None:
    recognised(village, 6, year=NOW - 1)
    url = reverse("recognition:place", args=[village.unit.versions.get().code])
    asked = {"ngay": f"{NOW - 1}-11-01"}
    assert "chưa có ai" in signed_in(village.officer).get(url, asked).text
    assert "<b>6 người</b>" in Client().get(url, asked).text
    assert "<b>6 người</b>" in signed_in(village.officer).get(url, {"ngay": "2999-01-01"}).text


def test_the_country_adds_up_its_provinces() -> None:
    first, second = Village("Phước Hải", make_province("Ninh Thuận")), Village("Hạ Long", make_province("Sen Hồng"))
    recognised(first, 6)
    recognised(second, 5)
    shown = Client().get(reverse("recognition:country")).text
    assert "Ở cả nước có <b>11 người</b>" in shown
    assert "Tỉnh Ninh Thuận" in shown


PLACES = [
    (province, unit, group)
    for province in (1, 2)
    for unit in (10 * province, 10 * province + 1)
    for group in (None, 100 * unit)
]
NUMBERS = st.lists(st.integers(0, 9), min_size=len(PLACES), max_size=len(PLACES))


@given(NUMBERS, NUMBERS)
def test_whoever_sees_every_page_of_two_years_finds_no_small_number(before: list[int], more: list[int]) -> None:
    """The reader adds and subtracts what is shown: place less shown parts, one year less the other."""
    years = []
    for numbers in (before, [sum(pair) for pair in zip(before, more, strict=True)]):
        rows = [
            Row(PERSON, province, unit, group, "alone", number)
            for (province, unit, group), number in zip(PLACES, numbers, strict=True)
            if number
        ]
        years.append(grown(rows))
    seen = [_seen(Public(years[: number + 1])) for number in range(2)]
    for shown in seen:
        assert all(number >= FEW for number in shown.values())
        for (node, number), public in product(shown.items(), [Public(years[: seen.index(shown) + 1])]):
            below = by_name(public.shown_in(node)) if node[0] != "group" else {}
            left = number - sum(below.values())
            hidden = [one.total for key, one in public.years[-1].below(node).items() if key not in below]
            assert not below or left == 0 or (len(hidden) > 1 and left >= FEW) or left == sum(hidden) >= FEW
    for node in seen[0].keys() & seen[1].keys():
        assert not 0 < abs(seen[1][node] - seen[0][node]) < FEW


def _seen(public: Public) -> dict:
    tree = public.years[-1]
    paths = [[COUNTRY]]
    for path in paths:
        paths.extend([*path, node] for node in tree.below(path[-1]))
    return {
        path[-1]: tree.at(path[-1]).total for path in paths if tree.at(path[-1]).total and public.is_published(path)
    }
