"""Another version of the set comes into force while a campaign runs: papers are asked for as the campaign counts them."""

import pytest
from django.urls import reverse

from portal.people.public import everyone
from recognition.cases import submission
from recognition.cases.promise import by_papers
from recognition.cases.state import title_state
from recognition.models import Evidence
from recognition.sets.publishing import current
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.people import make_learner, signed_in
from tests.builders.recognition import next_version

OWN = reverse("recognition:evidence_add")


@pytest.fixture
def person(village: Village):
    assert current() != next_version() == current()
    return make_learner(village.unit)


def test_what_my_page_proposes_can_be_handed_in(person, village: Village) -> None:
    with everyone(WHY):
        steps = {step.code: step for step in by_papers(title_state(person))}
    assert "reading-log" in steps["A1"].query or "A1" in steps
    log = f"{OWN}?giay=so&loai=reading-log&chi-so=A1"
    for browser, address in (
        (signed_in(person.user), log),
        (signed_in(village.staff), log.replace(OWN, reverse("recognition:counter_evidence", args=[person.reference]))),
    ):
        page = browser.get(address)
        assert page.context["asked"].kind.id == "reading-log"
    gone = signed_in(person.user).get(f"{OWN}?giay=khac&loai=other&chi-so=C9")
    assert {one.code for one in gone.context["asked"].criteria.indicators} == set(CODES)


def test_a_link_for_an_indicator_of_the_campaign_counts_and_one_of_another_version_is_refused(person) -> None:
    browser, address = signed_in(person.user), f"{OWN}?giay=lien-ket&loai=other"
    said = {"on": "2026-03-05", "title": "Bài báo", "link": "https://xa.example.vn/tin"}
    assert browser.post(address, said | {"indicators": ["C9"]}).status_code == 422
    assert browser.post(address, said | {"indicators": ["C2"]}).status_code == 302
    again = browser.post(address, said | {"indicators": ["C2"]})
    with everyone(WHY):
        assert Evidence.objects.get().indicators == ["C2"]
    assert again.status_code == 302, "pressed twice"


def test_the_officer_s_page_opens_with_a_paper_for_what_the_campaign_does_not_know(person, village: Village) -> None:
    """As it was handed in before: the page led to an error."""
    make_paper(person, "C9", by=person.user)
    with everyone(WHY):
        case = submission.draft_for(person, person.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), person.user)
        submission.submit(case, person.user)
    assert signed_in(village.officer).get(reverse("recognition:case", args=[case.pk])).status_code == 200
