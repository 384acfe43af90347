"""Why a file is not taken, as a word of ours: said by the process that opens it, put into a sentence by the one that asked."""

from typing import Literal

Reason = Literal[
    "unknown",
    "pixels",
    "scans",
    "damaged photo",
    "cut photo",
    "locked",
    "damaged pdf",
    "pages",
    "parts",
    "notes",
    "form",
    "folder",
    "damaged sound",
    "long sound",
    "film",
    "heavy",
    "slow",
    "full",
]


class NotTaken(Exception):
    """The file is refused; `values` are the numbers that the sentence names."""

    def __init__(self, reason: Reason, **values: int) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values
