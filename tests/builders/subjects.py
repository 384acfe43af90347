"""Groups for tests: a household with members, an organisation, places."""

from pathlib import Path

from portal.people.members import add_person, add_unnamed, answer
from portal.people.models import Learner, Member, User
from portal.people.public import everyone
from portal.people.subjects import Subject, register_subject, set_representative
from portal.places.models import ResidentialGroup, Unit
from recognition.models import CriteriaSet
from recognition.sets.publishing import publish, publish_shipped

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


def publish_invented(key: str) -> CriteriaSet:
    """The openly invented set of a group's title, in force beside the one whose sources leave values open."""
    path = next(Path("tests/data/groups").glob(f"{key}-*.yaml"))
    publish_shipped(key)
    return publish(path.read_text(encoding="utf-8"), path.name)
