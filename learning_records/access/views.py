"""Pages of the administrator: the keys of other systems; making one, withdrawing one.

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

from learning_records.access.forms import KeyForm, RevokeForm, new_name
from learning_records.access.issuing import MadeAlready, make_key, revoke_key
from learning_records.access.overview import standings
from learning_records.access.staff import for_the_keeper
from learning_records.models import Credential

_PAGE = 30
_USUAL = ["statements/write", "statements/read/mine"]


@for_the_keeper
def keys(request: HttpRequest) -> HttpResponse:
    """All keys with their state."""
    page = Paginator(standings(), _PAGE).get_page(request.GET.get("trang"))
    return render(request, "learning_records/access/keys.html", {"page": page, "most": settings.XAPI_REQUESTS_A_MINUTE})


@for_the_keeper
@sensitive_variables("secret")
def key_new(request: HttpRequest) -> HttpResponse:
    """A new key; the answer to the form shows its secret."""
    form = KeyForm(request.POST or None, initial={"scopes": _USUAL, "key": new_name()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row, secret = make_key(
                given["label"], given["scopes"], expires_at=given["expires"], key=given["key"], by=request.user
            )
        except MadeAlready:
            row, secret = get_object_or_404(Credential, key=given["key"]), ""
        context = {"one": standings([row])[0], "secret": secret, "endpoint": f"{settings.PUBLIC_URL}/xapi/"}
        return render(request, "learning_records/access/key_made.html", context, status=200 if secret else 409)
    status = 422 if form.errors else 200
    return render(request, "learning_records/access/key_new.html", {"form": form}, status=status)


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
            return redirect("learning_records:keys")
    context = {"one": standings([row])[0], "form": form}
    return render(request, "learning_records/access/key.html", context, status=422 if form.errors else 200)
