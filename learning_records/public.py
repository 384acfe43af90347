"""The face of the record store."""

from learning_records.access.credentials import authenticate, demo_credential, make_credential, portal_credential
from learning_records.access.launches import end_launch, launch_credential, packages_authority
from learning_records.access.rights import Forbidden
from learning_records.access.staff import for_the_keeper, keeps_the_store
from learning_records.browser.search import (
    Asked,
    Seen,
    Voided,
    authorities_to_ask,
    look,
    look_at,
    verbs_to_ask,
    voiding_of,
)
from learning_records.browser.search_sql import Position
from learning_records.browser.sentences import deed, sentence
from learning_records.browser.timeline import diary
from learning_records.consumers.order import horizon
from learning_records.forwarding.secrets import reseal_all as reseal_forwarding_secrets
from learning_records.forwarding.status import alarms as forwarding_alarms
from learning_records.identifiers import (
    activity_iri,
    competence_iri,
    extension_iri,
    indicator_iri,
    learner_agent,
    portal_authority,
)
from learning_records.ingest.record import Conflict, Outcome, WrongInstallation, record
from learning_records.ingest.voiding import void
from learning_records.query.stored import (
    Stored,
    any_voided,
    anybody_did,
    find,
    find_many,
    read_concerning,
    read_for_consumer,
    statements_in,
    statements_of,
)
from learning_records.query.voidings import taken_back
from learning_records.spec.validation import InvalidStatement
from learning_records.vocabulary import (
    ACTIVITY_TYPES,
    AUDIO,
    PROGRESS,
    VERB_DISPLAY,
    VERBS,
    VIDEO,
    MediaProfile,
)

__all__ = [
    "ACTIVITY_TYPES",
    "AUDIO",
    "PROGRESS",
    "VERBS",
    "VERB_DISPLAY",
    "VIDEO",
    "Asked",
    "Conflict",
    "Forbidden",
    "InvalidStatement",
    "MediaProfile",
    "Outcome",
    "Position",
    "Seen",
    "Stored",
    "Voided",
    "WrongInstallation",
    "activity_iri",
    "any_voided",
    "anybody_did",
    "authorities_to_ask",
    "authenticate",
    "competence_iri",
    "deed",
    "demo_credential",
    "diary",
    "end_launch",
    "extension_iri",
    "find",
    "find_many",
    "for_the_keeper",
    "forwarding_alarms",
    "horizon",
    "indicator_iri",
    "keeps_the_store",
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
    "reseal_forwarding_secrets",
    "sentence",
    "statements_in",
    "statements_of",
    "taken_back",
    "verbs_to_ask",
    "void",
    "voiding_of",
]
