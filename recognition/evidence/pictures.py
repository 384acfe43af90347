"""Pages of a PDF as pictures, for whoever may see the file: nothing is downloaded, nothing runs, one page a question."""

from django.http import Http404, HttpRequest, HttpResponse

from recognition.evidence.safe.apart import page_drawn
from recognition.evidence.safe.refusal import NotTaken
from recognition.evidence.uploads import path_of
from recognition.evidence.views import bare
from recognition.models import Upload


def page_answer(_request: HttpRequest, upload: Upload, page: int) -> HttpResponse:
    """The page (from 1) as a JPEG; 503 when it cannot be drawn now. Raises Http404 for what is no PDF, has no such page or may
    not be opened."""
    path = path_of(upload)
    openable = upload.state == Upload.State.OPEN and upload.media_type == "application/pdf"
    if not openable or not 1 <= page <= (upload.pages or 0) or not path.exists():
        raise Http404
    try:
        drawn = page_drawn(path.read_bytes(), page)
    except NotTaken:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    return bare(HttpResponse(drawn, content_type="image/jpeg"))
