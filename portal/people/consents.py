"""Consent, a purpose at a time, with the version of the text that was shown. Silence is not consent."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import may_act_for
from portal.people.keys import decrypt, encrypt, key_of
from portal.people.models import Consent, Learner, PersonalRecord, User

PURPOSE = "learning_record"
CONSENT_VERSION = "2026-2"
CHILD_UNDER = 16  # a child's data need the legal representative's consent as well (Luật 91/2025/QH15; age: Luật Trẻ em)
_NOBODYS = (Learner.Kind.RESIDENTIAL_GROUP, Learner.Kind.ORGANISATION, Learner.Kind.COMMUNE)
_TEXTS = Path(__file__).parent / "consent"


def consent_text(version: str = CONSENT_VERSION) -> str:
    """The text shown for consent, in paragraphs. Raises FileNotFoundError for a version that never was."""
    return (_TEXTS / f"{version}.md").read_text(encoding="utf-8")


def has_consent(learner: Learner, purpose: str = PURPOSE) -> bool:
    """Whether a consent for this purpose is in force; an organisation or a place needs none, its data are nobody's."""
    return (
        learner.kind in _NOBODYS or Consent.objects.filter(learner=learner, purpose=purpose, withdrawn_at=None).exists()
    )


def consent_in_force(learner: Learner, purpose: str = PURPOSE) -> Consent | None:
    """The yes to this purpose that holds now, with its day."""
    return Consent.objects.filter(learner=learner, purpose=purpose, withdrawn_at=None).first()


def representative_of(consent: Consent) -> str:
    """The parent or guardian who agreed for somebody under 16, by name; empty when nobody had to."""
    return decrypt(consent.representative_encrypted) if consent.representative_encrypted else ""


def recording_of(learner: Learner, purpose: str = PURPOSE) -> str:
    """Whether learning is recorded, in one question: "on"; "stopped", when a consent was taken back; "never" agreed to."""
    ends = set(Consent.objects.filter(learner=learner, purpose=purpose).values_list("withdrawn_at", flat=True))
    if None in ends:
        return "on"
    return "stopped" if ends else "never"


def consent_held(learner: Learner, purpose: str = PURPOSE) -> bool:
    """Whether a consent is in force, which then stays so until the end of the transaction: a withdrawal that came first
    wins, a later one waits. Whoever records asks this inside the transaction that records.
    """
    if learner.kind in _NOBODYS:
        return True
    yes = Consent.objects.select_for_update(of=["self"], no_key=True)
    return bool(yes.filter(learner=learner, purpose=purpose, withdrawn_at=None).values_list("pk"))


def consents_held(learners: Iterable[UUID], purpose: str = PURPOSE) -> set[UUID]:
    """Those of the people (learner ids, of persons) whose consent is in force, held as `consent_held` holds one; one question."""
    yes = Consent.objects.select_for_update(of=["self"], no_key=True).order_by("pk")
    return set(
        yes.filter(learner__in=list(learners), purpose=purpose, withdrawn_at=None).values_list("learner", flat=True)
    )


def consents_of(learners: Iterable[UUID], purpose: str = PURPOSE) -> set[UUID]:
    """Those of the people (learner ids) whose consent is in force now, inside the present scope; one question."""
    yes = Consent.objects.filter(learner__in=list(learners), purpose=purpose, withdrawn_at=None)
    return set(yes.values_list("learner", flat=True))


def may_be_a_child(birth_year: int | None) -> bool:
    """Whether a parent or guardian has to agree too. Only the year is known, so in doubt yes; an unknown year says no."""
    return birth_year is not None and timezone.localdate().year - birth_year <= CHILD_UNDER


def judge_consent(birth_year: int | None, *, alone: bool, representative: str) -> None:
    """Raises ValidationError naming `birth_year`, `consents` or `representative` unless this yes can be taken.

    `alone`: nobody of the centre's staff is there to see who agrees; `representative`: the parent or guardian by name.
    """
    if birth_year is None:
        raise ValidationError(
            {"birth_year": _("Write the year of birth: somebody under 16 agrees together with a parent or guardian.")}
        )
    if not may_be_a_child(birth_year):
        return
    if alone:
        text = _(
            "Somebody under 16 agrees together with a parent or guardian, at the centre. Leave this empty for now."
        )
        raise ValidationError({"consents": text})
    if len(representative.split()) < 2:
        text = _("Somebody under 16: write the full name of the parent or guardian who is here and agrees.")
        raise ValidationError({"representative": text})


def give_consent(learner: Learner, *, by: User, purpose: str = PURPOSE, representative: str = "") -> Consent:
    """Keeps a yes with the version of the text; a second yes changes nothing.

    `by` is the learner, or staff who read the text to somebody of their commune; for a child it is staff, and
    `representative` the parent or guardian who is there. Raises PermissionDenied for others, ValidationError naming
    `birth_year` (not known), `consents` (a child alone) or `representative`.
    """
    _allow(by, learner)
    with transaction.atomic():
        record = PersonalRecord.objects.select_for_update(of=["self"]).filter(learner=learner).first()
        year = record.birth_year if record else None
        return keep_yes(learner, by, purpose, birth_year=year, representative=representative)


def keep_yes(
    learner: Learner,
    by: User,
    purpose: str = PURPOSE,
    *,
    birth_year: int | None,
    representative: str = "",
    version: str = CONSENT_VERSION,
) -> Consent:
    """The same inside an act that has judged already who `by` is (registering), with the year that this act writes.

    `version`: which text was shown, for a purpose that has a text of its own.
    """
    judge_consent(birth_year, alone=learner.user_id == by.pk, representative=representative)
    name = " ".join(representative.split()) if may_be_a_child(birth_year) else ""
    with transaction.atomic():
        consent, made = Consent.objects.get_or_create(
            learner=learner,
            purpose=purpose,
            withdrawn_at=None,
            defaults={
                "text_version": version,
                "given_at": timezone.now(),
                "entered_by": by,
                "representative_encrypted": encrypt(name, key_of(f"learner:{learner.learner_id}")) if name else None,
            },
        )
        if made:
            details = {"purpose": purpose, "text": version, "representative": bool(name)}
            append("consent.given", f"learner:{learner.learner_id}", by=by, details=details)
    return consent


def end_consent_of_child(learner: Learner, by: User) -> bool:
    """When a corrected year shows a child: a yes without a representative ends. Returns whether one did."""
    alone = Consent.objects.filter(learner=learner, withdrawn_at=None, representative_encrypted=None)
    ended = bool(alone.update(withdrawn_at=timezone.now()))
    if ended:
        append("consent.withdrawn", f"learner:{learner.learner_id}", by=by, details={"reason": "under_age"})
    return ended


def withdraw_consent(learner: Learner, *, by: User, purpose: str = PURPOSE) -> bool:
    """From now on nothing more is recorded for this purpose; what was recorded stays. Returns whether there was a yes.

    Raises PermissionDenied when `by` is neither the learner nor serves the learner at the counter.
    """
    _allow(by, learner)
    with transaction.atomic():
        given = Consent.objects.filter(learner=learner, purpose=purpose, withdrawn_at=None)
        changed = bool(given.update(withdrawn_at=timezone.now()))
        if changed:
            append("consent.withdrawn", f"learner:{learner.learner_id}", by=by, details={"purpose": purpose})
    return changed


def _allow(by: User, learner: Learner) -> None:
    if not may_act_for(by, learner):
        raise PermissionDenied(_("Only the person, or staff of the person's own commune, can say this."))
