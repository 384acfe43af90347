"""What a lesson is made of."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from content.media_files import CAPTIONS, FILM, SOUND, check_kind
from content.questions.marking import Choice, Question

PICTURES = [
    ("fish-hook", _("a carp looks at a hook")),
    ("phone-bait", _("a telephone as bait")),
    ("fake-bank", _("a fox beside a bank")),
    ("otp-lock", _("a padlock and hidden numbers")),
    ("strong-key", _("a strong key")),
    ("ask-neighbour", _("two neighbours talk")),
    ("plan-hen", _("a hen before the calendar")),
    ("read-lamp", _("reading by candlelight")),
    ("read-tree", _("reading under a tree")),
    ("note-book", _("a notebook and a pencil")),
    ("library-boat", _("a boat full of books")),
    ("share-circle", _("three people read together")),
    ("pig-purse", _("a pig and a paper")),
    ("hen-basket", _("a rooster and its grain")),
    ("hat-field", _("a palm hat beside a plant")),
]
_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr", "blockquote"]


class PictureBlock(blocks.StructBlock):
    """A photo or a drawn picture, always with words for those who cannot see it."""

    image = ImageChooserBlock(label=_("Photo"), required=False)
    drawn = blocks.ChoiceBlock(choices=PICTURES, label=_("or a drawn picture"), required=False)
    alt = blocks.CharBlock(label=_("What the picture shows"), help_text=_("Read aloud to those who cannot see it."))
    caption = blocks.CharBlock(label=_("Line below"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "content/blocks/picture.html"

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not cleaned["image"] and not cleaned["drawn"]:
            raise blocks.StructBlockValidationError({"image": ValidationError(_("Choose a photo or a drawn picture."))})
        return cleaned


class _Played(blocks.StructBlock):
    """A block with files that a browser plays: each field of `kinds` takes files of these kinds only."""

    kinds: dict[str, tuple[str, ...]] = {}

    def clean(self, value):
        cleaned = super().clean(value)
        wrong = {}
        for field, kinds in self.kinds.items():
            try:
                if cleaned[field]:
                    check_kind(cleaned[field], kinds)
            except ValidationError as problem:
                wrong[field] = problem
        if wrong:
            raise blocks.StructBlockValidationError(wrong)
        return cleaned


class SoundBlock(_Played):
    """A recording of our own, played by the browser."""

    kinds = {"file": SOUND}

    file = DocumentChooserBlock(label=_("Sound file"))
    title = blocks.CharBlock(label=_("Title"))
    words = blocks.TextBlock(label=_("The same in words"), required=False)

    class Meta:
        icon = "media"
        label = _("Sound")
        template = "content/blocks/sound.html"


class FilmBlock(_Played):
    """A film of our own, played by the browser."""

    kinds = {"file": FILM, "captions": CAPTIONS}

    file = DocumentChooserBlock(label=_("Film file"))
    title = blocks.CharBlock(label=_("Title"))
    captions = DocumentChooserBlock(label=_("Captions (.vtt)"), required=False)
    words = blocks.TextBlock(label=_("The same in words"), required=False)

    class Meta:
        icon = "media"
        label = _("Film")
        template = "content/blocks/film.html"


class FileBlock(blocks.StructBlock):
    """A paper to take home; its size stands before the download."""

    file = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"))

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "content/blocks/file.html"


class ChoiceAnswerBlock(blocks.StructBlock):
    """One answer to choose."""

    text = blocks.CharBlock(label=_("Answer"))
    right = blocks.BooleanBlock(label=_("This answer is right"), required=False)
    feedback = blocks.CharBlock(label=_("What to say when it is chosen"), required=False)


class QuestionBlock(blocks.StructBlock):
    """What all questions share; `kind` is one of `marking.KINDS`."""

    kind = ""
    question = blocks.TextBlock(label=_("Question"), rows=2)
    explanation = blocks.TextBlock(label=_("Explanation after answering"), required=False, rows=2)

    def as_question(self, value) -> Question:
        """The block's value as the marker knows it."""
        choices = tuple(
            Choice(
                item.id or item.value["text"],
                item.value["text"],
                bool(item.value["right"]),
                item.value["feedback"],
            )
            for item in (value["choices"].bound_blocks if value.get("choices") else ())
        )
        return Question(self.kind, value["question"], choices, explanation=value["explanation"] or "")


class _WithChoices(QuestionBlock):
    choices = blocks.ListBlock(ChoiceAnswerBlock(), label=_("Answers"), min_num=2, max_num=8)
    most_right = 8

    def clean(self, value):
        cleaned = super().clean(value)
        right = sum(bool(choice["right"]) for choice in cleaned["choices"])
        if not self.is_deferred_validation and not 1 <= right <= self.most_right:
            raise blocks.StructBlockValidationError(
                {
                    "choices": ValidationError(
                        _("Mark the right answer.") if not right else _("Only one answer can be right here.")
                    )
                }
            )
        return cleaned


class SingleChoiceBlock(_WithChoices):
    kind = "single"
    most_right = 1

    class Meta:
        icon = "help"
        label = _("Question: one right answer")


class SeveralChoicesBlock(_WithChoices):
    kind = "several"

    class Meta:
        icon = "help"
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
    feedback_true = blocks.CharBlock(label=_("What to say to “true”"), required=False)
    feedback_false = blocks.CharBlock(label=_("What to say to “false”"), required=False)

    class Meta:
        icon = "help"
        label = _("Question: true or false")

    def as_question(self, value) -> Question:
        true = value["is_true"] == "true"
        choices = (
            Choice("a", str(_("True")), true, value["feedback_true"]),
            Choice("b", str(_("False")), not true, value["feedback_false"]),
        )
        return Question(self.kind, value["question"], choices, (), value["explanation"] or "")


class ShortTextBlock(QuestionBlock):
    kind = "short_text"
    accepted = blocks.ListBlock(
        blocks.CharBlock(), label=_("Accepted answers"), min_num=1, help_text=_("Marks and capitals do not matter.")
    )
    feedback_right = blocks.CharBlock(label=_("What to say to a right answer"), required=False)
    feedback_wrong = blocks.CharBlock(label=_("What to say to a wrong answer"), required=False)

    class Meta:
        icon = "help"
        label = _("Question: short answer")

    def as_question(self, value) -> Question:
        return Question(
            self.kind,
            value["question"],
            accepted=tuple(value["accepted"]),
            explanation=value["explanation"] or "",
            said_right=value.get("feedback_right") or "",
            said_wrong=value.get("feedback_wrong") or "",
        )


class LessonBody(blocks.StreamBlock):
    """Blocks of a lesson in the order they are read."""

    text = blocks.RichTextBlock(features=_FEATURES, label=_("Text"))
    picture = PictureBlock()
    sound = SoundBlock()
    film = FilmBlock()
    file = FileBlock()
    single = SingleChoiceBlock()
    several = SeveralChoicesBlock()
    true_false = TrueFalseBlock()
    short_text = ShortTextBlock()
