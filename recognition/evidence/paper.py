"""What somebody hands in for one paper: a file, or photos of its pages, made safe."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from recognition.evidence.safe import images
from recognition.evidence.safe.binding import as_pages
from recognition.evidence.safe.files import MOST_BYTES, SafeFile, make_safe, too_large
from recognition.evidence.viruses import Found, search
from recognition.refusals import Incomplete

MOST_PHOTOS = 10


@dataclass(frozen=True)
class Paper:
    """A file that was made safe, and the SHA-256 of what was sent: by that a second hand-in of the same file is known.

    `searched`: whether the virus scanner answered, or none is set.
    """

    safe: SafeFile
    content: str
    searched: bool = True


def prepare(files: Sequence[UploadedFile]) -> Paper:
    """The file made safe; of several photos one PDF. Raises Incomplete (field `file`) with the reason and the next step."""
    if len(files) > MOST_PHOTOS:
        raise Incomplete(
            _("At most %(most)s photos belong to one paper. Leave some out.") % {"most": MOST_PHOTOS}, "file"
        )
    if len(files) == 1:
        return _prepared(files[0])
    photos = []
    for number, file in enumerate(files, 1):
        try:
            photo = _prepared(file)
        except Incomplete as problem:
            raise Incomplete(
                _("Photo %(number)s: %(reason)s") % {"number": number, "reason": problem}, "file"
            ) from problem
        if not photo.safe.media_type.startswith("image/"):
            raise Incomplete(_("Several files at once have to be photos. Hand in a PDF or sound by itself."), "file")
        photos.append(photo)
    content = hashlib.sha256("|".join(photo.content for photo in photos).encode()).hexdigest()
    return Paper(as_pages([photo.safe for photo in photos]), content, all(photo.searched for photo in photos))


def _prepared(file: UploadedFile) -> Paper:
    if file.size is not None and file.size > MOST_BYTES:
        raise too_large()  # by its size, without reading it into memory
    original = file.read()
    found = search(original)
    if found is Found.VIRUS:
        raise Incomplete(
            _("A virus was found in this file. Take a photo of the paper instead, and have the device looked at."),
            "file",
        )
    return Paper(make_safe(original), hashlib.sha256(original).hexdigest(), found is Found.NOTHING)


def own_picture(data: bytes) -> Paper:
    """A JPEG that the portal drew itself, as it would be kept had somebody handed it in: nothing to be wary of in it."""
    safe, look = images.rewrite(data, "image/jpeg")
    facts = safe.facts
    kept = SafeFile(safe.data, facts.media_type, facts.extension, facts.width, facts.height, looks=tuple(look()))
    return Paper(kept, hashlib.sha256(data).hexdigest())
