"""Points as people type them."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from recognition.evidence.wording import number
from recognition.refusals import Incomplete

# Decimal takes more than people write: “1e3”, “NaN”, “1_0”.
_WRITTEN = re.compile(r"[+-]?(\d{1,6}(\.\d{0,6})?|\.\d{1,6})", re.ASCII)


def checked_points(code: str, said: Decimal | str | int, maximum: Decimal | None) -> Decimal:
    """What was typed (comma or point) as points of an indicator, in steps of 0,25; raises Incomplete with the reason."""
    if maximum is None:
        raise Incomplete(_("There is no indicator %(code)s.") % {"code": code[:20]}, code)
    written = str(said).strip().replace(",", ".")
    if not _WRITTEN.fullmatch(written):
        raise Incomplete(
            _("%(code)s: write a number from 0 to %(most)s.") % {"code": code, "most": number(maximum)}, code
        )
    value = abs(Decimal(written)) if Decimal(written) == 0 else Decimal(written)
    if not 0 <= value <= maximum or value * 4 % 1:
        raise Incomplete(
            _("%(code)s: points go from 0 to %(most)s, in halves or quarters.")
            % {"code": code, "most": number(maximum)},
            code,
        )
    return value
