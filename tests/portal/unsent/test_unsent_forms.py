"""Two tabs, an old page, a session that ended: what was typed is there, in the site's words, and is sent only by a press."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from content.models import NewsIndexPage
from portal.people.public import find_people
from portal.people.sign_in import account_of
from portal.places.models import UnitVersion
from portal.unsent import typed
from portal.unsent.owner import owner_of as typed_owner
from recognition.models import Case
from tests.builders.browsing import Browser, forms_in, resend, with_app
from tests.builders.pages import published
from tests.builders.people import PASSWORD, make_admin, make_learner, signed_in
from tests.content.conftest import School

TEXT = "Đà Nẵng, thành phố biển"


@dataclass
class Kind:
    """One kind of form: who opens it where, what is typed, and how to see that it arrived."""

    name: str
    user: callable
    address: callable
    typed: dict
    arrived: callable
    with_field: str = ""
    action: callable = lambda school: ""


def _answer_address(school: School) -> str:
    block = list(school.lesson.questions())[3]
    return reverse("content:answer", args=[school.lesson.pk, block])


def _news(school: School):
    found = NewsIndexPage.objects.first()
    return found or published(school.course.get_parent().specific, NewsIndexPage(title="Tin", slug="tin"))


KINDS = [
    Kind(
        "learning answer",
        lambda school: school.learner.user,
        lambda school: f"{school.lesson.url}?buoc=4",
        {"answer": TEXT},
        lambda school: TEXT in str(school.recorded()),
        action=_answer_address,
    ),
    Kind(
        "self points",
        lambda school: school.learner.user,
        lambda school: reverse("pages:my_page"),
        {"points": "7,5"},
        lambda school: Case.objects.exists(),
        with_field="points",
    ),
    Kind(
        "counter",
        lambda school: school.staff[0],
        lambda school: reverse("people:counter_new"),
        {"full_name": "Phạm Văn Sửu", "birth_year": "1949"},
        lambda school: find_people("Sửu").number == 1,
        with_field="full_name",
    ),
    Kind(
        "own information",
        lambda school: school.learner.user,
        lambda school: reverse("people:profile"),
        {"full_name": "Nguyễn Thị Hòa", "birth_year": "1984", "address_form": "chị", "subject_group": "N1"},
        lambda school: any("Hòa" in person.full_name for person in find_people("Hòa").people),
        with_field="full_name",
    ),
    Kind(
        "roles",
        lambda school: make_admin(),
        lambda school: reverse("people:roles"),
        {"username": "moi", "new_account": "on", "kind": "staff", "unit": "Đồng Sen", "begin": "01/11/2026"},
        lambda school: _account_exists("moi"),
        with_field="username",
    ),
    Kind(
        "editing pages",
        lambda school: make_admin_editor(school),
        lambda school: reverse("wagtailadmin_pages:add", args=["content", "newspage", _news(school).pk]),
        {"title": "Tin mới của trung tâm", "slug": "tin-moi", "date": "2026-11-20", "intro": "Vài lời", **{
            "body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
        }},
        lambda school: _news(school).get_children().filter(title="Tin mới của trung tâm").exists(),
        with_field="title",
    ),
]  # fmt: skip


def _account_exists(name: str) -> bool:
    return account_of(name) is not None


def make_admin_editor(school: School):
    """Somebody who may write news."""
    user = make_admin()
    user.is_superuser = True
    user.save()
    return user


def told(page: HttpResponse) -> str:
    """The words of a page."""
    return re.sub(r"<[^>]+>", " ", page.content.decode())


def beside_the_place(page: HttpResponse) -> str:
    """A page without the help centre's place in its head and its name in the foot: the same name may have been typed."""
    text = re.sub(r'<span class="where">[^<]*</span>', "", page.content.decode(), count=1)
    return re.sub(r'<footer class="foot">.*?</p>', "", text, count=1, flags=re.DOTALL)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request) -> Kind:
    return request.param


def _tab(browser: Browser, school: School, kind: Kind):
    return browser.tab(kind.address(school), with_field=kind.with_field, action=kind.action(school))


def test_two_tabs(school, kind):
    """Signing in again in another tab makes the first tab's token worthless."""
    user = kind.user(school)
    browser = Browser(user)
    first = _tab(browser, school, kind)
    browser.lose_session()
    browser.sign_in(user)
    page = first.send(**kind.typed)
    assert page.status_code == 403
    assert "vẫn còn" in told(page)
    assert not kind.arrived(school)
    again = resend(browser, page)
    assert again.status_code in (200, 302)
    assert kind.arrived(school)


def test_a_session_that_ended(school, kind):
    """The sign-in page says so, and afterwards what was typed is there to be sent."""
    user = kind.user(school)
    browser = Browser(user)
    tab = _tab(browser, school, kind)
    browser.lose_session()
    answer = tab.send(**kind.typed)
    assert urlsplit(answer.url).path == reverse("account_login")
    enter = browser.client.get(answer.url)
    assert told(enter).count("Phiên đăng nhập đã hết") == 1
    assert len(browser.client.session["unsent"]) == 1
    form = Browser.form(enter, "login")
    with_app(user)
    signed = browser.client.post(
        reverse("account_login"),
        form.fields | {"login": user.get_full_name(), "password": PASSWORD},
        headers={"Origin": "http://testserver"},
    )
    signed = browser.whole(signed, user)
    assert signed.url.startswith("/chua-gui/")
    page = browser.client.get(signed.url)
    assert next(iter(kind.typed.values())) in page.content.decode()
    assert not kind.arrived(school)
    resend(browser, page)
    assert kind.arrived(school)


def test_another_person_sees_nothing_of_it_and_sends_nothing(school, kind):
    user, other = kind.user(school), make_learner(school.unit, "Lê Văn Cam").user
    browser = Browser(user)
    tab = _tab(browser, school, kind)
    browser.lose_session()
    waiting = tab.send(**kind.typed).url.partition("next=")[2].replace("%2F", "/")
    browser.sign_in(other)
    page = browser.client.get(waiting)
    for value in kind.typed.values():
        if len(value) > 3:
            assert value not in beside_the_place(page)
    assert browser.client.get(waiting).status_code == 403  # however often
    again = tab.send(**kind.typed)  # the first one's tab, still open
    assert again.status_code == 403
    assert "tài khoản khác" in told(again).lower()
    assert not kind.arrived(school)


def test_it_waits_for_its_owner_who_signs_in_after_the_other(school):
    user, other = school.staff[0], make_learner(school.unit, "Lê Văn Cam").user
    browser = Browser(user)
    tab = browser.tab(reverse("people:counter_new"), with_field="full_name")
    browser.lose_session()
    waiting = tab.send(full_name="Phạm Văn Sửu", birth_year="1949").url.partition("next=")[2].replace("%2F", "/")
    browser.sign_in(other)
    page = browser.client.get(waiting)
    assert "vẫn được giữ cho người đã viết" in told(page)
    buttons = re.findall(r'<a[^>]*class="button( second)?" href="([^"]+)"', page.content.decode())
    assert [kind for kind, _to in buttons] == ["", " second"]
    leave = Browser.form(browser.client.get(buttons[0][1]))
    gone = browser.client.post(buttons[0][1], leave.fields, headers={"Origin": "http://testserver"})
    assert gone.url == waiting
    assert not browser.signed_in()
    browser.sign_in(user)
    assert "Phạm Văn Sửu" in browser.client.get(waiting).content.decode()


def test_an_old_tab_of_another_account_is_kept_for_its_owner(school):
    user, other = school.staff[0], make_learner(school.unit, "Lê Văn Cam").user
    browser = Browser(user)
    tab = browser.tab(reverse("people:counter_new"), with_field="full_name")
    browser.client.logout()
    browser.sign_in(other)
    page = tab.send(full_name="Phạm Văn Sửu", birth_year="1949")
    assert page.status_code == 403
    assert "Phạm Văn Sửu" not in page.content.decode()
    assert "vẫn được giữ cho người đã viết" in told(page)


def test_it_waits_on_while_the_other_sends_the_same_form(school):
    user, other = school.staff[:2]
    browser = Browser(user)
    tab = browser.tab("/quay/", with_field="name")
    browser.client.logout()
    browser.sign_in(other)
    assert "vẫn được giữ" in told(tab.send(name="Phạm Văn Sửu"))
    assert browser.tab("/quay/", with_field="name").send(name="Lê Văn Cam").status_code == 200
    assert [row["owner"] for row in browser.client.session["unsent"]] == [typed_owner(user)]


def test_signing_out_keeps_nothing_of_nobody_and_of_oneself(school):
    browser = Browser(school.staff[0])
    for owner in ("nobody", typed_owner(school.staff[0])):
        session = browser.client.session
        typed.keep(session, typed.Typed("/x/", owner, [["full_name", "Phạm Văn Sửu"]], [], []))
        session.save()
    leave = browser.tab("/tai-khoan/logout/", action="")
    leave.send()
    assert "unsent" not in browser.client.session


def test_a_long_form_of_the_editor_is_shown_by_its_labels_and_sent_from_above(school):
    browser = Browser(make_admin_editor(school))
    tab = browser.tab(reverse("wagtailadmin_pages:edit", args=[school.lesson.pk]), with_field="title")
    tab.form.fields["csrfmiddlewaretoken"] = ["x" * 64]
    page = tab.send(**{f"body-{n}-value": f"Đoạn thứ {n}" for n in range(20)}).content.decode()
    assert "<dt>…</dt>" not in page
    assert "<dt>Tiêu đề</dt>" in page
    assert page.index("Gửi lại</button>") < page.index("Đã viết</h2>") < page.rindex("Gửi lại</button>")
    assert re.search(r"<summary>\s*Các đoạn khác: \d\d", page)


def test_evidence_is_read_over_under_its_labels(school):
    browser = Browser(school.learner.user)
    tab = browser.tab(reverse("recognition:evidence_add") + "?giay=the&loai=library-card", with_field="file")
    tab.form.fields["csrfmiddlewaretoken"] = ["x" * 64]
    page = tab.send(title="Lớp sơ cứu", on="2026-03-05", indicators="A1").content.decode()
    rows = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page))
    assert rows["Ngày nào?"] == "5 tháng 3 năm 2026"
    assert "Lớp sơ cứu" in rows.values()
    assert rows["Giấy này nói về việc gì?"].startswith("Đọc, cập nhật")


def test_who_keeps_no_cookies_is_told_the_button_first(school):
    browser = Browser()
    tab = browser.tab("/tai-khoan/login/", with_field="login")
    browser.client.cookies.clear()
    words = told(tab.send(login="x", password="y"))
    assert "cookie" not in words.lower()
    assert words.index("Hãy bấm “Gửi lại”") < words.index("phần cài đặt của trình duyệt")


def test_a_form_from_another_site_is_plainly_refused(school, kind):
    user = kind.user(school)
    browser = Browser(user)
    tab = _tab(browser, school, kind)
    tab.form.fields["csrfmiddlewaretoken"] = ["x" * 64]
    for origin, headers in (
        ("https://evil.example", {}),
        ("null", {}),
        (None, {}),
        (None, {"Referer": "https://evil.example/x"}),
    ):
        page = tab.send(origin=origin, headers=headers, **kind.typed)
        assert page.status_code == 403
        assert "Send again" not in page.content.decode()
        assert not [one for one in forms_in(page) if kind.typed.keys() & one.kinds.keys()]
        for value in kind.typed.values():
            if len(value) > 3:
                assert value not in beside_the_place(page)
    page = tab.send(origin=None, headers={"Referer": "http://testserver/x"}, **kind.typed)
    assert "vẫn còn" in told(page)


def test_an_old_sign_up_page_keeps_all_but_the_password(school):
    code = UnitVersion.objects.get(unit=school.unit).code
    browser = Browser()
    tab = browser.tab(f"/tai-khoan/mo/?xa={code}", with_field="full_name")
    browser.client.cookies.clear()
    person = {"full_name": "Trần Văn Bưởi", "birth_year": "1970", "username": "0908111222", "password": "rat-bi-mat-77"}
    page = tab.send(**person)
    assert page.status_code == 403
    assert "rat-bi-mat-77" not in page.content.decode()
    assert "Mật khẩu và số giấy tờ tùy thân không bao giờ được lưu lại" in told(page)
    assert resend(browser, page, password="rat-bi-mat-77").status_code == 302
    assert find_people("Bưởi").number == 1


def test_an_old_sign_in_page(school):
    user = school.learner.user
    browser = Browser()
    tab = browser.tab("/tai-khoan/login/", with_field="login")
    browser.client.cookies.clear()
    page = tab.send(login=user.get_full_name(), password=PASSWORD)
    assert page.status_code == 403
    assert PASSWORD not in page.content.decode()
    assert resend(browser, page, password=PASSWORD).status_code == 302
    assert browser.signed_in()


def test_signing_in_twice_in_two_tabs(school):
    browser = Browser()
    old = browser.tab("/tai-khoan/login/?next=/tro-nang/", with_field="login")
    browser.sign_in(school.learner.user)
    page = old.send(login=school.learner.user.get_full_name(), password=PASSWORD)
    assert page.status_code == 403
    assert "/tai-khoan/login/?next=/tro-nang/" in page.content.decode()
    assert browser.client.get("/tai-khoan/login/?next=/tro-nang/").url == "/tro-nang/"


def test_an_old_sign_out_form_asks_again(school):
    browser = Browser(school.learner.user)
    tab = browser.tab("/tai-khoan/logout/", action="")
    tab.form.fields["csrfmiddlewaretoken"] = ["x" * 64]
    assert tab.send().url == reverse("account_logout")
    assert browser.signed_in()


def test_files_are_named_and_chosen_again(school):
    browser = Browser(school.learner.user)
    tab = browser.tab(reverse("recognition:evidence_add") + "?giay=the&loai=library-card", with_field="file")
    tab.form.fields["csrfmiddlewaretoken"] = ["x" * 64]
    page = tab.send(title="Giấy khen của xã", file=SimpleUploadedFile("giay-khen.jpg", b"x"))
    assert "giay-khen.jpg" in told(page)
    form = Browser.form(page, "file")
    assert form.kinds["file"] == "file"
    assert form.fields["title"] == ["Giấy khen của xã"]


def test_a_script_of_a_page_is_answered_in_its_form(school):
    browser = Browser(school.learner.user)
    tab = browser.tab(reverse("people:profile"), with_field="full_name")
    tab.form.fields["csrfmiddlewaretoken"] = ["x" * 64]
    answer = tab.send(headers={"X-Requested-With": "XMLHttpRequest"}, full_name="Nguyễn Thị Hòa")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/json")


def test_a_stranger_s_button_leads_back_to_its_page(school):
    """“Vào học” of somebody who is not signed in: a word at the sign-in page, then the course again."""
    browser = Browser()
    tab = browser.tab(f"{school.lesson.url}?buoc=4", action=_answer_address(school))
    tab.form.action = reverse("content:enrol", args=[school.course.pk])
    answer = tab.send()
    assert answer.url == f"{reverse('account_login')}?next={school.course.url}"
    assert "Đăng nhập" in told(browser.client.get(answer.url))


def test_the_page_asks_the_database_little(school, django_assert_max_num_queries):
    browser = Browser(school.learner.user)
    tab = browser.tab(reverse("people:profile"), with_field="full_name")
    tab.form.fields["csrfmiddlewaretoken"] = ["x" * 64]
    with django_assert_max_num_queries(12):
        tab.send(full_name="Nguyễn Thị Hòa")


@pytest.mark.parametrize(("path", "status"), [("/can-bo/ho-so/999999/", 403), ("/quay/nguoi/khong-co/sua/", 404)])
def test_what_was_typed_about_something_that_is_gone_is_shown(school, path, status):
    client = signed_in(school.staff[0])
    form = {"act": "confirm", "message": "Giấy của bác còn thiếu con dấu.", "password": "bí mật lắm đấy"}
    answer = client.post(path, form, headers={"origin": "http://testserver"})
    assert (answer.status_code, "Giấy của bác còn thiếu con dấu." in answer.text) == (status, True)
    assert "bí mật lắm đấy" not in answer.text
    foreign = client.post(path, form, headers={"origin": "https://noi-khac.example"})
    assert (foreign.status_code, "con dấu" in foreign.text) == (status, False)
    client.logout()
    assert "con dấu" not in client.post(path, form, headers={"origin": "http://testserver"}).text
