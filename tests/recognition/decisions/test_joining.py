"""Two records of one person: nothing moves, reads span both, what contradicts is settled first, and it can be taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Learner, LearnerAlias, Residence, Role
from portal.people.public import Person, acting_as, everyone, forget, join, part, register_at_counter
from recognition.assessment import marking
from recognition.cases import submission
from recognition.cases.needs import cases_to_answer
from recognition.cases.state import title_state
from recognition.certificates.holdings import certificate_of
from recognition.decisions import signing
from recognition.decisions.joining import join_people
from recognition.evidence.uploads import hand_in
from recognition.figures.numbers import place_numbers
from recognition.models import Campaign, Case, Certificate, Evidence
from recognition.refusals import Incomplete, SamePerson, WrongState
from tests.builders.cases import CODES, WHY, Village, make_campaign, make_paper
from tests.builders.decisions import revoked
from tests.builders.people import make_admin, make_learner, make_user, signed_in
from tests.scopes.world import photo

MARKS = dict.fromkeys(CODES, (8, "Đã xem giấy tờ gốc"))
PROOF = "Căn cước xem tại quầy"


@pytest.fixture
def twice(village: Village) -> tuple[Learner, Learner]:
    """The person with an account, and once more with another one."""
    return make_learner(village.unit), make_learner(village.unit)


def joined(village: Village, keep: Learner, double: Learner) -> LearnerAlias:
    with acting_as(village.staff):
        return join_people(keep, double, by=village.staff, proof=PROOF)


def points(learner: Learner, points: str = "8") -> Case:
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        return submission.set_all_self_points(case, dict.fromkeys(CODES, points), learner.user)


def submitted(learner: Learner) -> Case:
    with everyone(WHY):
        return submission.submit(points(learner), learner.user)


def signed(village: Village, case: Case, number: str) -> Certificate:
    with everyone(WHY):
        marking.confirm(case, village.officer, marks=MARKS)
        signing.sign([case], village.body, number, timezone.localdate(), village.signer)
        return Certificate.objects.get(line__case=case)


def test_evidence_of_both_counts_and_no_row_moves(village: Village, twice) -> None:
    keep, double = twice
    make_paper(keep, "A1", by=keep.user), make_paper(double, "B1", by=double.user)
    joined(village, keep, double)
    with acting_as(keep.user):
        state = title_state(keep)
        assert [len(state.indicator(code).evidence) for code in ("A1", "B1")] == [1, 1]
        assert Evidence.objects.filter(learner=double).count() == 1
    with acting_as(village.staff):  # who serves the person sees both
        assert len(title_state(keep).indicator("B1").evidence) == 1


def test_the_second_account_and_its_roles_end(village: Village, twice) -> None:
    keep, double = twice
    role = Role.objects.create(user=double.user, kind="staff", unit=village.unit, valid_from=timezone.localdate())
    browser = signed_in(double.user)
    with pytest.raises(PermissionDenied), acting_as(village.staff):
        join_people(keep, double, by=village.staff, proof=PROOF)  # roles are ended by who may end them
    admin = make_admin(village.unit)
    with acting_as(admin):
        join_people(keep, double, by=admin, proof=PROOF)
    role.refresh_from_db()
    assert role.valid_to == timezone.localdate()
    assert browser.get(reverse("pages:my_page")).status_code == 302
    with everyone(WHY):
        assert not Residence.objects.filter(learner=double, valid_to=None).exists()


def test_a_case_begun_under_the_second_record_goes_on(village: Village, twice) -> None:
    keep, double = twice
    case = points(double)
    joined(village, keep, double)
    with acting_as(keep.user):
        again = submission.draft_for(keep, keep.user)
        assert again.pk == case.pk
        assert submission.submit(again, keep.user).state == "submitted"
        assert Case.objects.count() == 1


def test_of_two_cases_handed_in_one_is_taken_back_first(village: Village, twice) -> None:
    keep, double = twice
    submitted(keep), submitted(double)
    with pytest.raises(WrongState, match="rút một hồ sơ trước"):
        joined(village, keep, double)
    with everyone(WHY):
        submission.withdraw(Case.objects.get(learner=double), double.user)
    joined(village, keep, double)
    with acting_as(keep.user):
        assert submission.case_of(keep).learner_id == keep.pk


def test_of_two_valid_certificates_the_newer_is_ended_first(village: Village, twice) -> None:
    keep, double = twice
    first = signed(village, submitted(double), "1")
    second = signed(village, submitted(keep), "2")
    with pytest.raises(WrongState, match=second.register_code):
        joined(village, keep, double)
    with everyone(WHY):
        revoked(second, village.signer, "Cấp hai lần cho một người")
    joined(village, keep, double)
    with acting_as(keep.user):
        assert certificate_of(keep) == first
    with everyone(WHY):
        assert place_numbers(village.unit, timezone.localdate(), "cong_dan_hoc_tap").count == 1


def test_certificates_of_two_years_are_no_contradiction(village: Village, twice) -> None:
    keep, double = twice
    Campaign.objects.update(year=timezone.localdate().year - 1)
    first = signed(village, submitted(double), "1")
    Campaign.objects.update(submission_to=timezone.localdate() - timedelta(days=1))
    make_campaign(village.unit)
    second = signed(village, submitted(keep), "2")
    joined(village, keep, double)
    with everyone(WHY):
        assert set(Certificate.objects.filter(state="valid")) == {first, second}


def test_helper_officer_and_learner_are_compared_by_person(village: Village, twice) -> None:
    """The officer was registered once more at the counter, and helped somebody with the second account."""
    with everyone(WHY):
        own = make_learner(village.unit, "Trần Thị Cán Bộ", user=village.officer)
        other = make_learner(village.unit, "Trần Thị Cán Bộ")
        Role.objects.create(user=other.user, kind="staff", unit=village.unit, valid_from=timezone.localdate())
        helped = village.submitted("Lê Văn Khác", helper=other.user)
        mine = submitted(other)
        join_people(own, other, by=make_admin(village.unit), proof=PROOF)
        for case in (helped, mine):
            with pytest.raises(SamePerson):
                marking.confirm(case, village.officer, marks=MARKS)


def test_the_same_file_under_both_records_is_one_paper(village: Village, twice) -> None:
    keep, double = twice
    kind = {"kind_id": "reading-log", "indicators": ["A1"], "on": timezone.localdate()}
    data = photo().read()

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("a.jpg", data, "image/jpeg")

    with everyone(WHY):
        hand_in(double, title="Giấy", file=file(), by=double.user, **kind)
    joined(village, keep, double)
    with everyone(WHY), pytest.raises(Incomplete, match="đã có"):
        hand_in(keep, title="Giấy", file=file(), by=keep.user, **kind)


def test_it_can_be_taken_back(village: Village, twice) -> None:
    keep, double = twice
    make_paper(double, "B1", by=double.user)
    alias = joined(village, keep, double)
    with acting_as(village.staff):
        with pytest.raises(ValidationError):
            part(alias, by=village.staff, reason=" ")
        part(alias, by=village.staff, reason="Hai người cùng tên")
    with acting_as(keep.user):
        assert not title_state(keep).indicator("B1").evidence
    double.user.refresh_from_db()
    assert double.user.is_active
    with acting_as(double.user):
        assert len(title_state(double).indicator("B1").evidence) == 1
    with acting_as(village.staff), pytest.raises(ValidationError):
        part(alias, by=village.staff, reason="Lần nữa")


def test_the_only_account_goes_over_and_comes_back(village: Village) -> None:
    keep = register_at_counter(village.staff, Person("Nguyễn Thị Hoa", village.unit, 1984), consents=True)
    double = make_learner(village.unit)
    account = double.user
    alias = joined(village, keep, double)
    with everyone(WHY):
        assert Learner.objects.get(pk=keep.pk).user == account
        part(alias, by=village.staff, reason="Hai người")
        assert Learner.objects.get(pk=double.pk).user == account
    account.refresh_from_db()
    assert account.is_active


def test_who_is_forgotten_is_forgotten_with_both_accounts(village: Village, twice) -> None:
    keep, double = twice
    joined(village, keep, double)
    with everyone(WHY):
        forget(keep, by=keep.user)
    double.user.refresh_from_db()
    assert not double.user.has_usable_password()


@pytest.mark.parametrize("wrong", ["no proof", "itself", "twice", "stranger"])
def test_what_cannot_be_joined(village: Village, twice, wrong: str) -> None:
    keep, double = twice
    by = make_user("staff", unit=Village("Xa Xa").unit) if wrong == "stranger" else village.staff
    if wrong == "twice":
        joined(village, keep, double)
        with everyone(WHY):  # as though an old page still showed it
            Residence.objects.create(learner=double, unit=village.unit, valid_from=timezone.localdate())
    with everyone(WHY), pytest.raises((ValidationError, PermissionDenied)):
        join(keep, keep if wrong == "itself" else double, by=by, proof="" if wrong == "no proof" else PROOF)
    with everyone(WHY):
        assert LearnerAlias.objects.count() == (wrong == "twice")


class TestPage:
    def test_from_the_counter_to_one_person_and_back(self, village: Village, twice) -> None:
        keep, double = twice
        browser, here = signed_in(village.staff), reverse("recognition:joining", args=[keep.reference])
        found = browser.post(here, {"act": "find", "name": "hoa"})
        assert double.reference in found.text
        assert browser.post(here, {"double": "a\x00b"}).status_code == 200
        side = browser.post(here, {"double": double.reference})
        assert "Hai hồ sơ cạnh nhau" in side.text
        refused = browser.post(here, {"double": double.reference, "act": "join", "proof": " "})
        assert refused.status_code == 422
        done = browser.post(here, {"double": double.reference, "act": "join", "proof": PROOF}, follow=True)
        assert PROOF in done.text
        again = browser.post(here, {"double": double.reference, "act": "join", "proof": PROOF})
        assert again.status_code == 200  # an old page: the double lives nowhere, nothing is joined twice
        with everyone(WHY):
            row = LearnerAlias.objects.get()
        browser.post(here, {"act": "part", "row": row.pk, "reason": "Hai người"})
        with everyone(WHY):
            assert not LearnerAlias.objects.exists()

    def test_staff_elsewhere_find_neither(self, village: Village, twice) -> None:
        other = make_user("staff", unit=Village("Xa Xa").unit)
        page = signed_in(other).post(
            reverse("recognition:joining", args=[twice[0].reference]), {"double": twice[1].reference}
        )
        assert page.status_code == 404


def test_what_waits_for_an_answer_under_the_other_record_is_on_one_s_mark(village: Village, twice) -> None:
    keep, double = twice
    case = submitted(double)
    with everyone(WHY):
        marking.ask_for_more(case, "Thêm một giấy", village.officer)
    joined(village, keep, double)
    with acting_as(keep.user):
        assert cases_to_answer(keep.user) == 1


@pytest.mark.django_db(transaction=True)
def test_the_file_of_the_other_record_opens_for_the_person_and_the_counter(
    village: Village, twice, settings, tmp_path
) -> None:
    settings.PRIVATE_ROOT = tmp_path
    keep, double = twice
    with everyone(WHY):
        paper = hand_in(
            double, kind_id="library-card", indicators=["A1"], title="Thẻ", on=timezone.localdate(),
            file=photo(), by=double.user,
        )  # fmt: skip
    joined(village, keep, double)
    elsewhere = Village("Đồng Trăng", village.unit.parent)
    address = reverse("recognition:evidence_file", args=[paper.pk])
    for user, status in ((keep.user, 200), (village.staff, 200), (village.officer, 404), (elsewhere.staff, 404)):
        answer = signed_in(user).get(address)
        assert answer.status_code == status
        answer.close()
