"""Pages of officers who mark again: what waits for them, the blind page, the answer to a review, and a difference settled."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import accounts_of, worded
from recognition.assessment.review.judgement import answer_review
from recognition.assessment.second import again
from recognition.assessment.second.drawing import MARKED_IN
from recognition.assessment.second.loans import loans_today, sight_of, units_to_mark_again
from recognition.assessment.second.marking import accept, columns, differing, end_second, is_party, offer
from recognition.assessment.second.page import again_screen
from recognition.assessment.second.past import done_meanwhile
from recognition.cases.rights import in_units
from recognition.cases.subject_words import level_choices, said_words
from recognition.evidence.views import file_answer
from recognition.models import Assessment, Case, ReviewRequest, SecondMarking, SubmittedItem
from recognition.officials import for_role, name_of, official_name
from recognition.refusals import Held, Incomplete, NotYours, Refused, SamePerson, StaleCase
from recognition.sets.publishing import criteria_of

SHOWN = 100


def marks_again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of an officer, with the sight that loans give on top of the own roles."""

    @wraps(view)
    def seeing(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        with sight_of(request.user):
            return view(request, *args, **kwargs)

    return never_cache(for_role("officer")(seeing))


def drawn_cases(user) -> QuerySet[SecondMarking]:
    """Second markings of what was handed in last, where the user may mark again, and not settled yet."""
    found = SecondMarking.objects.filter(
        in_units(units_to_mark_again(user), "submission__case__"), submission=F("submission__case__submission")
    )
    return found.filter(settled_at=None, submission__case__state__in=MARKED_IN).select_related(
        "submission__case__learner__record__key", "submission__case__campaign", "submission__case__assessment", "second"
    )


def asked_cases(user) -> QuerySet[ReviewRequest]:
    """Reviews that learners asked for and nobody answered, where the user may mark again."""
    found = ReviewRequest.objects.filter(
        in_units(units_to_mark_again(user), "submission__case__"), submission=F("submission__case__submission")
    )
    waiting = found.filter(answered_at=None, submission__case__state=Case.State.NOT_ENOUGH)
    return waiting.select_related("submission__case__learner__record__key", "submission__case__campaign")


@require_GET
@marks_again
def second_list(request: HttpRequest) -> HttpResponse:
    """What waits for a second assessor, differences that wait for this officer, and reviews to answer."""
    user, mine = request.user, accounts_of(request.user)
    judged = Assessment.objects.filter(assessor__in=mine)
    waiting = (
        drawn_cases(user)
        .filter(second=None)
        .exclude(submission__in=_of(judged, again.SECOND))
        .order_by("drawn_at")[:SHOWN]
    )
    party = Q(submission__case__assessment__assessor__in=mine) | Q(second__assessor__in=mine)
    apart = drawn_cases(user).filter(party, compared_at__isnull=False).order_by("compared_at")[:SHOWN]
    reviews = asked_cases(user).exclude(submission__in=_of(judged, again.REVIEW)).order_by("at")[:SHOWN]
    context = {
        "waiting": [_named(one) for one in waiting],
        "apart": [_named(one) | {"codes": differing(one), "offer": one.offered_by_id} for one in apart],
        "reviews": [_named(one) | {"words": one.words} for one in reviews],
        "loans": loans_today(user).select_related("unit"),
    }
    return render(request, "recognition/assessment/second/list.html", context)


def _of(judged: QuerySet[Assessment], kind: str) -> QuerySet:
    """Submissions judged in another way than this one: what one has begun oneself goes on."""
    return judged.exclude(kind=kind).values("submission")


def _named(row: SecondMarking | ReviewRequest) -> dict:
    case = row.submission.case
    return {"row": row, "case": case, "name": name_of(case.learner)}


@require_http_methods(["GET", "POST"])
@marks_again
def second(request: HttpRequest, pk: int) -> HttpResponse:
    """The blind page of a drawn case."""
    row = drawn_cases(request.user).filter(submission__case=pk).first()
    if row is None:
        return done_meanwhile(request, SecondMarking, pk)
    if row.compared_at is not None and is_party(row, row.submission.case, request.user):
        return redirect("recognition:second_settle", pk)
    return _page(request, row.submission.case, again.SECOND)


@require_http_methods(["GET", "POST"])
@marks_again
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a case whose learner asked to have it looked at again."""
    row = asked_cases(request.user).filter(submission__case=pk).first()
    if row is None:
        return done_meanwhile(request, ReviewRequest, pk)
    return _page(request, row.submission.case, again.REVIEW, asked=row)


def _page(request: HttpRequest, case: Case, kind: str, asked: ReviewRequest | None = None) -> HttpResponse:
    typed = {
        name[7:]: (value, request.POST.get(f"reason-{name[7:]}", ""))
        for name, value in request.POST.items()
        if name.startswith("points-")
    }
    try:
        again.must_mark_again(case, kind, request.user)
    except (NotYours, SamePerson) as refusal:
        messages.warning(request, str(refusal))
        return redirect("recognition:second_list")
    except Refused as refusal:  # the last day may end while somebody types: what was typed stays on the page
        return _shown(request, case, kind, asked, typed=typed, refusal=refusal)
    if request.method == "GET":
        return _shown(request, case, kind, asked)
    try:
        return _act(request, case, kind, request.POST.get("act", ""), typed)
    except Refused as refusal:
        return _shown(request, case, kind, asked, typed=typed, refusal=refusal)


def _act(request: HttpRequest, case: Case, kind: str, act: str, typed: dict) -> HttpResponse:
    user, here = request.user, reverse(f"recognition:{kind}", args=[case.pk])
    if act == "save":
        again.enter(case, kind, typed, user)
        _keep_words(request, case, kind)
        _nothing_unpressed(request)
        messages.success(request, _("What you have marked is kept."))
        return redirect(here)
    if act == "take_over":
        again.take_over(case, kind, user)
        again.enter(case, kind, typed, user, strict=False)
        _keep_words(request, case, kind)
        _nothing_unpressed(request)
        return redirect(here)
    if act.startswith(("refuse:", "accept:")):
        verb, _colon, place = act.partition(":")
        number, _dash, code = place.partition("-")
        item = _item(case, number)
        if item is None:
            raise Refused(_("This paper does not belong to the case."))
        again.enter(case, kind, typed, user, strict=False)
        _keep_words(request, case, kind)
        reason = request.POST.get(f"paper-{place}", "") if verb == "refuse" else None
        again.judge_paper(case, kind, item, reason, user, f"paper-{place}")
        again.enter(case, kind, typed, user)  # what cannot be read stays on the page, with the reason
        _nothing_unpressed(request, f"paper-{place}")
        return redirect(f"{here}#{code if code in item.indicators else item.indicators[0]}")
    if act == "end":
        _nothing_unpressed(request)
    if act == "end" and kind == again.SECOND:
        marking = end_second(case, typed, user)
        if marking.compared_at is None:
            messages.success(request, _("Marked. Both columns are compared once the first assessor is done too."))
        elif marking.settled_at is not None:
            messages.success(request, _("Marked. Both of you judged the same."))
        else:
            messages.info(request, _("Marked. You judged differently; settle it together."))
            return redirect("recognition:second_settle", case.pk)
        return redirect("recognition:second_list")
    if act == "end":
        answer_review(case, typed, request.POST.get("words", ""), user)
        messages.success(request, worded(_("The review is answered. %(Who)s reads your words."), case.learner))
        return redirect("recognition:second_list")
    raise Refused(_("This button is not known. Load the page again."))


def _nothing_unpressed(request: HttpRequest, pressed: str = "") -> None:
    """Raises Incomplete where somebody wrote why a paper does not count and pressed another button: no word is lost unseen."""
    for name, text in request.POST.items():
        if name.startswith("paper-") and name != pressed and text.strip():
            told = _("You wrote why a paper does not count. Press “It does not count” below it, or empty the box.")
            raise Incomplete(told, name)


def _keep_words(request: HttpRequest, case: Case, kind: str) -> None:
    """The answer to the person, as far as it is written, stays where the points stay."""
    if kind == again.REVIEW:
        again.keep_words(case, request.user, request.POST.get("words", ""))


def _shown(
    request: HttpRequest, case: Case, kind: str, asked: ReviewRequest | None, *, typed=None, refusal=None
) -> HttpResponse:
    blind = kind == again.SECOND
    before = case.events.filter(act="not_enough").order_by("-pk").first() if not blind else None
    mine = again.own_work(case, kind, request.user)
    s = again_screen(case, kind, request.user, typed=typed, papers=request.POST, refusal=refusal)
    context = {
        "s": s,
        "wrong": next((row.state.code for row in s.rows if row.error or any(one.error for one in row.papers)), ""),
        "blind": blind,
        "asked": asked,
        "before": before.message if before else "",
        "words": request.POST.get("words", mine.words if mine and not blind else ""),
        "refusal": refusal,
        "file": f"recognition:{kind}_file",
    }
    status = 200 if refusal is None else 409 if isinstance(refusal, StaleCase | Held) else 422
    return render(request, "recognition/assessment/second/mark.html", context, status=status)


def _item(case: Case, number: str) -> SubmittedItem | None:
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    return SubmittedItem.objects.filter(pk=number, submission=case.submission_id).select_related("upload").first()


@require_GET
@marks_again
def second_file(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The file of a paper, for whoever marks the case a second time."""
    row = get_object_or_404(drawn_cases(request.user), submission__case=pk)
    return _file(request, row.submission.case, again.SECOND, item)


@require_GET
@marks_again
def review_file(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The file of a paper, for whoever answers a review."""
    row = get_object_or_404(asked_cases(request.user), submission__case=pk)
    return _file(request, row.submission.case, again.REVIEW, item)


def _file(request: HttpRequest, case: Case, kind: str, item: int) -> HttpResponse:
    found = _item(case, str(item))
    if found is None or found.upload is None:
        raise Http404
    answer = file_answer(request, found.upload, found.evidence_id)
    if answer.status_code == 200:
        again.note_opened(case, kind, found, request.user)
    return answer


@require_http_methods(["GET", "POST"])
@marks_again
def second_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Both columns where they differ, for the two assessors: one offers points, the other agrees."""
    row = drawn_cases(request.user).filter(compared_at__isnull=False, submission__case=pk).first()
    if row is None:
        return done_meanwhile(request, SecondMarking, pk)
    case = row.submission.case
    if not is_party(row, case, request.user):
        raise Http404
    refusal, points = None, {name[7:]: text for name, text in request.POST.items() if name.startswith("points-")}
    if request.method == "POST":
        try:
            if request.POST.get("act") == "accept":
                accept(case, {name[5:]: text for name, text in request.POST.items() if name.startswith("seen-")},
                       request.user)  # fmt: skip
                messages.success(request, _("Settled. What you agreed on stands."))
                return redirect("recognition:second_list")
            if request.POST.get("act") != "offer":
                raise Refused(_("This button is not known. Load the page again."))
            offer(case, points, request.POST.get("reason", ""), request.POST.get("words", ""), request.user)
            messages.success(request, _("Offered. It holds when the other assessor agrees."))
            return redirect("recognition:second_settle", pk)
        except Refused as problem:
            refusal = problem
            row.refresh_from_db()
    return render(request, "recognition/assessment/second/settle.html", _settling(request, row, refusal, points),
                  status=422 if refusal else 200)  # fmt: skip


def _settling(request: HttpRequest, row: SecondMarking, refusal: Refused | None, typed: dict[str, str]) -> dict:
    case = row.submission.case
    criteria = criteria_of(row.submission.criteria_set)
    first, other = columns(row)
    own = row.offered_by_id in accounts_of(request.user)  # the own offer may be bettered, the other one's is answered
    area = row.submission.area_class
    reasons = {"first": _reasons(case.assessment), "second": _reasons(row.second)}
    rows = [
        {
            "code": code,
            "wording": criteria.indicator(code).words(row.submission.subject_group),
            "first": said_words(criteria, code, first[code]),
            "second": said_words(criteria, code, other[code]),
            "why_first": reasons["first"].get(code, ""),
            "why_second": reasons["second"].get(code, ""),
            "choices": level_choices(criteria, target, area) if (target := criteria.indicator(code).target) else [],
            "offered": said_words(criteria, code, row.offered[code]) if code in row.offered else "",
            "raw": row.offered.get(code, ""),
            "value": typed.get(code, ""),
            "error": str(refusal) if refusal is not None and refusal.field == code else "",
        }
        for code in differing(row)
    ]
    return {
        "row": row,
        "case": case,
        "name": name_of(case.learner),
        "rows": rows,
        "targets": bool(criteria.levels),
        "own": own,
        "by": official_name(row.offered_by),
        "reason": request.POST.get("reason", row.reason if own else ""),
        "words": request.POST.get("words", row.words if own else ""),
        "refusal": refusal,
    }


def _reasons(assessment) -> dict[str, str]:
    return {mark.indicator: mark.reason for mark in assessment.marks.all()} if assessment else {}
