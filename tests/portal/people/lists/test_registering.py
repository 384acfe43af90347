"""One press takes in what is right: whole people, once, with a trace."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.audit.models import Entry
from portal.audit.public import check
from portal.people.consents import consent_in_force, representative_of
from portal.people.lists import keeping, registering
from portal.people.lists.judging import NEW, READY, REGISTERED, WRONG, judge
from portal.people.lists.models import ListedPerson, PeopleList
from portal.people.lists.registering import register_list
from portal.people.models import Consent, DataKey, Learner, PersonalRecord, Residence, SignInName, User
from portal.people.public import account_of, everyone, find_people, forget, identity, people_of_list, residence_of
from portal.people.slips import make_reset_slip, use_reset_slip
from portal.places.models import ResidentialGroup
from tests.builders.people import make_admin, make_commune, make_learner, make_staff
from tests.builders.people_lists import many, person, workbook

pytestmark = pytest.mark.usefixtures("all_seen")


@pytest.fixture
def staff(commune):
    return make_staff(commune)


def sent(staff, commune, *rows) -> PeopleList:
    return keeping.keep_file(staff, commune, workbook(rows))


def whole() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Learner, PersonalRecord, Residence, ListedPerson))


def test_people_are_registered_as_the_counter_registers_them(staff, commune):
    village = ResidentialGroup.objects.create(unit=commune, name="Thôn Hạ", valid_from=commune.valid_from)
    rows = [
        person(
            "Nguyễn  Thị Hoa",
            address_form="chị",
            subject_group="N1",
            group="Thôn Hạ",
            phone="0912345678",
            consents="có",
        ),
        person("Lê Văn Bé", "2018", consents="có", representative="Lê Thị Mẹ"),
        person("Trần Văn Hùng", ""),
    ]
    taken = register_list(staff, sent(staff, commune, *rows))
    assert (taken.registered, taken.same, taken.left) == (3, 0, 0)
    hoa, child, hung = (row.learner for row in ListedPerson.objects.order_by("row").select_related("learner__user"))
    kept = identity(hoa)
    assert (kept.full_name, kept.birth_year, kept.called, kept.subject_group) == (
        "Nguyễn Thị Hoa",
        1984,
        "chị Hoa",
        "N1",
    )
    assert (residence_of(hoa).unit, residence_of(hoa).residential_group) == (commune, village)
    assert hoa.registered_by == staff
    assert consent_in_force(hoa).entered_by == staff
    assert representative_of(consent_in_force(child)) == "Lê Thị Mẹ"
    assert (consent_in_force(hung), hung.user) == (None, None)
    assert [one.full_name for one in find_people("hung tran").people] == ["Trần Văn Hùng"]


def test_who_has_a_number_gets_an_account_that_waits_for_a_slip(staff, commune):
    register_list(staff, sent(staff, commune, person("Nguyễn Thị Hoa", phone="0912345678")))
    user = account_of("0912 345 678")
    assert not user.has_usable_password()
    assert use_reset_slip(make_reset_slip(staff, user), "mat-khau-moi-1").check_password("mat-khau-moi-1")


def test_pressed_twice_is_once_and_the_wrong_rows_stay(staff, commune):
    made = sent(staff, commune, person("Nguyễn Thị Hoa"), person("Hoa"), person("Trần Văn Hùng"))
    assert register_list(staff, made).registered == 2
    before = whole()
    assert register_list(staff, made).registered == 0
    assert whole() == before
    rows = judge(made, keeping.lines_of(made)).rows
    assert [row.state for row in rows] == [REGISTERED, WRONG, REGISTERED]


def test_the_log_tells_it_as_one_act_with_all_that_came_of_it(staff, commune):
    known = make_learner(commune)
    made = sent(staff, commune, person("Nguyễn Thị Hoa"), person("Trần Văn Hùng", consents="có"), person("Lê Văn Ba"))
    keeping.keep_answers(made, judge(made, keeping.lines_of(made)), {2: known.reference})
    made.refresh_from_db()
    register_list(staff, made)
    (entry,) = Entry.objects.filter(act="people_list.registered")
    new = {str(pk) for pk in ListedPerson.objects.filter(registered=True).values_list("learner", flat=True)}
    assert (entry.subject, entry.actor) == (f"list:{made.pk}", staff.public_id)
    assert (entry.details["people"], entry.details["known"], entry.details["rows"]) == (2, 1, [2, 4])
    assert (set(entry.details["learners"]), entry.details["consent"]["given"]) == (new, 1)
    assert "Hùng" not in str(entry.details)
    assert check() is None


def test_killed_half_way_it_goes_on_and_nobody_is_half_written(staff, commune, monkeypatch):
    monkeypatch.setattr(registering, "AT_ONCE", 40)
    rows, _planted = many(200, 10)
    made, batches = sent(staff, commune, *rows), []

    def die(*args, **kwargs):
        batches.append(1)
        if len(batches) == 3:
            raise KeyboardInterrupt
        return append(*args, **kwargs)

    append = registering.append
    monkeypatch.setattr(registering, "append", die)
    with pytest.raises(KeyboardInterrupt):
        register_list(staff, made)
    assert whole() == (80, 80, 80, 80)
    assert DataKey.objects.filter(holder__startswith="learner:").count() == 80
    assert register_list(staff, made).registered == 110
    assert whole() == (190, 190, 190, 190)
    assert Consent.objects.count() == sum(row[6] == "có" for place, row in enumerate(rows) if place + 2 not in _planted)
    assert SignInName.objects.filter(kind="phone").count() == User.objects.filter(learner__isnull=False).count()


def test_no_question_a_person(staff, commune):
    counted = []
    for number in (5, 60):
        made = sent(staff, commune, *(row for row in many(200, 0)[0][number : 2 * number]))
        with CaptureQueriesContext(connection) as queries:
            assert register_list(staff, made).registered == number
        counted.append(len(queries))
    assert counted[1] <= counted[0] + 2, counted


def test_it_stops_when_its_time_is_over_and_says_how_many_are_left(staff, commune, monkeypatch):
    monkeypatch.setattr(registering, "AT_ONCE", 10)
    made = sent(staff, commune, *many(30, 0)[0])
    taken = register_list(staff, made, seconds=-1)
    assert (taken.registered, taken.left) == (0, 30)


def test_somebody_registered_meanwhile_is_asked_about_and_not_doubled(staff, commune, monkeypatch):
    made, judged = sent(staff, commune, person("Nguyễn Thị Hoa"), person("Trần Văn Hùng")), registering.judge

    def then_somebody_comes(*args):
        found = judged(*args)
        make_learner(commune)
        return found

    monkeypatch.setattr(registering, "judge", then_somebody_comes)
    assert register_list(staff, made).registered == 1
    assert [row.number for row in judge(made, keeping.lines_of(made)).of("asked")] == [2]


def test_two_who_share_a_number(staff, commune):
    made = sent(staff, commune, person("Lê Văn Ba", phone="0912345678"), person("Lê Thị Tư", phone="0912345678"))
    assert register_list(staff, made).registered == 2
    assert identity(Learner.objects.get(user=account_of("0912345678"))).full_name == "Lê Văn Ba"


def test_new_beside_a_namesake(staff, commune):
    make_learner(commune)
    made = sent(staff, commune, person("Nguyễn Thị Hoa"), person("Nguyễn Thị Hoa"))
    keeping.keep_answers(made, judge(made, keeping.lines_of(made)), {2: NEW, 3: "row-2"})
    made.refresh_from_db()
    taken = register_list(staff, made)
    assert (taken.registered, taken.same, len(find_people("Nguyễn Thị Hoa").people)) == (1, 0, 2)
    assert judge(made, keeping.lines_of(made)).to_take() == []
    assert len({row.learner_id for row in ListedPerson.objects.all()}) == 1
    assert [one.full_name for one in people_of_list(staff, made.reference)[1]] == ["Nguyễn Thị Hoa"]


def test_the_person_of_a_row_that_is_wrong_waits_for_that_row(staff, commune):
    made = sent(staff, commune, person("Nguyễn Thị Hoa", group="Không Có"), person("Nguyễn Thị Hoa"))
    keeping.keep_answers(made, judge(made, keeping.lines_of(made)), {3: "row-2"})
    made.refresh_from_db()
    assert judge(made, keeping.lines_of(made)).to_take() == []
    assert (register_list(staff, made).registered, ListedPerson.objects.count()) == (0, 0)


def test_only_for_the_own_commune(staff, commune, province):
    stranger = make_staff(make_commune("Khác", province))
    with pytest.raises(PermissionDenied):
        keeping.keep_file(stranger, commune, workbook([person("Nguyễn Thị Hoa")]))
    made = sent(staff, commune, person("Nguyễn Thị Hoa"))
    assert keeping.list_for(stranger, made.reference) is None
    with pytest.raises(PermissionDenied):
        register_list(stranger, made)


def test_the_same_file_is_the_same_list_and_a_commune_has_some_at_most(staff, commune, monkeypatch):
    made = sent(staff, commune, person("Nguyễn Thị Hoa"))
    again = keeping.keep_file(staff, commune, keeping.file_of(made))
    assert again.pk == made.pk
    monkeypatch.setattr(keeping, "MOST_OPEN", 1)
    with pytest.raises(ValidationError):
        sent(staff, commune, person("Trần Văn Hùng"))


def test_nothing_of_the_file_lies_open_and_it_goes(staff, commune):
    made = sent(staff, commune, person("Nguyễn Thị Hoa"))
    register_list(staff, made)
    made.refresh_from_db()
    assert b" Hoa" not in bytes(made.rows_encrypted) + bytes(made.file_encrypted)
    keeping.drop_file(made, by=staff)
    made.refresh_from_db()
    assert (made.is_open, DataKey.objects.filter(holder=made.holder).exists()) == (False, False)
    assert [one.full_name for one in people_of_list(staff, made.reference)[1]] == ["Nguyễn Thị Hoa"]
    assert register_list(staff, made).registered == 0


def test_a_list_that_is_removed_while_it_is_taken_in_stops(staff, commune, monkeypatch):
    made, judged = sent(staff, commune, person("Nguyễn Thị Hoa")), registering.judge

    def then_it_is_removed(*args):
        found = judged(*args)
        keeping.drop_file(made, by=staff)
        return found

    monkeypatch.setattr(registering, "judge", then_it_is_removed)
    with pytest.raises(ValidationError):
        register_list(staff, made)
    assert whole() == (0, 0, 0, 0)


def test_old_files_go_by_themselves_and_with_a_forgotten_person(staff, commune):
    old, fresh, other = (sent(staff, commune, person(name)) for name in ("Lê Văn Một", "Lê Văn Hai", "Lê Văn Ba"))
    PeopleList.objects.filter(pk=old.pk).update(made_at=old.made_at - keeping.KEPT)
    assert keeping.forget_old_lists() == 1
    register_list(staff, fresh)
    with everyone("a test"):
        forget(ListedPerson.objects.get(people_list=fresh).learner, by=make_admin())
    assert [PeopleList.objects.get(pk=one.pk).is_open for one in (old, fresh, other)] == [False, False, True]
    assert people_of_list(staff, fresh.reference)[1] == []


def test_ready_rows_are_what_the_press_says(staff, commune):
    made = sent(staff, commune, *many(50, 5)[0])
    assert len(judge(made, keeping.lines_of(made)).of(READY)) == register_list(staff, made).registered == 45
