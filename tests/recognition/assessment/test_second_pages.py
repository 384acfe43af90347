"""Pages of second marking, reviews, loans, rules, agreement and declared family."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.people.public import everyone
from portal.people.sign_in import sign_in_names
from recognition.assessment import marking
from recognition.assessment.review.requests import ask_for_review
from recognition.assessment.second.loans import lend
from recognition.assessment.second.marking import end_second
from recognition.assessment.second.page import each_once
from recognition.models import (
    Assessment,
    AssessmentRules,
    Case,
    KinshipDeclaration,
    OfficerLoan,
    ReviewRequest,
    SecondMarking,
    SubmittedItem,
)
from tests.builders.cases import CODES, WHY, Village
from tests.builders.people import make_commune, make_user, signed_in
from tests.builders.quiet import quiet_case

SECRET = "Đã xem giấy tờ gốc"
HERE = {"origin": "http://testserver"}  # as a browser says where the form stood
EIGHTS = {f"points-{code}": "8" for code in CODES} | {f"reason-{code}": "Lý do thứ hai" for code in CODES}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def drawn(village: Village) -> Case:
    AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
    return village.confirmed()


def page_of(case: Case, name: str = "second") -> str:
    return reverse(f"recognition:{name}", args=[case.pk])


def test_the_second_officer_sees_nothing_of_the_first_on_any_page(village: Village, drawn: Case) -> None:
    client = signed_in(village.second_officer)
    for address in (
        page_of(drawn),
        page_of(drawn, "case"),
        reverse("recognition:second_list"),
        reverse("recognition:queue"),
    ):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200
        assert SECRET not in text(answer), address
    assert page_of(drawn, "case") not in text(client.get(reverse("recognition:queue"))), "nor that it was proposed"
    assert page_of(drawn, "case") in text(signed_in(village.officer).get(reverse("recognition:queue")))
    assert client.get(page_of(drawn, "case"))["Location"] == page_of(drawn)
    assert SECRET in text(signed_in(village.officer).get(page_of(drawn, "case")))


def test_marks_are_kept_refused_with_what_was_typed_and_ended(village: Village, drawn: Case) -> None:
    client, here = signed_in(village.second_officer), page_of(drawn)
    kept = client.post(here, EIGHTS | {"points-A1": "7,5", "act": "save"}, follow=True)
    assert "7,5" in text(kept)
    refused = client.post(here, EIGHTS | {"points-A1": "bảy", "reason-A1": "chữ không mất", "act": "end"})
    assert refused.status_code == 422
    assert "bảy" in text(refused)
    assert '<a class="alone" href="#A1">' in text(refused), "the page is long: the sentence leads there"
    assert "chữ không mất" in text(refused)
    done = client.post(here, EIGHTS | {"points-B2": "9", "act": "end"})
    assert done["Location"] == page_of(drawn, "second_settle")
    assert client.get(here)["Location"] == page_of(drawn, "second_settle")


def test_papers_are_refused_opened_and_counted_again_on_the_blind_page(village: Village) -> None:
    AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
    case = quiet_case(village, file="a" * 64)
    with everyone(WHY):
        marking.confirm(case, village.officer)
        item = case.submission.items.get(upload__isnull=False)
    client, here = signed_in(village.second_officer), page_of(case)
    place = f"{item.pk}-{item.indicators[0]}"
    assert client.post(here, {"act": f"refuse:{place}", f"paper-{place}": ""}).status_code == 422
    client.post(here, EIGHTS | {"act": f"refuse:{place}", f"paper-{place}": "Thẻ của người khác"})
    assert "Thẻ của người khác" in text(client.get(here))
    client.post(here, {"act": f"accept:{item.pk}"})
    assert "Thẻ của người khác" not in text(client.get(here))
    assert client.post(here, {"act": "refuse:999999", "paper-999999": "x"}).status_code == 422
    assert client.get(reverse("recognition:second_file", args=[case.pk, item.pk])).status_code == 404, (
        "no bytes in tests"
    )
    with everyone(WHY):
        assert not Assessment.objects.get(kind="first").verdicts.exists()


def test_a_reason_beside_any_place_of_a_paper_is_heard_and_never_lost(village: Village) -> None:
    """A paper that speaks for five indicators stands five times on the page, each time with its own box."""
    AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
    case = quiet_case(village)
    with everyone(WHY):
        marking.confirm(case, village.officer)
        item = next(one for one in case.submission.items.all() if len(one.indicators) > 1)
        other = case.submission.items.exclude(pk=item.pk).filter(kind="manual").first()
    client, here = signed_in(village.second_officer), page_of(case)
    shown = text(client.get(here))
    first, *rest = [f"paper-{item.pk}-{code}" for code in item.indicators]
    assert all(shown.count(f'name="{name}"') == 1 for name in (first, *rest))
    empty = dict.fromkeys(rest, "")

    for act in ("save", "end"):
        kept = client.post(here, EIGHTS | empty | {first: "Tên người khác", "act": act})
        assert kept.status_code == 422, act
        assert f'name="{first}"\n                value="Tên người khác"' in text(kept), act
    with everyone(WHY):
        assert not Assessment.objects.get(kind="second").verdicts.exists(), (
            "Enter in the box keeps points, and judges no paper"
        )

    beside = f"paper-{other.pk}-{other.indicators[0]}"
    sent = EIGHTS | empty | {first: "Tên người khác", beside: "Còn đang viết", "points-C2": "sáu"}
    answer = client.post(here, sent | {"act": f"refuse:{first.removeprefix('paper-')}"})
    assert answer.status_code == 422
    assert 'value="sáu"' in text(answer), "nor what cannot be read"
    assert 'value="Còn đang viết"' in text(answer)
    assert "Tên người khác" in text(client.get(here)), "the paper is refused"
    with everyone(WHY):
        assert Assessment.objects.get(kind="second").verdicts.get().item == item


def test_a_lesson_that_two_rules_count_stands_once_below_its_indicator() -> None:
    lesson = uuid4()
    twice = [
        SubmittedItem(pk=number, statement_id=which, indicators=["A1"])
        for number, which in enumerate((lesson, None, lesson, None), 1)
    ]
    assert [one.pk for one in each_once(twice, "A1")] == [1, 2, 4]
    assert each_once(twice, "B1") == []


def test_the_difference_is_settled_on_one_page_by_two(village: Village, drawn: Case) -> None:
    with everyone(WHY):
        end_second(drawn, {code: ("9" if code == "B2" else "8", "Chứng chỉ") for code in CODES}, village.second_officer)
    first, second, here = signed_in(village.officer), signed_in(village.second_officer), page_of(drawn, "second_settle")
    assert "B2" in text(first.get(here))
    assert signed_in(make_user("officer", unit=village.unit)).get(here).status_code == 404
    lost = first.post(here, {"points-B2": "8,5", "reason": "", "act": "offer"})
    assert lost.status_code == 422
    assert "8,5" in text(lost)
    unknown = first.post(here, {"points-B2": "8,5", "reason": "Bậc 2", "act": "khác"})
    assert ("Cổng không nhận ra nút vừa bấm" in text(unknown), "Bậc 2" in text(unknown)) == (True, True)
    first.post(here, {"points-B2": "8,5", "reason": "Bậc 2", "act": "offer"})
    assert "Bậc 2" in text(second.get(here))
    assert second.post(here, {"seen-B2": "9.00", "act": "accept"}).status_code == 422
    assert second.post(here, {"seen-B2": "8.50", "act": "accept"}).status_code == 302
    with everyone(WHY):
        assert SecondMarking.objects.get().how == "agreement"
    assert second.get(here)["Location"] == reverse("recognition:second_list"), (
        "an old page, or the button pressed twice"
    )
    again = second.post(here, {"seen-B2": "8.50", "act": "accept"}, follow=True)
    assert (again.status_code, "không còn việc gì phải làm" in text(again)) == (200, True)
    typed = {"points-B2": "8", "reason": "Gõ ở thẻ cũ, chưa gửi", "words": "", "act": "offer"}
    late = first.post(here, typed, headers=HERE)
    assert (late.status_code, "Gõ ở thẻ cũ, chưa gửi" in text(late)) == (409, True)
    stranger = signed_in(make_user("officer", unit=make_commune("Hạ Long", "Biển Xanh")))
    assert [stranger.get(here).status_code, stranger.post(here, typed).status_code] == [404, 404]
    assert "B2" not in text(first.get(reverse("recognition:second_list")))


def test_a_lent_officer_has_these_pages_and_no_other(village: Village, drawn: Case) -> None:
    with everyone(WHY):
        other = village.confirmed("Trần Không Rút")
        SecondMarking.objects.filter(submission__case=other).delete()
    lent = make_user("officer", unit=make_commune("Sen Xa", village.unit.parent))
    client, today = signed_in(lent), timezone.localdate()
    assert client.get(page_of(drawn)).status_code == 404
    lend(lent, village.unit, today, today, "Thiếu người", by=make_user("administrator", unit=village.unit.parent))
    assert client.get(page_of(drawn)).status_code == 200
    assert client.get(page_of(other)).status_code == 404
    for name in ("case", "kinship_declare"):
        assert client.get(page_of(drawn, name)).status_code == 404
    assert client.post(page_of(drawn), EIGHTS | {"act": "end"}).status_code == 302
    with everyone(WHY):
        assert SecondMarking.objects.get().second.assessor == lent


def test_loans_are_given_and_ended_on_the_page_of_the_province(village: Village) -> None:
    lent = make_user("officer", unit=make_commune("Sen Xa", village.unit.parent))
    name = sign_in_names([lent])[lent.pk]
    here = reverse("recognition:campaign_loans", args=[village.campaign.pk])
    day = timezone.localdate()
    sent = {
        "officer": name,
        "first": day.isoformat(),
        "last": (day + timedelta(days=5)).isoformat(),
        "reason": "Thiếu người",
    }
    commune = signed_in(make_user("administrator", unit=village.unit))
    assert commune.post(here, sent | {"act": "lend"}).status_code == 422
    province = signed_in(make_user("administrator", unit=village.unit.parent))
    nobody = province.post(here, sent | {"officer": "khong-co-ai", "act": "lend"})
    assert nobody.status_code == 422
    assert "Thiếu người" in text(nobody)
    assert province.post(here, sent | {"act": "lend"}).status_code == 302
    row = OfficerLoan.objects.get()
    assert commune.post(here, {"act": "end", "loan": row.pk}).status_code == 422
    assert province.post(here, {"act": "end", "loan": row.pk}).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None


def test_rules_and_agreement_of_a_campaign(village: Village) -> None:
    admin = signed_in(make_user("administrator", unit=village.unit))
    here = reverse("recognition:campaign_rules", args=[village.campaign.pk])
    shown = text(admin.get(here))
    assert 'value="10"' in shown
    assert '<button class="button">Lưu</button>' in shown
    sent = {"sample_percent": "20", "sample_least": "3", "sample_differing": "0", "second_percent": "100", "second_near": "0",
            "council": "off", "quorum_of_six": "4", "review_days": "10"}  # fmt: skip
    assert admin.post(here, sent | {"sample_percent": "0"}).status_code == 422
    assert admin.post(here, sent).status_code == 302
    told = reverse("recognition:campaign_agreement", args=[village.campaign.pk])
    assert admin.get(told).status_code == 200
    case = village.confirmed()
    with everyone(WHY):
        end_second(case, {code: ("9" if code == "B2" else "8", "Chứng chỉ") for code in CODES}, village.second_officer)
    page = text(admin.get(told))
    assert "100" in page
    assert "Nguyễn" not in page, "nobody is named"
    for who in (village.officer, make_user("administrator", unit=Village("Hạ Long").unit)):
        assert signed_in(who).get(told).status_code in (403, 404)
        assert signed_in(who).post(here, sent).status_code in (403, 404)


def test_a_learner_asks_for_a_review_and_reads_the_answer(village: Village) -> None:
    with everyone(WHY):
        case = marking.not_enough(village.submitted(), "Ảnh mờ", village.officer)
        learner = case.learner
    client, here = signed_in(learner.user), reverse("recognition:review_ask")
    assert here in text(client.get(reverse("recognition:submit")))
    assert client.post(here, {"case": case.pk, "words": " "}).status_code == 422
    assert client.post(here, {"case": case.pk, "words": "Giấy thứ hai rõ"}).status_code == 302
    assert "Giấy thứ hai rõ" in text(client.get(here))
    officer, page = signed_in(village.second_officer), page_of(case, "review")
    assert "Ảnh mờ" in text(officer.get(page))
    lost = officer.post(page, EIGHTS | {"act": "end", "words": ""})
    assert lost.status_code == 422
    assert "Lý do thứ hai" in text(lost)
    assert officer.post(page, EIGHTS | {"act": "end", "words": "Đã xem lại, đủ."}).status_code == 302
    assert "Đã xem lại, đủ." in text(client.get(here))
    assert officer.get(page).headers["Location"] == reverse("recognition:second_list"), (
        "answered: nothing waits here any more"
    )
    stranger = signed_in(village.submitted("Lê Lạ").learner.user)
    assert stranger.post(here, {"case": case.pk, "words": "x"}).status_code in (404, 422)


def test_the_counter_asks_on_behalf(village: Village) -> None:
    with everyone(WHY):
        case = marking.not_enough(village.submitted(), "Ảnh mờ", village.officer)
        here = reverse("recognition:counter_review", args=[case.learner.reference])
    assert signed_in(village.staff).post(here, {"case": case.pk, "words": "Bác nói giấy rõ"}).status_code == 302
    with everyone(WHY):
        assert ReviewRequest.objects.get().on_behalf_of
    assert signed_in(Village("Hạ Long").staff).get(here).status_code == 404


def test_family_is_declared_from_a_case_and_a_mistake_ended_by_the_administrator(village: Village) -> None:
    case = village.submitted()
    officer = signed_in(village.officer)
    here = reverse("recognition:kinship_declare", args=[case.pk])
    assert here in text(officer.get(page_of(case, "case")))
    officer.get(here)
    with everyone(WHY):
        assert not KinshipDeclaration.objects.exists(), "looking declares nothing"
    officer.post(here)
    own = officer.get(reverse("recognition:kinship"))
    assert own.status_code == 200
    with everyone(WHY):
        row = KinshipDeclaration.objects.get()
    officer.post(reverse("recognition:kinship"), {"row": row.pk})
    with everyone(WHY):
        assert KinshipDeclaration.objects.filter(ended_at=None).exists()
    admin = signed_in(make_user("administrator", unit=village.unit))
    admin.post(reverse("recognition:kinship"), {"row": row.pk})
    with everyone(WHY):
        assert not KinshipDeclaration.objects.filter(ended_at=None).exists()
    stranger = signed_in(Village("Hạ Long").officer)
    assert stranger.post(here).status_code == 404


def test_a_marking_that_is_done_says_so_when_its_button_comes_twice(village: Village, drawn: Case) -> None:
    client, here, lists = signed_in(village.second_officer), page_of(drawn), reverse("recognition:second_list")
    form = EIGHTS | {"act": "end"}
    assert [client.post(here, form)["Location"] for _press in range(2)] == [lists, lists]
    late = signed_in(make_user("officer", unit=village.unit)).post(here, form, headers=HERE)
    assert (late.status_code, "Lý do thứ hai" in text(late)) == (409, True), (
        "somebody else's tab: nothing typed is lost"
    )


def test_a_review_that_is_answered_says_so_when_its_button_comes_twice(village: Village) -> None:
    case = village.submitted()
    with everyone(WHY):
        case = marking.not_enough(case, "Chưa đủ giấy.", village.officer)
        ask_for_review(case, "Xin xem lại A1.", case.learner.user)
    client, here, lists = signed_in(village.second_officer), page_of(case, "review"), reverse("recognition:second_list")
    form = EIGHTS | {"words": "Đã xem lại, đủ điểm.", "act": "end"}
    assert [client.post(here, form, headers=HERE)["Location"] for _press in range(2)] == [lists, lists]
    late = signed_in(make_user("officer", unit=village.unit)).post(here, form, headers=HERE)
    assert (late.status_code, "Đã xem lại, đủ điểm." in text(late)) == (409, True)
