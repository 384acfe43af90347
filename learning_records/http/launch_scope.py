"""How far a key of a launch reaches on the endpoint: its reading of statements, its documents (limits.py has the measure)."""

import json

from learning_records.access.launch_limits import concerns, own_activity, own_agent, own_registration
from learning_records.access.models import Launch
from learning_records.access.rights import Outside
from learning_records.documents.store import Address
from learning_records.http.request import Asked
from learning_records.identifiers import learner_agent
from learning_records.models import Document
from learning_records.query.filters import agent_of, uuid_of
from learning_records.query.paging import Found
from learning_records.spec.statement import ifi


def narrowed(params: dict[str, str], launch: Launch) -> dict[str, str]:
    """Filters of a page of statements, with the learner and registration added where they are not named.

    Raises Outside for a filter that names somebody or something else, ProtocolError for one that cannot be understood.
    """
    if "agent" in params:
        own_agent(str(ifi(agent_of(params["agent"]))), launch)
    if "activity" in params:
        own_activity(params["activity"], launch, "activity")
    if "registration" in params:
        own_registration(uuid_of(params, "registration"), launch)
    return params | {"agent": json.dumps(learner_agent(launch.learner_id)), "registration": str(launch.registration)}


def follow(query: dict[str, str], launch: Launch) -> None:
    """Raises Outside for the filters of a `more` link that another key was given."""
    if narrowed(query, launch) != query:
        raise Outside("more", "this link belongs to another key")


def own(rows: list[Found], launch: Launch) -> list[Found]:
    """Those of a page's statements that the launch may see: an activity's parts are no filter, so the rest is left out here.

    The page may be shorter for it; its link onward stays.
    """
    return [row for row in rows if concerns(json.loads(row.text), launch)]


def document(asked: Asked, address: Address, launch: Launch) -> None:
    """Raises Outside for a document of somebody or something else.

    What is kept about an activity is everybody's: one learner's package reads it, and does not write it.
    """
    if address.kind != Document.Kind.ACTIVITY:
        own_agent(address.agent, launch)
    if address.kind != Document.Kind.AGENT:
        own_activity(address.activity, launch, "activityId")
    if address.kind == Document.Kind.STATE:
        own_registration(address.registration, launch)
    if address.kind == Document.Kind.ACTIVITY and not asked.reads:
        raise Outside("activityId", "this key may read what is kept about the activity, and not change it")
