"""The public page where anybody checks a certificate: by its link, or typed. Nothing is kept of who asks."""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.limits.public import network_of
from portal.text.days import read_day
from recognition.certificates.checking import check, token_of_code, token_of_number
from recognition.refusals import Incomplete, Refused

View = Callable[..., HttpResponse]


def _unseen(view: View) -> View:
    """No search engine finds these pages, and no other site that is opened from here learns the address.

    Not `no-referrer`: browsers then send a form with `Origin: null`, which no check of forged requests can tell from a stranger's.
    """

    @wraps(view)
    def unseen(request: HttpRequest, *args: str, **named: str) -> HttpResponse:
        made = view(request, *args, **named)
        made["X-Robots-Tag"] = "noindex, nofollow"
        made["Referrer-Policy"] = "same-origin"
        return made

    return unseen


@require_GET
@never_cache
@_unseen
def check_page(request: HttpRequest, token: str) -> HttpResponse:
    """Public and permanent: is this certificate real, does it hold today, and did it on a day (`?ngay=`)? Never shows points."""
    asked, refusal = request.GET.get("ngay", "").strip()[:40], None
    try:
        found = check(token, _day(asked) if asked else None)
    except Refused as problem:
        found, refusal = check(token), problem
    status = 404 if found is None else 422 if refusal else 200
    shown = {"c": found, "asked": asked, "refusal": refusal}
    return render(request, "recognition/certificates/check.html", shown, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@_unseen
def check_typed(request: HttpRequest) -> HttpResponse:
    """Where one types what stands on a sheet: its code, or its register number with the name."""
    said = {field: request.POST.get(field, "").strip() for field in ("code", "number", "name")}
    refusal = None
    if request.method == "POST":
        try:
            return redirect("recognition:check", _found(said, network_of(request)))
        except Refused as problem:
            refusal = problem
    shown = {"said": said, "refusal": refusal}
    return render(request, "recognition/certificates/typing.html", shown, status=422 if refusal else 200)


def _found(said: dict[str, str], network: str) -> str:
    """The token of what was typed. Raises Incomplete, which names the field."""
    if said["code"]:
        token = token_of_code(said["code"], network)
        if token is None:
            raise Incomplete(
                _("No certificate has this code. If it stands so on the sheet, this portal did not issue the sheet."),
                "code",
            )
        return token
    if not (said["number"] or said["name"]):
        raise Incomplete(_("Type the code of the sheet, or its register number with the name."), "code")
    token = token_of_number(said["number"], said["name"], network)
    if token is None:
        raise Incomplete(
            _("No certificate has this number together with this name. Compare both with the sheet, letter by letter."),
            "number",
        )
    return token


def _day(text: str) -> date:
    """The day that was asked for. Raises Incomplete (`ngay`)."""
    try:
        return read_day(text)
    except ValueError:
        raise Incomplete(_("This day does not exist. Write day/month/year, for example 05/03/2026."), "ngay") from None
