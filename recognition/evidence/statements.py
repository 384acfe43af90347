"""What a consumer of statements asks of each: whose it is, and which one it takes back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from learning_records import public as records
from portal.people.public import Learner


def target_of_voiding(statement: dict[str, Any]) -> UUID | None:
    """The statement that this one takes back; None when it takes none back."""
    if statement["verb"]["id"] != records.VERBS["voided"]:
        return None
    target = statement["object"]
    return UUID(target["id"]) if target.get("objectType") == "StatementRef" else None


def account_of(statement: dict[str, Any]) -> UUID | None:
    """The learner_id in the actor, when the actor is an account of this portal."""
    actor = statement.get("actor") or {}
    account = actor.get("account") or {}
    if actor.get("objectType", "Agent") != "Agent" or account.get("homePage") != settings.IRI_BASE:
        return None
    try:
        return UUID(str(account.get("name")))
    except ValueError:
        return None


def known_learners(batch: Sequence[records.Stored]) -> dict[UUID | None, UUID]:
    """learner_id in statements -> learner. Others are nobody's evidence.

    What is recorded under the second record of a person stays there, and reads span both: so a joining can be taken back.
    """
    named = {name for stored in batch if (name := account_of(stored.statement))}
    return {pk: pk for pk in Learner.objects.filter(pk__in=named).values_list("pk", flat=True)}
