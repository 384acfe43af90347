"""What the rows of the lists say: why a case needs a look, what it comes to, and where it lies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.people.public import everyone
from recognition.assessment.lists.own_cases import WHY, Reach
from recognition.cases import lifecycle
from recognition.cases.flags import Flag, reasons_of
from recognition.cases.handed_in import points_of
from recognition.cases.rights import in_units
from recognition.criteria.score import Verdict, score
from recognition.criteria.unknown import NotKnown
from recognition.evidence.wording import number
from recognition.models import Case, DecisionLine, SubmittedItem
from recognition.officials import name_of
from recognition.sets.publishing import criteria_of

MOST_TWINS = 3  # other cases with the same file that a row links to
_MOST_FILES = 500  # files of one page that are looked up in other cases
_NAMED = 3  # indicators that a reason names; of more it says how many
_KINDS = ("sent_back", "same_file", "same_picture", "gone", "self_higher", "outside", "helped", "near_mark")
_ICONS = {"sent_back": "undo", "same_file": "paper", "same_picture": "paper", "near_mark": "scale", "helped": "people"}


@dataclass(frozen=True)
class Reason:
    """One reason to look as a row names it; `twins`: other cases in which the same file lies, number and name."""

    kind: str
    icon: str
    text: str
    twins: tuple[tuple[int, str], ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Sum:
    """What points come to, in words: `value` is the number alone."""

    value: str
    unit: str
    text: str
    passed: bool


def reasons(case: Case, word: str, twins: Mapping[int, list[tuple[int, str]]]) -> list[Reason]:
    """The reasons of a case, gravest first, those of several indicators in one sentence."""
    flags = reasons_of(case)
    found = []
    for kind in _KINDS:
        if of := [flag for flag in flags if flag.kind == kind]:
            others = twins.get(case.pk, []) if kind == "same_file" else []
            text = _higher(case, of) if kind == "self_higher" else _text(kind, of, word)
            found.append(
                Reason(
                    kind, _ICONS.get(kind, "flag"), text, tuple(others[:MOST_TWINS]), max(0, len(others) - MOST_TWINS)
                )
            )
    if case.flags and not found:  # counted by an older version of the portal
        said = ngettext(
            "%(n)s reason to look, named on the page", "%(n)s reasons to look, named on the page", case.flags
        )
        found.append(Reason("", "flag", said % {"n": case.flags}))
    return found


def _text(kind: str, flags: Collection[Flag], said: str) -> str:
    if kind == "sent_back":
        return _("Sent back by the signer: %(words)s") % {"words": said} if said else _("Sent back by the signer")
    if kind == "near_mark":
        distance = next(iter(flags)).number
        if distance < 0:
            return _("Near the mark: %(points)s under it") % {"points": number(-distance)}
        return _("Near the mark: %(points)s over it") % {"points": number(distance)}
    if kind == "helped" and not any(flag.code for flag in flags):
        return _("Entered by staff on behalf of the person")
    where = _where(flags)
    texts = {
        "same_file": _("The same file as in another case (%(where)s)"),
        "same_picture": _("A picture that looks like one of another case (%(where)s)"),
        "gone": _("Evidence withdrawn after handing in (%(where)s)"),
        "outside": _("Evidence outside the period (%(where)s)"),
        "helped": _("Papers entered by staff (%(where)s)"),
    }
    return texts[kind] % {"where": where}


def _higher(case: Case, flags: Collection[Flag]) -> str:
    """That the own points, or the own levels of targets, lie above what the rules propose; levels have no sum."""
    told = {"where": _where(flags)}
    if case.submission is not None:
        criteria = criteria_of(case.submission.criteria_set)
        if all(criteria.indicator(flag.code).target for flag in flags):
            return _("Self-assessment above the proposed level (%(where)s)") % told
    total = sum((flag.number for flag in flags), Decimal(0))
    return _("Self-assessment %(points)s points above the proposed (%(where)s)") % (told | {"points": number(total)})


def _where(flags: Collection[Flag]) -> str:
    codes = [flag.code for flag in flags if flag.code]
    if len(codes) <= _NAMED:
        return ", ".join(codes)
    return _("%(n)s indicators") % {"n": len(codes)}


def twins_of(cases: Collection[Case], reach: Reach) -> dict[int, list[tuple[int, str]]]:
    """Case -> other cases of this officer in which one of its files lies, number and name. One question at most."""
    flagged = {case.submission_id: case for case in cases if any(one.kind == "same_file" for one in reasons_of(case))}
    if not flagged:
        return {}
    with everyone(WHY):
        own = SubmittedItem.objects.filter(submission__in=flagged, upload__isnull=False)
        beside = ArraySubquery(own.filter(content_hash=OuterRef("upload__original_sha256")).values("submission"))
        others = SubmittedItem.objects.filter(
            in_units(reach.units, "submission__case__"), upload__original_sha256__in=own.values("content_hash"),
            submission__case__state__in=(lifecycle.SUBMITTED, *lifecycle.JUDGED, lifecycle.RECOGNISED, lifecycle.REVOKED),
        ).annotate(beside=beside).select_related("submission__case__learner__record__key")  # fmt: skip
        found: dict[int, dict[int, str]] = {}
        for item in others.order_by("submission__case", "pk")[:_MOST_FILES]:
            other = item.submission.case
            for submission in item.beside:
                case = flagged[submission]
                if case.pk != other.pk and case.learner_id != other.learner_id:
                    found.setdefault(case.pk, {})[other.pk] = name_of(other.learner)
    return {pk: list(some.items()) for pk, some in found.items()}


def verdict_of(case: Case, points: Mapping[str, str]) -> Verdict | None:
    """What points come to under the rules of what was handed in; None where the set has values nobody knows."""
    submission = case.submission
    if submission is None:
        return None
    judged = case.assessment
    apart = judged.not_applicable if judged is not None and judged.points == points else {}
    try:
        return score(criteria_of(submission.criteria_set), points_of(dict(points)), submission.area_class, apart)
    except NotKnown:
        return None


def sum_of(case: Case, points: Mapping[str, str]) -> Sum:
    """The sum as a row shows it: points and how far from the mark, or targets met."""
    verdict = verdict_of(case, points)
    if verdict is None or case.submission is None:
        return Sum("–", "", _("not known"), False)
    if criteria_of(case.submission.criteria_set).scoring == "all_targets_met":
        asked = {"met": number(verdict.total), "all": number(verdict.mark)}
        text = _("enough") if verdict.passed else _("not enough: %(codes)s") % {"codes": _short(verdict.open)}
        return Sum(_("%(met)s of %(all)s") % asked, _("targets"), text, verdict.passed)
    if verdict.missing:
        text = _("not enough, %(points)s missing") % {"points": number(verdict.missing)}
    elif verdict.below:
        text = _("not enough: %(codes)s under the floor") % {"codes": _short(verdict.below)}
    elif verdict.total > verdict.mark:
        text = _("enough, %(points)s over") % {"points": number(verdict.total - verdict.mark)}
    else:
        text = _("exactly the mark of %(points)s") % {"points": number(verdict.mark)}
    return Sum(number(verdict.total), _("points"), text, verdict.passed)


def _short(codes: tuple[str, ...]) -> str:
    return ", ".join(codes) if len(codes) <= _NAMED else _("%(n)s indicators") % {"n": len(codes)}


def decisions_of(cases: Collection[Case]) -> dict[int, str]:
    """Case -> number of the decision that recognised it. One question."""
    signed = [case.pk for case in cases if case.state == lifecycle.RECOGNISED]
    if not signed:
        return {}
    with everyone(WHY):
        rows = DecisionLine.objects.filter(case__in=signed).order_by("pk")
        return dict(rows.values_list("case", "decision__number"))
