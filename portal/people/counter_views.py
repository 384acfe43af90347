"""The counter: staff find, register and help people of their own commune. Nothing typed here enters an address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.people.account_views import move_screen
from portal.people.authority import helps, helps_in
from portal.people.consents import (
    consent_in_force,
    consent_text,
    give_consent,
    may_be_a_child,
    representative_of,
    withdraw_consent,
)
from portal.people.counter_forms import AccountForm, CounterForm
from portal.people.finding import Found, find_by_identity_number, find_by_number, find_people, same_person
from portal.people.forms import CorrectionForm
from portal.people.identity import Identity, identity, learner_by_reference, residence_of
from portal.people.identity_number import digits_of
from portal.people.lookup import phone_of
from portal.people.models import Learner, Residence, Role, User
from portal.people.pictures.acts import has_pictures, is_shut
from portal.people.records import correct_record
from portal.people.registering import open_account_later, register_at_counter
from portal.people.scope import has_role
from portal.people.sign_in import sign_in_name
from portal.people.slip_pages import keep_for_one_look, slip_page
from portal.people.slips import make_reset_slip
from portal.places.public import names_of


def at_the_counter(request: HttpRequest) -> None:
    """Raises PermissionDenied for whoever does not work at a counter."""
    if not has_role(request.user, Role.Kind.STAFF, Role.Kind.ADMINISTRATOR):
        raise PermissionDenied(_("This page is for the staff of a centre."))


def served(request: HttpRequest, reference: str) -> Learner:
    """The learner, if the signed-in staff serve them at the counter; nobody else's existence is told."""
    at_the_counter(request)
    learner = learner_by_reference(reference)
    if learner is None or not learner.is_person or not helps(request.user, learner):
        raise Http404
    return learner


def _with_homes(found: list[Identity]) -> list[tuple[Identity, str]]:
    homes = Residence.objects.filter(learner__in=[one.learner_id for one in found], valid_to=None)
    groups = dict(homes.values_list("learner", "residential_group__name"))
    return [(one, groups.get(one.learner_id) or "") for one in found]


@login_required
@never_cache
@sensitive_post_parameters("name")
def counter(request: HttpRequest) -> HttpResponse:
    """Finding a person of one's commune; the name typed comes by POST so that it stays out of addresses and logs."""
    at_the_counter(request)
    text, units = request.POST.get("name", "").strip()[:100], helps_in(request.user)
    wanted, problem = request.POST.get("page", ""), ""
    page = Found([], 0, 1, 1)
    if digits_of(text) and not phone_of(text):
        try:
            page = find_by_identity_number(text, units=units, by=request.user)
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
        text = ""  # typed to find somebody, and shown to nobody who comes to the screen later
    elif phone_of(text):
        page = find_by_number(text, units=units)
    else:
        page = find_people(text, units=units, page=int(wanted) if wanted.isdecimal() and len(wanted) < 5 else 1)
    context = {
        "problem": problem,
        "found": _with_homes(page.people) if request.POST.get("name", "").strip() and not problem else None,
        "page": page,
        "text": text,
        "units": sorted(names_of(units[:4]).values()),
    }
    return render(request, "people/counter.html", context)


@login_required
@never_cache
def counter_new(request: HttpRequest) -> HttpResponse:
    """Registering somebody. Who has the name already is shown first, so that nobody is registered twice."""
    at_the_counter(request)
    form, doubles = CounterForm(request.POST or None, staff=request.user), []
    if request.method == "POST" and form.is_valid():
        try:
            learner, doubles = _register(request, form)
        except ValidationError as problem:
            form.refused(problem)
        else:
            if learner is not None:
                messages.success(request, _("The person is registered."))
                return redirect("people:counter_person", learner.reference)
    elif form.is_bound and set(form.errors) == {"username"}:
        doubles = _doubles(request, form)  # the name may be taken by this very person, as after a double press
    others = " ".join(one.reference for one, _home in doubles)
    context = {"form": form, "text": consent_text(), "doubles": doubles, "others": others}
    return render(request, "people/counter_new.html", context, status=422 if form.errors or doubles else 200)


def _register(request: HttpRequest, form: CounterForm) -> tuple[Learner | None, list[tuple[Identity, str]]]:
    """Registers the person, unless somebody has the name; a second press waits until the first one is kept, and finds it."""
    data = form.cleaned_data
    with transaction.atomic():
        User.objects.select_for_update().get(pk=request.user.pk)
        if doubles := _doubles(request, form):
            return None, doubles
        learner = register_at_counter(
            request.user,
            form.person(data["unit"]),
            username=data["username"],
            consents=data["consents"],
            representative=data["representative"],
        )
    return learner, []


def _doubles(request: HttpRequest, form: CounterForm) -> list[tuple[Identity, str]]:
    """Who has the name already, but those whom staff saw and said that it is none of them."""
    others = request.POST.get("another", "").split()
    found = same_person(form.person(form.cleaned_data["unit"]))
    return _with_homes([] if all(one.reference in others for one in found) else found)


@login_required
@never_cache
def counter_person(request: HttpRequest, reference: str) -> HttpResponse:
    """One person at the counter: what can be done for them."""
    learner = served(request, reference)
    answer, problem = request.POST.get("consent"), None
    representative = request.POST.get("representative", "")[:100]
    if answer == "yes":
        try:
            give_consent(learner, by=request.user, representative=representative)
        except ValidationError as refusal:
            answer, problem = None, " ".join(refusal.messages)
        else:
            messages.success(request, _("The agreement is kept."))
    elif answer == "no":
        withdraw_consent(learner, by=request.user)
        messages.info(request, _("Nothing more is recorded from now on."))
    if answer in ("yes", "no"):
        return redirect("people:counter_person", reference)
    account = AccountForm(request.POST if "username" in request.POST else None)
    name = sign_in_name(learner.user) if learner.user else ""
    if not name and account.is_bound and account.is_valid():
        try:
            open_account_later(request.user, learner, account.cleaned_data["username"])
        except ValidationError as refusal:
            account.add_error(None, refusal)
        else:
            messages.success(request, _("The account is open. Print a slip now and give it to the person."))
            return redirect("people:counter_person", reference)
    person, given = identity(learner), consent_in_force(learner)
    context = {
        "account": account,
        "person": person,
        "child": person is not None and may_be_a_child(person.birth_year),
        "representative": representative,
        "problem": problem,
        "learner": learner,
        "given": given,
        "agreed_with": representative_of(given) if given else "",
        "home": residence_of(learner),
        "text": consent_text(),
        "waits_for_slip": bool(name) and not learner.user.has_usable_password(),
        "sign_in_name": name,
        "by_card": has_pictures(learner.user),
        "card_shut": is_shut(learner.user),
    }
    return render(request, "people/counter_person.html", context, status=422 if problem or account.errors else 200)


@login_required
@never_cache
def counter_correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Correcting the record, for example a misspelt name."""
    learner = served(request, reference)
    form = CorrectionForm(request.POST or None, initial=CorrectionForm.known(learner))
    if request.method == "POST" and form.is_valid():
        try:
            correct_record(learner, by=request.user, **form.corrected())
        except ValidationError as problem:
            form.refused(problem)
        else:
            messages.success(request, _("The record is corrected."))
            return redirect("people:counter_person", reference)
    context = {"form": form, "learner": learner, "person": identity(learner)}
    return render(request, "people/counter_correct.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
def counter_move(request: HttpRequest, reference: str) -> HttpResponse:
    """A new home, told by somebody who cannot do it alone; afterwards another commune may serve the person."""
    learner = served(request, reference)
    kept, person = identity(learner), reverse("people:counter_person", args=[reference])
    return move_screen(
        request,
        learner,
        person,
        name=kept.full_name if kept else learner.reference,
        after=lambda: person if helps(request.user, learner) else reverse("people:counter"),
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def counter_slip(request: HttpRequest, reference: str) -> HttpResponse:
    """Makes a slip; the same address then shows it to be printed, with its code at the first look alone."""
    learner = served(request, reference)
    if learner.user is None or not sign_in_name(learner.user):
        raise Http404
    if request.method == "POST":
        keep_for_one_look(request, learner.user, make_reset_slip(request.user, learner.user))
        return redirect("people:counter_slip", reference)
    about = {"learner": learner, "name": getattr(identity(learner), "full_name", "")}
    return slip_page(request, learner.user, back=reverse("people:counter_person", args=[reference]), about=about)
