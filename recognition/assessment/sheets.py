"""All papers of a case beside each other, each as large as it first stands alone: what is quiet is looked through in one go."""

from collections.abc import Mapping
from dataclasses import dataclass

from recognition.assessment.points_now import Standing
from recognition.models import SubmittedItem

IMAGE, PDF, SOUND = "image", "pdf", "sound"
_FORMS = {"image": IMAGE, "application": PDF, "audio": SOUND}


@dataclass(frozen=True)
class Sheet:
    """One paper among all. `code`: the first indicator it speaks for; `refused`: why it does not count; `pages` of a PDF."""

    item: SubmittedItem
    code: str
    form: str
    pages: int
    refused: str


def form_of(item: SubmittedItem) -> str:
    """How a paper whose file may be opened is shown: image, pdf, sound."""
    return _FORMS[item.upload.media_type.split("/")[0]] if item.upload else ""


def pages_of(item: SubmittedItem) -> int:
    """How many pages a paper has; what is no PDF has one."""
    return (item.upload.pages or 1) if item.upload and form_of(item) == PDF else 1


def sheets_of(stand: Standing, refused: Mapping[int, str]) -> tuple[Sheet, ...]:
    """Every paper with a file that can be opened, in the order of the form. No query."""
    return tuple(
        Sheet(item, stand.code_of(item), form_of(item), pages_of(item), refused.get(item.pk, ""))
        for item in stand.papers
    )
