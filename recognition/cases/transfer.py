"""A case that was handed in goes to the commune where its person lives now: asked here, answered in `assessment.receiving`.

It goes with its submission, as it was handed in. A draft needs no act: it follows its person's home by itself.
"""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, accounts_of_learner, everyone, first_record, residence_of, worded
from portal.places.public import Unit
from recognition.cases import lifecycle
from recognition.cases.rights import acting_for, acts_on
from recognition.cases.submission import fits, for_the_learner, locked, step
from recognition.models import Campaign, Case, Transfer
from recognition.refusals import Incomplete, NotYours, WrongState, said_in

MOST_WORDS = 1000


def home_elsewhere(case: Case) -> Unit | None:
    """The commune where the person of a handed-in case lives now, when that is not the one that acts on the case."""
    home = residence_of(first_record(case.learner))
    if home is None or case.unit is None or home.unit_id == acting_for(case).pk:
        return None
    return home.unit


def may_go_to(case: Case) -> Unit | None:
    """Where the case could be asked to go today; None when nothing of the kind fits."""
    if case.campaign.closed_at or "ask_transfer" not in lifecycle.allowed(case.state):
        return None
    return home_elsewhere(case)


def asked_for(case: Case) -> Transfer | None:
    """The transfer that waits for an answer."""
    return case.transfers.filter(state=Transfer.State.ASKED).select_related("to_unit", "asked_by").first()


def receiving_campaign(case: Case, unit: Unit) -> Campaign | None:
    """The campaign of the case's title and year in a commune, else in its province; None when there is none that runs."""
    return receiving_campaigns([(case, unit)])[0]


def receiving_campaigns(asked: Sequence[tuple[Case, Unit]]) -> list[Campaign | None]:
    """The same for many cases, each with the commune that was asked, in their order: one question."""
    places = {pk for _case, unit in asked for pk in (unit.pk, unit.parent_id) if pk}
    titles, years = {case.title_key for case, _unit in asked}, {case.year for case, _unit in asked}
    rows = Campaign.objects.filter(unit__in=places, title_key__in=titles, year__in=years, closed_at=None)
    there = {(row.unit_id, row.title_key, row.year): row for row in rows} if asked else {}
    found = []
    for case, unit in asked:
        of = [there.get((place, case.title_key, case.year)) for place in (unit.pk, unit.parent_id)]
        found.append(next((row for row in of if row is not None), None))
    return found


def ask(case: Case, by: User, version: int | None = None, *, words: str = "") -> Transfer:
    """Asks that the case goes where its person lives now: by the person, staff who serve the person, or its officer.

    Raises NotYours, WrongState (asked already, or proposed for recognition), OutsideCampaign, Incomplete (the person lives
    where the case lies).
    """
    words = said_in(words, MOST_WORDS, "words")
    helped = False if acts_on(by, case, "officer") else for_the_learner(case.learner, by)
    try:
        with transaction.atomic():
            row = locked(case, version, by)
            fits(row, "ask_transfer")
            unit = home_elsewhere(row)
            if unit is None:
                raise Incomplete(worded(_("%(This)s is where the case lies. Enter the new home first."), case.learner))
            transfer = Transfer.objects.create(
                case=row, from_unit=acting_for(row), to_unit=unit, words=words, asked_by=by,
                on_behalf_of=helped,
            )  # fmt: skip
            details = {"transfer": transfer.pk, "to": str(unit.uuid), "on_behalf_of": helped}
            step(row, "ask_transfer", by, on_behalf_of=helped, details=details)
    except IntegrityError:
        raise WrongState(_("This was asked already. The other commune has not answered yet.")) from None
    return transfer


def cancel(transfer: Transfer, by: User) -> Transfer:
    """No longer asked: by the person, who asked, or an officer where the case lies. Raises NotYours, WrongState."""
    own = by.pk == transfer.asked_by_id or by.pk in accounts_of_learner(transfer.case.learner_id)
    if not own and not acts_on(by, transfer.case, "officer"):
        raise NotYours(
            worded(_("Only who asked, %(who)s, or the officer of the case can take this back."), transfer.case.learner)
        )
    return answered(transfer, Transfer.State.CANCELLED, by)


def answered(transfer: Transfer, state: str, by: User, words: str = "") -> Transfer:
    """Writes the answer to a transfer that still waits. Raises WrongState when somebody answered before."""
    with everyone("a transfer leads out of one scope into another"), transaction.atomic():
        row = Transfer.objects.select_for_update(of=("self",)).select_related("case").get(pk=transfer.pk)
        if row.state != Transfer.State.ASKED:
            told = _("This was answered already: %(state)s, on %(day)s.")
            day = timezone.localtime(row.answered_at).strftime("%H:%M %d/%m/%Y") if row.answered_at else ""
            raise WrongState(told % {"state": row.get_state_display(), "day": day})
        row.state, row.answered_by, row.answered_at = state, by, timezone.now()
        row.answer = words
        row.save()
        append(f"transfer.{state}", f"case:{row.case_id}", by=by, details={"transfer": row.pk})
    return row
