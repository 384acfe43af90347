"""`make mutants`: how many small mistakes in what decides the tests would notice; exit status 1 under ninety percent.

MUTANTS=120 (0: all) how many, SEED=1 which ones, ROOMS="points,quiz" only these rooms. The working tree is only read: a copy
of what git knows of is mutated, and removed at the end.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.making import Mutant, mutated, sample
from tests.mutants.rooms import ROOMS

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
WANTED = 90  # percent
_running: list[subprocess.Popen] = []


def main() -> int:
    """Samples, tries, reports; the exit status."""
    many, seed = int(os.environ.get("MUTANTS") or 120), int(os.environ.get("SEED") or 1)
    only = {name.strip() for name in os.environ.get("ROOMS", "").split(",") if name.strip()}
    if strange := only - {room.name for room in ROOMS}:
        print(
            f"No such room: {', '.join(strange)}. There are: {', '.join(room.name for room in ROOMS)}.", file=sys.stderr
        )
        return 2
    rooms = tuple(room for room in ROOMS if not only or room.name in only)
    folder = Path(tempfile.mkdtemp(prefix="portal-mutants-", dir="/var/tmp" if os.path.isdir("/var/tmp") else None))
    folder.chmod(0o755)
    try:
        copies = [_copy(folder / str(number)) for number in range(PROCESSES)]
        jobs = sample(rooms, copies[0], many, seed)
        print(f"{len(jobs)} mutants of {len(rooms)} rooms, seed {seed} …", flush=True)
        with ThreadPoolExecutor(PROCESSES) as pool:
            found = [
                row for rows in pool.map(_tried, copies, (jobs[n::PROCESSES] for n in range(PROCESSES))) for row in rows
            ]
        return _report(found, copies[0])
    except RuntimeError as problem:
        print(problem, file=sys.stderr)
        return 2
    finally:
        for process in _running:
            process.terminate()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _copy(folder: Path) -> Path:
    """What git knows of and what is new, as it stands in the working tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def _tried(copy: Path, jobs: list[Mutant]) -> list[dict]:
    """The mutants with their outcomes, tried by a process in this copy. Raises RuntimeError when it ends before its time."""
    if not jobs:
        return []
    (copy / "jobs.json").write_text(json.dumps([one.as_dict() for one in jobs]), encoding="utf-8")
    found = []
    with subprocess.Popen(
        [sys.executable, "-m", "tests.mutants.trying", "jobs.json"], cwd=copy, stdout=subprocess.PIPE, text=True
    ) as process:
        _running.append(process)
        for line in process.stdout or ():
            row = json.loads(line)
            found.append(row)
            print(f"  {row['outcome']:<9} {row['module']}:{row['line']} {row['operator']}", flush=True)
    if process.returncode or len(found) < len(jobs):
        raise RuntimeError(f"Only {len(found)} of {len(jobs)} mutants were tried: what went wrong stands above.")
    return found


def _report(found: list[dict], copy: Path) -> int:
    print(f"\n{'room':<22}{'made':>6}{'caught':>8}{'timed out':>11}{'survived':>10}")
    for name in dict.fromkeys(row["room"] for row in found):
        of_room = [row["outcome"] for row in found if row["room"] == name]
        counts = [of_room.count(outcome) for outcome in ("caught", "timed out", "survived")]
        print(f"{name:<22}{len(of_room):>6}{counts[0]:>8}{counts[1]:>11}{counts[2]:>10}")
    survivors = [row for row in found if row["outcome"] == "survived"]
    for row in survivors:
        print(f"\n{_shown(row, copy)}")
    percent = 100 * (len(found) - len(survivors)) / len(found) if found else 0.0
    print(f"\n{len(found) - len(survivors)} of {len(found)} caught: {percent:.1f} % (wanted: {WANTED} %)")
    return int(percent < WANTED)


def _shown(row: dict, copy: Path) -> str:
    """A survivor with the lines that it changed, before and after."""
    source = (copy / row["module"]).read_text(encoding="utf-8")
    change = mutated(Mutant(**{key: value for key, value in row.items() if key != "outcome"}), source)
    lines = zip(source.splitlines(), change.splitlines(), strict=False)
    changed = [f"  - {old.strip()}\n  + {new.strip()}" for old, new in lines if old != new]
    return "\n".join([f"{row['module']}:{row['line']} {row['operator']}", *changed[:3]])


def _stop(*_signal: object) -> None:
    """A stop of `make` reaches what was started, too: the pool waits for its threads, and they for these processes."""
    for process in _running:
        process.terminate()
    raise SystemExit(2)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    sys.exit(main())
