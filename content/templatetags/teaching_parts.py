"""Parts of what teachers do, for pages of rooms below: how many messages wait for a person, who of a class was written to."""

from collections.abc import Sequence

from django import template

from content.classes.figures import Person
from content.classes.models import CentreClass
from content.teaching.contacts import Done, last_messages
from content.teaching.learner_views import messages_of
from portal.people.public import Learner

register = template.Library()


@register.simple_tag
def messages_waiting(learner: Learner) -> int:
    """How many messages of the centre the person has not read, for the page at the counter."""
    return messages_of(learner).filter(read_at=None).count()


@register.simple_tag
def with_last_message(taught: CentreClass, people: Sequence[Person]) -> list[tuple[Person, Done | None]]:
    """Each of these people of a class with the newest message to the person about it, so that nobody writes twice."""
    last = last_messages([one.row.learner for one in people], taught)
    return [(one, last.get(one.row.learner)) for one in people]
