"""The tags and filters that every template has."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import formats, timezone, translation

from portal import env
from portal.look.lotus import petals_of
from portal.look.templatetags import look

ICONS = (env.ROOT / "static/img/icons.svg").read_text(encoding="utf-8")
PICTURES = env.ROOT / "static/img/pictures"
NEEDED = [
    "fish-hook",
    "phone-bait",
    "fake-bank",
    "otp-lock",
    "strong-key",
    "ask-neighbour",
    "plan-hen",
    "read-lamp",
    "read-tree",
    "note-book",
    "library-boat",
    "share-circle",
    "lotus-pond",
]


def rendered(text: str, **context) -> str:
    return Template(text).render(Context(context))


def test_a_notice_has_the_icon_of_its_kind_and_is_spoken_when_it_refuses() -> None:
    plain = rendered("{% notice %}<p>{{ x }}</p>{% endnotice %}", x="<b>")
    assert plain.startswith('<div class="notice"><svg')
    assert "#i-info" in plain
    assert "<p>&lt;b&gt;</p></div></div>" in plain
    refused = rendered('{% notice "warn" role="alert" also=none %}x{% endnotice %}')
    assert '<div class="notice warn" role="alert" tabindex="-1">' in refused
    assert "#i-warn" in refused
    assert "#i-calendar" in rendered('{% notice "gold" sign="calendar" %}x{% endnotice %}')


def test_hours_at_the_desk() -> None:
    moment = datetime(2026, 11, 28, 13, 5, tzinfo=UTC)
    assert rendered("{{ x|desktime }}", x=moment) == "28/11/2026 20:05"
    assert rendered('{{ x|desktime|default:"–" }}', x=None) == "–"


def test_days_within_a_sentence_begin_small() -> None:
    moment = datetime(2026, 11, 28, 13, 5, tzinfo=UTC)
    with translation.override("vi"):
        assert formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT") == "20:05 ngày 28 tháng 11 năm 2026"
        assert formats.date_format(moment.date()) == "28 tháng 11 năm 2026"
        assert formats.date_format(moment.date(), "SHORT_DATE_FORMAT") == "28/11/2026"


def test_the_tags_need_no_load() -> None:
    assert 'href="/static/img/icons.svg#i-book"' in rendered('{% icon "book" %}')
    assert rendered("{% lotus v p size=64 mark=80 floor=5 %}", v=[5] * 10, p=petals_of((("A", 10),))).startswith(
        '<svg class="lotus"'
    )
    assert rendered("{% petal v kind=1 floor=5 maximum=10 %}", v=Decimal("4.5")).startswith('<svg class="petal e1"')


def test_names_of_others_are_escaped() -> None:
    assert "<script" not in rendered("{% icon n %}{% drawn n n %}", n='"><script>')


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("7.50"), "7,5"), (10, "10"), (Decimal("0.25"), "0,25"), (None, "–"), (66.0, "66")]
)
def test_points_as_vietnamese_write_them(value, text: str) -> None:
    assert look.points(value) == text


def test_days_count_in_vietnam() -> None:
    late = datetime(2026, 10, 11, 18, 30, tzinfo=UTC)  # already the 12th in Vietnam
    assert look.vidate(late) == "12 tháng 10 năm 2026"
    assert look.deskdate(late) == "12/10/2026"
    assert look.deskdate(date(2026, 9, 3)) == "03/09/2026"
    assert look.vidate(None) == look.deskdate(None) == ""


def test_words_in_a_sentence_and_numbers_to_dial() -> None:
    assert look.uncapped("Xã Đồng Sen") == "xã Đồng Sen"
    assert look.capped("chị Hoa") == "Chị Hoa"
    assert look.capped("") == ""
    assert look.dial("0900 000.000") == "0900000000"
    assert look.dial("+84 900") == "+84900"


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    for path in (env.ROOT / "templates").rglob("*.html"):
        for name in path.read_text(encoding="utf-8").split('{% icon "')[1:]:
            assert f'id="i-{name.split(chr(34))[0]}"' in ICONS, f"{path.name}: {name[:20]}"


@pytest.mark.parametrize("path", sorted(PICTURES.glob("*.svg")), ids=lambda path: path.stem)
def test_a_picture_is_small_whole_and_harmless(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < 3_000
    assert 'viewBox="0 0 320 200"' in text
    assert "<script" not in text
    assert "style=" not in text
    assert "href" not in text


def test_the_pictures_of_the_lessons_are_there() -> None:
    assert [name for name in NEEDED if not (PICTURES / f"{name}.svg").exists()] == []


def test_a_label_before_a_colon_has_no_mark_of_its_own() -> None:
    for label, shown in (("Từ ngày nào?", "Từ ngày nào"), ("như trên.", "như trên"), ("Họ và tên", "Họ và tên")):
        assert rendered("{{ x|unended }}: y", x=label) == f"{shown}: y"
