"""The xAPI endpoint: statements and about. HTTP only; `store.record` does the work."""

import hashlib
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import http_date

from learning_records import pages, reading
from learning_records.credentials import may
from learning_records.models import Agent, Credential, Statement
from learning_records.protocol import LATEST, ProtocolError, endpoint
from learning_records.shaping import shaped
from learning_records.statement import ifi
from learning_records.store import Conflict, record
from learning_records.validation import InvalidStatement, is_uuid


def about(request: HttpRequest) -> HttpResponse:
    """Versions this store speaks; needs neither key nor version header."""
    if request.method not in ("GET", "HEAD"):
        return JsonResponse({"error": "about can only be read"}, status=405)
    answer = JsonResponse({"version": sorted(LATEST.values()), "extensions": {}})
    asked = request.headers.get("X-Experience-API-Version", "")
    answer["X-Experience-API-Version"] = LATEST["1"] if asked.startswith("1") else LATEST["2"]
    return answer


@endpoint
def statements(request: HttpRequest, version: str, credential: Credential) -> HttpResponse:
    """PUT, POST, GET, HEAD of the statements resource."""
    if request.method in ("GET", "HEAD"):
        return _get(request, version, credential)
    if request.method not in ("PUT", "POST"):
        raise ProtocolError(405, f"{request.method} is not used with statements")
    if not may(credential, "statements/write"):
        raise ProtocolError(403, "this key may not write statements")
    if request.content_type != "application/json":
        raise ProtocolError(400, "the Content-Type must be application/json; attachments are not taken here yet")
    found = _body(request)
    try:
        return (
            _put(request, version, credential, found)
            if request.method == "PUT"
            else _post(request, version, credential, found)
        )
    except InvalidStatement as problem:
        raise ProtocolError(400, str(problem)) from problem
    except Conflict as problem:
        raise ProtocolError(409, str(problem)) from problem


def _body(request: HttpRequest) -> list[tuple[dict, str]]:
    try:
        text = request.body.decode("utf-8")
        if "\\u0000" in text or "\x00" in text:
            raise ProtocolError(400, "the character U+0000 cannot be stored")
        return reading.statements(text)
    except (UnicodeDecodeError, reading.NotJson) as problem:
        raise ProtocolError(400, f"the body is not JSON in UTF-8: {problem}") from problem


def _put(request: HttpRequest, version: str, credential: Credential, found: list) -> HttpResponse:
    if set(request.GET) - {"statementId"}:
        raise ProtocolError(400, "PUT takes the parameter statementId and no other")
    statement_id = request.GET.get("statementId", "")
    if not is_uuid(statement_id):
        raise ProtocolError(400, "statementId must be a UUID")
    if len(found) != 1 or not isinstance(found[0][0], dict):
        raise ProtocolError(400, "PUT takes one statement")
    statement, text = found[0]
    if "id" not in statement:
        statement = statement | {"id": statement_id}
        text = reading.with_members(text, {"id": pages.dump(statement_id)})
    elif str(statement["id"]).lower() != statement_id.lower():
        raise ProtocolError(400, "statement.id differs from the parameter statementId")
    record([statement], credential, version=version, texts=[text])
    return HttpResponse(status=204)


def _post(request: HttpRequest, version: str, credential: Credential, found: list) -> HttpResponse:
    if request.GET:
        raise ProtocolError(400, f"POST takes no parameter, but got {next(iter(request.GET))}")
    outcomes = record(
        [statement for statement, _text in found],
        credential,
        version=version,
        texts=[text for _statement, text in found],
    )
    return JsonResponse([str(outcome.statement_id) for outcome in outcomes], safe=False)


def _get(request: HttpRequest, version: str, credential: Credential) -> HttpResponse:
    if may(credential, "statements/read", "all/read"):
        mine = None
    elif may(credential, "statements/read/mine"):
        mine = Agent.objects.filter(ifi=ifi(credential.authority)).values_list("pk", flat=True).first() or 0
    else:
        raise ProtocolError(403, "this key may not read statements")
    if "statementId" in request.GET or "voidedStatementId" in request.GET:
        return _one(request, version, mine)
    if "more" in request.GET:
        found, query = pages.next_page(request.GET["more"], mine=mine)
    else:
        query = pages.read_query(request.GET)
        found = pages.page(query, mine=mine)
    form, language = query.get("format", "exact"), request.headers.get("Accept-Language", "")
    texts = ",".join(shaped(row, form, version, language) for row in found.rows)
    more = f"{reverse('learning_records:statements')}?more={found.more}" if found.more else ""
    answer = HttpResponse(f'{{"statements":[{texts}],"more":{pages.dump(more)}}}', content_type="application/json")
    if found.rows:
        answer["Last-Modified"] = http_date(max(row.stored for row in found.rows).timestamp())
    return answer


def _one(request: HttpRequest, version: str, mine: int | None) -> HttpResponse:
    names = set(request.GET) - {"format", "attachments"}
    if len(names) != 1:
        raise ProtocolError(400, "statementId and voidedStatementId stand alone, with format and attachments at most")
    name = names.pop()
    if not is_uuid(request.GET[name]):
        raise ProtocolError(400, f"{name} must be a UUID")
    form = request.GET.get("format", "exact")
    if form not in ("ids", "exact", "canonical"):
        raise ProtocolError(400, "format must be ids, exact or canonical")
    rows = Statement.objects.select_related("authority").filter(
        statement_id=UUID(request.GET[name]), voided=name == "voidedStatementId"
    )
    row = (rows if mine is None else rows.filter(authority_id=mine)).first()
    if row is None:
        raise ProtocolError(404, "there is no such statement")
    text = shaped(row, form, version, request.headers.get("Accept-Language", ""))
    answer = HttpResponse(text, content_type="application/json")
    answer["Last-Modified"] = http_date(row.stored.timestamp())
    answer["ETag"] = f'"{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()}"'
    return answer
