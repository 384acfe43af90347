"""The register of a session on the phone: one form that is saved once, or, with a script, each tap sent at once."""

import re
from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from content.classes import marking
from content.classes.codes import code_of, in_threes
from content.classes.forms import ReasonForm
from content.classes.marking import NOT_HERE, REASON, Outcome, Wish
from content.classes.models import ClassSession, How, State
from content.classes.register import Roll, Row, names_of_staff, numbered, roll_of
from content.classes.rights import session_for, with_guests
from portal.people.public import everyone, first_record, learner_by_reference

_IS_CARD = re.compile(r"[A-Za-z0-9_-]{22}")
_WISHES = (State.PRESENT, State.LATE, State.ABSENT)


@login_required
@never_cache
@with_guests(session_for)
def session_register(request: HttpRequest, pk: int) -> HttpResponse:
    """The register. `act`: save, all (the others are present too), close, or close_so with people unmarked.

    What is marked on the page is saved first.
    """
    session = session_for(request.user, pk)
    outcomes, problem = [], ""
    if request.method == "POST":
        try:
            outcomes = _save(request, session)
            if not any(one.kind in (REASON, NOT_HERE) or one.before for one in outcomes):
                return _done(request, session, outcomes)
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
    session = session_for(request.user, pk)
    roll = roll_of(session)
    _tell(request, roll, outcomes)
    if problem:
        _keep(request, roll)
    number, of = numbered(session)
    open_still = bool(roll.rows) and _markable(session) and not session.closed_at
    context = {
        "session": session,
        "taught": session.taught,
        "roll": roll,
        "number": number,
        "of": of,
        "code": in_threes(code_of(session)),
        "problem": problem,
        "asks": "chot" in request.GET and _closable(session) and bool(roll.free) and request.method != "POST",
        "open_still": open_still,
        "begun": marking.has_begun(session),
        "early": _early(session),
        "reasons": ReasonForm.REASONS,
        "unsettled": [row for row in roll.rows if row.needs or row.before],
        "refused": any(row.needs for row in roll.rows),
    }
    wrong = problem or context["unsettled"]
    return render(request, "content/classes/register.html", context, status=422 if wrong else 200)


def _early(session: ClassSession) -> bool:
    """Whether its day has not come."""
    return timezone.localdate(session.begins_at) > timezone.localdate()


def _markable(session: ClassSession) -> bool:
    """Whether people can be marked in it: from its day on, unless it was called off."""
    return not (session.called_off_at or _early(session))


def _closable(session: ClassSession) -> bool:
    """Whether its register can be closed: it has begun, and is not closed."""
    return _markable(session) and marking.has_begun(session) and not session.closed_at


def _save(request: HttpRequest, session: ClassSession) -> list[Outcome]:
    roll = roll_of(session)
    wishes = [wish for row in roll.rows if (wish := _wish(request, row))]
    return marking.mark(session, wishes, by=request.user)


def _done(request: HttpRequest, session: ClassSession, outcomes: list[Outcome]) -> HttpResponse:
    act = request.POST.get("act")
    if act == "all":
        number = marking.mark_all(session, by=request.user)
        messages.success(request, _("%(n)s people more are marked as present.") % {"n": number})
    elif act == "close" and _closable(session) and roll_of(session).free:  # asked once: afterwards each needs a reason
        return redirect(f"{reverse('content:register', args=[session.pk])}?chot=hoi")
    elif act in ("close", "close_so"):
        if marking.close(session, by=request.user):
            messages.success(request, _("The register is closed, and the hours are recorded."))
        else:
            messages.info(request, _("The register was closed already."))
    else:
        kept = sum(one.kind == marking.KEPT for one in outcomes)
        messages.success(request, _("Saved: %(n)s marks.") % {"n": kept})
    return redirect("content:register", session.pk)


def _wish(request: HttpRequest, row: Row) -> Wish | None:
    """What the page asks for somebody: “seen.shown.wanted” in one field, so that only what was tapped is sent on."""
    seen, _dot, rest = request.POST.get(f"s-{row.reference}", "")[:40].partition(".")
    shown, _dot, wanted = rest.partition(".")
    if wanted not in _WISHES or shown == wanted or not (seen.isdecimal() and len(seen) < 7):
        return None
    return Wish(row.learner, wanted, int(seen), _reason(request, row.reference))


def _reason(request: HttpRequest, reference: str) -> str:
    given = {"why": request.POST.get(f"r-{reference}", ""), "words": request.POST.get(f"x-{reference}", "")[:150]}
    form = ReasonForm(given)
    return form.reason() if form.is_valid() else ""


def _tell(request: HttpRequest, roll: Roll, outcomes: Iterable[Outcome]) -> None:
    """Rows learn what was refused and what a mark met that the page had not shown."""
    rows = {row.learner: row for row in roll.rows}
    outcomes = list(outcomes)
    who = names_of_staff({one.before.by.pk for one in outcomes if one.before})
    for one in outcomes:
        row = rows.get(one.learner)
        if row is None:
            continue
        if one.kind == REASON:
            wish = _wish(request, row)
            row.again, row.needs = wish.state if wish else "", True
        if one.before:
            row.before = _("%(who)s marked “%(state)s” at %(time)s, after this page was opened.") % {
                "who": who.get(one.before.by.pk) or _("Somebody"),
                "state": State(one.before.state).label,
                "time": f"{timezone.localtime(one.before.at):%H:%M}",
            }


def _keep(request: HttpRequest, roll: Roll) -> None:
    """What was tapped stays tapped on a page that could not be saved."""
    for row in roll.rows:
        if wish := _wish(request, row):
            row.again = wish.state


@login_required
@require_POST
@with_guests(session_for)
def session_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap, sent by the page's script: the row as it stands now, and the counts. Sent twice it says the same."""
    session = session_for(request.user, pk)
    roll = roll_of(session)
    row = next((one for one in roll.rows if f"s-{one.reference}" in request.POST), None)
    wish = _wish(request, row) if row else None
    if row is None:
        return _gone()
    try:
        outcomes = marking.mark(session, [wish], by=request.user) if wish else []
    except ValidationError as refusal:
        return JsonResponse({"error": " ".join(refusal.messages)}, status=422)
    fresh = roll_of(session)
    _tell(request, fresh, outcomes)
    row = next((one for one in fresh.rows if one.reference == row.reference), None)
    if row is None:
        return _gone()
    context = {"row": row, "session": session, "reasons": ReasonForm.REASONS}
    return JsonResponse(
        {
            "row": render_to_string("content/classes/_row.html", context, request=request),
            "there": fresh.there,
            "free": fresh.free,
            "left": ngettext("%(n)s without a mark", "%(n)s without a mark", fresh.free) % {"n": fresh.free},
        }
    )


def _gone() -> JsonResponse:
    return JsonResponse({"error": _("This person is not in the class any longer. Load the page again.")}, status=409)


@login_required
@never_cache
@with_guests(session_for)
def session_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The list to print: names, boxes, room to sign."""
    session = session_for(request.user, pk)
    number, of = numbered(session)
    roll = roll_of(session)
    context = {"session": session, "taught": session.taught, "rows": roll.rows, "number": number, "of": of}
    return render(request, "content/classes/paper.html", context)


def _not_in_class(roll: Roll, text: str) -> str:
    """What a card is that nobody of the class holds, and what to do next."""
    if not _IS_CARD.fullmatch(text):
        return _(
            "This is no card of a person here: such a code has 22 letters and figures. Hold the learner's card before the camera, "
            "or type what stands below its code."
        )
    with everyone("a card shown at the counter may be of any commune, or an older one"):
        learner = learner_by_reference(text)
        if learner is None:
            return _("This code is not known. Look at each letter on the card again, or put the person in by name.")
        first = first_record(learner)
    if any(row.learner == first.pk for row in roll.rows):
        return _("This is an older card of somebody in the class. Tap the name in the register, and print a new card.")
    if learner_by_reference(text) is None:
        return _(
            "This card is of somebody from another commune, who is not in the class yet. Press “Put people in” and scan the card "
            "there, below “Somebody of another commune”; then scan it here again."
        )
    return _("This card belongs to nobody in the class. Add the person first, then scan again.")


@login_required
@never_cache
@with_guests(session_for)
def session_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Cards one after the other: by the camera, by a scanner that types, or typed."""
    session = session_for(request.user, pk)
    problem, text = "", request.POST.get("card", "").strip()[:300]
    if request.method == "POST":
        reference = text.rstrip("/").rpartition("/")[2]
        roll = roll_of(session)
        row = next((one for one in roll.rows if one.reference == reference), None)
        try:
            if row is None:
                problem = _not_in_class(roll, reference)
            else:
                problem = marking.mark_present(session, row.learner, by=request.user, how=How.CARD)
                if not problem:
                    messages.success(request, _("%(name)s: present.") % {"name": row.name})
                    return redirect("content:scan", pk)
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
    roll = roll_of(session)
    context = {"session": session, "taught": session.taught, "roll": roll, "problem": problem, "text": text}
    return render(request, "content/classes/scan.html", context, status=422 if problem else 200)
