"""The demo's own texts beside the courses: its centre and its news."""

import re
import unicodedata

from content.blocks import PICTURES
from content.courses.marks import html
from content.courses.plainness import abbreviations
from content.news.topics import FIRST
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
    for text in every_text([texts.centre(), *texts.news(), *texts.notices()]):
        assert not abbreviations(text), text
        assert unicodedata.is_normalized("NFC", text), text
        assert not re.search(r"https?://|\b(?:19|18)00\d{4}\b|\b0\d{9}\b", text), "no address and no telephone number"


def test_news_and_centre():
    assert 8 <= len(texts.news()) <= 12
    assert "bản dùng thử" in texts.centre()["notice"]
    for item in texts.news():
        assert item["title"]
        assert item["intro"]
        assert html(item["text"]).startswith("<p>")
        assert item["picture"]["alt"]
        assert item["picture"]["name"] in dict(PICTURES)
        assert set(item["topics"]) <= {slug for _name, slug in FIRST}
    assert {item["holds"] >= 0 for item in texts.notices()} == {True, False}, "one of them is over"
