"""The commune that is asked to take over a case answers: yes, and the case lies there from then on; or no, with words."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.people.public import User, everyone, first_record, residence_of, units_of, worded
from portal.places.public import Unit, acting_unit
from recognition.assessment.three_people import is_own
from recognition.assessment.work import OPEN, take_back
from recognition.cases.registered import follow
from recognition.cases.submission import locked, step
from recognition.cases.transfer import MOST_WORDS, answered, receiving_campaign, receiving_campaigns
from recognition.models import Assessment, Campaign, Case, Transfer
from recognition.refusals import Incomplete, NotYours, OutsideCampaign, SamePerson, said_in

_LATELY = 20
SHOWN = 100  # transfers on one page: answered ones make room for the next


def _asked(user: User) -> Q:
    return Q(to_unit__in=units_of(user, "officer").values("pk"), state=Transfer.State.ASKED)


def asked_of(user: User) -> QuerySet[Transfer]:
    """Transfers that wait for an answer of this officer, the oldest first."""
    rows = Transfer.objects.filter(_asked(user))
    of = ("case__campaign", "case__learner__record__key", "from_unit", "to_unit__heir")
    return rows.select_related(*of).order_by("pk")


def shown_of(user: User, first: int = 0) -> list[tuple[Transfer, Campaign | None]]:
    """The oldest of them, as many as a page shows, each with the campaign that would take its case over; no question a row.

    `first`: the number of one that is shown whatever stands before it, as after a refused answer.
    """
    rows = list(asked_of(user)[:SHOWN])
    if first and first not in {row.pk for row in rows}:
        rows = [*asked_of(user).filter(pk=first), *rows]
    places = [(row.case, acting_unit(row.to_unit, None)) for row in rows]
    return list(zip(rows, receiving_campaigns(places), strict=True))


def number_asked(user: User) -> int:
    """How many transfers wait for an answer of this officer; mostly none, which is told without the scope's condition."""
    with everyone("whether anything was asked of these units at all"):
        if not Transfer.objects.filter(_asked(user)).exists():
            return 0
    return asked_of(user).count()


def gone_from(user: User) -> list[Transfer]:
    """What was asked of other communes for cases of this officer's, and what became of it, the newest first.

    Beyond the scope: whoever went is shown by the number of the case alone.
    """
    with everyone("where a case went is told by its number, without the person"):
        rows = Transfer.objects.filter(from_unit__in=units_of(user, "officer").values("pk"))
        return list(rows.select_related("case", "from_unit", "to_unit").order_by("-pk")[:_LATELY])


def went_away(user: User, number: int) -> Transfer | None:
    """The transfer by which a case left this officer's units last; None when it did not."""
    with everyone("where a case went is told by its number, without the person"):
        rows = Transfer.objects.filter(case=number, state=Transfer.State.ACCEPTED)
        own = Q(from_unit__in=units_of(user, "officer").values("pk"))
        return rows.filter(own).select_related("to_unit", "case").order_by("-pk").first()


def accept(transfer: Transfer, by: User) -> Case:
    """The case with its submission lies in the commune that was asked, in its campaign of the same year.

    Marks that somebody had in work are left by them. Raises NotYours, SamePerson (one's own case), WrongState (answered, or
    judged meanwhile), Incomplete (the person lives elsewhere by now), OutsideCampaign (no campaign of the year, or judging
    is over there).
    """
    with everyone("a transfer leads out of one scope into another"), transaction.atomic():
        case = locked(transfer.case, None)
        place = _must_answer(transfer, case, by)
        home = residence_of(first_record(case.learner))
        if home is None or home.unit_id != place.pk:
            raise Incomplete(
                worded(_("%(This)s is not here any longer. Answer no, and say where %(who)s is."), case.learner)
            )
        campaign = receiving_campaign(case, place)
        if campaign is None:
            text = _("There is no campaign of %(year)s here that could take the case. It stays where it is.")
            raise OutsideCampaign(text % {"year": case.year})
        answered(transfer, Transfer.State.ACCEPTED, by)
        Transfer.objects.filter(pk=transfer.pk).update(to_campaign=campaign)
        case.campaign, case.unit, case.residential_group = campaign, place, home.residential_group
        case.lease_holder = case.lease_until = None
        for work in Assessment.objects.filter(submission=case.submission_id, state=OPEN):
            take_back(work, Assessment.State.LEFT)
        step(case, "transfer", by, details={"transfer": transfer.pk, "campaign": campaign.pk, "to": str(place.uuid)})
        follow(case)
    return case


def decline(transfer: Transfer, by: User, words: str) -> Transfer:
    """The case stays where it is. Raises NotYours, WrongState, Incomplete without words."""
    words = said_in(words, MOST_WORDS, "words")
    if not words:
        text = _("Write why, so that the other commune and %(who)s know.")
        raise Incomplete(worded(text, transfer.case.learner), "words")
    with everyone("a transfer leads out of one scope into another"), transaction.atomic():
        _must_answer(transfer, locked(transfer.case, None), by)
        return answered(transfer, Transfer.State.DECLINED, by, words)


def _must_answer(transfer: Transfer, case: Case, by: User) -> Unit:
    """The place that answers for the commune that was asked: itself, or what it has ended into."""
    place = acting_unit(transfer.to_unit, None)
    if not units_of(by, "officer").filter(pk=place.pk).exists():
        raise NotYours(_("Only a recognition officer of the commune that was asked answers this."))
    if is_own(case, by):
        raise SamePerson(_("This is your own case: another officer has to answer."))
    return place
