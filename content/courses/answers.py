"""What answers a question rightly, as a form would send it. Pure."""

from content.questions.asked import Question
from content.questions.kinds import REGISTER


def right_answers(question: Question) -> list[str]:
    """The answers to send; one of several ways where several are right."""
    if question.kind == "number":  # its pattern is a range
        return [f"{question.number:f}".replace(".", ",")]
    kind = REGISTER[question.kind]
    return kind.answers_of(question, kind.pattern(question)[0])
