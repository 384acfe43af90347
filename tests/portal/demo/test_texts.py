"""The demo's own texts beside the courses: its centre and its news."""

import re
import unicodedata

from content.courses.marks import html
from content.courses.plainness import abbreviations
from portal.demo import texts


def every_text(thing):
    """All strings inside a structure of YAML."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from every_text(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from every_text(value)


def test_words_are_plain_and_in_nfc():
    for text in every_text([texts.centre(), *texts.news()]):
        assert not abbreviations(text), text
        assert unicodedata.is_normalized("NFC", text), text
        assert not re.search(r"https?://|\b(?:19|18)00\d{4}\b|\b0\d{9}\b", text), "no address and no telephone number"


def test_news_and_centre():
    assert len(texts.news()) == 4
    assert "bản dùng thử" in texts.centre()["notice"]
    for item in texts.news():
        assert item["title"]
        assert item["intro"]
        assert html(item["text"]).startswith("<p>")
