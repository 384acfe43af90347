"""The signer's buttons pressed twice say what the first press did; only named acts act; who judged ends nothing alone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Role
from portal.people.public import everyone
from recognition.decisions import signing
from recognition.models import Case, Certificate, Decision
from recognition.refusals import SamePerson
from tests.builders.cases import WHY, Village
from tests.builders.decisions import revoked
from tests.builders.people import make_user, rename, signed_in

TODAY = timezone.localdate


def sent(page, cases: list[Case], number: str = "128/QĐ-UBND") -> dict:
    """The form of the list as its page shows it."""
    marks = {f"seen-{row['case'].pk}": row["seen"] for row in page.context["rows"]}
    body = page.context["bodies"][0].pk
    about = {
        "act": "record",
        "body": body,
        "number": number,
        "date": TODAY().strftime("%d/%m/%Y"),
        "cases": [one.pk for one in cases],
    }
    return about | marks


def test_a_decision_signed_twice_leads_to_the_one_that_is_there(village: Village) -> None:
    cases = [village.confirmed("Nguyễn Thị Hoa"), village.confirmed("Trần Văn Bé")]
    client, address = signed_in(village.signer), reverse("recognition:sign")
    form = sent(client.get(address), cases)
    first, second = client.post(address, form), client.post(address, form)
    decision = Decision.objects.get()
    there = reverse("recognition:sign_decision", args=[decision.pk])
    assert (first["Location"], second.status_code, second["Location"]) == (there, 302, there)
    assert "đã được ký" in client.get(there).text
    with everyone(WHY):
        assert Certificate.objects.count() == 2


@pytest.mark.parametrize("other", ["number", "fewer", "signer"])
def test_what_is_not_the_same_press_is_refused_as_before(village: Village, other: str) -> None:
    cases = [village.confirmed("Nguyễn Thị Hoa"), village.confirmed("Trần Văn Bé")]
    client, address = signed_in(village.signer), reverse("recognition:sign")
    form = sent(client.get(address), cases)
    client.post(address, form)
    if other == "signer":
        client = signed_in(make_user("signer", unit=village.unit))
    form |= {"number": {"number": "129/QĐ-UBND"}, "fewer": {"cases": [cases[0].pk]}, "signer": {}}[other]
    assert client.post(address, form).status_code == 409
    assert Decision.objects.count() == 1


def test_a_case_sent_back_twice_is_sent_back_once(village: Village) -> None:
    case = village.confirmed()
    client, address = signed_in(village.signer), reverse("recognition:sign_send_back", args=[case.pk])
    form = {"version": case.version, "reason": "Xem lại A1"}
    assert client.post(address, form)["Location"] == reverse("recognition:sign")
    again = client.post(address, form, follow=True)
    assert again.status_code == 200
    assert "không còn chờ ký" in again.text
    with everyone(WHY):
        assert case.events.filter(act="send_back").count() == 1
    other = Village("Hạ Long").confirmed()
    assert client.get(reverse("recognition:sign_send_back", args=[other.pk])).status_code == 404


@pytest.fixture
def held(village: Village) -> Certificate:
    with everyone(WHY):
        signing.sign([village.confirmed()], village.body, "128/QĐ-UBND", TODAY(), village.signer)
        return Certificate.objects.get()


def test_a_button_that_is_not_known_makes_no_new_certificate(village: Village, held: Certificate) -> None:
    with everyone(WHY):
        rename(held.learner_id, "Nguyễn Thị Hòa")
    client, address = signed_in(village.signer), reverse("recognition:certificate_change", args=[held.token])
    for act in ("", "khác"):
        answer = client.post(address, {"act": act, "reason": "Sai tên"})
        assert answer.status_code == 422
        assert "Cổng không nhận ra nút vừa bấm" in answer.text
    with everyone(WHY):
        assert Certificate.objects.get() == held
    assert client.post(address, {"act": "supersede", "reason": "Sai tên"}).status_code == 302
    with everyone(WHY):
        assert Certificate.objects.count() == 2


@pytest.mark.usefixtures("all_seeing")
def test_who_judged_or_helped_does_not_revoke(village: Village, held: Certificate) -> None:
    Role.objects.create(user=village.officer, kind="signer", unit=village.unit, valid_from=TODAY())
    with pytest.raises(SamePerson):
        revoked(held, village.officer, "Nhầm người")
    revoked(held, village.signer, "Nhầm người")
