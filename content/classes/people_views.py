"""Who is in a class: found as at the counter, one by one or a whole residential group."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from content.classes import enrolling
from content.classes.models import CentreClass, ClassEnrolment
from content.classes.rights import class_for, with_guests
from portal.audit.public import append
from portal.limits.public import Limit, closed_until, count, when
from portal.people.public import Learner, Residence, find_people, learner_by_reference
from portal.places.public import ResidentialGroup, Unit

MOST_TICKED = 50
GUESTS = Limit("class-guest", 60, 3600)  # tries of one member of staff


@login_required
@never_cache
@with_guests(class_for)
def class_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Finding people to put into a class; the name typed comes by POST, so that it stays out of addresses and logs."""
    taught = class_for(request.user, pk)
    text = request.POST.get("name", "").strip()[:100]
    problem, act = "", request.POST.get("act", "")
    try:
        if act == "people" and (added := enrolling.enrol_people(taught, _ticked(request), by=request.user)) is not None:
            return _told(request, taught, added)
        if act == "guest":
            return _guest(request, taught)
        if act == "group":
            return _told(request, taught, enrolling.enrol_people(taught, _of_group(request, taught), by=request.user))
    except ValidationError as refusal:
        problem = " ".join(refusal.messages)
    found = find_people(text, units=Unit.objects.filter(pk=taught.centre.unit_id)) if text else None
    people = found.people if found else []
    ids = [one.learner_id for one in people]
    within = set(
        ClassEnrolment.objects.filter(taught=taught, learner__in=ids, left_at=None).values_list("learner", flat=True)
    )
    homes = Residence.objects.filter(learner__in=ids, valid_to=None)
    groups = dict(homes.values_list("learner", "residential_group__name"))
    context = {
        "taught": taught,
        "text": text,
        "found": found,
        "people": [(one, groups.get(one.learner_id) or "", one.learner_id in within) for one in people],
        "groups": enrolling.groups_to_choose(taught),
        "number": ClassEnrolment.objects.filter(taught=taught, left_at=None).count(),
        "problem": problem,
        "typed": {name: request.POST.get(name, "")[:300] for name in ("card", "full_name", "birth_year")},
    }
    return render(request, "content/classes/people.html", context, status=422 if problem else 200)


def _guest(request: HttpRequest, taught: CentreClass) -> HttpResponse:
    """Somebody of another commune; how often one may try is bounded, and each is written into the log."""
    key = str(request.user.pk)
    if shut := closed_until(GUESTS, key) or count(GUESTS, key):
        raise ValidationError(_("Too many tries in an hour. Go on at %(when)s.") % {"when": when(shut)})
    said = [request.POST.get(name, "")[:300].replace("\x00", "") for name in ("card", "full_name", "birth_year")]
    learner = enrolling.guest_of(*said)
    with transaction.atomic():
        added = enrolling.enrol_people(taught, [learner], by=request.user)
        append("class.guest", f"learner:{learner.learner_id}", by=request.user, details={"class": taught.pk})
    return _told(request, taught, added)


def _ticked(request: HttpRequest) -> list[Learner]:
    """Whom staff ticked, as far as the present scope holds them. Raises ValidationError when nobody is."""
    references = [one for one in request.POST.getlist("person")[:MOST_TICKED] if "\x00" not in one]
    found = list(Learner.objects.filter(reference__in=references, kind="person"))
    if not found:
        raise ValidationError(_("Tick at least one person, then press the button."))
    return found


def _of_group(request: HttpRequest, taught: CentreClass) -> list[Learner]:
    text = request.POST.get("group", "")
    groups = ResidentialGroup.objects.filter(unit=taught.centre.unit_id, valid_to=None)
    group = groups.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 10 else None
    if group is None:
        raise ValidationError(_("Choose a residential group of this commune."))
    return enrolling.people_of(group)


def _told(request: HttpRequest, taught: CentreClass, added: int) -> HttpResponse:
    if added:
        messages.success(request, _("%(n)s people more are in the class.") % {"n": added})
    else:
        messages.info(request, _("Everybody you chose is in the class already."))
    return redirect("content:class_people", taught.pk)


@login_required
@require_POST
@with_guests(class_for)
def class_leave(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """Somebody does not come any longer; what was attended stays."""
    taught = class_for(request.user, pk)
    learner = learner_by_reference(reference)
    if learner is None:
        raise Http404
    enrolling.leave(taught, learner)
    messages.success(request, _("Taken off the list of the class. Sessions attended stay."))
    return redirect("content:class", pk)
