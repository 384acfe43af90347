"""Parts of a lesson: a question with its state."""

from django import template

register = template.Library()


@register.inclusion_tag("content/parts/question.html", takes_context=True)
def question(context: dict, block) -> dict:
    """The question of a block, asked or answered, from the lesson's context."""
    state = context["asked"].get(str(block.id), {})
    return {
        "block": block,
        "lesson": context["page"],
        "request": context["request"],
        "learner": context.get("learner"),
        "consented": context.get("consented"),
        "csrf_token": context.get("csrf_token"),
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
