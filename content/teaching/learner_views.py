"""Messages of the centre as their person sees them, and at the counter for who has no account or telephone at home."""

from typing import Any

from django.contrib import messages as told
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from content.projection import ids_of
from content.teaching.messages import Shown, mark_read, shown
from content.teaching.models import CentreMessage
from portal.people.public import (
    Learner,
    Role,
    current_learner,
    has_role,
    helps,
    identity,
    learner_by_reference,
)
from portal.text.sent import address_here, whole

A_PAGE, AT_ONCE = 20, 3


def messages_of(learner: Learner) -> QuerySet[CentreMessage]:
    """The person's messages, under whichever record they came."""
    return CentreMessage.objects.filter(ids_of(learner))


def unread_of(learner: Learner | None) -> list[Shown]:
    """The newest that were not read yet, for the person's first page."""
    return shown(messages_of(learner).filter(read_at=None), AT_ONCE) if learner else []


def _sheet(request: HttpRequest, rows: QuerySet[CentreMessage]) -> dict[str, Any]:
    sheet = Paginator(rows.order_by("-sent_at", "-pk").values_list("pk", flat=True), A_PAGE).get_page(
        request.GET.get("trang", "")
    )
    return {"sheet": sheet, "found": shown(rows.filter(pk__in=list(sheet.object_list)), A_PAGE)}


@login_required
@never_cache
def own_messages(request: HttpRequest) -> HttpResponse:
    """All messages to the person who is signed in, the newest first."""
    learner = current_learner(request.user)
    context = _sheet(request, messages_of(learner)) if learner else {"found": []}
    return render(request, "content/teaching/own_messages.html", context)


@login_required
@require_POST
def message_read(request: HttpRequest, pk: int) -> HttpResponse:
    """“I have read it”, by the person alone; back to where the button stood."""
    learner = current_learner(request.user)
    rows = messages_of(learner).filter(pk=pk) if learner else CentreMessage.objects.none()
    if not rows.exists():
        raise Http404
    mark_read(rows)
    return redirect(address_here(request, request.POST.get("back", ""), reverse("content:own_messages")))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def counter_messages(request: HttpRequest, reference: str) -> HttpResponse:
    """The messages of a person at the counter: staff read them out, or hand over the slip, and note that it was done."""
    if not has_role(request.user, Role.Kind.STAFF, Role.Kind.ADMINISTRATOR):
        raise PermissionDenied(_("This page is for the staff of a centre."))
    learner = learner_by_reference(reference)
    if learner is None or not learner.is_person or not helps(request.user, learner):
        raise Http404
    rows = messages_of(learner)
    if request.method == "POST":
        seen = [pk for text in request.POST.getlist("seen")[:A_PAGE] if (pk := whole(text)) is not None]
        if mark_read(rows.filter(pk__in=seen), handed_by=request.user):
            told.success(request, _("Noted: the messages were handed over."))
        return redirect("content:counter_messages", reference)
    context = _sheet(request, rows) | {
        "learner": learner,
        "person": identity(learner),
        "waiting": rows.filter(read_at=None).count(),
    }
    return render(request, "content/teaching/counter_messages.html", context)
