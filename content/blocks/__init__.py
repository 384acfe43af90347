"""What a lesson is made of: blocks that are read, seen and heard (`seen`), that help to understand and to do (`explained`), that
ask without right or wrong (`opinions`), a block for each kind of question (`questions`)."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.explained import CalloutBlock, GlossaryBlock, LinkBlock, StepsBlock
from content.blocks.filed import FileBlock
from content.blocks.gallery import GalleryBlock
from content.blocks.opinions import OpinionBlock, PollBlock, ReflectionBlock
from content.blocks.played import FilmBlock, SoundBlock
from content.blocks.practising import TaskBlock
from content.blocks.questions import (
    DrawBlock,
    FillInBlock,
    MatchBlock,
    NumberBlock,
    OrderBlock,
    QuestionBlock,
    ScenarioBlock,
    SeveralChoicesBlock,
    ShortTextBlock,
    SingleChoiceBlock,
    SpotBlock,
    TrueFalseBlock,
)
from content.blocks.seen import PICTURES, PictureBlock, TableBlock

_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr", "blockquote"]


class LessonBody(blocks.StreamBlock):
    """Blocks of a lesson in the order they are read."""

    text = blocks.RichTextBlock(features=_FEATURES, label=_("Text"))
    picture = PictureBlock()
    gallery = GalleryBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    glossary = GlossaryBlock()
    table = TableBlock()
    sound = SoundBlock()
    film = FilmBlock()
    file = FileBlock()
    link = LinkBlock()
    poll = PollBlock()
    reflection = ReflectionBlock()
    draw = DrawBlock()
    single = SingleChoiceBlock()
    several = SeveralChoicesBlock()
    true_false = TrueFalseBlock()
    short_text = ShortTextBlock()
    fill_in = FillInBlock()
    number = NumberBlock()
    order = OrderBlock()
    match = MatchBlock()
    scenario = ScenarioBlock()
    spot = SpotBlock()
    task = TaskBlock()


# Blocks that have rules of their own in css/pages/blocks.css.
STYLED = frozenset(["steps", "glossary", "link", "file", "poll", "reflection"])

__all__ = [
    "PICTURES",
    "FileBlock",
    "FilmBlock",
    "GalleryBlock",
    "LessonBody",
    "OpinionBlock",
    "PictureBlock",
    "PollBlock",
    "QuestionBlock",
    "STYLED",
    "SoundBlock",
    "TrueFalseBlock",
]
