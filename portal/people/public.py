"""The face of people: who somebody is and whom they may see."""

from portal.people.authority import helps, may_act_for
from portal.people.consents import give_consent, has_consent, withdraw_consent
from portal.people.identity import (
    Identity,
    current_learner,
    find_people,
    identities,
    identity,
    learner_by_reference,
    residence_of,
    sorted_by_name,
)
from portal.people.models import Learner, LearnerAlias, PersonalRecord, Role, User
from portal.people.names import decrypt
from portal.people.records import correct_name, correct_record, join, move
from portal.people.registering import Person, register_at_counter, register_self
from portal.people.roles import end_role, give_role
from portal.people.scope import acting_as, everyone, has_role, home_of, roles_today, units_of, visible_learners

__all__ = [
    "Learner",
    "LearnerAlias",
    "PersonalRecord",
    "Role",
    "User",
    "decrypt",
    "Identity",
    "Person",
    "acting_as",
    "correct_name",
    "correct_record",
    "current_learner",
    "end_role",
    "everyone",
    "find_people",
    "give_consent",
    "give_role",
    "has_consent",
    "has_role",
    "helps",
    "home_of",
    "identities",
    "identity",
    "join",
    "learner_by_reference",
    "may_act_for",
    "move",
    "register_at_counter",
    "register_self",
    "residence_of",
    "roles_today",
    "sorted_by_name",
    "units_of",
    "visible_learners",
    "withdraw_consent",
]
