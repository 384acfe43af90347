"""Old pages and second presses on what was settled or answered meanwhile: the truth in a sentence, and nothing typed is lost."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.people.public import accounts_of
from portal.unsent.views import left_over
from recognition.assessment.second.loans import units_to_mark_again
from recognition.cases.rights import in_units
from recognition.models import Assessment, ReviewRequest, SecondMarking


def done_meanwhile(request: HttpRequest, kind: type[SecondMarking] | type[ReviewRequest], pk: int) -> HttpResponse:
    """Back to the list with words, for a case that once waited here; with what was typed, where it did not arrive.

    `pk`: number of the case. Raises Http404 where the user may not mark again, or nothing of this kind was ever asked.
    """
    there = kind.objects.filter(in_units(units_to_mark_again(request.user), "submission__case__"), submission__case=pk)
    if not there.exists():
        raise Http404
    told = _(
        "Nothing is left to do here: the case was settled or answered, or has moved on since this page was opened."
    )
    left = {} if _arrived(request, kind, pk) else left_over(request)
    if any(left.values()):
        return render(request, "recognition/assessment/second/past.html", left, status=409)
    messages.info(request, told)
    return redirect("recognition:second_list")


def _arrived(request: HttpRequest, kind: type[SecondMarking] | type[ReviewRequest], pk: int) -> bool:
    """Whether it is the second press of a form whose first one ended the user's own marking."""
    of = Assessment.Kind.SECOND if kind is SecondMarking else Assessment.Kind.REVIEW
    mine = Assessment.objects.filter(
        submission__case=pk, kind=of, state=Assessment.State.ENDED, assessor__in=accounts_of(request.user)
    )
    return request.POST.get("act") == "end" and mine.filter(words=request.POST.get("words", "").strip()).exists()
