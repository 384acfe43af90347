"""Putting a bulk round together: the quiet cases of a campaign, why each is quiet, and the sample."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, first_ids
from recognition.assessment.bulk.sample import order, size
from recognition.assessment.case_page import flag_text
from recognition.assessment.queue import queue
from recognition.assessment.rules import rules_of
from recognition.assessment.three_people import too_near
from recognition.cases import lifecycle
from recognition.cases.campaigns import open_windows, wrong_day
from recognition.cases.flags import flags_of, people_with
from recognition.cases.handed_in import answers_of, points_of
from recognition.criteria.score import score
from recognition.models import Assessment, BulkLine, BulkRound, Campaign, Case, Evidence, SubmittedItem, Upload
from recognition.models.rules import new_seed
from recognition.refusals import Incomplete
from recognition.sets.publishing import criteria_of

LIMIT = 100  # cases of one round: all of them are decided in one transaction while somebody waits


def open_round(user: User) -> BulkRound | None:
    """The round that the officer has begun and not ended."""
    found = BulkRound.objects.filter(officer=user, state=BulkRound.State.OPEN)
    return found.select_related("campaign").first()


def campaigns_with_quiet_cases(user: User) -> list[tuple[Campaign, int]]:
    """Campaigns whose cases are judged today, each with how many quiet cases wait there for this officer."""
    quiet = queue(user, "agree").order_by()
    counts = dict(quiet.values_list("campaign").annotate(Count("pk")))
    rows = Campaign.objects.filter(pk__in=counts).select_related("unit").order_by("-year", "pk")
    return [(row, counts[row.pk]) for row in rows if lifecycle.ASSESSMENT in open_windows(row)]


def prepare(user: User, campaign: Campaign) -> BulkRound:
    """Begins a round over at most LIMIT quiet cases, the oldest first, and draws its sample. One that is open is given back.

    Raises OutsideCampaign (nobody judges today), Incomplete (too few cases for more than a sample).
    """
    if (found := open_round(user)) is not None:
        return found
    if lifecycle.ASSESSMENT not in open_windows(campaign):
        raise wrong_day(campaign, frozenset({lifecycle.ASSESSMENT}))
    lines, left_out = _lines(_candidates(user, campaign), user)
    rules = rules_of(campaign)
    wanted = size(len(lines), rules.sample_percent, rules.sample_least)
    if len(lines) <= wanted:
        raise Incomplete(
            _("Only %(n)s cases have no reason to look: too few to be decided together. Judge them one by one.")
            % {"n": len(lines)}
        )
    rule = {"percent": rules.sample_percent, "least": rules.sample_least, "differing": rules.sample_differing}
    seed = new_seed()
    sampled = set(order([line.case_id for line in lines], seed)[:wanted])
    try:
        with transaction.atomic():
            row = BulkRound.objects.create(officer=user, campaign=campaign, seed=seed, rule=rule, left_out=left_out)
            for line in lines:
                line.round, line.sampled = row, line.case_id in sampled
            BulkLine.objects.bulk_create(lines)
            told = {"cases": len(lines), "sample": sorted(sampled), "seed": seed, **rule}
            append("bulk.begun", f"round:{row.pk}", by=user, details=told)
    except IntegrityError:  # a double press: the other one made it
        if (found := open_round(user)) is None:
            raise
        return found
    return row


def _candidates(user: User, campaign: Campaign) -> list[Case]:
    free = Q(lease_until=None) | Q(lease_until__lte=timezone.now()) | Q(lease_holder=user)
    begun = Assessment.objects.filter(kind=Assessment.Kind.FIRST, state=Assessment.State.OPEN).exclude(assessor=user)
    found = queue(user, "agree").filter(free, campaign=campaign).exclude(submission__in=begun.values("submission"))
    return list(found.select_related("submission__criteria_set", "learner__record__key", "campaign")[:LIMIT])


def _lines(cases: list[Case], user: User) -> tuple[list[BulkLine], list[list]]:
    """What is decided together, and what is not with the reason."""
    items: dict[int, list[SubmittedItem]] = {case.submission_id: [] for case in cases}
    rows = SubmittedItem.objects.filter(submission__in=items).select_related("evidence", "upload", "entered_by")
    for item in rows.order_by("happened_at", "pk"):
        items[item.submission_id].append(item)
    owners, near = people_with(item for some in items.values() for item in some), too_near(cases, user)
    first = first_ids(case.learner_id for case in cases)
    failed = BulkLine.objects.filter(submission__in=items, round__state=BulkRound.State.DROPPED)
    alone = dict(failed.filter(result=BulkLine.Result.LEFT).values_list("case", "why"))
    lines, left_out = [], []
    for case in cases:
        if case.pk in near:
            left_out.append([case.pk, _("your own case, of your family, or entered with your help")])
            continue
        if case.pk in alone:
            left_out.append([case.pk, alone[case.pk]])
            continue
        line, why = _line(case, items[case.submission_id], owners, first[case.learner_id])
        if line is None:
            left_out.append([case.pk, why])
        else:
            lines.append(line)
    return lines, left_out


def _line(
    case: Case, items: list[SubmittedItem], owners: Mapping[str, set], person: UUID
) -> tuple[BulkLine | None, str]:
    submission = case.submission
    if submission is None:
        raise ValueError("the case has not been handed in")
    answers = answers_of(submission, items)
    shared = {digest: len(people - {person}) for digest, people in owners.items()}
    if flags := flags_of(case, submission, items, answers, shared):
        return None, flag_text(flags[0], criteria_of(submission.criteria_set))
    if any(item.upload is not None and item.upload.state != Upload.State.OPEN for item in items):
        return None, _("a paper cannot be opened")
    verdict = score(
        criteria_of(submission.criteria_set), {code: one.points for code, one in answers.items()}, submission.area_class
    )
    if not verdict.passed:
        return None, _("the proposed points are not enough: a person has to decide")
    papers = sum(item.kind == Evidence.Kind.MANUAL for item in items)
    own = sum(points_of(submission.self_points).values(), Decimal(0))
    made = BulkLine(
        case=case,
        submission=submission,
        total=verdict.total,
        self_total=own,
        mark=verdict.mark,
        records=len(items) - papers,
        papers=papers,
    )
    return made, ""
