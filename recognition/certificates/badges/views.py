"""The badge of a certificate as its holder downloads it, and what anybody reads of the body that signed it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from recognition.certificates.badges.baking import baked
from recognition.certificates.badges.did import did_of, document_of, found_in_the_web
from recognition.certificates.badges.issue import JWT, PROOF, badge_of
from recognition.certificates.badges.keys import compact
from recognition.certificates.badges.status import PURPOSES, signed_list
from recognition.certificates.bodies import as_on
from recognition.models import Certificate, IssuerKey, IssuingBody, StatusList
from recognition.refusals import Refused

_KINDS = {
    "png": (PROOF, "image/png"),
    "json": (PROOF, "application/vc+ld+json"),
    "jwt": (JWT, "application/jwt"),
}


@require_GET
@never_cache
@login_required
def badge(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """The badge as a picture, as JSON or as JWT; its name carries the register number, never the person's."""
    if kind not in _KINDS:
        raise Http404
    form, content_type = _KINDS[kind]
    certificate = get_object_or_404(Certificate.objects.select_related("line__decision"), token=token)
    try:
        text = badge_of(certificate, form, by=request.user)
    except Refused as refusal:
        context = {"why": str(refusal), "certificate": certificate}
        return render(request, "recognition/certificates/no_badge.html", context, status=409)
    made = HttpResponse(baked(text) if kind == "png" else text, content_type=content_type)
    name = f"huy-hieu-{certificate.year}-{certificate.number:04d}.{kind}"
    made["Content-Disposition"] = f'attachment; filename="{name}"'
    made["Cache-Control"] = "private, no-store"
    return made


@require_GET
def body_did(request: HttpRequest, uuid: str) -> HttpResponse:
    """The document behind the body's name in the web: its public keys."""
    body = get_object_or_404(IssuingBody, uuid=uuid)
    return _open(compact(document_of(body)), "application/did+json")


@require_GET
def body_states(request: HttpRequest, uuid: str, number: int, purpose: str) -> HttpResponse:
    """A list of states: signed JSON, or a JWT where the address ends so or the reader asks for one."""
    name, dot, ending = purpose.partition(".")
    if name not in PURPOSES or (dot and ending != "jwt"):
        raise Http404
    found = get_object_or_404(StatusList.objects.select_related("body"), body__uuid=uuid, number=number)
    asked = request.headers.get("Accept", "")
    jwt = bool(dot) or "jwt" in asked
    text = signed_list(found, name, jwt=jwt, suffix=dot + ending)
    made = _open(text.encode("utf-8"), "application/vc+jwt" if jwt else "application/vc+ld+json")
    made["Vary"] = "Accept"
    made["Cache-Control"] = "public, max-age=300"
    return made


def _open(data: bytes, content_type: str) -> HttpResponse:
    """For any reader in the web: it says nothing of anybody."""
    made = HttpResponse(data, content_type=content_type)
    made["Access-Control-Allow-Origin"] = "*"
    return made


@require_GET
def body_public(request: HttpRequest, uuid: str) -> HttpResponse:
    """What anybody may know of a body that decides: its name through time, and the fingerprints of its keys."""
    body = get_object_or_404(IssuingBody.objects.select_related("unit"), uuid=uuid)
    today = timezone.localdate()
    context = {
        "body": body,
        "now": as_on(body, today),
        "ended": body.valid_to is not None and body.valid_to <= today,
        "did": did_of(body),
        "in_the_web": found_in_the_web(),
        "keys": IssuerKey.objects.filter(body=body).order_by("-pk")[:50],
        "names": [*reversed(body.changes.all()), body],
    }
    return render(request, "recognition/certificates/body_public.html", context)
