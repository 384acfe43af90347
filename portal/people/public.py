"""The face of people: who somebody is and whom they may see."""

from portal.people.accounts import create_account
from portal.people.assurance import SECOND_FACTOR
from portal.people.authority import administers_everything, helps, may_act_for, represents
from portal.people.consents import (
    consent_held,
    consents_held,
    consents_of,
    give_consent,
    has_consent,
    recording_of,
    withdraw_consent,
)
from portal.people.entrance import changed_meanwhile, for_role, own_place, where_to_begin
from portal.people.erasing import also_forget, erased, forget, list_of_erasures, note, noted, replay_erasures
from portal.people.finding import Found, find_exactly, find_people, is_a_name
from portal.people.identity import (
    Identity,
    current_learner,
    given_name_keys,
    identities,
    identity,
    learner_by_reference,
    residence_of,
    sorted_by_name,
)
from portal.people.installation_keys import marks, open_secret, reseal_secret, seal_secret
from portal.people.joining import (
    accounts_beside,
    accounts_of,
    accounts_of_learner,
    first_ids,
    first_record,
    join,
    part,
    people_behind,
    person_ids,
    records_of,
    records_of_user,
)
from portal.people.keys import DataKey, decrypt, decrypt_all, drop_keys, encrypt, encrypt_for, key_of, reseal, seal_all
from portal.people.keys import rotate as rotate_data_keys
from portal.people.kinds import the_one, this_one, worded
from portal.people.lists.keeping import forget_old_lists, people_of_list, subjects_of_lists
from portal.people.lists.models import PeopleList
from portal.people.members import add_person as add_member
from portal.people.members import add_unnamed as add_unnamed_member
from portal.people.members import answer as answer_membership
from portal.people.members import (
    groups_around,
    groups_with,
    members_of,
    members_on,
    memberships_of,
    near,
    own_membership,
)
from portal.people.members import take_back as take_back_membership
from portal.people.mergers import Looked, Stale, apply_merger, drop_merger, look, look_again, plan_merger
from portal.people.models import (
    JoinSpan,
    Learner,
    LearnerAlias,
    PersonalRecord,
    Residence,
    Role,
    User,
    show_names,
)
from portal.people.names import asked_tokens, full_name
from portal.people.pictures.shown import show_card
from portal.people.private_details import in_words as private_in_words
from portal.people.private_details import kinds_to_read as private_to_read
from portal.people.private_details import reason_in_words
from portal.people.records import correct_name, correct_record, move
from portal.people.registering import Person, register_at_counter, register_self
from portal.people.roles import end_role, give_role
from portal.people.scope import (
    acting_as,
    also_see,
    everyone,
    has_role,
    holders,
    home_of,
    living_in,
    once_a_request,
    roles_held,
    roles_today,
    seeing,
    seeing_too,
    units_of,
    visible_learners,
)
from portal.people.second_factor.acts import give_demo_factor
from portal.people.sign_in import account_of
from portal.people.subjects import Subject, register_subject, represented_by_user, set_representative
from portal.people.succession import CarriedOver, living_by_group, succeed_unit

__all__ = [
    "SECOND_FACTOR",
    "CarriedOver",
    "DataKey",
    "Found",
    "Identity",
    "JoinSpan",
    "Learner",
    "Looked",
    "Stale",
    "apply_merger",
    "drop_merger",
    "look",
    "look_again",
    "plan_merger",
    "LearnerAlias",
    "PeopleList",
    "Person",
    "PersonalRecord",
    "Role",
    "User",
    "account_of",
    "accounts_beside",
    "accounts_of",
    "Subject",
    "add_member",
    "add_unnamed_member",
    "register_subject",
    "set_representative",
    "accounts_of_learner",
    "acting_as",
    "administers_everything",
    "also_forget",
    "asked_tokens",
    "also_see",
    "changed_meanwhile",
    "consent_held",
    "consents_held",
    "consents_of",
    "correct_name",
    "correct_record",
    "create_account",
    "current_learner",
    "decrypt",
    "decrypt_all",
    "drop_keys",
    "encrypt",
    "encrypt_for",
    "end_role",
    "erased",
    "everyone",
    "find_exactly",
    "find_people",
    "seeing",
    "seeing_too",
    "first_ids",
    "first_record",
    "for_role",
    "forget",
    "forget_old_lists",
    "full_name",
    "give_consent",
    "give_role",
    "give_demo_factor",
    "given_name_keys",
    "groups_around",
    "groups_with",
    "has_consent",
    "has_role",
    "helps",
    "holders",
    "home_of",
    "identities",
    "identity",
    "is_a_name",
    "join",
    "key_of",
    "learner_by_reference",
    "list_of_erasures",
    "living_by_group",
    "living_in",
    "marks",
    "may_act_for",
    "move",
    "answer_membership",
    "members_of",
    "members_on",
    "memberships_of",
    "own_membership",
    "take_back_membership",
    "near",
    "note",
    "represented_by_user",
    "represents",
    "noted",
    "once_a_request",
    "open_secret",
    "own_place",
    "part",
    "people_behind",
    "people_of_list",
    "private_in_words",
    "private_to_read",
    "reason_in_words",
    "person_ids",
    "records_of",
    "records_of_user",
    "register_at_counter",
    "register_self",
    "replay_erasures",
    "reseal",
    "recording_of",
    "reseal_secret",
    "Residence",
    "residence_of",
    "roles_held",
    "the_one",
    "this_one",
    "worded",
    "roles_today",
    "rotate_data_keys",
    "seal_all",
    "seal_secret",
    "show_card",
    "show_names",
    "sorted_by_name",
    "subjects_of_lists",
    "succeed_unit",
    "units_of",
    "visible_learners",
    "where_to_begin",
    "withdraw_consent",
]
