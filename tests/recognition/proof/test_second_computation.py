"""The program that stands alone counts as the engine does: for sets of all three models and evidence at random."""

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.criteria.answer import Item, answer, percent
from recognition.criteria.parse import parse
from recognition.criteria.score import score
from recognition.criteria.vocabulary import MEASURES, TAKES
from tools import verify_case

SETS = Path(__file__).parents[3] / "recognition" / "criteria" / "sets"
TARGETS = """
key: targets
version: "1"
scoring: all_targets_met
subject: commune
title: {vi: Xã}
confidence: proposed
issuer: {value: thử, confidence: proposed}
documents: []
valid_from: null
valid_to: null
levels:
  - {level: 1, name: {vi: Mức một}, confidence: proposed}
  - {level: 2, name: {vi: Mức hai}, confidence: proposed}
groups: [{code: T, name: {vi: Nhóm}, confidence: proposed}]
indicators:
  - code: T1
    group: T
    wording: {default: Một}
    wording_confidence: proposed
    target: {unit: yes_no, asks: [{level: 1, confidence: proposed}]}
  - code: T2
    group: T
    wording: {default: Hai}
    wording_confidence: proposed
    target:
      unit: percent
      not_applicable: không có
      asks: [{level: 1, at_least: 50, confidence: proposed}, {level: 2, at_least: 80, confidence: proposed}]
shares: [{id: people, indicator: T2, of: residents, title: cong_dan_hoc_tap, confidence: proposed}]
"""
FAMILY = """
key: family
version: "1"
scoring: points_with_bands
subject: household
title: {vi: Gia đình}
confidence: proposed
issuer: {value: thử, confidence: proposed}
documents: []
valid_from: null
valid_to: null
groups: [{code: G, name: {vi: Nhóm}, confidence: proposed}]
bands: [{code: good, name: {vi: Tốt}, at_least: 5, recognised: true}]
indicators:
  - {code: G1, group: G, maximum: 10, wording: {default: Một}, wording_confidence: proposed}
  - {code: G2, group: G, maximum: 5, wording: {default: Hai}, wording_confidence: proposed}
shares:
  - {id: adults, indicator: G1, of: adults, title: cong_dan_hoc_tap, confidence: proposed,
     steps: [{at_least: 30, points: 5}, {at_least: 66.5, points: 7.25}, {at_least: 100, points: 10}]}
  - {id: members, indicator: G1, of: members, title: cong_dan_hoc_tap, confidence: proposed, steps: [{at_least: 50, points: 5}]}
  - {id: all, indicator: G2, of: members, title: cong_dan_hoc_tap, confidence: proposed, steps: [{at_least: 1, points: 5}]}
"""
TEXTS = {
    "floor": (SETS / "cong_dan_hoc_tap-2022.1.yaml").read_text(encoding="utf-8"),
    "bands": (SETS / "oulad_demo-1.yaml").read_text(encoding="utf-8"),
    "targets": TARGETS,
    "family": FAMILY,
}
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def every_rule() -> str:
    """A set in which each measure meets each way of choosing among statements of one activity."""
    said = yaml.safe_load(TEXTS["floor"])
    said["rules"] = [
        {
            "id": f"r-{measure.replace('_', '-')}-{take}",
            "indicator": said["indicators"][place % 10]["code"],
            "confidence": "proposed",
            "verb": "completed",
            "measure": measure,
            "take": take,
            "step": 0.5 if "score" not in measure else 7.5,
            "at_least": place % 3,
            "points_per_step": 0.25,
            "cap": 3 if "score" in measure else 9.75,
        }
        for place, (measure, take) in enumerate((m, t) for m in MEASURES for t in TAKES)
    ]
    return yaml.safe_dump(said, allow_unicode=True)


TEXTS["rules"] = every_rule()


def both(text: str):
    said = orjson.dumps(yaml.safe_load(text), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return parse(text), verify_case.read_json(said)


@st.composite
def evidence(draw, criteria):
    rows = []
    names = [(one.id, "automatic", (one.indicator,)) for one in criteria.rules]
    names += [(one.id, "manual", one.indicators) for one in criteria.manual]
    names += [(one.id, "derived", (one.indicator,)) for one in criteria.shares]
    for number in range(draw(st.integers(0, 25)) if names else 0):
        rule, kind, indicators = draw(st.sampled_from(names))
        base = draw(st.integers(1, 30)) if kind == "derived" else None
        rows.append(
            {
                "item": number + 100,
                "number": number,
                "kind": kind,
                "rule": rule,
                "indicators": list(indicators),
                "at": (BEGIN + timedelta(hours=draw(st.integers(0, 200)))).isoformat(),
                "tie": draw(st.sampled_from("abc")),
                "activity": draw(st.sampled_from(("u", "v", "w"))),
                "minutes": draw(st.none() | st.integers(0, 200).map(lambda n: str(Decimal(n) / 4))),
                "score": draw(st.none() | st.integers(-4, 4).map(lambda n: str(Decimal(n) / 4))),
                "counts": draw(st.booleans()),
                "base": base,
                "count": None if base is None else draw(st.integers(0, base)),
            }
        )
    return rows


def as_item(row) -> Item:
    at = datetime.fromisoformat(row["at"])
    return Item(
        row["number"],
        row["rule"],
        tuple(row["indicators"]),
        at,
        at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date(),
        row["tie"],
        row["activity"],
        verify_case.decimal(row["minutes"]),
        verify_case.decimal(row["score"]),
        row["kind"] == "manual",
        percent(row["count"], row["base"]) if row["base"] else None,
    )


@pytest.mark.parametrize("name", TEXTS)
@settings(max_examples=2000 if os.environ.get("SOAK") else 15, deadline=None)
@given(data=st.data())
def test_proposed_points_and_verdicts(name: str, data) -> None:
    criteria, said = both(TEXTS[name])
    rows = data.draw(evidence(criteria))
    refused = set(data.draw(st.lists(st.sampled_from([one["item"] for one in rows]), max_size=3)) if rows else [])
    wanted = answer(criteria, [as_item(one) for one in rows if one["counts"] and one["item"] not in refused])
    assert verify_case.proposed(said, rows, refused) == {code: one.points for code, one in wanted.items()}

    quarters = st.integers(0, 40).map(lambda n: Decimal(n) / 4)
    points = {
        one.code: data.draw(quarters if one.target is None else st.integers(0, 2).map(Decimal))
        for one in criteria.indicators
    }
    area = data.draw(st.sampled_from(("ordinary", "disadvantaged")))
    apart = {"T2": "không có"} if name == "targets" and data.draw(st.booleans()) else {}
    found = score(criteria, points, area, apart)
    named = next((one.name for one in criteria.bands or () if one.code == found.band), "")
    named = named or next((one.name for one in criteria.levels if one.level == found.level), "")
    assert verify_case.verdict(said, points, area, apart) == (found.passed, found.total, found.mark, named)
