"""Groups for tests: a household with members, an organisation, places."""

from portal.people.members import add_person, add_unnamed, answer
from portal.people.models import Learner, Member, User
from portal.people.public import everyone
from portal.people.subjects import Subject, register_subject, set_representative
from portal.places.models import ResidentialGroup, Unit

WHY = "a test makes a group"


def make_subject(
    staff: User,
    unit: Unit,
    kind: str = "household",
    name: str = "Hộ bà Nguyễn Thị Hoa",
    group: ResidentialGroup | None = None,
) -> Learner:
    """A group registered at the counter; a family's representative agreed."""
    with everyone(WHY):
        return register_subject(staff, Subject(kind, unit, name, group), agrees=True)


def make_member(staff: User, subject: Learner, person: Learner, *, head: bool = False) -> Member:
    """A member who agreed to be named, and represents the group when `head`."""
    with everyone(WHY):
        row = answer(add_person(subject, person, by=staff), True, by=person.user or staff)
        if head:
            set_representative(subject, person, by=staff)
        return row


def make_unnamed(staff: User, subject: Learner, age: str = "child") -> Member:
    """A member that nobody names."""
    with everyone(WHY):
        return add_unnamed(subject, age, by=staff)
