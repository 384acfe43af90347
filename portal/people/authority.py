"""Who may act for whom: staff for people who live in their units today, administrators over the units they hold.

Seeing somebody (`scope`) is less than acting for them: an officer sees a learner and still may not register, move or
reset anybody.
"""

from django.db.models import Q, QuerySet

from portal.people.models import Learner, LearnerAlias, Role, User
from portal.people.scope import living_in, roles_today, units_of
from portal.places.public import Unit


def helps_in(user: User) -> QuerySet[Unit]:
    """The units whose people this user serves at the counter today."""
    return units_of(user, Role.Kind.STAFF, Role.Kind.ADMINISTRATOR)


def helps(user: User, learner: Learner) -> bool:
    """Whether the user serves the learner at the counter: staff (or administrator) where the learner lives today."""
    return living_in(helps_in(user)).filter(learner=learner.pk).exists()


def represents(user: User, subject: Learner) -> bool:
    """Whether the user is the person who acts for this group, under whichever record."""
    own = QuerySet(LearnerAlias).filter(learner__user_id=user.pk).values("alias")
    rows = QuerySet(Learner).filter(pk=subject.represented_by_id)
    return rows.filter(Q(user_id=user.pk) | Q(pk__in=own)).exists()


def may_act_for(user: User, learner: Learner) -> bool:
    """Oneself, a group that one represents, or somebody one serves at the counter."""
    return learner.user_id == user.pk or (not learner.is_person and represents(user, learner)) or helps(user, learner)


def administers_everything(user: User) -> bool:
    """An administrator without a unit."""
    return roles_today(user, Role.Kind.ADMINISTRATOR).filter(unit=None).exists()


def administers(user: User, unit: Unit | None) -> bool:
    """Whether the user may give and end roles in the unit; None stands for the whole installation."""
    if administers_everything(user):
        return True
    return unit is not None and units_of(user, Role.Kind.ADMINISTRATOR).filter(pk=unit.pk).exists()
