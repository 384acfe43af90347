"""Screens of one's own account: opening it, consent, slip, password, what is kept, moving."""

from collections.abc import Callable

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.people import forms
from portal.people.accounts import change_password
from portal.people.attempts import (
    SIGN_UPS,
    SLIPS,
    attempt,
    closed_words,
    count_wrong,
    failed,
    succeeded,
    too_many,
    with_retry_after,
)
from portal.people.consents import PURPOSE, consent_text, give_consent, has_consent, may_be_a_child, withdraw_consent
from portal.people.identity import current_learner, identity, residence_of
from portal.people.models import Consent, Learner, User
from portal.people.private_details import in_words, kinds_kept
from portal.people.records import correct_record, move
from portal.people.registering import just_registered, register_self
from portal.people.second_factor.acts import asked_for_code
from portal.people.sign_in import sign_in_name
from portal.people.slips import is_citizen, use_reset_slip
from portal.places.public import Unit, communes_of, province_of_centres, provinces, unit_by_code
from portal.text.sent import address_here

BACKEND = "portal.people.sign_in.SignInBackend"
MINE = "/cua-toi/"


def next_of(request: HttpRequest, fallback: str = "") -> str:
    """Where the visitor wanted to go, if it lies on this site."""
    url = request.POST.get("next") or request.GET.get("next", "")
    return address_here(request, url, fallback)


def chosen_commune(request: HttpRequest) -> Unit | None:
    """The commune that the address names with ?xa=."""
    return unit_by_code(request.GET.get("xa", "")[:10])


def choose_commune(request: HttpRequest, about: dict) -> HttpResponse:
    """Two steps without scripts: the province by ?tinh=, then the commune by ?xa=. An answer that is no place is said."""
    province = unit_by_code(request.GET.get("tinh", "")[:10], kind=Unit.Kind.PROVINCE)
    context = {
        "province": province,
        "province_code": request.GET.get("tinh", "") if province else "",
        "problem": "xa" in request.GET or ("tinh" in request.GET and not province),
        "own_province": province_of_centres(),
        "choices": communes_of(province) if province else provinces(),
        "next": next_of(request),
    }
    return render(request, "people/choose_commune.html", context | about)


def signup(request: HttpRequest) -> HttpResponse:
    """Step one and two choose the commune; step three asks for the person."""
    if request.user.is_authenticated:
        return redirect(next_of(request, MINE))
    commune = chosen_commune(request)
    if commune is None:
        return choose_commune(request, {"title": _("Open an account")})
    form = forms.SignUpForm(request.POST or None, unit=commune)
    closed = too_many(SIGN_UPS, request, counted=True) if request.method == "POST" else None
    if closed:
        form.add_error(None, closed_words(closed))
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            learner = register_self(data["username"], data["password"], form.person(commune), consents=data["consents"])
        except ValidationError as problem:
            form.refused(problem)
        else:
            enter(request, learner.user, stay=data["stay"])
            messages.success(request, _opened_words(request))
            return redirect(next_of(request, "/"))
    if not closed and form.has_error("username", "taken"):
        user = _opened_just_now(request, form)
        if user is not None:
            enter(request, user, stay=bool(form.data.get("stay")))
            messages.success(request, _opened_words(request))
            return redirect(next_of(request, "/"))
    context = {
        "form": form,
        "commune": commune,
        "text": consent_text(),
        "next": next_of(request),
        "taken": form.has_error("username", "taken"),
    }
    status = 429 if closed else 422 if form.errors else 200
    return with_retry_after(render(request, "people/signup.html", context, status=status), closed)


def _opened_words(request: HttpRequest) -> str:
    """Who came from a page goes on there; who came from nowhere is told where to begin."""
    if next_of(request, "/") == "/":
        return _("The account is open. Choose a course and begin.")
    return _("The account is open. Go on from here.")


def _opened_just_now(request: HttpRequest, form: forms.SignUpForm) -> User | None:
    """Whose account a second press of the button meant: with its password, which may be tried no oftener than at signing in."""
    name, password = form.data.get("username", "")[:100], form.data.get("password", "")
    try:
        attempt(request, name)
    except ValidationError:
        return None
    user = just_registered(name, password)
    (succeeded if user else failed)(request, name)
    return user if user is not None and is_citizen(user) and not asked_for_code(user) else None


def enter(request: HttpRequest, user: User, *, stay: bool) -> None:
    """Signs in. The session ends with the browser unless the person says that the device is their own."""
    login(request, user, backend=BACKEND)
    record_authentication(request, user, "entered")
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if stay else 0)


@login_required
def consent(request: HttpRequest) -> HttpResponse:
    """What would be kept, and a yes or no."""
    learner = current_learner(request.user)
    if learner is None:
        return no_learner(request)
    answer, problem = request.POST.get("answer"), ""
    if answer == "yes":
        try:
            give_consent(learner, by=request.user)
        except ValidationError as refusal:
            answer, problem = None, " ".join(refusal.messages)
        else:
            messages.success(request, _("From now on learning is kept."))
    elif answer == "no":
        withdrawn = withdraw_consent(learner, by=request.user)
        text = (
            _("Nothing more is recorded from now on.") if withdrawn else _("Nothing is recorded. Reading on is fine.")
        )
        messages.info(request, text)
    if answer in ("yes", "no"):
        return redirect(next_of(request, MINE))
    given, person = has_consent(learner), identity(learner)
    context = {
        "text": consent_text(),
        "given": given,
        "child": not given and person is not None and may_be_a_child(person.birth_year),
        "next": next_of(request),
        "problem": problem,
        "refused": "alert" if problem else "",  # said by readers at once only after an answer
    }
    return render(request, "people/consent.html", context, status=422 if problem else 200)


def no_learner(request: HttpRequest) -> HttpResponse:
    """For accounts of officials, which have nothing of their own to show here."""
    return render(request, "people/no_learner.html")


@never_cache
def slip(request: HttpRequest) -> HttpResponse:
    """A new password with the code of a slip; a citizen is signed in at once."""
    form = forms.SlipForm(request.POST or None)
    closed = too_many(SLIPS, request, counted=False) if request.method == "POST" else None
    if closed:
        form.add_error(None, closed_words(closed))
    elif request.method == "POST" and form.is_valid():
        try:
            user = use_reset_slip(form.cleaned_data["code"], form.cleaned_data["password"])
        except ValidationError as problem:
            if "code" in problem.error_dict:
                count_wrong(SLIPS, request)
            form.refused(problem)
        else:
            if is_citizen(user) and not asked_for_code(user):
                enter(request, user, stay=form.cleaned_data["stay"])
                messages.success(request, _("The new password is set, and you are signed in."))
                return redirect(MINE)
            messages.success(request, _("The new password is set. Sign in with it."))
            return redirect("account_login")
    status = 429 if closed else 422 if form.errors else 200
    return with_retry_after(render(request, "people/slip.html", {"form": form}, status=status), closed)


@login_required
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """Changing one's password; all other devices are signed out."""
    form = forms.PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_password(request.user, form.cleaned_data["old"], form.cleaned_data["new"])
        except ValidationError as problem:
            form.refused(problem)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("The new password is set."))
            return redirect(next_of(request, MINE))
    return render(request, "people/password.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """What is kept about oneself, and correcting it."""
    learner = current_learner(request.user)
    if learner is None:
        return no_learner(request)
    form = forms.CorrectionForm(request.POST or None, initial=forms.CorrectionForm.known(learner))
    if request.method == "POST" and form.is_valid():
        try:
            correct_record(learner, by=request.user, **form.corrected())
        except ValidationError as problem:
            form.refused(problem)
        else:
            messages.success(request, _("Your information is kept as you wrote it."))
            return redirect("people:profile")
    consents = Consent.objects.filter(learner=learner, purpose=PURPOSE)
    context = {
        "form": form,
        "sign_in_name": sign_in_name(request.user),
        "home": residence_of(learner),
        "details": in_words(kinds_kept(learner)),
        "consent": consents.filter(withdrawn_at=None).first(),
        "withdrawn": consents.exclude(withdrawn_at=None).order_by("-withdrawn_at").first(),
    }
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
def own_move(request: HttpRequest) -> HttpResponse:
    """Telling the portal of a new home."""
    learner = current_learner(request.user)
    return move_screen(request, learner, reverse("people:profile")) if learner else no_learner(request)


def move_screen(
    request: HttpRequest, learner: Learner, back: str, *, name: str = "", after: Callable[[], str] | None = None
) -> HttpResponse:
    """Province, commune, then the day; used by the person and, for somebody without a phone, by staff (`name`).

    `back` is the address for whoever does not move; `after` says the one for afterwards, when it may be another.
    """
    commune, home = chosen_commune(request), residence_of(learner)
    about = {"title": _("Another home"), "back": back, "name": name}
    if commune is None:
        return choose_commune(request, about)
    form = forms.MoveForm(request.POST or None, unit=commune)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            kept = move(learner, commune, by=request.user, group=data.get("group"), since=data["since"])
        except ValidationError as problem:
            form.refused(problem)
        else:
            if home is not None and kept.pk == home.pk:
                messages.info(request, _("This home is kept already. Nothing was changed."))
            else:
                messages.success(request, _("The new home is kept."))
            return redirect(after() if after else back)
    within = home is not None and home.unit_id == commune.pk
    context = about | {"form": form, "commune": commune, "home": home, "within": within, "kind": learner.kind}
    return render(request, "people/move.html", context, status=422 if form.errors else 200)
