"""Sessions as an iCalendar file (RFC 5545), for whoever keeps a calendar in the telephone."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from content.classes.models import ClassSession
from portal.places.public import Centre

CONTENT_TYPE = "text/calendar; charset=utf-8"


def as_calendar(centre: Centre, sessions: Iterable[ClassSession], stamp: datetime) -> bytes:
    """The sessions as events. A session keeps its id, so a file taken again moves what was moved and strikes what is off."""
    calendar = Calendar()
    calendar.add("prodid", "-//Cong hoc tap cong dong//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", centre.name)
    for session in sessions:
        calendar.add_component(_event(centre, session, stamp))
    return calendar.to_ical()


def _event(centre: Centre, session: ClassSession, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{session.uuid}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}")
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", session.begins_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", session.taught.title)
    event.add("location", ", ".join(part for part in (session.place, centre.name, centre.address) if part))
    about = [session.topic or session.taught.topic, session.taught_by, session.called_off_why]
    event.add("description", "\n".join(part for part in about if part))
    event.add("status", "CANCELLED" if session.called_off_at else "CONFIRMED")
    return event
