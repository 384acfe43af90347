"""The end of a campaign: every case that is still open ends with words, and nothing begins any more."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.public import append
from portal.people.public import everyone, units_of
from recognition.cases import lifecycle
from recognition.cases.following import follow_home
from recognition.cases.submission import locked, step
from recognition.models import Campaign, Case
from recognition.refusals import Incomplete, NotYours, OutsideCampaign, said_in

WORDS = 2000  # characters of what everybody reads whose case ends
_BATCH = 200  # cases ended in one transaction


def close(campaign: Campaign, words: str, *, by) -> int:
    """Closes a campaign for good; returns how many cases it ended. Safe to run again after it was interrupted.

    A draft whose person can hand it in elsewhere, as after a move, goes there and does not end. Cases that were proposed wait
    for the signer and are not ended over the signer's head. Raises NotYours (only an administrator of the unit), Incomplete
    (no words, or cases wait to be signed).
    """
    if not units_of(by, "administrator").filter(pk=campaign.unit_id).exists():
        raise NotYours(_("Only an administrator of this place closes a campaign."))
    words = said_in(words, WORDS, "words")
    if not words:
        raise Incomplete(_("Write what people should know about their cases that end now."), "words")
    with transaction.atomic(), everyone("cases of the whole campaign are counted"):
        row = Campaign.objects.select_for_update().get(pk=campaign.pk)
        waiting = Case.objects.filter(campaign=row, state=lifecycle.CONFIRMED).count()
        if waiting and not row.closed_at:
            text = ngettext(
                "%(n)s case waits to be signed. Sign it or send it back, then close.",
                "%(n)s cases wait to be signed. Sign them or send them back, then close.",
                waiting,
            )
            raise Incomplete(text % {"n": waiting}, "campaign")
        if not row.closed_at:
            row.closed_at, row.closed_by = timezone.now(), by
            row.save(update_fields=["closed_at", "closed_by"])
            append("campaign.closed", f"campaign:{row.pk}", by=by, details={"words": words})
    ended = 0
    while (number := _end_some(row, words, by)) is not None:
        ended += number
    return ended


def _end_some(campaign: Campaign, words: str, by) -> int | None:
    """How many cases of the next batch ended; None when no case is open any more."""
    open_ones = [state for state, _step in lifecycle.TABLE["end"].items()]
    ended = 0
    with transaction.atomic(), everyone("cases of the whole campaign end"):
        found = Case.objects.filter(campaign=campaign, state__in=open_ones).order_by("pk")[:_BATCH]
        for case in found:
            row = locked(case, None)
            stays = row.state in open_ones and row.campaign_id == campaign.pk  # some went elsewhere meanwhile
            if stays and not _goes_elsewhere(row, by):
                row.assessment = None
                step(row, "end", by, message=words, closing=True)
                ended += 1
        return ended if found else None


def _goes_elsewhere(case: Case, by) -> bool:
    """Whether a draft went where its person lives now: a case is one a year, so one that ended here could be begun nowhere."""
    try:
        return case.state == lifecycle.DRAFT and follow_home(case, by)
    except OutsideCampaign:  # that one was closed at the same moment
        return False
