"""Pages of the council: naming it (administrators); its meetings, votes and minutes (its members)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_scopes import scope

from portal.people.public import Learner, User, visible_learners
from portal.places.public import names_of
from recognition.assessment.rules import rules_of
from recognition.cases.campaign_views import governed
from recognition.cases.handed_in import result_of
from recognition.cases.subject_titles import campaign_titles
from recognition.council import meetings
from recognition.council.forms import MeetingForm, NamingForm
from recognition.council.meetings import names_of_items
from recognition.council.minutes import minutes_of, minutes_pdf
from recognition.council.naming import council_of, councils_of, leads, led, name_council
from recognition.council.outcomes import close_meeting, counted
from recognition.models import Case, Meeting, MeetingItem, SecondMarking, Vote
from recognition.officials import for_role, name_of
from recognition.refusals import Refused, WrongState
from recognition.sets.publishing import criteria_of

SHOWN = 200


@contextmanager
def sight_of_member(user: User) -> Iterator[None]:
    """What the user's roles show, and beyond it whom the user's councils have on a list or, for who leads one, may put there."""
    leading = councils_of(user).filter(ended_at=None, members__user=user, members__role__in=("chair", "secretary"))
    listed = QuerySet(MeetingItem).filter(meeting__council__in=councils_of(user).values("pk")).values("case__learner")
    judged = QuerySet(Case).filter(
        campaign__in=leading.values("campaign"), state__in=("confirmed", "not_enough"), submission__isnull=False
    )
    seen = Q(pk__in=visible_learners(user)) | Q(pk__in=listed) | Q(pk__in=judged.values("learner"))
    with scope(people=QuerySet(Learner).filter(seen).values("pk")):
        yield


def for_members(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for signed-in people, with the sight of a member; the view itself asks which council."""

    @wraps(view)
    def seeing(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        with sight_of_member(request.user):
            return view(request, *args, **kwargs)

    return never_cache(login_required(seeing))


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def council_naming(request: HttpRequest, pk: int) -> HttpResponse:
    """Who belongs to the council of a campaign; POST names a new one by a decision."""
    row = get_object_or_404(governed(request.user), pk=pk)
    where = names_of([row.unit_id]).get(row.unit_id, "")
    form, refusal = NamingForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            name_council(
                row, data["number"], data["date"], data["body_name"], data["place_name"], data["members"], by=request.user
            )  # fmt: skip
            messages.success(request, _("The council is named."))
            return redirect("recognition:council_naming", pk)
        except Refused as problem:
            refusal = problem
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    council = council_of(row)
    context = {
        "row": row,
        "where": where,
        "form": form,
        "council": council,
        "members": council.members.select_related("user") if council else (),
        "off": rules_of(row).council == "off",
        "refusal": refusal,
    }
    return render(request, "recognition/council/naming.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_members
def councils(request: HttpRequest) -> HttpResponse:
    """The user's councils with their meetings; POST opens a meeting."""
    found = list(councils_of(request.user)[:20])
    if not found:
        raise Http404
    forms = {one.pk: MeetingForm(auto_id=f"id_%s_{one.pk}") for one in found}
    refusal = None
    if request.method == "POST":
        chosen = next((one for one in found if str(one.pk) == request.POST.get("council")), None)
        if chosen is None:
            raise Http404
        form = forms[chosen.pk] = MeetingForm(request.POST, auto_id=f"id_%s_{chosen.pk}")
        if form.is_valid():
            try:
                data = form.cleaned_data
                row = meetings.open_meeting(chosen, data["day"], data["begins"], data["place"], by=request.user)
                return redirect("recognition:meeting", row.pk)
            except Refused as problem:
                refusal = problem
    names = names_of([one.campaign.unit_id for one in found])
    titles = campaign_titles(one.campaign for one in found)
    told = [
        {"council": one, "where": names.get(one.campaign.unit_id, ""), "title": titles[one.campaign_id],
         "leads": leads(one, request.user), "form": forms[one.pk], "meetings": one.meetings.order_by("-day", "-pk")[:20]}
        for one in found
    ]  # fmt: skip
    wrong = refusal or any(form.errors for form in forms.values())
    context = {"councils": told, "refusal": refusal}
    return render(request, "recognition/council/list.html", context, status=422 if wrong else 200)


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    """A meeting of one of the user's councils; 404 otherwise."""
    found = Meeting.objects.filter(council__in=councils_of(request.user).values("pk"))
    return get_object_or_404(found.select_related("council__campaign__rules", "closed_by"), pk=pk)


@require_http_methods(["GET", "POST"])
@for_members
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with its votes; chair and secretary add cases, keep votes, close the meeting, correct its minutes."""
    row, refusal = _meeting(request, pk), None
    if request.method == "POST":
        try:
            _act(request, row, request.POST.get("act", ""))
            return redirect("recognition:meeting", pk)
        except Refused as problem:
            refusal = problem
            row.refresh_from_db()
            if _closed_already(request, row):
                messages.info(request, _("The meeting is closed already."))
                return redirect("recognition:meeting", pk)
    return _show(request, row, refusal)


def _closed_already(request: HttpRequest, row: Meeting) -> bool:
    """Whether this is the second press of the form that closed the meeting: nothing is wrong, and nothing of it is missing."""
    pressed = request.POST.get("act") == "close" and row.closed_by_id == request.user.pk
    return pressed and request.POST.get("notes", "").replace("\r\n", "\n").strip() == row.notes


def _act(request: HttpRequest, row: Meeting, act: str) -> None:
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else None
    if act in ("add", "add_second"):
        _keep(request, row, version)  # one form: votes that were set and not yet kept go with it
        _add(request, row, second=act == "add_second")
    elif act.startswith("off:"):
        _keep(request, row, version)
        item = next((one for one in meetings.items_of(row) if str(one.pk) == act[4:]), None)
        if item is None:
            raise WrongState(_("This case is no longer on the list."))
        meetings.take_off(item, by=request.user)
        messages.success(request, _("Taken off the list."))
    elif act == "save":
        _keep(request, row, version)
        messages.success(request, _("Votes and notes are kept."))
    elif act == "close":
        kept = _keep(request, row, version)
        close_meeting(row, kept.version, by=request.user)
        messages.success(
            request, _("The meeting is closed. Its outcomes stand; print the minutes and have them signed.")
        )
    elif act == "correct":
        meetings.correct(row, request.POST.get("text", ""), by=request.user)
        messages.success(request, _("The correction stands below the minutes."))
    else:
        raise Refused(_("This button is not known. Load the page again."))


def _add(request: HttpRequest, row: Meeting, *, second: bool) -> None:
    chosen = {int(one) for one in request.POST.getlist("cases") if one.isascii() and one.isdecimal() and len(one) < 18}
    found = list(meetings.candidates(row.council).filter(pk__in=chosen))
    there = {one.case_id for one in meetings.items_of(row)}
    if not found and not (chosen and chosen <= there):  # a second press finds them on the list
        raise Refused(_("Choose at least one case."), "cases")
    n = meetings.put_on_list(row, found, by=request.user, second=second)
    messages.success(request, _("On the list: %(n)s.") % {"n": n} if n else _("They stand on the list already."))


def _keep(request: HttpRequest, row: Meeting, version: int | None) -> Meeting:
    votes, words = {}, {}
    for name, value in request.POST.items():
        part, _dash, rest = name.partition("-")
        numbers = rest.split("-")
        if not all(one.isascii() and one.isdecimal() and len(one) < 18 for one in numbers):
            continue
        if part == "vote" and len(numbers) == 2:
            votes[int(numbers[0]), int(numbers[1])] = value
        elif part == "words" and len(numbers) == 1:
            words[int(numbers[0])] = value
    return meetings.record(row, votes, words, request.POST.get("notes"), version, by=request.user)


def _show(request: HttpRequest, row: Meeting, refusal: Refused | None) -> HttpResponse:
    leading = leads(row.council, request.user)
    open_ = row.closed_at is None
    context = {
        "row": row,
        "where": names_of([row.council.campaign.unit_id]).get(row.council.campaign.unit_id, ""),
        "title": campaign_titles([row.council.campaign])[row.council.campaign_id],
        "lines": (lines := _lines(request, row, refusal.field if refusal else "")),
        "wrong": next((one for one in lines if one["wrong"]), None),
        "members": row.council.members.all(),
        "said": Vote.Said.choices,
        "leads": leading,
        "corrects": led(row.council, request.user),
        "candidates": (candidates := _candidates(row) if leading and open_ else []),
        "apart": any(one["apart"] for one in candidates),
        "notes": request.POST.get("notes", row.notes),
        "text": request.POST.get("text", "") if refusal else "",
        "corrections": row.corrections.all(),
        "refusal": refusal,
        **(_without_a_place(request, lines, changeable=leading and open_) if refusal else {}),
        "version": request.POST.get("version", row.version)
        if refusal and not isinstance(refusal, WrongState)
        else row.version,
    }
    status = 200 if refusal is None else 409 if isinstance(refusal, WrongState) else 422
    return render(request, "recognition/council/meeting.html", context, status=status)


def _without_a_place(request: HttpRequest, lines: list[dict], *, changeable: bool) -> dict[str, object]:
    """What was typed and has no box on this page any more: the meeting was closed, or the case was taken off, meanwhile."""
    boxes = {f"words-{line['item'].pk}" for line in lines} if changeable else set()
    boxes |= {"text"} | ({"notes"} if changeable and lines else set())
    typed = {name: text for name, text in request.POST.items() if name == "notes" or name.startswith("words-")}
    return {"others": [text for name, text in typed.items() if name not in boxes and text.strip()]}


def _lines(request: HttpRequest, row: Meeting, field: str) -> list[dict]:
    """The cases of the list; `field` is the one that a refusal names, of a vote (`vote-7-2`), the words or a whole case."""
    part, _dash, rest = field.partition("-")
    wrong = rest.partition("-")[0] if part in ("vote", "votes", "words") else ""
    held, found = meetings.votes_of(row), counted(row)
    members = list(row.council.members.all())
    near = meetings.excluded_of(row, [one.item for one in found]) if row.closed_at is None else set()
    lines, labels = [], dict(Vote.Said.choices)
    names = names_of_items(one.item for one in found)
    for one in found:
        item = one.item
        votes = []
        for member in members:
            key = (item.pk, member.pk)
            usual = "excluded" if key in near else held.get(key, "")
            shown = request.POST.get(f"vote-{item.pk}-{member.pk}") or usual
            votes.append({"member": member, "said": shown, "near": key in near,
                          "held": labels.get(held.get(key, ""), "") if held.get(key) != shown else "",
                          "wrong": field == f"vote-{item.pk}-{member.pk}"})  # fmt: skip
        lines.append(
            {
                "item": item,
                "name": names[item.pk],
                "verdict": (verdict := result_of(item.submission, item.basis)),
                "targets": criteria_of(item.submission.criteria_set).scoring == "all_targets_met",
                "total": verdict.total if item.total is None else item.total,
                "outdated": row.closed_at is None and meetings.outdated(item),
                "votes": votes,
                "tally": one.tally,
                "words": request.POST.get(f"words-{item.pk}", item.words),
                "second": item.basis.kind == "second",
                "wrong": part if wrong == str(item.pk) else "",
            }
        )
    return lines


def _candidates(row: Meeting) -> list[dict]:
    found, cases = [], list(meetings.candidates(row.council).order_by("pk")[:SHOWN])
    numbers = [case.submission_id for case in cases]
    markings = {one.submission_id: one for one in SecondMarking.objects.filter(submission__in=numbers, settled_at=None)}
    for case in cases:
        marking = markings.get(case.submission_id)
        apart = bool(marking and marking.compared_at)
        found.append(
            {"case": case, "name": name_of(case.learner), "apart": apart, "waits": bool(marking) and not apart}
        )
    return found


@require_GET
@for_members
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as a page that prints."""
    row = _meeting(request, pk)
    return render(request, "recognition/council/minutes.html", {"row": row, "m": minutes_of(row)})


@require_GET
@for_members
def minutes_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as PDF."""
    row = _meeting(request, pk)
    made = HttpResponse(minutes_pdf(row), content_type="application/pdf")
    made["Content-Disposition"] = f'attachment; filename="bien-ban-hop-{row.day.isoformat()}.pdf"'
    made["Cache-Control"] = "private, no-store"
    return made
