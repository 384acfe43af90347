"""The resources that say what is known of an activity or a person: activities and agents (Communication 2.4, 2.5)."""

import json

from django.http import HttpResponse, JsonResponse

from learning_records.access.credentials import may
from learning_records.access.launch_limits import own_activity, own_agent
from learning_records.http.errors import ProtocolError
from learning_records.http.request import Asked, endpoint, require
from learning_records.models import Activity, Agent, Credential
from learning_records.query.filters import agent_of
from learning_records.spec.statement import ifi
from learning_records.spec.validation import is_iri

_SCOPES = ("all/read", "statements/read", "statements/read/mine", "profile", "state", "define")
# A name came with somebody's statement: it is told to those who may read that. The others get back what they asked with.
_NAMES = ("all/read", "statements/read", "profile")


def _only_read(asked: Asked, credential: Credential, name: str) -> str:
    require(credential, *_SCOPES)
    asked.only(name)
    if name not in asked.params:
        raise ProtocolError(400, f"the parameter {name} is needed")
    return asked.params[name]


@endpoint("GET", "HEAD")
def activities(asked: Asked, credential: Credential) -> HttpResponse:
    """An activity with all that its statements said about it; also for one that no statement names."""
    iri = _only_read(asked, credential, "activityId")
    if not is_iri(iri):
        raise ProtocolError(400, "activityId must be an IRI")
    if credential.limit is not None:
        own_activity(iri, credential.limit, "activityId")
    row = Activity.objects.filter(iri=iri).first()
    found = {"objectType": "Activity", "id": iri}
    if row and row.definition:
        found["definition"] = json.loads(row.definition)
    return JsonResponse(found)


@endpoint("GET", "HEAD")
def agents(asked: Asked, credential: Credential) -> HttpResponse:
    """The Person behind an agent: every property is a list. We join no identifiers of other systems."""
    agent = agent_of(_only_read(asked, credential, "agent"))
    name = str(ifi(agent))
    if credential.limit is not None:
        own_agent(name, credential.limit)
    row = Agent.objects.filter(ifi=name).first() if may(credential, *_NAMES) else None
    names = [name for name in (row.name if row else None, agent.get("name")) if name]
    person: dict[str, object] = {"objectType": "Person"}
    if names:
        person["name"] = list(dict.fromkeys(names))
    for name in ("mbox", "mbox_sha1sum", "openid", "account"):
        if name in agent:
            person[name] = [agent[name]]
    return JsonResponse(person)
