"""Pages for a form that did not arrive: what happened, what was typed, and a button that sends it again. Nothing is ever sent
again by itself, and nothing at all when the form came from another site."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.limits.public import Limit, count, network_of
from portal.unsent.owner import NOBODY, may_send
from portal.unsent.reading import label_of, read
from portal.unsent.typed import KEPT_FOR, SECRET, Typed, keep, kept, typed_in

KEPT_A_NETWORK = Limit("unsent", 300, 600)
SHORT = 6  # rows that can be seen together with the button above them


def from_this_site(request: HttpRequest) -> bool:
    """Whether the browser itself says that the form stood on a page of ours. Silence is no yes."""
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    said = request.headers.get("Origin", "")
    if not said or said == "null":
        parts = urlsplit(request.headers.get("Referer", ""))
        said = f"{parts.scheme}://{parts.netloc}" if said != "null" else ""
    return said in own


def by_script(request: HttpRequest) -> bool:
    """Whether a script of a page waits for the answer: it keeps what was typed itself."""
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode != "navigate" or request.headers.get("X-Requested-With") == "XMLHttpRequest"


class Told(HttpResponseRedirect):
    """To where somebody signs in or shows more, with what was typed kept already."""


def is_told(answer: HttpResponse) -> bool:
    """Whether the visitor is on the way to sign in, or to show more, already."""
    return isinstance(answer, Told)


@never_cache
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In place of Django's bare page: two tabs, an old sign-in page, a session that ended, cookies that are off."""
    if by_script(request):
        return JsonResponse({"error": _("This page is too old. Load it again.")}, status=403)
    typed = typed_in(request) if from_this_site(request) else None
    if typed is None:
        return refused(request)
    if request.path == reverse("account_logout"):
        return redirect("account_logout")  # asks, and does nothing by itself
    if request.path == reverse("account_login") and request.user.is_authenticated:
        return render(request, "unsent/signed_in_already.html", {"next": request.POST.get("next", "")}, status=403)
    if not may_send(typed.owner, request.user):
        return somebody_else(request, typed) if request.user.is_authenticated else sign_in_first(request, typed)
    return shown(request, typed, status=403, no_cookies=reason == REASON_NO_CSRF_COOKIE)


def refused(request: HttpRequest) -> HttpResponse:
    """Plainly no, with nothing of what was sent: it came from elsewhere, or cannot be read."""
    return render(request, "unsent/refused.html", status=403)


def somebody_else(request: HttpRequest, typed: Typed | None, key: str = "") -> HttpResponse:
    """The form belongs to another account than the one signed in now: neither sent nor shown, but kept for its owner."""
    waiting = reverse("unsent", args=[key]) if key else waits_at(request, typed)
    return render(request, "unsent/somebody_else.html", {"waiting": waiting}, status=403)


def waits_at(request: HttpRequest, typed: Typed | None) -> str:
    """Keeps what was typed; the address where it waits, empty when it is too large, or too much is kept from this network."""
    if typed is None or count(KEPT_A_NETWORK, network_of(request)):
        return ""
    try:
        return reverse("unsent", args=[keep(request.session, typed)])
    except ValueError:
        return ""


def shown(
    request: HttpRequest, typed: Typed, *, status: int, no_cookies: bool = False, first: str = ""
) -> HttpResponse:
    """What was typed, with a fresh form around it; `first` is the address of the sign-in page when that comes first."""
    rows, others = read(typed)
    context = {
        "typed": typed,
        "read": rows,
        "others": others,
        "long": len(rows) + len(others) > SHORT or sum(map(len, others)) > 1000,
        "passwords": [(name, label_of(name), "password" if name in SECRET else "text") for name in typed.passwords],
        "no_cookies": no_cookies,
        "sign_in": first,
        "known": typed.owner != NOBODY,
        "back": typed.path.partition("?")[0],
    }
    return render(request, "unsent/shown.html", context, status=status)


def sign_in_first(request: HttpRequest, typed: Typed) -> HttpResponse:
    """To the sign-in page, and from there to what was typed, which waits in the session; what is too large waits on a page."""
    enter = reverse("account_login")
    waiting = waits_at(request, typed)
    if not waiting:
        return shown(request, typed, status=403, first=enter)
    request.session.set_expiry(KEPT_FOR)  # signing in sets its own
    if typed.owner == NOBODY:
        messages.info(request, _("Sign in first. What you typed is still here and can be sent afterwards."))
    else:
        text = _("The session has ended. What you typed is still here: sign in, then press “Send again”.")
        messages.warning(request, text)
    return Told(f"{enter}?next={quote(waiting)}")


@never_cache
def unsent(request: HttpRequest, key: str) -> HttpResponse:
    """What waited for its person to sign in."""
    typed = kept(request.session, key)
    if typed is None:
        messages.info(request, _("Nothing waits to be sent here any longer."))
        return redirect("/")
    if may_send(typed.owner, request.user):
        return shown(request, typed, status=200)
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={quote(request.path)}")
    return somebody_else(request, typed, key)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason, a way on, and what was typed into a form that the account may send no longer."""
    context = {"reason": str(exception) if exception else ""} | left_over(request)
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with a way on, and what was typed about something that went elsewhere meanwhile."""
    return render(request, "404.html", left_over(request), status=404)


def left_over(request: HttpRequest) -> dict[str, object]:
    """What the template `unsent/_typed.html` shows of a form that found nothing to act on; empty when nothing was typed.

    Only on a page of ours and for who is signed in: another site shall put no words of its own on this one.
    """
    user = getattr(request, "user", None)
    if request.method != "POST" or user is None or not user.is_authenticated or not from_this_site(request):
        return {}
    typed = typed_in(request)
    if typed is None or not may_send(typed.owner, user):
        return {}
    rows, others = read(typed)
    return {"read": rows, "others": others}
