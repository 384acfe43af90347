"""Private details: optional, encrypted apart, read by few and written down, found by number, nobody's twice, forgotten too."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from portal.audit.models import Entry
from portal.people.erasing import erasure_digest, forget, replay_erasures
from portal.people.joining import join, part
from portal.people.keys import DataKey, rotate
from portal.people.models import Consent, Learner, PersonalRecord
from portal.people.private_detail import PrivateDetail
from portal.people.private_details import (
    PURPOSE,
    TEXT,
    WRONG_NUMBERS,
    keep_details,
    kinds_kept,
    learner_with_number,
    read_details,
    readable,
    readings_of,
    remove_details,
)
from portal.people.public import everyone, move
from portal.people.records import correct_record
from portal.people.registering import Person, register_at_counter
from portal.places.models import Unit
from tests.builders.people import (
    make_admin,
    make_commune,
    make_learner,
    make_officer,
    make_signer,
    make_staff,
    make_user,
)

NUMBER, OTHER = "058184001234", "058184009999"
WHOLE = {
    "identity_number": "058 184 001 234",
    "birth_date": date(1984, 9, 2),
    "ethnicity": " Chăm ",
    "religion": "Bà-la-môn",
}


@pytest.fixture(autouse=True)
def _everyone(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with everyone("tests look at everything"):
        yield


@pytest.fixture
def staff(commune):
    return make_staff(commune)


@pytest.fixture
def learner(commune, staff) -> Learner:
    learner = make_learner(commune)
    keep_details(learner, WHOLE, by=staff, agreed=True)
    return learner


def _whole_database() -> str:
    """Every text and every byte of every row of every table, as a dump has them."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        said = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            said += [row for (row,) in cursor.fetchall()]
    return "\n".join(said)


def test_what_is_kept_is_read_again_and_stands_nowhere_in_the_database(learner, staff):
    said = read_details(learner, by=staff, why="paper")
    assert said == {
        "identity_number": NUMBER,
        "birth_date": "1984-09-02",
        "ethnicity": "Chăm",
        "religion": "Bà-la-môn",
    }
    whole = _whole_database()
    for secret in (NUMBER, "058 184", "1984-09-02", "Chăm", "Bà-la-môn"):
        assert secret not in whole
        assert secret.encode().hex() not in whole
    assert str(learner.pk) in whole  # the look was at the right place


def test_each_is_optional_and_empty_ones_stay(commune, staff):
    learner = make_learner(commune)
    assert keep_details(learner, {"ethnicity": "Kinh"}, by=staff, agreed=True) == ["ethnicity"]
    assert kinds_kept(learner) == ["ethnicity"]
    assert keep_details(learner, {"religion": "Không", "ethnicity": ""}, by=staff, agreed=False) == ["religion"]
    assert read_details(learner, by=staff, why="asked") == {"ethnicity": "Kinh", "religion": "Không"}
    assert keep_details(learner, {"religion": "Không"}, by=staff, agreed=False) == []
    with pytest.raises(ValidationError, match="Nothing is written|Chưa ghi"):
        keep_details(learner, {"religion": ""}, by=staff, agreed=True)


def test_without_a_yes_nothing_is_kept(commune, staff):
    learner = make_learner(commune)
    with pytest.raises(ValidationError) as refused:
        keep_details(learner, WHOLE, by=staff, agreed=False)
    assert set(refused.value.error_dict) == {"agreed"}
    assert kinds_kept(learner) == []
    keep_details(learner, WHOLE, by=learner.user, agreed=True)
    yes = Consent.objects.get(learner=learner, purpose=PURPOSE)
    assert (yes.text_version, yes.entered_by_id) == (TEXT, learner.user_id)


def test_a_child_s_are_entered_with_a_parent_at_the_counter(commune, staff):
    learner = make_learner(commune, consents=False)
    correct_record(learner, by=staff, full_name="Nguyễn Thị Hoa", birth_year=2014, address_form="", subject_group="")
    values = {"ethnicity": "Kinh"}
    for by, named, wrong in ((learner.user, "", "agreed"), (staff, "", "representative")):
        with pytest.raises(ValidationError) as refused:
            keep_details(learner, values, by=by, agreed=True, representative=named)
        assert set(refused.value.error_dict) == {wrong}
    keep_details(learner, values, by=staff, agreed=True, representative="Nguyễn Văn Ba")
    assert kinds_kept(learner) == ["ethnicity"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("identity_number", "12345"),
        ("identity_number", "264123456"),
        ("birth_date", date(2090, 1, 1)),
        ("birth_date", date(1899, 12, 31)),
        ("ethnicity", "K1nh"),
        ("religion", "a" * 51),
    ],
)
def test_what_cannot_be_is_refused_by_name(commune, staff, kind, value):
    with pytest.raises(ValidationError) as refused:
        keep_details(make_learner(commune), {kind: value}, by=staff, agreed=True)
    assert set(refused.value.error_dict) == {kind}


def test_who_reads_what(learner, commune, province, staff):
    elsewhere = make_commune("Nơi Khác", province)
    everything = {"identity_number", "birth_date", "ethnicity", "religion"}
    may = {
        "the person": (learner.user, everything),
        "staff": (staff, everything),
        "administrator": (make_admin(province), everything),
        "officer": (make_officer(commune), {"identity_number", "birth_date"}),
        "officer of the province": (make_officer(province), {"identity_number", "birth_date"}),
        "signer": (make_signer(commune), set()),
        "inspector": (make_user("inspector", unit=commune), set()),
        "staff elsewhere": (make_staff(elsewhere), set()),
        "officer elsewhere": (make_officer(elsewhere), set()),
        "another citizen": (make_learner(commune, "Trần Văn Bình").user, set()),
    }
    assert {name: set(readable(by, learner)) for name, (by, _kinds) in may.items()} == {
        name: kinds for name, (_by, kinds) in may.items()
    }
    for by, kinds in may.values():
        if kinds:
            assert set(read_details(learner, by=by, why="namesake")) == kinds
        else:
            with pytest.raises(PermissionDenied):
                read_details(learner, by=by, why="namesake")
    for name in ("officer", "signer", "staff elsewhere", "another citizen"):
        with pytest.raises(PermissionDenied):
            keep_details(learner, {"religion": "Không"}, by=may[name][0], agreed=True)
        with pytest.raises(PermissionDenied):
            remove_details(learner, ["religion"], by=may[name][0])
    move(learner, elsewhere, by=learner.user)
    assert not readable(staff, learner)


def test_each_reading_is_in_the_log_with_what_and_why(learner, staff, commune):
    officer = make_officer(commune)
    with pytest.raises(ValidationError) as refused:
        read_details(learner, by=officer)
    assert set(refused.value.error_dict) == {"why"}
    with pytest.raises(ValidationError):
        read_details(learner, by=officer, why=NUMBER)  # nothing but the reasons that stand to choose from
    assert not Entry.objects.filter(act="private.seen").exists()
    read_details(learner, by=officer, why="namesake")
    read_details(learner, by=learner.user)
    entries = list(Entry.objects.filter(act="private.seen").order_by("pk"))
    assert [(one.actor, one.subject, one.details) for one in entries] == [
        (
            officer.public_id,
            f"learner:{learner.pk}",
            {"fields": ["birth_date", "identity_number"], "why": "namesake"},
        ),
        (
            learner.user.public_id,
            f"learner:{learner.pk}",
            {"fields": ["birth_date", "ethnicity", "identity_number", "religion"], "why": "own"},
        ),
    ]
    assert [one.act for one in readings_of(learner)] == ["private.seen", "private.seen", "private.kept"]


def test_found_by_number_where_one_serves_and_written_down(learner, staff, commune):
    units = Unit.objects.filter(pk=commune.pk)
    assert learner_with_number("058.184.001.234", by=staff, within=units) == learner.pk
    assert learner_with_number(OTHER, by=staff, within=units) is None
    elsewhere = make_commune("Nơi Khác")
    assert learner_with_number(NUMBER, by=staff, within=Unit.objects.filter(pk=elsewhere.pk)) is None
    found = Entry.objects.get(act="private.found")
    assert (found.actor, found.subject, found.details) == (
        staff.public_id,
        f"learner:{learner.pk}",
        {"fields": ["identity_number"]},
    )


def test_numbers_cannot_be_guessed_on_and_on(learner, staff, commune):
    units = Unit.objects.filter(pk=commune.pk)
    for number in range(WRONG_NUMBERS.amount):
        assert learner_with_number(f"0581840{number:05}", by=staff, within=units) is None
    with pytest.raises(ValidationError):
        learner_with_number(NUMBER, by=staff, within=units)
    assert learner_with_number(NUMBER, by=make_staff(commune), within=units) == learner.pk


def test_a_number_is_one_person_s_and_it_is_not_said_whose(learner, commune):
    other = make_learner(make_commune("Nơi Khác"), "Trần Văn Bình")
    for _time in range(WRONG_NUMBERS.amount):
        with pytest.raises(ValidationError) as refused:
            keep_details(other, {"identity_number": NUMBER, "religion": "Không"}, by=other.user, agreed=True)
        assert set(refused.value.error_dict) == {"identity_number"}
        told = " ".join(refused.value.messages)
        assert not any(word in told for word in ("Hoa", learner.reference, "Đồng Sen", NUMBER))
    assert kinds_kept(other) == []
    assert not Consent.objects.filter(learner=other, purpose=PURPOSE).exists()
    with pytest.raises(ValidationError):  # too many: not even a free one
        keep_details(other, {"identity_number": OTHER}, by=other.user, agreed=True)


def test_a_freed_number_may_be_another_s(learner, staff, commune):
    other = make_learner(commune, "Trần Văn Bình")
    assert remove_details(learner, ["identity_number"], by=staff) == ["identity_number"]
    assert remove_details(learner, ["identity_number"], by=staff) == []
    keep_details(other, {"identity_number": NUMBER}, by=staff, agreed=True)
    assert read_details(other, by=staff, why="paper") == {"identity_number": NUMBER}


def test_the_yes_ends_with_the_last_detail(learner):
    remove_details(learner, ["identity_number", "birth_date", "ethnicity"], by=learner.user)
    assert Consent.objects.filter(learner=learner, purpose=PURPOSE, withdrawn_at=None).exists()
    remove_details(learner, ["religion"], by=learner.user)
    assert not Consent.objects.filter(learner=learner, purpose=PURPOSE, withdrawn_at=None).exists()
    assert Consent.objects.filter(learner=learner, purpose="learning_record", withdrawn_at=None).exists()


def test_two_records_of_one_person(learner, staff, commune):
    double = register_at_counter(staff, Person("Nguyễn Thị Hoa", commune, 1984), consents=True)
    keep_details(double, {"identity_number": OTHER}, by=staff, agreed=True)
    with pytest.raises(ValidationError):  # two numbers are two people until one of them is found to be wrong
        join(learner, double, by=staff, proof="Căn cước")
    remove_details(double, ["identity_number"], by=staff)
    remove_details(learner, ["religion"], by=staff)
    keep_details(double, {"religion": "Không"}, by=staff, agreed=True)
    alias = join(learner, double, by=staff, proof="Căn cước")
    assert kinds_kept(learner) == ["identity_number", "birth_date", "ethnicity", "religion"]
    assert read_details(learner, by=staff, why="paper")["religion"] == "Không"
    assert keep_details(learner, {"identity_number": NUMBER}, by=staff, agreed=True) == []
    part(alias, by=staff, reason="Không phải một người")
    assert kinds_kept(learner) == ["identity_number", "birth_date", "ethnicity"]


def test_found_under_the_record_the_person_goes_on_with(learner, staff, commune):
    keep = register_at_counter(staff, Person("Nguyễn Thị Hoa", commune, 1984), consents=True)
    join(keep, learner, by=staff, proof="Căn cước")
    assert learner_with_number(NUMBER, by=staff, within=Unit.objects.filter(pk=commune.pk)) == keep.pk


def test_what_is_changed_is_gone_under_every_record_of_the_person(learner, staff, commune):
    keep = register_at_counter(staff, Person("Nguyễn Thị Hoa", commune, 1984), consents=True)
    join(keep, learner, by=staff, proof="Căn cước")
    changed = keep_details(keep, {"identity_number": OTHER, "religion": "Không"}, by=staff, agreed=True)
    assert changed == ["identity_number", "religion"]
    assert read_details(keep, by=staff, why="paper")["identity_number"] == OTHER
    assert sorted(PrivateDetail.objects.filter(learner=learner).values_list("kind", flat=True)) == [
        "birth_date",
        "ethnicity",
    ]
    real = make_learner(commune, "Trần Văn Bình")
    keep_details(real, {"identity_number": NUMBER}, by=staff, agreed=True)  # whose number it is
    remove_details(keep, list(PrivateDetail.Kind.values), by=staff)
    yes = Consent.objects.filter(purpose=PURPOSE, withdrawn_at=None)
    assert [one.learner for one in yes] == [real]


def test_forgotten_with_the_person_in_old_dumps_too(learner, staff, commune):
    rows = list(PrivateDetail.objects.filter(learner=learner).values())
    forget(learner, by=learner.user)
    assert not PrivateDetail.objects.exists()
    assert learner_with_number(NUMBER, by=staff, within=Unit.objects.filter(pk=commune.pk)) is None
    PrivateDetail.objects.bulk_create(PrivateDetail(**row) for row in rows)  # an old dump beside the keys of today
    with everyone("a test reads what is left"):
        assert set(read_details(learner, by=_serving(learner, commune, staff), why="paper").values()) == {""}


def _serving(learner, commune, staff):
    """Staff of the home that the old dump says, too."""
    learner.residences.update(valid_to=None)
    return staff


def test_a_restore_of_an_older_backup_forgets_them_again(learner):
    assert replay_erasures({erasure_digest(learner.pk)}) == 1
    assert not PrivateDetail.objects.exists()


def test_a_changed_key_of_the_installation_leaves_them_as_they_are(learner, staff, commune, settings):
    before = list(PrivateDetail.objects.order_by("pk").values_list("text_encrypted", "lookup"))
    old = settings.NAMES_KEY
    settings.NAMES_KEY = f"mtGYqDRWN2Kn1dl7u2eXFqhDdvvBFUNTPfGu1kG3Uok=,{old}"
    assert rotate() == DataKey.objects.count()
    settings.NAMES_KEY = "mtGYqDRWN2Kn1dl7u2eXFqhDdvvBFUNTPfGu1kG3Uok="
    assert read_details(learner, by=staff, why="paper")["identity_number"] == NUMBER
    assert learner_with_number(NUMBER, by=staff, within=Unit.objects.filter(pk=commune.pk)) == learner.pk
    after = list(PrivateDetail.objects.order_by("pk").values_list("text_encrypted", "lookup"))
    assert [(bytes(a), b) for a, b in before] == [(bytes(a), b) for a, b in after]


def test_the_personal_record_knows_nothing_of_them(learner):
    assert not any("detail" in field.name for field in PersonalRecord._meta.get_fields() if field.concrete)
    assert {field.name for field in PersonalRecord._meta.get_fields() if field.concrete} & {
        "identity_number",
        "birth_date",
        "ethnicity",
        "religion",
    } == set()
