"""How each target stands, in words; and when that is worth an alarm."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning_records.consumers.order import horizon
from learning_records.forwarding.models import DeadLetter, ForwardingTarget

ALARM_AFTER = timedelta(minutes=15)

_TROUBLES = {
    "timeout": gettext_lazy("The target takes too long to answer."),
    "unreachable": gettext_lazy("The target cannot be reached: it is switched off, or the address is wrong."),
    "certificate": gettext_lazy(
        "The certificate of the target cannot be trusted: it has ended, or is for another name."
    ),
    "garbage": gettext_lazy("What the target answers is no answer of a record store."),
    "key": gettext_lazy("The target does not accept the key and secret."),
    "address": gettext_lazy("There is no record store at this address."),
    "redirect": gettext_lazy("The target points to another address. Enter that address here if it is the right one."),
    "busy": gettext_lazy("The target asks us to wait."),
    "status": gettext_lazy("The target reports a fault of its own."),
    "refuses": gettext_lazy("The target refuses every statement. Check the version and the address."),
    "secret": gettext_lazy("The secret cannot be read with the present NAMES_KEY. Enter the secret again."),
    "inside": gettext_lazy("Something went wrong on our side. The log of the worker says what."),
}


@dataclass(frozen=True)
class Standing:
    """A target as the page shows it: `state` is a word for the mark, `text` a sentence, `letters` how many are open."""

    target: ForwardingTarget
    state: str
    text: str
    behind: int
    letters: int
    alarm: bool


def trouble_in_words(target: ForwardingTarget) -> str:
    """What went wrong last, empty when nothing did."""
    return str(_TROUBLES.get(target.last_error, target.last_error)) if target.failures else ""


def _with_letters():
    return ForwardingTarget.objects.annotate(open_letters=Count("letters", filter=Q(letters__settled="")))


def standings() -> list[Standing]:
    """All targets, those with an alarm first."""
    last, now = horizon(), timezone.now()
    found = [_standing(target, last, now) for target in _with_letters().order_by("label", "pk")]
    return sorted(found, key=lambda one: not one.alarm)


def standing_of(pk: int) -> Standing | None:
    """One target."""
    target = _with_letters().filter(pk=pk).first()
    return _standing(target, horizon(), timezone.now()) if target else None


def _standing(target: ForwardingTarget, last: int, now: datetime) -> Standing:
    letters, behind = target.open_letters, max(0, last - target.seq)
    late = bool(target.active and target.failing_since and target.failing_since < now - ALARM_AFTER)
    if not target.active:
        state, text = "paused", _("Nothing is sent; nothing is lost.")
    elif target.failures:
        state, text = "failing", trouble_in_words(target)
    elif behind:
        state, text = "sending", ""  # the mark says it
    else:
        state, text = "good", _("Everything has been sent.")
    return Standing(target, state, text, behind, letters, late or letters > 0)


def alarms() -> int:
    """How many targets need somebody: open letters, or failing for longer than ALARM_AFTER."""
    late = Q(active=True, failing_since__lt=timezone.now() - ALARM_AFTER)
    letters = Q(pk__in=DeadLetter.objects.filter(settled="").values("target"))
    return ForwardingTarget.objects.filter(late | letters).count()
