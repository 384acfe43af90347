"""A block for each kind of question: what an editor fills in, and the question as the marker knows it.

Half a question is kept as a draft; what is missing is said when it is to be published (`content.questions.faults`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.chosen import PhotoChooserBlock
from content.questions.asked import LONGEST, Choice, Gap, Pair, Question, Scene, Spot, Way
from content.questions.faults import in_words
from content.questions.kinds import REGISTER

TEXT, LINE = 5000, 500  # characters of a question, and of an answer or what is said to it
_GAP = re.compile(r"\[([^\[\]]{0,500})\]")


def _line(label: Any, *, required: bool = False, **more: Any) -> blocks.CharBlock:
    return blocks.CharBlock(label=label, required=required, max_length=LINE, **more)


def _items(found: Any) -> Iterator[tuple[str, Any]]:
    """Id and value of what stands in a list; one without an id is known by its place."""
    for place, item in enumerate(found.bound_blocks if found else (), 1):
        yield item.id or str(place), item.value


class ChoiceAnswerBlock(blocks.StructBlock):
    """One answer to choose."""

    text = _line(_("Answer"), required=True)
    right = blocks.BooleanBlock(label=_("This answer is right"), required=False)
    feedback = _line(_("What to say when it is chosen"))


class QuestionBlock(blocks.StructBlock):
    """What all questions share; `kind` is a key of the register of kinds."""

    kind = ""
    question = blocks.TextBlock(label=_("Question"), rows=2, max_length=TEXT)
    hint = _line(_("Hint"), help_text=_("Said after an answer that is not right, before the next one."))
    explanation = blocks.TextBlock(
        label=_("Explanation"),
        required=False,
        rows=2,
        max_length=TEXT,
        help_text=_("Said after the right answer, or when several answers were not right."),
    )

    def as_question(self, value) -> Question:
        """The block's value as the marker knows it; half a question has empty parts."""
        asked = Question(
            self.kind,
            value.get("question") or "",
            explanation=value.get("explanation") or "",
            hint=value.get("hint") or "",
            said_right=value.get("feedback_right") or "",
            said_wrong=value.get("feedback_wrong") or "",
        )
        return replace(asked, **self.parts(value))

    def parts(self, value) -> dict[str, Any]:
        """The parts of the question that this kind has."""
        return {}

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            wrong: dict[str, ValidationError] = {}
            for fault in REGISTER[self.kind].faults(self.as_question(cleaned)):
                field = fault.field if fault.field in self.child_blocks else self.instead_of(fault.field)
                wrong.setdefault(field, ValidationError(in_words(fault)))
            if wrong:
                raise blocks.StructBlockValidationError(wrong)
        return cleaned

    def instead_of(self, field: str) -> str:
        """The field of the block that holds a part of the question with another name."""
        return "question"

    class Meta:
        icon = "help"
        group = _("Questions")


class DrawBlock(blocks.StructBlock):
    """Of the questions that follow without anything between, each learner is asked some only, the same ones every time."""

    count = blocks.IntegerBlock(
        label=_("How many of the questions that follow are asked"),
        min_value=1,
        max_value=20,
        help_text=_(
            "Everybody is asked others, always the same ones. The row ends where something else stands between."
        ),
    )

    class Meta:
        icon = "order"
        label = _("Draw from the questions that follow")
        group = _("Questions")
        template = "content/blocks/draw.html"


class _WithChoices(QuestionBlock):
    choices = blocks.ListBlock(ChoiceAnswerBlock(), label=_("Answers"), min_num=2, max_num=8)
    fixed = blocks.BooleanBlock(
        label=_("Keep the answers in this order"),
        required=False,
        help_text=_("Otherwise everybody sees them in an order of their own."),
    )

    def parts(self, value) -> dict[str, Any]:
        found = value.get("choices")
        items = ((item.id or item.value["text"], item.value) for item in (found.bound_blocks if found else ()))
        return {
            "choices": tuple(
                Choice(key, one.get("text") or "", bool(one.get("right")), one.get("feedback") or "")
                for key, one in items
            ),
            "fixed": bool(value.get("fixed")),
        }


class SingleChoiceBlock(_WithChoices):
    kind = "single"

    class Meta:
        label = _("Question: one right answer")


class SeveralChoicesBlock(_WithChoices):
    kind = "several"

    class Meta:
        label = _("Question: several right answers")


class TruthBlock(blocks.ChoiceBlock):
    """True or false, chosen: nothing chosen is neither. Stored before as a tick, which is read as well."""

    def to_python(self, value):
        return {True: "true", False: "false"}.get(value, value)

    def normalize(self, value):
        return self.to_python(value)


class TrueFalseBlock(QuestionBlock):
    kind = "true_false"
    is_true = TruthBlock(
        choices=[("true", _("The sentence is true")), ("false", _("The sentence is false"))],
        label=_("True or false?"),
        widget=forms.RadioSelect,
    )
    feedback_true = _line(_("What to say to “true”"))
    feedback_false = _line(_("What to say to “false”"))

    class Meta:
        label = _("Question: true or false")

    def parts(self, value) -> dict[str, Any]:
        is_true = value.get("is_true") == "true"
        return {
            "choices": (
                Choice("a", str(_("True")), is_true, value.get("feedback_true") or ""),
                Choice("b", str(_("False")), not is_true, value.get("feedback_false") or ""),
            )
        }


class ShortTextBlock(QuestionBlock):
    kind = "short_text"
    accepted = blocks.ListBlock(
        blocks.CharBlock(max_length=LONGEST),
        label=_("Accepted answers"),
        min_num=1,
        max_num=20,
        help_text=_("Marks, capitals and small words do not matter."),
    )
    feedback_right = _line(_("What to say to a right answer"))
    feedback_wrong = _line(_("What to say to a wrong answer"))

    class Meta:
        label = _("Question: short answer")

    def parts(self, value) -> dict[str, Any]:
        return {"accepted": tuple(one for one in value.get("accepted") or () if one)}


class FillInBlock(QuestionBlock):
    kind = "fill_in"
    sentence = blocks.TextBlock(
        label=_("Sentence with gaps"),
        rows=2,
        max_length=TEXT,
        help_text=_(
            "Put what is missing between square brackets, other accepted words after a bar: the [phone|mobile]."
        ),
    )

    class Meta:
        label = _("Question: words in a sentence")

    def parts(self, value) -> dict[str, Any]:
        gaps: list[Gap] = []

        def gap(found: re.Match[str]) -> str:
            key = str(len(gaps) + 1)
            gaps.append(Gap(key, tuple(word for one in found[1].split("|") if (word := one.strip()))))
            return f"{{{key}}}"

        sentence = _GAP.sub(gap, value.get("sentence") or "")
        return {"sentence": sentence, "gaps": tuple(gaps)}

    def instead_of(self, field: str) -> str:
        return "sentence" if field == "gaps" else "question"


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(value)
    except InvalidOperation:
        return None


class NumberBlock(QuestionBlock):
    kind = "number"
    number = blocks.DecimalBlock(label=_("The right number"), max_digits=18, decimal_places=6)
    tolerance = blocks.DecimalBlock(
        label=_("How far an answer may lie from it"),
        required=False,
        max_digits=18,
        decimal_places=6,
        help_text=_("Nothing: only the number itself is right."),
    )
    unit = blocks.CharBlock(label=_("Unit"), required=False, max_length=20)
    feedback_right = _line(_("What to say to a right answer"))
    feedback_wrong = _line(_("What to say to a wrong answer"))

    class Meta:
        label = _("Question: a number")

    def parts(self, value) -> dict[str, Any]:
        tolerance = _decimal(value.get("tolerance")) or Decimal(0)
        return {"number": _decimal(value.get("number")), "tolerance": tolerance, "unit": value.get("unit") or ""}


class _StepBlock(blocks.StructBlock):
    text = _line(_("Step"), required=True)
    feedback = _line(_("What to say when it stands in another place"))


class OrderBlock(QuestionBlock):
    kind = "order"
    choices = blocks.ListBlock(
        _StepBlock(), label=_("Steps in the right order"), min_num=3, max_num=8, help_text=_("Learners see them mixed.")
    )

    class Meta:
        label = _("Question: put in order")

    def parts(self, value) -> dict[str, Any]:
        return {
            "choices": tuple(
                Choice(key, one.get("text") or "", False, one.get("feedback") or "")
                for key, one in _items(value.get("choices"))
            )
        }


class _PairBlock(blocks.StructBlock):
    left = _line(_("On the left"), help_text=_("Left empty, the right side is one thing too many."))
    right = _line(_("What belongs to it"), required=True)
    feedback = _line(_("What to say when it was joined with something else"))


class MatchBlock(QuestionBlock):
    kind = "match"
    pairs = blocks.ListBlock(_PairBlock(), label=_("Pairs"), min_num=2, max_num=8)

    class Meta:
        label = _("Question: what belongs together")

    def parts(self, value) -> dict[str, Any]:
        return {
            "pairs": tuple(
                Pair(key, one.get("left") or "", one.get("right") or "", one.get("feedback") or "")
                for key, one in _items(value.get("pairs"))
            )
        }


class _WayBlock(blocks.StructBlock):
    text = _line(_("What one can do"), required=True)
    good = blocks.BooleanBlock(label=_("This is a good thing to do"), required=False)
    feedback = _line(_("What happens, what to say"))
    to = blocks.IntegerBlock(
        label=_("Leads to the scene with this number"),
        required=False,
        min_value=1,
        help_text=_("Nothing: the story ends."),
    )


class _SceneBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What happens"), rows=2, max_length=TEXT)
    ways = blocks.ListBlock(_WayBlock(), label=_("What one can do"), min_num=2, max_num=5)


class ScenarioBlock(QuestionBlock):
    kind = "scenario"
    scenes = blocks.ListBlock(_SceneBlock(), label=_("Scenes"), min_num=1, max_num=20)

    class Meta:
        label = _("Question: a story with decisions")

    def parts(self, value) -> dict[str, Any]:
        found = list(_items(value.get("scenes")))
        keys = [key for key, _scene in found]

        def to(number: int | None) -> str:
            return "" if not number else keys[number - 1] if number <= len(keys) else "?"

        def ways(scene: Any) -> tuple[Way, ...]:
            return tuple(
                Way(key, one.get("text") or "", to(one.get("to")), bool(one.get("good")), one.get("feedback") or "")
                for key, one in _items(scene.get("ways"))
            )

        return {"scenes": tuple(Scene(key, scene.get("text") or "", ways(scene)) for key, scene in found)}


def _share(label: Any, help_text: Any = "") -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label=label, min_value=0, validators=[MaxValueValidator(100)], help_text=help_text)


class _SpotBlock(blocks.StructBlock):
    text = _line(_("What is there"), required=True)
    x = _share(_("Across, in hundredths of the picture"), _("0 is the left edge, 100 the right one."))
    y = _share(_("Down, in hundredths of the picture"), _("0 is the upper edge, 100 the lower one."))
    radius = blocks.IntegerBlock(label=_("Size, in hundredths of its width"), default=8, min_value=1, max_value=50)
    right = blocks.BooleanBlock(label=_("This place is right"), required=False)
    feedback = _line(_("What to say when it is chosen"))


class SpotBlock(QuestionBlock):
    kind = "spot"
    image = PhotoChooserBlock(label=_("Photo"))
    alt = _line(_("What the picture shows"), required=True)
    spots = blocks.ListBlock(_SpotBlock(), label=_("Places on the picture"), min_num=2, max_num=8)

    class Meta:
        label = _("Question: a place on a picture")

    def parts(self, value) -> dict[str, Any]:
        def spot(key: str, one: Any) -> Spot:
            x, y, radius = (
                Decimal(one.get(name) if one.get(name) is not None else -1) for name in ("x", "y", "radius")
            )
            return Spot(key, one.get("text") or "", x, y, radius, bool(one.get("right")), one.get("feedback") or "")

        return {"spots": tuple(spot(key, one) for key, one in _items(value.get("spots")))}
