"""Putting people into a class at the counter: one by one, or a whole residential group."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from content.classes.models import MOST_PEOPLE, CentreClass, ClassEnrolment
from content.classes.timetable import room_left
from portal.people.public import Learner, Residence, everyone, find_exactly, records_of
from portal.places.public import ResidentialGroup, Unit
from portal.text.sent import whole


def unit_of(taught: CentreClass) -> Unit:
    """The commune whose people the class serves."""
    return taught.centre.unit


def groups_to_choose(taught: CentreClass) -> list[tuple[ResidentialGroup, int]]:
    """The residential groups of the commune with how many people live there today; two questions."""
    groups = ResidentialGroup.objects.filter(unit=taught.centre.unit_id, valid_to=None).order_by("name")
    living = Residence.objects.filter(unit=taught.centre.unit_id, valid_to=None, learner__kind="person")
    counts = dict(living.values_list("residential_group").annotate(n=Count("pk")).values_list("residential_group", "n"))
    return [(group, counts.get(group.pk, 0)) for group in groups]


def people_of(group: ResidentialGroup) -> list[Learner]:
    """The people who live in a residential group today, inside the present scope."""
    living = Residence.objects.filter(residential_group=group, valid_to=None)
    return list(Learner.objects.filter(pk__in=living.values("learner"), kind="person"))


def enrol_people(taught: CentreClass, learners: Iterable[Learner], *, by: Any) -> int:
    """Puts people into the class; who is in it already stays, who had left comes back. Returns how many are new.

    Raises ValidationError when the class would have more than MOST_PEOPLE.
    """
    wanted = {one.pk for one in learners if one.is_person}
    with everyone("the class has its bound, whoever of it may be seen here"), transaction.atomic():
        CentreClass.objects.select_for_update(no_key=True).get(pk=taught.pk)
        known = dict(ClassEnrolment.objects.filter(taught=taught, learner__in=wanted).values_list("learner", "left_at"))
        back = [pk for pk, left in known.items() if left]
        fresh = wanted - set(known)
        number = ClassEnrolment.objects.filter(taught=taught, left_at=None).count()
        if number + len(fresh) + len(back) > MOST_PEOPLE:
            raise ValidationError(
                _("A class has 500 people at most: it has %(n)s, and %(m)s would come. Open a second class.")
                % {"n": number, "m": len(fresh) + len(back)}
            )
        ClassEnrolment.objects.filter(taught=taught, learner__in=back).update(left_at=None, made_at=timezone.now())
        ClassEnrolment.objects.bulk_create(ClassEnrolment(taught=taught, learner_id=pk, made_by=by) for pk in fresh)
    return len(fresh) + len(back)


def guest_of(card: str, full_name: str, birth_year: str) -> Learner:
    """Somebody of another commune who stands at the counter: by the card, or by exactly the name and the year of birth.

    Nobody can be looked through by this. Raises ValidationError saying what to do.
    """
    reference = card.strip().rstrip("/").rpartition("/")[2]
    with everyone("a guest of a class may live anywhere"):
        if reference:
            found = list(Learner.objects.filter(reference=reference, kind="person"))
        else:
            year = whole(birth_year.strip(), 4)
            if not full_name.strip() or year is None:
                raise ValidationError(_("Scan the card, or write the full name and the year of birth."))
            keys = [one.learner_id for one in find_exactly(full_name, year)]
            found = list(Learner.objects.filter(pk__in=keys)) if len(keys) == 1 else []
    if not found:
        raise ValidationError(
            _("No single person is found so. Look at the full name and the year once more, or scan the card.")
        )
    return found[0]


def enrol_self(taught: CentreClass, learner: Learner, *, by: Any) -> None:
    """The person puts oneself into the class, once under all own records. Raises ValidationError naming what stands against it."""
    with transaction.atomic():
        row = CentreClass.objects.select_for_update(no_key=True).get(pk=taught.pk)
        if _own(row, learner).exists():
            return
        if not row.open_to_all:
            raise ValidationError(_("People are put on the list of this class at the centre. Call or come by."))
        if not row.sessions.filter(ends_at__gt=timezone.now(), called_off_at=None).exists():
            raise ValidationError(_("This class has no session ahead. Look in the timetable for another one."))
        if room_left([row])[row.pk] == 0:
            raise ValidationError(_("The class is full. Call the centre: it keeps a place, or opens a second class."))
        enrol_people(row, [learner], by=by)


def leave_self(taught: CentreClass, learner: Learner) -> None:
    """The person leaves the class, under whichever record."""
    _own(taught, learner).update(left_at=timezone.now())


def _own(taught: CentreClass, learner: Learner) -> QuerySet[ClassEnrolment]:
    return ClassEnrolment.objects.filter(taught=taught, learner__in=records_of([learner.pk]), left_at=None)


def leave(taught: CentreClass, learner: Learner) -> None:
    """The person is in the class no longer; what was attended stays."""
    ClassEnrolment.objects.filter(taught=taught, learner=learner, left_at=None).update(left_at=timezone.now())
