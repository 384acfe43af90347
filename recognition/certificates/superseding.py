"""Another sheet of the same line: what was wrong on the sheet alone is corrected; the old one stays and leads to it.

What is wrong in the list of the decision is not corrected here: that takes a decision that corrects, and a line of its own.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import Learner, PersonalRecord, decrypt, everyone, first_record, worded
from portal.text.folding import nfc
from recognition.certificates.about import BOTH, CORRECTABLE, About, about_of
from recognition.certificates.ends import issuing_today, live, locked_for
from recognition.certificates.issuing import issue_all
from recognition.models import Certificate, CertificateStep
from recognition.refusals import REASON, Incomplete, said_in

NAME, HOME = 150, 200  # characters
CALLS = ("ông", "bà", BOTH)
OLDEST = 130  # years


def supersede_with(certificate: Certificate, by, reason: str, changes: Mapping[str, Any]) -> Certificate:
    """A new certificate on which these fields (of name, call, born, home) are as given; the old one says that it was replaced.

    Where the body has ended, the one in its place issues it. Raises NotYours, SamePerson, Incomplete (naming the field: no
    reason, nothing is other than on the sheet, a value that no sheet can have), WrongState (the old one is not valid).
    """
    with transaction.atomic():
        old = locked_for(certificate, by, reason)
        before = about_of(old)
        about = corrected(before, changes, person=old.learner.kind == Learner.Kind.PERSON)
        told = [one for one in CORRECTABLE if getattr(about, one) != getattr(before, one)]
        if not told:
            raise Incomplete(_("Nothing is other than on the sheet. Write what has to stand on the new one."), "name")
        old.state, old.state_reason = Certificate.State.SUPERSEDED, said_in(reason, REASON, "reason")
        old.save(update_fields=["state", "state_reason"])
        (new,) = issue_all([old.line], by=by, body=issuing_today(old), abouts=[about])
        Certificate.objects.filter(pk=old.pk).update(superseded_by=new)
        live(old, CertificateStep.What.SUPERSEDED, timezone.localdate(), by, old.state_reason)
        details = {"by": new.register_code, "fields": told}  # which, never what: the log keeps no names
        append("certificate.superseded", f"certificate:{old.pk}", by=by, details=details)
    return new


def supersede(certificate: Certificate, by, reason: str) -> Certificate:
    """A new certificate with the name as the person's record has it now.

    Raises what `supersede_with` does, and Incomplete when the name is the same or the record is gone.
    """
    with everyone("the name is that of the record the person goes on with, wherever the person lives"):
        record = PersonalRecord.objects.filter(learner=first_record(certificate.learner)).first()
    if record is None:
        raise Incomplete(
            worded(
                _("The record of %(this)s is no longer kept, so there is no other name to print."), certificate.learner
            )
        )
    name = decrypt(record.full_name_encrypted)
    if name == decrypt(certificate.name_encrypted):
        raise Incomplete(_("The name on the certificate is the same as in the record. Correct the record first."))
    return supersede_with(certificate, by, reason, {"name": name})


def corrected(about: About, changes: Mapping[str, Any], *, person: bool) -> About:
    """The words with these changes. Raises Incomplete, naming the field."""
    unknown = set(changes) - set(CORRECTABLE)
    if unknown:
        raise ValueError(f"no sheet says {', '.join(sorted(unknown))}")
    said: dict[str, Any] = {}
    if "name" in changes:
        said["name"] = _text(changes["name"], NAME, "name")
        if not said["name"]:
            raise Incomplete(_("Write the name."), "name")
    if "home" in changes:
        said["home"] = _text(changes["home"], HOME, "home")
    if person and "call" in changes:
        if changes["call"] not in CALLS:
            raise Incomplete(_("Choose one of the words before the name."), "call")
        said["call"] = changes["call"]
    if person and "born" in changes:
        said["born"] = _year(changes["born"])
    return replace(about, **said)


def _text(value: Any, most: int, field: str) -> str:
    text = " ".join(nfc(str(value or "")).split())
    if len(text) > most:
        raise Incomplete(_("This is too long for the sheet: at most %(most)s letters.") % {"most": most}, field)
    return text


def _year(value: Any) -> int | None:
    text, this = str(value or "").strip(), timezone.localdate().year
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and this - OLDEST <= int(text) <= this):
        raise Incomplete(_("Write the year of birth in four figures, for example 1984, or leave it empty."), "born")
    return int(text)
