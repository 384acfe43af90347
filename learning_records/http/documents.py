"""The document resources over HTTP: activities/state, activities/profile, agents/profile."""

from dataclasses import replace

from django.http import HttpResponse, JsonResponse
from django.utils.http import http_date

from learning_records.documents import store
from learning_records.documents.store import Address, Condition, Refused
from learning_records.http import launch_scope
from learning_records.http.errors import ProtocolError
from learning_records.http.request import Asked, endpoint, require
from learning_records.http.versions import LATEST
from learning_records.models import Credential, Document
from learning_records.query.filters import agent_of, time_of, uuid_of
from learning_records.spec.limits import CONTENT_TYPE, IDENTIFIER
from learning_records.spec.statement import ifi
from learning_records.spec.validation import is_iri


def _text(asked: Asked, name: str) -> str:
    found = asked.params.get(name, "")
    if not found:
        raise ProtocolError(400, f"the parameter {name} is needed")
    if "\x00" in found:
        raise ProtocolError(400, f"{name} has a character that cannot be stored")
    return found


def _activity(asked: Asked) -> str:
    found = _text(asked, "activityId")
    if not is_iri(found):
        raise ProtocolError(400, "activityId must be an IRI")
    return found


def _agent(asked: Asked) -> str:
    return str(ifi(agent_of(_text(asked, "agent"))))


@endpoint("GET", "HEAD", "PUT", "POST", "DELETE")
def state(asked: Asked, credential: Credential) -> HttpResponse:
    """What an activity keeps about a learner."""
    asked.only("activityId", "agent", "registration", "stateId", "since")
    address = Address(
        Document.Kind.STATE,
        _activity(asked),
        _agent(asked),
        uuid_of(asked.params, "registration"),
        asked.params.get("stateId", ""),
    )
    # 1.0.3 lets State be replaced without a header, 2.0 does not.
    needed = "over_existing" if asked.version == LATEST["2"] else "never"
    return _resource(asked, credential, address, "stateId", scope="state", needed=needed)


@endpoint("GET", "HEAD", "PUT", "POST", "DELETE")
def activity_profile(asked: Asked, credential: Credential) -> HttpResponse:
    """What is kept about an activity."""
    asked.only("activityId", "profileId", "since")
    address = Address(Document.Kind.ACTIVITY, activity=_activity(asked), document_id=asked.params.get("profileId", ""))
    return _resource(asked, credential, address, "profileId", scope="profile", needed=_profile_needs(asked))


@endpoint("GET", "HEAD", "PUT", "POST", "DELETE")
def agent_profile(asked: Asked, credential: Credential) -> HttpResponse:
    """What is kept about an agent."""
    asked.only("agent", "profileId", "since")
    address = Address(Document.Kind.AGENT, agent=_agent(asked), document_id=asked.params.get("profileId", ""))
    return _resource(asked, credential, address, "profileId", scope="profile", needed=_profile_needs(asked))


def _profile_needs(asked: Asked) -> str:
    return "over_existing" if asked.version == LATEST["2"] else "always"


def _resource(
    asked: Asked, credential: Credential, address: Address, id_name: str, *, scope: str, needed: str
) -> HttpResponse:
    require(credential, scope, *(["all/read"] if asked.reads else []))
    _only_what_counts(asked, id_name)
    if credential.limit is not None:
        launch_scope.document(asked, address, credential.limit)
    if len(f"{address.activity}{address.agent}{address.document_id}".encode()) > IDENTIFIER:
        raise ProtocolError(400, f"activityId, agent and {id_name} together are longer than {IDENTIFIER} bytes")
    try:
        if asked.reads:
            return _read(asked, address) if address.document_id else _list(asked, address)
        if asked.method == "DELETE" and address.kind == Document.Kind.STATE and not address.document_id:
            store.remove_all(address)
            return HttpResponse(status=204)
        return _change(asked, replace(address, document_id=_text(asked, id_name)), needed)
    except Refused as problem:
        raise ProtocolError(problem.status, problem.message) from problem


def _only_what_counts(asked: Asked, id_name: str) -> None:
    """Raises ProtocolError 400 for what would be passed over: the answer, or what is removed, would be more than was named."""
    several = id_name not in asked.params
    if not several and not asked.params[id_name]:
        raise ProtocolError(400, f"the parameter {id_name} is empty; give the id of the document")
    if "since" in asked.params and not (several and asked.reads):
        raise ProtocolError(400, f"the parameter since is for lists, read without {id_name}; {asked.method} takes none")
    if several and asked.method == "DELETE":
        for name in ("If-Match", "If-None-Match"):
            if name.lower() in asked.headers:
                raise ProtocolError(400, f"{name} is about one document; name it by {id_name}, or leave the header out")


def _change(asked: Asked, address: Address, needed: str) -> HttpResponse:
    condition = Condition(asked.headers.get("if-match"), asked.headers.get("if-none-match"))
    if asked.method in ("PUT", "POST"):
        if asked.method == "PUT":
            condition = replace(condition, needed=needed)
        kind = asked.content_type or "application/octet-stream"
        if len(kind) > CONTENT_TYPE:
            raise ProtocolError(400, f"the Content-Type is longer than {CONTENT_TYPE} characters")
        store.write(address, asked.body, kind, condition, merge=asked.method == "POST")
    else:
        store.remove(address, condition)
    return HttpResponse(status=204)


def _list(asked: Asked, address: Address) -> HttpResponse:
    found, newest = store.ids(address, time_of(asked.params, "since"))
    answer = JsonResponse(found, safe=False)
    if newest:
        answer["Last-Modified"] = http_date(newest.timestamp())
    return answer


def _read(asked: Asked, address: Address) -> HttpResponse:
    row = store.find(address)
    if row is None:
        raise ProtocolError(404, "there is no such document")
    answer = HttpResponse(bytes(row.content), content_type=row.content_type)
    answer["ETag"] = f'"{row.etag}"'
    answer["Last-Modified"] = http_date(row.updated.timestamp())
    # Documents come from other systems: a browser must never run one on our address.
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Content-Disposition"] = "attachment"
    return answer
