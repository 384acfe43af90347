"""What anybody may know of a certificate: by its address, its code, or its register number with the name. Never points.

Nothing is kept of who asks: no entry in the log, no count by certificate. Wrong tries are counted for a network, in a row that
holds no address and goes when its minutes have passed (`portal.limits`).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.limits.public import Limit, closed_until, count, when
from portal.people.public import decrypt, everyone
from portal.text.folding import words
from recognition.certificates.about import about_of
from recognition.certificates.codes import is_right, register_form, typed
from recognition.certificates.fold import HELD, NOT_YET, SUPERSEDED
from recognition.certificates.life import Standing, standing
from recognition.certificates.wording import stood
from recognition.models import Certificate
from recognition.refusals import Incomplete

HOLDS, REPLACED, ENDED = "holds", "replaced", "ended"
# Numbers follow each other and names can be guessed; of codes there are too many to try.
BY_NUMBER = Limit("certificate_by_number", 10, 600)
BY_CODE = Limit("certificate_by_code", 30, 600)
LONGEST = 100  # characters that may be typed into a field
WHY = "anybody may check a certificate that is in their hands"


@dataclass(frozen=True)
class OnDay:
    """A day that was asked for: how it stood by what was recorded at its end, and by what is known now."""

    day: date
    recorded: Standing
    known: Standing

    @property
    def differ(self) -> bool:
        """Whether what was recorded later changes what that day was."""
        return (self.recorded.state, self.recorded.last_state) != (self.known.state, self.known.last_state)

    @property
    def recorded_words(self) -> str:
        """How it stood by what was recorded."""
        return stood(self.recorded)

    @property
    def known_words(self) -> str:
        """How it stood by what is known now."""
        return stood(self.known)


@dataclass(frozen=True)
class Answer:
    """What the check page says. `name` is empty once the decision's retention has ended: then number, title and state remain."""

    verdict: str
    standing: Standing
    name: str
    title: str
    unit_name: str
    campaign_year: int
    register_code: str
    issued_on: date
    body_name: str
    decision_number: str
    decision_date: date
    token: str
    replaces: str | None
    then: OnDay | None = None

    @property
    def state(self) -> str:
        """The state today."""
        return self.standing.state


def check(token: str, on: date | None = None) -> Answer | None:
    """What is known of the certificate with this token, today and on a day if one is asked for; None when there is none.

    Raises Incomplete (`ngay`) for a day that lies ahead.
    """
    if on is not None and on > timezone.localdate():
        raise Incomplete(_("This day has not come yet. Write today or a day before."), "ngay")
    with everyone(WHY):
        found = Certificate.objects.filter(token=token).select_related("line__decision").first()
        if found is None:
            return None
        before = Certificate.objects.filter(superseded_by=found).values_list("token", flat=True).first()
        today = standing(found, timezone.localdate())
        then = None
        if on is not None:
            end = datetime.combine(on + timedelta(days=1), time.min, timezone.get_current_timezone())
            then = OnDay(on, standing(found, on, end), standing(found, on))
        about = about_of(found)
    line = found.line
    return Answer(
        verdict=verdict_of(today),
        standing=today,
        name=about.name,
        title=line.title,
        unit_name=about.unit,
        campaign_year=line.decision.campaign_year,
        register_code=found.register_code,
        issued_on=found.issued_on,
        body_name=line.decision.body_name,
        decision_number=line.decision.number,
        decision_date=line.decision.date,
        token=token,
        replaces=before,
        then=then,
    )


def verdict_of(standing: Standing) -> str:
    """Which of the answers a standing is: it holds, it was replaced, or it no longer holds."""
    if standing.state in HELD or standing.state == NOT_YET:
        return HOLDS
    return REPLACED if standing.state == SUPERSEDED else ENDED


def token_of_code(text: str, network: str) -> str | None:
    """The token of the certificate with this code; None when there is none.

    Raises Incomplete (`code`) for a slip of the pen, which the last letter shows, and after too many wrong ones.
    """
    code = typed(text[:LONGEST])
    if not is_right(code):
        raise Incomplete(
            _(
                "There is a slip in the code: it has 12 letters and figures, as 7KM-3RD-PW9-X4T. Compare it with the sheet."
            ),
            "code",
        )
    _must_be_open(BY_CODE, network, "code")
    with everyone(WHY):
        token = Certificate.objects.filter(code=code).values_list("token", flat=True).first()
    return token or _wrong(BY_CODE, network)


def token_of_number(number: str, name: str, network: str) -> str | None:
    """The token of the certificate with this register number and name, marks and capitals aside; None when there is none.

    A wrong name is answered as an unknown number is. Raises Incomplete (`number`, `name`) for an empty field or too many tries.
    """
    form, said = register_form(number[:LONGEST]), words(name[:LONGEST])
    if not form:
        raise Incomplete(_("Write the register number as it stands on the sheet, for example SN-2026-0128."), "number")
    if not said:
        raise Incomplete(_("Write the whole name as it stands on the sheet."), "name")
    _must_be_open(BY_NUMBER, network, "number")
    with everyone(WHY):
        for one in Certificate.objects.filter(Q(register_form=form)).only("token", "name_encrypted")[:20]:
            if words(decrypt(one.name_encrypted)) == said:
                return one.token
    return _wrong(BY_NUMBER, network)


def _must_be_open(limit: Limit, network: str, field: str) -> None:
    until = closed_until(limit, network)
    if until is not None:
        raise Incomplete(
            _("Too many wrong tries from here. Try again at %(when)s, or scan the code on the sheet.")
            % {"when": when(until)},
            field,
        )


def _wrong(limit: Limit, network: str) -> None:
    count(limit, network)
