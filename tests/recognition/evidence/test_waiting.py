"""A photo chosen while something else in the form was wrong need not be chosen again, and does not lie about for long."""

import os
import re
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.people.public import everyone, withdraw_consent
from recognition.evidence import waiting
from recognition.evidence.uploads import path_of
from recognition.models import Evidence
from recognition.tasks import forget_waiting
from tests.builders.cases import WHY, Village
from tests.builders.people import make_learner
from tests.recognition.evidence.badges import made
from tests.recognition.evidence.safe import photos
from tests.recognition.evidence.test_evidence_pages import form, kept
from tests.recognition.evidence.test_uploads import picture

pytestmark = pytest.mark.django_db(transaction=True)
ADD = reverse("recognition:evidence_add") + "?giay=the&loai=library-card"
WITHOUT_A_DAY = {"on": "31/02/2026"}


@pytest.fixture
def village(settings, tmp_path) -> Village:
    settings.WAITING_ROOT, settings.PRIVATE_ROOT = tmp_path / "waiting", tmp_path / "private"
    return Village()


@pytest.fixture
def person(village: Village):
    return make_learner(village.unit)


@pytest.fixture
def browser(client: Client, person) -> Client:
    client.force_login(person.user)
    return client


def files(settings) -> list[Path]:
    return sorted(Path(settings.WAITING_ROOT).glob("*"))


def pdf_of_one_page() -> bytes:
    out, pdf = BytesIO(), pikepdf.new()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


def token_in(answer) -> str:
    assert answer.status_code == 422
    found = re.search(r'name="kept" value="(\w+)"', answer.text)
    return found.group(1) if found else ""


def test_it_is_named_with_its_end_and_used_at_the_next_try(browser: Client, settings) -> None:
    answer = browser.post(ADD, form(**WITHOUT_A_DAY))
    token = token_in(answer)
    assert "Trang 1" in answer.text
    assert "không cần chọn lại" in answer.text
    assert (kept(), [path.name for path in files(settings)]) == ([], [token])
    assert oct(files(settings)[0].stat().st_mode & 0o777) == "0o600"
    answer = browser.post(ADD, form(file=None, kept=token))
    assert answer.status_code == 302
    (row,) = kept()
    with everyone(WHY):
        assert path_of(row.upload).exists()
    assert files(settings) == [], "what was used no longer waits"


def tokens_in(answer) -> list[str]:
    return re.findall(r'name="kept" value="(\w+)"', answer.text)


def test_nothing_sent_at_all_says_what_is_missing(browser: Client, person, village) -> None:
    assert browser.post(ADD).status_code == 422
    browser.force_login(village.staff)
    assert (
        browser.post(
            reverse("recognition:counter_evidence", args=[person.reference]) + "?giay=the&loai=library-card"
        ).status_code
        == 422
    )


def test_a_second_mistake_loses_it_neither(browser: Client, settings) -> None:
    token = token_in(browser.post(ADD, form(**WITHOUT_A_DAY)))
    assert token_in(browser.post(ADD, form(file=None, kept=token, indicators=None))) == token
    assert browser.post(ADD, form(file=None, kept=token)).status_code == 302


def test_pages_are_added_moved_and_left_out_without_a_script(browser: Client, settings) -> None:
    """Three photos, sent one after the other; nothing else is asked for until the form is finished."""
    tokens: list[str] = []
    for wide in (60, 61, 62):
        photo = SimpleUploadedFile(f"{wide}.jpg", photos.written(photos.halves((wide, 40))))
        answer = browser.post(ADD, {"file": photo, "kept": tokens, "more": "yes"})
        assert answer.status_code == 200
        assert 'class="error"' not in answer.text
        tokens = tokens_in(answer)
    assert len(tokens) == 3
    first, second, third = tokens
    assert browser.get(reverse("recognition:evidence_page", args=[second])).content[:3] == b"\xff\xd8\xff"
    answer = browser.post(ADD, form(file=None, kept=tokens, forward=third, title="Sổ tay", on="2026-03-05"))
    assert tokens_in(answer) == [first, third, second]
    assert ('value="Sổ tay"' in answer.text, 'value="2026-03-05"' in answer.text) == (True, True)
    answer = browser.post(ADD, form(file=None, kept=[first, third, second], **{"leave-out": first}))
    assert tokens_in(answer) == [third, second]
    assert sorted(path.name for path in files(settings)) == sorted([second, third])
    assert browser.post(ADD, form(file=None, kept=[third, second])).status_code == 302
    (row,) = kept()
    with everyone(WHY), pikepdf.open(path_of(row.upload)) as pdf:
        assert [int(page.obj.Resources.XObject.Im.Width) for page in pdf.pages] == [62, 61]
    assert files(settings) == []


def test_a_mistake_keeps_every_page(browser: Client, settings) -> None:
    three = [SimpleUploadedFile(f"{wide}.jpg", photos.written(photos.halves((wide, 40)))) for wide in (60, 61, 62)]
    answer = browser.post(ADD, form(file=three, **WITHOUT_A_DAY))
    tokens = tokens_in(answer)
    assert (answer.status_code, len(tokens)) == (422, 3)
    assert browser.post(ADD, form(file=None, kept=tokens)).status_code == 302
    (row,) = kept()
    with everyone(WHY):
        assert row.upload.pages == 3


def test_a_photo_that_is_refused_loses_none_of_the_others(browser: Client, settings) -> None:
    good = [SimpleUploadedFile(f"{wide}.jpg", photos.written(photos.halves((wide, 40)))) for wide in (60, 61, 62)]
    bad = [SimpleUploadedFile("x.jpg", b"no photo"), SimpleUploadedFile("y.jpg", b"")]
    answer = browser.post(ADD, form(file=[good[0], bad[0], *good[1:], bad[1]]))
    tokens = tokens_in(answer)
    assert (answer.status_code, len(tokens), kept()) == (422, 3, [])
    assert "Ảnh thứ 2:" in answer.text
    assert "Ảnh thứ 5:" in answer.text
    assert browser.post(ADD, form(file=None, kept=tokens)).status_code == 302
    (row,) = kept()
    with everyone(WHY), pikepdf.open(path_of(row.upload)) as pdf:
        assert [int(page.obj.Resources.XObject.Im.Width) for page in pdf.pages] == [60, 61, 62]


def test_a_page_whose_hour_is_over_loses_none_that_came_now(browser: Client, settings) -> None:
    photo = SimpleUploadedFile("60.jpg", photos.written(photos.halves((60, 40))))
    answer = browser.post(ADD, form(file=photo, kept="0" * 32))
    (token,) = tokens_in(answer)
    assert "không còn" in answer.text
    assert browser.post(ADD, form(file=None, kept=token)).status_code == 302


def test_pages_that_do_not_go_together_still_wait(browser: Client, settings) -> None:
    photo = SimpleUploadedFile("60.jpg", photos.written(photos.halves((60, 40))))
    paper = SimpleUploadedFile("a.pdf", pdf_of_one_page())
    answer = browser.post(ADD, form(file=[photo, paper]))
    assert (answer.status_code, len(tokens_in(answer))) == (422, 2)


def test_a_file_that_cannot_be_read_does_not_take_the_place_of_one_that_can(browser: Client, settings) -> None:
    address = reverse("recognition:evidence_add") + "?giay=so-hoa&loai=course-certificate"
    good, bad = (SimpleUploadedFile("a.json", one) for one in (made.token(), b"no badge"))
    token = token_in(browser.post(address, {"on": "", "indicators": ["B1"], "file": good}))
    answer = browser.post(address, {"on": "2026-04-01", "indicators": ["B1"], "file": bad, "kept": token})
    assert tokens_in(answer) == [token]
    assert browser.post(address, {"on": "2026-04-01", "indicators": ["B1"], "kept": token}).status_code == 302


def test_a_page_is_shown_to_the_session_that_chose_it_alone(browser: Client, person, settings) -> None:
    token = token_in(browser.post(ADD, form(**WITHOUT_A_DAY)))
    address = reverse("recognition:evidence_page", args=[token])
    answer = browser.get(address)
    assert (answer.status_code, answer["Content-Security-Policy"]) == (200, "default-src 'none'; sandbox")
    other = Client()
    other.force_login(person.user)
    assert other.get(address).status_code == 404
    assert browser.get(reverse("recognition:evidence_page", args=["0" * 32])).status_code == 404


def test_the_eleventh_page_is_refused_and_the_ten_stay(browser: Client, settings) -> None:
    tokens: list[str] = []
    for wide in range(50, 61):
        photo = SimpleUploadedFile(f"{wide}.jpg", photos.written(photos.halves((wide, 40))))
        tokens = tokens_in(browser.post(ADD, {"file": photo, "kept": tokens, "more": "yes"}))
    answer = browser.post(ADD, form(file=None, kept=tokens))
    assert answer.status_code == 422
    assert "tối đa 10 ảnh" in answer.text
    assert tokens_in(answer) == tokens


def test_a_file_that_is_wrong_itself_does_not_wait(browser: Client, settings) -> None:
    answer = browser.post(ADD, form(b"<svg onload=alert(1)>", "anh.svg", **WITHOUT_A_DAY))
    assert (token_in(answer), files(settings)) == ("", [])
    assert 'id="error-file"' in answer.text
    assert 'id="error-on"' in answer.text, "all that is wrong is said at once"
    browser.post(ADD, form())
    answer = browser.post(ADD, form(title="Giấy khác"))
    assert (token_in(answer), files(settings)) == ("", []), "handed in already"


def test_after_its_hour_it_is_asked_for_again(browser: Client, settings, monkeypatch) -> None:
    token = token_in(browser.post(ADD, form(**WITHOUT_A_DAY)))
    later = timezone.now() + waiting.LASTS + timedelta(minutes=1)
    monkeypatch.setattr(waiting.timezone, "now", lambda: later)
    answer = browser.post(ADD, form(file=None, kept=token))
    assert answer.status_code == 422
    assert "không còn được giữ" in answer.text
    assert kept() == []


def test_only_the_session_that_chose_it_has_it_and_for_its_learner_only(browser: Client, person, village) -> None:
    token = token_in(browser.post(ADD, form(**WITHOUT_A_DAY)))
    other = Client()
    other.force_login(person.user)
    assert "không còn được giữ" in other.post(ADD, form(file=None, kept=token)).text
    several = other.post(ADD, form(file=None, kept=[token, "0" * 32]))
    assert len(several.context["form"].errors["file"]) == 1, "said once, however many pages"
    for strange in ("../private", "0" * 32, "x"):
        assert browser.post(ADD, form(file=None, kept=strange)).status_code == 422
    desk = Client()
    desk.force_login(village.staff)
    addresses = [
        reverse("recognition:counter_evidence", args=[one.reference]) + "?giay=the&loai=library-card"
        for one in (person, make_learner(village.unit, "Trần Văn Ba"))
    ]
    token = token_in(desk.post(addresses[0], form(**WITHOUT_A_DAY)))
    assert "không còn được giữ" in desk.post(addresses[1], form(file=None, kept=token)).text
    assert desk.post(addresses[0], form(file=None, kept=token)).status_code == 302


def test_a_session_keeps_some_and_the_sweep_takes_what_is_over(browser: Client, settings) -> None:
    tokens = [
        token_in(browser.post(ADD, form(picture(), f"{n}.jpg", **WITHOUT_A_DAY))) for n in range(waiting.MOST + 2)
    ]
    assert {path.name for path in files(settings)} == set(tokens[-waiting.MOST :])
    assert forget_waiting() == 0
    old = time.time() - waiting.LASTS.total_seconds() - 60
    os.utime(files(settings)[0], (old, old))
    assert forget_waiting() == 1
    assert len(files(settings)) == waiting.MOST - 1


def test_of_whoever_has_not_agreed_nothing_is_kept(browser: Client, person, settings) -> None:
    with everyone(WHY):
        withdraw_consent(person, by=person.user)
    answer = browser.post(ADD, form(**WITHOUT_A_DAY))
    assert (token_in(answer), files(settings)) == ("", [])
    assert "Hãy chọn lại ảnh hoặc tệp PDF" in answer.text


def test_the_button_pressed_twice_says_that_the_paper_is_kept_once(browser: Client) -> None:
    """The first press used up what waited; the second one sends the same form."""
    token = token_in(browser.post(ADD, form(indicators=None)))
    sent = form(file=None, kept=token)
    assert browser.post(ADD, sent).status_code == 302
    again = browser.post(ADD, sent, follow=True)
    assert "bấm hai lần" in again.text
    with everyone(WHY):
        assert Evidence.objects.filter(kind="manual").count() == 1
    other = browser.post(ADD, form(file=None, kept=token, title="Một giấy khác"))
    assert other.status_code == 422, "another paper is no second press"


def test_the_same_file_sent_twice_from_one_form_is_kept_once_and_another_form_is_told(browser: Client) -> None:
    assert browser.post(ADD, form()).status_code == 302
    assert "bấm hai lần" in browser.post(ADD, form(), follow=True).text
    other = browser.post(ADD, form(title="Giấy khác"))
    assert other.status_code == 422
    assert "đã có" in other.text
    with everyone(WHY):
        Evidence.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert browser.post(ADD, form()).status_code == 422, "long after it is no second press"
