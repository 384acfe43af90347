"""Making and changing a campaign: what people rely on stays, what contradicts itself is told."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.audit.public import Entry, stamp
from portal.people.public import everyone
from recognition.cases import changing, registered
from recognition.cases.campaigns import set_of
from recognition.cases.planning import FIELDS, Stale, change, contradictions, impossible, plan, stage
from recognition.models import Campaign, CampaignExtension, CriteriaSet
from recognition.refusals import Incomplete, NotYours, OutsideCampaign
from tests.builders.cases import Village
from tests.builders.people import make_admin, make_commune, make_learner

DAYS = {
    "submission_from": date(2026, 3, 2),
    "submission_to": date(2026, 6, 30),
    "assessment_to": date(2026, 9, 30),
}


def _values(unit, **changes):
    return dict.fromkeys(FIELDS) | {"unit": unit, "title_key": "cong_dan_hoc_tap", "year": 2026} | DAYS | changes


def _change(row, by, reason="", **values):
    row.refresh_from_db()
    return change(row, values, reason, stamp(row), by=by)


def test_the_table_says_something_of_every_field_and_never_loosens():
    order = (changing.FREE, changing.LATER, changing.FIXED)
    assert {one.name for one in Campaign._meta.fields} - {"id", "closed_at", "closed_by"} == set(changing.TABLE)
    for name, row in changing.TABLE.items():
        assert len(row) == len(changing.STAGES)
        assert sorted(row, key=order.index) == list(row), name
        assert row[-1] == changing.FIXED


def test_a_campaign_is_made_once_however_often_the_button_is_pressed(db):
    unit = make_commune()
    admin = make_admin(unit)
    first, second = plan(_values(unit), by=admin), plan(_values(unit), by=admin)
    assert first == second
    assert Entry.objects.filter(act="campaign.opened").count() == 1
    with pytest.raises(Incomplete) as refused:
        plan(_values(unit, submission_to=date(2026, 7, 31)), by=admin)
    assert refused.value.field == "year"


def test_only_in_the_own_places(db):
    admin, elsewhere = make_admin(make_commune()), make_commune("Đồng Trăng")
    with pytest.raises(NotYours):
        plan(_values(elsewhere), by=admin)
    row = plan(_values(elsewhere), by=make_admin(elsewhere))
    with pytest.raises(NotYours):
        _change(row, admin, year=2025)
    assert Campaign.objects.get().year == 2026


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"submission_to": date(2026, 3, 1)}, "submission_to"),
        ({"assessment_to": date(2026, 6, 29)}, "assessment_to"),
        ({"assessment_from": date(2026, 10, 1)}, "assessment_to"),
        ({"registration_from": date(2026, 1, 1)}, "registration_to"),
        ({"council_to": date(2026, 8, 1)}, "council_from"),
        ({"evidence_from": date(2026, 2, 1), "evidence_to": date(2026, 1, 1)}, "evidence_to"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(db, changes, field):
    unit = make_commune()
    assert list(impossible(_values(unit, **changes))) == [field]
    with pytest.raises(Incomplete) as refused:
        plan(_values(unit, **changes), by=make_admin(unit))
    assert refused.value.field == field
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"registration_to": date(2026, 7, 1)},
        {"registration_from": date(2026, 4, 1), "registration_to": date(2026, 5, 1)},
        {"assessment_from": date(2026, 1, 1)},
        {"assessment_from": date(2026, 7, 1)},
        {"decision_to": date(2026, 9, 29)},
        {"council_from": date(2026, 3, 1), "council_to": date(2026, 9, 1)},
        {"council_from": date(2026, 8, 1), "council_to": date(2026, 12, 1), "decision_to": date(2026, 11, 1)},
        {"evidence_from": date(2026, 7, 1)},
        {"evidence_to": date(2025, 12, 31)},
        {"submission_to": date(2026, 3, 10)},
        {"submission_to": date(2026, 6, 28)},
    ],
)
def test_each_contradiction_is_told_once(changes):
    assert contradictions(_values(None)) == []
    assert len(contradictions(_values(None, **changes))) == 1


def test_what_people_rely_on_only_becomes_later_and_says_why(db):
    village = Village()
    admin, row = make_admin(village.unit), village.campaign
    assert stage(row) == changing.EMPTY
    village.submitted()
    assert stage(row) == changing.HANDED_IN
    later = row.submission_to + timedelta(days=10)
    for name, value in (
        ("year", row.year + 1),
        ("evidence_from", date(2020, 1, 1)),
        ("submission_from", row.submission_from - timedelta(days=1)),
        ("submission_to", row.submission_to - timedelta(days=1)),
        ("submission_to", later),
    ):
        with pytest.raises(Incomplete) as refused:
            _change(row, admin, **{name: value})
        assert refused.value.field == ("reason" if value == later else name)
    _change(row, admin, "Lũ lụt", submission_to=later)
    told = CampaignExtension.objects.get()
    assert (told.window, told.after, told.reason, told.by) == ("submission", later, "Lũ lụt", admin)
    row.refresh_from_db()
    assert row.submission_to == later


def test_judging_begun_fixes_its_first_day(db):
    village = Village()
    case = village.confirmed()
    assert stage(case.campaign) == changing.JUDGED
    with pytest.raises(Incomplete):
        _change(village.campaign, make_admin(village.unit), assessment_from=village.campaign.submission_to)


def test_an_old_form_is_told_and_a_closed_campaign_stays(db):
    unit = make_commune()
    admin, other = make_admin(unit), make_admin(unit)
    row = plan(_values(unit), by=admin)
    seen = stamp(row)
    _change(row, other, decision_to=date(2026, 12, 1))
    with pytest.raises(Stale, match=other.get_full_name()):
        change(row, {"year": 2025}, "", seen, by=admin)
    Campaign.objects.update(closed_at=timezone.now())
    with pytest.raises(OutsideCampaign):
        _change(row, admin, year=2025)


def test_the_version_chosen_for_a_campaign_is_the_one_that_measures(db):
    village = Village()
    newest = CriteriaSet.objects.get(key="cong_dan_hoc_tap")
    older = CriteriaSet.objects.get(pk=newest.pk)
    older.pk, older.version, older.digest = None, "2021", "x" * 64
    older.text = newest.text.replace('"2022.1"', '"2021"')
    older.save(force_insert=True)
    assert set_of(village.campaign).pk in (newest.pk, older.pk)
    for chosen in (newest, older):
        Campaign.objects.filter(pk=village.campaign.pk).update(criteria_set=chosen)
        assert village.submitted(f"Người {chosen.version}").submission.criteria_set == chosen


def test_who_registered_has_begun_and_loses_neither_year_nor_days(village):
    """A registration is for a title and a year: under another one it would be nobody's."""
    learner, today = make_learner(village.unit), timezone.localdate()
    Campaign.objects.update(registration_from=today, registration_to=today)
    row, admin = Campaign.objects.get(), make_admin(village.unit)
    with everyone("a test registers"):
        registered.register(learner, row, learner.user, on_behalf_of=False)
    assert stage(row) == changing.BEGUN
    for name, value in (("year", row.year + 1), ("submission_to", row.submission_to - timedelta(days=1))):
        with pytest.raises(Incomplete) as refused:
            _change(row, admin, "Nhầm", **{name: value})
        assert refused.value.field == name
    with everyone("a test looks"):
        registered.take_back(registered.registration_of(learner, row), learner.user)
    assert stage(row) == changing.EMPTY
