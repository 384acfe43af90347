"""A poll or a question to oneself on the page of a lesson, with the visitor's own vote or words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import template

from content.activities import originals
from content.blocks import OpinionBlock, PollBlock
from content.lesson_view import STEP
from content.models import LessonPage
from content.opinions.asked import counted
from content.opinions.polls import votes_of
from content.opinions.reflections import NO_CONSENT, Written, not_kept, written
from portal.people.public import Learner

register = template.Library()


@dataclass(frozen=True)
class _Said:
    """What was chosen and written on a page: looked up once a page, however many polls it has."""

    votes: dict[UUID, dict[str, int]]
    own: dict[UUID, str]
    texts: dict[UUID, Written]


@register.filter
def is_opinion(block: Any) -> bool:
    """Whether a block of the body asks without right or wrong."""
    return isinstance(block.block, OpinionBlock)


@register.inclusion_tag("content/parts/opinion.html", takes_context=True)
def opinion(context: dict, block: Any) -> dict:
    """The block as this visitor finds it; nothing on a page that is no lesson."""
    page, learner, view = context["page"], context.get("learner"), context.get("view")
    if not isinstance(page, LessonPage) or view is None or not block.id:
        return {}
    said, key = _said(page, learner), UUID(block.id)
    shared = {
        "block": block,
        "page": page,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "learner": learner,
        "stepped": view.kind == STEP,
        "asleep": learner is None and not page.preview_address,  # nobody whose words could be kept
    }
    if isinstance(block.block, PollBlock):
        poll, own = block.block.as_poll(block.value), said.own.get(key, "")
        own = context.get("chosen", {}).get(block.id, own)
        own = own if poll.has(own) else ""
        rows = counted(poll, said.votes.get(key, {})) if own or learner is None else []
        return shared | {"poll": poll, "own": own, "rows": rows}
    held = said.texts.get(key, Written())
    waiting = not_kept(getattr(context["request"], "session", {}), learner)
    known = (waiting[block.id], NO_CONSENT if not context.get("consented") else "") if block.id in waiting else None
    text, problem = context.get("typed", {}).get(block.id) or known or (held.text, "")
    return (
        shared
        | {"consented": context.get("consented")}
        | {"asked": block.value, "held": held, "text": text, "problem": problem}
    )


def _said(page: LessonPage, learner: Learner | None) -> _Said:
    known = page.__dict__.get("said_here")
    if known is None:
        raw = page.body.raw_data
        polls = [UUID(one["id"]) for one in raw if one["type"] == "poll" and one.get("id")]
        reflects = any(one["type"] == "reflection" for one in raw)
        own = originals([page])[page.pk] if polls or reflects else 0
        known = page.__dict__["said_here"] = _Said(
            *(votes_of(own, polls, learner) if polls else ({}, {})),
            written(learner, own) if reflects and learner else {},
        )
    return known
