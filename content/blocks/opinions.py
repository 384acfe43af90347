"""What somebody thinks, asked without right or wrong: a poll among learners, and a question to oneself."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.explained import LINE, Measured
from content.opinions.asked import LEAST_CHOICES, MOST_CHOICES, Poll, PollChoice

QUESTION = 300  # characters


class OpinionBlock(Measured):
    """Asks without being a question of the lesson: nothing of it is marked, and nothing stands below it in its view."""

    ends = True

    class Meta:
        group = _("Without right or wrong")


class PollBlock(OpinionBlock):
    """One vote a learner; the numbers are seen by everybody."""

    question = blocks.CharBlock(label=_("Question"), max_length=QUESTION)
    choices = blocks.ListBlock(
        blocks.CharBlock(max_length=LINE),
        label=_("What can be chosen"),
        min_num=LEAST_CHOICES,
        max_num=MOST_CHOICES,
        help_text=_("Two to seven. Once people have chosen, change no meaning: a vote stays with its line."),
    )

    class Meta:
        icon = "group"
        label = _("Poll")
        template = "content/blocks/opinion.html"

    def clean(self, value):
        cleaned = super().clean(value)
        texts = [one.strip().casefold() for one in cleaned["choices"] if one]
        if len(set(texts)) < len(texts):
            said = _("Two lines say the same: each choice needs words of its own.")
            raise blocks.StructBlockValidationError({"choices": ValidationError(said)})
        return cleaned

    def as_poll(self, value) -> Poll:
        """The poll; a choice without an id of its own is known by its words."""
        found = value.get("choices")
        rows = tuple(PollChoice(one.id or one.value, one.value) for one in (found.bound_blocks if found else ()))
        return Poll(value.get("question") or "", rows)


class ReflectionBlock(OpinionBlock):
    """A question to oneself; what is written is for its writer alone."""

    question = blocks.TextBlock(
        label=_("Question to oneself"), rows=2, max_length=QUESTION, help_text=_("Only the learner reads the answer.")
    )
    hint = blocks.CharBlock(label=_("Hint"), required=False, max_length=QUESTION)

    class Meta:
        icon = "edit"
        label = _("Question to oneself")
        template = "content/blocks/opinion.html"
