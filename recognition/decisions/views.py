"""Pages of the signer: one list, one decision with number and date, files to sign."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import decrypt_all, units_of
from portal.text.days import DayField
from recognition.assessment.case_history import shown_names
from recognition.cases import lifecycle
from recognition.cases.handed_in import points_of
from recognition.cases.rights import in_units
from recognition.certificates.bodies import as_on
from recognition.certificates.review.reviews import waiting_for
from recognition.decisions import signing
from recognition.decisions.drafts import drafts_for, drafts_of_cases
from recognition.decisions.ending import ENDING
from recognition.decisions.lines import read_all
from recognition.decisions.list_rows import rows_of
from recognition.decisions.printing import FORMS, PAPERS, facts_of_decision, papers_of
from recognition.decisions.recording import BASIS, with_symbol
from recognition.decisions.shown import mark_of, parts_of
from recognition.decisions.words import symbol_of
from recognition.models import Case, Decision, DecisionDraft, IssuingBody
from recognition.officials import for_role, name_of
from recognition.refusals import Refused, StaleList
from recognition.titles import registry

SHOWN, LISTED = 200, 20  # people on one page and in one decision that was ticked there; drafts


class DecisionForm(forms.Form):
    """Number and date as they stand in the agency's own register."""

    body = forms.ChoiceField(label=gettext_lazy("Deciding body"), widget=forms.RadioSelect)
    number = forms.CharField(
        label=gettext_lazy("Number of the decision"),
        max_length=60,
        help_text=gettext_lazy("As it stands in the register; of digits alone the symbol is added."),
        error_messages={"required": gettext_lazy("Write the number, for example 128.")},
    )
    date = DayField(
        label=gettext_lazy("Date of the decision"),
        help_text=gettext_lazy("Day, month, year: 20/11/2026."),
        error_messages={
            "required": gettext_lazy("Write the date of the decision, for example 20/11/2026."),
            "invalid": gettext_lazy("This day does not exist. Write day/month/year, for example 05/03/2026."),
        },
    )
    basis = forms.CharField(
        label=gettext_lazy("Basis (may stay empty)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, bodies, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [(str(body.pk), as_on(body, timezone.localdate()).name) for body in bodies]

    def number_of(self, body: IssuingBody) -> str:
        """The number as it was typed; of digits alone with the symbol of the body, so that it is one with the drafted paper's."""
        now = as_on(body, self.cleaned_data["date"])
        return with_symbol(self.cleaned_data["number"], symbol_of(body.kind, now))


def waiting(user):
    """Proposed cases of the units where the user signs."""
    return signing.waiting_list(units_of(user, "signer"))


@require_http_methods(["GET", "POST"])
@for_role("signer")
def sign_list(request: HttpRequest) -> HttpResponse:
    """The list of proposed cases; POST shows what is about to be recorded of the chosen ones, then records it.

    Acts: `sign` (look at it once more), `record`, `again` (back, with all that was typed), `all` and `none`.
    """
    bodies, act = list(signing.bodies_for(request.user)), request.POST.get("act", "sign")
    if request.method != "POST":
        return list_page(request)
    if act not in ("sign", "record"):  # without script: the page comes back ticked
        return list_page(request, typed_so_far(request))
    form = DecisionForm(request.POST, bodies=bodies)
    if not form.is_valid():
        return list_page(request, form, status=422)
    body = next(body for body in bodies if str(body.pk) == form.cleaned_data["body"])
    chosen = request.POST.getlist("cases")
    try:
        picked = list(waiting(request.user).filter(pk__in=_numbers(chosen)))
        if len(picked) != len(set(chosen)):
            raise StaleList(_("The list has changed meanwhile. Look at it again, then sign."))
        if act == "sign":
            return _look_once_more(request, form, body, picked)
        decision = _signed(request, form, body, picked)
    except Refused as problem:
        if isinstance(problem, StaleList) and (there := _signed_before(form, body, chosen, request.user)):
            messages.info(request, _("This decision is signed already, of the same people."))
            return redirect("recognition:sign_decision", there.pk)
        if problem.field in form.fields:
            form.add_error(problem.field, str(problem))
        return list_page(request, form, problem, 409 if isinstance(problem, StaleList) else 422)
    messages.success(request, _("Signed. The certificates are ready."))
    return redirect("recognition:sign_decision", decision.pk)


def _signed(request: HttpRequest, form: DecisionForm, body: IssuingBody, picked: list[Case]) -> Decision:
    said = form.cleaned_data
    seen = {case.pk: request.POST.get(f"seen-{case.pk}", "") for case in picked}
    number = form.number_of(body)
    return signing.sign(picked, body, number, said["date"], request.user, basis=said["basis"], seen=seen)


def _look_once_more(request: HttpRequest, form: DecisionForm, body: IssuingBody, picked: list[Case]) -> HttpResponse:
    """What is about to be recorded. Raises Refused for whatever would be refused then: it is tried, and taken back."""
    with transaction.atomic():
        decision = _signed(request, form, body, picked)
        title = decision.lines.values_list("title", flat=True).first()
        transaction.set_rollback(True)
    context = {
        "form": form,
        "decision": decision,
        "title": title,
        "rows": _rows(picked, None),
    }
    return render(request, "recognition/decisions/sign_record.html", context)


def list_page(
    request: HttpRequest, form: DecisionForm | None = None, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The list as it is now, with what was ticked and typed before."""
    bodies, act = list(signing.bodies_for(request.user)), request.POST.get("act", "")
    first = {"date": timezone.localdate().strftime("%d/%m/%Y"), "body": str(bodies[0].pk) if bodies else ""}
    chosen = request.POST.getlist("cases") if request.method == "POST" else None
    found = waiting(request.user)
    rows = _rows(list(found[:SHOWN]), {"all": None, "none": []}.get(act, chosen))
    prepared = drafts_for(request.user).filter(state=DecisionDraft.State.OPEN).annotate(many=Count("lines"))[:LISTED]
    signed = Decision.objects.filter(body__unit__in=units_of(request.user, "signer")).order_by("-signed_at")[:10]
    context = {
        "rows": rows,
        "many": len(rows) if len(rows) < SHOWN else found.count(),
        "form": form or DecisionForm(bodies=bodies, initial=first),
        "bodies": bodies,
        "refusal": refusal,
        "back": act == "again",
        "signed": signed,
        "drafts": prepared,
        "untold": _untold(request.user),
        "chosen": sum(row["chosen"] for row in rows),
        "free": sum(not row["draft"] for row in rows),
        "reviews_waiting": waiting_for(request.user).count(),
    }
    return render(request, "recognition/decisions/list.html", context, status=status)


def typed_so_far(request: HttpRequest) -> DecisionForm:
    """The form with what was typed, unasked: nothing of it is wrong yet."""
    bodies = list(signing.bodies_for(request.user))
    return DecisionForm(bodies=bodies, initial=_typed_so_far(request, bodies))


def _signed_before(form: DecisionForm, body: IssuingBody, chosen: list[str], user) -> Decision | None:
    try:
        return signing.signed_before(_numbers(chosen), body, form.number_of(body), form.cleaned_data["date"], user)
    except Refused:
        return None


def _numbers(chosen: list[str]) -> list[int]:
    return [int(one) for one in chosen if one.isascii() and one.isdecimal() and len(one) < 18]


def _untold(user) -> list:
    """Cases that were found wanting and told by no notice yet, as rows; the first few."""
    own = Case.objects.filter(in_units(units_of(user, "signer")), state=lifecycle.NOT_ENOUGH, notices=None)
    of = ("learner", "campaign", "unit__parent", "residential_group", "submission__criteria_set", "assessment")
    return rows_of(list(own.filter(assessment__isnull=False).select_related(*of).order_by("-judged_at", "pk")[:LISTED]))


def _typed_so_far(request: HttpRequest, bodies: list[IssuingBody]) -> dict[str, str]:
    typed = {name: request.POST.get(name, "")[:BASIS] for name in ("body", "number", "date", "basis")}
    return typed if typed["body"] or not bodies else typed | {"body": str(bodies[0].pk)}


def _rows(cases: list[Case], chosen: list[str] | None) -> list[dict]:
    """The rows by given names; `chosen`: numbers of those that are ticked, None for all."""
    rows = []
    officers = shown_names(case.assessment.assessor for case in cases)
    on_drafts = drafts_of_cases(cases)
    for row in rows_of(cases):
        case = row.case
        rows.append(
            {
                "case": case,
                "name": row.name,
                "born": row.born,
                "seen": mark_of(case, row.name),
                "verdict": row.verdict,
                "lowest": min(points_of(case.assessment.points).values()),
                "by": officers[case.assessment.assessor_id],
                "draft": on_drafts.get(case.pk),
                "chosen": case.pk not in on_drafts and (chosen is None or str(case.pk) in chosen),
            }
        )
    return rows


@require_http_methods(["GET", "POST"])
@for_role("signer")
def sign_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends one proposed case back to the officers, with a reason."""
    case, refusal = waiting(request.user).filter(pk=pk).first(), None
    if case is None:
        return _waits_no_longer(request, pk)
    if request.method == "POST":
        try:
            seen = _numbers([request.POST.get("version", "")])
            signing.send_back(case, request.POST.get("reason", ""), request.user, seen[0] if seen else 0)
            messages.success(request, _("Sent back to the officer: %(name)s.") % {"name": name_of(case.learner)})
            return redirect("recognition:sign")
        except Refused as problem:
            refusal = problem
    return render(
        request,
        "recognition/decisions/send_back.html",
        {
            "case": case,
            "name": name_of(case.learner),
            "refusal": refusal,
            "reason": request.POST.get("reason", ""),
            "version": Case.objects.values_list("version", flat=True).get(pk=case.pk),
        },
        status=422 if refusal else 200,
    )


def _waits_no_longer(request: HttpRequest, pk: int) -> HttpResponse:
    """Pressed twice, or an old page: the case went back, was signed or taken back meanwhile. 404 for any other number."""
    own = Case.objects.filter(in_units(units_of(request.user, "signer")), pk=pk, submission__isnull=False)
    if not own.exists():
        raise Http404
    messages.info(request, _("This case no longer waits to be signed."))
    return redirect("recognition:sign")


@require_GET
@for_role("signer", "officer")
def sign_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed decision: the list to print, and the certificate of each person."""
    units = units_of(request.user, "signer", "officer")
    decision = get_object_or_404(Decision.objects.filter(body__unit__in=units), pk=pk)
    lines = list(decision.lines.order_by("number", "pk").select_related("case").prefetch_related("certificates"))
    if decision.kind in ENDING:
        ended = [one.certificate for one in decision.endings.select_related("certificate__line__case")]
        names = decrypt_all(one.name_encrypted for one in ended)
        read_all([one.line for one in ended])
        rows = [{"line": one.line, "name": name, "certificates": [one]} for one, name in zip(ended, names, strict=True)]
        return _decision(request, decision, rows)
    rows = [
        {"line": line, "name": name, "certificates": list(line.certificates.all())}
        for line, name in zip(lines, read_all(lines), strict=True)
    ]
    return _decision(request, decision, rows)


def _decision(request: HttpRequest, decision: Decision, rows: list[dict]) -> HttpResponse:
    """The page; a list of groups has no years of birth, and says the grade or level beside the points."""
    of_groups = registry.title(decision.title_key).subject != "person"
    papers = [(name, PAPERS[name]) for name in papers_of(facts_of_decision(decision))] if rows else []
    parts = [] if decision.kind in ENDING else parts_of(len(rows))
    context = {
        "parts": parts,
        "issued": decision.kind not in ENDING and any(row["certificates"] for row in rows),
        "decision": decision,
        "rows": rows,
        "of_groups": of_groups,
        "papers": papers,
        "forms": tuple(FORMS),
    }
    return render(request, "recognition/decisions/decision.html", context)
