"""What a page offers next: to who was asked for more, to who begins a second year, to the worker at the counter."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.people.public import everyone
from recognition.assessment import marking
from recognition.cases import submission
from recognition.cases.answering import added_since_asked
from recognition.cases.counter_step import next_step
from recognition.cases.state import title_state
from recognition.models import Campaign, Evidence
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.people import make_learner, signed_in

HAND_IN, MINE = reverse("recognition:submit"), reverse("pages:my_page")


@pytest.fixture
def asked(village: Village):
    case = village.submitted()
    with everyone(WHY):
        marking.ask_for_more(case, "Chụp lại giúp.", village.officer)
    return case


def test_who_was_asked_is_led_to_the_paper_first_and_to_the_button_once_it_is_there(asked) -> None:
    browser = signed_in(asked.learner.user)
    before = browser.get(HAND_IN).text
    assert "chưa thêm gì" in before
    assert "Vẫn gửi lại như cũ" in before
    with everyone(WHY):
        assert not added_since_asked(asked, [asked.learner_id])
        paper = make_paper(asked.learner, "A1", by=asked.learner.user)
        assert added_since_asked(asked, [asked.learner_id])
    after = browser.get(HAND_IN).text
    assert "chưa thêm gì" not in after
    assert "Gửi lại hồ sơ" in after
    with everyone(WHY):
        Evidence.objects.filter(pk=paper.pk).update(withdrawn_at=timezone.now())
        assert not added_since_asked(asked, [asked.learner_id]), "what was taken back answers nothing"
        submission.set_self_points(asked, "A1", "7", asked.learner.user)
        assert added_since_asked(asked, [asked.learner_id])


def test_a_draft_after_the_last_day_says_so(village: Village) -> None:
    learner = make_learner(village.unit)
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    Campaign.objects.update(submission_to=timezone.localdate() - timedelta(days=1))
    page = signed_in(learner.user).get(HAND_IN).text
    assert "Hạn gửi hồ sơ đã hết" in page


def test_papers_of_an_earlier_period_do_not_greet_with_what_is_missing(village: Village) -> None:
    Campaign.objects.update(evidence_from=timezone.localdate())
    learner = make_learner(village.unit)
    paper = make_paper(learner, "A1", by=learner.user)
    with everyone(WHY):
        Evidence.objects.filter(pk=paper.pk).update(happened_at=timezone.now() - timedelta(days=400))
    page = signed_in(learner.user).get(MINE)
    assert (page.context["s"].fresh, page.context["s"].kept) == (True, True)
    assert 'class="missing">Dưới' not in page.text
    assert "Giấy cũ hơn vẫn được giữ" in page.text
    with everyone(WHY):
        make_paper(learner, "A1", by=learner.user)
    page = signed_in(learner.user).get(MINE)
    assert not page.context["s"].fresh


def test_an_indicator_under_the_floor_is_named_only_where_others_are_not_and_something_can_be_done(village) -> None:
    case = village.submitted()
    browser = signed_in(case.learner.user)
    assert not browser.get(MINE).context["s"].names_low, "handed in: nothing can be done about it"
    with everyone(WHY):
        submission.withdraw(case, case.learner.user)
    assert not browser.get(MINE).context["s"].names_low, "all of them are: the heading says it once"
    for kind in ("library-card", "reading-log", "press"):
        make_paper(case.learner, "A1", by=case.learner.user, rule=kind)
    shown = browser.get(MINE).context
    assert shown["s"].names_low == (len(shown["t"].below) < 10)


def test_the_counter_leads_from_papers_to_points_to_the_case(village: Village) -> None:
    learner = make_learner(village.unit)
    with everyone(WHY):
        assert next_step(title_state(learner)) == "add"
        make_paper(learner, "A1", by=village.staff)
        assert next_step(title_state(learner)) == "score"
        case = submission.draft_for(learner, village.staff)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), village.staff)
        assert next_step(title_state(learner)) == "case"
        submission.submit(case, village.staff)
        assert next_step(title_state(learner)) == "case"
        marking.ask_for_more(case, "Chụp lại giúp.", village.officer)
    page = signed_in(village.staff).get(reverse("recognition:counter_evidence", args=[learner.reference])).text
    assert "Chụp lại giúp." in page
    assert page.index("Chụp lại giúp.") < page.index('id="add"'), "the officer's words come first"


def test_registering_is_said_on_the_own_page_until_it_is_done(village: Village) -> None:
    Campaign.objects.update(registration_to=timezone.localdate() + timedelta(days=3))
    learner = make_learner(village.unit)
    browser = signed_in(learner.user)
    assert "Đăng ký đến hết" in browser.get(MINE).text
    browser.post(reverse("recognition:register"), {"act": "register"})
    assert "Đăng ký đến hết" not in browser.get(MINE).text
    assert "Rút đăng ký" in browser.get(HAND_IN).text
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        submission.submit(case, learner.user)
    assert "Rút đăng ký" not in browser.get(HAND_IN).text, "handing in keeps it"
