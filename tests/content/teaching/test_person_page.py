"""One person in a course: lessons and questions without answers, and what was done, so that nobody calls twice."""

from datetime import timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from content.models import Contact
from content.teaching import contacts
from portal.people.models import DataKey
from portal.people.public import decrypt, forget
from tests.builders.people import make_admin, make_commune, make_staff, signed_in
from tests.content.teaching.conftest import Hall


def url(hall: Hall, who: str = "failing") -> str:
    return reverse("content:teaching_person", args=[hall.course.pk, hall.people[who].reference])


def note(**more) -> dict:
    return {"how": "called", "on": f"{timezone.localdate():%d/%m/%Y}", "words": "", "key": str(uuid4())} | more


def test_lessons_tries_and_questions_without_the_answers(hall: Hall) -> None:
    answer = hall.client().get(url(hall))
    text = answer.content.decode()
    first, second = answer.context["standing"].lessons
    assert (first.mark, first.tries, second.mark, second.tries) == ("begun", 3, "new", 0)
    assert [(one.number, one.text, one.tries) for one in first.missed] == [(4, "Thành phố nào?", 3)]
    assert "Thành phố nào?" in text
    assert "Huế" not in text, "what somebody wrote is not shown"
    assert "<h1>Bùi Thị Cúc: làm bài 1 ba lần chưa qua</h1>" in text


def test_done_is_kept_once_and_shown_to_the_second_teacher(hall: Hall) -> None:
    client, said = hall.client(), note(words="Chị bận gặt")
    assert client.post(url(hall), said).status_code == 302
    assert client.post(url(hall), said).status_code == 302
    row = Contact.objects.get()
    assert "gặt".encode() not in bytes(row.words_encrypted)
    other = hall.client(hall.school.staff[1]).get(url(hall)).content.decode()
    assert "Chị bận gặt" in other
    assert "Đã gọi điện" in other
    listed = hall.client(hall.school.staff[1]).get(reverse("content:teaching_course", args=[hall.course.pk]))
    assert f"Đã gọi điện {timezone.localdate():%d/%m/%Y}" in " ".join(listed.content.decode().split())


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(hall: Hall) -> None:
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
    answer = hall.client().post(url(hall), note(on=tomorrow, words="Chị bận gặt"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Ngày này chưa đến" in text
    assert "Chị bận gặt" in text
    assert tomorrow in text
    old = f"{timezone.localdate() - timedelta(days=400):%d/%m/%Y}"
    assert "on" in hall.client().post(url(hall), note(on=old)).context["form"].errors
    assert "how" in hall.client().post(url(hall), note(how="")).context["form"].errors
    assert "words" in hall.client().post(url(hall), note(words="a" * 201)).context["form"].errors
    assert not Contact.objects.exists()


def test_nobody_of_another_commune(hall: Hall) -> None:
    assert hall.client().get(url(hall, "elsewhere")).status_code == 404
    assert hall.client().post(url(hall, "elsewhere"), note()).status_code == 404
    far = make_commune("Đồng Mây", "Sen Mây")
    assert signed_in(make_staff(far)).get(url(hall)).status_code == 403, "no centre stands there"
    assert not Contact.objects.exists()


def test_a_person_who_is_not_in_the_course_is_not_there(hall: Hall) -> None:
    address = reverse("content:teaching_person", args=[hall.course.pk, hall.school.learner.reference])
    assert hall.client().get(address).status_code == 404


def test_what_was_done_goes_with_a_forgotten_person(hall: Hall) -> None:
    who = hall.people["failing"]
    contacts.note(who, hall.course, "met", timezone.localdate(), "Gặp ở chợ", uuid4(), by=hall.teacher)
    token = Contact.objects.get().words_encrypted
    assert decrypt(token) == "Gặp ở chợ"
    forget(who, by=make_admin())
    assert not Contact.objects.exists()
    assert decrypt(token) == ""
    assert not DataKey.objects.filter(holder=f"learner:{who.pk}").exists()


def test_as_many_questions_for_many_acts(hall: Hall, django_assert_max_num_queries) -> None:
    client = hall.client()

    def asked() -> int:
        with django_assert_max_num_queries(32) as counted:
            client.get(url(hall))
        return len(counted)

    def kept(number: int) -> None:
        day = timezone.localdate() - timedelta(days=number)
        contacts.note(hall.people["failing"], hall.course, "called", day, "Bận", uuid4(), by=hall.teacher)

    kept(0)
    asked()  # what is asked once a process
    few = asked()
    for number in range(1, 12):
        kept(number)
    assert asked() == few


def test_words_mended_in_the_same_form_take_the_place_of_the_first(hall: Hall) -> None:
    client, said = hall.client(), note(words="Bận")
    client.post(url(hall), said)
    client.post(url(hall), said | {"words": "Bận gặt, thứ Hai học tiếp"})
    (row,) = Contact.objects.all()
    assert decrypt(row.words_encrypted) == "Bận gặt, thứ Hai học tiếp"
    client.post(url(hall, "stuck"), said | {"words": "Của người khác"})
    assert decrypt(Contact.objects.get().words_encrypted) == "Bận gặt, thứ Hai học tiếp"
