"""Parts of a lesson: a question with its state."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _
from wagtail.models import Page

from content import tried
from content.blocks import STYLED
from content.ending import Ending, ending_of
from content.lesson_view import STEP, Seen
from content.pages.licences import in_words
from content.projection import enrolments, learnt_in
from content.questions.asked import Mark, Question
from content.questions.feedback import begins_with, said_once
from content.questions.shown import Row, shown
from content.rhythm import week
from content.sittings.visitor import learner_of
from content.templatetags.aloud import length
from portal.people.public import Learner, has_consent

register = template.Library()
TRIES = 3  # answers that are not right, after which the explanation is given (the portal's proposal)


@register.inclusion_tag("content/parts/question.html", takes_context=True)
def question(context: dict, block) -> dict:
    """The question of a block, asked or answered, from the lesson's context."""
    state = context.get("asked", {}).get(str(block.id), {})
    if not state:  # not drawn for this learner, or no lesson asks here
        return {}
    asked, mark, learner = state["question"], state.get("mark"), context.get("learner")
    used = state.get("tries", 0) >= TRIES + mark.patience or state.get("closed", False) if mark else False
    over = bool(mark) and (mark.right or used)
    seed = (block.id, learner.learner_id if learner else "")
    return {
        "block": block,
        "lesson": context["page"],
        "request": context["request"],
        "learner": learner,
        "consented": context.get("consented"),
        "csrf_token": context.get("csrf_token"),
        **_around(context),
        "fields": f"content/questions/{asked.kind}.html",
        "shown": shown(asked, state.get("given") or (), mark, seed=seed, over=over),
        **(_said(asked, mark, over) if mark else {}),
        **state,
    }


def _around(context: dict) -> dict:
    """What the bar of a step needs; nothing on the page of the whole lesson."""
    view = context.get("view")
    if view is None or view.kind != STEP:
        return {"stepped": False}
    names = ("seen", "standing", "previous", "next", "later", "page")
    return {"stepped": True} | {name: context[name] for name in names}


def _said(asked: Question, mark: Mark, over: bool) -> dict:
    """What is said to the answer as a whole; what is said of its parts stands beside them."""
    verdict = _("That is right.") if mark.right else _("Nearly right.") if mark.close else _("Not quite.")
    lines = list(mark.lines) or [one.text for one in mark.told if not one.key and one.text]
    if over and asked.explanation and not mark.lines:
        lines.append(asked.explanation)
    beside = [one.text for one in mark.told if one.key and one.text and one.state != "missed"]
    said = said_once(verdict, lines, beside)
    hint = mark.hint or asked.hint if not over and not mark.lines else ""
    hints = said_once(_("Hint:"), [hint], [*said, *beside])
    return {"verdict": verdict, "said": said, "hint": "".join(hints), "again": _again(asked, mark)}


def _again(asked: Question, mark: Mark) -> str:
    if asked.kind == "task":  # the screen is still there, and so is its button
        return ""
    if mark.close:
        return _("Look at the spelling and press the button to try once more.")
    if asked.kind in ("short_text", "number", "fill_in"):
        return _("Write another answer and press the button to try once more.")
    return _("Choose again and press the button to try once more.")


@register.inclusion_tag("content/questions/judged.html")
def judged(row: Row) -> dict:
    """Whether a part of the answer is right, with a sign and a word, and what is said of it."""
    word = {
        "right": _("Right."),
        "wrong": _("Not right."),
        "close": _("Nearly right."),
        "missed": _("This one is right."),
    }.get(row.state, "")
    return {"row": row, "word": "" if begins_with(row.said, word) else word}


@register.simple_tag
def tall(place, photo) -> str:
    """The half height of a place on a photo, in hundredths of its height; its size is in hundredths of the width."""
    return f"{place.radius * Decimal(photo.width) / Decimal(photo.height or 1):.2f}"


@register.simple_tag
def above(place, photo) -> str:
    """How far down a place's number stands: on its upper edge, within the photo."""
    return f"{max(Decimal(5), place.y - place.radius * Decimal(photo.width) / Decimal(photo.height or 1)):.2f}"


@register.inclusion_tag("content/parts/block_styles.html")
def block_styles(page: Page) -> dict:
    """The link to the stylesheet of blocks that explain, where the page has one of them."""
    return {"needed": any(raw["type"] in STYLED for raw in page.body.raw_data)}


@register.filter
def is_question(block) -> bool:
    """Whether a block of the body is a question."""
    return bool(getattr(block.block, "kind", ""))


@register.filter
def megabytes(size: int | None) -> str:
    """How much of a telephone's data a file takes, as people read it before they download: 0,3 MB."""
    if not size:
        return ""
    found = size / 1024 / 1024
    number = f"{found:.1f}" if found >= 0.1 else f"{max(0.01, found):.2f}"
    return _("%(number)s MB of data") % {"number": number.replace(".", ",")}


@register.filter
def allowed_by(licence: str) -> str:
    """A licence in words."""
    return in_words(licence)


@register.filter
def how_long(seconds: float | None) -> str:
    """How long a film or a sound takes, as one says it."""
    return length(seconds or 0)


@register.filter
def seconds(value: float) -> str:
    """Seconds as an address and a script read them, whatever the language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@register.simple_tag
def how_it_went(seen: Seen) -> Ending:
    """How a lesson went, and what comes next."""
    return ending_of(seen)


@register.simple_tag(takes_context=True)
def tried_here(context: dict) -> dict:
    """How many answers wait in this browser for the learner who is signed in and agreed to records; else nothing."""
    request = context["request"]
    if not request.user.is_authenticated or not tried.count(request.session):
        return {}
    learner = learner_of(request)
    if learner is None or not has_consent(learner):
        return {}
    return {"count": tried.count(request.session), "lesson": tried.last_lesson(request.session)}


@register.inclusion_tag("content/parts/week.html")
def week_of(learner: Learner | None) -> dict:
    """On which days of this week the learner has learnt."""
    return {"week": week(learnt_in(enrolments(learner)))} if learner else {}
