"""What the pages of officials share: who may enter, how people are named."""

from portal.people.public import Learner, User, for_role, full_name

__all__ = ["for_role", "name_of", "official_name"]


def name_of(learner: Learner) -> str:
    """The full name of a learner inside the present scope; empty when no record is kept."""
    record = getattr(learner, "record", None)
    return full_name(record) if record else ""


def official_name(user: User | None) -> str:
    """How an official is named to other officials: the name chosen for signing in (names of persons stay in records)."""
    return user.get_full_name() if user else ""
