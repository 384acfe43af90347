"""Moments of a film as people type them, and chapters: lines that begin with one, as “1:05 Pha nước chấm” (pure)."""

import re
from dataclasses import dataclass

MOST_CHAPTERS, MOST_LETTERS = 30, 120
_AT = re.compile(r"\s*(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?!\d)(?![:.,]\d)[\s.)\-–—:]*(.*)", re.DOTALL)


class WrongLine(ValueError):
    """A line that is no chapter or no caption: its number, what stands there, and the reason as a word."""

    def __init__(self, line: int, text: str, reason: str, about: str = "") -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.text, self.reason, self.about = line, text, reason, about


@dataclass(frozen=True)
class Chapter:
    """Where a part of a film begins, in seconds, and what it is called."""

    at: float
    name: str

    @property
    def clock(self) -> str:
        return clock(self.at)


def clock(seconds: float) -> str:
    """Seconds as a clock shows them: 1:05, 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def moment(line: str) -> tuple[float, str] | None:
    """The moment at the beginning of a line, in seconds, and the rest of the line; None where there is none.

    Raises ValueError for one that no clock shows (1:75).
    """
    found = _AT.fullmatch(line)
    if found is None:
        return None
    hours, minutes, seconds = int(found[1] or 0), int(found[2]), int(found[3])
    if seconds > 59 or (found[1] and minutes > 59):
        raise ValueError
    return float(hours * 3600 + minutes * 60 + seconds), found[4].strip()


def chapters(text: str, length: float | None = None) -> list[Chapter]:
    """The chapters of a film that takes `length` seconds, one a line; empty lines are skipped. Raises WrongLine."""
    found: list[Chapter] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line:
            continue
        try:
            told = moment(line)
        except ValueError:
            raise WrongLine(number, line, "no clock") from None
        if told is None:
            raise WrongLine(number, line, "no time")
        at, name = told
        reason, about = _wrong(at, name, found, length)
        if reason:
            raise WrongLine(number, line, reason, about)
        found.append(Chapter(at, name))
    return found


def _wrong(at: float, name: str, before: list[Chapter], length: float | None) -> tuple[str, str]:
    if not name:
        return "no name", ""
    if len(name) > MOST_LETTERS:
        return "long name", str(MOST_LETTERS)
    if before and at <= before[-1].at:
        return "not later", before[-1].clock
    if length is not None and at >= length:
        return "behind the end", clock(length)
    if len(before) >= MOST_CHAPTERS:
        return "too many", str(MOST_CHAPTERS)
    return "", ""
