"""Why an act on a case was refused: each error carries a sentence for the person, with the next step."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _


class Refused(Exception):
    """An act that did not happen. `str()` is for the person; nothing was written."""

    field = ""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class StaleCase(Refused):
    """The case was changed since the page was opened; `by` (may be None) and `at` say who and when, `own` that it was
    the same person on another page; only where it is `named` do the words hold a sign-in name: citizens are shown none."""

    def __init__(self, by, at: datetime | None, *, own: bool = False, named: bool = True) -> None:
        when = localtime(at).strftime("%H:%M %d/%m/%Y") if at else ""
        if own:
            text = _(
                "You changed this case yourself on another page, at %(when)s. Look at it as it is now, then go on."
            )
        else:
            text = _("Somebody has changed this case: %(who)s at %(when)s. Look at it again, then decide.")
        super().__init__(text % {"who": by.get_full_name() if by and named else _("somebody else"), "when": when})
        self.by, self.at = by, at


class Held(Refused):
    """Another officer has the case open."""

    def __init__(self, holder, until: datetime) -> None:
        super().__init__(
            _("%(who)s holds this case until %(until)s. Take another case, or take this one over.")
            % {"who": holder.get_full_name(), "until": localtime(until).strftime("%H:%M")}
        )
        self.holder, self.until = holder, until


class WrongState(Refused):
    """The act does not fit the state of the case."""


class StaleList(WrongState):
    """What a page showed of a list is no longer so."""


class NotYours(Refused):
    """The person has no such role for the unit of the case."""


class SamePerson(Refused):
    """Helper, assessor and signer of one case must be three different people."""


class OutsideCampaign(Refused):
    """The day does not belong to the phase of the campaign that the act needs."""


class Incomplete(Refused):
    """Something is missing or wrong in what was entered; `field` names it."""


REASON, MESSAGE = 1000, 3000  # characters of a reason among officials, and of a message to a person


def said_in(text: str | None, most: int, field: str) -> str:
    """What was typed, without what a browser or a paste adds: its line ends, characters that no text holds, blanks around.

    Raises Incomplete for what is longer than the field bears: it is never cut in silence.
    """
    found = (text or "").replace("\r\n", "\n").replace("\x00", "").strip()
    if len(found) > most:
        told = _("This is too long: %(n)s characters, at most %(most)s. Say it in fewer words.")
        raise Incomplete(told % {"n": len(found), "most": most}, field)
    return found
