"""What happened to a case, for its officer: acts, self-assessments, marks; the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import BooleanField, CharField, DecimalField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from portal.people.public import User, show_names
from recognition.models import Assessment, Case, Mark

MOST = 300  # the newest
_COLUMNS = ("kind", "moment", "who", "named", "what", "code", "value", "left_out", "words", "helped")


@dataclass(frozen=True)
class Said:
    """One line. `kind`: act (then `act` says which), own (a self-assessment) or mark. `left_out`: the target does not apply."""

    at: datetime
    kind: str
    who: str
    act: str = ""
    code: str = ""
    points: Decimal | None = None
    left_out: bool = False
    words: str = ""
    helped: bool = False


def history_of(case: Case, user) -> tuple[Said, ...]:
    """Everything that this officer may know of the case: marks of others only once their assessment has ended, for nobody looks
    over a shoulder; those of a second assessor only once both are done. One query and the names."""
    blind = Q(assessment__kind=Assessment.Kind.SECOND, assessment__submission__second_marking__compared_at=None)
    seen = Q(assessment__assessor=user) | Q(assessment__state=Assessment.State.ENDED) & ~blind
    said = {"code": "indicator", "value": "points", "left_out": "not_applicable"}
    marks = Mark.objects.filter(seen, assessment__submission__case=case)
    rows = _rows(case.events.all(), "act", "by", what="act", words="message", helped="on_behalf_of").union(
        _rows(case.entries.all(), "own", "entered_by", helped="on_behalf_of", **said),
        _rows(marks, "mark", "assessment__assessor", words="reason", **said),
        all=True,
    )
    found = list(rows.order_by("-moment")[:MOST])
    names = shown_names(User(pk=row[2], username=row[3]) for row in found)
    return tuple(
        Said(at, kind, names[who], act, code, points, left_out, words, helped)
        for kind, at, who, _named, act, code, points, left_out, words, helped in found
    )


def shown_names(users: Iterable[User | None]) -> dict[int, str]:
    """How these accounts are shown to officials; asked once for all of them."""
    people = {user.pk: user for user in users if user is not None}
    if people:
        show_names(people.values())
    return {pk: user.get_full_name() for pk, user in people.items()}


def _rows(rows: QuerySet, kind: str, who: str, **names: str) -> QuerySet:
    """Rows in the one shape that all kinds have."""

    def column(name: str, nothing, field):
        return Cast(F(names[name]) if name in names else nothing, field)

    return (
        rows.order_by()
        .annotate(
            kind=Value(kind),
            moment=F("at"),
            who=F(who),
            named=F(f"{who}__username"),
            what=column("what", Value(""), CharField()),
            code=column("code", Value(""), CharField()),
            value=column("value", Value(None), DecimalField(max_digits=6, decimal_places=2)),
            left_out=column("left_out", Value(False), BooleanField()),
            words=column("words", Value(""), TextField()),
            helped=column("helped", Value(False), BooleanField()),
        )
        .values_list(*_COLUMNS)
    )
