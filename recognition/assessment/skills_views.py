"""Digital skills in the officer's case: what is shown and why, what a paper shows, the confirmed sheet."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.people.public import person_ids
from portal.text.days import read_day
from portal.text.sent import whole
from recognition.assessment.second.drawing import hidden_from
from recognition.assessment.three_people import must_assess
from recognition.assessment.views import cases_of
from recognition.models import Case, Evidence, RequirementSet, SkillJudgement
from recognition.officials import for_role, name_of
from recognition.refusals import Refused
from recognition.skills import confirming
from recognition.skills.state import judgements_of
from recognition.skills.told import first_state

PAPERS = 60  # the newest papers of a person that can be chosen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_role("officer")
def case_skills(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; POST does the one act whose button was pressed."""
    case = get_object_or_404(cases_of(request.user), pk=pk)
    if not case.learner.is_person:
        raise Http404
    if hidden_from(case, request.user):
        return redirect("recognition:second", pk)
    if request.method == "POST":
        try:
            messages.success(request, _done(request, case))
            return redirect("recognition:case_skills", pk)
        except Refused as refusal:
            return _page(request, case, refusal)
    return _page(request, case)


def _page(request: HttpRequest, case: Case, refusal: Refused | None = None) -> HttpResponse:
    try:
        must_assess(case, request.user)
        may = ""
    except Refused as reason:
        may = str(reason)
    typed = request.POST if refusal else {}
    context = {
        "case": case,
        "name": name_of(case.learner),
        "k": first_state(case.learner),
        "may_not": may,
        "refusal": refusal,
        "papers": _papers(case)[:PAPERS],
        "kinds": SkillJudgement.Kind.choices,
        "judgements": judgements_of(case.learner),
        "typed": typed,
        "ticked": request.POST.getlist("codes") if refusal else [],
    }
    return render(request, "recognition/assessment/skills.html", context, status=422 if refusal else 200)


def _papers(case: Case):
    rows = Evidence.objects.filter(
        learner__in=person_ids(case.learner_id), kind=Evidence.Kind.MANUAL, withdrawn_at=None
    )
    return rows.order_by("-happened_at", "-pk")


def _done(request: HttpRequest, case: Case) -> str:
    """Does the act and says what was done. Raises Refused."""
    must_assess(case, request.user)
    sent, act = request.POST, request.POST.get("act", "")
    if act.startswith("take-back:"):
        confirming.take_back(case.learner, whole(act.partition(":")[2]) or 0, request.user)
        return _("It counts no longer.")
    if act == "judge":
        yes = {"yes": True, "no": False}.get(sent.get("answer", ""))
        if yes is None:
            raise Refused(_("Choose yes or no."), "judgement")
        day, note = _day(sent.get("judged_day", ""), "judged_day"), sent.get("judged_note", "")
        confirming.judge(case.learner, sent.get("judgement", ""), yes, day, request.user, note)
        return _("Your word about the person is kept.")
    row = RequirementSet.objects.filter(pk=whole(sent.get("set", "")) or 0).first()
    if row is None:
        raise Refused(_("This list of skills is not there any more. Load the page again."))
    if act == "say":
        return _said(request, case, row)
    if act == "confirm":
        sheet = confirming.confirm(case.learner, row, case.unit, request.user, whole(sent.get("shown", "")) or 0)
        return _("Confirmed: %(shown)s of %(all)s skills.") % {"shown": sheet.shown, "all": sheet.required}
    raise Refused(_("This button is not known. Load the page again."))


def _day(text: str, field: str) -> date:
    try:
        return read_day(text[:40])
    except ValueError:
        raise Refused(_("Write the day on which it was, as 05/02/2026."), field) from None


def _said(request: HttpRequest, case: Case, row: RequirementSet) -> str:
    sent, paper = request.POST, None
    if sent.get("paper"):
        paper = _papers(case).filter(pk=whole(sent["paper"]) or 0).first()
        if paper is None:
            raise Refused(_("This paper is not there any more. Choose another one."), "paper")
    made = confirming.say(
        case.learner, row, sent.getlist("codes")[:100], sent.get("kind", ""), _day(sent.get("day", ""), "day"), request.user,
        evidence=paper, note=sent.get("note", ""),
    )  # fmt: skip
    return (
        _("Kept: %(codes)s.") % {"codes": ", ".join(one.competence for one in made)}
        if made
        else _("It was kept already.")
    )
