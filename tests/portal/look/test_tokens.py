"""The colours keep the contrast that docs/look.md promises, and the booklet stays light."""

import gzip
import re

import pytest

from portal import env
from portal.look.static_files import smallest
from portal.look.stylesheets import parts

CSS = env.ROOT / "static/css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block))


_light, _, _rest = TOKENS.partition("@media (prefers-color-scheme: dark)")
LIGHT = _colours(_light)
DARK = LIGHT | _colours(_rest.partition("@media")[0])


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


STATED = [
    ("ink", "paper", 13.6, 14.8), ("ink-2", "paper", 8.3, 10.3), ("leaf", "paper", 8.0, 10.1),
    ("leaf", "leaf-soft", 7.2, 7.2), ("on-leaf", "leaf", 8.7, 9.6), ("leaf-deep", "paper", 11.4, 5.8),
    ("lotus", "paper", 6.3, 9.0), ("lotus", "lotus-soft", 5.5, 7.3), ("brick", "paper", 6.8, 9.1),
    ("brick", "brick-soft", 6.0, 7.2), ("gold", "pod", 3.4, 7.0), ("gold-ink", "gold-soft", 6.9, 9.2),
    ("edge", "paper", 4.3, 5.8), ("edge", "sheet", 4.6, 5.1), ("focus", "paper", 5.9, 8.8),
    ("focus", "leaf-soft", 5.2, 6.3), ("petal-a", "petal-empty", 3.9, 5.8), ("petal-b", "petal-empty", 7.3, 3.3),
    ("petal-c", "petal-empty", 4.4, 5.0),
]  # fmt: skip


@pytest.mark.parametrize(("front", "ground", "light", "dark"), STATED)
def test_stated_contrast_holds(front: str, ground: str, light: float, dark: float) -> None:
    assert contrast(LIGHT[front], LIGHT[ground]) >= light - 0.06  # the guide rounds to one digit
    assert contrast(DARK[front], DARK[ground]) >= dark - 0.06


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_reads_on_every_ground(scheme: dict[str, str]) -> None:
    grounds = ("paper", "sheet", "sunk", "leaf-soft", "lotus-soft", "brick-soft", "gold-soft")
    for ground in grounds:
        assert contrast(scheme["ink"], scheme[ground]) >= 7
        assert contrast(scheme["ink-2"], scheme[ground]) >= 7
        assert contrast(scheme["edge"], scheme[ground]) >= 3


def test_the_measure_knows_black_and_white() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


def test_all_css_stays_light() -> None:
    """As a phone loads it, without comments and blanks: what every page has, and what a page has of its own beside it."""
    together = "".join(smallest(path.read_text(encoding="utf-8")) for path in parts())
    assert len(together.encode()) < 32_000
    assert len(gzip.compress(together.encode(), 9)) < 8_000
    for path in (CSS / "pages").glob("*.css"):
        own = smallest(path.read_text(encoding="utf-8"))
        desk = path.name == "case.css"  # at the desk a case is one screen of many parts, and no telephone's first page
        assert len(own.encode()) < (13_000 if desk else 8_000), path.name
        assert len(gzip.compress(own.encode(), 9)) < (4_000 if desk else 2_500), path.name


def test_css_is_flat_and_stays_on_the_machine() -> None:
    for path in CSS.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert "@import" not in text
        assert "url(http" not in text
        assert "@layer" not in text
        assert ":has(" not in text
