"""Vietnamese until somebody chooses, whatever the browser asks for."""

import pytest
from django.conf import settings
from django.test import Client

from tests.builders.pages import site_with_courses
from tests.builders.people import make_admin

ENGLISH_PHONE = {"Accept-Language": "en-US,en;q=0.9"}


@pytest.fixture(autouse=True)
def _site(db):
    site_with_courses()


@pytest.mark.parametrize("path", ["/", "/tai-khoan/login/", "/tro-nang/", "/khong-co/"])
def test_an_english_phone_gets_vietnamese(path):
    page = Client(headers=ENGLISH_PHONE).get(path, follow=True)
    assert 'lang="vi"' in page.content.decode()
    assert page.headers["Content-Language"] == "vi"
    assert "Accept-Language" not in page.headers.get("Vary", "")


def test_the_editing_pages_too():
    client = Client(headers=ENGLISH_PHONE)
    client.force_login(make_admin())
    assert 'lang="vi"' in client.get("/tai-khoan/mat-khau/").content.decode()


def test_a_choice_stays_and_can_be_taken_back():
    client = Client()
    page = client.get("/tro-nang/").content.decode()
    assert "#language" in page
    answer = client.post("/co-chu/", {"language": "en", "letters": "100", "back": "/tro-nang/"})
    assert answer.url == "/tro-nang/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"] > 10_000_000
    page = client.get("/tro-nang/").content.decode()
    assert 'lang="en"' in page
    assert "Accessibility" in page
    client.post("/co-chu/", {"language": "vi"})
    assert 'lang="vi"' in client.get("/tro-nang/").content.decode()


@pytest.mark.parametrize("said", ["fr", "", "en-GB", "../../x"])
def test_a_cookie_of_another_language_is_none(said):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = said
    assert 'lang="vi"' in client.get("/tro-nang/").content.decode()
    client.post("/co-chu/", {"language": said})
    assert 'lang="vi"' in client.get("/tro-nang/").content.decode()
