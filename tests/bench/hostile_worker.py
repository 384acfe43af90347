"""One hostile case in a process of its own; tells processor seconds, peak memory and the answer as a line of JSON."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

import django

django.setup()

from django.db import connection  # noqa: E402
from werkzeug.test import Client  # noqa: E402

from portal.wsgi import application  # noqa: E402
from tests.builders.statements import make_statement  # noqa: E402
from tests.learning_records.conftest import basic  # noqa: E402

_CLIENT = Client(application)
_SENT = {"X-Experience-API-Version": "1.0.3", "Authorization": basic(*sys.argv[2:4])}
_DEEP = "[" * 100_000 + "]" * 100_000


def ask(
    method: str,
    query: dict | None = None,
    body: bytes = b"",
    kind: str = "application/json",
    path: str = "/xapi/statements",
) -> tuple[int, str]:
    """Status and text of the answer."""
    answer = _CLIENT.open(
        path,
        base_url="http://localhost",
        method=method,
        query_string=urlencode(query or {}),
        data=body,
        headers=_SENT | {"Content-Type": kind},
    )
    return answer.status_code, answer.get_data(as_text=True)


def _doubled() -> str:
    return "{" + ",".join(f'"k{number}":1' for number in range(80_000)) + ',"k79999":2}'


def _chain(length: int, below: str = "") -> list[dict]:
    found: list[dict] = []
    for _step in range(length):
        thing = {"objectType": "StatementRef", "id": below} if below else {"id": "https://example.vn/a"}
        found.append(make_statement(verb={"id": "https://example.vn/v/liked"}, object=thing))
        below = found[-1]["id"]
    return found


def _post(content: object) -> tuple[int, str]:
    return ask("POST", body=json.dumps(content).encode())


def _parts() -> tuple[int, str]:
    part = b"--x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: %s\r\n\r\nx\r\n"
    first = b"--x\r\nContent-Type: application/json\r\n\r\n" + json.dumps(make_statement()).encode() + b"\r\n"
    body = first + (part % (b"a" * 64)) * 10_000 + b"--x--\r\n"
    return ask("POST", body=body, kind="multipart/mixed; boundary=x")


def _largest(size: int = 1_000_000) -> tuple[int, str]:
    """A hundred statements as large as may be, sent one by one beforehand, then asked for as a page."""
    for _number in range(100):
        status, text = _post(make_statement(result={"response": "x" * size}))
        assert status == 200, text[:200]
    _measured.clear()
    _measured.update(_now())
    return ask("GET", {"limit": 100})


def _fifty_thousand() -> tuple[int, str]:
    took, below, answer = [], "", (0, "")
    for _number in range(100):
        begin = _now()
        batch = _chain(500, below)
        below = batch[-1]["id"]
        answer = _post(batch)
        took.append(sum(_now()[name] - begin[name] for name in begin))
    _more.update(first=sum(took[2:12]), last=sum(took[-10:]))
    return answer


def _headers() -> tuple[int, str]:
    part = b"--x\r\nContent-Type: text/plain\r\n" + b"X:\r\n" * 3000 + b"\r\nx\r\n"
    return ask("POST", body=part * 999 + b"--x--", kind="multipart/mixed; boundary=x")


_CASES: dict[str, Callable[[], tuple[int, str]]] = {
    "doubled members": lambda: ask("POST", body=_doubled().encode()),
    "doubled members in agent": lambda: ask("GET", {"agent": _doubled()}),
    "nesting": lambda: ask("POST", body=_DEEP.encode()),
    "nesting in agent": lambda: ask("GET", {"agent": _DEEP}),
    "wrong extensions": lambda: _post(
        make_statement(context={"extensions": {f"x{number}": 1 for number in range(60_000)}})
    ),
    "ten thousand parts": _parts,
    "identifiers of 10 kB": lambda: _post(
        [make_statement(verb={"id": "https://example.vn/" + "x" * 10_000 + str(uuid4())}) for _number in range(500)]
    ),
    "statement of 25 MB": lambda: _post(make_statement(result={"response": "x" * 25_000_000})),
    "300,000 fields": lambda: _form(),
    "eight million lists": lambda: ask("POST", body=b"[" + b"[]," * 8_000_000 + b"[]]"),
    "eight million numbers": lambda: ask("POST", body=b"[" + b"0," * 12_000_000 + b"0]"),
    "lists in extensions": lambda: _post(
        [make_statement(context={"extensions": {"https://example.vn/x": [[]] * 60_000}}) for _number in range(100)]
    ),
    "many extensions": lambda: _post(
        [
            make_statement(context={"extensions": {f"https://example.vn/{n}": 1 for n in range(2000)}})
            for _number in range(100)
        ]
    ),
    "document of lists": lambda: ask(
        "PUT",
        {"activityId": "https://example.vn/a", "profileId": "p"},
        b"[" + b"[]," * 8_000_000 + b"[]]",
        path="/xapi/activities/profile",
    ),
    "headers of parts": _headers,
    "packed form": lambda: ask(
        "POST", {"method": "GET"}, b"a=" + b"%41" * 8_000_000, "application/x-www-form-urlencoded"
    ),
    "one chain of 500": lambda: _post(_chain(500)),
    "page of the largest": _largest,
    "fifty thousand chained": _fifty_thousand,
}


def _form() -> tuple[int, str]:
    body = b"&".join(b"a%d=1" % number for number in range(300_000))
    return ask("POST", {"method": "GET"}, body, "application/x-www-form-urlencoded")


_measured: dict[str, float] = {}
_more: dict[str, float] = {}


def _backend() -> float:
    """Processor seconds of the server process that answers us, where it can be seen; 0 elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _now() -> dict[str, float]:
    return {"seconds": time.process_time(), "database": _backend()}


def _peak() -> float:
    """The most memory that this program had, in MB. What getrusage tells begins with what its parent had at the fork."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            (kilobytes,) = (line.split()[1] for line in file if line.startswith("VmHWM:"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(kilobytes) / 1024


def main(case: str) -> None:
    """Runs the case and prints what it took."""
    ask("GET", {"limit": 1})  # what a process does once is no matter of this request
    _measured.update(_now())
    status, text = _CASES[case]()
    found = {name: value - _measured[name] for name, value in _now().items()}
    found["megabytes"] = _peak()
    told = str(status) if status == 200 else f"{status} {text[:200]}"
    print(json.dumps(found | _more | {"told": told}))


main(sys.argv[1])
