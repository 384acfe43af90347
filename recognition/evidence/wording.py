"""The words for parts, gaps and rules. Pure rules give data; here it becomes a sentence, without addressing anybody."""

from decimal import ROUND_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from recognition.criteria.answer import RuleGap, RulePart
from recognition.criteria.words import Criteria, ManualKind, Rule, Share


def whose(of: str) -> str:
    """Of whom a share is counted, at the beginning of a sentence."""
    known = {
        "members": _("Members"),
        "adults": _("Adult members"),
        "residents": _("People who live here"),
        "households": _("Households that live here"),
    }
    return known[of]


def number(value: Decimal) -> str:
    """A number as people of the language write it, without needless zeros: 7,5."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return number_format(value, decimal_pos=min(places, 2), use_l10n=True, force_grouping=False)


def thing(rule: Rule) -> str:
    """What a rule counts, for one or many: “lesson completed”."""
    verb, kind = rule.verbs[0], rule.activity_types[0] if rule.activity_types else ""
    known = {
        ("completed", "lesson"): pgettext("what a rule counts", "lesson completed"),
        ("completed", "course"): pgettext("what a rule counts", "course completed"),
        ("answered", "assessment"): pgettext("what a rule counts", "assignment handed in"),
        ("registered", "course"): pgettext("what a rule counts", "course enrolled in"),
    }
    if verb == "answered" and kind == "question":
        if rule.success:
            return pgettext("what a rule counts", "question answered rightly")
        return pgettext("what a rule counts", "question answered")
    if verb == "passed":
        return pgettext("what a rule counts", "test passed")
    return known.get((verb, kind)) or pgettext("what a rule counts", "learning record")


def act_told(act: str, name: str) -> str:
    """What an automatic piece of evidence is: what was done (“answered question”), named as the record names it."""
    known = {
        "completed lesson": _("Finished the lesson “%(name)s”"),
        "completed course": _("Finished the course “%(name)s”"),
        "completed module": _("Finished the part “%(name)s”"),
        "answered question": _("Answered the question “%(name)s”"),
        "answered assessment": _("Handed in the assignment “%(name)s”"),
        "passed lesson": _("Passed the lesson “%(name)s”"),
        "passed course": _("Passed the course “%(name)s”"),
        "passed assessment": _("Passed the test “%(name)s”"),
        "registered course": _("Enrolled in the course “%(name)s”"),
    }
    if not name:
        return _("Learning record")
    return known.get(act, _("Learning record “%(name)s”")) % {"name": name}


def share_told(count: int | None, base: int | None) -> str:
    """A count of holders as a piece of evidence."""
    return _("%(count)s of %(base)s hold the title") % {"count": count, "base": base}


def part_text(criteria: Criteria, part: RulePart) -> str:
    """What made these points: “23 lessons completed”."""
    if part.kind == "limit":
        return _("An indicator has at most %(points)s points") % {"points": number(part.quantity)}
    if part.kind == "manual":
        kind = criteria.manual_kind(part.rule_id)
        name = kind.name if kind else _("Evidence handed in")
        words = _("%(name)s, handed in") if part.quantity == 1 else _("%(name)s, %(count)s pieces handed in")
        return words % {"count": number(part.quantity), "name": name}
    if part.kind == "share":
        return _("%(percent)s percent hold the title") % {"percent": number(part.quantity.quantize(Decimal("0.1")))}
    return _quantity(_rule(criteria, part.rule_id), part.quantity)


def gap_text(criteria: Criteria, gap: RuleGap) -> str:
    """What would raise the points."""
    if gap.kind == "manual":
        kind = criteria.manual_kind(gap.rule_id)
        return _("Add evidence “%(name)s”") % {"name": kind.name if kind else ""}
    if gap.kind == "share":
        missing = gap.missing.quantize(Decimal("0.1"), ROUND_UP)
        return _("%(percent)s percent more of them hold the title") % {"percent": number(missing)}
    rule = _rule(criteria, gap.rule_id)
    count = {"count": number(gap.missing)}
    if rule.measure == "distinct_days" and rule.categories:  # a day with any other lesson gives nothing
        return _("Learn on %(count)s more days, in lessons that count towards this indicator") % count
    if rule.measure == "distinct_days":
        return _("Learn on %(count)s more days") % count
    if rule.measure == "minutes" and rule.categories:
        return _("Complete lessons that count towards this indicator, %(count)s more minutes together") % count
    if rule.measure == "minutes":
        return _("Complete lessons of %(count)s more minutes") % count
    if rule.measure == "count":
        return _more(rule) % {"count": number(gap.missing), "what": thing(rule)}
    return _("Raise the score by %(count)s of 100") % {"count": number(gap.missing)}


def _more(rule: Rule) -> str:
    """What to do for more of what a rule counts."""
    verb, kind = rule.verbs[0], rule.activity_types[0] if rule.activity_types else ""
    if (verb, kind) == ("completed", "lesson"):
        return _("Complete %(count)s more lessons that count towards this indicator")
    if (verb, kind) == ("completed", "course") and rule.categories:
        return _("Complete %(count)s more courses that count towards this indicator")
    if (verb, kind) == ("completed", "course"):
        return _("Complete %(count)s more courses")
    if (verb, kind) == ("answered", "question") and rule.categories:
        if rule.success:
            return _("Answer %(count)s more questions of this indicator rightly")
        return _("Answer %(count)s more questions of this indicator")
    if (verb, kind) == ("answered", "question"):
        return _("Answer %(count)s more questions rightly") if rule.success else _("Answer %(count)s more questions")
    if verb == "passed":
        return _("Pass %(count)s more tests that count towards this indicator")
    return _("%(count)s more: %(what)s")


def rule_text(criteria: Criteria, code: str) -> str:
    """How the points of an indicator come about: every rule and kind of evidence, a line each."""
    sentences = [_rule_sentence(rule) for rule in criteria.rules_of(code)]
    sentences += [_share_sentence(share) for share in criteria.shares_of(code)]
    sentences += [_manual_sentence(kind) for kind in criteria.manual_of(code) if kind.proposes > 0]
    return "\n".join(sentences)


def part_rule(criteria: Criteria, part: RulePart) -> str:
    """The rule behind a part: how its points come about."""
    if part.kind == "rule":
        return _rule_sentence(_rule(criteria, part.rule_id))
    if part.kind == "share" and (share := criteria.share(part.rule_id)) is not None:
        return _share_sentence(share)
    kind = criteria.manual_kind(part.rule_id) if part.kind == "manual" else None
    if kind is None:
        return ""
    return _manual_sentence(kind) if kind.proposes > 0 else _("An officer looks at it and gives the points.")


def rule_told(criteria: Criteria, rule_id: str) -> str:
    """The rule or kind of paper by which a piece of evidence counts, in words; whoever inspects meets no keys of the set."""
    kind, share = criteria.manual_kind(rule_id), criteria.share(rule_id)
    rule = next((one for one in criteria.rules if one.id == rule_id), None)
    if kind is not None:
        return kind.name
    if share is not None:
        return _share_sentence(share)
    return _rule_sentence(rule) if rule is not None else _("By a rule that the set no longer has.")


def in_days(criteria: Criteria, part: RulePart) -> bool:
    """Whether the part counts days, so that days are told and not each act."""
    return part.kind == "rule" and _rule(criteria, part.rule_id).measure == "distinct_days"


def _rule(criteria: Criteria, rule_id: str) -> Rule:
    return next(rule for rule in criteria.rules if rule.id == rule_id)


def _mapped(rule: Rule) -> str:
    """What a rule counts, and that only what is mapped to its indicator does."""
    if not rule.categories:
        return thing(rule)
    if rule.verbs[0] == "completed" and rule.activity_types[:1] == ("lesson",):
        return pgettext("what a rule counts", "lesson of this indicator")
    return _("%(what)s (counting towards this indicator)") % {"what": thing(rule)}


def _quantity(rule: Rule, value: Decimal) -> str:
    count = number(value.quantize(Decimal("0.1")) if value % 1 else value)
    if rule.measure == "distinct_days":
        return _("%(count)s days with learning") % {"count": count}
    if rule.measure == "minutes":
        return _("%(count)s declared minutes of completed lessons") % {"count": count}
    if rule.measure == "mean_score":
        return _("Mean score %(count)s of 100") % {"count": count}
    if rule.measure == "max_score":
        return _("Best score %(count)s of 100") % {"count": count}
    return _("%(count)s × %(what)s") % {"count": count, "what": thing(rule)}


def _rule_sentence(rule: Rule) -> str:
    words = {
        "step": number(rule.step),
        "what": _mapped(rule),
        "points": number(rule.points_per_step),
        "cap": number(rule.cap),
    }
    if rule.measure == "distinct_days" and rule.categories:
        text = _("Every %(step)s days with lessons of this indicator: %(points)s points, at most %(cap)s.") % words
    elif rule.measure == "distinct_days":
        text = _("Every %(step)s days with learning: %(points)s points, at most %(cap)s.") % words
    elif rule.measure == "minutes" and rule.categories:
        text = _(
            "Every %(step)s declared minutes of completed lessons of this indicator: %(points)s points, at most %(cap)s."
        )
        text %= words
    elif rule.measure == "minutes":
        text = _("Every %(step)s declared minutes of completed lessons: %(points)s points, at most %(cap)s.") % words
    elif rule.measure == "mean_score":
        text = _("Every %(step)s of 100 in the mean score: %(points)s points, at most %(cap)s.") % words
    elif rule.measure == "max_score":
        text = _("Every %(step)s of 100 in the best score: %(points)s points, at most %(cap)s.") % words
    elif rule.step == 1:
        text = _("Each %(what)s: %(points)s points, at most %(cap)s.") % words
    else:
        text = _("Every %(step)s × %(what)s: %(points)s points, at most %(cap)s.") % words
    if rule.at_least > rule.step:
        text += " " + _("It counts from %(at_least)s on.") % {"at_least": number(rule.at_least)}
    return text


def _share_sentence(share: Share) -> str:
    """From which share of holders on it gives what."""
    steps = "; ".join(
        _("from %(percent)s percent on: %(points)s") % {"percent": number(at_least), "points": number(points)}
        for at_least, points in share.steps
    )
    return _("%(of)s who hold the title, %(steps)s.") % {"of": whose(share.of), "steps": steps}


def _manual_sentence(kind: ManualKind) -> str:
    words = {"name": kind.name, "points": number(kind.proposes), "cap": number(kind.proposes * kind.at_most)}
    if kind.at_most == 1:
        return _("%(name)s: %(points)s points until the officer decides.") % words
    return _("%(name)s: %(points)s points each until the officer decides, at most %(cap)s.") % words
