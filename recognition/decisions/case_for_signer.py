"""The case as its signer sees it: what was handed in, what the officer gave, why, and the papers. Nothing is judged here."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.people.public import units_of
from portal.text.sent import whole
from recognition.assessment.case_history import shown_names
from recognition.assessment.case_views import item_of_case
from recognition.cases.handed_in import items_of, points_of, result_of
from recognition.cases.rights import in_units
from recognition.decisions.drafts import drafts_for
from recognition.decisions.shown import records_of_cases
from recognition.evidence.viewed import note_viewed
from recognition.evidence.views import file_answer
from recognition.models import Case, Mark, PaperVerdict
from recognition.officials import for_role, name_of
from recognition.sets.publishing import criteria_of


def _case(request: HttpRequest, pk: int) -> Case:
    """A case of the signer's places that an assessment has judged. Raises Http404."""
    rows = Case.objects.filter(in_units(units_of(request.user, "signer")), assessment__isnull=False)
    of = (
        "learner__record__key",
        "campaign",
        "unit",
        "residential_group",
        "submission__criteria_set",
        "assessment__assessor",
    )
    return get_object_or_404(rows.select_related(*of), pk=pk)


@require_GET
@never_cache
@for_role("signer")
def sign_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case, with a way back to the draft that it was opened from."""
    case = _case(request, pk)
    draft = drafts_for(request.user).filter(pk=whole(request.GET.get("du-thao", "")) or 0).first()
    record = records_of_cases([case]).get(case.pk)
    context: dict[str, Any] = {
        "case": case,
        "name": name_of(case.learner),
        "born": record.birth_year if record is not None and case.learner.is_person else None,
        "by": shown_names([case.assessment.assessor]).get(case.assessment.assessor_id, ""),
        "verdict": result_of(case.submission, case.assessment),
        "rows": _rows(case),
        "papers": _papers(case),
        "draft": draft,
    }
    return render(request, "recognition/decisions/case.html", context)


def _rows(case: Case) -> list[dict[str, Any]]:
    """Each indicator: said by the person, proposed by the rules, given, and why."""
    submission, given = case.submission, points_of(case.assessment.points)
    said, proposed = points_of(submission.self_points), points_of(submission.proposed)
    reasons = dict(Mark.objects.filter(assessment=case.assessment_id).order_by("pk").values_list("indicator", "reason"))
    return [
        {
            "code": one.code,
            "words": one.words(submission.subject_group),
            "said": said.get(one.code),
            "proposed": proposed.get(one.code),
            "given": given.get(one.code),
            "left_out": case.assessment.not_applicable.get(one.code, ""),
            "reason": reasons.get(one.code, ""),
        }
        for one in criteria_of(submission.criteria_set).indicators
    ]


def _papers(case: Case) -> list[dict[str, Any]]:
    verdicts = PaperVerdict.objects.filter(assessment=case.assessment_id).order_by("pk")
    refused = {one.item_id: one.reason if one.verdict == "refused" else "" for one in verdicts}
    items = [one for one in items_of(case.submission) if one.kind == "manual"]
    return [{"item": one, "refused": refused.get(one.pk, "")} for one in items]


@require_GET
@never_cache
@for_role("signer")
def sign_paper(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The file of a paper as it was handed in. Who looked at it is kept in the log."""
    case = _case(request, pk)
    found = item_of_case(case, str(item))
    if found is None or found.upload is None:
        raise Http404
    answer = file_answer(request, found.upload, found.evidence_id)
    if answer.status_code == 200:
        note_viewed(f"item:{found.pk}", request.user, case=case.pk)
    return answer
