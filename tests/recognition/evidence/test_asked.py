"""“Có giấy gì?”: every kind of evidence is reached from something that people have, and only for what it can speak for."""

from pathlib import Path

import pytest
from django.conf import settings

from recognition.criteria.parse import parse_file
from recognition.criteria.reading import CriteriaProblem
from recognition.evidence.asked import BADGE, FILE, asked, home_papers, parse

CRITERIA = parse_file(Path("recognition/criteria/sets/cong_dan_hoc_tap-2022.1.yaml"))
SMALL = "confidence: proposed\npapers:\n  - {id: a, name: A, picture: p, by: file, kinds: [library-card]}\n"


def test_every_kind_of_the_set_is_reached_from_a_paper():
    reached = {kind.id for paper in home_papers().papers for kind in asked({"giay": paper.id}, CRITERIA).kinds}
    assert reached == {kind.id for kind in CRITERIA.manual}
    assert set(home_papers().easy) <= reached


@pytest.mark.parametrize("paper", home_papers().papers, ids=lambda paper: paper.id)
def test_a_paper_speaks_for_what_its_kind_speaks_for_and_no_more(paper):
    kinds = asked({"giay": paper.id}, CRITERIA).kinds
    assert kinds
    for kind in kinds:
        now = asked({"giay": paper.id, "loai": kind.id}, CRITERIA)
        codes = [one.code for one in now.indicators]
        assert codes
        assert set(codes) <= set(kind.indicators)
        if paper.by not in (FILE, BADGE):
            assert kind.proposes == 0, "what was not seen on paper proposes no points"
    assert (settings.BASE_DIR / "static/img/pictures" / f"{paper.picture}.svg").exists()


@pytest.mark.parametrize("code", [one.code for one in CRITERIA.indicators])
def test_from_an_indicator_only_what_can_speak_for_it_is_offered(code):
    now = asked({"chi-so": code}, CRITERIA)
    assert now.papers
    for paper in now.papers:
        for kind in asked({"chi-so": code, "giay": paper.id}, CRITERIA).kinds:
            final = asked({"chi-so": code, "giay": paper.id, "loai": kind.id}, CRITERIA)
            assert code in [one.code for one in final.indicators]
            assert asked(dict(part.split("=") for part in final.query.split("&")), CRITERIA) == final


@pytest.mark.parametrize(
    "query", [{}, {"giay": "x"}, {"loai": "x"}, {"chi-so": "Z9"}, {"giay": "chung-nhan", "loai": "library-card"}]
)
def test_what_the_address_says_wrongly_is_left_out(query):
    assert asked(query, CRITERIA).kind is None


def test_a_kind_alone_or_a_paper_of_one_kind_leads_to_its_form():
    assert asked({"loai": "witness"}, CRITERIA).paper.id == "xac-nhan"
    assert asked({"giay": "lien-ket"}, CRITERIA).kind.id == "other"
    assert asked({"giay": "chung-nhan", "chi-so": "C1"}, CRITERIA).kind.id == "cultural-family"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (SMALL + "x: 1\n", "nobody|does not know|x"),
        (SMALL.replace("by: file", "by: smell"), "by"),
        (SMALL.replace("name: A, ", ""), "name"),
        (SMALL.replace("confidence: proposed\n", ""), "confidence"),
    ],
)
def test_a_wrong_list_is_refused_by_name(text, reason):
    with pytest.raises(CriteriaProblem, match=reason):
        parse(text, "papers.yaml")
    assert parse(SMALL, "papers.yaml").papers[0].by == FILE
