"""Reads a PDF page by page on a telephone, for whoever may have the file itself."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from content.files import is_restricted, refused
from content.pdf.pages import NotDrawn, page_of, pages_of
from content.visibility import reader_of
from portal.text.sent import whole

_DAY = 24 * 3600
NUMBER, FROM, STEP = "trang", "bai", "buoc"  # ?trang=3, and where somebody came from: ?bai=12&buoc=2
_STEPS = ("ca-bai",)


def _document(pk: int) -> tuple[AbstractDocument, int]:
    """The document and its pages. Raises Http404 for what cannot be read here."""
    document = get_document_model().objects.select_related("collection").filter(pk=pk).first()
    pages = pages_of(document) if document else 0
    if document is None or not pages:
        raise Http404
    return document, pages


@require_safe
def file_pages(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One page of the file with the ways to the others; a number that there is not is said, and the first page shown."""
    document = get_document_model().objects.filter(pk=pk).first()
    if document is None:
        raise Http404
    if (refusal := refused(request, document)) is not None:
        return refusal
    document, pages = _document(pk)
    asked = request.GET.get(NUMBER, "1").strip()[:20]
    number = whole(asked) or 0
    context = {"document": document, "pages": pages, "back": _back(request), "asked": asked, "keep": _keep(request)}
    if not 1 <= number <= pages:
        context["wrong"] = _("The file has %(pages)s pages: type a number from 1 to %(pages)s.") % {"pages": pages}
        number = 1
    context |= {"number": number, "before": number - 1, "after": number + 1 if number < pages else 0}
    status = 200
    try:
        context["drawn"] = page_of(document, number)
    except NotDrawn as problem:
        context["busy"] = problem.reason == "full"
        status = 503 if context["busy"] else 200
    return render(request, "content/file_pages.html", context, status=status)


@require_safe
def file_page(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The picture of a page."""
    document = get_document_model().objects.filter(pk=pk).first()
    if document is None:
        raise Http404
    if (refusal := refused(request, document)) is not None:
        return refusal
    document, pages = _document(pk)
    if not 1 <= number <= pages:
        raise Http404
    try:
        data = page_of(document, number).picture.read_bytes()
    except NotDrawn as problem:
        return HttpResponse(status=503 if problem.reason == "full" else 404, headers={"Retry-After": "5"})
    answer = HttpResponse(data, content_type="image/webp")
    answer["X-Content-Type-Options"] = "nosniff"
    private = is_restricted(document.collection)
    patch_cache_control(
        answer, **({"private": True, "no_cache": True} if private else {"public": True, "max_age": _DAY})
    )
    return answer


def _step(request: HttpRequest) -> str:
    asked = request.GET.get(STEP, "")
    return asked if asked in _STEPS or whole(asked, 3) else ""


def _keep(request: HttpRequest) -> dict[str, str]:
    """What goes along from page to page."""
    page = whole(request.GET.get(FROM, ""))
    return {FROM: str(page), STEP: _step(request)} if page else {}


def _back(request: HttpRequest) -> tuple[str, str] | None:
    """Title and address of the page that somebody came from, as far as this visitor may read it."""
    number = whole(request.GET.get(FROM, ""))
    page = Page.objects.live().filter(pk=number).first() if number else None
    if page is None or page.url is None or not reader_of(request).may_read(page):
        return None
    step = _step(request)
    return page.title, f"{page.url}?{STEP}={step}" if step else page.url
