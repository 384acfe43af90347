"""Pages of the administrator: where statements go, how that goes, what was refused. Read, ask `acts`, answer."""

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from learning_records.access.staff import for_the_keeper
from learning_records.forwarding import targets as acts
from learning_records.forwarding.forms import LeaveOutForm, TargetForm
from learning_records.forwarding.models import DeadLetter, ForwardingTarget
from learning_records.forwarding.status import standing_of, standings

_PAGE = 20
_SETTINGS = ("label", "endpoint", "version", "key", "verbs", "activity_prefixes", "since")


@for_the_keeper
def targets(request: HttpRequest) -> HttpResponse:
    """All targets with their state."""
    return render(request, "learning_records/forwarding/list.html", {"rows": standings()})


@for_the_keeper
def target_new(request: HttpRequest) -> HttpResponse:
    """A new target."""
    form = TargetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = acts.make_target(by=request.user, **form.cleaned_data)
        messages.success(request, _("The target is made. Sending begins within a few seconds."))
        return redirect("learning_records:forwarding_target", made.pk)
    status = 422 if form.errors else 200
    return render(request, "learning_records/forwarding/new.html", {"form": form}, status=status)


@for_the_keeper
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """One target: its state, its settings, and the statements it would not take."""
    standing = standing_of(pk)
    if standing is None:
        raise Http404
    row = standing.target
    initial = {name: getattr(row, name) for name in _SETTINGS}
    form = TargetForm(request.POST or None, initial=initial, target=row)
    if request.method == "POST" and form.is_valid():
        acts.change_target(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("The settings are kept."))
        return redirect("learning_records:forwarding_target", pk)
    page = Paginator(row.letters.filter(settled="").order_by("pk"), _PAGE).get_page(request.GET.get("trang"))
    letters = [(letter, _pretty(letter)) for letter in page.object_list.select_related("statement")]
    settled = row.letters.exclude(settled="").select_related("statement").order_by("-settled_at")[:_PAGE]
    context = {"row": standing, "form": form, "page": page, "letters": letters, "settled": settled}
    return render(request, "learning_records/forwarding/target.html", context, status=422 if form.errors else 200)


def _pretty(letter: DeadLetter) -> str:
    return json.dumps(json.loads(letter.statement.payload), ensure_ascii=False, indent=2)


_ACTS = {
    "pause": (acts.pause, gettext_lazy("Paused. Sending goes on where it was when you say so.")),
    "resume": (acts.resume, gettext_lazy("Sending goes on.")),
    "try": (acts.try_now, gettext_lazy("The next try begins within a few seconds.")),
    "again": (acts.all_letters_again, gettext_lazy("The statements are tried again within a few seconds.")),
    "restart": (
        acts.send_all_again,
        gettext_lazy("Everything is sent again. What the target has already is not doubled."),
    ),
}


@for_the_keeper
@require_POST
def target_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause, resume, try now, try the refused ones again, send everything again."""
    row = get_object_or_404(ForwardingTarget, pk=pk)
    if request.POST.get("act") not in _ACTS:
        raise Http404
    act, said = _ACTS[request.POST["act"]]
    act(row, by=request.user)
    messages.success(request, said)
    return redirect("learning_records:forwarding_target", pk)


@for_the_keeper
@require_POST
def letter_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A refused statement is tried once more."""
    letter = get_object_or_404(DeadLetter.objects.select_related("statement"), pk=pk)
    acts.letter_again(letter, by=request.user)
    messages.success(request, _("The statement is tried again within a few seconds."))
    return redirect("learning_records:forwarding_target", letter.target_id)


@for_the_keeper
@require_POST
def letter_leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The target does without a refused statement, and it is said why."""
    letter = get_object_or_404(DeadLetter.objects.select_related("statement"), pk=pk)
    form = LeaveOutForm(request.POST)
    try:
        acts.leave_out(letter, form.data.get("reason", ""), by=request.user)
    except ValidationError as problem:
        messages.warning(request, problem.messages[0])
    else:
        messages.success(request, _("The statement is left out."))
    return redirect("learning_records:forwarding_target", letter.target_id)
