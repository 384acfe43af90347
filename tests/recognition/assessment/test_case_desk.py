"""The officer's case: one computation behind bar, buttons and refusals; what the page asks and shows."""

from io import BytesIO
from xml.etree import ElementTree

import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.people.private_details import keep_details
from portal.people.public import everyone
from recognition.assessment import marking
from recognition.assessment.bar import bar_of
from recognition.assessment.queue import claim
from recognition.cases import submission
from recognition.decisions import signing
from recognition.evidence.safe.refusal import NotTaken
from recognition.evidence.uploads import hand_in
from recognition.models import Case, CaseEvent, DeskSetting, PaperOpened, ReplyPhrase, SubmittedItem
from recognition.refusals import Incomplete
from recognition.sets.publishing import criteria_of
from tests.builders.audit import acts_noted
from tests.builders.browsing import signed_in
from tests.builders.case_page import EIGHTS, MARKED, draft, form_of, page_of, soup, with_papers
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.people import make_learner


def _no_room(_data: bytes, _page: int) -> bytes:
    raise NotTaken("full")


class TestOneComputation:
    """What the bar says, what the buttons allow and what `marking` lets through never differ."""

    CASES = (
        ({}, "80 điểm vừa đủ mốc 80."),
        ({"A1": "9"}, "81 điểm đủ mốc 80, hơn 1."),
        ({"A1": "7"}, "79 điểm chưa đủ mốc 80, thiếu 1."),
        ({"A1": "7,75"}, "79,75 điểm chưa đủ mốc 80, thiếu 0,25."),
        ({"A1": "10", "A2": "10", "B2": "4"}, "80 điểm đủ tổng, nhưng B2 chỉ có 4 điểm, cần từ 5."),
        ({"B3": ""}, "Chưa tính được: B3 để trống."),
        ({"B3": "11"}, "Chưa tính được: B3"),
        ({"B3": "tám"}, "Chưa tính được: B3"),
    )

    @pytest.mark.parametrize(("change", "words"), CASES)
    def test_bar_buttons_and_refusals_agree(self, village: Village, change: dict, words: str) -> None:
        case = village.submitted()
        typed = {code: (value, "Đã xem") for code, value in {**EIGHTS, **change}.items()}
        client = signed_in(village.officer)
        with everyone(WHY), override("vi"):
            bar = bar_of(criteria_of(case.submission.criteria_set), "ordinary", {c: v for c, (v, _) in typed.items()})
        fields = {f"points-{code}": [1, value] for code, (value, _) in typed.items()}
        answer = draft(client, case, village.officer, fields)
        shown = BeautifulSoup(answer.json()["bar"], "html.parser")
        verdict = " ".join(shown.find(class_="verdict").get_text(" ", strip=True).split())
        assert verdict.startswith(words)
        on_page = soup(client.get(page_of(case))).find(id="thanh")
        assert " ".join(on_page.get_text(" ", strip=True).split()) == " ".join(shown.get_text(" ", strip=True).split())
        for act, off in (("confirm", bar.confirm_off), ("not_enough", bar.not_enough_off)):
            button = shown.find("button", value=act)
            assert (button.get("aria-disabled") == "true") == bool(off)
            if off:
                assert shown.find(id=button["aria-describedby"]).text == off
            with everyone(WHY):
                how = {"marks": typed} if act == "confirm" else {"marks": typed, "reason": "Chưa đủ"}
                if off:
                    with pytest.raises(Incomplete):
                        getattr(marking, act)(case, by=village.officer, **how)
                else:
                    getattr(marking, act)(case, by=village.officer, **how)
                    case = marking.undo(case, village.officer)
        assert shown.find("button", value="ask_for_more").get("aria-disabled") is None

    def test_a_button_that_is_off_is_refused_with_its_words(self, village: Village) -> None:
        case, client = village.submitted(), signed_in(village.officer)
        refused = client.post(page_of(case), form_of(case, act="not_enough", message="Thiếu giấy"))
        assert refused.status_code == 422
        assert "Điểm đã đủ mốc 80" in soup(refused).find("main").text
        assert "Thiếu giấy" in soup(refused).find(id="message").text


class TestThePage:
    def test_the_rows_stand_in_the_order_of_the_form_whatever_needs_eyes(self, village: Village) -> None:
        case = village.submitted()  # the self-assessment is above the proposed everywhere
        with everyone(WHY):
            quiet = with_papers(village, 1)
        for one in (case, quiet):
            rows = soup(signed_in(village.officer).get(page_of(one))).select(".ten tbody tr[id]")
            assert [row["id"] for row in rows] == list(CODES)

    def test_a_flagged_row_says_why_and_a_quiet_one_is_one_line(self, village: Village) -> None:
        learner = make_learner(village.unit)
        with everyone(WHY):
            case = submission.draft_for(learner, learner.user)
            submission.set_all_self_points(case, dict.fromkeys(CODES, "0") | {"B2": "5"}, learner.user)
            case = submission.submit(case, learner.user)
        page = soup(signed_in(village.officer).get(page_of(case)))
        shown = {
            row["id"]: not row.find_next_sibling("tr").has_attr("hidden") for row in page.select(".ten tbody tr[id]")
        }
        assert [code for code, says in shown.items() if says] == ["B2"]
        assert "5 điểm" in page.find(id="vi-B2").text
        assert page.find("tr", class_="here")["id"] == "B2", "the first reason to look is looked at first"

    def test_releasing_claiming_and_taking_over_stand_outside_the_form_of_the_points(self, village: Village) -> None:
        case = village.submitted()
        with everyone(WHY):
            claim(case, village.officer)
        for user, act in ((village.officer, "release"), (village.second_officer, "take_over")):
            page = soup(signed_in(user).get(page_of(case)))
            scoring = page.find("form", id="cham")
            own = page.find("button", value=act)
            assert own.find_parent("form")["id"] == "giu"
            assert own.get("form") is None
            submits = [
                one for one in page.find_all("button") if one in scoring.find_all("button") or one.get("form") == "cham"
            ]
            assert submits[0]["value"] == "save", "Enter presses the first button of the form"

    def test_judging_holds_the_next_case(self, village: Village) -> None:
        first, second = village.submitted(), village.submitted()
        went = signed_in(village.officer).post(page_of(first), form_of(first, act="confirm"))
        assert went.url == page_of(second)
        with everyone(WHY):
            second.refresh_from_db()
        assert second.lease_holder == village.officer

    def test_the_next_case_held_is_none_that_one_may_not_judge(self, village: Village) -> None:
        both = village.officer_at_the_counter()
        with everyone(WHY):
            first, _helped, third = village.submitted(), village.submitted(helper=both), village.submitted()
        assert signed_in(both).post(page_of(first), form_of(first, act="confirm")).url == page_of(third)

    def test_sent_back_by_the_signer_stands_above_with_the_reason(self, village: Village) -> None:
        with everyone(WHY):
            case = signing.send_back(village.confirmed(), "Giấy ở B1 giống giấy của ông Lực.", village.signer)
        notice = soup(signed_in(village.officer).get(page_of(case))).select_one(".person .notice")
        assert "Giấy ở B1 giống giấy của ông Lực." in notice.text
        assert village.signer.get_full_name() in notice.text
        assert "trả lại" in notice.text

    def test_a_judged_case_shows_what_was_said_and_cannot_be_typed_into(self, village: Village) -> None:
        case = village.submitted()
        client = signed_in(village.officer)
        client.post(page_of(case), form_of(case, act="ask_for_more", message="Thêm ảnh sổ đọc sách"))
        page = soup(client.get(page_of(case)))
        assert not page.select("input.num, textarea")
        assert "Thêm ảnh sổ đọc sách" in page.find(id="nguoi").text
        history = page.find(class_="past").get_text(" ", strip=True)
        assert "Đã xem giấy tờ gốc" in history
        assert village.officer.get_full_name() in history
        assert page.find("button", value="undo")

    def test_single_keys_are_switched_off_for_one_officer_and_stay_off(self, village: Village) -> None:
        case = village.submitted()
        client, other = signed_in(village.officer), signed_in(village.second_officer)
        back = client.post(reverse("recognition:desk_keys"), {"on": "0", "next": page_of(case)})
        assert back.url == page_of(case)
        assert soup(client.get(page_of(case))).find(id="cham")["data-keys"] == "0"
        assert soup(other.get(page_of(case))).find(id="cham")["data-keys"] == "1"
        assert client.post(reverse("recognition:desk_keys"), {"on": "1", "next": "//boese.example/"}).url == reverse(
            "recognition:queue"
        )
        assert DeskSetting.objects.get().single_keys


def test_phrases_are_those_of_the_officer_and_the_place(village: Village) -> None:
    case = village.submitted()
    with everyone(WHY):
        ReplyPhrase.objects.create(kind="ask_for_more", text="Chụp rõ con dấu.", owner=village.officer)
        ReplyPhrase.objects.create(kind="ask_for_more", text="Của người khác.", owner=village.second_officer)
    address = reverse("recognition:case_phrases", args=[case.pk])
    found = signed_in(village.officer).get(address).json()["phrases"]
    assert found["ask_for_more"][0] == "Chụp rõ con dấu."
    assert len(found["ask_for_more"]) > 1, "the portal proposes some"
    assert "Của người khác." not in found["ask_for_more"]
    assert signed_in(Village("Hạ Long").officer).get(address).status_code == 404


class TestPapers:
    def test_opened_is_what_was_shown_and_what_was_not_is_named(self, village: Village) -> None:
        case = with_papers(village, 2, file=True)
        client = signed_in(village.officer)
        with everyone(WHY):
            first, second = case.submission.items.order_by("pk")
        file = reverse("recognition:paper_file", args=[case.pk, first.pk])
        answers = [client.get(file)]
        with everyone(WHY):
            assert not PaperOpened.objects.exists(), "looked at without holding the case"
        client.post(page_of(case), {"act": "claim"})
        page = soup(client.get(page_of(case)))
        assert "Đã mở 0 trong 2 giấy" in page.find(class_="told").text
        assert [link.text.split()[0] for link in page.select(".chips .shut")] == ["A1", "A2"]
        answers.append(client.get(file))
        page = soup(client.get(page_of(case), {"giay": first.pk}))
        assert "Đã mở 1 trong 2 giấy" in page.find(class_="told").text
        assert "Còn 1 giấy chưa mở: A2" in " ".join(page.find(id="thanh").text.split())
        answers.append(client.get(reverse("recognition:paper_file", args=[case.pk, second.pk])))
        assert "Đã mở đủ 2 giấy" in soup(client.get(page_of(case))).find(id="thanh").text
        for answer in answers:
            answer.close()  # with it goes the connection

    def test_a_page_of_a_pdf_is_a_picture_for_those_who_may_judge_alone(self, village: Village, monkeypatch) -> None:
        made = pikepdf.new()
        for _page in range(2):
            made.add_blank_page(page_size=(595, 842))
        data = BytesIO()
        made.save(data)
        learner = make_learner(village.unit)
        with everyone(WHY):
            hand_in(
                learner,
                kind_id="other",
                indicators=["B2"],
                title="Chứng chỉ",
                on=timezone.localdate(),
                file=SimpleUploadedFile("giay.pdf", data.getvalue()),
                by=learner.user,
            )
            case = submission.draft_for(learner, learner.user)
            submission.set_all_self_points(case, EIGHTS, learner.user)
            case = claim(submission.submit(case, learner.user), village.officer)
            item = case.submission.items.get()

        def address(page: int) -> str:
            return reverse("recognition:paper_page", args=[case.pk, item.pk, page])

        client = signed_in(village.officer)
        assert client.get(address(3)).status_code == 404
        assert signed_in(Village("Hạ Long").officer).get(address(1)).status_code == 404
        assert signed_in(learner.user).get(address(1)).status_code == 403
        with monkeypatch.context() as busy:
            busy.setattr("recognition.evidence.pictures.page_drawn", _no_room)
            words = client.get(address(1), headers={"Sec-Fetch-Dest": "image"})
            followed = client.get(address(1), headers={"Sec-Fetch-Dest": "document"})
        assert (words.status_code, words["Content-Type"]) == (503, "image/svg+xml")
        assert "Chưa vẽ được trang này" in words.text
        assert ElementTree.fromstring(words.content).tag.endswith("svg")
        assert (followed.status_code, followed["Retry-After"]) == (503, "5")
        file = reverse("recognition:paper_file", args=[case.pk, item.pk])
        assert [one["href"] for one in soup(followed).select("main a.button")] == ["", file]
        with everyone(WHY):
            assert not PaperOpened.objects.exists(), "words are not the paper"
        answer = client.get(address(2))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer.content.startswith(b"\xff\xd8")
        assert "no-store" in answer["Cache-Control"]
        with everyone(WHY):
            assert PaperOpened.objects.get().item == item
        page = soup(client.get(page_of(case), {"giay": item.pk, "trang": "2"}))
        assert page.select_one(".stage img")["src"].partition("?")[0] == address(2)
        assert "Trang 2 / 2" in page.find(class_="tools").text

    def test_why_says_the_total_without_this_paper(self, village: Village) -> None:
        learner = make_learner(village.unit)
        with everyone(WHY):
            make_paper(learner, "C1", by=learner.user, rule="witness")  # five points are proposed for it
            case = submission.draft_for(learner, learner.user)
            submission.set_all_self_points(case, EIGHTS, learner.user)
            case = submission.submit(case, learner.user)
        client = signed_in(village.officer)
        tens = {f"points-{code}": [1, "10"] for code in CODES if code != "C1"}
        said = draft(client, case, village.officer, tens, **{"chi-so": "C1"}).json()["without"]
        assert said == "Nếu không tính giấy này, C1 còn 0, tổng còn 90: chưa đủ mốc."
        said = draft(client, case, village.officer, {"points-C1": [2, "8"]}, **{"chi-so": "C1"}).json()["without"]
        assert said == "Nếu không tính giấy này, điểm không đổi."


class TestAllPapers:
    def test_they_stand_beside_each_other_in_the_order_of_the_form_and_say_what_does_not_count(
        self, village: Village
    ) -> None:
        case, client = with_papers(village, 3, file=True), signed_in(village.officer)
        client.post(page_of(case), form_of(case, act="claim"))
        with everyone(WHY):
            item = SubmittedItem.objects.filter(submission=case.submission_id).order_by("pk").first()
            marking.refuse_paper(Case.objects.get(pk=case.pk), item, "Mờ quá", village.officer)
        page = soup(client.get(page_of(case), {"xem": "tat-ca"}))
        rows = page.select(".sheets li")
        assert [one.select_one("p a").text for one in rows] == ["Giấy số 0", "Giấy số 1", "Giấy số 2"]
        assert [one.img["loading"] for one in rows] == ["lazy"] * 3
        assert "Không tính: Mờ quá" in " ".join(rows[0].text.split())
        picture = client.get(rows[1].img["src"])
        assert picture.status_code == 200
        assert b"".join(picture.streaming_content)  # read to its end the file is closed, and the connection is not
        assert soup(client.get(page_of(case), {"xem": "tat-ca"})).select_one(".told b").text.startswith("1 trong 3")
        assert page.select_one(".tabs [aria-current]").text.strip() == "Tất cả giấy"
        assert not page.select(".stage")


class TestQuestions:
    """What the page asks of the database grows with nothing."""

    MOST = 20

    def asked(self, client: Client, case: Case, **query) -> int:
        client.get(page_of(case), query)  # what a process learns once
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(page_of(case), query).status_code == 200
        return len([one for one in asked if "SAVEPOINT" not in one["sql"]])

    @pytest.mark.parametrize("state", ["waits", "sent back", "judged", "history", "all papers"])
    def test_at_most_twenty_at_three_and_at_forty_papers(self, village: Village, state: str) -> None:
        counts, views = [], {"history": "lich-su", "all papers": "tat-ca"}
        for papers in (3, 40):
            case = with_papers(village, papers, file=papers == 3)
            with everyone(WHY):
                case = claim(case, village.officer)
                if state in ("sent back", "judged", "history"):
                    case = marking.confirm(case, village.officer, marks=MARKED)
                if state == "sent back":
                    case = signing.send_back(case, "Xem lại B1", village.signer)
                for _round in range(papers):
                    CaseEvent.objects.create(
                        case=case, act="undo", from_state=case.state, to_state=case.state, by=village.second_officer
                    ) if state == "history" else None
            client = signed_in(village.officer)
            draft(client, case, village.officer, {"message": [1, "x"]})
            counts.append(self.asked(client, case, **{"xem": views[state]} if state in views else {}))
        assert max(counts) <= self.MOST, counts
        assert counts[1] <= counts[0] + 1, counts

    def test_a_keystroke_asks_no_more_for_more_papers(self, village: Village) -> None:
        counts = []
        for papers in (3, 40):
            case, client = with_papers(village, papers), signed_in(village.officer)
            draft(client, case, village.officer, {"message": [1, "x"]})
            with CaptureQueriesContext(connection) as asked:
                draft(client, case, village.officer, {"message": [2, "xy"]})
            counts.append(len([one for one in asked if "SAVEPOINT" not in one["sql"]]))
        assert counts[0] == counts[1] <= self.MOST


def test_a_case_that_was_judged_asks_nobody_to_open_papers(village: Village) -> None:
    case, client = with_papers(village, 2, file=True), signed_in(village.officer)
    assert "giấy chưa mở" in client.get(page_of(case)).text
    with everyone(WHY):
        case = marking.confirm(case, village.officer, marks=MARKED)
    assert "giấy chưa mở" not in client.get(page_of(case)).text
    with everyone(WHY):
        signing.sign([case], village.body, "128/QĐ-UBND", timezone.localdate(), village.signer)
    assert "giấy chưa mở" not in client.get(page_of(case)).text


def test_without_script_every_paper_is_reached_by_the_link_of_the_bar(village: Village) -> None:
    case, client = with_papers(village, 3, file=True), signed_in(village.officer)
    with everyone(WHY):
        claim(case, village.officer)
    address, seen = page_of(case), []
    while link := (page := soup(client.get(address))).select_one("#thanh .verdict a"):
        if picture := page.select_one(".stage img"):  # the browser fetches it once the page stands there
            seen.append(picture["data-shown"])
            b"".join(client.get(picture["src"]).streaming_content)
        there = page_of(case) + link["href"]
        assert there != address, "the browser would stay where it is"
        address = there
        assert len(seen) < 9
    assert len(set(seen)) == 3


def test_a_case_leads_to_the_identity_papers_that_the_officer_may_read(village: Village) -> None:
    """Only where some are kept that this officer reads; the reading itself asks why, and is in the log."""
    case, client = village.submitted(), signed_in(village.officer)
    way = reverse("people:details", args=[case.learner.reference])
    with everyone(WHY):
        keep_details(case.learner, {"religion": "Không theo"}, by=case.learner.user, agreed=True)
    assert way not in client.get(page_of(case)).text  # of what is kept this officer reads nothing
    with everyone(WHY):
        keep_details(case.learner, {"identity_number": "058184001234"}, by=case.learner.user, agreed=True)
    page = client.get(page_of(case)).text
    assert way in page
    assert "058184001234" not in page
    assert "private.seen" not in acts_noted()
    assert "058 184 001 234" in client.post(way, {"act": "show", "why": "namesake"}).text
    assert acts_noted().count("private.seen") == 1
