"""Does a statement speak for a rule? Reads the statement alone, so that a stranger comes to the same answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from recognition.criteria.words import Category, Criteria, Rule

_SCORE = Decimal("0.000001")
_MINUTES = Decimal("0.01")


class Unreadable(Exception):
    """A statement that a rule should read has a value it cannot read; says which and why, without personal data."""


@dataclass(frozen=True)
class Terms:
    """The identifiers of an installation: its base and the IRIs behind the short words of the rules."""

    iri_base: str
    verbs: Mapping[str, str]
    activity_types: Mapping[str, str]

    def extension(self, name: str) -> str:
        """The IRI of one of our extensions."""
        return f"{self.iri_base}/xapi/extensions/{name}"

    def category(self, key: str, wanted: Category) -> tuple[str, bool]:
        """The IRI that a category must equal, or (with True) begin with."""
        if wanted.kind == "indicator":
            return f"{self.iri_base}/xapi/indicators/{key}/{wanted.value}", False
        if wanted.kind == "competence":
            return f"{self.iri_base}/xapi/competences/{wanted.value}", False
        return f"{self.iri_base}/xapi/competences/{wanted.value}/", True


@dataclass(frozen=True)
class Match:
    """What a rule takes from a statement. `act`: what was done, as in “answered question”."""

    rule: Rule
    activity: str
    name: str
    minutes: Decimal | None
    score: Decimal | None
    act: str = ""


class Matcher:
    """The rules of one set, sorted by verb and ready to read statements."""

    def __init__(self, criteria: Criteria, terms: Terms) -> None:
        self._terms = terms
        self._by_verb: dict[str, list[_Prepared]] = {}
        self._verbs = {iri: word for word, iri in terms.verbs.items()}
        self._types = {iri: word for word, iri in terms.activity_types.items()}
        for rule in criteria.rules:
            prepared = _Prepared(rule, criteria.key, terms)
            for verb in rule.verbs:
                self._by_verb.setdefault(terms.verbs[verb], []).append(prepared)

    def match(self, statement: dict[str, Any]) -> list[Match]:
        """The rules this statement speaks for. Raises Unreadable when a value they need makes no sense."""
        rules = self._by_verb.get(statement["verb"]["id"])
        target = statement["object"]
        if not rules or target.get("objectType", "Activity") != "Activity":
            return []
        facts = Facts(statement, self._terms)
        act = f"{self._verbs[statement['verb']['id']]} {self._types.get(facts.type or '', '')}".strip()
        return [
            Match(one.rule, target["id"], facts.name, facts.minutes(), facts.score(), act)
            for one in rules
            if one.speaks(facts)
        ]


class Facts:
    """The parts of a statement that rules may ask for."""

    def __init__(self, statement: dict[str, Any], terms: Terms) -> None:
        context, self.result = statement.get("context") or {}, statement.get("result") or {}
        definition = statement["object"].get("definition") or {}
        names = definition.get("name") or {}
        self.type = definition.get("type")
        self.name = names.get("vi") or names.get("vi-VN") or next(iter(names.values()), "")
        self.extensions = context.get("extensions") or {}
        categories = (context.get("contextActivities") or {}).get("category") or []
        self.categories = [c["id"] for c in ([categories] if isinstance(categories, dict) else categories)]
        self._minutes_iri = terms.extension("minutes")

    def minutes(self) -> Decimal | None:
        """The declared minutes, if the statement carries them."""
        found = self.extensions.get(self._minutes_iri)
        return None if found is None else _number(found, "the declared minutes").quantize(_MINUTES)

    def score(self) -> Decimal | None:
        """The score from -1 to 1: as given, or from raw, min and max."""
        score = self.result.get("score") or {}
        if "scaled" in score:
            return _number(score["scaled"], "the scaled score").quantize(_SCORE)
        if "raw" in score and "max" in score:
            low = _number(score.get("min", 0), "the lowest score")
            span = _number(score["max"], "the highest score") - low
            if span <= 0:
                raise Unreadable("the highest score is not above the lowest")
            return ((_number(score["raw"], "the raw score") - low) / span).quantize(_SCORE)
        return None


class _Prepared:
    """A rule with its words turned into IRIs once."""

    def __init__(self, rule: Rule, key: str, terms: Terms) -> None:
        self.rule = rule
        self._types = {terms.activity_types[name] for name in rule.activity_types}
        wanted = [terms.category(key, category) for category in rule.categories]
        self._equal = {iri for iri, prefix in wanted if not prefix}
        self._begin = tuple(iri for iri, prefix in wanted if prefix)
        self._having = [terms.extension(name) for name in rule.having]
        self._lacking = [terms.extension(name) for name in rule.lacking]

    def speaks(self, facts: Facts) -> bool:
        if self._types and facts.type not in self._types:
            return False
        if self.rule.categories and not self._mapped(facts.categories):
            return False
        if self.rule.success is not None and facts.result.get("success") is not self.rule.success:
            return False
        if any(name not in facts.extensions for name in self._having):
            return False
        if any(facts.extensions.get(name) not in (None, False) for name in self._lacking):
            return False
        if self.rule.min_score is not None:
            score = facts.score()
            return score is not None and score * 100 >= self.rule.min_score
        return True

    def _mapped(self, categories: Iterable[str]) -> bool:
        return any(one in self._equal or (self._begin and one.startswith(self._begin)) for one in categories)


def _number(value: object, what: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Unreadable(f"{what} should be a number")
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 1_000_000:
        raise Unreadable(f"{what} is not a usable number")
    return found
