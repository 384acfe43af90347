"""The case of a group, on one page: at the counter, and for the person who represents it. And its evidence."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.people.public import Learner, helps, represents
from recognition.cases import lifecycle, registered, submission
from recognition.cases.allowed import for_the_learner, must_consent
from recognition.cases.campaigns import open_windows, phase
from recognition.cases.message import said_last
from recognition.cases.said import NOT_APPLICABLE
from recognition.cases.state import IndicatorState, TitleState, title_state
from recognition.cases.subject_words import level_choices, result_words
from recognition.criteria.unknown import NotKnown
from recognition.criteria.words import Criteria
from recognition.evidence.adding import add
from recognition.evidence.asked import asked
from recognition.evidence.uploads import withdraw as withdraw_evidence
from recognition.evidence.views import tell_of_file
from recognition.evidence.wording import number
from recognition.models import Evidence
from recognition.officials import for_role, name_of
from recognition.refusals import Refused
from recognition.sets.publishing import NoCriteriaSet, criteria_of, current, shipped
from recognition.sets.wording import unknown_texts
from recognition.titles.registry import Title, titles_of


class Place:
    """Whose page it is: at the counter, or of the person who represents the group. Knows the addresses. One a request."""

    def __init__(self, request: HttpRequest, reference: str, title_key: str, *, own: bool) -> None:
        self.subject = get_object_or_404(
            Learner.objects.select_related("record__key", "represented_by").exclude(kind="person"), reference=reference
        )
        allowed = represents(request.user, self.subject) if own else helps(request.user, self.subject)
        titles = titles_of(self.subject.kind)
        found = [one for one in titles if one.key == title_key]
        if not allowed or not found:
            raise Http404
        self.own, self.title, self.titles, self.name = own, found[0], titles, name_of(self.subject)

    def address(self, page: str, title: Title | None = None) -> str:
        """Of the pages `case` and `evidence`."""
        prefix = "own_subject" if self.own else "subject"
        return reverse(f"recognition:{prefix}_{page}", args=[self.subject.reference, (title or self.title).key])

    @property
    def shown(self) -> dict:
        """What every page of the group shows."""
        back = reverse("pages:groups") if self.own else reverse("people:subject", args=[self.subject.reference])
        return {
            "subject": self.subject,
            "name": self.name,
            "own": self.own,
            "back": back,
            "case_at": self.address("case"),
            "evidence_at": self.address("evidence"),
        }

    def set_of_title(self) -> Criteria:
        """The set in force, else the one that comes with the portal."""
        try:
            return criteria_of(current(self.title.set_key))
        except NoCriteriaSet:
            return shipped(self.title.set_key)


def _first(subject: Learner, name: str) -> HttpResponse:
    titles = titles_of(subject.kind)
    if not titles:
        raise Http404
    return redirect(f"recognition:{name}", subject.reference, titles[0].key)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name[7:]: text for name, text in request.POST.items() if name.startswith("points-") and text.strip()}


def _keep(request: HttpRequest, place: Place) -> str:
    case = submission.draft_for(place.subject, request.user, place.title.key, shown=_shown_case(request, place))
    seen = submission.shown_version(request.POST.get("version", ""))
    submission.set_all_self_points(case, _typed(request), request.user, seen)
    return _("The self-assessment is kept.")


def _hand_in(request: HttpRequest, place: Place) -> str:
    case = submission.draft_for(place.subject, request.user, place.title.key, shown=_shown_case(request, place))
    submission.submit(case, request.user, submission.shown_version(request.POST.get("version", "")))
    return _("The case is handed in. The officer of the commune looks at it next.")


def _take_back(request: HttpRequest, place: Place) -> str:
    case = _shown_case(request, place)
    if case is None:
        raise Refused(_("This page is an old one. Load it again, then go on."))
    submission.withdraw(case, request.user, submission.shown_version(request.POST.get("version", "")))
    return _("The case is taken back. It can be handed in again while the campaign is open.")


def _register(request: HttpRequest, place: Place) -> str:
    campaign = submission.campaign_of(place.subject, place.title.key)
    if campaign is None:
        raise Refused(_("No campaign is open for this title where the group is."))
    helped = for_the_learner(place.subject, request.user)
    with transaction.atomic():
        must_consent(place.subject)
        registered.register(place.subject, campaign, request.user, on_behalf_of=helped)
    return _("The group is registered for the year.")


_ACTS: dict[str, Callable[[HttpRequest, Place], str]] = {
    "points": _keep,
    "submit": _hand_in,
    "withdraw": _take_back,
    "register": _register,
}


def _shown_case(request: HttpRequest, place: Place):
    case = submission.shown_case(place.subject, request.POST.get("case", ""))
    if case is not None and case.title_key != place.title.key:
        raise Refused(_("This page is an old one. Load it again, then go on."))
    return case


def _case(request: HttpRequest, place: Place) -> HttpResponse:
    try:
        state = title_state(place.subject, title_key=place.title.key)
    except (NotKnown, NoCriteriaSet):
        return _unknown(request, place)
    refusal, act = None, _ACTS.get(request.POST.get("act", ""))
    if request.method == "POST" and act is not None:
        try:
            messages.success(request, act(request, place))
            return redirect(place.address("case"))
        except Refused as problem:
            refusal = problem
    return render(
        request,
        "recognition/cases/subject.html",
        place.shown | _of_case(request, place, state, refusal),
        status=422 if refusal else 200,
    )


def _of_case(request: HttpRequest, place: Place, state: TitleState, refusal: Refused | None) -> dict:
    criteria, case = criteria_of(state.row), state.case
    campaign = state.campaign or submission.campaign_of(place.subject, place.title.key)
    typed, most = _typed(request), state.maximum
    editable = case is None or case.state in lifecycle.EDITABLE
    verdict = state.own_verdict
    return {
        "t": state,
        "case": case,
        "campaign": campaign,
        "phase": phase(campaign) if campaign else "",
        "rows": [_row(criteria, state, one, typed, refusal) for one in state.indicators],
        "others": [(one, place.address("case", one)) for one in place.titles if one.key != place.title.key],
        "refusal": refusal,
        "editable": editable,
        "unscored": [one.code for one in state.indicators if one.self_points is None],
        "own_result": result_words(criteria, verdict, most) if verdict else "",
        "confirmed_result": result_words(criteria, state.confirmed_verdict, most) if state.confirmed_verdict else "",
        "can_submit": bool(campaign)
        and (case is None or "submit" in lifecycle.allowed(case.state, open_windows(case.campaign))),
        "can_withdraw": case is not None
        and case.state not in (lifecycle.DRAFT, lifecycle.WITHDRAWN)
        and not case.campaign.closed_at
        and "withdraw" in lifecycle.allowed(case.state),
        "may_register": registered.may_register(campaign),
        "registration": registered.registration_of(place.subject, campaign) if campaign else None,
        "said": said_last(case) if case else "",
        "events": case.events.all() if case else [],
        "certificates": case.decision_line.certificates.filter(state="valid")
        if case and case.state == lifecycle.RECOGNISED
        else [],
    }


def _row(
    criteria: Criteria, state: TitleState, one: IndicatorState, typed: dict[str, str], refusal: Refused | None
) -> dict:
    held = "" if one.self_points is None else number(one.self_points)
    value = typed.get(one.code, NOT_APPLICABLE if one.self_not_applicable else held)
    choices = level_choices(criteria, one.target, state.area_class) if one.target else []
    return {
        "state": one,
        "field": f"points-{one.code}",
        "value": value,
        "choices": choices,
        "said": dict(choices).get(value, value),
        "error": str(refusal) if refusal and refusal.field == one.code else "",
        "papers": sum(item.kind == "manual" and item.state not in ("withdrawn", "refused") for item in one.evidence),
    }


def _unknown(request: HttpRequest, place: Place) -> HttpResponse:
    """What no source says of the set, which is why nothing can be entered."""
    criteria = place.set_of_title()
    others = [(one, place.address("case", one)) for one in place.titles if one.key != place.title.key]
    context = place.shown | {"criteria": criteria, "unknown": unknown_texts(criteria), "others": others}
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/cases/subject_unknown.html", context, status=status)


def _evidence(request: HttpRequest, place: Place) -> HttpResponse:
    try:
        state = title_state(place.subject, title_key=place.title.key)
    except (NotKnown, NoCriteriaSet):
        return _unknown(request, place)
    now = asked(request.GET, criteria_of(submission.set_for(place.subject, place.title.key)))
    if request.POST.get("act") == "withdraw":
        _withdraw(request, place)
        return redirect(request.path)
    form = None
    if now.kind is not None:
        form, added = add(request, place.subject, now)
        if added:
            messages.success(request, _("The evidence is kept. Officers see it once the case is handed in."))
            tell_of_file(request, added)
            return redirect(request.path)
    handed = {item.id: item for one in state.indicators for item in one.evidence if item.kind == "manual"}
    context = place.shown | {
        "state": state,
        "form": form,
        "asked": now,
        "handed": sorted(handed.values(), key=lambda item: item.id, reverse=True),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "recognition/cases/subject_evidence.html", context, status=status)


def _withdraw(request: HttpRequest, place: Place) -> None:
    number_ = request.POST.get("evidence", "")
    rows = Evidence.objects.filter(learner=place.subject, kind=Evidence.Kind.MANUAL, title_key=place.title.key)
    row = rows.filter(pk=number_).first() if number_.isdecimal() and len(number_) < 18 else None
    if row is None:
        messages.error(request, _("This evidence is not there any more."))
        return
    try:
        withdraw_evidence(row, request.user)
        messages.success(request, _("The evidence is withdrawn. It no longer counts."))
    except Refused as problem:
        messages.error(request, str(problem))


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def subject_first(request: HttpRequest, reference: str) -> HttpResponse:
    """To the case of the first title of the group."""
    subject = get_object_or_404(Learner.objects.exclude(kind="person"), reference=reference)
    if not helps(request.user, subject):
        raise Http404
    return _first(subject, "subject_case")


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def subject_case(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """The case of a group at the counter: kept as entered on its behalf."""
    return _case(request, Place(request, reference, title, own=False))


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def subject_evidence(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """Evidence for a group, handed in at the counter on its behalf."""
    return _evidence(request, Place(request, reference, title, own=False))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_subject_case(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """The case of a group, for the person who represents it."""
    return _case(request, Place(request, reference, title, own=True))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_subject_evidence(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """Evidence for a group, by the person who represents it."""
    return _evidence(request, Place(request, reference, title, own=True))
