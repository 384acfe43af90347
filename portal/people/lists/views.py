"""Lists of people at the counter: a file is sent, read to its end, asked about, and taken in with one press."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.counter_views import at_the_counter
from portal.people.lists import keeping
from portal.people.lists.forms import ListForm
from portal.people.lists.judging import ASKED, BEFORE, NEW, READY, REGISTERED, SAME, WRONG, Judged, Row, judge
from portal.people.lists.models import PeopleList
from portal.people.lists.registering import register_list
from portal.people.lists.words import said_of
from portal.people.lists.workbooks import EXCEL, sample, with_results
from portal.places.public import groups_of, names_of
from portal.text.sent import whole

SHOWN = 20
SECONDS = 25.0  # of one press; what is left then waits for the next


def _list(request: HttpRequest, reference: str) -> PeopleList:
    at_the_counter(request)
    found = keeping.list_for(request.user, reference)
    if found is None:
        raise Http404
    return found


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Sends a list; those that wait stand below."""
    at_the_counter(request)
    form = ListForm(request.POST or None, request.FILES or None, staff=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.keep_file(request.user, form.cleaned_data["unit"], form.cleaned_data["file"].read())
        except ValidationError as problem:
            form.refused(problem)
        else:
            return redirect("people:list", made.reference)
    waiting = keeping.lists_of(request.user)
    names = names_of([one.unit for one in waiting])
    context = {
        "form": form,
        "waiting": [(one, names.get(one.unit_id, "")) for one in waiting],
        "one_unit": next(iter(form.units)) if len(form.units) == 1 else "",
    }
    return render(request, "people/lists/lists.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_GET
def list_sample(request: HttpRequest) -> HttpResponse:
    """The workbook to write into; with `xa` the residential groups of that commune stand in its list."""
    at_the_counter(request)
    unit = ListForm(staff=request.user).units.get(request.GET.get("xa", ""))
    groups = list(groups_of(unit).values_list("name", flat=True)) if unit else []
    return _workbook(sample(groups), "danh-sach-mau.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def people_list(request: HttpRequest, reference: str) -> HttpResponse:
    """What becomes of each row; who is asked about is answered here, then all that is right is taken in."""
    found = _list(request, reference)
    if request.method == "POST":
        return _done(request, found)
    judged = judge(found, keeping.lines_of(found))
    context = {
        "list": found,
        "unit": names_of([found.unit]).get(found.unit_id, ""),
        "gone_at": keeping.gone_at(found),
        "rows": len(judged.rows),
        "ready": len(judged.of(READY)),
        "to_take": bool(judged.to_take()),
        "known": len([row for row in judged.of(SAME) if not row.learner]),
        "registered": len(judged.of(REGISTERED)),
        "same": len([row for row in judged.of(SAME) if row.learner]),
        "before": len(judged.of(BEFORE)),
        "wrong": _page(request, "sai", judged.of(WRONG)),
        "asked": _page(request, "hoi", judged.of(ASKED)),
        "clear": len(_clear(judged)),
        "without_number": [row for row in judged.of(READY) if row.number_taken][:SHOWN],
        "new": NEW,
    }
    if not found.is_open:
        context["registered"] = found.people.filter(registered=True).count()
    return render(request, "people/lists/list.html", context)


def _page(request: HttpRequest, name: str, rows: list[Row]) -> Page:
    """The page of one part that is asked for; of the other parts the first."""
    asked = request.GET.get("trang", "") if request.GET.get("phan") == name else ""
    return Paginator(rows, SHOWN).get_page(whole(asked, 4) or 1)


def _clear(judged: Judged) -> list[Row]:
    """Rows that may be exactly one person, and one whom the portal knows."""
    return [row for row in judged.of(ASKED) if len(row.candidates) == 1 and not row.candidates[0].row]


def _done(request: HttpRequest, found: PeopleList) -> HttpResponse:
    act, back = request.POST.get("act", ""), reverse("people:list", args=[found.reference])
    if act == "drop":
        keeping.drop_file(found, by=request.user)
        messages.success(request, _("The file is removed. Everybody who was registered stays."))
        return redirect("people:lists")
    if act == "take":
        return _taken(request, found, back)
    judged = judge(found, keeping.lines_of(found))
    if act == "same":
        said = {row.number: row.candidates[0].key for row in _clear(judged)}
    else:
        typed = {name.removeprefix("row-"): value for name, value in request.POST.items() if name.startswith("row-")}
        said = {number: value for name, value in typed.items() if (number := whole(name, 5))}
    kept = keeping.keep_answers(found, judged, said)
    if kept:
        messages.success(request, ngettext("%(n)s answer is kept.", "%(n)s answers are kept.", kept) % {"n": kept})
    else:
        messages.info(request, _("Choose for each row who it is, then press again."))
    return redirect(back)


def _taken(request: HttpRequest, found: PeopleList, back: str) -> HttpResponse:
    try:
        taken = register_list(request.user, found, seconds=SECONDS)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(back)
    text = ngettext("%(n)s person is registered.", "%(n)s people are registered.", taken.registered)
    if taken.registered:
        messages.success(request, text % {"n": taken.registered})
    elif not taken.left:
        messages.info(request, _("Nobody is left to be registered: the rows that are right are in the portal already."))
    if taken.left:
        text = ngettext("%(n)s row is left. Press once more.", "%(n)s rows are left. Press once more.", taken.left)
        messages.info(request, text % {"n": taken.left})
    return redirect(back)


@login_required
@never_cache
@require_GET
def list_file(request: HttpRequest, reference: str) -> HttpResponse:
    """The file as it was sent, with what became of each row in a column of its own."""
    found = _list(request, reference)
    content = keeping.file_of(found)
    if not content:
        raise Http404
    judged = judge(found, keeping.lines_of(found))
    return _workbook(with_results(content, {row.number: said_of(row) for row in judged.rows}), "danh-sach-ket-qua.xlsx")
