"""Forgetting a person: the data key goes, and with it every name it encrypted, in old dumps too.

What is left in people is a random id without a person: places and dates, so that numbers of the past stay true. A decision
keeps the name it printed under a key of its own until its retention ends; a household keeps a member that nobody names. What
rooms above keep of the person is theirs to drop: inside this act (`also_forget`), or asking `erased` by digest.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import administers_everything
from portal.people.keys import drop_keys
from portal.people.lists.keeping import drop_lists_with
from portal.people.members import unname
from portal.people.models import (
    CardPictures,
    Consent,
    Erasure,
    Learner,
    LearnerAlias,
    PersonalRecord,
    ResetSlip,
    Residence,
    Role,
    SignInName,
    User,
    opaque_name,
)
from portal.people.names import full_name
from portal.people.private_detail import PrivateDetail
from portal.people.scope import everyone

_WHY = "a forgotten person is taken out of everybody's scope"
_further: list[Callable[[Collection[UUID]], None]] = []


def also_forget(act: Callable[[Collection[UUID]], None]) -> None:
    """Lets a room above drop what it keeps of the people with these ids, inside the transaction that forgets them."""
    if act not in _further:
        _further.append(act)


def erasure_digest(learner_id: UUID) -> str:
    """What is kept of a forgotten id: it tells whether an id at hand is that one, and nothing else."""
    return hashlib.sha256(f"erased:{learner_id}".encode()).hexdigest()


def erased(learner_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these ids belonged to somebody who was forgotten."""
    known = {erasure_digest(one): one for one in learner_ids}
    return {known[one] for one in Erasure.objects.filter(digest__in=known).values_list("digest", flat=True)}


def forget(learner: Learner, *, by: User) -> None:
    """Forgets the person: name, year of birth, private details, names for signing in, the account. It cannot be undone.

    `by` is the person, or an administrator of the whole portal. Raises PermissionDenied, or ValidationError while somebody
    of the account holds a role: an official's acts need a name until another has the office.
    """
    if learner.user_id != by.pk and not administers_everything(by):
        raise PermissionDenied(
            _("Only the person, or an administrator of the whole portal, can have the person forgotten.")
        )
    with everyone(_WHY), transaction.atomic():
        row = Learner.objects.select_for_update(of=["self"]).select_related("user").get(pk=learner.pk)
        in_force = Q(valid_to=None) | Q(valid_to__gt=timezone.localdate())
        ids = [row.pk, *LearnerAlias.objects.filter(learner=row).values_list("alias", flat=True)]
        accounts = list(User.objects.filter(learner__in=ids))
        if Role.objects.filter(in_force, user__in=accounts).exists():
            raise ValidationError(
                _("The account still holds a role. End the role first, then the person can be forgotten.")
            )
        _forget(ids, accounts)
        append("learner.forgotten", f"learner:{row.learner_id}", by=by)
        digests = [erasure_digest(one) for one in ids]
        transaction.on_commit(lambda: note(digests))


def _forget(ids: list[UUID], accounts: Iterable[User]) -> None:
    holders = [f"learner:{one}" for one in ids]
    unname(ids, [full_name(row) for row in PersonalRecord.objects.filter(learner__in=ids).select_related("key")])
    PersonalRecord.objects.filter(learner__in=ids).delete()
    PrivateDetail.objects.filter(learner__in=ids).delete()
    LearnerAlias.objects.filter(Q(learner__in=ids) | Q(alias__in=ids)).update(proof="")
    Consent.objects.filter(learner__in=ids, withdrawn_at=None).update(withdrawn_at=timezone.now())
    today = timezone.localdate()
    Residence.objects.filter(learner__in=ids, valid_to=None).update(valid_to=today, end_recorded_at=timezone.now())
    for user in accounts:
        holders.append(f"user:{user.public_id}")
        SignInName.objects.filter(user=user).delete()
        ResetSlip.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        CardPictures.objects.filter(user=user).delete()
        # A new unusable password ends every session of the account.
        User.objects.filter(pk=user.pk).update(
            username=opaque_name(), email="", is_active=False, password=make_password(None)
        )
    drop_keys(holders)
    drop_lists_with(ids)
    for act in _further:
        act(ids)
    Erasure.objects.bulk_create([Erasure(digest=erasure_digest(one)) for one in ids], ignore_conflicts=True)


def list_of_erasures() -> Path:
    """The list beside the database, a digest a line: a restore of an older backup learns from it who was forgotten since."""
    return Path(settings.VAR_DIR) / "keys" / "erasures"


def note(digests: Iterable[str]) -> None:
    """Adds digests to the list beside the database; they are on the disk when this returns."""
    path = list_of_erasures()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, "".join(f"{one}\n" for one in digests).encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)


def noted(path: Path | None = None) -> set[str]:
    """The digests of the list beside the database, or of another such file; empty when there is none."""
    path = path or list_of_erasures()
    return set(path.read_text(encoding="ascii").split()) if path.exists() else set()


def replay_erasures(digests: Iterable[str]) -> int:
    """Forgets again everybody of these digests whom the database knows, as after a restore; returns how many there were."""
    with everyone(_WHY), transaction.atomic():
        known = set(Erasure.objects.values_list("digest", flat=True))
        wanted = set(digests) - known
        ids = Learner.objects.values_list("pk", flat=True).iterator() if wanted else ()
        found = [one for one in ids if erasure_digest(one) in wanted]
        for one in Learner.objects.select_related("user").filter(pk__in=found):
            _forget([one.pk], [one.user] if one.user else [])
            append("learner.forgotten", f"learner:{one.learner_id}", details={"again": "after a restore"})
    return len(found)
