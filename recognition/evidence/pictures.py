"""Pages of a PDF as pictures, for whoever may see the file: nothing is downloaded, nothing runs, one page a question."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from recognition.evidence.safe.apart import page_drawn
from recognition.evidence.safe.refusal import NotTaken
from recognition.evidence.uploads import path_of
from recognition.evidence.views import bare
from recognition.models import Upload

AGAIN = "5"  # seconds


def page_answer(request: HttpRequest, upload: Upload, page: int, file_at: str) -> HttpResponse:
    """The page (from 1) as a JPEG; 503 with words when it cannot be drawn now. Raises Http404 for what is no PDF, has no such
    page or may not be opened. `file_at`: where the file itself opens."""
    path = path_of(upload)
    openable = upload.state == Upload.State.OPEN and upload.media_type == "application/pdf"
    if not openable or not 1 <= page <= (upload.pages or 0) or not path.exists():
        raise Http404
    try:
        drawn = page_drawn(path.read_bytes(), page)
    except NotTaken:
        return _not_drawn(request, file_at)
    return bare(HttpResponse(drawn, content_type="image/jpeg"))


def _not_drawn(request: HttpRequest, file_at: str) -> HttpResponse:
    """The words in place of the page: a picture of them where a page asks for one, which browsers show whatever the status
    and without script; a page with the ways on for who follows the link."""
    if request.headers.get("Sec-Fetch-Dest", "image") == "image":
        words = render(
            request, "recognition/evidence/_not_drawn_picture.html", content_type="image/svg+xml", status=503
        )
        answer = bare(words)
    else:
        answer = render(request, "recognition/evidence/not_drawn.html", {"file": file_at}, status=503)
    answer["Retry-After"] = AGAIN
    return answer
