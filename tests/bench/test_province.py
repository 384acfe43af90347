"""A province of 500,000 holders: its page within 10 s, a commune's within 200 ms for 95 of 100, scaled by the bare Django view.

Numbers of a day are counted from steps of certificates and homes, never from statements, so how many statements there are does not
matter here. CI asserts questions and rows at a fraction of the size (`tests/recognition/figures/test_many.py`).
"""

import json
import os
import statistics
import subprocess
import sys
import time

import pytest

from tests.bench.citizen import Citizen
from tests.bench.conftest import ROOT, Site
from tests.bench.load import Target, measure

HOLDERS = int(os.environ.get("BENCH_HOLDERS", "500000"))
EACH = int(os.environ.get("BENCH_PAGES", "60"))
REFERENCE, SLOWEST, REPORT = 2857, 0.2, 10.0


def test_a_province(site: Site, nothing: Target, capsys: pytest.CaptureFixture) -> None:
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"VAR_DIR": site.folder}
    filled = [sys.executable, "-m", "tests.bench.fill_province", str(HOLDERS)]
    done = subprocess.run(filled, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    bare, _ = measure("bare Django view", "bare", None, nothing, seconds=5.0)
    scale = max(1.0, REFERENCE / bare.rate)
    officer = Citizen(site.run["base_url"])
    account = site.run["signins"]["officer"]
    officer.sign_in(account["username"], account["password"])
    begin = time.monotonic()
    site.get(f"/so-lieu/{found['province']}/")  # a stranger's page compares every place of every year: the whole report
    report = time.monotonic() - begin
    own = _times(lambda: officer.get(f"/so-lieu/{found['home']}/"))
    stranger = _times(lambda: site.get(f"/so-lieu/{found['communes'][1]}/"))
    with capsys.disabled():
        print(
            f"\nprovince {report:.1f} s; official's commune p95 {own * 1000:.0f} ms; stranger's {stranger * 1000:.0f} ms"
        )
    assert report <= REPORT * scale
    assert own <= SLOWEST * scale
    assert stranger <= SLOWEST * scale


def _times(ask) -> float:
    """What 95 of 100 stay under, in seconds."""
    took = []
    for _ in range(EACH):
        begin = time.monotonic()
        ask()
        took.append(time.monotonic() - begin)
    return statistics.quantiles(took, n=20)[-1]
