"""Files of lessons: documents, sound, film and pictures, whole or in parts, to whoever may see their collection.

No library does ranges for Django and is kept (`django-ranged-response` stands still since 2018), so the arithmetic is ours
(`byte_ranges`). A server in front may send the bytes: with MEDIA_ACCEL set, the answer only names the file (X-Accel-Redirect).
Without one, a part of a film is cut to `PART` bytes, so that a slow telephone holds a thread for seconds, not for an hour.
"""

import mimetypes
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from content.byte_ranges import NotSatisfiable, Span, wanted
from content.media.prepared import POSTERS, PreparedFile

PART = 4 * 1024 * 1024
_PIECE = 128 * 1024
_DAY = 24 * 3600
# What a browser shows by itself; everything else is taken home. Never HTML or SVG: they would run as our own pages.
_SHOWN = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "application/pdf",
    "text/plain",
    "text/vtt",
)
_PLAYED = ("audio/", "video/")
_KINDS = {
    ".vtt": "text/vtt",
    ".m4a": "audio/mp4",
    ".weba": "audio/webm",
    ".ogg": "audio/ogg",
    ".webm": "video/webm",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".3gp": "video/3gpp",
    ".avi": "video/x-msvideo",
    ".aac": "audio/aac",
    ".amr": "audio/amr",
    ".opus": "audio/ogg",
    ".epub": "application/epub+zip",
}


class _Part:
    """A file from here, so many bytes long, for FileResponse."""

    def __init__(self, file: BinaryIO, span: Span) -> None:
        self._file, self._left = file, span.length
        file.seek(span.first)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()


@require_safe
def document(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A document, as Wagtail's address names it; its collection may ask to sign in or for a password."""
    found = get_document_model().objects.filter(pk=pk).first()
    if found is None or found.filename != name:
        raise Http404
    if (refusal := refused(request, found)) is not None:
        return refusal
    return send(request, found.file.name, found.filename, private=is_restricted(found.collection))


def refused(request: HttpRequest, found: AbstractDocument) -> HttpResponse | None:
    """What somebody gets who may not have the document (yet): the way to sign in, or a password to type; else nothing."""
    for check in hooks.get_hooks("before_serve_document"):  # Wagtail's own asks to sign in or for the password
        answer = check(found, request)
        if isinstance(answer, HttpResponse):
            return answer
    return None


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file under MEDIA_URL: pictures and documents that are somebody's in the library, by their collections' privacy."""
    if "\x00" in path:
        raise Http404
    owner = _owner(path)
    if owner is None:
        raise Http404
    restrictions = owner.collection.get_view_restrictions()
    if not all(one.accept_request(request) for one in restrictions):
        raise Http404
    return send(request, path, Path(path).name, private=bool(restrictions))


def _owner(path: str):
    """The picture or document that a file belongs to."""
    images = get_image_model()
    rendition = images.get_rendition_model().objects.filter(file=path).select_related("image__collection").first()
    if rendition is not None:
        return rendition.image
    if path.startswith(f"{POSTERS}/"):  # the picture of a film belongs where the film does
        row = PreparedFile.objects.filter(poster=path).select_related("document__collection").first()
        return row.document if row else None
    for kind in (images, get_document_model()):
        found = kind.objects.filter(file=path).select_related("collection").first()
        if found is not None:
            return found
    return None


def is_restricted(collection: Collection) -> bool:
    """Whether not everybody may see what lies in the collection."""
    above = collection.get_ancestors(inclusive=True)
    return CollectionViewRestriction.objects.filter(collection__in=above).exists()


def send(request: HttpRequest, path: str, name: str, *, private: bool) -> HttpResponseBase:
    """The file, or the part of it that is asked for: 200, 206, 304, 412 or 416. Raises Http404 when it is not there."""
    try:
        where = Path(default_storage.path(path))
        facts = where.stat()
    except (OSError, SuspiciousFileOperation, ValueError):
        raise Http404 from None
    kind = _KINDS.get(where.suffix.lower()) or mimetypes.guess_type(where.name)[0] or "application/octet-stream"
    changed, etag = int(facts.st_mtime), f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    answer = get_conditional_response(request, etag=etag, last_modified=changed)
    if answer is None:
        if settings.MEDIA_ACCEL:
            answer = HttpResponse(headers={"X-Accel-Redirect": f"{settings.MEDIA_ACCEL.rstrip('/')}/{quote(path)}"})
        else:
            answer = _bytes(request, where, facts.st_size, etag, changed, kind)
        shown = kind in _SHOWN or kind.startswith(_PLAYED)
        answer["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        answer["Content-Disposition"] = content_disposition_header(not shown, name)
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["ETag"], answer["Last-Modified"] = etag, http_date(changed)
    answer["Accept-Ranges"], answer["X-Content-Type-Options"] = "bytes", "nosniff"
    patch_cache_control(
        answer, **({"private": True, "no_cache": True} if private else {"public": True, "max_age": _DAY})
    )
    return answer


def _bytes(
    request: HttpRequest, where: Path, size: int, etag: str, changed: int, kind: str
) -> HttpResponse | FileResponse:
    span = None
    if request.method == "GET" and "Range" in request.headers and _still(request, etag, changed):
        most = PART if kind.startswith(_PLAYED) else size
        try:
            span = wanted(request.headers["Range"], size, most)
        except NotSatisfiable:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if request.method == "HEAD":
        return HttpResponse(headers={"Content-Length": str(size)})
    file = where.open("rb")
    if span is None:
        answer = FileResponse(file)
        answer.block_size = _PIECE
        answer["Content-Length"] = str(size)
        return answer
    answer = FileResponse(_Part(file, span), status=206)
    answer.block_size = _PIECE
    answer["Content-Length"] = str(span.length)
    answer["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return answer


def _still(request: HttpRequest, etag: str, changed: int) -> bool:
    """Whether If-Range, when there is one, names the file as it is (RFC 9110 13.1.5: strong, exact)."""
    said = request.headers.get("If-Range", "").strip()
    if not said or said == etag:
        return True
    if said.startswith(('"', "W/")):
        return False
    try:
        return parsedate_to_datetime(said) == datetime.fromtimestamp(changed, UTC)
    except (TypeError, ValueError):
        return False
