"""Naming a council for a campaign, by a decision of the agency; who belongs to it, and who leads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, accounts_of, units_of
from recognition.assessment.rules import rules_of
from recognition.models import AssessmentRules, Campaign, Council, CouncilMember
from recognition.paper_numbers import number_of_paper
from recognition.refusals import Incomplete, NotYours, WrongState

LEAST, MOST = 3, 9  # members; the portal's proposal
EARLIEST = date(2000, 1, 1)  # a decision before it is a slip of the pen


@dataclass(frozen=True)
class Member:
    """A member as typed."""

    role: str
    name: str
    position: str = ""
    user: User | None = None


def council_of(campaign: Campaign) -> Council | None:
    """The council in office."""
    return Council.objects.filter(campaign=campaign, ended_at=None).first()


def name_council(
    campaign: Campaign, number: str, day: date, body_name: str, place_name: str, members: Sequence[Member], *, by: User
) -> Council:
    """Names the council of a campaign; one that was in office ends. Number and date are those of the agency's register.
    The same decision with the same members once more, as after a double press, gives the council that is there.

    Raises NotYours, WrongState (the campaign has no council), Incomplete naming the field.
    """
    if not units_of(by, "administrator").filter(pk=campaign.unit_id).exists():
        raise NotYours(_("Only an administrator of this place names a council."))
    if rules_of(campaign).council == AssessmentRules.Council.OFF:
        raise WrongState(_("This campaign has no council. Turn it on among the rules of judging first."))
    number = number_of_paper(number, "45/QĐ-UBND")
    if day > timezone.localdate():
        raise Incomplete(_("The date of the decision lies in the future."), "date")
    if day < EARLIEST:
        raise Incomplete(_("This day lies too far back. Look at the year again."), "date")
    for field, text in (("body_name", body_name), ("place_name", place_name)):
        if not text.strip():
            raise Incomplete(_("This is missing."), field)
    _must_fit(members)
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        before = council_of(campaign)
        if before is not None and _the_same(before, number, day, members):
            return before
        if before is not None:
            if before.meetings.filter(closed_at=None).exists():
                raise WrongState(_("A meeting of the present council is still open. Close it first."))
            before.ended_at = timezone.now()
            before.save(update_fields=["ended_at"])
        row = Council.objects.create(
            campaign=campaign,
            number=number,
            date=day,
            body_name=body_name.strip(),
            place_name=place_name.strip(),
            by=by,
        )
        CouncilMember.objects.bulk_create(
            CouncilMember(
                council=row, role=one.role, name=one.name.strip(), position=one.position.strip(), user=one.user
            )
            for one in members
        )
        append("council.named", f"council:{row.pk}", by=by, details={"number": number, "members": len(members)})
    return row


def _the_same(council: Council, number: str, day: date, members: Sequence[Member]) -> bool:
    """Whether this council was named by just this decision, of just these members."""
    kept = council.members.order_by("pk").values_list("role", "name", "position", "user")
    said = [(one.role, one.name.strip(), one.position.strip(), one.user.pk if one.user else None) for one in members]
    return (council.number, council.date) == (number, day) and list(kept) == said


def _must_fit(members: Sequence[Member]) -> None:
    roles = [one.role for one in members]
    if len(members) < LEAST:
        raise Incomplete(_("A council has at least %(n)s members.") % {"n": LEAST}, "members")
    if len(members) > MOST:
        raise Incomplete(_("A council has at most %(n)s members.") % {"n": MOST}, "members")
    if roles.count("chair") != 1 or roles.count("secretary") != 1:
        raise Incomplete(_("Name one chair and one secretary."), "members")
    if any(not one.name.strip() for one in members):
        raise Incomplete(_("The name of a member is missing."), "members")
    taken: set[int] = set()
    for user in (one.user for one in members if one.user is not None):
        if user.pk in taken:
            raise Incomplete(_("One account, or two of one person, stand there twice."), "members")
        taken |= accounts_of(user)
    if not any(one.user is not None and one.role in ("chair", "secretary") for one in members):
        raise Incomplete(_("The chair or the secretary needs an account, to keep list, votes and minutes."), "members")


def councils_of(user: User) -> QuerySet[Council]:
    """Councils that the user belongs to, the newest first."""
    return Council.objects.filter(members__user=user).select_related("campaign__unit").order_by("-pk")


def sits_on_council(user: User) -> bool:
    """Whether the user belongs to a council in office. One query."""
    return CouncilMember.objects.filter(user=user.pk, council__ended_at=None).exists()


def leads(council: Council, user: User) -> bool:
    """Whether the user is chair or secretary of it, while it is in office."""
    return council.ended_at is None and led(council, user)


def led(council: Council, user: User) -> bool:
    """Whether the user is or was its chair or secretary: who kept minutes corrects them, also once another is in office."""
    return council.members.filter(user=user, role__in=("chair", "secretary")).exists()


def must_lead(council: Council, user: User) -> None:
    """Raises NotYours for everybody but chair and secretary of the council in office."""
    if not leads(council, user):
        raise NotYours(_("Only the chair or the secretary of the council in office can do this."))
