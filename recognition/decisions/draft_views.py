"""Pages of a decision before it has a number: its list, its words, its papers, and the recording of what was signed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.people.public import units_of
from portal.text.days import DayField
from portal.text.sent import whole
from recognition.assessment.case_history import shown_names
from recognition.certificates.bodies import as_on
from recognition.decisions import drafts, printing
from recognition.decisions.ending import ENDING
from recognition.decisions.ending_drafts import record_ending
from recognition.decisions.list_rows import BOTH, CALLS, rows_of
from recognition.decisions.recording import must_be_as_printed, record, with_symbol
from recognition.decisions.signing import bodies_for, waiting_list
from recognition.decisions.views import list_page, typed_so_far
from recognition.decisions.words import symbol_of, unwritten, without_brackets
from recognition.models import BodySigner, Decision, DecisionDraft, IssuingBody
from recognition.officials import for_role
from recognition.paper_numbers import number_of_paper
from recognition.refusals import Incomplete, Refused, StaleList
from recognition.titles import registry

SHOWN = 500  # people who wait and are not on the list, shown under it


def _numbers(texts: list[str]) -> list[int]:
    return [number for text in texts if (number := whole(text)) is not None]


def _draft(request: HttpRequest, pk: int) -> DecisionDraft:
    return get_object_or_404(drafts.drafts_for(request.user), pk=pk)


@require_POST
@for_role("signer")
def draft_make(request: HttpRequest) -> HttpResponse:
    """Makes a draft of the cases that are ticked."""
    body = bodies_for(request.user).filter(pk=whole(request.POST.get("body", "")) or 0).first()
    if body is None:
        return list_page(request, typed_so_far(request), Incomplete(_("Choose the body that decides."), "body"), 422)
    waiting = waiting_list(units_of(request.user, "signer"))
    chosen = waiting.filter(pk__in=_numbers(request.POST.getlist("cases"))).values_list("pk", flat=True)
    try:
        made = drafts.draft_of(list(chosen), body, request.user)
    except Refused as refusal:
        return list_page(request, typed_so_far(request), refusal, 422)
    return redirect("recognition:draft", made.pk)


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("signer", "officer")
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of a draft. POST keeps who is ticked and what is said of each, ticks all or nobody, or drops the draft."""
    row, refusal = _draft(request, pk), None
    if row.state == DecisionDraft.State.RECORDED:
        return redirect("recognition:sign_decision", row.decision_id)
    act = request.POST.get("act", "")
    if request.method == "POST" and act in ("keep", "drop"):
        try:
            if act == "drop":
                drafts.drop(row, request.user, _version(request))
                messages.success(request, _("The draft is dropped. Its cases wait for a decision as before."))
                return redirect("recognition:sign")
            drafts.choose(row, _numbers(request.POST.getlist("cases")), _said(request), request.user, _version(request))
            messages.success(request, _("The list is kept."))
            return redirect("recognition:draft", pk)
        except Refused as problem:
            refusal = problem
    row = _draft(request, pk)
    context = _list_of(row, request, act) | {"refusal": refusal}
    status = 200 if refusal is None else 409 if isinstance(refusal, StaleList) else 422
    return render(request, "recognition/decisions/draft.html", context, status=status)


def _version(request: HttpRequest) -> int:
    return whole(request.POST.get("version", "")) or 0


def _said(request: HttpRequest) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for name, text in request.POST.items():
        part, _dash, number = name.partition("-")
        if part in ("call", "note") and (pk := whole(number)) is not None:
            found.setdefault(pk, {})[part] = text
    return found


def _list_of(row: DecisionDraft, request: HttpRequest, act: str) -> dict[str, Any]:
    """What the page shows: who is on the list, then who waits beside it; what was ticked stays ticked after a refusal."""
    shown, of_people = printing.shown_of(row), registry.title(row.title_key).subject == "person"
    inside = list(shown.cases)
    also: list[Any] = []
    if row.kind == Decision.Kind.RECOGNISE and row.state == DecisionDraft.State.OPEN:
        here = Q(unit=row.body.unit_id) | Q(unit__parent=row.body.unit_id) | Q(unit__heir=row.body.unit_id)
        among = waiting_list(units_of(request.user, "signer", "officer")).filter(here)
        others = drafts.waiting_for(row, request.user, among).exclude(draft_line__draft=row)
        also = rows_of(list(others.select_related("unit__parent")[:SHOWN]))
    ticked, typed = _numbers(request.POST.getlist("cases")) if act == "keep" else None, _said(request)
    rows = []
    for one, on_it in [*((one, True) for one in inside), *((one, False) for one in also)]:
        checked = {"all": True, "none": False}.get(act, on_it if ticked is None else one.case.pk in ticked)
        said = {"call": one.call, "note": one.note} | typed.get(one.case.pk, {})
        rows.append({"row": one, "on_it": on_it, "checked": checked, "waits": one.case.state == "confirmed", **said})
    officers = shown_names(one["row"].case.assessment.assessor for one in rows if one["row"].case.assessment)
    for one in rows:
        judged = one["row"].case.assessment
        one["by"] = officers.get(judged.assessor_id, "") if judged else ""
    left = unwritten(row.words, proposed=row.proposing_body_id is not None)
    last = row.prints.order_by("-version").first()
    papers = printing.papers_of(printing.facts_of_draft(row, shown)) if shown.rows else {}
    return {
        "draft": row,
        "rows": rows,
        "endings": [] if row.kind == Decision.Kind.RECOGNISE else shown.rows,
        "chosen": sum(one["checked"] for one in rows),
        "unkept": act in ("all", "none"),
        "of_people": of_people,
        "calls": (*CALLS,),
        "both": BOTH,
        "left": left,
        "ready": shown.ready and not left,
        "forms": tuple(printing.FORMS),
        "papers": [(name, printing.PAPERS[name]) for name in papers],
        "printed": last,
        "as_printed": bool(last and last.version == row.version and last.digest == shown.digest),
        "body_now": as_on(row.body, timezone.localdate()),
        "note_most": drafts.NOTE,
    }


class WordsForm(forms.Form):
    """What papers say beside their list; one line each where there are several."""

    grounds = forms.CharField(
        label=gettext_lazy("Grounds"),
        help_text=gettext_lazy("One a line, without “Căn cứ” before and without a semicolon after."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )
    proposing_body = forms.ChoiceField(label=gettext_lazy("Proposing body"), required=False)
    proposer = forms.CharField(
        label=gettext_lazy("Who proposes, where no body is chosen"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("As the line “Theo đề nghị của …” says it."),
    )
    proposal_number = forms.CharField(
        label=gettext_lazy("Number of the proposal"), max_length=40, required=False,
        help_text=gettext_lazy("May stay empty until the proposing body's register gives it."),
    )  # fmt: skip
    proposal_date = DayField(label=gettext_lazy("Date of the proposal"), required=False)
    meeting = forms.CharField(
        label=gettext_lazy("Minutes that the proposal names"), max_length=300, required=False,
        help_text=gettext_lazy("Left out of the paper while it stands in brackets."),
    )  # fmt: skip
    office = forms.CharField(
        label=gettext_lazy("Who issues the certificates"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Empty: the article names nobody."),
    )
    who = forms.CharField(label=gettext_lazy("Who carries the decision out"), max_length=500, required=False)
    to = forms.CharField(
        label=gettext_lazy("Recipients"),
        help_text=gettext_lazy("One a line; the last one is where it is filed (Lưu: VT)."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    deputy = forms.ChoiceField(label=gettext_lazy("Signed by"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, draft: DecisionDraft, **kwargs: Any) -> None:
        first = {**draft.words, "proposal_number": draft.proposal_number, "proposal_date": _typed(draft.proposal_date)}
        first |= {part: "\n".join(draft.words.get(part, [])) for part in ("grounds", "to")}
        first |= {"proposing_body": str(draft.proposing_body_id or ""), "deputy": str(draft.deputy_id or "")}
        super().__init__(*args, initial=first, **kwargs)
        today = timezone.localdate()
        now = as_on(draft.body, today)
        self.others = {str(one.pk): one for one in _near(draft.body, today)}
        self.deputies = {str(one.pk): one for one in deputies_on(draft.body, today)}
        bodies = [(key, as_on(one, today).name) for key, one in self.others.items()]
        self.fields["proposing_body"].choices = [("", gettext_lazy("No body that is entered here")), *bodies]
        signers = [(key, f"KT. {now.signer_title}: {one.office} {one.name}") for key, one in self.deputies.items()]
        self.fields["deputy"].choices = [("", f"{now.signer_title} {now.signer_name}"), *signers]

    def words(self) -> drafts.Words:
        """What was typed."""
        said = self.cleaned_data
        parts = {part: said[part].splitlines() if part in ("grounds", "to") else said[part] for part in drafts.PARTS}
        number = number_of_paper(said["proposal_number"], "05/TTr-HKH") if said["proposal_number"].strip() else ""
        return drafts.Words(
            parts,
            self.deputies.get(said["deputy"]),
            self.others.get(said["proposing_body"]),
            number,
            said["proposal_date"],
        )


def _typed(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def _near(body: IssuingBody, day: date) -> list[IssuingBody]:
    """Other bodies in force of the same place or of one beneath: those that may propose."""
    places = Q(unit=body.unit_id) | Q(unit__parent=body.unit_id)
    running = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    return list(IssuingBody.objects.filter(places, running).exclude(pk=body.pk).order_by("name", "pk")[:SHOWN])


def deputies_on(body: IssuingBody, day: date) -> list[BodySigner]:
    """Who may sign for the head of the body on a day."""
    running = Q(valid_to=None) | Q(valid_to__gte=day)
    return list(body.deputies.filter(running, valid_from__lte=day).order_by("name"))


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("signer", "officer")
def draft_words(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a draft's papers. POST keeps them, or removes what stands in brackets."""
    row, refusal = _draft(request, pk), None
    if row.state != DecisionDraft.State.OPEN:
        return redirect("recognition:draft", pk)
    form = WordsForm(request.POST or None, draft=row)
    if request.method == "POST" and form.is_valid():
        try:
            words = form.words()
            if request.POST.get("act") == "unbracket":
                words = drafts.Words(
                    without_brackets(words.parts),
                    words.deputy,
                    words.proposing_body,
                    words.proposal_number,
                    words.proposal_date,
                )
            drafts.write_words(row, words, request.user, _version(request))
            messages.success(request, _("The words are kept."))
            return redirect("recognition:draft", pk)
        except Refused as problem:
            refusal = problem
            if problem.field in form.fields:
                form.add_error(problem.field, str(problem))
    left = unwritten(row.words, proposed=row.proposing_body_id is not None)
    version = _draft(request, pk).version
    context = {"draft": row, "form": form, "refusal": refusal, "left": left, "version": version}
    status = 422 if refusal or form.errors else 200
    return render(request, "recognition/decisions/draft_words.html", context, status=status)


@require_POST
@never_cache
@for_role("signer", "officer")
def draft_paper(request: HttpRequest, pk: int, which: str, form: str) -> HttpResponse:
    """A paper of the draft with room for number and day. That it was printed is kept, so it is asked for by a button."""
    row = _draft(request, pk)
    try:
        made = printing.print_draft(row, which, form, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("recognition:draft_words" if refusal.field == "words" else "recognition:draft", pk)
    except KeyError:
        raise Http404 from None
    return _file(made, f"{which}-du-thao-{pk}", form)


def _file(made: bytes, name: str, form: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=printing.FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@require_GET
@never_cache
@for_role("signer", "officer")
def decision_paper(request: HttpRequest, pk: int, which: str, form: str) -> HttpResponse:
    """A paper of a recorded decision, number and day filled in."""
    units = units_of(request.user, "signer", "officer")
    row = get_object_or_404(
        Decision.objects.filter(body__unit__in=units).select_related("body", "proposing_body"), pk=pk
    )
    paper = printing.papers_of(printing.facts_of_decision(row)).get(which)
    if paper is None or form not in printing.FORMS:
        raise Http404
    return _file(printing.file_of(paper, form), f"{which}-{pk}", form)


class RecordForm(forms.Form):
    """Number and date as they stand in the register."""

    number = forms.CharField(
        label=gettext_lazy("Number of the decision"),
        max_length=60,
        help_text=gettext_lazy("As it stands in the register; of digits alone the symbol is added."),
        widget=forms.TextInput(attrs={"class": "symbol", "autocomplete": "off"}),
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


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("signer")
def draft_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Number and date of the signed paper; first a summary to look at, then it is recorded."""
    row, refusal, summary = _draft(request, pk), None, None
    if row.state == DecisionDraft.State.RECORDED:
        messages.info(request, _("This draft is recorded already."))
        return redirect("recognition:sign_decision", row.decision_id)
    form = RecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, day = form.cleaned_data["number"], form.cleaned_data["date"]
        do = record if row.kind == Decision.Kind.RECOGNISE else record_ending
        try:
            if request.POST.get("act") == "record":
                made = do(row, number, day, request.user, _version(request))
                messages.success(request, _recorded(row))
                return redirect("recognition:sign_decision", made.pk)
            if request.POST.get("act") != "type":
                summary = _summary(row, number, day)
                _rehearse(lambda: do(row, number, day, request.user, _version(request)))
        except Refused as problem:
            refusal, summary = problem, None
            if problem.field in form.fields:
                form.add_error(problem.field, str(problem))
    try:
        printed = must_be_as_printed(row, row.version)
    except StaleList as problem:
        messages.error(request, str(problem))
        return redirect("recognition:draft", pk)
    status = 409 if isinstance(refusal, StaleList) else 422 if refusal or form.errors else 200
    context = {"draft": row, "form": form, "refusal": refusal, "summary": summary, "printed": printed}
    return render(request, "recognition/decisions/draft_record.html", context, status=status)


def _rehearse(recording: Callable[[], object]) -> None:
    """Records and takes it back, so that the summary never asks about what would be refused. Raises what recording does."""
    with transaction.atomic():
        recording()
        transaction.set_rollback(True)


def _recorded(row: DecisionDraft) -> str:
    if row.kind in ENDING:
        return _("Recorded. The check page of each certificate says so.")
    return _("Recorded. The certificates are ready.")


def _summary(row: DecisionDraft, number: str, day: date) -> dict[str, Any]:
    """What is about to be recorded, in the words of the paper. Raises Incomplete."""
    now = as_on(row.body, day)
    said = number_of_paper(with_symbol(number, symbol_of(row.body.kind, now)), "128/QĐ-UBND")
    if day > timezone.localdate():
        raise Incomplete(_("The date of the decision lies in the future."), "date")
    shown = printing.shown_of(row)
    rows = shown.rows
    return {
        "number": said,
        "date": day,
        "body": now.name,
        "many": len(rows),
        "first": rows[0].name if rows else "",
        "last": rows[-1].name if rows else "",
        "title": shown.title,
    }
