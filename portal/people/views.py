"""Pages that say something to everybody: privacy, accessibility, and the refusal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.people.consents import consent_text


def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, who sees it, how to say no."""
    return render(request, "people/privacy.html", {"text": consent_text()})


def accessibility(request: HttpRequest) -> HttpResponse:
    """How the portal can be used, and what does not work yet."""
    return render(request, "people/accessibility.html")


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason and a way on."""
    return render(request, "403.html", {"reason": str(exception) if exception else ""}, status=403)
