"""The administrator's pages of keys: who may, what they show, where the secret is not, what the log keeps."""

import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from learning_records.access import overview
from learning_records.models import Credential
from learning_records.public import authenticate, launch_credential, make_credential, portal_credential, record
from portal.audit import public as audit
from portal.audit.models import Entry
from tests.builders.people import make_admin, make_commune, make_officer, make_staff
from tests.builders.statements import make_statement
from tests.visible_english import english_in

pytestmark = pytest.mark.django_db
LIST = "/quan-ly/khoa-ket-noi/"
NEW = f"{LIST}moi/"
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def admin(db) -> Client:
    client = Client()
    client.force_login(make_admin())
    return client


def form(client: Client, **more) -> dict:
    """What the page's form sends, with its hidden name."""
    (name,) = re.findall(r'name="key" value="([0-9a-f]{32})"', client.get(NEW).text)
    return {"key": name, "label": "Moodle của tỉnh", "scopes": ["statements/write", "define"], "expires": ""} | more


def shown(answer) -> tuple[str, str]:
    """Key and secret as the page has them."""
    secret, key = re.findall(r"<code>([0-9a-f]{32,64})</code>", answer.text)
    return key, secret


def page_of(row: Credential) -> str:
    return f"{LIST}{row.pk}/"


def test_only_administrators_of_the_whole_portal_come_in(db) -> None:
    unit, (row, _secret) = make_commune(), make_credential("Moodle", ["all"])
    for user in (make_admin(unit), make_staff(unit), make_officer(unit)):
        client = Client()
        client.force_login(user)
        for address, data in (
            (LIST, {}),
            (NEW, {"label": "x", "scopes": ["all"], "key": "ab" * 16}),
            (page_of(row), {"reason": "x"}),
        ):
            assert client.get(address).status_code == 403
            assert client.post(address, data).status_code == 403
    assert "login" in Client().get(LIST).url
    assert list(Credential.objects.values_list("key", "revoked_at")) == [(row.key, None)]


def test_the_secret_stands_in_a_box_of_its_own(admin) -> None:
    page = admin.post(NEW, form(admin, scopes=["statements/write", "statements/read/mine"])).text
    assert re.search(r'<p class="secret"><span>Mã bí mật</span><code>[0-9a-f]{32,64}</code>', page)
    assert "css/pages/key" in page
    assert re.search(r"Gửi bản ghi; đọc lại bản ghi", page)


def test_what_is_missing_is_named(admin) -> None:
    assert "Chưa có tên hệ thống." in admin.post(NEW, form(admin, label="")).text
    row, _secret = make_credential("Moodle", ["all"])
    assert "Chưa có lý do." in admin.post(page_of(row), {"reason": ""}).text


def test_the_limit_is_written_with_its_thousands(admin, settings) -> None:
    settings.XAPI_REQUESTS_A_MINUTE = 12_000
    assert "12.000 lần" in admin.get(LIST).text


def test_a_key_is_made_and_works(admin, xapi) -> None:
    answer = admin.post(NEW, form(admin))
    assert answer.status_code == 200
    key, secret = shown(answer)
    row = authenticate(key, secret)
    assert (row.label, row.scopes, row.expires_at) == ("Moodle của tỉnh", ["statements/write", "define"], None)
    assert "/xapi/</code>" in answer.text
    assert "Gửi bản ghi" in answer.text


def test_the_secret_is_in_this_one_answer_and_nowhere_else(admin, caplog) -> None:
    with caplog.at_level("DEBUG"):
        answer = admin.post(NEW, form(admin))
    key, secret = shown(answer)
    assert "no-store" in answer["Cache-Control"]
    assert answer.text.count(secret) == 1
    assert secret not in caplog.text
    assert secret not in str(answer.headers) + str(answer.cookies)
    row = Credential.objects.get(key=key)
    for address in (LIST, page_of(row), NEW, "/"):
        assert secret not in admin.get(address).text
    kept = [one.get_decoded() for one in Session.objects.all()] + [one.details for one in Entry.objects.all()]
    assert secret not in json.dumps(kept)
    assert secret not in str(Credential.objects.filter(pk=row.pk).values().get())
    made = Entry.objects.get(act="key.made")
    assert (made.subject, made.actor) == (f"key:{key}", admin.get(LIST).wsgi_request.user.public_id)
    assert made.details == {
        "label": "Moodle của tỉnh",
        "scopes": ["statements/write", "define"],
        "until": None,
        "authority": f"key:{key}",
    }
    assert audit.check() is None


def test_the_same_form_sent_twice_makes_one_key_and_shows_no_secret_again(admin) -> None:
    sent = form(admin)
    _key, secret = shown(admin.post(NEW, sent))
    again = admin.post(NEW, sent)
    assert again.status_code == 409
    assert secret not in again.text
    assert "đã được tạo rồi" in again.text
    assert Credential.objects.count() == Entry.objects.filter(act="key.made").count() == 1


def test_a_key_ends_with_its_last_day_here(admin) -> None:
    day = timezone.localdate() + timedelta(days=3)
    key, _secret = shown(admin.post(NEW, form(admin, expires=day.isoformat())))
    ends = Credential.objects.get(key=key).expires_at
    assert ends == datetime.combine(day + timedelta(days=1), datetime.min.time(), HERE)
    assert f"đến hết ngày {day:%d/%m/%Y}" in admin.get(LIST).text
    assert shown(admin.post(NEW, form(admin, expires=timezone.localdate().isoformat())))


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": "  "},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"expires": "2020-01-01"},
        {"expires": "2030-02-30"},
        {"key": "portal"},
        {"key": ""},
    ],
    ids=str,
)
def test_what_cannot_be_a_key_is_said_at_its_field(admin, wrong) -> None:
    answer = admin.post(NEW, form(admin, **wrong))
    assert answer.status_code == 422
    assert "Có chỗ cần xem lại" in answer.text or "notice warn" in answer.text
    assert not Credential.objects.exists()


def test_a_key_is_withdrawn_with_a_reason(admin) -> None:
    key, secret = shown(admin.post(NEW, form(admin)))
    row = Credential.objects.get(key=key)
    assert authenticate(key, secret)
    assert admin.post(page_of(row), {"reason": "   "}).status_code == 422
    assert authenticate(key, secret)
    answer = admin.post(page_of(row), {"reason": "Hết  hợp đồng"}, follow=True)
    assert answer.redirect_chain == [(f"{LIST}he-thong/{row.authority_id}/", 302)]
    assert "Đã thu hồi khóa" in answer.text
    assert authenticate(key, secret) is None
    entry = Entry.objects.get(act="key.revoked")
    assert (entry.subject, entry.details) == (f"key:{key}", {"reason": "Hết hợp đồng"})
    page = admin.get(page_of(row)).text
    assert "Hết hợp đồng" in page
    assert 'name="reason"' not in page
    first = Credential.objects.get(key=key).revoked_at
    admin.post(page_of(row), {"reason": "Lần nữa"})
    assert Credential.objects.get(key=key).revoked_at == first
    assert Entry.objects.filter(act="key.revoked").count() == 1
    assert secret not in page


def test_the_portals_own_keys_stay(admin) -> None:
    own = portal_credential()
    launch_credential(admin.get(LIST).wsgi_request.user.public_id, "https://a.vn/1", make_admin().public_id, 1)
    make_credential("Intake of files", ["statements/write"], key="intake")
    for key in ("portal", "packages", "intake"):
        row = Credential.objects.get(key=key)
        assert 'name="reason"' not in admin.get(page_of(row)).text
        assert admin.post(page_of(row), {"reason": "x"}).status_code == 422
    assert not Credential.objects.exclude(revoked_at=None).exists()
    assert "cổng tự dùng" in admin.get(LIST).text
    assert own.revoked_at is None


def test_the_list_says_how_each_key_stands(admin, monkeypatch) -> None:
    now = timezone.now()
    busy, _ = make_credential("B bận", ["statements/write"])
    quiet, secret = make_credential("A lặng", ["all/read"], expires_at=now + timedelta(days=2))
    make_credential("C hết hạn", ["state"], expires_at=now - timedelta(days=2))
    gone, _ = make_credential("D thôi", ["profile"])
    Credential.objects.filter(pk=gone.pk).update(revoked_at=now)
    record([make_statement(number) for number in range(3)], busy)
    assert authenticate(quiet.key, secret)
    found = overview.systems()
    assert [one.label for one in found] == ["A lặng", "B bận", "C hết hạn", "D thôi"]
    assert [one.keys[0].state for one in found] == ["ends", "good", "expired", "revoked"]
    assert [one.statements for one in found] == [0, 3, 0, 0]
    assert [one.last_used_at is None for one in found] == [False, True, True, True]
    page = admin.get(LIST).text
    for words in ("Đang dùng được", "Đã hết hạn", "Đã thu hồi", "Gửi bản ghi", "Đọc tất cả", "Dùng lần cuối"):
        assert words in page
    monkeypatch.setattr(overview, "MOST", 2)
    assert "hơn 2" in admin.get(LIST).text


def test_a_label_is_text_and_no_markup(admin) -> None:
    make_credential("<script>alert(1)</script>", ["all"])
    assert "<script>alert" not in admin.get(LIST).text


def test_pages_speak_vietnamese(admin) -> None:
    row, _secret = make_credential("Trường", ["statements/write"])
    made = admin.post(NEW, form(admin))
    for text in (admin.get(LIST).text, admin.get(page_of(row)).text, made.text):
        assert [word for word in english_in(text) if "/" not in word] == []
