"""What lies outside of a launch. Nothing here asks the database: a limit is read together with its key.

A package runs in the learner's browser, so its key is in the learner's hands: with it nobody else may be spoken for, and
nothing be taken back. A statement's object is therefore an activity: one about another statement could void it.
"""

from uuid import UUID

from learning_records.access import launch_earning
from learning_records.access.models import Launch
from learning_records.access.rights import Outside
from learning_records.spec.statement import ifi

_GOES_ON = "/?#"  # a course is not the course whose number begins with the same digits


def within(iri: str, activity: str) -> bool:
    """Whether an IRI is the activity or lies below it."""
    if not iri.startswith(activity):
        return False
    return len(iri) == len(activity) or activity[-1] in _GOES_ON or iri[len(activity)] in _GOES_ON


def check_statement(statement: dict, launch: Launch, path: str) -> None:
    """Raises Outside for a (valid) statement that is not about this launch, or would earn what it may not; names the property."""
    about(statement, launch, path)
    launch_earning.check(statement, launch, path)


def about(statement: dict, launch: Launch, path: str) -> None:
    """Raises Outside for a statement of another learner, registration or activity."""
    actor = statement["actor"]
    if actor.get("objectType") == "Group" or ifi(actor) != launch.actor:
        raise Outside(f"{path}.actor", "this key speaks for the learner it was made for, and for nobody else")
    if statement.get("context", {}).get("registration", "").lower() != str(launch.registration):
        raise Outside(f"{path}.context.registration", f"this key belongs to the registration {launch.registration}")
    thing = statement["object"]
    if thing.get("objectType", "Activity") != "Activity":
        raise Outside(f"{path}.object.objectType", "this key tells of activities only")
    if not within(thing["id"], launch.activity):
        raise Outside(f"{path}.object.id", f"this key belongs to {launch.activity}")


def concerns(statement: dict, launch: Launch) -> bool:
    """Whether a stored statement is one of this launch's registration, learner and activity."""
    try:
        about(statement, launch, "statement")
    except Outside:
        return False
    return True


def own_agent(agent: str, launch: Launch) -> None:
    """Raises Outside when an agent (as `statement.ifi` writes it) is not the learner."""
    if agent != launch.actor:
        raise Outside("agent", "this key reads and keeps what is the learner's it was made for")


def own_activity(iri: str, launch: Launch, name: str) -> None:
    """Raises Outside when an activity is neither the launch's nor below it; `name` is the parameter."""
    if not within(iri, launch.activity):
        raise Outside(name, f"this key belongs to {launch.activity}")


def own_registration(registration: UUID | None, launch: Launch) -> None:
    """Raises Outside for another registration, or none."""
    if registration != launch.registration:
        raise Outside("registration", f"this key belongs to the registration {launch.registration}")
