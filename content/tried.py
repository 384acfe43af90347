"""What was answered without a record: kept in the browser's session until somebody who agreed to records keeps it, or not.

Only marks and cleaned answers lie there, as a statement would hold them, and no more of them than a session bears.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.backends.base import SessionBase
from wagtail.models import Page

from content import recording
from content.activities import originals
from content.progress import tries
from content.questions import marking
from content.visibility import Reader
from portal.people.public import Learner

MOST = 120  # answers kept; of more, those given first are left out
PLACES = 60  # lessons of which the furthest step is remembered
_ANSWERS, _PLACES = "tried", "steps"


def answers(session: SessionBase, lesson: Page) -> dict[UUID, dict[str, Any]]:
    """The last answer to each question of a lesson that was tried here, in the form of `content.learnt.answers`."""
    held = session.get(_ANSWERS, {})
    page = originals([lesson])[lesson.pk] if held else 0
    return {UUID(row["block"]): row["held"] for row in held.values() if row["page"] == page}


def note(session: SessionBase, lesson: Page, block: UUID, held: Mapping[str, Any]) -> None:
    """Keeps an answer: `held` is its result and the version of the question (`content.recording.answered`)."""
    page = originals([lesson])[lesson.pk]
    rows = session.get(_ANSWERS, {})
    rows.pop(f"{page}.{block}", None)
    rows[f"{page}.{block}"] = {"page": page, "lesson": lesson.pk, "block": str(block), "held": dict(held)}
    session[_ANSWERS] = dict(list(rows.items())[-MOST:])


def count(session: SessionBase) -> int:
    """How many answers wait in this browser."""
    return len(session.get(_ANSWERS, {}))


def last_lesson(session: SessionBase) -> int:
    """The lesson (id) in which the last of them was given."""
    return next(reversed(session[_ANSWERS].values()))["lesson"]


def drop(session: SessionBase) -> None:
    """Nothing is kept any more."""
    session.pop(_ANSWERS, None)


def keep(session: SessionBase, learner: Learner, reader: Reader) -> int:
    """Records what was tried in this browser as this learner's, now; returns how many answers that were.

    Left out: what the learner answered already, what was changed since then, and lessons that may no longer be read.
    Raises `recording.NoConsent` before anything is recorded.
    """
    rows = session.get(_ANSWERS, {})
    live = apps.get_model("content", "LessonPage").objects.live()
    lessons = {page.pk: page for page in live.filter(pk__in={row["lesson"] for row in rows.values()})}
    kept = 0
    for row in rows.values():
        lesson, block = lessons.get(row["lesson"]), UUID(row["block"])
        question = lesson.drawn_for(learner).questions().get(block) if lesson and reader.may_read(lesson) else None
        if question is None or row["held"]["revision"] != marking.version(question):
            continue
        held = row["held"]["result"]
        with suppress(ValueError):  # what is no answer by today's rules stays behind
            given = marking.answers_of(question, held["response"])
            kept += recording.answer_if_new(learner, lesson, block, given, tries(held))
    drop(session)
    return kept


def reached(session: SessionBase, lesson: Page) -> int:
    """The furthest step of a lesson that was looked at in this browser, 0 for none."""
    return session.get(_PLACES, {}).get(str(lesson.pk), 0)


def reach(session: SessionBase, lesson: Page, number: int) -> None:
    """Remembers the furthest step looked at; only where there is a session already, or the visitor has answered something."""
    places = session.get(_PLACES, {})
    if number > 1 and number > places.get(str(lesson.pk), 0):
        places.pop(str(lesson.pk), None)
        places[str(lesson.pk)] = number
        session[_PLACES] = dict(list(places.items())[-PLACES:])
