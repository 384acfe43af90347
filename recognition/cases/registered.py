"""Registration (đăng ký): said in the campaign's days for it, by the person or at the counter, or done by handing in."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import Learner, User, everyone, first_record, person_ids
from recognition.cases import lifecycle
from recognition.cases.campaigns import hold, must_be_running, open_windows
from recognition.models import Campaign, Case, Registration
from recognition.refusals import OutsideCampaign, WrongState
from recognition.titles.registry import title

_HANDED_IN = (lifecycle.SUBMITTED, lifecycle.RETURNED, lifecycle.CONFIRMED, lifecycle.NOT_ENOUGH)
_HANDED_IN += (lifecycle.RECOGNISED, lifecycle.REVOKED)


@dataclass(frozen=True)
class Counts:
    """How far the people of a campaign are: each number is a part of what it counts, not of the one before."""

    registered: int
    handed_in: int
    judged: int
    recognised: int


def registration_of(learner: Learner, campaign: Campaign) -> Registration | None:
    """The registration in force for the year of the campaign, under whichever record of the person."""
    rows = Registration.objects.filter(learner__in=person_ids(learner.pk), withdrawn_at=None)
    return rows.filter(title_key=campaign.title_key, year=campaign.year).first()


def may_register(campaign: Campaign | None) -> bool:
    """Whether today is one of the days for registering."""
    return campaign is not None and lifecycle.REGISTRATION in open_windows(campaign)


def register_until(learner: Learner, campaign: Campaign | None) -> date | None:
    """The last day for registering, for somebody who may today and has not; None otherwise."""
    if campaign is None or not may_register(campaign) or registration_of(learner, campaign) is not None:
        return None
    return campaign.registration_to


def register(learner: Learner, campaign: Campaign, by: User, *, on_behalf_of: bool) -> Registration:
    """Registers a person for the year; twice, as after a double press, is once, in the campaign of the present home.

    Raises OutsideCampaign.

    The caller has asked that `by` is the person, or serves the person, and that the person agreed to be recorded.
    """
    if not may_register(campaign):
        raise OutsideCampaign(_not_now(campaign))
    if title(campaign.title_key).subject != learner.kind:
        raise WrongState(_("This title is for others: choose a title that fits."))
    return _keep(learner, campaign, by, on_behalf_of=on_behalf_of, by_handing_in=False)


def _not_now(campaign: Campaign) -> str:
    if campaign.registration_to is None:
        return _("Nobody has to register for this campaign. Hand the case in while cases are taken.")
    days = {"first": _day(campaign.registration_from), "last": _day(campaign.registration_to)}
    if campaign.registration_from is None:
        return _("Registration is open until %(last)s. Handing in registers too.") % days
    return _("Registration is open from %(first)s to %(last)s. Handing in registers too.") % days


def _no_longer(campaign: Campaign) -> str:
    if campaign.closed_at or campaign.registration_to is None or timezone.localdate() <= campaign.registration_to:
        return _("A registration is taken back only in the days for registering.")
    return _("Registration ended on %(last)s, so it is not taken back any more.") % {
        "last": _day(campaign.registration_to)
    }


def _day(day) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def register_by_handing_in(case: Case, by: User, *, on_behalf_of: bool) -> None:
    """Whoever hands in is registered too; who registered before stays so."""
    _keep(first_record(case.learner), case.campaign, by, on_behalf_of=on_behalf_of, by_handing_in=True)


def _keep(learner: Learner, campaign: Campaign, by: User, **how: bool) -> Registration:
    with transaction.atomic():
        Learner.objects.select_for_update(of=("self",)).get(pk=learner.pk)
        must_be_running(hold(campaign))
        there = registration_of(learner, campaign)
        if there is not None:
            if there.campaign_id != campaign.pk:  # who moved is counted where the case goes
                there.campaign = campaign
                there.save(update_fields=["campaign"])
            return there
        row = Registration.objects.create(
            learner=learner, title_key=campaign.title_key, year=campaign.year, campaign=campaign, by=by, **how
        )
        append("campaign.registered", f"registration:{row.pk}", by=by, details={"campaign": campaign.pk, **how})
    return row


def take_back(registration: Registration, by: User) -> None:
    """Takes a registration back in the days for registering, as long as the case lies with nobody. Twice is once.

    Raises WrongState, OutsideCampaign: what is counted after the closing day stays counted.
    """
    with transaction.atomic():
        person = first_record(registration.learner)
        Learner.objects.select_for_update(of=("self",)).get(pk=person.pk)  # handing in waits, or came first and is seen
        row = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
        if row.withdrawn_at is not None:
            return
        cases = Case.objects.filter(learner__in=person_ids(row.learner_id), title_key=row.title_key, year=row.year)
        if cases.filter(state__in=_HANDED_IN).exists():
            raise WrongState(_("The case is handed in. Take the case back first, then the registration."))
        if not may_register(hold(row.campaign)):
            raise OutsideCampaign(_no_longer(row.campaign))
        row.withdrawn_at, row.withdrawn_by = timezone.now(), by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        append("campaign.unregistered", f"registration:{row.pk}", by=by)


def follow(case: Case) -> None:
    """The registration goes with its case to another campaign of the year. Inside the act that moves the case."""
    rows = Registration.objects.filter(learner__in=person_ids(case.learner_id), withdrawn_at=None)
    rows.filter(title_key=case.title_key, year=case.year).update(campaign=case.campaign)


def counts_of(campaign: Campaign) -> Counts:
    """Registered, handed in, judged, recognised: numbers of the whole campaign. Two questions."""
    with everyone("administrators read how many people a campaign has, not who"):
        registered = Registration.objects.filter(campaign=campaign, withdrawn_at=None).count()
        found = Case.objects.filter(campaign=campaign).aggregate(
            handed_in=Count("pk", filter=Q(state__in=_HANDED_IN)),
            judged=Count("pk", filter=Q(state__in=_HANDED_IN, assessment__isnull=False)),
            recognised=Count("pk", filter=Q(state=lifecycle.RECOGNISED)),
        )
    return Counts(registered, **found)
