"""The inspector's way. Every page reads; the only thing that is written is who looked at which paper."""

import json
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from learning_records import public as records
from portal.people.public import decrypt, has_role
from recognition.assessment.case_history import history_of, shown_names
from recognition.evidence.viewed import note_viewed
from recognition.evidence.views import file_answer
from recognition.evidence.wording import number, rule_told
from recognition.inspection.reading import (
    KINDS,
    cases_to_inspect,
    judged_of,
    kept_from,
    lines_to_inspect,
    points_of_case,
)
from recognition.models import Case, CriteriaSet, SubmittedItem
from recognition.officials import for_role, name_of
from recognition.sets.publishing import criteria_of


@never_cache
@require_GET
@for_role(*KINDS)
def inspect_line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of a decision: whom it recognises, the outcome, who judged, by which set, and what became of it."""
    rows = lines_to_inspect(request.user).select_related("decision__signer", "assessor", "assessment", "submission__by")
    line = get_object_or_404(rows, pk=pk)
    certificates = list(line.certificates.order_by("pk").prefetch_related("life__decision", "life__by"))
    names = shown_names([line.decision.signer, line.assessor, line.submission.by])
    published = CriteriaSet.objects.filter(key=line.set_key, version=line.set_version).first()
    context = {
        "line": line,
        "name": decrypt(line.name_encrypted),
        "points": [(code, number(Decimal(value))) for code, value in sorted(line.points.items())],
        "certificates": certificates,
        "signer": names[line.decision.signer_id],
        "assessor": names[line.assessor_id],
        "handed_in_by": names[line.submission.by_id] if line.submission.on_behalf_of else "",
        "published": published,
        "set": published.told if published else line.set_version,
    }
    return render(request, "recognition/inspection/line.html", context)


def _case(request: HttpRequest, pk: int) -> Case:
    case = get_object_or_404(cases_to_inspect(request.user), pk=pk)
    if kept_from(case, request.user):
        raise Http404
    return case


@never_cache
@require_GET
@for_role(*KINDS)
def inspect_case(request: HttpRequest, pk: int) -> HttpResponse:
    """A case as it was handed in and judged: each indicator with its three columns, its rules and its pieces."""
    case = _case(request, pk)
    submission, counted = case.submission, case.assessment
    if submission is None:
        raise Http404
    context = {
        "case": case,
        "submission": submission,
        "name": name_of(case.learner),
        "criteria": submission.criteria_set,
        "judged": judged_of(case, submission, counted),
        "points": points_of_case(submission, counted),
        "lines": case.decision_lines.select_related("decision"),
        "history": history_of(case, request.user),
        "reads_the_log": any(has_role(request.user, kind) for kind in ("administrator", "inspector")),
    }
    return render(request, "recognition/inspection/case.html", context)


def _item(case: Case, **wanted: object) -> SubmittedItem:
    return get_object_or_404(
        SubmittedItem.objects.filter(submission__case=case).select_related("upload", "submission"), **wanted
    )


@never_cache
@require_GET
@for_role(*KINDS)
def inspect_paper(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The file of a paper as it was handed in; who looked at it stands in the log."""
    found = _item(_case(request, pk), pk=item, upload__isnull=False)
    if found.upload is None:
        raise Http404
    answer = file_answer(request, found.upload, found.evidence_id)
    if answer.status_code == 200:
        note_viewed(f"item:{found.pk}", request.user, case=pk)
    return answer


@never_cache
@require_GET
@for_role(*KINDS)
def inspect_statement(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The record behind a piece that was handed in: as a sentence, and as it is stored; ?nguyen-van=1 sends its very bytes."""
    case = _case(request, pk)
    found = _item(case, pk=item, statement_id__isnull=False)
    stored = records.find(found.statement_id)
    if stored is not None and request.GET.get("nguyen-van"):
        answer = HttpResponse(stored.text.encode(), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="ban-ghi-{found.statement_id}.json"'
        return answer
    context = {
        "case": case,
        "item": found,
        "stored": stored,
        "sentence": records.sentence(stored.statement, get_language() or "vi") if stored else "",
        "rule": rule_told(criteria_of(found.submission.criteria_set), found.rule_id),
        "text": json.dumps(stored.statement, ensure_ascii=False, indent=2) if stored else "",
    }
    return render(request, "recognition/inspection/statement.html", context)
