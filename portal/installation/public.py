"""The face of the installation: what it notes about itself, for the pages that say how it is."""

from portal.installation.models import Note
from portal.installation.notes import BACKUP, CLOCK, IRI_BASE, QUESTION_BANK, forget_note, note, noted, worker_of
from portal.installation.waiting_work import Queued, queued

__all__ = [
    "BACKUP",
    "CLOCK",
    "IRI_BASE",
    "Note",
    "QUESTION_BANK",
    "Queued",
    "forget_note",
    "note",
    "noted",
    "queued",
    "worker_of",
]
