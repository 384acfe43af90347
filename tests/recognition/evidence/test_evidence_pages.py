"""The pages of evidence: real forms, kept text, and nobody else's things."""

import json
import re

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.people.public import everyone, give_consent
from recognition.cases import submission
from recognition.cases.state import title_state
from recognition.evidence.safe.pdfs import what_is_left
from recognition.evidence.uploads import path_of
from recognition.models import Evidence
from recognition.sets import publishing
from recognition.tasks import catch_up
from tests.builders.cases import Village, make_paper
from tests.builders.people import make_learner, make_user
from tests.builders.recognition import WHY, statement, store
from tests.recognition.evidence.safe import papers, photos
from tests.recognition.evidence.safe.papers import pdf
from tests.recognition.evidence.test_uploads import picture

pytestmark = pytest.mark.django_db(transaction=True)
ADD, LIST = reverse("recognition:evidence_add"), reverse("recognition:evidence_list")
ADD_CARD = ADD + "?giay=the&loai=library-card"


@pytest.fixture
def village():
    return Village()


@pytest.fixture
def person(village):
    learner = make_learner(village.unit)
    with everyone(WHY):
        give_consent(learner, by=learner.user)
    return learner


def form(data: bytes | None = None, name: str = "the.jpg", **changes) -> dict:
    values = {
        "title": "Thẻ thư viện xã",
        "on": "2026-03-05",
        "act": "evidence",
        "indicators": ["A1"],
        "file": SimpleUploadedFile(name, picture() if data is None else data),
        **changes,
    }
    return {key: value for key, value in values.items() if value is not None}


def kept() -> list[Evidence]:
    with everyone(WHY):
        return list(Evidence.objects.filter(kind="manual").order_by("pk"))


def test_everybody_signs_in_first(client, person):
    for address in (ADD, LIST, reverse("recognition:counter_evidence", args=[person.reference])):
        assert client.get(address).status_code == 302
    assert client.post(ADD_CARD, form()).status_code == 302
    assert kept() == []


def test_adding_a_photo(client, person):
    client.force_login(person.user)
    page = client.get(ADD_CARD)
    assert page.status_code == 200
    assert 'enctype="multipart/form-data"' in page.content.decode()
    answer = client.post(ADD_CARD, form())
    assert (answer.status_code, answer.url) == (302, LIST + "?chi-so=A1")
    (row,) = kept()
    assert (row.entered_by, row.on_behalf_of, row.title) == (person.user, False, "Thẻ thư viện xã")
    page = client.get(LIST + "?chi-so=A1").content.decode()
    assert "Thẻ thư viện xã" in page
    assert reverse("recognition:evidence_file", args=[row.pk]) in page
    with everyone(WHY):
        assert title_state(person).indicator("A1").proposed == 2


def test_photos_of_several_pages_become_one_paper(client, person):
    client.force_login(person.user)
    pages = [SimpleUploadedFile(f"{at}.jpg", photos.written(photos.halves((60 + at, 40)))) for at in range(3)]
    assert client.post(ADD_CARD, form(file=pages)).status_code == 302
    (row,) = kept()
    with everyone(WHY):
        upload = row.upload
    assert (upload.media_type, upload.pages, len(upload.looks)) == ("application/pdf", 3, 3)
    with pikepdf.open(path_of(upload)) as pdf:
        assert [int(page.obj.Resources.XObject.Im.Width) for page in pdf.pages] == [60, 61, 62]
    assert what_is_left(path_of(upload).read_bytes()) == set()
    for page in pages:
        page.seek(0)
    answer = client.post(ADD_CARD, form(file=pages, title="Giấy khác"))
    assert answer.status_code == 422  # the same photos in the same order are here already


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([photos.written(photos.halves()), pdf()], "Chỉ gửi cùng lúc được nhiều ảnh"),
        ([photos.written(photos.halves()), b"MZ"], "Ảnh thứ 2: Chỉ nhận ảnh"),
        ([photos.written(photos.halves())] * 11, "tối đa 10 ảnh"),
    ],
    ids=["a pdf among them", "a program among them", "eleven"],
)
def test_several_files_that_are_no_paper(client, person, files, reason):
    client.force_login(person.user)
    rows = [SimpleUploadedFile(f"{at}.jpg", data) for at, data in enumerate(files)]
    answer = client.post(ADD_CARD, form(file=rows))
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert kept() == []


@pytest.mark.parametrize(
    "name", ["anh.jpg.jpg", "giay-vndoc.com.pdf", "Ảnh chụp 05.03.2026", "IMG.jpg (1)", "anh.exe", "a" * 180 + ".heic"]
)
def test_bytes_are_judged_and_names_are_not(client, person, name):
    client.force_login(person.user)
    assert client.post(ADD_CARD, form(name=name)).status_code == 302
    assert len(kept()) == 1


@pytest.mark.parametrize("typed", ["https://xa.example.vn/tin/lop-hoc", "xa.example.vn/tin"])
def test_a_link_is_kept_and_shown_and_proposes_no_points(client, person, typed):
    client.force_login(person.user)
    link = form(file=None, indicators=["C2"], link=typed)
    answer = client.post(ADD + "?giay=lien-ket", link)
    (row,) = kept()
    assert (row.link.startswith("https://xa.example.vn/tin"), row.rule_id, row.upload_id) == (True, "other", None)
    page = client.get(answer.url).text
    assert f'href="{row.link}" rel="nofollow noopener noreferrer"' in page
    with everyone(WHY):
        assert title_state(person).indicator("C2").proposed == 0
    again = client.post(ADD + "?giay=lien-ket", link | {"title": "Tin khác"})
    assert again.status_code == 422, "the same link twice"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data://x/y", "ftp://a.example/b", "hai chữ", "", "https://" + "a" * 600]
)
def test_what_is_no_address_is_refused_with_what_was_typed(client, person, link):
    client.force_login(person.user)
    answer = client.post(ADD + "?giay=lien-ket", form(file=None, indicators=["C2"], link=link))
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert kept() == []


def test_somebody_who_knows_of_it_is_named_by_office(client, person):
    client.force_login(person.user)
    said = form(file=None, indicators=["C1"], witness="Trưởng thôn Đông")
    answer = client.post(ADD + "?giay=nguoi-biet", said)
    (row,) = kept()
    assert row.witness == "Trưởng thôn Đông"
    assert "Trưởng thôn Đông" in client.get(answer.url).text
    assert client.post(ADD + "?giay=nguoi-biet", form(file=None, indicators=["A1"], witness="x")).status_code == 422


def test_a_signature_that_does_not_stay_is_told_when_handing_in(client, person):
    client.force_login(person.user)
    page = client.post(ADD_CARD, form(papers.signed()), follow=True).content.decode()
    assert "Chữ ký số của tệp PDF không còn" in page
    (row,) = kept()
    with everyone(WHY):
        assert row.upload.signed


def test_one_paper_for_two_indicators(client, person):
    client.force_login(person.user)
    client.post(ADD + "?giay=xac-nhan&loai=witness", form(indicators=["C1", "C2"]))
    (row,) = kept()
    assert row.indicators == ["C1", "C2"]
    with everyone(WHY):
        state = title_state(person)
    assert (state.indicator("C1").proposed, state.indicator("C2").proposed, state.proposed_total) == (5, 5, 10)


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicators": None},
        {"on": "2026-02-30"},
        {"on": None},
        {"file": None},
        {"data": b"<svg onload=alert(1)>", "name": "anh.svg"},
        {"indicators": ["A1", "C2"]},
    ],
)
def test_what_was_typed_stays_and_nothing_is_written(client, person, wrong):
    client.force_login(person.user)
    answer = client.post(ADD_CARD, form(**wrong))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Thẻ thư viện xã"' in page
    assert 'class="error"' in page
    assert kept() == []


def test_all_that_is_missing_is_said_at_once_and_leads_to_its_place(client, person):
    client.force_login(person.user)
    page = client.post(ADD_CARD, form(indicators=None, on=None, file=None)).content.decode()
    links = re.findall(r'<li><a href="#([^"]+)">', page)
    assert links == ["id_file", "id_on", "id_indicators"]
    for place in links:
        assert page.count(f'id="{place}"') == 1


def test_a_file_that_is_there_or_not_needed_is_not_asked_for(client, person):
    client.force_login(person.user)
    page = client.post(ADD_CARD, form(on=None)).content.decode()
    assert "Chưa có ảnh" not in page


def test_the_list_says_where_evidence_is_and_where_there_is_none(client, person):
    client.force_login(person.user)
    client.post(ADD_CARD, form())
    page = client.get(LIST).content.decode()
    assert "Xem tất cả, và vì sao được" in page
    assert "0 minh chứng" not in page
    assert "Chưa có minh chứng." in page


def test_withdrawing_ones_own(client, person, village):
    other = make_learner(village.unit)
    client.force_login(person.user)
    client.post(ADD_CARD, form())
    (row,) = kept()
    address = reverse("recognition:evidence_withdraw", args=[row.pk])
    assert client.get(address).url == "/cua-toi/minh-chung/"
    assert row.withdrawn_at is None
    client.force_login(other.user)
    assert client.post(address).status_code == 404
    client.force_login(person.user)
    assert client.post(address).status_code == 302
    (row,) = kept()
    assert row.withdrawn_at
    assert client.post(address).status_code == 302


def test_what_lies_in_a_case_is_not_offered_to_be_withdrawn(client, village):
    with everyone(WHY):
        case = village.submitted()
        make_paper(case.learner, "A1", by=case.learner.user)
    learner = case.learner
    client.force_login(learner.user)
    assert client.get(LIST).text.count("Đúng, rút lại") == 1, "added later, not in the case"
    with everyone(WHY):
        submission.submit(
            submission.set_self_points(submission.withdraw(case, learner.user), "A1", 7, learner.user), learner.user
        )
    page = client.get(LIST).text
    assert "Đúng, rút lại" not in page
    assert "Muốn lấy ra thì rút hồ sơ về trước" in page


def test_the_file_is_served_safely_and_only_to_whom_it_concerns(client, person, village):
    client.force_login(person.user)
    client.post(ADD_CARD, form())
    client.post(ADD_CARD, form(pdf(), "giay.pdf"))
    photo, paper = (reverse("recognition:evidence_file", args=[row.pk]) for row in kept())
    answer = client.get(photo)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert re.fullmatch(r'inline; filename="minh-chung-\d+\.jpg"', answer["Content-Disposition"])
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    answer = client.get(paper)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    for user, status in (
        (village.officer, 404),  # sees it in the case, once it is handed in
        (village.signer, 404),
        (village.staff, 200),
        (make_learner(village.unit).user, 404),
        (Village("Xã khác").officer, 404),
        (make_user(), 404),
    ):
        client.force_login(user)
        answer = client.get(photo)
        assert answer.status_code == status
        answer.close()


def test_every_point_opens_into_its_statement(client, person, village):
    first, second = statement(person.pk, category=("indicators/cong_dan_hoc_tap/B1",)), statement(person.pk)
    store(first, second)
    catch_up()
    client.force_login(person.user)
    page = client.get(LIST + "?chi-so=B1").content.decode()
    with everyone(WHY):
        row = Evidence.objects.get(rule_id="b1-lessons")
        state = title_state(person).indicator("B1")
    assert [(part.points, part.evidence) for part in state.parts] == [(1, (row.pk,))]
    address = reverse("recognition:evidence_statement", args=[row.pk])
    assert address in page
    shown = client.get(address)
    assert shown.status_code == 200
    assert shown.context["stored"].statement["id"] == first["id"]
    assert json.loads(shown.context["text"])["actor"] == first["actor"]
    client.force_login(make_learner(village.unit).user)
    assert client.get(address).status_code == 404


def test_all_own_evidence_and_unknown_indicators(client, person):
    client.force_login(person.user)
    assert client.get(LIST).status_code == 200
    assert client.get(LIST + "?chi-so=Z9").status_code == 404
    assert client.get(ADD + "?chi-so=Z9").status_code == 200


def test_the_counter_enters_on_behalf_and_says_so(client, person, village):
    address = reverse("recognition:counter_evidence", args=[person.reference])
    client.force_login(village.staff)
    page = client.get(address)
    assert page.status_code == 200
    assert "Nguyễn Thị Hoa" in page.content.decode()
    mediation = address + "?giay=xac-nhan&loai=mediation"
    assert client.post(mediation, form(indicators=["C1"])).status_code == 302
    (row,) = kept()
    assert (row.entered_by, row.on_behalf_of, row.indicators) == (village.staff, True, ["C1"])
    with everyone(WHY):
        (item,) = title_state(person).indicator("C1").evidence
    assert item.entered_by_self is False
    assert client.post(mediation, form(indicators=["A1"])).status_code == 422
    assert client.post(address, {"act": "withdraw", "evidence": row.pk}).status_code == 302
    assert kept()[0].withdrawn_by == village.staff


def test_only_staff_of_the_commune_stand_at_its_counter(client, person, village):
    address = reverse("recognition:counter_evidence", args=[person.reference])
    for user, status in (
        (person.user, 403),
        (village.officer, 403),
        (make_user("staff", unit=Village("Xã khác").unit), 404),
    ):
        client.force_login(user)
        assert client.get(address).status_code == status
        assert client.post(address, form()).status_code == status
    assert kept() == []


def test_no_set_is_said_plainly():
    with pytest.raises(publishing.NoCriteriaSet, match="load_criteria"):
        publishing.current("khong_co")
