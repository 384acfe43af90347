"""For which competences does a statement speak? Reads the statement alone, so that a stranger comes to the same answer."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from recognition.criteria.match import Facts, Terms
from recognition.skills.words import RequirementSet, SkillRule


@dataclass(frozen=True)
class SkillMatch:
    """What one rule takes from a statement for one competence."""

    rule: SkillRule
    competence: str
    activity: str
    name: str
    minutes: Decimal | None
    score: Decimal | None


class SkillMatcher:
    """The rules of a set, found by the competences that a statement names: one that names none costs one look."""

    def __init__(self, requirements: RequirementSet, terms: Terms) -> None:
        self._terms = terms
        self._codes: dict[str, list[str]] = {}
        for one in requirements.competences:
            for mapped in one.mapped:
                self._codes.setdefault(f"{terms.iri_base}/xapi/competences/{mapped}", []).append(one.code)
        self._rules: dict[tuple[str, str], list[SkillRule]] = {}
        for rule in requirements.rules:
            for verb in rule.verbs:
                for code in rule.competences:
                    self._rules.setdefault((terms.verbs[verb], code), []).append(rule)
        self._verbs = {verb for verb, _code in self._rules}

    def match(self, statement: dict[str, Any]) -> list[SkillMatch]:
        """The competences this statement speaks for, by which rule. Raises Unreadable when a value they need makes no sense."""
        verb, target = statement["verb"]["id"], statement["object"]
        if verb not in self._verbs or target.get("objectType", "Activity") != "Activity":
            return []
        facts = Facts(statement, self._terms)
        codes = dict.fromkeys(code for iri in facts.categories for code in self._codes.get(iri, ()))
        return [
            SkillMatch(rule, code, target["id"], facts.name, facts.minutes(), facts.score())
            for code in codes
            for rule in self._rules.get((verb, code), ())
            if self._speaks(rule, facts)
        ]

    def _speaks(self, rule: SkillRule, facts: Facts) -> bool:
        if rule.activity_types and facts.type not in {self._terms.activity_types[name] for name in rule.activity_types}:
            return False
        if rule.success is not None and facts.result.get("success") is not rule.success:
            return False
        if rule.min_score is None:
            return True
        score = facts.score()
        return score is not None and score * 100 >= rule.min_score
