"""What the entries of the log are about: in words, and which of them a reader may meet."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.audit.public import Entry
from portal.pages.records import learner_ids
from portal.people.public import Learner, PeopleList, Role, User, subjects_of_lists, units_of
from portal.places.public import Centre, ResidentialGroup, Unit
from recognition.public import subjects_met, subjects_of_people

# The kinds of subjects, in words; what stands here nowhere is shown as it is kept.
WORDS: dict[str, Any] = {
    "case": _("case"),
    "item": _("paper of a case"),
    "evidence": _("paper"),
    "form": _("photographed form"),
    "registration": _("registration"),
    "certificate": _("certificate"),
    "decision": _("decision"),
    "draft": _("draft of a decision"),
    "notice": _("notice to a person"),
    "campaign": _("campaign"),
    "round": _("bulk round"),
    "council": _("council"),
    "meeting": _("meeting of the council"),
    "kinship": _("declaration of family"),
    "loan": _("loan of an officer"),
    "body": _("issuing body"),
    "phrase": _("ready answer"),
    "learner": _("person or group"),
    "list": _("list of people"),
    "user": _("account"),
    "role": _("role"),
    "slip": _("slip for a password"),
    "member": _("member of a group"),
    "unit": _("commune or province"),
    "merger": _("resolution about several communes"),
    "group": _("residential group"),
    "centre": _("centre"),
    "area_import": _("file of classes of areas"),
    "criteria": _("criteria set"),
    "place_rule": _("rule of a province"),
    "requirements": _("requirements of digital skills"),
    "set_draft": _("draft of a criteria set"),
    "statement": _("record"),
    "key": _("key of another system"),
    "intake": _("file of records"),
    "forwarding": _("copy for another system"),
    "issuer": _("issuer of digital certificates"),
    "upload": _("file"),
    "page": _("page"),
    "dataset": _("test data"),
    "demo": _("demo"),
    "base": _("base of a place"),
    "result": _("result of a place"),
    "target": _("target of a place"),
    "reward": _("decision of praise"),
    "snapshot": _("frozen numbers"),
    "honesty": _("answer to a question"),
    "duty": _("dated duty"),
    "export": _("export"),
}
# Kinds that are found by a number on the form; those with random ids are reached from a row.
ASKED = ("case", "decision", "certificate", "campaign", "item", "evidence", "meeting", "role")


def about_person(learner: Learner) -> list[str]:
    """The subjects that speak of a person under every record: record, account, cases, papers, certificates."""
    ids = learner_ids(learner)
    accounts = Learner.objects.filter(pk__in=ids, user__isnull=False).values_list("user__public_id", flat=True)
    own = [f"learner:{one}" for one in ids] + [f"user:{one}" for one in accounts]
    return own + subjects_of_lists(ids) + subjects_of_people(ids)


def met_by(user: User) -> Any:
    """The function that keeps of a stretch of entries what this user may meet: what is about people in the own scope,
    about the own units, or was done by oneself. A few questions a stretch.
    """
    units = units_of(user, Role.Kind.ADMINISTRATOR, Role.Kind.INSPECTOR)

    def kept(entries: Sequence[Entry]) -> list[Entry]:
        by_kind: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            kind, _colon, number = entry.subject.partition(":")
            by_kind[kind].add(number)
        met = {kind: _met(kind, numbers, units) for kind, numbers in by_kind.items()}
        return [
            entry
            for entry in entries
            if entry.actor == user.public_id or entry.subject.partition(":")[2] in met[entry.subject.partition(":")[0]]
        ]

    return kept


def _met(kind: str, numbers: Collection[str], units: QuerySet[Unit]) -> set[str]:
    found = subjects_met(kind, numbers, units)
    if found is not None:
        return found
    if kind == "learner":
        return {str(pk) for pk in Learner.objects.filter(pk__in=_uuids(numbers)).values_list("pk", flat=True)}
    if kind == "unit":
        return {str(one) for one in units.filter(uuid__in=_uuids(numbers)).values_list("uuid", flat=True)}
    if kind == "user":
        held = Role.objects.filter(unit__in=units.values("pk")).values("user")
        rows = User.objects.filter(public_id__in=_uuids(numbers), pk__in=held)
        return {str(one) for one in rows.values_list("public_id", flat=True)}
    model = {"role": Role, "group": ResidentialGroup, "centre": Centre, "list": PeopleList}.get(kind)
    if model is None:
        return set()
    wanted = [int(one) for one in numbers if one.isascii() and one.isdecimal() and len(one) < 18]
    rows = model._default_manager.filter(pk__in=wanted, unit__in=units.values("pk"))  # type: ignore[attr-defined]
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def _uuids(numbers: Collection[str]) -> list[UUID]:
    found = []
    for one in numbers:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
