"""Pages of the recognition officer: the queue, and the way to the next case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.people.public import units_of
from portal.text.sent import whole
from recognition.assessment.queue import FILTERS, claim, next_in_queue, queue
from recognition.assessment.receiving import asked_of
from recognition.assessment.second.drawing import without_hidden
from recognition.assessment.wording import sent_on
from recognition.cases.rights import in_units
from recognition.models import Case
from recognition.officials import for_role, name_of, official_name
from recognition.refusals import Refused

PAGE = 20


def cases_of(user):
    """Handed-in cases of the units where the user is an officer: what all these pages may show."""
    return (
        Case.objects.filter(in_units(units_of(user, "officer")), submission__isnull=False)
        .exclude(state=Case.State.DRAFT)
        .select_related("learner__record__key", "campaign", "unit", "residential_group", "lease_holder")
        .select_related("submission__criteria_set", "assessment__assessor")
    )


@require_GET
@for_role("officer")
def queue_page(request: HttpRequest) -> HttpResponse:
    """Who waits, with filters and counts; below, what was judged lately."""
    which = request.GET.get("loc", "all")
    which = which if which in FILTERS else "all"
    waiting = queue(request.user, which)
    counts = {name: queue(request.user, name).count() for name in FILTERS}
    page = max(1, whole(request.GET.get("trang", ""), 6) or 1)
    rows = list(waiting[(page - 1) * PAGE : page * PAGE])
    now = timezone.now()
    lately = cases_of(request.user).filter(state__in=["confirmed", "returned", "not_enough"])
    lately = without_hidden(lately, request.user).order_by("-changed_at")[:8]
    return render(
        request,
        "recognition/assessment/queue.html",
        {
            "which": which,
            "counts": counts,
            "page": page,
            "more": counts[which] > page * PAGE,
            "rows": [
                {
                    "case": case,
                    "name": name_of(case.learner),
                    "days": (days := (now - case.submitted_at).days),
                    "sent": sent_on(case.submitted_at, days),
                    "held_by": official_name(case.lease_holder) if case.lease_until and case.lease_until > now else "",
                    "mine": case.lease_holder_id == request.user.pk,
                    "total": sum(float(v) for v in case.submission.proposed.values()),
                }
                for case in rows
            ],
            "asked": asked_of(request.user).count(),
            "lately": [{"case": case, "name": name_of(case.learner)} for case in lately],
        },
    )


@require_POST
@for_role("officer")
def next_case(request: HttpRequest) -> HttpResponse:
    """Takes the lease of the oldest case that nobody holds and opens it."""
    which = request.POST.get("loc", "all")
    last = cases_of(request.user).filter(pk=request.POST.get("sau") or 0).first()
    after = last
    while (case := next_in_queue(request.user, which, after)) is not None:
        try:
            claim(case, request.user)
            return redirect("recognition:case", case.pk)
        except Refused:  # held a moment ago, or a case this officer may not judge: the next one then
            after = case
    if last is not None and (next_in_queue(request.user, which) is not None):
        messages.info(request, _("That was the last one. Earlier cases still wait in the queue."))
    else:
        messages.success(request, _("No case waits for you."))
    return redirect("recognition:queue")
