"""Pages with which a person, or staff for a person, registers for a campaign and asks that a case follows the new home."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.people.public import Learner
from recognition.cases import registered, submission, transfer
from recognition.cases.views import own_learner, pages_of, served_at_the_counter
from recognition.officials import for_role
from recognition.refusals import OutsideCampaign, Refused


def _transfer(request: HttpRequest, learner: Learner, reference: str = "") -> HttpResponse:
    """Asks for the case that the page showed, or takes that back; either answer becomes a sentence."""
    try:
        case = submission.shown_case(learner, request.POST.get("case", ""))
        if case is None:
            raise Http404
        waiting = transfer.asked_for(case)
        if request.POST.get("act") == "cancel":
            if waiting is not None:
                transfer.cancel(waiting, request.user)
            messages.success(request, _("Nothing is asked any longer. The case stays where it is."))
        elif waiting is not None:
            messages.info(request, _("This was asked already. The other commune has not answered yet."))
        else:
            transfer.ask(case, request.user, submission.shown_version(request.POST.get("version", "")))
            messages.success(request, _("It is asked."))
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect(pages_of(reference)["submit"])


def _register(request: HttpRequest, learner: Learner, reference: str = "") -> HttpResponse:
    """Registers for the running campaign, or takes that back."""
    try:
        helped = submission.for_the_learner(learner, request.user)
        campaign = submission.campaign_of(learner)
        if campaign is None:
            raise OutsideCampaign(_("No campaign is open where this person lives."))
        if request.POST.get("act") == "take_back":
            row = registered.registration_of(learner, campaign)
            if row is not None:
                registered.take_back(row, request.user)
            messages.success(request, _("The registration is taken back."))
        else:
            with transaction.atomic():  # a yes holds until what rests on it is written
                submission.must_consent(learner)
                registered.register(learner, campaign, request.user, on_behalf_of=helped)
            messages.success(request, _("Registered for %(year)s.") % {"year": campaign.year})
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
