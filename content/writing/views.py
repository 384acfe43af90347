"""A new lesson: title, course and frame on one small page; then the editor, with the blocks standing there."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from content.imports.word.drafting import free_slug, places_for_lessons
from content.pages.lesson import LessonPage
from content.rights.grants import held
from content.writing.drafts import draft_once
from content.writing.frames import ASK_FIRST, EMPTY, READ_AND_ASK, body_of
from portal.text.sent import whole


class NewLessonForm(forms.Form):
    """What a lesson begins with."""

    title = forms.CharField(
        label=_("Name of the lesson"),
        max_length=200,
        error_messages={"required": _("Write what the lesson is called.")},
    )
    place = forms.ModelChoiceField(label=_("Course"), queryset=Page.objects.none(), empty_label=None)
    frame = forms.ChoiceField(
        label=_("Begin with"),
        widget=forms.RadioSelect,
        initial=READ_AND_ASK,
        choices=[
            (READ_AND_ASK, _("text, a photo, three questions")),
            (ASK_FIRST, _("a question first, then text, a photo, two questions")),
            (EMPTY, _("nothing: I add the parts myself")),
        ],
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.queryset = places_for_lessons(user)
        field.label_from_instance = lambda page: page.title


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_lesson(request: HttpRequest) -> HttpResponse:
    """Makes the draft and leads to the editor; nothing is published."""
    if not held(request.user).edits:
        raise PermissionDenied(_("This page is for those who write lessons."))
    initial = {
        "key": uuid4(),
        "place": whole(request.GET.get("khoa", "")),
        "title": request.GET.get("ten", "")[:200],
    }
    form = NewLessonForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        lesson = begin_lesson(user=request.user, **form.cleaned_data)
        return redirect("wagtailadmin_pages:edit", lesson.pk)
    context = {"form": form, "any_place": form.fields["place"].queryset.exists()}
    return render(request, "content/writing/new_lesson.html", context, status=422 if form.is_bound else 200)


def begin_lesson(place: Page, title: str, frame: str, user: Any, key: UUID | None = None) -> LessonPage:
    """The draft of a lesson at the end of `place`; the same one for the same form sent twice."""

    def fields() -> dict[str, Any]:
        return {"title": title, "slug": free_slug(place, title), "body": body_of(frame)}

    return draft_once(place, key or uuid4(), f"{frame} {title}", user, fields)[0]
