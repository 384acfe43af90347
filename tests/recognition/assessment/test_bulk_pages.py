"""The pages of a bulk round as an officer walks them: prepare, sample, decide, undo."""

import pytest
from django.urls import reverse

from portal.people.public import everyone
from recognition.assessment import marking
from recognition.assessment.bulk.deciding import sample_of
from recognition.models import BulkRound, Case, Evidence
from tests.builders.cases import WHY, Village
from tests.builders.people import signed_in
from tests.builders.quiet import quiet_case

NAMES = ("Lê An", "Lê Bình", "Lê Chi", "Lê Dung", "Lê Em", "Lê Giang", "Lê Hà")
START = "recognition:bulk"


def text(answer) -> str:
    return answer.content.decode()


def test_the_whole_way(village: Village) -> None:
    for name in NAMES:
        quiet_case(village, name)
    client = signed_in(village.officer)
    page = client.get(reverse(START))
    assert "7" in text(page)
    begun = client.post(reverse(START), {"campaign": village.campaign.pk}, follow=True)
    here = begun.redirect_chain[-1][0]
    assert all(name in text(begun) for name in NAMES)
    assert 'value="decide"' not in text(begun), "first the sample"
    refused = client.post(here, {"act": "decide"})
    assert refused.status_code == 422
    again = client.get(reverse(START))
    assert here in text(again), "after the lid was closed the round is found again"
    with everyone(WHY):
        row = BulkRound.objects.get()
        for one in sample_of(row):
            marking.confirm(one.line.case, village.officer)
        line = row.lines.filter(sampled=False).first()
        Evidence.objects.filter(learner=line.case.learner).update(withdrawn_at=row.begun_at)
    assert 'value="decide"' in text(client.get(here))
    done = client.post(here, {"act": "decide"}, follow=True)
    with everyone(WHY):
        assert Case.objects.filter(state="confirmed").count() == 6
        left = line.case.learner.record
    assert done.status_code == 200
    assert left is not None
    assert 'value="undo"' in text(done)
    back = client.post(here, {"act": "undo"}, follow=True)
    assert back.status_code == 200
    with everyone(WHY):
        assert Case.objects.filter(state="confirmed").count() == 3


def test_the_sample_leads_from_case_to_case_and_back_to_the_round(village: Village) -> None:
    for name in NAMES:
        quiet_case(village, name)
    client = signed_in(village.officer)
    here = client.post(reverse(START), {"campaign": village.campaign.pk})["Location"]
    with everyone(WHY):
        row = BulkRound.objects.get()
        outside = row.lines.filter(sampled=False).first().case
    for left in (2, 1, 0):
        with everyone(WHY):
            waiting = [one.line.case_id for one in sample_of(row) if one.state == "waits"]
        answer = client.post(reverse("recognition:case", args=[waiting[0]]), {"act": "confirm"})
        onward = reverse("recognition:case", args=[waiting[1]]) if left else here
        assert answer["Location"] == onward
        shown = text(client.get(onward))
        assert (f"Mẫu còn {left} hồ sơ" in shown) == bool(left)
        assert here in shown or not left
    away = client.post(reverse("recognition:case", args=[outside.pk]), {"act": "confirm"})
    assert away["Location"] != here, "a case outside the sample leads on in the queue"


def test_the_page_says_why_it_cannot_be_decided_yet(village: Village) -> None:
    for name in NAMES:
        quiet_case(village, name)
    client = signed_in(village.officer)
    here = client.post(reverse(START), {"campaign": village.campaign.pk})["Location"]
    assert "3 hồ sơ trong mẫu chưa xét" in text(client.get(here))
    with everyone(WHY):
        for one in sample_of(BulkRound.objects.get()):
            marks = {"A1": ("7", "Khác đề xuất")}
            marking.confirm(one.line.case, village.officer, marks=marks)
    failed = text(client.get(here))
    assert "xét từng hồ sơ" in failed
    assert 'value="decide"' not in failed


def test_another_officer_does_not_see_the_round_and_a_page_is_cheap(
    village: Village, django_assert_max_num_queries
) -> None:
    for name in NAMES:
        quiet_case(village, name)
    client = signed_in(village.officer)
    here = client.post(reverse(START), {"campaign": village.campaign.pk})["Location"]
    assert signed_in(village.second_officer).get(here).status_code == 404
    assert signed_in(village.staff).get(here).status_code == 403
    assert client.post(here, {"act": "fliegen"}).status_code == 422
    client.get(here)
    with django_assert_max_num_queries(20):
        client.get(here)
    assert client.post(here, {"act": "drop"}, follow=True).status_code == 200


@pytest.mark.parametrize("sent", [{}, {"campaign": "x"}, {"campaign": "999999"}])
def test_a_campaign_that_is_none(village: Village, sent: dict) -> None:
    quiet_case(village)
    assert signed_in(village.officer).post(reverse(START), sent).status_code == 422
