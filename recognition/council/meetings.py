"""A meeting of the council: its list of cases, the votes, and its end, which makes the outcomes."""

from collections.abc import Iterable, Mapping
from datetime import date, time

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, decrypt_all
from recognition.assessment.second.drawing import open_marking
from recognition.assessment.three_people import too_near
from recognition.cases import lifecycle
from recognition.cases.campaigns import open_windows, wrong_day
from recognition.cases.held import hold_rows
from recognition.council.counting import VOTING
from recognition.council.naming import led, must_lead
from recognition.models import (
    Assessment,
    Case,
    Council,
    CouncilMember,
    Meeting,
    MeetingItem,
    MinutesCorrection,
    Vote,
)
from recognition.officials import name_of
from recognition.refusals import REASON, Incomplete, NotYours, WrongState, said_in

LIMIT = 200  # cases on one list
NOTES, CORRECTION = 5000, 2000  # characters
_LISTED = (lifecycle.CONFIRMED, lifecycle.NOT_ENOUGH)


def open_meeting(council: Council, day: date, begins: time, place: str, *, by: User) -> Meeting:
    """Begins a meeting of the council in office; the same again, as after a double press, gives the one that is there.

    Raises NotYours, OutsideCampaign (the campaign's council does not meet on that day), Incomplete without a place.
    """
    must_lead(council, by)
    campaign = council.campaign
    if {lifecycle.COUNCIL, lifecycle.ASSESSMENT}.isdisjoint(open_windows(campaign, day)):
        raise wrong_day(campaign, frozenset({lifecycle.ASSESSMENT}))
    if day < council.date:
        text = _("The council was named on %(day)s: it cannot meet before.")
        raise Incomplete(text % {"day": council.date.strftime("%d/%m/%Y")}, "day")
    if not place.strip():
        raise Incomplete(_("Write where the council meets."), "place")
    with transaction.atomic():
        Council.objects.select_for_update().get(pk=council.pk)
        there = council.meetings.filter(day=day, begins=begins, closed_at=None).first()
        if there is not None:
            return there
        row = Meeting.objects.create(council=council, day=day, begins=begins, place=place.strip(), opened_by=by)
        append("council.meeting_opened", f"meeting:{row.pk}", by=by, details={"day": str(day)})
    return row


def candidates(council: Council) -> QuerySet[Case]:
    """Judged cases of the campaign that the council has not decided on and that stand on no open list."""
    listed = MeetingItem.objects.filter(outcome="", removed_at=None, meeting__council__campaign=council.campaign)
    found = Case.objects.filter(campaign=council.campaign, state__in=_LISTED, submission__isnull=False)
    fresh = found.exclude(submission__in=listed.values("submission")).exclude(assessment__kind=Assessment.Kind.COUNCIL)
    return fresh.select_related("learner__record__key", "submission", "assessment")


def put_on_list(meeting: Meeting, cases: Iterable[Case], *, by: User, second: bool = False) -> int:
    """Puts cases on the list, with the assessment that counts, or (`second`) the one of the second assessor, as their basis.

    Returns how many were added; what stands there already is passed over. Raises NotYours, WrongState (closed), Incomplete
    (too many, or no second assessment).
    """
    with transaction.atomic():
        row = _open(meeting, by)
        added = 0
        for case in sorted(cases, key=lambda one: one.pk):  # one order for everybody who locks cases
            hold_rows(Case.objects.filter(pk=case.pk))
            locked = Case.objects.select_related("assessment").get(pk=case.pk)
            basis = _basis(locked, second)
            _off_lists_elsewhere(locked)
            said = {"case": locked, "submission_id": locked.submission_id, "basis": basis, "counted": locked.assessment}
            try:
                with transaction.atomic():
                    MeetingItem.objects.create(meeting=row, **said)
            except IntegrityError:
                continue
            added += 1
        if row.items.filter(removed_at=None).count() > LIMIT:
            raise Incomplete(_("A list holds %(n)s cases at most. Open another meeting.") % {"n": LIMIT}, "cases")
        if added:
            _grow(row)
            append("council.listed", f"meeting:{row.pk}", by=by, details={"cases": added})
    return added


def _off_lists_elsewhere(case: Case) -> None:
    """A case that came from another commune stands no longer on the open list of that council."""
    open_ = MeetingItem.objects.filter(submission=case.submission_id, outcome="", removed_at=None)
    open_.exclude(meeting__council__campaign=case.campaign_id).update(removed_at=timezone.now())


def outdated(item: MeetingItem) -> bool:
    """Whether something happened to the case since it was put on the list: what was voted would be about another judgement."""
    case, judged = item.case, item.case.assessment
    if case.submission_id != item.submission_id or case.state not in _LISTED or judged is None:
        return True
    if case.campaign_id != item.meeting.council.campaign_id or item.basis.state != Assessment.State.ENDED:
        return True
    return item.counted_id not in (None, judged.pk) or bool(judged.ended_at and judged.ended_at > item.listed_at)


def _basis(case: Case, second: bool) -> Assessment:
    if case.state not in _LISTED or case.assessment is None:
        raise WrongState(_("Only cases that an officer has judged go to the council."))
    marking = open_marking(case)
    if marking is not None and marking.compared_at is None:
        raise WrongState(_("A case waits for its second marking; it goes to the council once both are done."))
    if not second:
        return case.assessment
    if marking is None or marking.second is None:
        raise Incomplete(_("This case has no second marking that differs."), "cases")
    return marking.second


def take_off(item: MeetingItem, *, by: User) -> None:
    """Takes a case off an open list; its row stays as a trace. Raises NotYours, WrongState."""
    with transaction.atomic():
        row = _open(item.meeting, by)
        fresh = MeetingItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if fresh.removed_at is None:
            fresh.removed_at = timezone.now()
            fresh.save(update_fields=["removed_at"])
            _grow(row)


def items_of(meeting: Meeting) -> list[MeetingItem]:
    """The list as it stands, in order."""
    found = meeting.items.filter(removed_at=None)
    of = ("case__learner__record__key", "case__assessment", "submission__criteria_set", "submission__residential_group")
    return list(found.select_related(*of, "basis__assessor", "meeting__council"))


def names_of_items(items: Iterable[MeetingItem]) -> dict[int, str]:
    """Number of an item -> the name: as it was when the meeting closed, before that as the record has it."""
    rows = list(items)
    kept = [item for item in rows if item.name_encrypted is not None]
    names = dict(zip((one.pk for one in kept), decrypt_all(one.name_encrypted for one in kept), strict=True))
    return {item.pk: names[item.pk] if item.pk in names else name_of(item.case.learner) for item in rows}


def votes_of(meeting: Meeting) -> dict[tuple[int, int], str]:
    """(item, member) -> what was said last."""
    rows = Vote.objects.filter(item__meeting=meeting).order_by("pk")
    return {(row.item_id, row.member_id): row.said for row in rows}


def excluded_of(meeting: Meeting, items: Iterable[MeetingItem]) -> set[tuple[int, int]]:
    """(item, member) of members who are kin, helped, or are the learner: they leave the room. A few queries a member."""
    cases = {item.case_id: item for item in items}
    found = set()
    for member in meeting.council.members.filter(user__isnull=False).select_related("user"):
        near = too_near([item.case for item in cases.values()], member.user)
        found |= {(cases[number].pk, member.pk) for number in near}
    return found


def record(
    meeting: Meeting,
    votes: Mapping[tuple[int, int], str],
    words: Mapping[int, str],
    notes: str | None,
    version: int | None,
    *,
    by: User,
) -> Meeting:
    """Keeps votes, words to learners and notes (None: as they are) as typed. Unchanged votes are not entered again; an empty one
    was not asked yet.

    The same once more, as after a double press, changes nothing and is no conflict. Raises NotYours, WrongState (closed, or
    changed on another page), Incomplete (a vote that is none, of somebody excluded, or emptied after it was kept; words or
    notes that are too long).
    """
    with transaction.atomic():
        row = _open(meeting, by)
        items = {item.pk: item for item in items_of(row)}
        if version is not None and version != row.version:
            if _kept_already(row, items, votes, words, notes):
                return row
            raise WrongState(_("The list was changed on another page meanwhile. Compare, then keep your votes again."))
        members = {member.pk: member for member in row.council.members.all()}
        held, near, new = votes_of(row), excluded_of(row, items.values()), []
        for (item, member), said in votes.items():
            if not said and (item, member) not in held:
                continue  # not asked yet
            if item not in items or member not in members or said not in ("", *Vote.Said.values):
                raise Incomplete(_("A vote on this page does not belong to the list. Load the page again."), "votes")
            if not said:
                text = _(
                    "The vote of %(who)s on %(name)s is kept as “%(held)s”: choose another one, it cannot be emptied."
                )
                told = dict(Vote.Said.choices)[held[item, member]]
                who, name = members[member].name, name_of(items[item].case.learner)
                raise Incomplete(text % {"who": who, "name": name, "held": told}, f"vote-{item}-{member}")
            if said in VOTING and (item, member) in near:
                text = _("%(who)s is kin of %(name)s, or helped: this vote cannot be counted.")
                name = name_of(items[item].case.learner)
                raise Incomplete(text % {"who": members[member].name, "name": name}, f"vote-{item}-{member}")
            if held.get((item, member)) != said:
                new.append(Vote(item_id=item, member_id=member, said=said, by=by))
        Vote.objects.bulk_create(new)
        for pk, text in words.items():
            said = said_in(text, REASON, f"words-{pk}")
            if pk in items and items[pk].words != said:
                items[pk].words = said
                items[pk].save(update_fields=["words"])
        if notes is not None:
            row.notes = said_in(notes, NOTES, "notes")
        _grow(row)
        append("council.votes", f"meeting:{row.pk}", by=by, details={"votes": len(new)})
    return row


def _kept_already(
    row: Meeting,
    items: Mapping[int, MeetingItem],
    votes: Mapping[tuple[int, int], str],
    words: Mapping[int, str],
    notes: str | None,
) -> bool:
    """Whether all that an older page says stands there already."""
    held = votes_of(row)
    same = all(held.get(key, "") == said for key, said in votes.items())
    same = same and all(
        pk in items and said_in(text, REASON, f"words-{pk}") == items[pk].words for pk, text in words.items()
    )
    return same and (notes is None or said_in(notes, NOTES, "notes") == row.notes)


def correct(meeting: Meeting, text: str, *, by: User) -> MinutesCorrection:
    """Adds a correction below the minutes of a closed meeting; the same once more, as after a double press, adds nothing.

    Raises NotYours, WrongState (still open), Incomplete (nothing said, or too much).
    """
    if not led(meeting.council, by):
        raise NotYours(_("Only the chair or the secretary of that council can do this."))
    if meeting.closed_at is None:
        raise WrongState(_("The meeting is still open: change it there."))
    text = said_in(text, CORRECTION, "text")
    if not text:
        raise Incomplete(_("Write what is wrong and what is right."), "text")
    with transaction.atomic():
        Council.objects.select_for_update().get(pk=meeting.council_id)
        last = meeting.corrections.order_by("-pk").first()
        if last is not None and (last.text, last.by_id) == (text, by.pk):
            return last
        row = MinutesCorrection.objects.create(meeting=meeting, text=text, by=by)
        append("council.minutes_corrected", f"meeting:{meeting.pk}", by=by)
    return row


def locked_meeting(meeting: Meeting, by: User, version: int | None = None) -> Meeting:
    """The meeting, open and locked, for who leads its council. Raises NotYours, WrongState."""
    return _open(meeting, by, version)


def _open(meeting: Meeting, by: User, version: int | None = None) -> Meeting:
    must_lead(meeting.council, by)
    row = Meeting.objects.select_for_update(of=("self",)).select_related("council__campaign").get(pk=meeting.pk)
    if row.closed_at is not None:
        raise WrongState(_("This meeting is closed. Mistakes in its minutes are corrected below them."))
    if version is not None and row.version != version:
        raise WrongState(_("The list was changed on another page meanwhile. Compare, then keep your votes again."))
    return row


def _grow(row: Meeting) -> None:
    row.version += 1
    row.save(update_fields=["version", "notes"])


def member_named(council: Council) -> dict[str, CouncilMember]:
    """Chair and secretary by role."""
    return {one.role: one for one in council.members.filter(role__in=("chair", "secretary")).select_related("user")}
