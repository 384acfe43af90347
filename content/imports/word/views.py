"""From a Word document to a draft: the page, the report, the sample document."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from content.imports.word.drafting import places_for_lessons, write_draft
from content.imports.word.parts import CHANGED, LARGEST, LEFT, TAKEN, NoDocument, Note
from content.imports.word.reading import read
from content.imports.word.sample import sample
from content.imports.word.words import refusal, sentence
from content.pages.lesson import LessonPage
from content.rights.grants import held
from portal.text.sent import whole

_SHOWN = 400  # lines of a report that are kept until it is looked at
_KEPT = "word_report"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class WordForm(forms.Form):
    """The document, and the course it becomes a lesson of."""

    place = forms.ModelChoiceField(label=_("Course"), queryset=Page.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("Word document"),
        help_text=_("A .docx file of at most %(most)s MB.") % {"most": LARGEST // (1024 * 1024)},
        widget=forms.FileInput(attrs={"accept": f".docx,{_DOCX}"}),
        error_messages={"required": _("Choose the Word document."), "empty": _("This file is empty.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.queryset = places_for_lessons(user)
        field.label_from_instance = lambda page: f"{'– ' if page.depth > _depth(field) else ''}{page.title}"

    def clean(self) -> dict[str, Any]:
        """Reads the document: what is refused is told beside the file."""
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None:
            try:
                if file.size > LARGEST:
                    raise NoDocument("large")
                data = file.read()
                cleaned["read"] = read(data, file.name)
                cleaned["said"] = sha256(data).hexdigest()
            except NoDocument as problem:
                self.add_error("file", ValidationError(refusal(problem)))
        return cleaned


def _depth(field: Any) -> int:
    if not hasattr(field, "_least"):
        field._least = min(field.queryset.values_list("depth", flat=True), default=0)
    return field._least


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def from_word(request: HttpRequest) -> HttpResponse:
    """Asks for the document and the course; a draft is made of it, and its report shown."""
    if not held(request.user).edits:
        raise PermissionDenied(_("This page is for those who write lessons."))
    form = WordForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        initial={"place": whole(request.GET.get("khoa", "")), "key": uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        lesson, notes = write_draft(
            found["place"], found["read"], found["file"].name, request.user, found["key"], found["said"]
        )
        if notes is not None:
            request.session[_KEPT] = {"page": lesson.pk, "name": found["file"].name[:120], "notes": _kept(notes)}
        return redirect("content:word_report", lesson.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "errors": form.errors, "any_place": form.fields["place"].queryset.exists()}
    return render(request, "content/writing/from_word.html", context, status=status)


def _kept(notes: list[Note]) -> list[list[Any]]:
    """What was changed or left out first of all, then as much of the rest as is kept, in the order of the document."""
    weighty = [note for note in notes if note.outcome != TAKEN][:_SHOWN]
    plain = [note for note in notes if note.outcome == TAKEN][: _SHOWN - len(weighty)]
    ordered = sorted((*weighty, *plain), key=lambda note: note.line)
    return [[note.line, note.outcome, note.reason, note.detail] for note in ordered]


@login_required
@never_cache
@require_safe
def word_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each line of the document just brought in; later there is only the lesson itself."""
    kept = request.session.get(_KEPT)
    lesson = LessonPage.objects.filter(pk=pk).first()
    if lesson is None or not lesson.permissions_for_user(request.user).can_edit():
        raise PermissionDenied(_("This page is for those who write lessons."))
    if not kept or kept["page"] != pk:
        return redirect("wagtailadmin_pages:edit", pk)
    notes = [Note(*row) for row in kept["notes"]]
    rows = [{"line": n.line, "outcome": n.outcome, "detail": n.detail, "told": sentence(n)} for n in notes]
    context = {
        "lesson": lesson,
        "name": kept["name"],
        "look": [row for row in rows if row["outcome"] != TAKEN],
        "taken": [row for row in rows if row["outcome"] == TAKEN],
        "changed": sum(row["outcome"] == CHANGED for row in rows),
        "left": sum(row["outcome"] == LEFT for row in rows),
        "editor": reverse("wagtailadmin_pages:edit", args=[pk]),
        "preview": reverse("wagtailadmin_pages:view_draft", args=[pk]),
    }
    return render(request, "content/writing/word_report.html", context)


@login_required
@require_safe
def word_sample(request: HttpRequest) -> HttpResponse:
    """A document that shows how to write: open it, write over it, bring it in."""
    if not held(request.user).edits:
        raise PermissionDenied(_("This page is for those who write lessons."))
    answer = HttpResponse(sample(), content_type=_DOCX)
    answer["Content-Disposition"] = 'attachment; filename="bai-mau.docx"'
    return answer
