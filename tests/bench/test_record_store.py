"""How fast the record store is, as statements and requests a second and as ratios to a bare Django view.

BENCH_STATEMENTS (200000) are stored before anything is measured; each phase lasts BENCH_SECONDS (20). The table printed at
the end goes into docs/benchmarks.md. Wrong answers fail; slow ones fail only far below what was measured, because
machines differ.
"""

import os
from datetime import UTC, datetime

import pytest

from tests.bench.load import Measured, Target, measure

STATEMENTS = int(os.environ.get("BENCH_STATEMENTS", "200000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "20"))
# Share of the bare view's requests that each phase must reach.
LEAST = {"POST 1": 0.05, "GET by id": 0.2, "agent, verb, since": 0.03, "newest": 0.03}


def _fill(store: Target) -> tuple[list[str], str]:
    """Stores what must be there before; returns some ids and a time half-way."""
    ids, stored, half = [], 0, datetime.now(UTC).isoformat()
    while stored < STATEMENTS:
        done, some = measure("fill", "post", 500, store, seconds=min(10.0, SECONDS))
        assert not done.errors, done.errors[0]
        ids, stored = ids + some, stored + done.requests * 500
        if stored < STATEMENTS / 2:
            half = datetime.now(UTC).isoformat()
    return ids, half


def test_record_store(store: Target, nothing: Target, capsys: pytest.CaptureFixture) -> None:
    baseline, _ = measure("bare Django view", "bare", None, nothing, seconds=SECONDS)
    ids, half = _fill(store)
    found: list[Measured] = [baseline]
    for size in (1, 50, 500):
        done, _ = measure(f"POST {size}", "post", size, store, seconds=SECONDS)
        found.append(done)
    for name, kind, argument in (
        ("GET by id", "by_id", ids),
        ("agent, verb, since", "agent, verb, since", half),
        ("newest", "newest", None),
        ("related agent", "related agent", None),
        ("related activity", "related activity", None),
    ):
        done, _ = measure(name, kind, argument, store, seconds=SECONDS)
        found.append(done)
    with capsys.disabled():
        print(f"\n{os.cpu_count()} cores, 4 clients on the same machine, {STATEMENTS:,} statements before")
        for one in found:
            print(f"{one.line()}   {one.rate / baseline.rate:6.2f} of the bare view")
    assert [one.errors for one in found if one.errors] == []
    rates = {one.name: one.rate / baseline.rate for one in found}
    assert {name: rates[name] for name, least in LEAST.items() if rates[name] < least} == {}
