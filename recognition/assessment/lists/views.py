"""The officer's lists: what waits with its reasons, and everything that was judged."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.people.public import Learner, User, show_names
from portal.places.public import ResidentialGroup, names_of
from recognition.assessment.lists import judged, naming, waiting
from recognition.assessment.lists.asked import (
    AGREE,
    BACK,
    DUE,
    EYES,
    HOLDING,
    JUDGED,
    LAST_MONTH,
    LAST_WEEK,
    LATER,
    LONG,
    MINE,
    NAMES,
    OTHERS,
    OUTCOMES,
    OVER,
    TODAY,
    WEEK,
    WHEN,
    Asked,
    read,
)  # fmt: skip
from recognition.assessment.lists.own_cases import Reach, reach_of
from recognition.assessment.receiving import number_asked
from recognition.cases import lifecycle
from recognition.models import Assessment, Case
from recognition.officials import for_role, name_of, official_name


@dataclass(frozen=True)
class Option:
    """One line of a select: value in the address, words with the count, whether it is chosen."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Select:
    """A filter: name in the address, what it filters by, and its lines."""

    name: str
    label: str
    options: tuple[Option, ...]


def _select(
    asked: Asked, field: str, label: str, everything: str, lines: list[tuple[object, str, int | None]]
) -> Select:
    """`lines`: value, words, count. What is chosen stays in the list even when nothing is left of it."""
    said = getattr(asked, field)
    options = [Option("", everything, not said)]
    for value, words, n in lines:
        options.append(Option(str(value), words if n is None else f"{words} ({n})", value == said))
    return Select(NAMES[field], label, tuple(options))


@require_GET
@for_role("officer")
def queue_page(request: HttpRequest) -> HttpResponse:
    """Who waits, flagged cases with their reasons, or what was judged; each with filters that stand in the address."""
    asked = read(request.GET)
    reach = reach_of(request.user, asked.name)
    alone = len(reach.units) == 1
    asked = replace(asked, unit=reach.units[0] if alone else asked.unit)
    # Of a name both are counted at once, except where the list of what was judged counts its own.
    along = judged.for_the_tab(reach, asked) if asked.name and asked.tab != JUDGED else None
    walked = waiting.walk(reach, along)
    if not asked.tab:  # nobody chose: the first list in which something lies
        tabs = waiting.counts(reach, asked, walked).tabs
        asked = replace(asked, tab=next((tab for tab in (EYES, AGREE) if tabs[tab]), EYES))
    found = waiting.counts(reach, asked if asked.tab != JUDGED else replace(asked, tab=""), walked)
    show = _judged_list if asked.tab == JUDGED else _waiting_list
    context = show(request.user, reach, asked, found)
    page, done = context["page"], context.get("done")
    if done is None:
        done = walked.beside if along is not None else judged.number(reach, asked)
    whole = not replace(asked, unit=None if alone else asked.unit).narrowed
    return render(
        request,
        "recognition/assessment/lists/page.html",
        context
        | {
            "asked": asked,
            "meter": whole,
            "keep": asked.address(),
            "numbers": [
                n if isinstance(n, int) else None
                for n in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
            ],
            "tabs": _tabs(asked, {**found.tabs, JUDGED: done}),
            "total": {"eyes": found.tabs[EYES], "agree": found.tabs[AGREE], "judged": done},
            "moved_here": number_asked(request.user) if whole else 0,
        },
    )


def _tabs(asked: Asked, numbers: Mapping[str, int]) -> list[dict]:
    words = {EYES: _("Need a look"), AGREE: _("Nothing stands out"), JUDGED: _("Judged")}
    # Who holds a case, and what it came to, are choices of one list alone.
    kept = {"holding": "", "due": ""} if asked.tab != JUDGED else {"outcome": "", "by": None, "when": "", "year": None}
    return [
        {
            "tab": tab,
            "words": words[tab],
            "number": numbers[tab],
            "here": tab == asked.tab,
            "address": asked.address(tab=tab, **({} if (tab == JUDGED) == (asked.tab == JUDGED) else kept)),
        }
        for tab in (EYES, AGREE, JUDGED)
    ]


def _paged(asked: Asked, number: int) -> tuple[Asked, Page, tuple[str, ...]]:
    """The page that there is, and a sentence when another one was asked for."""
    pages = Paginator(range(number), waiting.PAGE)
    wrong = asked.wrong
    if asked.page > pages.num_pages:
        wrong += (
            _("There is no page %(page)s: the list has %(pages)s.") % {"page": asked.page, "pages": pages.num_pages},
        )
        asked = replace(asked, page=pages.num_pages)
    return asked, pages.page(asked.page), wrong


def _waiting_list(user: User, reach: Reach, asked: Asked, found: waiting.Counts) -> dict:
    asked, page, wrong = _paged(asked, found.tabs[asked.tab])
    cases = waiting.page_of(reach, asked, found.tabs[asked.tab])
    holders = {case.lease_holder_id: case.lease_holder for case in cases if case.lease_holder_id not in (None, user.pk)}
    show_names(holders.values())
    twins = naming.twins_of(cases, reach)
    just = judged.just_judged(user, reach)
    return {
        "rows": [_waiting_row(case, user, twins, holders) for case in cases],
        "just": [{"case": case, "name": name_of(case.learner), "undo": _may_undo(case, user)} for case in just],
        "page": page,
        "wrong": wrong,
        "selects": _places(asked, reach, found.units, found.groups) + _waiting_selects(asked, found),
        "due": _next_due(found.due_days),
    }


def _waiting_row(case: Case, user: User, twins: Mapping, holders: Mapping[int, User]) -> dict:
    now = timezone.now()
    held = bool(case.lease_until and case.lease_until > now)
    return {
        "case": case,
        "name": name_of(case.learner),
        "kind": _kind(case),
        "where": _where(case),
        "days": (now - case.submitted_at).days,
        "reasons": naming.reasons(case, case.word or "", twins),
        "sum": naming.sum_of(case, case.submission.proposed),
        "mine": held and case.lease_holder_id == user.pk,
        "held_by": official_name(holders.get(case.lease_holder_id)) if held else "",
    }


def _where(case: Case) -> str:
    """Which of several people of one name it is: year of birth and residential group."""
    born = getattr(getattr(case.learner, "record", None), "birth_year", None)
    said = [_("Born %(year)s") % {"year": born}] if born else []
    return ", ".join([*said, *([str(case.residential_group)] if case.residential_group else [])])


def _waiting_selects(asked: Asked, found: waiting.Counts) -> tuple[Select, ...]:
    holding = {
        "free": _("Nobody holds it"),
        MINE: _("I hold it"),
        OTHERS: _("Somebody else holds it"),
        BACK: _("Sent back by the signer"),
    }
    due = {OVER: _("Last day is over"), WEEK: _("Last day within 7 days"), LATER: _("Last day is later"),
           LONG: _("Waiting over 14 days")}  # fmt: skip
    return (
        _select(
            asked,
            "holding",
            _("By state"),
            _("Any state"),
            [(one, holding[one], found.holding[one]) for one in HOLDING],
        ),
        _select(
            asked, "due", _("By last day"), _("Any last day"), [(one, due[one], found.due.get(one, 0)) for one in DUE]
        ),
    )


def _places(asked: Asked, reach: Reach, units: Mapping[int, int], groups: Mapping[int, int]) -> tuple[Select, ...]:
    """The commune where an officer has several; the residential groups of one."""
    found: tuple[Select, ...] = ()
    if len(reach.units) > 1:
        names = names_of([*units])
        lines = sorted(((pk, names.get(pk, ""), n) for pk, n in units.items()), key=lambda line: line[1])
        found += (_select(asked, "unit", _("By commune"), _("All communes"), list(lines)),)
    if asked.unit is not None:
        rows = ResidentialGroup.objects.filter(pk__in={*groups, *([asked.group] if asked.group else [])}).order_by(
            "name"
        )
        found += (
            _select(asked, "group", _("By residential group"), _("All residential groups"),
                    [(row.pk, row.name, groups.get(row.pk, 0)) for row in rows]),
        )  # fmt: skip
    return found


def _next_due(days: Mapping[date, int]) -> dict | None:
    """The nearest last day of judging among what is shown."""
    if not days:
        return None
    last = min(days)
    return {"day": last, "left": (last - timezone.localdate()).days, "number": days[last]}


def _judged_list(user: User, reach: Reach, asked: Asked, _found: waiting.Counts) -> dict:
    found = judged.counts(reach, asked)
    asked, page, wrong = _paged(asked, found.all)
    cases = judged.page_of(reach, asked, found.all)
    officers = {row.pk: row for row in User.objects.filter(pk__in=[pk for pk in found.officers if pk])}
    show_names(officers.values())
    signed = naming.decisions_of(cases)
    gone = _out_of_sight(cases)
    return {
        "rows": [_judged_row(case, user, signed, officers, case.learner_id in gone) for case in cases],
        "page": page,
        "done": found.tab,
        "wrong": wrong,
        "selects": _places(asked, reach, found.units, found.groups) + _judged_selects(asked, reach, found, officers),
    }


def _out_of_sight(cases: list[Case]) -> set:
    """People of ended cases who live elsewhere now: their page is not this officer's any more."""
    ended = {case.learner_id for case in cases if case.state == lifecycle.ENDED}
    return ended - set(Learner.objects.filter(pk__in=ended).values_list("pk", flat=True)) if ended else set()


def _kind(case: Case) -> str:
    """What kind of group it is; empty for a person."""
    return "" if case.learner.is_person else case.learner.get_kind_display()


def _judged_row(case: Case, user: User, signed: Mapping[int, str], officers: Mapping[int, User], gone: bool) -> dict:
    points = case.assessment.points if case.assessment is not None else {}
    return {
        "case": case,
        "name": "" if gone else name_of(case.learner),
        "where": "" if gone else _where(case),
        "kind": "" if gone else _kind(case),
        "by": official_name(officers.get(case.judged_by_id)),
        "council": case.assessment is not None and case.assessment.kind == Assessment.Kind.COUNCIL,
        "sum": naming.sum_of(case, points) if points else None,
        "decision": signed.get(case.pk, ""),
        "undo": _may_undo(case, user),
    }


def _may_undo(case: Case, user: User) -> bool:
    """Whether a press takes the last step back: one officer's own outcome, not signed. The act itself asks everything again."""
    own = case.assessment is not None and case.assessment.kind == Assessment.Kind.FIRST and case.judged_by_id == user.pk
    return own and case.state in lifecycle.JUDGED


def _judged_selects(
    asked: Asked, reach: Reach, found: judged.JudgedCounts, officers: Mapping[int, User]
) -> tuple[Select, ...]:
    labels = dict(Case.State.choices)
    states = [(one, str(labels[one]).capitalize(), found.outcomes.get(one, 0)) for one in OUTCOMES]
    people = sorted((official_name(row), pk) for pk, row in officers.items())
    when = {TODAY: _("Today"), LAST_WEEK: _("Last 7 days"), LAST_MONTH: _("Last 30 days")}
    years: list[tuple[object, str, int | None]] = [
        (year, _("Campaigns of %(year)s") % {"year": year}, None) for year in reach.years
    ]
    return (
        _select(asked, "outcome", _("By outcome"), _("Any outcome"), list(states)),
        _select(
            asked, "by", _("By officer"), _("All officers"), [(pk, name, found.officers[pk]) for name, pk in people]
        ),
        _select(asked, "when", _("By day"), _("Any day"), [(one, when[one], None) for one in WHEN]),
        *((_select(asked, "year", _("By campaign"), _("Campaigns that run"), years),) if years else ()),
    )
