"""Parts of what teachers do, for pages of rooms below: how many messages wait for a person."""

from django import template

from content.teaching.learner_views import messages_of
from portal.people.public import Learner

register = template.Library()


@register.simple_tag
def messages_waiting(learner: Learner) -> int:
    """How many messages of the centre the person has not read, for the page at the counter."""
    return messages_of(learner).filter(read_at=None).count()
