"""What a lesson is made of: blocks that are read, seen and heard (`seen`), a block for each kind of question (`questions`)."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.gallery import GalleryBlock
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
from content.blocks.seen import PICTURES, FileBlock, PictureBlock, TableBlock

_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr", "blockquote"]


class LessonBody(blocks.StreamBlock):
    """Blocks of a lesson in the order they are read."""

    text = blocks.RichTextBlock(features=_FEATURES, label=_("Text"))
    picture = PictureBlock()
    gallery = GalleryBlock()
    table = TableBlock()
    sound = SoundBlock()
    film = FilmBlock()
    file = FileBlock()
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


__all__ = [
    "PICTURES",
    "FileBlock",
    "FilmBlock",
    "GalleryBlock",
    "LessonBody",
    "PictureBlock",
    "QuestionBlock",
    "SoundBlock",
    "TrueFalseBlock",
]
