"""The points of lessons, for the pages of content, which know nothing of them."""

from collections.abc import Iterable

from django import template
from wagtail.models import Page

from portal.pages.gained import as_context
from portal.people.public import Learner

register = template.Library()


@register.inclusion_tag("pages/gained/lesson.html", takes_context=True)
def points_of_lesson(context: dict, learner: Learner | None, lesson: Page, finished: bool) -> dict:
    """What finishing the lesson gave this learner, or would give; nothing for a stranger. Own pages take an account."""
    request = context.get("request")
    own = request is not None and request.user.is_authenticated
    return as_context(learner, [lesson], finished=finished) | {"own": own} if learner else {}


@register.inclusion_tag("pages/gained/course.html")
def points_of_course(learner: Learner | None, lessons: Iterable[Page]) -> dict:
    """What the lessons of a course gave together, as a row of its sheet."""
    return as_context(learner, lessons, finished=True) if learner else {}
