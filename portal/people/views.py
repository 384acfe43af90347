"""Pages that say something to everybody: privacy, accessibility, the one way in, and the refusal."""

from allauth.account.views import logout
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.people.consents import consent_text


def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, who sees it, how to say no."""
    return render(request, "people/privacy.html", {"text": consent_text()})


def accessibility(request: HttpRequest) -> HttpResponse:
    """How the portal can be used, and what does not work yet."""
    return render(request, "people/accessibility.html")


def sign_out(request: HttpRequest) -> HttpResponse:
    """Asks on GET, ends the session on POST; the browser also forgets the pages, for the next person on a shared device."""
    answer = logout(request)
    if request.method == "POST":
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def editing_door(request: HttpRequest) -> HttpResponse:
    """Instead of the editing pages' own sign-in: there is one way in, with one limit on attempts (ASVS 6.1.3)."""
    if request.user.is_authenticated:
        # Wagtail's box would say the heading of the page once more.
        said = [one for one in messages.get_messages(request) if one.level != messages.ERROR]
        reason = _("Lessons are written by the staff of a centre and by administrators.")
        return render(request, "403.html", {"reason": reason, "messages": said}, status=403)
    return redirect_to_login(request.GET.get("next", "/quan-tri/"), settings.LOGIN_URL)
