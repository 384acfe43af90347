"""Hoa sen mười cánh (pure): one petal per indicator, filled from the base in proportion to its points.

Standard library only, no ids inside, so many flowers can stand on one page. Colours are attributes (the file works alone)
and classes (components.css re-colours them for the dark scheme, forced colours and print). Order: the first group on the
left, the second on the right, both read from top to bottom; the third below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin

GROUPS = (("A", 4), ("B", 4), ("C", 2))
INK, LEAF, VEIN, EMPTY, POD, GOLD, GREEN = "#1d2a23", "#e3ecd9", "#b9cdb0", "#fffdf7", "#f3efd6", "#a67a0c", "#125539"
HUES = ("#c95a80", "#94305f", "#bf5a33")  # lotus pink, deep lotus, terracotta
EDGES = ("#7c2247", "#55123a", "#74310f")  # the same, as a woodblock outline
Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]


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


def _n(value: float) -> str:
    return f"{round(value, 1) + 0:g}"


def points(value: float) -> str:
    """A number of points as Vietnamese write it: 7,5."""
    return f"{float(value):g}".replace(".", ",")


def _mix(p: Point, q: Point, t: float) -> Point:
    return (p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t)


def _split(curve: Curve, t: float) -> Curve:
    """First part of a cubic Bézier curve up to t (de Casteljau)."""
    a, b, c, d = curve
    ab, bc, cd = _mix(a, b, t), _mix(b, c, t), _mix(c, d, t)
    abc, bcd = _mix(ab, bc, t), _mix(bc, cd, t)
    return a, ab, abc, _mix(abc, bcd, t)


def _side(base: float, tip: float, half: float) -> Curve:
    """Right edge of a petal standing on the y axis, from its foot to its tip."""
    length = tip - base
    return ((half * 0.42, base), (half * 1.5, base + length * 0.3), (half * 1.02, base + length * 0.76), (0, tip))


def _xy(point: Point, sign: int = 1) -> str:
    return f"{_n(sign * point[0])} {_n(-point[1])}"


def _closed(curve: Curve, radius: float) -> str:
    """Path of both edges up to the end of `curve`; the top follows a circle of `radius` unless it is the tip."""
    a, b, c, d = curve
    top = "" if d[0] < 0.05 else f"A{_n(radius)} {_n(radius)} 0 0 1 {_xy(d)}"
    path = f"M{_xy(a, -1)}C{_xy(b, -1)} {_xy(c, -1)} {_xy(d, -1)}{top}C{_xy(c)} {_xy(b)} {_xy(a)}Z"
    return path.replace(" -", "-")


def _level(curve: Curve, height: float) -> Curve:
    low, high = 0.0, 1.0
    for _step in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if _split(curve, middle)[3][1] < height else (low, middle)
    return _split(curve, low)


def _angles(counts: Sequence[int], gap: float) -> tuple[list[float], float]:
    """Degrees clockwise from the top, in the order of the values, and the width of one petal's place."""
    slot = (360 - gap * len(counts)) / sum(counts)
    if len(counts) != 3:
        out: list[float] = []
        at = gap / 2
        for count in counts:
            out += [at + slot * (i + 0.5) for i in range(count)]
            at += slot * count + gap
        return out, slot
    a, b, c = counts
    left = [-(gap / 2 + slot * (i + 0.5)) for i in range(a)]
    right = [gap / 2 + slot * (i + 0.5) for i in range(b)]
    foot = -(gap * 1.5 + slot * a)
    return left + right + [foot - slot * (i + 0.5) for i in range(c)], slot


def _leaf(centre: float, radius: float, depth: float, lobes: int = 16) -> str:
    """The lotus leaf behind the flower, with a softly waved edge."""

    def at(r: float, k: float) -> str:
        return f"{_n(centre + r * sin(2 * pi * k / lobes))} {_n(centre - r * cos(2 * pi * k / lobes))}"

    return (
        f"M{at(radius, 0)}" + "".join(f"Q{at(radius + depth, k + 0.5)} {at(radius, k + 1)}" for k in range(lobes)) + "Z"
    )


def lotus(
    values: Sequence[float],
    size: int = 360,
    *,
    mark: int = 80,
    floor: int = 5,
    recognised: bool = False,
    groups: Sequence[tuple[str, int]] = GROUPS,
    title: str | None = None,
    desc: str | None = None,
) -> str:
    """SVG of the flower. size >= 300: codes and numbers; >= 140: numbers; smaller: petals only.

    `values` are points from 0 to 10, one for each indicator of `groups` (name, count). Raises ValueError otherwise.
    """
    codes = [f"{name}{i + 1}" for name, count in groups for i in range(count)]
    kinds = [k for k, (_name, count) in enumerate(groups) for _i in range(count)]
    if len(values) != len(codes) or any(not 0 <= v <= 10 for v in values):
        raise ValueError(f"need {len(codes)} values from 0 to 10")
    s = _FULL if size >= 300 else _MIDDLE if size >= 140 else _SMALL
    total = sum(values)
    low = [code for code, v in zip(codes, values, strict=True) if v < floor]
    title = title or f"Hoa sen mười cánh: {points(total)} trên 100 điểm"
    desc = desc or (
        ", ".join(f"{code} {points(v)} điểm" for code, v in zip(codes, values, strict=True))
        + f". Mốc công nhận {mark} điểm."
        + (f" Dưới {floor} điểm: {', '.join(low)}." if low else "")
    )
    angles, slot = _angles([count for _name, count in groups], 14 if s.small else 12)
    return "".join(
        [
            f'<svg class="lotus{" gold" if recognised else ""}" xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {s.box} {s.box}" width="{size}" height="{size}">'
            f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>",
            _ground(s, groups, angles, slot),
            f'<g transform="translate({_n(s.box / 2)} {_n(s.box / 2)})" stroke-linejoin="round">',
            _petals(s, values, kinds, angles, slot, floor),
            _heart(s, total, mark, floor, recognised),
            "" if s.small else _words(s, values, codes, angles, total, mark, floor),
            "</g></svg>",
        ]
    )


def _ground(s: _Size, groups: Sequence[tuple[str, int]], angles: list[float], slot: float) -> str:
    if s.small:
        return ""
    c = s.box / 2
    out = f'<path class="leaf" fill="{LEAF}" d="{_leaf(c, c - (8 if s.full else 5), 13 if s.full else 8)}"/>'
    if len(groups) != 3:
        return out
    na, nb = groups[0][1], groups[1][1]
    for turn in (0, angles[na - 1] - slot / 2 - 6, angles[na + nb - 1] + slot / 2 + 6):  # the veins part the groups
        out += (
            f'<path class="vein" stroke="{VEIN}" stroke-width="2" d="M{_n(c)} {_n(c - s.base - 4)}V8" '
            f'transform="rotate({_n(turn)} {_n(c)} {_n(c)})"/>'
        )
    return out


def _petals(s: _Size, values: Sequence[float], kinds: list[int], angles: list[float], slot: float, floor: int) -> str:
    length = s.tip - s.base
    half = (s.base + length * 0.5) * sin(slot / 2 * pi / 180) * (0.84 if s.small else 0.9)
    edge, out = _side(s.base, s.tip, half), []
    whole = _closed(edge, s.tip)
    for v, kind, angle in zip(values, kinds, angles, strict=True):
        dash = ' stroke-dasharray="4 3"' if v < floor and not s.small else ""
        out.append(
            f'<g class="e{kind % 3}" stroke="{EDGES[kind % 3]}" stroke-width="{s.line}" transform="rotate({_n(angle)})">'
            f'<path class="empty" fill="{EMPTY}"{dash} d="{whole}"/>'
        )
        if v > 0:
            height = s.base + length * float(v) / 10
            part = edge if v >= 10 else _level(edge, height)
            out.append(f'<path class="p{kind % 3}" fill="{HUES[kind % 3]}" d="{_closed(part, height)}"/>')
        if s.full:
            out.append(_rib(s, half))
        out.append("</g>")
    return "".join(out)


def _rib(s: _Size, w: float) -> str:
    bend, top = f"{_n(-s.base - (s.tip - s.base) * 0.5)}", _n(-s.tip + 24)
    return (
        f'<path class="rib" fill="none" stroke="{EMPTY}" stroke-width="1" stroke-opacity=".5" '
        f'd="M0 {_n(-s.base - 8)}V{_n(-s.tip + 14)}'
        f"M{_n(w * 0.3)} {_n(-s.base - 8)}Q{_n(w * 0.74)} {bend} {_n(w * 0.3)} {top}"
        f'M{_n(-w * 0.3)} {_n(-s.base - 8)}Q{_n(-w * 0.74)} {bend} {_n(-w * 0.3)} {top}"/>'
    )


def _heart(s: _Size, total: float, mark: int, floor: int, recognised: bool) -> str:
    colour = GOLD if recognised else GREEN
    if s.small:
        return f'<circle class="seed" r="{_n(s.pod)}" fill="{colour}"/>'
    wide, ring = (5, s.pod - 2.5) if s.full else (3.5, s.pod - 1.75)
    around = 2 * pi * ring
    return (
        f'<circle class="floor" r="{_n(s.base + (s.tip - s.base) * floor / 10)}" fill="none" stroke="{INK}" '
        f'stroke-width="1" stroke-dasharray="2 4"/><circle class="pod" r="{_n(s.pod)}" fill="{POD}"/>'
        f'<circle class="track" r="{_n(ring)}" fill="none" stroke="{VEIN}" stroke-width="{wide}"/>'
        f'<circle class="arc" r="{_n(ring)}" fill="none" stroke="{colour}" stroke-width="{wide}" '
        f'stroke-dasharray="{_n(around * float(total) / 100)} {_n(around)}" transform="rotate(-90)"/>'
        f'<path class="tick" stroke="{INK}" stroke-width="{2.5 if s.full else 2}" d="M0 {_n(-ring - wide)}V{_n(-ring + wide)}" '
        f'transform="rotate({_n(mark * 3.6)})"/>'
    )


def _words(
    s: _Size, values: Sequence[float], codes: list[str], angles: list[float], total: float, mark: int, floor: int
) -> str:
    out = [
        f'<g class="words" fill="{INK}" text-anchor="middle"><text class="total" y="{2 if s.full else 3}" '
        f'font-size="{36 if s.full else 24}" font-weight="700">{points(total)}</text>'
    ]
    out.append(
        f'<text y="18" font-size="13">trên 100</text><text y="34" font-size="13">mốc {mark}</text>'
        if s.full
        else f'<text y="17" font-size="11.5">mốc {mark}</text>'
    )
    for code, v, angle in zip(codes, values, angles, strict=True):
        x, y = s.text * sin(angle * pi / 180), -s.text * cos(angle * pi / 180)
        if not s.full:
            under = ' text-decoration="underline"' if v < floor else ""
            out.append(f'<text x="{_n(x)}" y="{_n(y + 5)}" font-size="14" font-weight="700"{under}>{points(v)}</text>')
            continue
        if v < floor:
            out.append(
                f'<rect class="low" x="{_n(x - 17)}" y="{_n(y - 19)}" width="34" height="40" rx="6" fill="{EMPTY}" '
                'stroke="#98401f" stroke-width="2"/>'
            )
        out.append(
            f'<text x="{_n(x)}" y="{_n(y - 4)}" font-size="13.5">{code}</text>'
            f'<text x="{_n(x)}" y="{_n(y + 15)}" font-size="19" font-weight="700">{points(v)}</text>'
        )
    return "".join(out) + "</g>"


def petal(value: float, kind: int = 0, *, floor: int = 5) -> str:
    """One petal standing upright, for a row of a list; the number stands beside it as text, so it is hidden from readers."""
    edge, height = _side(2, 41, 11), 2 + 39 * float(value) / 10
    part = edge if value >= 10 else _level(edge, height)
    fill = f'<path class="p{kind}" d="{_closed(part, 60)}"/>' if value > 0 else ""
    dash = ' stroke-dasharray="3 2.5"' if value < floor else ""
    return (
        f'<svg class="petal e{kind}" viewBox="-15 -43 30 43" width="30" height="43" aria-hidden="true">'
        f'<path class="empty"{dash} d="{_closed(edge, 41)}"/>{fill}</svg>'
    )


def sign() -> str:
    """The sign of the portal in the header: all ten petals full."""
    angles, _slot = _angles([4, 4, 2], 14)
    petals = "".join(
        f'<path class="p{k} e{k}" fill="{HUES[k]}" transform="rotate({_n(a)})" d="M-2-9C-10-16-7-25 0-31 7-25 10-16 2-9Z"/>'
        for k, a in zip([0] * 4 + [1] * 4 + [2] * 2, angles, strict=True)
    )
    return (
        f'<svg viewBox="-32 -32 64 64" width="44" height="44" aria-hidden="true">{petals}'
        f'<circle class="seed" fill="{GREEN}" r="6"/></svg>'
    )
