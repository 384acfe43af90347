"""Classes as their staff see them: today, a class, its sessions and people, what it counts for."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from content.classes import figures, planning, register
from content.classes.card_views import as_file
from content.classes.cards import Card, chosen
from content.classes.codes import address, drawn
from content.classes.forms import CallOffForm, ClassForm, MappingForm, NewSessionsForm, SessionForm
from content.classes.models import CentreClass, ClassSession
from content.classes.rights import centres_of, class_for, classes_of, session_for, with_guests, with_next
from content.workbooks import EXCEL


@login_required
@never_cache
def classes(request: HttpRequest) -> HttpResponse:
    """Today's sessions with the one act that is due, then all classes of the centres."""
    centres = centres_of(request.user)
    if not centres:
        raise PermissionDenied(_("This page is for the staff of a centre."))
    around, now = register.sessions_around(centres), timezone.now()
    today = [one for one in around if timezone.localdate(one.begins_at) == timezone.localdate()]
    due = next((one for one in today if one.ends_at > now), None)
    context = {
        "centres": centres,
        "today": today,
        "left_open": [one for one in around if one not in today],
        "due": due,
        "classes": with_next(classes_of(request.user), now).order_by("-pk")[:200],
        "now": now,
    }
    return render(request, "content/classes/classes.html", context)


@login_required
@never_cache
def class_new(request: HttpRequest) -> HttpResponse:
    """A new class of a centre."""
    centres = centres_of(request.user)
    if not centres:
        raise PermissionDenied(_("This page is for the staff of a centre."))
    form = ClassForm(request.POST or None, centres=centres)
    if request.method == "POST" and form.is_valid():
        centre = form.cleaned_data.get("centre") or centres[0]
        taught = planning.open_class(centre, form.cleaned_data["key"], form.values(), by=request.user)
        messages.success(request, _("The class is there. Now say when people meet."))
        return redirect("content:sessions_new", taught.pk)
    context = {"form": form, "centres": centres}
    return render(request, "content/classes/class_form.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
def class_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words of a class."""
    if request.method != "POST":
        return _class_words(request, class_for(request.user, pk))
    with transaction.atomic():
        return _class_words(request, planning.locked_class(class_for(request.user, pk)))


def _class_words(request: HttpRequest, taught: CentreClass) -> HttpResponse:
    """The form of a class: what was typed is compared with what stands there now, which nobody else changes meanwhile."""
    form = ClassForm(request.POST or None, centres=[], taught=taught)
    if form.is_bound and form.is_valid():
        planning.change_class(taught, form.values(), by=request.user)
        messages.success(request, _("The class is changed."))
        return redirect("content:class", taught.pk)
    context = {"form": form, "taught": taught}
    return render(request, "content/classes/class_form.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@with_guests(class_for)
def class_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A class with its sessions, its people and their hours: who is often away, nobody ranked."""
    taught = class_for(request.user, pk)
    sessions, people = figures.sessions_of(taught), figures.people_with_hours(taught)
    mapped = list(taught.alignments.all())
    last = next((one.session for one in reversed(sessions) if one.state == "closed"), None)
    context = {
        "taught": taught,
        "sessions": sessions,
        "people": people,
        "away": [one for one in people if one.away],
        "missed_last": len(figures.away_from(last)) if last else 0,
        "to_tell": _to_tell(request.GET) if people else "",
        "due": next((one for one in sessions if one.state == "now"), None),
        "mapped": mapped,
        "courses": figures.courses_learnt(taught),
        "may_approve": bool(mapped) and not taught.counts and not planning.chose(taught, request.user),
        "minutes": sum(one.session.minutes for one in sessions if not one.session.called_off_at),
    }
    return render(request, "content/classes/class.html", context)


def _changed(session: ClassSession, **more: str) -> HttpResponse:
    """Back to the class, which offers to tell its people what became of the session."""
    return redirect(f"{reverse('content:class', args=[session.taught_id])}?{urlencode({'buoi': session.pk} | more)}")


def _to_tell(said: Mapping[str, str]) -> str:
    """What the page of a message is asked for, after a session was changed or called off (`_changed`); else nothing."""
    wanted = {name: said[name][:32] for name in ("buoi", "loi", "tu") if name in said}
    return urlencode(wanted) if {"buoi", "loi"} <= wanted.keys() else ""


@login_required
@never_cache
def class_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """What the class is to count for; said before the first tick: somebody else has to agree."""
    taught = class_for(request.user, pk)
    form = MappingForm(request.POST or None, taught=taught)
    if request.method == "POST" and form.is_valid():
        if planning.map_class(taught, form.chosen(), by=request.user):
            messages.success(request, _("Kept. It counts once another member of staff has approved it."))
        return redirect("content:class", pk)
    return render(request, "content/classes/mapping.html", {"form": form, "taught": taught})


@login_required
@require_POST
def class_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's yes."""
    taught = class_for(request.user, pk)
    seen = [int(one) for one in request.POST.getlist("seen")[:200] if one.isdecimal() and len(one) < 10]
    try:
        planning.approve_class(taught, seen, by=request.user)
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Approved. Sessions closed from now on count for it."))
    return redirect("content:class", pk)


@login_required
@never_cache
@with_guests(class_for)
def class_excel(request: HttpRequest, pk: int) -> HttpResponse:
    """The class as a workbook."""
    taught = class_for(request.user, pk)
    answer = HttpResponse(figures.as_excel(taught), content_type=EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="lop-hoc-{taught.pk}.xlsx"'
    return answer


@login_required
@never_cache
@with_guests(class_for)
def class_cards(request: HttpRequest, pk: int) -> HttpResponse:
    """A card for everybody of the class, to print and cut: name and QR, which tells a stranger nothing.

    A POST gives the sheets as a file: all, or those who are ticked.
    """
    taught = class_for(request.user, pk)
    rows = register.people_of_class(taught)
    if request.method == "POST" and rows:
        place = str(taught.centre)
        cards = [Card(row.reference, row.name, row.birth_year, place) for row in rows]
        return as_file(chosen(cards, request.POST.getlist("who")))
    cards = [(row, drawn(address("content:card", row.reference))) for row in rows]
    return render(request, "content/classes/cards.html", {"taught": taught, "cards": cards})


@login_required
@never_cache
def sessions_new(request: HttpRequest, pk: int) -> HttpResponse:
    """One more session, or the same hour for some weeks."""
    taught = class_for(request.user, pk)
    form = NewSessionsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = planning.plan_sessions(
                taught, data["day"], data["begin"], data["end"], weeks=data["weeks"], **form.words()
            )
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("%(n)s sessions are in the timetable.") % {"n": made})
            return redirect("content:class", pk)
    context = {"form": form, "taught": taught}
    return render(request, "content/classes/sessions_new.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
def session_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time or place, or no session at all."""
    if request.method != "POST":
        return _session_page(request, session_for(request.user, pk))
    with transaction.atomic():
        return _session_page(request, planning.locked(session_for(request.user, pk)))


def _session_page(request: HttpRequest, session: ClassSession) -> HttpResponse:
    """The form of a session: what was typed is compared with what stands there now, which nobody else changes meanwhile."""
    off = CallOffForm(request.POST if "call_off" in request.POST else None)
    form = SessionForm(request.POST if request.method == "POST" and not off.is_bound else None, session=session)
    try:
        if off.is_bound and off.is_valid():
            planning.call_off(session, off.cleaned_data["why"].strip(), by=request.user)
            messages.success(request, _("The session is called off, and the timetable says so."))
            return _changed(session, loi="nghi")
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            begins, ends = planning.span(data["day"], data["begin"], data["end"])
            planning.change_session(session, begins, ends, form.words(), by=request.user)
            messages.success(request, _("The session is changed."))
            if (begins, ends, form.words()["place"]) == (session.begins_at, session.ends_at, session.place):
                return redirect("content:class", session.taught_id)
            return _changed(session, loi="doi", tu=f"{timezone.localtime(session.begins_at):%Y-%m-%dT%H:%M}")
    except ValidationError as problem:
        (off if off.is_bound else form).add_error(None, problem)
    context = {"form": form, "off": off, "session": session, "taught": session.taught}
    wrong = form.errors or off.errors
    return render(request, "content/classes/session_form.html", context, status=422 if wrong else 200)
