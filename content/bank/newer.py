"""A question changed in one lesson is a new version for the others: they are told, and take it by a press, or keep theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from content.approval.contributions import Contribution
from content.approval.held import locked
from content.bank.entries import BankedQuestion, content_of, value_of
from content.bank.listing import of_user
from content.identities import QuestionActivity


@dataclass(frozen=True)
class Newer:
    """The newest version of a question that stands in this lesson too: where it was written, its words, its row."""

    entry: BankedQuestion
    lesson: Page


def newer_in(draft: Page, user: Any) -> dict[UUID, Newer]:
    """Block -> the newer version of its question, of lessons that this user may edit; two queries for any number."""
    mine = {one.block: one for one in QuestionActivity.objects.filter(page=draft.pk).select_related("banked")}
    children = {UUID(child.id): child for child in draft.body if getattr(child.block, "kind", "") and child.id}
    asked = {mine[block].uuid: block for block in children if block in mine}
    if not asked:
        return {}
    rows = of_user(user).filter(place__uuid__in=list(asked)).exclude(place__page=draft.pk)
    newest: dict[UUID, BankedQuestion] = {}
    for row in rows.select_related("place__page").order_by("changed_at"):
        newest[asked[row.place.uuid]] = row
    return {
        block: Newer(row, row.place.page)
        for block, row in newest.items()
        if row.changed_at > _since(mine[block]) and row.content != _content(children[block])
    }


def _since(place: QuestionActivity) -> datetime:
    """When this place last had words of its own, or looked at another's."""
    own = place.banked.changed_at if hasattr(place, "banked") else None
    times = [one for one in (own, place.looked_at) if one is not None]
    return max(times, default=datetime.min.replace(tzinfo=UTC))


def _content(child: Any) -> str:
    return content_of(child.block.kind, value_of(child))


def settle(page: Page, user: Any, block: UUID, seen: str, *, take: bool) -> bool:
    """Takes the newer version into the draft, or keeps the one that is there; either way the question is not asked again.

    `seen`: the mark of the version that the page showed. Returns False when there is none, or another one by now.
    Raises PermissionDenied.
    """
    with transaction.atomic():
        lesson = locked(page).specific
        rights = lesson.permissions_for_user(user)
        if not rights.can_edit() or rights.page_locked():
            raise PermissionDenied
        draft = lesson.get_latest_revision_as_object()
        newer = newer_in(draft, user).get(block)
        if newer is None or newer.entry.content != seen:
            return False
        place = QuestionActivity.objects.select_for_update().get(page=lesson.pk, block=block)
        place.looked_at = max(timezone.now(), newer.entry.changed_at)
        place.save(update_fields=["looked_at"])
        if take:
            draft.body = [_taken(one, block, newer.entry) for one in draft.body.raw_data]
            draft.save_revision(user=user, log_action=True, words_of=authors([newer.lesson.pk]))
    return True


def _taken(raw: Mapping[str, Any], block: UUID, entry: BankedQuestion) -> dict[str, Any]:
    if raw.get("id") != str(block):
        return dict(raw)
    return {"type": entry.kind, "value": entry.value, "id": raw["id"]}


def authors(pages: list[int]) -> set[int]:
    """Who wrote these lessons: whoever takes words from them brings theirs along, so none of them approves them alone."""
    return set(Contribution.objects.filter(page__in=pages).values_list("user_id", flat=True))
