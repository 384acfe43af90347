"""A fact with where it comes from and how sure it is."""

from dataclasses import dataclass

CONFIDENCE = ("verbatim-from-source", "recalled-from-general-knowledge", "uncertain", "proposed")


@dataclass(frozen=True)
class Sourced:
    """A value with where it comes from and how sure it is; the value None says that no source was found."""

    value: object
    confidence: str
    source: tuple[str, ...] = ()
    note: str = ""
