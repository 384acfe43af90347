"""Family by own declaration: officials declare it for a case they meet, see what they declared; administrators end mistakes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.people.public import units_of, worded
from recognition.assessment.case_history import shown_names
from recognition.assessment.kinship import declare, end_declaration
from recognition.cases.rights import in_units
from recognition.models import Case, KinshipDeclaration
from recognition.officials import for_role, name_of
from recognition.refusals import Refused

SHOWN = 200


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("officer", "signer")
def kinship_declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what a declaration does, and makes it on the second press."""
    case = get_object_or_404(
        Case.objects.select_related("learner__record__key"),
        in_units(units_of(request.user, "officer", "signer")),
        pk=pk,
        submission__isnull=False,
    )
    if request.method == "POST":
        declare(case.learner, request.user)
        messages.success(request, worded(_("Noted. The cases of %(this)s are left to others."), case.learner))
        return redirect("recognition:kinship")
    context = {"case": case, "name": name_of(case.learner)}
    return render(request, "recognition/assessment/kinship_declare.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("officer", "signer", "administrator")
def kinship(request: HttpRequest) -> HttpResponse:
    """What one declared oneself; for administrators also what officials of their places declared."""
    held = KinshipDeclaration.objects.filter(ended_at=None).select_related("learner__record__key", "official")
    own = held.filter(official=request.user)
    governed = units_of(request.user, "administrator")
    others = held.filter(official__roles__unit__in=governed).exclude(official=request.user).distinct()
    if request.method == "POST":
        row = next((one for one in (*own, *others) if str(one.pk) == request.POST.get("row", "")), None)
        try:
            if row is None:
                raise Refused(_("This declaration is not there any more."))
            end_declaration(row, request.user)
            messages.success(request, _("The declaration is ended."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("recognition:kinship")
    told = {"own": list(own[:SHOWN]), "others": list(others[:SHOWN])}
    names = shown_names(one.official for rows in told.values() for one in rows)
    context = {whose: [_told(one, names) for one in rows] for whose, rows in told.items()}
    return render(request, "recognition/assessment/kinship.html", context)


def _told(row: KinshipDeclaration, names: dict[int, str]) -> dict:
    return {"row": row, "name": name_of(row.learner), "official": names[row.official_id]}
