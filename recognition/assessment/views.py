"""The cases that an officer may open, and the way to the next."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.text.sent import whole
from recognition.assessment.queue import claim, next_in_queue
from recognition.cases.rights import judged_by
from recognition.models import Case
from recognition.officials import for_role
from recognition.refusals import Refused


def cases_of(user):
    """Handed-in cases of the units where the user is an officer: what all these pages may show."""
    return (
        Case.objects.filter(judged_by(user), submission__isnull=False)
        .exclude(state=Case.State.DRAFT)
        .select_related("learner__record__key", "campaign", "unit", "residential_group", "lease_holder")
        .select_related("submission__criteria_set", "assessment__assessor")
    )


@require_POST
@for_role("officer")
def next_case(request: HttpRequest) -> HttpResponse:
    """Takes the lease of the oldest case that nobody holds and opens it."""
    which = request.POST.get("loc", "all")
    last = cases_of(request.user).filter(pk=whole(request.POST.get("sau", "")) or 0).first()
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
