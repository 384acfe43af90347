"""The face of the record store."""

from learning_records.credentials import authenticate, demo_credential, make_credential, portal_credential
from learning_records.desk import for_the_keeper, keeps_the_store
from learning_records.forwarding.standing import alarms as forwarding_alarms
from learning_records.identifiers import (
    activity_iri,
    competence_iri,
    extension_iri,
    indicator_iri,
    learner_agent,
    portal_authority,
)
from learning_records.keys.launch import end_launch, launch_credential, packages_authority
from learning_records.looking.asking import Asked, Seen, keys_to_ask, look, look_at, verbs_to_ask
from learning_records.looking.diary import diary
from learning_records.looking.stretches import Position
from learning_records.order import horizon
from learning_records.protocol import version_for
from learning_records.queries import Stored, anybody_did, find, read_concerning, read_for_consumer, statements_of, void
from learning_records.sentences import deed, sentence
from learning_records.store import Conflict, Outcome, WrongInstallation, record
from learning_records.validation import InvalidStatement
from learning_records.vocabulary import ACTIVITY_TYPES, PROGRESS, VERB_DISPLAY, VERBS

__all__ = [
    "ACTIVITY_TYPES",
    "PROGRESS",
    "VERBS",
    "VERB_DISPLAY",
    "Asked",
    "Conflict",
    "InvalidStatement",
    "Outcome",
    "Position",
    "Seen",
    "Stored",
    "WrongInstallation",
    "activity_iri",
    "anybody_did",
    "authenticate",
    "competence_iri",
    "deed",
    "demo_credential",
    "diary",
    "end_launch",
    "extension_iri",
    "find",
    "for_the_keeper",
    "forwarding_alarms",
    "horizon",
    "indicator_iri",
    "keeps_the_store",
    "keys_to_ask",
    "launch_credential",
    "learner_agent",
    "look",
    "look_at",
    "make_credential",
    "packages_authority",
    "portal_authority",
    "portal_credential",
    "read_concerning",
    "read_for_consumer",
    "record",
    "sentence",
    "statements_of",
    "verbs_to_ask",
    "version_for",
    "void",
]
