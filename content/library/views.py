"""The shelf for everybody, and for the staff who keep it."""

import io
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from openpyxl import Workbook

from content.classes.rights import centres_of
from content.library import shelf
from content.library.forms import ItemForm, ShelfListForm
from content.library.lines import EXAMPLE, HEADS, read_lines
from content.library.models import LibraryItem
from content.library.shelf import Taken
from portal.places.public import Centre
from portal.text.sent import whole

SHOWN, LINES_SHOWN = 20, 300
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(request: HttpRequest, centre: Centre) -> dict:
    """The page of the list that is asked for: words, topic, number."""
    text, topic = request.GET.get("q", "").strip()[:80], request.GET.get("chu-de", "")[:100]
    found: QuerySet[LibraryItem] = shelf.on_shelf(centre.pk, text.replace("\x00", ""), topic.replace("\x00", ""))
    kept = {name: value for name, value in (("q", text), ("chu-de", topic)) if value}
    return {
        "centre": centre,
        "page": Paginator(found, SHOWN).get_page(request.GET.get("trang")),
        "text": text,
        "topic": topic,
        "topics": shelf.topics(centre.pk),
        "keep": urlencode(kept) + "&" if kept else "",
    }


@require_GET
def library(request: HttpRequest, pk: int) -> HttpResponse:
    """What the centre has to read, listen to and watch."""
    context = _asked(request, get_object_or_404(Centre, pk=pk))
    own = request.user.is_authenticated and any(one.pk == pk for one in centres_of(request.user))
    return render(request, "content/library/library.html", context | {"own": own})


def _own(request: HttpRequest, pk: int) -> Centre:
    """The centre, for who works there. Raises Http404 for everybody else."""
    found = next((one for one in centres_of(request.user) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _item(request: HttpRequest, pk: int) -> LibraryItem:
    found = LibraryItem.objects.filter(pk=pk, gone_at=None, centre__in=centres_of(request.user)).first()
    if found is None:
        raise Http404
    return found


@login_required
@never_cache
@require_GET
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as staff see it, with the ways to write in it."""
    return render(request, "content/library/keep.html", _asked(request, _own(request, pk)))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    """One more title."""
    centre = _own(request, pk)
    form = ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            shelf.put(centre, form.cleaned_data["key"], form.values(), by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Written down. It stands in the list now."))
            return redirect("content:library_keep", centre.pk)
    context = {"form": form, "centre": centre}
    return render(request, "content/library/item.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words of a title, or it goes."""
    row = _item(request, pk)
    form = ItemForm(request.POST if request.method == "POST" and "gone" not in request.POST else None, item=row)
    if "gone" in request.POST:
        shelf.take_off(row)
        messages.success(request, _("Taken off the shelf."))
        return redirect("content:library_keep", row.centre_id)
    if form.is_bound and form.is_valid():
        try:
            shelf.change(row, form.values())
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("Changed."))
            return redirect("content:library_keep", row.centre_id)
    context = {"form": form, "centre": row.centre, "item": row}
    return render(request, "content/library/item.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def lend(request: HttpRequest, pk: int) -> HttpResponse:
    """One copy goes out or comes back; to whom stands in the paper book of the centre."""
    row = _item(request, pk)
    seen, step = whole(request.POST.get("seen", ""), 4), {"out": 1, "back": -1}.get(request.POST.get("act", ""), 0)
    if seen is None or not step or not shelf.lend(row, step, seen):
        messages.info(
            request, _("Somebody wrote this down a moment ago. Look at the number of copies, then press again.")
        )
    back = reverse("content:library_keep", args=[row.centre_id])
    asked = {name: request.POST.get(name, "")[:100] for name in ("q", "chu-de", "trang")}
    return redirect(f"{back}?{urlencode({name: value for name, value in asked.items() if value})}")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """First press reads the lines back, each with what becomes of it; the second takes all of them in."""
    centre = _own(request, pk)
    form = ShelfListForm(request.POST or None, request.FILES or None)
    taken: list[Taken] = []
    if request.method == "POST" and form.is_valid():
        taken = shelf.checked(centre, read_lines(form.cleaned_data["lines"]))
        if not taken or any(one.line.wrong for one in taken):
            form.add_error("lines", _("Some lines are wrong. Correct them here, then look again."))
        elif request.POST.get("act") == "save":
            try:
                number = shelf.take_in(centre, [one.line for one in taken], by=request.user)
            except ValidationError as problem:
                form.add_error(None, problem)
            else:
                text = ngettext("%(n)s title is new or changed.", "%(n)s titles are new or changed.", number)
                messages.success(request, text % {"n": number})
                return redirect("content:library_keep", centre.pk)
    context = {
        "form": form,
        "centre": centre,
        "taken": sorted(taken, key=lambda one: not one.line.wrong)[:LINES_SHOWN],
        "n": len(taken),
        "more": max(0, len(taken) - LINES_SHOWN),
        "ready": bool(taken) and not form.errors,
    }
    return render(request, "content/library/take_in.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    """An Excel sheet with the columns and one example."""
    book = Workbook()
    for row in (HEADS, EXAMPLE):
        book.active.append(row)
    for letter, width in zip("ABCDEFGH", (40, 25, 12, 18, 8, 18, 30, 22), strict=True):
        book.active.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return HttpResponse(
        out.getvalue(), content_type=SHEET, headers={"Content-Disposition": 'attachment; filename="mau-tu-sach.xlsx"'}
    )
