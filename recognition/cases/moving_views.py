"""Pages with which a person, or staff for a person, registers for a campaign and asks that a case follows the new home."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.people.public import Learner, worded
from recognition.cases import registered, submission, transfer
from recognition.cases.views import own_learner, pages_of, served_at_the_counter
from recognition.models import Case
from recognition.officials import for_role
from recognition.refusals import OutsideCampaign, Refused
from recognition.sets.publishing import CITIZEN


def transferred(request: HttpRequest, case: Case | None) -> str:
    """Asks for the case that the page showed, or takes that back, and says so. Raises Refused, Http404 without a case."""
    if case is None:
        raise Http404
    waiting = transfer.asked_for(case)
    if request.POST.get("act") == "cancel":
        if waiting is not None:
            transfer.cancel(waiting, request.user)
        return _("Nothing is asked any longer. The case stays where it is.")
    if waiting is not None:
        return _("This was asked already. The other commune has not answered yet.")
    transfer.ask(case, request.user, submission.shown_version(request.POST.get("version", "")))
    return _("It is asked.")


def registered_or_not(request: HttpRequest, learner: Learner, title_key: str = CITIZEN) -> str:
    """Registers for the running campaign, or takes that back, and says so. Raises Refused."""
    helped = submission.for_the_learner(learner, request.user)
    campaign = submission.campaign_of(learner, title_key)
    if campaign is None:
        raise OutsideCampaign(worded(_("No campaign is open where %(this)s is."), learner))
    if request.POST.get("act") == "take_back":
        row = registered.registration_of(learner, campaign)
        if row is not None:
            registered.take_back(row, request.user)
        return _("The registration is taken back.")
    with transaction.atomic():  # a yes holds until what rests on it is written
        submission.must_consent(learner)
        registered.register(learner, campaign, request.user, on_behalf_of=helped)
    return _("Registered for %(year)s.") % {"year": campaign.year}


def _transfer(request: HttpRequest, learner: Learner, reference: str = "") -> HttpResponse:
    try:
        messages.success(request, transferred(request, submission.shown_case(learner, request.POST.get("case", ""))))
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect(pages_of(reference)["submit"])


def _register(request: HttpRequest, learner: Learner, reference: str = "") -> HttpResponse:
    try:
        messages.success(request, registered_or_not(request, learner))
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect(pages_of(reference)["submit"])


@require_POST
@login_required
def transfer_own(request: HttpRequest) -> HttpResponse:
    """The own case to the own new commune."""
    return _transfer(request, own_learner(request))


@require_POST
@for_role("staff", "administrator")
def transfer_at_the_counter(request: HttpRequest, reference: str) -> HttpResponse:
    """The same, asked by staff where the person lives now."""
    return _transfer(request, served_at_the_counter(request, reference), reference)


@require_POST
@login_required
def register_own(request: HttpRequest) -> HttpResponse:
    """Registers oneself, or takes that back."""
    return _register(request, own_learner(request))


@require_POST
@for_role("staff", "administrator")
def register_at_the_counter(request: HttpRequest, reference: str) -> HttpResponse:
    """Registers a person who came, or takes that back."""
    return _register(request, served_at_the_counter(request, reference), reference)
