"""A file somebody handed in -> one that is safe to open: what it is by its bytes, its limits, and a new writing of it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from recognition.evidence.safe.apart import rewritten
from recognition.evidence.safe.refusal import NotTaken
from recognition.refusals import Incomplete

MOST_BYTES = 15 * 1024 * 1024


@dataclass(frozen=True)
class SafeFile:
    """What is kept: the new bytes, what they are, and the ending of the name we give them.

    `signed`: the PDF had a digital signature, which did not stay. `looks`: likenesses of its pictures (`likeness.py`).
    """

    data: bytes
    media_type: str
    extension: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    seconds: int | None = None
    signed: bool = False
    looks: tuple[str, ...] = ()


def make_safe(data: bytes) -> SafeFile:
    """The handed-in file written anew as JPEG, PDF or sound, in a process of its own.

    Raises Incomplete (field `file`) with the reason and the next step.
    """
    if not data:
        raise Incomplete(_("This file is empty. Choose it again."), "file")
    if len(data) > MOST_BYTES:
        raise too_large()
    try:
        safe, looks = rewritten(data)
    except NotTaken as refused:
        raise Incomplete(_sentence(refused), "file") from refused
    facts = safe.facts
    return SafeFile(
        safe.data,
        facts.media_type,
        facts.extension,
        facts.width,
        facts.height,
        facts.pages,
        facts.seconds,
        facts.signed,
        tuple(looks),
    )


def too_large() -> Incomplete:
    """The refusal of a file above MOST_BYTES."""
    return Incomplete(
        _("This file is larger than %(most)s MB. Take the photo with a lower setting, or split the PDF.")
        % {"most": MOST_BYTES // 1024 // 1024},
        "file",
    )


def _sentence(refused: NotTaken) -> str:
    """The reason and the next step, for the person."""
    words = {
        "unknown": _(
            "Only photos (JPEG, PNG, WebP, HEIC), PDF and sound (MP3, M4A, OGG, WAV, AMR) are accepted. "
            "Take a photo of the paper."
        ),
        "pixels": _("This photo has too many pixels (more than %(most)s million). Take it again with a lower setting."),
        "scans": _("This photo is drawn over more than %(most)s times. Open it on the phone and save it anew."),
        "damaged photo": _("This photo is damaged and cannot be opened. Take it again, or choose another one."),
        "cut photo": _("A part of this photo is missing. Choose the original, or take it again."),
        "locked": _("This PDF is locked with a password. Save it without one, or take a photo of the paper."),
        "damaged pdf": _("This PDF is damaged or unusual and was not accepted. Take a photo of the paper instead."),
        "pages": _("This PDF has %(pages)s pages; at most %(most)s are accepted. Keep only the pages that show it."),
        "parts": _("This PDF is made of more than %(most)s parts. Take a photo of the paper instead."),
        "notes": _("More than %(most)s notes and fields stand on this PDF. Print it to a new PDF, or take a photo."),
        "form": _(
            "What was written into this PDF would not be seen by the officer. Print it to a new PDF, or take a photo of it."
        ),
        "folder": _("This PDF is only a cover for other files. Open it and hand in each paper in it by itself."),
        "damaged sound": _("This sound cannot be played. Record it again, or choose another one."),
        "long sound": _("This sound is longer than %(most)s minutes. Keep only the part that shows it."),
        "film": _("This is a film, and films are not kept. Record only the sound, or take a photo."),
        "heavy": _("This file takes too much memory to open. Save it smaller, or take a photo of the paper."),
        "slow": _("This file takes too long to open. Try once more; if it says so again, take a photo of the paper."),
        "full": _(
            "Many files are being looked at just now, so yours was not taken. Wait a minute, then choose it again."
        ),
    }
    try:
        return words[refused.reason] % refused.values
    except KeyError:  # no word that we know: whoever said it was no longer ours
        return words["heavy"]
