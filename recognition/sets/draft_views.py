"""Pages of administrators of the installation: a draft of a set, what is wrong with it, how it differs, its publication."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.people.public import changed_meanwhile, everyone
from portal.text.sent import whole
from recognition.criteria.words import Criteria
from recognition.models import Campaign, CriteriaSet, SetDraft
from recognition.refusals import Refused
from recognition.sets.difference_words import compared
from recognition.sets.draft_forms import DraftForm
from recognition.sets.drafts import (
    Examined,
    NotTried,
    Overtaken,
    drop,
    examine,
    keep,
    last_version,
    must_be_tried,
    publish_draft,
)
from recognition.sets.publishing import criteria_of, titles_of
from recognition.sets.set_views import for_the_installation
from recognition.sets.wording import unknown_texts

WHY = "whether there are cases to try a set on, not whose"
_EXCERPT = 120


@require_http_methods(["GET", "POST"])
@for_the_installation
def draft_new(request: HttpRequest) -> HttpResponse:
    """Begins a draft, empty or from a published version (?tu=)."""
    begun = CriteriaSet.objects.filter(pk=whole(request.GET.get("tu", ""))).first()
    form = DraftForm(request.POST or None, request.FILES or None, initial={"text": begun.text if begun else ""})
    if request.method == "POST" and form.is_valid():
        row = _kept(request, form, None)
        if row is not None:
            return redirect("recognition:set_draft", row.pk)
    status = 422 if form.errors else 200
    return render(request, "recognition/sets/draft.html", {"form": form, "from": begun}, status=status)


@require_http_methods(["GET", "POST"])
@for_the_installation
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with everything that is wrong with it, or how it differs from the last version. Saving keeps also what is wrong."""
    row = get_object_or_404(SetDraft, pk=pk)
    if row.published_id:
        return redirect("recognition:set", row.published_id)
    form = DraftForm(
        request.POST or None,
        request.FILES or None,
        initial={"text": row.text, "cases": row.cases, "seen": row.version},
    )
    if request.method == "POST" and form.is_valid() and _kept(request, form, row) is not None:
        return redirect("recognition:set_draft", row.pk)
    return _page(request, row, form)


def _kept(request: HttpRequest, form: DraftForm, row: SetDraft | None) -> SetDraft | None:
    data = form.cleaned_data
    name = data["file"].name if data.get("file") else ""
    try:
        kept = keep(row, data["text"], by=request.user, file_name=name, cases=data["cases"], seen=data.get("seen") or 0)
    except Overtaken:
        row.refresh_from_db()
        form.add_error(None, changed_meanwhile(f"set_draft:{row.pk}", request.user))
        form.data = form.data.copy()
        for name, value in (("seen", str(row.version)), ("text", data["text"]), ("cases", data["cases"])):
            form.data[name] = value
        return None
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return None
    messages.success(request, _("The draft is kept."))
    return kept


def _page(request: HttpRequest, row: SetDraft, form: DraftForm) -> HttpResponse:
    found = examine(row.text, row.file_name, row.cases)
    context = {"row": row, "form": form, "found": found, "wrong": _with_lines(row.text, found)}
    if found.criteria is not None:
        last = last_version(found.criteria.key)
        context |= {
            "criteria": found.criteria,
            "last": last,
            "compared": compared(criteria_of(last), found.criteria) if last else None,
            "unknown": unknown_texts(found.criteria),
            "untried": _untried(row, found.criteria),
            "trials": row.trials.all()[:10],
        }
    if form.is_bound and form.non_field_errors():
        context["now"] = row.text
    return render(request, "recognition/sets/draft.html", context, status=422 if form.errors else 200)


def _untried(row: SetDraft, criteria: Criteria) -> bool:
    with everyone(WHY):
        return must_be_tried(row, criteria)


def _with_lines(text: str, found: Examined) -> list[tuple]:
    """What is wrong, each with the words of its line."""
    lines = text.splitlines()
    return [
        (one, lines[one.line - 1].strip()[:_EXCERPT] if one.line and one.line <= len(lines) else "")
        for one in found.wrong
    ]


@require_POST
@for_the_installation
def draft_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drops a draft that nobody needs."""
    row = get_object_or_404(SetDraft, pk=pk)
    try:
        drop(row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The draft is dropped."))
    return redirect("recognition:sets")


@require_http_methods(["GET", "POST"])
@for_the_installation
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What publishing means, and the button that does it for good."""
    row, refusal = get_object_or_404(SetDraft, pk=pk), None
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            if request.POST.get("sure") != "yes":
                raise Refused(_("Tick that the set may never change afterwards, then publish."), "sure")
            with everyone(WHY):
                made = publish_draft(row, whole(seen, 9) or 0, by=request.user)
        except Refused as problem:
            refusal = problem
        else:
            messages.success(request, _("%(set)s is published.") % {"set": made})
            return redirect("recognition:set", made.pk)
    if row.published_id:
        return redirect("recognition:set", row.published_id)
    found = examine(row.text, row.file_name, row.cases)
    if found.criteria is None or found.wrong or row.dropped_at:
        return redirect("recognition:set_draft", row.pk)
    begun = Campaign.objects.filter(title_key__in=titles_of(found.criteria.key), criteria_set=None, closed_at=None)
    row.refresh_from_db()
    context = {
        "row": row,
        "criteria": found.criteria,
        "unknown": unknown_texts(found.criteria),
        "refusal": refusal,
        "untried": isinstance(refusal, NotTried) or _untried(row, found.criteria),
        "campaigns": begun.count(),
    }
    return render(request, "recognition/sets/publish.html", context, status=422 if refusal else 200)
