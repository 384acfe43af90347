"""Cases of a commune that ends: on the day and after it, merged and split, from the draft to the certificate."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.people.models import Residence
from portal.people.public import acting_as, everyone
from portal.places.models import Unit
from recognition.assessment import marking
from recognition.assessment.queue import queue
from recognition.cases import closing, submission
from recognition.decisions import signing
from recognition.figures.numbers import place_numbers
from recognition.figures.year_results import year_result
from recognition.models import Case, Certificate
from recognition.refusals import NotYours
from tests.builders.cases import CODES, WHY, Village, make_campaign
from tests.builders.decisions import revoked
from tests.builders.moving import BEGIN, end_into, make_group
from tests.builders.people import make_admin, make_learner, make_province, make_user, signed_in

MARKS = dict.fromkeys(CODES, (8, "Đã xem giấy tờ gốc"))


@pytest.fixture
def province(db) -> Unit:
    return make_province()


@pytest.fixture
def old(province: Unit) -> Village:
    return Village("Đồng Sen", province)


@pytest.fixture
def new(province: Unit, old: Village) -> Village:
    return Village("Hồ Sen", province)


def long_ago(learner, group=None) -> None:
    with everyone(WHY):
        Residence.objects.filter(learner=learner).update(valid_from=BEGIN, residential_group=group)


def case_in_group(village: Village, name: str, group) -> Case:
    learner = make_learner(village.unit, name)
    long_ago(learner, group)
    with everyone(WHY):
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        return submission.submit(case, learner.user)


def without_campaign(village: Village) -> None:
    with everyone(WHY):
        village.campaign.delete()


def waiting(user) -> list[int]:
    with acting_as(user):
        return [case.pk for case in queue(user)]


def test_a_waiting_case_is_judged_signed_and_its_certificate_ended_by_the_successor(
    province: Unit, old: Village, new: Village
) -> None:
    case = old.submitted()
    long_ago(case.learner_id)
    end_into(old.unit, new.unit, by=make_admin(province), on=timezone.localdate())
    assert waiting(new.officer) == [case.pk]
    assert signed_in(new.officer).get(reverse("recognition:case", args=[case.pk])).status_code == 200
    with acting_as(new.officer):
        marking.confirm(Case.objects.get(pk=case.pk), new.officer, marks=MARKS)
    with acting_as(new.signer):
        signing.sign(signing.waiting_list(new.unit), new.body, "12", timezone.localdate(), new.signer)
        certificate = Certificate.objects.select_related("line__unit").get()
        assert certificate.line.unit == old.unit  # the case stays with its unit, the past keeps its name
        assert certificate.line.unit_name == "Xã Đồng Sen"
        revoked(certificate, new.signer, "Thử")


def test_its_former_officer_goes_on_there_and_may_finish(province: Unit, old: Village, new: Village) -> None:
    case = old.submitted()
    long_ago(case.learner_id)
    end_into(old.unit, new.unit, by=make_admin(province), on=timezone.localdate())
    assert waiting(old.officer) == [case.pk]
    with acting_as(old.officer):
        assert marking.confirm(Case.objects.get(pk=case.pk), old.officer, marks=MARKS).state == "confirmed"


def test_a_split_commune_s_cases_go_by_residential_group(province: Unit, old: Village, new: Village) -> None:
    other = Village("Đầm Sen", province)
    east, west = make_group(old.unit, "Thôn Đông"), make_group(old.unit, "Thôn Tây")
    first, second = case_in_group(old, "Lê Đông", east), case_in_group(old, "Lê Tây", west)
    alone = case_in_group(old, "Lê Không", None)
    end_into(old.unit, (new.unit, [east]), (other.unit, [west]), by=make_admin(province), on=timezone.localdate())
    assert waiting(new.officer) == [first.pk, alone.pk]
    assert waiting(other.officer) == [second.pk]
    for case, status in ((first, 404), (second, 200)):  # family is declared where the case is acted on
        assert (
            signed_in(other.officer).get(reverse("recognition:kinship_declare", args=[case.pk])).status_code == status
        )
    with everyone(WHY):
        with pytest.raises(NotYours):
            marking.confirm(second, new.officer, marks=MARKS)
        confirmed = marking.confirm(second, other.officer, marks=MARKS)
        with pytest.raises(NotYours):
            signing.sign([confirmed], new.body, "1", timezone.localdate(), new.signer)
        signing.sign([confirmed], other.body, "1", timezone.localdate(), other.signer)
        today, key = timezone.localdate(), second.title_key
        assert [place_numbers(one, today, key).count for one in (other.unit, new.unit, province)] == [1, 0, 1]


def test_a_draft_follows_to_the_successor_s_campaign(province: Unit, old: Village, new: Village) -> None:
    learner = make_learner(old.unit)
    long_ago(learner)
    with everyone(WHY):
        submission.draft_for(learner, learner.user)
        end_into(old.unit, new.unit, by=make_admin(province), on=timezone.localdate())
        draft = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(draft, dict.fromkeys(CODES, "8"), learner.user)
        case = submission.submit(draft, learner.user)
    assert (case.campaign, case.unit) == (new.campaign, new.unit)


def test_where_the_successor_has_no_campaign_the_old_one_runs_on(province: Unit, old: Village, new: Village) -> None:
    without_campaign(new)
    learner = make_learner(old.unit)
    long_ago(learner)
    with everyone(WHY):
        end_into(old.unit, new.unit, by=make_admin(province), on=timezone.localdate())
        draft = submission.draft_for(learner, learner.user)
        assert draft.campaign == old.campaign
        submission.set_all_self_points(draft, dict.fromkeys(CODES, "8"), learner.user)
        submission.submit(draft, learner.user)
    assert waiting(new.officer) == [draft.pk]


def test_of_two_old_campaigns_the_one_of_the_own_residential_group(province: Unit, old: Village, new: Village) -> None:
    target = Village("Sen Mới", province)
    without_campaign(target)
    east, far = make_group(old.unit, "Thôn Đông"), make_group(new.unit, "Thôn Xa")
    one, two = make_learner(old.unit), make_learner(new.unit)
    long_ago(one, east), long_ago(two, far)
    admin = make_admin(province)
    end_into(old.unit, target.unit, by=admin, on=timezone.localdate())
    end_into(new.unit, target.unit, by=admin, on=timezone.localdate())
    with everyone(WHY):
        found = [submission.campaign_of(learner) for learner in (one, two)]
    assert found == [old.campaign, new.campaign]


def test_a_returned_case_is_answered_after_the_day(province: Unit, old: Village, new: Village) -> None:
    case = old.submitted()
    long_ago(case.learner_id)
    with everyone(WHY):
        case = marking.ask_for_more(case, "Thêm ảnh", old.officer)
        end_into(old.unit, new.unit, by=make_admin(province), on=timezone.localdate())
        again = submission.submit(case, case.learner.user)
    assert (again.unit, again.state) == (old.unit, "submitted")
    assert waiting(new.officer) == [case.pk]


def test_holders_of_the_old_commune_count_in_the_new_one(province: Unit, old: Village, new: Village) -> None:
    case = old.confirmed()
    long_ago(case.learner_id)
    with everyone(WHY):
        signing.sign([case], old.body, "3", timezone.localdate(), old.signer)
    end_into(old.unit, new.unit, by=make_admin(province), on=timezone.localdate())
    today, key = timezone.localdate(), case.title_key
    with everyone(WHY):
        assert [place_numbers(one, today, key).count for one in (new.unit, old.unit, province)] == [1, 0, 1]
        assert year_result(key, case.year, new.unit, today).recognised == 1, (
            "the place of the line, and who acts for it"
        )


def test_the_old_campaign_is_closed_by_the_successor_s_administrator(
    province: Unit, old: Village, new: Village
) -> None:
    case = old.submitted()
    long_ago(case.learner_id)
    end_into(old.unit, new.unit, by=make_admin(province), on=timezone.localdate())
    assert closing.close(old.campaign, "Hết đợt.", by=make_admin(new.unit)) == 1


def test_officials_elsewhere_have_no_part_in_it(province: Unit, old: Village, new: Village) -> None:
    other = Village("Đầm Sen", province)
    case = old.submitted()
    long_ago(case.learner_id)
    end_into(old.unit, new.unit, by=make_admin(province), on=timezone.localdate())
    assert waiting(other.officer) == []
    assert signed_in(other.officer).get(reverse("recognition:case", args=[case.pk])).status_code == 404


class TestPage:
    def test_look_then_enter_once(self, province: Unit, old: Village, new: Village) -> None:
        east = make_group(old.unit, "Thôn Đông")
        learner = make_learner(old.unit)
        long_ago(learner, east)
        browser, here = signed_in(make_admin(province)), reverse("places:succession")
        typed = {
            "unit": "Xã Đồng Sen",
            "on": timezone.localdate().strftime("%d/%m/%Y"),
            "document": "Nghị quyết 12",
            "into": "Xã Hồ Sen",
        }
        looked = browser.post(here, typed | {"act": "look"})
        assert (looked.context["people"], looked.context["names"]) == (1, ["Xã Hồ Sen"])
        old.unit.refresh_from_db()
        assert old.unit.valid_to is None
        changed = typed | {
            "act": "save",
            "looked": looked.context["looked"],
            f"name-{east.pk}": "Thôn Đông Sen",
            f"to-{east.pk}": "0",
        }
        assert browser.post(here, changed).status_code == 200  # other words than were read back: read once more
        old.unit.refresh_from_db()
        assert old.unit.valid_to is None
        again = browser.post(here, changed | {"act": "look"})
        send = changed | {"looked": again.context["looked"]}
        assert browser.post(here, send).status_code == 302
        with everyone(WHY):
            home = Residence.objects.get(learner=learner, valid_to=None)
        assert (home.unit, home.residential_group.name) == (new.unit, "Thôn Đông Sen")
        second = browser.post(here, send)
        assert second.status_code == 422
        assert Unit.objects.filter(heir=new.unit).count() == 1

    def test_a_split_and_a_new_commune_on_the_page(self, province: Unit, old: Village, new: Village) -> None:
        east, west = make_group(old.unit, "Thôn Đông"), make_group(old.unit, "Thôn Tây")
        browser, here = signed_in(make_admin(province)), reverse("places:succession")
        typed = {
            "unit": "Xã Đồng Sen",
            "on": timezone.localdate().strftime("%d/%m/%Y"),
            "document": "Nghị quyết 12",
            "new_type": "phuong",
            "new_name": "Sen Mới",
            "new_code": "99077",
            "others": "Xã Hồ Sen",
            f"to-{east.pk}": "0",
            f"to-{west.pk}": "1",
        }
        looked = browser.post(here, typed | {"act": "look"})
        assert looked.context["names"] == ["Phường Sen Mới", "Xã Hồ Sen"]
        assert browser.post(here, typed | {"act": "save", "looked": looked.context["looked"]}).status_code == 302
        east.refresh_from_db(), west.refresh_from_db()
        assert (str(east.heir), west.heir) == ("Phường Sen Mới", new.unit)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"into": ""}, "into"),
            ({"into": "Xã Hồ Sen", "new_type": "xa", "new_name": "Sen", "new_code": "1"}, "new_name"),
            ({"into": "", "new_name": "Sen Mới"}, "new_name"),
            ({"into": "Không Có"}, "into"),
            ({"into": "Xã Hồ Sen", "others": "Không Có"}, "others"),
            ({"into": "Xã Hồ Sen", "on": "32/13/2026"}, "on"),
            ({"into": "Xã Hồ Sen", "document": ""}, "document"),
        ],
    )
    def test_mistakes_stand_at_their_fields(
        self, province: Unit, old: Village, new: Village, typed: dict, field: str
    ) -> None:
        first = {
            "unit": "Xã Đồng Sen",
            "on": timezone.localdate().strftime("%d/%m/%Y"),
            "document": "Nghị quyết 12",
            "act": "look",
        }
        page = signed_in(make_admin(province)).post(reverse("places:succession"), first | typed)
        assert page.status_code == 422
        assert field in page.context["form"].errors

    def test_only_administrators(self, old: Village) -> None:
        assert signed_in(old.officer).get(reverse("places:succession")).status_code == 403


def test_the_province_may_act_on_what_its_ended_commune_left(province: Unit, old: Village, new: Village) -> None:
    case = old.submitted()
    long_ago(case.learner_id)
    officer = make_user("officer", unit=province)
    end_into(old.unit, new.unit, by=make_admin(province), on=timezone.localdate())
    assert waiting(officer) == [case.pk]
    with acting_as(officer):
        assert marking.confirm(Case.objects.get(pk=case.pk), officer, marks=MARKS).state == "confirmed"


def test_two_years_run_beside_each_other(province: Unit, old: Village, new: Village) -> None:
    """The successor's campaign of next year, announced already, takes nothing of this year's."""
    without_campaign(new)
    make_campaign(
        new.unit,
        year=timezone.localdate().year + 1,
        submission_from=timezone.localdate() + timedelta(days=40),
        submission_to=timezone.localdate() + timedelta(days=90),
        assessment_to=timezone.localdate() + timedelta(days=99),
    )
    learner = make_learner(old.unit)
    long_ago(learner)
    end_into(old.unit, new.unit, by=make_admin(province), on=timezone.localdate())
    with everyone(WHY):
        assert submission.campaign_of(learner) == old.campaign
