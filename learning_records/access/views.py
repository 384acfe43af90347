"""Pages of the administrator: other systems and their keys; making one, saying where it may be used, withdrawing one.

The secret is in one answer only, that of the form with which the key is made: not in the session, not in an address, not in
a message, and no browser or proxy may keep the page.
"""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from learning_records.access.forms import KeyForm, OriginsForm, RevokeForm, new_name
from learning_records.access.issuing import MadeAlready, allow_origins, make_key, revoke_key
from learning_records.access.overview import standing, systems
from learning_records.access.staff import for_the_keeper
from learning_records.models import Authority, Credential

_PAGE = 30
_USUAL = ["statements/write", "statements/read/mine"]


@for_the_keeper
def keys(request: HttpRequest) -> HttpResponse:
    """All systems, each with its keys and their state."""
    page = Paginator(systems(), _PAGE).get_page(request.GET.get("trang"))
    return render(request, "learning_records/access/keys.html", {"page": page, "most": settings.XAPI_REQUESTS_A_MINUTE})


@for_the_keeper
def system(request: HttpRequest, pk: int) -> HttpResponse:
    """One system: the name its records carry, and its keys."""
    (found,) = systems([get_object_or_404(Authority, pk=pk)])
    return render(request, "learning_records/access/system.html", {"system": found})


@for_the_keeper
@sensitive_variables("secret")
def key_new(request: HttpRequest, authority: int | None = None) -> HttpResponse:
    """A new key, of a new system or of this one; the answer to the form shows its secret."""
    of = get_object_or_404(Authority, pk=authority, own=False) if authority is not None else None
    form = KeyForm(request.POST or None, authority=of, initial={"scopes": _scopes(of), "key": new_name()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row, secret = make_key(
                given["label"],
                given["scopes"],
                expires_at=given["expires"],
                key=given["key"],
                authority=of,
                by=request.user,
            )
        except MadeAlready:
            row, secret = get_object_or_404(Credential, key=given["key"]), ""
        context = {"one": standing(row), "secret": secret, "endpoint": f"{settings.PUBLIC_URL}/xapi/", "further": of}
        return render(request, "learning_records/access/key_made.html", context, status=200 if secret else 409)
    status = 422 if form.errors else 200
    return render(request, "learning_records/access/key_new.html", {"form": form, "of": of}, status=status)


def _scopes(authority: Authority | None) -> list[str]:
    """What a new key is proposed: for a known system the same that its newest one may do."""
    newest = authority.keys.order_by("-made_at", "-pk").first() if authority else None
    return newest.scopes if newest else _USUAL


@for_the_keeper
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """One key: what it may do, how it is used; withdrawing it."""
    row = get_object_or_404(Credential, pk=pk)
    form = RevokeForm(request.POST or None) if request.method == "POST" else RevokeForm()
    if request.method == "POST" and form.is_valid():
        try:
            revoke_key(row.key, form.cleaned_data["reason"], by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("The key is withdrawn. What it sent stays."))
            return redirect("learning_records:system", row.authority_id)
    return _key_page(request, row, form=form)


@for_the_keeper
@require_POST
def key_origins(request: HttpRequest, pk: int) -> HttpResponse:
    """Says from which pages in a browser a key may be used."""
    row = get_object_or_404(Credential, pk=pk)
    form = OriginsForm(request.POST)
    if not form.is_valid():
        return _key_page(request, row, origins_form=form)
    allow_origins(row.key, form.cleaned_data["origins"], by=request.user)
    messages.success(request, _("The addresses are kept. They count within two seconds."))
    return redirect("learning_records:key", row.pk)


def _key_page(
    request: HttpRequest, row: Credential, *, form: RevokeForm | None = None, origins_form: OriginsForm | None = None
) -> HttpResponse:
    wrong = (form and form.errors) or (origins_form and origins_form.errors)
    context = {
        "one": standing(row),
        "system": systems([row.authority])[0],
        "form": form or RevokeForm(),
        "origins_form": origins_form or OriginsForm(initial={"origins": "\n".join(row.origins)}),
    }
    return render(request, "learning_records/access/key.html", context, status=422 if wrong else 200)
