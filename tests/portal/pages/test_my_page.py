"""My page in each state of a case, own points without scripts, and what stays hidden from others."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Consent
from portal.people.public import everyone
from recognition.assessment import marking
from recognition.decisions import signing
from recognition.models import CaseEntry
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.people import make_learner, make_user
from tests.builders.quiet import quiet_case

PAGE = "/cua-toi/"


@pytest.fixture
def village(db) -> Village:
    return Village()


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(learner, path: str = PAGE) -> str:
    answer = client_of(learner.user).get(path)
    assert answer.status_code == 200
    return answer.text


def test_signing_in_comes_first(db) -> None:
    answer = Client().get(PAGE)
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


def test_an_official_without_a_learner_is_led_to_the_own_desk(village: Village) -> None:
    desks = {village.staff: "pages:today", village.officer: "recognition:queue", village.signer: "recognition:sign"}
    for official, desk in desks.items():
        assert client_of(official).get(PAGE).url == reverse(desk)


class TestBegin:
    def test_the_flower_ten_indicators_and_what_is_missing(self, village: Village) -> None:
        learner = make_learner(village.unit)
        client_of(learner.user).post(reverse("pages:self_score", args=["A1"]), {"points": "5"})
        page = text_of(learner)
        assert page.count('<article class="indicator"') == 10
        assert len(re.findall(r'<svg class="lotus"', page)) == 1
        assert "80" in re.search(r"<h1.*?</h1>", page, re.DOTALL).group()
        assert "style=" not in page
        assert reverse("recognition:self_points") in page
        assert f'action="{reverse("recognition:submit")}"' not in page  # ten indicators are not scored yet

    def test_a_newcomer_meets_no_numbers_and_nothing_red(self, village: Village) -> None:
        page = text_of(make_learner(village.unit, "Nguyễn Thị Lụa"))
        main = page[page.index('id="cua-toi"') : page.index("</main>")]
        assert "Chào chị Lụa, mình bắt đầu nhé" in re.search(r"<h1.*?</h1>", main, re.DOTALL).group(), (
            "there is no lesson yet"
        )
        assert 'class="missing"' not in main
        assert "/ 10" not in main
        assert "đang chờ" in re.search(r'<svg class="lotus".*?</svg>', main, re.DOTALL).group()
        assert "stroke-dasharray" not in main
        assert "Đường đến danh hiệu" in main

    def test_no_campaign_says_so_and_offers_no_handing_in(self, village: Village) -> None:
        learner = make_learner(village.unit)
        with everyone(WHY):
            village.campaign.delete()
        page = text_of(learner)
        assert f'action="{reverse("recognition:submit")}"' not in page

    def test_without_consent_the_next_step_is_to_read_it(self, village: Village) -> None:
        learner = make_learner(village.unit)
        with everyone(WHY):
            Consent.objects.filter(learner=learner).update(withdrawn_at=timezone.now())
        for address in (PAGE, reverse("pages:diary")):
            page = text_of(learner, address)
            assert reverse("people:consent") in page
            assert "Cổng đã ngừng ghi, theo ý mình." in page
        with everyone(WHY):
            Consent.objects.filter(learner=learner).delete()
        assert "chưa có sự đồng ý" in text_of(learner)

    def test_a_get_writes_nothing(self, village: Village) -> None:
        learner = make_learner(village.unit)
        text_of(learner)
        with everyone(WHY):
            assert not learner.cases.exists()


class TestOwnPoints:
    def url(self, code: str = "A1") -> str:
        return reverse("pages:self_score", args=[code])

    def test_a_number_is_kept_as_entered_by_oneself(self, village: Village) -> None:
        learner = make_learner(village.unit)
        answer = client_of(learner.user).post(self.url(), {"points": "7,5"})
        assert answer.url == "/cua-toi/?mo=A1#A1"
        with everyone(WHY):
            entry = CaseEntry.objects.get()
        assert (entry.indicator, str(entry.points), entry.entered_by_id) == ("A1", "7.50", learner.user_id)
        assert not entry.on_behalf_of
        page = text_of(learner, "/cua-toi/?mo=A1")
        assert 'value="7,5"' in page
        assert page.count('<details class="why" open>') == 1

    @pytest.mark.parametrize("typed", ["", "mười", "11", "-1", "7,3", "nan"])
    def test_a_wrong_number_is_refused_at_its_field_and_stays(self, village: Village, typed: str) -> None:
        learner = make_learner(village.unit)
        answer = client_of(learner.user).post(self.url("B2"), {"points": typed})
        assert answer.status_code == 422
        field = re.search(r'<input class="input short" id="sB2".*?>', answer.text, re.DOTALL).group()
        assert f'value="{typed}"' in field
        assert 'aria-invalid="true"' in field
        assert 'id="eB2"' in answer.text
        with everyone(WHY):
            assert not CaseEntry.objects.exists()

    def test_what_was_typed_is_escaped(self, village: Village) -> None:
        learner = make_learner(village.unit)
        answer = client_of(learner.user).post(self.url("B2"), {"points": '"><script>x'})
        assert "<script>x" not in answer.text

    def test_an_old_page_is_told_so(self, village: Village) -> None:
        learner = make_learner(village.unit)
        browser = client_of(learner.user)
        browser.post(self.url(), {"points": "7"})
        answer = browser.post(self.url(), {"points": "8", "version": "1"})
        assert answer.status_code == 422

    def test_an_unknown_indicator_is_refused(self, village: Village) -> None:
        learner = make_learner(village.unit)
        assert client_of(learner.user).post(self.url("Z9"), {"points": "7"}).status_code == 422

    def test_a_get_is_not_an_act(self, village: Village) -> None:
        assert client_of(make_learner(village.unit).user).get(self.url()).url == "/cua-toi/"

    def test_the_points_of_a_case_handed_in_stand(self, village: Village) -> None:
        case = village.submitted()
        answer = client_of(case.learner.user).post(self.url(), {"points": "1"})
        assert answer.status_code == 422


class TestStates:
    def test_ready_to_hand_in(self, village: Village) -> None:
        learner = make_learner(village.unit)
        browser = client_of(learner.user)
        for code in CODES:
            browser.post(reverse("pages:self_score", args=[code]), {"points": "8"})
        assert f'action="{reverse("recognition:submit")}"' in text_of(learner)

    def test_handed_in_can_be_taken_back_but_not_changed(self, village: Village) -> None:
        page = text_of(village.submitted().learner)
        assert f'action="{reverse("recognition:withdraw")}"' in page
        assert 'name="points"' not in page

    def test_asked_for_more_shows_the_officer_s_words(self, village: Village) -> None:
        case = village.submitted()
        with everyone(WHY):
            marking.ask_for_more(case, "Cần thêm ảnh <b>giấy</b> của B2.", village.officer)
        page = text_of(case.learner)
        assert "Cần thêm ảnh &lt;b&gt;giấy&lt;/b&gt; của B2." in page
        assert 'name="points"' in page
        assert f'action="{reverse("recognition:submit")}"' in page

    def test_not_enough_says_why_and_goes_on(self, village: Village) -> None:
        case = village.submitted()
        with everyone(WHY):
            marking.not_enough(case, "B2 đang 4 điểm, cần từ 5.", village.officer)
        page = text_of(case.learner)
        assert "B2 đang 4 điểm, cần từ 5." in page
        assert 'name="points"' in page

    def test_returned_says_whose_points_are_under_the_line(self, village: Village) -> None:
        case = quiet_case(village)
        with everyone(WHY):
            marking.ask_for_more(case, "Xin chụp lại thẻ.", village.officer, marks={"A1": ("3", "Thẻ bị mờ")})
        row = text_of(case.learner).partition('id="A1"')[2].partition("</article>")[0]
        drawn = re.search(r'<p class="points">([\d,]+)<', row)
        assert drawn, row
        assert float(drawn[1].replace(",", ".")) >= 5, "the petal still draws what the portal proposes"
        assert "Cán bộ chấm 3 điểm: dưới vạch 5 điểm." in row
        assert "Dưới vạch" not in row

    def test_confirmed_draws_the_officer_s_points_without_gold(self, village: Village) -> None:
        page = text_of(village.confirmed(points="8.5").learner)
        assert "85 trên 100" in page
        assert "lotus gold" not in page

    def test_recognised_is_gold_and_leads_to_the_certificate(self, village: Village) -> None:
        case = village.confirmed(points="8.5")
        with everyone(WHY):
            decision = signing.sign([case], village.body, "128/QĐ-UBND", timezone.localdate(), village.signer)
            token = decision.lines.get().certificates.get().token
        page = text_of(case.learner)
        assert '<svg class="lotus gold"' in page
        assert '<p class="badge">' in page
        assert reverse("recognition:certificate_pdf", args=[token]) in page


class TestWhatTheCaseNeeds:
    def test_the_letter_comes_before_the_flower_and_the_room_is_marked(self, village: Village) -> None:
        case = village.submitted()
        with everyone(WHY):
            marking.ask_for_more(case, "Cần ảnh mặt sau. " * 20, village.officer)
        page = text_of(case.learner)
        assert page.index('class="letter"') < page.index('<svg class="lotus"')
        assert page.index("Thêm giấy còn thiếu") < page.index('<svg class="lotus"')
        assert "Đọc cả thư" in page
        mark = re.compile(r'href="/cua-toi/".*?<b class="tag warn">1<', re.DOTALL)
        assert mark.search(page)
        assert mark.search(text_of(case.learner, reverse("pages:diary"))), "on every page"
        with everyone(WHY):
            case.campaign.assessment_to = timezone.localdate() - timedelta(days=1)
            case.campaign.submission_to = case.campaign.assessment_to
            case.campaign.save()
        for address in (PAGE, reverse("pages:diary")):
            assert not mark.search(text_of(case.learner, address)), "nothing can be done any more"

    def test_nothing_is_marked_while_nothing_waits(self, village: Village) -> None:
        assert '<b class="tag warn">' not in text_of(village.submitted().learner)

    def test_taking_back_asks_first(self, village: Village) -> None:
        page = text_of(village.submitted().learner)
        form = page[page.index(f'action="{reverse("recognition:withdraw")}"') :]
        assert form.index("<details") < form.index("Đúng, rút về") < form.index("</details>")


class TestMark:
    def test_it_stays_until_something_moves(self, village: Village) -> None:
        learner = make_learner(village.unit)
        browser = client_of(learner.user)
        first = browser.get(reverse("pages:my_state"))
        again = browser.get(reverse("pages:my_state"), headers={"if-none-match": first["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304)
        assert "private" in first["Cache-Control"]
        assert f'data-mark="{first.json()["digest"]}"' in text_of(learner)
        make_paper(learner, "A2", by=learner.user)
        moved = browser.get(reverse("pages:my_state"), headers={"if-none-match": first["ETag"]})
        assert moved.status_code == 200
        assert moved.json()["digest"] != first.json()["digest"]

    def test_it_is_for_learners_only(self, village: Village) -> None:
        assert Client().get(reverse("pages:my_state")).status_code == 302
        assert client_of(make_user()).get(reverse("pages:my_state")).status_code == 404


def test_evidence_of_another_person_is_not_on_the_page(village: Village) -> None:
    mine, other = make_learner(village.unit), make_learner(village.unit, "Trần Văn An")
    make_paper(other, "A2", by=other.user)
    assert '<ul class="proofs">' not in text_of(mine)
    assert '<ul class="proofs">' in text_of(other)
