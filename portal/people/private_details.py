"""Private details: identity number, date of birth, ethnicity, religion. Optional, apart, read by few, each reading in the log.

What is kept is nobody's business but the person's and of who needs it for the person: staff and administrators who serve the
person at the counter read all of it, an officer of the commune what tells two people of one name apart. Nobody else does.
"""

import hmac
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.public import Asked, Entry, append, read
from portal.limits.public import Limit, closed_until, count, when
from portal.people.authority import helps
from portal.people.consents import keep_yes, may_be_a_child
from portal.people.identity_number import born_in, digits_of, doubts_about, wrong_with
from portal.people.joining import first_ids, records_of
from portal.people.keys import decrypt_all, encrypt, key_of
from portal.people.lookup import lookup_key
from portal.people.models import Consent, Learner, LearnerAlias, PersonalRecord, Role, User
from portal.people.private_detail import PrivateDetail
from portal.people.scope import everyone, living_in, units_of
from portal.places.public import identity_prefixes

Kind = PrivateDetail.Kind
PURPOSE, TEXT = "private_details", "details-2026-1"
LONGEST, FIRST_YEAR = 50, 1900
SEEN = 30  # readings that a person is told of
WRONG_NUMBERS = Limit("identity_number", 30, 3600)  # numbers of nobody here, or of somebody else, by one account
_OF_AN_OFFICER = frozenset({Kind.NUMBER, Kind.BIRTH_DATE})
_WHY = "a number is one person's, wherever the person lives"


class Why(TextChoices):
    """Why somebody else's details are read; the log keeps it."""

    PAPER = "paper", gettext_lazy("to compare them with the paper")
    FORM = "form", gettext_lazy("to fill in a form for the person")
    NAMESAKE = "namesake", gettext_lazy("to tell two people of one name apart")
    ASKED = "asked", gettext_lazy("the person asks for it")


def number_digest(number: str) -> str:
    """By what an identity number is found; another digest than that of the same digits as a name for signing in."""
    return hmac.new(lookup_key(), b"identity-number:" + number.encode("ascii"), "sha256").hexdigest()


def readable(by: User, learner: Learner) -> frozenset[str]:
    """The kinds of details of this person that the user may read today; of a group there are none."""
    if not learner.is_person:
        return frozenset()
    if learner.user_id == by.pk or helps(by, learner):
        return frozenset(Kind.values)
    judges = living_in(units_of(by, Role.Kind.OFFICER)).filter(learner=learner.pk).exists()
    return _OF_AN_OFFICER if judges else frozenset()


def _rows(learner: Learner) -> QuerySet[PrivateDetail]:
    """Those of all records of the person; two joined records may hold one kind each."""
    return PrivateDetail.objects.filter(learner__in=records_of([learner.pk]))


def kinds_kept(learner: Learner) -> list[str]:
    """Which kinds are kept, and not what they say."""
    found = set(_rows(learner).values_list("kind", flat=True))
    return [kind for kind in Kind.values if kind in found]


def kinds_to_read(by: User, learner: Learner) -> list[str]:
    """The kinds that are kept of this person and that the user may read: whether a way to them is worth showing."""
    aliases = LearnerAlias.objects.filter(learner=learner.pk).values("alias")
    kept = PrivateDetail.objects.filter(Q(learner=learner.pk) | Q(learner__in=aliases)).values_list("kind", flat=True)
    found = set(kept)  # one question where nothing is kept, as of most people
    may = readable(by, learner) if found else frozenset()
    return [kind for kind in Kind.values if kind in found & may]


def in_words(kinds: Iterable[str]) -> str:
    """The kinds as a list in a sentence."""
    return ", ".join(str(Kind(one).label) for one in kinds if one in Kind.values)


def reason_in_words(why: str) -> str:
    """Why somebody looked; empty where that is not asked."""
    return str(Why(why).label) if why in Why.values else ""


def read_details(learner: Learner, *, by: User, why: str = "") -> dict[str, str]:
    """What is kept, as far as the user may read it, with an entry in the log. `why` may be left out for oneself alone.

    Raises PermissionDenied for whoever may read nothing, ValidationError naming `why`.
    """
    kinds, own = readable(by, learner), learner.user_id == by.pk
    if not kinds:
        raise PermissionDenied(_("These details are shown to the person and to staff who serve the person only."))
    if not own and why not in Why.values:
        raise ValidationError({"why": _("Choose why you look at them. The log keeps it, and the person sees it.")})
    with transaction.atomic():
        rows = sorted(
            _rows(learner).filter(kind__in=kinds), key=lambda row: row.learner_id == learner.pk
        )  # its own wins
        texts = dict(zip((row.kind for row in rows), decrypt_all(row.text_encrypted for row in rows), strict=True))
        if texts:
            details = {"fields": sorted(texts), "why": "own" if own else why}
            append("private.seen", f"learner:{learner.learner_id}", by=by, details=details)
    return {kind: texts[kind] for kind in Kind.values if kind in texts}


def readings_of(learner: Learner) -> list[Entry]:
    """Who read, found by number, entered or took out details of the person, the newest first."""
    subjects = [f"learner:{one}" for one in records_of([learner.pk])]
    acts = ("private.seen", "private.found", "private.kept", "private.removed")
    found = [entry for act in acts for entry in read(Asked(act=act, subjects=subjects), most=SEEN).entries]
    return sorted(found, key=lambda entry: (entry.at, entry.pk), reverse=True)[:SEEN]


def checked_number(text: str) -> str:
    """The twelve digits; raises ValidationError that says what is wrong and what to do."""
    told = {
        "letters": _("An identity number has digits only."),
        "old": _("This is a number of an old paper (nine digits). Write the twelve digits, or leave it empty."),
        "length": _("An identity number has twelve digits. Compare it with the paper."),
        "place": _("No identity number begins with 000. Compare it with the paper."),
        "future": _("The digits four to six say a year of birth that has not come yet. Compare them with the paper."),
    }
    wrong = wrong_with(text, timezone.localdate())
    if wrong:
        raise ValidationError(told[wrong], code=wrong)
    return digits_of(text)


def doubts_of(learner: Learner, values: Mapping[str, str | date | None]) -> dict[str, str]:
    """Kind -> what does not fit together: number, date of birth and the year that the record has. Nothing is refused for it."""
    year = PersonalRecord.objects.filter(learner=learner).values_list("birth_year", flat=True).first()
    number, born = values.get(Kind.NUMBER), values.get(Kind.BIRTH_DATE)
    years = [one for one in (year, born.year if isinstance(born, date) else None) if one]
    found = {}
    if isinstance(number, str) and number:
        doubts = doubts_about(number, years, identity_prefixes())
        if "place" in doubts:
            text = _("No province has had the digits %(digits)s. Compare the number with the paper.")
            found[Kind.NUMBER.value] = text % {"digits": number[:3]}
        if "year" in doubts:
            text = _("The number says born in %(year)s, which is not the year kept or written here. Compare them.")
            found[Kind.NUMBER.value] = text % {"year": born_in(number)}
    if isinstance(born, date) and year and born.year != year:
        text = _("The record has %(year)s as year of birth. Compare it with the paper.")
        found[Kind.BIRTH_DATE.value] = text % {"year": year}
    return found


def keep_details(
    learner: Learner,
    values: Mapping[str, str | date | None],
    *,
    by: User,
    agreed: bool,
    representative: str = "",
) -> list[str]:
    """Keeps what is written of these (kind -> text or day); what is empty stays as it was. Returns the kinds that changed.

    `agreed`: the person's yes to keeping them, asked once and kept with its text. Raises PermissionDenied, or ValidationError
    naming a kind (also a number that somebody else has: not whose), `agreed`, `birth_year` or `representative`.
    """
    _may_write(by, learner)
    new = {kind: _plain(kind, value) for kind, value in values.items() if value}
    if not new:
        raise ValidationError(_("Nothing is written. Write at least one of them, or go back."))
    _not_too_often(by)
    try:
        with transaction.atomic():
            record = PersonalRecord.objects.select_for_update(of=["self"]).get(learner=learner)
            _agree(learner, by, agreed=agreed, representative=representative, birth_year=record.birth_year)
            changed = [kind for kind, text in sorted(new.items()) if _keep(learner, kind, text, by)]
            if changed:
                append("private.kept", f"learner:{learner.learner_id}", by=by, details={"fields": changed})
    except IntegrityError:  # of two who enter one number the second comes here
        raise _held_by_another(by) from None
    except ValidationError as problem:
        if "held" in [one.code for one in problem.error_dict.get(Kind.NUMBER, [])]:
            count(WRONG_NUMBERS, str(by.pk))  # outside of the transaction: the count must stay
        raise
    return changed


def _may_write(by: User, learner: Learner) -> None:
    own = learner.user_id == by.pk
    if not learner.is_person or not (own or helps(by, learner)):
        raise PermissionDenied(_("You can change records of people of your own commune only."))


def _plain(kind: str, value: str | date) -> str:
    """What is kept of a value; raises ValidationError naming its kind."""
    if isinstance(value, date):
        if not date(FIRST_YEAR, 1, 1) <= value <= timezone.localdate():
            raise ValidationError({kind: _("This day cannot be a day of birth. Compare it with the paper.")})
        return value.isoformat()
    if kind == Kind.NUMBER:
        try:
            return checked_number(value)
        except ValidationError as problem:
            raise ValidationError({kind: problem}) from problem
    text = " ".join(value.split())
    if len(text) > LONGEST or any(letter.isdigit() for letter in text):
        raise ValidationError({kind: _("Write it with letters only, at most %(most)s.") % {"most": LONGEST}})
    return text


def _agree(learner: Learner, by: User, *, agreed: bool, representative: str, birth_year: int | None) -> None:
    if Consent.objects.filter(learner=learner, purpose=PURPOSE, withdrawn_at=None).exists():
        return
    if not agreed:
        raise ValidationError({"agreed": _("Without a yes nothing of this is kept. Tick it when the person agrees.")})
    try:
        keep_yes(learner, by, PURPOSE, birth_year=birth_year, representative=representative, version=TEXT)
    except ValidationError as problem:
        named = {"consents": "agreed"}
        raise ValidationError({named.get(name, name): told for name, told in problem.error_dict.items()}) from problem


def _keep(learner: Learner, kind: str, text: str, by: User) -> bool:
    """Keeps one, in place of what any record of the person said; returns whether that changed anything."""
    digest = number_digest(text) if kind == Kind.NUMBER else None
    if digest:
        with everyone(_WHY):
            holder = PrivateDetail.objects.filter(lookup=digest).values_list("learner", flat=True).first()
        if holder in records_of([learner.pk]):
            return False
        if holder:
            raise _held()
    row = PrivateDetail.objects.filter(learner=learner, kind=kind).first()
    if row is not None and decrypt_all([row.text_encrypted]) == [text]:
        return False
    new = {"text_encrypted": encrypt(text, key_of(f"learner:{learner.pk}")), "lookup": digest, "entered_by": by}
    PrivateDetail.objects.update_or_create(learner=learner, kind=kind, defaults=new)
    _rows(learner).filter(kind=kind).exclude(learner=learner).delete()
    return True


def _held() -> ValidationError:
    text = _(
        "This number is kept for somebody else. Compare it with the paper; if it is right, tell the administrator."
    )
    return ValidationError({Kind.NUMBER: ValidationError(text, code="held")})


def _held_by_another(by: User) -> ValidationError:
    count(WRONG_NUMBERS, str(by.pk))
    return _held()


def _not_too_often(by: User) -> None:
    """Numbers are not to be guessed until one is somebody's."""
    if closed := closed_until(WRONG_NUMBERS, str(by.pk)):
        text = _("Too many numbers were tried. Try again at %(when)s.")
        raise ValidationError({Kind.NUMBER: text % {"when": when(closed)}})


def remove_details(learner: Learner, kinds: Collection[str], *, by: User) -> list[str]:
    """Takes details out; with the last one the yes ends. Returns the kinds that were there. Raises PermissionDenied."""
    _may_write(by, learner)
    with transaction.atomic():
        PersonalRecord.objects.select_for_update(of=["self"]).get(learner=learner)
        rows = _rows(learner).filter(kind__in=kinds)
        gone = sorted(set(rows.values_list("kind", flat=True)))
        rows.delete()
        if gone:
            append("private.removed", f"learner:{learner.learner_id}", by=by, details={"fields": gone})
            if not _rows(learner).exists():
                yes = Consent.objects.filter(learner__in=records_of([learner.pk]), purpose=PURPOSE, withdrawn_at=None)
                if yes.update(withdrawn_at=timezone.now()):
                    about = {"purpose": PURPOSE}
                    append("consent.withdrawn", f"learner:{learner.learner_id}", by=by, details=about)
    return gone


def learner_with_number(text: str, *, by: User, within: QuerySet) -> UUID | None:
    """Whoever has exactly this identity number and lives in one of the units today; the log keeps that `by` found the person.

    Raises ValidationError after too many numbers of nobody.
    """
    number = digits_of(text)
    _not_too_often(by)
    with everyone(_WHY):
        holder = PrivateDetail.objects.filter(lookup=number_digest(number)).values_list("learner", flat=True).first()
        first = first_ids([holder])[holder] if holder else None
        found = first if first and living_in(within).filter(learner=first).exists() else None
    if found is None:
        count(WRONG_NUMBERS, str(by.pk))
        return None
    with transaction.atomic():
        append("private.found", f"learner:{found}", by=by, details={"fields": [Kind.NUMBER.value]})
    return found


def needs_help(learner: Learner) -> bool:
    """Whether staff have to enter them, together with a parent or guardian: for a child."""
    record = PersonalRecord.objects.filter(learner=learner).first()
    return record is not None and may_be_a_child(record.birth_year)
