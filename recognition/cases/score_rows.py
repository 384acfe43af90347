"""The rows into which what is said of each indicator is typed: points, or for a target the level that it reaches."""

from collections.abc import Mapping

from django.http import HttpRequest

from recognition.cases.said import NOT_APPLICABLE
from recognition.cases.state import TitleState
from recognition.cases.subject_words import level_choices
from recognition.evidence.wording import number
from recognition.refusals import Refused
from recognition.sets.publishing import criteria_of


def typed_points(request: HttpRequest) -> dict[str, str]:
    """What was typed into the rows, empty ones left out: code -> text."""
    return {name[7:]: text for name, text in request.POST.items() if name.startswith("points-") and text.strip()}


def score_rows(state: TitleState, typed: Mapping[str, str], refusal: Refused | None) -> list[dict]:
    """One row an indicator: what was typed now, else what is kept; `choices` for a target; `error` where it was refused."""
    criteria = criteria_of(state.row) if state.row else None
    rows = []
    for one in state.indicators:
        held = "" if one.self_points is None else number(one.self_points)
        if one.self_not_applicable:
            held = NOT_APPLICABLE
        value = typed.get(one.code, held)
        choices = level_choices(criteria, one.target, state.area_class) if criteria and one.target else []
        rows.append(
            {
                "state": one,
                "field": f"points-{one.code}",
                "value": value,
                "choices": choices,
                "told": dict(choices).get(value, value),
                "error": str(refusal) if refusal and refusal.field == one.code else "",
                "papers": sum(
                    item.kind == "manual" and item.state not in ("withdrawn", "refused") for item in one.evidence
                ),
            }
        )
    return rows
