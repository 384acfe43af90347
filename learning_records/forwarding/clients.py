"""How a target is spoken to: `tincan.RemoteLRS` for xAPI 1.0.3, plain requests of the 2.0 form for 2.0.

The text of a statement goes out as it lies in the store. `tincan.Statement` would rewrite it (PT0.5S to PT00.5S, times cut to
microseconds, null in extensions dropped, UUID 7 refused), and a target that has the original would call that a conflict; so
tincan gives the address, the key, the version and the form of requests and answers, and the content is ours.
"""

import base64
from typing import Any, Protocol
from urllib.parse import urlencode

from tincan import RemoteLRS
from tincan.http_request import HTTPRequest
from tincan.lrs_response import LRSResponse

from learning_records.forwarding.http_client import Answer, Body, exchange
from learning_records.forwarding.models import ForwardingTarget
from learning_records.forwarding.secrets import opened


class Client(Protocol):
    """What forwarding asks of a target. Both raise `wire.NoAnswer`."""

    def post(self, body: Body, content_type: str) -> Answer:
        """Hands statements over."""

    def get(self, **params: str) -> Answer:
        """Asks for statements."""


def client_for(target: ForwardingTarget) -> Client:
    """The client of the target's version; raises `cryptography.fernet.InvalidToken` when NAMES_KEY is another one."""
    token = base64.b64encode(f"{target.key}:{opened(target.secret_encrypted)}".encode()).decode("ascii")
    kind = Client1 if target.version == ForwardingTarget.Version.ONE else Client2
    return kind(target.endpoint, f"Basic {token}")


class _Request(HTTPRequest):
    """tincan's request, whose content comes in pieces: a body of several parts is no text, and may be larger than memory."""

    @property
    def content(self) -> Body | None:
        return self._content

    @content.setter
    def content(self, value: Body | None) -> None:
        self._content = value


class TimedRemoteLRS(RemoteLRS):
    """tincan's LRS with an end for every exchange; its own waits for ever and breaks on what is no UTF-8."""

    def _send_request(self, request: HTTPRequest) -> LRSResponse:
        headers = {"X-Experience-API-Version": self.version, "Authorization": self.auth, **request.headers}
        query = f"?{urlencode(request.query_params)}" if request.query_params else ""
        answer = exchange(request.method, f"{self.endpoint}{request.resource}{query}", headers, request.content)
        return LRSResponse(
            success=200 <= answer.status < 300,
            request=request,
            response=answer.response,
            data=answer.body.decode("utf-8", "replace"),
        )


class Client1:
    """A target of xAPI 1.0.3."""

    def __init__(self, endpoint: str, auth: str) -> None:
        self._lrs = TimedRemoteLRS(version="1.0.3", endpoint=endpoint, auth=auth)

    def _ask(self, **request: Any) -> Answer:
        said = self._lrs._send_request(_Request(resource="statements", **request))
        return Answer(said.response.status, said.response.headers, said.data.encode(), said.response)

    def post(self, body: Body, content_type: str) -> Answer:
        return self._ask(method="POST", headers={"Content-Type": content_type}, query_params={}, content=body)

    def get(self, **params: str) -> Answer:
        return self._ask(method="GET", headers={}, query_params=params)


class Client2:
    """A target of xAPI 2.0 (IEEE 9274.1.1), which tincan does not speak."""

    def __init__(self, endpoint: str, auth: str) -> None:
        self._address = f"{endpoint.rstrip('/')}/statements"
        self._headers = {"X-Experience-API-Version": "2.0.0", "Authorization": auth, "Accept": "application/json"}

    def post(self, body: Body, content_type: str) -> Answer:
        return exchange("POST", self._address, {**self._headers, "Content-Type": content_type}, body)

    def get(self, **params: str) -> Answer:
        return exchange("GET", f"{self._address}?{urlencode(params)}", self._headers)
