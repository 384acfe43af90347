"""Pages of administrators: the rules of judging of a campaign, officers lent to its commune, and how far assessors agree."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import everyone, units_of
from portal.places.public import names_of
from recognition.assessment.case_history import shown_names
from recognition.assessment.rules import rules_of, set_rules
from recognition.assessment.rules_forms import LoanForm, RulesForm
from recognition.assessment.second.agreement import agreement
from recognition.assessment.second.loans import end_loan, lend
from recognition.cases.campaign_views import governed
from recognition.cases.campaigns import set_of
from recognition.cases.said import NOT_APPLICABLE
from recognition.models import Campaign, OfficerLoan, SecondMarking
from recognition.officials import for_role
from recognition.refusals import Refused
from recognition.sets.publishing import NoCriteriaSet, criteria_of


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def campaign_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """How the campaign judges beyond one officer a case."""
    row = get_object_or_404(governed(request.user), pk=pk)
    form = RulesForm(request.POST or None, rules=rules_of(row), targets=_by_targets(row))
    if request.method == "POST" and form.is_valid():
        try:
            set_rules(row, form.cleaned_data, by=request.user)
            messages.success(request, _("Kept. It holds for what is drawn from now on."))
            return redirect("recognition:campaign_rules", pk)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = _about(row) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "recognition/assessment/rules.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def campaign_loans(request: HttpRequest, pk: int) -> HttpResponse:
    """Officers lent to the commune of a campaign; the province's administrator lends and ends."""
    row = get_object_or_404(governed(request.user), pk=pk)
    may = bool(row.unit.parent_id) and units_of(request.user, "administrator").filter(pk=row.unit.parent_id).exists()
    loans = OfficerLoan.objects.filter(unit=row.unit).select_related("officer", "lent_by", "unit").order_by("-pk")[:50]
    form = LoanForm(request.POST if request.POST.get("act") == "lend" else None)
    refusal = None
    if request.method == "POST":
        try:
            if request.POST.get("act") == "end":
                number = request.POST.get("loan", "")
                loan = next((one for one in loans if str(one.pk) == number), None)
                if loan is None:
                    raise Refused(_("This loan is not one of this place."))
                end_loan(loan, by=request.user)
                messages.success(request, _("The loan is ended."))
                return redirect("recognition:campaign_loans", pk)
            if form.is_valid():
                data = form.cleaned_data
                lend(data["officer"], row.unit, data["first"], data["last"], data["reason"], by=request.user)
                messages.success(request, _("The officer is lent. The page for second markings shows the cases."))
                return redirect("recognition:campaign_loans", pk)
        except Refused as problem:
            refusal = problem
            if problem.field in form.fields and form.is_bound:
                form.add_error(problem.field, str(problem))
    names = shown_names(who for one in loans for who in (one.officer, one.lent_by))
    told = [(one, names[one.officer_id], names[one.lent_by_id]) for one in loans]
    context = _about(row) | {"form": form, "loans": told, "may": may, "refusal": refusal}
    return render(request, "recognition/assessment/loans.html", context,
                  status=422 if form.errors or refusal else 200)  # fmt: skip


@require_GET
@never_cache
@for_role("administrator")
def campaign_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """How often first and second assessors came to the same points, by indicator; nobody is named."""
    row = get_object_or_404(governed(request.user), pk=pk)
    with everyone("administrators read how often assessors agree, not about whom"):
        drawn = SecondMarking.objects.filter(submission__case__campaign=row)
        pairs = list(drawn.filter(compared_at__isnull=False).values_list("first_points", "second_points"))
        counts = {
            "drawn": drawn.count(),
            "compared": len(pairs),
            "settled": drawn.filter(settled_at__isnull=False).count(),
        }
    try:
        criteria = criteria_of(set_of(row))
    except NoCriteriaSet:  # then nothing was handed in either
        criteria = None
    read = [(_said(first), _said(second)) for first, second in pairs]
    wordings = {one.code: one.words("") for one in criteria.indicators} if criteria else {}
    found = agreement(read, list(wordings))
    context = (
        _about(row)
        | counts
        | {
            "rows": [(one, wordings[one.code]) for one in found],
            "few": any(one.few for one in found),
            "targets": bool(criteria and criteria.levels),
        }
    )
    return render(request, "recognition/assessment/agreement.html", context)


def _by_targets(row: Campaign) -> bool:
    """Whether cases of the campaign are judged by targets; of a campaign without a set nobody knows yet."""
    try:
        return bool(criteria_of(set_of(row)).levels)
    except NoCriteriaSet:
        return False


def _said(column: dict[str, str]) -> dict[str, Decimal | None]:
    """A column of a second marking as numbers; None: the target was left out."""
    return {code: None if text == NOT_APPLICABLE else Decimal(text) for code, text in column.items()}


def _about(row: Campaign) -> dict:
    return {"row": row, "where": names_of([row.unit_id]).get(row.unit_id, "")}
