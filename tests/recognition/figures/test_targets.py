"""Targets of the plans as data, results beside them, and what a place enters itself."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import yaml
from django.urls import reverse
from django.utils import timezone

from portal.people.public import join
from recognition.figures import measures
from recognition.figures.entering import KINDS, enter_base, enter_result, enter_reward, enter_target, take_back
from recognition.figures.measures import NO_BASE, NO_RULE, NOT_TYPED, holders_among, known_of, result
from recognition.figures.targets import FILE, WrongTargets, bases, parse, plans, targets
from recognition.models import BaseCount, PlaceTarget, TypedResult
from recognition.refusals import Incomplete, NotYours
from tests.builders.cases import Village
from tests.builders.lives import PERSON, recognise
from tests.builders.moving import make_group
from tests.builders.people import make_admin, make_learner, make_user, signed_in
from tests.builders.subjects import make_member, make_subject

TEXT = FILE.read_text(encoding="utf-8")
TODAY = timezone.localdate()


def target(key: str):
    return next(one for one in plans().targets if one.key == key)


class TestFile:
    def test_all_targets_of_the_five_plans_and_the_decisions_behind_them_are_there(self) -> None:
        said = plans()
        count = lambda key: sum(one.plan.key == key for one in said.targets)  # noqa: E731
        assert [count(key) for key in ("HUE", "AGG", "NTH", "HTH", "DNG")] == [14, 9, 0, 5, 8]
        assert sum(one.plan.national for one in said.targets) == 41  # one of 36 names six values
        assert len(said.milestones) == 10
        assert (target("HTH-2020-05").value, target("HTH-2020-05").most) == (50, 60)
        assert target("QD677-2030-2").candidates == (60, 70)
        assert target("AGG-2025-05").nested_in == "AGG-2025-04"
        assert not target("DNG-2016-01").in_percent
        assert (target("AGG-2025-05").confidence, target("AGG-2025-05").base_confidence) == (
            "verbatim-from-source",
            "uncertain",
        )

    def test_p1_and_p2_of_the_country(self) -> None:
        assert [(one.year, one.value) for one in targets("P2")] == [(2025, 60), (2030, 80)]
        assert [(one.year, one.value) for one in targets("P1")] == [(2025, 70), (2030, 90)]
        assert [one.uncertain for one in targets("P2")] == [False, True]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"value": 120}, "no percentage"),
            ({"value": 0}, "no percentage"),
            ({"value_min": 5}, "least and most"),
            ({"measure": "guess"}, "unknown measure"),
            ({"confidence": "sure"}, "unknown measure"),
            ({"title": None}, "a title is named"),
            ({"nested_in": "X-1"}, "not there"),
            ({"colour": "red"}, "may have"),
            ({"id": "AGG-2025-01"}, "twice"),
        ],
    )
    def test_a_wrong_entry_is_named(self, changes: dict, said: str) -> None:
        rows = yaml.safe_load(TEXT)
        assert rows["targets"][1]["id"] == "HUE-2025-02"
        rows["targets"][1] |= changes
        with pytest.raises(WrongTargets, match=said):
            parse(yaml.safe_dump(rows))


@pytest.mark.usefixtures("all_seeing")
class TestResults:
    def test_without_a_base_there_is_no_percentage_and_the_last_document_counts(self, village: Village) -> None:
        admin = make_admin(village.unit)
        learner = make_learner(village.unit)
        recognise(learner, village.body, village.signer, village.officer, day=TODAY)
        wanted = target("QD1373-2025-5")
        got = result(wanted, known_of(village.unit, TODAY.year, TODAY))
        assert (got.numerator, got.percent, got.why, got.reached) == (1, None, NO_BASE, None)
        enter_base(village.unit, "citizens", 8, TODAY, "Niên giám 2025", admin)
        enter_base(village.unit, "citizens", 2, TODAY, "Niên giám 2026", admin)
        got = result(wanted, known_of(village.unit, TODAY.year, TODAY))
        assert (got.percent, got.base.document, got.reached) == (Decimal("50.0"), "Niên giám 2026", True)
        assert BaseCount.objects.filter(ended_at=None).count() == 1
        take_back("base", BaseCount.objects.get(ended_at=None).pk, admin)
        assert result(wanted, known_of(village.unit, TODAY.year, TODAY)).why == NO_BASE
        before = known_of(village.unit, TODAY.year - 1, TODAY - timedelta(days=400))
        assert result(wanted, before).numerator == 0

    def test_p1_has_no_rule_and_p2_both_readings_of_its_base(self, village: Village) -> None:
        for entered in ("alone", "helped"):
            recognise(
                make_learner(village.unit), village.body, village.signer, village.officer, day=TODAY, entered=entered
            )
        known = known_of(village.unit, TODAY.year, TODAY)
        assert result(target("QD677-2025-4"), known).why == NO_RULE
        got = result(target("QD677-2025-5"), known)
        assert (got.percent, got.why) == (None, NO_RULE)
        assert (got.other.numerator, got.other.base.count, got.other.percent) == (1, 2, Decimal("50.0"))

    def test_what_the_portal_cannot_count_is_typed(self, village: Village) -> None:
        admin, wanted = make_admin(village.unit), target("HUE-2025-06")
        assert result(wanted, known_of(village.unit, 2026, TODAY)).why == NOT_TYPED
        enter_result(village.unit, wanted.key, 2026, 3, 4, "Báo cáo 12/BC-HKH", admin)
        got = result(wanted, known_of(village.unit, 2026, TODAY))
        assert (got.percent, got.reached) == (Decimal("75.0"), False)
        enter_result(village.unit, wanted.key, 2026, 8995, 10000, "Báo cáo 13/BC-HKH", admin)
        TypedResult.objects.update(at=datetime(2026, 11, 30, 20, tzinfo=UTC))  # 3 o'clock of the next day in Vietnam
        got = result(wanted, known_of(village.unit, 2026, TODAY))
        assert (got.percent, got.reached) == (Decimal("90.0"), False), "a share that is rounded up reaches nothing"
        assert got.base.day == date(2026, 12, 1)

    def test_holders_among_members_and_residents_of_titled_groups(self, village: Village) -> None:
        east = make_group(village.unit, "Thôn Đông")
        people = [make_learner(village.unit) for _ in range(3)]
        people[0].residences.update(residential_group=east)
        for one in people:
            recognise(one, village.body, village.signer, village.officer, day=TODAY)
        group = make_subject(village.staff, village.unit, "residential_group", "Thôn Đông", east)
        key = "cong_dong_hoc_tap_thon"
        assert holders_among(PERSON, [key], village.unit, TODAY) == 0
        recognise(group, village.body, village.signer, village.officer, day=TODAY, title_key=key)
        assert holders_among(PERSON, [key], village.unit, TODAY) == 1
        keep, other = make_learner(village.unit), make_learner(village.unit)
        household = make_subject(village.staff, village.unit)
        make_member(village.staff, household, other)
        recognise(household, village.body, village.signer, village.officer, day=TODAY, title_key="gia_dinh_hoc_tap")
        recognise(keep, village.body, village.signer, village.officer, day=TODAY)
        join(keep, other, by=make_admin(), proof="CCCD")  # a member under one record, a holder under the other
        assert holders_among(PERSON, ["gia_dinh_hoc_tap"], village.unit, TODAY) == 1

    def test_as_many_questions_for_every_target_of_all_plans(
        self, village: Village, django_assert_max_num_queries
    ) -> None:
        with django_assert_max_num_queries(5):
            known = known_of(village.unit, TODAY.year, TODAY)
            for one in plans().targets:
                if one.measure != "holders_among":
                    measures.result(one, known)


@pytest.mark.usefixtures("all_seeing")
class TestEntering:
    def test_what_is_wrong_is_named(self, village: Village) -> None:
        admin, unit = make_admin(village.unit), village.unit
        tomorrow = TODAY + timedelta(days=1)
        for act, field in (
            (lambda: enter_base(unit, "stars", 5, TODAY, "x", admin), "key"),
            (lambda: enter_base(unit, "clans", 5, tomorrow, "x", admin), "day"),
            (lambda: enter_base(unit, "clans", 5, TODAY, "  ", admin), "document"),
            (lambda: enter_base(unit, "clans", 300_000_000, TODAY, "x", admin), "count"),
            (lambda: enter_result(unit, "HUE-2025-02", 2026, 1, 2, "x", admin), "key"),
            (lambda: enter_result(unit, "HUE-2025-06", 2026, 3, 2, "x", admin), "numerator"),
            (lambda: enter_result(unit, "HUE-2025-06", 1999, 1, 2, "x", admin), "year"),
            (lambda: enter_target(unit, PERSON, "citizens", 2030, Decimal(101), None, "x", admin), "value"),
            (lambda: enter_target(unit, PERSON, "citizens", 2030, Decimal(60), Decimal(50), "x", admin), "most"),
            (lambda: enter_reward(unit, 2026, "Giấy khen", 0, 0, "x", admin), "people"),
        ):
            with pytest.raises(Incomplete) as refused:
                act()
            assert refused.value.field == field
        for other in (village.officer, make_admin(Village("Hạ Long").unit)):
            with pytest.raises(NotYours):
                enter_base(unit, "clans", 5, TODAY, "x", other)

    def test_every_base_has_a_name(self) -> None:
        assert "holders" not in bases()
        assert all(bases().values())


def test_the_screen(village: Village) -> None:
    code = village.unit.versions.get().code
    admin, here = signed_in(make_admin(village.unit)), reverse("recognition:place_targets", args=[code])
    shown = admin.get(here).text
    for said in ("Gia đình học tập", "chưa có số liệu cơ sở", "các nguồn khác nhau", "50–60%", "Quyết định 677/QĐ-TTg"):
        assert said in shown
    form = reverse("recognition:place_enter", args=[code, "target"])
    assert admin.post(form, {"title_key": PERSON}).status_code == 422
    typed = {"title_key": PERSON, "base": "citizens", "year": "2030", "value": "62,5", "document": "Kế hoạch 5/KH-UBND"}
    assert admin.post(form, typed).url == here
    reward = {"form": "Giấy khen", "year": str(TODAY.year), "people": "7", "groups": "2", "document": "QĐ 9/QĐ-UBND"}
    admin.post(reverse("recognition:place_enter", args=[code, "reward"]), reward)
    base = admin.post(reverse("recognition:place_enter", args=[code, "base"]), {"count": "-5"}).text
    assert "Số này không được nhỏ hơn 0. Hãy ghi một số lớn hơn." in base
    shown = admin.get(here).text
    assert "62,5%" in shown
    assert "Rút lại dòng này" in shown
    assert "Bỏ gộp" not in shown, "that is said of two accounts"
    assert "7 người; 2 hộ, nhóm, đơn vị" in shown
    reader = signed_in(make_user("inspector", unit=village.unit))
    seen = reader.get(here)
    assert "62,5%" in seen.text
    assert not seen.context["enters"]
    for kind in KINDS:
        writes = reverse("recognition:place_enter", args=[code, kind])
        assert writes not in seen.text
        assert (reader.get(writes).status_code, reader.post(writes, typed).status_code) == (403, 403)
    assert reader.post(here, typed).status_code == 405
    row = PlaceTarget.objects.get()
    assert reader.post(form, {"rut": str(row.pk)}).status_code == 403
    row.refresh_from_db()
    assert row.ended_at is None
    with pytest.raises(NotYours):
        take_back("target", row.pk, make_user("inspector", unit=village.unit))
    assert signed_in(village.officer).get(here).status_code == 200
    assert signed_in(village.officer).get(form).status_code == 403
    assert signed_in(Village("Hạ Long").officer).get(here).status_code == 404
