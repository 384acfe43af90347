"""The editor's panel of what a draft still lacks, above the lesson itself."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from content.media.playing import MEDIA
from content.media.prepared import prepared
from content.writing.warnings import Warned, warnings_of, warnings_of_news

_WORDS = {
    "unwritten": _("Something of the pattern is not written yet: write it in the place of ✎, or take it out."),
    "alt": _("A picture lacks the words for what it shows."),
    "captions": _("A film lacks captions: write its words with times, or choose a file of captions."),
    "credit": _("A picture does not say who took it, and how it may be used."),
    "words": _("A sound lacks the same in words."),
    "no question": _("There is no question yet: a lesson asks at least one."),
    "half": _("A question is not written yet."),
    "explanation": _("A question lacks its explanation."),
    "licence": _("The licence is empty: say how others may use the lesson."),
    "mapping": _("The lesson counts for nothing yet: tick what it counts for, if it does."),
    "lead": _("The lead is empty: one or two sentences that say the most important thing."),
    "main alt": _("The main picture lacks the words for what it shows."),
    "main credit": _("The main photo lacks its credit: who took it."),
    "long": _("A sentence has more than 30 words: cut it in two."),
    "short": _("An abbreviation that not everybody knows: write it out."),
}
SHOWN = 12


def in_words(one: Warned) -> str:
    """The warning as a sentence."""
    return str(_WORDS[one.name])


def _files(body: Any) -> list[tuple[str, str]]:
    """Films and sounds that telephones do not play yet: how it stands, and which."""
    played = [one.value for one in body if one.block_type in MEDIA and one.value.get("file")]
    rows = prepared(value["file"] for value in played)
    found = ((rows[value["file"].pk].told, value["title"]) for value in played if value["file"].pk in rows)
    return [(told, title) for told, title in found if told]


class WarningsPanel(Panel):
    """Shows nothing for a lesson that lacks nothing, and for one that is not saved yet."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "content/editing/warnings.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and bool(self.rows)

        def found(self) -> list[Warned]:
            """What the draft lacks, as it was saved."""
            lesson = self.instance
            return warnings_of(
                lesson.body.get_prep_value(),
                licence=lesson.licence,
                mapped=bool(lesson.alignments.all()),
                intro=lesson.intro,
            )

        @property
        def rows(self) -> list[tuple[str, str]]:
            """Sentence and what it is about."""
            if not hasattr(self, "_rows"):
                self._rows = [*_files(self.instance.body), *((in_words(one), one.detail) for one in self.found())]
            return self._rows

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {
                "rows": self.rows[:SHOWN],
                "more": max(0, len(self.rows) - SHOWN),
            }


class NewsWarningsPanel(WarningsPanel):
    """The same for a piece of news."""

    class BoundPanel(WarningsPanel.BoundPanel):
        def found(self) -> list[Warned]:
            """What the draft lacks, as it was saved."""
            news = self.instance
            return warnings_of_news(
                news.body.get_prep_value(),
                lead=news.intro,
                picture=news.image_id is not None,
                alt=news.image_alt,
                credit=news.credit,
            )
