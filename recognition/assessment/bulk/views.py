"""Pages of a bulk round: beginning one, its preview with the sample, what it brought about, and the way back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.places.public import names_of
from recognition.assessment.bulk import deciding
from recognition.assessment.bulk.preparing import LIMIT, campaigns_with_quiet_cases, open_round, prepare
from recognition.cases.subject_titles import campaign_titles
from recognition.models import BulkLine, BulkRound, Case
from recognition.officials import for_role, name_of
from recognition.refusals import Refused

LATELY = 5


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("officer")
def bulk(request: HttpRequest) -> HttpResponse:
    """Where quiet cases wait; POST begins a round. One that is open is gone on with."""
    found = campaigns_with_quiet_cases(request.user)
    refusal = None
    if request.method == "POST":
        chosen = next((row for row, _n in found if str(row.pk) == request.POST.get("campaign")), None)
        try:
            if chosen is None:
                raise Refused(_("No quiet case of this campaign waits for you any more. Load the page again."))
            return redirect("recognition:bulk_round", prepare(request.user, chosen).pk)
        except Refused as problem:
            refusal = problem
    names = names_of([row.unit_id for row, _n in found])
    titles = campaign_titles(row for row, _n in found)
    context = {
        "open": open_round(request.user),
        "campaigns": [
            {"row": row, "where": names.get(row.unit_id, ""), "title": titles[row.pk], "quiet": n} for row, n in found
        ],
        "lately": BulkRound.objects.filter(officer=request.user).exclude(state="open").order_by("-pk")[:LATELY],
        "limit": LIMIT,
        "refusal": refusal,
    }
    return render(request, "recognition/assessment/bulk/start.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("officer")
def bulk_round(request: HttpRequest, pk: int) -> HttpResponse:
    """One round of the officer: the sample, everybody in it, and its acts (decide, undo, drop)."""
    row = get_object_or_404(BulkRound.objects.select_related("campaign"), pk=pk, officer=request.user)
    refusal = None
    if request.method == "POST":
        try:
            return _act(request, row, request.POST.get("act", ""))
        except Refused as problem:
            refusal = problem
            row.refresh_from_db()
    return _show(request, row, refusal)


def _act(request: HttpRequest, row: BulkRound, act: str) -> HttpResponse:
    if act == "decide":
        done = deciding.decide(row, request.user)
        text = ngettext(
            "%(n)s case was proposed for recognition.", "%(n)s cases were proposed for recognition.", done.confirmed
        )
        messages.success(request, text % {"n": done.confirmed})
    elif act == "undo":
        n = deciding.undo_round(row, request.user)
        text = ngettext("Taken back: %(n)s case waits again.", "Taken back: %(n)s cases wait again.", n)
        messages.success(request, text % {"n": n})
    elif act == "drop":
        deciding.drop(row, request.user)
        messages.success(request, _("The round is given up. What was judged in its sample stays judged."))
        return redirect("recognition:bulk")
    else:
        raise Refused(_("This button is not known. Load the page again."))
    return redirect("recognition:bulk_round", row.pk)


def _show(request: HttpRequest, row: BulkRound, refusal: Refused | None) -> HttpResponse:
    lines = [{"line": line, "name": name_of(line.case.learner)} for line in deciding.lines_of(row)]
    drawn = deciding.sample_of(row) if row.state == BulkRound.State.OPEN else []
    sample = [{"line": one.line, "name": name_of(one.line.case.learner), "state": one.state} for one in drawn]
    done = [one for one in sample if one["state"] not in (deciding.WAITS, deciding.GONE)]
    missing = deciding.missing_of(row, drawn) if row.state == BulkRound.State.OPEN else None
    waiting = [one for one in sample if one["state"] == deciding.WAITS]
    context = {
        "row": row,
        "sample": sample,
        "judged": len(done),
        "next": waiting[0] if waiting else None,
        "ready": bool(sample) and missing is None,
        "missing": "" if refusal else missing,
        "rest": [one for one in lines if not one["line"].sampled],
        "confirmed": [one for one in lines if one["line"].result == BulkLine.Result.CONFIRMED],
        "left": [one for one in lines if one["line"].result == BulkLine.Result.LEFT],
        "left_out": _left_out(row),
        "limit": LIMIT,
        "refusal": refusal,
    }
    return render(request, "recognition/assessment/bulk/round.html", context, status=422 if refusal else 200)


def _left_out(row: BulkRound) -> list[dict]:
    """Who was quiet in the queue and is not in the round, with the reason; whoever moved out of sight is not shown."""
    cases = Case.objects.select_related("learner__record__key").in_bulk([number for number, _why in row.left_out])
    return [
        {"case": cases[number], "name": name_of(cases[number].learner), "why": why}
        for number, why in row.left_out
        if number in cases
    ]
