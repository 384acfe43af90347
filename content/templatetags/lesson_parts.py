"""Parts of a lesson: a question with its state."""

from django import template
from django.utils.translation import gettext as _

from content.questions.feedback import said_once
from content.questions.marking import said

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
        "verdict": verdict,
        "said": said_once(verdict, said(state["question"], mark, last=True)) if mark else [],
        **state,
    }


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
