"""What the points come to, in the words of the decision bar: the one computation behind the bar, its buttons and the refusals.

Pure but for the language: it asks the database nothing. The page is made with it, every keystroke is answered with it, and
`marking` asks the same verdict before it lets an act through.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from recognition.cases.said import NOT_APPLICABLE, said_of
from recognition.cases.subject_words import result_words
from recognition.criteria.score import Verdict, score
from recognition.criteria.words import Criteria
from recognition.evidence.wording import number
from recognition.refusals import Incomplete

ZERO = Decimal(0)


@dataclass(frozen=True)
class Bar:
    """`points`: what was read; `wrong`: code -> why it cannot be read. `verdict` is None while anything cannot be read.

    `words` follow the total, `good` says whether they tell of enough; `why_not`: act -> why it is off, for those that are.
    """

    points: Mapping[str, Decimal]
    wrong: Mapping[str, str]
    verdict: Verdict | None
    words: str
    good: bool
    lowest: str
    hint: str
    why_not: Mapping[str, str]
    apart: Mapping[str, str] = field(default_factory=dict)  # targets that are left out
    by_targets: bool = False  # what is said are levels, and what is counted are targets met

    @property
    def total(self) -> Decimal:
        """The sum of what can be read; of a title judged by targets, how many are met."""
        if self.by_targets and self.verdict is not None:
            return self.verdict.total
        return sum(self.points.values(), ZERO)

    @property
    def confirm_off(self) -> str:
        """Why the case cannot be proposed now; empty: it can."""
        return self.why_not.get("confirm", "")

    @property
    def not_enough_off(self) -> str:
        """Why it cannot be said that the case is not enough; empty: it can."""
        return self.why_not.get("not_enough", "")


def bar_of(criteria: Criteria, area_class: str, typed: Mapping[str, str], chosen: str = "") -> Bar:
    """The bar for points as typed, code -> text (a code of the set that is missing is empty). `chosen`: the indicator looked at,
    of which the hint speaks. Raises what `score` raises for a set that cannot be scored with."""
    points, apart, wrong = _read(criteria, typed)
    if wrong:
        return _unread(criteria, points, wrong)
    verdict = score(criteria, points, area_class, apart)
    lowest = min(points, key=lambda code: points[code])
    said = {"code": lowest, "points": number(points[lowest])}
    return Bar(
        points,
        {},
        verdict,
        told(criteria, verdict, points),
        verdict.passed,
        "" if criteria.levels else _("Lowest: %(code)s, %(points)s points.") % said,
        what_if(criteria, area_class, points, chosen or lowest),
        {"not_enough": why_not_enough_is_off(verdict)} if verdict.passed else {"confirm": shortfall(criteria, verdict)},
        apart,
        bool(criteria.levels),
    )


def _read(criteria: Criteria, typed: Mapping[str, str]) -> tuple[dict[str, Decimal], dict[str, str], dict[str, str]]:
    points, apart, wrong = {}, {}, {}
    for one in criteria.indicators:
        said = typed.get(one.code, "").strip()
        if not said:
            wrong[one.code] = _("%(code)s is empty.") % {"code": one.code}
            continue
        try:
            points[one.code], left_out = said_of(criteria, one.code, said)
        except Incomplete as problem:
            wrong[one.code] = str(problem)
            continue
        if left_out:
            apart[one.code] = NOT_APPLICABLE
    return points, apart, wrong


def _unread(criteria: Criteria, points: Mapping[str, Decimal], wrong: Mapping[str, str]) -> Bar:
    first = next(iter(wrong))
    off = _("Cannot be added up yet: %(why)s") % {"why": wrong[first]}
    codes = ", ".join(wrong)
    text = (
        _("Give a level in %(codes)s, then conclude.")
        if criteria.levels
        else _("Give points in %(codes)s, then conclude.")
    )
    hint = text % {"codes": codes}
    return Bar(points, wrong, None, off, False, "", hint, {"confirm": off, "not_enough": off})


def told(criteria: Criteria, verdict: Verdict, points: Mapping[str, Decimal]) -> str:
    """What stands behind the total: enough and by how much, or what is missing."""
    if criteria.levels or criteria.bands:
        most = sum((one.maximum for one in criteria.indicators), ZERO)
        words = result_words(criteria, verdict, most)
        return words if words.endswith(".") else f"{words}."  # the lowest indicator is said behind it
    mark, over = number(verdict.mark), verdict.total - verdict.mark
    if verdict.passed and over > 0:
        return _("enough for the mark of %(mark)s, %(over)s more.") % {"mark": mark, "over": number(over)}
    if verdict.passed:
        return _("just enough for the mark of %(mark)s.") % {"mark": mark}
    if verdict.missing:
        return _("below the mark of %(mark)s, %(missing)s missing.") % {
            "mark": mark,
            "missing": number(verdict.missing),
        }
    if verdict.below:
        floor, code = criteria.floor_points(), verdict.below[0]
        return _("enough in sum, but %(code)s has only %(points)s and needs %(floor)s.") % {
            "code": ", ".join(verdict.below),
            "points": number(points[code]),
            "floor": number(floor),
        }
    return _("not enough for the title.")


def shortfall(criteria: Criteria, verdict: Verdict) -> str:
    """Why a case that does not pass cannot be proposed, with what to do."""
    if verdict.open:
        text = _("Not enough: not met yet: %(codes)s. Set another level with a reason, or ask for more.")
        return text % {"codes": ", ".join(verdict.open)}
    if criteria.levels:
        return _("No target is left that applies: no level can be reached. Let one apply, or ask for more.")
    if verdict.below:
        return _("Not enough: %(codes)s under %(floor)s points. Set points with a reason, or ask for more.") % {
            "codes": ", ".join(verdict.below),
            "floor": number(criteria.floor_points()),
        }
    return _("Not enough: %(total)s points, the mark is %(mark)s. Set points with a reason, or ask for more.") % {
        "total": number(verdict.total),
        "mark": number(verdict.mark),
    }


def why_not_enough_is_off(verdict: Verdict) -> str:
    """Why nobody can say “not enough” of points that are, or of targets that reach a level."""
    if verdict.level:
        return _("Every target of a level is met. Lower one with a reason first, or return the case for more.")
    return _("The points reach the mark of %(mark)s. Lower them with a reason first, or return the case for more.") % {
        "mark": number(verdict.mark)
    }


def what_if(criteria: Criteria, area_class: str, points: Mapping[str, Decimal], code: str) -> str:
    """What would turn the result round: with how few points in this indicator it fails, or with how many it passes."""
    if criteria.levels:
        return ""  # the open targets stand behind the total: no number of points turns it round
    now, least = score(criteria, points, area_class), tipping_point(criteria, points, code, area_class)
    if now.passed and least:
        return _("If %(code)s falls under %(points)s points, it is not enough.") % {
            "code": code,
            "points": number(least),
        }
    if now.passed:
        return _("Enough even without %(code)s.") % {"code": code}
    if least is not None:
        return _("From %(points)s points in %(code)s on, it is enough.") % {"code": code, "points": number(least)}
    if now.below:
        return _("Under %(floor)s points: %(codes)s.") % {
            "floor": number(criteria.floor_points()),
            "codes": ", ".join(now.below),
        }
    return _("%(points)s points are missing.") % {"points": number(now.missing)}


def tipping_point(criteria: Criteria, points: Mapping[str, Decimal], code: str, area_class: str) -> Decimal | None:
    """The fewest points of one indicator with which the title is still reached, the others as they are.

    None when it is not reached even with the maximum.
    """
    maximum, step = criteria.indicator(code).maximum, Decimal("0.25")
    value = ZERO
    while value <= maximum:
        if score(criteria, {**points, code: value}, area_class).passed:
            return value
        value += step
    return None


def without(
    criteria: Criteria,
    area_class: str,
    points: Mapping[str, Decimal],
    now: Mapping[str, Decimal],
    then: Mapping[str, Decimal],
    codes: Collection[str],
    apart: Mapping[str, str] | None = None,
) -> str:
    """What becomes of the sum when a paper of these indicators does not count. `now`, `then`: the proposed points with and
    without it; points that follow the proposal follow it down, what the officer set otherwise stays."""
    if set(points) != set(now):
        return ""
    left = {code: then[code] if code in codes and value == now[code] else value for code, value in points.items()}
    moved = [code for code in codes if left.get(code) != points.get(code)]
    if not moved:
        return _("Without this paper nothing changes.")
    verdict = score(criteria, left, area_class, apart or {})
    text = (
        _("Without this paper %(moved)s, %(total)s in all: still enough.")
        if verdict.passed
        else _("Without this paper %(moved)s, %(total)s in all: not enough.")
    )
    each = [_("%(code)s has %(points)s") % {"code": code, "points": number(left[code])} for code in moved]
    return text % {"moved": ", ".join(each), "total": number(sum(left.values(), ZERO))}
