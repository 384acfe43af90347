"""The pages of identity papers: entered at the counter and by the person, shown on request, never in an address or a session."""

import re

import pytest
from django.test import Client

from portal.audit.models import Entry
from portal.people.models import Learner, User
from portal.people.private_details import keep_details, kinds_kept, read_details
from portal.people.public import everyone
from tests.builders.people import (
    make_commune,
    make_learner,
    make_officer,
    make_signer,
    make_staff,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.usefixtures("pages")
NUMBER, SHOWN = "058184001234", "058 184 001 234"
FORM = {
    "act": "keep",
    "identity_number": SHOWN,
    "birth_date": "2/9/1984",
    "ethnicity": "Ê-đê",
    "religion": "Không theo",
    "agreed": "on",
}
OWN = "/tai-khoan/giay-to/"


@pytest.fixture
def learner(commune) -> Learner:
    return make_learner(commune)


@pytest.fixture
def staff(commune) -> Client:
    return signed_in(make_staff(commune))


def _at(learner: Learner) -> str:
    return f"/quay/nguoi/{learner.reference}/giay-to/"


def _kept(learner: Learner) -> dict[str, str]:
    with everyone("a test looks"):
        return read_details(learner, by=learner.user)


def _filled(learner: Learner) -> None:
    with everyone("a test enters them"):
        keep_details(learner, {"identity_number": NUMBER, "ethnicity": "Ê-đê"}, by=learner.user, agreed=True)


def _says_nothing(page: str) -> bool:
    return not any(secret in page for secret in (NUMBER, SHOWN, "Ê-đê", "02/09/1984"))


def test_entered_at_the_counter_and_shown_on_request_alone(staff, learner):
    first = staff.get(_at(learner)).content.decode()
    assert "dân tộc" in first
    assert 'name="agreed"' in first
    assert 'name="sure"' not in first
    answer = staff.post(_at(learner), FORM)
    assert (answer.status_code, answer.url) == (302, _at(learner))
    page = staff.get(_at(learner)).content.decode()
    assert _says_nothing(page)
    assert 'name="agreed"' not in page
    assert _says_nothing(staff.get(f"/quay/nguoi/{learner.reference}/").content.decode())
    refused = staff.post(_at(learner), {"act": "show"})
    assert refused.status_code == 422
    assert _says_nothing(refused.content.decode())
    shown = staff.post(_at(learner), {"act": "show", "why": "form"})
    page = shown.content.decode()
    assert SHOWN in page
    assert "02/09/1984" in page
    assert "Ê-đê" in page
    assert "no-store" in shown["Cache-Control"]
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
    assert _says_nothing(title)
    assert learner.reference not in title


def test_by_the_person_with_who_looked(learner, staff, commune):
    mine = signed_in(learner.user)
    assert mine.post(OWN, FORM).status_code == 302
    assert _kept(learner)["identity_number"] == NUMBER
    assert _says_nothing(mine.get(OWN).content.decode())
    profile = mine.get("/tai-khoan/thong-tin/").content.decode()
    assert _says_nothing(profile)
    assert "số định danh" in profile
    staff.post(_at(learner), {"act": "show", "why": "namesake"})
    page = mine.post(OWN, {"act": "show"}).content.decode()
    assert SHOWN in page
    who = Entry.objects.filter(act="private.seen", details__why="namesake").get()
    name = User.objects.get(public_id=who.actor).get_full_name()
    assert f"<b>{name}</b> đã xem" in page
    assert mine.post(OWN, {"act": "remove", "kind": "ethnicity"}).status_code == 302
    assert "ethnicity" not in _kept(learner)


def test_an_officer_reads_two_of_them_and_enters_nothing(learner, commune):
    with everyone("a test enters them"):
        keep_details(learner, {"identity_number": NUMBER, "religion": "Không theo"}, by=learner.user, agreed=True)
    officer = signed_in(make_officer(commune))
    page = officer.get(_at(learner)).content.decode()
    assert "Tôn giáo" not in page
    assert 'value="keep"' not in page
    came = f"{_at(learner)}?next=/can-bo/ho-so/1/"
    shown = officer.post(came, {"act": "show", "why": "namesake"}).content.decode()
    assert SHOWN in shown
    assert 'href="/can-bo/ho-so/1/"' in shown
    assert "khac.vn" not in officer.get(f"{_at(learner)}?next=https://khac.vn/").content.decode()
    assert "Không theo" not in shown
    officer.post(_at(learner), {"act": "remove", "kind": "identity_number"})
    officer.post(_at(learner), FORM | {"religion": "Khác"})
    assert _kept(learner) == {"identity_number": NUMBER, "religion": "Không theo"}


def test_nobody_else_hears_that_there_is_anybody(learner, commune):
    _filled(learner)
    for user in (
        make_signer(commune),
        make_user("inspector", unit=commune),
        make_staff(make_commune("Khác")),
        make_learner(commune, "Trần Văn Bình").user,
    ):
        client = signed_in(user)
        assert client.get(_at(learner)).status_code == 404
        assert client.post(_at(learner), {"act": "show", "why": "form"}).status_code == 404
    assert Client().get(_at(learner)).status_code == 302
    assert Client().get(OWN).status_code == 302
    assert not Entry.objects.filter(act="private.seen").exists()


def test_what_does_not_fit_is_asked_once_and_kept_when_the_paper_says_so(staff, learner):
    wrong = FORM | {"identity_number": "058185001234"}
    page = staff.post(_at(learner), wrong)
    assert page.status_code == 422
    text = page.content.decode()
    assert "1985" in text
    assert 'name="sure"' in text
    assert 'value="058185001234"' in text  # nothing typed is lost
    with everyone("a test looks"):
        assert kinds_kept(learner) == []
    assert staff.post(_at(learner), wrong | {"sure": "on"}).status_code == 302
    assert _kept(learner)["identity_number"] == "058185001234"


def test_a_number_of_somebody_else_is_refused_without_saying_whose(staff, learner, commune):
    _filled(make_learner(make_commune("Nơi Khác"), "Trần Văn Bình"))
    page = staff.post(_at(learner), FORM)
    assert page.status_code == 422
    text = page.content.decode()
    assert "người khác" in text
    assert "Bình" not in text
    assert "Nơi Khác" not in text
    with everyone("a test looks"):
        assert kinds_kept(learner) == []


def test_the_counter_finds_by_number_and_does_not_say_it_again(staff, learner, commune):
    _filled(learner)
    for typed in (NUMBER, SHOWN, "058.184.001-234"):
        page = staff.post("/quay/", {"name": typed}).content.decode()
        assert "Nguyễn Thị Hoa" in page
        assert _says_nothing(page)
        assert typed not in page
    assert Entry.objects.filter(act="private.found").count() == 3
    other = staff.post("/quay/", {"name": "058184009999"}).content.decode()
    assert "Nguyễn Thị Hoa" not in other
    elsewhere = signed_in(make_staff(make_commune("Khác")))
    assert "Nguyễn Thị Hoa" not in elsewhere.post("/quay/", {"name": NUMBER}).content.decode()
    assert "Nguyễn Thị Hoa" not in staff.get("/quay/", {"name": NUMBER}).content.decode()  # never by an address


def test_nothing_of_it_waits_in_a_session_that_ended(learner):
    stranger = Client()
    typed = {name: value for name, value in FORM.items() if name not in ("act", "agreed")}
    for path in (OWN, _at(learner)):
        stranger.post(path, typed)
    stranger.post("/quay/", {"name": SHOWN})
    kept = str(dict(stranger.session.items()))
    assert "giay-to" in kept  # the form waits, without what was in it
    assert not any(value in kept for value in (*typed.values(), NUMBER))


def test_the_log_tells_which_and_why_in_words(learner, staff, commune, province):
    _filled(learner)
    staff.post(_at(learner), {"act": "show", "why": "form"})
    log = signed_in(make_user("inspector", unit=province)).get("/quan-ly/nhat-ky/").content.decode()
    assert "dân tộc" in log
    assert "điền phiếu" in log
    assert _says_nothing(log)
