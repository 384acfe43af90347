"""The words for what made points, and for how they come about."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from recognition.criteria.answer import RuleGap, RulePart
from recognition.criteria.parse import parse_file
from recognition.evidence.wording import gap_text, part_text, rule_text

CRITERIA = parse_file(Path("recognition/criteria/sets/cong_dan_hoc_tap-2022.1.yaml"))


@pytest.fixture(autouse=True)
def _vietnamese():
    with translation.override("vi"):
        yield


def test_papers_are_named_and_counted_only_when_there_are_several() -> None:
    part = next(kind for kind in CRITERIA.manual if kind.id == "library-card")

    def said(count: str) -> str:
        return part_text(CRITERIA, RulePart("manual", part.id, Decimal(count), Decimal(2)))

    assert said("1") == f"{part.name}, đã nộp"
    assert said("3") == f"{part.name}, đã nộp 3 minh chứng"


def test_a_rule_says_that_only_lessons_of_the_indicator_count() -> None:
    texts = [rule_text(CRITERIA, one.code) for one in CRITERIA.indicators]
    assert any("bài thuộc chỉ số này" in text for text in texts)
    assert not any("loại được tính" in text or "(" in text.split("\n")[0] for text in texts)


def test_what_evidence_would_raise_has_one_colon_to_come_after_it() -> None:
    part = next(kind for kind in CRITERIA.manual if kind.id == "library-card")
    gap = RuleGap("manual", part.id, Decimal(1), Decimal(1))
    assert gap_text(CRITERIA, gap) == f"Thêm minh chứng “{part.name}”"


@pytest.mark.parametrize("rule", [rule for rule in CRITERIA.rules if rule.categories], ids=lambda rule: rule.id)
def test_what_would_raise_the_points_names_the_lessons_that_do(rule) -> None:
    """A day, a minute or an answer in any other lesson gives nothing."""
    assert "chỉ số này" in gap_text(CRITERIA, RuleGap("rule", rule.id, Decimal(2), Decimal(1)))
    texts = rule_text(CRITERIA, rule.indicator).split("\n")
    of_rule = texts[[one.id for one in CRITERIA.rules_of(rule.indicator)].index(rule.id)]
    assert "chỉ số này" in of_rule


def test_where_any_lesson_counts_it_says_so() -> None:
    assert gap_text(CRITERIA, RuleGap("rule", "a3-days", Decimal(2), Decimal(1))) == "Học thêm vào 2 ngày khác nhau"
