"""Paper at the counter: printed, filled in by hand, photographed, typed later with the photograph beside it."""

import io
import threading

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from portal.people.public import everyone, join, withdraw_consent
from recognition.models import CaseEntry, PaperForm
from tests.builders.cases import WHY, Village
from tests.builders.people import make_learner, make_user, signed_in
from tests.recognition.evidence.safe import photos

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def village(settings, tmp_path) -> Village:
    settings.PRIVATE_ROOT = tmp_path
    return Village()


@pytest.fixture
def person(village):
    return make_learner(village.unit, "Nguyễn Thị Hoa")


@pytest.fixture
def desk(client, village):
    client.force_login(village.staff)
    return client


def address(name: str, person, **more) -> str:
    return reverse(f"recognition:{name}", kwargs={"reference": person.reference, **more})


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def photo(wide: int = 60) -> SimpleUploadedFile:
    return SimpleUploadedFile("phieu.jpg", photos.written(photos.halves((wide, 40))))


def attached(desk, person) -> PaperForm:
    assert desk.post(address("counter_form", person), {"file": [photo(60), photo(61)]}).status_code == 302
    with everyone(WHY):
        return PaperForm.objects.select_related("upload").get()


def test_the_blank_papers_need_no_account_and_say_whose_proposal_they_are(client, village):
    for name, said in (("confirmation", "GIẤY XÁC NHẬN"), ("blank_form", "PHIẾU TỰ CHẤM ĐIỂM")):
        answer = client.get(reverse(f"recognition:{name}"))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        text = text_of(answer.content)
        assert said in text
        assert "chưa phải mẫu chính thức" in text
        assert answer.content == client.get(reverse(f"recognition:{name}")).content


def test_a_person_s_papers_carry_the_name_and_a_code_that_opens_this_person(desk, person):
    for name in ("counter_form_pdf", "counter_confirmation"):
        pdf = desk.get(address(name, person)).content
        assert "Nguyễn Thị Hoa" in text_of(pdf)
        with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
            (found,) = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
        assert found.text.endswith(address("counter_form", person))
        assert "Hoa" not in found.text


def test_a_form_is_photographed_now_and_typed_later(desk, person, village):
    form = attached(desk, person)
    assert (form.upload.pages, form.by, form.typed_at) == (2, village.staff, None)
    assert "Chờ nhập" in desk.get(address("counter_form", person)).text
    page = address("counter_form_typed", person, pk=form.pk)
    assert address("counter_form_file", person, pk=form.pk) in desk.get(page).text
    wrong = desk.post(page, {"points-A1": "7,5", "points-A2": "11"})
    assert wrong.status_code == 422
    assert 'value="7,5"' in wrong.text
    with everyone(WHY):
        assert not CaseEntry.objects.exists()
    assert desk.post(page, {"points-A1": "7,5", "points-A2": ""}).status_code == 302
    with everyone(WHY):
        (entry,) = CaseEntry.objects.all()
        form.refresh_from_db()
    assert (entry.indicator, entry.points, entry.on_behalf_of, entry.entered_by) == ("A1", 7.5, True, village.staff)
    assert (form.case_id, form.typed_by) == (entry.case_id, village.staff)
    again = desk.post(page, {"points-A1": "9"}, follow=True)
    assert "đã nhập rồi" in again.text
    with everyone(WHY):
        assert CaseEntry.objects.count() == 1, "typed once"
    answer = desk.get(address("counter_form_file", person, pk=form.pk))
    assert answer["Content-Type"] == "application/pdf"
    answer.close()


def test_what_is_refused_leaves_nothing(desk, person):
    assert desk.post(address("counter_form", person)).status_code == 422
    assert desk.post(address("counter_form", person), {"file": SimpleUploadedFile("a.jpg", b"MZ")}).status_code == 422
    attached(desk, person)
    again = desk.post(address("counter_form", person), {"file": [photo(60), photo(61)]}, follow=True)
    assert "đã có rồi" in again.text
    assert again.redirect_chain, "a second press leads where the first one led"
    with everyone(WHY):
        withdraw_consent(person, by=person.user)
    assert desk.post(address("counter_form", person), {"file": photo(70)}).status_code == 422
    with everyone(WHY):
        assert PaperForm.objects.count() == 1


def test_a_form_of_one_person_is_not_found_at_another_and_nobody_else_sees_it(desk, person, village, client):
    form = attached(desk, person)
    other = make_learner(village.unit, "Trần Văn An")
    for name in ("counter_form_typed", "counter_form_file"):
        assert desk.get(address(name, other, pk=form.pk)).status_code == 404
    for user, status in (
        (village.officer, 403),
        (make_user("staff", unit=Village("Xã khác").unit), 404),
        (person.user, 403),
    ):
        client.force_login(user)
        for name in ("counter_form_typed", "counter_form_file"):
            assert client.get(address(name, person, pk=form.pk)).status_code == status


def test_the_counter_says_points_gaps_state_and_next_step(desk, person):
    page = desk.get(reverse("recognition:counter_evidence", args=[person.reference])).text
    assert "Nguyễn Thị Hoa có 0 điểm, mốc là 80" in page
    assert "Chưa bắt đầu hồ sơ." in page
    assert "nên còn thiếu 5" in page
    assert "Thêm minh chứng “Kế hoạch học tập của bản thân”: thêm 4 điểm." in page
    for name in ("counter_submit", "counter_points", "counter_form"):
        assert address(name, person) in page


def test_forms_of_the_other_record_are_the_person_s_and_are_typed_into_the_case_that_goes_on(desk, person, village):
    double = make_learner(village.unit, "Nguyễn Thị Hoa")
    form = attached(desk, double)
    with everyone(WHY):
        join(person, double, by=village.staff, proof="Căn cước")
    page = address("counter_form_typed", person, pk=form.pk)
    assert page in desk.get(address("counter_form", person)).text
    again = desk.post(address("counter_form", person), {"file": [photo(60), photo(61)]}, follow=True)
    assert "đã có rồi" in again.text
    assert desk.post(page, {"points-A1": "7"}).status_code == 302
    with everyone(WHY):
        assert CaseEntry.objects.get().case.learner == person
        assert PaperForm.objects.get().case.learner == person
    answer = desk.get(address("counter_form_file", person, pk=form.pk))
    assert answer.status_code == 200
    answer.close()


def test_pressed_twice_at_the_same_moment_a_form_is_kept_once(person, village):
    barrier, answers = threading.Barrier(2), []

    def press() -> None:
        try:
            browser = signed_in(village.staff)
            barrier.wait(10)
            answers.append(browser.post(address("counter_form", person), {"file": photo(60)}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _press in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [302, 302]
    with everyone(WHY):
        assert PaperForm.objects.count() == 1
