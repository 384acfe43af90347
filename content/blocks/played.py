"""What is heard and seen in a lesson: sound and film, with their words."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from content.blocks.chosen import FileChooserBlock, PhotoChooserBlock
from content.media import captions as webvtt
from content.media.prepared import PreparedFile, prepared
from content.media.times import Chapter, WrongLine, chapters
from content.media_files import CAPTIONS, FILM, SOUND, check_kind, extension

WORDS = 20_000  # letters of a transcript: half an hour of speech
_PLAIN = ("mp3", "m4a", "ogg", "mp4", "webm")  # played by browsers while nothing else is known of a file
_LINE = 80  # letters of a line that an error repeats


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
        if not wrong and not self.is_deferred_validation:
            wrong = self.faults(cleaned)
        if wrong:
            raise blocks.StructBlockValidationError(wrong)
        return cleaned

    def faults(self, value) -> dict[str, ValidationError]:
        """What stands in the way of publishing, by field."""
        row = prepared([value["file"]]).get(value["file"].pk)
        if row is not None and row.state == PreparedFile.State.FAILED:
            return {"file": ValidationError(row.told)}
        return {}

    def get_context(self, value, parent_context=None):
        """With what is known of the file, the words to read, and where the player tells what was played."""
        context = super().get_context(value, parent_context=parent_context)
        file, page = value.get("file"), context.get("page")
        row = _known(page, context.get("id"), file)
        ready = row is not None and row.is_ready
        plain = extension(file.filename) in _PLAIN and (row is None or not row.changes) if file else False
        failed = row is not None and row.state == PreparedFile.State.FAILED
        context |= {"facts": row if ready else None, "playable": ready or (plain and not failed), "failed": failed}
        cues = self.cues(value, row.seconds if row else None)
        context["transcript"] = webvtt.paragraphs(cues, value.get("words") or "")
        context["tells"] = self._tells(context, page) if ready else ""
        return context | self.more(value, row, page, context)

    def cues(self, value, length: float | None) -> list[webvtt.Cue]:
        """What is said when, as far as somebody told."""
        return webvtt.timed(value.get("words") or "", length)

    def more(self, value, row: PreparedFile | None, page: Any, context: dict) -> dict[str, Any]:
        """What else the template of this kind needs."""
        return {}

    def _tells(self, context: dict, page: Any) -> str:
        """Where to; only for a learner who agreed, on the page of a lesson."""
        request = context.get("request")
        if not context.get("consented") or not context.get("id") or not hasattr(page, "questions"):
            return ""
        return "" if getattr(request, "is_preview", False) else reverse("content:played", args=[page.pk, context["id"]])


def _known(page: Any, block: str | None, file: Any) -> PreparedFile | None:
    """What is known of a file: asked once for all files of a page."""
    if file is None:
        return None
    held = getattr(page, "_prepared_files", None)
    if held is None or file.pk not in held[1]:
        files = [file, *(one.value.get("file") for one in getattr(page, "body", ()) if isinstance(one.block, _Played))]
        held = prepared(files), {one.pk for one in files if one is not None}
        if page is not None:
            page._prepared_files = held
    return held[0].get(file.pk)


def _line_in_words(problem: WrongLine) -> str:
    """The number of the line, what stands there, and why it cannot be used."""
    about = {"about": problem.about}
    why = {
        "no time": _(
            "it does not begin with a time. Write minutes, a colon and two digits, as in 1:05, then the words"
        ),
        "no clock": _("there is no such time: seconds and, with hours, minutes go up to 59"),
        "no name": _("after the time the name of the part is missing"),
        "long name": _("the name has more than %(about)s letters; shorten it") % about,
        "not later": _("its time must be later than that of the part before (%(about)s)") % about,
        "behind the end": _("the film ends at %(about)s; choose an earlier time") % about,
        "too many": _("there may be %(about)s parts at most; leave some out") % about,
        "large file": _("the file is larger than %(about)s KB; captions hold words only") % about,
        "no text": _("this is no text in UTF-8. Save the captions anew as WebVTT"),
        "no head": _("the first line must be WEBVTT. Save the captions anew as WebVTT"),
        "no cues": _("there are no words in this file"),
        "no times": _("two times are needed here, as in 00:00:01.000 --> 00:00:04.000"),
        "ends early": _("the second time must be later than the first one"),
        "out of order": _("this comes before what stands above it; put the lines in order"),
        "many cues": _("there are more than %(about)s pieces; join some of them") % about,
    }[problem.reason]
    told = {"line": problem.line, "text": problem.text[:_LINE], "why": why}
    return (_("Line %(line)s (“%(text)s”): %(why)s.") if problem.text else _("Line %(line)s: %(why)s.")) % told


def _checked(read: Callable[[], object]) -> ValidationError | None:
    try:
        read()
    except WrongLine as problem:
        return ValidationError(_line_in_words(problem))
    return None


class SoundBlock(_Played):
    """A recording of our own, played by the browser."""

    kinds = {"file": SOUND}

    file = FileChooserBlock(
        label=gettext_lazy("Sound file"),
        help_text=gettext_lazy(
            "A recording of your telephone or computer (MP3, M4A, WAV …). What not every telephone plays is changed to MP3."
        ),
    )
    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=200)
    words = blocks.TextBlock(
        label=gettext_lazy("The same in words"),
        required=False,
        max_length=WORDS,
        help_text=gettext_lazy(
            "For those who do not hear well, or save data. Begin a line with a time (0:15) and a press on it plays from there."
        ),
    )
    reads = blocks.BooleanBlock(
        label=gettext_lazy("Somebody reads this page here"),
        required=False,
        help_text=gettext_lazy("“Read aloud” then plays this recording instead of the computer's voice."),
    )

    class Meta:
        icon = "media"
        label = gettext_lazy("Sound")
        template = "content/blocks/sound.html"


class FilmBlock(_Played):
    """A film of our own, played by the browser."""

    kinds = {"file": FILM, "captions": CAPTIONS}

    file = FileChooserBlock(
        label=gettext_lazy("Film file"),
        help_text=gettext_lazy(
            "A film of your telephone or computer (MP4, MOV, 3GP, AVI, WebM), 30 minutes at most. What not every telephone plays "
            "is changed to MP4; go on writing meanwhile."
        ),
    )
    title = blocks.CharBlock(label=gettext_lazy("Title"), max_length=200)
    words = blocks.TextBlock(
        label=gettext_lazy("What is said, in words"),
        required=False,
        max_length=WORDS,
        help_text=gettext_lazy(
            "Read below the film by those who do not hear well, or save data. Begin the lines with times (0:15 Good morning …) "
            "and they become captions on the film."
        ),
    )
    captions = FileChooserBlock(
        label=gettext_lazy("Captions (.vtt)"),
        required=False,
        help_text=gettext_lazy("Only if you have such a file already; otherwise write the words above, with times."),
    )
    chapters = blocks.TextBlock(
        label=gettext_lazy("Parts of the film"),
        required=False,
        rows=4,
        max_length=5000,
        help_text=gettext_lazy(
            "One a line: when it begins, and what it is called. For example: 0:00 Opening, then 1:05 Mixing."
        ),
    )
    poster = PhotoChooserBlock(
        label=gettext_lazy("Picture before it plays"),
        required=False,
        help_text=gettext_lazy("Left empty, a picture out of the film is taken."),
    )

    class Meta:
        icon = "media"
        label = gettext_lazy("Film")
        template = "content/blocks/film.html"

    def faults(self, value) -> dict[str, ValidationError]:
        wrong, row = super().faults(value), prepared([value["file"]]).get(value["file"].pk)
        length = row.seconds if row is not None and row.is_ready else None
        if row is not None and row.is_ready and not row.film:
            wrong["file"] = ValidationError(
                _("There is no picture in this film. If you want the sound alone, use the block “Sound”.")
            )
        if problem := _checked(lambda: chapters(value.get("chapters") or "", length)):
            wrong["chapters"] = problem
        if value["captions"] and (problem := _checked(lambda: webvtt.read(_bytes(value["captions"])))):
            wrong["captions"] = problem
        return wrong

    def cues(self, value, length: float | None) -> list[webvtt.Cue]:
        if value.get("captions"):
            try:
                return webvtt.read(_bytes(value["captions"]))
            except (WrongLine, OSError):  # a draft, or a file that was lost
                return []
        return super().cues(value, length)

    def more(self, value, row: PreparedFile | None, page: Any, context: dict) -> dict[str, Any]:
        return {
            "parts": _parts(value.get("chapters") or "", row.seconds if row else None),
            "track": self._track(value, row, context),
        }

    def _track(self, value, row: PreparedFile | None, context: dict) -> str:
        """The address of the captions; of a preview, those of the draft."""
        page, block = context.get("page"), context.get("id")
        if value.get("captions"):
            return value["captions"].url
        if page is None or not page.pk or not block or not super().cues(value, row.seconds if row else None):
            return ""
        address = reverse("content:captions", args=[page.pk, block])
        draft = getattr(context.get("request"), "is_preview", False)
        return f"{address}?{webvtt.DRAFT}" if draft else address


def _bytes(document: Any) -> bytes:
    with document.open_file() as file:
        return file.read(webvtt.MOST_BYTES + 1)


def _parts(text: str, length: float | None) -> list[Chapter]:
    """The chapters as far as they can be read: a draft may hold half a line."""
    lines = text.splitlines()
    while lines:
        try:
            return chapters("\n".join(lines), length)
        except WrongLine as problem:
            lines.pop(problem.line - 1)
    return []
