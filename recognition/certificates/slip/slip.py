"""A certificate as a code on paper that a telephone reads without network: COSE_Sign1 by the body's Ed25519 key, in Base45.

What stands in it, each under its number: 1 name, 2 year of birth, 3 title, 4 number of the decision, 5 its day, 6 the last
day on which the title holds, 7 code of the commune, 8 digital skills in percent, 9 register number, 10 the day of this slip.
Days are counted from 01/01/1970. Never points. About 180 bytes, 275 letters: a QR code of version 10-M.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.people.public import decrypt, everyone
from portal.places.public import version_on
from recognition.certificates.badges.keys import ED25519, from_base64url, in_use, sign_with
from recognition.certificates.fold import SUPERSEDED
from recognition.certificates.life import standing
from recognition.certificates.register import issuing_today
from recognition.certificates.slip import base45, cbor, cose
from recognition.models import Certificate, IssuerKey, IssuingBody
from recognition.papers.qr import qr_svg
from recognition.refusals import Incomplete, WrongState

BEGINS = "CHTCD1:"  # what tells this code from others, and its version
MOST = 700  # letters of a slip that is read
_NAME, _BORN, _TITLE, _NUMBER, _DAY, _LAST, _PLACE, _SKILLS, _REGISTER, _MADE = range(1, 11)
_TEXTS, _COUNTS = (_NAME, _TITLE, _NUMBER, _PLACE, _REGISTER), (_BORN, _DAY, _LAST, _SKILLS, _MADE)
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Slip:
    """What a slip says, and what was found about it, each on its own: a single yes would mislead."""

    name: str
    born: int | None
    title: str
    decision_number: str
    decision_date: date | None
    last_day: date | None
    place_code: str
    skills: int | None
    register_code: str
    made_on: date | None
    body_name: str
    key_state: str  # in_use | retired | compromised
    state: str  # how the register has the certificate today (`fold.STATES`); empty: it is not in that of who signed


def slip_of(certificate: Certificate, *, skills: int | None = None) -> str:
    """The text of the code. Raises WrongState (no longer valid, or its words are no longer kept), Incomplete (no body signs)."""
    name = decrypt(certificate.name_encrypted)
    if certificate.state != Certificate.State.VALID or not name:
        raise WrongState(_("This certificate is no longer valid, so no slip is signed for it."))
    payload = cbor.encode(_words(certificate, name, skills))
    key = in_use(issuing_today(certificate), ED25519)
    message = cose.signed(payload, bytes.fromhex(key.kid), lambda data: sign_with(key, data)[1])
    return BEGINS + base45.encode(message)


def slip_svg(certificate: Certificate) -> str:
    """The code as a picture to be printed, about 35 mm wide."""
    return qr_svg(slip_of(certificate))


def _words(certificate: Certificate, name: str, skills: int | None) -> dict[int, Any]:
    line, decision = certificate.line, certificate.line.decision
    place = version_on(line.unit, decision.date)
    words = {
        _NAME: name,
        _BORN: line.birth_year,
        _TITLE: line.title,
        _NUMBER: decision.number,
        _DAY: _days(decision.date),
        _LAST: _days(getattr(certificate, "valid_to", None)),
        _PLACE: place.code if place else None,
        _SKILLS: skills,
        _REGISTER: certificate.register_code,
        _MADE: _days(timezone.localdate()),
    }
    return {number: value for number, value in words.items() if value is not None}


def _days(day: date | None) -> int | None:
    return (day - _EPOCH).days if day else None


def _day(count: int | None) -> date | None:
    return _EPOCH + timedelta(days=count) if count is not None else None


def read(text: str) -> Slip:
    """What a slip says, once a key that is known here has signed it. Raises Incomplete (field `text`) with the reason."""
    message = _message(text)
    try:
        kid = cose.kid_of(message).hex()
        key = IssuerKey.objects.select_related("body").filter(kind=ED25519, fingerprint__startswith=kid).first()
        if len(kid) != 16 or key is None:
            raise Incomplete(_("This slip was signed by nobody whose key is known here."), "text")
        public = Ed25519PublicKey.from_public_bytes(from_base64url(key.public["x"]))
        words = cbor.decode(cose.opened(message, public))
        return _slip(words, key)
    except (cose.BadSlip, cbor.BadCbor, ValueError, OverflowError, TypeError, KeyError) as problem:
        wrong = _("The signature of this slip does not fit: the code was changed, or a letter is missing.")
        raise Incomplete(wrong, "text") from problem


def _message(text: str) -> bytes:
    # Space is one of the 45 letters: only what surrounds the code and breaks of lines are not part of it.
    text = text.replace("\r", "").replace("\n", "").strip()
    if not text.startswith(BEGINS) or len(text) > MOST:
        raise Incomplete(_("This is no slip of this portal. It begins with %(word)s.") % {"word": BEGINS}, "text")
    try:
        return base45.decode(text.removeprefix(BEGINS))
    except ValueError as problem:
        raise Incomplete(_("A letter of this slip is missing or wrong. Scan it again."), "text") from problem


def _slip(words: dict[int, Any], key: IssuerKey) -> Slip:
    texts = {number: words.get(number, "") for number in _TEXTS}
    counts = {number: words.get(number) for number in _COUNTS}
    if not all(isinstance(one, str) for one in texts.values()):
        raise ValueError("no text")
    if not all(one is None or isinstance(one, int) for one in counts.values()):
        raise ValueError("no number")
    state = "compromised" if key.compromised_at else "retired" if key.retired_at else "in_use"
    with everyone("who holds a slip may have it checked"):
        found = Certificate.objects.filter(register_code=texts[_REGISTER], line__decision__number=texts[_NUMBER])
        register = _in_register(list(found.select_related("body", "line__decision__body", "line__case")[:2]), key.body)
    return Slip(
        name=texts[_NAME],
        born=counts[_BORN],
        title=texts[_TITLE],
        decision_number=texts[_NUMBER],
        decision_date=_day(counts[_DAY]),
        last_day=_day(counts[_LAST]),
        place_code=texts[_PLACE],
        skills=counts[_SKILLS],
        register_code=texts[_REGISTER],
        made_on=_day(counts[_MADE]),
        body_name=key.body.name,
        key_state=state,
        state=register,
    )


def _in_register(found: list[Certificate], signer: IssuingBody) -> str:
    """As the check page has it today; of one that was replaced, how the last one stands once the title is held no more.

    Empty where it is not in the register of who signed.
    """
    if len(found) != 1 or not _speaks_for(signer, found[0]):
        return ""
    now = standing(found[0], timezone.localdate())
    return now.last_state if now.state == SUPERSEDED and not now.title_holds else now.state


def _speaks_for(signer: IssuingBody, certificate: Certificate) -> bool:
    """The body that decided or issued, or one of its kind that came into its place since."""
    decided = certificate.line.decision.body
    if signer in (decided, certificate.body):
        return True
    try:
        return signer.kind == decided.kind and (signer.valid_to is not None or signer == issuing_today(certificate))
    except Incomplete:
        return False
