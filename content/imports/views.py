"""A lesson's questions for who may edit it: how they are answered, out as a file, in from a file with a report per line.

Nothing is kept between the report and the press that takes the chosen questions: the page carries them, signed.
"""

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from content.bank.newer import newer_in
from content.imports import excel, formats, gift
from content.imports.into_lesson import MOST_IN_A_LESSON, Full, add, fits
from content.imports.neutral import LARGEST, NoFile, Read
from content.imports.words import left_out, of_file, of_question
from content.models import LessonPage
from content.questions.kept import as_json, from_json
from content.questions.marking import KINDS
from content.questions.patterns import patterns
from content.questions.stats import FEW, items_of

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_A_DAY = 24 * 60 * 60
SHOWN = 500  # lines of a report; more are counted
MOST_TYPED = 200_000  # characters of the field


@dataclass(frozen=True)
class Line:
    """A line of the report: what was read, why it is not taken ("": it is), what was left out, its place among the taken."""

    read: Read
    refused: str
    notes: list[str]
    place: int = -1


def addresses() -> list[URLPattern]:
    """The addresses of these pages, below the editors'."""
    return [
        path("cau-hoi/mau.xlsx", sheet_to_fill, name="content_questions_sheet"),
        path("cau-hoi/<int:pk>/", questions, name="content_questions"),
        path("cau-hoi/<int:pk>/cau-hoi.<str:kind>", as_file, name="content_questions_file"),
        path("cau-hoi/<int:pk>/doc-tep/", read_file, name="content_questions_read"),
        path("cau-hoi/<int:pk>/dua-vao/", take, name="content_questions_take"),
    ]


def _lesson(request: HttpRequest, pk: int) -> LessonPage:
    """The lesson as its newest draft, for who may edit it."""
    page = get_object_or_404(LessonPage, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    draft.ask_all()
    return draft


@require_GET
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """How the questions are answered, what could be guessed, and the ways out and in."""
    return _page(request, _lesson(request, pk))


def _page(
    request: HttpRequest, lesson: LessonPage, problem: str = "", typed: str = "", field: str = "file"
) -> HttpResponse:
    """The page with what was typed; `problem` is said beside `field`, or above both when it is of neither ("")."""
    asked = lesson.questions()
    items, newer = items_of(lesson, asked), newer_in(lesson, request.user)
    for item in items:
        item.newer = newer.get(item.block)
    context = {
        "lesson": lesson,
        "items": items,
        "few": FEW,
        "patterns": [_pattern(one) for one in patterns(asked.values())],
        "problem": problem,
        "field": field,
        "typed": typed,
        "most_typed": MOST_TYPED,
    }
    return render(request, "content/editing/questions.html", context, status=422 if problem else 200)


def _pattern(found: Any) -> str:
    counts = {"found": found.found, "of": found.of, "place": found.place}
    told = {
        "true": _("%(found)s of %(of)s sentences are true: who always says “Đúng” passes."),
        "false": _("%(found)s of %(of)s sentences are false: who always says “Sai” passes."),
        "longest": _("In %(found)s of %(of)s questions the right answer is much the longest: it can be guessed."),
        "place": _("In %(found)s of %(of)s questions with a fixed order the right answer is number %(place)s."),
    }[found.name]
    return told % counts


@require_GET
def sheet_to_fill(request: HttpRequest) -> HttpResponse:
    """An Excel sheet to write questions in, with an example of each kind."""
    return _file(excel.template(), "mau-cau-hoi.xlsx", _SHEET)


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_GET
def as_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The lesson's questions as GIFT or Excel; kinds that the format does not have are left out."""
    lesson = _lesson(request, pk)
    asked = list(lesson.questions().values())
    if kind == "gift":
        data, _left = gift.write((f"{lesson.title} {n}", one) for n, one in enumerate(asked, 1))
        return _file(data, f"{lesson.slug}.gift.txt", "text/plain; charset=utf-8")
    if kind == "xlsx":
        return _file(excel.write(asked)[0], f"{lesson.slug}.xlsx", _SHEET)
    raise Http404


@require_POST
def read_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The report: each question of the file, or of what was typed, taken or refused with line and reason.

    A file goes before what was typed: the report says so, and keeps the text.
    """
    lesson = _lesson(request, pk)
    sent, typed = request.FILES.get("file"), request.POST.get("text", "")
    field = "text" if sent is None else "file"
    if sent is None and not typed.strip():
        return _page(request, lesson, _("Choose a file, or write questions into the field."))
    if sent is None and len(typed) > MOST_TYPED:
        return _page(request, lesson, _("The text is too long. Send it in parts."), typed, field)
    if sent is not None and sent.size > LARGEST:
        return _page(request, lesson, of_file(NoFile("large")), typed)
    try:
        found = formats.read(sent.read(), sent.name or "") if sent is not None else formats.read_text(typed.encode())
    except NoFile as problem:
        return _page(request, lesson, of_file(problem), typed, field)
    return _report(request, lesson, found, typed, sent.name or "" if sent is not None else "")


def _report(request: HttpRequest, lesson: LessonPage, found: list[Read], typed: str, name: str) -> HttpResponse:
    lines = [_line(one) for one in found]
    taken = [one.read.question for one in lines if not one.refused and one.read.question]
    placed, place = [], 0
    for one in lines:
        placed.append(one if one.refused else Line(one.read, "", one.notes, place))
        place += not one.refused
    context = {
        "lesson": lesson,
        "lines": placed[:SHOWN],
        "more": max(0, len(placed) - SHOWN),
        "taken": len(taken),
        "refused": len(lines) - len(taken),
        "kept": signing.dumps([as_json(one) for one in taken], salt=_salt(request, lesson.pk), compress=True),
        "most": MOST_IN_A_LESSON,
        "typed": typed,
        "most_typed": MOST_TYPED,
        "name": name[:120],
    }
    return render(request, "content/editing/questions_read.html", context)


def _line(read: Read) -> Line:
    refused = of_question(read) if read.question is None else fits(read.question)
    return Line(read, refused, left_out(read))


def _salt(request: HttpRequest, pk: int) -> str:
    return f"questions-{pk}-{request.user.pk}"


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The chosen questions of a report go to the end of the lesson's draft."""
    lesson, typed = _lesson(request, pk), request.POST.get("text", "")
    try:
        kept = [
            from_json(one)
            for one in signing.loads(request.POST.get("kept", ""), salt=_salt(request, pk), max_age=_A_DAY)
        ]
    except signing.BadSignature:
        return _page(request, lesson, _("This report is too old. Send the questions once more."), typed, "")
    wanted = {int(one) for one in request.POST.getlist("take") if one.isascii() and one.isdigit() and len(one) < 6}
    report = uuid5(NAMESPACE_OID, request.POST["kept"])
    chosen = {
        str(uuid5(report, str(place))): one for place, one in enumerate(kept) if place in wanted and one.kind in KINDS
    }
    if not chosen:
        return _page(
            request,
            lesson,
            _("No question was ticked, so nothing was taken. Read them again and tick some."),
            typed,
            "",
        )
    try:
        number = add(lesson, request.user, chosen)
    except Full:
        told = _("A lesson holds at most %(most)s questions. Tick fewer, or make a second lesson.")
        return _page(request, lesson, told % {"most": MOST_IN_A_LESSON}, typed, "")
    if not number:
        messages.info(request, _("These questions are in the draft already."))
        return redirect("wagtailadmin_pages:edit", lesson.pk)
    told = ngettext(
        "%(number)s question stands at the end of the draft now. Nobody reads it until it is published.",
        "%(number)s questions stand at the end of the draft now. Nobody reads them until it is published.",
        number,
    )
    messages.success(request, told % {"number": number})
    return redirect(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
