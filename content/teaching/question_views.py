"""The questions of a course, lesson by lesson: how many are right at once, what is taken wrongly; and everything as a workbook."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.models import LessonPage
from content.questions.stats import FEW, items_of
from content.teaching import people
from content.teaching.excel import workbook
from content.teaching.rights import centres_for, course_for
from content.workbooks import EXCEL
from portal.audit.public import append
from portal.text.sent import whole


def _asked(room: people.Room, number: int) -> LessonPage | None:
    """The lesson with this number in the course, all its questions asked; the first for any other number."""
    at = number if 0 < number <= len(room.lessons) else 1
    lesson = LessonPage.objects.filter(pk=room.lessons[at - 1].pk).first() if room.lessons else None
    if lesson is not None:
        lesson.ask_all()
    return lesson


@login_required
@never_cache
@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of one lesson: the answers of everybody who learns the course, and nobody shown."""
    centres = centres_for(request.user)
    course = course_for(centres, pk)
    room = people.room_of(course, centres)
    lesson = _asked(room, whole(request.GET.get("bai", ""), 4) or 1)
    items = items_of(lesson, lesson.questions()) if lesson else []
    may_edit = lesson is not None and lesson.permissions_for_user(request.user).can_edit()
    context: dict[str, Any] = {
        "course": course,
        "lessons": room.lessons,
        "lesson": lesson,
        "items": items,
        "hard": sum(item.difficulty == "hard" for item in items),
        "nobody": sum(item.nobody_right for item in items),
        "few": FEW,
        "edit": reverse("wagtailadmin_pages:edit", args=[lesson.pk]) if lesson and may_edit else "",
    }
    return render(request, "content/teaching/questions.html", context)


@login_required
@never_cache
@require_safe
def excel(request: HttpRequest, pk: int) -> HttpResponse:
    """People and lessons, and the questions, as a workbook; who took it stands in the log."""
    centres = centres_for(request.user)
    course = course_for(centres, pk)
    room = people.room_of(course, centres)
    data, lines = workbook(room)
    with transaction.atomic():
        append("export.made", f"page:{course.pk}", by=request.user, details={"lines": lines})
    answer = HttpResponse(data, content_type=EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="khoa-hoc-{course.pk}.xlsx"'
    return answer
