"""How the editors' pages behave: a lesson that counts goes to a second person instead of straight to the public."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from content.models import LessonPage


@hooks.register("before_publish_page")
def ask_a_second_person(request: HttpRequest, page: Page) -> HttpResponse | None:
    """“Publish” on a mapped lesson submits it: what was written is kept, nothing goes live (settled: review)."""
    lesson = page.specific
    if not isinstance(lesson, LessonPage) or not lesson.is_mapped():
        return None
    workflow = lesson.get_workflow()
    if workflow and not lesson.workflow_in_progress:
        workflow.start(lesson, request.user)
    messages.info(request, _("This lesson counts for an indicator, so it now waits for a second person to approve it."))
    return redirect("wagtailadmin_pages:edit", lesson.pk)
