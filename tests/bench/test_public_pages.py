"""How fast a stranger gets a public page, as a share of a stock Wagtail page of the same depth in the same run.

Both sites ask the same database server behind the same server with the same workers; four clients. A page that is made anew must
reach LEAST_NEW of the stock page's rate, one that is kept for strangers LEAST_KEPT times. Shares, because machines differ.
"""

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.bench.conftest import ROOT, Site, free_port, serve, stop
from tests.bench.load import Measured, Target, measure

SECONDS = float(os.environ.get("BENCH_SECONDS", "20"))
LEAST_NEW, LEAST_KEPT = 0.7, 5.0
BARE_HOST = "bare.example"


@pytest.fixture(scope="module")
def bare_wagtail(site: Site) -> Iterator[str]:
    """Stock Wagtail pages in a database of their own on the same server: a second site in ours would make its links longer."""
    url = (Path(site.folder) / "postgres" / "url").read_text(encoding="utf-8").strip()
    with psycopg.connect(url, autocommit=True) as line:
        line.execute("CREATE DATABASE stock")
    env = os.environ | {
        "VAR_DIR": site.folder,
        "DATABASE_URL": url.replace("@/portal?", "@/stock?", 1),
        "DJANGO_SETTINGS_MODULE": "tests.bench.bare_wagtail",
    }
    for words in (["manage.py", "migrate", "--verbosity=0"], ["-m", "tests.bench.bare_wagtail_site"]):
        subprocess.run([sys.executable, *words], cwd=ROOT, env=env, check=True)
    port = free_port()
    server = serve("tests.bench.bare_wagtail_site:application", port, env)
    yield f"http://127.0.0.1:{port}"
    stop(server)


def _addresses(site: Site) -> dict[str, tuple[str, str]]:
    """Name of a page -> its path on the site, and the stock page of the same depth."""
    course = site.run["addresses"]["course"].removeprefix(site.run["base_url"])
    lesson = re.search(rf'href="({re.escape(course)}[^"?#]+/)"', site.get(course))
    assert lesson, f"{course} leads to no lesson"
    return {
        name: (path, "/" + "trang/" * path.strip("/").count("/") + "trang/" * (path != "/"))
        for name, path in (("home", "/"), ("course", course), ("lesson", lesson.group(1)))
    }


def test_public_pages(site: Site, bare_wagtail: str, capsys: pytest.CaptureFixture) -> None:
    found: list[tuple[str, Measured, Measured, Measured]] = []
    for name, (ours, stock) in _addresses(site).items():
        base = site.run["base_url"]
        baseline, _ = measure(
            f"stock, as deep as {name}", "public", (stock, BARE_HOST), Target(bare_wagtail), seconds=SECONDS
        )
        new, _ = measure(
            f"{name}, made anew", "public", (f"{ours}?moi={random.random()}", ""), Target(base), seconds=SECONDS
        )
        kept, _ = measure(f"{name}, kept", "public", (ours, ""), Target(base), seconds=SECONDS)
        found.append((name, baseline, new, kept))
    with capsys.disabled():
        print(f"\n{os.cpu_count()} cores, 4 clients on the same machine")
        for _name, baseline, new, kept in found:
            print(baseline.line())
            for one in (new, kept):
                print(f"{one.line()}   {one.rate / baseline.rate:6.2f} of the stock page")
    assert [one.errors for _name, *phases in found for one in phases if one.errors] == []
    slow = {
        name: round(new.rate / base.rate, 2) for name, base, new, _kept in found if new.rate < LEAST_NEW * base.rate
    }
    stale = {
        name: round(kept.rate / base.rate, 2) for name, base, _new, kept in found if kept.rate < LEAST_KEPT * base.rate
    }
    assert (slow, stale) == ({}, {})
