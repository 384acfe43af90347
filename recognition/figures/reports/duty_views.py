"""The calendar of a place: dated duties and the last days of its campaigns, with how many days are left."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.audit.public import append
from portal.people.public import User, administers_everything, roles_held, units_of
from portal.places.public import Unit, commune_of_centres, names_of
from portal.text.sent import whole
from recognition.figures.reports.duties import Due, calendar_of, duties
from recognition.figures.reports.report import title_name
from recognition.models import Campaign, DutyDone
from recognition.officials import for_role
from recognition.titles.registry import title

KEEPERS = ("administrator", "officer")
READERS = (*KEEPERS, "signer", "inspector")
PLACES = 20  # places with a calendar on one page: those in which the roles are held themselves
CAMPAIGNS = 20


@dataclass(frozen=True)
class Last:
    """The last day of a window of a campaign."""

    campaign: Campaign
    what: str
    title: str
    on: date
    left: int


@dataclass(frozen=True)
class Calendar:
    """What is due in one place."""

    unit: Unit
    name: str
    due: list[Due]
    windows: list[Last]
    keeps: bool


def calendars(user: User, today: date) -> list[Calendar]:
    """The calendars of the places where somebody holds a role. Four questions, however many places."""
    units = _own_places(user)
    names = names_of(units)
    done: dict[int, set[tuple[str, int]]] = {}
    for unit_id, key, year in DutyDone.objects.filter(unit__in=units).values_list("unit", "duty", "year"):
        done.setdefault(unit_id, set()).add((key, year))
    open_ = Campaign.objects.filter(unit__in=units, closed_at=None).order_by("-year", "pk")[:CAMPAIGNS]
    windows: dict[int, list[Last]] = {}
    for one in open_:
        windows.setdefault(one.unit_id, []).extend(_windows(one, today))
    kept = set(units_of(user, *KEEPERS).filter(pk__in=[one.pk for one in units]).values_list("pk", flat=True))
    return [
        Calendar(
            one,
            names.get(one.pk, ""),
            calendar_of(one.kind, today, frozenset(done.get(one.pk, ()))),
            sorted(windows.get(one.pk, []), key=lambda last: last.on),
            one.pk in kept,
        )
        for one in units
    ]


def _own_places(user: User) -> list[Unit]:
    """Where somebody holds a role; for whoever administers everything the commune of the centres."""
    held = {role.unit_id: role.unit for role in roles_held(user) if role.unit and role.kind in READERS}
    if not held and administers_everything(user):
        unit = commune_of_centres(Unit.objects.filter(kind=Unit.Kind.COMMUNE))
        return [unit] if unit else []
    return list(held.values())[:PLACES]


def _windows(campaign: Campaign, today: date) -> list[Last]:
    words = {
        "registration_to": _("last day for registering"),
        "submission_to": _("last day for handing in"),
        "assessment_to": _("last day for judging"),
        "decision_to": _("last day for deciding"),
    }
    name = title_name(title(campaign.title_key).set_key)
    found = ((text, getattr(campaign, field, None)) for field, text in words.items())
    return [Last(campaign, text, name, day, (day - today).days) for text, day in found if day and day >= today]


@never_cache
@require_GET
@for_role(*READERS)
def calendar(request: HttpRequest) -> HttpResponse:
    """What is due, the nearest first, place by place."""
    return render(
        request, "recognition/reports/calendar.html", {"calendars": calendars(request.user, timezone.localdate())}
    )


@require_POST
@for_role(*KEEPERS)
def duty_done(request: HttpRequest) -> HttpResponse:
    """Notes that a duty was done for a year; pressed twice it is noted once."""
    pk, year = whole(request.POST.get("unit", "")), whole(request.POST.get("year", ""), 4)
    key = request.POST.get("duty", "")
    unit = units_of(request.user, *KEEPERS).filter(pk=pk).first() if pk else None
    if (
        unit is None
        or year is None
        or key not in {one.key for one in duties()}
        or abs(year - timezone.localdate().year) > 2
    ):
        raise Http404
    mark_done(unit, key, year, request.user)
    messages.success(request, _("Noted. The next day of this duty is shown."))
    return redirect("recognition:calendar")


def mark_done(unit: Unit, key: str, year: int, by: User) -> None:
    """Keeps that a duty is done; what is kept already stays."""
    try:
        with transaction.atomic():
            row = DutyDone.objects.create(unit=unit, duty=key, year=year, by=by)
            append("duty.done", f"duty:{row.pk}", by=by, details={"duty": key, "year": year})
    except IntegrityError:
        return
