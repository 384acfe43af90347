"""Pages of the phrases: one's own, a unit's for its administrator, and those of the portal to read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.people.public import units_of
from portal.places.public import names_of
from recognition.assessment.phrases import kept
from recognition.models import ReplyPhrase
from recognition.models.phrases import LONGEST
from recognition.officials import for_role
from recognition.refusals import Refused


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("officer", "administrator")
def phrases(request: HttpRequest) -> HttpResponse:
    """All phrases one may insert, and a form for another one; POST adds it."""
    typed, refusal = {"kind": request.GET.get("loai", ""), "text": "", "for": ""}, None
    if request.method == "POST":
        typed = {
            "kind": request.POST.get("kind", ""),
            "text": request.POST.get("text", ""),
            "for": request.POST.get("for", ""),
        }
        unit = next((one for one in kept.units_kept_by(request.user) if str(one.pk) == typed["for"]), None)
        try:
            if typed["for"] and unit is None:
                raise Refused(_("Only an administrator of this place keeps its phrases."))
            kept.add(request.user, typed["kind"], typed["text"], unit=unit)
            messages.success(request, _("The phrase is kept."))
            return redirect("recognition:phrases")
        except Refused as found:
            refusal = found
    return _show(request, typed, refusal)


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("officer", "administrator")
def phrase(request: HttpRequest, pk: int) -> HttpResponse:
    """One phrase: other words, or away with it. What was taken away stands in the form, so that it can be put back."""
    row = get_object_or_404(kept.phrases_kept_by(request.user), pk=pk)
    typed, refusal = {"kind": row.kind, "text": row.text}, None
    if request.method == "POST":
        if request.POST.get("act") == "remove":
            kept.remove(row, request.user)
            messages.success(
                request,
                _("The phrase is taken away. It still stands in the box below: “Keep the phrase” puts it back."),
            )
            return _show(request, {**typed, "for": str(row.unit_id or "")}, None)
        typed = {"kind": request.POST.get("kind", ""), "text": request.POST.get("text", "")}
        try:
            kept.change(row, request.user, typed["kind"], typed["text"], seen=request.POST.get("seen", ""))
            messages.success(request, _("The phrase is kept."))
            return redirect("recognition:phrases")
        except Refused as found:
            refusal = found
            row.refresh_from_db()
    context = {"row": row, "typed": typed, "refusal": refusal, "kinds": ReplyPhrase.Kind.choices, "longest": LONGEST}
    return render(request, "recognition/assessment/phrases/one.html", context, status=422 if refusal else 200)


def _show(request: HttpRequest, typed: dict, refusal: Refused | None) -> HttpResponse:
    mine = list(kept.phrases_kept_by(request.user).order_by("kind", "pk"))
    read = ReplyPhrase.objects.filter(unit__in=units_of(request.user, "officer")).exclude(
        pk__in=[row.pk for row in mine]
    )
    units = kept.units_kept_by(request.user)
    names = names_of([*{unit.pk for unit in units}, *{row.unit_id for row in (*mine, *read) if row.unit_id}])
    context = {
        "own": [row for row in mine if row.owner_id],
        "of_units": [{"row": row, "where": names[row.unit_id], "mine": True} for row in mine if row.unit_id]
        + [{"row": row, "where": names[row.unit_id], "mine": False} for row in read[: kept.MOST]],
        "portal": kept.by_kind(kept.portal_phrases()),
        "kinds": ReplyPhrase.Kind.choices,
        "units": [(unit.pk, names[unit.pk]) for unit in units],
        "typed": typed,
        "refusal": refusal,
        "longest": LONGEST,
        "most": kept.MOST,
    }
    return render(request, "recognition/assessment/phrases/list.html", context, status=422 if refusal else 200)
