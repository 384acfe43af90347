"""The timetable of a centre by week, a class as everybody sees it, and both as a file for a calendar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from content.classes import enrolling
from content.classes.calendar_file import CONTENT_TYPE, as_calendar
from content.classes.models import CentreClass, ClassEnrolment, ClassSession
from content.classes.timetable import room_left, week_asked, week_of, with_own
from portal.people.public import current_learner, records_of
from portal.places.public import Centre

SHOWN = 30  # sessions of a class that are still to come


@require_GET
def timetable(request: HttpRequest, pk: int) -> HttpResponse:
    """A week at a centre: `?tuan=` is a day of it, as 2026-11-30."""
    centre = get_object_or_404(Centre, pk=pk)
    week = week_of(centre.pk, week_asked(request.GET.get("tuan", "")))
    with_own(week.sessions, current_learner(request.user))
    context = {"centre": centre, "week": week, "this_week": week.monday == week_asked("")}
    return render(request, "content/classes/timetable.html", context)


@require_GET
def week_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The week for a calendar."""
    centre = get_object_or_404(Centre, pk=pk)
    week = week_of(centre.pk, week_asked(request.GET.get("tuan", "")))
    return _calendar(centre, week.sessions, f"lich-{week.monday:%Y-%m-%d}")


@require_GET
def class_file(request: HttpRequest, pk: int) -> HttpResponse:
    """All sessions of a class for a calendar."""
    taught = _public(pk)
    sessions = list(taught.sessions.order_by("begins_at", "pk"))
    for session in sessions:
        session.taught = taught
    return _calendar(taught.centre, sessions, f"lop-{taught.pk}")


def _calendar(centre: Centre, sessions: list[ClassSession], name: str) -> HttpResponse:
    answer = HttpResponse(as_calendar(centre, sessions, timezone.now()), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


def _public(pk: int) -> CentreClass:
    """A class for the people of the commune; training of staff is nobody else's matter."""
    found = CentreClass.objects.select_related("centre").filter(pk=pk, audience=CentreClass.Audience.PEOPLE).first()
    if found is None:
        raise Http404
    return found


@require_GET
def class_for_all(request: HttpRequest, pk: int) -> HttpResponse:
    """What the class is, when it meets, whether there is room; who signed in puts oneself on the list."""
    taught, now = _public(pk), timezone.now()
    learner = current_learner(request.user)
    mine = False
    if learner:
        rows = ClassEnrolment.objects.filter(taught=taught, learner__in=records_of([learner.pk]), left_at=None)
        mine = rows.exists()
    ahead = list(taught.sessions.filter(ends_at__gt=now).order_by("begins_at", "pk")[:SHOWN])
    for session in ahead:
        session.taught = taught
    context = {
        "taught": taught,
        "centre": taught.centre,
        "ahead": ahead,
        "meets": any(one.called_off_at is None for one in ahead),
        "room": room_left([taught])[taught.pk],
        "learner": learner,
        "mine": mine,
    }
    return render(request, "content/classes/for_all.html", context)


@login_required
@require_POST
def enrol_self(request: HttpRequest, pk: int) -> HttpResponse:
    """“Đăng ký” and “Thôi không học nữa”: of the person signed in alone."""
    taught, learner = _public(pk), current_learner(request.user)
    if learner is None:
        messages.info(request, _("This account has no learner, so nobody can be put on the list with it."))
    elif request.POST.get("act") == "leave":
        enrolling.leave_self(taught, learner)
        messages.info(request, _("You are off the list of this class. What you attended stays."))
    else:
        try:
            enrolling.enrol_self(taught, learner, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("You are on the list of the class. See you there!"))
    return redirect("content:class_for_all", pk)
