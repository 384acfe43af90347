"""An act beside the one that closes its campaign: one of the two comes first, and what comes second knows it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.audit.public import stamp
from portal.people.public import everyone, move
from recognition.assessment import marking, receiving
from recognition.cases import closing, planning, submission, transfer
from recognition.evidence.uploads import withdraw
from recognition.models import Campaign, Case, SubmittedItem
from recognition.refusals import Incomplete, OutsideCampaign, Refused, WrongState
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.people import make_admin, make_learner
from tests.builders.waiting import beside

pytestmark = pytest.mark.django_db(transaction=True)


def as_it_is(case: Case) -> Case:
    with everyone(WHY):
        return Case.objects.select_related("campaign").get(pk=case.pk)


def marks() -> dict:
    return dict.fromkeys(CODES, (8, "Đã xem giấy tờ gốc"))


def test_closing_waits_for_a_proposal_and_then_for_the_signer() -> None:
    village = Village()
    case, administrator = village.submitted(), make_admin(village.unit)
    refused = beside(
        lambda: marking.confirm(case, village.officer, marks=marks()),
        lambda: closing.close(village.campaign, "Hết đợt.", by=administrator),
        Refused,
    )
    assert isinstance(refused, Incomplete)
    assert as_it_is(case).state == "confirmed"
    assert Campaign.objects.get(pk=village.campaign.pk).closed_at is None


def close_alone(village: Village) -> Callable[[], object]:
    """The first half of closing, as it stands before the cases end one after the other."""
    administrator = make_admin(village.unit)

    def half() -> None:
        row = Campaign.objects.select_for_update().get(pk=village.campaign.pk)
        row.closed_at, row.closed_by = timezone.now(), administrator
        row.save(update_fields=["closed_at", "closed_by"])

    return half


def test_nothing_is_proposed_handed_in_or_typed_behind_a_campaign_that_closes() -> None:
    village = Village()
    case = village.submitted()
    refused = beside(close_alone(village), lambda: marking.confirm(case, village.officer, marks=marks()), Refused)
    assert isinstance(refused, OutsideCampaign)
    assert as_it_is(case).state == "submitted"


@pytest.mark.parametrize("act", ["withdraw", "submit", "points", "begin"])
def test_the_learners_acts_behind_a_campaign_that_closes(act: str) -> None:
    village = Village()
    case = village.submitted()
    learner = case.learner
    if act in ("submit", "points"):
        with everyone(WHY):
            case = submission.withdraw(case, learner.user)
    if act == "begin":
        case = None
        with everyone(WHY):
            learner = make_learner(village.unit, "Trần Văn Mới")
    acts = {
        "withdraw": lambda: submission.withdraw(case, learner.user),
        "submit": lambda: submission.submit(case, learner.user),
        "points": lambda: submission.set_self_points(case, "A1", "5", learner.user),
        "begin": lambda: submission.draft_for(learner, learner.user),
    }
    assert isinstance(beside(close_alone(village), acts[act], Refused), OutsideCampaign)
    if case is None:
        with everyone(WHY):
            assert not Case.objects.filter(learner=learner).exists()
    else:
        assert as_it_is(case).version == case.version


def test_no_case_is_taken_over_into_a_campaign_that_closes() -> None:
    village = Village()
    there = Village("Đồng Trăng", village.unit.parent)
    case = village.submitted()
    with everyone(WHY):
        move(case.learner, there.unit, by=case.learner.user)
        asked = transfer.ask(Case.objects.get(pk=case.pk), case.learner.user)
    refused = beside(close_alone(there), lambda: receiving.accept(asked, there.officer), Refused)
    assert isinstance(refused, OutsideCampaign)
    assert as_it_is(case).campaign == village.campaign


@pytest.mark.parametrize("first", ["withdrawing", "handing in"])
def test_a_paper_is_either_withdrawn_or_handed_in(first: str) -> None:
    village = Village()
    learner = make_learner(village.unit)
    paper = make_paper(learner, "C1", by=learner.user)
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        case = submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    acts = [lambda: withdraw(paper, learner.user), lambda: submission.submit(case, learner.user)]
    refused = beside(*(acts if first == "withdrawing" else reversed(acts)), Refused)
    with everyone(WHY):
        paper.refresh_from_db()
        held = SubmittedItem.objects.filter(evidence=paper).exists()
    assert held == (paper.withdrawn_at is None)
    assert isinstance(refused, WrongState) == (first == "handing in")


def test_the_period_that_is_changed_at_this_moment_is_the_one_that_counts() -> None:
    """Nobody had handed in when the administrator pressed: what comes second is copied under the new days."""
    village, today = Village(), timezone.localdate()
    person, administrator = make_learner(village.unit), make_admin(village.unit)
    make_paper(person, "A1", by=person.user)
    with everyone(WHY):
        case = submission.draft_for(person, person.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), person.user)
    row = Campaign.objects.get(pk=village.campaign.pk)
    days = {"evidence_from": today + timedelta(days=1)}
    refused = beside(
        lambda: planning.change(row, days, "", stamp(row), by=administrator),
        lambda: submission.submit(case, person.user),
    )
    assert refused is None
    with everyone(WHY):
        assert [item.counts for item in SubmittedItem.objects.all()] == [False]
