"""What a step notes in the row of its case, so that the lists of officers need no other table."""

from recognition.cases import lifecycle
from recognition.cases.flags import with_word_of_the_signer
from recognition.models import Case

_KEEP_THE_WORD = ("ask_transfer", "transfer")  # acts after which a case that the signer sent back still waits so


def note_for_the_desk(case: Case, act: str) -> None:
    """What the officers' lists find a case by: who judged it last and when, and whether the signer sent it back.

    Inside `submission.step`, which saves the row.
    """
    if case.assessment is not None:
        case.judged_at, case.judged_by_id = case.assessment.ended_at, case.assessment.assessor_id
    elif case.state != lifecycle.ENDED:
        case.judged_at = case.judged_by_id = None
    if act == "undo":  # the word of the signer is unanswered again
        back = case.events.filter(act__in=("submit", "send_back")).order_by("-pk").values_list("act", flat=True)[:1]
        with_word_of_the_signer(case, sent_back="send_back" in back)
    elif act == "send_back" or (case.sent_back and act not in _KEEP_THE_WORD):
        with_word_of_the_signer(case, sent_back=act == "send_back")
