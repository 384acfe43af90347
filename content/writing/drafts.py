"""The draft of a lesson below its course: made once, however often its form is sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from wagtail.models import Page

from content.approval.held import locked
from content.pages.lesson import LessonPage

Fields = dict[str, Any]


def draft_once(place: Page, key: UUID, said: str, user: Any, fields: Callable[[], Fields]) -> tuple[LessonPage, bool]:
    """A lesson at the end of `place`, with level, licence and source of its course, and whether this call made it.

    `key` comes from the form: pressed twice with the same words (`said`), it is the same draft. `fields` is asked only when
    there is something to make, with the place held: whoever presses meanwhile waits, and is then led to the draft.
    """
    own = uuid5(key, f"{user.pk} {place.pk} {said}")
    with transaction.atomic():
        course = locked(place).specific
        there = LessonPage.objects.filter(translation_key=own).first()
        if there is not None:
            return there, False
        lesson = LessonPage(
            live=False,
            owner=user,
            level=course.level,
            licence=course.licence,
            source=course.source,
            translation_key=own,
            **fields(),
        )
        course.add_child(instance=lesson)
        lesson.save_revision(user=user, log_action=True)
    return lesson, True
