"""Courses of other centres: the list to choose from, and the page that takes one."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.courses.strict import CourseFileError
from content.exchange import words
from content.exchange.offers import NotOffered, offered, offers, take_offered
from content.exchange.views import PlaceForm, for_writers, keep_report
from content.pages.lists import paged

ON_A_PAGE = 20
LONGEST = 100  # characters of what is looked for


@login_required
@never_cache
@require_safe
def offered_courses(request: HttpRequest) -> HttpResponse:
    """What other centres offer, a page at a time, found by name."""
    for_writers(request)
    asked = request.GET.get("ten", "").replace("\x00", "")[:LONGEST].strip()
    context: dict[str, Any] = paged(request, offered(request.user, asked), "courses", ON_A_PAGE)
    context |= {
        "offers": offers(context["courses"]),
        "asked": asked,
        "keep": urlencode({"ten": asked}) + "&" if asked else "",
    }
    return render(request, "content/exchange/offered.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_course(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, looked at before it is taken; it becomes a draft here, and its report is shown."""
    for_writers(request)
    course = offered(request.user).filter(pk=pk).first()
    if course is None:
        raise Http404
    form = PlaceForm(request.POST or None, user=request.user, initial={"press": uuid4()})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            return keep_report(request, take_offered(request.user, course, found["place"], found["press"]))
        except NotOffered as problem:
            form.add_error(None, ValidationError(str(problem)))
        except CourseFileError as problem:
            form.add_error(None, ValidationError(words.fault(problem)))
    context = {"form": form, "errors": form.errors, "offer": offers([course])[0]}
    return render(request, "content/exchange/take.html", context, status=422 if form.is_bound else 200)
