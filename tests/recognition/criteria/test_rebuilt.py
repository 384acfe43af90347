"""Read again from the first statement, in whatever order and batches, with repeats: the same points, under every model."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as run_settings
from hypothesis import strategies as st

from learning_records import public as records
from recognition.criteria.answer import Item, answer
from recognition.criteria.match import Matcher, Terms
from recognition.criteria.parse import parse, parse_file
from recognition.criteria.score import score
from tests.builders.recognition import statement

TERMS = Terms(settings.IRI_BASE, records.VERBS, records.ACTIVITY_TYPES)
INVENTED = Path("tests/data/criteria")
_LESSONS = (
    "{id: lessons, indicator: %s, confidence: proposed, verb: completed, activity_type: lesson, measure: count, "
    "take: %s, %s}"
)


def _with_rules(name: str, *rules: str) -> object:
    """An invented set with rules of its own: the other models have none, for people hand in what speaks for them."""
    text = (INVENTED / f"{name}-1.yaml").read_text(encoding="utf-8")
    return parse(text + "rules:\n" + "".join(f"  - {rule}\n" for rule in rules))


MODELS = [
    parse_file(Path("recognition/criteria/sets/cong_dan_hoc_tap-2022.1.yaml")),
    parse_file(INVENTED / "thu_diem_san-1.yaml"),
    _with_rules("thu_xep_loai", _LESSONS % ("B1", "latest", "points_per_step: 5, cap: 30")),
    _with_rules("thu_chi_tieu", _LESSONS % ("C1", "first", "step: 2, points_per_step: 1, cap: 2")),
]
_BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)


@st.composite
def statements(draw) -> list[dict]:
    """Lessons and tests of one person, some about the same activity, on some days, mapped or not."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        lesson = draw(st.booleans())
        found.append(
            statement(
                UUID(int=7, version=4),
                draw(st.sampled_from(("completed", "answered"))) if lesson else "passed",
                "lesson" if lesson else "assessment",
                activity=UUID(int=draw(st.integers(1, 3)), version=4),
                category=tuple(
                    draw(st.sets(st.sampled_from(("indicators/cong_dan_hoc_tap/A1", "competences/tt02_2025/1.1"))))
                ),
                minutes=draw(st.sampled_from((None, 10, 45))),
                result={"score": {"scaled": draw(st.integers(0, 100)) / 100}, "success": True},
                at=_BEGIN + timedelta(days=draw(st.integers(0, 4))),
                statement_id=UUID(int=number + 1, version=4),
            )
        )
    return found


def read(criteria, told: list[dict], batch: int = 1) -> dict:
    """Evidence as the engine keeps it: unique on rule and statement, a second reading sets the row anew."""
    matcher, kept = Matcher(criteria, TERMS), {}
    for begin in range(0, len(told), batch):
        for one in told[begin : begin + batch]:
            at = datetime.fromisoformat(one["timestamp"])
            for found in matcher.match(one):
                key = (found.rule.id, one["id"])
                number = kept[key].id if key in kept else len(kept) + 1
                kept[key] = Item(number, found.rule.id, (found.rule.indicator,), at, at.date(), one["id"], found.activity,
                                 found.minutes, found.score)  # fmt: skip
    return kept


def points(criteria, kept: dict) -> dict:
    return {code: one.points for code, one in answer(criteria, kept.values()).items()}


@pytest.mark.parametrize("criteria", MODELS, ids=lambda one: one.scoring + " " + one.key)
@run_settings(max_examples=40)
@given(told=statements(), chance=st.randoms(use_true_random=False), batch=st.integers(1, 5))
def test_a_rebuild_comes_to_the_same_points(criteria, told, chance, batch):
    first = points(criteria, read(criteria, told))
    again = told + chance.choices(told, k=3)
    chance.shuffle(again)
    rebuilt = points(criteria, read(criteria, again, batch))
    assert rebuilt == first
    said = {code: value for code, value in first.items() if value} if criteria.levels else first
    assert score(criteria, said) == score(criteria, {code: rebuilt[code] for code in said})


@pytest.mark.parametrize("criteria", MODELS, ids=lambda one: one.scoring + " " + one.key)
@run_settings(max_examples=40)
@given(told=statements(), data=st.data())
def test_more_statements_take_nothing_away(criteria, told, data):
    fewer = [one for one in told if data.draw(st.booleans())]
    less, more = points(criteria, read(criteria, fewer)), points(criteria, read(criteria, told))
    assert all(less[code] <= more[code] for code in less)


@pytest.mark.parametrize("criteria", MODELS, ids=lambda one: one.scoring + " " + one.key)
def test_the_statements_of_these_tests_do_speak(criteria):
    told = [statement(UUID(int=7, version=4), "completed", "lesson", activity=UUID(int=n, version=4),
                      category=("indicators/cong_dan_hoc_tap/A1",)) for n in (1, 2)]  # fmt: skip
    assert sum(points(criteria, read(criteria, told)).values()) > 0
