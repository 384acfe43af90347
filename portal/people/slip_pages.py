"""A printed slip in two requests: the act makes it, the page after it shows its code once.

So loading that page again makes no new code, which would end the one on the paper. Between the two the code lies in the
maker's session, sealed with the installation's key; the first look takes it out.
"""

from cryptography.fernet import InvalidToken
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables

from portal.people.installation_keys import open_secret, seal_secret
from portal.people.models import User
from portal.people.sign_in import sign_in_name
from portal.people.slips import LIFETIME, is_code_of, open_slip

_KEPT = "slip_to_show"


@sensitive_variables("code")
def keep_for_one_look(request: HttpRequest, user: User, code: str) -> None:
    """Remembers the code of a slip just made for `user`, for the page to which the act leads."""
    request.session[_KEPT] = {"user": str(user.public_id), "sealed": seal_secret(code).decode("ascii")}


@sensitive_variables("code")
def slip_page(request: HttpRequest, user: User, *, back: str, about: dict) -> HttpResponse:
    """The slip with its code at the first look; later that it was made already, and how to make a new one.

    `back` is where somebody is led for whom no slip is open; `about` what the template needs to lead on. Makes nothing.
    """
    slip = open_slip(user)
    if slip is None:
        return redirect(back)
    code = _taken_out(request, user)
    context = about | {
        "code": code if is_code_of(slip, code) else "",  # another slip may have been made meanwhile
        "slip": slip,
        "sign_in_name": sign_in_name(user),
        "hours": int(LIFETIME.total_seconds() // 3600),
        "back": back,
    }
    return render(request, "people/slip_to_print.html", context)


def _taken_out(request: HttpRequest, user: User) -> str:
    kept = request.session.get(_KEPT)
    if not kept or kept["user"] != str(user.public_id):
        return ""
    del request.session[_KEPT]
    try:
        return open_secret(kept["sealed"].encode("ascii"))
    except InvalidToken:  # the installation's keys were changed meanwhile
        return ""
