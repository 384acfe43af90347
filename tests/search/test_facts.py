"""The line below the title of a result."""

from datetime import date

import pytest
from django.utils import translation

from search.facts import facts_of
from search.request import Hit


def hit(kind: str, **facts) -> Hit:
    empty = {"context": "", "minutes": None, "lessons": None, "day": None}
    return Hit(page_id=1, kind=kind, url="/", title="", lead="", body="", **empty | facts)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (hit("course", lessons=5, minutes=60), "5 bài học, khoảng 60 phút"),
        (hit("course", lessons=5), "5 bài học"),
        (hit("course"), ""),
        (hit("lesson", minutes=12, context="Giữ an toàn"), "khoảng 12 phút, trong khóa học “Giữ an toàn”"),
        (hit("lesson", context="Giữ an toàn"), "trong khóa học “Giữ an toàn”"),
        (hit("news", day=date(2026, 11, 8), minutes=3), "8 tháng 11 năm 2026"),
        (hit("centre"), ""),
    ],
)
def test_one_sentence_without_gaps(found: Hit, said: str) -> None:
    with translation.override("vi"):
        assert facts_of(found) == said


def test_one_and_many_in_english() -> None:
    with translation.override("en"):
        assert facts_of(hit("course", lessons=1, minutes=1)) == "1 lesson, about 1 minute"
