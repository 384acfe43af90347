"""Whatever is rare or busy in a store, no page costs much more than the newest statements do.

BENCH_STATEMENTS (200000) as they are in life: half taught by one teacher, one in a hundred about another statement, one in ten
thousand by a small system. Every filter alone and together; a page may take MOST times as long as the plain one, half of which
is the same for all: a hundred statements on their way.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.bench.conftest import ROOT, Site
from tests.bench.load import BASE, TEACHER, VERBS, Measured, Target, measure

STATEMENTS = int(os.environ.get("BENCH_STATEMENTS", "200000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "20")) / 4
MOST = 3.0
_KEY = """
from learning_records.public import make_credential
row, secret = make_credential("Rare", ["statements/write", "statements/read/mine"])
print(row.key, secret)
"""
_TEACHER = "agent=" + quote(json.dumps(TEACHER))
_COURSE = "activity=" + quote(f"{BASE}/course/7") + "&related_activities=true"
_VERB = f"verb={quote(VERBS[0])}"
QUERIES = {
    "agent": "{agent}",
    "agent, related": "{agent}&related_agents=true",
    "agent, verb": "{agent}&" + _VERB,
    "agent, verb, related": "{agent}&related_agents=true&" + _VERB,
    "agent, activity": "{agent}&{activity}",
    "teacher, as who acts": _TEACHER,
    "teacher, related": f"{_TEACHER}&related_agents=true",
    "teacher, verb": f"{_TEACHER}&related_agents=true&{_VERB}",
    "teacher, activity": f"{_TEACHER}&related_agents=true&{{activity}}",
    "teacher, course": f"{_TEACHER}&related_agents=true&{_COURSE}",
    "activity": "{activity}",
    "activity, related": "{activity}&related_activities=true",
    "course": _COURSE,
    "course as the object": _COURSE.replace("&related_activities=true", ""),
    "course, verb": f"{_COURSE}&{_VERB}",
    "verb": _VERB,
    "verb that is not there": "verb=https%3A%2F%2Fexample.org%2Fnone",
    "since": "since=2020-01-01T00:00:00Z",
}
MINE = {
    "mine": "",
    "mine, verb": _VERB,
    "mine, teacher": f"{_TEACHER}&related_agents=true",
    "mine, agent": "{agent}",
    "mine, course": _COURSE,
}


def _rare(site: Site, store: Target) -> Target:
    env = os.environ | {"VAR_DIR": site.folder, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    words = [sys.executable, "manage.py", "shell", "-v", "0", "-c", _KEY]
    told = subprocess.run(words, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout
    return Target(store.endpoint, *told.split())


def _fill(site: Site, store: Target) -> Target:
    rare, stored = _rare(site, store), 0
    ids = measure("fill", "post", 50, store, seconds=1)[1]
    while stored < STATEMENTS:
        done, some = measure("fill", "skewed", ids, store, seconds=10)
        assert not done.errors, done.errors[0]
        stored += done.requests * 500
        ids = [*ids, *some][-5000:]
        few, _ = measure("fill, rare", "post", max(1, done.requests // 20 // 4), rare, seconds=0.01)
        assert not few.errors, few.errors[0]
    with psycopg.connect((Path(site.folder) / "postgres" / "url").read_text().strip(), autocommit=True) as line:
        line.execute("ANALYZE")  # a store that grew in a minute knows nothing of itself yet
    return rare


def test_skewed(site: Site, store: Target, capsys: pytest.CaptureFixture) -> None:
    rare = _fill(site, store)
    plain, _ = measure("newest", "newest", None, store, seconds=SECONDS)
    found: list[Measured] = []
    for target, queries in ((store, QUERIES), (rare, MINE)):
        for name, query in queries.items():
            found.append(measure(name, "asked", query, target, seconds=SECONDS)[0])
    again, _ = measure("newest, again", "newest", None, store, seconds=SECONDS)
    rate = max(plain.rate, again.rate)
    with capsys.disabled():
        print(f"\n{os.cpu_count()} cores, 4 clients on the same machine, {STATEMENTS:,} statements before")
        for one in (plain, *found, again):
            print(f"{one.line()}   {rate / max(one.rate, 0.001):6.2f} times the plain page")
    assert [one.errors for one in found if one.errors] == []
    assert {one.name: rate / one.rate for one in found if rate > MOST * one.rate} == {}
