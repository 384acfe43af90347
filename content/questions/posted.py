"""An answer as a form sends it: fields named `answer`, and `answer-<key of a part>` where a question has parts."""

from django.http import QueryDict
from django.views.decorators.debug import sensitive_variables

from content.questions.asked import Question
from content.questions.kinds import REGISTER
from content.questions.kinds.kind import PART

_PART = "answer-"
MOST = 60  # fields looked at; more is no form of ours, and the marker refuses it


# The field of a secret: a name that forms which did not arrive are never copied with (`portal.unsent.typed`).
SECRET = "secret"  # noqa: S105


@sensitive_variables()
def answers_in(data: QueryDict, question: Question) -> list[str]:
    """The answers as the marker takes them. Of a secret only what comes of it is among them, from here on."""
    found = data.getlist("answer")[:MOST]
    for name in [name for name in data if name.startswith(_PART)][:MOST]:
        found += [f"{name.removeprefix(_PART)}{PART}{text}" for text in data.getlist(name)[:MOST]]
    return REGISTER[question.kind].received(question, found, data.get(SECRET, ""))
