"""Page at the counter: two records that are one person, looked at side by side, joined with a proof, and taken back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.people.public import (
    Learner,
    LearnerAlias,
    everyone,
    find_people,
    helps,
    identities,
    identity,
    learner_by_reference,
    part,
    residence_of,
    units_of,
)
from recognition.decisions.joining import contradictions, held_by, join_people
from recognition.officials import for_role
from recognition.refusals import Refused, said_in

_SHOWN = 20
_PROOF = 200  # characters of what was seen, or of why two are not one


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("staff", "administrator")
def joining(request: HttpRequest, reference: str) -> HttpResponse:
    """`reference`: the record that the person goes on with. Names are typed by POST, so that none enters an address."""
    keep = get_object_or_404(Learner.objects.select_related("record__key"), reference=reference)
    if not helps(request.user, keep):
        raise Http404
    act, refusal = request.POST.get("act", ""), ""
    double = _double(request, keep)
    try:
        if act == "join" and double is not None:
            join_people(keep, double, by=request.user, proof=said_in(request.POST.get("proof"), _PROOF, "proof"))
            messages.success(request, _("The two are one person now. The second account has ended."))
            return redirect("recognition:joining", reference)
        if act == "part":
            _part(request, keep)
            return redirect("recognition:joining", reference)
    except ValidationError as problem:
        refusal = " ".join(problem.messages)
    except (Refused, PermissionDenied) as problem:
        refusal = str(problem)
    text = request.POST.get("name", "").strip()[:100]
    context = {
        "learner": keep,
        "person": identity(keep),
        "reference": reference,
        "text": text,
        "found": _found(request, keep, text) if text else None,
        "double": double,
        "sides": [_side(keep, _("Goes on")), _side(double, _("Second record"))] if double else [],
        "against": contradictions(keep, double) if double else [],
        "proof": request.POST.get("proof", ""),
        "refusal": refusal,
        "joined": _joined(keep),
    }
    return render(request, "recognition/decisions/joining.html", context, status=422 if refusal else 200)


def _double(request: HttpRequest, keep: Learner) -> Learner | None:
    """The record that was chosen: one that this user serves too, and not the same."""
    found = learner_by_reference(request.POST.get("double", "")[:22]) if request.POST.get("double") else None
    if found is None or found.pk == keep.pk or not helps(request.user, found):
        return None
    return found


def _found(request: HttpRequest, keep: Learner, text: str) -> list:
    units = units_of(request.user, "staff", "administrator")
    return [one for one in find_people(text, units=units).people if one.learner_id != keep.pk][:_SHOWN]


def _side(learner: Learner, column: str) -> dict:
    return {
        "column": column,
        "person": identity(learner),
        "home": residence_of(learner),
        "holds": held_by(learner),
        "account": learner.user_id,
    }


def _joined(keep: Learner) -> list[dict]:
    rows = list(LearnerAlias.objects.filter(learner=keep).select_related("joined_by").order_by("pk"))
    with everyone("names of records that were joined to a person at hand"):
        names = identities([row.alias for row in rows])
    return [{"row": row, "person": names.get(row.alias)} for row in rows]


def _part(request: HttpRequest, keep: Learner) -> None:
    number = request.POST.get("row", "")
    rows = LearnerAlias.objects.filter(learner=keep)
    row = rows.filter(pk=number).first() if number.isascii() and number.isdecimal() and len(number) < 18 else None
    if row is None:
        messages.info(request, _("This was taken back already."))
        return
    part(row, by=request.user, reason=said_in(request.POST.get("reason"), _PROOF, "reason"))
    messages.success(request, _("The two are two people again. Roles that ended do not come back by themselves."))
