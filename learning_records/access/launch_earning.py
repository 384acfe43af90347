"""What a package may not say unless its launch allows it: everything that criteria read to give points.

A rule reads the verb, the categories, the result, the declared minutes and the time (docs/criteria.md). The key is in the
learner's hands, so each of them is held against what the portal knew when the package was opened. Refused whole and by name,
not corrected: what a statement says is its sender's word.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from learning_records.access.models import Launch
from learning_records.access.rights import Outside
from learning_records.identifiers import extension_iri
from learning_records.spec.statement import instant
from learning_records.vocabulary import OUTCOMES

# Clocks of learners' devices are a little wrong; what was done without a net is sent later, with the time it was done at.
CLOCKS = timedelta(minutes=10)
_RESULTS = ("score", "success", "completion")


def check(statement: dict, launch: Launch, path: str) -> None:
    """Raises Outside for what this launch does not carry; nothing here asks the database."""
    _time(statement, launch, path)
    if not launch.may_score:
        _outcome(statement, path)
    _categories(statement, launch, path)
    for where, extensions in _extensions(statement):
        _own_extensions(extensions, launch, f"{path}.{where}")


def _time(statement: dict, launch: Launch, path: str) -> None:
    if "timestamp" not in statement:
        return
    happened = instant(statement["timestamp"])
    if happened < launch.made_at - CLOCKS:
        raise Outside(f"{path}.timestamp", "this lies before the package was opened; look at the clock of the device")
    if happened > timezone.now() + CLOCKS:
        raise Outside(f"{path}.timestamp", "this has not come yet; look at the clock of the device")


def _outcome(statement: dict, path: str) -> None:
    if statement["verb"]["id"] in OUTCOMES:
        raise Outside(f"{path}.verb.id", "this key may not say how it went; the portal does")
    for name in _RESULTS:
        if name in statement.get("result", {}):
            raise Outside(f"{path}.result.{name}", "this key may not say how it went; the portal does")


def _categories(statement: dict, launch: Launch, path: str) -> None:
    ours = (f"{settings.IRI_BASE}/xapi/indicators/", f"{settings.IRI_BASE}/xapi/competences/")
    for kind, found in statement.get("context", {}).get("contextActivities", {}).items():
        alone = isinstance(found, dict)
        for number, activity in enumerate([found] if alone else found):
            if activity["id"].startswith(ours) and activity["id"] not in launch.categories:
                place = kind if alone else f"{kind}[{number}]"
                raise Outside(
                    f"{path}.context.contextActivities.{place}.id",
                    "the package was not mapped to this when it was opened",
                )


def _extensions(statement: dict) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in ("context", "result"):
        yield f"{name}.extensions", statement.get(name, {}).get("extensions", {})
    yield "object.definition.extensions", statement["object"].get("definition", {}).get("extensions", {})


def _own_extensions(extensions: dict[str, Any], launch: Launch, path: str) -> None:
    """The portal's own extensions are the portal's to fill; of them a package may repeat the minutes declared for it."""
    beginning, minutes = extension_iri(""), extension_iri("minutes")
    for name, value in extensions.items():
        if not name.startswith(beginning):
            continue
        if name == minutes and launch.minutes is not None and type(value) is int and value == launch.minutes:
            continue
        raise Outside(f"{path}.{name}", "this key may not declare that")
