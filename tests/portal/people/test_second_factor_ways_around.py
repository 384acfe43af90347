"""Ways around the second factor: other ways of signing in, sessions that were known before, guessing, odd answers of browsers."""

import io
import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from portal.audit.public import Entry
from portal.limits.public import count
from portal.people.second_factor import forms
from portal.people.second_factor.acts import reset_second_factor
from portal.people.slips import make_reset_slip
from tests.builders.audit import acts_noted
from tests.builders.people import PASSWORD, make_admin, make_learner, make_officer, make_staff, signed_in
from tests.builders.second_step import code_of

LOGIN, INDEX = "/tai-khoan/login/", "/tai-khoan/buoc-hai/"
CODE, AGAIN, APP = f"{INDEX}ma/", f"{INDEX}ma-lan-nua/", f"{INDEX}ung-dung/"
PASSWORD_AGAIN = f"{INDEX}mat-khau-lan-nua/"
NEW = "mot-cau-dai-kho-doan"


def with_app(user) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def by_password(user) -> Client:
    client = Client()
    client.post(LOGIN, {"login": user.get_full_name(), "password": PASSWORD})
    return client


def signed_in_now(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_slip_is_no_way_past_the_app_of_a_citizen(commune, pages):
    person, staff = make_learner(commune).user, make_staff(commune)
    secret = with_app(person)
    slip, client = make_reset_slip(staff, person), Client()
    answer = client.post("/tai-khoan/phieu/", {"code": slip, "password": NEW, "stay": ""})
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert not signed_in_now(client)
    client.post(LOGIN, {"login": person.get_full_name(), "password": NEW})
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 302
    assert signed_in_now(client)


def test_a_session_by_card_sets_up_no_second_factor_before_the_password(commune, pages):
    """Whoever has the card of an official and guessed the pictures must not put their own telephone on the account."""
    user = make_officer(commune)
    client = by_password(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "card", "at": 1.0}]
    session.save()
    for page in (INDEX, APP, f"{INDEX}khoa/them/"):
        answer = client.get(page)
        assert answer.status_code == 403, page
        assert f'href="{PASSWORD_AGAIN}?' in answer.text
    assert client.post(PASSWORD_AGAIN, {"password": PASSWORD, "next": INDEX})["Location"] == INDEX
    assert client.get(APP).status_code == 200


def test_a_session_has_another_number_once_it_may_do_more(commune, pages):
    """A number of a session that somebody else knows from before is worth nothing after the second step."""
    user = make_officer(commune)
    client = by_password(user)
    secret = with_app(user)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.post(AGAIN, {"code": code_of(secret), "next": "/can-bo/"}).status_code == 302
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = before
    assert stranger.get("/can-bo/")["Location"].startswith(LOGIN)
    assert client.get("/can-bo/").status_code == 200


def test_no_session_holds_the_name_that_was_typed(commune, pages):
    user = make_officer(commune)
    with_app(user)
    name = user.get_full_name()
    waiting = by_password(user)
    whole = by_password(make_staff(commune))
    assert waiting.get(CODE).status_code == 200
    for client in (waiting, whole):
        kept = Session.objects.get(session_key=client.session.session_key).get_decoded()
        assert name not in str(kept)
        assert "username" not in str(kept.get("account_authentication_methods"))


def test_wrong_codes_of_a_day_are_counted_too(commune, pages):
    user = make_officer(commune)
    secret = with_app(user)
    client = by_password(user)
    for _wrong in range(forms.CODES_OF_A_DAY.amount):
        count(forms.CODES_OF_A_DAY, str(user.pk))
    closed = client.post(CODE, {"code": code_of(secret)})
    assert closed.status_code == 422
    assert not signed_in_now(client)


@pytest.mark.django_db(transaction=True)
def test_codes_that_are_tried_at_one_moment_are_all_counted(request):
    """Each try is counted before it is compared: as many requests at once as one likes are ten."""
    request.getfixturevalue("pages")
    user = make_officer(request.getfixturevalue("commune"))
    with_app(user)
    compared, real, gate = [], forms.validate_totp_code, threading.Barrier(4, timeout=20)
    for _wrong in range(forms.CODES.amount - 1):
        count(forms.CODES, str(user.pk))

    def slow(secret: str, code: str) -> bool:
        compared.append(code)
        return real(secret, code)

    clients = [by_password(user) for _client in range(4)]

    def send(client: Client) -> None:
        gate.wait()
        client.post(CODE, {"code": "12"})
        connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "validate_totp_code", slow)
        threads = [threading.Thread(target=send, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(compared) == 1


@pytest.mark.parametrize(
    "answer", ["[]", '"x"', "1", "{}", '{"response": 1}', '{"response": {"userHandle": 5}}', "{", ""]
)
def test_what_no_browser_answers_is_refused_in_words(commune, pages, answer):
    user = make_officer(commune)
    with_app(user)
    client = Client()
    assert client.post(f"{INDEX}khoa/vao/", {"credential": answer}).status_code == 302
    assert client.post(f"{INDEX}khoa/vao/", {"credential": answer}, follow=True).status_code == 200
    waiting = by_password(user)
    assert waiting.post(CODE, {"credential": answer}).status_code == 422
    whole = Client()
    whole.force_login(user)
    assert whole.post(PASSWORD_AGAIN, {"password": PASSWORD}).status_code == 302
    assert whole.post(f"{INDEX}khoa/them/", {"credential": answer}).status_code in (302, 422)
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


def test_a_code_that_did_not_arrive_is_kept_nowhere(commune, pages):
    user = make_officer(commune)
    with_app(user)
    client = Client(enforce_csrf_checks=True)
    answer = client.post(CODE, {"code": "83746251", "next": "/can-bo/"})
    assert answer.status_code in (302, 403)
    assert "83746251" not in answer.text
    assert all("83746251" not in str(row.get_decoded()) for row in Session.objects.all())


def test_a_second_press_takes_nothing_away_twice(commune, pages):
    user, boss = make_officer(commune), make_admin()
    with_app(user)
    assert reset_second_factor(user, by=boss, reason="Mất điện thoại")
    assert not reset_second_factor(user, by=boss, reason="Mất điện thoại")
    assert acts_noted().count("second_factor.reset") == 1


def _by_the_machine(user, reason: str = "Mất điện thoại và tờ mã") -> str:
    out = io.StringIO()
    call_command("reset_second_factor", username=user.get_full_name(), reason=reason, stdout=out)
    return out.getvalue()


def test_the_last_administrator_gets_in_again_from_the_machine(commune, pages):
    boss, of_a_place, officer = make_admin(), make_admin(commune), make_officer(commune)
    with_app(boss)
    with_app(of_a_place)
    with_app(officer)
    whole = signed_in(boss)
    assert whole.get("/quan-ly/vai-tro/").status_code == 200
    for account, reason in ((officer, "Mất máy"), (of_a_place, "Mất máy"), (boss, " "), (boss, "x" * 301)):
        with pytest.raises(CommandError):
            _by_the_machine(account, reason)
    assert Authenticator.objects.count() == 3
    assert boss.get_full_name() in _by_the_machine(boss)
    assert not Authenticator.objects.filter(user=boss).exists()
    assert whole.get("/quan-ly/vai-tro/")["Location"].startswith(LOGIN)
    entry = Entry.objects.get(act="second_factor.reset")
    assert (entry.actor, entry.subject) == (None, f"user:{boss.public_id}")
    assert entry.details == {"reason": "Mất điện thoại và tờ mã"}
    assert by_password(boss).get("/cua-toi/")["Location"].startswith(INDEX)
    with pytest.raises(CommandError):
        _by_the_machine(boss)  # there is none any longer


def test_where_another_administrator_gets_in_the_machine_takes_nothing_away(commune, pages):
    boss, other = make_admin(), make_admin()
    with_app(boss)
    with_app(other)
    with pytest.raises(CommandError):
        _by_the_machine(boss)
    Authenticator.objects.filter(user=other).delete()  # has never signed in, or lost it too: no help
    assert _by_the_machine(boss)
