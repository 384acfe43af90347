"""What the log's screen asks about its subjects: which of them a reader may meet, and which speak of a person.

A subject is written “kind:number” (`case:17`). Rows of people are asked inside the reader's scope, the others by unit.
"""

from collections.abc import Collection, Iterable

from django.db.models import Model, QuerySet

from portal.places.public import Unit
from recognition.models import (
    BaseCount,
    BulkRound,
    Campaign,
    Case,
    Certificate,
    Council,
    Decision,
    DecisionDraft,
    Evidence,
    IssuingBody,
    KinshipDeclaration,
    Meeting,
    Notice,
    OfficerLoan,
    PaperForm,
    PlaceTarget,
    Registration,
    ReplyPhrase,
    Reward,
    SubmittedItem,
    TypedResult,
)

# kind of subject -> model and where its unit stands; no place: the model's own manager asks the scope.
_KINDS: dict[str, tuple[type[Model], str]] = {
    "case": (Case, ""),
    "item": (SubmittedItem, ""),
    "evidence": (Evidence, ""),
    "form": (PaperForm, ""),
    "registration": (Registration, ""),
    "certificate": (Certificate, ""),
    "kinship": (KinshipDeclaration, ""),
    "decision": (Decision, "body__unit"),
    "campaign": (Campaign, "unit"),
    "round": (BulkRound, "campaign__unit"),
    "council": (Council, "campaign__unit"),
    "meeting": (Meeting, "council__campaign__unit"),
    "loan": (OfficerLoan, "unit"),
    "body": (IssuingBody, "unit"),
    "phrase": (ReplyPhrase, "unit"),
    "draft": (DecisionDraft, "body__unit"),
    "notice": (Notice, "body__unit"),
    "base": (BaseCount, "unit"),
    "result": (TypedResult, "unit"),
    "target": (PlaceTarget, "unit"),
    "reward": (Reward, "unit"),
}


def cases_handed_in(numbers: Collection[str]) -> set[str]:
    """Of these numbers those of cases that were handed in, inside the scope of the request: their page may be read."""
    wanted = [int(one) for one in numbers if one.isascii() and one.isdecimal() and len(one) < 18]
    return {str(pk) for pk in Case.objects.filter(pk__in=wanted, submission__isnull=False).values_list("pk", flat=True)}


def subjects_met(kind: str, numbers: Collection[str], units: QuerySet[Unit]) -> set[str] | None:
    """Those of these numbers of a kind that a reader with these units may meet; None for a kind of another room.

    One question a kind. Numbers that are none are left out.
    """
    if kind not in _KINDS:
        return None
    model, unit = _KINDS[kind]
    wanted = [int(one) for one in numbers if one.isascii() and one.isdecimal() and len(one) < 18]
    rows = model._default_manager.filter(pk__in=wanted)
    if unit:
        rows = rows.filter(**{f"{unit}__in": units.values("pk")})
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def subjects_of_people(ids: Iterable) -> list[str]:
    """All subjects of the log that speak of these learners, as the present scope lets them be met."""
    ids = list(ids)
    found = []
    for kind, path in (
        ("case", "learner"),
        ("item", "submission__case__learner"),
        ("evidence", "learner"),
        ("form", "learner"),
        ("registration", "learner"),
        ("certificate", "learner"),
    ):
        rows = _KINDS[kind][0]._default_manager.filter(**{f"{path}__in": ids})
        found += [f"{kind}:{pk}" for pk in rows.values_list("pk", flat=True)]
    return found
