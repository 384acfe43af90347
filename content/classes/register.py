"""The register of a session as a page shows it: everybody of the class by given name, with the mark that counts and its author."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from content.classes.models import THERE, Attendance, CentreClass, ClassEnrolment, ClassSession, How, State
from content.classes.rights import centres_of
from portal.look.templatetags.look import uncapped
from portal.people.public import Learner, Residence, consents_of, identities
from portal.places.public import names_of
from portal.text.collation import given_first


@dataclass
class Row:
    """A person of the class. `apart` tells two of one name apart; `by` is who marked, by full name.

    `again`: the mark that was refused a moment ago, and why (`needs`); `before`: what it met.
    """

    learner: UUID
    reference: str
    name: str
    birth_year: int | None
    group: str
    agreed: bool
    guest: bool = False  # lives in another commune; `group` says which
    state: str = ""
    how: str = ""
    by: str = ""
    at: datetime | None = None
    number: int = 0
    apart: str = ""
    again: str = ""
    needs: bool = False
    before: str = ""

    @property
    def there(self) -> bool:
        """Whether the person counts as having come."""
        return self.state in THERE

    @property
    def shown(self) -> str:
        """What the row shows as chosen: what was just asked for, else what counts."""
        return self.again or self.state


@dataclass(frozen=True)
class Roll:
    """Everybody, and the counts that stay in view."""

    rows: list[Row] = field(default_factory=list)

    @property
    def there(self) -> int:
        return sum(row.there for row in self.rows)

    @property
    def absent(self) -> int:
        return sum(row.state == State.ABSENT for row in self.rows)

    @property
    def free(self) -> int:
        return sum(not row.state for row in self.rows)

    @property
    def silent(self) -> int:
        """How many have not agreed to records: their hours stay in the register alone."""
        return sum(not row.agreed for row in self.rows)


def roll_of(session: ClassSession) -> Roll:
    """The register, with the same questions for five people and five hundred."""
    rows = people_of_class(session.taught)
    known = {mark.learner_id: mark for mark in Attendance.objects.filter(session=session)}
    said = names_of_staff({mark.by_id for mark in known.values()})
    for row in rows:
        mark = known.get(row.learner)
        if mark:
            row.state, row.how, row.at, row.number = mark.state, _way(mark.how), mark.at, mark.number
            row.by = "" if mark.how == How.CODE else said.get(mark.by_id, "")  # typed by the person itself
    return Roll(rows)


def _way(how: str) -> str:
    """How a mark came, where it is not the usual way."""
    return "" if how == How.HAND else str(How(how).label)


def names_of_staff(accounts: Iterable[int]) -> dict[int, str]:
    """The full names of the persons whose accounts these are, as far as the present scope knows them: what somebody signs in
    with is nobody else's business."""
    owners = dict(Learner.objects.filter(user__in=list(accounts)).values_list("pk", "user"))
    return {owners[pk]: one.full_name for pk, one in identities(owners).items()}


def _tell_apart(rows: list[Row]) -> None:
    """People of one name show the year they were born in; those of one year too, where they live."""
    names = Counter(row.name for row in rows)
    years = Counter((row.name, row.birth_year) for row in rows)
    for row in rows:
        if names[row.name] > 1:
            same = years[row.name, row.birth_year] > 1 or not row.birth_year
            row.apart = ", ".join(str(one) for one in (row.birth_year, row.group if same else "") if one)


def people_of_class(taught: CentreClass) -> list[Row]:
    """Who is in the class today, by given name."""
    enrolled = ClassEnrolment.objects.filter(taught=taught, left_at=None).select_related("learner")
    references = {one.learner_id: one.learner.reference for one in enrolled}
    known, agreed = identities(references), consents_of(references)
    homes = Residence.objects.filter(learner__in=list(references), valid_to=None)
    groups = dict(homes.values_list("learner", "residential_group__name"))
    away = {pk: unit for pk, unit in homes.values_list("learner", "unit") if unit != taught.centre.unit_id}
    places = names_of(set(away.values())) if away else {}
    groups |= {pk: _("guest from %(place)s") % {"place": uncapped(places.get(unit, ""))} for pk, unit in away.items()}
    rows = [
        Row(
            pk,
            reference,
            known[pk].full_name if pk in known else reference,
            known[pk].birth_year if pk in known else None,
            groups.get(pk) or "",
            pk in agreed,
            pk in away,
        )
        for pk, reference in references.items()
    ]
    _tell_apart(rows)
    return sorted(rows, key=lambda row: (given_first(row.name), row.birth_year or 0, row.reference))


def numbered(session: ClassSession) -> tuple[int, int]:
    """Which session of how many it is, those called off left out."""
    others = ClassSession.objects.filter(taught=session.taught_id, called_off_at=None)
    begins = list(others.order_by("begins_at", "pk").values_list("pk", flat=True))
    return (begins.index(session.pk) + 1 if session.pk in begins else 0), len(begins)


_SHOWN = 50  # of today, and of those left open: the newest


def sessions_around(centres: Sequence[Any], now: datetime | None = None) -> list[ClassSession]:
    """Sessions of today at these centres, and those of before whose register is still open, by time."""
    moment = now or timezone.now()
    midnight = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    found = ClassSession.objects.filter(taught__centre__in=centres, called_off_at=None, closed_at=None)
    found = found.select_related("taught").order_by("-begins_at", "-pk")
    today = found.filter(begins_at__gte=midnight, begins_at__lt=midnight + timedelta(days=1))
    before = found.filter(begins_at__lt=midnight)
    return [*reversed(before[:_SHOWN]), *reversed(today[:_SHOWN])]


def due_session(user: Any) -> ClassSession | None:
    """The session of today that is on or comes next at the centres of this user; None: no more today."""
    now = timezone.now()
    today = [
        one
        for one in sessions_around(centres_of(user), now)
        if timezone.localdate(one.begins_at) == timezone.localdate()
    ]
    return next((one for one in today if one.ends_at > now), None)
