"""What the case's page asks while somebody works on it: papers, pages as pictures, what was typed, the officer's setting."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.text.sent import address_here
from portal.unsent.owner import FIELD, may_send
from recognition.assessment import drafts, marking
from recognition.assessment.case_views import item_of_case
from recognition.assessment.phrases.kept import phrases_for
from recognition.assessment.points_now import standing
from recognition.assessment.second.drawing import hidden_from
from recognition.assessment.settings import set_single_keys
from recognition.assessment.views import cases_of
from recognition.evidence.pictures import page_answer
from recognition.evidence.viewed import note_viewed
from recognition.evidence.views import file_answer
from recognition.models import Case, SubmittedItem
from recognition.officials import for_role
from recognition.refusals import Refused

MOST_SENT = 64 * 1024  # bytes: every box of a page full


@require_GET
@for_role("officer")
def paper_file(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The file of a paper as it was handed in; that the officer who holds the case had it open is kept."""
    case, found = _paper_of(request, pk, item)
    answer = file_answer(request, found.upload, found.evidence_id)
    if answer.status_code == 200:
        marking.note_opened(case, found, request.user)
        note_viewed(f"item:{found.pk}", request.user, case=case.pk)
    return answer


@require_GET
@for_role("officer")
def paper_page(request: HttpRequest, pk: int, item: int, page: int) -> HttpResponse:
    """A page of a PDF as a picture; that the officer who holds the case saw the paper is kept."""
    case, found = _paper_of(request, pk, item)
    file_at = reverse("recognition:paper_file", args=[pk, item])
    answer = page_answer(request, found.upload, page, file_at)
    if answer.status_code == 200:
        marking.note_opened(case, found, request.user)
        note_viewed(f"item:{found.pk}", request.user, case=case.pk)
    return answer


def _paper_of(request: HttpRequest, pk: int, item: int) -> tuple[Case, SubmittedItem]:
    case = get_object_or_404(cases_of(request.user), pk=pk)
    found = item_of_case(case, str(item))
    if found is None or found.upload is None or hidden_from(case, request.user):
        raise Http404
    return case, found


@never_cache
@require_POST
@for_role("officer")
def case_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps what was typed and answers with all that is kept, and with the bar as the points now stand.

    The body is JSON: `typed_by`, `submission`, `fields` (name -> [turn, text]), `chi-so`, `giay`. Turns before the answer's `since`
    are of an earlier judgement and were not taken. Answers 403 to the page of somebody else, 409 once the case no longer
    waits, 413 and 400 to what no page of ours sends.
    """
    case = get_object_or_404(cases_of(request.user), pk=pk)
    try:
        if len(request.body) > MOST_SENT:
            return JsonResponse({"error": _("That is too much at once.")}, status=413)
        told = json.loads(request.body)
        fields = {str(name): _kept(said) for name, said in dict(told["fields"]).items()}
        submission, owner = int(told["submission"]), str(told[FIELD])
        looked = {name: str(told.get(name, "")) for name in ("chi-so", "giay")}
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, RawPostDataException):
        # The last one: a form in parts, which something read before us.
        return JsonResponse({"error": _("This cannot be read.")}, status=400)
    if not may_send(owner, request.user):
        return JsonResponse({"error": _("Somebody else has signed in here.")}, status=403)
    if hidden_from(case, request.user):
        raise Http404
    try:
        kept = drafts.keep(case, request.user, submission, fields)
    except Refused as gone:
        return JsonResponse({"error": str(gone)}, status=409)
    now = standing(case, request.user, kept, chosen=looked["chi-so"], paper=looked["giay"])
    return JsonResponse(
        {
            "fields": {name: [one.turn, one.text] for name, one in kept.items()},
            "since": drafts.since_when(case),
            "bar": render_to_string("recognition/assessment/_bar.html", {"b": now}, request),
            "without": now.without,
        }
    )


def _kept(said: Any) -> drafts.Kept:
    turn, text = said
    if not isinstance(turn, int) or not 0 < turn <= drafts.MOST_TURN or not isinstance(text, str):
        raise ValueError(turn)
    return drafts.Kept(turn, text)


@never_cache
@require_GET
@for_role("officer")
def case_phrases(request: HttpRequest, pk: int) -> HttpResponse:
    """The phrases that this officer may insert on this case, by what they are for; asked when the words are first needed."""
    case = get_object_or_404(cases_of(request.user), pk=pk)
    found: dict[str, list[str]] = {}
    for one in phrases_for(request.user, case.unit):
        found.setdefault(one.kind, []).append(one.text)
    return JsonResponse({"phrases": found})


@require_POST
@for_role("officer")
def desk_keys(request: HttpRequest) -> HttpResponse:
    """Switches single keys on or off for this officer, and goes back to the page."""
    set_single_keys(request.user, request.POST.get("on") == "1")
    return redirect(address_here(request, request.POST.get("next", ""), "recognition:queue"))
