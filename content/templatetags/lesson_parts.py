"""Parts of a lesson: a question with its state."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from content import learnt, tried
from content.ending import Ending, ending_of
from content.lesson_view import STEP, Seen
from content.projection import enrolments, learnt_in
from content.questions.feedback import said_once
from content.questions.marking import said
from content.rhythm import days_of_week
from portal.people.public import Learner, current_learner, has_consent

register = template.Library()


@register.inclusion_tag("content/parts/question.html", takes_context=True)
def question(context: dict, block) -> dict:
    """The question of a block, asked or answered, from the lesson's context."""
    state = context["asked"].get(str(block.id), {})
    mark = state.get("mark")
    verdict = (_("That is right.") if mark.right else _("Not quite.")) if mark else ""
    return {
        "block": block,
        "lesson": context["page"],
        "request": context["request"],
        "learner": context.get("learner"),
        "consented": context.get("consented"),
        "csrf_token": context.get("csrf_token"),
        **_around(context),
        "verdict": verdict,
        "said": said_once(verdict, said(state["question"], mark, last=True)) if mark else [],
        **state,
    }


def _around(context: dict) -> dict:
    """What the bar of a step needs; nothing on the page of the whole lesson."""
    view = context.get("view")
    if view is None or view.kind != STEP:
        return {"stepped": False}
    names = ("seen", "standing", "previous", "next", "later", "page")
    return {"stepped": True} | {name: context[name] for name in names}


@register.filter
def is_question(block) -> bool:
    """Whether a block of the body is a question."""
    return bool(getattr(block.block, "kind", ""))


@register.filter
def kilobytes(size: int | None) -> str:
    """A file's size as people read it before they download."""
    if not size:
        return ""
    return (
        f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB".replace(".", ",")
    )


@register.simple_tag
def ending(seen: Seen) -> Ending:
    """How a lesson went, and what comes next."""
    return ending_of(seen)


@register.simple_tag(takes_context=True)
def tried_here(context: dict) -> dict:
    """How many answers wait in this browser for the learner who is signed in and agreed to records; else nothing."""
    request = context["request"]
    if not request.user.is_authenticated or not tried.count(request.session):
        return {}
    learner = current_learner(request.user)
    if learner is None or not has_consent(learner):
        return {}
    return {"count": tried.count(request.session), "lesson": tried.last_lesson(request.session)}


@register.inclusion_tag("content/parts/week.html")
def week_of(learner: Learner | None) -> dict:
    """On which days of this week the learner has learnt."""
    if learner is None:
        return {}
    days = days_of_week(learnt.moments(learnt_in(enrolments(learner))), timezone.localdate())
    return {"days": days, "count": sum(done for _day, done in days)}
