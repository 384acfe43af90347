"""What a form was made from: a mark that changes with the row, so that an old page cannot undo another person's change."""

import hashlib
from typing import Any

import orjson
from django.db.models import Model

from portal.audit.models import Entry


def stamp(row: Model, *names: str) -> str:
    """The mark of what these fields (by default all of the row's own) say now; sent along with a form as a hidden field."""
    fields = names or tuple(field.attname for field in row._meta.concrete_fields)
    said: list[Any] = [row.pk, *(str(getattr(row, name)) for name in fields)]
    return hashlib.sha256(orjson.dumps(said)).hexdigest()[:20]


def last_entry(subject: str) -> Entry | None:
    """The last act on a subject (“campaign:17”), None when there was none."""
    return Entry.objects.filter(subject=subject).order_by("-pk").first()
