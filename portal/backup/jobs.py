"""How many processes and connections work on a backup or a restore side by side."""

import os
from argparse import ArgumentParser, ArgumentTypeError

from django.utils.translation import gettext as _

MOST = 64
_MOST_UNASKED = 8  # more seldom helps: the largest table is one job


def processors() -> int:
    """The processors this process may use, at most eight."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(allowed or 1, _MOST_UNASKED)


def number_of_jobs(text: str) -> int:
    """The number somebody typed; raises ArgumentTypeError unless it is one from 1 to 64."""
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise ArgumentTypeError(
            _("%(text)s is no number from 1 to %(most)s. Say how many tables to work on side by side.")
            % {"text": text, "most": MOST}
        )
    return int(text)


def add_jobs(parser: ArgumentParser, one: str) -> None:
    """The option --jobs of a command; `one` says what 1 means."""
    parser.add_argument(
        "--jobs",
        type=number_of_jobs,
        default=processors(),
        metavar="N",
        help=f"tables worked on side by side, 1 to {MOST}; without it the number of processors, at most "
        f"{_MOST_UNASKED}. {one}",
    )
