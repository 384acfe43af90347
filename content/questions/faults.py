"""Why a question cannot be asked yet, in words; the names come from `kinds.kind.Fault`."""

from django.utils.translation import gettext_lazy as _

from content.questions.kinds import Fault

_WORDS = {
    ("question", "empty"): _("Write the question."),
    ("choices", "few"): _("There are too few answers: write one more."),
    ("choices", "none right"): _("Mark the right answer."),
    ("choices", "several right"): _("Only one answer can be right here."),
    ("choices", "empty"): _("One of the answers is empty: write it, or take it away."),
    ("choices", "twice"): _("Two answers are the same: change one of them."),
    ("pairs", "few"): _("There are too few pairs: at least two things are joined."),
    ("pairs", "empty"): _("One of the pairs has no right side: write it, or take the pair away."),
    ("pairs", "twice"): _("The same thing stands twice on the left: change one of them."),
    ("accepted", "empty"): _("Write at least one answer that is accepted."),
    ("accepted", "long"): _("An accepted answer is too long: at most 200 characters."),
    ("sentence", "no gap"): _("The sentence has no gap: put the missing words between square brackets."),
    ("sentence", "gap twice"): _("The same gap stands twice in the sentence."),
    ("gaps", "other than in the sentence"): _("The gaps are not those of the sentence: leave out curly brackets."),
    ("gaps", "empty"): _("One of the gaps is empty: write the missing words between its brackets."),
    ("number", "empty"): _("Write the right number."),
    ("tolerance", "negative"): _("How far an answer may lie from the number is zero or more."),
    ("scenes", "empty"): _("Write the first scene."),
    ("scenes", "many"): _("There are too many scenes: at most 20."),
    ("scenes", "few ways"): _("Every scene needs its text and at least two things that one can do."),
    ("scenes", "leads nowhere"): _("One of the ways leads to a scene that is not there."),
    ("scenes", "in a circle"): _("The story turns in a circle: a way may only lead on."),
    ("scenes", "no good way"): _("There is no good way to the end: mark what one should do in each scene."),
    ("scenes", "never reached"): _("No way leads to one of the scenes."),
    ("task", "unknown"): _("Choose the task."),
    ("spots", "few"): _("There are too few places: at least two can be chosen."),
    ("spots", "none right"): _("Mark the right place."),
    ("spots", "empty"): _("Each place needs words: they are read aloud."),
    ("spots", "outside"): _("A place lies outside the picture: across and down are 0 to 100, its size is 1 to 50."),
}


def in_words(fault: Fault) -> str:
    """What is missing and what to do."""
    return str(_WORDS[fault.field, fault.reason])


def named(name: str) -> str:
    """The same for “field: reason”, as importers note it; empty for any other name."""
    field, _colon, reason = name.partition(": ")
    return str(_WORDS.get((field, reason), ""))
