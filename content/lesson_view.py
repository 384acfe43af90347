"""What a visitor sees of a lesson: one step, all of it on one page, or its end; nothing is recorded by looking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content import recording, tried
from content.activities import originals
from content.blocks.chosen import fetched
from content.outline import course_of
from content.progress import CourseState, LessonState, course_state, last_answers, tries
from content.questions.bank import versions_of
from content.questions.drawing import DRAW
from content.questions.marking import Mark, Question, answers_of, mark, version
from content.sittings.visitor import learner_of
from content.steps import PICTURE, Block, Standing, Step, asked_step, steps_of
from content.visibility import reader_of
from portal.kept.parts import unchanged
from portal.people.public import Learner, has_consent

STEP, WHOLE, END = "step", "whole", "end"
ASKED = "buoc"  # ?buoc=3, ?buoc=ca-bai, ?buoc=xong
WORDS = {WHOLE: "ca-bai", END: "xong"}
FROM = "tu"  # tu=xong: somebody came from the end to do one question again, and goes back there
PART = "phan"  # with ?phan=1 a script asks for the step alone
_TEMPLATES = {STEP: "content/lesson.html", WHOLE: "content/lesson_whole.html", END: "content/lesson_end.html"}


@dataclass(frozen=True)
class View:
    """Which of the three is shown; `step` when it is one step."""

    kind: str
    step: Step | None = None


@dataclass
class Seen:
    """A lesson as one visitor finds it, put together once a request."""

    lesson: Page
    questions: dict[UUID, Question]
    course: CourseState
    learner: Learner | None
    consented: bool
    standing: Standing
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    from_end: bool = False

    @property
    def mine(self) -> LessonState | None:
        """The lesson in its course; None where it is not (yet) open to the visitor."""
        return next((one for one in self.course.lessons if one.page.pk == self.lesson.pk), None)

    @property
    def finished(self) -> bool:
        return bool(self.mine and self.mine.state == "done")

    def beside(self, by: int) -> LessonState | None:
        """The lesson `by` places after this one."""
        place = self.mine.number - 1 + by if self.mine else -1
        return self.course.lessons[place] if 0 <= place < self.course.total else None

    def step_of(self, block: UUID) -> int:
        """The step with this question."""
        return next(step.number for step in self.standing.steps if step.question == block)


def seen(lesson: Page, request: HttpRequest) -> Seen:
    """The lesson with the visitor's place in it and last answers, recorded or only tried in this browser."""
    fetched(lesson.body)
    learner, reader = learner_of(request), reader_of(request)

    def its_course() -> CourseState:
        return course_state(course_of(lesson), learner, reader)

    state = unchanged(f"course-of-lesson-{lesson.pk}", its_course) if reader.stranger else its_course()
    recorded = last_answers(state, lesson)
    session = getattr(request, "session", None)  # a preview has none
    results = recorded if session is None else tried.answers(session, lesson) | recorded
    questions = lesson.drawn_for(learner).questions()
    results = {block: held for block, held in results.items() if block in questions}
    was = _changed_since(lesson, questions, results)
    marks = {block: again(questions[block], held, was.get(block)) for block, held in results.items()}
    opened = 0 if session is None else tried.reached(session, lesson)
    steps = steps_of(blocks_of(lesson))
    answered = {block: found.right for block, (found, _given) in marks.items()}
    found = Seen(
        lesson=lesson,
        questions=questions,
        course=state,
        learner=learner,
        consented=bool(learner and has_consent(learner)),
        standing=Standing(steps, answered, min(opened, len(steps))),
        from_end=WORDS[END] in (request.GET.get(FROM), request.POST.get(FROM)),
    )
    for place, (block, question) in enumerate(questions.items(), 1):
        shown, given = marks.get(block, (None, []))
        found.asked[str(block)] = {
            "question": question,
            "number": place,
            "mark": shown,
            "given": given,
            "kept": block in recorded,
            "tries": tries(results[block]["result"]) if shown and not shown.lines else 0,
            "closed": recording.used_up(lesson, results.get(block), version(question)),
        }
    return found


def unrecorded(lesson: Page, request: HttpRequest, marks: Mapping[UUID, tuple[Mark, list[str]]]) -> Seen:
    """The lesson as nobody's: no answers but those given here, no place in it; for the preview of a draft."""
    fetched(lesson.body)
    questions, steps = lesson.questions(), steps_of(blocks_of(lesson))
    state = course_state(course_of(lesson), None, reader_of(request))
    answered = {block: mark.right for block, (mark, _given) in marks.items() if not mark.next}
    found = Seen(lesson, questions, state, None, False, Standing(steps, answered))
    for number, (block, question) in enumerate(questions.items(), 1):
        mark, given = marks.get(block, (None, []))
        about = {"question": question, "number": number, "mark": mark, "given": given}
        found.asked[str(block)] = about | {"kept": False, "tries": int(mark is not None), "closed": False}
    return found


def blocks_of(lesson: Page) -> list[Block]:
    """The lesson's body as `content.steps` cuts it: of the questions those that are asked, without marks that draw them."""
    found, asked = [], lesson.questions()
    for place, raw in enumerate(lesson.body.raw_data):
        child = lesson.body.stream_block.child_blocks.get(raw["type"])
        if child is None or raw["type"] == DRAW:  # a kind of block that there is no more
            continue
        asks = UUID(raw["id"]) if getattr(child, "kind", "") and raw.get("id") else None
        if getattr(child, "kind", "") and asks not in asked:
            continue
        words = str(raw["value"]) if raw["type"] == "text" else None
        letters = child.letters(raw["value"]) if hasattr(child, "letters") else PICTURE
        found.append(Block(place, words, asks, letters, getattr(child, "ends", False)))
    return found


def view_of(found: Seen, request: HttpRequest) -> View:
    """What the address asks for: a step, the whole, the end; without a word where the visitor goes on."""
    steps, asked = found.standing.steps, request.GET.get(ASKED, "")
    if steps and found.lesson.preview_address:
        return View(STEP, steps[0])
    if not steps or asked == WORDS[WHOLE] or getattr(request, "is_preview", False):
        return View(WHOLE)
    if asked == WORDS[END]:
        return View(END)
    number = asked_step(asked, steps)
    if number is None:
        known = found.learner is not None or bool(found.standing.answered)
        if known and found.finished:
            return View(END)
        number = found.standing.resume if known else 1
    return View(STEP, steps[number - 1]) if number else View(END)


def template_of(view: View, request: HttpRequest) -> str:
    """The template for it; for a script that has the page already the step alone."""
    if view.kind == STEP and request.GET.get(PART):
        return "content/parts/step.html"
    return _TEMPLATES[view.kind]


def context_of(found: Seen, view: View) -> dict[str, Any]:
    """Everything the templates of a lesson use."""
    standing, body = found.standing, found.lesson.body
    context: dict[str, Any] = {
        "seen": found,
        "view": view,
        "course": found.course,
        "mine": found.mine,
        "learner": found.learner,
        "consented": found.consented,
        "asked": found.asked,
        "standing": standing,
        "steps": standing.steps,
        "before": found.beside(-1),
        "after": found.beside(1),
        "left": [block for block in found.questions if block not in standing.answered],
    }
    if view.step is not None:
        step = view.step
        again = not standing.missing and not found.from_end  # who was right everywhere reads step by step
        context |= {
            "step": step,
            "pieces": [{"block": body[piece.place], "words": piece.words} for piece in step.material],
            "question_block": body[step.place] if step.place is not None else None,
            "previous": step.number - 1,
            "next": standing.after(step.number, again=again),
            "later": step.number + 1 if step.number < len(standing.steps) else None,
        }
    return context


def _changed_since(lesson: Page, questions: dict[UUID, Question], results: dict[UUID, dict]) -> dict[UUID, Question]:
    """Block -> the question as it was when it was answered, of those that were changed since; asks only where there are any."""
    wanted = [
        (block, held["revision"]) for block, held in results.items() if held["revision"] != version(questions[block])
    ]
    kept = versions_of(originals([lesson])[lesson.pk], wanted) if wanted else {}
    return {block: question for (block, _revision), question in kept.items()}


def again(question: Question, held: dict, was: Question | None = None) -> tuple[Mark, list[str]]:
    """The mark of an answer given before, and the answer. What was answered stays with the version answered: a question
    changed since then is not marked anew, the outcome of that time stands; `was`: what was asked then."""
    result = held["result"]
    given = answers_of(question, result.get("response", ""))
    scaled = result.get("score", {}).get("scaled", 0.0)
    if held["revision"] == version(question):
        try:
            return mark(question, given), given
        except ValueError:  # what was recorded is no answer by today's rules: its outcome stands
            return Mark(bool(result.get("success")), scaled), given
    lines = [str(_("This question was changed after you answered it."))]
    if was is not None and was.text != question.text:
        lines.append(str(_("Then it asked: “%(text)s”.")) % {"text": was.text})
    return Mark(bool(result.get("success")), scaled, lines=tuple(lines)), given
