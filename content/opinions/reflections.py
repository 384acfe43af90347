"""What learners write to themselves: a row of ours under the person's data key, never a statement and never a document of
the record store, which other systems with a key may read. Gone with the person, in old dumps too.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.activities import originals
from content.opinions.models import PollVote, Reflection
from content.projection import ids_of
from content.recording import NoConsent
from portal.people.public import Learner, consent_held, decrypt_all, encrypt_for

LONGEST = 5000  # characters
NOT_KEPT = (
    "reflection not kept"  # in the session: whose, and by question what was typed before somebody agreed to records
)
_MOST_NOT_KEPT = 5  # questions
NO_CONSENT = _(
    "This is not kept yet: you have not agreed to records. Say so on the page about records, then press again."
)


class TooLong(Exception):
    """More than LONGEST characters."""


class ChangedMeanwhile(Exception):
    """Another text was kept since this one was begun: in another tab, or on another device."""


@dataclass(frozen=True)
class Written:
    """What is kept; version 0 is nothing."""

    text: str = ""
    version: int = 0
    at: datetime | None = None


def written(learner: Learner, page: int) -> dict[UUID, Written]:
    """What the person wrote to the questions of a page (the original's id); one look for all, one for the key."""
    rows = list(QuerySet(Reflection).filter(ids_of(learner), page=page).order_by("changed_at"))
    texts = decrypt_all(row.sealed for row in rows)
    return {row.block: Written(text, row.version, row.changed_at) for row, text in zip(rows, texts, strict=True)}


def write(learner: Learner, lesson: Page, block: UUID, text: str, seen: int) -> None:
    """Keeps the text; an empty one is nothing kept. `seen`: the version that stood in the page it was typed into.

    Raises NoConsent, TooLong, ChangedMeanwhile (`seen` is not what is kept now, and the text is another).
    """
    text = "\n".join(text.splitlines()).strip()
    if len(text) > LONGEST:
        raise TooLong
    page = originals([lesson])[lesson.pk]
    with transaction.atomic():
        if not consent_held(learner):  # whoever comes second waits here for the first
            raise NoConsent
        held = written(learner, page).get(block, Written())
        if held.text == text:
            return
        if held.version != seen:
            raise ChangedMeanwhile
        mine = QuerySet(Reflection).filter(ids_of(learner), page=page, block=block)
        if not text:
            mine.delete()
            return
        mine.exclude(learner=learner).delete()
        sealed = encrypt_for(text, f"learner:{learner.pk}")
        QuerySet(Reflection).update_or_create(
            learner=learner,
            page_id=page,
            block=block,
            defaults={"sealed": sealed, "version": held.version + 1, "changed_at": timezone.now()},
        )


def not_kept(session: Mapping[str, Any], learner: Learner | None) -> dict[str, str]:
    """What this person typed in this browser before agreeing to records, by question (the block's id); of nobody else."""
    held = session.get(NOT_KEPT) or {}
    return held.get("texts", {}) if learner is not None and held.get("of") == str(learner.pk) else {}


def hold(session: Any, learner: Learner, block: UUID, text: str) -> None:
    """Keeps the text in the browser's session until this person has agreed; an empty one is nothing kept."""
    texts = {key: one for key, one in not_kept(session, learner).items() if key != str(block)}
    if text:
        kept = "\n".join(text.splitlines())[:LONGEST]
        texts = dict([*texts.items(), (str(block), kept)][-_MOST_NOT_KEPT:])
    if texts:
        session[NOT_KEPT] = {"of": str(learner.pk), "texts": texts}
    else:
        session.pop(NOT_KEPT, None)


def forget_opinions(ids: Collection[UUID]) -> None:
    """Drops what these people wrote to themselves, and chose."""
    for kind in (Reflection, PollVote):
        QuerySet(kind).filter(learner__in=list(ids)).delete()
