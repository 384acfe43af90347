"""A decision that revokes or annuls: who may, what stands on it, what becomes of the certificate, and nothing edited."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Role
from portal.people.public import everyone
from recognition.assessment import marking
from recognition.cases import closing, submission
from recognition.certificates.checking import check
from recognition.certificates.holdings import certificate_of
from recognition.decisions import signing
from recognition.decisions.ending import end_by_decision
from recognition.figures.numbers import place_numbers
from recognition.models import Case, Certificate, CertificateStep, Decision, DecisionDraft
from recognition.refusals import Incomplete, NotYours, SamePerson, WrongState
from tests.builders.cases import CODES, WHY, Village, make_body
from tests.builders.people import make_user, signed_in

TODAY = timezone.localdate


@pytest.fixture
def held(village: Village) -> Certificate:
    with everyone(WHY):
        decision = signing.sign([village.confirmed()], village.body, "128/QĐ-UBND", TODAY(), village.signer)
        return decision.lines.get().certificates.get()


def annul(village: Village, held: Certificate, *, number="15/QĐ-UBND", day=None, body=None, by=None, kind="annul"):
    who, where = by or village.signer, body or village.body
    return end_by_decision(held, kind, where, number, day or TODAY(), "Nhầm người", who)


@pytest.mark.usefixtures("all_seeing")
@pytest.mark.parametrize(("kind", "state"), [("annul", "annulled"), ("revoke", "revoked")])
def test_the_certificate_loses_its_force_and_its_life_says_by_what(
    village: Village, held, kind: str, state: str
) -> None:
    row = annul(village, held, kind=kind)
    held.refresh_from_db()
    assert (row.kind, row.number, held.state, held.state_reason) == (kind, "15/QĐ-UBND", state, "Nhầm người")
    life = list(held.life.values_list("what", "on", "decision"))
    assert life == [("issued", TODAY(), held.line.decision_id), (state, TODAY(), row.pk)]
    assert check(held.token).state == state
    assert certificate_of(held.learner) is None
    assert place_numbers(village.unit, TODAY(), "cong_dan_hoc_tap").count == 0
    assert held.line.decision.lines.count() == 1, "nothing that was decided is edited"
    with pytest.raises(WrongState):
        annul(village, held, number="16/QĐ-UBND")
    for act in (CertificateStep.objects.update, CertificateStep.objects.all().delete):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            act(**({"reason": "khác"} if act == CertificateStep.objects.update else {}))


@pytest.mark.usefixtures("all_seeing")
def test_number_date_and_body_are_those_of_a_paper(village: Village, held) -> None:
    other = make_body(Village("Hạ Long").unit)
    Role.objects.create(user=village.signer, kind="signer", unit=other.unit, valid_from=TODAY())
    for changes, field in (
        ({"number": "0128/qđ-ubnd"}, "number"),
        ({"number": ""}, "number"),
        ({"day": TODAY() - timedelta(days=1)}, "date"),
        ({"day": TODAY() + timedelta(days=1)}, "date"),
        ({"body": other}, "body"),
    ):
        with pytest.raises(Incomplete) as refused:
            annul(village, held, **changes)
        assert refused.value.field == field
    assert Decision.objects.count() == 1
    held.refresh_from_db()
    assert held.state == "valid"


@pytest.mark.usefixtures("all_seeing")
def test_who_decides(village: Village, held) -> None:
    above = make_user("signer", unit=village.unit.parent)
    Role.objects.create(user=village.officer, kind="signer", unit=village.unit, valid_from=TODAY())
    with pytest.raises(SamePerson):
        annul(village, held, by=village.officer)
    for user in (village.second_officer, Village("Hạ Long").signer):
        with pytest.raises(NotYours):
            annul(village, held, by=user)
    body = make_body(village.unit.parent)
    assert annul(village, held, body=body, by=above).body == body


def test_the_page(village: Village, held) -> None:
    client, here = signed_in(village.signer), reverse("recognition:certificate_change", args=[held.token])
    assert 'value="decide"' in client.get(here).text
    sent = {"act": "decide", "kind": "annul", "body": village.body.pk, "reason": "Nhầm người"}
    lost = client.post(here, sent | {"body": "0"})
    assert lost.status_code == 422
    assert "Nhầm người" in lost.text
    noted = client.post(here, sent)
    draft = DecisionDraft.objects.get()
    assert noted.url == reverse("recognition:draft", args=[draft.pk])
    at = reverse("recognition:draft_record", args=[draft.pk])
    assert at in client.get(noted.url).text, "signed on a paper of their own: nothing is printed before"
    number = {"act": "record", "number": "15", "date": TODAY().strftime("%d/%m/%Y"), "version": draft.version}
    alone = client.post(at, number)
    assert (alone.status_code, Decision.objects.count()) == (422, 1), "nobody ends a certificate alone"
    assert "người ký khác" in alone.text
    other = signed_in(make_user("signer", unit=village.unit))
    for wrong in ({"date": "31/02/2026"}, {"number": "128/QĐ-UBND"}, {"number": "128"}):
        lost = other.post(at, number | wrong)
        assert lost.status_code == 422
        assert (number | wrong)["number"] in lost.text
    made = other.post(at, number)
    row = Decision.objects.get(kind="annul")
    assert made.url == reverse("recognition:sign_decision", args=[row.pk])
    assert "Nguyễn Thị Hoa" in client.get(made.url).text
    assert "15/QĐ-UBND" in client.get(here).text
    assert "hủy bỏ" in client.get(reverse("recognition:check", args=[held.token])).text


@pytest.mark.usefixtures("all_seeing")
class TestTheSameYearAgain:
    """What should never have been issued can be done again, and so can what was held and taken."""

    def test_handed_in_anew_judged_by_others_and_recognised_by_another_line(self, village: Village, held) -> None:
        annul(village, held)
        case, first = Case.objects.get(), held.line.assessment
        assert (case.state, case.assessment) == ("returned", None)
        for page in ("recognition:submit", "pages:my_page"):
            assert "bị hủy bỏ: “Nhầm người”" in signed_in(case.learner.user).get(reverse(page)).text
        with pytest.raises(WrongState):
            marking.undo(case, village.officer)
        case = submission.submit(case, case.learner.user)
        case = marking.confirm(case, village.officer, marks=dict.fromkeys(CODES, ("9", "Đã xem lại")))
        again = signing.sign([case], village.body, "129/QĐ-UBND", TODAY(), village.signer)
        case.refresh_from_db()
        assert case.decision_line == again.lines.get()
        assert case.decision_lines.count() == 2
        first.refresh_from_db()
        assert (first.state, first.points["A1"]) == ("ended", "8.00"), "what the first line names stays"
        assert place_numbers(village.unit, TODAY(), "cong_dan_hoc_tap").count == 1
        page = signed_in(case.learner.user).get(reverse("recognition:submit"))
        assert again.lines.get().certificates.get().token in page.text
        assert held.token not in page.text

    def test_what_was_held_and_taken_can_be_handed_in_anew_and_recognised(self, village: Village, held) -> None:
        annul(village, held, kind="revoke")
        case = Case.objects.get()
        assert case.state == "revoked"
        for page in ("recognition:submit", "pages:my_page"):
            assert "bị thu hồi" in signed_in(case.learner.user).get(reverse(page)).text
        case = submission.submit(case, case.learner.user)
        case = marking.confirm(case, village.second_officer, marks=dict.fromkeys(CODES, ("9", "Đã xem lại")))
        again = signing.sign([case], village.body, "129/QĐ-UBND", TODAY(), village.signer)
        case.refresh_from_db()
        assert (case.state, case.decision_line) == ("recognised", again.lines.get())
        assert check(held.token).verdict == "ended"
        assert check(again.lines.get().certificates.get().token).verdict == "holds"

    def test_a_closed_campaign_stays_closed(self, village: Village, held) -> None:
        closing.close(village.campaign, "Đã hết đợt", by=make_user("administrator", unit=village.unit))
        annul(village, held)
        assert Case.objects.get().state == "revoked", "nobody can hand in any more, and it is not held"
