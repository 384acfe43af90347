"""JSON is taken only when it says one thing: what is refused, how deep it may be, and how quickly it is read; no database."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning_records.spec import bodies, limits, strict_json
from learning_records.spec.limits import DEPTH


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '[{"a":{"b":1,"b":2}}]',
        '{"a":NaN}',
        '{"a":-Infinity}',
        '{"a":1e999}',
        '{"a":"\\ud800"}',
        '{"a":"\\u0000"}',
        "[1,]",
        "[,]",
        "[1 2]",
        "[]x",
        "{}{}",
        "",
        "[",
        "[" * 5000,
        '{"a":' * 200 + "1" + "}" * 200,
        "9" * 5000,
        "{'a':1}",
        '[{"a":1},{"a":1,"a":1}]',
        '[{"a":1},{"a":"\\u0000"}]',
        '[{"a":1},{"a":"\\ud800"}]',
        '[{"a":1},{"a":1e999}]',
        '[{"a":1},' + '{"a":' * 120 + "1" + "}" * 120 + "]",
    ],
)
def test_text_that_is_refused(text: str) -> None:
    with pytest.raises(strict_json.NotJson):
        strict_json.statements(text)


@pytest.mark.parametrize("gap", ["", " ", "\n"])
@pytest.mark.parametrize(("one", "other"), [("[", "]"), ('{"a":', "}")])
def test_a_hundred_levels_are_read_and_no_more(one: str, other: str, gap: str) -> None:
    def nested(levels: int) -> str:
        return f"{one}{gap}" * levels + "1" + other * levels

    assert strict_json.parse(nested(DEPTH)) == json.loads(nested(DEPTH))
    assert strict_json.statements(f"[{nested(DEPTH)},7]")[0][1] == nested(DEPTH)
    for text in (nested(DEPTH + 1), f"[7,{nested(DEPTH + 1)}]"):
        with pytest.raises(strict_json.NotJson, match="nested more than 100 deep"):
            (strict_json.statements if text.startswith("[7") else strict_json.parse)(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a":1} x', "unexpected text after the value, at character 7"),
        ("[1,2] x", "unexpected text after the list, at character 5"),
        ("[1 2]", "a comma or ] is missing at character 3"),
        ('{"a":{"x":1,"bé":2,"bé":3}}', "the property “bé” stands twice in one object"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": -1e999}', "a number is too large"),
        ('{"a":"\\ud800"}', "U+0000 and unpaired surrogates"),
        ('{"\\u0000":1}', "U+0000 and unpaired surrogates"),
        ('{"a":["x",{"b":"\\udfff"}]}', "U+0000 and unpaired surrogates"),
    ],
)
def test_a_refusal_says_what_and_where(text: str, said: str) -> None:
    with pytest.raises(strict_json.NotJson) as refused:
        strict_json.statements(text)
    assert said in str(refused.value)


def test_pairs_of_surrogates_and_white_space_around_are_read() -> None:
    assert strict_json.statements('\r\n\t {"a":"\\ud83d\\ude00"} \n') == [({"a": "😀"}, '{"a":"\\ud83d\\ude00"}')]
    assert strict_json.statements(" [ ] ") == []
    assert strict_json.parse(" 7 ") == 7


@pytest.fixture
def reading(monkeypatch) -> list[str]:
    """What goes to the strict reader, or is written anew to be compared, in the order in which it happens."""
    done: list[str] = []
    decode, written = strict_json._decode, strict_json._written
    monkeypatch.setattr(strict_json, "_decode", lambda *given: (done.append("decoded"), decode(*given))[1])
    monkeypatch.setattr(strict_json, "_written", lambda *given: (done.append("written"), written(*given))[1])
    return done


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_what_usual_programs_write_needs_no_strict_reader(reading, separators: tuple, ascii_only: bool) -> None:
    plain: dict = {"a": 1, "b": ["x", {"c": "ọ"}]}
    text = json.dumps([plain, {"d": "đ"}, plain], separators=separators, ensure_ascii=ascii_only)
    assert [value for value, _text in strict_json.statements(text)] == [plain, {"d": "đ"}, plain]
    assert strict_json.parse(json.dumps(plain, separators=separators, ensure_ascii=ascii_only)) == plain
    assert reading == ["written"] * 4


def test_who_writes_in_a_way_of_their_own_is_not_guessed_at_for_long(reading) -> None:
    odd, usual = '{"a" :1}', '{"a":1}'
    strict_json.statements(f"[{','.join([odd] * 50)}]")
    assert reading.count("written") == 9  # eight tries, and the one that shows that they were too many
    reading.clear()
    strict_json.statements(f"[{','.join([usual] * 18 + [odd] * 9 + [usual] * 20)}]")
    assert (reading.count("written"), reading.count("decoded")) == (47, 9)  # a few among many
    reading.clear()
    strict_json.statements(f"[{','.join([usual] * 10 + [odd] * 10 + [usual] * 10)}]")
    assert (reading.count("written"), reading.count("decoded")) == (20, 20)  # more than half


@pytest.mark.parametrize("gap", ["", " ", "  "])
def test_values_and_texts_are_those_received_whoever_wrote_them(gap: str) -> None:
    texts = [
        '{"a":1}',
        '{"a":0.50}',
        '{"a":12345678901234567890123}',
        '{"a":"ọ\\n\\u00e9"}',
        "7",
        '{"a":-0.0}',
        "null",
        "[]",
    ]
    found = strict_json.statements("[" + f",{gap}".join(text.replace(":", f":{gap}") for text in texts) + "]")
    assert [text for _value, text in found] == [text.replace(":", f":{gap}") for text in texts]
    assert [value for value, _text in found] == [json.loads(text) for text in texts]


_STRINGS = st.text(alphabet='ab":{}[]\\, \n\tnul\u1ecd', max_size=6)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | _STRINGS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_STRINGS, inner, max_size=3),
    max_leaves=6,
)


def _written(value: object, dice: Random, twice: list[str]) -> str:
    """JSON with spaces and escapes where they may stand, and now and then a member that stands twice (noted in `twice`)."""
    gap = dice.choice(["", "", " ", "\n"])
    if isinstance(value, dict):
        pairs = list(value.items())
        if pairs and dice.random() < 0.15:
            twice.append(pairs[0][0])
            pairs.append(pairs[0])
        body = [f"{_written(key, dice, twice)}{gap}:{gap}{_written(inner, dice, twice)}" for key, inner in pairs]
        return "{" + gap + ",".join(body) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_written(inner, dice, twice) for inner in value) + gap + "]"
    return json.dumps(value, ensure_ascii=dice.random() < 0.5)


@given(st.dictionaries(_STRINGS, _VALUES, max_size=4), st.randoms(use_true_random=False))
def test_a_member_that_stands_twice_is_found_however_it_is_written(value: dict, dice: Random) -> None:
    twice: list[str] = []
    text = f"[{_written(value, dice, twice)},{_written({'x': value}, dice, twice)}]"
    if twice:
        with pytest.raises(strict_json.NotJson):
            strict_json.statements(text)
    else:
        assert [found for found, _text in strict_json.statements(text)] == [value, {"x": value}]


def test_what_the_store_sets_is_cut_out_and_lists_are_made() -> None:
    assert strict_json.members('{ "a" : [1] ,"b":2}') == [
        strict_json.Member("a", 2, 8, 11),
        strict_json.Member("b", 13, 17, 18),
    ]
    assert strict_json.with_value('{"a":1,"b":2}', "b", lambda told: f"[{told}]") == '{"a":1,"b":[2]}'
    assert strict_json.with_value('{"a":1}', "c", lambda _told: "9") == '{"a":1}'
    assert strict_json.with_members('{"a":1}', {}) == '{"a":1}'
    assert strict_json.with_members(' {"a":1 } ', {"b": "2", "c": "[]"}) == ' {"a":1,"b":2,"c":[]}'
    text = '{ "version":"1.0.0" , "a" : 1.50,"stored":"x","b":{"version":1}}'
    assert strict_json.without(text, strict_json.LRS_SET) == '{"a" : 1.50,"b":{"version":1}}'
    assert strict_json.with_members("{ }", {"a": "1"}) == '{"a":1}'
    single = '{"context":{"contextActivities":{"parent": {"id":"a:b"} , "other":[]}},"x":1.0}'
    assert (
        strict_json.with_activity_lists(single)
        == '{"context":{"contextActivities":{"parent": [{"id":"a:b"}] , "other":[]}},"x":1.0}'
    )


@pytest.mark.parametrize(
    "text",
    [
        "[" + "[]," * limits.VALUES + "[]]",
        "[" + "0," * limits.VALUES + "0]",
        "[" + ",".join(f'{{"k{number}":{{}}}}' for number in range(limits.VALUES // 2 + 1)) + "]",
    ],
    ids=["lists", "numbers", "objects"],
)
def test_more_values_than_are_read_are_refused_before_they_are_read(text: str, monkeypatch) -> None:
    def read(*_anything: object) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(strict_json, "_likely", read)
    monkeypatch.setattr(strict_json, "_decode", read)
    for reader in (strict_json.parse, strict_json.statements, lambda text: bodies.check(text.encode())):
        with pytest.raises(strict_json.TooMany, match="more than 250000 members and items"):
            reader(text)


def test_commas_and_brackets_inside_strings_are_no_values() -> None:
    said = 'một, hai, [ba], {bốn}, \\"năm\\" ' * (limits.VALUES // 6)
    assert strict_json.parse(f'{{"a":"{said}"}}')["a"].startswith("một, hai")


def test_a_text_of_quotes_that_never_ends_is_looked_at_once() -> None:
    text = "[" + "," * (limits.VALUES + 1) + '"' + '\\"' * 2_000_000
    with pytest.raises(strict_json.TooMany):
        strict_json.count_values(text)
    looked = strict_json._QUOTED.sub("", text)
    assert looked == "[" + "," * (limits.VALUES + 1)
