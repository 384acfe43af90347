"""The bank of questions for staff: a list to look in, a way into a lesson, and what to do about a newer version."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from content.bank import listing
from content.bank.newer import settle
from content.bank.placing import put
from content.blocks import LessonBody
from content.imports.into_lesson import MOST_IN_A_LESSON, Full
from content.models import LessonPage
from content.questions.kinds import REGISTER
from content.questions.stats import FEW
from content.rights.grants import held

MOST_DRAWN = 20


def addresses() -> list[URLPattern]:
    """The addresses of the bank, below the editors'."""
    return [
        path("ngan-hang-cau-hoi/", bank, name="content_bank"),
        path("ngan-hang-cau-hoi/<int:pk>/", bank, name="content_bank_for"),
        path("ngan-hang-cau-hoi/<int:pk>/dua-vao/", put_in, name="content_bank_put"),
        path("cau-hoi/<int:pk>/ban-moi/<uuid:block>/", newer_version, name="content_questions_newer"),
    ]


@dataclass(frozen=True)
class Asked:
    """What the page is asked for: words, kind, number of the page; what is wrong with it."""

    words: str
    kind: str
    number: str
    problem: str = ""

    def address(self, number: int) -> str:
        """The query of another page of the same list."""
        return urlencode({"tu": self.words, "kieu": self.kind, "trang": number})


def _asked(request: HttpRequest) -> Asked:
    data = request.GET if request.method == "GET" else request.POST
    words, kind = data.get("tu", "").strip(), data.get("kieu", "")
    problem = ""
    if len(words) > listing.LONGEST:
        problem = _("These are too many words to look for: at most %(most)s letters.") % {"most": listing.LONGEST}
    return Asked(words[: listing.LONGEST], kind if kind in REGISTER else "", data.get("trang", "1")[:6], problem)


def _lesson(request: HttpRequest, pk: int) -> LessonPage:
    page = get_object_or_404(LessonPage, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


@require_GET
def bank(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The questions of all published lessons of the own centre; with a lesson, to put some of them into it."""
    if not held(request.user).edits:
        raise PermissionDenied
    return _page(request, _lesson(request, pk) if pk else None)


def _page(request: HttpRequest, lesson: LessonPage | None, problem: str = "") -> HttpResponse:
    asked, kinds = _asked(request), LessonBody().child_blocks
    page, rows = listing.found(request.user, asked.words, asked.kind, asked.number)
    context: dict[str, Any] = {
        "lesson": lesson,
        "asked": asked,
        "page": page,
        "rows": [(row, kinds[row.entry.kind].label) for row in rows],
        "kinds": [(key, kinds[key].label) for key in REGISTER],
        "before": asked.address(page.previous_page_number()) if page.has_previous() else "",
        "after": asked.address(page.next_page_number()) if page.has_next() else "",
        "few": FEW,
        "ticked": set(request.POST.getlist("cau")),
        "drawn": request.POST.get("boc", "")[:6],
        "most_drawn": MOST_DRAWN,
        "problem": problem,
    }
    wrong = problem or asked.problem
    return render(request, "content/editing/bank.html", context, status=422 if wrong else 200)


@require_POST
def put_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticked questions stand at the end of the lesson's draft: the same questions, in the version that was shown."""
    lesson = _lesson(request, pk)
    chosen = [int(one) for one in request.POST.getlist("cau") if one.isascii() and one.isdigit() and len(one) < 12]
    drawn = request.POST.get("boc", "").strip()
    draw = int(drawn) if drawn.isascii() and drawn.isdigit() and len(drawn) < 4 else 0
    if not chosen:
        return _page(request, lesson, _("No question is ticked. Tick some, then press the button."))
    if drawn and not 1 <= draw <= MOST_DRAWN:
        told = _("How many are drawn is a number from 1 to %(most)s, or nothing: then all are asked.")
        return _page(request, lesson, told % {"most": MOST_DRAWN})
    if draw and draw >= len(chosen):
        return _page(request, lesson, _("To draw some, tick more questions than are drawn."))
    try:
        number = put(lesson, request.user, chosen[: listing.A_PAGE], draw=draw)
    except Full:
        told = _("A lesson holds at most %(most)s questions. Tick fewer, or make a second lesson.")
        return _page(request, lesson, told % {"most": MOST_IN_A_LESSON})
    if not number:
        messages.info(request, _("These questions are in the draft already."))
        return redirect("wagtailadmin_pages:edit", lesson.pk)
    told = ngettext(
        "%(number)s question stands at the end of the draft now. Nobody reads it until it is published.",
        "%(number)s questions stand at the end of the draft now. Nobody reads them until it is published.",
        number,
    )
    messages.success(request, told % {"number": number})
    return redirect("wagtailadmin_pages:edit", lesson.pk)


@require_POST
def newer_version(request: HttpRequest, pk: int, block: UUID) -> HttpResponse:
    """A newer version of a question is taken into the draft, or the lesson keeps its own."""
    lesson = _lesson(request, pk)
    take = request.POST.get("act") == "take"
    if not settle(lesson, request.user, block, request.POST.get("seen", ""), take=take):
        messages.info(request, _("There is no newer version any more, or yet another one: look once more."))
    elif take:
        messages.success(request, _("The new version stands in the draft. Nobody reads it until it is published."))
    else:
        messages.success(request, _("This lesson keeps its own version."))
    return redirect(reverse("content_questions", args=[lesson.pk]))
