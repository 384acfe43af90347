"""Questions of the bank put into a lesson's draft: the same question there, in the version that was seen."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from content.approval.held import locked
from content.bank.entries import BankedQuestion
from content.bank.listing import of_user
from content.bank.newer import authors
from content.blocks import LessonBody
from content.identities import QuestionActivity
from content.imports.into_lesson import MOST_IN_A_LESSON, Full, end_of_plain
from content.questions.drawing import DRAW


def put(page: Page, user: Any, places: Sequence[int], *, draw: int = 0) -> int:
    """Puts these questions (ids of their rows) at the end of the lesson's newest draft; those it holds already are left out.

    `draw`: they become a row of which everybody is asked so many only. Returns how many were put in.
    Raises PermissionDenied, Full.
    """
    with transaction.atomic():
        lesson = locked(page).specific
        rights = lesson.permissions_for_user(user)
        if not rights.can_edit() or rights.page_locked():
            raise PermissionDenied
        draft = lesson.get_latest_revision_as_object()
        body, kinds = list(draft.body.raw_data), LessonBody().child_blocks
        there = {str(one.get("id")) for one in body if getattr(kinds.get(one["type"]), "kind", "")}
        known = {one.uuid: one for one in QuestionActivity.objects.filter(page=lesson.pk)}
        rows = of_user(user).filter(place__in=places).select_related("place").order_by("text", "pk")
        new = [row for row in rows if not _stands(row, known, there)]
        if not new:  # pressed twice
            return 0
        if len(there) + len(new) > MOST_IN_A_LESSON:
            raise Full(len(there))
        blocks = [{"type": row.kind, "value": row.value, "id": str(_place(lesson, row, known))} for row in new]
        if 0 < draw < len(blocks):
            body += [{"type": DRAW, "value": {"count": draw}, "id": str(uuid4())}, *blocks]
        else:
            at = end_of_plain(body)
            body[at:at] = blocks
        draft.body = body
        draft.save_revision(user=user, log_action=True, words_of=authors([row.place.page_id for row in new]))
    return len(new)


def _stands(row: BankedQuestion, known: dict[UUID, QuestionActivity], there: set[str]) -> bool:
    place = known.get(row.place.uuid)
    return place is not None and str(place.block) in there


def _place(lesson: Page, row: BankedQuestion, known: dict[UUID, QuestionActivity]) -> UUID:
    """The block of this question in the lesson: the one that it had there before, else a new one."""
    place = known.get(row.place.uuid) or QuestionActivity(page_id=lesson.pk, block=uuid4(), uuid=row.place.uuid)
    place.looked_at = max(timezone.now(), row.changed_at)
    place.save()
    return place.block
