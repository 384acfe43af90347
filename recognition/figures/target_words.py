"""What targets ask for, in words: the same on pages and in reports."""

from decimal import Decimal

from django.utils.translation import gettext as _

from recognition.figures.targets import Target


def wanted(target: Target) -> str:
    """What a target of a plan asks for: a number, a range, or that its sources differ."""
    if target.value is None:
        if len(target.candidates) == 1:
            return _("%(value)s (not certain)") % {"value": plain(target.candidates[0]) + "%"}
        if target.candidates:
            return _("%(values)s (sources differ)") % {
                "values": _(" or ").join(plain(one) + "%" for one in target.candidates)
            }
        return _("no number was found")
    return percent(target.value, target.most) if target.in_percent else plain(target.value)


def doubt(target: Target) -> str:
    """What makes a target uncertain, empty for what was read in its own paper."""
    return _("read only at second hand, or sources differ") if target.uncertain else ""


def percent(least: Decimal, most: Decimal | None) -> str:
    """“70%”, or “70–80%”."""
    return f"{plain(least)}–{plain(most)}%" if most is not None else f"{plain(least)}%"


def plain(value: Decimal) -> str:
    """A number as people write it, without needless zeros."""
    return f"{value.normalize():f}".replace(".", ",")
