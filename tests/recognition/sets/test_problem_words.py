"""Every sentence of the parser has one for people, with the line that it is about."""

import ast
import re
from pathlib import Path

import pytest

from recognition.criteria.parse import CriteriaProblem, parse
from recognition.sets.problem_words import all_told, sentence

TEXT = Path("tests/data/criteria/thu_diem_san-1.yaml").read_text(encoding="utf-8")
_SOURCES = [
    Path("recognition/criteria") / f"{name}.py"
    for name in ("reading", "lined_yaml", "problems", "parse", "possible", "models_of_scoring", "shares")
]
_SOURCES += [Path("recognition/skills/parse.py"), Path("recognition/skills/place_rules/parse.py")]

_ERRORS = ("CriteriaProblem", "ConstructorError", "ComposerError")


def _text(node: ast.AST | None) -> str | None:
    """A text of the source, with a 7 for everything that is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(one.value if isinstance(one, ast.Constant) else "7" for one in node.values)
    return None


def reasons() -> set[str]:
    """What the parser can say: raised as a problem, yielded as impossible, or handed to YAML's own errors."""
    found = set()
    for tree in (ast.parse(path.read_text(encoding="utf-8")) for path in _SOURCES):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "problem":
                found.add(_text(node.args[0]))
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _ERRORS:
                found.add(_text(node.args[2]))
            elif isinstance(node, ast.Yield) and node.value is not None:
                value = node.value
                found.add(_text(value.elts[1] if isinstance(value, ast.Tuple) else value))
    return {one for one in found if one}


def test_each_sentence_of_the_parser_has_one_for_people():
    assert len(reasons()) > 50
    assert [one for one in sorted(reasons()) if not sentence(one)] == []


def changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def wrong(text: str):
    with pytest.raises(CriteriaProblem) as refused:
        parse(text, "thu.yaml")
    return all_told(refused.value)[0]


def _line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_all_errors_are_told_at_once_each_with_its_line():
    text = changed(
        ("cap: 3}", "cap: 3, tran: 1}"),
        ("maximum: 10,", "maximum: mười,"),
        ("floor: {value: 4,", "floor: {valeu: 4,"),
        ("valid_from: null", "valid_from: hôm nay"),
        ("at_most: 12}\n  - {id: quarter", "at_most: 0}\n  - {id: quarter"),
    )
    found = wrong(text)
    assert [one.line for one in found] == [
        _line(text, part) for part in ("valid_from:", "floor:", "maximum: mười", "tran: 1", "at_most: 0")
    ]
    assert [one.entry for one in found] == ["", "floor", "indicators A1", "rules a1-lessons", "manual whole"]
    assert all(re.search(r"[ăâđêôơưáàảãạ]", one.text) for one in found), found  # in Vietnamese


def test_a_word_that_is_spelt_wrong_is_told_where_it_stands():
    text = changed(('version: "1"', 'versoin: "1"'), ("floor: {value: 4,", "floor: {valeu: 4,"))
    first, second = wrong(text)
    assert (first.line, second.line) == (_line(text, "versoin"), _line(text, "valeu"))
    assert first.text == "Ở đây không có từ “versoin”. Hãy viết “version” nếu ý là từ ấy."
    assert "“value”" in second.text


def test_what_cannot_be_is_told_all_at_once_too():
    text = changed(
        ("cap: 3}", "cap: 30}"),
        ("ordinary: {value: 12.5,", "ordinary: {value: 55,"),
        ("floor: {value: 4,", "floor: {value: 44,"),
    )
    found = wrong(text)
    assert [one.line for one in found] == [
        _line(text, "  ordinary:"), _line(text, "floor:"), _line(text, "floor:"), _line(text, "id: a1-lessons")
    ]  # fmt: skip
    assert "55" in found[0].text


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("key: a\nkey: b\n", 2, "key"),
        ("key: a\nversion: [\n", 3, "YAML"),
        ("key: a\n\tversion: b\n", 2, ""),
        ("on: 1\n", 1, "“on”"),
        ("key: \x07\n", 1, ""),
        ("", 1, ""),
        ("a: &a [1]\nb: &b [*a, *a]\nc: [*b, *b]\n", 2, "*"),
        ("{" * 3000, 1, ""),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_told_with_its_line(text, line, part):
    (found,) = wrong(text)
    assert found.line in (line, None, line - 1)
    assert found.text.endswith(".")


def test_json_with_tabs_is_read_with_its_lines():
    text = '{\n\t"key": "thu",\n\t"version": 2\n}\n'
    found = {one.text[:12]: one.line for one in wrong(text)}
    assert 1 in found.values()


def test_a_text_that_the_database_cannot_hold_is_refused():
    (found,) = wrong(changed(("notice: Bộ", 'notice: "\\0"\nx-notice: Bộ')))
    assert found.line == _line(TEXT, "notice:")
