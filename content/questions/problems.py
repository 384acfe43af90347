"""Why an answer cannot be marked, in words: what is missing, what to do; what was typed stays."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.questions.asked import LONGEST, HalfAnswer, NoAnswer, NoMoreTries, NoNumber, Question, TooLong
from content.questions.kinds import REGISTER
from content.questions.kinds.kind import PART
from portal.text.quoted import listed, quoted

# By the kind of the question; of a practice task by the look of its screen.
_NOTHING = {
    "single": gettext_lazy("No answer is chosen yet: choose one, then press the button."),
    "several": gettext_lazy("Nothing is chosen yet: choose what is right, then press the button."),
    "true_false": gettext_lazy("Choose “True” or “False”, then press the button."),
    "short_text": gettext_lazy("No answer is written yet: write a few words, then press the button."),
    "fill_in": gettext_lazy("Nothing is filled in yet: write into each gap, then press the button."),
    "number": gettext_lazy("No number is written yet: write it in digits, then press the button."),
    "order": gettext_lazy("No line has its place yet: choose a number for each, then press the button."),
    "match": gettext_lazy("Nothing is joined yet: choose what belongs to each line, then press the button."),
    "scenario": gettext_lazy("Nothing is chosen yet: choose what to do, then press the button."),
    "spot": gettext_lazy("No place is chosen: press one on the picture or choose it below, then press the button."),
    "inbox": gettext_lazy("No message is marked yet: mark one, then press the button."),
    "signs": gettext_lazy("No sign is marked yet: mark what gives it away, then press the button."),
    "switches": gettext_lazy("Nothing is turned on or off yet: change what is needed, then press the button."),
    "choice": gettext_lazy("Nothing is chosen yet: choose what to do, then press the button."),
    "code": gettext_lazy("Nothing is chosen yet: choose what to do, then press the button."),
    "results": gettext_lazy("No result is chosen yet: choose one, then press the button."),
    "store": gettext_lazy("No app is chosen yet: choose one, then press the button."),
    "secret": gettext_lazy("No password is typed yet: type a new one, then press the button."),
    "form": gettext_lazy("Nothing is filled in yet: fill in the boxes, then press the button."),
}


def problem_of(question: Question, refused: ValueError, given: Sequence[str]) -> tuple[str, list[str]]:
    """What to say, and what of the answer is shown again."""
    if isinstance(refused, NoAnswer):
        return nothing(question, refused.where), list(given)
    if isinstance(refused, NoMoreTries):
        return _("All tries are used. Read on."), list(given)
    if isinstance(refused, HalfAnswer):
        return _half(question, refused), list(given)
    if isinstance(refused, NoNumber):
        return _no_number(question), list(given)
    if isinstance(refused, TooLong):
        return _("This is too long: a word or a short sentence is enough."), [_cut(one) for one in given]
    return _("This is not one of the answers. Choose again."), []


def nothing(question: Question, where: str = "") -> str:
    """What to do where nothing was given. `where`: the look of the screen of a task."""
    return str(_NOTHING[where or ("choice" if question.kind == "task" else question.kind)])


def _no_number(question: Question) -> str:
    if not question.unit:
        return _("This is not read as a number; no try is used up. Write digits alone, as 12 or 12,5.")
    return _(
        "This is not read as a number of %(unit)s; no try is used up. Write digits, as 12 or 12,5; “%(unit)s” may stand behind."
    ) % {"unit": question.unit}


def _cut(answer: str) -> str:
    key, joined, text = answer.partition(PART)
    return f"{key[:LONGEST]}{joined}{text[:LONGEST]}"


def _half(question: Question, left: HalfAnswer) -> str:
    if question.kind == "fill_in":
        numbers = [str(place) for place, gap in enumerate(question.gaps, 1) if gap.key in left.keys]
        return _("Gap %(numbers)s is not filled in yet.") % {"numbers": ", ".join(numbers)}
    parts = [pair for found in REGISTER[question.kind].components(question).values() for pair in found]
    words = dict(reversed(parts))
    if question.kind == "task":
        return _("Not filled in yet: %(names)s.") % {"names": listed(words[key] for key in left.keys)}
    names = listed(quoted(words[key]) for key in left.keys)
    if question.kind == "match":
        return _("Not joined yet: %(names)s. Choose what belongs to it.") % {"names": names}
    if left.place:
        told = {"place": left.place, "names": names}
        return _("Number %(place)s was chosen for several lines: %(names)s. Each has a number of its own.") % told
    return _("No number is chosen yet for: %(names)s.") % {"names": names}
