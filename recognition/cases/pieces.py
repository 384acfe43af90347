"""Pieces of evidence as people read them: what it is, when, by whom entered, and whether it counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.look.templatetags.look import vidate
from recognition.cases.handed_in import withdrawn
from recognition.evidence.badges.checking import told as credential_told
from recognition.evidence.judged import COUNTED, REFUSED, WAITING
from recognition.evidence.wording import act_told, share_told
from recognition.models import Evidence, SubmittedItem


@dataclass(frozen=True)
class EvidenceItem:
    """One piece of evidence for people. `url` opens a handed-in file.

    `state`: counted, waiting, withdrawn, refused (with `reason`), outside (of the campaign's period) or later (added after
    the case was handed in, so not in it). `seen`: whoever judged it had the file open. `held`: a case that was handed in rests
    on it, so it cannot be withdrawn alone.
    """

    id: int
    kind: str
    title: str
    on: date
    entered_by_self: bool
    entered_by_text: str
    state: str
    statement_id: UUID | None
    activity_iri: str | None
    url: str | None
    reason: str = ""
    seen: bool = False
    indicators: tuple[str, ...] = ()
    held: bool = False
    link: str = ""
    witness: str = ""
    credential: str = ""

    @property
    def told(self) -> str:
        """When it happened and who entered it, as a sentence."""
        return _("%(day)s, %(who)s.") % {"day": vidate(self.on), "who": self.entered_by_text}


def once(rows: Collection[EvidenceItem]) -> tuple[EvidenceItem, ...]:
    """Each act once, though several rules count it; of one act that stands and one that does not, the one that stands."""
    kept: dict[UUID | int, EvidenceItem] = {}
    for one in rows:
        key = one.statement_id or one.id
        if key not in kept or kept[key].state == "withdrawn":
            kept[key] = one
    return tuple(kept.values())


def evidence_item(row: Any, *, outside: bool = False, later: bool = False, held: bool = False) -> EvidenceItem:
    """A row of `with_verdicts` for people."""
    state = "withdrawn" if row.withdrawn_at else row.verdict
    if outside and state != "withdrawn":
        state = "outside"
    elif later and state in (WAITING, COUNTED):
        state = "later"
    held = held and state != REFUSED  # on a refused paper no case rests
    return _item(row, row.pk, state, row.verdict_reason, seen=row.seen, held=held)


def submitted_item(item: SubmittedItem, refused: bool) -> EvidenceItem:
    """A piece of what was handed in, for people."""
    state = WAITING if item.kind == Evidence.Kind.MANUAL else COUNTED
    if withdrawn(item):
        state = "withdrawn"
    elif not item.counts:
        state = "outside"
    elif refused:
        state = REFUSED
    return _item(item, item.evidence_id, state)


def _item(
    row: Any,
    number: int,
    state: str,
    reason: str = "",
    *,
    seen: bool = False,
    held: bool = False,
) -> EvidenceItem:
    automatic, derived = row.kind == Evidence.Kind.AUTOMATIC, row.kind == Evidence.Kind.DERIVED
    if automatic:
        who = _("recorded by the portal")
    elif derived:
        who = _("counted from decisions")
    elif row.on_behalf_of:
        who = _("entered by centre staff on behalf of the learner")
    else:
        who = _("entered by the learner")
    return EvidenceItem(
        id=number,
        kind=row.kind,
        title=act_told(row.act, row.title) if automatic else share_told(row.count, row.base) if derived else row.title,
        on=timezone.localdate(row.happened_at),
        entered_by_self=row.kind == Evidence.Kind.MANUAL and not row.on_behalf_of,
        entered_by_text=who,
        state=state,
        statement_id=row.statement_id,
        activity_iri=row.activity_iri or None,
        url=reverse("recognition:evidence_file", args=[number]) if row.upload_id else None,
        reason=reason,
        seen=seen,
        indicators=tuple(row.indicators),
        held=held,
        link=row.link,
        witness=row.witness,
        credential=credential_told(row.credential) if row.credential else "",
    )
