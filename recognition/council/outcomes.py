"""Closing a meeting: what was voted becomes the assessment that counts, and settles a second marking that differed."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, first_record, reseal, worded
from portal.places.public import names_of
from recognition.assessment.review.requests import answer_by_others
from recognition.assessment.rules import rules_of
from recognition.assessment.second.drawing import open_marking
from recognition.assessment.second.marking import settle
from recognition.assessment.three_people import too_near
from recognition.cases.handed_in import result_of
from recognition.cases.submission import locked, step
from recognition.council.counting import CONFIRM, NOT_ENOUGH, Tally, tally
from recognition.council.meetings import excluded_of, items_of, locked_meeting, member_named, outdated, votes_of
from recognition.models import Assessment, AssessmentRules, Case, Meeting, MeetingItem, SecondMarking
from recognition.officials import name_of
from recognition.refusals import Incomplete
from recognition.sets.publishing import criteria_of


@dataclass(frozen=True)
class Counted:
    """A case of the list with what its votes come to."""

    item: MeetingItem
    tally: Tally


def counted(meeting: Meeting) -> list[Counted]:
    """Every case of the list with its votes as they stand."""
    said, items = votes_of(meeting), items_of(meeting)
    members = list(meeting.council.members.values_list("pk", flat=True))
    quorum = meeting.quorum_of_six or rules_of(meeting.council.campaign).quorum_of_six
    return [
        Counted(item, tally([said[item.pk, one] for one in members if (item.pk, one) in said], len(members), quorum))
        for item in items
    ]


def close_meeting(meeting: Meeting, version: int | None, *, by: User) -> list[Counted]:
    """Ends the meeting: every case gets its outcome, in one transaction. What has no majority is put off.

    Raises NotYours, WrongState (closed, changed), Incomplete (a vote or the words to a learner are missing; more votes for
    than the points can bear), OutsideCampaign.
    """
    with transaction.atomic():
        row = locked_meeting(meeting, by, version)
        found = counted(row)
        if not found:
            raise Incomplete(_("No case stands on the list."), "cases")
        if row.day > timezone.localdate():
            raise Incomplete(_("The day of this meeting has not come yet: it cannot be closed before."), "day")
        _all_voted(row, found)
        for one in sorted(found, key=lambda one: one.item.case_id):
            _decide(row, one, by)
        _freeze(row, found)
        row.closed_at, row.closed_by, row.version = timezone.now(), by, row.version + 1
        row.save()
        told = {str(one.item.case_id): one.tally.outcome for one in found}
        append("council.meeting_closed", f"meeting:{row.pk}", by=by, details={"outcomes": told})
    return found


def _freeze(row: Meeting, found: list[Counted]) -> None:
    """Closed minutes stay as they were, whatever becomes of the records, the rules and the name of the place."""
    campaign = row.council.campaign
    row.where = names_of([campaign.unit_id]).get(campaign.unit_id, "")[:200]
    row.quorum_of_six = rules_of(campaign).quorum_of_six
    for item in (one.item for one in found):
        record = getattr(first_record(item.case.learner), "record", None)
        home = item.submission.residential_group
        if record is not None:
            item.name_encrypted = reseal(record.full_name_encrypted, f"meeting:{row.pk}")
            item.birth_year = record.birth_year
        item.home = home.name[:100] if home else ""
        item.total = result_of(item.submission, item.basis).total
        item.save(update_fields=["name_encrypted", "birth_year", "home", "total"])


def _all_voted(row: Meeting, found: list[Counted]) -> None:
    said = votes_of(row)
    near = excluded_of(row, [one.item for one in found])
    for member in row.council.members.all():
        for one in found:
            key = (one.item.pk, member.pk)
            if key not in said or (key in near and said[key] in ("for", "against", "abstain")):
                text = _("The vote of %(who)s on %(name)s is missing, or cannot be counted any more.")
                told = text % {"who": member.name, "name": name_of(one.item.case.learner)}
                raise Incomplete(told, f"vote-{one.item.pk}-{member.pk}")


def _decide(row: Meeting, one: Counted, by: User) -> None:
    item, outcome = one.item, one.tally.outcome
    case = item.case = locked(item.case, None)
    if outcome not in (CONFIRM, NOT_ENOUGH):
        item.outcome = MeetingItem.Outcome.PUT_OFF
        item.save(update_fields=["outcome"])
        return
    if outdated(item):
        text = _(
            "%(name)s: something happened to the case since it was put on the list. Take it off; it can be put on again."
        )
        raise Incomplete(text % {"name": name_of(case.learner)}, f"votes-{item.pk}")
    if outcome == CONFIRM and not _enough(item):
        if criteria_of(item.submission.criteria_set).levels:
            text = _("%(name)s: not every target is met, so the council cannot propose recognition.")
        else:
            text = _("%(name)s: the points do not reach the mark, so the council cannot propose recognition.")
        raise Incomplete(text % {"name": name_of(case.learner)}, f"votes-{item.pk}")
    if outcome == NOT_ENOUGH and not item.words:
        text = _("%(name)s: write what %(who)s reads when it is not enough.")
        raise Incomplete(worded(text, case.learner, name=name_of(case.learner)), f"words-{item.pk}")
    made = _assessment(row, item, outcome, by)
    case.assessment = made
    case.lease_holder = case.lease_until = None
    marking = open_marking(case)
    if marking is not None and marking.compared_at is not None:
        settle(marking, SecondMarking.How.COUNCIL, by)
    answer_by_others(case, made)
    act = "find_enough" if outcome == CONFIRM else "find_not_enough"
    step(case, act, by, message=made.words, details={"meeting": row.pk, "how": "council"})
    item.outcome, item.assessment = outcome, made
    item.save(update_fields=["outcome", "assessment"])


def _enough(item: MeetingItem) -> bool:
    return bool(item.basis.points) and result_of(item.submission, item.basis).passed


def _assessment(row: Meeting, item: MeetingItem, outcome: str, by: User) -> Assessment:
    """The council's assessment, in the name of whoever leads it and is not near the person."""
    leading = [by, *(one.user for one in member_named(row.council).values() if one.user is not None)]
    apart = next((user for user in leading if not too_near([item.case], user)), None)
    if apart is None:
        text = _("Chair and secretary are both near to %(name)s: another council has to decide.")
        raise Incomplete(text % {"name": name_of(item.case.learner)}, f"votes-{item.pk}")
    found = Assessment.objects.filter(
        submission=item.submission_id, kind=Assessment.Kind.COUNCIL, assessor=apart
    ).first()
    made = found or Assessment(submission=item.submission, kind=Assessment.Kind.COUNCIL, assessor=apart)
    made.state, made.ended_at, made.outcome = Assessment.State.ENDED, timezone.now(), outcome
    made.not_applicable = item.basis.not_applicable
    made.points, made.words = item.basis.points, item.words if outcome == NOT_ENOUGH else ""
    made.save()
    return made


def must_have_passed_the_council(case: Case) -> None:
    """Raises Incomplete for a case that stands on an open list, or whose campaign sends every case to the council first."""
    listed = MeetingItem.objects.filter(submission=case.submission_id, outcome="", removed_at=None)
    if listed.filter(meeting__council__campaign=case.campaign_id).exists():
        raise Incomplete(_("A case stands on the list of a meeting of the council. Wait for its outcome."), "cases")
    by_council = case.assessment is not None and case.assessment.kind == Assessment.Kind.COUNCIL
    if rules_of(case.campaign).council == AssessmentRules.Council.ALL and not by_council:
        raise Incomplete(_("Every case of this campaign goes to the council before it is signed."), "cases")
