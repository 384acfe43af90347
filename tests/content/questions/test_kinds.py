"""Every kind of question, with invented questions and answers (pure: no database): right is right in every order and spelling that
is allowed, scores stay within bounds, what was answered comes back from its record."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.questions.asked import (
    Choice,
    Gap,
    HalfAnswer,
    NoAnswer,
    NoNumber,
    Pair,
    Question,
    Scene,
    Spot,
    TooLong,
    Way,
)
from content.questions.drawing import left_out
from content.questions.kept import as_json, from_json
from content.questions.kinds import REGISTER
from content.questions.kinds.kind import PART
from content.questions.marking import answers_of, mark, pattern, response, said, version

WORDS = st.sampled_from(["mật khẩu", "Thẻ ATM", "mã OTP", "cảnh sát", "trạm y tế", "hợp tác xã", "sổ tiết kiệm", "113"])
KEYS = "abcdefghij"


@st.composite
def ordered(draw):
    many = draw(st.integers(3, 8))
    return Question("order", "Thứ tự?", tuple(Choice(KEYS[n], f"bước {n}", False, f"nghĩ về {n}") for n in range(many)))


@st.composite
def matched(draw):
    many, over = draw(st.integers(2, 6)), draw(st.integers(0, 3))
    pairs = [Pair(KEYS[n], f"trái {n}", f"phải {n}") for n in range(many)]
    pairs += [Pair(KEYS[many + n], "", f"thừa {n}") for n in range(over)]
    return Question("match", "Ghép?", pairs=tuple(pairs))


@st.composite
def filled(draw):
    many = draw(st.integers(1, 4))
    gaps = tuple(Gap(KEYS[n], tuple(draw(st.lists(WORDS, min_size=1, max_size=3, unique=True)))) for n in range(many))
    return Question("fill_in", "Điền", sentence=" và ".join(f"{{{gap.key}}}" for gap in gaps), gaps=gaps)


@st.composite
def numeric(draw):
    number = draw(st.decimals(-(10**9), 10**9, places=2))
    return Question("number", "Bao nhiêu?", number=number, tolerance=draw(st.decimals(0, 100, places=2)), unit="đồng")


@st.composite
def story(draw):
    """Scenes one after the other; each way leads on, or past some scenes, or to the end."""
    many = draw(st.integers(1, 5))
    scenes = []
    for n in range(many):
        ways = []
        for m in range(draw(st.integers(2, 4))):
            to = draw(st.integers(n + 1, many)) if m else n + 1  # the first way passes no scene
            ways.append(Way(KEYS[m], f"cách {m}", KEYS[to] if to < many else "", m == 0 or draw(st.booleans())))
        scenes.append(Scene(KEYS[n], f"cảnh {n}", tuple(ways)))
    return Question("scenario", "Chuyện", scenes=tuple(scenes))


def spotted() -> st.SearchStrategy[Question]:
    right = st.lists(st.booleans(), min_size=2, max_size=5).filter(any)
    return right.map(
        lambda found: Question(
            "spot",
            "Chỗ nào?",
            spots=tuple(
                Spot(KEYS[n], f"chỗ {n}", Decimal(20 * n), Decimal(10), Decimal(5), is_) for n, is_ in enumerate(found)
            ),
        )
    )


def placed(keys) -> list[str]:
    return [f"{key}{PART}{place}" for place, key in enumerate(keys, 1)]


def walk(draw, question: Question) -> list[str]:
    scenes = {scene.key: scene for scene in question.scenes}
    at, path = question.scenes[0].key, []
    while at:
        way = draw(st.sampled_from(scenes[at].ways))
        path.append(f"{at}{PART}{way.key}")
        at = way.to
    return path


@st.composite
def answered(draw):
    """A question of one of the kinds whose answers have parts, a number or a place, and an answer that its form can send."""
    question = draw(st.one_of(ordered(), matched(), filled(), numeric(), story(), spotted()))
    if question.kind == "order":
        return question, placed(draw(st.permutations([one.key for one in question.choices])))
    if question.kind == "match":
        right = st.sampled_from([one.key for one in question.pairs])
        return question, [f"{one.key}{PART}{draw(right)}" for one in question.pairs if one.left]
    if question.kind == "fill_in":
        return question, [f"{gap.key}{PART}{draw(WORDS)}" for gap in question.gaps]
    if question.kind == "number":
        return question, [str(draw(st.decimals(-(10**9), 10**9, places=2))).replace(".", ",")]
    if question.kind == "scenario":
        return question, walk(draw, question)
    return question, [draw(st.sampled_from([one.key for one in question.spots]))]


@given(answered())
def test_every_answer_has_one_mark_and_comes_back_from_its_record(pair) -> None:
    question, answers = pair
    assert REGISTER[question.kind].faults(question) == []
    found = mark(question, answers)
    assert 0 <= found.scaled <= 1
    assert found.right == (found.scaled == 1)
    again = answers_of(question, response(question, answers))
    assert mark(question, again) == found
    assert response(question, again) == response(question, answers)
    if question.kind != "scenario":  # a story has an order
        assert mark(question, list(reversed(answers))) == found


@given(st.one_of(ordered(), matched(), filled(), story()))
def test_what_the_pattern_says_is_right(question: Question) -> None:
    for one in pattern(question)[:5]:
        assert mark(question, answers_of(question, one)).right


@given(ordered(), st.data())
def test_the_score_of_an_order_is_the_share_of_right_neighbours(question: Question, data) -> None:
    keys = [one.key for one in question.choices]
    mixed = data.draw(st.permutations(keys))
    found = mark(question, placed(mixed))
    if list(mixed) != keys:
        pairs = sum(keys.index(one) < keys.index(other) for one, other in zip(mixed, mixed[1:], strict=False))
        assert found.scaled == round(pairs / len(keys), 4) < 1
    assert [one.key for one in found.told] == list(mixed)


@given(matched(), st.data())
def test_each_pair_counts_alone(question: Question, data) -> None:
    left = [one.key for one in question.pairs if one.left]
    wrong = data.draw(st.sets(st.sampled_from(left)))
    other = {key: next(one.key for one in question.pairs if one.key != key) for key in left}
    found = mark(question, [f"{key}{PART}{other[key] if key in wrong else key}" for key in left])
    assert found.scaled == round(1 - len(wrong) / len(left), 4)
    assert {one.key for one in found.told if one.state == "wrong"} == wrong


@pytest.mark.parametrize(
    ("kind", "question", "answers", "missing"),
    [
        ("order", Question("order", "?", (Choice("a", "1", False), Choice("b", "2", False), Choice("c", "3", False))),
         [f"a{PART}1"], "bc"),
        ("order", Question("order", "?", (Choice("a", "1", False), Choice("b", "2", False), Choice("c", "3", False))),
         [f"a{PART}1", f"b{PART}1", f"c{PART}3"], "ab"),
        ("match", Question("match", "?", pairs=(Pair("a", "x", "1"), Pair("b", "y", "2"))), [f"a{PART}a"], "b"),
        ("fill_in", Question("fill_in", "?", sentence="{a} {b}", gaps=(Gap("a", ("x",)), Gap("b", ("y",)))),
         [f"a{PART}x", f"b{PART}  "], "b"),
    ],
)  # fmt: skip
def test_half_an_answer_names_what_is_missing(kind: str, question: Question, answers: list[str], missing: str) -> None:
    with pytest.raises(HalfAnswer) as problem:
        mark(question, answers)
    assert (question.kind, problem.value.keys) == (kind, tuple(missing))
    with pytest.raises(NoAnswer):
        mark(question, [])


PRICE = Question("number", "Giá?", number=Decimal(1250), tolerance=Decimal(0), unit="đồng", said_wrong="Cộng lại nhé.")


def test_what_is_no_number_is_told_from_a_wrong_one() -> None:
    assert mark(PRICE, ["1251"]).feedback == ("Cộng lại nhé.",)
    with pytest.raises(NoNumber):
        mark(PRICE, ["nghìn hai"])


def test_a_place_on_a_picture_is_pressed_or_chosen() -> None:
    spots = (
        Spot("a", "đường liên kết", Decimal(50), Decimal(50), Decimal(20), False, "Đây là chữ."),
        Spot("b", "tên miền", Decimal(50), Decimal(50), Decimal(4), True),
    )
    question = Question("spot", "Chỗ nào lạ?", spots=spots)
    assert mark(question, ["51,49.5"]).right, "the smaller one lies above"
    assert mark(question, ["60,50"]).feedback == ("Đây là chữ.",)
    assert response(question, ["51,49.5"]) == "b"
    with pytest.raises(NoAnswer):
        mark(question, ["5,5"])
    with pytest.raises(ValueError, match="answers"):
        mark(question, ["x,y"])


STORY = Question(
    "scenario", "Cuộc gọi lạ",
    scenes=(
        Scene("1", "Người lạ gọi.", (Way("a", "Nghe tiếp", "2", False, "Nên dừng lại."), Way("b", "Tắt máy", "3", True))),
        Scene("2", "Họ đòi chuyển tiền.", (Way("a", "Chuyển", "", False), Way("b", "Tắt máy", "3", True))),
        Scene("3", "Làm gì tiếp?", (Way("a", "Gọi 113", "", True), Way("b", "Quên đi", "", False))),
    ),
)  # fmt: skip


def test_a_story_goes_on_until_it_ends() -> None:
    begun = mark(STORY, [f"1{PART}a"])
    assert (begun.next, begun.right, begun.feedback) == ("2", False, ("Nên dừng lại.",))
    saved = mark(STORY, [f"1{PART}a", f"2{PART}b", f"3{PART}a"])
    assert (saved.next, saved.right, saved.scaled) == ("", False, 0.6667)
    assert mark(STORY, [f"1{PART}b", f"3{PART}a"]).right
    assert pattern(STORY) == [f"1{PART}b[,]3{PART}a"]
    for strange in ([f"2{PART}a"], [f"1{PART}z"], ["x"], [f"1{PART}b", f"3{PART}a", f"3{PART}a"]):
        with pytest.raises(ValueError, match="this way"):
            mark(STORY, strange)
    with pytest.raises(TooLong):
        mark(STORY, ["x"] * 100)


def test_a_story_that_cannot_be_walked_says_why() -> None:
    def reasons(*scenes: Scene) -> set[str]:
        return {one.reason for one in REGISTER["scenario"].faults(Question("scenario", "?", scenes=scenes))}

    on = Way("b", "y", "", True)
    assert reasons() == {"empty"}
    assert reasons(Scene("1", "?", (Way("a", "x", "9", True), on))) == {"leads nowhere"}
    assert reasons(Scene("1", "?", (Way("a", "x", "1", True), on))) == {"in a circle"}
    assert reasons(Scene("1", "?", (Way("a", "x", "", False), Way("b", "y", "", False)))) == {"no good way"}
    assert reasons(Scene("1", "?", (Way("a", "x", "", True), on)), Scene("2", "?", (on, on))) == {"never reached"}
    assert reasons(Scene("1", "?", (on,))) == {"few ways"}


def test_a_long_story_of_good_ways_is_no_endless_work() -> None:
    """Twenty scenes with three good ways each have three thousand million ways through."""

    def on(number: int, ways: int) -> tuple[Way, ...]:
        return tuple(Way(str(n), f"Làm {n}", str(number + 1) if number < 20 else "", True) for n in range(ways))

    long = Question("scenario", "?", scenes=tuple(Scene(str(n), "Rồi sao?", on(n, 3)) for n in range(1, 21)))
    assert REGISTER["scenario"].faults(long) == []
    found = pattern(long)
    assert (len(found), found[0]) == (20, "[,]".join(f"{n}{PART}0" for n in range(1, 21)))
    last = long.scenes[19]
    nowhere = Scene("20", last.text, tuple(Way(way.key, way.text, "", False) for way in last.ways))
    blind = Question("scenario", "?", scenes=(*long.scenes[:19], nowhere))
    assert [one.reason for one in REGISTER["scenario"].faults(blind)] == ["no good way"]


def test_the_shortest_good_ways_are_named_first() -> None:
    short, more, wrong = Way("a", "dừng", "", True), Way("b", "hỏi", "2", True), Way("c", "chuyển", "2", False)
    story = Question("scenario", "?", scenes=(Scene("1", "?", (more, wrong, short)), Scene("2", "?", (short, wrong))))
    assert pattern(story) == [f"1{PART}a", f"1{PART}b[,]2{PART}a"]


def test_a_hint_first_and_the_explanation_when_it_is_over() -> None:
    question = Question("number", "?", number=Decimal(2), hint="Đếm lại.", explanation="Hai cái.")
    wrong, right = mark(question, ["3"]), mark(question, ["2"])
    assert said(question, wrong, last=False) == ("Đếm lại.",)
    assert said(question, wrong, last=True) == ("Hai cái.",)
    assert said(question, right, last=False) == ("Hai cái.",)


def test_another_right_answer_is_another_version() -> None:
    other = Question("number", "Giá?", number=Decimal(1251), unit="đồng")
    assert version(PRICE) != version(other)
    assert version(PRICE) == version(Question("number", "Giá?", number=Decimal("1250.0"), unit="đồng", explanation="x"))


@pytest.mark.parametrize("kind", REGISTER)
def test_an_empty_question_says_what_it_lacks(kind: str) -> None:
    found = REGISTER[kind].faults(Question(kind, " "))
    assert len(found) >= 2
    assert ("question", "empty") in {(one.field, one.reason) for one in found}


@given(answered())
def test_a_question_comes_back_as_it_was_kept(pair) -> None:
    question, _answers = pair
    again = from_json(json.loads(json.dumps(as_json(question))))
    assert again == question
    assert version(again) == version(question)


@given(
    st.lists(st.sampled_from(["text", "draw", "single", "order"]), max_size=14), st.integers(0, 4), st.text(max_size=5)
)
def test_a_draw_asks_so_many_of_its_row_and_the_same_ones_again(kinds: list[str], count: int, seed: str) -> None:
    def asked(these: list[str]) -> list[tuple[str, str, int | None]]:
        return [(str(n), kind, {"text": None, "draw": count}.get(kind, 0)) for n, kind in enumerate(these)]

    out = left_out(asked(kinds), seed)
    assert out == left_out(asked(kinds), seed)
    rows: list[list[str]] = [[]]
    drawing = [False]
    for n, kind in enumerate(kinds):
        if kind in ("text", "draw"):
            rows.append([])
            drawing.append(kind == "draw" and count > 0)
        else:
            rows[-1].append(str(n))
    for row, drawn in zip(rows, drawing, strict=True):
        left = [key for key in row if key not in out]
        assert len(left) == (min(count, len(row)) if drawn else len(row))
    more = left_out(asked([*kinds, "single"]), seed)  # one more at the end changes one of those drawn at most
    assert len((out ^ more) - {str(len(kinds))}) <= 1
