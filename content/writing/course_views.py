"""A new course: its name, a pattern and a place on one small page; then its lessons, with what to write standing in each."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from content.exchange.incoming import begin
from content.exchange.package import Package
from content.exchange.views import PlaceForm, for_writers
from content.pages.course import CoursePage
from content.pages.forms import plain_slug
from content.writing.patterns import patterns

EMPTY = "trong"


class NewCourseForm(PlaceForm):
    """What a course begins with."""

    title = forms.CharField(
        label=_("Name of the course"),
        max_length=120,
        error_messages={"required": _("Write what the course is called.")},
    )
    pattern = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect)
    field_order = ("title", "place", "pattern")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["pattern"]
        field.choices = [
            *((one.key, f"{one.name}. {one.about}") for one in patterns().values()),
            (EMPTY, _("nothing: I add the lessons myself")),
        ]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_course(request: HttpRequest) -> HttpResponse:
    """Makes the drafts and leads to the course's lessons; the other ways to a course stand beside."""
    for_writers(request)
    initial = {"press": uuid4(), "pattern": next(iter(patterns()))}
    form = NewCourseForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        course = begin_course(found["title"], found["pattern"], found["place"], request.user, found["press"])
        return redirect("wagtailadmin_explore", course.pk)
    context = {"form": form, "errors": form.errors}
    return render(request, "content/writing/new_course.html", context, status=422 if form.is_bound else 200)


def begin_course(title: str, pattern: str, place: Page, user: Any, press: UUID) -> CoursePage:
    """The drafts of a course; the same ones for the same form sent twice."""
    course = patterns()[pattern].course if pattern in patterns() else {"lessons": []}
    told = {"title": title, "slug": plain_slug(title)[:60] or "khoa-moi"} | course
    with transaction.atomic():
        return begin(Package(told), place, user, press, []).course
