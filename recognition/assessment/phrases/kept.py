"""Phrases to insert: an officer's own, the unit's, and those the portal begins with."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, roles_held
from portal.places.public import Unit
from recognition.models import ReplyPhrase
from recognition.models.phrases import LONGEST
from recognition.refusals import Incomplete, NotYours, Refused, said_in

OWN, UNIT, PORTAL = "own", "unit", "portal"
MOST_TYPED = 5000  # characters before blanks are joined; what is kept is bounded by LONGEST
MOST = 60  # phrases of one officer, and of one unit: more than anybody looks through
_LIST = Path(__file__).with_name("phrases.yaml")


@dataclass(frozen=True)
class Phrase:
    """One phrase to insert. `kind`: ask_for_more, not_enough, paper or points; `whose`: own, unit or portal."""

    kind: str
    text: str
    whose: str


@cache
def portal_phrases() -> tuple[Phrase, ...]:
    """Those the portal proposes. Raises ValueError when the list says anything that is not known."""
    read = yaml.safe_load(_LIST.read_text(encoding="utf-8"))
    if set(read) != {"confidence", "phrases"} or read["confidence"] != "proposed":
        raise ValueError("phrases.yaml: confidence: proposed, and phrases")
    for row in read["phrases"]:
        if (
            set(row) != {"kind", "text"}
            or row["kind"] not in ReplyPhrase.Kind.values
            or not 0 < len(row["text"]) <= LONGEST
        ):
            raise ValueError(f"phrases.yaml: {row}")
    return tuple(Phrase(row["kind"], row["text"], PORTAL) for row in read["phrases"])


def phrases_for(user: User, unit: Unit | None) -> list[Phrase]:
    """What this officer may insert on a case of this unit: the own phrases, the unit's and its province's, the portal's.

    One question; the same words of the same kind come once.
    """
    places = [pk for pk in ((unit.pk, unit.parent_id) if unit else ()) if pk]
    rows = ReplyPhrase.objects.filter(Q(owner=user.pk) | Q(unit__in=places)).order_by("pk")
    found = [Phrase(row.kind, row.text, OWN if row.owner_id else UNIT) for row in rows]
    ordered = sorted(found, key=lambda one: one.whose != OWN)
    first: dict[tuple[str, str], Phrase] = {}
    for one in (*ordered, *portal_phrases()):
        first.setdefault((one.kind, one.text), one)
    return list(first.values())


def units_kept_by(user: User) -> list[Unit]:
    """The units whose phrases this administrator keeps: where the role is held by name."""
    return [role.unit for role in roles_held(user) if role.kind == "administrator" and role.unit is not None]


def phrases_kept_by(user: User) -> QuerySet[ReplyPhrase]:
    """The phrases that this user may change: the own ones, and those of units administered."""
    return ReplyPhrase.objects.filter(Q(owner=user.pk) | Q(unit__in=[unit.pk for unit in units_kept_by(user)]))


def _checked(kind: str, text: str) -> str:
    words = " ".join(said_in(text, MOST_TYPED, "text").split())
    if kind not in ReplyPhrase.Kind.values:
        raise Incomplete(_("Choose what the phrase is for."), "kind")
    if not words:
        raise Incomplete(_("Write the phrase."), "text")
    if len(words) > LONGEST:
        said = _("The phrase has %(n)s letters; at most %(most)s fit.")
        raise Incomplete(said % {"n": len(words), "most": LONGEST}, "text")
    return words


def add(user: User, kind: str, text: str, *, unit: Unit | None = None) -> ReplyPhrase:
    """A new phrase: the user's own, or of a unit that the user administers. Raises Incomplete, NotYours, Refused (too many)."""
    words = _checked(kind, text)
    if unit is not None and unit not in units_kept_by(user):
        raise NotYours(_("Only an administrator of this place keeps its phrases."))
    whose = {"unit": unit} if unit else {"owner": user}
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two presses at once do not pass the bound
        rows = ReplyPhrase.objects.filter(**whose)
        if rows.count() >= MOST and not rows.filter(kind=kind, text=words).exists():
            raise Refused(_("%(most)s phrases are kept already. Take one away first.") % {"most": MOST})
        row, made = ReplyPhrase.objects.get_or_create(kind=kind, text=words, **whose)
        if made:
            append("phrase.added", f"phrase:{row.pk}", by=user, details={"unit": unit.pk if unit else None})
    return row


def change(row: ReplyPhrase, user: User, kind: str, text: str, *, seen: str) -> ReplyPhrase:
    """Other words. Raises Refused when they are not what was `seen` any more or stand there already, Incomplete, NotYours."""
    words = _checked(kind, text)
    with transaction.atomic():
        fresh = _locked(row, user)
        if fresh.text != seen and fresh.text != words:
            raise Refused(
                _("Somebody changed this phrase meanwhile: “%(text)s”. Save again to put yours in its place.")
                % {"text": fresh.text}
            )
        fresh.kind, fresh.text = kind, words
        try:
            with transaction.atomic():
                fresh.save()
        except IntegrityError:
            raise Refused(_("This phrase stands in the list already.")) from None
        append("phrase.changed", f"phrase:{fresh.pk}", by=user)
    return fresh


def remove(row: ReplyPhrase, user: User) -> None:
    """Takes a phrase away. Raises NotYours."""
    with transaction.atomic():
        fresh = _locked(row, user)
        append("phrase.removed", f"phrase:{fresh.pk}", by=user)
        fresh.delete()


def _locked(row: ReplyPhrase, user: User) -> ReplyPhrase:
    fresh = phrases_kept_by(user).select_for_update().filter(pk=row.pk).first()
    if fresh is None:
        raise NotYours(_("This phrase is not there any more, or not yours to change."))
    return fresh


def by_kind(phrases: Iterable[Phrase]) -> list[tuple[str, list[Phrase]]]:
    """In the order of the kinds, each with its name."""
    rows = list(phrases)
    return [(str(kind.label), of) for kind in ReplyPhrase.Kind if (of := [one for one in rows if one.kind == kind])]
