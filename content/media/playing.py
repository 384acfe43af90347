"""Records what a learner did with a film or a sound of a lesson: of somebody who agreed and began the lesson, each event once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page

from content import learnt
from content.activities import originals
from content.identities import Enrolment
from content.media import segments
from content.media.events import FASTEST, Event, Told, read
from content.media.prepared import prepared
from content.media.segments import Segment
from content.media.sessions import MediaActivity, MediaSession, played_before
from content.media.statements import THRESHOLD, Account, Film, Place
from content.outline import course_of
from content.progress import enrolment_of
from content.projection import learnt_in
from content.recording import NoConsent
from learning_records.public import portal_credential, record
from portal.people.public import Learner, consent_held

MEDIA = ("film", "sound")
MOST_STATEMENTS = 120  # of one session: who presses on and on is not written down without end
MOST_SESSIONS = 200  # of one film and registration
SLACK = 1.0  # seconds by which more may be told as played than time went by


class NotBegun(Exception):
    """The learner has not begun the lesson: nothing is recorded of it."""


class Unknown(LookupError):
    """There is no such film in the lesson, or nobody knows yet how long it is."""


class Ended(Exception):
    """The session is over: the film was opened elsewhere meanwhile. What happens now belongs to another one."""


class TooMuch(Exception):
    """The film was opened so often that no more is recorded."""


def record_played(learner: Learner, lesson: Page, block: UUID, sent: Mapping[str, Any]) -> int:
    """Records what was sent of a film; returns how many statements that made.

    Sent twice, in part or whole, it is recorded once. Raises NoConsent, NotBegun, Unknown, TooMuch, Ended, WrongEvents.
    """
    child, length = _found(lesson, block)
    told = read(sent, length)
    with transaction.atomic():
        if not consent_held(learner):
            raise NoConsent
        enrolment = _begun(learner, lesson)
        activity, _made = MediaActivity.objects.get_or_create(page_id=originals([lesson])[lesson.pk], block=block)
        course = course_of(lesson)
        sound = child.block_type == "sound"
        language = "" if sound else told.captions
        film = Film(activity.uuid, child.value["title"], length, lesson, course, sound, language)
        session, others = _sessions(enrolment, activity, told)
        account = Account(film, enrolment, session.pk, told.speed)
        _Play(session, others, account).add(told)
        if account.made:
            record(account.made, portal_credential())
    return len(account.made)


def _found(lesson: Page, block: UUID) -> tuple[Any, float]:
    """The block of the film, and how long that is."""
    child = next((one for one in lesson.body if one.block_type in MEDIA and one.id == str(block)), None)
    file = child.value.get("file") if child is not None else None
    row = prepared([file]).get(file.pk) if file is not None else None
    if child is None or row is None or not row.is_ready or not row.seconds:
        raise Unknown(str(block))
    return child, row.seconds


def _begun(learner: Learner, lesson: Page) -> Enrolment:
    """The enrolment in which the lesson was opened, locked: two who send at once are one after the other."""
    enrolment = enrolment_of(learner, course_of(lesson))
    page = originals([lesson])[lesson.pk]
    if enrolment is None or learnt.last(learnt_in([enrolment]), "initialized", page) is None:
        raise NotBegun
    return models.QuerySet(Enrolment).select_for_update(of=("self",)).get(pk=enrolment.pk)


def _sessions(enrolment: Enrolment, activity: MediaActivity, told: Told) -> tuple[MediaSession, list[MediaSession]]:
    """The session, made if it is new, and the others of this film in the registration, in order."""
    rows = models.QuerySet(MediaSession)
    held = list(rows.filter(enrolment=enrolment, activity=activity).order_by("begun_at", "pk"))
    own = next((one for one in held if one.pk == told.session), None)
    if own is None:
        if len(held) >= MOST_SESSIONS:
            raise TooMuch
        if rows.filter(pk=told.session).exists():  # somebody else's
            raise Unknown(str(told.session))
        at = _time(told.events[0], None)
        own = MediaSession(key=told.session, enrolment=enrolment, activity=activity, begun_at=at, last_at=at)
        held.append(own)
    return own, held


def _time(event: Event, before: datetime | None) -> datetime:
    """When it happened: so long ago as was told, never before what happened before it."""
    at = timezone.now() - timedelta(seconds=event.ago)
    return max(at, before + timedelta(milliseconds=1)) if before else at


@dataclass
class _Play:
    """A session as it goes on."""

    session: MediaSession
    all: list[MediaSession]
    account: Account

    def add(self, told: Told) -> None:
        """Takes the events that are new."""
        new = [event for event in told.events if event.number > self.session.number]
        if not new:
            return
        if self.session.ended:
            raise Ended
        if self.session._state.adding:
            self._close_others(new[0])
            self.session.save(force_insert=True)
            self._say("initialized", Place(0.0, ()), _time(new[0], None))
        for event in new:
            self._take(event)
        self.session.save()

    def _close_others(self, event: Event) -> None:
        """A session whose end was never sent (the telephone was switched off) ended where it was last heard of."""
        for one in self.all:
            if one.ended or one.pk == self.session.pk or one.last_at > _time(event, None):
                continue
            one.ended, one.playing_from = True, None
            one.save(update_fields=["ended", "playing_from"])
            before = [tuple(part) for each in self.all[: self.all.index(one) + 1] for part in each.segments]
            closing = Account(self.account.film, one.enrolment, one.pk, 1.0)
            closing.add("terminated", Place(one.place, before), one.last_at)
            self.account.made += closing.made

    def _take(self, event: Event) -> None:
        session = self.session
        at = _time(event, session.last_at)
        session.number, session.last_at = event.number, at
        if session.playing_from is not None and event.what != "played":  # else how it was stopped is not known
            end = event.begin if event.what == "seeked" else event.at
            end = min(end, session.playing_from + self._left(at))
            session.segments = segments.added([tuple(one) for one in session.segments], (session.playing_from, end))
            session.playing_from = None if event.what in ("paused", "terminated") else event.at
        if event.what == "played":
            session.playing_from = event.at
        session.place = event.at
        if event.what == "seen":
            return
        place = Place(event.at, self._played(), event.begin)
        if event.what != "terminated" and not (event.what == "seeked" and event.begin == event.at):
            self._say(event.what, place, at)
        self._complete(place, at)
        if event.what == "terminated":
            session.ended = True
            self._say("terminated", place, at, always=True)

    def _left(self, at: datetime) -> float:
        """How many seconds of the film the session can have played by now and has not told of: no player is faster."""
        gone = (at - self.session.begun_at).total_seconds()
        told = segments.seconds((begin, end) for begin, end in self.session.segments)
        return max(0.0, gone * FASTEST + SLACK - told)

    def _played(self) -> list[Segment]:
        """Everything that was played in the registration, in order."""
        own = [(begin, end) for begin, end in self.session.segments]
        found: list[Segment] = []
        for part in [*played_before(self.all, self.session), *own]:
            found = segments.added(found, part)
        return found

    def _complete(self, place: Place, at: datetime) -> None:
        """Once in a registration, when enough of it was played."""
        if any(one.completed for one in self.all):
            return
        if segments.progress(place.played, self.account.film.length) >= THRESHOLD:
            self.session.completed = True
            self._say("completed", place, at, always=True)

    def _say(self, what: str, place: Place, at: datetime, *, always: bool = False) -> None:
        if always or self.session.statements < MOST_STATEMENTS:
            self.session.statements += 1
            self.session.last_at = max(self.session.last_at, self.account.add(what, place, at))
