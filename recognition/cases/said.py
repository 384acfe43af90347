"""What somebody says of an indicator: points, or the level that a target reaches, or that it does not concern the subject."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from recognition.cases.typed import checked_points
from recognition.criteria.words import Criteria, Indicator
from recognition.evidence.wording import number
from recognition.refusals import Incomplete

NOT_APPLICABLE = "-"  # as it is typed and chosen; longer dashes mean the same


class Said(NamedTuple):
    """Points (of a target: its level), or that the target is left out, which counts as 0."""

    points: Decimal
    not_applicable: bool = False


def said_of(criteria: Criteria, code: str, said: object) -> Said:
    """What was typed or chosen for an indicator of the set. Raises Incomplete, naming the indicator."""
    indicator = criteria.by_code.get(code)
    if indicator is None:
        raise Incomplete(_("There is no indicator %(code)s.") % {"code": code}, code)
    if indicator.target is None:
        return Said(checked_points(code, said, indicator.maximum))
    if str(said).strip() in (NOT_APPLICABLE, "–", "—"):
        return _left_out(indicator)
    points = checked_points(code, said, indicator.maximum)
    if points % 1:
        text = _("%(code)s: write the level that is reached, a whole number from 0 to %(most)s.")
        raise Incomplete(text % {"code": code, "most": number(indicator.maximum)}, code)
    return Said(points)


def _left_out(indicator: Indicator) -> Said:
    if indicator.target is None or not indicator.target.not_applicable:
        text = _("%(code)s concerns everybody: it cannot be declared not applicable.")
        raise Incomplete(text % {"code": indicator.code}, indicator.code)
    return Said(Decimal(0), not_applicable=True)


def left_out_without_reason(code: str) -> Incomplete:
    """The refusal of a target that an assessor leaves out and says not why."""
    return Incomplete(_("%(code)s: say in a few words why it does not concern the subject.") % {"code": code}, code)
