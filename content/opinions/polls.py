"""Voting in a poll: one vote a person, which may be changed; a statement says so that proves nothing and counts for nothing.

The statement has the verb `responded`, which no criteria set can ask for, an interaction without a right answer as its object,
and neither categories nor minutes: it never becomes evidence, nor part of a lesson's score.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from tincan import Activity, ActivityDefinition, LanguageMap, Result
from wagtail.models import Page

from content import recording
from content.activities import originals, question_uuid
from content.opinions.asked import Poll
from content.opinions.models import PollVote
from content.outline import course_of
from content.projection import ids_of
from learning_records.public import ACTIVITY_TYPES, activity_iri
from portal.people.public import Learner


class NoChoice(Exception):
    """Nothing that could be chosen was chosen."""


def votes_of(
    page: int, blocks: Iterable[UUID], learner: Learner | None = None
) -> tuple[dict[UUID, dict[str, int]], dict[UUID, str]]:
    """How often each line was chosen, by poll, and what this person chose; one question for all polls of a page (the
    original's id)."""
    own = Max("voted_at", filter=ids_of(learner) if learner else Q(pk=None))
    rows = QuerySet(PollVote).filter(page=page, block__in=list(blocks)).values("block", "choice")
    found: dict[UUID, dict[str, int]] = {}
    mine: dict[UUID, tuple[datetime, str]] = {}
    for row in rows.annotate(number=Count("pk"), own=own).order_by():
        block, choice = row["block"], row["choice"]
        found.setdefault(block, {})[choice] = row["number"]
        if row["own"] is not None:
            mine[block] = max(mine.get(block, (row["own"], choice)), (row["own"], choice))
    return found, {block: choice for block, (_at, choice) in mine.items()}


def vote(learner: Learner, lesson: Page, block: UUID, poll: Poll, choice: str) -> None:
    """Notes the person's vote, in the place of an earlier one; the same again changes nothing and is not recorded again.

    Raises NoChoice, recording.NoConsent.
    """
    if not poll.has(choice):
        raise NoChoice
    page = originals([lesson])[lesson.pk]
    with transaction.atomic():
        ledger = recording.opened(learner, course_of(lesson), lesson)  # its lock makes two presses one after the other
        mine = QuerySet(PollVote).filter(ids_of(learner), page=page, block=block)
        if choice not in mine.values_list("choice", flat=True):
            mine.exclude(learner=learner).delete()  # under an id that was joined to this one
            QuerySet(PollVote).update_or_create(
                learner=learner, page_id=page, block=block, defaults={"choice": choice, "voted_at": timezone.now()}
            )
            context = recording.context_of(
                ledger.enrolment, parent=lesson, grouping=course_of(lesson), lesson=lesson, counts=False
            )
            ledger.add("responded", lesson, _activity(lesson, block, poll), context, Result(response=choice), block)
        ledger.close()


def _activity(lesson: Page, block: UUID, poll: Poll) -> Activity:
    """The poll as an interaction without a right answer (xAPI 1.0.3 Data, Appendix C: the pattern may be left out)."""
    definition = ActivityDefinition(
        name=LanguageMap(vi=poll.question),
        type=ACTIVITY_TYPES["question"],
        interaction_type="choice",
    )
    definition.choices = [{"id": one.key, "description": {"vi": one.text}} for one in poll.choices]
    return Activity(id=activity_iri(question_uuid(lesson, block)), definition=definition)
