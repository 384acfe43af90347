"""Signing: a decision with lines and certificates, numbers without gaps, rows that never change."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.audit import public as audit
from portal.people.keys import decrypt
from portal.people.public import everyone
from recognition.assessment import marking
from recognition.cases import submission
from recognition.certificates import register
from recognition.decisions import signing
from recognition.models import CaseEntry, CaseEvent, CaseEvidence, Certificate, Decision, DecisionLine, RegisterCounter
from recognition.refusals import Incomplete, NotYours, SamePerson, WrongState
from tests.builders.cases import CODES, WHY, Village, make_body, make_paper
from tests.builders.people import make_learner, rename

TODAY = timezone.localdate


def sign(village: Village, *chosen, number: str = "128/QĐ-UBND", by=None) -> Decision:
    return signing.sign(chosen, village.body, number, TODAY(), by or village.signer)


@pytest.mark.usefixtures("all_seeing")
class TestSigning:
    def test_a_decision_freezes_everything_it_rests_on(self, village: Village) -> None:
        case = village.confirmed("Nguyễn Thị Hường")
        assert list(signing.waiting_list(village.unit, village.campaign)) == [case]
        decision = sign(village, case)
        line = decision.lines.get()
        assert (line.total, line.mark, line.floor) == (80, 80, 5)
        assert line.points == dict.fromkeys(CODES, "8.00")
        assert (line.set_key, line.set_digest) == ("cong_dan_hoc_tap", case.criteria_set.digest)
        assert (line.unit_name, line.subject_group, line.assessor) == ("Xã Đồng Sen", "N1", village.officer)
        assert decrypt(line.name_encrypted) == "Nguyễn Thị Hường"
        assert b"H\xc6\xb0\xe1\xbb\x9dng" not in bytes(line.name_encrypted)
        case.refresh_from_db()
        assert case.state == "recognised"
        assert not signing.waiting_list(village.unit).exists()
        certificate = line.certificates.get()
        assert certificate.register_code == f"ĐS-{TODAY().year}-0001"
        assert len(certificate.token) == 22
        assert audit.check() is None

    def test_the_number_is_once_a_body_and_year(self, village: Village) -> None:
        sign(village, village.confirmed())
        with pytest.raises(Incomplete) as refused:
            sign(village, second := village.confirmed())
        assert refused.value.field == "number"
        second.refresh_from_db()
        assert second.state == "confirmed"
        assert sign(village, second, number="130/QĐ-UBND").number == "130/QĐ-UBND"  # gaps in their register are theirs
        assert list(Certificate.objects.values_list("number", flat=True)) == [1, 2]

    @pytest.mark.parametrize("number", ["", "   ", "12 8", "a" * 41, "<b>"])
    def test_a_number_must_look_like_one(self, village: Village, number: str) -> None:
        with pytest.raises(Incomplete) as refused:
            sign(village, village.confirmed(), number=number)
        assert refused.value.field == "number"

    def test_the_date_is_not_ahead_and_not_before_the_case(self, village: Village) -> None:
        case = village.confirmed()
        for days in (1, -1):
            with pytest.raises(Incomplete) as refused:
                signing.sign([case], village.body, "128", TODAY() + timedelta(days=days), village.signer)
            assert refused.value.field == "date"

    def test_one_bad_case_stops_the_whole_decision(self, village: Village) -> None:
        good, bad = village.confirmed(), village.submitted()
        with pytest.raises(WrongState):
            sign(village, good, bad)
        assert not Decision.objects.exists()
        assert not Certificate.objects.exists()
        good.refresh_from_db()
        assert good.state == "confirmed"

    def test_helper_officer_and_signer_are_three_people(self, village: Village) -> None:
        from portal.people.models import Role

        case = village.confirmed(helper=village.staff)
        for user in (village.officer, village.staff):
            Role.objects.create(user=user, kind="signer", unit=village.unit, valid_from=TODAY())
            with pytest.raises(SamePerson):
                sign(village, case, by=user)
        assert sign(village, case)

    def test_nobody_signs_elsewhere_or_for_oneself(self, village: Village) -> None:
        other = Village("Hạ Long")
        with pytest.raises(NotYours):
            signing.sign([village.confirmed()], village.body, "1", TODAY(), other.signer)
        with pytest.raises(Incomplete):
            signing.sign([village.confirmed()], make_body(other.unit), "1", TODAY(), _signs_both(village, other))
        learner = make_learner(village.unit, user=village.signer)
        case = submission.draft_for(learner, village.signer)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), village.signer)
        case = marking.confirm(
            submission.submit(case, village.signer), village.officer, marks=dict.fromkeys(CODES, (Decimal(8), "lý do"))
        )
        with pytest.raises(SamePerson):
            sign(village, case)

    def test_sending_back_needs_a_reason_and_returns_to_the_queue(self, village: Village) -> None:
        case = village.confirmed()
        with pytest.raises(Incomplete):
            signing.send_back(case, "", village.signer)
        case = signing.send_back(case, "Thiếu ngày trên giấy", village.signer)
        assert list(marking.queue(village.officer)) == [case]
        with pytest.raises(WrongState):
            sign(village, case)

    def test_what_was_signed_cannot_be_undone(self, village: Village) -> None:
        case = village.confirmed()
        sign(village, case)
        for act in (lambda: marking.undo(case, village.officer), lambda: submission.withdraw(case, case.learner.user)):
            with pytest.raises(WrongState):
                act()


def _signs_both(village: Village, other: Village):
    from portal.people.models import Role

    Role.objects.create(user=village.signer, kind="signer", unit=other.unit, valid_from=TODAY())
    return village.signer


@pytest.mark.usefixtures("all_seeing")
class TestCertificates:
    def test_a_corrected_name_makes_a_new_certificate(self, village: Village) -> None:
        old = sign(village, village.confirmed("Nguyễn Thị Hao")).lines.get().certificates.get()
        with pytest.raises(Incomplete):  # the record still says the same
            register.supersede(old, village.signer, "Sai tên")
        rename(old.learner_id, "Nguyễn Thị Hoa")
        new = register.supersede(old, village.signer, "Sai tên")
        before, after = register.check(old.token), register.check(new.token)
        assert (before.state, before.name, before.successor_token) == ("superseded", "Nguyễn Thị Hao", new.token)
        assert (after.state, after.name, after.first_token) == ("valid", "Nguyễn Thị Hoa", old.token)
        assert (old.number, new.number) == (1, 2)
        with pytest.raises(WrongState):
            register.supersede(old, village.signer, "Lần nữa")

    def test_revoked_is_said_and_stays(self, village: Village) -> None:
        certificate = sign(village, village.confirmed()).lines.get().certificates.get()
        with pytest.raises(NotYours):
            register.revoke(certificate, village.officer, "Không đúng người")
        register.revoke(certificate, village.signer, "Không đúng người")
        assert register.check(certificate.token).state == "revoked"
        with pytest.raises(DatabaseError), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(state="valid")

    def test_an_unknown_token_is_nothing(self, village: Village) -> None:
        assert register.check("a" * 22) is None

    def test_a_refused_decision_gives_its_register_numbers_back(self, village: Village) -> None:
        with pytest.raises(WrongState):
            sign(village, village.confirmed(), village.submitted())
        assert not RegisterCounter.objects.filter(last__gt=0).exists()
        assert sign(village, village.confirmed()).lines.get().certificates.get().number == 1


@pytest.mark.usefixtures("all_seeing")
@pytest.mark.parametrize("model", [CaseEntry, CaseEvent, CaseEvidence, Decision, DecisionLine])
def test_what_was_written_cannot_be_changed_or_removed(village: Village, model) -> None:
    learner = make_learner(village.unit)
    make_paper(learner, "C1", by=learner.user, rule="witness")
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    case = submission.submit(case, learner.user)
    sign(village, marking.confirm(case, village.officer, marks=dict.fromkeys(CODES, (Decimal(8), "lý do"))))
    row = model.objects.first()
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        row.save()
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # so that TRUNCATE meets the guard and no pending check
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"UPDATE {table} SET id = id"):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.usefixtures("all_seeing")
def test_a_certificate_is_never_rewritten(village: Village) -> None:
    certificate = sign(village, village.confirmed()).lines.get().certificates.get()
    for change in ({"number": 9}, {"name_encrypted": b"Ai"}, {"token": "b" * 22}):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_register_numbers_have_no_gap_when_many_sign_at_once() -> None:
    """Four decisions at the same time, one of them fails after taking a number: 1 to 6 are given, none twice."""
    with everyone(WHY):
        village = Village()
        piles = [[village.confirmed() for _ in range(2)] for _ in range(4)]
    start, errors = threading.Barrier(4), []

    def work(place: int) -> None:
        try:
            start.wait()
            with everyone(WHY), transaction.atomic():
                sign(village, *piles[place], number=f"{place}/QĐ")
                if place == 2:
                    raise RuntimeError("the fourth hand fails after the numbers were taken")
        except RuntimeError:
            errors.append(place)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with everyone(WHY):
        assert errors == [2]
        assert sorted(Certificate.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
        assert RegisterCounter.objects.get().last == 6
        assert audit.check() is None
