"""A rule as the text of its file: what a screen of ticks builds, and what is published. `parse` reads back the same rule."""

from typing import Any

import yaml

from recognition.skills.place_rules.words import Condition, Level, PlaceRule, Points


def text_of(rule: PlaceRule) -> str:
    """The file of a rule, in the order in which people read it."""
    said: dict[str, Any] = {
        "key": rule.key,
        "version": rule.version,
        "measure": rule.measure,
        "title": {"vi": rule.title},
        "confidence": rule.confidence,
    }
    if rule.notice:
        said["notice"] = rule.notice
    if rule.document is not None:
        said["document"] = {"value": rule.document.value, "confidence": rule.document.confidence}
        said["document"] |= {"source": list(rule.document.source)} if rule.document.source else {}
        said["document"] |= {"note": rule.document.note} if rule.document.note else {}
    said["valid_from"] = rule.valid_from
    said[rule.join] = [_condition(one) for one in rule.conditions]
    if rule.trained:
        said["trained"] = True
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120)


def _condition(one: Condition) -> dict[str, Any]:
    if isinstance(one, Level):
        asked: dict[str, Any] = {"set": one.set_key}
        if one.at_least_percent is None:
            asked["competences"] = list(one.competences)
        else:
            asked["at_least_percent"] = _plain(one.at_least_percent)
        return {"level": asked}
    if isinstance(one, Points):
        return {"indicator": {"title": one.title_key, "code": one.code, "at_least": _plain(one.at_least)}}
    return {one.kind: True}


def _plain(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)
