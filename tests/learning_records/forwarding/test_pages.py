"""The administrator's pages: who may, what they show, what they do, what the log keeps."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning_records.forwarding.models import DeadLetter, ForwardingTarget
from learning_records.forwarding.secrets import opened
from learning_records.forwarding.status import ALARM_AFTER, alarms
from portal.audit import public as audit
from portal.audit.models import Entry
from tests.builders.people import make_admin, make_commune, make_officer, make_staff
from tests.learning_records.forwarding.target_server import SECRET

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/quan-ly/chuyen-tiep/"
FORM = {
    "label": "Kho của tỉnh",
    "endpoint": "http://10.1.2.3:8080/xapi/statements",
    "unencrypted": "on",
    "version": "2.0.0",
    "key": "khoa-cua-tinh",
    "secret": "mật-khẩu-rất-kín",
    "verbs": "http://adlnet.gov/expapi/verbs/completed\n\nhttp://adlnet.gov/expapi/verbs/passed",
    "activity_prefixes": "https://hoctap.example.vn/xapi/",
    "since": "2026-03-01T07:30",
}


@pytest.fixture
def admin(transactional_db) -> Client:
    client = Client()
    client.force_login(make_admin())
    return client


@pytest.fixture
def refused(server, make_target, stored, at_once) -> DeadLetter:
    """A target that has refused one of three statements."""
    server.bad = {stored(3)[1]}
    at_once(make_target(server.endpoint))
    return DeadLetter.objects.get()


def page_of(target: ForwardingTarget) -> str:
    return reverse("learning_records:forwarding_target", args=[target.pk])


def act(client: Client, target: ForwardingTarget, word: str) -> ForwardingTarget:
    answer = client.post(reverse("learning_records:forwarding_act", args=[target.pk]), {"act": word})
    assert answer.status_code == 302
    target.refresh_from_db()
    return target


def acts() -> list[str]:
    return list(Entry.objects.filter(act__startswith="forwarding.").order_by("pk").values_list("act", flat=True))


def test_only_administrators_of_the_whole_portal_come_in(refused) -> None:
    unit = make_commune()
    before = ForwardingTarget.objects.values().get()
    addresses = [
        (LIST, None),
        (f"{LIST}moi/", FORM),
        (page_of(refused.target), FORM),
        (reverse("learning_records:forwarding_act", args=[refused.target_id]), {"act": "pause"}),
        (reverse("learning_records:forwarding_letter_again", args=[refused.pk]), {}),
        (reverse("learning_records:forwarding_letter_leave_out", args=[refused.pk]), {"reason": "x"}),
        ("/quan-ly/nhap-ban-ghi/", {}),
    ]
    for user in (make_admin(unit), make_staff(unit), make_officer(unit)):
        client = Client()
        client.force_login(user)
        for address, data in addresses:
            assert client.get(address).status_code == 403, address
            assert client.post(address, data or {}).status_code == 403, address
        assert LIST not in client.get("/rieng-tu/").text
    assert "login" in Client().get(LIST).url
    assert ForwardingTarget.objects.values().get() == before


def test_a_target_is_made_and_its_secret_is_nowhere_to_be_read(admin) -> None:
    answer = admin.post(f"{LIST}moi/", FORM)
    made = ForwardingTarget.objects.get()
    assert answer.url == page_of(made)
    assert made.endpoint == "http://10.1.2.3:8080/xapi"
    assert made.verbs == ["http://adlnet.gov/expapi/verbs/completed", "http://adlnet.gov/expapi/verbs/passed"]
    assert made.since.isoformat() == "2026-03-01T00:30:00+00:00"
    assert opened(made.secret_encrypted) == FORM["secret"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t::text, convert_from(secret_encrypted, 'UTF8') FROM learning_records_forwardingtarget t"
        )
        assert "mật-khẩu" not in " ".join(cursor.fetchone())
    assert FORM["secret"] not in admin.get(page_of(made)).text
    entry = Entry.objects.get(act="forwarding.made")
    told = json.dumps(entry.details, ensure_ascii=False)
    assert (FORM["secret"] in told, FORM["key"] in told) == (False, False)
    assert entry.details["endpoint"] == made.endpoint
    assert audit.check() is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": "ftp://kho.vn/"},
        {"endpoint": "gopher://127.0.0.1:5432/"},
        {"endpoint": "https://ai:do@kho.vn/xapi"},
        {"endpoint": "https://kho.vn/xapi?x=1"},
        {"endpoint": "https://kho.vn:99999/xapi"},
        {"endpoint": "http://kho.vn/\r\nX: y"},
        {"endpoint": "kho.vn"},
        {"secret": ""},
        {"key": "a:b"},
        {"verbs": "completed"},
        {"activity_prefixes": "khoa"},
        {"version": "0.9"},
    ],
    ids=str,
)
def test_what_cannot_be_a_target_is_said_at_its_field(admin, wrong) -> None:
    answer = admin.post(f"{LIST}moi/", FORM | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert ForwardingTarget.objects.count() == 0


@pytest.mark.parametrize(
    ("endpoint", "made"),
    [
        ("http://kho.example.vn/xapi", False),
        ("http://10.1.2.3:8080/xapi", False),
        ("http://127.example.vn/xapi", False),
        ("http://localhost.example.vn/xapi", False),
        ("https://kho.example.vn/xapi", True),
        ("http://127.0.0.1:8080/xapi", True),
        ("http://[::1]:8080/xapi", True),
        ("http://localhost/xapi", True),
    ],
)
def test_a_key_leaves_the_machine_unencrypted_only_when_somebody_says_so(admin, endpoint: str, made: bool) -> None:
    plain = {k: v for k, v in FORM.items() if k != "unencrypted"} | {"endpoint": endpoint}
    answer = admin.post(f"{LIST}moi/", plain)
    assert ForwardingTarget.objects.count() == made
    if not made:
        assert list(answer.context["form"].errors) == ["endpoint"]
        assert admin.post(f"{LIST}moi/", plain | {"unencrypted": "on"}).status_code == 302
        target = ForwardingTarget.objects.get()
        # What was allowed once is not asked again while the address stays.
        assert admin.post(page_of(target), plain | {"label": "Tên khác"}).status_code == 302
        assert admin.post(page_of(target), plain | {"endpoint": "http://11.example.vn/"}).status_code == 422


def test_settings_change_and_an_empty_secret_keeps_the_present_one(admin, make_target) -> None:
    target = make_target("http://127.0.0.1:1/xapi", next_try_at=timezone.now() + timedelta(hours=1))
    admin.post(page_of(target), FORM | {"secret": ""})
    target.refresh_from_db()
    assert (target.label, target.next_try_at) == (FORM["label"], None)
    assert opened(target.secret_encrypted) == SECRET
    admin.post(page_of(target), FORM)
    target.refresh_from_db()
    assert opened(target.secret_encrypted) == FORM["secret"]
    first, second = Entry.objects.filter(act="forwarding.changed").order_by("pk")
    assert first.details["key"] == "changed"
    assert second.details == {"secret_changed": True}
    admin.post(page_of(target), FORM | {"secret": ""})
    assert Entry.objects.filter(act="forwarding.changed").count() == 2


def test_pause_go_on_try_now_and_send_again(admin, make_target, server, stored, at_once) -> None:
    target = make_target(server.endpoint)
    stored(2)
    assert act(admin, target, "pause").active is False
    assert at_once(target) == 0
    assert "Tạm dừng</span>" in admin.get(page_of(target)).text
    assert act(admin, target, "resume").active is True
    ForwardingTarget.objects.filter(pk=target.pk).update(next_try_at=timezone.now() + timedelta(hours=1), batch=1)
    target = act(admin, target, "try")
    assert (target.next_try_at, target.batch) == (None, 200)
    assert at_once(target) == 2
    assert act(admin, target, "restart").seq == 0
    assert at_once(target) == 2
    assert sum(server.arrivals.values()) == 2
    assert acts() == ["forwarding.paused", "forwarding.resumed", "forwarding.tried", "forwarding.begun_again"]
    assert admin.post(reverse("learning_records:forwarding_act", args=[target.pk]), {"act": "drop"}).status_code == 404


def test_a_refused_statement_is_shown_whole_and_tried_again(admin, server, refused, at_once) -> None:
    page = admin.get(page_of(refused.target)).text
    assert "không nhận (400)" in page
    assert str(refused.statement.statement_id) in page
    assert "1 bản ghi bị từ chối" in page
    again = reverse("learning_records:forwarding_letter_again", args=[refused.pk])
    admin.post(again)
    assert at_once(refused.target) == 0
    refused.refresh_from_db()
    assert (refused.tries, refused.again, refused.settled) == (2, False, "")
    server.bad = set()
    admin.post(again)
    assert at_once(refused.target) == 1
    refused.refresh_from_db()
    assert refused.settled == "delivered"
    assert server.arrivals[str(refused.statement.statement_id)] == 1
    assert alarms() == 0
    assert acts() == ["forwarding.letter_again"] * 2


def test_trouble_while_trying_again_keeps_the_letter_asked_for(admin, server, refused, at_once) -> None:
    admin.post(reverse("learning_records:forwarding_letter_again", args=[refused.pk]))
    server.stop()
    at_once(refused.target)
    refused.refresh_from_db()
    assert (refused.again, refused.tries) == (True, 1)
    server.start()
    server.bad = set()
    assert at_once(refused.target) == 1


def test_a_statement_is_left_out_with_a_reason_and_stays_out(admin, server, refused, at_once) -> None:
    leave = reverse("learning_records:forwarding_letter_leave_out", args=[refused.pk])
    admin.post(leave, {"reason": "  "})
    refused.refresh_from_db()
    assert refused.settled == ""
    admin.post(leave, {"reason": "Tỉnh không cần bản ghi thử"})
    refused.refresh_from_db()
    assert (refused.settled, refused.note) == ("left_out", "Tỉnh không cần bản ghi thử")
    assert alarms() == 0
    entry = Entry.objects.get(act="forwarding.letter_left_out")
    assert entry.details["statement"] == str(refused.statement.statement_id)
    act(admin, refused.target, "restart")
    at_once(refused.target)
    refused.refresh_from_db()
    assert refused.settled == "left_out"
    assert "Tỉnh không cần" in admin.get(page_of(refused.target)).text


def test_all_refused_ones_are_tried_again(admin, server, make_target, stored, at_once) -> None:
    ids = stored(4)
    server.bad = set(ids[:3])
    target = make_target(server.endpoint)
    at_once(target)
    server.bad = set()
    act(admin, target, "again")
    assert at_once(target) == 3
    assert sorted(server.kept) == sorted(ids)
    assert Entry.objects.get(act="forwarding.letters_again").details == {"letters": 3}


def _failing(make_target: Callable, minutes: float, **more) -> ForwardingTarget:
    since = timezone.now() - timedelta(minutes=minutes)
    return make_target("http://127.0.0.1:1/", failures=3, failing_since=since, last_error="timeout", **more)


def test_the_alarm_and_its_mark_in_the_navigation(admin, make_target, refused) -> None:
    assert alarms() == 1
    long = ALARM_AFTER.total_seconds() / 60 + 1
    _failing(make_target, 1, label="Mới hỏng")
    _failing(make_target, long, label="Hỏng lâu")
    _failing(make_target, long, label="Đã dừng", active=False)
    assert alarms() == 2
    page = admin.get(LIST).text
    assert '<b class="tag warn">2<span class="hide"> cần xem</span></b>' in page
    # What needs somebody stands first.
    assert page.index("Hỏng lâu") < page.index("Mới hỏng")
    assert page.index("Tỉnh") < page.index("Mới hỏng")
    assert "Hệ thống nhận trả lời quá chậm." in page
    DeadLetter.objects.update(settled="left_out")
    ForwardingTarget.objects.filter(label="Hỏng lâu").delete()
    assert alarms() == 0
    assert "cần xem" not in admin.get("/rieng-tu/").text


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("label", "Chưa có tên hệ thống."),
        ("endpoint", "Chưa có địa chỉ."),
        ("key", "Chưa có khóa."),
        ("secret", "Chưa có mã bí mật."),
    ],
)
def test_what_is_missing_is_named(admin, missing, told) -> None:
    answer = admin.post(f"{LIST}moi/", FORM | {missing: ""})
    assert answer.context["form"].errors == {missing: [told]}
    assert told in answer.text


def test_a_target_says_once_how_it_stands_and_what_the_other_side_said(admin, make_target, stored) -> None:
    stored(1)
    sending = make_target("http://127.0.0.1:1/")
    page = admin.get(page_of(sending)).text
    assert page.count("Đang gửi") == 1
    failing = make_target(
        "http://127.0.0.1:1/",
        failures=1,
        failing_since=timezone.now(),
        last_error="status",
        last_error_text='{"error": "đầy"}',
    )
    assert re.search(r'<p class="small">Hệ thống kia trả lời: <code>{&quot;error', admin.get(page_of(failing)).text)


def test_every_trouble_has_words(admin, make_target) -> None:
    codes = [
        "timeout",
        "unreachable",
        "certificate",
        "garbage",
        "key",
        "address",
        "redirect",
        "busy",
        "status",
        "refuses",
        "secret",
        "inside",
    ]
    for code in codes:
        make_target("http://127.0.0.1:1/", failures=1, failing_since=timezone.now(), last_error=code)
    texts = {row.text for row in admin.get(LIST).context["rows"]}
    assert len(texts) == len(codes)
    assert not texts & set(codes)
