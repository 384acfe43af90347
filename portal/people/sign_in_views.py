"""The page on which somebody changes the names to sign in with."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from portal.people.forms import ActForm, password_field, username_field
from portal.people.sign_in import change_name, sign_in_name


class SignInNameForm(ActForm):
    """A telephone number or a chosen name, and the password that shows who is asking."""

    username = username_field()
    password = password_field(gettext_lazy("Present password"), "current-password")


@login_required
@never_cache
def own_sign_in_name(request: HttpRequest) -> HttpResponse:
    """Changing what one signs in with."""
    form = SignInNameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_name(request.user, form.cleaned_data["username"], form.cleaned_data["password"])
        except ValidationError as problem:
            form.refused(problem)
        else:
            messages.success(request, _("From now on you sign in with this."))
            return redirect("people:sign_in_name")
    context = {"form": form, "sign_in_name": sign_in_name(request.user)}
    return render(request, "people/sign_in_name.html", context, status=422 if form.errors else 200)
