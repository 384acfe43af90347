"""Another year from what still holds: what lies in the new campaign's days becomes own points, by the person's own press."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.people.public import everyone
from recognition.cases.renewal import reusable, reuse
from recognition.cases.state import title_state
from recognition.cases.submission import set_self_points
from recognition.decisions import signing
from recognition.models import Campaign, Case
from recognition.refusals import Incomplete
from tests.builders.cases import WHY, Village, make_campaign, make_paper
from tests.builders.people import signed_in

KEY = "cong_dan_hoc_tap"
TODAY = timezone.localdate


@pytest.fixture
def second_year(village: Village) -> Case:
    """A case recognised for last year, and a campaign of this year that counts what was done in the last ten days."""
    with everyone(WHY):
        case = village.confirmed()
        signing.sign([case], village.body, "128", TODAY(), village.signer)
        last, day = TODAY().year - 1, TODAY() - timedelta(days=1)
        Campaign.objects.update(year=last, submission_to=day, assessment_to=day)
        Case.objects.update(year=last)
        make_campaign(village.unit, evidence_from=TODAY() - timedelta(days=10))
        case.refresh_from_db()
    return case


@pytest.mark.usefixtures("all_seeing")
class TestFromWhatStillHolds:
    def test_what_lies_in_the_days_becomes_own_points_and_nothing_else(
        self, village: Village, second_year: Case
    ) -> None:
        learner = second_year.learner
        old = make_paper(learner, "A1", by=learner.user, rule="language-certificate")
        type(old).objects.filter(pk=old.pk).update(happened_at=timezone.now() - timedelta(days=40))
        assert reusable(title_state(learner)) == {}
        with pytest.raises(Incomplete):
            reuse(learner, KEY, learner.user)
        make_paper(learner, "B2", by=learner.user, rule="language-certificate")
        state = title_state(learner)
        proposed = {one.code: one.proposed for one in state.indicators if one.proposed > 0}
        assert proposed
        case = reuse(learner, KEY, learner.user)
        assert (case.year, case.state) == (TODAY().year, "draft")
        entries = {one.indicator: one for one in case.entries.all()}
        assert {code: one.points for code, one in entries.items()} == proposed
        assert {one.entered_by for one in entries.values()} == {learner.user}

    def test_what_was_entered_already_stays_and_the_counter_is_named(self, village: Village, second_year: Case) -> None:
        learner = second_year.learner
        make_paper(learner, "B2", by=learner.user, rule="language-certificate")
        first = next(iter(reusable(title_state(learner))))
        make_paper(learner, "A1", by=learner.user, rule="language-certificate")
        case = reuse(learner, KEY, village.staff)
        assert all(one.on_behalf_of and one.entered_by == village.staff for one in case.entries.all())
        set_self_points(case, first, Decimal(1), learner.user)
        with pytest.raises(Incomplete):
            reuse(learner, KEY, learner.user)
        assert case.entries.filter(indicator=first).latest("pk").points == 1


def test_the_press_on_my_page(village: Village, second_year: Case) -> None:
    with everyone(WHY):
        learner = second_year.learner
        make_paper(learner, "B2", by=learner.user, rule="language-certificate")
        user = learner.user
    client, here = signed_in(user), reverse("recognition:renew")
    assert here in client.get(reverse("pages:my_page")).text
    assert client.post(here).url == reverse("recognition:self_points")
    assert client.post(here).url == reverse("pages:my_page"), "nothing is left to enter"
    assert client.get(here).url == reverse("pages:my_page"), "looked at it does nothing"


def test_the_press_at_the_counter(village: Village, second_year: Case) -> None:
    with everyone(WHY):
        learner = second_year.learner
    client, reference = signed_in(village.staff), learner.reference
    page, here = (reverse(f"recognition:{name}", args=[reference]) for name in ("counter_evidence", "counter_renew"))
    assert here not in client.get(page).text, "nothing counts for this year yet"
    with everyone(WHY):
        make_paper(learner, "B2", by=learner.user, rule="language-certificate")
    assert here in client.get(page).text
    assert client.post(here).url == reverse("recognition:counter_points", args=[reference])
    assert here not in client.get(page).text, "it is entered"
