"""What the policy of the site would block, and what the tone forbids, does not stand in any template."""

import re
from pathlib import Path

import pytest

from portal import env

TEMPLATES = sorted(
    path
    for folder in ("templates", "content", "learning_records", "portal", "recognition", "search")
    for path in (env.ROOT / folder).rglob("*.html")
)
LONGEST_LINE = 140
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an address elsewhere": re.compile(r"(?:src|href|action)=\"(?:https?:)?//", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
}


def without_comments(text: str) -> str:
    return re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.DOTALL)


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(env.ROOT)))
def test_nothing_the_policy_blocks(path: Path) -> None:
    text = without_comments(path.read_text(encoding="utf-8"))
    found = {what: pattern.findall(text) for what, pattern in FORBIDDEN.items() if pattern.search(text)}
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        '<p style="x">',
        "<style>",
        "<script>x</script>",
        '<a href="#" onclick="x()">',
        '<img src="//cdn.example/x">',
        '<a href="javascript:x">',
    ],
)
def test_the_patterns_see_what_they_forbid(text: str) -> None:
    assert any(pattern.search(text) for pattern in FORBIDDEN.values())


def test_no_line_is_longer_than_a_screen() -> None:
    """A template is read and compared line by line; 140 letters fit beside each other in a comparison."""
    files = [path for path in (env.ROOT / "templates").rglob("*.*") if path.suffix in (".html", ".txt")]
    long = [
        f"{path.relative_to(env.ROOT)}:{number}: {len(line)} letters"
        for path in sorted({*files, *TEMPLATES})
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


def test_every_form_that_posts_carries_its_token() -> None:
    for path in TEMPLATES:
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
            assert "{% csrf_token %}" in form, path.name


def test_every_picture_says_what_it_shows_or_that_it_shows_nothing() -> None:
    for path in TEMPLATES:
        for image in re.findall(r"<img\b[^>]*>", path.read_text(encoding="utf-8")):
            assert "alt=" in image, f"{path.name}: {image}"


BLANK_BEFORE = re.compile(r"{% include [^%]*%}[.,;:]|\n\s*(?:<span[^>]*>)?(?:{% if [^%]*%})[.,;:] ")


def test_no_blank_stands_before_a_full_stop_or_a_comma() -> None:
    """A part ends with the end of its line, and a line that begins with a comma has one before it: both show as a blank."""
    found = {
        str(path): said
        for path in TEMPLATES
        if (said := BLANK_BEFORE.findall(without_comments(path.read_text("utf-8"))))
    }
    assert found == {}
    assert BLANK_BEFORE.search('{% include "a.html" %}.')
    assert BLANK_BEFORE.search("</a>\n <span>{% if group %}, {{ group }}")


def test_what_opens_shows_that_it_does() -> None:
    """Every `details` has a class of ours: a bare one has the browser's small triangle, and no room for a thumb."""
    bare = [
        str(path) for path in TEMPLATES if re.search(r"<details(?![^>]*class=\"[^\"]*[a-z])", path.read_text("utf-8"))
    ]
    assert bare == []
