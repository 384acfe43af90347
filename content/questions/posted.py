"""An answer as a form sends it: fields named `answer`, and `answer-<key of a part>` where a question has parts."""

from django.http import QueryDict

from content.questions.kinds.kind import PART

_PART = "answer-"
MOST = 60  # fields looked at; more is no form of ours, and the marker refuses it


def answers_in(data: QueryDict) -> list[str]:
    """The answers as the marker takes them."""
    found = data.getlist("answer")[:MOST]
    for name in [name for name in data if name.startswith(_PART)][:MOST]:
        found += [f"{name.removeprefix(_PART)}{PART}{text}" for text in data.getlist(name)[:MOST]]
    return found
