"""The pages: who reaches them, what they show and never show, and that forms work without scripts."""

import re
from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.look.templatetags.look import vidate
from portal.people.public import everyone
from recognition.assessment import marking
from recognition.assessment.queue import claim, queue
from recognition.decisions import signing
from recognition.evidence.uploads import hand_in
from recognition.models import Assessment, Case, Decision, Evidence, Mark, SubmittedItem
from tests.builders.browsing import signed_in
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.decided import a_certificate
from tests.builders.people import make_learner, make_user
from tests.builders.quiet import quiet_case
from tests.recognition.evidence.test_uploads import picture

NAMES = ("An", "Bình", "Chi", "Dung", "Giang", "Hạnh")


def visible_text(html: str) -> str:
    """What a person reads of the page's middle, a line a block."""
    main = BeautifulSoup(html, "html.parser").find("main")
    return re.sub(r"[ \t]+", " ", main.get_text("\n", strip=True))


def form_of(case: Case, **other) -> dict:
    return {
        "version": case.version,
        "chi-so": "A1",
        **{f"points-{code}": "8" for code in CODES},
        **{f"reason-{code}": "Đã xem giấy tờ gốc" for code in CODES},
        **other,
    }


class TestOfficer:
    def test_the_queue_shows_the_own_commune_and_nobody_else_s(self, village: Village) -> None:
        village.submitted("Trần Văn An")
        Village("Hạ Long").submitted("Lê Thị Bình")
        page = signed_in(village.officer).get(reverse("recognition:queue"))
        assert "Trần Văn An" in page.text
        assert "Lê Thị Bình" not in page.text

    def test_another_commune_and_other_roles_get_nothing(self, village: Village) -> None:
        case = village.submitted()
        url = reverse("recognition:case", args=[case.pk])
        elsewhere = make_user("officer", unit=Village("Hạ Long").unit)
        assert signed_in(elsewhere).get(url).status_code == 404
        assert signed_in(elsewhere).post(url, form_of(case, act="confirm")).status_code == 404
        for user in (village.staff, village.signer, case.learner.user):
            assert signed_in(user).get(url).status_code == 403
        assert Client().get(url).status_code == 302

    def test_a_case_is_confirmed_by_its_form_and_the_step_taken_back(self, village: Village) -> None:
        case = village.submitted()
        client, url = signed_in(village.officer), reverse("recognition:case", args=[case.pk])
        assert client.get(url, {"chi-so": "B2"}).status_code == 200
        made = client.post(url, form_of(case, act="confirm"))
        assert made.status_code == 302
        with everyone(WHY):
            case.refresh_from_db()
            assert case.state == "confirmed"
        assert client.post(url, {"act": "undo", "version": case.version}).status_code == 302
        with everyone(WHY):
            case.refresh_from_db()
            assert case.state == "submitted"

    def test_a_missing_reason_is_named_and_what_was_typed_stays(self, village: Village) -> None:
        case = village.submitted()
        data = form_of(case, act="confirm") | {"reason-B3": "", "points-B3": "7,5"}
        page = signed_in(village.officer).post(reverse("recognition:case", args=[case.pk]), data)
        assert page.status_code == 422
        assert 'value="7,5"' in page.text
        assert "B3" in page.context["refusal"].field
        with everyone(WHY):
            assert not Mark.objects.exists()

    def test_two_people_on_one_case_are_told(self, village: Village) -> None:
        case = village.submitted()
        url = reverse("recognition:case", args=[case.pk])
        first, second = signed_in(village.officer), signed_in(village.second_officer)
        assert first.post(url, {"act": "claim"}).status_code == 302
        page = second.get(url)
        assert village.officer.get_full_name() in page.text
        assert second.post(url, form_of(case, act="confirm")).status_code == 409
        assert second.post(url, {"act": "take_over"}).status_code == 302
        assert second.post(url, form_of(case, act="save")).status_code == 302
        stale = first.post(url, form_of(case, act="confirm"))
        assert stale.status_code == 409

    def test_looking_at_a_page_writes_nothing(self, village: Village) -> None:
        case = village.submitted()
        client = signed_in(village.officer)
        client.get(reverse("recognition:case", args=[case.pk]))
        with everyone(WHY):
            again = Case.objects.get(pk=case.pk)
            assert (again.version, again.lease_holder, Assessment.objects.count()) == (
                case.version,
                None,
                0,
            )

    def test_without_a_script_a_paper_is_opened_with_what_was_typed_kept(self, village: Village) -> None:
        case = quiet_case(village, file="a" * 64)
        client, url = signed_in(village.officer), reverse("recognition:case", args=[case.pk])
        item = re.search(r'value="look:(\d+)"', client.get(url).text)[1]
        typed = form_of(case, act=f"look:{item}") | {"points-A1": "7", "reason-A1": "Giấy mờ, đang xem lại"}
        answer = client.post(url, typed)
        assert (answer.status_code, answer["Location"]) == (302, f"{url}?giay={item}#giay")
        page = client.get(answer["Location"]).text
        assert 'value="7"' in page
        assert "Giấy mờ, đang xem lại" in page
        with everyone(WHY):
            assert not Assessment.objects.exists()

    def test_the_next_case_passes_over_those_held_or_not_allowed(self, village: Village) -> None:
        both = village.officer_at_the_counter()
        with everyone(WHY):
            held, helped, free = village.submitted(), village.submitted(helper=both), village.submitted()
            claim(held, village.second_officer)
        client = signed_in(both)  # who helped one of them at the counter
        gone = client.post(reverse("recognition:next_case"))
        assert gone.url == reverse("recognition:case", args=[free.pk])
        with everyone(WHY):
            marking.confirm(free, both, marks=dict.fromkeys(CODES, (Decimal(8), "Đã xem giấy tờ gốc")))
        assert client.post(reverse("recognition:next_case")).url == reverse("recognition:queue")
        with everyone(WHY):  # it still waits, for an officer who helped nobody
            assert set(queue(village.second_officer)) == {held, helped}


class TestSigner:
    def test_signing_by_form_makes_decision_and_files(self, village: Village) -> None:
        case = village.confirmed("Nguyễn Thị Hoa")
        client, url = signed_in(village.signer), reverse("recognition:sign")
        page = client.get(url).text
        assert "Nguyễn Thị Hoa" in page
        today = timezone.localdate().strftime("%d/%m/%Y")
        data = {"body": village.body.pk, "number": "128/QĐ-UBND", "date": today, "cases": [case.pk]}
        data |= dict(re.findall(r'name="(seen-\d+)" value="(\w+)"', page))
        for typed, said in (
            ("31/02/2026", "Không có ngày này"),
            ("ngày mai", "Không có ngày này"),
            ("", "Chưa có ngày"),
        ):
            wrong = client.post(url, {**data, "date": typed})
            assert wrong.status_code == 422
            assert said in wrong.text
            assert f'value="{typed}"' in wrong.text or not typed
        wrong = client.post(url, {**data, "date": "31/02/2026"})
        assert wrong.status_code == 422
        assert 'value="128/QĐ-UBND"' in wrong.text
        assert client.post(url, {**data, "number": ""}).status_code == 422
        assert "128/QĐ-UBND" in client.post(url, data).text
        data["act"] = "record"
        made = client.post(url, data)
        decision = Decision.objects.get()
        assert made.url == reverse("recognition:sign_decision", args=[decision.pk])
        page = client.get(made.url)
        assert "Nguyễn Thị Hoa" in page.text
        assert client.post(url, data).url == made.url  # pressed twice: nothing is signed twice
        assert Decision.objects.count() == 1

    def test_sending_back_and_another_commune(self, village: Village) -> None:
        case = village.confirmed()
        url = reverse("recognition:sign_send_back", args=[case.pk])
        assert signed_in(Village("Hạ Long").signer).get(url).status_code == 404
        client = signed_in(village.signer)
        assert client.post(url, {"reason": "", "version": case.version}).status_code == 422
        assert client.post(url, {"reason": "Thiếu ngày", "version": case.version}).status_code == 302

    def test_an_old_decision_stays_inside_its_place(self, village: Village) -> None:
        certificate = a_certificate(village)
        url = reverse("recognition:sign_decision", args=[certificate.line.decision_id])
        assert signed_in(village.signer).get(url).status_code == 200
        assert signed_in(Village("Hạ Long").signer).get(url).status_code == 404


class TestPlace:
    def holders(self, village: Village, count: int, helper=None) -> list[str]:
        """Signs for so many people; returns their names, each another."""
        names = [f"{'Trần Văn' if helper else 'Nguyễn Thị'} {name}" for name in NAMES[:count]]
        with everyone(WHY):
            done = [village.confirmed(name, helper=helper) for name in names]
            number = f"{Decision.objects.count()}/QĐ"
            signing.sign(done, village.body, number, timezone.localdate(), village.signer)
        return names

    def code(self, village: Village) -> str:
        return village.unit.versions.get().code

    def test_counts_are_public_and_people_are_not(self, village: Village) -> None:
        alone = self.holders(village, 6)
        helped = self.holders(village, 5, helper=village.staff)
        url = reverse("recognition:place", args=[self.code(village)])
        page = Client().get(url)
        assert page.status_code == 200
        assert "54,5" in page.text
        assert not any(name in page.text for name in alone + helped)
        people = reverse("recognition:place_people", args=[self.code(village), "tu-nhap"])
        assert people not in page.text
        assert Client().get(people).status_code == 302
        assert signed_in(Village("Hạ Long").officer).get(people).status_code == 404
        assert signed_in(village.staff).get(people).status_code == 403
        listed = signed_in(village.officer).get(people)
        assert all(name in listed.text for name in alone)
        assert not any(name in listed.text for name in helped)
        assert people in signed_in(village.officer).get(url).text

    def test_small_counts_are_for_officials_only(self, village: Village) -> None:
        self.holders(village, 3)
        url = reverse("recognition:place", args=[self.code(village)])
        shown = visible_text(Client().get(url).text)
        assert "ít hơn 5 người" in shown
        counts = re.sub(r"[Tt]ỷ lệ [12]", "", shown)  # the two rates are called by number
        assert not re.search(r"(?<!\d)(?<!\d[,./:])[1-4](?!\d)(?![,./:]\d)", counts), shown
        assert "100%" not in shown
        exact = visible_text(signed_in(village.officer).get(url).text)
        assert "3 người" in exact
        assert "100%" in exact

    def test_rate_one_is_no_number_and_not_zero(self, village: Village) -> None:
        page = signed_in(village.officer).get(reverse("recognition:place", args=[self.code(village)]))
        first = page.context["rates"][0]
        assert (first["percent"], first["rate"].numerator) == (None, None)

    def test_an_unknown_place_is_not_found(self, village: Village) -> None:
        assert Client().get(reverse("recognition:place", args=["00000"])).status_code == 404


class TestLearner:
    def test_points_then_handing_in_then_taking_back(self, village: Village) -> None:
        learner = make_learner(village.unit)
        client = signed_in(learner.user)
        wrong = client.post(reverse("recognition:self_points"), {"points-A1": "12", "points-A2": "7,5"})
        assert wrong.status_code == 422
        assert 'value="12"' in wrong.text
        assert 'value="7,5"' in wrong.text
        assert (
            client.post(reverse("recognition:self_points"), {f"points-{code}": "8" for code in CODES}).status_code
            == 302
        )
        page = client.get(reverse("recognition:submit"))
        assert page.status_code == 200
        assert client.post(reverse("recognition:submit"), {"version": page.context["case"].version}).status_code == 302
        with everyone(WHY):
            case = Case.objects.get(learner=learner)
            assert (case.state, case.submission.on_behalf_of) == ("submitted", False)
        assert client.post(reverse("recognition:withdraw"), {"version": case.version}).status_code == 302
        with everyone(WHY):
            case.refresh_from_db()
            assert case.state == "withdrawn"

    def test_the_counter_enters_on_behalf_and_only_for_its_own_place(self, village: Village) -> None:
        learner = make_learner(village.unit)
        url = reverse("recognition:counter_points", args=[learner.reference])
        assert signed_in(Village("Hạ Long").staff).get(url).status_code == 404
        assert signed_in(learner.user).get(url).status_code == 403
        client = signed_in(village.staff)
        assert client.post(url, {f"points-{code}": "8" for code in CODES}).status_code == 302
        submit = reverse("recognition:counter_submit", args=[learner.reference])
        assert client.get(submit).status_code == 200
        assert client.post(submit).status_code == 302
        with everyone(WHY):
            case = Case.objects.get(learner=learner)
            assert case.submission.on_behalf_of
            assert set(case.entries.values_list("on_behalf_of", flat=True)) == {True}

    def test_handing_in_is_answered_with_a_receipt(self, village: Village) -> None:
        learner = make_learner(village.unit)
        client = signed_in(learner.user)
        client.post(reverse("recognition:self_points"), {f"points-{code}": "8" for code in CODES})
        address = reverse("recognition:submit")
        before = client.get(address).text
        assert "Vẫn gửi được" in before, "below the mark: said kindly"
        assert reverse("recognition:evidence_list") in before
        receipt = client.post(address, follow=True)
        assert receipt.request["PATH_INFO"] == address
        assert "Nhận lúc" in receipt.text
        assert "Việc tiếp theo" in receipt.text
        with everyone(WHY):
            last = Case.objects.get(learner=learner).campaign.assessment_to
        assert vidate(last) in receipt.text
        assert "loi-nhan" not in receipt.text, "the text for Zalo is for staff"

    def test_the_receipt_tells_papers_from_what_the_portal_recorded(self, village: Village) -> None:
        case = quiet_case(village)
        with everyone(WHY):
            item = case.submission.items.last()
            number = case.submission.items.count()
            item.pk, item.kind = None, Evidence.Kind.AUTOMATIC
            item.evidence = make_paper(case.learner, "A1", by=case.learner.user)
            item.save(force_insert=True)
        receipt = signed_in(case.learner.user).get(reverse("recognition:submit")).text
        assert f"{number + 1}, trong đó 1 do cổng tự ghi khi học" in " ".join(receipt.split())

    @pytest.mark.parametrize(
        ("act", "said"),
        [
            ("", "đã được nhận lúc"),
            ("ask_for_more", "cần bổ sung: “Thêm ảnh B2.”"),
            ("not_enough", "lần này chưa đủ: “Thêm ảnh B2.”"),
            ("confirm", "đã được đề nghị công nhận"),
        ],
    )
    def test_staff_have_a_text_to_send(self, village: Village, act: str, said: str) -> None:
        with everyone(WHY):
            case = village.submitted("Lê Thị Sáu")
            if act == "confirm":
                case = village.confirmed("Lê Thị Sáu")
            elif act:
                getattr(marking, act)(case, "Thêm ảnh B2.", village.officer)
        page = signed_in(village.staff).get(reverse("recognition:counter_submit", args=[case.learner.reference]))
        text = BeautifulSoup(page.text, "html.parser").find(id="loi-nhan").text
        assert said in text
        assert "Sáu" not in text

    def test_papers_stand_in_the_viewer(self, village: Village) -> None:
        with everyone(WHY):
            case = village.submitted()
            marking.ask_for_more(case, "Thêm giấy", village.officer)
            paper = hand_in(
                case.learner,
                kind_id="mediation",
                indicators=["C1"],
                title="Giấy xác nhận hòa giải",
                on=date(2026, 3, 1),
                file=SimpleUploadedFile("giay.jpg", picture()),
                by=village.staff,
            )
        client = signed_in(case.learner.user)
        assert client.post(reverse("recognition:submit")).status_code == 302
        officer, url = signed_in(village.officer), reverse("recognition:case", args=[case.pk])
        assert officer.post(url, {"act": "claim"}).status_code == 302
        page = officer.get(url, {"chi-so": "C1"})
        viewer = BeautifulSoup(page.text, "html.parser").find("section", class_="viewer")
        with everyone(WHY):
            item = SubmittedItem.objects.get(evidence=paper)
        address = reverse("recognition:paper_file", args=[case.pk, item.pk])
        assert viewer.find("img", src=lambda one: one.split("?")[0] == address)
        assert viewer.find("a", href=address)
        assert "Giấy xác nhận hòa giải" in viewer.text
        assert not page.context["s"].paper.opened
        file = officer.get(address)
        assert file.status_code == 200
        assert file.getvalue()
        assert officer.get(url, {"chi-so": "C1"}).context["s"].paper.opened
        assert signed_in(Village("Hạ Long").officer).get(address).status_code == 404
        file.close()  # with it goes the connection


def test_points_sent_twice_and_taken_back_twice_are_no_refusal(village: Village) -> None:
    case = village.submitted()
    browser = signed_in(case.learner.user)
    taking = {"case": case.pk, "version": case.version}
    for _press in range(2):
        answer = browser.post(reverse("recognition:withdraw"), taking, follow=True)
        assert "Anh/chị tự sửa" not in answer.text
        assert "đã được rút" in answer.text.lower() or "đã rút" in answer.text.lower()
    with everyone(WHY):
        case.refresh_from_db()
    sent = {"case": case.pk, "version": case.version, "points-A1": "5"}
    for _press in range(2):
        assert browser.post(reverse("recognition:self_points"), sent).status_code == 302
    with everyone(WHY):
        assert case.entries.filter(points=5).count() == 1
    stale = browser.post(reverse("recognition:self_points"), sent | {"points-A1": "6"})
    assert stale.status_code == 422, "other points from an old page are still asked about"
