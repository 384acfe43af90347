"""Questions from outside become blocks of a lesson's draft: only what could be published, never over somebody's head."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.approval.held import locked
from content.blocks import LessonBody
from content.courses.body import question_value
from content.questions.asked import Question
from content.questions.drawing import DRAW
from content.questions.kinds.writing import pieces

MOST_IN_A_LESSON = 200


class Full(ValueError):
    """There would be more questions in the lesson than it can hold."""


def fits(question: Question) -> str:
    """Why a question cannot stand in a lesson, in words; empty when it can."""
    try:
        block = LessonBody().child_blocks[question.kind]
        value = block.to_python(question_value(question))
        block.clean(value)
        again = block.as_question(value)
    except ValidationError as problem:
        return " ".join(_sentences(problem)) or _("A text is too long, or there are too many answers.")
    except (LookupError, ValueError):
        return _("This question cannot stand in a lesson as it is.")
    if _spelled_out(again) != _spelled_out(question):
        return _("Brackets in the sentence would become gaps. Write it without them.")
    return ""


def _spelled_out(question: Question) -> list[object]:
    """A sentence with what is accepted in each gap, whatever the gaps are called."""
    accepted = {gap.key: gap.accepted for gap in question.gaps}
    return [text if text else accepted.get(key, ()) for text, key in pieces(question.sentence)]


def _sentences(problem: Any) -> list[str]:
    below = getattr(problem, "block_errors", None)
    if below:
        inner = below.values() if isinstance(below, dict) else below
        return list(dict.fromkeys(line for one in inner if one for line in _sentences(one)))
    if isinstance(problem, (list, tuple)):
        return [line for one in problem if one for line in _sentences(one)]
    return [str(one) for one in getattr(problem, "messages", [problem])]


def end_of_plain(body: Sequence[Mapping[str, Any]]) -> int:
    """Where further questions stand in a body: at its end, but before a row at the end of which only some are drawn."""
    kinds, at = LessonBody().child_blocks, len(body)
    while at and getattr(kinds.get(body[at - 1]["type"]), "kind", ""):
        at -= 1
    return at - 1 if at and body[at - 1]["type"] == DRAW else len(body)


def add(page: Page, user: Any, questions: Mapping[str, Question]) -> int:
    """Adds questions, by the ids of their blocks, to the end of a lesson's newest draft: those that it does not hold yet.

    Returns how many. Raises PermissionDenied, Full.
    """
    with transaction.atomic():
        lesson = locked(page).specific
        rights = lesson.permissions_for_user(user)
        if not rights.can_edit() or rights.page_locked():
            raise PermissionDenied
        draft = lesson.get_latest_revision_as_object()
        body = list(draft.body.raw_data)
        there, kinds = {one.get("id") for one in body}, LessonBody().child_blocks
        chosen = {key: one for key, one in questions.items() if key not in there}
        if not chosen:  # pressed twice
            return 0
        held = sum(bool(getattr(kinds.get(one["type"]), "kind", "")) for one in body)
        if held + len(chosen) > MOST_IN_A_LESSON:
            raise Full(held)
        at = end_of_plain(body)
        body[at:at] = [{"type": one.kind, "value": question_value(one), "id": key} for key, one in chosen.items()]
        draft.body = body
        draft.save_revision(user=user, log_action=True)
    return len(chosen)
