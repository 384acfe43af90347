"""Messages of the centre: whom they reach, once, a few a day; how they are read; slips, and the text for Zalo."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from content.models import CentreMessage
from content.public import enrol, open_lesson, unread_of
from content.teaching import about, messages, states
from learning_records.models import Statement
from portal.audit.models import Entry
from portal.people.models import Learner
from portal.people.public import Person, forget, register_at_counter
from tests.builders.people import make_admin, make_commune, make_learner, make_staff, signed_in
from tests.content.teaching.conftest import Hall

WORDS = "Bài đang đợi chị. Cần giúp thì gọi trung tâm."


def url(hall: Hall, query: str = "") -> str:
    return reverse("content:teaching_message", args=[hall.course.pk]) + query


def refs(hall: Hall, *keys: str) -> list[str]:
    return [hall.people[key].reference for key in keys]


def send(hall: Hall, *keys: str, text: str = WORDS, key=None):
    ids = [hall.people[one].pk for one in keys]
    return messages.send(hall.course, ids, text, key or uuid4(), [hall.centre], by=hall.teacher)


def test_to_one_person_with_a_text_to_begin_with(hall: Hall) -> None:
    client, query = hall.client(), f"?nguoi={refs(hall, 'failing')[0]}"
    page = client.get(url(hall, query))
    assert "Bài một" in page.context["text"]
    assert "<h1> Lời nhắn gửi Bùi Thị Cúc </h1>" in " ".join(page.content.decode().split())
    said = {"key": page.context["key"], "text": WORDS, "person": refs(hall, "failing"), "send": "1"}
    answer = client.post(url(hall, query), said)
    assert answer.status_code == 302
    assert CentreMessage.objects.get().learner_id == hall.people["failing"].pk
    assert client.post(url(hall, query), said).status_code == 302, "pressed twice"
    assert CentreMessage.objects.count() == 1


def test_a_group_is_looked_at_once_more_and_can_be_changed(hall: Hall) -> None:
    client = hall.client()
    page = client.get(url(hall))
    assert [one.name for one in page.context["found"]] == ["Lê Văn Tám", "Nguyễn Văn An", "Đặng Văn Hòa", "Bùi Thị Cúc"]
    said = {"key": page.context["key"], "text": WORDS, "person": refs(hall, "stuck", "away")}
    look = client.post(url(hall), said)
    assert "<h1> Gửi lời nhắn này cho 2 người? </h1>" in " ".join(look.content.decode().split())
    assert not CentreMessage.objects.exists()
    again = client.post(url(hall), said | {"change": "1"})
    assert again.context["text"] == WORDS
    assert again.context["ticked"] == set(refs(hall, "stuck", "away"))
    sent = client.post(url(hall), said | {"send": "1"}, follow=True)
    assert {row[1].full_name for row in sent.context["rows"]} == {"Đặng Văn Hòa", "Lê Văn Tám"}


def test_the_form_reaches_nobody_else(hall: Hall) -> None:
    said = {"key": uuid4(), "text": WORDS, "send": "1"}
    answer = hall.client().post(url(hall), said | {"person": refs(hall, "elsewhere", "stuck")})
    assert answer.status_code == 302
    assert [one.learner_id for one in CentreMessage.objects.all()] == [hall.people["stuck"].pk]
    assert hall.client().get(url(hall, f"?nguoi={refs(hall, 'elsewhere')[0]}")).status_code == 404
    sent = messages.send(hall.course, [hall.people["elsewhere"].pk], WORDS, uuid4(), [hall.centre], by=hall.teacher)
    assert sent.reached == [], "who lives elsewhere is written to by nobody here"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"text": "  "}, "text", "Lời nhắn chưa có chữ nào"),
        ({"text": "a" * 601}, "text", "601"),
        ({"person": []}, "people", "Chưa chọn ai"),
    ],
)
def test_what_is_wrong_is_named_and_kept(hall: Hall, wrong: dict, field: str, words: str) -> None:
    said = {"key": uuid4(), "text": WORDS, "person": refs(hall, "stuck"), "send": "1"} | wrong
    answer = hall.client().post(url(hall), said)
    assert answer.status_code == 422
    assert words in answer.context["problems"][field][0]
    assert answer.context["text"] == said["text"]
    assert not CentreMessage.objects.exists()


def test_a_full_day_is_told_by_name_and_the_others_get_it(hall: Hall) -> None:
    for _number in range(messages.MOST_A_DAY):
        send(hall, "stuck")
    said = {"key": uuid4(), "text": WORDS, "person": refs(hall, "stuck", "away")}
    look = hall.client().post(url(hall), said)
    assert "Đặng Văn Hòa: hôm nay đã có 2 lời nhắn" in " ".join(look.content.decode().split())
    answer = hall.client().post(url(hall), said | {"send": "1"}, follow=True)
    assert "Đặng Văn Hòa" in [str(one) for one in answer.context["messages"]][0]
    assert [row[1].full_name for row in answer.context["rows"]] == ["Lê Văn Tám"]
    assert CentreMessage.objects.filter(learner=hall.people["stuck"]).count() == messages.MOST_A_DAY


def test_yesterday_does_not_count(hall: Hall) -> None:
    for _number in range(messages.MOST_A_DAY):
        send(hall, "stuck")
    CentreMessage.objects.update(sent_at=timezone.now() - timezone.timedelta(days=1))
    assert send(hall, "stuck").full == []


def test_too_many_are_not_listed(hall: Hall, monkeypatch) -> None:
    monkeypatch.setattr(about, "MOST_OF_A_COURSE", 3)
    page = hall.client().get(url(hall))
    assert "4 người là quá nhiều cho một lời nhắn" in page.content.decode()
    assert page.context["found"] == []
    with pytest.raises(ValidationError) as problem:
        send(hall, "stuck", "away", "never", "failing")
    assert "people" in problem.value.message_dict


def test_the_person_reads_it_by_an_act_and_it_stays(hall: Hall) -> None:
    send(hall, "learning")
    client = hall.client(hall.people["learning"].user)
    page = page_of(client, reverse("content:own_messages"))
    assert WORDS in page
    assert "Trung tâm Đồng Sen" in page
    assert hall.teacher.get_full_name() not in page, "it is the centre that writes; who wrote it is for the staff"
    assert [one.text for one in unread_of(hall.people["learning"])] == [WORDS]
    row = CentreMessage.objects.get()
    assert row.read_at is None, "looking is no act"
    read = reverse("content:message_read", args=[row.pk])
    client.get(read)
    assert CentreMessage.objects.get().read_at is None, "the address alone is no act"
    assert client.post(read, {"back": "/cua-toi/"})["Location"] == "/cua-toi/"
    first = CentreMessage.objects.get().read_at
    client.post(read)
    assert CentreMessage.objects.get().read_at == first
    assert unread_of(hall.people["learning"]) == []
    assert WORDS in client.get(reverse("content:own_messages")).content.decode()
    stranger = hall.client(hall.people["stuck"].user)
    assert stranger.post(read).status_code == 404
    assert WORDS not in stranger.get(reverse("content:own_messages")).content.decode()


def page_of(client, address: str) -> str:
    return client.get(address).content.decode()


def shown_at(page: str) -> list[str]:
    """Which messages the button of the counter's page is about."""
    return re.findall(r'name="seen" value="(\d+)"', page)


def counter_person(hall: Hall) -> Learner:
    """Somebody without an account, in the course."""
    found = register_at_counter(
        hall.teacher, Person("Lý Thị Không Máy", hall.school.unit, 1950, "bà", "N1"), consents=True
    )
    enrol(found, hall.course)
    return found


def test_who_has_no_account_gets_it_at_the_counter(hall: Hall) -> None:
    hall.people["counter"] = counter_person(hall)
    send(hall, "counter", "stuck")
    client = hall.client()
    page = client.get(reverse("people:counter_person", args=refs(hall, "counter"))).content.decode()
    assert "Có 1 lời nhắn của trung tâm đang đợi người này" in " ".join(page.split())
    desk = reverse("content:counter_messages", args=refs(hall, "counter"))
    assert WORDS in page_of(client, desk)
    client.post(desk)
    assert CentreMessage.objects.filter(read_at=None).count() == 2, "what was not seen is not handed over"
    assert client.post(desk, {"seen": shown_at(page_of(client, desk))}).status_code == 302
    row = CentreMessage.objects.get(learner=hall.people["counter"])
    assert (row.handed_by_id, row.read_at is None) == (hall.teacher.pk, False)
    far = make_commune("Đồng Mây", "Sen Mây")
    assert signed_in(make_staff(far)).get(desk).status_code == 404
    assert hall.client(hall.people["stuck"].user).get(desk).status_code == 403


def test_slips_for_those_without_an_account_alone(hall: Hall) -> None:
    hall.people["counter"] = counter_person(hall)
    key = uuid4()
    send(hall, "counter", "stuck", key=key)
    slips = reverse("content:teaching_slips", args=[key])
    both = hall.client().get(slips).content.decode()
    assert both.count(WORDS) == 2
    one = hall.client().get(f"{slips}?ai=khong-tai-khoan").content.decode()
    assert "Lý Thị Không Máy" in one
    assert "Đặng Văn Hòa" not in one


def test_the_text_for_zalo(hall: Hall, settings) -> None:
    settings.PUBLIC_URL = "https://hoctap.example.vn"
    key = uuid4()
    send(hall, "stuck", key=key)
    page = hall.client().get(reverse("content:teaching_sent", args=[key]))
    ((_one, _who, _account, zalo),) = page.context["rows"]
    lines = zalo.split("\n")
    assert lines[:2] == ["Chào chị Hòa,", WORDS]
    assert lines[2].startswith("Giữ an toàn: https://hoctap.example.vn/")
    assert lines[3] == "Trung tâm Đồng Sen"


def test_what_went_to_others_is_not_shown_elsewhere(hall: Hall) -> None:
    key = uuid4()
    send(hall, "stuck", key=key)
    far = make_commune("Đồng Mây", "Sen Mây")
    hall.centre.__class__.objects.create(unit=far, name="Nơi khác")
    assert signed_in(make_staff(far)).get(reverse("content:teaching_sent", args=[key])).status_code == 404


def test_nothing_personal_in_the_log_or_in_statements(hall: Hall) -> None:
    before = Statement.objects.count()
    send(hall, "stuck", "away")
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.subject, entry.details) == ("message.sent", f"page:{hall.course.pk}", {"people": 2})
    assert Statement.objects.count() == before
    assert all(WORDS[:8].encode() not in bytes(row.text_encrypted) for row in CentreMessage.objects.all())


def test_messages_go_with_a_forgotten_person(hall: Hall) -> None:
    send(hall, "stuck", "away")
    forget(hall.people["stuck"], by=make_admin())
    assert [row.learner_id for row in CentreMessage.objects.all()] == [hall.people["away"].pk]


def test_a_hundred_cost_few_questions(hall: Hall, django_assert_max_num_queries) -> None:
    people = [make_learner(hall.school.unit, f"Lê Thị Sen {number}").pk for number in range(30)]
    with django_assert_max_num_queries(14):
        messages.send(hall.course, people, WORDS, uuid4(), [hall.centre], by=hall.teacher)


def test_each_state_has_words_of_its_own() -> None:
    texts = {state: messages.offered(state, "Khóa", "Bài") for state in states.ORDER}
    assert len(set(texts.values())) == 3
    everybody = messages.offered(messages.EVERYBODY, "Khóa")
    assert "hỏi thăm" in everybody, "nothing waits for those who have finished"
    assert "đang đợi" not in everybody
    assert all("Khóa" in text for text in texts.values())
    assert all(len(text) < messages.LONGEST - 200 for text in texts.values())


def test_a_message_that_came_after_the_page_still_waits(hall: Hall) -> None:
    send(hall, "stuck")
    client, desk = hall.client(), reverse("content:counter_messages", args=refs(hall, "stuck"))
    page = page_of(client, desk)
    send(hall, "stuck", text="Đến sau khi trang đã mở.")
    client.post(desk, {"seen": shown_at(page)})
    (row,) = CentreMessage.objects.filter(read_at=None)
    client.post(desk, {"seen": [row.pk + 10**9, "²", "x"]})
    assert CentreMessage.objects.filter(read_at=None).count() == 1


def test_other_words_from_a_form_that_was_sent_are_not_taken_for_the_same(hall: Hall) -> None:
    client, query = hall.client(), f"?nguoi={refs(hall, 'failing')[0]}"
    said = {"key": uuid4(), "text": WORDS, "person": refs(hall, "failing"), "send": "1"}
    client.post(url(hall, query), said)
    other = said | {"text": "Mai trung tâm mở cửa từ bảy giờ."}
    answer = client.post(url(hall, query), other)
    assert (answer.status_code, answer.context["text"]) == (422, other["text"])
    assert "đã gửi đi một lời nhắn với lời khác" in answer.context["problems"]["text"][0]
    assert client.post(url(hall, query), other | {"key": answer.context["key"]}).status_code == 302
    assert CentreMessage.objects.count() == 2


def test_who_was_ticked_later_in_the_same_form_gets_it_too(hall: Hall) -> None:
    key = uuid4()
    send(hall, "stuck", key=key)
    assert len(send(hall, "stuck", "away", key=key).reached) == 2
    assert CentreMessage.objects.count() == 2


def test_who_stands_elsewhere_by_now_is_still_meant_and_nothing_typed_is_lost(hall: Hall, monkeypatch) -> None:
    said = {"key": uuid4(), "text": WORDS, "person": [*refs(hall, "stuck", "elsewhere"), "\x00"]}
    open_lesson(hall.people["stuck"], hall.school.lessons[1])  # comes back while the teacher writes
    look = hall.client().post(url(hall), said)
    assert [one.name for one in look.context["chosen"]] == ["Đặng Văn Hòa"]
    monkeypatch.setattr(about, "MOST_OF_A_COURSE", 2)  # and more people came to need help
    look = hall.client().post(url(hall), said)
    assert [one.name for one in look.context["chosen"]] == ["Đặng Văn Hòa"]
    nobody = hall.client().post(url(hall), said | {"person": []})
    assert (nobody.status_code, WORDS in nobody.content.decode()) == (422, True)
