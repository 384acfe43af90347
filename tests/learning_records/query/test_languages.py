"""Which language of a map a reader gets (RFC 9110 12.5.4, RFC 4647); no database."""

import gc
import random
import re
import weakref

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


class Counted(str):
    """A tag whose letters are looked at."""

    looks = 0

    def lower(self) -> str:
        type(self).looks += 1
        return str.lower(self)


@pytest.mark.parametrize("more", ["", ", *;q=0.5", ", aa;q=0", ", aa;q=0, *;q=0.1"])
def test_the_work_grows_with_the_map_and_not_with_the_header_too(more: str) -> None:
    """However many ranges are asked for, and whether one fits or none: each tag is looked at a few times."""
    tags = [Counted(f"q{one:04}") for one in range(300)]
    found = set()
    for ranges in (1, 90):
        header = ", ".join(f"z{chr(97 + one % 26)}{chr(97 + one // 26)}-bb-cc-dd-ee-ff-gg" for one in range(ranges))
        Counted.looks = 0
        wanted(header + more).chosen(tags)
        found.add(Counted.looks)
        assert Counted.looks <= 6 * len(tags)
    assert len(found) == 1


def test_a_tag_without_end_costs_its_length_and_no_more() -> None:
    class Watched(str):
        kept = 0

        def lower(self) -> str:
            return Watched(str.lower(self))

        def rpartition(self, by: str) -> tuple:
            parts = str.rpartition(self, by)
            Watched.kept += len(parts[0])
            return Watched(parts[0]), parts[1], parts[2]

        def __getitem__(self, part) -> str:
            Watched.kept += len(str.__getitem__(self, part))
            return Watched(str.__getitem__(self, part))

    long = Watched("vi-x" + "-a" * 5000)
    assert wanted("vi-x, fr;q=0").chosen(["fr", long]) == long
    assert Watched.kept < 4 * len(long)


def test_a_range_has_eight_parts() -> None:
    eight = "vi-a1-a2-a3-a4-a5-a6-a7"
    tags = ["en", "vi", f"{eight}-a8"]
    assert wanted(eight).chosen(tags) == tags[2]
    assert wanted(f"{eight}-a8").chosen(tags) == "en"  # longer than any language is: it says nothing
    assert wanted(f"{eight};q=0, vi-a1").chosen(tags) == "vi"


def _plainly(header: str, tags: list[str]) -> str:
    """The same choice made range by range and tag by tag."""
    weights: dict[str, float] = {}
    for part in header.split(","):
        name, _mark, weight = part.strip().lower().partition(";q=")
        weights[name] = max(float(weight or 1), weights.get(name, 0.0))
    ranges = sorted((name for name in weights if weights[name]), key=lambda name: -weights[name])

    def weight(tag: str) -> float | None:
        name = tag.lower()
        while name and name not in weights:
            name = name.rpartition("-")[0]
        return weights.get(name or "*")

    def fitting(name: str, among: list[str]) -> str | None:
        shorter = name
        while shorter:
            longer = [tag for tag in among if shorter == name and tag.lower().startswith(f"{name}-")]
            if found := [tag for tag in among if tag.lower() == shorter] + longer:
                return found[0]
            shorter = re.sub(r"-.$", "", shorter.rpartition("-")[0])
        return None

    def default(among: list[str]) -> str:
        return next((tag for tag in among if tag.lower() == "und"), among[0])

    left = [tag for tag in tags if weight(tag) != 0] or tags
    for name in ranges:
        others = [tag for tag in left if not any(fitting(one, [tag]) for one in ranges if one != "*")]
        found = fitting(name, left) if name != "*" else default(others) if others else None
        if found:
            return found
    for name in ranges:
        if kin := [tag for tag in left if tag.lower().partition("-")[0] == name.partition("-")[0]]:
            return kin[0]
    return default(left)


def test_the_choice_is_that_of_looking_at_everything() -> None:
    dice = random.Random(7)
    parts = ["vi", "VN", "x", "a", "en", "und", "Hant"]
    for _number in range(3000):
        tags = list({"-".join(dice.choices(parts, k=dice.randint(1, 4))) for _one in range(dice.randint(2, 6))})
        tags.sort()
        names = ["*" if not dice.randrange(6) else "-".join(dice.choices(parts, k=dice.randint(1, 4))) for _one in tags]
        header = ",".join(name + dice.choice(["", ";q=0", ";q=0.5", ";q=0.2"]) for name in names)
        assert wanted(header).chosen(tags) == _plainly(header, tags), (header, tags)


def test_a_reader_of_a_long_header_is_not_kept_in_memory() -> None:
    """A header has room for a hundred ranges, and who sends another one with each question is a new reader each time."""
    usual = "vi-VN, vi;q=0.9, en;q=0.8"
    assert wanted(usual) is wanted(usual)
    long = wanted(", ".join(f"vi-{one:04}-aaaaaaaa-bbbbbbbb" for one in range(100)))
    assert one_language({"en": "a", "vi": "b"}, long) == {"vi": "b"}
    left = weakref.ref(long)
    del long
    gc.collect()
    assert left() is None
