"""Who may enter something for whom, whether it fits, and whether anything may be kept at all."""

from django.utils.translation import gettext as _

from portal.people.public import (
    Learner,
    accounts_of,
    accounts_of_learner,
    consent_held,
    first_record,
    helps,
    near,
    represents,
    worded,
)
from recognition.criteria.words import Criteria
from recognition.refusals import Incomplete, NotYours, Refused
from recognition.sets.wording import unknown_texts
from recognition.titles.registry import title


def for_the_learner(learner: Learner, by) -> bool:
    """Whether `by` acts on behalf of the learner: False for the person, True for those who serve the place's counter.

    For a group: False for who represents it; its other members do not help, they are no third person. Raises NotYours for
    anybody else.
    """
    if learner.user_id is not None and learner.user_id == by.pk:
        return False
    if not learner.is_person:
        return _for_the_group(learner, by)
    if helps(by, learner):
        return True
    if by.pk in accounts_of_learner(learner.pk):
        return False  # begun under the person's other record
    if helps(by, first_record(learner)):
        return True
    raise NotYours(_("Only the person, or the staff of the centre where the person lives, can enter this."))


def _for_the_group(subject: Learner, by) -> bool:
    if represents(by, subject):
        return False
    if helps(by, subject):
        if near([subject.pk])[subject.pk] & accounts_of(by):
            raise NotYours(_("You belong to this group: who represents it, or other staff, has to enter this."))
        return True
    raise NotYours(_("Only who represents the group, or the staff of the centre of its commune, can enter this."))


def must_fit(learner: Learner, title_key: str) -> None:
    """Raises Refused for a title that this kind of subject cannot reach: a household is no learning citizen."""
    if title(title_key).subject != learner.kind:
        raise Refused(_("This title is for others: choose a title that fits."))


def must_be_known(criteria: Criteria) -> None:
    """Raises Incomplete for a set whose sources leave values open: nothing can be scored with it."""
    if criteria.unknown:
        text = _("“%(title)s” cannot be judged yet. Not known: %(what)s.")
        raise Incomplete(text % {"title": criteria.title, "what": "; ".join(unknown_texts(criteria))})


def must_consent(learner: Learner) -> None:
    """Raises Incomplete while the learner has not agreed: nothing is recorded before. Inside the transaction that records."""
    if not consent_held(first_record(learner)):
        raise Incomplete(
            worded(
                _("Nothing can be kept before %(who)s agrees to it. Read the consent text first, then come back."),
                learner,
            )
        )
