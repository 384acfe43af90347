"""A resolution about several communes: lines are read, the plan is looked at on its own page, then entered or left aside."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.pages.places.forms import MergerForm
from portal.people.public import Looked, Stale, apply_merger, drop_merger, for_role, look, look_again, plan_merger
from portal.places.public import Merger, names_there
from portal.text.sent import whole

SHOWN, WRONG_SHOWN = 20, 100


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def mergers(request: HttpRequest) -> HttpResponse:
    """The plans one made, and a form for a new one."""
    own = Merger.objects.filter(by=request.user)
    kept = own.filter(pk=whole(request.GET.get("sua", ""))).first()  # a plan whose lines are corrected in a new one
    initial = {"on": kept.on, "document": kept.document, "lines": kept.lines} if kept else {}
    form = MergerForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        row = plan_merger(data["lines"], on=data["on"], document=data["document"], by=request.user)
        return redirect("places:merger", row.pk)
    page = Paginator(own, SHOWN).get_page(request.GET.get("trang"))
    context = {"form": form, "page": page}
    return render(request, "pages/places/mergers.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def merger(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan of one's own: what it would bring about, or what it did."""
    row = get_object_or_404(Merger, pk=pk, by=request.user)
    told: list[str] = []
    if request.method == "POST":
        act = request.POST.get("act")
        try:
            if act == "apply":
                apply_merger(row, by=request.user)
            elif act == "drop":
                drop_merger(row, by=request.user)
        except Stale as stale:
            told = [_("Nothing was entered. Since you looked, this has changed:"), *stale.changes]
            look_again(row, by=request.user)
        except ValidationError as problem:
            told = problem.messages
        except PermissionDenied as problem:
            told = [str(problem)]
        else:
            if act == "apply":
                messages.success(request, _("The merger is entered."))
            return redirect("places:merger", row.pk)
    context = {"row": row, "told": told}
    if row.state == Merger.State.PLANNED:
        context |= _looked(request, look(row, by=request.user))
    return render(request, "pages/places/merger.html", context, status=422 if told else 200)


def _looked(request: HttpRequest, looked: Looked) -> dict:
    page = Paginator(looked.plan.endings, SHOWN).get_page(request.GET.get("trang"))
    rows = []
    for one in page:
        seen, there = looked.seen[str(one.unit.pk)], names_there(looked.plan, one)
        rows.append(
            {
                "name": one.name,
                "rest": one.rest.name,
                "people": sum(seen["people"].values()),
                "without": seen["people"].get("", 0) if len(one.targets) > 1 else 0,
                "roles": len(seen["roles"]),
                "centres": len(seen["centres"]),
                "groups": [(looked.plan.groups[key].name, to.name, name) for key, (to, name) in there.items()],
            }
        )
    people = sum(sum(one["people"].values()) for one in looked.seen.values())
    return {"page": page, "rows": rows, "people": people, "wrong": looked.plan.wrong[:WRONG_SHOWN]}
