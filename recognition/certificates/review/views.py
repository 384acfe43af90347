"""Pages of a review of a certificate: who held it asks, at the counter too; the body opens one; another signer answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import decrypt, person_ids, units_of
from recognition.cases.views import own_learner, served_at_the_counter
from recognition.certificates.register import decided_where
from recognition.certificates.review.reviews import (
    answer,
    ask_for_review,
    ending_of,
    last_day,
    open_review,
    waiting_for,
)
from recognition.models import Certificate, CertificateReview
from recognition.officials import for_role
from recognition.refusals import Refused

SHOWN = 100  # reviews on one page


@require_http_methods(["GET", "POST"])
@login_required
def ask_own(request: HttpRequest, token: str) -> HttpResponse:
    """By who held it."""
    return _ask(request, _of(own_learner(request).pk, token))


@require_http_methods(["GET", "POST"])
@for_role("staff", "administrator")
def ask_at_the_counter(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """The same at the counter, kept as typed on behalf."""
    return _ask(request, _of(served_at_the_counter(request, reference).pk, token), reference)


def _of(learner, token: str) -> Certificate:
    rows = Certificate.objects.filter(learner__in=person_ids(learner)).select_related(
        "line__decision", "line__case", "learner"
    )
    return get_object_or_404(rows, token=token)


def _ask(request: HttpRequest, certificate: Certificate, reference: str = "") -> HttpResponse:
    refusal, ending = None, ending_of(certificate)
    if ending is None:
        raise Http404
    if request.method == "POST":
        try:
            ask_for_review(certificate, request.POST.get("words", ""), request.user)
            messages.success(request, _("The wish is noted. Another signer looks at it and answers on this page."))
            return redirect(request.path)
        except Refused as problem:
            refusal = problem
    shown = {
        "certificate": certificate,
        "reference": reference,
        "ending": ending,
        "until": last_day(certificate),
        "asked": certificate.reviews.filter(kind=CertificateReview.Kind.ASKED).first(),
        "words": request.POST.get("words", ""),
        "refusal": refusal,
    }
    return render(request, "recognition/certificates/review_ask.html", shown, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@for_role("signer")
def open_one(request: HttpRequest, token: str) -> HttpResponse:
    """A signer of the body looks again at a certificate that holds."""
    rows = decided_where(units_of(request.user, "signer")).select_related("line__decision", "line__case")
    certificate, refusal = get_object_or_404(rows, token=token), None
    if request.method == "POST":
        try:
            row = open_review(certificate, request.POST.get("words", ""), request.user)
            messages.success(
                request, _("The review is open: the check page says that the certificate is being looked at.")
            )
            return redirect("recognition:certificate_review", row.pk)
        except Refused as problem:
            refusal = problem
    shown = {"certificate": certificate, "name": decrypt(certificate.name_encrypted), "refusal": refusal}
    shown |= {"words": request.POST.get("words", ""), "runs": certificate.reviews.filter(answered_at=None).first()}
    return render(request, "recognition/certificates/review_open.html", shown, status=422 if refusal else 200)


@require_GET
@for_role("signer")
def reviews(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the most urgent first."""
    found = waiting_for(request.user)
    rows = [{"row": one, "name": decrypt(one.certificate.name_encrypted)} for one in found[:SHOWN]]
    shown = {"rows": rows, "reviews_waiting": found.count()}
    return render(request, "recognition/certificates/reviews.html", shown)


@require_http_methods(["GET", "POST"])
@for_role("signer")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review; POST answers it."""
    mine = decided_where(units_of(request.user, "signer"))
    rows = CertificateReview.objects.filter(certificate__in=mine).select_related(
        "certificate__line__decision", "certificate__line__case"
    )
    row, refusal, wrong = get_object_or_404(rows, pk=pk), None, {}
    if request.method == "POST":
        try:
            answer(row, request.POST.get("outcome", ""), request.POST.get("words", ""), request.user)
            messages.success(request, _("Answered. The person reads it on the own page."))
            return redirect("recognition:certificate_reviews")
        except Refused as problem:
            refusal = problem
            if problem.field:
                wrong[problem.field] = str(problem)
                if not request.POST.get("words", "").strip():  # both at once, not one press after the other
                    wrong["words"] = _("Write the answer: the person reads it.")
    shown = {
        "row": row,
        "certificate": row.certificate,
        "name": decrypt(row.certificate.name_encrypted),
        "ending": ending_of(row.certificate),
        "words": request.POST.get("words", ""),
        "outcome": request.POST.get("outcome", ""),
        "refusal": refusal,
        "wrong": wrong,
    }
    return render(request, "recognition/certificates/review.html", shown, status=422 if refusal else 200)
