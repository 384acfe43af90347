"""What was done with a film or a sound, as statements of the profile of its kind.

A film is told by the video profile (https://w3id.org/xapi/video, version 1.0.3), which fixes the type of its activity; a sound by
the audio profile (https://w3id.org/xapi/audio, version 1.0), of the same shape with names of its own. No statement carries the
IRIs that a lesson is mapped to, nor its declared minutes: a film that was played is no evidence, the lesson that was finished is
(settled: media statements).
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
    AUDIO,
    VIDEO,
    MediaProfile,
    activity_iri,
    learner_agent,
)

_PROFILE_TYPE = "http://adlnet.gov/expapi/activities/profile"
THRESHOLD = 0.9  # of a film that has been seen: titles at its end are often left out


@dataclass(frozen=True)
class Film:
    """The film or sound of a block: its activity, name and length in seconds, the lesson and course around it."""

    uuid: UUID
    name: str
    length: float
    lesson: Page
    course: Page
    sound: bool = False
    language: str = ""  # of the captions that are shown

    @property
    def profile(self) -> MediaProfile:
        return AUDIO if self.sound else VIDEO


@dataclass(frozen=True)
class Place:
    """Where in the film something happened, and what was played until then."""

    time: float
    played: Sequence[Segment]
    begin: float = 0.0  # of a seek: where from


class Account:
    """Makes the statements of one session of a learner, one after the other."""

    def __init__(self, film: Film, enrolment: Enrolment, session: UUID, speed: float) -> None:
        profile = self.profile = film.profile
        self.film, self.made = film, list[dict[str, Any]]()
        self._last: datetime | None = None
        self._shared = {
            "actor": learner_agent(enrolment.learner_id),
            "object": {
                "objectType": "Activity",
                "id": activity_iri(film.uuid),
                "definition": {"name": {"vi": film.name}, "type": profile.type},
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
                "category": [{"id": profile.iri, "definition": {"type": _PROFILE_TYPE}}],
            },
        }
        self._extensions = {
            profile.extension("session-id"): str(session),
            profile.extension("length"): number(film.length),
            profile.extension("completion-threshold"): THRESHOLD,
        }
        self._opened = {profile.extension("speed"): f"{speed:g}x"}
        if film.language:
            self._opened[profile.extension("cc-subtitle-lang")] = film.language

    def add(self, what: str, place: Place, at: datetime) -> datetime:
        """A statement; each a little later than the one before, as they follow from each other. Returns its time."""
        if self._last is not None:
            at = max(at, self._last + timedelta(milliseconds=1))
        self._last = at
        extensions = self._extensions | (self._opened if what == "initialized" else {})
        statement = self._shared | {
            "id": str(uuid4()),
            "verb": {"id": self.profile.verbs[what], "display": self.profile.display[what]},
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
            return {"extensions": {self.profile.extension("time"): number(place.time)}}
        told: dict[str, Any] = {
            "progress": segments.progress(place.played, self.film.length),
            "played-segments": segments.written(place.played),
        }
        told |= (
            {"time-from": number(place.begin), "time-to": number(place.time)}
            if what == "seeked"
            else {"time": number(place.time)}
        )
        result: dict[str, Any] = {"extensions": {self.profile.extension(name): value for name, value in told.items()}}
        if what == "completed":
            result |= {"completion": True, "duration": f"PT{segments.seconds(place.played):.2f}S"}
        return result


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
