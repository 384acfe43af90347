"""The process that opens a file nobody trusts, alone and for seconds: `python -m recognition.evidence.safe.child FACTS`.

It bounds itself before it reads anything: memory, time, size of what it writes. The file comes as its standard input, the safe
copy goes to its standard output, and facts as lines of JSON to the file with the number FACTS: first what was made, or why
nothing was, then how it looks. Nothing else that it says is believed, and it may die at any moment.
"""

import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from importlib import import_module

from recognition.evidence.safe.kinds import what_it_is
from recognition.evidence.safe.refusal import NotTaken

MOST_MEMORY = 450 * 1024 * 1024  # bytes of address space: what is resident is less
MOST_SECONDS = 8  # of processor time
MOST_WALL_SECONDS = 10
MOST_WRITTEN = 40 * 1024 * 1024
# Only what this file needs is loaded: to start is most of the work for a small photo.
_ROOMS = {"image": "images", "application": "pdfs", "audio": "sounds"}


def main(facts: int) -> None:
    """Reads, rewrites, writes; ends without a word where it was killed."""
    bound()
    out = os.dup(1)
    os.dup2(2, 1)  # libraries may talk; not into the copy
    with os.fdopen(facts, "w") as told:
        try:
            media_type, data = what_it_is(sys.stdin.buffer.read())
            room = import_module(f"recognition.evidence.safe.{_ROOMS[media_type.split('/')[0]]}")
            safe, look = room.rewrite(data, media_type)
        except NotTaken as refused:
            json.dump({"refused": refused.reason, "values": refused.values}, told)
            return
        except MemoryError:
            json.dump({"refused": "heavy", "values": {}}, told)
            return
        with os.fdopen(out, "wb") as copy:
            copy.write(safe.data)
        told.write(json.dumps(asdict(safe.facts)) + "\n")
        told.flush()
        told.write(json.dumps(look()) + "\n")


def bound() -> None:
    """No more memory, time or writing than any file of ours needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Whoever started it ends it at this time; should that process be gone, it ends by itself.
    signal.setitimer(signal.ITIMER_REAL, MOST_WALL_SECONDS + 1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
