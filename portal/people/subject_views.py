"""Groups at the counter: staff find and register households, clans, organisations and places, and keep their members."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.people import members, subjects
from portal.people.account_views import move_screen
from portal.people.authority import helps, helps_in
from portal.people.consents import consent_in_force, consent_text, has_consent, may_be_a_child, withdraw_consent
from portal.people.counter_views import at_the_counter
from portal.people.finding import MOST, find_people
from portal.people.identity import Identity, identities, identity, learner_by_reference, residence_of
from portal.people.models import Learner, Member, Residence, User
from portal.people.subject_forms import KINDS, SubjectForm
from portal.text.sent import whole


def served_subject(request: HttpRequest, reference: str) -> Learner:
    """The group, if the signed-in staff serve it at the counter. Raises PermissionDenied, Http404."""
    at_the_counter(request)
    subject = learner_by_reference(reference)
    if subject is None or subject.is_person or not helps(request.user, subject):
        raise Http404
    return subject


def _listed(found: list[Identity]) -> list[dict]:
    """The groups with their kind and place."""
    ids = [one.learner_id for one in found]
    kinds = {row.pk: row.get_kind_display() for row in Learner.objects.filter(pk__in=ids)}
    homes = Residence.objects.filter(learner__in=ids, valid_to=None)
    groups = dict(homes.values_list("learner", "residential_group__name"))
    return [
        {
            "name": one.full_name,
            "reference": one.reference,
            "kind": kinds[one.learner_id],
            "group": groups.get(one.learner_id),
        }
        for one in found
    ]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subject_list(request: HttpRequest) -> HttpResponse:
    """The groups of one's communes; what is searched for comes by POST, so that it stays out of addresses and logs."""
    at_the_counter(request)
    text, kind = request.POST.get("name", "").strip()[:100], request.POST.get("kind", "")
    kind = kind if kind in dict(KINDS) else ""
    found = subjects.find_subjects(text, units=helps_in(request.user), kind=kind)
    context = {"found": _listed(found), "cut": len(found) == MOST, "text": text, "kind": kind, "kinds": KINDS}
    return render(request, "people/subjects/list.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subject_new(request: HttpRequest) -> HttpResponse:
    """Registering a group. One that has the name already is shown first."""
    at_the_counter(request)
    form, doubles = SubjectForm(request.POST or None, staff=request.user), []
    if request.method == "POST" and form.is_valid():
        try:
            made, doubles = _registered(request, form)
        except ValidationError as problem:
            form.refused(problem)
        else:
            if made is not None:
                messages.success(request, _("The group is registered. Add who belongs to it."))
                return redirect("people:subject", made.reference)
    context = {"form": form, "doubles": doubles, "text": consent_text(subjects.CONSENT_OF_A_FAMILY)}
    context["others"] = " ".join(one["reference"] for one in doubles)
    return render(request, "people/subjects/new.html", context, status=422 if form.errors or doubles else 200)


def _registered(request: HttpRequest, form: SubjectForm) -> tuple[Learner | None, list[dict]]:
    """Registers the group, unless one has the name; a second press waits until the first one is kept, and finds it."""
    new, others = form.subject(), request.POST.get("another", "").split()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=request.user.pk)
        found = subjects.same_subject(new.kind, new.name, helps_in(request.user)) if new.name else []
        if not all(one.reference in others for one in found):
            return None, _listed(found)
        return subjects.register_subject(request.user, new, agrees=form.cleaned_data["agrees"]), []


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subject(request: HttpRequest, reference: str) -> HttpResponse:
    """One group: who represents it, who belongs to it, its agreement, and the way to its case."""
    row = served_subject(request, reference)
    problem, act = "", request.POST.get("act", "")
    if act in _ACTS:
        try:
            messages.success(request, _ACTS[act](request, row))
            return redirect("people:subject", reference)
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
    context = _shown(request, row) | {"problem": problem, "looked_for": request.POST.get("name", "")[:100]}
    if act == "look" and context["looked_for"].strip():
        context["people"] = find_people(context["looked_for"], units=helps_in(request.user)).people
    return render(request, "people/subjects/subject.html", context, status=422 if problem else 200)


def _shown(request: HttpRequest, row: Learner) -> dict:
    head = identities([row.represented_by_id]) if row.represented_by_id else {}
    named = members.members_of(row, at_the_counter=True) if row.has_members else []
    years = identities(one.row.person_id for one in named if one.row.person_id)
    children = {pk for pk, one in years.items() if may_be_a_child(one.birth_year)}
    return {
        "subject": row,
        "name": getattr(identity(row), "full_name", ""),
        "home": residence_of(row),
        "head": next((one.full_name for one in head.values()), ""),
        "members": named,
        "children": children,
        "family": row.kind in subjects.FAMILIES,
        "agreed": has_consent(row),
        "given": consent_in_force(row),
        "text": consent_text(subjects.CONSENT_OF_A_FAMILY),
    }


def _member(request: HttpRequest, row: Learner) -> Member:
    number = request.POST.get("member", "")
    found = Member.objects.filter(subject=row, pk=number).first() if number.isdecimal() and len(number) < 18 else None
    if found is None:
        raise ValidationError(_("This member is not there any more. Look at the list again."))
    return found


def _person(request: HttpRequest) -> Learner:
    found = learner_by_reference(request.POST.get("person", ""))
    if found is None:
        raise ValidationError(_("This person is not found in your commune."))
    return found


def _ask(request: HttpRequest, row: Learner) -> str:
    members.add_person(row, _person(request), by=request.user)
    return _("The person is asked. With a yes, told here or on the person's own page, the name stands in the list.")


def _count(request: HttpRequest, row: Learner) -> str:
    seen = whole(request.POST.get("seen", ""), 9)
    if members.add_unnamed(row, request.POST.get("age", ""), by=request.user, seen=seen) is None:
        return _("Nobody more was counted: the list has changed since the page was opened. Look at it as it is now.")
    return _("The member is counted without a name.")


def _yes(request: HttpRequest, row: Learner) -> str:
    members.answer(_member(request, row), True, by=request.user, guardian=request.POST.get("guardian", "")[:100])
    return _("The agreement is kept.")


def _no(request: HttpRequest, row: Learner) -> str:
    members.answer(_member(request, row), False, by=request.user)
    return _("The person is not named. The group counts one member without a name.")


def _end(request: HttpRequest, row: Learner) -> str:
    members.end(_member(request, row), by=request.user)
    return _("The membership has ended today.")


def _represent(request: HttpRequest, row: Learner) -> str:
    subjects.set_representative(row, _person(request), by=request.user)
    return _("From now on this person acts for the group.")


def _rename(request: HttpRequest, row: Learner) -> str:
    subjects.rename_subject(row, request.POST.get("full_name", "")[:150], by=request.user)
    return _("The name is corrected.")


def _agree(request: HttpRequest, row: Learner) -> str:
    if row.kind in subjects.FAMILIES:
        subjects.agree_for_family(row, by=request.user)
    return _("The agreement is kept.")


def _agree_no_longer(request: HttpRequest, row: Learner) -> str:
    withdraw_consent(row, by=request.user)
    return _("Nothing more is recorded from now on.")


_ACTS: dict[str, Callable[[HttpRequest, Learner], str]] = {
    "ask": _ask,
    "count": _count,
    "yes": _yes,
    "no": _no,
    "end": _end,
    "represent": _represent,
    "rename": _rename,
    "agree": _agree,
    "agree-no-longer": _agree_no_longer,
}


@login_required
@never_cache
def subject_move(request: HttpRequest, reference: str) -> HttpResponse:
    """A new home of a household, clan or organisation; afterwards another commune may serve it. A place does not move."""
    row = served_subject(request, reference)
    if not row.has_members:
        raise Http404
    group = reverse("people:subject", args=[reference])
    return move_screen(
        request,
        row,
        group,
        name=getattr(identity(row), "full_name", "") or reference,
        after=lambda: group if helps(request.user, row) else reverse("people:subjects"),
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def member_slip(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A slip on which a person who is asked says yes or no by hand; staff keep the answer when it comes back."""
    row = served_subject(request, reference)
    named = [one for one in members.members_of(row, at_the_counter=True) if one.row.pk == pk and one.name]
    if not named or named[0].row.consent != Member.Consent.ASKED:
        raise Http404
    context = {"subject": row, "group": getattr(identity(row), "full_name", ""), "name": named[0].name}
    context["back"] = reverse("people:subject", args=[reference])
    return render(request, "people/subjects/slip.html", context)
