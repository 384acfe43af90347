"""A draft as a learner meets it, step by step: questions are marked, nothing is recorded or remembered, of nobody."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from content.blocks import OpinionBlock
from content.lesson_view import ASKED, PART, STEP, WHOLE, WORDS, View, template_of, unrecorded
from content.pages.lesson import LessonPage
from content.questions import marking
from content.questions.asked import Mark
from content.questions.posted import SECRET, answers_in
from content.questions.problems import problem_of
from content.steps import Step, asked_step

_Marks = dict[UUID, tuple[Mark, list[str]]]


def _draft(request: HttpRequest, pk: int) -> LessonPage:
    """The newest draft, for who may edit the lesson; nobody else learns of it. Raises Http404."""
    lesson = get_object_or_404(LessonPage, pk=pk)
    if not lesson.permissions_for_user(request.user).can_edit():
        raise Http404
    draft = lesson.get_latest_revision_as_object()
    draft.ask_all()
    draft.preview_address = reverse("content:preview", args=[pk])
    request.is_preview = True
    return draft


def _shown(
    request: HttpRequest, draft: LessonPage, view: View, marks: _Marks | None = None, **more: Any
) -> HttpResponse:
    found = unrecorded(draft, request, marks or {})
    problem = more.pop("problem", None)
    if problem:
        block, said, given = problem
        found.asked[str(block)] |= {"mark": None, "given": given, "problem": said}
    draft.shown(request, found, view)
    context = draft.get_context(request) | more
    answered = bool(request.POST.get(PART)) and view.kind == STEP
    return render(request, "content/parts/answered.html" if answered else template_of(view, request), context)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of the draft, the whole of it, or its end."""
    draft = _draft(request, pk)
    steps, asked = unrecorded(draft, request, {}).standing.steps, request.GET.get(ASKED, "")
    if not steps or asked == WORDS[WHOLE]:
        return _shown(request, draft, View(WHOLE))
    number = asked_step(asked, steps)
    if asked and number is None:
        return render(request, "content/preview_end.html", {"page": draft, "questions": len(draft.questions())})
    return _shown(request, draft, View(STEP, steps[(number or 1) - 1]))


@sensitive_post_parameters(SECRET, "text")
@require_http_methods(["GET", "HEAD", "POST"])
def preview_answer(request: HttpRequest, pk: int, block: UUID) -> HttpResponse:
    """An answer to a question of the draft: marked, shown, forgotten. A vote and words to oneself are only shown again."""
    draft = _draft(request, pk)
    if request.method != "POST":
        return redirect(draft.preview_address)
    question = draft.questions().get(block)
    if question is None:
        return _opinion(request, draft, block)
    view = View(STEP, _step_of(request, draft, lambda step: step.question == block))
    given = answers_in(request.POST, question)
    try:
        mark = marking.mark(question, given)
    except ValueError as refused:
        said, given = problem_of(question, refused, given)
        return _shown(request, draft, view, problem=(block, said, given))
    return _shown(request, draft, view, {block: (mark, given)})


def _opinion(request: HttpRequest, draft: LessonPage, block: UUID) -> HttpResponse:
    for place, child in enumerate(draft.body):
        if child.id == str(block) and isinstance(child.block, OpinionBlock):
            step = _step_of(request, draft, lambda step, place=place: any(one.place == place for one in step.material))
            said = {str(block): (request.POST.get("text", ""), "")}
            chosen = {str(block): request.POST.get("choice", "")}
            return _shown(request, draft, View(STEP, step), typed=said, chosen=chosen)
    raise Http404


def _step_of(request: HttpRequest, draft: LessonPage, fits: Any) -> Step:
    return next(step for step in unrecorded(draft, request, {}).standing.steps if fits(step))
