"""The counter: staff hand evidence in for somebody who cannot do it alone, and it is marked so."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.people.public import Learner, has_role, helps, person_ids
from portal.text.sent import whole
from portal.unsent.reading import typed_into
from recognition.cases.counter_step import standing_at_the_counter
from recognition.cases.state import title_state
from recognition.cases.submission import set_for
from recognition.evidence.adding import add, form_at
from recognition.evidence.asked import asked
from recognition.evidence.uploads import withdraw
from recognition.evidence.views import ALREADY_KEPT, tell_of_file
from recognition.models import Evidence
from recognition.officials import name_of
from recognition.refusals import Refused
from recognition.sets.publishing import criteria_of


def served(request: HttpRequest, reference: str) -> Learner:
    """A learner of the own commune's counter, for staff. Raises PermissionDenied, Http404."""
    if not has_role(request.user, "staff", "administrator"):
        raise PermissionDenied(_("Only centre staff work at the counter."))
    learner = get_object_or_404(Learner.objects.select_related("record"), reference=reference, kind="person")
    if not helps(request.user, learner):
        raise Http404
    return learner


@typed_into(form_at)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def counter_evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """Evidence of one learner of the own commune: first what the person has, then its form; the helper stays named."""
    learner = served(request, reference)
    if learner.user_id == request.user.pk:
        return redirect("recognition:evidence_list")
    now = asked(request.GET, criteria_of(set_for(learner)))
    if request.POST.get("act") == "withdraw":
        _take_back(request, learner)
        return redirect(request.path)
    form = None
    if now.kind is not None:
        form, added = add(request, learner, now)
        if added:
            if form.again:
                messages.info(request, ALREADY_KEPT)
            else:
                messages.success(request, _("The evidence is added, marked as entered on behalf."))
            tell_of_file(request, added)
            return redirect(request.path)
    state = title_state(learner)
    handed = {item.id: item for one in state.indicators for item in one.evidence if item.kind == "manual"}
    return render(
        request,
        "recognition/evidence/counter.html",
        {
            "reference": learner.reference,
            "name": name_of(learner),
            "state": state,
            "form": form,
            "asked": now,
            **standing_at_the_counter(learner, state),
            "handed": sorted(handed.values(), key=lambda item: item.id, reverse=True),
        },
        status=422 if form is not None and form.errors else 200,
    )


def _take_back(request: HttpRequest, learner: Learner) -> None:
    """Withdraws manual evidence of the learner; either answer becomes a message."""
    number = request.POST.get("evidence", "")
    rows = Evidence.objects.filter(learner__in=person_ids(learner.pk), kind=Evidence.Kind.MANUAL)
    row = rows.filter(pk=whole(number)).first()
    if row is None:
        messages.error(request, _("This evidence is not there any more."))
        return
    try:
        withdraw(row, request.user)
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The evidence is withdrawn. It no longer counts."))
