"""Load on an xAPI endpoint from several processes, with answers checked: a fast wrong answer is an error."""

import base64
import http.client
import json
import random
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

AGENTS, ACTIVITIES = 500, 2000
VERBS = [f"http://adlnet.gov/expapi/verbs/{name}" for name in ("completed", "answered", "experienced", "passed")]
BASE = "https://bench.example.org"


@dataclass(frozen=True)
class Target:
    """Where the load goes: address of the endpoint, key and secret (empty for a bare view)."""

    endpoint: str
    key: str = ""
    secret: str = ""


@dataclass
class Measured:
    """One phase: units (statements or requests) a second, milliseconds of the requests, errors."""

    name: str
    rate: float
    median: float
    slow: float
    requests: int
    errors: list[str] = field(default_factory=list)

    def line(self) -> str:
        """For people: name, rate, median and 95th percentile."""
        wrong = f"  {len(self.errors)} ERRORS, first: {self.errors[0]}" if self.errors else ""
        return f"{self.name:<24}{self.rate:>10,.0f}/s  p50 {self.median:7.2f} ms  p95 {self.slow:7.2f} ms{wrong}"


# As a text with gaps: what a client spends on writing statements would be taken from the store, on the same cores.
_STATEMENT = json.dumps(
    {
        "id": "%(id)s",
        "actor": {
            "objectType": "Agent",
            "name": "Citizen %(who)d",
            "account": {"homePage": BASE, "name": "c-%(who)d"},
        },
        "verb": {"id": "%(verb)s", "display": {"en": "did", "vi": "đã làm"}},
        "object": {
            "objectType": "Activity",
            "id": f"{BASE}/act/%(what)d",
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/lesson",
                "name": {"en": "Lesson %(what)d", "vi": "Bài %(what)d"},
                "description": {"vi": "Một bài của khóa %(course)d."},
            },
        },
        "result": {
            "score": {"scaled": "%(scaled)s", "raw": "%(raw)d", "min": 0, "max": 100},
            "success": True,
            "completion": True,
            "duration": "PT%(minutes)dM",
        },
        "context": {
            "registration": "%(registration)s",
            "platform": "bench",
            "language": "vi",
            "contextActivities": {
                "parent": [{"id": f"{BASE}/course/%(course)d"}],
                "grouping": [{"id": f"{BASE}/programme/%(programme)d"}],
                "category": [{"id": "https://w3id.org/xapi/cmi5/context/categories/moveon"}],
            },
            "extensions": {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": "%(registration)s"},
        },
        "timestamp": "2026-0%(month)d-1%(day)dT08:00:00Z",
    },
    ensure_ascii=False,
    separators=(",", ":"),
)
for _number in ("%(scaled)s", "%(raw)d"):
    _STATEMENT = _STATEMENT.replace(f'"{_number}"', _number)


def statement(chance: random.Random) -> tuple[str, str]:
    """Id and JSON of a statement of about 1.1 kB: account, definition, score, registration, parent, grouping, category."""
    what, raw, found = chance.randrange(ACTIVITIES), chance.randrange(100), _uuid(chance)
    return found, _STATEMENT % {
        "id": found,
        "who": chance.randrange(AGENTS),
        "verb": chance.choice(VERBS),
        "what": what,
        "course": what % 40,
        "programme": what % 7,
        "scaled": raw / 100,
        "raw": raw,
        "minutes": raw % 60,
        "registration": _uuid(chance),
        "month": raw % 9 + 1,
        "day": what % 10,
    }


def _uuid(chance: random.Random) -> str:
    text = f"{chance.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}"


_REQUESTS = 25  # of one connection


class Caller:
    """A connection that is kept open for some requests, then the next: a server hands each connection to one of its processes
    by chance, and four kept for a whole phase may all sit at the same one, at half the rate.
    """

    def __init__(self, target: Target) -> None:
        place = urlsplit(target.endpoint)
        self.path = place.path.rstrip("/")
        self.line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=120)
        self.asked = 0
        token = base64.b64encode(f"{target.key}:{target.secret}".encode()).decode()
        self.headers = {
            "Authorization": f"Basic {token}",
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json",
        }

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body."""
        self.asked += 1
        if self.asked % _REQUESTS == 0:
            self.line.close()  # the next request opens another
        self.line.request(method, self.path + path, body, self.headers)
        answer = self.line.getresponse()
        return answer.status, answer.read()


Work = Callable[[Caller, random.Random], tuple[int, str, list[str]]]  # -> units, what is wrong, ids stored


def post(size: int) -> Work:
    """A batch of new statements; the answer must be their ids in order."""

    def work(caller: Caller, chance: random.Random) -> tuple[int, str, list[str]]:
        ids, texts = zip(*(statement(chance) for _ in range(size)), strict=True)
        status, body = caller.ask("POST", "/statements", f"[{','.join(texts)}]".encode())
        good = status == 200 and json.loads(body) == list(ids)
        return size, "" if good else f"{status} {body[:200]!r}", list(ids[:5])

    return work


TEACHER = {"account": {"homePage": BASE, "name": "teacher"}}


def skewed(known: list[str]) -> Work:
    """A batch of 500 as they are in life: half taught by one busy teacher, one in a hundred about an earlier statement."""

    def one(chance: random.Random, ids: list[str]) -> tuple[str, str]:
        found, text = statement(chance)
        if chance.random() < 0.5:
            text = text.replace('"platform":"bench"', f'"platform":"bench","instructor":{json.dumps(TEACHER)}')
        if chance.random() < 0.01:
            about = json.loads(text)
            about["object"] = {"objectType": "StatementRef", "id": chance.choice(ids)}
            del about["context"]["platform"]
            text = json.dumps(about)
        return found, text

    def work(caller: Caller, chance: random.Random) -> tuple[int, str, list[str]]:
        ids, texts = zip(*(one(chance, known) for _ in range(500)), strict=True)
        status, body = caller.ask("POST", "/statements", f"[{','.join(texts)}]".encode())
        known.extend(ids[:20])
        good = status == 200 and json.loads(body) == list(ids)
        return 500, "" if good else f"{status} {body[:200]!r}", list(ids[:5])

    return work


def asked(query: str) -> Work:
    """Pages of one query; {agent} and {activity} stand for somebody and something of the load."""
    return page(lambda chance: query.replace("{agent}", agent(chance)).replace("{activity}", activity(chance)))


def by_id(ids: list[str]) -> Work:
    """One statement by its id."""

    def work(caller: Caller, chance: random.Random) -> tuple[int, str, list[str]]:
        wanted = chance.choice(ids)
        status, body = caller.ask("GET", f"/statements?statementId={wanted}")
        good = status == 200 and json.loads(body)["id"] == wanted
        return 1, "" if good else f"{status} {body[:200]!r}", []

    return work


def page(query: Callable[[random.Random], str], least: int = 0) -> Work:
    """A page of 100: newest first, without repeats."""

    def work(caller: Caller, chance: random.Random) -> tuple[int, str, list[str]]:
        status, body = caller.ask("GET", f"/statements?limit=100&{query(chance)}")
        if status != 200:
            return 1, f"{status} {body[:200]!r}", []
        found = json.loads(body)["statements"]
        stored = [one["stored"] for one in found]
        good = len({one["id"] for one in found}) == len(found) >= least and stored == sorted(stored, reverse=True)
        return 1, "" if good else f"{len(found)} statements, in order: {stored == sorted(stored, reverse=True)}", []

    return work


def agent(chance: random.Random) -> str:
    """The parameter agent for somebody of the load."""
    account = {"account": {"homePage": BASE, "name": f"c-{chance.randrange(AGENTS)}"}}
    return "agent=" + quote(json.dumps(account))


def activity(chance: random.Random) -> str:
    """The parameter activity for something of the load."""
    return "activity=" + quote(f"{BASE}/act/{chance.randrange(ACTIVITIES)}")


def bare(caller: Caller, _chance: random.Random) -> tuple[int, str, list[str]]:
    """A view that does nothing."""
    status, body = caller.ask("GET", "/")
    return 1, "" if status == 200 else f"{status} {body[:100]!r}", []


def public(place: tuple[str, str]) -> Work:
    """A page as a stranger asks for it: path, and the host to name (empty: the address itself)."""
    path, host = place
    headers = {"Accept": "text/html", "Accept-Language": "vi"} | ({"Host": host} if host else {})

    def work(caller: Caller, _chance: random.Random) -> tuple[int, str, list[str]]:
        caller.line.request("GET", path, None, headers)
        answer = caller.line.getresponse()
        body = answer.read()
        good = answer.status == 200 and b"</html>" in body
        return 1, "" if good else f"{answer.status} {body[:200]!r}", []

    return work


def _run(kind: str, argument: object, target: Target, seconds: float, seed: str) -> tuple[list[float], int, list, list]:
    work = _WORKS[kind](argument)
    caller, chance = Caller(target), random.Random(seed)
    took, units, errors, ids = [], 0, [], []
    until = time.monotonic() + seconds
    while (begin := time.perf_counter()) and time.monotonic() < until:
        done, wrong, stored = work(caller, chance)
        took.append(time.perf_counter() - begin)
        units += 0 if wrong else done
        if wrong:
            errors.append(wrong)
        ids += stored
    return took, units, errors, ids


_WORKS: dict[str, Callable] = {
    "post": post,
    "by_id": by_id,
    "newest": lambda _: page(lambda chance: "", least=100),
    "agent, verb, since": lambda since: page(
        lambda chance: f"{agent(chance)}&verb={quote(VERBS[0])}&since={quote(str(since))}"
    ),
    "related agent": lambda _: page(lambda chance: agent(chance) + "&related_agents=true"),
    "related activity": lambda _: page(lambda chance: activity(chance) + "&related_activities=true"),
    "skewed": skewed,
    "asked": asked,
    "bare": lambda _: bare,
    "public": public,
}


def measure(
    name: str, kind: str, argument: object, target: Target, *, seconds: float, clients: int = 4
) -> tuple[Measured, list[str]]:
    """Runs one kind of work from several processes for some seconds; also returns ids of what was stored."""
    with ProcessPoolExecutor(clients) as pool:
        begin = time.monotonic()
        runs = [
            pool.submit(_run, kind, argument, target, seconds, f"{name}{begin}{number}") for number in range(clients)
        ]
        parts = [run.result() for run in runs]
        wall = time.monotonic() - begin
    took = sorted(one for part in parts for one in part[0])
    slow = took[int(len(took) * 0.95)] if took else 0.0
    units = sum(part[1] for part in parts)
    errors = [one for part in parts for one in part[2]]
    found = Measured(name, units / wall, 1000 * statistics.median(took or [0]), 1000 * slow, len(took), errors)
    return found, [one for part in parts for one in part[3]]
