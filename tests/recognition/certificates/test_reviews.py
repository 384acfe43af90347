"""A certificate looked at again: who asks, who answers, by when; suspended while a review runs; decisions alone end it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Role
from portal.people.public import everyone
from recognition.cases import closing
from recognition.certificates.checking import check
from recognition.certificates.review import reviews
from recognition.certificates.review.reviews import answer, ask_for_review, last_day, open_review, waiting_for
from recognition.decisions import signing
from recognition.decisions.ending import end_by_decision
from recognition.models import Certificate, CertificateReview, CertificateStep
from recognition.refusals import Incomplete, NotYours, OutsideCampaign, SamePerson, WrongState
from tests.builders.cases import WHY, Village
from tests.builders.people import make_learner, make_user, signed_in

TODAY = timezone.localdate


@pytest.fixture
def held(village: Village) -> Certificate:
    with everyone(WHY):
        decision = signing.sign([village.confirmed("Lê Thị Đào")], village.body, "128/QĐ-UBND", TODAY(), village.signer)
        return decision.lines.get().certificates.get()


@pytest.fixture
def other(village: Village):
    return make_user("signer", unit=village.unit)


def end(village: Village, held: Certificate, kind: str = "revoke", number: str = "15/QĐ-UBND", by=None) -> None:
    with everyone(WHY):
        end_by_decision(held, kind, village.body, number, TODAY(), "Nhầm người", by or village.signer)
        held.refresh_from_db()


@pytest.mark.usefixtures("all_seeing")
class TestAskedFor:
    def test_another_signer_gives_it_back_and_a_new_decision_a_new_certificate(
        self, village: Village, held, other
    ) -> None:
        end(village, held)
        row = ask_for_review(held, "Tôi không nhầm", held.learner.user)
        assert (row.due, row.on_behalf_of) == (TODAY() + timedelta(days=reviews.ANSWERING), False)
        assert list(waiting_for(village.signer)) == [row]
        with pytest.raises(SamePerson):
            answer(row, "again", "Xem lại", village.signer)
        answer(row, "again", "Thu hồi nhầm", other)
        case = held.line.case
        case.refresh_from_db()
        assert case.state == "confirmed"
        assert check(held.token).verdict == "ended", "what was taken stays taken"
        new = signing.sign([case], village.body, "130", TODAY(), other).lines.get().certificates.get()
        assert check(new.token).verdict == "holds"
        with pytest.raises(WrongState):
            answer(row, "keep", "Lần nữa", other)

    def test_also_after_the_end_of_the_campaign(self, village: Village, held, other) -> None:
        closing.close(village.campaign, "Hết đợt", by=make_user("administrator", unit=village.unit))
        end(village, held, "annul")
        row = ask_for_review(held, "Tôi không nhầm", held.learner.user)
        answer(row, "again", "Hủy nhầm", other)
        held.line.case.refresh_from_db()
        assert signing.sign([held.line.case], village.body, "130", TODAY(), other).lines.count() == 1

    def test_kept_the_person_reads_why_and_asks_once(self, village: Village, held, other) -> None:
        end(village, held)
        row = ask_for_review(held, "Xem lại giúp", held.learner.user)
        assert "Đã đề nghị xem xét lại" in signed_in(held.learner.user).get(reverse("pages:my_page")).text
        empty = signed_in(other).post(reverse("recognition:certificate_review", args=[row.pk])).text
        assert empty.count('class="error"') == 2, "what is missing is told at once"
        answer(row, "keep", "Đã xem, giữ nguyên", other)
        with pytest.raises(WrongState):
            ask_for_review(held, "Lần nữa", held.learner.user)
        assert "Đã xem, giữ nguyên" in signed_in(held.learner.user).get(_page(held)).text

    def test_who_and_when_and_with_what_words(self, village: Village, held, other) -> None:
        with pytest.raises(WrongState):
            ask_for_review(held, "Vẫn còn hiệu lực", held.learner.user)
        end(village, held)
        with pytest.raises(NotYours):
            ask_for_review(held, "Không phải của tôi", make_learner(village.unit).user)
        with pytest.raises(Incomplete):
            ask_for_review(held, "  ", held.learner.user)
        row = ask_for_review(held, "Tại quầy", village.staff)
        assert row.on_behalf_of
        for outcome, words, field in (("end", "x", "outcome"), ("", "x", "outcome"), ("keep", " ", "words")):
            with pytest.raises(Incomplete) as refused:
                answer(row, outcome, words, other)
            assert refused.value.field == field
        with pytest.raises(NotYours):
            answer(row, "keep", "Xa quá", Village("Hạ Long").signer)
        Role.objects.create(user=village.officer, kind="signer", unit=village.unit, valid_from=TODAY())
        with pytest.raises(SamePerson):
            answer(row, "keep", "Tôi đã xét", village.officer)
        Role.objects.create(user=village.staff, kind="signer", unit=village.unit, valid_from=TODAY())
        with pytest.raises(SamePerson):
            answer(row, "keep", "Tôi đã ghi giúp", village.staff)

    def test_its_days_end(self, village: Village, held, monkeypatch) -> None:
        end(village, held)
        assert last_day(held) == TODAY() + timedelta(days=reviews.ASKING)
        monkeypatch.setattr(reviews, "ASKING", -1)
        assert last_day(held) is None
        with pytest.raises(OutsideCampaign):
            ask_for_review(held, "Muộn rồi", held.learner.user)


@pytest.mark.usefixtures("all_seeing")
class TestOpenedByTheBody:
    def test_suspended_until_another_signer_answers(self, village: Village, held, other) -> None:
        row = open_review(held, "Có phản ánh", village.signer)
        said = check(held.token)
        assert (said.verdict, said.state) == ("holds", "suspended")
        assert "đang xem xét lại giấy này" in Client().get(reverse("recognition:check", args=[held.token])).text
        mine = signed_in(held.learner.user).get(reverse("pages:my_page"))
        assert mine.context["s"].gold
        assert "đang xem xét lại" in mine.text
        assert not CertificateStep.objects.exclude(what="issued").exists(), "nothing is written into its life"
        with pytest.raises(WrongState):
            open_review(held, "Lần nữa", village.signer)
        with pytest.raises(SamePerson):
            answer(row, "keep", "Chính tôi mở", village.signer)
        answer(row, "keep", "Không có gì sai", other)
        assert check(held.token).state == "valid"

    def test_a_decision_closes_it(self, village: Village, held, other) -> None:
        row = open_review(held, "Có phản ánh", village.signer)
        end(village, held, by=other)
        row.refresh_from_db()
        assert (row.outcome, row.officer) == ("end", other)
        assert check(held.token).verdict == "ended"
        with pytest.raises(WrongState):
            open_review(held, "Nữa", village.signer)

    def test_only_a_signer_of_the_body(self, village: Village, held) -> None:
        for user in (village.officer, Village("Hạ Long").signer):
            with pytest.raises(NotYours):
                open_review(held, "Có phản ánh", user)
        with pytest.raises(Incomplete):
            open_review(held, " ", village.signer)


def _page(held: Certificate) -> str:
    return reverse("recognition:certificate_review_ask", args=[held.token])


def test_pages_from_the_wish_to_the_answer(village: Village, held: Certificate, other) -> None:
    end(village, held)
    with everyone(WHY):
        mine = signed_in(held.learner.user)
    assert _page(held) in mine.get(reverse("pages:my_page")).text
    assert "Khiếu nại theo luật là việc khác" in mine.get(_page(held)).text
    lost = mine.post(_page(held), {"words": " "})
    assert lost.status_code == 422
    assert mine.post(_page(held), {"words": "Tôi không nhầm"}).status_code == 302
    with everyone(WHY):
        row, counter = CertificateReview.objects.get(), held.learner.reference
    assert "Tôi không nhầm" in mine.get(_page(held)).text
    at_the_counter = reverse("recognition:counter_certificate_review", args=[counter, held.token])
    assert signed_in(village.staff).get(at_the_counter).status_code == 200
    assert signed_in(make_learner(village.unit).user).get(_page(held)).status_code == 404
    desk, here = signed_in(other), reverse("recognition:certificate_review", args=[row.pk])
    assert here in desk.get(reverse("recognition:certificate_reviews")).text
    kept = desk.post(here, {"outcome": "again", "words": ""})
    assert kept.status_code == 422
    assert "checked" in kept.text
    assert desk.post(here, {"outcome": "again", "words": "Thu hồi nhầm"}).status_code == 302
    assert "Thu hồi nhầm" in mine.get(_page(held)).text
    assert signed_in(Village("Hạ Long").signer).get(here).status_code == 404
