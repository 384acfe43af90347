"""What the learner, or a helper for the learner, does with a case."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from portal.audit import public as audit
from portal.audit.models import Entry
from portal.places.models import AreaClass
from recognition.cases import campaigns, entries, submission
from recognition.cases.typed import checked_points
from recognition.models import Campaign, Case
from recognition.refusals import Incomplete, NotYours, OutsideCampaign, StaleCase, WrongState
from tests.builders.cases import CODES, Village, make_campaign, make_paper
from tests.builders.people import make_commune, make_learner, make_province, make_staff, make_user

pytestmark = pytest.mark.usefixtures("all_seeing")


def test_points_of_the_person_are_not_on_behalf_and_those_of_staff_are(village: Village) -> None:
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    submission.set_self_points(case, "A1", "7,5", learner.user)
    submission.set_self_points(case, "A2", 6, village.staff)
    held = entries.latest_entries(case)
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


@pytest.mark.parametrize(
    ("said", "points"),
    [("0", "0"), ("10", "10"), (" 7,25 ", "7.25"), ("0.5", "0.5"), (3, "3"), (Decimal("9.75"), "9.75")],
)
def test_points_are_typed_in_quarters_with_comma_or_point(said, points: str) -> None:
    assert checked_points("A1", said, Decimal(10)) == Decimal(points)


@pytest.mark.parametrize("said", ["10,25", "-0,25", "7,3", "7,125", "sNaN", "1e9", "1 0"])
def test_points_outside_the_indicator_or_between_the_quarters(said: str) -> None:
    with pytest.raises(Incomplete) as refused:
        checked_points("A1", said, Decimal(10))
    assert refused.value.field == "A1"
    assert "10" in str(refused.value)


def test_only_what_changed_is_entered_and_who_entered_it_counts(village: Village) -> None:
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    first = submission.set_all_self_points(case, {"A1": "7", "A2": "5"}, learner.user)
    same = submission.set_all_self_points(first, {"A1": "7.00"}, learner.user, first.version)
    assert (same.version, same.entries.count()) == (first.version, 2)
    more = submission.set_all_self_points(same, {"A1": "7", "A2": "6"}, learner.user)
    assert (more.version, more.entries.count()) == (first.version + 1, 3)
    helped = submission.set_all_self_points(more, {"A1": "7"}, village.staff)  # the same, by another hand
    assert helped.entries.count() == 4
    assert entries.latest_entries(helped)["A1"].entered_by == village.staff
    assert entries.own_points(helped) == {"A1": Decimal(7), "A2": Decimal(6)}
    told = Entry.objects.filter(act="case.self_points").order_by("pk")
    assert [one.details["on_behalf_of"] for one in told] == [False, False, True]
    assert told[1].details["points"] == {"A2": "6"}


def test_somebody_else_s_later_step_is_named_before_an_earlier_entry(village: Village) -> None:
    case = village.submitted()
    seen = case.version
    submission.withdraw(case, village.staff, seen)
    with pytest.raises(StaleCase) as refused:
        submission.withdraw(case, case.learner.user, seen)
    assert refused.value.by == village.staff
    fresh = submission.draft_for(make_learner(village.unit), village.staff)
    with pytest.raises(StaleCase) as refused:
        submission.withdraw(fresh, village.staff, fresh.version - 1)
    assert refused.value.by is None


def test_steps_say_from_where_to_where_and_on_whose_behalf(village: Village) -> None:
    case = village.submitted(helper=village.staff)
    assert (case.submission.by, case.submission.on_behalf_of) == (village.staff, True)
    case = submission.withdraw(case, case.learner.user)
    first, second = case.events.order_by("pk")
    assert (first.act, first.from_state, first.to_state, first.on_behalf_of) == ("submit", "draft", "submitted", True)
    assert (second.act, second.to_state, second.on_behalf_of) == ("withdraw", "withdrawn", False)
    entry = Entry.objects.get(act="case.submit")
    assert entry.details == {
        "from": "draft",
        "to": "submitted",
        "submission": 1,
        "set": f"{case.submission.criteria_set.key} {case.submission.criteria_set.version}",
        "set_digest": case.submission.criteria_set.digest,
        "on_behalf_of": True,
    }
    seen = case.version
    again = submission.set_self_points(case, "A1", "9", village.staff)
    assert (again.state, again.version) == ("draft", seen + 2)
    assert again.events.order_by("-pk").first().on_behalf_of


def test_the_area_class_is_the_one_in_force_today(village: Village) -> None:
    day = timezone.localdate()

    def classed(value: str, since: int, until: int | None = None) -> None:
        AreaClass.objects.create(
            unit=village.unit,
            value=value,
            document="QĐ thử",
            valid_from=day + timedelta(days=since),
            valid_to=None if until is None else day + timedelta(days=until),
        )

    assert submission.area_class_of(village.unit) == "ordinary"  # nothing is known
    classed("disadvantaged", 1)
    classed("disadvantaged", -9, 0)  # the last day was yesterday
    assert submission.area_class_of(village.unit) == "ordinary"
    classed("disadvantaged", -8, 1)
    assert submission.area_class_of(village.unit) == "disadvantaged"
    classed("ordinary", 0)
    assert submission.area_class_of(village.unit) == "ordinary"
    assert village.submitted().submission.area_class == "ordinary"


def test_the_case_that_matters_is_the_running_campaign_s_else_the_latest(village: Village) -> None:
    learner = make_learner(village.unit)
    assert submission.case_of(learner) is None
    now = submission.draft_for(learner, learner.user)
    year, day = village.campaign.year, timezone.localdate()
    ahead = make_campaign(
        village.unit, year=year + 1, submission_from=day + timedelta(9), submission_to=day + timedelta(10)
    )
    later = Case.objects.create(learner=learner, title_key=now.title_key, campaign=ahead, year=ahead.year)
    assert submission.case_of(learner) == now
    assert submission.case_in(learner, None, now.title_key) == later
    assert submission.case_in(learner, None, "another title") is None


def test_nobody_hands_in_without_a_home_or_outside_a_campaign(village: Village) -> None:
    learner = make_learner(village.unit)
    learner.residences.all().delete()
    assert submission.unit_of(learner) is None
    with pytest.raises(OutsideCampaign):
        submission.draft_for(learner, learner.user)
    moved = make_learner(village.unit)
    case = submission.draft_for(moved, moved.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), moved.user)
    moved.residences.all().delete()
    with pytest.raises(Incomplete):
        submission.submit(case, moved.user)


def test_a_case_that_was_not_enough_comes_again_only_while_one_may_hand_in(village: Village) -> None:
    from recognition.assessment import marking

    case = marking.not_enough(village.submitted(), "Thiếu sổ đọc", village.officer)
    Campaign.objects.update(submission_to=timezone.localdate() - timedelta(days=1))
    with pytest.raises(OutsideCampaign):
        submission.submit(case, case.learner.user)
    Campaign.objects.update(submission_to=timezone.localdate())
    assert submission.submit(case, case.learner.user).submission.number == 2


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
    handed = case.submission
    assert [row.evidence_id for row in handed.items.all()] == [paper.pk]
    assert (case.unit, handed.unit, handed.subject_group) == (village.unit, village.unit, "N1")
    assert (handed.area_class, handed.number, handed.by) == ("ordinary", 1, learner.user)
    assert Decimal(handed.proposed["A2"]) == 4
    assert handed.self_points == dict.fromkeys(CODES, "8.00")
    assert case.flags == 10  # eight points everywhere, above what the rules propose
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
    assert village.staff.get_full_name() not in str(refused.value), "citizens are shown no sign-in names"
    with pytest.raises(StaleCase, match=village.staff.get_full_name()):
        submission.set_self_points(case, "A1", "8", make_staff(village.unit), seen)
    assert entries.latest_entries(case)["A1"].points == 7


def test_a_withdrawn_case_opens_again_as_the_same_case(village: Village) -> None:
    case = village.submitted()
    submission.withdraw(case, case.learner.user)
    again = submission.draft_for(case.learner, case.learner.user)
    assert (again.pk, again.state) == (case.pk, "withdrawn")
    again = submission.set_self_points(again, "A1", "9", case.learner.user)
    assert [event.act for event in again.events.all()] == ["submit", "withdraw", "reopen"]


def test_a_withdrawn_case_is_handed_in_again_at_the_first_press(village: Village) -> None:
    case = submission.withdraw(village.submitted(), village.staff)
    seen = case.version
    case = submission.submit(case, case.learner.user, seen)
    assert (case.state, case.submission.number) == ("submitted", 2)


def test_one_s_own_change_on_another_page_is_called_one_s_own(village: Village) -> None:
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    submission.set_self_points(case, "A1", "7", learner.user, case.version)
    with override("en"), pytest.raises(StaleCase, match="yourself"):
        submission.set_self_points(case, "A1", "8", learner.user, case.version)


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
        (one.submission_from - day, "before"),
        (one.submission_from, "handing_in"),
        (one.submission_to, "handing_in"),
        (one.submission_to + day, "judging"),
        (one.assessment_to, "judging"),
        (one.assessment_to + day, "frozen"),
    ]
    assert [(day_, campaigns.phase(one, day_)) for day_, _ in expected] == expected


def test_before_and_after_the_days_nothing_is_handed_in(village: Village) -> None:
    learner = make_learner(village.unit)
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    today = timezone.localdate()
    for opens, closes in ((1, 2), (-3, -1)):
        Campaign.objects.update(
            submission_from=today + timedelta(days=opens),
            submission_to=today + timedelta(days=closes),
            assessment_to=today + timedelta(days=9),
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
