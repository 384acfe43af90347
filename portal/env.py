"""The only reader of environment variables: name, type, default, one line of help.

Everything else imports the values from here, so that the operations page can list what
can be set, and a wrong value fails at start with a sentence that names it.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent


class EnvironmentProblem(ImproperlyConfigured):
    """A variable has a value that cannot be used; the message says which and why."""


@dataclass(frozen=True)
class Variable:
    """One environment variable as `docs/operations.md` lists it."""

    name: str
    kind: str
    default: object
    help: str


VARIABLES: list[Variable] = []
_CREDENTIALS = re.compile(r"(//)[^/]*@")  # name and password within an address


def _yes_no(raw: str) -> bool:
    words = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}
    try:
        return words[raw.lower()]
    except KeyError:
        raise ValueError("write 1 or 0") from None


def _whole(least: int, most: int, wrong: str = "") -> Callable[[str], int]:
    """Reads a whole number between these; `8.0`, `1e3`, `8_000` and digits of other scripts are none."""

    def read(raw: str) -> int:
        digits = raw.isascii() and raw.isdigit() and len(raw) <= 9
        if not digits or not least <= int(raw) <= most:
            raise ValueError(wrong or f"a whole number from {least} to {most} is needed")
        return int(raw)

    return read


_port = _whole(1, 65535, "a port lies between 1 and 65535")


def _clamav(raw: str) -> str:
    if not raw.startswith("/"):
        host, _, port = raw.rpartition(":")
        if not host:
            raise ValueError("write 127.0.0.1:3310, or a path that begins with /")
        _port(port)
    return raw


def _postgresql(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("it begins with postgresql://")
    if not parts.path.strip("/"):
        raise ValueError("the name of the database is missing: postgresql://NAME:PASSWORD@HOST/DATABASE")
    return raw


def _web_address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it begins with https:// or http://, then the host")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("it ends after the host (and port)")
    return raw


def _iri(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it begins with https:// or http://, then the host")
    if parts.query or parts.fragment or "@" in parts.netloc or any(sign.isspace() for sign in raw):
        raise ValueError("no ?, # or @ and no blank may stand in it")
    return raw


def _names(raw: str) -> list[str]:
    return [part.strip() for part in raw.split(",") if part.strip()]


def _networks(raw: str) -> tuple[Any, ...]:
    return tuple(ip_network(part.strip()) for part in raw.split(",") if part.strip())


def _redis(raw: str) -> str:
    if not raw.startswith(("redis://", "rediss://")):
        raise ValueError("it begins with redis:// or rediss://")
    return raw


def _read(name: str, kind: str, default: Any, help_text: str, convert: Callable[[str], Any]) -> Any:
    VARIABLES.append(Variable(name, kind, default, help_text))
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return convert(raw)
    except ValueError as problem:
        shown = _CREDENTIALS.sub(r"\1…@", raw)
        raise EnvironmentProblem(f"{name}={shown!r} is not {kind} ({problem}). {help_text}") from None


VAR_DIR = _read(
    "VAR_DIR", "a folder", ROOT / "var", "Where the demo keeps its database, queue, uploads and keys.", Path
)
PORT = _read("PORT", "a port number", 8000, "Port of the web server on 127.0.0.1.", _port)
WEB_PROCESSES = _read(
    "WEB_PROCESSES", "a number", 2, "Processes of the web server, with sixteen threads each.", _whole(1, 16)
)
DATABASE_URL = _read(
    "DATABASE_URL",
    "a postgresql:// address",
    "",
    "PostgreSQL to use. Empty: the embedded one, with demo accounts.",
    _postgresql,
)
READ_DATABASE_URL = _read(
    "READ_DATABASE_URL",
    "a postgresql:// address",
    "",
    "A streaming replica that other systems' reading of statements goes to. Empty: none.",
    _postgresql,
)
STATEMENT_TIMEOUT = _read(
    "STATEMENT_TIMEOUT",
    "a number of seconds",
    60,
    "After so long PostgreSQL gives up a question of a web process; worker and commands may take their time. 0: never.",
    _whole(0, 86400),
)
CELERY_BROKER_URL = _read(
    "CELERY_BROKER_URL", "a redis:// address", "", "Queue of the worker. Empty: files under VAR_DIR.", str
)
CACHE_URL = _read(
    "CACHE_URL",
    "a redis:// address",
    CELERY_BROKER_URL if CELERY_BROKER_URL.startswith(("redis://", "rediss://")) else "",
    "Cache that all processes share. Empty: the broker's Redis, or a memory of each process where there is none.",
    _redis,
)
TRUSTED_PROXIES = _read(
    "TRUSTED_PROXIES",
    "addresses or networks, separated by commas",
    (),
    "Proxies in front, for example 127.0.0.1: only what these say in X-Forwarded-For and X-Forwarded-Proto is believed.",
    _networks,
)
IRI_BASE = _read(
    "IRI_BASE",
    "an IRI",
    "",
    "Fixed at installation: the root of all xAPI identifiers. Empty, outside production: https://hoctap.example.vn.",
    _iri,
)
PUBLIC_URL = _read("PUBLIC_URL", "an address", "", "Address people use. Empty: http://127.0.0.1:PORT.", _web_address)
ALLOWED_HOSTS = _read("ALLOWED_HOSTS", "names, separated by commas", [], "Host names that may be asked for.", _names)
SECRET_KEY = _read("SECRET_KEY", "a long random text", "", "Signs cookies and links. Empty: made once in VAR_DIR.", str)
NAMES_KEY = _read(
    "NAMES_KEY",
    "Fernet keys, separated by commas",
    "",
    "Wraps the keys of persons' names: the first wraps, all unwrap; keep it outside the database. Empty: made once in VAR_DIR.",
    str,
)
MEDIA_ACCEL = _read(
    "MEDIA_ACCEL",
    "a path",
    "",
    "Internal location of nginx for VAR_DIR/media: files are sent by it (X-Accel-Redirect). Empty: by the portal.",
    str,
)
CLAMAV = _read(
    "CLAMAV",
    "host:port or the path of a socket",
    "",
    "clamd that searches handed-in files for viruses; what it gives no answer for is not shown. Empty: none.",
    _clamav,
)
FILES_AT_ONCE = _read(
    "FILES_AT_ONCE",
    "a number from 1 to 64",
    max(1, min(os.cpu_count() or 1, 4)),
    "Handed-in files opened at the same time on this machine, up to 450 MB each. Default: one a processor, at most 4.",
    _whole(1, 64),
)
DEMO_PEOPLE = _read(
    "DEMO_PEOPLE",
    "a number",
    146,
    "Invented neighbours in the demo beside its four stories; 0: none, and the first start takes a minute less.",
    _whole(0, 146),
)
DEMO_COURSES = _read(
    "DEMO_COURSES",
    "a number",
    99,
    "Courses of content/courses/files in the demo, the first so many of them; each takes some seconds at the first start.",
    _whole(0, 99),
)
READ_AHEAD = _read(
    "READ_AHEAD",
    "a number",
    20,
    "Seconds of each minute in which pages are read aloud before anybody asks; 0: each when it is asked for the first time.",
    _whole(0, 50),
)
SITTING_IDLE_MINUTES = _read(
    "SITTING_IDLE_MINUTES",
    "a number",
    10,
    "After how many minutes without a press a sitting at a device of the centre ends.",
    _whole(2, 60),
)
DEBUG = _read("DEBUG", "1 or 0", False, "Developer pages; never in production.", _yes_no)
REQUIRE_SERVICES = _read(
    "REQUIRE_SERVICES", "1 or 0", False, "Tests fail, instead of saying so, when a real service is missing.", _yes_no
)
