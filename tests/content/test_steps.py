"""How a body is cut into steps, and where somebody goes on (pure)."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.rhythm import days_of_week
from content.steps import SEEN_TOGETHER, Block, Standing, asked_step, plain, steps_of

LONG = "<p>" + "chữ " * (SEEN_TOGETHER // 4 + 1) + "</p>"


def text(place: int, words: str) -> Block:
    return Block(place, words)


def question(place: int) -> Block:
    return Block(place, question=UUID(int=place + 1))


def shape(*blocks: Block) -> list[tuple[list[int], int | None]]:
    """Places of the material and of the question, step by step."""
    return [([piece.place for piece in step.material], step.place) for step in steps_of(blocks)]


def test_material_before_a_question_belongs_to_it() -> None:
    assert shape(text(0, "<p>Một.</p>"), Block(1), question(2), text(3, "<p>Hai.</p>"), question(4)) == [
        ([0, 1], 2), ([3], 4),
    ]  # fmt: skip


def test_what_stands_after_the_last_question_is_a_step_of_its_own() -> None:
    assert shape(question(0), text(1, "<p>Nhớ nhé.</p>")) == [([], 0), ([1], None)]


def test_questions_at_the_end_of_a_long_text() -> None:
    """As lessons were written before: the text is cut at its headings, the last part goes with the first question."""
    words = f"<p>Đầu.</p><h2>Một</h2>{LONG}<h3>Nhỏ</h3><p>x</p><h2 class='a'>Hai</h2><p>Hết.</p>"
    found = steps_of([text(0, words), question(1), question(2)])
    assert [plain(step.material[0].words or "")[:4] if step.material else "" for step in found] == [
        "Đầu.", "Một ", "Hai ", "",
    ]  # fmt: skip
    assert [step.place for step in found] == [None, None, 1, 2]
    assert "".join(piece.words or "" for step in found for piece in step.material) == words


def test_short_text_stays_together_and_headings_of_the_third_level_cut_nothing() -> None:
    assert len(steps_of([text(0, "<h2>Một</h2><p>a</p><h2>Hai</h2><p>b</p>"), question(1)])) == 1
    assert len(steps_of([text(0, f"<h3>Một</h3>{LONG}<h3>Hai</h3>{LONG}"), question(1)])) == 1


def test_a_picture_before_the_first_heading_is_no_step_of_its_own() -> None:
    assert shape(Block(0), text(1, f"<h2>Một</h2>{LONG}<h2>Hai</h2><p>x</p>"), question(2)) == [
        ([0, 1], None),
        ([1], 2),
    ]


def test_nothing_makes_no_step() -> None:
    assert steps_of([]) == []
    assert steps_of([text(0, "<p> </p>")]) == []


words = st.lists(st.sampled_from(["<p>a</p>", LONG, "<h2>Đầu</h2>", "<h3>x</h3>", "<ul><li>b</li></ul>"]), max_size=6)
bodies = st.lists(st.one_of(words.map("".join), st.none(), st.just("?")), max_size=12)


@given(bodies)
def test_every_word_and_question_stands_in_one_step_in_order(body: list[str | None]) -> None:
    blocks = [question(n) if one == "?" else Block(n, one) for n, one in enumerate(body)]
    steps = steps_of(blocks)
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert [step.question for step in steps if step.question] == [one.question for one in blocks if one.question]
    said = "".join(piece.words or "" for step in steps for piece in step.material)
    assert plain(said) == plain("".join(one.words or "" for one in blocks))
    assert all(step.material or step.question for step in steps)
    assert all(plain(piece.words) for step in steps for piece in step.material if piece.words is not None)


@given(bodies, st.integers(0, 20), st.data())
def test_nobody_is_ever_trapped(body: list[str | None], opened: int, data: st.DataObject) -> None:
    """From wherever somebody goes on, with whatever answered, the bar leads to the end in as many presses as there are steps."""
    steps = steps_of([question(n) if one == "?" else Block(n, one) for n, one in enumerate(body)])
    asked = [step.question for step in steps if step.question]
    answered = {one: data.draw(st.booleans()) for one in asked if data.draw(st.booleans())}
    standing = Standing(steps, answered, min(opened, len(steps)))
    here, seen = standing.resume or None, 0
    assert bool(here) or not steps or standing.furthest
    while here:
        before, here, seen = here, standing.after(here), seen + 1
        assert here is None or here > before
    assert seen <= len(steps)
    assert standing.right + len(standing.missing) == len(asked)


A, B, C = (uuid4() for _number in range(3))
FIVE = [Block(0), Block(1, question=A), Block(2, question=B), Block(3, "<p>Đọc.</p>"), Block(4, question=C), Block(5)]


@pytest.mark.parametrize(
    ("answered", "opened", "resume"),
    [
        ({}, 0, 1), ({}, 2, 2), ({A: True}, 0, 2), ({A: True}, 3, 3), ({A: False}, 0, 1), ({A: True, B: True}, 0, 3),
        ({A: False, B: True}, 0, 3), ({A: True, B: True, C: True}, 0, 4), ({A: True, B: True, C: True}, 4, 4),
        ({A: False, B: True, C: True}, 0, 4),
    ],
)  # fmt: skip
def test_going_on_where_it_was_left(answered: dict, opened: int, resume: int) -> None:
    assert Standing(steps_of(FIVE), answered, opened).resume == resume


def test_who_was_at_the_end_is_led_only_to_what_is_missing() -> None:
    standing = Standing(steps_of(FIVE), {A: True, B: False, C: False}, 4)
    assert [standing.after(number) for number in (1, 2, 3)] == [2, 3, 4]
    assert [step.question for step in standing.missing] == [B, C]
    again = Standing(steps_of(FIVE), {A: True, B: False, C: True}, 4)
    assert [again.after(number) for number in (1, 2, 3)] == [2, 4, 4]
    assert again.after(1, again=True) == 2
    assert again.done == frozenset({1, 3})


@pytest.mark.parametrize(
    ("said", "number"), [("2", 2), ("0", None), ("5", None), ("-1", None), ("²", None), ("9" * 9, None), ("", None)]
)
def test_an_address_names_a_step_that_there_is(said: str, number: int | None) -> None:
    assert asked_step(said, steps_of(FIVE)) == number


def test_days_of_a_week_are_those_of_the_place() -> None:
    night = datetime(2026, 11, 29, 17, 30, tzinfo=UTC)  # Monday already
    found = days_of_week([night, datetime(2026, 12, 6, 17, 30, tzinfo=UTC)], date(2026, 12, 2))
    assert [day.isoformat() for day, done in found if done] == ["2026-11-30"]
    assert len(found) == 7
