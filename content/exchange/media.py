"""Files of a package on their way into the centre's library: through the same forms as an upload by hand."""

from dataclasses import dataclass
from hashlib import sha1
from typing import Any

from django.core.files.storage import Storage
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from content.exchange.package import IMAGE, Medium
from content.media_files import extension
from content.pages.forms import plain_slug

_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """A file that was written: where, under which name."""

    storage: Storage
    name: str


@dataclass(frozen=True)
class Kept:
    """What became of a medium: its number in the library (None: it was left out), the reason's name, what was said."""

    number: int | None
    reason: str
    detail: str = ""


def store(medium: Medium, goal: Collection, user: Any, written: list[Stored]) -> Kept:
    """The file in the collection `goal`; the same file that lies there already is taken instead of a second one."""
    image = medium.folder == IMAGE
    model: Any = get_image_model() if image else get_document_model()
    file, digest = _opened(medium)
    with file:
        if there := model.objects.filter(collection=goal, file_hash=digest).order_by("pk").first():
            return Kept(there.pk, "file: there already", there.title)
        make: Any = get_image_form(model) if image else get_document_form(model)
        told = {"title": medium.title, "description": medium.description, "collection": goal.pk, "tags": ""}
        form = make(told, {"file": file}, instance=model(uploaded_by_user=user, collection=goal), user=user)
        if not form.is_valid():
            said = " ".join(str(line) for lines in form.errors.values() for line in lines)
            return Kept(None, "file: refused", f"{medium.title}: {said}")
        kept = form.save(commit=False)
        kept.collection = goal
        try:
            kept.save()
        finally:
            if kept.file and kept.file._committed:
                written.append(Stored(kept.file.storage, kept.file.name))
        changed = kept.file_hash and kept.file_hash != digest
    return Kept(kept.pk, "file: converted" if changed else "file")


def _opened(medium: Medium) -> tuple[UploadedFile, str]:
    """A copy to work with, as if it had been uploaded, and the digest by which the library knows it."""
    name = f"{plain_slug(medium.title)[:60] or 'tep'}.{extension(medium.place)}"
    file: Any = TemporaryUploadedFile(name, "", medium.size, None)
    digest = sha1(usedforsecurity=False)
    with medium.open() as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    file.seek(0)
    return file, digest.hexdigest()
