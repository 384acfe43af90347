"""Digital skills of a person: the own page and the counter's, with the lessons that would raise the share."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from content.public import courses_for_each, reader_of
from portal.look.templatetags.look import uncapped
from portal.people.public import (
    Learner,
    current_learner,
    for_role,
    helps,
    identity,
    learner_by_reference,
    recording_of,
    residence_of,
)
from recognition.public import Refused, skill_badge_file, skills

FILE = "phieu-nang-luc-so.pdf"


@require_GET
@login_required
@never_cache
def own_skills(request: HttpRequest) -> HttpResponse:
    """What the signed-in person shows of each framework, why, and what would raise it."""
    learner = current_learner(request.user)
    return _page(request, learner) if learner else redirect("pages:my_page")


@require_GET
@login_required
@never_cache
def own_sheet(request: HttpRequest) -> HttpResponse:
    """The own sheet by the framework that stands first, as PDF."""
    learner = current_learner(request.user)
    return _sheet(learner) if learner else redirect("pages:my_page")


@require_GET
@login_required
@never_cache
def own_badge(request: HttpRequest, kind: str) -> HttpResponse:
    """The digital badge of the own sheet that an officer confirmed last: as a picture, as JSON or as JWT."""
    learner = current_learner(request.user)
    sheet = _confirmed(learner) if learner else None
    if learner is None or sheet is None:
        raise Http404
    try:
        made, media_type = skill_badge_file(sheet, identity(learner), kind, request.user)
    except KeyError:
        raise Http404 from None
    except Refused as refusal:
        return render(request, "pages/skills/no_badge.html", {"why": str(refusal)}, status=409)
    name = f"huy-hieu-nang-luc-so-{sheet.day:%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(made, content_type=media_type, headers=headers)


def _confirmed(learner: Learner) -> skills.SkillSheet | None:
    state = next((one for one in skills.skill_states(learner) if one.known), None)
    return state.sheet if state else None


@require_GET
@never_cache
@for_role("staff", "administrator")
def counter_skills(request: HttpRequest, reference: str) -> HttpResponse:
    """The same of a person whom the counter serves."""
    return _page(request, _served(request, reference), reference)


@require_GET
@never_cache
@for_role("staff", "administrator")
def counter_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """The sheet of a person whom the counter serves, to be printed."""
    return _sheet(_served(request, reference))


def _served(request: HttpRequest, reference: str) -> Learner:
    learner = learner_by_reference(reference)
    if learner is None or not learner.is_person or not helps(request.user, learner):
        raise Http404
    return learner


def _page(request: HttpRequest, learner: Learner, reference: str = "") -> HttpResponse:
    states, person = skills.skill_states(learner), identity(learner)
    wanted = {iri for state in states[:1] for line in state.missing for iri in line.iris}
    lessons = courses_for_each(wanted, reader_of(request)) if wanted else {}
    context = {
        "states": states,
        "steps": _steps(states[0], lessons) if states else [],
        "recording": recording_of(learner),
        "reference": reference,
        "name": person.full_name if person else "",
        "sheet": reverse("pages:counter_skill_sheet", args=[reference]) if reference else reverse("pages:skill_sheet"),
    }
    return render(request, "pages/skills/skills.html", context)


def _steps(state: skills.SkillState, lessons: dict) -> list[dict]:
    """Lessons that show what is missing, each once, with the competences that it shows; those that show most come first."""
    found: dict[str, dict] = {}
    for line in state.missing:
        for iri in line.iris:
            for lesson in lessons.get(iri, ()):
                row = found.setdefault(lesson.url, {"lesson": lesson, "lines": []})
                if line not in row["lines"]:
                    row["lines"].append(line)
    return sorted(found.values(), key=lambda row: -len(row["lines"]))[:6]


def _sheet(learner: Learner) -> HttpResponse:
    state = next((one for one in skills.skill_states(learner) if one.known), None)
    if state is None:
        raise Http404
    home = residence_of(learner)
    where = ", ".join(str(uncapped(part)) for part in (home.residential_group, home.unit) if part) if home else ""
    made = skills.sheet_pdf(state, identity(learner), where)
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{FILE}"'}
    )
