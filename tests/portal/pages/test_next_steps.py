"""What to do next: learnable first, then papers that people have, then under the floor, then the larger gain."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from content.public import Suggestion
from learning_records import public as records
from portal.pages.next_steps import best_steps, gains_of
from portal.people.public import everyone
from recognition.public import EvidenceItem, Gap, GroupState, IndicatorState, PaperStep, TitleState, title_state
from recognition.tasks import catch_up
from tests.builders.cases import Village, make_paper
from tests.builders.people import make_learner
from tests.builders.recognition import WHY, statement, store


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


def lesson(name: str, **gives: int) -> Suggestion:
    return Suggestion(name, f"/{name}/", 10, "lesson", "read-lamp", name, tuple(f"{k}:{v}" for k, v in gives.items()))


def gives(_state, one: Suggestion) -> dict[str, Decimal]:
    return {code: Decimal(points) for code, _colon, points in (row.partition(":") for row in one.categories)}


def lessons(**known: list[Suggestion]):
    return lambda iri: known.get(iri, [])


def paper(code: str, name: str, gain: int, *, easy: bool = False) -> PaperStep:
    return PaperStep(code, name, Decimal(gain), easy, f"loai={name}")


def steps_of(state, known=None, papers=(), limit=3):
    return best_steps(state, known or lessons(), limit, gains=gives, papers=lambda _state: papers)


def test_a_lesson_comes_before_a_paper_an_easy_paper_before_a_certificate_and_the_floor_before_the_gain() -> None:
    state = title(
        indicator("A1", 8, gap(2, "a")), indicator("A2", 3, gap(1, "b")), indicator("B1", 0), indicator("B2", 0)
    )
    known = lessons(a=[lesson("x", A1=2)], b=[lesson("y", A2=1)])
    papers = [paper("B2", "chứng chỉ", 6), paper("B1", "ảnh", 2, easy=True)]
    steps = steps_of(state, known, papers, limit=4)
    assert [step.indicator.code for step in steps] == ["A2", "A1", "B1", "B2"]
    assert [step.lesson and step.lesson.title for step in steps] == ["y", "x", None, None]


def test_what_counts_already_is_not_offered_again_and_what_gives_nothing_never() -> None:
    state = title(indicator("A1", 2, gap(1, "a"), learnt="x"))
    assert steps_of(state, lessons(a=[lesson("x", A1=1), lesson("y", A1=1)]))[0].lesson.title == "y"
    assert steps_of(state, lessons(a=[lesson("x", A1=1), lesson("z")])) == []


def test_one_lesson_for_two_indicators_stands_once_with_both_gains() -> None:
    state = title(indicator("A1", 2, gap(1, "a")), indicator("B1", 1, gap(2, "a")))
    (step,) = steps_of(state, lessons(a=[lesson("x", A1=1, B1=2)]))
    assert (step.gains, step.gain) == ((("B1", 2), ("A1", 1)), 3)
    assert step.first.startswith("“")
    assert step.others == 1, "the other one is counted, so that a step is read at a glance"


def test_each_indicator_and_each_kind_of_paper_once() -> None:
    state = title(indicator("A4", 0), indicator("C1", 0))
    papers = [
        paper("A4", "xác nhận", 5),
        paper("C1", "xác nhận", 5),
        paper("A4", "khen", 3),
        paper("C1", "biên bản", 4),
    ]
    assert [(step.paper.code, step.paper.name) for step in steps_of(state, None, papers)] == [
        ("A4", "xác nhận"),
        ("C1", "biên bản"),
    ]


def test_nothing_missing_gives_nothing_and_the_limit_holds() -> None:
    assert steps_of(title(indicator("A1", 10))) == []
    many = title(*(indicator(f"A{i}", 1) for i in range(1, 5)))
    papers = [paper(f"A{i}", f"giấy {i}", i) for i in range(1, 5)]
    assert [step.gain for step in steps_of(many, None, papers)] == [4, 3, 2]


class TestPromise:
    """Against the engine: what was promised is what the act gives, to the point."""

    pytestmark = pytest.mark.django_db(transaction=True)

    def state(self, person):
        with everyone(WHY):
            return title_state(person)

    def test_finishing_a_lesson_gives_what_was_promised(self) -> None:
        person = make_learner(Village().unit)
        base = records.activity_iri("x").removesuffix("/xapi/activities/x")
        category = ("indicators/cong_dan_hoc_tap/A1", "indicators/cong_dan_hoc_tap/A3", "competences/tt02_2025/1.1")
        for place in range(9):
            before = self.state(person)
            done = statement(person.pk, category=category, minutes=10, at=timezone.now())
            offered = Suggestion(
                "t", "/", 10, "lesson", "", done["object"]["id"], tuple(f"{base}/xapi/{c}" for c in category)
            )
            promise = gains_of(before, offered)
            store(done)
            catch_up()
            after = self.state(person)
            given = {
                one.code: one.proposed - before.indicator(one.code).proposed
                for one in after.indicators
                if one.proposed != before.indicator(one.code).proposed
            }
            assert promise == given, f"lesson {place + 1}"
        assert gains_of(self.state(person), offered) == {}

    def test_a_paper_gives_what_was_promised_and_its_link_leads_to_its_form(self, client) -> None:
        person = make_learner(Village().unit)
        client.force_login(person.user)
        steps = best_steps(self.state(person), lessons(), 10)
        assert steps
        assert steps[0].paper.easy
        assert [step.paper.name for step in steps].index("Kế hoạch học tập của bản thân") < 10
        for step in steps:
            page = client.get(f"/cua-toi/minh-chung/them/?{step.paper.query}")
            assert page.context["asked"].kind.name == step.paper.name
            before = self.state(person).indicator(step.indicator.code).proposed
            make_paper(person, step.indicator.code, by=person.user, rule=page.context["asked"].kind.id)
            assert self.state(person).indicator(step.indicator.code).proposed - before == step.gain
