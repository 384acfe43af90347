"""Learning at the centre's device without an account: opened by staff, recorded as the learner, over without a trace."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.sittings import acts
from content.sittings.models import Sitting
from learning_records.public import extension_iri
from portal.audit.models import Entry
from portal.people.public import Person, register_at_counter, withdraw_consent
from portal.places.models import Centre
from tests.builders.lessons import ids
from tests.builders.people import PASSWORD, make_commune, make_learner, make_staff, make_user, signed_in

PAPERS = (
    "pages:my_page",
    "pages:diary",
    "recognition:evidence_list",
    "recognition:evidence_add",
    "recognition:submit",
    "people:profile",
)
SITTING = extension_iri("sitting")


def at(name: str, *args) -> str:
    return reverse(f"content:{name}", args=args)


@pytest.fixture
def person(school):
    """Somebody registered at the counter, without an account."""
    told = Person("Phạm Văn Sửu", school.unit, 1949, "ông", "N1")
    return register_at_counter(school.staff[0], told, username="", consents=True)


@pytest.fixture
def centre(school) -> Centre:
    return Centre.objects.get(unit=school.unit)


def seated(school, person, centre) -> tuple[Client, Sitting]:
    """A device at which the person sits, by the code that staff told."""
    row, code = acts.open_sitting(person, centre, by=school.staff[0])
    device = Client()
    assert device.post(at("seat"), {"code": f"{code[:3]} {code[3:]}"}).status_code == 302
    return device, Sitting.objects.get(pk=row.pk)


def learn(device: Client, school) -> None:
    """Opens the first lesson, answers everything, finishes it; then the second."""
    for lesson in school.lessons:
        device.post(at("open", lesson.pk))
        for block, said in zip(ids(lesson), (["b"], ["a", "c"], ["a"], ["da nang"]), strict=False):
            device.post(at("answer", lesson.pk, block), {"answer": said})
        device.post(at("complete", lesson.pk))


def test_what_is_learnt_is_the_learner_s_and_says_by_which_sitting(school, person, centre):
    device, row = seated(school, person, centre)
    shown = device.get(school.lesson.url).content.decode()
    assert "Phạm Văn Sửu" in shown
    assert "Tôi học xong" in shown
    learn(device, school)
    told = school.recorded(person)
    assert school.verbs(person).count("completed") == 3, "both lessons and the course"
    for statement in told:
        assert statement["actor"]["account"]["name"] == str(person.learner_id)
        assert statement["context"]["extensions"][SITTING] == str(row.uuid)
        assert school.staff[0].username not in str(statement)
    assert school.recorded() == [], "nothing of anybody else"
    assert Entry.objects.filter(act="sitting.opened", subject=f"learner:{person.learner_id}").count() == 1
    device.get(school.course.url)
    assert school.recorded(school.learner) == []


def test_learning_with_an_account_names_no_sitting(school):
    school.client().post(at("open", school.lesson.pk))
    assert school.recorded()
    assert not any(SITTING in one["context"].get("extensions", {}) for one in school.recorded())


def test_nothing_of_the_first_is_left_for_the_next(school, person, centre):
    device, row = seated(school, person, centre)
    learn(device, school)
    before = device.cookies["sessionid"].value
    answer = device.post(at("finish_sitting"))
    assert answer["Clear-Site-Data"]
    row.refresh_from_db()
    assert row.ended_how == "learner"
    for address in (school.lesson.url, school.course.url, at("course_sheet", school.course.pk), "/"):
        page = device.get(address, follow=True).content.decode()
        assert "Phạm Văn Sửu" not in page
        assert "Đã học xong ngày" not in page
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert "Phạm Văn Sửu" not in stolen.get(school.lesson.url).content.decode()
    number = len(school.recorded(person))
    device.post(at("open", school.lesson.pk))
    learn(device, school)
    assert len(school.recorded(person)) == number, "whoever comes next learns as nobody"


def test_every_page_of_a_sitting_is_kept_nowhere(school, person, centre):
    device, _row = seated(school, person, centre)
    for address in (school.lesson.url, school.course.url, at("still_there")):
        assert device.get(address)["Cache-Control"] == "no-store, private"
    assert "no-store" not in Client().get(school.course.url).get("Cache-Control", "")


def test_papers_and_everything_to_sign_stay_shut(school, person, centre):
    device, _row = seated(school, person, centre)
    for name in PAPERS:
        answer = device.get(reverse(name))
        assert answer.status_code == 403, name
        page = answer.content.decode()
        assert "Máy này chỉ mở bài học." in page, name
        assert 'type="password"' not in page, "nobody is asked for a password at this device"
    assert "Máy này chỉ mở bài học." in device.get(at("own_messages")).content.decode()
    assert device.get("/tai-khoan/login/").status_code == 200, "who chooses to sign in may"
    assert "/tai-khoan/login/" not in device.get(school.course.url).content.decode().partition("<footer")[0]


def test_who_presses_nothing_for_ten_minutes_has_gone(school, person, centre, settings):
    device, row = seated(school, person, centre)
    Sitting.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(minutes=9))
    asked = device.get(at("still_there"))
    assert "Còn ngồi đó không?" in asked.content.decode()
    row.refresh_from_db()
    assert row.seen_at < timezone.now() - timedelta(minutes=8), "being asked is not pressing"
    assert device.get(school.lesson.url).status_code == 200
    row.refresh_from_db()
    assert row.seen_at > timezone.now() - timedelta(minutes=1)
    Sitting.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(minutes=10, seconds=1))
    late = device.post(at("open", school.lesson.pk))
    assert late["Location"] == at("seat"), "what comes too late is nobody's"
    row.refresh_from_db()
    assert row.ended_how == "idle"
    assert school.recorded(person) == []
    settings.SITTING_IDLE_MINUTES = 30
    other, row = seated(school, person, centre)
    Sitting.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(minutes=20))
    assert "Phạm Văn Sửu" in other.get(school.lesson.url).content.decode()


def test_staff_see_who_sits_and_end_it(school, person, centre):
    device, row = seated(school, person, centre)
    page = signed_in(school.staff[1])
    assert "Phạm Văn Sửu" in page.get(at("sittings")).content.decode()
    elsewhere = make_commune("Đồng Xa")
    Centre.objects.create(unit=elsewhere, name="Trung tâm khác")
    stranger = signed_in(make_staff(elsewhere))
    assert "Phạm Văn Sửu" not in stranger.get(at("sittings")).content.decode()
    stranger.post(at("sittings"), {"sitting": row.pk})
    row.refresh_from_db()
    assert row.ended_at is None
    page.post(at("sittings"), {"sitting": row.pk})
    row.refresh_from_db()
    assert row.ended_how == "staff"
    assert "Phạm Văn Sửu" not in device.get(school.lesson.url).content.decode()
    assert signed_in(make_learner(school.unit).user).get(at("sittings")).status_code == 403


def test_sitting_down_at_the_very_device_signs_the_staff_out(school, person):
    device = signed_in(school.staff[0])
    assert "Học trên máy" in device.get(reverse("people:counter_person", args=[person.reference])).content.decode()
    assert device.post(at("sit", person.reference), {"act": "here"}).status_code == 302
    assert "Máy này chỉ mở bài học." in device.get(at("classes")).content.decode()
    device.post(at("open", school.lesson.pk))
    assert {one["actor"]["account"]["name"] for one in school.recorded(person)} == {str(person.learner_id)}
    assert (
        signed_in(school.staff[0]).get(at("card", person.reference)).content.decode().count(at("sit", person.reference))
        == 1
    )


def test_a_code_is_good_once_for_five_minutes_and_for_one_sitting(school, person, centre):
    row, code = acts.open_sitting(person, centre, by=school.staff[0])
    assert Sitting.objects.get(pk=row.pk).code != code, "only its digest is kept"
    assert acts.take("000000" if code != "000000" else "000001") is None
    assert acts.take(code) is not None
    assert acts.take(code) is None
    second, code = acts.open_sitting(person, centre, by=school.staff[0])
    row.refresh_from_db()
    assert row.ended_how == "other", "one person sits at one device"
    Sitting.objects.filter(pk=second.pk).update(opened_at=timezone.now() - timedelta(minutes=6))
    assert acts.take(code) is None
    wrong = Client().post(at("seat"), {"code": "123"})
    assert wrong.status_code == 422
    assert "Mã này không dùng được" in wrong.content.decode()
    client = Client()
    for _try in range(31):
        answer = client.post(at("seat"), {"code": "000000"})
    assert "quá nhiều mã" in answer.content.decode()


def test_who_may_be_sat_down_and_by_whom(school, person, centre):
    elsewhere = make_staff(make_commune("Đồng Xa"))
    with pytest.raises(PermissionDenied):
        acts.open_sitting(person, centre, by=elsewhere)
    Centre.objects.create(unit=make_commune("Đồng Lạ"), name="Lạ")
    assert signed_in(elsewhere).post(at("sit", person.reference), {"act": "here"}).status_code in (403, 404)
    with pytest.raises(ValidationError, match="tài khoản"):
        acts.open_sitting(school.learner, centre, by=school.staff[0])
    withdraw_consent(person, by=school.staff[0])
    refused = signed_in(school.staff[0]).post(at("sit", person.reference), {"act": "code"})
    assert refused.status_code == 422
    assert "chưa đồng ý" in refused.content.decode()
    assert Sitting.objects.count() == 0


def test_a_sitting_belongs_to_the_centre_where_the_person_lives(school, person, centre):
    first = Centre.objects.create(unit=make_commune("An Bình"), name="A là tên đứng đầu")
    chief = make_user("administrator")
    signed_in(chief).post(at("sit", person.reference), {"act": "code"})
    assert Sitting.objects.get().centre == centre
    assert first.name not in signed_in(chief).get(at("sittings")).content.decode()
    assert "Phạm Văn Sửu" in signed_in(school.staff[0]).get(at("sittings")).content.decode(), "who can end it"


def test_two_who_wait_have_two_codes(school, person, monkeypatch):
    drawn = iter([7, 7, 8])
    monkeypatch.setattr(acts.secrets, "randbelow", lambda _below: next(drawn))
    told = Person("Vũ Thị Mão", school.unit, 1951, "bà", "N1")
    other = register_at_counter(school.staff[0], told, username="", consents=True)
    centre = Centre.objects.get(unit=school.unit)
    assert acts.open_sitting(person, centre, by=school.staff[0])[1] == "000007"
    assert acts.open_sitting(other, centre, by=school.staff[0])[1] == "000008"


def test_however_it_ended_the_device_forgets(school, person, centre):
    for how in ("idle", "staff"):
        device, row = seated(school, person, centre)
        if how == "idle":
            Sitting.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(minutes=11))
        else:
            acts.end(row, how, by=school.staff[1])
        assert device.get(at("seat"))["Clear-Site-Data"], how
        assert "Clear-Site-Data" not in device.get(at("seat")), "once"
        device, row = seated(school, person, centre)
        Sitting.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(minutes=11))
        assert device.post(at("open", school.lesson.pk))["Clear-Site-Data"], how


def test_who_signs_in_during_a_sitting_is_recorded_without_it(school, person, centre):
    device, row = seated(school, person, centre)
    sign_in = {"login": school.learner.user.get_full_name(), "password": PASSWORD}
    answer = device.post(reverse("account_login"), sign_in)
    assert answer.status_code == 302
    device.post(at("open", school.lesson.pk))
    row.refresh_from_db()
    assert row.ended_how == "other"
    told = school.recorded()
    assert told
    assert not any(SITTING in one["context"].get("extensions", {}) for one in told)
    assert school.recorded(person) == []


def test_signing_in_at_the_device_ends_the_sitting(school, person, centre):
    device, row = seated(school, person, centre)
    device.force_login(school.learner.user)
    shown = device.get(school.lesson.url).content.decode()
    assert "Phạm Văn Sửu" not in shown
    row.refresh_from_db()
    assert row.ended_how == "other"


def test_the_way_to_the_six_figures_and_why_there_is_none(school, person):
    assert f'href="{at("seat")}"' in Client().get(reverse("account_login")).content.decode()
    page = signed_in(school.staff[0]).get(reverse("people:counter_person", args=[school.learner.reference]))
    assert "Có tài khoản rồi: để họ tự đăng nhập." in page.content.decode()


def test_the_browser_fills_no_answer_in(school):
    page = Client().get(f"{school.lesson.url}?buoc=ca-bai").content.decode()
    forms = re.findall(r'<form[^>]*class="question"[^>]*>', page)
    assert forms
    assert all('autocomplete="off"' in one for one in forms)
