"""The register book of a body and year: a page, a PDF, a workbook."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.people.public import has_role, units_of
from portal.text.sent import whole
from recognition.certificates import book_files
from recognition.certificates.bodies import as_on
from recognition.certificates.register_book import MOST, book_of
from recognition.certificates.review.reviews import waiting_for
from recognition.models import IssuingBody, RegisterCounter
from recognition.officials import for_role

SHOWN = 100  # lines of a page


def _body(request: HttpRequest, pk: int) -> IssuingBody:
    return get_object_or_404(IssuingBody, pk=pk, unit__in=units_of(request.user, "signer", "officer"))


@require_GET
@for_role("signer", "officer")
def books(request: HttpRequest) -> HttpResponse:
    """The books of the bodies of one's places, a line a year."""
    mine = units_of(request.user, "signer", "officer")
    rows = (
        RegisterCounter.objects.filter(body__unit__in=mine, last__gt=0)
        .select_related("body")
        .order_by("-year", "body")[:SHOWN]
    )
    shown = {
        "rows": rows,
        "signs": has_role(request.user, "signer"),
        "reviews_waiting": waiting_for(request.user).count(),
    }
    return render(request, "recognition/certificates/books.html", shown)


@require_GET
@for_role("signer", "officer")
def book(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The book from a number on (`?sau=`), a hundred lines a page."""
    body, after = _body(request, pk), _after(request)
    lines = book_of(body, year, after, SHOWN + 1)
    last = get_object_or_404(RegisterCounter, body=body, year=year).last
    shown = {
        "body": body,
        "name": as_on(body, timezone.localdate()).name,
        "year": year,
        "signs": units_of(request.user, "signer").filter(pk=body.unit_id).exists(),
        "lines": lines[:SHOWN],
        "last": last,
    }
    shown["parts"] = range(0, last, MOST)
    shown |= {"after": after, "next": lines[SHOWN - 1].number if len(lines) > SHOWN else None}
    return render(request, "recognition/certificates/book.html", shown)


@require_GET
@for_role("signer", "officer")
def book_file(request: HttpRequest, pk: str, year: str, kind: str) -> HttpResponse:
    """The book as PDF or Excel, a long one in several files (`?sau=`); its name carries the year, never a person's."""
    return _file(_body(request, int(pk)), int(year), kind, _after(request))


def _after(request: HttpRequest) -> int:
    return whole(request.GET.get("sau", ""), 6) or 0


def _file(body: IssuingBody, year: int, kind: str, after: int) -> HttpResponse:
    lines = book_of(body, year, after, MOST)
    if not lines:
        raise Http404
    if kind == "pdf":
        made = HttpResponse(book_files.as_pdf(body, year, lines, timezone.localdate()), content_type="application/pdf")
    else:
        excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        made = HttpResponse(book_files.as_excel(body, year, lines), content_type=excel)
    part = f"-tu-{after + 1}" if after else ""
    made["Content-Disposition"] = f'attachment; filename="so-cap-giay-{body.pk}-{year}{part}.{kind}"'
    made["Cache-Control"] = "private, no-store"
    return made
