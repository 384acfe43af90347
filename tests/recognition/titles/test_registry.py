"""Which titles there are, whose they are, and what is known about who decides."""

from pathlib import Path

import pytest

from recognition.criteria.parse import parse_file
from recognition.titles.registry import SUBJECTS, TITLES, UnknownTitle, only_title_of, title
from recognition.titles.sources import CONFIDENCE

SETS = {path.stem.rsplit("-", 1)[0]: path for path in Path("recognition/criteria/sets").glob("*-*[0-9].yaml")}


def test_every_kind_of_subject_has_a_title_and_every_title_once():
    assert {one.subject for one in TITLES} == set(SUBJECTS)
    assert len({one.key for one in TITLES}) == len(TITLES) == 7
    assert [title(one.key) for one in TITLES] == list(TITLES)


def test_only_households_clans_and_organisations_have_members_of_their_own():
    assert {one.subject for one in TITLES if one.has_members} == {"household", "clan", "organisation"}


@pytest.mark.parametrize("one", TITLES, ids=lambda one: one.key)
def test_every_fact_says_how_sure_it_is_and_nothing_is_guessed(one):
    for fact in (one.proposes, one.decides, one.lasts):
        assert fact.confidence in CONFIDENCE
        assert fact.value is not None or fact.confidence == "uncertain"
    assert (one.lasts.value, one.lasts.confidence) == (None, "uncertain")  # without end, and not sure of it


@pytest.mark.parametrize("one", TITLES, ids=lambda one: one.key)
def test_every_title_has_a_set_for_its_kind_of_subject(one):
    found = parse_file(SETS[one.set_key])
    assert (found.key, found.subject) == (one.set_key, one.subject)


def test_the_title_of_persons_is_found_without_its_key():
    assert only_title_of("person").key == "cong_dan_hoc_tap"
    with pytest.raises(UnknownTitle, match="There are 2 titles for “organisation”, not one: name the key"):
        only_title_of("organisation")
    with pytest.raises(UnknownTitle, match="There is no title “khong_co”; known: cong_dan_hoc_tap, "):
        title("khong_co")
