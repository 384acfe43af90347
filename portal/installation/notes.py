"""Writing and reading the installation's notes. Who writes them knows nothing of who reads them."""

from collections.abc import Iterable

from django.utils import timezone

from portal.installation.models import Note

BACKUP, CLOCK, IRI_BASE, QUESTION_BANK = "backup", "clock", "iri_base", "question_bank"


def worker_of(queue: str) -> str:
    """The name under which workers that serve this queue say that they are alive."""
    return f"worker:{queue}"


def note(name: str, text: str = "") -> None:
    """Writes the note with the present time, over the last one of this name; `text` is cut to 500 letters."""
    Note.objects.update_or_create(name=name, defaults={"at": timezone.now(), "text": text[:500]})


def noted(names: Iterable[str]) -> dict[str, Note]:
    """The notes of these names that there are, by name, with one query."""
    return {row.name: row for row in Note.objects.filter(name__in=list(names))}


def forget_note(name: str) -> bool:
    """Removes a note; returns whether there was one."""
    return bool(Note.objects.filter(name=name).delete()[0])
