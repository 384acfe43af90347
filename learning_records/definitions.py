"""What is known of an activity, merged from the statements of keys that may `define` (Data 2.4.4.1).

Merging happens after the statements are committed, in a transaction of its own: popular activities would otherwise make
writers wait for each other.
"""

import json

import psycopg
from django.db import transaction

from learning_records.models import Activity

_MAPS = ("name", "description", "extensions")


def merged(old: dict, new: dict) -> dict:
    """The old definition with the new one's words added: maps member by member, everything else replaced."""
    out = old | new
    for name in _MAPS:
        if name in old and name in new:
            out[name] = old[name] | new[name]
    return out


def ask(cursor: psycopg.Cursor, brought: dict[str, dict]) -> None:
    """Asks what is known of these activities; `news` takes the answer."""
    if brought:
        cursor.execute(
            "SELECT iri, definition FROM learning_records_activity WHERE iri = ANY(%b::text[])", [list(brought)]
        )


def news(cursor: psycopg.Cursor, brought: dict[str, dict]) -> dict[str, dict]:
    """Those of the definitions that would change what is known of activities that are there already."""
    if not brought:
        return {}
    changed = {}
    for iri, text in cursor.fetchall():
        if text is None:
            changed[iri] = brought[iri]
            continue
        old = json.loads(text)
        if old != brought[iri] and merged(old, brought[iri]) != old:
            changed[iri] = brought[iri]
    return changed


def merge(brought: dict[str, dict]) -> None:
    """Merges definitions into the known ones; rows are locked in the order of their IRI."""
    with transaction.atomic():
        for row in Activity.objects.select_for_update().filter(iri__in=list(brought)).order_by("iri"):
            old = json.loads(row.definition) if row.definition else {}
            row.definition = json.dumps(merged(old, brought[row.iri]), ensure_ascii=False)
            row.save(update_fields=["definition"])
