"""Roll-up: which share of a group's people hold a title; who leaves later changes nothing that was handed in."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.people.members import end
from portal.people.models import Learner, Residence
from portal.people.public import everyone
from portal.places.models import ResidentialGroup
from recognition.assessment import marking
from recognition.cases import submission
from recognition.cases.handed_in import items_of
from recognition.cases.state import title_state
from recognition.decisions import shares, signing
from recognition.decisions.ending import end_by_decision
from recognition.models import Case, Certificate, CriteriaSet, Evidence
from recognition.sets.publishing import publish
from tests.builders.cases import CODES, WHY, Village, make_campaign
from tests.builders.people import make_learner
from tests.builders.recognition import one_person
from tests.builders.subjects import make_member, make_subject, make_unnamed

FAMILY = "gia_dinh_hoc_tap"
HEAD = """
confidence: proposed
issuer: {value: thử, confidence: proposed}
documents: []
valid_from: 2026-01-01
valid_to: null
groups: [{code: G, name: {vi: Nhóm}, confidence: proposed}]
"""
HOUSEHOLD_SET = f"""
key: {FAMILY}
version: thu-chia
title: {{vi: "Gia đình học tập (bịa ra)"}}
scoring: points_with_bands
subject: household
bands: [{{code: good, name: {{vi: Tốt}}, at_least: 5, recognised: true}}]
indicators: [{{code: G1, group: G, maximum: 10, wording: {{default: Người lớn học}}, wording_confidence: proposed}}]
shares:
  - {{id: adults, indicator: G1, of: adults, title: cong_dan_hoc_tap, confidence: proposed,
     steps: [{{at_least: 30, points: 5}}, {{at_least: 100, points: 10}}]}}
{HEAD}"""
PLACE_SET = f"""
key: cong_dong_hoc_tap_thon
version: thu-chia
title: {{vi: "Cộng đồng học tập (bịa ra)"}}
scoring: all_targets_met
subject: residential_group
levels: [{{level: 1, name: {{vi: Mức 1}}, confidence: proposed}}]
indicators:
  - code: G1
    group: G
    wording: {{default: Người dân là công dân học tập}}
    wording_confidence: proposed
    target: {{unit: percent, asks: [{{level: 1, at_least: 50, confidence: proposed}}]}}
shares: [{{id: people, indicator: G1, of: residents, title: cong_dan_hoc_tap, confidence: proposed}}]
{HEAD}"""


@pytest.fixture
def family_set(village) -> CriteriaSet:
    return publish(HOUSEHOLD_SET, "thu.yaml")


@pytest.fixture
def household(village: Village, family_set) -> Learner:
    """Three adults, of whom one is not named, and a child; the campaign of families runs."""
    make_campaign(village.unit, title_key=FAMILY)
    made = make_subject(village.staff, village.unit)
    make_member(village.staff, made, make_learner(village.unit, "Nguyễn Thị Hoa"), head=True)
    make_member(village.staff, made, make_learner(village.unit, "Trần Văn Bình"))
    make_unnamed(village.staff, made, "adult")
    make_unnamed(village.staff, made, "child")
    return made


def recognised(village: Village, learner: Learner, number: str) -> Certificate:
    """The person goes through the year up to a valid certificate."""
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        case = submission.submit(case, learner.user)
    return signed(village, case, number)


def signed(village: Village, case: Case, number: str) -> Certificate:
    with everyone(WHY):
        case = marking.confirm(case, village.officer, marks=dict.fromkeys(CODES, ("8", "Đã xem giấy tờ gốc")))
        signing.sign([case], village.body, number, timezone.localdate(), village.signer)
        return Certificate.objects.get(line__case=case)


def counts(group: Learner) -> list[tuple[int, int]]:
    with everyone(WHY):
        rows = Evidence.objects.filter(learner=group, kind="derived").order_by("pk")
        return list(rows.values_list("count", "base"))


def named(household: Learner) -> list[Learner]:
    """Who is named, in the order in which they were."""
    with everyone(WHY):
        return list(Learner.objects.filter(memberships__subject=household).order_by("memberships__pk"))


def test_a_decision_raises_the_share_of_the_household_and_its_proposal(village, household, family_set):
    hoa, _binh = named(household)
    shares.push_every_group()
    assert counts(household) == [(0, 3)]  # named and unnamed adults are the base, the child is not
    recognised(village, hoa, "1/QĐ-UBND")
    assert shares.push_lately() == 1
    assert shares.push_lately() == shares.push_every_group() == 0  # counted again, nothing new is written
    assert counts(household) == [(0, 3), (1, 3)]
    with everyone(WHY):
        state = title_state(household, title_key=FAMILY)
    (one,) = state.indicators
    assert (one.proposed, one.parts[0].text) == (5, "33,3\u00a0% giữ danh hiệu")
    assert one.evidence[0].title == "1 trong 3 giữ danh hiệu"
    assert "Thành viên là người lớn giữ danh hiệu, từ 30\u00a0%: 5 điểm" in one.rule_text


def test_who_loses_the_title_or_leaves_later_changes_nothing_that_was_handed_in(village, household):
    hoa, binh = named(household)
    certificate = recognised(village, hoa, "1/QĐ-UBND")
    with everyone(WHY):
        case = submission.draft_for(household, hoa.user, FAMILY)
        submission.set_all_self_points(case, {"G1": "5"}, hoa.user)
        case = submission.submit(case, hoa.user)  # counted just before, without any sweep
        assert case.submission.proposed == {"G1": "5"}
        end_by_decision(
            certificate, "revoke", village.body, "9/QĐ-UBND", timezone.localdate(), "Sai sự thật", village.signer
        )
    assert shares.push_lately() == 1
    assert counts(household) == [(1, 3), (0, 3)]
    with everyone(WHY):
        (item,) = items_of(case.submission)
        assert (item.count, item.base, item.kind) == (1, 3, "derived")
        assert title_state(household, case=Case.objects.get(pk=case.pk)).indicators[0].proposed == 5
        assert title_state(household, title_key=FAMILY).row.version == "thu-chia"
        (row,) = binh.memberships.all()
        end(row, by=village.staff)
    shares.push_every_group()
    assert counts(household)[-1] == (0, 2)


def test_the_same_person_under_two_records_is_one(village, household):
    hoa, binh = named(household)
    second = make_learner(village.unit, "Nguyễn Thị Hoa")
    recognised(village, second, "2/QĐ-UBND")
    one_person(hoa, second)
    shares.push_around([second.pk])
    assert counts(household) == [(1, 3)]
    assert binh.pk != hoa.pk


def test_a_place_counts_its_residents_of_the_day(village):
    publish(PLACE_SET, "thon.yaml")
    thon = ResidentialGroup.objects.create(unit=village.unit, name="Thôn Hạ", valid_from=date(2025, 7, 1))
    place = make_subject(village.staff, village.unit, "residential_group", "Thôn Hạ", thon)
    living = [make_learner(village.unit, f"Trần Thị {name}") for name in ("Lan", "Mai", "Cúc")]
    with everyone(WHY):
        Residence.objects.filter(learner__in=living).update(residential_group=thon, valid_from=date(2025, 7, 1))
        Residence.objects.filter(learner=place).update(valid_from=date(2025, 7, 1))
    recognised(village, living[0], "1/QĐ-UBND")
    recognised(village, living[1], "2/QĐ-UBND")
    shares.push_lately()
    assert counts(place) == [(2, 3)]
    with everyone(WHY):
        share = shares.criteria_of(CriteriaSet.objects.get(version="thu-chia")).shares[0]
        yesterday = timezone.localdate() - timedelta(days=1)
        assert shares.counted([place.pk], "residential_group", share, yesterday) == {place.pk: (2, 3)}
        Residence.objects.filter(learner=living[0]).update(valid_to=timezone.localdate())  # moved away today
    shares.push_every_group()
    assert counts(place) == [(2, 3), (1, 2)]


def test_nothing_is_asked_while_no_set_asks_for_shares(village, django_assert_max_num_queries):
    hoa = make_learner(village.unit)
    recognised(village, hoa, "1/QĐ-UBND")
    with django_assert_max_num_queries(30):
        assert shares.push_lately() == 0
