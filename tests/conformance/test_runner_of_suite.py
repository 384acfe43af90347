"""The gate of ADL's suite: what it counts as passed."""

import json
import os
from pathlib import Path

import pytest

from tests.conformance import adl_suite


def _log(folder: Path, name: str, at: int, **summary: int) -> Path:
    path = folder / f"{name}.log"
    path.write_text(json.dumps({"summary": summary}), encoding="utf-8")
    os.utime(path, (at, at))
    return path


def test_the_newest_log_of_this_run_counts(tmp_path: Path) -> None:
    old = _log(tmp_path, "old", 300, total=10, passed=10)
    with pytest.raises(adl_suite.CannotJudge, match="wrote no log"):
        adl_suite.result_of(tmp_path, {old})
    _log(tmp_path, "new", 200, total=10, passed=9, failed=0)
    assert adl_suite.result_of(tmp_path, {old})["passed"] == 9


@pytest.mark.parametrize(
    ("summary", "good"),
    [
        ({"total": 1365, "passed": 1365, "failed": 0}, True),
        ({"total": 1365, "passed": 1330, "failed": 0}, False),  # 35 never ran
        ({"total": 1365, "passed": 0, "failed": 1}, False),
        ({"total": 0, "passed": 0, "failed": 0}, False),
    ],
)
def test_only_all_of_all_passes(summary: dict[str, int], good: bool) -> None:
    assert adl_suite.passes(summary) is good


def test_a_missing_suite_is_said_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(adl_suite.CannotJudge, match="make conformance SUITE="):
        adl_suite.main(str(tmp_path))
