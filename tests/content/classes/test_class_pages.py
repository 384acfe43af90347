"""The pages of classes: register without script, tap by tap, by card, by code; who is let in; questions that do not grow."""

import io
import re
from datetime import date, datetime, timedelta
from datetime import time as clock

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.classes import codes, enrolling, planning, views
from content.classes.marking import Wish, close, mark, mark_all
from content.classes.models import Attendance, CentreClass, ClassEnrolment, ClassSession
from portal.people.models import Learner
from portal.people.public import join
from portal.places.models import ResidentialGroup
from tests.builders.people import make_commune, make_learner, make_staff, signed_in
from tests.content.classes.conftest import make_session


def at(name: str, *args) -> str:
    return reverse(f"content:{name}", args=args)


def test_the_register_is_one_form_that_keeps_what_was_tapped(room):
    page, address = signed_in(room.staff), at("register", room.session.pk)
    shown = page.get(address).content.decode()
    names = [name for name in re.findall(r"<b>([^<]+)</b>", shown) if len(name.split()) == 3]
    assert names == ["Nguyễn Văn An", "Bùi Thị Cúc", "Nguyễn Thị Hoa", "Đặng Văn Hòa", "Lê Văn Tám"]  # by given name
    hoa, cuc, tam = (f"s-{one.reference}" for one in room.people[:3])
    told = page.post(address, {"act": "save", hoa: "0..present", cuc: "0..late", tam: "0.."}, follow=True)
    assert "Đã lưu 2 dấu" in told.content.decode()
    assert [room.state(one) for one in room.people[:3]] == ["present", "late", ""]

    other = signed_in(room.second)  # a tab opened before: what was not tapped there changes nothing
    again = other.post(address, {"act": "save", hoa: "0..absent", tam: "0..absent"})
    said = again.content.decode()
    assert again.status_code == 422
    assert room.state(room.people[0]) == "present"
    assert room.state(room.people[2]) == "absent"
    assert "sau khi trang này được mở" in said
    assert 'value="1.present.absent" checked' in said, "what was tapped stays tapped, and the reason is asked"
    reason = {f"r-{room.people[0].reference}": "early"}
    assert other.post(address, {"act": "save", hoa: "1.present.absent"} | reason).status_code == 302
    assert room.state(room.people[0]) == "absent"

    asked = page.post(address, {"act": "close"}, follow=True).content.decode()
    assert "Còn 2 người chưa đánh dấu" in asked
    assert 'value="close_so"' in asked
    room.session.refresh_from_db()
    assert not room.session.closed_at, "asked once before those without a mark are left so"
    assert "thêm 2 người" in page.post(address, {"act": "all"}, follow=True).content.decode()
    assert page.post(address, {"act": "close", cuc: "1.late.present"}).status_code == 302
    room.session.refresh_from_db()
    assert room.session.closed_at
    assert room.state(room.people[1]) == "present", "closing keeps what was tapped first"


def test_a_row_shows_the_full_name_and_more_only_for_two_of_one_name(room):
    page, address = signed_in(room.staff), at("register", room.session.pk)
    tapped = {f"s-{room.people[0].reference}": "0..present"}
    row = page.post(at("mark", room.session.pk), tapped).json()["row"]
    assert room.staff.get_full_name() not in row, "what somebody signs in with"
    assert "1984" not in row
    make_learner(room.school.unit, "Trần Thị Cán", user=room.staff)
    assert "Trần Thị Cán" in page.get(address).content.decode()
    enrolling.enrol_people(room.taught, [make_learner(room.school.unit, "Nguyễn Thị Hoa")], by=room.staff)
    assert page.get(address).content.decode().count('<small class="num">1984</small>') == 2


def test_closing_is_asked_only_where_it_can_be_done(room):
    """A session of another day is not closed: the page says so, and asks nothing, however its address was come by."""
    page, tomorrow = signed_in(room.staff), timezone.now() + timedelta(days=1)
    early = make_session(room.taught, begins_at=tomorrow, ends_at=tomorrow + timedelta(minutes=90))
    address = at("register", early.pk)
    told = page.post(address, {"act": "close"})
    assert told.status_code == 422
    assert "vào ngày khác" in told.content.decode()
    assert 'value="close_so"' not in page.get(f"{address}?chot=hoi").content.decode()
    assert 'value="close_so"' in page.get(f"{at('register', room.session.pk)}?chot=hoi").content.decode()
    early.refresh_from_db()
    assert not early.closed_at


def test_two_tabs_of_one_form_lose_nothing(room):
    """What another has changed meanwhile stays; where both wrote the same box it is asked once, and what was typed stays."""
    page = signed_in(room.staff)
    for address, first, second in (
        (at("class_change", room.taught.pk), ("teacher", "cô Hạnh"), ("topic", "Ủ được một đống phân")),
        (at("session_change", room.session.pk), ("place", "phòng 9"), ("topic", "Ghép cành")),
    ):
        form = page.get(address).context["form"]
        sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
        if "day" in sent:
            sent |= {"day": f"{sent['day']:%d/%m/%Y}", "begin": "07:00", "end": "08:30"}
        sent |= {name: text for name, text in form.shown() if name not in ("was-begin", "was-end")}
        assert page.post(address, sent | dict([first])).status_code == 302
        assert page.post(address, sent | dict([second])).status_code == 302
        stands = page.get(address).context["form"].initial
        assert (stands[first[0]], stands[second[0]]) == (first[1], second[1])
        asked = page.post(address, sent | {first[0]: "cô Mai"})
        assert asked.status_code == 422
        assert f"“{first[1]}”" in asked.content.decode()
        assert 'value="cô Mai"' in asked.content.decode()
        again = sent | {first[0]: "cô Mai"} | dict(asked.context["form"].shown())
        assert (
            page.post(address, {k: v for k, v in again.items() if k not in ("was-begin", "was-end")}).status_code == 302
        )
        assert page.get(address).context["form"].initial[first[0]] == "cô Mai"


def test_a_box_that_both_changed_is_told_in_the_words_of_its_page(room):
    page, address = signed_in(room.staff), at("class_change", room.taught.pk)
    form = page.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    sent |= dict(form.shown())
    assert page.post(address, sent | {"audience": "it_training"}).status_code == 302
    asked = page.post(address, sent | {"audience": "briefing"})
    assert asked.status_code == 422
    assert "“cho cán bộ, hội viên: " in str(asked.context["form"].errors["audience"])


def test_today_says_which_class_comes_first(room):
    shown = signed_in(room.staff).get(reverse("pages:today")).content.decode()
    begins = timezone.localtime(room.session.begins_at)
    assert f"Lớp {begins:%-H:%M}: Dùng điện thoại" in shown.partition("<h1")[2].partition("</h1")[0]


def test_the_list_says_when_each_class_meets_next(room):
    page = signed_in(room.staff)
    listed = page.get(at("classes"))
    begins = timezone.localtime(room.session.begins_at)
    assert f"{begins:%d/%m/%Y}, {begins:%-H:%M}" in listed.text.partition("Buổi tới: ")[2][:40]
    tuesday = timezone.make_aware(datetime(2031, 4, 1, 19, 30))
    ClassSession.objects.update(begins_at=tuesday, ends_at=tuesday + timedelta(hours=1))
    assert "Buổi tới: Thứ Ba, 01/04/2031, 19:30" in page.get(at("classes")).text
    ClassSession.objects.update(called_off_at=timezone.now())
    assert "Không còn buổi nào sắp tới." in page.get(at("classes")).text


def test_hours_are_recorded_once_the_class_has_begun(room):
    """In the morning of an evening class people are marked; nobody has hours of what is still to come."""
    page, soon = signed_in(room.staff), timezone.now() + timedelta(seconds=90)
    tonight = make_session(room.taught, begins_at=soon, ends_at=soon + timedelta(minutes=90))
    address = at("register", tonight.pk)
    shown = page.get(address).content.decode()
    assert 'value="close"' not in shown
    assert f"Từ {timezone.localtime(soon):%-H:%M}, khi buổi học bắt đầu" in shown
    assert "thêm 5 người" in page.post(address, {"act": "all"}, follow=True).content.decode()
    for act in ("close", "close_so"):
        told = page.post(address, {"act": act})
        assert told.status_code == 422
        assert "Buổi này chưa bắt đầu" in told.content.decode()
    tonight.refresh_from_db()
    assert not tonight.closed_at


def test_each_tap_is_sent_and_two_members_of_staff_see_each_other(room):
    hoa, address = room.people[0], at("mark", room.session.pk)
    first = signed_in(room.staff).post(address, {f"s-{hoa.reference}": "0..present"})
    assert (first.json()["there"], first.json()["free"]) == (1, 4)
    assert 'value="1.present.late"' in first.json()["row"]
    twice = signed_in(room.staff).post(address, {f"s-{hoa.reference}": "0..present"})
    assert twice.json() == first.json(), "sent twice it is one mark"
    late = signed_in(room.second).post(address, {f"s-{hoa.reference}": "0..absent"}).json()["row"]
    assert "taking-back" in late
    assert room.state(hoa) == "present"
    assert signed_in(room.staff).post(address, {"s-khac": "0..present"}).status_code == 409


def test_cards_and_the_code_on_the_wall(room):
    staff, hoa, cuc = signed_in(room.staff), *room.people[:2]
    card = f"https://cong.example/lop-hoc/the/{hoa.reference}/"
    assert staff.post(at("scan", room.session.pk), {"card": card}).status_code == 302
    unknown = staff.post(at("scan", room.session.pk), {"card": "x"})
    assert unknown.status_code == 422
    assert "Đây không phải thẻ của người học ở cổng" in unknown.content.decode()
    assert Attendance.objects.get(learner=hoa).how == "card"
    assert "Đánh dấu có mặt" in staff.get(at("card", cuc.reference)).content.decode()
    assert signed_in(hoa.user).get(at("card", cuc.reference)).status_code == 403

    wall = staff.get(at("wall", room.session.pk)).content.decode()
    code = codes.code_of(room.session)
    assert f"{code[:3]} {code[3:]}" in wall
    own = signed_in(cuc.user)
    wrong = "000000" if code != "000000" else "000001"
    assert own.post(at("own_classes"), {"code": wrong}).status_code == 422
    assert own.get(at("by_code", room.session.pk, code)).status_code == 200
    assert room.state(cuc) == "", "a GET records nothing"
    assert own.post(at("by_code", room.session.pk, code)).status_code == 302
    assert Attendance.objects.get(learner=cuc).how == "code"
    for _more in range(10):
        answer = own.post(at("own_classes"), {"code": wrong})
    assert "quá nhiều mã" in answer.content.decode()
    last = room.people[2]
    close(room.session, by=room.staff)
    late = staff.post(at("scan", room.session.pk), {"card": last.reference})
    assert (late.status_code, room.state(last)) == (422, "")
    assert "đã chốt" in late.content.decode()
    stranger = make_learner(room.school.unit, "Người Ngoài")
    assert signed_in(stranger.user).post(at("own_classes"), {"code": code}).status_code == 422


def test_what_a_card_is_that_nobody_of_the_class_holds(room):
    staff, commune = signed_in(room.staff), room.school.unit
    far = make_learner(make_commune("Đồng Xa"), "Trần Văn Khách")
    near, double = make_learner(commune, "Người Ngoài"), make_learner(commune, "Nguyễn Thị Hoà")
    join(room.people[0], double, by=room.staff, proof="căn cước")
    for card, words in {
        "https://vi.example/khac": "Đây không phải thẻ của người học ở cổng",
        "\x00": "Đây không phải thẻ",
        "A" * 22: "Chưa tìm thấy mã này. Xem lại từng chữ trên thẻ",
        far.reference: "Đây là thẻ của người ở xã khác, chưa có trong lớp",
        near.reference: "Thẻ này không phải của ai trong lớp",
        double.reference: "Đây là thẻ cũ của một người trong lớp",
    }.items():
        answer = staff.post(at("scan", room.session.pk), {"card": card})
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
        assert at("class_people", room.taught.pk) in answer.content.decode()
    assert not Attendance.objects.exists()


def test_another_s_change_of_a_class_that_comes_while_one_is_sent_stays(room, monkeypatch):
    page, address, read = signed_in(room.staff), at("class_change", room.taught.pk), views.class_for

    def read_too_soon(*asked):
        row = read(*asked)
        CentreClass.objects.filter(pk=row.pk).update(teacher="cô Hạnh", topic="Trồng rau", open_to_all=True)
        return row

    form = page.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    sent |= {"topic": "Ủ phân"} | dict(form.shown())
    monkeypatch.setattr(views, "class_for", read_too_soon)
    asked = page.post(address, sent)
    assert (asked.status_code, "“Trồng rau”" in asked.content.decode()) == (422, True)
    back = asked.context["form"]  # says in each box what its hidden one says, but for the one that is asked about
    again = {name: back[name].value() for name in back.fields if back[name].value() not in (None, False)}
    monkeypatch.setattr(views, "class_for", read)
    assert page.post(address, again | dict(back.shown())).status_code == 302
    room.taught.refresh_from_db()
    assert (room.taught.teacher, room.taught.topic, room.taught.open_to_all) == ("cô Hạnh", "Ủ phân", True)


def test_another_s_change_that_comes_while_one_is_sent_stays(room, monkeypatch):
    """What was read before the row was held is not put back."""
    page, address, read = signed_in(room.staff), at("session_change", room.session.pk), views.session_for

    def read_too_soon(*asked):
        row = read(*asked)
        ClassSession.objects.filter(pk=row.pk).update(place="phòng 9")
        return row

    form = page.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"day": f"{sent['day']:%d/%m/%Y}", "begin": "07:00", "end": "08:30", "topic": "Ghép cành"}
    sent |= {name: text for name, text in form.shown() if name not in ("was-begin", "was-end")}
    monkeypatch.setattr(views, "session_for", read_too_soon)
    assert page.post(address, sent).status_code == 302
    room.session.refresh_from_db()
    assert (room.session.place, room.session.topic) == ("phòng 9", "Ghép cành")


def test_a_code_is_good_for_two_minutes_and_the_two_before(room):
    now = 1_000_000 * codes.SECONDS + 5.0
    code = codes.code_of(room.session, now)
    assert len(code) == 6
    assert codes.is_code(room.session, f"{code[:3]} {code[3:]}", now + codes.SECONDS)
    assert not codes.is_code(room.session, code, now + 2 * codes.SECONDS)
    assert not codes.is_code(room.session, code, now - codes.SECONDS)
    assert codes.seconds_left(now) == codes.SECONDS - 5


def test_only_staff_of_the_centre_work_on_its_classes(room):
    elsewhere = signed_in(make_staff(make_commune("Đồng Xa")))
    for name, key in (("class", room.taught.pk), ("register", room.session.pk), ("class_excel", room.taught.pk)):
        assert signed_in(room.staff).get(at(name, key)).status_code == 200
        assert elsewhere.get(at(name, key)).status_code == 404
        assert signed_in(room.people[0].user).get(at(name, key)).status_code == 404
    assert signed_in(room.people[0].user).get(at("classes")).status_code == 403
    for address in (at("classes"), reverse("pages:today")):  # the one act that is due is the filled button
        shown = signed_in(room.staff).get(address).content.decode()
        assert f'<a class="button big" href="{at("register", room.session.pk)}">' in shown
    assert "Dùng điện thoại" in signed_in(room.people[0].user).get(at("own_classes")).content.decode()


def test_from_a_new_class_to_a_whole_group_in_it(room):
    page = signed_in(room.staff)
    form = {"title": "Tiếng Anh", "audience": "people", "key": "0f0f5b1c-6b60-4f8f-9a55-6a5f1d0f7a11"}
    places = [page.post(at("class_new"), form).headers["Location"] for _press in (1, 2)]
    assert places[0] == places[1], "pressed twice, it is one class"
    taught = CentreClass.objects.get(title="Tiếng Anh")
    day = f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}"
    weeks = {"day": day, "begin": "19:00", "end": "20:30", "weeks": "6", "place": "phòng 1"}
    for _press in (1, 2):
        assert page.post(at("sessions_new", taught.pk), weeks).status_code == 302
    assert taught.sessions.count() == 6
    for day in ("01/01/0001", "31/12/9999"):
        far = page.post(at("sessions_new", taught.pk), weeks | {"day": day})
        assert far.status_code == 422
        assert "quá một năm" in far.content.decode()
    wrong = page.post(at("sessions_new", taught.pk), weeks | {"end": "18:00"})
    assert wrong.status_code == 422
    assert "Giờ kết thúc phải sau giờ bắt đầu" in wrong.content.decode()
    assert 'value="phòng 1"' in wrong.content.decode()

    group = ResidentialGroup.objects.create(unit=room.school.unit, name="Thôn Đông", valid_from=date(2025, 7, 1))
    for one in room.people[:3]:
        one.residences.update(residential_group=group)
    assert "Thôn Đông (3 người)" in re.sub(r"\s+", " ", page.get(at("class_people", taught.pk)).content.decode())
    page.post(at("class_people", taught.pk), {"act": "group", "group": group.pk})
    assert ClassEnrolment.objects.filter(taught=taught).count() == 3
    assert "Lê Văn Tám" in page.post(at("class_people", taught.pk), {"name": "tam"}).content.decode()
    page.post(at("class_people", taught.pk), {"act": "people", "person": room.people[3].reference})
    page.post(at("class_leave", taught.pk, room.people[0].reference))
    assert ClassEnrolment.objects.filter(taught=taught, left_at=None).count() == 3
    assert page.post(at("class_people", taught.pk), {"act": "group", "group": "0"}).status_code == 422


def test_the_teacher_sees_who_is_away_and_takes_it_along(room):
    hoa, cuc = room.people[:2]
    before = make_session(room.taught, begins_at=room.session.begins_at.replace(microsecond=0) - timedelta(days=7))
    for session in (before, room.session):
        mark(session, [Wish(hoa.pk, "present"), Wish(cuc.pk, "absent")], by=room.staff)
        close(session, by=room.staff)
    page = signed_in(room.staff)
    shown = page.get(at("class", room.taught.pk)).content.decode()
    assert shown.count("vắng hai buổi liền") == 4
    data = page.get(at("class_excel", room.taught.pk)).content
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[2:]][:2] == ["Nguyễn Văn An", "Bùi Thị Cúc"]
    assert next(row for row in rows if row[0] == "Nguyễn Thị Hoa")[3:] == (2, 3, "x", "x")
    assert "Bùi Thị Cúc" in page.get(at("paper", room.session.pk)).content.decode()
    assert "<svg" in page.get(at("class_cards", room.taught.pk)).content.decode()


def test_bounds_of_people_and_sessions(room):
    with pytest.raises(ValidationError):
        planning.plan_sessions(room.taught, date(2031, 1, 1), clock(8), clock(9), weeks=200)
    extra = Learner.objects.bulk_create(Learner(reference=f"x{n}") for n in range(496))
    with pytest.raises(ValidationError, match="500"):
        enrolling.enrol_people(room.taught, extra, by=room.staff)


def test_questions_do_not_grow_with_people(room):
    page, counts = signed_in(room.staff), []
    addresses = [at("register", room.session.pk), at("class", room.taught.pk), at("paper", room.session.pk)]
    for more in (0, 30):
        extra = Learner.objects.bulk_create(Learner(reference=f"r{more}-{n}") for n in range(more))
        enrolling.enrol_people(room.taught, extra, by=room.staff)
        mark_all(room.session, by=room.staff)
        _ = [page.get(address) for address in addresses]
        with CaptureQueriesContext(connection) as asked:
            for address in addresses:
                page.get(address)
        counts.append(len(asked))
    assert counts[1] <= counts[0]
    with CaptureQueriesContext(connection) as asked:
        close(room.session, by=room.staff)
    assert len(asked) < 60


def test_the_timetable_is_for_everybody_and_names_nobody_who_comes(room, client):
    planning.call_off(
        make_session(room.taught, begins_at=room.session.begins_at.replace(microsecond=7)), "Bão", by=room.staff
    )
    shown = client.get(at("timetable", room.taught.centre_id)).content.decode()
    assert "Dùng điện thoại" in shown
    assert "Nghỉ: Bão" in shown
    assert "Nguyễn Thị Hoa" not in shown
    assert ClassSession.objects.count() == 2
