"""A learner's own classes, the code on the wall, the card that staff scan."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from content.classes import figures, marking
from content.classes.codes import TRIES, address, code_of, drawn, in_threes, is_code, seconds_left
from content.classes.models import THERE, Attendance, ClassEnrolment, ClassSession, How
from content.classes.register import numbered
from content.classes.rights import centres_of, enrolled_in, session_for
from portal.limits.public import closed_until, count, when
from portal.people.public import (
    Learner,
    current_learner,
    identity,
    learner_by_reference,
    records_of,
    seeing_too,
    show_card,
)
from portal.places.public import Centre

BEFORE = timedelta(minutes=30)  # people come early


@login_required
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """The own classes with hours; the code of the session that runs is typed here."""
    learner = current_learner(request.user)
    problem, typed = "", request.POST.get("code", "")[:20]
    if request.method == "POST" and learner:
        problem = _come_in(request, learner, typed, _running(learner))
        if not problem:
            return redirect("content:own_classes")
    context = {
        "learner": learner,
        "classes": figures.own_classes(learner) if learner else [],
        "running": list(_running(learner)) if learner else [],
        "problem": problem,
        "typed": typed,
    }
    return render(request, "content/classes/own.html", context, status=422 if problem else 200)


@login_required
@never_cache
def by_code(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What the QR on the wall leads to: a GET shows the button, the POST marks."""
    learner = current_learner(request.user)
    session = _running(learner).filter(pk=pk).first() if learner else None
    problem = ""
    if request.method == "POST" and learner:
        problem = _come_in(request, learner, code, _running(learner).filter(pk=pk))
        if not problem:
            return redirect("content:own_classes")
    context = {"session": session, "code": code, "problem": problem, "learner": learner}
    return render(request, "content/classes/by_code.html", context, status=422 if problem else 200)


def _running(learner: Learner) -> QuerySet[ClassSession]:
    """Sessions of the learner's classes that are on now, or begin within half an hour."""
    now = timezone.now()
    mine = ClassEnrolment.objects.filter(learner__in=records_of([learner.pk]), left_at=None).values("taught")
    found = ClassSession.objects.filter(taught__in=mine, begins_at__lte=now + BEFORE, ends_at__gt=now)
    return found.filter(closed_at=None, called_off_at=None).select_related("taught")


def _come_in(request: HttpRequest, learner: Learner, typed: str, sessions: QuerySet[ClassSession]) -> str:
    """Marks the learner as present where the code is right; returns what is wrong, else nothing."""
    shut = closed_until(TRIES, str(request.user.pk)) or count(TRIES, str(request.user.pk))
    if shut:
        return _("Too many codes were tried. Go on at %(when)s, or ask the teacher to mark it.") % {"when": when(shut)}
    session = next((one for one in sessions if is_code(one, typed)), None)
    if session is None:
        return _(
            "This code does not fit a class of yours that is on now. It changes every two minutes: type the one on "
            "the wall, or ask the teacher."
        )
    rows = ClassEnrolment.objects.filter(taught=session.taught, learner__in=records_of([learner.pk]), left_at=None)
    held = rows.values_list("learner", flat=True).first()
    known = Attendance.objects.filter(session=session, learner=held).first()
    if known is None or known.state not in THERE:
        try:
            if problem := marking.mark_present(session, held, by=request.user, how=How.CODE):
                return problem
        except ValidationError as refusal:
            return " ".join(refusal.messages)
    messages.success(request, _("You are marked as present: %(title)s.") % {"title": session.taught.title})
    return ""


@login_required
@never_cache
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """The code of the session, to be shown on a screen; the page loads itself anew when the code changes."""
    session = session_for(request.user, pk)
    code, now = code_of(session), timezone.now()
    number, of = numbered(session)
    running = session.begins_at - BEFORE <= now < session.ends_at and not (session.closed_at or session.called_off_at)
    context = {
        "session": session,
        "taught": session.taught,
        "running": running,
        "code": in_threes(code),
        "qr": drawn(address("content:by_code", session.pk, code)),
        "seconds": seconds_left(),
        "number": number,
        "of": of,
    }
    return render(request, "content/classes/wall.html", context)


@never_cache
def card(request: HttpRequest, reference: str) -> HttpResponse:
    """What a card leads to in the telephone of staff: the person, and today's sessions; for a stranger signing in with it."""
    if not request.user.is_authenticated:
        return show_card(request, reference)
    centres = centres_of(request.user)
    if not centres:
        raise PermissionDenied(_("This page is for the staff of a centre."))
    with seeing_too(request.user, enrolled_in(taught__centre__in=centres)):
        return _card(request, centres, reference)


def _card(request: HttpRequest, centres: list[Centre], reference: str) -> HttpResponse:
    learner = learner_by_reference(reference)
    if learner is None:
        raise Http404
    mine = ClassEnrolment.objects.filter(learner=learner, left_at=None).values("taught")
    today = timezone.localdate()
    found = ClassSession.objects.filter(taught__centre__in=centres, taught__in=mine, closed_at=None, called_off_at=None)
    begin = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    found = found.filter(begins_at__gte=begin, begins_at__lt=begin + timedelta(days=1)).select_related("taught")
    if request.method == "POST":
        wanted = request.POST.get("session", "")
        session = found.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 10 else None
        if session is not None:
            try:
                problem = marking.mark_present(session, learner.pk, by=request.user, how=How.CARD)
            except ValidationError as refusal:
                problem = " ".join(refusal.messages)
            if not problem:
                return redirect("content:register", session.pk)
            messages.error(request, problem)
        else:
            messages.error(request, _("This session is not on today. Choose one of the list."))
    context = {"person": identity(learner), "learner": learner, "sessions": found, "today": today}
    return render(request, "content/classes/card.html", context)
