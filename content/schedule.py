"""What was to happen to a page at a set hour and did not: kept until it is mended, and shown to who may mend it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

SHOWN = 10  # on the editors' first page
_LONGEST = 500  # characters of a reason


class MissedHour(models.Model):
    """The last failure of a page; a row a page, so there are never more than pages."""

    class Act(models.TextChoices):
        PUBLISH = "publish", gettext_lazy("to be published")
        TAKE_DOWN = "take_down", gettext_lazy("to be taken down")

    page = models.OneToOneField("wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    reason = models.CharField(max_length=_LONGEST, blank=True, help_text=gettext_lazy("Empty: a fault of the program."))
    again = models.BooleanField(default=True, help_text=gettext_lazy("Whether it is tried again by itself."))
    at = models.DateTimeField(default=timezone.now)
    wagtail_reference_index_ignore = True

    class Meta:
        app_label = "content"

    def __str__(self) -> str:
        return f"{self.act} {self.page_id}"


@dataclass(frozen=True)
class Told:
    """A missed hour in words: what did not happen, why, and what to do."""

    page: Page
    at: datetime
    what: str
    why: str
    next_step: str


def note_missed(page_id: int, act: str, problem: Exception) -> None:
    """Keeps that the act failed; what people can mend is kept in words, a fault of the program without its text."""
    refused = isinstance(problem, (PermissionDenied, ValidationError))
    words = " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem) if refused else ""
    row = {"act": act, "reason": words[:_LONGEST], "again": not refused, "at": timezone.now()}
    MissedHour.objects.update_or_create(page_id=page_id, defaults=row)


def done(page_id: int) -> None:
    """The act succeeded after all."""
    MissedHour.objects.filter(page=page_id).delete()


def standing() -> QuerySet[MissedHour]:
    """What still stands: nobody has published the page, set another hour or taken it down since."""
    hours = Revision.objects.filter(
        object_id=OuterRef("page_id_text"), approved_go_live_at__isnull=False, base_content_type__model="page"
    )
    text = models.functions.Cast("page_id", models.CharField(max_length=255))
    published_since = Q(page__last_published_at__isnull=False, page__last_published_at__gt=F("at"))
    down = Q(act=MissedHour.Act.TAKE_DOWN)
    return (
        MissedHour.objects.annotate(page_id_text=text)
        .exclude(~down & published_since)
        .exclude(~down & Q(again=False) & Exists(hours))
        .exclude(~down & Q(again=True) & ~Exists(hours))
        .exclude(down & Q(page__live=False))
        .exclude(down & (Q(page__expire_at__isnull=True) | Q(page__expire_at__gt=timezone.now())))
    )


def in_words(row: MissedHour) -> Told:
    """The row as editors read it."""
    if row.act == MissedHour.Act.PUBLISH:
        what = _("This page was to be published at a set hour, and was not.")
    else:
        what = _("This page was to be taken down at a set hour, and was not.")
    if row.again:
        step = _(
            "It is tried again every minute. If it stays so, cancel the set hour, do it by hand, and tell the "
            "administrator."
        )
    else:
        step = _("Put that right, then set an hour again.")
    return Told(row.page, row.at, what, row.reason or _("The program failed; its log says how."), step)


def told_of(page: Page) -> Told | None:
    """What is to be said on the page's own editing screen."""
    row = standing().filter(page=page.pk).select_related("page").first()
    return in_words(row) if row else None


class MissedHours(Component):
    """The part of the editors' first page: pages of theirs that missed their hour, the latest first."""

    order = 50
    template_name = "content/editing/missed_hours.html"

    def __init__(self, request: Any) -> None:
        self.request = request

    def render_html(self, parent_context: Any = None) -> str:
        """Nothing when nothing is missed."""
        policy = policy_registry.get_by_type(Page)
        mine = policy.instances_user_has_permission_for(self.request.user, "change")
        rows = standing().filter(page__in=mine).select_related("page").order_by("-at")[:SHOWN]
        found = [in_words(row) for row in rows]
        return render_to_string(self.template_name, {"found": found}, self.request) if found else ""
