"""The national register as it is loaded, and the questions asked of it."""

import csv
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.places import public as places
from portal.places.models import AreaClass, Unit, UnitSuccession, UnitVersion
from portal.places.register import DATA
from tests.builders.people import make_commune

BEFORE, AFTER = date(2026, 4, 29), date(2026, 4, 30)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for this file; each test's own transaction lies inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield places.load()
        transaction.set_rollback(True)


@pytest.fixture
def register(loaded, db):
    return loaded


def test_counts_are_those_of_the_decision(register):
    assert register == {"province": 34, "commune": 3321}
    day = date(2026, 5, 1)
    today = UnitVersion.objects.filter(valid_from__lte=day, valid_to=None, scheme="qd19-2025")
    assert today.filter(type="centrally_run_city").count() == 7
    assert today.filter(type="dac_khu").count() == 13
    assert today.filter(unit__kind="commune").count() == 3321
    assert Unit.objects.filter(kind="province", valid_to=date(2025, 7, 1)).count() == 63


def test_loading_again_changes_nothing(register, capsys):
    seen = set(UnitVersion.objects.values_list("pk", "unit__uuid"))
    call_command("load_places")
    assert "34 provinces, 3321 communes" in capsys.readouterr().out
    assert set(UnitVersion.objects.values_list("pk", "unit__uuid")) == seen


def test_loading_takes_few_queries(register, django_assert_max_num_queries):
    UnitSuccession.objects.all().delete()
    UnitVersion.objects.all().delete()
    with django_assert_max_num_queries(40):
        assert places.load() == {"province": 34, "commune": 3321}


def test_ten_types_changed_on_one_day(register):
    ended = UnitVersion.objects.filter(valid_to=AFTER, unit__kind="commune")
    assert ended.count() == 10
    loc_ninh = places.unit_by_code("25270")
    assert places.version_on(loc_ninh, BEFORE).full_name == "Xã Lộc Ninh"
    assert places.version_on(loc_ninh, AFTER).full_name == "Phường Lộc Ninh"
    assert str(loc_ninh) == "Phường Lộc Ninh"
    assert loc_ninh.valid_to is None  # the unit goes on, only its version ended


def test_a_province_becomes_a_city(register):
    dong_nai = places.unit_by_code("75", BEFORE, kind=Unit.Kind.PROVINCE)
    assert dong_nai == places.unit_by_code("75", AFTER, kind=Unit.Kind.PROVINCE)
    assert places.version_on(dong_nai, BEFORE).full_name == "Tỉnh Đồng Nai"
    assert places.version_on(dong_nai, AFTER).full_name == "Thành phố Đồng Nai"


def test_a_code_means_another_province_before_the_merger(register):
    now = places.unit_by_code("08", date(2025, 7, 1), kind=Unit.Kind.PROVINCE)
    then = places.unit_by_code("08", date(2025, 6, 30), kind=Unit.Kind.PROVINCE, scheme="before-2025-07")
    assert now != then
    assert places.unit_by_code("08", date(2025, 6, 30), kind=Unit.Kind.PROVINCE) is None
    assert {row.predecessor_text for row in now.formed_from.all()} == {"Tuyên Quang", "Hà Giang"}
    assert then in {row.predecessor for row in now.formed_from.all()}
    assert [row.successor for row in then.became.all()] == [now]


def test_what_communes_were_formed_from(register):
    origins = UnitSuccession.objects.filter(successor__kind="commune")
    assert origins.count() == 3321
    assert origins.filter(took_part_only=True).count() == 161
    assert origins.filter(predecessor_text="").count() == 1  # one list is unknown
    assert "Thị trấn Lộc Ninh" in places.unit_by_code("25270").formed_from.get().predecessor_text


def test_every_row_of_the_file_is_a_unit_of_its_province(register):
    with open(DATA / "communes.csv", encoding="utf-8", newline="") as file:
        wanted = {(row["code"], row["type"], row["name"], row["province_code"]) for row in csv.DictReader(file)}
    rows = UnitVersion.objects.filter(unit__kind="commune", valid_to=None).select_related("unit")
    codes = dict(UnitVersion.objects.filter(unit__kind="province", scheme="qd19-2025").values_list("unit_id", "code"))
    assert {(row.code, row.type, row.name, codes[row.unit.parent_id]) for row in rows} == wanted


@pytest.mark.parametrize("text", ["xa sen ngu", "Sen Ngư", "SEN NGƯ", "19288", "sen  ngu"])
def test_units_are_found_without_marks_with_type_or_code(register, text):
    assert places.find_units(text)[0].full_name == "Xã Sen Ngư"


def test_the_exact_name_comes_first_and_nothing_is_nothing(register):
    found = places.find_units("Huế")
    assert found[0].folded == "hue"
    assert places.find_units("không có nơi này") == []


def test_choices_above_and_names(register, django_assert_num_queries):
    assert places.provinces().count() == 34
    ha_noi = places.unit_by_code("01", kind=Unit.Kind.PROVINCE)
    communes = list(places.communes_of(ha_noi).select_related("unit"))
    assert len(communes) == 126
    assert places.ancestors(communes[0].unit) == [ha_noi]
    assert places.ancestors(ha_noi) == []
    with django_assert_num_queries(1):
        names = places.names_of([row.unit for row in communes])
    assert names[communes[0].unit_id] == communes[0].full_name


def test_people_live_in_communes_of_today_only(register):
    assert places.commune_today(places.unit_by_code("19288"))
    assert not places.commune_today(places.unit_by_code("01", kind=Unit.Kind.PROVINCE))
    ended = places.unit_by_code("19288")
    ended.valid_to = date(2026, 1, 1)
    assert not places.commune_today(ended)


def test_area_is_ordinary_until_a_document_says_so(register):
    unit, day = places.unit_by_code("19288"), date(2026, 5, 1)
    assert places.area_class(unit, day) == "ordinary"
    AreaClass.objects.create(unit=unit, value="disadvantaged", document="QĐ thử", valid_from=date(2026, 1, 1))
    assert places.area_class(unit, day) == "disadvantaged"
    assert places.area_class(unit, date(2025, 12, 31)) == "ordinary"


def test_the_database_refuses_a_code_twice_and_a_unit_that_ends_before_it_begins(register):
    row = UnitVersion.objects.filter(code="19288").get()
    with pytest.raises(IntegrityError, match="unit_code_once_a_day"), transaction.atomic():
        UnitVersion.objects.create(
            unit=Unit.objects.create(kind="commune", valid_from=row.valid_from),
            type="xa",
            name="x",
            folded="x",
            code=row.code,
            scheme=row.scheme,
            valid_from=row.valid_from,
        )
    with pytest.raises(IntegrityError, match="unit_validity"), transaction.atomic():
        Unit.objects.create(kind="commune", valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 2))


def test_a_name_that_begins_tomorrow_is_not_yet_its_name(db):
    unit, coming = make_commune("Đồng Sen"), make_commune("Sắp Lập")
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    old = UnitVersion.objects.get(unit=unit)
    UnitVersion.objects.filter(pk=old.pk).update(valid_to=tomorrow)
    UnitVersion.objects.create(
        unit=unit, type="phuong", name="Sen Mới", folded="sen moi", code="99999", scheme=old.scheme, valid_from=tomorrow
    )
    UnitVersion.objects.filter(unit=coming).update(valid_from=tomorrow)
    assert str(unit) == "Xã Đồng Sen"
    assert places.names_of([unit, coming]) == {unit.pk: "Xã Đồng Sen", coming.pk: "Xã Sắp Lập"}
    UnitVersion.objects.filter(pk=old.pk).update(valid_to=today)
    UnitVersion.objects.filter(unit=unit, valid_from=tomorrow).update(valid_from=today)
    assert str(unit) == places.names_of([unit])[unit.pk] == "Phường Sen Mới"
