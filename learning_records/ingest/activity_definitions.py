"""What is known of an activity, merged from the statements of keys that may `define` (Data 2.4.4.1).

Merging happens after the statements are committed, in a transaction of its own: popular activities would otherwise make
writers wait for each other.
"""

import json

import orjson
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


def news(known: dict[str, str | None], brought: dict[str, dict]) -> dict[str, dict]:
    """Those of the definitions that would change what is known of activities (JSON, or None) that are there already."""
    changed = {}
    for iri, new in brought.items():
        if iri not in known:
            continue
        text = known[iri]
        old = orjson.loads(text) if text else {}
        if old != new and merged(old, new) != old:
            changed[iri] = new
    return changed


def merge(brought: dict[str, dict]) -> None:
    """Merges definitions into the known ones; rows are locked in the order of their IRI."""
    with transaction.atomic():
        for row in Activity.objects.select_for_update().filter(iri__in=list(brought)).order_by("iri"):
            old = json.loads(row.definition) if row.definition else {}
            row.definition = json.dumps(merged(old, brought[row.iri]), ensure_ascii=False)
            row.save(update_fields=["definition"])
