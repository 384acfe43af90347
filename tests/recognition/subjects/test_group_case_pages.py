"""The case of a group on its page: at the counter, and for who represents it; what others get; what is not known."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.people.members import add_person
from portal.people.models import Learner
from portal.people.public import everyone
from recognition.models import Case, CaseEntry, Evidence, Registration
from recognition.sets.publishing import publish_shipped
from tests.builders.cases import WHY, Village, make_campaign
from tests.builders.people import make_learner, make_user, signed_in
from tests.builders.subjects import make_member, make_subject, publish_invented

HOUSEHOLD, ORGANISATION = "gia_dinh_hoc_tap", "don_vi_hoc_tap_tinh"
FAMILY = "Hộ bà Nguyễn Thị Hoa"
POINTS = {"points-G1.1": "40", "points-G2.1": "30", "points-G2.2": "15"}


@pytest.fixture
def school(village: Village) -> Learner:
    publish_invented(ORGANISATION)
    make_campaign(village.unit, title_key=ORGANISATION)
    return make_subject(village.staff, village.unit, "organisation", "Trường Tiểu học Đồng Sen")


def at(subject: Learner, name: str = "subject_case", title: str = HOUSEHOLD) -> str:
    return reverse(f"recognition:{name}", args=[subject.reference, title])


def the_case() -> Case:
    with everyone(WHY):
        return Case.objects.select_related("submission").get()


@pytest.mark.parametrize("wrong", ["²", "٣", "9" * 5000, "abc", "-1"])
def test_a_form_with_what_is_no_version_is_an_old_page(village: Village, household: Learner, wrong: str) -> None:
    client, page = signed_in(village.staff), at(household)
    client.post(page, {"act": "points", **POINTS})
    for act in ("points", "submit", "withdraw"):
        answer = client.post(page, {"act": act, "case": the_case().pk, "version": wrong, **POINTS})
        assert (answer.status_code, "Trang này đã cũ" in answer.text) == (422, True), act
    assert the_case().state == Case.State.DRAFT


@pytest.mark.parametrize(("name", "helped"), [("subject_case", True), ("own_subject_case", False)])
def test_points_handing_in_and_taking_back(village, household, hoa, name, helped) -> None:
    client, page = signed_in(village.staff if helped else hoa.user), at(household, name)
    shown = client.get(page)
    assert (shown.status_code, FAMILY in shown.text, "bộ thử, bịa ra" in shown.text) == (200, True, True)
    assert client.post(page, {"act": "register"}).status_code == 302
    refused = client.post(page, {"act": "points", **POINTS, "points-G2.2": "21"})
    assert (refused.status_code, 'value="21"' in refused.text) == (422, True)
    assert client.post(page, {"act": "points", **POINTS}).url == page
    case = the_case()
    assert "Tốt" in client.get(page).context["own_result"]
    assert client.post(page, {"act": "submit", "case": case.pk, "version": case.version}).url == page
    case = the_case()
    assert (case.state, case.submission.on_behalf_of, case.submission.unit) == ("submitted", helped, village.unit)
    with everyone(WHY):
        assert set(CaseEntry.objects.values_list("on_behalf_of", flat=True)) == {helped}
        assert Registration.objects.get().on_behalf_of is helped
    stale = client.post(page, {"act": "withdraw", "case": case.pk, "version": case.version - 1})
    assert (stale.status_code, the_case().state) == (422, "submitted") if not helped else (422, "submitted")
    client.post(page, {"act": "withdraw", "case": case.pk, "version": case.version})
    assert the_case().state == "withdrawn"


@pytest.mark.parametrize("name", ["subject_evidence", "own_subject_evidence"])
def test_papers_of_the_group(village, household, hoa, name) -> None:
    client, page = signed_in(village.staff if name == "subject_evidence" else hoa.user), at(household, name)
    shown = client.get(page)
    paper = next(one for one in shown.context["asked"].papers if one.by == "link")
    sent = client.post(
        f"{page}?giay={paper.id}&loai=other",
        {
            "indicators": ["G2.1"],
            "title": "Góc học tập",
            "on": timezone.localdate().strftime("%d/%m/%Y"),
            "link": "https://vi.example/goc-hoc-tap",
        },
    )
    assert sent.status_code == 302, sent.context["form"].errors
    with everyone(WHY):
        row = Evidence.objects.get()
        assert (row.learner, row.title_key, row.indicators) == (household, HOUSEHOLD, ["G2.1"])
    assert "Góc học tập" in client.get(page).text
    client.post(page, {"act": "withdraw", "evidence": row.pk})
    with everyone(WHY):
        assert Evidence.objects.get().withdrawn_at is not None


def test_targets_are_chosen_by_what_they_ask_for_here(village, school) -> None:
    client, page = signed_in(village.staff), at(school, title=ORGANISATION)
    rows = {row["state"].code: row for row in client.get(page).context["rows"]}
    assert [value for value, _told in rows["C1"]["choices"]] == ["0", "1", "2"]
    assert "90" in rows["C1"]["choices"][1][1]
    assert [value for value, _told in rows["C3"]["choices"]] == ["0", "1", "2", "-"]
    said = {"points-C1": "1", "points-C2": "0", "points-C3": "-", "points-C4": "1"}
    refused = client.post(page, {"act": "points", **said, "points-C1": "-"})
    assert refused.status_code == 422
    assert client.post(page, {"act": "points", **said}).status_code == 302
    shown = client.get(page)
    assert next(row["value"] for row in shown.context["rows"] if row["state"].code == "C3") == "-"
    assert "Mức độ 1" in shown.context["own_result"]


def test_what_is_not_known_is_said_and_blocks(village) -> None:
    publish_shipped(ORGANISATION)
    make_campaign(village.unit, title_key=ORGANISATION)
    school = make_subject(village.staff, village.unit, "organisation", "Trường Tiểu học Đồng Sen")
    client = signed_in(village.staff)
    for title in (ORGANISATION, "don_vi_hoc_tap_xa"):  # open values; no version in force
        shown = client.get(at(school, title=title))
        assert (shown.status_code, len(shown.context["unknown"]) > 0) == (200, True)
        assert client.post(at(school, title=title), {"act": "points", "points-DV1.1": "1"}).status_code == 422
    with everyone(WHY):
        assert not Case.objects.exists()
    assert client.get(reverse("recognition:subject_first", args=[school.reference])).status_code == 302


def test_others_have_no_way_in(village, household, hoa) -> None:
    other = Village("Hạ Long")
    an = make_learner(village.unit, "Lê Văn An")
    make_member(village.staff, household, an)  # named, and still not who represents it
    for user in (other.staff, village.officer, an.user, make_user("staff", unit=other.unit)):
        client = signed_in(user)
        for name in ("subject_case", "subject_evidence", "own_subject_case", "own_subject_evidence"):
            answer = client.post(at(household, name), {"act": "points", **POINTS})
            assert answer.status_code in (403, 404)
    assert signed_in(village.staff).get(at(household, "own_subject_case")).status_code == 404
    assert signed_in(village.staff).get(at(household, title="dong_ho_hoc_tap")).status_code == 404
    assert Client().get(at(household, "own_subject_case")).status_code == 302
    with everyone(WHY):
        assert not Case.objects.exists()


def test_a_person_s_counter_pages_do_not_take_a_group(village, household) -> None:
    client = signed_in(village.staff)
    for name in ("counter_points", "counter_submit", "counter_evidence"):
        assert client.get(reverse(f"recognition:{name}", args=[household.reference])).status_code == 404


def test_the_officer_s_page_names_group_title_and_grade(village, household, hoa) -> None:
    client, page = signed_in(hoa.user), at(household, "own_subject_case")
    client.post(page, {"act": "points", **POINTS})
    client.post(page, {"act": "submit"})
    shown = signed_in(village.officer).get(reverse("recognition:case", args=[the_case().pk]))
    assert shown.status_code == 200
    assert FAMILY in shown.text
    assert "Hộ gia đình: Gia đình học tập (bộ thử, bịa ra)" in " ".join(shown.text.split())
    queue = signed_in(village.officer).get(reverse("recognition:queue"))
    assert FAMILY in queue.text
    assert [row["kind"] for row in queue.context["rows"]] == ["hộ gia đình"]


def test_my_page_asks_and_takes_back(village, household) -> None:

    an = make_learner(village.unit, "Lê Văn An")
    client, page = signed_in(an.user), reverse("pages:groups")
    assert FAMILY not in client.get(page).text
    with everyone(WHY):
        row = add_person(household, an, by=village.staff)
    mine = client.get(reverse("pages:my_page"))
    assert (mine.context["asked_to_be_named"], mine.context["groups"]) == (True, [])
    assert FAMILY in client.get(page).text
    assert client.post(page, {"member": row.pk, "act": "yes"}).status_code == 302
    with everyone(WHY):
        row.refresh_from_db()
    assert (row.consent, row.answered_by) == ("given", an.user)
    assert [name for _row, name in client.get(page).context["given"]] == [FAMILY]
    assert FAMILY in client.get(reverse("pages:my_page")).text
    client.post(page, {"member": row.pk, "act": "back"})
    with everyone(WHY):
        row.refresh_from_db()
    assert row.consent == "ended"
    assert FAMILY not in client.get(page).text
    assert signed_in(make_learner(village.unit, "Ai Khác").user).post(page, {"member": row.pk}).status_code == 404


def test_who_represents_sees_the_group_on_the_own_page(village, household, hoa) -> None:
    shown = signed_in(hoa.user).get(reverse("pages:groups"))
    (one,) = shown.context["represented"]
    assert (one["name"], one["titles"]) == (FAMILY, [(HOUSEHOLD, "Gia đình học tập (bộ thử, bịa ra)")])
    assert at(household, "own_subject_case") in shown.text
    assert signed_in(hoa.user).get(reverse("pages:my_page")).context["groups"] == [FAMILY], (
        "once, as head and as member"
    )


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1"])
def test_a_version_that_no_page_sent_is_told_and_no_error(village, household, hoa, version) -> None:
    client, page = signed_in(hoa.user), at(household, "own_subject_case")
    answer = client.post(page, {"act": "points", **POINTS, "version": version})
    assert (answer.status_code, "40" in answer.text) == (422, True)
