"""A title for another year from what still holds: evidence inside the new campaign's days becomes the own points to begin with.

Nothing is entered by itself: the person presses, looks through and hands in, so who entered stays true.
"""

from decimal import Decimal

from django.utils.translation import gettext as _

from portal.people.public import Learner, User, person_ids
from recognition.cases.lifecycle import RECOGNISED
from recognition.cases.state import TitleState, title_state
from recognition.cases.submission import draft_for, set_all_self_points
from recognition.models import Case
from recognition.refusals import Incomplete

_STEP = Decimal("0.25")


def reusable(state: TitleState) -> dict[str, Decimal]:
    """Points that the rules propose from evidence inside the campaign's days, for indicators without own points. None is said
    where nothing counts; what lies outside the days is named on the page of evidence with its reason."""
    if state.campaign is None:
        return {}
    return {
        one.code: one.proposed // _STEP * _STEP
        for one in state.indicators
        if one.self_points is None and one.target is None and one.proposed > 0
    }


def may_renew(learner: Learner, state: TitleState) -> bool:
    """Whether the person held the title of an earlier case, and something still counts that can begin another one."""
    if not reusable(state):
        return False
    earlier = Case.objects.filter(
        learner__in=person_ids(learner.pk), title_key=state.campaign.title_key, state=RECOGNISED
    )
    return earlier.filter(year__lt=state.campaign.year).exists()


def reuse(learner: Learner, title_key: str, by: User) -> Case:
    """Enters these points into the draft of the running campaign, made when there is none; what was entered already stays.

    Raises Incomplete when nothing counts for this campaign, and what `draft_for` and `set_all_self_points` raise.
    """
    points = reusable(title_state(learner, title_key=title_key))
    if not points:
        raise Incomplete(_("Nothing that is here already counts for this campaign. Learn or add a paper first."))
    return set_all_self_points(draft_for(learner, by, title_key), points, by)
