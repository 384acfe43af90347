"""The pages of a sitting: staff sit somebody down, the device takes the code, the person says “Tôi học xong”."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content.classes.codes import in_threes
from content.classes.rights import centres_of
from content.sittings import acts
from content.sittings.middleware import FORGETS, KEY
from content.sittings.models import Ended, Sitting
from content.sittings.visitor import sitting_of
from portal.limits.public import Limit, closed_until, count, network_of, when
from portal.people.public import Learner, Residence, identities, identity, learner_by_reference, may_act_for
from portal.places.public import Centre
from portal.text.sent import address_here

WRONG = Limit("sitting-code", 30, 600)  # wrong codes from one network; a centre has one for all its devices
SHOWN = 100


def _staff_of(request: HttpRequest) -> list[Centre]:
    centres = centres_of(request.user)
    if not centres:
        raise PermissionDenied(_("This page is for the staff of a centre."))
    return centres


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def sit(request: HttpRequest, reference: str) -> HttpResponse:
    """One person is sat down: at this very device, from which staff are signed out, or at another one with a code."""
    centres, learner = _staff_of(request), learner_by_reference(reference)
    if learner is None or not learner.is_person or not may_act_for(request.user, learner):
        raise Http404
    code, problem = "", ""
    if request.method == "POST":
        try:
            row, code = acts.open_sitting(learner, _centre_of(learner, centres), by=request.user)
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
        else:
            if request.POST.get("act") == "here":
                return _seated(request, acts.begin(row))
    context = {
        "learner": learner,
        "person": identity(learner),
        "code": in_threes(code) if code else "",
        "address": settings.PUBLIC_URL + reverse("content:seat"),
        "minutes": int(acts.CODE_HOLDS.total_seconds() // 60),
        "idle": settings.SITTING_IDLE_MINUTES,
        "problem": problem,
    }
    return render(request, "content/sittings/sit.html", context, status=422 if problem else 200)


def _centre_of(learner: Learner, centres: list[Centre]) -> Centre:
    """Of the centres of who sits somebody down, the one where the person lives: its staff see the sitting and end it."""
    homes = set(Residence.objects.filter(learner=learner, valid_to=None).values_list("unit", flat=True))
    return next((one for one in centres if one.unit_id in homes), centres[0])


def _seated(request: HttpRequest, row: Sitting) -> HttpResponse:
    """The device is the person's from here on: nobody is signed in, and nothing of before is left in the session."""
    logout(request)
    request.session.flush()
    request.session[KEY] = str(row.uuid)
    answer = redirect("content:courses")
    answer["Clear-Site-Data"] = FORGETS
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def sittings(request: HttpRequest) -> HttpResponse:
    """Who learns at the devices of the centre now; staff end what somebody forgot to end."""
    open_now = acts.open_at(_staff_of(request))
    if request.method == "POST":
        wanted = request.POST.get("sitting", "")
        row = open_now.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 10 else None
        if row is not None and acts.end(row, Ended.STAFF, by=request.user):
            messages.success(request, _("Ended. The device shows nothing of it any more."))
        else:
            messages.info(request, _("This sitting is over already."))
        return redirect("content:sittings")
    rows = list(open_now[:SHOWN])
    known = identities([row.learner_id for row in rows])
    shown = [
        (row, known[row.learner_id].full_name if row.learner_id in known else row.learner.reference) for row in rows
    ]
    return render(request, "content/sittings/sittings.html", {"rows": shown})


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest) -> HttpResponse:
    """What a device of the centre shows to the next person: here the code that staff tell is typed."""
    if sitting_of(request) is not None:
        return redirect("content:courses")
    problem = ""
    if request.method == "POST":
        network = network_of(request)
        if shut := closed_until(WRONG, network):
            problem = _("Too many codes were tried. Go on at %(when)s, or ask the staff.") % {"when": when(shut)}
        elif row := acts.take(request.POST.get("code", "")[:20]):
            return _seated(request, row)
        else:
            count(WRONG, network)
            problem = _(
                "Nobody waits for this code. It holds for five minutes and for one device: ask the staff for a new one."
            )
    context = {"problem": problem, "over": getattr(request, "sitting_over", False)}
    return render(request, "content/sittings/seat.html", context, status=422 if problem else 200)


@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """“Tôi học xong”: the device forgets who was there."""
    row = sitting_of(request)
    if row is not None:
        acts.end(row, Ended.LEARNER)
        request.session.flush()
        messages.success(request, _("Finished. What was learnt is kept. The next person is welcome."))
    answer = redirect("content:seat")
    answer["Clear-Site-Data"] = FORGETS
    return answer


@never_cache
@require_GET
def still_there(request: HttpRequest) -> HttpResponse:
    """Asked a minute before the time is over; whoever does not press is taken for gone."""
    if sitting_of(request) is None:
        return redirect("content:seat")
    back = address_here(request, request.GET.get("ve", "")[:300], reverse("content:courses"))
    return render(request, "content/sittings/still_there.html", {"back": back})
