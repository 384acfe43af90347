"""Hoa sen mười cánh (pure): one petal per indicator, filled from the base in proportion to its points.

Standard library only, no ids inside, so many flowers can stand on one page. Colours are attributes (the file works alone)
and classes (components.css re-colours them for the dark scheme, forced colours and print). Order: the first group on the
left, the second on the right, both read from top to bottom; the third below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi, sin

from portal.look.lotus_shapes import angles_of, closed, leaf, level, short, side

GROUPS = (("A", 4), ("B", 4), ("C", 2))
INK, LEAF, VEIN, EMPTY, POD, GOLD, GREEN = "#1d2a23", "#e3ecd9", "#b9cdb0", "#fffdf7", "#f3efd6", "#a67a0c", "#125539"
HUES = ("#c95a80", "#94305f", "#bf5a33")  # lotus pink, deep lotus, terracotta
EDGES = ("#7c2247", "#55123a", "#74310f")  # the same, as a woodblock outline


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
    angles, slot = angles_of([count for _name, count in groups], 14 if s.small else 12)
    return "".join(
        [
            f'<svg class="lotus{" gold" if recognised else ""}" xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {s.box} {s.box}" width="{size}" height="{size}">'
            f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>",
            _ground(s, groups, angles, slot),
            f'<g transform="translate({short(s.box / 2)} {short(s.box / 2)})" stroke-linejoin="round">',
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
    out = f'<path class="leaf" fill="{LEAF}" d="{leaf(c, c - (8 if s.full else 5), 13 if s.full else 8)}"/>'
    if len(groups) != 3:
        return out
    na, nb = groups[0][1], groups[1][1]
    for turn in (0, angles[na - 1] - slot / 2 - 6, angles[na + nb - 1] + slot / 2 + 6):  # the veins part the groups
        out += (
            f'<path class="vein" stroke="{VEIN}" stroke-width="2" d="M{short(c)} {short(c - s.base - 4)}V8" '
            f'transform="rotate({short(turn)} {short(c)} {short(c)})"/>'
        )
    return out


def _petals(s: _Size, values: Sequence[float], kinds: list[int], angles: list[float], slot: float, floor: int) -> str:
    length = s.tip - s.base
    half = (s.base + length * 0.5) * sin(slot / 2 * pi / 180) * (0.84 if s.small else 0.9)
    edge, out = side(s.base, s.tip, half), []
    whole = closed(edge, s.tip)
    for v, kind, angle in zip(values, kinds, angles, strict=True):
        dash = ' stroke-dasharray="4 3"' if v < floor and not s.small else ""
        out.append(
            f'<g class="e{kind % 3}" stroke="{EDGES[kind % 3]}" stroke-width="{s.line}" transform="rotate({short(angle)})">'
            f'<path class="empty" fill="{EMPTY}"{dash} d="{whole}"/>'
        )
        if v > 0:
            height = s.base + length * float(v) / 10
            part = edge if v >= 10 else level(edge, height)
            out.append(f'<path class="p{kind % 3}" fill="{HUES[kind % 3]}" d="{closed(part, height)}"/>')
        if s.full:
            out.append(_rib(s, half))
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


def _heart(s: _Size, total: float, mark: int, floor: int, recognised: bool) -> str:
    colour = GOLD if recognised else GREEN
    if s.small:
        return f'<circle class="seed" r="{short(s.pod)}" fill="{colour}"/>'
    wide, ring = (5, s.pod - 2.5) if s.full else (3.5, s.pod - 1.75)
    around = 2 * pi * ring
    return (
        f'<circle class="floor" r="{short(s.base + (s.tip - s.base) * floor / 10)}" fill="none" stroke="{INK}" '
        f'stroke-width="1" stroke-dasharray="2 4"/><circle class="pod" r="{short(s.pod)}" fill="{POD}"/>'
        f'<circle class="track" r="{short(ring)}" fill="none" stroke="{VEIN}" stroke-width="{wide}"/>'
        f'<circle class="arc" r="{short(ring)}" fill="none" stroke="{colour}" stroke-width="{wide}" '
        f'stroke-dasharray="{short(around * float(total) / 100)} {short(around)}" transform="rotate(-90)"/>'
        f'<path class="tick" stroke="{INK}" stroke-width="{2.5 if s.full else 2}"'
        f' d="M0 {short(-ring - wide)}V{short(-ring + wide)}" '
        f'transform="rotate({short(mark * 3.6)})"/>'
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
            out.append(
                f'<text x="{short(x)}" y="{short(y + 5)}" font-size="14" font-weight="700"{under}>{points(v)}</text>'
            )
            continue
        if v < floor:
            out.append(
                f'<rect class="low" x="{short(x - 17)}" y="{short(y - 19)}" width="34" height="40" rx="6" fill="{EMPTY}" '
                'stroke="#98401f" stroke-width="2"/>'
            )
        out.append(
            f'<text x="{short(x)}" y="{short(y - 4)}" font-size="13.5">{code}</text>'
            f'<text x="{short(x)}" y="{short(y + 15)}" font-size="19" font-weight="700">{points(v)}</text>'
        )
    return "".join(out) + "</g>"


def petal(value: float, kind: int = 0, *, floor: int = 5) -> str:
    """One petal standing upright, for a row of a list; the number stands beside it as text, so it is hidden from readers."""
    edge, height = side(2, 41, 11), 2 + 39 * float(value) / 10
    part = edge if value >= 10 else level(edge, height)
    fill = f'<path class="p{kind}" d="{closed(part, 60)}"/>' if value > 0 else ""
    dash = ' stroke-dasharray="3 2.5"' if value < floor else ""
    return (
        f'<svg class="petal e{kind}" viewBox="-15 -43 30 43" width="30" height="43" aria-hidden="true">'
        f'<path class="empty"{dash} d="{closed(edge, 41)}"/>{fill}</svg>'
    )


def sign() -> str:
    """The sign of the portal in the header: all ten petals full."""
    angles, _slot = angles_of([4, 4, 2], 14)
    petals = "".join(
        f'<path class="p{k} e{k}" fill="{HUES[k]}" transform="rotate({short(a)})" d="M-2-9C-10-16-7-25 0-31 7-25 10-16 2-9Z"/>'
        for k, a in zip([0] * 4 + [1] * 4 + [2] * 2, angles, strict=True)
    )
    return (
        f'<svg viewBox="-32 -32 64 64" width="44" height="44" aria-hidden="true">{petals}'
        f'<circle class="seed" fill="{GREEN}" r="6"/></svg>'
    )
