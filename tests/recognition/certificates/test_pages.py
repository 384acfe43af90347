"""What a holder and whoever checks a certificate are shown, and its sheet."""

import io
import re

import segno
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from portal.people.public import everyone
from recognition.certificates import sheet
from recognition.certificates.codes import threes
from recognition.certificates.words import check_url, words_of
from recognition.models import Certificate
from recognition.papers.qr import qr_svg
from tests.builders.browsing import signed_in
from tests.builders.cases import WHY, Village
from tests.builders.decided import a_certificate
from tests.builders.decisions import revoked
from tests.builders.people import make_learner, rename


class TestCertificate:
    def test_the_pdf_carries_the_name_with_its_marks_and_is_fit_for_keeping(self, village: Village, settings) -> None:
        settings.PUBLIC_URL = "https://hoctap.example.vn"
        certificate = a_certificate(village)
        with everyone(WHY):
            made, again = sheet.pdf(certificate), sheet.pdf(certificate)
        assert made == again
        text = PdfReader(io.BytesIO(made)).pages[0].extract_text()
        for part in (
            "Nguyễn Thị Hường Ngoãn",
            "Công dân học tập",
            "xã Đồng Sen, tỉnh Sen Hồng",
            certificate.register_code,
            "128/QĐ-UBND",
            "hoctap.example.vn/kiem-tra",
            threes(certificate.code),
        ):
            assert part in text, part
        for absent in ("điểm", "85", "8,5", "chưa có nguồn", "ký tên"):
            assert absent not in text, absent
        assert len(PdfReader(io.BytesIO(made)).pages) == 1
        assert b"<pdfaid:part>2</pdfaid:part>" in made
        assert b"<pdfuaid:part>1</pdfuaid:part>" in made

    def test_the_code_leads_to_the_check_page(self, village: Village, settings) -> None:
        settings.PUBLIC_URL = "https://hoctap.example.vn"
        certificate = a_certificate(village)
        url = f"https://hoctap.example.vn/kiem-tra/{certificate.token}"
        assert check_url(certificate) == url
        drawn, wanted = io.BytesIO(), segno.make(url, error="m", micro=False)
        wanted.save(drawn, kind="svg", xmldecl=False, border=2, scale=4, svgclass=None)
        with everyone(WHY):
            assert qr_svg(words_of(certificate).check_url) == drawn.getvalue().decode()

    def test_a_name_cannot_become_markup_of_the_sheet(self, village: Village) -> None:
        certificate = a_certificate(village, '#import "@x" *Bà* $x$ \\ "]')
        with everyone(WHY):
            text = PdfReader(io.BytesIO(sheet.pdf(certificate))).pages[0].extract_text()
        assert '#import "@x" *Bà* $x$' in text

    def test_only_the_holder_and_officials_of_the_place_open_it(self, village: Village) -> None:
        certificate = a_certificate(village)
        with everyone(WHY):
            holder = certificate.learner.user
        for name in ("recognition:certificate", "recognition:certificate_pdf"):
            url = reverse(name, args=[certificate.token])
            assert Client().get(url).status_code == 302
            for user in (make_learner(village.unit).user, Village("Hạ Long").signer):
                assert signed_in(user).get(url).status_code == 404
            for user in (holder, village.officer, village.signer):
                assert signed_in(user).get(url).status_code == 200


class TestCheckPage:
    def test_it_shows_what_the_decision_says_and_never_points(self, village: Village) -> None:
        certificate = a_certificate(village)
        page = Client().get(reverse("recognition:check", args=[certificate.token]))
        assert page.status_code == 200
        for part in ("Nguyễn Thị Hường Ngoãn", "Công dân học tập", "Xã Đồng Sen", certificate.register_code):
            assert part in page.text
        body = page.text.split("<main", 1)[1].split("</main>", 1)[0]
        visible = re.sub(r"<[^>]+>", " ", body)
        assert not re.search(r"\b85\b|8,5|8\.5|điểm|points", visible)
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert str(certificate.learner_id) not in page.text
        assert str(certificate.urn) not in page.text

    def test_superseded_leads_to_the_new_one_and_revoked_says_so(self, village: Village) -> None:
        old = a_certificate(village, "Nguyễn Thị Hao")
        with everyone(WHY):
            rename(old.learner_id, "Nguyễn Thị Hoa")
        url = reverse("recognition:certificate_change", args=[old.token])
        assert signed_in(Village("Hạ Long").signer).get(url).status_code == 404
        assert signed_in(village.signer).post(url, {"act": "supersede", "reason": "Sai tên"}).status_code == 302
        with everyone(WHY):
            new = Certificate.objects.get(state="valid")
        page = Client().get(reverse("recognition:check", args=[old.token])).text
        assert reverse("recognition:check", args=[new.token]) in page
        assert "Nguyễn Thị Hao" in page
        assert "Nguyễn Thị Hoa" in Client().get(reverse("recognition:check", args=[new.token])).text
        with everyone(WHY):
            revoked(new, village.signer, "Không đúng người")
        assert Client().get(reverse("recognition:check", args=[new.token])).context["c"].state == "revoked"

    def test_a_wrong_address_is_told_plainly(self, village: Village) -> None:
        page = Client().get(reverse("recognition:check", args=["a" * 22]))
        assert page.status_code == 404
        assert page.context["c"] is None
