"""Consent, a purpose at a time, with the version of the text that was shown. Silence is not consent."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import may_act_for
from portal.people.models import Consent, Learner, User

PURPOSE = "learning_record"
CONSENT_VERSION = "2026-1"
_TEXTS = Path(__file__).parent / "consent"


def consent_text(version: str = CONSENT_VERSION) -> str:
    """The text shown for consent, in paragraphs. Raises FileNotFoundError for a version that never was."""
    return (_TEXTS / f"{version}.md").read_text(encoding="utf-8")


def has_consent(learner: Learner, purpose: str = PURPOSE) -> bool:
    """Whether a consent for this purpose is in force."""
    return Consent.objects.filter(learner=learner, purpose=purpose, withdrawn_at=None).exists()


def give_consent(learner: Learner, *, by: User, purpose: str = PURPOSE) -> Consent:
    """Keeps a yes with the version of the text; a second yes changes nothing.

    `by` is the learner, or staff who read the text to somebody of their commune. Raises PermissionDenied for others.
    """
    _allow(by, learner)
    return keep_yes(learner, by, purpose)


def keep_yes(learner: Learner, by: User, purpose: str = PURPOSE) -> Consent:
    """The same inside an act that has judged already who `by` is (registering)."""
    with transaction.atomic():
        consent, made = Consent.objects.get_or_create(
            learner=learner,
            purpose=purpose,
            withdrawn_at=None,
            defaults={"text_version": CONSENT_VERSION, "given_at": timezone.now(), "entered_by": by},
        )
        if made:
            details = {"purpose": purpose, "text": CONSENT_VERSION}
            append("consent.given", f"learner:{learner.learner_id}", by=by, details=details)
    return consent


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
