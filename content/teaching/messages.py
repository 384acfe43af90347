"""Messages of a centre to people who learn: offered in plain words, sent once, a few a day at most, read here or at the counter."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.classes.models import MOST_PEOPLE
from content.teaching import states
from content.teaching.about import About, address, column, most, reachable, subject
from content.teaching.models import CentreMessage
from content.teaching.rights import people_of
from portal.audit.public import append
from portal.people.public import (
    DataKey,
    Learner,
    LearnerAlias,
    decrypt_all,
    encrypt,
    encrypt_for,
    everyone,
    first_ids,
    records_of,
    show_names,
)
from portal.places.public import Centre

MOST_A_DAY = 2  # that one person gets in a centre's name, from whichever teacher, about whatever
LONGEST = 600
EVERYBODY = "everybody"


def offered(state: str, course: str, lesson: str = "") -> str:
    """A text to begin with, in plain words; the teacher changes it. The greeting and the link are added by the page.

    `state` EVERYBODY: for people in all states, who have finished among them.
    """
    told = {"course": course, "lesson": lesson}
    if state == EVERYBODY:
        return (
            _(
                "The centre asks how you are getting on with the course “%(course)s”. If something is difficult, or you want to "
                "learn more, come to the centre or call us."
            )
            % told
        )
    if state == states.FAILING and lesson:
        return (
            _(
                "You have tried the lesson “%(lesson)s” of the course “%(course)s” several times. Some questions there are hard. "
                "Come to the centre, or call us, and we look at it together. Then the lesson can be done again."
            )
            % told
        )
    if state == states.FINISHED:
        return (
            _("You have finished the course “%(course)s”. Well done! Come to the centre to choose what to learn next.")
            % told
        )
    if lesson and state in (states.STUCK, states.AWAY, states.LEARNING):
        return (
            _(
                "You have come as far as the lesson “%(lesson)s” of the course “%(course)s”. It waits for you and takes a few "
                "minutes. If something is difficult, come to the centre or call us."
            )
            % told
        )
    return (
        _(
            "The course “%(course)s” waits for you. A lesson takes a few minutes, and you can go on where you stopped. "
            "If something is difficult, come to the centre or call us."
        )
        % told
    )


@dataclass(frozen=True)
class Sent:
    """Whom a press reached, and who got nothing because the day is full (ids of records)."""

    reached: list[UUID]
    full: list[UUID]


def today_of(learners: Collection[UUID], centres: list[Centre]) -> dict[UUID, int]:
    """How many messages these people got today in the name of these centres: what others wrote to them is not told here.

    A person is one, under however many records. Somebody may live elsewhere under another one: that is counted, and not told.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    with everyone("messages are counted by person"):
        rows = CentreMessage.objects.filter(learner__in=records_of(learners), sent_at__gte=midnight, centre__in=centres)
        counted = rows.order_by().values_list("learner").annotate(n=Count("pk")).values_list("learner", "n")
        by_record = dict(counted)
    first, total = first_ids({*by_record, *learners}), Counter[UUID]()
    for record, number in by_record.items():
        total[first[record]] += number
    return {one: total[first[one]] for one in learners if first[one] in total}


def send(about: About, learners: Sequence[UUID], text: str, key: UUID, centres: list[Centre], *, by: Any) -> Sent:
    """Sends the text to these people, once however often it is pressed; who got enough today gets nothing, and is told.

    Who is ticked under two records is one person, and gets it under the record that goes on, if that is ticked. Raises
    ValidationError for `text` (nothing written, too long, or not what was sent with this key before) and for `people` (nobody,
    or more than `about` allows).
    """
    check(about, text, learners)
    words = plain(text)
    with transaction.atomic():
        ids = _held(learners)
        known = _sent_before(about, key, words)
        check(about, words, list({*known, *ids}))
        first = first_ids({*known, *ids})
        told = {first[one] for one in known}
        new = [one for one in ids if first[one] not in told]
        had, at = today_of(new, centres), reachable(about, new, centres)
        by_person: dict[UUID, UUID] = {}
        for one in sorted((one for one in new if one in at), key=lambda one: first[one] != one):
            by_person.setdefault(first[one], one)
        reached = [one for one in by_person.values() if had.get(one, 0) < MOST_A_DAY]
        full = [one for one in new if had.get(one, 0) >= MOST_A_DAY]
        sealed = _sealed(words, reached)
        CentreMessage.objects.bulk_create(
            CentreMessage(
                key=key, learner_id=one, centre=at[one], sent_by=by, text_encrypted=sealed[one], **column(about)
            )
            for one in reached
        )
        if reached:
            append("message.sent", subject(about), by=by, details={"people": len(reached)})
    return Sent([one for one in ids if one in known or one in reached], full)


def _held(learners: Sequence[UUID]) -> list[UUID]:
    """Those of these records that may be written to here. Nobody else writes to their people until the transaction ends."""
    ids = list(Learner.objects.filter(pk__in=learners).order_by("pk").values_list("pk", flat=True))
    with everyone("messages are counted by person, whichever record they went to"):
        firsts = LearnerAlias.objects.filter(alias__in=ids).values("learner")
        people = Learner.objects.select_for_update(no_key=True).filter(Q(pk__in=ids) | Q(pk__in=firsts))
        list(people.order_by("pk").values_list("pk", flat=True))
    return ids


def _sent_before(about: About, key: UUID, words: str) -> set[UUID]:
    """Whom a press with this key reached already. Raises ValidationError when it said something else: that form was used."""
    ((name, pk),) = column(about).items()
    rows = list(CentreMessage.objects.filter(key=key).values_list("learner", "text_encrypted", name))
    if rows and (rows[0][2] != pk or decrypt_all([rows[0][1]])[0] != words):
        told = _(
            "This form has sent a message with other words already. To send these words as well, press the button again."
        )
        raise ValidationError({"text": told})
    return {learner for learner, _text, _about in rows}


def plain(text: str) -> str:
    """The text without spaces at the ends of its lines."""
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def check(about: About, text: str, learners: Sequence[Any]) -> None:
    """Whether this text may go to so many people of it. Raises ValidationError for `text` or `people`."""
    words = plain(text)
    if not words:
        raise ValidationError({"text": _("The message is empty. Write a sentence or two.")})
    if len(words) > LONGEST:
        told = {"n": len(words), "most": LONGEST}
        raise ValidationError(
            {"text": _("The message has %(n)s letters; %(most)s fit on a slip. Make it shorter.") % told}
        )
    if not learners:
        raise ValidationError({"people": _("Nobody is ticked. Tick at least one person.")})
    if len(learners) > most(about):
        told = {"n": len(learners), "most": most(about)}
        raise ValidationError(
            {"people": _("%(n)s people are ticked; a message goes to %(most)s at most. Send it group by group.") % told}
        )


def _sealed(words: str, learners: Sequence[UUID]) -> dict[UUID, bytes]:
    """The text under the data key of each of them; one question for the keys."""
    holders = {f"learner:{one}": one for one in learners}
    keys = {holders[key.holder]: key for key in DataKey.objects.filter(holder__in=holders)}
    return {one: encrypt(words, keys[one]) if one in keys else encrypt_for(words, f"learner:{one}") for one in learners}


@dataclass(frozen=True)
class Shown:
    """A message as its person sees it."""

    pk: int
    key: UUID
    learner: UUID
    text: str
    about: About
    centre: Centre
    by: str
    sent_at: datetime
    read_at: datetime | None
    handed: bool

    @property
    def of_class(self) -> bool:
        return not isinstance(self.about, Page)

    @property
    def url(self) -> str:
        """The page of the course or the class."""
        return address(self.about)

    @property
    def link(self) -> str:
        """The whole address of it, for paper and Zalo."""
        return f"{settings.PUBLIC_URL}{self.url}"

    def for_zalo(self, called: str) -> str:
        """The whole text to copy: greeting, words, course or class with its address, who writes."""
        greeting = _("Hello %(name)s,") % {"name": called}
        return f"{greeting}\n{self.text}\n{self.about.title}: {self.link}\n{self.centre}"


def shown(rows: QuerySet[CentreMessage], limit: int) -> list[Shown]:
    """These messages, the newest first; a few questions for any number."""
    found = list(rows.select_related("course", "taught", "centre", "sent_by").order_by("-sent_at", "-pk")[:limit])
    authors = {one.sent_by_id: one.sent_by for one in found}
    if authors:
        show_names(authors.values())
    texts = decrypt_all([one.text_encrypted for one in found])
    return [
        Shown(
            one.pk, one.key, one.learner_id, text, one.taught or one.course, one.centre, authors[one.sent_by_id].get_full_name(),
            one.sent_at, one.read_at, one.handed_by_id is not None,
        )
        for one, text in zip(found, texts, strict=True)
    ]  # fmt: skip


def sent_with(key: UUID, centres: list[Centre]) -> list[Shown]:
    """The messages of one press, as far as they went to people who live at these centres, or are in a class of theirs."""
    own = Q(taught=None, learner__in=people_of(centres)) | Q(taught__centre__in=centres)
    return shown(CentreMessage.objects.filter(own, key=key), MOST_PEOPLE)


def mark_read(rows: QuerySet[CentreMessage], handed_by: Any = None) -> int:
    """Notes that these were read now: by the person, or read out by this member of staff. What was read stays as it was."""
    return rows.filter(read_at=None).update(read_at=timezone.now(), handed_by=handed_by)
