"""What is known of an activity, merged from the statements of keys that may `define` (Data 2.4.4.1).

Merging happens after the statements are committed, in a transaction of its own: popular activities would otherwise make
writers wait for each other.
"""

import json
from collections.abc import Iterable

import orjson
from django.db import transaction

from learning_records.models import Activity
from learning_records.spec.limits import DEFINITION
from learning_records.spec.validation import too_long

_MAPS = ("name", "description", "extensions")


def merged(old: dict, new: dict) -> dict:
    """The old definition with the new one's words added: maps member by member, everything else replaced."""
    out = old | new
    for name in _MAPS:
        if name in old and name in new:
            out[name] = old[name] | new[name]
    return out


def all_merged(definitions: Iterable[dict]) -> dict:
    """The same for many, in order: each member is looked at once, however many definitions there are."""
    out: dict = {}
    own: dict[str, dict] = {name: {} for name in _MAPS}
    for definition in definitions:
        out |= definition
        for name in _MAPS:
            own[name] |= definition.get(name, {})
    return out | {name: found for name, found in own.items() if name in out}


def written(definition: dict) -> str | None:
    """The definition as it is kept; None when it has more bytes than are kept of one activity. The statement keeps it all."""
    text = json.dumps(definition, ensure_ascii=False)
    return None if too_long(text, DEFINITION) else text


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
            if text := written(merged(old, brought[row.iri])):  # otherwise what is known stays as it is
                row.definition = text
                row.save(update_fields=["definition"])
