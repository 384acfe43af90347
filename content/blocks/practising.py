"""The block of a practice task: an editor chooses it by its picture and name."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.questions import TEXT, QuestionBlock
from content.practice.register import task, tasks
from content.questions.asked import Question
from portal.look.templatetags.look import drawn


def task_choices() -> list[tuple[str, str]]:
    """Key and name of every practice task; a function, so that another task asks for no migration."""
    return [(one.key, one.name) for one in tasks().values()]


class _TasksSeen(forms.RadioSelect):
    """Tasks are chosen by their picture and name."""

    def create_option(self, name, value, label, *args, **kwargs):
        option = super().create_option(name, value, label, *args, **kwargs)
        found = task(str(value))
        if found:
            option["label"] = format_html('<span class="task-seen">{} {}</span>', drawn(found.picture), label)
        return option


class TaskBlock(QuestionBlock):
    kind = "task"
    question = blocks.TextBlock(
        label=_("Question"), rows=2, max_length=TEXT, required=False, help_text=_("Left empty, it is the task's name.")
    )
    task = blocks.ChoiceBlock(choices=task_choices, label=_("Practice task"), widget=_TasksSeen)

    class Meta:
        label = _("Practice task on a phone")

    def as_question(self, value) -> Question:
        found, asked = task(value.get("task") or ""), super().as_question(value)
        if found is None:
            return asked
        return replace(asked, text=asked.text or found.name, explanation=asked.explanation or found.explanation)

    def parts(self, value) -> dict[str, Any]:
        return {"task": value.get("task") or ""}

    def instead_of(self, field: str) -> str:
        return "task"
