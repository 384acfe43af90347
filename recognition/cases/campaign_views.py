"""Pages of administrators: the campaigns of their places, making one, changing it, and its end."""

import hashlib
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.audit.public import stamp
from portal.people.public import User, everyone, for_role, units_of
from portal.places.public import names_of
from recognition.cases.campaign_forms import NAMES, CampaignForm
from recognition.cases.campaigns import Window, phase, set_of, windows_of
from recognition.cases.closing import close
from recognition.cases.planning import Stale, change, contradictions, impossible, plan
from recognition.cases.registered import counts_of
from recognition.cases.subject_titles import campaign_titles
from recognition.cases.timeline import Timeline, timeline
from recognition.models import Campaign, Case
from recognition.refusals import Refused
from recognition.sets.publishing import NoCriteriaSet

SHOWN = 200


def governed(user: User) -> QuerySet[Campaign]:
    """Campaigns of the places that the user administers."""
    rows = Campaign.objects.filter(unit__in=units_of(user, "administrator").values("pk"))
    return rows.select_related("unit", "criteria_set", "closed_by")


@require_GET
@never_cache
@for_role("administrator")
def campaigns(request: HttpRequest) -> HttpResponse:
    """All campaigns of the administrator's places: those that run first, then by year."""
    rows = list(governed(request.user).order_by("-closed_at", "-year", "submission_from")[:SHOWN])
    names, titles = names_of([row.unit_id for row in rows]), campaign_titles(rows)
    with everyone("administrators read how many cases a campaign has, not whose"):
        counts = dict(
            Case.objects.filter(campaign__in=[row.pk for row in rows]).values_list("campaign").annotate(Count("pk"))
        )
    told = [
        {"row": row, "where": names.get(row.unit_id, ""), "title": titles[row.pk], "phase": _phase(row),
         "cases": counts.get(row.pk, 0), "line": _line(row)}
        for row in rows
    ]  # fmt: skip
    running = [one for one in told if not one["row"].closed_at]
    return render(
        request,
        "recognition/cases/campaigns.html",
        {"running": running, "closed": [one for one in told if one["row"].closed_at]},
    )


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Makes a campaign: first press shows what it would bring about, the second makes it."""
    form = CampaignForm(request.POST or None, by=request.user)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def campaign_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a campaign as far as people have not handed in under it."""
    row = get_object_or_404(governed(request.user), pk=pk)
    if row.closed_at:
        messages.info(request, _("This campaign is closed: nothing of it changes any more."))
        return redirect("recognition:campaign", pk)
    return _form_page(request, CampaignForm(request.POST or None, by=request.user, campaign=row))


@require_GET
@never_cache
@for_role("administrator")
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: its days, how far its cases are, extensions, its end."""
    return _page(request, get_object_or_404(governed(request.user), pk=pk))


@require_POST
@never_cache
@for_role("administrator")
def campaign_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends the campaign with words for everybody whose case is still open."""
    row, words = get_object_or_404(governed(request.user), pk=pk), request.POST.get("words", "")
    try:
        ended = close(row, words, by=request.user)
    except Refused as refusal:
        return _page(request, row, refusal=refusal, words=words)
    text = ngettext(
        "The campaign is closed. %(n)s open case ended with your words.",
        "The campaign is closed. %(n)s open cases ended with your words.",
        ended,
    )
    messages.success(request, text % {"n": ended})
    return redirect("recognition:campaign", pk)


def _form_page(request: HttpRequest, form: CampaignForm) -> HttpResponse:
    values, warnings, looked, others = {}, [], False, []
    if form.is_bound and form.is_valid():
        values = form.values()
        for name, why in impossible(values).items():
            form.add_error(name, why)
    if form.is_bound and not form.errors:
        warnings, looked = contradictions(values), True
        if request.POST.get("act") == "save" and request.POST.get("warned") == _mark(warnings):
            try:
                return _saved(request, form, values)
            except Stale as refusal:
                form.campaign.refresh_from_db()
                others = form.other_now(form.campaign)
                form.add_error(None, str(refusal))
                form.data = form.data.copy()
                form.data["seen"] = stamp(form.campaign)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    elif form.campaign is not None and not form.is_bound:
        values = {name: value for name, value in form.initial.items() if name != "seen"}
    context = {"form": form, "campaign": form.campaign, "warnings": warnings, "looked": looked and not form.errors,
               "warned": _mark(warnings), "others": others, "told": what_people_see(values) if not form.errors else [],
               "line": _line_of(values) if not form.errors else None}  # fmt: skip
    return render(request, "recognition/cases/campaign_form.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, form: CampaignForm, values: dict[str, Any]) -> HttpResponse:
    if form.campaign is None:
        row = plan(values, by=request.user)
        messages.success(request, _("The campaign is made. People of this place see its days now."))
    else:
        data = form.cleaned_data
        row = change(form.campaign, values, data.get("reason", ""), data.get("seen", ""), by=request.user)
        messages.success(request, _("The campaign is changed."))
    return redirect("recognition:campaign", row.pk)


def _mark(warnings: list[str]) -> str:
    """Which warnings were read: whoever changes a day after reading them is shown the new ones first."""
    return hashlib.sha256("\n".join(warnings).encode()).hexdigest()[:12]


def what_people_see(values: dict[str, Any]) -> list[str]:
    """The sentences in which the days reach the people of the place."""
    get, found = values.get, []

    def say(text: str, **days: Any) -> None:
        found.append(text % {name: day.strftime("%d/%m/%Y") for name, day in days.items()})

    if get("registration_to"):
        say(_("Register until %(a)s."), a=get("registration_to"))
    if get("submission_from") and get("submission_to"):
        say(_("Hand your case in from %(a)s until %(b)s."), a=get("submission_from"), b=get("submission_to"))
    if get("evidence_from"):
        say(_("What you did before %(a)s does not count."), a=get("evidence_from"))
    if get("evidence_to"):
        say(_("What you do after %(a)s does not count."), a=get("evidence_to"))
    if get("assessment_to"):
        say(_("Officers judge until %(a)s. Whoever is asked for more can answer until then."), a=get("assessment_to"))
    if get("decision_to"):
        say(_("Decisions are made until %(a)s."), a=get("decision_to"))
    return found


def _line_of(values: dict[str, Any]) -> Timeline | None:
    windows = [
        (kind, str(label), Window(values.get(f"{kind}_from"), values.get(f"{kind}_to")))
        for kind, label in NAMES.items()
    ]
    return timeline([one for one in windows if one[2].first or one[2].last], timezone.localdate())


def _line(row: Campaign) -> Timeline | None:
    windows = windows_of(row) | {"evidence": Window(row.evidence_from, row.evidence_to)}
    told = [(kind, str(label), windows[kind]) for kind, label in NAMES.items() if kind in windows]
    return timeline([one for one in told if one[2].first or one[2].last], timezone.localdate())


def _phase(row: Campaign) -> tuple[str, str]:
    """Where it stands, as a word and the kind of its tag."""
    return {
        "before": (_("not yet open"), ""),
        "handing_in": (_("cases are taken"), "good"),
        "judging": (_("officers judge"), "new"),
        "frozen": (_("marks stand, waiting for its end"), "warn"),
        "closed": (_("closed"), ""),
    }[phase(row)]


def _page(request: HttpRequest, row: Campaign, *, refusal: Refused | None = None, words: str = "") -> HttpResponse:
    with everyone("administrators read how many cases a campaign has, not whose"):
        counts = dict(Case.objects.filter(campaign=row).values_list("state").annotate(Count("pk")))
    try:
        version = set_of(row)
    except NoCriteriaSet:
        version = None
    context = {
        "row": row,
        "where": names_of([row.unit_id]).get(row.unit_id, ""),
        "phase": _phase(row),
        "line": _line(row),
        "set": version,
        "people": counts_of(row),
        "counts": [(label, counts[state]) for state, label in Case.State.choices if counts.get(state)],
        "extensions": [(NAMES[one.window], one) for one in row.extensions.select_related("by")],
        "refusal": refusal,
        "words": words,
    }
    return render(request, "recognition/cases/campaign.html", context, status=422 if refusal else 200)
