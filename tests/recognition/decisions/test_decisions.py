"""Signing: a decision with lines and certificates, numbers without gaps, rows that never change."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from portal.audit import public as audit
from portal.people.keys import decrypt
from portal.people.models import Role
from portal.people.public import everyone
from portal.places.models import Unit, UnitVersion
from recognition.assessment import marking
from recognition.assessment.queue import claim, queue, release
from recognition.cases import submission
from recognition.certificates import register
from recognition.certificates.checking import check
from recognition.decisions import signing
from recognition.models import (
    Assessment,
    Campaign,
    Case,
    CaseEntry,
    CaseEvent,
    Certificate,
    Decision,
    DecisionLine,
    IssuingBody,
    Mark,
    PaperOpened,
    PaperVerdict,
    RegisterCounter,
    Submission,
    SubmittedItem,
)
from recognition.refusals import Incomplete, NotYours, SamePerson, WrongState
from tests.builders.cases import CODES, WHY, Village, make_body, make_campaign, make_paper
from tests.builders.decisions import revoked
from tests.builders.people import make_learner, make_province, rename

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
        assert (line.set_key, line.set_digest) == ("cong_dan_hoc_tap", case.submission.criteria_set.digest)
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

    def test_the_list_is_of_the_own_unit_or_several_oldest_first(self, village: Village) -> None:
        second, first = village.confirmed(), village.confirmed()
        Case.objects.filter(pk=first.pk).update(submitted_at=timezone.now() - timedelta(days=1))
        other = Village("Hạ Long")
        theirs = other.confirmed()
        village.submitted()  # nobody proposed it yet
        assert list(signing.waiting_list(village.unit)) == [first, second]
        assert list(signing.waiting_list(other.unit, village.campaign)) == []
        both = Unit.objects.filter(pk__in=[village.unit.pk, other.unit.pk])
        assert list(signing.waiting_list(both)) == [first, second, theirs]

    def test_bodies_are_those_in_force_where_one_may_sign(self, village: Village) -> None:
        today = TODAY()
        Village("Hạ Long")

        def valid(since: int, until: int | None) -> list:
            days = [None if one is None else today + timedelta(days=one) for one in (since, until)]
            IssuingBody.objects.filter(pk=village.body.pk).update(valid_from=days[0], valid_to=days[1])
            return list(signing.bodies_for(village.signer))

        assert valid(0, None) == valid(-5, 1) == [village.body]
        assert valid(1, None) == valid(-5, 0) == valid(-5, -1) == []
        valid(-5, None)
        assert not signing.bodies_for(village.officer).exists()

    def test_a_body_decides_within_its_days(self, village: Village) -> None:
        case, today = village.confirmed(), TODAY()
        Assessment.objects.update(ended_at=timezone.now() - timedelta(days=5))
        body = village.body
        for since, until, on in ((0, None, -1), (-5, 0, 0), (-5, -1, 0)):
            body.valid_from = today + timedelta(days=since)
            body.valid_to = None if until is None else today + timedelta(days=until)
            with pytest.raises(Incomplete) as refused:
                signing.sign([case], body, "128", today + timedelta(days=on), village.signer)
            assert refused.value.field == "date"
        body.valid_from, body.valid_to = today - timedelta(days=1), today
        assert signing.sign([case], body, "128", today - timedelta(days=1), village.signer).date == body.valid_from

    def test_nothing_is_signed_for_nobody(self, village: Village) -> None:
        with pytest.raises(Incomplete) as refused:
            sign(village)
        assert refused.value.field == "cases"

    def test_one_decision_is_of_one_year(self, village: Village) -> None:
        last = village.confirmed()
        Campaign.objects.update(year=TODAY().year - 1)
        Case.objects.update(year=TODAY().year - 1)
        make_campaign(village.unit)
        Campaign.objects.filter(year=TODAY().year - 1).update(submission_to=TODAY() - timedelta(days=1))
        now = village.confirmed()
        with pytest.raises(Incomplete) as refused:
            sign(village, last, now)
        assert refused.value.field == "cases"
        assert sign(village, last).campaign_year == TODAY().year - 1

    def test_a_province_s_body_decides_for_its_communes(self, village: Village) -> None:
        province = make_province("Ninh Thuận")
        commune = Village("Phước Hải", province)
        signer = _signs_both(commune, Village("Khác"))
        Role.objects.create(user=signer, kind="signer", unit=province, valid_from=TODAY())
        body = make_body(province)
        decision = signing.sign([commune.confirmed()], body, "9", TODAY(), signer, basis=" Căn cứ … ")
        assert (decision.body, decision.basis, decision.signer) == (body, "Căn cứ …", signer)
        with pytest.raises(Incomplete) as refused:
            signing.sign([village.confirmed()], body, "10", TODAY(), _also(signer, village))
        assert refused.value.field == "body"

    def test_the_result_is_counted_again_when_it_is_signed(self, village: Village) -> None:
        case = village.confirmed()
        case.assessment.points["A1"] = "4"
        case.assessment.save()
        with pytest.raises(Incomplete) as refused:
            sign(village, case)
        assert refused.value.field == "cases"
        assert not Decision.objects.exists()
        nameless = village.confirmed()
        nameless.learner.record.delete()
        with pytest.raises(Incomplete, match="name"), override("en"):
            sign(village, nameless)

    def test_a_place_has_the_name_it_had_on_the_day(self, village: Village) -> None:
        first = UnitVersion.objects.get(unit=village.unit)
        day = date(2026, 1, 1)
        UnitVersion.objects.create(
            unit=village.unit, type="phuong", name="Sen Mới", folded="sen moi", code="1", scheme="test2", valid_from=day
        )
        assert signing.name_on(village.unit, day - timedelta(days=1)) == first.full_name
        assert signing.name_on(village.unit, day) == "Phường Sen Mới"
        assert signing.name_on(village.unit, date(1999, 1, 1)) == first.full_name
        UnitVersion.objects.all().delete()
        assert signing.name_on(village.unit, day) == str(village.unit)

    @pytest.mark.parametrize("number", ["1", "1" + "a" * 39, " 128/QĐ-UBND "])
    def test_a_number_as_it_stands_in_the_register(self, village: Village, number: str) -> None:
        decision = sign(village, village.confirmed(), number=number)
        assert (decision.number, decision.year) == (number.strip(), TODAY().year)

    @pytest.mark.parametrize("number", ["", "   ", "12 8", "1" + "a" * 40, "a" * 40, "<b>"])
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
        case = village.confirmed(helper=village.staff)
        for user in (village.officer, village.staff):
            Role.objects.create(user=user, kind="signer", unit=village.unit, valid_from=TODAY())
            with pytest.raises(SamePerson):
                sign(village, case, by=user)
        assert sign(village, case)

    def test_who_only_set_points_has_judged_too(self, village: Village) -> None:
        case = village.submitted()
        case = marking.set_points(case, "A1", "9", "Sổ đọc", village.second_officer)
        release(case, village.second_officer)
        marks = dict.fromkeys(CODES, (Decimal(8), "Đã xem"))
        case = marking.confirm(case, village.officer, marks=marks)
        with pytest.raises(SamePerson):
            sign(village, case, by=_also(village.second_officer, village))

    def test_who_judged_and_later_helped_does_not_sign_either(self, village: Village) -> None:
        both = village.officer_at_the_counter()
        case = marking.ask_for_more(village.submitted(), "Thêm sổ đọc", both)
        case = submission.set_self_points(case, "A1", "9", both)
        case = submission.submit(case, case.learner.user)
        marks = dict.fromkeys(CODES, (Decimal(8), "Đã xem"))
        case = marking.confirm(case, village.second_officer, marks=marks)
        with pytest.raises(SamePerson):
            sign(village, case, by=_also(both, village))

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
        assert list(queue(village.officer)) == [case]
        with pytest.raises(WrongState):
            sign(village, case)

    def test_what_was_signed_cannot_be_undone(self, village: Village) -> None:
        case = village.confirmed()
        sign(village, case)
        for act in (lambda: marking.undo(case, village.officer), lambda: submission.withdraw(case, case.learner.user)):
            with pytest.raises(WrongState):
                act()


def _signs_both(village: Village, other: Village):
    Role.objects.create(user=village.signer, kind="signer", unit=other.unit, valid_from=TODAY())
    return village.signer


def _also(user, village: Village):
    Role.objects.create(user=user, kind="signer", unit=village.unit, valid_from=TODAY())
    return user


@pytest.mark.usefixtures("all_seeing")
class TestCertificates:
    def test_a_corrected_name_makes_a_new_certificate(self, village: Village) -> None:
        old = sign(village, village.confirmed("Nguyễn Thị Hao")).lines.get().certificates.get()
        with pytest.raises(Incomplete):  # the record still says the same
            register.supersede(old, village.signer, "Sai tên")
        rename(old.learner_id, "Nguyễn Thị Hoa")
        new = register.supersede(old, village.signer, "Sai tên")
        before, after = check(old.token), check(new.token)
        assert (before.state, before.name, before.standing.last) == ("superseded", "Nguyễn Thị Hao", new)
        assert (after.state, after.name, after.replaces) == ("valid", "Nguyễn Thị Hoa", old.token)
        assert (old.number, new.number) == (1, 2)
        with pytest.raises(WrongState):
            register.supersede(old, village.signer, "Lần nữa")

    def test_revoked_is_said_and_stays(self, village: Village) -> None:
        certificate = sign(village, village.confirmed()).lines.get().certificates.get()
        with pytest.raises(NotYours):
            revoked(certificate, village.officer, "Không đúng người")
        revoked(certificate, village.signer, "Không đúng người")
        assert check(certificate.token).state == "revoked"
        with pytest.raises(DatabaseError), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(state="valid")

    def test_an_unknown_token_is_nothing(self, village: Village) -> None:
        assert check("a" * 22) is None

    def test_a_refused_decision_gives_its_register_numbers_back(self, village: Village) -> None:
        with pytest.raises(WrongState):
            sign(village, village.confirmed(), village.submitted())
        assert not RegisterCounter.objects.filter(last__gt=0).exists()
        assert sign(village, village.confirmed()).lines.get().certificates.get().number == 1


@pytest.mark.usefixtures("all_seeing")
@pytest.mark.parametrize(
    "model", [CaseEntry, CaseEvent, Submission, SubmittedItem, Mark, PaperVerdict, PaperOpened, Decision, DecisionLine]
)
def test_what_was_written_cannot_be_changed_or_removed(village: Village, model) -> None:
    learner = make_learner(village.unit)
    make_paper(learner, "C1", by=learner.user, rule="witness")
    case = submission.draft_for(learner, learner.user)
    submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
    case = claim(submission.submit(case, learner.user), village.officer)
    paper = case.submission.items.get()
    marking.note_opened(case, paper, village.officer)
    case = marking.count_paper(case, paper, village.officer)
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
