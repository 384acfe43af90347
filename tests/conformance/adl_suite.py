"""Runs ADL's conformance suite against the running site, both versions: `make conformance SUITE=DIR`.

DIR is a folder of adlnet/lrs-conformance-test-suite, set up as its own README says. The suite's exit status cannot
be trusted (it is the number of failures modulo 256, and tests that never ran are not failures): what counts is that
the newest log says as many passed as there are.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

from portal import env

VERSIONS = ("1.0.3", "2.0.0")


class CannotJudge(Exception):
    """The suite could not be run or left no result; the message says what to do."""


def result_of(logs: Path, before: set[Path]) -> dict[str, int]:
    """The summary of the newest log that was not there before; raises CannotJudge when there is none."""
    fresh = sorted(set(logs.glob("*.log")) - before, key=lambda path: path.stat().st_mtime)
    if not fresh:
        raise CannotJudge(f"The suite wrote no log under {logs}.")
    summary = json.loads(fresh[-1].read_text(encoding="utf-8")).get("summary") or {}
    if not {"total", "passed"} <= set(summary):
        raise CannotJudge(f"{fresh[-1]} has no summary.")
    return summary


def passes(summary: dict[str, int]) -> bool:
    """Whether every test of the suite ran and passed."""
    return summary["total"] > 0 and summary["passed"] == summary["total"]


def run(suite: Path, version: str, site: dict[str, str]) -> dict[str, int]:
    """One run of one version; returns the suite's own summary."""
    before = set((suite / "logs").glob("*.log"))
    command = ["node", "bin/console_runner.js", "-e", site["xapi_endpoint"].rstrip("/"), "-a"]
    command += ["-u", site["xapi_key"], "-p", site["xapi_secret"], "-x", version, "-z"]
    subprocess.run(command, cwd=suite, check=False)
    return result_of(suite / "logs", before)


def main(folder: str) -> int:
    """Runs both versions; 0 only when both pass whole."""
    suite, note = Path(folder or "."), Path(env.VAR_DIR) / "run.json"
    if not (suite / "bin" / "console_runner.js").exists():
        raise CannotJudge("Say where the suite is: make conformance SUITE=/path/to/lrs-conformance-test-suite")
    if not note.exists():
        raise CannotJudge(f"The site is not running ({note} is missing): start it with `make run` in another terminal.")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, most) if most > 0 else 8192, most))
    site = json.loads(note.read_text(encoding="utf-8"))
    good = True
    for version in VERSIONS:
        summary = run(suite, version, site)
        print(f"xAPI {version}: {summary['passed']} of {summary['total']} passed")
        good = good and passes(summary)
    return 0 if good else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
    except CannotJudge as problem:
        sys.exit(str(problem))
