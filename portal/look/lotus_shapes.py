"""The curves of a petal (pure): Bézier edges cut at a height, places on a ring, the waved leaf."""

from collections.abc import Sequence
from math import cos, pi, sin

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]


def short(value: float) -> str:
    """A number of a path, at most one digit after the point."""
    return f"{round(value, 1) + 0:g}"


def mix(p: Point, q: Point, t: float) -> Point:
    """The point at t on the way from p to q."""
    return (p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t)


def split(curve: Curve, t: float) -> Curve:
    """First part of a cubic Bézier curve up to t (de Casteljau)."""
    a, b, c, d = curve
    ab, bc, cd = mix(a, b, t), mix(b, c, t), mix(c, d, t)
    abc, bcd = mix(ab, bc, t), mix(bc, cd, t)
    return a, ab, abc, mix(abc, bcd, t)


def side(base: float, tip: float, half: float) -> Curve:
    """Right edge of a petal standing on the y axis, from its foot to its tip."""
    length = tip - base
    return ((half * 0.42, base), (half * 1.5, base + length * 0.3), (half * 1.02, base + length * 0.76), (0, tip))


def xy(point: Point, sign: int = 1) -> str:
    """A point as a path writes it; y grows upward here, downward in SVG."""
    return f"{short(sign * point[0])} {short(-point[1])}"


def closed(curve: Curve, radius: float) -> str:
    """Path of both edges up to the end of `curve`; the top follows a circle of `radius` unless it is the tip."""
    a, b, c, d = curve
    top = "" if d[0] < 0.05 else f"A{short(radius)} {short(radius)} 0 0 1 {xy(d)}"
    path = f"M{xy(a, -1)}C{xy(b, -1)} {xy(c, -1)} {xy(d, -1)}{top}C{xy(c)} {xy(b)} {xy(a)}Z"
    return path.replace(" -", "-")


def level(curve: Curve, height: float) -> Curve:
    """The part of an edge below a height, found by halving."""
    low, high = 0.0, 1.0
    for _step in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if split(curve, middle)[3][1] < height else (low, middle)
    return split(curve, low)


def angles_of(counts: Sequence[int], gap: float) -> tuple[list[float], float]:
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


def band(radius: float, degrees: float) -> str:
    """A piece of the circle around the middle, above it, that wide."""
    x, y = radius * sin(degrees * pi / 360), -radius * cos(degrees * pi / 360)
    return f"M{short(-x)} {short(y)}A{short(radius)} {short(radius)} 0 0 1 {short(x)} {short(y)}"


def leaf(centre: float, radius: float, depth: float, lobes: int = 16) -> str:
    """The lotus leaf behind the flower, with a softly waved edge."""

    def at(r: float, k: float) -> str:
        return f"{short(centre + r * sin(2 * pi * k / lobes))} {short(centre - r * cos(2 * pi * k / lobes))}"

    return (
        f"M{at(radius, 0)}" + "".join(f"Q{at(radius + depth, k + 0.5)} {at(radius, k + 1)}" for k in range(lobes)) + "Z"
    )
