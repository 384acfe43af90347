"""Courses out and in as ZIP files, for who writes courses: the file, the page that asks for one, the report."""

from tempfile import TemporaryFile
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages as editor_messages
from wagtail.models import Page

from content.courses.strict import CourseFileError
from content.exchange import words, zip_files
from content.exchange.incoming import Taken, places_for_courses, take
from content.exchange.origins import owners_of
from content.exchange.outgoing import gathered, name_of, unpublished_in
from content.exchange.package import CHANGED, LARGEST, LEFT, TAKEN, NoPackage, Note
from content.pages.course import CoursePage
from content.rights.grants import held

_SHOWN = 400  # lines of a report that are kept until it is looked at
_KEPT = "course_report"


def for_writers(request: HttpRequest) -> None:
    """Raises PermissionDenied for who writes nothing anywhere."""
    if not held(request.user).edits:
        raise PermissionDenied(_("This page is for those who write lessons."))


class PlaceForm(forms.Form):
    """The list of courses that a course comes into, and the press of the button."""

    place = forms.ModelChoiceField(
        label=_("Where the course is to stand"), queryset=Page.objects.none(), empty_label=None
    )
    press = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.queryset = places_for_courses(user)
        whose = owners_of(field.queryset)
        field.label_from_instance = lambda page: f"{page.title}, {whose[page.pk]}"

    @property
    def any_place(self) -> bool:
        """Whether there is a list of courses to choose."""
        field: Any = self.fields["place"]
        return field.queryset.exists()


class PackageForm(PlaceForm):
    """The ZIP file as well."""

    file = forms.FileField(
        label=_("File of the course"),
        help_text=_("A ZIP file that was exported from a portal like this one, of at most %(most)s MB.")
        % {"most": LARGEST // (1024 * 1024)},
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": _("Choose the file of the course."),
            "empty": _("This file is empty. Export the course anew, then choose that file."),
        },
    )
    field_order = ("file", "place")

    def clean(self) -> dict[str, Any]:
        """Reads the file: what is refused is told beside it."""
        cleaned = super().clean() or {}
        if file := cleaned.get("file"):
            try:
                cleaned["package"] = zip_files.read(file)
            except NoPackage as problem:
                self.add_error("file", ValidationError(words.refusal(problem)))
            except CourseFileError as problem:
                self.add_error("file", ValidationError(words.fault(problem)))
        return cleaned


@login_required
@require_safe
def export_course(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The course as it is being written, with its files, for who may edit it; one that no portal would take is refused."""
    course = get_object_or_404(CoursePage, pk=pk)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied(_("You may export the courses of your own centre only."))
    drafts = unpublished_in(course)
    if drafts and request.GET.get("ban-nhap") != "co":
        return render(request, "content/exchange/export.html", {"course": course, "drafts": drafts})
    out = TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        zip_files.write(gathered(course, drafts=True, user=request.user), out)
    except NoPackage as problem:
        out.close()
        editor_messages.error(request, words.refusal(problem))
        return redirect("wagtailadmin_explore", pk)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name_of(course), content_type="application/zip")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_course(request: HttpRequest) -> HttpResponse:
    """Asks for the file and the place; the course becomes a draft there, and its report is shown."""
    for_writers(request)
    form = PackageForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            taken = take(found["package"], found["place"], request.user, found["press"])
        except CourseFileError as problem:
            form.add_error("file", ValidationError(words.fault(problem)))
        except NoPackage as problem:
            form.add_error("file", ValidationError(words.refusal(problem)))
        else:
            return keep_report(request, taken)
    context = {"form": form, "errors": form.errors}
    return render(request, "content/exchange/import.html", context, status=422 if form.is_bound else 200)


def keep_report(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Keeps what became of each thing until it is looked at, and leads there."""
    kept = request.session.get(_KEPT) or {}
    if not (taken.before and kept.get("page") == taken.course.pk):
        notes = [note for note in taken.notes if note.outcome != TAKEN][:_SHOWN]
        notes += [note for note in taken.notes if note.outcome == TAKEN][: _SHOWN - len(notes)]
        told = [[note.where, note.outcome, note.reason, note.detail[:300]] for note in notes]
        request.session[_KEPT] = {"page": taken.course.pk, "notes": told}
    return redirect("content:course_report", taken.course.pk)


@login_required
@never_cache
@require_safe
def course_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each part of a course that was just brought in; later there are only its pages."""
    course = get_object_or_404(CoursePage, pk=pk)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied(_("This page is for those who write lessons."))
    kept = request.session.get(_KEPT)
    if not kept or kept["page"] != pk:
        return redirect("wagtailadmin_explore", pk)
    notes = [Note(*row) for row in kept["notes"]]
    rows = [{"outcome": n.outcome, "about": words.about(n), "told": words.sentence(n)} for n in notes]
    context = {
        "course": course,
        "look": [row for row in rows if row["outcome"] != TAKEN],
        "taken": [row for row in rows if row["outcome"] == TAKEN],
        "changed": sum(row["outcome"] == CHANGED for row in rows),
        "left": sum(row["outcome"] == LEFT for row in rows),
        "pages": reverse("wagtailadmin_explore", args=[pk]),
    }
    return render(request, "content/exchange/report.html", context)
