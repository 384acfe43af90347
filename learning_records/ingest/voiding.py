"""Taking a statement back (Data 2.3.2): by a statement of its own, which comes in as any other."""

from uuid import UUID, uuid4

from learning_records.ingest.record import Outcome, record
from learning_records.models import Credential
from learning_records.vocabulary import VERB_DISPLAY, VERBS


def void(statement_id: UUID, credential: Credential) -> Outcome:
    """Takes a statement back with a voiding statement of this credential.

    Raises Forbidden for one of another authority, unless the credential may void those.
    """
    (outcome,) = record(
        [
            {
                "id": str(uuid4()),
                "actor": credential.authority.agent,
                "verb": {"id": VERBS["voided"], "display": VERB_DISPLAY["voided"]},
                "object": {"objectType": "StatementRef", "id": str(statement_id)},
            }
        ],
        credential,
    )
    return outcome
