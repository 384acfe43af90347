"""The rule of two: an approval holds for exactly the version that was read, by somebody who wrote nothing of it.

What is approved is the step from the last version that two people answered for to this one. Whoever changed anything on
that way, whatever they did it with and under whichever account, cannot approve it (settled: review).
"""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState

from content.approval.contributions import Contribution
from portal.people.public import accounts_beside


class Refused(PermissionDenied):
    """An act of review that is not taken; its words go to the person as they stand."""

    level = messages.ERROR


class TakenAlready(Refused):
    """The same act, or another one, was taken before: the words tell the state that was reached."""

    level = messages.INFO


def needs_second_person() -> str:
    """What a way past the rule is answered."""
    return _("This lesson counts for an indicator: a second person has to approve it.")


def changed_meanwhile() -> Refused:
    """The page was changed after what this approval speaks of."""
    return Refused(
        _(
            "This page has changed since you opened it, or since it was handed in, so nothing was approved. "
            "Open it, read the newest version, then approve that."
        )
    )


def own_work() -> Refused:
    """Whoever wrote a part of it asks for the approval."""
    return Refused(
        _(
            "You have changed this page since it was last approved, so somebody else has to approve it. "
            "Your text is kept as a draft."
        )
    )


def taken_already(state: TaskState | None) -> TakenAlready:
    """The step is finished; None: there is none."""
    if state is None or state.status == TaskState.STATUS_CANCELLED:
        return TakenAlready(_("This page does not wait for an approval (any longer). Nothing was changed."))
    told = {
        TaskState.STATUS_APPROVED: _("This page has been approved already (%(who)s, %(when)s)."),
        TaskState.STATUS_REJECTED: _("This page has been sent back already (%(who)s, %(when)s)."),
    }.get(state.status, _("This step is finished already (%(who)s, %(when)s)."))
    when = date_format(timezone.localtime(state.finished_at), "SHORT_DATETIME_FORMAT") if state.finished_at else "…"
    return TakenAlready(told % {"who": state.finished_by or "…", "when": when})


def last_step(page: Page) -> TaskState | None:
    """The newest step of review of a page, finished or not."""
    return TaskState.objects.for_instance(page).select_related("finished_by").order_by("-pk").first()


def _approvals(revisions: Iterable[Revision]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """(Kind, object) -> version and approver of each approval that was given after the version was last written."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    rows = TaskState.objects.filter(
        revision__object_id__in={str(revision.object_id) for revision in revisions},
        status=TaskState.STATUS_APPROVED,
        finished_at__gte=F("revision__created_at"),
        finished_by__isnull=False,
    )
    fields = ("revision__base_content_type_id", "revision__object_id", "revision_id", "finished_by_id")
    for kind, pk, version, approver in rows.order_by("revision_id").values_list(*fields):
        found.setdefault((kind, int(pk)), []).append((version, approver))
    return found


def authors_of_each(revisions: Iterable[Revision]) -> dict[int, set[int]]:
    """Version -> all accounts of the people who changed the page since the last good approval before it; few queries for all."""
    asked = list(revisions)
    approvals = _approvals(asked)
    rows: dict[int, list[tuple[int, int]]] = {}
    written = Contribution.objects.filter(page__in={int(revision.object_id) for revision in asked}).order_by("version")
    for page, version, user in written.values_list("page_id", "version", "user_id"):
        rows.setdefault(page, []).append((version, user))
    whose = accounts_beside(user for found in (*rows.values(), *approvals.values()) for _version, user in found)
    person = {account: min(own) for account, own in whose.items()}
    found = {}
    for revision in asked:
        page = int(revision.object_id)  # a number while it is new, text once it was read
        written_here = [(version, person[user]) for version, user in rows.get(page, ())]
        given = approvals.get((revision.base_content_type_id, page), ())
        behind = _since(revision.pk, written_here, [(version, person[user]) for version, user in given])
        found[revision.pk] = set().union(*(own for account, own in whose.items() if person[account] in behind))
    return found


def _since(version: int, rows: list[tuple[int, int]], approvals: list[tuple[int, int]]) -> set[int]:
    """Walks the versions in order; a good approval before `version` clears what was written until then. Who: a number a person."""
    steps = [(number, 0, user) for number, user in rows if number <= version]
    steps += [(number, 1, user) for number, user in approvals if number < version]
    behind: set[int] = set()
    for _number, approval, user in sorted(steps):
        if not approval:
            behind.add(user)
        elif user not in behind:
            behind = set()
    return behind


def authors_of(revision: Revision) -> set[int]:
    """The accounts that cannot approve this version."""
    return authors_of_each([revision])[revision.pk]


def approved(revision: Revision | None) -> bool:
    """Whether somebody who wrote nothing of it approved this version, after it was last written into."""
    if revision is None:
        return False
    given = _approvals([revision]).get((revision.base_content_type_id, int(revision.object_id)), [])
    approvers = {approver for version, approver in given if version == revision.pk}
    return bool(approvers - authors_of(revision)) if approvers else False
