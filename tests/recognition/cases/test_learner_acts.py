"""What the learner, or a helper for the learner, does with a case."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from portal.audit import public as audit
from portal.audit.models import Entry
from recognition.cases import campaigns, submission
from recognition.models import Campaign, Case
from recognition.refusals import Incomplete, NotYours, OutsideCampaign, StaleCase, WrongState
from tests.builders.cases import CODES, Village, make_campaign, make_paper
from tests.builders.people import make_commune, make_learner, make_province, make_user

pytestmark = pytest.mark.usefixtures("all_seeing")


def test_points_of_the_person_are_not_on_behalf_and_those_of_staff_are(village: Village) -> None:
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    submission.set_self_points(case, "A1", "7,5", learner.user)
    submission.set_self_points(case, "A2", 6, village.staff)
    held = submission.latest_entries(case, "self")
    assert (held["A1"].points, held["A1"].on_behalf_of) == (Decimal("7.5"), False)
    assert (held["A2"].on_behalf_of, held["A2"].entered_by) == (True, village.staff)


@pytest.mark.parametrize("said", ["11", "-1", "", "chín", "7,3", "NaN", "Infinity"])
def test_wrong_points_are_refused_and_nothing_is_half_written(village: Village, said: str) -> None:
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    with pytest.raises(Incomplete) as refused:
        submission.set_all_self_points(case, {"A1": "8", "A2": said}, learner.user)
    assert refused.value.field == "A2"
    assert not case.entries.exists()


def test_an_unknown_indicator_is_refused(village: Village) -> None:
    learner = make_learner(village.unit)
    with pytest.raises(Incomplete):
        submission.set_self_points(submission.draft_for(learner, learner.user), "Z9", "5", learner.user)


def test_handing_in_freezes_what_the_case_rests_on(village: Village) -> None:
    learner = make_learner(village.unit)
    paper = make_paper(learner, "A2", by=learner.user, rule="study-plan")
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    case = submission.submit(case, learner.user)
    make_paper(learner, "A2", by=learner.user, rule="study-plan")  # comes too late for this handing-in
    assert [row.evidence_id for row in case.evidence_list.all()] == [paper.pk]
    assert (case.unit, case.subject_group, case.area_class, case.submissions) == (village.unit, "N1", "ordinary", 1)
    assert Decimal(case.proposed["A2"]) == 4
    assert case.eyes == 10  # eight points everywhere against what the rules propose
    assert case.events.get().act == "submit"


def test_a_missing_score_is_named(village: Village) -> None:
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES[:-1], "8"), learner.user)
    with pytest.raises(Incomplete) as refused:
        submission.submit(case, learner.user)
    assert refused.value.field == "C2"
    assert Case.objects.get().state == "draft"


def test_an_older_version_is_told_who_changed_the_case(village: Village) -> None:
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    seen = case.version
    submission.set_self_points(case, "A1", "7", village.staff, seen)
    with pytest.raises(StaleCase) as refused:
        submission.set_self_points(case, "A1", "8", learner.user, seen)
    assert refused.value.by == village.staff
    assert submission.latest_entries(case, "self")["A1"].points == 7


def test_a_withdrawn_case_opens_again_as_the_same_case(village: Village) -> None:
    case = village.submitted()
    submission.withdraw(case, case.learner.user)
    again = submission.draft_for(case.learner, case.learner.user)
    assert (again.pk, again.state) == (case.pk, "draft")
    assert [event.act for event in again.events.all()] == ["submit", "withdraw", "reopen"]


def test_points_of_a_submitted_case_stay(village: Village) -> None:
    case = village.submitted()
    with pytest.raises(WrongState):
        submission.set_self_points(case, "A1", "10", case.learner.user)


def test_a_stranger_and_staff_of_another_commune_enter_nothing(village: Village) -> None:
    learner = make_learner(village.unit)
    for other in (make_user(), make_user("staff", unit=make_commune("Hạ Long")), village.signer):
        with pytest.raises(NotYours):
            submission.draft_for(learner, other)
    assert not Case.objects.exists()


def test_without_consent_nothing_is_kept(village: Village) -> None:
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    learner.consents.update(withdrawn_at=timezone.now())
    for act in (
        lambda: submission.draft_for(learner, village.staff),
        lambda: submission.set_self_points(case, "A1", "5", learner.user),
        lambda: submission.submit(case, learner.user),
    ):
        with pytest.raises(Incomplete):
            act()
    assert not case.entries.exists()


def test_phases_count_each_named_day(village: Village) -> None:
    one = village.campaign
    day = timedelta(days=1)
    expected = [
        (one.opens - day, "before"),
        (one.opens, "handing_in"),
        (one.closes, "handing_in"),
        (one.closes + day, "judging"),
        (one.freezes, "judging"),
        (one.freezes + day, "frozen"),
    ]
    assert [(day_, campaigns.phase(one, day_)) for day_, _ in expected] == expected


def test_before_and_after_the_days_nothing_is_handed_in(village: Village) -> None:
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    today = timezone.localdate()
    for opens, closes in ((1, 2), (-3, -1)):
        Campaign.objects.update(
            opens=today + timedelta(days=opens),
            closes=today + timedelta(days=closes),
            freezes=today + timedelta(days=9),
        )
        with pytest.raises(OutsideCampaign):
            submission.submit(case, learner.user)
    assert Case.objects.get().state == "draft"


def test_the_commune_s_own_campaign_comes_before_its_province_s(village: Village) -> None:
    province = make_province("Ninh Thuận")
    commune = make_commune("Phước Hải", province)
    wide = make_campaign(province)
    assert campaigns.campaign_for(commune) == wide
    own = make_campaign(commune)
    assert campaigns.campaign_for(commune) == own
    assert campaigns.campaign_for(province) == wide


def test_only_an_administrator_opens_a_campaign(village: Village) -> None:
    unit = make_commune("Phước Hải")
    day = timezone.localdate()
    with pytest.raises(NotYours):
        campaigns.open_campaign(unit, 2026, day, day, day, by=village.officer)
    admin = make_user("administrator", unit=unit)
    campaigns.open_campaign(unit, 2026, day, day, day, by=admin)
    with pytest.raises(Incomplete):
        campaigns.open_campaign(unit, 2026, day, day, day, by=admin)


def test_each_act_leaves_one_entry_and_the_chain_holds(village: Village) -> None:
    case = village.submitted()
    acts = list(Entry.objects.filter(subject=f"case:{case.pk}").values_list("act", flat=True))
    assert acts == ["case.begun", "case.self_points", "case.submit"]
    assert audit.check() is None
