"""What an officer has typed into a case and not yet said: kept on the server, field by field, each with a growing turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from recognition.cases import lifecycle
from recognition.cases.submission import locked
from recognition.models import Case, CaseDraft, CaseEvent
from recognition.refusals import WrongState
from recognition.sets.publishing import criteria_of

# How much of each kind of field is kept: what its box takes.
LIMITS = {"points": 12, "reason": 500, "paper": 300, "message": 1000}
MOST_TURN = 2**53 - 1  # what a script counts exactly


@dataclass(frozen=True)
class Kept:
    """The newest text of a field, and its turn."""

    turn: int
    text: str


Draft = dict[str, Kept]


def draft_of(case: Case, user) -> Draft:
    """The officer's draft of what was handed in last; of an earlier submission nothing. One query."""
    row = CaseDraft.objects.filter(case=case, officer=user, submission=case.submission_id).first()
    return read(row.fields) if row else {}


def since_when(case: Case) -> int:
    """When the case last came back to the desk after a judgement, in ms since 1970; 0 for never. One query.

    What was typed before belongs to that judgement. What was handed in anew is another submission, with drafts of its own.
    """
    return turn_of(came_back(case.events.all()).aggregate(last=Max("at"))["last"])


def came_back(events: QuerySet[CaseEvent]) -> QuerySet[CaseEvent]:
    """Those by which a judged case waits again for what was handed in: taken back, or sent back by the signer."""
    return events.filter(to_state=lifecycle.SUBMITTED).exclude(from_state=lifecycle.SUBMITTED).exclude(act="submit")


def turn_of(moment: datetime | None) -> int:
    """A moment as a turn, ms since 1970; 0 for none."""
    return int(moment.timestamp() * 1000) if moment else 0


def read(fields: Mapping[str, list]) -> Draft:
    """A draft as it is kept in its row."""
    return {name: Kept(int(turn), str(text)) for name, (turn, text) in fields.items()}


def keep(case: Case, user, submission: int, told: Mapping[str, Kept]) -> Draft:
    """Takes every field whose turn is newer than what is kept, and gives all that is kept afterwards.

    Names that the page does not have are left out, as is what was typed before the case came back to the desk, and no text grows
    beyond its box. Raises WrongState once the case no longer waits, or when something else was handed in since.
    """
    with transaction.atomic():
        row = locked(case, None)
        if row.state != lifecycle.SUBMITTED or row.submission_id != submission:
            raise WrongState(_("This case no longer waits as you have it before you. Load the page again."))
        names, since = _names(row), since_when(row)
        draft, _new = CaseDraft.objects.select_for_update().get_or_create(
            case=row, officer=user, defaults={"submission_id": submission}
        )
        kept = read(draft.fields) if draft.submission_id == submission else {}
        for name, said in told.items():
            if name in names and said.turn > (kept[name].turn if name in kept else since):
                kept[name] = Kept(said.turn, _storable(said.text)[: LIMITS[name.partition("-")[0]]])
        draft.submission_id = submission
        draft.fields = {name: [one.turn, one.text] for name, one in kept.items()}
        draft.save()
    return kept


def _storable(text: str) -> str:
    """The text as its box counts it: line ends of one character, and nothing that the database knows no letter for.

    Half of a pair of UTF-16, as a script can send it, would be refused for ever and hold back all that is typed after it.
    """
    return text.replace("\r\n", "\n").replace("\x00", "").encode("utf-8", "ignore").decode()


def keep_form(case: Case, user, fields: Mapping[str, str]) -> None:
    """Keeps what a whole form said, which is newer than all before; what it says as before keeps its turn."""
    before = draft_of(case, user)
    turn = max([one.turn for one in before.values()] + [turn_of(timezone.now())]) + 1
    said = {name: _storable(text) for name, text in fields.items()}
    changed = {name: Kept(turn, text) for name, text in said.items() if name not in before or before[name].text != text}
    if changed:
        keep(case, user, case.submission_id, changed)


def _names(case: Case) -> set[str]:
    """The fields that the page of this case has."""
    codes = criteria_of(case.submission.criteria_set).by_code
    papers = case.submission.items.filter(kind="manual").values_list("pk", flat=True)
    return {
        "message",
        *(f"{kind}-{code}" for kind in ("points", "reason") for code in codes),
        *(f"paper-{number}" for number in papers),
    }
