"""A changed set on invented people: who gains and who loses, as computed a second time from their numbers alone."""

import tracemalloc
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from recognition.criteria.answer import answer
from recognition.criteria.parse import parse, parse_file
from recognition.criteria.score import score
from recognition.criteria.unknown import NotKnown
from recognition.simulation.comparison import Comparison, NotComparable, Subject, compare
from recognition.simulation.tally import Count, public_form, tally
from tests.builders.changed_set import (
    CHANGES,
    NEW,
    OLD,
    TEXT,
    changed,
    counted,
    expected,
    reached_after,
    reached_before,
    rows,
    subject,
)

PEOPLE = 1500


def outcomes(count=PEOPLE, old=OLD, new=NEW):
    return compare(old, new, (subject(row) for row in rows(count)))


def test_everybody_comes_out_as_computed_from_their_numbers_alone():
    found = {one.subject.key: (one.before.passed, one.after.passed) for one in outcomes()}
    assert found == {row.number: (reached_before(row), reached_after(row)) for row in rows(PEOPLE)}
    assert min(Counter(found.values()).values()) > 40  # all four happen, often


def test_the_counts_by_unit_and_group():
    found = tally(outcomes())
    assert counted(found) == expected(rows(PEOPLE))
    total = found.total
    assert (total.people, total.before, total.after) == (
        PEOPLE,
        sum(map(reached_before, rows(PEOPLE))),
        sum(map(reached_after, rows(PEOPLE))),
    )


def test_a_set_against_itself_changes_nobody():
    found = tally(outcomes(300, OLD, OLD)).total
    assert (found.gains, found.loses) == (0, 0)
    assert found.people == 300


def test_what_did_not_change_is_not_computed_twice_and_comes_out_the_same(monkeypatch):
    one = parse(TEXT.replace("ordinary: {value: 12.5,", "ordinary: {value: 13,"))
    asked = []
    real = Comparison.outcome.__globals__["points_of"]
    monkeypatch.setitem(Comparison.outcome.__globals__, "points_of", lambda *a: asked.append(a[0]) or real(*a))
    list(outcomes(10, OLD, one))
    assert asked == [OLD] * 20
    asked.clear()
    list(outcomes(10))
    assert asked.count(NEW) == 20


@pytest.mark.parametrize("change", CHANGES, ids=[old for old, _new in CHANGES])
def test_each_change_by_itself_comes_out_as_computed_afresh(change):
    one = parse(TEXT.replace(*change))
    for found in outcomes(200, OLD, one):
        afresh = {code: row.points for code, row in answer(one, found.subject.items).items()}
        assert found.points_after == afresh
        assert found.after == score(one, afresh, found.subject.area_class)


def test_people_are_read_one_by_one():
    read = []

    def people():
        for row in rows(10):
            read.append(row.number)
            yield subject(row)

    found = compare(OLD, NEW, people())
    assert read == []
    next(found)
    assert read == [0]
    assert next(found).subject.key == 1


def test_nobody_is_kept_in_memory():
    def peak(work):
        tracemalloc.start()
        kept = work()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most if kept else 0

    kept, streamed = peak(lambda: list(outcomes(600))), peak(lambda: tally(outcomes(600)))
    assert 0 < streamed < kept / 8, (streamed, kept)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: a1-lessons,", "id: a1-other,"),
        (
            "verb: completed, activity_type: lesson, measure: count",
            "verb: passed, activity_type: lesson, measure: count",
        ),
        ("measure: count, take: latest", "measure: count, take: latest, min_score: 50"),
        ("measure: count, take: latest", "measure: count, take: latest, success: true"),
        ("measure: count, take: latest", "measure: count, take: latest, category: indicator A1"),
        ("measure: count, take: latest", "measure: count, take: latest, having: minutes"),
        ("measure: count, take: latest", "measure: count, take: latest, lacking: banked"),
    ],
)
def test_a_rule_that_reads_other_statements_needs_evidence_of_its_own(old, new):
    other = parse(TEXT.replace(old, new, 1))
    row = next(row for row in rows(50) if row.lessons > 8)
    held = subject(row)
    with pytest.raises(NotComparable, match="these rules read other statements than before: a1-") as refused:
        list(compare(OLD, other, [held]))
    assert "items_anew" in str(refused.value)
    found = Comparison(OLD, other).outcome(replace(held, items_anew=()))
    assert (found.before.total > 0, found.after.total) == (True, 0)
    renamed = [item._replace(rule_id=item.rule_id.replace("a1-lessons", other.rules[0].id)) for item in held.items]
    again = Comparison(OLD, other).outcome(replace(held, items_anew=renamed))
    assert again.after.total == again.before.total


def test_sets_that_cannot_be_compared_are_refused_before_the_first_person():
    with pytest.raises(NotKnown, match="maximum of A1"):
        compare(OLD, parse(TEXT.replace("maximum: 10,", "maximum: null,")), [])
    with pytest.raises(NotKnown):
        compare(parse(TEXT.replace("floor: {value: 4,", "floor: {value: null,")), OLD, [])
    bands = parse_file(Path("tests/data/criteria/thu_xep_loai-1.yaml"))
    with pytest.raises(NotComparable, match="different subjects: person and organisation"):
        compare(OLD, bands, [])


def test_an_indicator_that_comes_or_goes():
    less = (
        changed()
        .replace("indicators: [A1, A2]", "indicators: [A1]")
        .replace("total_points: {value: 20.5,", "total_points: {value: 10,")
    )
    kept = "\n".join(line for line in less.splitlines() if "code: A2" not in line and "id: a2-" not in line)
    kept = kept.replace("ordinary: {value: 11,", "ordinary: {value: 10,").replace("value: 12,", "value: 9,")
    one = parse(kept)
    people = [replace(held, items_anew=held.items) for held in map(subject, rows(200))]
    before, after = (tally(compare(*pair, people)).total for pair in ((OLD, one), (one, OLD)))
    assert (before.gains, before.loses) == (after.loses, after.gains)
    assert before.loses > 0


def test_targets_with_levels_and_what_does_not_apply():
    text = Path("tests/data/criteria/thu_chi_tieu-1.yaml").read_text(encoding="utf-8")
    only = (
        "\n".join(text[: text.index("  - code: C1")].splitlines()[:-1]).replace("thu_chi_tieu", "thu")
        + "\nindicators:\n"
    )
    only = only.replace("  - {level: 2, name: {vi: Mức độ 2}, confidence: proposed}\n", "")
    only += text[text.index("  - code: C3") :].replace(", {level: 2, at_least: satisfactory, confidence: proposed}", "")
    allowed = parse(only)
    refused = parse(only.replace("      not_applicable: không phải trường học\n", ""))
    plan = subject(next(rows(1))).items[0]._replace(rule_id="plan", indicators=("C4",), manual=True)
    unit = Subject("u", "xã", "", "ordinary", [plan], not_applicable={"C3": "không phải trường học"})
    found = Comparison(allowed, refused).outcome(unit)
    assert (found.change, found.before.not_applicable, found.after.open, found.after.unknown) == (
        "loses",
        ("C3",),
        ("C3",),
        ("C3",),
    )


def test_the_public_form_shows_who_gains_and_loses_and_nothing_small():
    found = public_form(tally(outcomes()))
    exact = expected(rows(PEOPLE))
    assert set(found) == {"gains", "loses"}
    for change, lists in found.items():
        for by in ("unit", "group"):
            assert all(count == exact[name, change] >= 5 for name, count in lists[by].rows)
            assert lists[by].total == exact["", change] == sum(count for _, count in lists[by].rows) + lists[by].rest
    assert found["loses"]["unit"].rest > 0


def test_a_change_that_nobody_knows_is_not_counted():
    with pytest.raises(ValueError, match="there is no change “people”"):
        Count().add("people")
