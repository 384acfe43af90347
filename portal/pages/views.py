"""My page and its own points, and letters and colours by choice."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content.public import PACES, VOICE, VOICES, courses_for_each, reader_of, unread_of
from portal.pages.case_summary import standing_of
from portal.pages.next_steps import Lessons, best_steps
from portal.pages.sentences import standing, too_low
from portal.people.public import (
    Learner,
    current_learner,
    groups_around,
    has_role,
    identity,
    recording_of,
)
from portal.text.sent import address_here
from recognition.public import (
    Refused,
    TitleState,
    draft_for,
    held_by,
    home_elsewhere,
    of_year,
    register_until,
    set_self_points,
    shown_case,
    shown_version,
    sits_on_council,
    skills,
    title_state,
)

YEAR = 365 * 24 * 3600
DESKS = {
    "staff": "pages:today",
    "officer": "recognition:queue",
    "signer": "recognition:sign",
    "administrator": "pages:start",
    "inspector": "pages:log",
}
SIZES = ("125", "150")  # per cent; anything else is the usual size


def digest(state: TitleState) -> str:
    """A short mark that changes whenever something on My page changes: points of any column, evidence, the case."""
    case = state.case
    seen = [(one.code, one.self_points, one.proposed, one.confirmed, len(one.evidence)) for one in state.indicators]
    text = repr((state.set_version, seen, case and (case.pk, case.state, case.version)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _page(
    request: HttpRequest, learner: Learner, refusal: Refused | None = None, code: str = "", typed: str = ""
) -> HttpResponse:
    state = title_state(learner)
    held, case = held_by(learner), state.case
    standing_now = standing_of(state, of_year(held, case.title_key, case.year) if case else None)
    request._to_answer = standing_now.to_answer  # type: ignore[attr-defined]
    person = identity(learner)
    groups, asked = groups_around(learner)
    you = person.address_form if person else ""
    context = {
        "t": state,
        "s": standing_now,
        "you": you,
        "person": person,
        "steps": best_steps(state, _lessons_for(request, state)),
        "heading": standing(state.proposed_total, state.missing_points, len(state.below), you),
        "too_low": too_low(
            [(one.code, one.wording) for one in state.indicators if one.code in state.below],
            len(state.indicators),
            state.floor,
        ),
        "some_official": any(not one.wording_uncertain for one in state.indicators),
        "recording": recording_of(learner),
        "certificate": next((one.certificate for one in held if one.standing.holds), None),
        "confirmed_values": state.values("confirmed"),
        "opened": code or request.GET.get("mo", ""),
        "refusal": refusal,
        "refused_code": code,
        "typed": typed,
        "digest": digest(state),
        "asked_to_be_named": asked,
        "groups": groups,
        "home_elsewhere": home_elsewhere(state.case) if state.case and state.case.state == "submitted" else None,
        "skills": skills.first_state(learner),
        "review": standing_now.held.certificate.reviews.filter(kind="asked").first()
        if standing_now.state == "revoked" and standing_now.held
        else None,
        "register_until": register_until(learner, state.campaign),
        "from_centre": unread_of(learner),
    }
    return render(request, "pages/my_page.html", context, status=422 if refusal else 200)


def _lessons_for(request: HttpRequest, state: TitleState) -> Lessons:
    """The lessons for every gap, looked up at once, that this visitor may read."""
    gaps: set[str] = {
        gap.alignment_iri for one in state.indicators for gap in one.gaps if gap.alignment_iri and gap.gain > 0
    }
    found = courses_for_each(gaps, reader_of(request)) if gaps else {}
    return lambda iri: found.get(iri, [])


def _elsewhere(request: HttpRequest) -> HttpResponse:
    """Where an account without a learner belongs: the desk of its first role in force, else the council it sits on."""
    last = "recognition:councils" if sits_on_council(request.user) else "people:profile"
    return redirect(next((desk for role, desk in DESKS.items() if has_role(request.user, role)), last))


@require_GET
@login_required
def my_page(request: HttpRequest) -> HttpResponse:
    """The learner's own page: flower, what would bring points, ten indicators with their why, and sending."""
    learner = current_learner(request.user)
    return _page(request, learner) if learner else _elsewhere(request)


@require_POST
@login_required
def self_score(request: HttpRequest, code: str) -> HttpResponse:
    """The learner's own points for one indicator; a refusal stands at its field with what was typed."""
    learner = current_learner(request.user)
    if learner is None:
        return _elsewhere(request)
    typed = request.POST.get("points", "")[:20]
    try:
        shown = shown_case(learner, request.POST.get("case", ""))
        case = draft_for(learner, request.user, shown=shown)
        set_self_points(case, code, typed, request.user, shown_version(request.POST.get("version", "")))
    except Refused as problem:
        return _page(request, learner, problem, code, typed)
    messages.success(request, _("Your score is kept."))
    return redirect(f"{reverse('pages:my_page')}?mo={code}#{code}")


@require_GET
@login_required
def my_state(request: HttpRequest) -> HttpResponse:
    """The mark of My page, for the script that looks whether a flower has moved; 304 while nothing has."""
    learner = current_learner(request.user)
    if learner is None:
        return JsonResponse({"digest": ""}, status=404)
    mark = digest(title_state(learner))
    etag = f'"{mark}"'
    unchanged = get_conditional_response(request, etag=etag)
    answer = unchanged or JsonResponse({"digest": mark}, headers={"ETag": etag})
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """Size of letters, contrast, the voice that reads, and language, kept in cookies of this device; needs no account."""
    own = reverse("pages:letters")
    if request.method != "POST":
        names = {
            "north": _("A voice of the north"),
            "centre": _("A voice of the centre"),
            "south": _("A voice of the south"),
        }
        return render(
            request,
            "pages/letters.html",
            {
                "back": request.headers.get("Referer", "/"),
                "voices": [(one, names[one]) for one in VOICES],
                "voice": request.COOKIES.get("voice") or VOICE,
                "pace": request.COOKIES.get("pace"),
            },
        )
    back = address_here(request, request.POST.get("back", "/"), "/")
    answer = redirect(own if back.split("?")[0].endswith(own) else back)
    size, contrast = request.POST.get("letters", ""), request.POST.get("contrast", "")
    chosen = {"letters": size if size in SIZES else "", "contrast": "high" if contrast == "high" else ""}
    for name, known in (("voice", VOICES), ("pace", PACES)):  # how pages are read aloud
        asked = request.POST.get(name, "")
        chosen[name] = asked if asked in known else ""
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        chosen[settings.LANGUAGE_COOKIE_NAME] = language
    for name, value in chosen.items():
        answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    return answer
