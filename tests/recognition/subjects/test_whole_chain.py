"""A household (grades) and an organisation (targets): registered, handed in, judged, decided, certified, checked by anybody."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.people.members import end, take_back
from portal.people.models import Learner, Residence
from portal.people.public import acting_as, everyone
from portal.people.subjects import set_representative
from portal.places.models import AreaClass
from recognition.assessment import marking
from recognition.assessment.points_now import standing
from recognition.assessment.three_people import is_own, too_near
from recognition.cases import submission
from recognition.cases.answering import added_since_asked
from recognition.cases.state import title_state
from recognition.certificates.sheet import pdf, sheet_of
from recognition.criteria.unknown import NotKnown
from recognition.decisions import signing
from recognition.evidence.uploads import hand_in
from recognition.figures.numbers import place_numbers
from recognition.models import Assessment, Campaign, Case, Certificate
from recognition.refusals import Incomplete, NotYours, Refused, SamePerson
from recognition.sets.publishing import publish, publish_shipped
from tests.builders.cases import WHY, Village, make_body, make_campaign
from tests.builders.people import make_learner, make_user, signed_in
from tests.builders.subjects import make_member, make_subject, make_unnamed, publish_invented

HOUSEHOLD, ORGANISATION = "gia_dinh_hoc_tap", "don_vi_hoc_tap_tinh"
FAMILY, SCHOOL = "Hộ bà Nguyễn Thị Hoa", "Trường Tiểu học Đồng Sen"
TODAY = timezone.localdate


@pytest.fixture
def household(village: Village, hoa: Learner) -> Learner:
    publish_invented(HOUSEHOLD)
    make_campaign(village.unit, title_key=HOUSEHOLD)
    made = make_subject(village.staff, village.unit, name=FAMILY)
    make_member(village.staff, made, hoa, head=True)
    make_unnamed(village.staff, made)
    return made


@pytest.fixture
def school(village: Village) -> Learner:
    publish_invented(ORGANISATION)
    make_campaign(village.unit, title_key=ORGANISATION)
    return make_subject(village.staff, village.unit, "organisation", SCHOOL)


def fresh(subject: Learner) -> Learner:
    with everyone(WHY):
        return Learner.objects.select_related("record").get(pk=subject.pk)


def handed_in(subject: Learner, by, title_key: str, points: dict) -> Case:
    with everyone(WHY):
        case = submission.draft_for(fresh(subject), by, title_key)
        submission.set_all_self_points(case, points, by)
        return submission.submit(case, by)


def household_case(household: Learner, by) -> Case:
    return handed_in(household, by, HOUSEHOLD, {"G1.1": "40", "G2.1": "30", "G2.2": "15"})


def test_a_household_from_its_papers_to_the_check_page(village: Village, household: Learner, hoa: Learner) -> None:
    with acting_as(hoa.user):  # who represents the household works on its case alone
        mine = fresh(household)
        hand_in(
            mine, kind_id="other", indicators=["G2.1"], title="Ảnh góc học tập", on=TODAY(), file=None,
            link="https://vi.example/anh", by=hoa.user, title_key=HOUSEHOLD,
        )  # fmt: skip
        state = title_state(mine, title_key=HOUSEHOLD)
        assert (state.title, state.maximum, state.mark, state.proposed_total) == (
            "Gia đình học tập (bộ thử, bịa ra)", 100, 70, 20,
        )  # fmt: skip
    case = household_case(household, hoa.user)
    assert not case.submission.on_behalf_of
    marks = {code: (value, "Đã đến thăm nhà") for code, value in {"G1.1": "40", "G2.1": "30", "G2.2": "15"}.items()}
    with acting_as(village.officer):
        shown = standing(Case.objects.get(pk=case.pk), village.officer, {}, chosen="G2.1")
        assert (shown.bar.good, shown.paper.title) == (False, "Ảnh góc học tập")
        assert "Chưa đạt" in shown.bar.words
        case = marking.confirm(case, village.officer, marks=marks)
    with acting_as(village.signer):
        decision = signing.sign([case], village.body, "31", TODAY(), village.signer)
        line = decision.lines.get()
        assert (line.band, line.level, line.total, line.birth_year) == ("Tốt", "", 85, None)
        certificate = line.certificates.get()
        sheet = sheet_of(certificate)
        assert sheet.name == FAMILY
        assert "xếp loại Tốt, với 85 trên 100 điểm" in sheet.result
        assert "sinh năm" not in sheet.about
        assert pdf(certificate).startswith(b"%PDF")
    checked = Client().get(reverse("recognition:check", args=[certificate.token]))
    assert (checked.status_code, FAMILY in checked.text, "85" in checked.text) == (200, True, False)
    with acting_as(hoa.user):
        assert Certificate.objects.get() == certificate
    page = reverse("recognition:own_subject_case", args=[household.reference, HOUSEHOLD])
    assert '<p class="badge">' in signed_in(hoa.user).get(page).text, "gold, as a person's page has it"


@pytest.mark.usefixtures("all_seeing")
@pytest.mark.parametrize(("last", "band"), [("15", "Tốt"), ("14.75", "Khá"), ("0", "Khá")])
def test_the_grade_exactly_at_the_mark(
    village: Village, household: Learner, hoa: Learner, last: str, band: str
) -> None:
    case = household_case(household, hoa.user)
    points = {"G1.1": ("40", "x"), "G2.1": ("30", "x"), "G2.2": (last, "x")}
    case = marking.confirm(case, village.officer, marks=points)
    assert signing.sign([case], village.body, "31", TODAY(), village.signer).lines.get().band == band


@pytest.mark.usefixtures("all_seeing")
def test_below_the_recognised_grade_nothing_is_proposed(village: Village, household: Learner, hoa: Learner) -> None:
    case = household_case(household, hoa.user)
    with pytest.raises(Incomplete):
        marking.confirm(case, village.officer, marks={"G1.1": ("40", "x"), "G2.1": ("29.75", "x"), "G2.2": ("0", "x")})


def test_an_organisation_by_targets_with_one_that_does_not_apply(village: Village, school: Learner) -> None:
    case = handed_in(school, village.staff, ORGANISATION, {"C1": "2", "C2": "2", "C3": "-", "C4": "1"})
    assert case.submission.self_not_applicable == ["C3"]
    assert case.submission.on_behalf_of
    with acting_as(village.officer):
        case = Case.objects.get(pk=case.pk)
        marks = {"C1": ("2", "Đã xem danh sách"), "C2": ("2", "Đã xem"), "C4": ("1", "Đã xem kế hoạch")}
        with pytest.raises(Incomplete) as refused:
            marking.confirm(case, village.officer, marks=marks | {"C3": ("-", "")})
        assert refused.value.field == "C3"
        with pytest.raises(Incomplete):  # C1 concerns everybody
            marking.confirm(case, village.officer, marks=marks | {"C1": ("-", "Không có")})
        with pytest.raises(Incomplete):  # half a level is none
            marking.confirm(case, village.officer, marks=marks | {"C1": ("1.5", "x")})
        with pytest.raises(Incomplete):  # C3 is open as long as nobody leaves it out
            marking.confirm(case, village.officer, marks=marks)
        case = marking.confirm(case, village.officer, marks=marks | {"C3": ("–", "Không phải trường học")})
        assert case.assessment.not_applicable == {"C3": "Không phải trường học"}
        again = standing(case, village.officer, {})
        assert (again.values["C3"], again.bar.verdict.level, again.bar.good) == ("-", 2, True)
        assert "Mức độ 2" in again.bar.words
        assert again.bar.not_enough_off.startswith("Mọi chỉ tiêu của một mức đều đạt"), (
            "points and a mark there are none"
        )
    with acting_as(village.signer):
        line = signing.sign([case], village.body, "32", TODAY(), village.signer).lines.get()
        assert (line.level, line.band, line.not_applicable) == ("Mức độ 2", "", {"C3": "Không phải trường học"})
        certificate = line.certificates.get()
        assert "Mức độ 2: mọi chỉ tiêu của mức này đều đạt, một chỉ tiêu không áp dụng" in sheet_of(certificate).result
        assert "C3 không áp dụng" in sheet_of(certificate).lotus_text
        assert pdf(certificate).startswith(b"%PDF")
    checked = Client().get(reverse("recognition:check", args=[certificate.token]))
    assert SCHOOL in checked.text


@pytest.mark.usefixtures("all_seeing")
@pytest.mark.parametrize(("c2", "level"), [("2", "Mức độ 2"), ("0", "Mức độ 1")])
def test_the_level_is_that_which_every_target_reaches(village: Village, school: Learner, c2: str, level: str) -> None:
    case = handed_in(school, village.staff, ORGANISATION, {"C1": "2", "C2": c2, "C3": "2", "C4": "1"})
    marks = {"C1": ("2", "x"), "C2": (c2, "x"), "C3": ("2", "x"), "C4": ("1", "x")}
    case = marking.confirm(case, village.officer, marks=marks)
    assert signing.sign([case], village.body, "32", TODAY(), village.signer).lines.get().level == level


@pytest.mark.usefixtures("all_seeing")
def test_the_area_class_of_the_day_goes_with_the_submission(village: Village, school: Learner) -> None:
    AreaClass.objects.create(unit=village.unit, value="disadvantaged", valid_from=TODAY(), document="bịa ra")
    state = title_state(fresh(school), title_key=ORGANISATION)
    target = state.indicator("C1").target
    assert (target.level_of(80, state.area_class), target.level_of(80)) == (1, 0)
    case = handed_in(school, village.staff, ORGANISATION, {"C1": "1", "C2": "0", "C3": "1", "C4": "1"})
    assert case.submission.area_class == "disadvantaged"


@pytest.mark.usefixtures("all_seeing")
class TestWhatDoesNotFit:
    def test_a_set_with_open_values_says_so_and_blocks(self, village: Village) -> None:
        publish_shipped(ORGANISATION)
        make_campaign(village.unit, title_key=ORGANISATION)
        school = make_subject(village.staff, village.unit, "organisation", SCHOOL)
        with pytest.raises(NotKnown):
            title_state(school, title_key=ORGANISATION)
        case = submission.draft_for(school, village.staff, ORGANISATION)
        for act in (lambda: submission.set_all_self_points(case, {"DV1.1": "1"}, village.staff),
                    lambda: submission.submit(case, village.staff)):  # fmt: skip
            with pytest.raises(Incomplete) as refused:
                act()
            assert "DV1.1" in str(refused.value)

    def test_a_title_is_for_its_own_kind_of_subject(self, village: Village, household: Learner, hoa: Learner) -> None:
        for who, key in ((household, "cong_dan_hoc_tap"), (hoa, HOUSEHOLD), (household, ORGANISATION)):
            with pytest.raises(Refused):
                submission.draft_for(who, village.staff, key)
            with pytest.raises(Refused):
                hand_in(who, kind_id="other", indicators=["A1"], title="x", on=TODAY(), file=None, link="https://a.example",
                        by=village.staff, title_key=key)  # fmt: skip

    def test_without_the_family_s_yes_nothing_is_kept(self, village: Village, household: Learner) -> None:
        household.consents.update(withdrawn_at=timezone.now())
        with pytest.raises(Incomplete):
            submission.draft_for(household, village.staff, HOUSEHOLD)

    def test_percentages_and_holders_count_persons_alone(
        self, village: Village, household: Learner, hoa: Learner
    ) -> None:
        before = place_numbers(village.unit, TODAY().year)
        marks = {"G1.1": ("40", "x"), "G2.1": ("30", "x"), "G2.2": ("15", "x")}
        case = marking.confirm(household_case(household, hoa.user), village.officer, marks=marks)
        signing.sign([case], village.body, "31", TODAY(), village.signer)
        assert Certificate.objects.count() == 1
        assert place_numbers(village.unit, TODAY().year) == before


@pytest.mark.usefixtures("all_seeing")
class TestThreePeople:
    MARKS = {"G1.1": ("40", "x"), "G2.1": ("30", "x"), "G2.2": ("15", "x")}

    def _lives_here(self, village: Village, household: Learner, user) -> Learner:
        person = make_learner(village.unit, "Trần Văn Cán", user=user)
        make_member(village.staff, household, person)
        return person

    def test_a_member_does_not_assess(self, village: Village, household: Learner, hoa: Learner) -> None:
        self._lives_here(village, household, village.officer)
        case = household_case(household, hoa.user)
        with pytest.raises(SamePerson):
            marking.confirm(case, village.officer, marks=self.MARKS)
        assert too_near([case], village.officer) == {case.pk}
        assert too_near([case], village.second_officer) == set()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO recognition_assessment (submission_id, kind, state, assessor_id, begun_at, ended_at, outcome, "
                "points, not_applicable, words) VALUES (%s, 'first', 'ended', %s, now(), now(), 'confirm', '{}', '{}', '')",
                [case.submission_id, village.officer.pk],
            )
        assert marking.confirm(case, village.second_officer, marks=self.MARKS).state == "confirmed"

    def test_a_member_does_not_sign(self, village: Village, household: Learner, hoa: Learner) -> None:
        self._lives_here(village, household, village.signer)
        case = marking.confirm(household_case(household, hoa.user), village.officer, marks=self.MARKS)
        with pytest.raises(SamePerson):
            signing.sign([case], village.body, "31", TODAY(), village.signer)
        about = {"title_key": case.title_key, "campaign_year": case.campaign.year}
        decision = signing.write_decision(village.body, "31", TODAY(), village.signer, **about)
        with pytest.raises(DatabaseError), transaction.atomic():
            signing._line(decision, case)

    def test_a_member_at_the_counter_does_not_help(self, village: Village, household: Learner) -> None:
        self._lives_here(village, household, village.staff)
        with pytest.raises(NotYours):
            submission.draft_for(fresh(household), village.staff, HOUSEHOLD)

    def test_who_left_while_the_case_ran_stays_apart(self, village: Village, household: Learner, hoa: Learner) -> None:
        person = self._lives_here(village, household, village.officer)
        case = household_case(household, hoa.user)
        take_back(person.memberships.get(), by=village.officer)
        assert is_own(case, village.officer)
        person.memberships.update(valid_from=TODAY() - timedelta(days=9), valid_to=TODAY() - timedelta(days=3))
        assert not is_own(case, village.officer)

    def test_who_represented_it_and_entered_stays_a_helper(self, village: Village, household: Learner) -> None:
        head = self._lives_here(village, household, village.officer)
        set_representative(household, head, by=village.staff)
        case = household_case(household, village.officer)
        row = head.memberships.get()
        end(row, by=village.staff)
        head.memberships.update(valid_from=TODAY() - timedelta(days=9), valid_to=TODAY() - timedelta(days=3))
        with pytest.raises(SamePerson):
            marking.confirm(case, village.officer, marks=self.MARKS)

    def test_the_head_of_an_organisation_stays_apart_and_its_members_do_not(
        self, village: Village, school: Learner
    ) -> None:
        head = make_learner(village.unit, "Lê Văn Trưởng", user=village.officer)
        other = make_learner(village.unit, "Lê Văn Viên", user=village.second_officer)
        make_member(village.staff, school, head, head=True)
        make_member(village.staff, school, other)
        case = handed_in(school, village.staff, ORGANISATION, {"C1": "1", "C2": "0", "C3": "1", "C4": "1"})
        marks = dict.fromkeys(("C1", "C3", "C4"), ("1", "x"))
        with pytest.raises(SamePerson):
            marking.confirm(case, village.officer, marks=marks)
        with pytest.raises(DatabaseError), transaction.atomic():
            Assessment.objects.create(
                submission=case.submission,
                assessor=village.officer,
                state="ended",
                ended_at=timezone.now(),
                outcome="confirm",
            )
        assert marking.confirm(case, village.second_officer, marks=marks).state == "confirmed"


@pytest.mark.usefixtures("all_seeing")
def test_a_draft_follows_a_household_that_moves(village: Village, household: Learner, hoa: Learner) -> None:
    case = submission.draft_for(fresh(household), hoa.user, HOUSEHOLD)
    other = Village("Hạ Long")
    theirs = make_campaign(other.unit, title_key=HOUSEHOLD)
    Residence.objects.filter(learner=household).update(unit=other.unit)
    assert submission.draft_for(fresh(household), hoa.user, HOUSEHOLD) == case
    case.refresh_from_db()
    assert case.campaign == theirs
    assert Campaign.objects.filter(title_key=HOUSEHOLD).count() == 2


@pytest.mark.usefixtures("all_seeing")
def test_one_paper_may_speak_for_two_titles_of_an_organisation(village: Village, school: Learner) -> None:
    """And what was added for the one does not answer what was asked of the other."""
    path, other = Path("tests/data/groups/don_vi_hoc_tap_tinh-thu.yaml"), "don_vi_hoc_tap_xa"
    publish_shipped(other)
    publish(path.read_text(encoding="utf-8").replace(ORGANISATION, other), path.name)
    make_campaign(village.unit, title_key=other)
    points = dict.fromkeys(("C1", "C2", "C3", "C4"), "0")
    case = handed_in(school, village.staff, ORGANISATION, points)
    case = marking.ask_for_more(case, "Thiếu kế hoạch", village.officer)
    about = {"kind_id": "other", "indicators": ["C1"], "title": "Kế hoạch năm", "on": TODAY(), "file": None}
    about |= {"by": village.staff, "link": "https://truong.example.vn/ke-hoach"}
    hand_in(fresh(school), **about, title_key=other)
    assert not added_since_asked(case, [school.pk])
    assert hand_in(fresh(school), **about, title_key=ORGANISATION).title_key == ORGANISATION
    assert added_since_asked(case, [school.pk])
    with pytest.raises(Refused):
        hand_in(fresh(school), **about, title_key=other)


@pytest.mark.usefixtures("all_seeing")
def test_a_commune_does_not_recognise_itself(village: Village) -> None:
    """It assesses itself and proposes; a body above it decides."""
    path, key = Path("tests/data/groups/don_vi_hoc_tap_tinh-thu.yaml"), "cong_dong_hoc_tap_xa"
    text = path.read_text(encoding="utf-8").replace(ORGANISATION, key)
    publish_shipped(key)
    publish(text.replace("subject: organisation", "subject: commune"), path.name)
    make_campaign(village.unit, title_key=key)
    commune = make_subject(village.staff, village.unit, "commune", "")
    points = {"C1": "2", "C2": "2", "C3": "2", "C4": "1"}
    case = handed_in(commune, village.staff, key, points)
    case = marking.confirm(case, village.officer, marks={code: (said, "Đã xem") for code, said in points.items()})
    with pytest.raises(Incomplete) as refused:
        signing.sign([case], village.body, "32", TODAY(), village.signer)
    assert refused.value.field == "body"
    above, signer = make_body(village.unit.parent), make_user("signer", unit=village.unit.parent)
    assert signing.sign([case], above, "32", TODAY(), signer).lines.get().learner == commune
