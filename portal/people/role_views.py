"""Administrators give and end roles in the units they hold."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.people.accounts import create_account
from portal.people.authority import administers, administers_everything
from portal.people.counter_forms import RoleForm
from portal.people.entrance import where_to_begin
from portal.people.forms import ActForm
from portal.people.models import Role, User
from portal.people.roles import end_role, give_role
from portal.people.scope import has_role, units_of
from portal.people.second_factor.acts import LONGEST_REASON, reset_second_factor, with_second_factor
from portal.people.sign_in import sign_in_names
from portal.people.slip_pages import keep_for_one_look, slip_page
from portal.people.slips import make_reset_slip
from portal.places.public import names_of

SHOWN = 500


def _administrator(request: HttpRequest) -> None:
    if not has_role(request.user, Role.Kind.ADMINISTRATOR):
        raise PermissionDenied(_("This page is for administrators."))


def _governed(user: User) -> QuerySet[Role]:
    """Roles that the administrator may end: all, or those in the own units."""
    rows = Role.objects.select_related("user", "unit")
    return (
        rows
        if administers_everything(user)
        else rows.filter(unit__in=units_of(user, Role.Kind.ADMINISTRATOR).values("pk"))
    )


@login_required
@never_cache
def roles(request: HttpRequest) -> HttpResponse:
    """Roles in the administrator's units; giving a new one."""
    _administrator(request)
    form = RoleForm(request.POST or None, initial={"unit": where_to_begin(request.user)})
    if request.method == "POST" and form.is_valid():
        try:
            role, code = _give(request.user, form.cleaned_data)
        except ValidationError as problem:
            form.refused(_at_username(problem))
        except PermissionDenied as problem:
            form.add_error("unit", str(problem))
        else:
            messages.success(request, _("The role is given."))
            if code:
                keep_for_one_look(request, role.user, code)
                return redirect("people:role_slip", role.pk)
            return redirect("people:roles")
    today = timezone.localdate()
    rows = _governed(request.user).order_by("unit_id", "kind", "pk")
    current = list(rows.filter(Q(valid_to=None) | Q(valid_to__gt=today))[:SHOWN])
    ended = list(rows.filter(valid_to__lte=today, valid_to__gt=today - timedelta(days=365)).order_by("-valid_to")[:50])
    names = names_of([row.unit_id for row in (*current, *ended) if row.unit_id])
    accounts = sign_in_names([row.user for row in (*current, *ended)])
    for row in (*current, *ended):
        row.where = names.get(row.unit_id, "")
        row.sign_in_name = accounts.get(row.user_id, "")
    second_factor = with_second_factor(row.user for row in current)
    context = {"form": form, "current": current, "ended": ended, "second_factor": second_factor}
    return render(request, "people/roles.html", context, status=422 if form.errors else 200)


def _give(by: User, data: dict) -> tuple[Role, str]:
    """The role, with the code of a slip when the account is new; both or neither."""
    if not administers(by, data["unit"]):
        raise PermissionDenied(_("You can give roles in your own units only."))
    with transaction.atomic():
        user = data["user"] or create_account(data["username"], None)
        role = give_role(user, data["kind"], by=by, unit=data["unit"], begin=data["begin"], end=data["end"])
        return role, "" if data["user"] else make_reset_slip(by, user)


def _at_username(problem: ValidationError) -> ValidationError:
    """What the act says of the user is shown where the form asks for the name."""
    named = {("username" if field == "user" else field): errors for field, errors in problem.error_dict.items()}
    return ValidationError(named)


@login_required
@never_cache
@require_POST
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a role in the administrator's units."""
    _administrator(request)
    role = get_object_or_404(_governed(request.user), pk=pk)
    try:
        end_role(role, by=request.user)
    except PermissionDenied as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("The role has ended."))
    return redirect("people:roles")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def role_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip for an official who forgot the password; the same address shows it once."""
    _administrator(request)
    role = get_object_or_404(_governed(request.user), pk=pk)
    if request.method == "POST":
        if role.valid_to is not None and role.valid_to <= timezone.localdate():
            raise Http404
        keep_for_one_look(request, role.user, make_reset_slip(request.user, role.user))
        return redirect("people:role_slip", pk)
    return slip_page(request, role.user, back=reverse("people:roles"), about={"role": role})


class SecondFactorResetForm(ActForm):
    """Why the second factor of somebody else is taken away."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("It stands in the log. For example: telephone lost on the way to the province."),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_REASON}),
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def role_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the second factor of an official away whose device is lost, with a reason."""
    _administrator(request)
    role = get_object_or_404(_governed(request.user), pk=pk)
    form = SecondFactorResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            gone = reset_second_factor(role.user, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as problem:
            form.refused(problem)
        else:
            told = _("The second step is taken away. The person sets up a new one at signing in.")
            nothing = _("This account has no second step; it sets one up at signing in.")
            messages.success(request, told if gone else nothing)
            return redirect("people:roles")
    context = {"form": form, "sign_in_name": sign_in_names([role.user]).get(role.user_id, "")}
    return render(request, "people/second_factor/reset.html", context, status=422 if form.errors else 200)
