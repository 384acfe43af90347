"""The page on which a refusal is told on paper: the notice as PDF or DOCX, then its number and date."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import units_of
from portal.text.sent import whole
from recognition.cases.rights import acting_for, in_units
from recognition.decisions.draft_views import RecordForm, deputies_on
from recognition.decisions.notices import TOLD_OF, mark_of_notice, record_notice, refusal_of
from recognition.decisions.papers import notice_paper
from recognition.decisions.printing import FORMS, file_of
from recognition.decisions.signing import bodies_for
from recognition.models import BodySigner, Case, IssuingBody
from recognition.officials import for_role, name_of
from recognition.refusals import Refused, StaleList

_FIRST = (IssuingBody.Kind.COMMITTEE, IssuingBody.Kind.AGENCY, IssuingBody.Kind.ASSOCIATION)


class NoticeForm(RecordForm):
    """Number and date, and who signed it."""

    deputy = forms.ChoiceField(label=gettext_lazy("Signed by"), required=False, widget=forms.RadioSelect)
    field_order = ("deputy", "number", "date")

    def __init__(self, *args, body: IssuingBody, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.deputies = {str(one.pk): one for one in deputies_on(body, today)}
        signers = [(key, f"KT.: {one.office} {one.name}") for key, one in self.deputies.items()]
        self.fields["deputy"].choices = [("", _("The head of the body")), *signers]
        self.fields["number"].label = _("Number of the notice")
        self.fields["date"].label = _("Date of the notice")


def _asked(request: HttpRequest, pk: int) -> tuple[Case, IssuingBody]:
    """A case of the signer's places that was found wanting, and the body that tells it. Raises Http404."""
    rows = Case.objects.filter(in_units(units_of(request.user, "signer")), state__in=TOLD_OF, assessment__isnull=False)
    of = (
        "learner__record__key",
        "campaign",
        "unit__parent",
        "residential_group",
        "submission__criteria_set",
        "assessment",
    )
    case = get_object_or_404(rows.select_related(*of), pk=pk)
    bodies = bodies_for(request.user).filter(unit__in=(case.unit_id, acting_for(case).pk))
    if not bodies:
        raise Http404
    return case, min(
        bodies, key=lambda one: _FIRST.index(one.kind)
    )  # the committee before the association of its place


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("signer")
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice of a case. POST records number and date of the signed one."""
    case, body = _asked(request, pk)
    told, row = refusal_of(case, body)
    form = NoticeForm(request.POST or None, body=body)
    refusal = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = record_notice(
                case, body, said["number"], said["date"], request.user, request.POST.get("seen", ""), _deputy(form)
            )
            messages.success(request, _("Notice %(number)s is recorded.") % {"number": made.number})
            return redirect("recognition:notice", pk)
        except Refused as problem:
            refusal = problem
            if problem.field in form.fields:
                form.add_error(problem.field, str(problem))
    context = {
        "case": case,
        "name": name_of(case.learner),
        "told": told,
        "paper": notice_paper(told),
        "form": form,
        "forms": tuple(FORMS),
        "seen": mark_of_notice(told, row),
        "refusal": refusal,
        "there": case.notices.filter(assessment=case.assessment_id).first(),
        "deputies": list(form.deputies.values()),
    }
    status = 409 if isinstance(refusal, StaleList) else 422 if refusal or form.errors else 200
    return render(request, "recognition/decisions/notice.html", context, status=status)


def _deputy(form: NoticeForm) -> BodySigner | None:
    return form.deputies.get(form.cleaned_data["deputy"])


@require_GET
@never_cache
@for_role("signer")
def notice_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The notice, with room for number and day until it is recorded."""
    case, body = _asked(request, pk)
    if form not in FORMS:
        raise Http404
    there = case.notices.filter(assessment=case.assessment_id).first()
    number, day = (there.number, there.date) if there else ("", None)
    deputy = body.deputies.filter(pk=whole(request.GET.get("kt", "")) or 0).first()
    told, _row = refusal_of(case, there.body if there else body, day, number, deputy)
    if there:  # as it was signed
        told = replace(told, signature=there.signature, signer_name=there.signer_name)
    answer = HttpResponse(file_of(notice_paper(told), form), content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="thong-bao-{pk}.{form}"'
    return answer
