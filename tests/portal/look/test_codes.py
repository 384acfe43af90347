"""No code stands alone on a citizen's page: units of computers, licences, marks and indicators are said in words."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

from portal import env
from portal.text.template_texts import extract

FOLDER = env.ROOT / "templates"
_EXTENDS = re.compile(r'{%\s*extends "([^"]+)"')
_INCLUDES = re.compile(r'{%\s*include "([^"]+)"')
_OFFICIALS = ("officials.html", "wagtailadmin/")
_DRAWN_BY_TAGS = ("components/", "content/blocks/", "content/parts/", "content/questions/", "pages/gained/")
_SENTENCE = re.compile(
    r"({% blocktranslate[^%]*%}).*?{% endblocktranslate %}", re.DOTALL
)  # `IN_WORDS` looks at what it says
IN_TEMPLATES = {
    "a size in the units of computers": re.compile(r"filesizeformat|kilobytes"),
    "a licence by its letters": re.compile(r"{{[^}]*\blicence\s*}}"),
    "a code without its words": re.compile(
        r"{{\s*(?!w\.)(?:[\w.]*\.)?code\s*}}(?!(?:.*\n){0,2}?.*\b(?:wording|name|words)\b)"
    ),
    "a code in a sentence": re.compile(r"\bcode=[\w.]*(?<!register_)code\b"),
    "codes one after the other": re.compile(r"\bcodes=[\w.]+\|join\b"),
}
IN_WORDS = {
    "a size in the units of computers": re.compile(r"\b[KG]B\b|\bbyte\b"),
    "a licence by its letters": re.compile(r"\bCC[ -]BY\b"),
    "a mark that is not explained": re.compile(r"\bmốc (?:là )?(?:\d|%\()"),
    "an indicator by its letter": re.compile(r"\b[ABC][1-4]\b"),
}


@cache
def _citizens() -> list[Path]:
    """Templates that a citizen's page is made of."""
    texts = {str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.html")}

    def frame(name: str) -> str:
        above = _EXTENDS.search(texts.get(name, ""))
        return frame(above[1]) if above and not above[1].startswith(_OFFICIALS) else above[1] if above else name

    found = {name for name in texts if frame(name) == "base.html" or name.startswith(_DRAWN_BY_TAGS)}
    while more := {one for name in found for one in _INCLUDES.findall(texts[name]) if one in texts} - found:
        found |= more
    return sorted(FOLDER / name for name in found if name != "officials.html")


def _said(path: Path) -> list[str]:
    with path.open("rb") as file, override("vi"):
        found = extract(file, {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}, (), {})
        texts = [
            text for _line, _call, told, _comments in found for text in (told if isinstance(told, tuple) else (told,))
        ]
        return [gettext(text) for text in texts if text]


def test_there_are_templates_of_citizens_and_texts_in_them() -> None:
    names = {str(path.relative_to(FOLDER)) for path in _citizens()}
    assert {"content/course.html", "content/parts/aloud.html", "pages/my_page.html"} <= names
    assert "content/classes/register.html" not in names
    assert "Giấy phép" in _said(FOLDER / "content" / "course.html")


@pytest.mark.parametrize("path", _citizens(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_code_on_a_citizen_s_page(path: Path) -> None:
    text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = _SENTENCE.sub(r"\1", text)
    text = re.sub(
        r'="[^"<]*"', '=""', re.sub(r"'\w+:\w+'|\"\w+:\w+\"", "x", text)
    )  # what is an address or an attribute
    found = {what: pattern.findall(text) for what, pattern in IN_TEMPLATES.items() if pattern.search(text)}
    said = _said(path)
    found |= {what: [one for one in said if pattern.search(one)] for what, pattern in IN_WORDS.items()}
    assert {what: where for what, where in found.items() if where} == {}


@pytest.mark.parametrize(
    "text", ["{{ size|filesizeformat }}", "{{ page.licence }}", "<p>{{ row.code }}</p>", "with codes=t.below|join:x"]
)
def test_the_patterns_see_codes_in_templates(text: str) -> None:
    assert any(pattern.search(text) for pattern in IN_TEMPLATES.values())


@pytest.mark.parametrize("text", ["khoảng 60 KB", "CC BY-SA 4.0", "đủ mốc 80", "mốc là %(mark)s điểm", "tính cho C1"])
def test_the_patterns_see_codes_in_words(text: str) -> None:
    assert any(pattern.search(text) for pattern in IN_WORDS.values())
