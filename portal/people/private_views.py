"""Pages of private details: by the person, at the counter, and what an officer reads. Everything goes by POST."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.audit.public import Entry
from portal.people.account_views import next_of, no_learner
from portal.people.authority import helps
from portal.people.consents import consent_in_force, consent_text
from portal.people.identity import current_learner, identity, learner_by_reference
from portal.people.models import Learner, User, show_names
from portal.people.private_detail import PrivateDetail
from portal.people.private_details import (
    PURPOSE,
    TEXT,
    in_words,
    keep_details,
    kinds_kept,
    needs_help,
    read_details,
    readable,
    readings_of,
    reason_in_words,
    remove_details,
)
from portal.people.private_forms import DetailsForm, WhyForm

Kind = PrivateDetail.Kind
_SENSITIVE = (*Kind.values, "representative")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters(*_SENSITIVE)
def own_details(request: HttpRequest) -> HttpResponse:
    """One's own: which are kept, what they say once one asks for it, who looked; entered, changed and taken out."""
    learner = current_learner(request.user)
    return _page(request, learner, own=True) if learner else no_learner(request)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters(*_SENSITIVE)
def details(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody's whom staff serve at the counter; an officer of the commune reads some. Nobody else's existence is told."""
    learner = learner_by_reference(reference)
    if learner is None or not readable(request.user, learner):
        raise Http404
    return _page(request, learner, own=False)


def _page(request: HttpRequest, learner: Learner, *, own: bool) -> HttpResponse:
    writes, act = own or helps(request.user, learner), request.POST.get("act", "")
    child = needs_help(learner)
    agreed = consent_in_force(learner, PURPOSE) is not None
    about = {"learner": learner, "own": own, "agreed": agreed, "child": child}
    form = DetailsForm(request.POST if act == "keep" and writes else None, **about)
    why = WhyForm(request.POST if act == "show" and not own else None)
    shown: dict[str, str] | None = None
    if act == "show" and (own or why.is_valid()):
        shown = read_details(learner, by=request.user, why="" if own else why.cleaned_data["why"])
    elif act == "remove" and writes:
        gone = remove_details(learner, [request.POST.get("kind", "")], by=request.user)
        messages.success(request, _("It is taken out.") if gone else _("It was taken out already."))
        return redirect(request.path)
    elif form.is_bound and form.is_valid() and _kept(request, learner, form):
        return redirect(request.path)
    kept = [kind for kind in kinds_kept(learner) if kind in readable(request.user, learner)]
    person = identity(learner)
    context: dict[str, Any] = about | {
        "form": form,
        "why": why,
        "came_from": "" if writes else next_of(request),
        "writes": writes and not (own and child),
        "person": person,
        "kept": [
            {"kind": kind, "label": Kind(kind).label, "text": _told(kind, (shown or {}).get(kind, ""))} for kind in kept
        ],
        "shown": shown is not None,
        "text": consent_text(TEXT),
        "readings": _readings(learner, request.user) if writes else [],
    }
    return render(request, "people/details.html", context, status=422 if form.errors or why.errors else 200)


def _kept(request: HttpRequest, learner: Learner, form: DetailsForm) -> bool:
    data = form.cleaned_data
    yes, who = data.get("agreed", False), data.get("representative", "")
    try:
        changed = keep_details(learner, form.values(), by=request.user, agreed=yes, representative=who)
    except ValidationError as problem:
        form.refused(problem)
        return False
    if changed:
        messages.success(request, _("What was written is kept, encrypted."))
    else:
        messages.info(request, _("This is kept already. Nothing was changed."))
    return True


def _told(kind: str, text: str) -> str:
    """As people read it: a number in groups of three, a day as day/month/year."""
    if kind == Kind.NUMBER:
        return " ".join(text[place : place + 3] for place in range(0, len(text), 3))
    if kind == Kind.BIRTH_DATE and text:
        year, month, day = text.split("-")
        return f"{day}/{month}/{year}"
    return text


def _readings(learner: Learner, reader: User) -> list[dict[str, Any]]:
    """Who did what with them, and when, in words; accounts by the name that they are shown by."""
    entries = readings_of(learner)
    people = {user.public_id: user for user in User.objects.filter(public_id__in={one.actor for one in entries})}
    show_names(people.values())
    return [
        {
            "at": one.at,
            "who": _("you") if one.actor == reader.public_id else _who(people.get(one.actor), learner),
            "said": _said(one),
        }
        for one in entries
    ]


def _who(user: User | None, learner: Learner) -> str:
    if user is not None and user.pk == learner.user_id:
        return _("the person")
    return user.get_full_name() if user else ""


def _said(entry: Entry) -> str:
    words = {
        "private.seen": _("read: %(fields)s"),
        "private.found": _("found the person by: %(fields)s"),
        "private.kept": _("entered: %(fields)s"),
        "private.removed": _("took out: %(fields)s"),
    }
    said = words[entry.act] % {"fields": in_words(entry.details.get("fields", []))}
    why = reason_in_words(entry.details.get("why", ""))
    return f"{said} ({why})" if why else said
