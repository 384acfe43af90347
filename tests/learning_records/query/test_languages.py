"""Which language of a map a reader gets (RFC 9110 12.5.4, RFC 4647); no database."""

import pytest

from learning_records.query.languages import one_language, wanted

MAP = ["vi", "en", "en-GB", "zh-Hant-TW", "fr"]


@pytest.mark.parametrize(
    ("header", "tags", "chosen"),
    [
        # weights, not the order of the header
        ("en;q=0.2, vi;q=0.9", MAP, "vi"),
        ("vi;q=0.2, en;q=0.9, fr", MAP, "fr"),
        ("fr;q=0.001, vi;q=0.002", MAP, "vi"),
        ("fr, vi", MAP, "fr"),  # equal weights: the order of the header
        ("FR;Q=0.5,Vi;q=0.6", MAP, "vi"),
        ("vi;q=1, fr", MAP, "vi"),  # nothing said is one
        ("fr;q=0.999, vi", MAP, "vi"),
        ("vi;q=0.1, fr;q=0.5, vi;q=0.9", MAP, "vi"),  # named twice: the greater weight
        ("vi;q=0.9, fr;q=0.5, vi;q=0.1", MAP, "vi"),
        ("vi;q=0, vi;q=0.5", MAP, "vi"),
        # what has no weight is not wanted
        ("vi;q=0", MAP, "en"),
        ("vi;q=0.000, en;q=0, fr;q=0", MAP, "zh-Hant-TW"),
        ("en, en-GB;q=0", ["vi", "en-GB"], "vi"),
        ("*;q=0, fr;q=0.1", MAP, "fr"),
        ("*;q=0", MAP, "vi"),  # something must be given
        ("vi;q=0, *", ["vi"], "vi"),
        ("vi;q=0, en;q=0", ["vi", "en"], "vi"),
        # lookup makes the range shorter from its end
        ("en-US", MAP, "en"),
        ("zh-Hant-TW-x-private", MAP, "zh-Hant-TW"),
        ("zh-Hant-CN-x-a", ["vi", "zh-Hant"], "zh-Hant"),
        ("fr-x-paris", MAP, "fr"),
        ("zh-x-a", ["vi", "zh-x", "zh"], "zh"),  # a letter alone begins what was cut off
        ("fil-x-a", ["vi", "fil-x", "fil"], "fil"),
        ("zh-ab-a", ["vi", "zh-ab", "zh"], "zh-ab"),
        ("EN-gb", MAP, "en-GB"),
        # a range also finds what is more exact than itself
        ("zh", MAP, "zh-Hant-TW"),
        ("zh-Hant", MAP, "zh-Hant-TW"),
        ("en", ["vi", "en-GB"], "en-GB"),
        ("e", ["vi", "en"], "vi"),  # but not what only begins with the same letters
        ("fil", ["vi", "fi"], "vi"),
        # another kind of the same language, when nothing fits
        ("en-US", ["vi", "en-GB"], "en-GB"),
        ("en-US, fr;q=0.5", ["vi", "en-GB", "fr"], "fr"),
        ("zh-Hans", ["vi", "zh-Hant-TW"], "zh-Hant-TW"),
        # the star is any other
        ("*", MAP, "vi"),
        ("*", ["en", "und"], "und"),
        ("en;q=0.5, *;q=0.8", MAP, "vi"),
        ("vi;q=0.5, *;q=0.8", MAP, "en"),
        ("vi;q=0.9, *;q=0.8", MAP, "vi"),
        ("de, *;q=0.1", ["en", "fr"], "en"),
        # nothing said, or nothing that can be read
        ("", MAP, "vi"),
        ("", ["en", "und"], "und"),
        ("de", MAP, "vi"),
        (";;;,,,", MAP, "vi"),
        ("vi;q=x, fr", MAP, "fr"),
        ("fr;q=1.5, en;q=0.1", MAP, "en"),
        ("fr;q=0.1234, en;q=0.1", MAP, "en"),
        ("fr ; q = 0.9 , en ; q=0.1", MAP, "fr"),
        ("é, fr", MAP, "fr"),
    ],
)
def test_the_language_that_suits(header: str, tags: list[str], chosen: str) -> None:
    assert one_language(dict.fromkeys(tags, "x"), wanted(header)) == {chosen: "x"}


def test_a_map_of_one_or_none_stays() -> None:
    assert one_language({}, wanted("vi")) == {}
    assert one_language({"de": "x"}, wanted("de;q=0, vi")) == {"de": "x"}


def test_a_header_without_end_is_read_to_a_bound() -> None:
    assert one_language({"vi": "a", "en": "b"}, wanted("x," * 50_000 + "en")) == {"vi": "a"}
    assert one_language({"vi": "a", "en": "b"}, wanted("x," * 99 + "en")) == {"en": "b"}  # the hundredth
    assert one_language({"vi": "a", "en": "b"}, wanted("x," * 100 + "en")) == {"vi": "a"}
