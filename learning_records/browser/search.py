"""What somebody who keeps the store may ask about its statements, and the answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from learning_records.access.overview import label_of
from learning_records.browser.search_sql import Position, Question, Stretch, read
from learning_records.browser.sentences import verb_words
from learning_records.identifiers import learner_agent
from learning_records.models import Activity, Agent, Authority, Statement, Verb
from learning_records.query.stored import Stored
from learning_records.query.voidings import in_effect, voider_of
from learning_records.spec.statement import ifi, voids
from learning_records.vocabulary import VERBS

_MOST_VERBS = 100


@dataclass(frozen=True)
class Asked:
    """A question in the words of a page; None or empty: not asked.

    `learners` are learner ids of one person; `verb` and `activity` IRIs; `authority` the name of one; the times are those
    at which the store got the statement, `until` excluded. `voided`: only what was taken back. `among`: only these `seq`.
    """

    learners: Collection[UUID] | None = None
    verb: str = ""
    activity: str = ""
    authority: str = ""
    since: datetime | None = None
    until: datetime | None = None
    voided: bool = False
    among: Sequence[int] | None = None


@dataclass(frozen=True)
class Seen:
    """A statement with what the list says of it: whose it is, if a learner's of ours, and which system brought it."""

    stored: Stored
    learner: UUID | None
    authority: str


@dataclass(frozen=True)
class Looked:
    """Statements, newest first, and where to go on from; None: there is nothing older."""

    found: list[Seen]
    onward: Position | None


def _agents(names: Collection[str]) -> tuple[int, ...]:
    return tuple(Agent.objects.filter(ifi__in=names).values_list("pk", flat=True))


def _name(agent: dict) -> str:
    return str(ifi(agent))


def _question(asked: Asked) -> Question | None:
    """The question in numbers; None when something asked for was never named in a statement."""
    actors = None
    if asked.learners is not None:
        actors = _agents([_name(learner_agent(one)) for one in asked.learners])
    verbs = dict(Verb.objects.filter(iri__in=[asked.verb, VERBS["voided"]]).values_list("iri", "pk"))
    activity = Activity.objects.filter(iri=asked.activity).values_list("pk", flat=True).first()
    named = Authority.objects.filter(name=asked.authority).first() if asked.authority else None
    authority = _agents([named.ifi]) if named else ()
    missing = (
        (asked.learners is not None and not actors)
        or (asked.verb and asked.verb not in verbs)
        or (asked.activity and activity is None)
        or (asked.authority and not authority)
        or (asked.voided and VERBS["voided"] not in verbs)
    )
    if missing:
        return None
    return Question(
        actors=actors,
        verb=verbs[asked.verb] if asked.verb else None,
        activity=activity,
        authority=authority[0] if authority else None,
        since=asked.since,
        until=asked.until,
        voiding_verb=verbs.get(VERBS["voided"]),
        voided=asked.voided,
        among=asked.among,
    )


def look(asked: Asked, before: Position | None = None, limit: int = 30) -> Looked:
    """Statements that fit, newest first, `limit` at most. Fewer may come with an `onward`: look further back from there."""
    question = _question(asked)
    stretch = read(question, before, limit) if question else Stretch([], None)
    seen = _seen([hit.seq for hit in stretch.hits])
    return Looked([seen[hit.seq] for hit in stretch.hits], stretch.onward)


def look_at(statement_id: UUID) -> Seen | None:
    """One statement, taken back or not; None when there is none with this id."""
    row = Statement.objects.filter(statement_id=statement_id).values_list("seq", flat=True).first()
    return _seen([row])[row] if row is not None else None


@dataclass(frozen=True)
class Voided:
    """About taking back: by which statement this one was voided; which one it voids itself, and whether that has an effect.

    `actor`: who did it, as the statement names them; empty for a learner of ours, and where it is the authority itself.
    `target_there`: what it would void has come.
    """

    by: Seen | None = None
    actor: str = ""
    target: UUID | None = None
    target_there: bool = False
    in_effect: bool = False


def voiding_of(seen: Seen) -> Voided:
    """What the page of a statement says of taking back."""
    target, by = voids(seen.stored.statement), None
    if seen.stored.voided:
        seq = voider_of(seen.stored.statement_id)
        by = _seen([seq])[seq] if seq is not None else None
    actor = _named(by) if by else ""
    if target is None:
        return Voided(by, actor)
    there = Statement.objects.filter(statement_id=target).exists()
    return Voided(by, actor, UUID(target), there, bool(in_effect([seen.stored.seq])))


def _named(seen: Seen) -> str:
    actor = seen.stored.statement["actor"]
    if seen.learner or ifi(actor) == seen.stored.authority:
        return ""
    return str(actor.get("name") or actor.get("account", {}).get("name") or ifi(actor) or "")


_COLUMNS = (
    "seq", "statement_id", "stored", "timestamp", "authority__ifi", "voided", "is_reference", "payload", "actor__ifi",
)  # fmt: skip


def _seen(numbers: list[int]) -> dict[int, Seen]:
    rows = list(Statement.objects.filter(seq__in=numbers).values_list(*_COLUMNS))
    labels = {one.ifi: label_of(one) for one in Authority.objects.all()} if rows else {}
    return {row[0]: Seen(Stored(*row[:-1]), learner_in(row[-1]), labels.get(row[4], row[4])) for row in rows}


def learner_in(name: str | None) -> UUID | None:
    """The learner id in a comparable string (`statement.ifi`) of an account of this portal; None for any other agent."""
    own = _name(learner_agent("")).removesuffix("|") + "|"
    if name is None or not name.startswith(own):
        return None
    try:
        return UUID(name.removeprefix(own))
    except ValueError:
        return None


def authorities_to_ask() -> list[tuple[str, str]]:
    """Authorities as (name, label), by label."""
    return [(one.name, label_of(one)) for one in Authority.objects.order_by("label", "pk")]


def verbs_to_ask(language: str = "vi") -> list[tuple[str, str]]:
    """Verbs as (IRI, how to say it): the portal's own, then the oldest others that were ever named."""
    words = verb_words(language)
    others = Verb.objects.exclude(iri__in=VERBS.values()).order_by("pk").values_list("iri", flat=True)[:_MOST_VERBS]
    return [(iri, words.get(iri, iri)) for iri in [*VERBS.values(), *others]]
