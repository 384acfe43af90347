"""The resources that say what is known of an activity or a person: activities and agents (Communication 2.4, 2.5)."""

import json

from django.http import HttpResponse, JsonResponse

from learning_records.models import Activity, Agent, Credential
from learning_records.pages import agent_of
from learning_records.protocol import Asked, ProtocolError, endpoint, require
from learning_records.statement import ifi
from learning_records.validation import is_iri

_SCOPES = ("all/read", "statements/read", "statements/read/mine", "profile", "state", "define")


def _only_read(asked: Asked, credential: Credential, name: str) -> str:
    if not asked.reads:
        raise ProtocolError(405, f"{asked.method} is not used here: it can only be read")
    require(credential, *_SCOPES)
    asked.only(name)
    if name not in asked.params:
        raise ProtocolError(400, f"the parameter {name} is needed")
    return asked.params[name]


@endpoint
def activities(asked: Asked, credential: Credential) -> HttpResponse:
    """An activity with all that its statements said about it; also for one that no statement names."""
    iri = _only_read(asked, credential, "activityId")
    if not is_iri(iri):
        raise ProtocolError(400, "activityId must be an IRI")
    row = Activity.objects.filter(iri=iri).first()
    found = {"objectType": "Activity", "id": iri}
    if row and row.definition:
        found["definition"] = json.loads(row.definition)
    return JsonResponse(found)


@endpoint
def agents(asked: Asked, credential: Credential) -> HttpResponse:
    """The Person behind an agent: every property is a list. We join no identifiers of other systems."""
    agent = agent_of(_only_read(asked, credential, "agent"))
    row = Agent.objects.filter(ifi=ifi(agent)).first()
    names = [name for name in (row.name if row else None, agent.get("name")) if name]
    person: dict[str, object] = {"objectType": "Person"}
    if names:
        person["name"] = list(dict.fromkeys(names))
    for name in ("mbox", "mbox_sha1sum", "openid", "account"):
        if name in agent:
            person[name] = [agent[name]]
    return JsonResponse(person)
