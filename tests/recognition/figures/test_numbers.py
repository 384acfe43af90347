"""The numbers of a place on a small population that can be counted by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from recognition.assessment import marking
from recognition.cases import submission
from recognition.certificates import register
from recognition.decisions import signing
from recognition.figures import chart
from recognition.figures.kernel import Asked, held
from recognition.figures.numbers import PlaceNumbers, kept_trees, place_numbers
from recognition.figures.rates import Rate
from recognition.figures.tree import Counted
from recognition.figures.year_results import year_result
from recognition.models import Certificate, DecisionLine
from tests.builders.cases import CODES, Village, make_paper
from tests.builders.decisions import revoked
from tests.builders.lives import PERSON, decided, end, recognise
from tests.builders.people import make_learner, make_province, rename

pytestmark = pytest.mark.usefixtures("all_seeing")
EIGHTS = dict.fromkeys(CODES, (Decimal(8), "Đã xem giấy tờ gốc"))


def recognised(village: Village, number: str, *chosen) -> list[DecisionLine]:
    confirmed = [marking.confirm(case, village.officer, marks=EIGHTS) for case in chosen]
    decision = signing.sign(confirmed, village.body, number, timezone.localdate(), village.signer)
    return list(decision.lines.all())


def alone_but_one_paper_helped(village: Village):
    learner = make_learner(village.unit)
    make_paper(learner, "C1", by=village.staff, rule="witness")
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    return submission.submit(case, learner.user)


def helped_then_entered_again_alone(village: Village):
    """Staff typed the points first; the person came back, entered them again and handed in alone."""
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, village.staff)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "6"), village.staff)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    return submission.submit(case, learner.user)


def one_indicator_typed_by_staff(village: Village):
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    submission.set_self_points(case, "B1", "7", village.staff)
    return submission.submit(case, learner.user)


# Who entered what each holder's title rests on, from the rows as they were typed: nothing of the portal's code in it.
ENTERED = """
WITH said AS (
    SELECT DISTINCT ON (s.id, e.indicator) s.id, e.on_behalf_of FROM recognition_submission s
    JOIN recognition_caseentry e ON e.case_id = s.case_id AND e.at <= s.at ORDER BY s.id, e.indicator, e.id DESC
), held AS (
    SELECT c.learner_id, bool_or(s.on_behalf_of
        OR EXISTS (SELECT FROM said WHERE said.id = s.id AND said.on_behalf_of)
        OR EXISTS (SELECT FROM recognition_submitteditem i WHERE i.submission_id = s.id AND i.kind = 'manual' AND i.on_behalf_of)
    ) AS helped
    FROM recognition_certificate c JOIN recognition_decisionline l ON l.id = c.line_id
    JOIN recognition_submission s ON s.id = l.submission_id
    JOIN people_residence r ON r.learner_id = c.learner_id AND r.valid_to IS NULL AND r.unit_id = %s
    WHERE c.state = 'valid' GROUP BY c.learner_id
)
SELECT count(*) FILTER (WHERE NOT helped), count(*) FROM held
"""


def test_holders_and_p2_against_a_count_by_hand(village: Village) -> None:
    """Seven holders: alone 4 (three plainly, one after help), helped 3 (all, one paper, one indicator)."""
    lines = recognised(
        village,
        "1/QĐ",
        village.submitted(),
        village.submitted(),
        village.submitted(),
        helped_then_entered_again_alone(village),
        village.submitted(helper=village.staff),
        alone_but_one_paper_helped(village),
        one_indicator_typed_by_staff(village),
    )
    village.submitted()  # waiting: no holder
    village.confirmed()  # proposed: no holder
    ended = recognised(village, "2/QĐ", village.submitted())[0]
    revoked(ended.certificates.get(), village.signer, "Không đúng người")
    corrected = lines[0].certificates.get()
    rename(corrected.learner_id, "Nguyễn Thị Hoà")
    register.supersede(corrected, village.signer, "Sai tên")  # still one holder

    found = place_numbers(village.unit, timezone.localdate(), PERSON)
    assert (found.counted.alone, found.counted.helped, found.counted.unknown) == (4, 3, 0)
    alone = held(Asked(PERSON, timezone.localdate(), village.unit), ids=True, entered="alone")
    assert {one.person for one in alone.holders} == {line.learner_id for line in lines[:4]}
    assert set(alone.lines) == {line.pk for line in lines[:4]}
    result = year_result(PERSON, timezone.localdate().year, village.unit, timezone.localdate())
    assert (result.recognised, result.ended, result.left) == (8, {"revoked": 1}, 7)
    p1, p2_of_p1, p2 = found.rates
    assert (p2.numerator, p2.base, p2.percent, p2.coverage) == (4, 7, Decimal("57.1"), Decimal("100.0"))
    with connection.cursor() as cursor:
        cursor.execute(ENTERED, [village.unit.pk])
        assert cursor.fetchone() == (p2.numerator, p2.base)
    assert (p1.numerator, p1.percent, p1.why_none) == (None, None, "no_rule")
    assert (p2_of_p1.base, p2_of_p1.percent) == (None, None)


def test_places_and_years_are_kept_apart_and_a_province_counts_its_communes(village: Village) -> None:
    province = make_province("Ninh Thuận")
    first, second = Village("Phước Hải", province), Village("Hạ Long", province)
    recognised(first, "1", first.submitted(), first.submitted())
    recognised(second, "1", second.submitted())
    today = timezone.localdate()
    counts = [
        place_numbers(unit, today, PERSON).count for unit in (first.unit, second.unit, province, village.unit, None)
    ]
    assert counts == [2, 1, 3, 0, 3]
    assert place_numbers(first.unit, today - timedelta(days=365), PERSON).count == 0


def test_percentages_are_rounded_half_up_to_one_decimal() -> None:
    assert [Rate("p2", part, 16, part).percent for part in (0, 1, 3, 16)] == [
        Decimal(text) for text in ("0.0", "6.3", "18.8", "100.0")
    ]
    assert Rate("p2", 1, 3, 2).coverage == Decimal("66.7")
    assert Rate("p2", None, 3, 2).percent is None
    assert Rate("p2", 1, None, 2).percent is None
    assert Rate("p2", 1, None, 2).hidden is False


@pytest.mark.parametrize(("many", "few"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_holders_are_few(many: int, few: bool) -> None:
    assert PlaceNumbers(("commune", 1), timezone.localdate(), PERSON, Counted(many)).few is few


def test_nobody_gives_no_percentage_not_zero(village: Village) -> None:
    p2 = place_numbers(village.unit, timezone.localdate(), PERSON).rates[2]
    assert (p2.base, p2.percent, p2.coverage) == (0, None, None)


@pytest.mark.parametrize(
    ("numerator", "base", "hidden"),
    [
        (0, 0, False),
        (0, 9, False),
        (9, 9, False),
        (4, 9, True),
        (5, 9, True),
        (5, 10, False),
        (0, 3, True),
        (None, 9, False),
    ],
)
def test_small_counts_are_not_published(numerator: int | None, base: int, hidden: bool) -> None:
    assert Rate("p2", numerator, base, base).hidden is hidden


def test_bars_stand_where_the_numbers_say() -> None:
    bar = chart.bar(1, "p2", Decimal("50"), Decimal("90"), [(2025, Decimal(60))])
    assert (bar.fill, bar.unknown_x, bar.unknown) == ("165.0", "180.0", "33.0")
    assert (bar.marks[0].x, bar.marks[0].value, bar.bar_y) == ("213.0", "60", 196)
    assert chart.bar(0, "p1", None, None, []).fill is None


def test_a_corrected_line_is_one_result_and_ends_with_what_replaced_it(village: Village) -> None:
    """As a decision that corrects leaves it: a line and a certificate of its own, the old one superseded from its day."""
    today = timezone.localdate()
    old = recognise(make_learner(village.unit), village.body, village.signer, village.officer, day=today)
    about = {"title_key": PERSON, "year": today.year, "kind": "correct"}
    with transaction.atomic():
        line = DecisionLine.objects.get(pk=old.line_id)
        line.pk, line.decision = None, decided(village.body, village.signer, day=today, **about)
        line.save(force_insert=True)
        Certificate.objects.filter(pk=old.pk).update(state="superseded")
        new = register.issue(line, by=village.signer)
        Certificate.objects.filter(pk=old.pk).update(superseded_by=new)
        old.life.create(what="superseded", on=today, by=village.signer, decision=line.decision)
    result = year_result(PERSON, today.year, village.unit, today)
    assert (result.recognised, result.left) == (1, 1)
    assert held(Asked(PERSON, today, village.unit), ids=True).lines == (line.pk,)
    end(new, "revoke", day=today, signer=village.signer)
    result = year_result(PERSON, today.year, village.unit, today)
    assert (result.recognised, result.ended, result.left) == (1, {"revoked": 1}, 0)
    assert held(Asked(PERSON, today, village.unit)).count == 0


def test_counts_of_past_days_are_kept_where_they_take_a_moment(settings, django_assert_num_queries) -> None:
    settings.FIGURES_SLOW_PAST = 0
    past = timezone.localdate() - timedelta(days=800)
    first = kept_trees(past)
    with django_assert_num_queries(0):
        assert kept_trees(past) == first
    cache.clear()
