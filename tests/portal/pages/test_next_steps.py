"""What to do next: learnable first, then under the floor, then the larger gain; nobody learns the same twice."""

from datetime import date
from decimal import Decimal

from content.public import Suggestion
from portal.pages.next_steps import best_steps
from recognition.public import EvidenceItem, Gap, GroupState, IndicatorState, TitleState


def gap(gain: int, iri: str | None = None) -> Gap:
    return Gap("làm thêm", Decimal(gain), "r", iri)


def indicator(code: str, points: int, *gaps: Gap, learnt: str = "") -> IndicatorState:
    evidence = (EvidenceItem(1, "automatic", "t", date(2026, 1, 1), False, "", "counted", None, learnt, None),)
    return IndicatorState(
        code=code, iri=f"iri-{code}", wording="w", wording_uncertain=True, group=code[0], self_points=None,
        proposed=Decimal(points), confirmed=None, maximum=Decimal(10), floor=Decimal(5), parts=(), gaps=gaps,
        evidence=evidence if learnt else (), rule_text="",
    )  # fmt: skip


def title(*indicators: IndicatorState) -> TitleState:
    groups = tuple(
        GroupState(code, code, tuple(one for one in indicators if one.group == code), Decimal(0), Decimal(40))
        for code in "ABC"
    )
    total = sum((one.proposed for one in indicators), Decimal(0))
    return TitleState(
        set_key="k", set_version="1", title="t", source_notice="", rules_proposed=True, groups=groups,
        mark=Decimal(80), floor=Decimal(5), area_class="ordinary", self_total=Decimal(0), proposed_total=total,
        confirmed_total=None, below=(), missing_points=80 - total, reached=False, case=None, campaign=None,
    )  # fmt: skip


def lesson(name: str) -> Suggestion:
    return Suggestion(name, f"/{name}/", 10, "lesson", "read-lamp", name)


def lessons(**known: list[Suggestion]):
    return lambda iri: known.get(iri, [])


def test_a_lesson_comes_before_a_paper_and_the_floor_before_the_gain() -> None:
    state = title(
        indicator("A1", 8, gap(2, "a")),
        indicator("A2", 3, gap(1, "b")),
        indicator("B1", 0, gap(9)),
        indicator("C1", 10),
    )
    steps = best_steps(state, lessons(a=[lesson("x")], b=[lesson("y")]))
    assert [step.indicator.code for step in steps] == ["A2", "A1", "B1"]
    assert [step.lesson and step.lesson.title for step in steps] == ["y", "x", None]
    assert [step.kind for step in steps] == [0, 0, 1]


def test_what_counts_already_is_not_offered_again() -> None:
    state = title(indicator("A1", 2, gap(1, "a"), learnt="x"))
    assert best_steps(state, lessons(a=[lesson("x"), lesson("y")]))[0].lesson.title == "y"
    assert best_steps(state, lessons(a=[lesson("x")]))[0].lesson is None


def test_one_lesson_for_two_indicators_stands_once() -> None:
    state = title(indicator("A1", 2, gap(1, "a")), indicator("B1", 1, gap(2, "a")), indicator("C1", 0, gap(3)))
    steps = best_steps(state, lessons(a=[lesson("x")]))
    assert [(step.indicator.code, step.also) for step in steps] == [("B1", ("A1",)), ("C1", ())]


def test_a_learnable_gap_wins_within_an_indicator() -> None:
    state = title(indicator("A1", 2, gap(4), gap(1, "a")))
    assert best_steps(state, lessons(a=[lesson("x")]))[0].gain == 1


def test_nothing_missing_gives_nothing_and_the_limit_holds() -> None:
    assert best_steps(title(indicator("A1", 10)), lessons()) == []
    many = title(*(indicator(f"A{i}", 1, gap(i)) for i in range(1, 5)))
    assert [step.gain for step in best_steps(many, lessons())] == [4, 3, 2]
