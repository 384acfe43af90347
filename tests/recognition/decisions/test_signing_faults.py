"""What is signed is what was shown; one number, one certificate and one authority for each decision."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from portal.people.models import LearnerAlias, PersonalRecord, Role
from portal.people.public import acting_as, everyone
from recognition.assessment import kinship, marking
from recognition.assessment.second.marking import end_second
from recognition.cases import submission
from recognition.certificates import register
from recognition.decisions import checking, recording, signing
from recognition.decisions.joining import join_people
from recognition.models import Assessment, AssessmentRules, Case, Certificate, Decision, IssuingBody
from recognition.refusals import Incomplete, NotYours, SamePerson, WrongState
from tests.builders.cases import CODES, WHY, Village, make_body
from tests.builders.decisions import revoked
from tests.builders.people import make_learner, make_province, make_user, rename, signed_in

MARKS = dict.fromkeys(CODES, ("8", "Đã xem giấy tờ gốc"))
TODAY = timezone.localdate


def sign(village: Village, *cases: Case, number: str = "128/QĐ-UBND", by=None) -> Decision:
    return signing.sign(cases, village.body, number, TODAY(), by or village.signer)


def case_of(village: Village, learner) -> Case:
    """A confirmed case of this record."""
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        return marking.confirm(submission.submit(case, learner.user), village.officer, marks=MARKS)


@pytest.mark.usefixtures("all_seeing")
class TestNumbers:
    @pytest.mark.parametrize(
        "again", ["128/qđ-ubnd", "0128/QĐ-UBND", "128 / QĐ - UBND", "１２８/QĐ-UBND", "128/QĐ–UBND"]
    )
    def test_one_number_in_another_spelling_is_the_same_number(self, village: Village, again: str) -> None:
        sign(village, village.confirmed())
        with pytest.raises(Incomplete) as refused:
            sign(village, village.confirmed(), number=again)
        assert refused.value.field == "number"
        assert Decision.objects.count() == 1

    def test_the_database_refuses_it_too(self, village: Village) -> None:
        row = sign(village, village.confirmed())
        copy = {field.attname: getattr(row, field.attname) for field in Decision._meta.concrete_fields}
        del copy["id"], copy["signed_at"]
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.create(**copy | {"number": "0128/QĐ-UBND"})

    def test_the_spelling_of_the_register_stays_on_the_paper(self, village: Village) -> None:
        assert sign(village, village.confirmed(), number="0128 / QĐ-UBND").number == "0128/QĐ-UBND"

    def test_the_date_is_not_before_the_second_assessment_either(self, village: Village) -> None:
        AssessmentRules.objects.create(campaign=village.campaign, second_percent=100)
        case = village.confirmed()
        Assessment.objects.update(ended_at=timezone.now() - timedelta(days=5))
        end_second(case, MARKS, village.second_officer)
        with pytest.raises(Incomplete) as refused:
            signing.sign([case], village.body, "1", TODAY() - timedelta(days=2), village.signer)
        assert refused.value.field == "date"


class TestOneCertificate:
    """A person has one valid certificate of a title and year, under however many records."""

    @pytest.fixture
    def twice(self, village: Village) -> tuple[Case, Case]:
        """Two records of one person, joined after the first was recognised, while the case of the second waits."""
        keep, double = make_learner(village.unit), make_learner(village.unit)
        first, second = case_of(village, keep), None
        with everyone(WHY):
            sign(village, first)
        second = case_of(village, double)
        with acting_as(village.staff):
            join_people(keep, double, by=village.staff, proof="Căn cước")
        return first, second

    def test_the_second_one_is_refused_in_words_that_name_it(self, village: Village, twice) -> None:
        with everyone(WHY):
            held = Certificate.objects.get()
            with pytest.raises(Incomplete, match=held.register_code) as refused:
                sign(village, twice[1], number="129/QĐ-UBND")
            assert "Nguyễn Thị Hoa" in str(refused.value), "which of many people on the list it is"
            assert Certificate.objects.count() == 1

    def test_once_the_first_is_ended_the_second_can_be_signed(self, village: Village, twice) -> None:
        with everyone(WHY):
            revoked(Certificate.objects.get(), village.signer, "Hai hồ sơ của một người")
            assert sign(village, twice[1], number="129/QĐ-UBND")

    def test_two_records_on_one_list(self, village: Village) -> None:
        keep, double = make_learner(village.unit), make_learner(village.unit)
        cases = [case_of(village, one) for one in (keep, double)]
        LearnerAlias.objects.create(learner=keep, alias=double.pk, joined_by=village.staff, proof="x")
        with everyone(WHY):
            with pytest.raises(Incomplete):
                sign(village, *cases)
            assert not Certificate.objects.exists()

    def test_the_database_refuses_it_whatever_the_code_says(self, village: Village, twice, monkeypatch) -> None:
        monkeypatch.setattr(recording, "must_not_hold", lambda cases, names: None)
        with everyone(WHY), pytest.raises(DatabaseError, match="valid certificate"), transaction.atomic():
            sign(village, twice[1], number="129/QĐ-UBND")


@pytest.mark.django_db(transaction=True)
def test_two_signers_at_once_give_one_certificate() -> None:
    village = Village()
    other = make_user("signer", unit=village.unit)
    keep, double = make_learner(village.unit), make_learner(village.unit)
    cases = [case_of(village, one) for one in (keep, double)]
    LearnerAlias.objects.create(learner=keep, alias=double.pk, joined_by=village.staff, proof="x")
    start, refused = threading.Barrier(2), []

    def work(place: int) -> None:
        try:
            start.wait()
            with everyone(WHY):
                sign(village, cases[place], number=f"{place + 1}/QĐ", by=(village.signer, other)[place])
        except Incomplete as problem:
            refused.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    with everyone(WHY):
        assert len(refused) == 1
        assert Certificate.objects.count() == 1


@pytest.mark.usefixtures("all_seeing")
class TestWhoEndsACertificate:
    @pytest.fixture
    def provincial(self, db) -> tuple[Village, Certificate]:
        """A certificate that the province's body issued for somebody of a commune."""
        province = make_province("Ninh Thuận")
        commune = Village("Phước Hải", province)
        above = make_user("signer", unit=province)
        signing.sign([commune.confirmed()], make_body(province), "9", TODAY(), above)
        return commune, Certificate.objects.get()

    @pytest.mark.parametrize("act", [revoked, register.supersede])
    def test_a_commune_does_not_end_what_the_province_decided(self, provincial, act) -> None:
        commune, held = provincial
        rename(held.learner_id, "Nguyễn Thị Hoa Mới")
        with pytest.raises(NotYours):
            act(held, commune.signer, "Không đúng người")
        held.refresh_from_db()
        assert held.state == "valid"
        page = signed_in(commune.signer).get(reverse("recognition:certificate_change", args=[held.token]))
        assert page.status_code == 404

    def test_the_body_s_own_signer_and_the_one_above_do(self, provincial) -> None:
        commune, held = provincial
        revoked(held, make_user("signer", unit=held.body.unit), "Không đúng người")
        own = sign(commune, commune.confirmed()).lines.get().certificates.get()
        revoked(own, make_user("signer", unit=commune.unit.parent), "Không đúng người")

    @pytest.mark.parametrize("near", ["own", "kin"])
    @pytest.mark.parametrize("act", [revoked, register.supersede])
    def test_nobody_ends_or_renews_the_own_or_a_relative_s(self, village: Village, act, near: str) -> None:
        if near == "own":
            learner = make_learner(village.unit, user=village.signer)
            learner.user = village.signer
            held = sign(village, case_of(village, learner), by=make_user("signer", unit=village.unit))
        else:
            case = village.confirmed()
            held = sign(village, case)
            kinship.declare(case.learner, village.signer)
        certificate = held.lines.get().certificates.get()
        rename(certificate.learner_id, "Nguyễn Thị Hoa Mới")
        with pytest.raises(SamePerson):
            act(certificate, village.signer, "Không đúng người")

    def test_of_a_person_who_was_forgotten_no_other_name_is_printed(self, village: Village) -> None:
        held = sign(village, village.confirmed()).lines.get().certificates.get()
        PersonalRecord.objects.filter(learner=held.learner_id).delete()
        with pytest.raises(Incomplete):
            register.supersede(held, village.signer, "Sai tên")
        page = signed_in(village.signer).get(reverse("recognition:certificate_change", args=[held.token]))
        assert page.status_code == 200

    def test_a_name_is_renewed_where_the_person_goes_on_under_a_record_elsewhere(self, village: Village) -> None:
        there = Village("Sen Xa", village.unit.parent)
        keep, double = make_learner(there.unit, "Lê Thị Đúng"), make_learner(village.unit, "Lê Thị Dung")
        held = sign(village, case_of(village, double)).lines.get().certificates.get()
        LearnerAlias.objects.create(learner=keep, alias=double.pk, joined_by=village.staff, proof="x")
        with acting_as(village.signer):
            assert register.supersede(held, village.signer, "Sai tên").state == "valid"

    def test_a_body_that_has_ended_issues_nothing_more(self, village: Village) -> None:
        held = sign(village, village.confirmed()).lines.get().certificates.get()
        rename(held.learner_id, "Nguyễn Thị Hoa Mới")
        IssuingBody.objects.filter(pk=village.body.pk).update(valid_to=TODAY())
        with pytest.raises(Incomplete):
            register.supersede(held, village.signer, "Sai tên")
        after = make_body(village.unit)
        IssuingBody.objects.filter(pk=after.pk).update(short_code="ĐM")
        new = register.supersede(held, village.signer, "Sai tên")
        assert (new.body, new.register_code[:2]) == (after, "ĐM")


class TestWhatWasShown:
    def sent(self, page: str, village: Village, **more) -> dict:
        shown = dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page))
        cases = [name[5:] for name in shown]
        return {"act": "record", "body": village.body.pk, "number": "128/QĐ-UBND", "date": TODAY().strftime("%d/%m/%Y"),
                "cases": cases, **shown, **more}  # fmt: skip

    def test_a_case_judged_anew_meanwhile_is_not_signed_unseen(self, village: Village) -> None:
        same, other = village.confirmed("Lê Như Cũ"), village.confirmed("Trần Đổi Khác")
        client, here = signed_in(village.signer), reverse("recognition:sign")
        sent = self.sent(client.get(here).text, village, basis="Căn cứ tờ trình số 5")
        with everyone(WHY):
            marking.undo(other, village.officer)
            marking.confirm(other, village.officer, marks=dict.fromkeys(CODES, ("9", "Xem lại")))
        refused = client.post(here, sent)
        assert refused.status_code == 409
        assert "Trần Đổi Khác" in re.search(r'role="alert".*?</div>', refused.text, re.DOTALL)[0]
        assert not Decision.objects.exists()
        for typed in ("128/QĐ-UBND", "Căn cứ tờ trình số 5"):
            assert typed in refused.text, "nothing typed is lost"
        assert refused.text.count(" checked") >= 2
        again = self.sent(refused.text, village)
        assert client.post(here, again).status_code == 302
        with everyone(WHY):
            assert set(Decision.objects.get().lines.values_list("case", flat=True)) == {same.pk, other.pk}

    def test_a_name_corrected_meanwhile_and_a_page_that_says_nothing(self, village: Village) -> None:
        case = village.confirmed("Lê Thị Hao")
        client, here = signed_in(village.signer), reverse("recognition:sign")
        sent = self.sent(client.get(here).text, village)
        with everyone(WHY):
            rename(case.learner_id, "Lê Thị Hoa")
        assert client.post(here, sent).status_code == 409
        del sent[f"seen-{case.pk}"]
        assert client.post(here, sent).status_code == 409
        assert not Decision.objects.exists()

    def test_the_name_shown_is_the_name_signed(self, village: Village) -> None:
        keep, double = make_learner(village.unit, "Lê Thị Đúng"), make_learner(village.unit, "Lê Thị Dung")
        case_of(village, double)
        with acting_as(village.staff):
            join_people(keep, double, by=village.staff, proof="Căn cước")
        page = signed_in(village.signer).get(reverse("recognition:sign")).text
        assert "Lê Thị Đúng" in page
        assert "Lê Thị Dung" not in page

    def test_a_case_changed_meanwhile_is_not_sent_back_unseen(self, village: Village) -> None:
        case = village.confirmed()
        with everyone(WHY), pytest.raises(WrongState):
            signing.sign([case], village.body, "1", TODAY(), village.signer, seen={case.pk: "x"})
        client, here = signed_in(village.signer), reverse("recognition:sign_send_back", args=[case.pk])
        version = re.search(r'name="version" value="(\d+)"', client.get(here).text)[1]
        with everyone(WHY):
            marking.undo(case, village.officer)
            marking.confirm(case, village.officer, marks=MARKS)
        refused = client.post(here, {"reason": "Thiếu sổ đọc", "version": version})
        assert refused.status_code == 422
        assert "Thiếu sổ đọc" in refused.text

    def test_days_are_typed_as_people_type_them(self, village: Village) -> None:
        village.confirmed()
        client, here = signed_in(village.signer), reverse("recognition:sign")
        day = TODAY()
        sent = self.sent(client.get(here).text, village, date=f"ngày {day.day} tháng {day.month} năm {day.year}")
        assert client.post(here, sent).status_code == 302

    def test_who_is_in_the_way_is_named(self, village: Village) -> None:
        case = village.confirmed("Lê Người Nhà")
        village.confirmed()
        with everyone(WHY):
            kinship.declare(case.learner, village.signer)
            with pytest.raises(SamePerson, match="Lê Người Nhà"):
                sign(village, *Case.objects.all())

    def test_a_long_list_is_shown_in_parts_and_its_questions_do_not_grow(
        self, village: Village, monkeypatch, django_assert_max_num_queries
    ) -> None:
        monkeypatch.setattr("recognition.decisions.views.SHOWN", 2)
        [village.confirmed() for _ in range(3)]
        client = signed_in(village.signer)
        page = client.get(reverse("recognition:sign")).text
        assert page.count('name="cases"') == 2
        assert "3 hồ sơ" in page


def test_a_signer_with_a_second_account_who_judged_under_the_first(village: Village, monkeypatch) -> None:
    """The database compares people too: an account that was joined to another is the same person."""
    case = village.confirmed()
    old = make_learner(village.unit, user=village.officer)
    new = make_learner(village.unit, user=village.signer)
    LearnerAlias.objects.create(learner=new, alias=old.pk, joined_by=village.staff, proof="x")
    Role.objects.filter(user=village.officer).delete()
    with everyone(WHY):
        with pytest.raises(SamePerson):
            sign(village, case)
        monkeypatch.setattr(checking, "near_or_judged", lambda cases, user: set())
        with pytest.raises(DatabaseError, match="three people"), transaction.atomic():
            sign(village, case)
