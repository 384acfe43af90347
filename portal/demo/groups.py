"""The groups of the demo: a household with members and an organisation, registered at the counter as any other."""

from portal.demo.people import commune, official, stories
from portal.people.public import (
    Subject,
    account_of,
    add_member,
    add_unnamed_member,
    answer_membership,
    current_learner,
    register_subject,
    set_representative,
)
from portal.places.public import ResidentialGroup


def build_groups() -> None:
    """Registers each group; who represents it agreed to be named, the others are counted without a name."""
    staff, unit = official("staff"), commune()
    for row in stories()["groups"]:
        group = ResidentialGroup.objects.get(unit=unit, name=row["group"]) if "group" in row else None
        subject = register_subject(staff, Subject(row["kind"], unit, row["name"], group), agrees=True)
        if "represented_by" in row:
            person = current_learner(account_of(row["represented_by"]))
            answer_membership(add_member(subject, person, by=staff), True, by=person.user)
            set_representative(subject, person, by=staff)
        for age in row["unnamed"]:
            add_unnamed_member(subject, age, by=staff)
