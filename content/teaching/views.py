"""A teacher's own pages: all courses and classes, the people of a course, one person in it, its questions, the workbook."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.classes.rights import classes_of
from content.teaching import contacts, people, states
from content.teaching.classes import counted
from content.teaching.forms import ContactForm
from content.teaching.people import ALL, BY_NAME, BY_TIME, HELP, Asked
from content.teaching.person import standing_of
from content.teaching.rights import centres_for, course_for, courses_of, enrolled_for, own_ids
from portal.people.public import identity, residence_of

A_PAGE = 20
COLUMNS = 12  # lessons shown as columns; a longer course is read person by person


@login_required
@never_cache
@require_safe
def teaching(request: HttpRequest) -> HttpResponse:
    """“My classes and courses”: three plain numbers each."""
    centres = centres_for(request.user)
    sheet = Paginator(courses_of(centres).order_by("path"), A_PAGE).get_page(request.GET.get("trang", ""))
    courses = list(sheet.object_list)
    numbers = people.numbers_of_courses(centres, courses)
    classes = counted(list(classes_of(request.user).order_by("-pk")[:A_PAGE]))
    context = {
        "centres": centres,
        "sheet": sheet,
        "courses": [(one, numbers[one.pk]) for one in courses],
        "classes": classes,
        "rules": states.rules(),
    }
    return render(request, "content/teaching/teaching.html", context)


def choices(asked: Asked, numbers: people.Numbers) -> list[tuple[str, str, bool]]:
    """The states to choose from, with how many are in each."""
    rows = [(HELP, _("Who needs help"), numbers.help)]
    rows += [(state, str(states.WORDS[state]), numbers.of.get(state, 0)) for state in states.ORDER]
    rows.append((ALL, _("Everybody"), numbers.all))
    return [
        (key, f"{words} ({number_format(number, force_grouping=True)})", key == asked.state)
        for key, words, number in rows
    ]


@login_required
@never_cache
@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """Who of the own commune learns in a course: those who need help first, each with the reason."""
    centres = centres_for(request.user)
    page, asked = course_for(centres, pk), Asked.of(request.GET)
    room = people.room_of(page, centres)
    numbers = people.numbers_of(room.rows(asked))
    sheet, found = people.page_of(room, asked, numbers, request.GET.get("trang", ""))
    query = asked.query()
    context = {
        "course": page,
        "asked": asked,
        "query": query,
        "keep": f"{query}&" if query else "",
        "numbers": numbers,
        "heading": people.heading(numbers),
        "sheet": sheet,
        "parts": _parts(found),
        "lessons": room.lessons if len(room.lessons) <= COLUMNS else [],
        "states": choices(asked, numbers),
        "classes": people.classes_to_choose(centres, page),
        "groups": people.groups_to_choose(centres),
        "orders": [(BY_TIME, _("who has waited longest first")), (BY_NAME, _("by name"))],
        "rules": states.rules(),
        "narrowed": bool(asked.taught or asked.group),
    }
    return render(request, "content/teaching/course.html", context)


def _parts(found: list[people.Person]) -> list[tuple[str, str, list[people.Person]]]:
    """The people of a page under the words of their states."""
    parts: list[tuple[str, str, list[people.Person]]] = []
    for one in found:
        if not parts or parts[-1][0] != one.state:
            parts.append((one.state, str(states.WORDS[one.state]), []))
        parts[-1][2].append(one)
    return parts


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """One person in a course: the lessons, what was done for the person, and what was done just now."""
    centres = centres_for(request.user)
    page = course_for(centres, pk)
    learner, row = enrolled_for(centres, page, reference)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        words = " ".join(data["words"].split())
        try:
            contacts.note(learner, page, data["how"], data["on"], words, data["key"], by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Kept: other teachers of the centre see it."))
            return redirect("content:teaching_person", pk, reference)
    who, home = identity(learner), residence_of(learner)
    context = {
        "course": page,
        "learner": learner,
        "person": who,
        "group": home.residential_group if home else None,
        "standing": standing_of(people.room_of(page, centres), learner, row.pk),
        "done": contacts.done_for(own_ids(learner.pk), page),
        "form": form,
    }
    return render(request, "content/teaching/person.html", context, status=422 if form.errors else 200)
