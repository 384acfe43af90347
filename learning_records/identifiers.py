"""Identifiers of this installation: everything hangs from IRI_BASE, which is fixed once (settled: base IRI)."""

from uuid import UUID

from django.conf import settings


def account(name: str) -> dict:
    """An Agent that is an account of this installation."""
    return {"objectType": "Agent", "account": {"homePage": settings.IRI_BASE, "name": name}}


def learner_agent(learner_id: UUID | str) -> dict:
    """The xAPI Agent of a learner: an account whose name is the random learner_id, and nothing else."""
    return account(str(learner_id))


def activity_iri(uuid: UUID | str) -> str:
    """IRI of an activity of ours."""
    return f"{settings.IRI_BASE}/xapi/activities/{uuid}"


def indicator_iri(set_key: str, code: str) -> str:
    """IRI of an indicator of a criteria set, the same for all versions of the set."""
    return f"{settings.IRI_BASE}/xapi/indicators/{set_key}/{code}"


def competence_iri(framework: str, code: str) -> str:
    """IRI of a competence of a digital competence framework."""
    return f"{settings.IRI_BASE}/xapi/competences/{framework}/{code}"


def extension_iri(name: str) -> str:
    """IRI of an extension of ours, for example `minutes` (declared minutes of a lesson)."""
    return f"{settings.IRI_BASE}/xapi/extensions/{name}"


def portal_authority() -> str:
    """The authority of the portal's own statements as a comparable string, as `Stored.authority` gives it."""
    return f"account|{settings.IRI_BASE}|portal"
