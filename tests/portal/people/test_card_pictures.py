"""Signing in with a card and three of twelve pictures: what it opens, what it does not, and how guessing ends."""

import re
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from django.urls import reverse

from content.identities import Enrolment
from content.models import CoursePage
from portal.limits.models import Attempts
from portal.people.models import CardPictures, Learner, Role, User
from portal.people.pictures.acts import CARD, SHUT
from portal.people.public import Person, everyone, register_at_counter
from portal.unsent.owner import FIELD, owner_of
from tests.builders.audit import acts_noted
from tests.builders.pages import published, site_with_courses
from tests.builders.people import PASSWORD, make_commune, make_learner, make_staff, make_user, signed_in
from tests.scopes.addresses import discover

CARD_PAGE, OWN, HERE = "/tai-khoan/the/", "/tai-khoan/ba-hinh/", "http://testserver"
THREE, OTHERS = ["buffalo", "sun", "kite"], ["hat", "sun", "kite"]
CLOSED = (
    "people:password",
    "people:sign_in_name",
    "people:consent",
    "people:profile",
    "people:own_details",
    "people:own_pictures",
    "people:move",
    "mfa_index",
    "mfa_add_webauthn",
    "recognition:evidence_list",
    "recognition:evidence_add",
    "recognition:submit",
    "recognition:self_points",
    "recognition:review_ask",
    "people:counter",
)


@pytest.fixture
def learner(commune) -> Learner:
    found = make_learner(commune)
    client = Client()
    client.post("/tai-khoan/login/", {"login": found.user.get_full_name(), "password": PASSWORD})
    assert client.post(OWN, {"picture": THREE})["Location"] == reverse("people:profile")
    return found


def show(learner: Learner, pictures: list[str], client: Client | None = None):
    client = client or Client()
    assert client.post(CARD_PAGE, {"card": learner.reference}).status_code == 200
    return client, client.post(CARD_PAGE, {"picture": pictures})


def signed_in_now(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_card_and_its_pictures_sign_in_to_learn(learner):
    course = published(site_with_courses(), CoursePage(title="Điện thoại"))
    client, answer = show(learner, THREE[::-1])
    assert answer["Location"] == "/cua-toi/"
    assert client.session.get_expire_at_browser_close()
    for name in ("content:own_classes", "content:own_messages", "people:privacy"):
        assert client.get(reverse(name)).status_code == 200, name
    assert client.get(reverse("pages:my_page")).status_code != 403  # 503: there are no criteria in this test
    assert client.post(reverse("content:enrol", args=[course.pk])).status_code == 302
    with everyone("a test counts"):
        assert Enrolment.objects.filter(learner=learner).exists()


def test_what_is_private_or_handed_in_asks_for_more(learner, pages):
    client, _answer = show(learner, THREE)
    for name in CLOSED:
        for asked in (client.get(reverse(name)), client.post(reverse(name), {"old": PASSWORD, "answer": "no"})):
            assert asked.status_code == 403, name
            assert "Riêng thẻ thì chưa đủ" in asked.content.decode()


def test_only_what_is_named_is_open_to_a_card():
    """Every address of the site is closed but those of the list, and each of those is an address."""
    names = {one.name for one in discover()}
    assert names >= settings.OPEN_TO_A_CARD
    private = ("people:", "recognition:counter", "recognition:subject", "recognition:evidence", "mfa_", "wagtailadmin")
    opened = {"people:card_sign_in", "people:slip", "people:privacy", "people:accessibility"}
    assert {name for name in settings.OPEN_TO_A_CARD if name.startswith(private)} == opened


def test_the_password_raises_the_session(learner, pages):
    client, _answer = show(learner, THREE)
    page = client.get("/tai-khoan/thong-tin/").content.decode()
    assert "/tai-khoan/buoc-hai/mat-khau-lan-nua/?next=/tai-khoan/thong-tin/" in page
    client.post("/tai-khoan/buoc-hai/mat-khau-lan-nua/", {"password": PASSWORD})
    assert client.get("/tai-khoan/thong-tin/").status_code == 200


def typed_before(learner: Learner, address: str) -> tuple[Client, str]:
    """A form of the learner's that met the end of the session, and then the card: where what was typed waits."""
    client = Client()
    told = client.post(address, {FIELD: owner_of(learner.user), "full_name": "Vài lời đã viết"}, HTTP_ORIGIN=HERE)
    waits = parse_qs(urlsplit(told["Location"]).query)["next"][0]
    client.post(CARD_PAGE, {"card": learner.reference})
    assert client.post(CARD_PAGE, {"picture": THREE, "next": waits})["Location"] == waits
    return client, waits


def test_what_was_typed_before_the_session_ended_waits_for_the_card_too(learner, pages):
    client, waits = typed_before(learner, reverse("content:reflect", args=[1, uuid4()]))
    assert "Vài lời đã viết" in client.get(waits).content.decode()
    assert client.get("/chua-gui/khong-co/").status_code == 302


def test_what_was_sent_with_the_card_alone_waits_until_more_is_shown(learner, pages):
    client, _answer = show(learner, THREE)
    refused = client.post("/tai-khoan/thong-tin/", {"full_name": "Vài lời đã viết"}).content.decode()
    waits = re.search(r"next=(/chua-gui/[^\"]+)", refused)[1]
    assert client.get(waits).status_code == 403
    raised = client.post("/tai-khoan/buoc-hai/mat-khau-lan-nua/", {"password": PASSWORD, "next": waits})
    assert "Vài lời đã viết" in client.get(raised["Location"]).content.decode()


def test_what_is_private_waits_for_more_than_the_card(learner, pages):
    client, waits = typed_before(learner, reverse("people:profile"))
    closed = client.get(waits)
    assert (closed.status_code, "Vài lời đã viết" in closed.content.decode()) == (403, False)
    client.post("/tai-khoan/buoc-hai/mat-khau-lan-nua/", {"password": PASSWORD})
    assert "Vài lời đã viết" in client.get(waits).content.decode()


def test_pictures_without_a_card_ask_for_it_again(pages, db):
    answer = Client().post(CARD_PAGE, {"picture": THREE})
    assert (answer.status_code, "Cần đưa thẻ một lần nữa" in answer.content.decode()) == (422, True)


def test_a_wrong_code_does_not_ask_for_the_pictures_of_the_card_before(learner, pages):
    client = Client()
    assert "Ba hình của mình" in client.post(CARD_PAGE, {"card": learner.reference}).content.decode()
    answer = client.post(CARD_PAGE, {"card": "khong-phai-the"})
    assert (answer.status_code, 'name="card"' in answer.content.decode()) == (422, True)


def test_wrong_pictures_say_so_and_do_not_sign_in(learner, pages):
    client, answer = show(learner, OTHERS)
    assert answer.status_code == 422
    assert "không phải ba hình của thẻ này" in answer.content.decode()
    assert not signed_in_now(client)
    for few in ([], THREE[:2], [*THREE, "hat"], ["x", "y", "z"]):
        assert "đúng ba hình" in client.post(CARD_PAGE, {"picture": few}).content.decode()
    assert CardPictures.objects.get().wrong == 1, "what is no choice is no try"


def test_after_some_wrong_tries_the_card_waits_also_for_the_right_ones(learner, pages):
    for _time in range(CARD.amount):
        show(learner, OTHERS)
    client, answer = show(learner, THREE)
    assert "nhiều lần quá" in answer.content.decode()
    assert not signed_in_now(client)


def test_too_many_wrong_tries_shut_the_card_until_staff_open_it(learner, pages):
    for _time in range(SHUT):
        Attempts.objects.all().delete()  # whoever waits long enough each time
        show(learner, OTHERS)
    Attempts.objects.all().delete()
    client, answer = show(learner, THREE)
    assert "đã khóa" in answer.content.decode()
    assert not signed_in_now(client)
    desk = signed_in(make_staff(_home(learner)))
    person = desk.get(f"/quay/nguoi/{learner.reference}/").content.decode()
    assert "Thẻ đang khóa" in person
    assert desk.post(f"/quay/nguoi/{learner.reference}/ba-hinh/", {"picture": OTHERS}).status_code == 302
    client, _answer = show(learner, OTHERS)
    assert signed_in_now(client)


def _home(learner: Learner):
    with everyone("a test asks for the home"):
        return learner.residences.get().unit


def test_one_browser_may_not_go_through_many_cards(commune, learner, pages):
    client = Client()
    for _time in range(3):
        for _try in range(CARD.amount):
            show(learner, OTHERS, client)
        Attempts.objects.filter(key=CARD.key(str(learner.user.pk))).delete()
        CardPictures.objects.update(wrong=0)
    _client, answer = show(learner, THREE, client)
    assert "nhiều lần quá" in answer.content.decode()
    assert signed_in_now(show(learner, THREE)[0]), "another browser is not held up"


def test_nobody_with_a_role_signs_in_so(commune, learner, pages):
    role = Role.objects.create(user=learner.user, kind="staff", unit=commune, valid_from="2025-07-01")
    for kind in Role.Kind.values:
        Role.objects.filter(pk=role.pk).update(kind=kind)
        client, answer = show(learner, THREE)
        assert answer.status_code == 422, kind
        assert not signed_in_now(client)


def test_who_gets_a_role_meanwhile_shows_more(commune, learner, pages):
    client, _answer = show(learner, THREE)
    Role.objects.create(user=learner.user, kind="staff", unit=commune, valid_from="2025-07-01")
    assert client.get("/cua-toi/").status_code == 403


def test_an_account_with_an_app_or_closed_does_not_sign_in_so(learner, pages):
    TOTP.activate(learner.user, generate_totp_secret())
    assert not signed_in_now(show(learner, THREE)[0])
    learner.user.authenticator_set.all().delete()
    User.objects.filter(pk=learner.user.pk).update(is_active=False)
    assert not signed_in_now(show(learner, THREE)[0])


def test_at_the_counter_for_somebody_without_an_account(commune, pages):
    staff = make_staff(commune)
    with everyone("a test registers"):
        person = register_at_counter(staff, Person("Lê Văn Tư", commune, 1950), consents=True)
    desk, address = signed_in(staff), f"/quay/nguoi/{person.reference}/"
    assert "Lê Văn Tư" in desk.get(f"{address}ba-hinh/").content.decode()
    assert desk.post(f"{address}ba-hinh/", {"picture": THREE}).status_code == 302
    assert "card_pictures.chosen" in acts_noted()
    assert signed_in_now(show(person, THREE)[0])
    page = desk.get(address).content.decode()
    assert 'name="username"' in page, "a name can still be given"
    assert desk.post(f"{address}phieu/").status_code == 404, "a slip would set a password without a name"
    assert desk.post(address, {"username": "bactu"}).status_code == 302
    assert desk.post(f"{address}phieu/").status_code == 302


def test_staff_elsewhere_and_strangers_choose_for_nobody(learner, pages):
    address = f"/quay/nguoi/{learner.reference}/ba-hinh/"
    desk = signed_in(make_staff(make_commune("Ao Sen", "Sen Trắng")))
    assert desk.post(address, {"picture": OTHERS}).status_code == 404
    assert signed_in(make_user()).post(address, {"picture": OTHERS}).status_code == 403
    assert Client().post(address, {"picture": OTHERS}).status_code == 302
    assert signed_in_now(show(learner, THREE)[0])


def test_a_lost_card_opens_nothing_any_longer(learner, pages):
    client, _answer = show(learner, THREE)
    desk = signed_in(make_staff(_home(learner)))
    assert desk.post(f"/quay/nguoi/{learner.reference}/ba-hinh/", {"act": "take"}).status_code == 302
    assert client.get("/cua-toi/").status_code == 302, "whoever was signed in with it is not any longer"
    assert not signed_in_now(show(learner, THREE)[0])


def test_the_telephones_own_camera_leads_to_the_pictures(learner, pages):
    client = Client()
    answer = client.get(f"/lop-hoc/the/{learner.reference}/")
    assert answer["Location"] == CARD_PAGE
    page = client.get(CARD_PAGE).content.decode()
    assert page.count('name="picture"') == 12
    assert learner.reference not in page
    assert "Con trâu" in page
    assert client.post(CARD_PAGE, {"picture": THREE}).status_code == 302


def test_a_card_that_is_none(pages, db):
    client = Client()
    assert client.get("/lop-hoc/the/0123456789012345678901/")["Location"] == CARD_PAGE
    assert "Không có mã này" in client.get(CARD_PAGE).content.decode()
    for typed in ("", "x", "\x00", "https://noi-khac.vn/"):
        answer = client.post(CARD_PAGE, {"card": typed})
        assert answer.status_code == 422
        assert 'name="picture"' not in answer.content.decode()


def test_what_is_kept_does_not_say_which(learner):
    row = CardPictures.objects.get()
    assert not any(name in row.digest for name in THREE)
    other = make_learner(_home(learner), "Trần Thị Ba")
    client = Client()
    client.post("/tai-khoan/login/", {"login": other.user.get_full_name(), "password": PASSWORD})
    client.post(OWN, {"picture": THREE})
    assert CardPictures.objects.get(user=other.user).digest != row.digest, "the same pictures of two people look unlike"


def test_other_ways_stand_beside(pages, learner):
    for page in (Client().get(CARD_PAGE), show(learner, OTHERS)[1]):
        text = page.content.decode()
        assert 'href="/tai-khoan/login/"' in text
        assert 'href="/tai-khoan/phieu/"' in text
    assert f'href="{CARD_PAGE}"' in Client().get("/tai-khoan/login/").content.decode()
