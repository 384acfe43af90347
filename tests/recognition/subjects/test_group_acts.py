"""What a group's case goes through beyond the straight way: a review, another commune, paper forms, the text for a telephone."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Learner, Residence
from portal.people.public import acting_as, everyone, move
from recognition.assessment import marking
from recognition.cases.paper_forms import AlreadyThere, attach
from recognition.models import Case, CaseEntry, PaperForm, Registration, ReviewRequest, Transfer
from tests.builders.cases import WHY, Village, make_campaign
from tests.builders.people import make_learner, signed_in
from tests.builders.subjects import make_subject, publish_invented
from tests.recognition.evidence.safe import photos

HOUSEHOLD, ORGANISATION = "gia_dinh_hoc_tap", "don_vi_hoc_tap_tinh"
FAMILY, SCHOOL = "Hộ bà Nguyễn Thị Hoa", "Trường Tiểu học Đồng Sen"
POINTS = {"points-G1.1": "40", "points-G2.1": "30", "points-G2.2": "15"}
LOW = {"G1.1": ("20", "x"), "G2.1": ("10", "x"), "G2.2": ("5", "x")}


def at(subject: Learner, name: str, title: str = HOUSEHOLD, *more) -> str:
    return reverse(f"recognition:{name}", args=[subject.reference, title, *more])


def the_case() -> Case:
    with everyone(WHY):
        return Case.objects.select_related("submission", "campaign", "learner").get()


def handed_in(client, household: Learner, name: str = "subject_case") -> Case:
    page = at(household, name)
    client.post(page, {"act": "points", **POINTS})
    client.post(page, {"act": "submit"})
    return the_case()


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join("".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.mark.parametrize("name", ["subject", "own_subject"])
def test_not_enough_is_looked_at_again_by_another_officer(village, household, hoa, name) -> None:
    client = signed_in(village.staff if name == "subject" else hoa.user)
    case = handed_in(client, household, f"{name}_case")
    with acting_as(village.officer):
        marking.not_enough(case, "Chưa thấy ai trong nhà học thêm.", village.officer, marks=LOW)
    page, review = client.get(at(household, f"{name}_case")).text, at(household, f"{name}_review")
    assert "Hồ sơ chưa đủ" in page
    assert "Chưa thấy ai trong nhà học thêm." in page
    assert review in page
    shown = client.get(review)
    assert (shown.status_code, "Chưa thấy ai" in shown.text) == (200, True)
    assert client.post(review, {"case": case.pk, "words": ""}).status_code == 422
    asked = client.post(review, {"case": case.pk, "words": "Con gái học lớp đan, có ảnh trong hồ sơ."})
    assert asked.url == review
    with everyone(WHY):
        assert ReviewRequest.objects.get().on_behalf_of is (name == "subject")
    again = signed_in(village.second_officer)
    screen = reverse("recognition:review", args=[case.pk])
    marks = {f"points-{code}": value for code, value in {"G1.1": "40", "G2.1": "30", "G2.2": "10"}.items()}
    marks |= {f"reason-{code}": "Đã đến nhà xem" for code in LOW}
    assert FAMILY in again.get(screen).text
    answered = again.post(screen, {**marks, "act": "end", "words": "Đã xem ảnh lớp đan, cả nhà đều học."})
    assert answered.status_code == 302, answered.context["refusal"]
    assert the_case().state == "confirmed"
    assert "cả nhà đều học" in client.get(review).text


def test_nobody_else_asks_for_a_review(village, household, hoa) -> None:
    case = handed_in(signed_in(hoa.user), household, "own_subject_case")
    with acting_as(village.officer):
        marking.not_enough(case, "Chưa đủ.", village.officer, marks=LOW)
    other = make_learner(village.unit, "Lê Văn An").user
    for user in (other, village.officer, Village("Hạ Long").staff):
        for name in ("subject_review", "own_subject_review"):
            answer = signed_in(user).post(at(household, name), {"case": case.pk, "words": "x"})
            assert answer.status_code in (403, 404)
    with everyone(WHY):
        assert not ReviewRequest.objects.exists()


def test_a_household_moves_and_its_case_goes_with_it(village, household, hoa) -> None:
    there = Village("Đồng Trăng", village.unit.parent)
    make_campaign(there.unit, title_key=HOUSEHOLD)
    case = handed_in(signed_in(hoa.user), household, "own_subject_case")
    with everyone(WHY):
        Residence.objects.filter(learner=household).update(valid_from=timezone.localdate() - timedelta(days=9))
    screen = reverse("people:subject_move", args=[household.reference])
    desk = signed_in(village.staff)
    assert screen in desk.get(reverse("people:subject", args=[household.reference])).text
    assert desk.get(screen).status_code == 200
    with everyone(WHY):
        move(household, there.unit, by=village.staff)
    assert desk.get(at(household, "subject_case")).status_code == 404, "the new commune serves it"
    client, page = signed_in(there.staff), at(household, "subject_case")
    shown = client.get(page)
    assert shown.context["moving"]["may_ask"]
    assert "Đồng Trăng" in shown.text
    assert client.post(page, {"act": "ask", "case": case.pk, "version": the_case().version}).url == page
    assert "gửi đề nghị rồi" in client.post(page, {"act": "ask", "case": case.pk}, follow=True).text
    client.post(page, {"act": "cancel", "case": case.pk})
    own = signed_in(hoa.user)
    own.post(at(household, "own_subject_case"), {"act": "ask", "case": case.pk, "version": the_case().version})
    with everyone(WHY):
        asked = Transfer.objects.get(state="asked")
    assert (asked.asked_by_id, asked.on_behalf_of) == (hoa.user.pk, False)
    officer = signed_in(there.officer)
    assert FAMILY in officer.get(reverse("recognition:transfers")).text
    answer = officer.post(reverse("recognition:transfer_answer", args=[asked.pk]), {"act": "accept"})
    assert answer.url == reverse("recognition:case", args=[case.pk])
    assert the_case().unit == there.unit
    assert "đã nhận hồ sơ" in own.get(at(household, "own_subject_case")).text


def test_a_place_does_not_move(village) -> None:
    commune = make_subject(village.staff, village.unit, "commune", "")
    assert signed_in(village.staff).get(reverse("people:subject_move", args=[commune.reference])).status_code == 404


def test_a_registration_is_taken_back(village, household) -> None:
    client, page = signed_in(village.staff), at(household, "subject_case")
    client.post(page, {"act": "register"})
    assert client.get(page).context["registering"]["row"]
    assert client.post(page, {"act": "take_back"}).url == page
    with everyone(WHY):
        assert Registration.objects.get().withdrawn_at is not None


def test_staff_have_the_text_for_a_telephone_and_a_receipt_and_the_representative_no_such_text(
    village, household, hoa
) -> None:
    client = signed_in(village.staff)
    handed_in(client, household)
    page = client.get(at(household, "subject_case"))
    assert page.context["papers"] == 0
    assert "Gia đình học tập (bộ thử, bịa ra)" in page.context["message"]
    assert FAMILY not in page.context["message"]
    assert "Báo cho người đại diện" in page.text
    assert "loi-nhan" not in signed_in(hoa.user).get(at(household, "own_subject_case")).text


def test_handed_in_or_taken_back_twice_is_once(village, household) -> None:
    client, page = signed_in(village.staff), at(household, "subject_case")
    client.post(page, {"act": "points", **POINTS})
    version = the_case().version
    sent = {"act": "submit", "case": the_case().pk, "version": version}
    assert client.post(page, sent).status_code == 302
    assert "đã được gửi rồi" in client.post(page, sent, follow=True).text
    back = {"act": "withdraw", "case": the_case().pk, "version": the_case().version}
    assert client.post(page, back).status_code == 302
    assert "rút" in client.post(page, back, follow=True).text
    assert the_case().state == "withdrawn"


@pytest.fixture
def files(settings, tmp_path) -> None:
    settings.PRIVATE_ROOT = tmp_path


@pytest.mark.django_db(transaction=True)  # a file that is closed ends the request, and with it the connection
@pytest.mark.usefixtures("files")
def test_the_printed_form_of_a_household_is_photographed_and_typed(village, household) -> None:
    client = signed_in(village.staff)
    pdf = client.get(at(household, "subject_form_pdf")).content
    text = text_of(pdf)
    for said in (FAMILY, "Tên hộ gia đình:", "ĐẠI DIỆN HỘ GIA ĐÌNH", "trên 40", "bộ thử, bịa ra"):
        assert said in text
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        (found,) = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    assert found.text.endswith(at(household, "subject_forms"))
    photo = SimpleUploadedFile("phieu.jpg", photos.written(photos.halves((60, 40))))
    sent = client.post(at(household, "subject_forms"), {"file": [photo]})
    with everyone(WHY):
        form = PaperForm.objects.get()
    typed = at(household, "subject_form_typed", HOUSEHOLD, form.pk)
    assert (sent.url, form.learner_id) == (typed, household.pk)
    assert typed in client.get(at(household, "subject_forms")).text
    assert at(household, "subject_form_file", HOUSEHOLD, form.pk) in client.get(typed).text
    assert client.post(typed, {**POINTS, "points-G2.2": "21"}).status_code == 422
    assert client.post(typed, POINTS).url == at(household, "subject_case")
    with everyone(WHY):
        form.refresh_from_db()
        entries = CaseEntry.objects.all()
        assert {one.on_behalf_of for one in entries} == {True}
        assert (form.case.title_key, len(entries)) == (HOUSEHOLD, 3)
    other = signed_in(Village("Hạ Long").staff)
    assert other.get(typed).status_code == 404
    file = client.get(at(household, "subject_form_file", HOUSEHOLD, form.pk))
    file.close()
    assert (file.status_code, file["Content-Type"]) == (200, "image/jpeg")


@pytest.mark.usefixtures("files")
def test_the_printed_form_of_an_organisation_is_ticked(village) -> None:
    publish_invented(ORGANISATION)
    make_campaign(village.unit, title_key=ORGANISATION)
    school, client = make_subject(village.staff, village.unit, "organisation", SCHOOL), signed_in(village.staff)
    text = text_of(client.get(at(school, "subject_form_pdf", ORGANISATION)).content)
    for said in (SCHOOL, "Tên đơn vị:", "Mức độ 1: từ 90 phần trăm", "Không áp dụng: không phải trường học"):
        assert said in text
    photo = SimpleUploadedFile("phieu.jpg", photos.written(photos.halves((60, 40))))
    typed = client.post(at(school, "subject_forms", ORGANISATION), {"file": [photo]}).url
    said = {"points-C1": "1", "points-C2": "0", "points-C3": "-", "points-C4": "1"}
    assert client.post(typed, said).status_code == 302
    with everyone(WHY):
        assert CaseEntry.objects.get(indicator="C3").not_applicable


@pytest.mark.usefixtures("files")
def test_a_form_waits_under_its_own_title_alone(village) -> None:
    publish_invented(ORGANISATION)
    make_campaign(village.unit, title_key=ORGANISATION)
    school, client = make_subject(village.staff, village.unit, "organisation", SCHOOL), signed_in(village.staff)
    here, other = at(school, "subject_forms", ORGANISATION), "don_vi_hoc_tap_xa"
    photo = photos.written(photos.halves((60, 40)))

    def sent() -> list[SimpleUploadedFile]:
        return [SimpleUploadedFile("phieu.jpg", photo)]

    with everyone(WHY):
        form = attach(school, sent(), village.staff, other)
    typed = at(school, "subject_form_typed", ORGANISATION, form.pk)
    assert typed not in client.get(here).text, "it is a form of the other title"
    assert client.get(typed).status_code == 404
    assert client.post(here, {"file": sent()}).url == typed, "photographed again at this title, it goes over"
    assert typed in client.get(here).text
    client.post(typed, {"points-C1": "1", "points-C2": "0", "points-C3": "-", "points-C4": "1"})
    with everyone(WHY), pytest.raises(AlreadyThere) as there:
        attach(school, sent(), village.staff, other)
    assert (there.value.form.title_key, there.value.form.case.title_key) == (ORGANISATION, ORGANISATION)
    with everyone(WHY):
        assert PaperForm.objects.count() == 1


def test_a_confirmation_for_a_household_names_it(village, household) -> None:
    client = signed_in(village.staff)
    assert at(household, "subject_confirmation") in client.get(at(household, "subject_forms")).text
    pdf = client.get(at(household, "subject_confirmation")).content
    text = text_of(pdf)
    for said in ("GIẤY XÁC NHẬN", FAMILY, "Xác nhận hộ gia đình:", "(G2.2)", "bộ thử, bịa ra"):
        assert said in text
    assert "ông, bà" not in text
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        (found,) = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    assert found.text.endswith(at(household, "subject_forms"))
    assert signed_in(Village("Hạ Long").staff).get(at(household, "subject_confirmation")).status_code == 404


def test_where_nothing_can_be_scored_there_is_no_form(village) -> None:
    school = make_subject(village.staff, village.unit, "organisation", SCHOOL)
    client = signed_in(village.staff)
    for name in ("subject_form_pdf", "subject_forms", "subject_confirmation"):
        assert client.get(at(school, name, ORGANISATION)).status_code == 404
