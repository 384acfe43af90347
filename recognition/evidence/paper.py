"""What somebody hands in for one paper: a file, or photos of its pages, made safe."""

import hashlib
from collections.abc import Iterator, Sequence
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
    return bound(prepared(files))


def prepared(files: Sequence[UploadedFile]) -> list[Paper]:
    """Each file made safe, in its order. Raises Incomplete (field `file`), naming the file when there are several."""
    made = []
    for _file, one in each_prepared(files):
        if isinstance(one, Incomplete):
            raise one
        made.append(one)
    return made


def each_prepared(files: Sequence[UploadedFile]) -> Iterator[tuple[UploadedFile, Paper | Incomplete]]:
    """Each file with its safe copy, or with why it has none: one that is refused says nothing of the others.

    Raises Incomplete (field `file`) for more than MOST_PHOTOS.
    """
    if len(files) > MOST_PHOTOS:
        raise _too_many()
    for number, file in enumerate(files, 1):
        try:
            yield file, _prepared(file)
        except Incomplete as problem:
            words = _("Photo %(number)s: %(reason)s") % {"number": number, "reason": problem}
            yield file, problem if len(files) == 1 else Incomplete(words, "file")


def bound(papers: Sequence[Paper]) -> Paper:
    """The pages of one paper together: one stays as it is, several photos become a PDF in their order.

    Raises Incomplete (field `file`) for more than MOST_PHOTOS, or where one of several is no photo.
    """
    if len(papers) == 1:
        return papers[0]
    if len(papers) > MOST_PHOTOS:
        raise _too_many()
    if not all(one.safe.media_type.startswith("image/") for one in papers):
        raise Incomplete(_("Several files at once have to be photos. Hand in a PDF or sound by itself."), "file")
    content = hashlib.sha256("|".join(one.content for one in papers).encode()).hexdigest()
    return Paper(as_pages([one.safe for one in papers]), content, all(one.searched for one in papers))


def _too_many() -> Incomplete:
    return Incomplete(_("At most %(most)s photos belong to one paper. Leave some out.") % {"most": MOST_PHOTOS}, "file")


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
