"""The certificate as page and file, for those who may see it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from recognition.certificates.designs import design
from recognition.certificates.life import standing
from recognition.certificates.sheet import pdf
from recognition.certificates.words import words_of
from recognition.models import Certificate
from recognition.papers.qr import qr_svg


def _reachable(token: str) -> Certificate:
    """A certificate inside the scope of the request; 404 otherwise."""
    return get_object_or_404(Certificate.objects.select_related("line__decision"), token=token)


@require_GET
@login_required
def certificate_page(request: HttpRequest, token: str) -> HttpResponse:
    """The certificate as a page, how it stands today, and the file to print."""
    certificate = _reachable(token)
    words = words_of(certificate)
    return render(
        request,
        "recognition/certificates/page.html",
        {
            "certificate": certificate,
            "w": words,
            "look": design(certificate.design),
            "standing": standing(certificate, timezone.localdate()),
            "qr": mark_safe(qr_svg(words.check_url)),  # noqa: S308 - drawn by us from our own address
        },
    )


@require_GET
@login_required
def certificate_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The certificate as a file; its name carries the register number, never the person's."""
    certificate = _reachable(token)
    made = HttpResponse(pdf(certificate), content_type="application/pdf")
    made["Content-Disposition"] = (
        f'attachment; filename="giay-chung-nhan-{certificate.year}-{certificate.number:04d}.pdf"'
    )
    made["Cache-Control"] = "private, no-store"
    return made
