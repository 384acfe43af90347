"""The flower (pure): one petal per indicator, filled from the base in proportion to its points.

Standard library only, no ids inside, so many flowers can stand on one page. Colours are attributes (the file works alone)
and classes (static/css/components/lotus.css re-colours them for the dark scheme, forced colours and print). Order: the first
group on the left, the second on the right, both read from top to bottom; the third below. Two groups, or more than three,
follow each other clockwise from the top.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin

from portal.look.lotus_shapes import angles_of, band, closed, leaf, level, short, side
from portal.look.numbers import in_words

FEWEST, MOST = 3, 20  # petals: fewer are no flower, more cannot be told apart on a telephone
INK, LEAF, VEIN, EMPTY, POD, GOLD, GREEN = "#1d2a23", "#e3ecd9", "#b9cdb0", "#fffdf7", "#f3efd6", "#a67a0c", "#125539"
HUES = ("#c95a80", "#94305f", "#bf5a33")  # lotus pink, deep lotus, terracotta
EDGES = ("#7c2247", "#55123a", "#74310f")  # the same, as a woodblock outline


@dataclass(frozen=True)
class Petal:
    """One indicator as the flower needs it: its code, the place of its group among the groups, and its most points."""

    code: str
    group: int
    maximum: float


def petals_of(groups: Sequence[tuple[str, int]], maximum: float = 10) -> tuple[Petal, ...]:
    """The petals of groups (name, count) whose codes are the name and a running number: A1, A2, B1 …"""
    return tuple(Petal(f"{name}{n + 1}", k, maximum) for k, (name, count) in enumerate(groups) for n in range(count))


@dataclass(frozen=True)
class _Size:
    """Measures of one of the three drawings: full (own page), middle (summaries), small (lists)."""

    box: int
    base: float
    tip: float
    text: float
    line: float
    full: bool = False
    small: bool = False

    @property
    def pod(self) -> float:
        return self.base - (4 if self.full else 2 if self.small else 3)


_FULL = _Size(360, 52, 134, 158, 1.75, full=True)
_MIDDLE = _Size(200, 33, 78, 89, 1.25)
_SMALL = _Size(64, 9.5, 31, 0, 0.9, small=True)


def points(value: float) -> str:
    """A number of points as Vietnamese write it: 7,5."""
    return f"{float(value):g}".replace(".", ",")


@dataclass(frozen=True)
class _Flower:
    """What is drawn: values beside their petals, the lines to be passed, and where each petal stands."""

    s: _Size
    values: tuple[float, ...]
    petals: tuple[Petal, ...]
    mark: float
    floor: float
    recognised: bool
    fresh: bool
    angles: list[float]
    slot: float

    @property
    def counts(self) -> list[int]:
        """How many petals each group has, in order."""
        return _counts(self.petals)

    @property
    def most(self) -> float:
        """The points of a flower that is full."""
        return sum(one.maximum for one in self.petals)

    @property
    def half(self) -> float:
        """Half the width of a petal: as its place allows, but never so wide that it is a leaf."""
        length = self.s.tip - self.s.base
        room = (self.s.base + length * 0.5) * sin(self.slot / 2 * pi / 180) * (0.84 if self.s.small else 0.9)
        return min(room, length * 0.38)

    def height(self, points: float, maximum: float) -> float:
        """How far from the middle so many points reach."""
        return self.s.base + (self.s.tip - self.s.base) * min(points / maximum, 1.0)


def _counts(petals: Sequence[Petal]) -> list[int]:
    found: dict[int, int] = {}
    for one in petals:
        found[one.group] = found.get(one.group, 0) + 1
    return list(found.values())


def lotus(
    values: Sequence[float],
    petals: Sequence[Petal],
    size: int = 360,
    *,
    mark: float,
    floor: float,
    recognised: bool = False,
    fresh: bool = False,
    title: str | None = None,
    desc: str | None = None,
) -> str:
    """SVG of the flower. size >= 300: codes and numbers; >= 140: numbers; smaller: petals only.

    `values` are points, one for each of 3 to 20 `petals` in their order (petals of a group stand together), from 0 to the
    petal's maximum. `mark` is the sum that is needed, `floor` what each petal must reach. Raises ValueError otherwise.
    `fresh`: of somebody who has not begun: no numbers, no lines to be passed, the petals wait.
    """
    if not FEWEST <= len(petals) <= MOST:
        raise ValueError(f"a flower has {FEWEST} to {MOST} petals, not {len(petals)}")
    if len(values) != len(petals) or any(not 0 <= v <= one.maximum for v, one in zip(values, petals, strict=False)):
        raise ValueError(f"need {len(petals)} values, each from 0 to the maximum of its petal")
    s = _FULL if size >= 300 else _MIDDLE if size >= 140 else _SMALL
    counts = _counts(petals)
    angles, slot = angles_of(counts, min(14 if s.small else 12, 120 / len(counts)))
    one = _Flower(s, tuple(float(v) for v in values), tuple(petals), mark, floor, recognised, fresh, angles, slot)
    if fresh:
        title, desc = title or f"Hoa sen {in_words(len(petals))} cánh đang chờ", desc or "Mỗi cánh là một việc."
    title = title or f"Hoa sen {in_words(len(petals))} cánh: {points(sum(one.values))} trên {points(one.most)} điểm"
    return "".join(
        [
            f'<svg class="lotus{" gold" if recognised else ""}" xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {s.box} {s.box}" width="{size}" height="{size}">'
            f"<title>{escape(title)}</title><desc>{escape(desc or _described(one))}</desc>",
            _ground(one),
            f'<g transform="translate({short(s.box / 2)} {short(s.box / 2)})" stroke-linejoin="round">',
            _petals(one),
            _heart(one),
            "" if s.small else _words(one),
            "</g></svg>",
        ]
    )


def _described(one: _Flower) -> str:
    pairs = list(zip(one.petals, one.values, strict=True))
    low = [petal.code for petal, v in pairs if v < one.floor]
    return (
        ", ".join(f"{petal.code} {points(v)} điểm" for petal, v in pairs)
        + f". Cần {points(one.mark)} điểm để được công nhận."
        + (f" Dưới {points(one.floor)} điểm: {', '.join(low)}." if low else "")
    )


def _ground(one: _Flower) -> str:
    s = one.s
    if s.small:
        return ""
    c = s.box / 2
    out = f'<path class="leaf" fill="{LEAF}" d="{leaf(c, c - (8 if s.full else 5), 13 if s.full else 8)}"/>'
    if len(one.counts) != 3:
        return out
    na, nb = one.counts[:2]
    # the veins part the groups
    for turn in (0, one.angles[na - 1] - one.slot / 2 - 6, one.angles[na + nb - 1] + one.slot / 2 + 6):
        out += (
            f'<path class="vein" stroke="{VEIN}" stroke-width="2" d="M{short(c)} {short(c - s.base - 4)}V8" '
            f'transform="rotate({short(turn)} {short(c)} {short(c)})"/>'
        )
    return out


def _petals(one: _Flower) -> str:
    s = one.s
    edge, out = side(s.base, s.tip, one.half), []
    whole = closed(edge, s.tip)
    uneven = len({petal.maximum for petal in one.petals}) > 1
    for v, petal, angle in zip(one.values, one.petals, one.angles, strict=True):
        dash = ' stroke-dasharray="4 3"' if v < one.floor and not s.small and not one.fresh else ""
        kind = petal.group % 3
        out.append(
            f'<g class="e{kind}" stroke="{EDGES[kind]}" stroke-width="{s.line}" transform="rotate({short(angle)})">'
            f'<path class="empty" fill="{EMPTY}"{dash} d="{whole}"/>'
        )
        if v > 0:
            height = one.height(v, petal.maximum)
            part = edge if v >= petal.maximum else level(edge, height)
            out.append(f'<path class="p{kind}" fill="{HUES[kind]}" d="{closed(part, height)}"/>')
        if s.full:
            out.append(_rib(s, one.half))
        if uneven and not s.small and not one.fresh:  # no ring can be the floor of all, so each petal has its own piece
            out.append(
                f'<path class="floor" fill="none" stroke="{INK}" stroke-width="1" stroke-dasharray="2 4" '
                f'd="{band(one.height(one.floor, petal.maximum), one.slot)}"/>'
            )
        out.append("</g>")
    return "".join(out)


def _rib(s: _Size, w: float) -> str:
    bend, top = f"{short(-s.base - (s.tip - s.base) * 0.5)}", short(-s.tip + 24)
    return (
        f'<path class="rib" fill="none" stroke="{EMPTY}" stroke-width="1" stroke-opacity=".5" '
        f'd="M0 {short(-s.base - 8)}V{short(-s.tip + 14)}'
        f"M{short(w * 0.3)} {short(-s.base - 8)}Q{short(w * 0.74)} {bend} {short(w * 0.3)} {top}"
        f'M{short(-w * 0.3)} {short(-s.base - 8)}Q{short(-w * 0.74)} {bend} {short(-w * 0.3)} {top}"/>'
    )


def _heart(one: _Flower) -> str:
    s, colour = one.s, GOLD if one.recognised else GREEN
    if s.small:
        return f'<circle class="seed" r="{short(s.pod)}" fill="{colour}"/>'
    wide, ring = (5, s.pod - 2.5) if s.full else (3.5, s.pod - 1.75)
    if one.fresh:
        return f'<circle class="pod" r="{short(s.pod)}" fill="{POD}"/>'
    around = 2 * pi * ring
    floor = ""
    if len({petal.maximum for petal in one.petals}) == 1:
        floor = (
            f'<circle class="floor" r="{short(one.height(one.floor, one.petals[0].maximum))}" fill="none" stroke="{INK}" '
            f'stroke-width="1" stroke-dasharray="2 4"/>'
        )
    return floor + (
        f'<circle class="pod" r="{short(s.pod)}" fill="{POD}"/>'
        f'<circle class="track" r="{short(ring)}" fill="none" stroke="{VEIN}" stroke-width="{wide}"/>'
        f'<circle class="arc" r="{short(ring)}" fill="none" stroke="{colour}" stroke-width="{wide}" '
        f'stroke-dasharray="{short(around * sum(one.values) / one.most)} {short(around)}" transform="rotate(-90)"/>'
        f'<path class="tick" stroke="{INK}" stroke-width="{2.5 if s.full else 2}"'
        f' d="M0 {short(-ring - wide)}V{short(-ring + wide)}" '
        f'transform="rotate({short(360 * one.mark / one.most)})"/>'
    )


def _words(one: _Flower) -> str:
    s, total, crowded = one.s, points(sum(one.values)), len(one.petals) > 12
    if one.fresh:
        return _waiting_words(one)
    size = 36 - 4 * max(0, len(total) - 4) if s.full else 24 - 4 * max(0, len(total) - 3)
    out = [
        f'<g class="words" fill="{INK}" text-anchor="middle">'
        f'<text class="total" y="{2 if s.full else 3}" font-size="{size}" font-weight="700">{total}</text>'
    ]
    out.append(
        f'<text y="18" font-size="13">trên {points(one.most)}</text><text y="34" font-size="13">cần {points(one.mark)}</text>'
        if s.full
        else f'<text y="17" font-size="{11.5 if len(points(one.mark)) < 3 else 10}">cần {points(one.mark)}</text>'
    )
    for petal, v, angle in zip(one.petals, one.values, one.angles, strict=True):
        x, y = s.text * sin(angle * pi / 180), -s.text * cos(angle * pi / 180)
        if not s.full:
            under = ' text-decoration="underline"' if v < one.floor else ""
            out.append(
                f'<text x="{short(x)}" y="{short(y + 5)}" font-size="{12 if crowded else 14}" font-weight="700"{under}>'
                f"{points(v)}</text>"
            )
            continue
        if v < one.floor:
            out.append(
                f'<rect class="low" x="{short(x - 17)}" y="{short(y - 19)}" width="34" height="40" rx="6" fill="{EMPTY}" '
                'stroke="#98401f" stroke-width="2"/>'
            )
        out.append(
            f'<text x="{short(x)}" y="{short(y - 4)}" font-size="13.5">{escape(petal.code)}</text>'
            f'<text x="{short(x)}" y="{short(y + 15)}" font-size="{17 if crowded else 19}" font-weight="700">{points(v)}</text>'
        )
    return "".join(out) + "</g>"


def _waiting_words(one: _Flower) -> str:
    s = one.s
    out = [
        f'<g class="words" fill="{INK}" text-anchor="middle" font-size="{14 if s.full else 11}">'
        f'<text y="-3" font-weight="700">{in_words(len(one.petals)).capitalize()} cánh</text>'
        f'<text y="{16 if s.full else 12}" font-weight="700">đang chờ</text>'
    ]
    for petal, angle in zip(one.petals, one.angles, strict=True):
        x, y = s.text * sin(angle * pi / 180), -s.text * cos(angle * pi / 180)
        out.append(f'<text x="{short(x)}" y="{short(y + 5)}">{escape(petal.code)}</text>')
    return "".join(out) + "</g>"


def petal(value: float, kind: int = 0, *, floor: float, maximum: float) -> str:
    """One petal standing upright, for a row of a list; the number stands beside it as text, so it is hidden from readers.

    `value` and `floor` are points of at most `maximum`; `kind` is the place of the group among the groups.
    """
    kind %= 3
    edge, height = side(2, 41, 11), 2 + 39 * min(float(value) / maximum, 1.0)
    part = edge if value >= maximum else level(edge, height)
    fill = f'<path class="p{kind}" d="{closed(part, 60)}"/>' if value > 0 else ""
    dash = ' stroke-dasharray="3 2.5"' if value < floor else ""
    return (
        f'<svg class="petal e{kind}" viewBox="-15 -43 30 43" width="30" height="43" aria-hidden="true">'
        f'<path class="empty"{dash} d="{closed(edge, 41)}"/>{fill}</svg>'
    )


def sign() -> str:
    """The sign of the portal in the header: ten full petals, whatever the titles have."""
    angles, _slot = angles_of([4, 4, 2], 14)
    petals = "".join(
        f'<path class="p{k} e{k}" fill="{HUES[k]}" transform="rotate({short(a)})" d="M-2-9C-10-16-7-25 0-31 7-25 10-16 2-9Z"/>'
        for k, a in zip([0] * 4 + [1] * 4 + [2] * 2, angles, strict=True)
    )
    return (
        f'<svg viewBox="-32 -32 64 64" width="44" height="44" aria-hidden="true">{petals}'
        f'<circle class="seed" fill="{GREEN}" r="6"/></svg>'
    )
