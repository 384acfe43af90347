"""Opening a class, giving it sessions (weekly ones too), changing and calling one off, and what it counts for."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.classes.models import MOST_SESSIONS, CentreClass, ClassSession
from content.identities import Alignment
from portal.audit.public import append
from portal.people.public import accounts_of
from portal.places.public import Centre

LONGEST = 12 * 60  # minutes of one session
FIELDS = ("title", "topic", "teacher", "hours_planned", "audience", "seats", "open_to_all")
_UNSAID = {"seats": None, "open_to_all": False}


def open_class(centre: Centre, key: UUID, values: dict[str, Any], *, by: Any) -> CentreClass:
    """A new class of a centre. `key` comes from the form: pressed twice, it is the same class."""
    with transaction.atomic():
        row, made = CentreClass.objects.get_or_create(
            uuid=key, defaults={**_said(values), "centre": centre, "made_by": by}
        )
        if row.centre_id != centre.pk:
            raise PermissionDenied
        if made:
            append("class.opened", f"class:{row.pk}", by=by, details={"centre": centre.pk, "title": row.title})
    return row


def _said(values: dict[str, Any]) -> dict[str, Any]:
    given = _UNSAID | values
    return {name: given[name] for name in FIELDS}


def locked_class(taught: CentreClass) -> CentreClass:
    """The class as it stands now, which nobody else changes until the transaction ends."""
    return CentreClass.objects.select_for_update(no_key=True, of=("self",)).select_related("centre").get(pk=taught.pk)


def change_class(taught: CentreClass, values: dict[str, Any], *, by: Any) -> None:
    """Other words of the class; what was recorded keeps those of its day."""
    values = _said(values)
    with transaction.atomic():
        row = locked_class(taught)
        names = [name for name in FIELDS if getattr(row, name) != values[name]]
        if not names:
            return
        for name in names:
            setattr(row, name, values[name])
        row.save(update_fields=names)
        append("class.changed", f"class:{row.pk}", by=by, details={name: values[name] for name in names})


def span(day: date, begin: time, end: time) -> tuple[datetime, datetime]:
    """Begin and end of a session on a day here. Raises ValidationError for `end`."""
    here = timezone.get_current_timezone()
    begins, ends = datetime.combine(day, begin, here), datetime.combine(day, end, here)
    if ends <= begins:
        raise ValidationError({"end": _("The session ends after it begins. Write a later time.")})
    if ends - begins > timedelta(minutes=LONGEST):
        raise ValidationError({"end": _("A session lasts 12 hours at most. Write two sessions.")})
    return begins, ends


def plan_sessions(
    taught: CentreClass, first: date, begin: time, end: time, *, weeks: int = 1, place: str = "", topic: str = ""
) -> int:
    """Sessions on this day and the same day of the following weeks; those that are there already stay. Returns the new ones.

    Raises ValidationError for `end`, or for `weeks` when the class would have more than MOST_SESSIONS.
    """
    spans = [span(first + timedelta(weeks=number), begin, end) for number in range(weeks)]
    with transaction.atomic():
        locked_class(taught)
        there = set(ClassSession.objects.filter(taught=taught).values_list("begins_at", flat=True))
        fresh = [one for one in spans if one[0] not in there]
        if len(there) + len(fresh) > MOST_SESSIONS:
            raise ValidationError({"weeks": _("A class has 200 sessions at most. Open a new class for the rest.")})
        ClassSession.objects.bulk_create(
            ClassSession(
                taught=taught,
                begins_at=begins,
                ends_at=ends,
                minutes=int((ends - begins).total_seconds() // 60),
                place=place,
                topic=topic,
            )
            for begins, ends in fresh
        )
    return len(fresh)


def locked(session: ClassSession) -> ClassSession:
    """The session as it stands now, which nobody else changes until the transaction ends."""
    rows = ClassSession.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "taught__centre", "closed_by"
    )
    return rows.get(pk=session.pk)


def change_session(session: ClassSession, begins: datetime, ends: datetime, values: dict[str, str], *, by: Any) -> None:
    """Another time, place, topic or teacher. Raises ValidationError: closed, or another session begins at that time."""
    with transaction.atomic():
        row = ClassSession.objects.select_for_update(no_key=True, of=("self",)).get(pk=session.pk)
        if row.closed_at:
            raise ValidationError(_("The register of this session is closed, so its hours stay as they are."))
        others = ClassSession.objects.filter(taught=row.taught_id, begins_at=begins).exclude(pk=row.pk)
        if others.exists():
            raise ValidationError({"day": _("Another session of this class begins at that time.")})
        row.begins_at, row.ends_at = begins, ends
        row.minutes = int((ends - begins).total_seconds() // 60)
        row.place, row.topic, row.teacher = values["place"], values["topic"], values["teacher"]
        row.save()
        append("session.changed", f"session:{row.pk}", by=by, details={"begins": begins.isoformat()})


def call_off(session: ClassSession, why: str, *, by: Any) -> None:
    """The session does not take place; its row and its marks stay. Raises ValidationError when its register is closed."""
    with transaction.atomic():
        row = ClassSession.objects.select_for_update(no_key=True, of=("self",)).get(pk=session.pk)
        if row.closed_at:
            raise ValidationError(_("The register of this session is closed: it took place."))
        if row.called_off_at:
            return
        row.called_off_at, row.called_off_why = timezone.now(), why
        row.save(update_fields=["called_off_at", "called_off_why"])
        append("session.called_off", f"session:{row.pk}", by=by, details={"why": why})


def map_class(taught: CentreClass, alignments: Iterable[Alignment], *, by: Any) -> bool:
    """What the class is to count for. A change waits for a second person; returns whether there was one."""
    wanted = {one.pk for one in alignments}
    with transaction.atomic():
        row = locked_class(taught)
        if wanted == set(row.alignments.values_list("pk", flat=True)):
            return False
        if row.approved_at:  # who wrote what was approved has been answered for
            row.mapped_by.clear()
            row.approved_by = row.approved_at = None
            row.save(update_fields=["approved_by", "approved_at"])
        row.alignments.set(wanted)
        row.mapped_by.add(by)
        append("class.mapped", f"class:{row.pk}", by=by, details={"alignments": sorted(wanted)})
    return True


def chose(taught: CentreClass, user: Any) -> bool:
    """Whether the person behind this account chose what the class is to count for, under whichever account."""
    return taught.mapped_by.filter(pk__in=accounts_of(user)).exists()


def approve_class(taught: CentreClass, seen: Iterable[int], *, by: Any) -> None:
    """The second person's yes to what the class counts for: `seen`, the alignments on the page that was read.

    Raises PermissionDenied for who mapped it, and when it was changed meanwhile. What was attended before counts no later.
    """
    with transaction.atomic():
        row = locked_class(taught)
        if chose(row, by):
            raise PermissionDenied(_("You chose what this class counts for, so somebody else has to approve it."))
        now = set(row.alignments.values_list("pk", flat=True))
        if now != set(seen) or not now:
            raise PermissionDenied(_("What the class counts for has changed since you opened the page. Read it again."))
        if row.approved_at:
            return
        row.approved_by, row.approved_at = by, timezone.now()
        row.save(update_fields=["approved_by", "approved_at"])
        append("class.approved", f"class:{row.pk}", by=by, details={"alignments": sorted(now)})
