"""Publishing: once, and never changed."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.audit.models import Entry
from recognition.cases.campaigns import set_of
from recognition.criteria.parse import CriteriaProblem, parse_file
from recognition.criteria.unknown import Unknown
from recognition.criteria.vocabulary import UNKNOWN
from recognition.evidence.judging import rebuild
from recognition.evidence.proposals import propose
from recognition.models import CriteriaSet, Projection
from recognition.public import alignments
from recognition.sets import publishing
from recognition.sets.wording import unknown_text, unknown_texts
from recognition.tasks import catch_up
from recognition.titles.registry import TITLES
from tests.builders.cases import make_campaign
from tests.builders.people import make_commune
from tests.builders.recognition import SMALL, citizen_set, learner, small_set, statement, store

pytestmark = pytest.mark.django_db


def test_published_once_with_a_cursor_and_an_entry():
    first, again = small_set(), small_set()
    assert first.pk == again.pk
    assert Projection.objects.get().position == 0
    assert Entry.objects.filter(act="criteria.published").count() == 1


def test_comments_do_not_make_another_content():
    assert publishing.publish(SMALL + "# a remark\n", "small.yaml").pk == small_set().pk


def test_the_same_version_with_other_content_is_refused():
    small_set()
    with pytest.raises(CriteriaProblem, match="is published with other content and never changes"):
        publishing.publish(SMALL.replace("cap: 8", "cap: 7"), "small.yaml")
    assert publishing.publish(SMALL.replace("cap: 8", "cap: 7").replace('"1"', '"2"'), "small.yaml").version == "2"


def test_a_failing_golden_case_stops_the_publishing():
    cases = "cases: [{name: nothing, expect: {points: {A1: 1}}}]"
    with pytest.raises(CriteriaProblem, match="golden case “nothing”: A1: expected 1 points, got 0"):
        publishing.publish(SMALL, "small.yaml", cases=cases)
    assert CriteriaSet.objects.count() == 0


def test_the_version_in_force_depends_on_the_day():
    old = SMALL.replace("valid_from: null\nvalid_to: null", "valid_from: 2020-01-01\nvalid_to: 2021-12-31")
    new = SMALL.replace("valid_from: null", "valid_from: 2022-01-01").replace('version: "1"', 'version: "2"')
    first, second = publishing.publish(old, "old.yaml"), publishing.publish(new, "new.yaml")
    assert publishing.current("small", date(2021, 12, 31)) == first
    assert publishing.current("small", date(2022, 1, 1)) == second
    with pytest.raises(publishing.NoCriteriaSet):
        publishing.current("small", date(2019, 12, 31))


def test_of_two_in_force_the_one_whose_validity_began_last_counts_whichever_came_first():
    second = publishing.publish(
        SMALL.replace("valid_from: null", "valid_from: 2022-01-01").replace('version: "1"', 'version: "2"'), "new.yaml"
    )
    always = small_set()
    third = publishing.publish(
        SMALL.replace("valid_from: null", "valid_from: 2021-01-01").replace('version: "1"', 'version: "3"'), "late.yaml"
    )
    assert publishing.current("small", date(2022, 1, 1)) == second
    assert publishing.current("small", date(2021, 12, 31)) == third
    assert publishing.current("small", date(2020, 12, 31)) == always


@pytest.mark.usefixtures("all_seeing")
def test_a_new_version_answers_only_when_it_has_read_what_there_is():
    person, old = learner(), small_set()
    store(statement(person.pk))
    catch_up()
    new = publishing.publish(SMALL.replace('version: "1"', 'version: "2"'), "new.yaml")
    assert publishing.current("small") == old
    assert propose(person, publishing.current("small"))["A1"].points == 1
    rebuild(new)  # it has not been read yet: reading it anew does not make it ready
    assert publishing.current("small") == old
    catch_up()
    assert publishing.current("small") == new
    assert propose(person, new)["A1"].points == 1
    rebuild(new)  # now its evidence stands while it is read again
    assert publishing.current("small") == new


@pytest.mark.usefixtures("all_seeing")
def test_the_only_version_answers_while_it_is_read():
    store(statement(learner().pk))
    row = small_set()
    assert publishing.current("small") == row


def test_without_a_key_the_title_of_persons_is_meant():
    row = citizen_set()
    assert publishing.current() == row == publishing.current("cong_dan_hoc_tap")


def test_a_set_without_rules_reads_no_statements():
    rules = SMALL.index("rules:")
    assert not publishing.publish(SMALL[:rules], "small.yaml").judged
    assert publishing.publish(SMALL.replace('"1"', '"2"'), "small.yaml").judged


def test_the_shipped_sets_by_command(capsys):
    call_command("load_criteria")
    call_command("load_criteria")
    said = capsys.readouterr().out
    assert "cong_dan_hoc_tap 2022.1 is published" in said
    assert "nothing is scored with it, not known: indicators of GD2, indicators of GD3" in said
    assert set(CriteriaSet.objects.values_list("key", flat=True)) == {*(one.set_key for one in TITLES), "oulad_demo"}
    assert set(CriteriaSet.objects.filter(judged=True).values_list("key", flat=True)) == {
        "cong_dan_hoc_tap",
        "oulad_demo",
    }


def test_a_version_that_cannot_be_scored_with_does_not_take_the_place_of_one_that_can():
    row = small_set()
    open_ = SMALL.replace('version: "1"', 'version: "2"').replace("valid_from: null", "valid_from: 2022-01-01")
    open_ = open_.replace("maximum: 10,", "maximum: null,")
    publishing.publish(open_, "open.yaml")
    assert publishing.current("small") == row
    assert publishing.current("small", date(2021, 1, 1)) == row
    alone = publishing.publish(open_.replace("key: small", "key: alone"), "alone.yaml")
    assert publishing.current("alone") == alone  # for pages that say what is not known


@pytest.mark.parametrize("path", sorted(publishing.FOLDER.glob("*-*[0-9].yaml")), ids=lambda path: path.stem)
def test_what_is_not_known_of_a_shipped_set_is_said_in_vietnamese(path):
    criteria = parse_file(path)
    said = unknown_texts(criteria)
    assert len(said) == len(criteria.unknown) == len(set(said))
    assert bool(said) == (criteria.key not in ("cong_dan_hoc_tap", "oulad_demo"))
    if criteria.key == "gia_dinh_hoc_tap":
        assert said[0] == "đầy đủ các chỉ số của “Học tập của người lớn trong gia đình”"
        assert said[3:5] == [
            "điểm tối đa của GD2.2 “Hằng năm, người lớn đều tham gia học ít nhất một nội dung”",
            "nội dung của GD2.3",
        ]


def test_every_unknown_value_has_its_words():
    said = [unknown_text(Unknown(what, place)) for what in UNKNOWN for place in _PLACES.get(what, ("GD1",))]
    assert len(set(said)) == len(said) == len(UNKNOWN) + 1
    assert "điểm tối đa của GD1" in said
    assert "số điểm để được công nhận ở vùng khó khăn" in said


_PLACES = {"groups": ("",), "floor": ("",), "bands": ("",), "mark": ("ordinary", "disadvantaged")}


def test_an_own_file_by_command(tmp_path):
    path = tmp_path / "thu.yaml"
    path.write_text(SMALL.replace("measure: count", "measure: wishes"), encoding="utf-8")
    with pytest.raises(CommandError, match="thu.yaml: rules lessons: “measure” does not know “wishes”"):
        call_command("load_criteria", str(path))
    path.write_text(SMALL, encoding="utf-8")
    call_command("load_criteria", str(path))
    assert CriteriaSet.objects.get().key == "small"


def test_what_content_may_be_mapped_to():
    citizen_set()
    found = alignments()
    assert len([one for one in found if one["kind"] == "indicator"]) == 10
    assert len([one for one in found if one["kind"] == "competence"]) == 24
    assert found[0]["iri"] == f"{settings.IRI_BASE}/xapi/indicators/cong_dan_hoc_tap/A1"
    assert found[10]["iri"] == f"{settings.IRI_BASE}/xapi/competences/tt02_2025/1.1"
    assert len({one["iri"] for one in found}) == 34


def test_a_campaign_that_has_begun_keeps_the_version_of_its_first_day_and_not_of_the_day_of_publishing():
    today = timezone.localdate()
    first, second = (SMALL.replace('version: "1"', f'version: "{n}"') for n in ("1", "2"))
    began = publishing.publish(first.replace("valid_from: null", "valid_from: 2020-01-01"), "1.yaml")
    since = f"valid_from: {today - timedelta(days=3)}"
    publishing.publish(second.replace("valid_from: null", since), "2.yaml")
    days = {"submission_from": today - timedelta(days=9), "submission_to": today, "assessment_to": today}
    campaign = make_campaign(make_commune(), title_key="small", **days)
    assert set_of(campaign) == began
    third = SMALL.replace('version: "1"', 'version: "3"').replace("valid_from: null", f"valid_from: {today}")
    publishing.publish(third, "3.yaml")
    campaign.refresh_from_db()
    assert set_of(campaign) == began
    assert campaign.criteria_set == began
