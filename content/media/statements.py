"""What was done with a film or a sound, as statements of the video profile (https://w3id.org/xapi/video, version 1.0.3).

A sound is told in the same way: the profile's templates know one type of activity. No statement carries the IRIs that a lesson is
mapped to, nor its declared minutes: a film that was played is no evidence, the lesson that was finished is (settled: media
statements).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from wagtail.models import Page

from content.activities import page_activity
from content.identities import Enrolment
from content.media import segments
from content.media.segments import Segment, number
from learning_records.public import (
    VIDEO,
    VIDEO_DISPLAY,
    VIDEO_TYPE,
    VIDEO_VERBS,
    activity_iri,
    learner_agent,
    video_extension,
)

THRESHOLD = 0.9  # of a film that has been seen: titles at its end are often left out
_PROFILE = {"id": VIDEO, "definition": {"type": "http://adlnet.gov/expapi/activities/profile"}}


@dataclass(frozen=True)
class Film:
    """The film or sound of a block: its activity, name and length in seconds, the lesson and course around it."""

    uuid: UUID
    name: str
    length: float
    lesson: Page
    course: Page
    language: str = ""  # of the captions that are shown


@dataclass(frozen=True)
class Place:
    """Where in the film something happened, and what was played until then."""

    time: float
    played: Sequence[Segment]
    begin: float = 0.0  # of a seek: where from


class Account:
    """Makes the statements of one session of a learner, one after the other."""

    def __init__(self, film: Film, enrolment: Enrolment, session: UUID, speed: float) -> None:
        self.film, self.made = film, list[dict[str, Any]]()
        self._last: datetime | None = None
        self._shared = {
            "actor": learner_agent(enrolment.learner_id),
            "object": {
                "objectType": "Activity",
                "id": activity_iri(film.uuid),
                "definition": {"name": {"vi": film.name}, "type": VIDEO_TYPE},
            },
            "version": "1.0.3",
        }
        self._context = {
            "registration": str(enrolment.registration),
            "language": "vi",
            "platform": "portal",
            "contextActivities": {
                "parent": [page_activity(film.lesson, "lesson").as_version("1.0.3")],
                "grouping": [page_activity(film.course, "course").as_version("1.0.3")],
                "category": [_PROFILE],
            },
        }
        self._extensions = {
            video_extension("session-id"): str(session),
            video_extension("length"): number(film.length),
            video_extension("completion-threshold"): THRESHOLD,
        }
        self._opened = {video_extension("speed"): f"{speed:g}x"}
        if film.language:
            self._opened[video_extension("cc-subtitle-lang")] = film.language

    def add(self, what: str, place: Place, at: datetime) -> datetime:
        """A statement; each a little later than the one before, as they follow from each other. Returns its time."""
        if self._last is not None:
            at = max(at, self._last + timedelta(milliseconds=1))
        self._last = at
        extensions = self._extensions | (self._opened if what == "initialized" else {})
        statement = self._shared | {
            "id": str(uuid4()),
            "verb": {"id": VIDEO_VERBS[what], "display": VIDEO_DISPLAY[what]},
            "context": self._context | {"extensions": extensions},
            "timestamp": _moment(at),
        }
        result = self._result(what, place)
        self.made.append(statement | ({"result": result} if result else {}))
        return at

    def _result(self, what: str, place: Place) -> dict[str, Any]:
        if what == "initialized":
            return {}
        if what == "played":
            return {"extensions": {video_extension("time"): number(place.time)}}
        told: dict[str, Any] = {
            "progress": segments.progress(place.played, self.film.length),
            "played-segments": segments.written(place.played),
        }
        told |= (
            {"time-from": number(place.begin), "time-to": number(place.time)}
            if what == "seeked"
            else {"time": number(place.time)}
        )
        result: dict[str, Any] = {"extensions": {video_extension(name): value for name, value in told.items()}}
        if what == "completed":
            result |= {"completion": True, "duration": f"PT{segments.seconds(place.played):.2f}S"}
        return result


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
