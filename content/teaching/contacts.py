"""Who was called, written to or met about a course, by whom and when; what a teacher wrote of it is encrypted."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page

from content.teaching.about import About, column
from content.teaching.models import CentreMessage, Contact
from portal.people.public import Learner, decrypt_all, encrypt_for, show_names

OLDEST = 366  # days that lie back at most
MESSAGE = "message"


@dataclass(frozen=True)
class Done:
    """One thing that was done for somebody: how, on which day, by whom, with which words; of a message whether it was read."""

    how: str
    on: date
    by: str
    words: str = ""
    read_on: date | None = None

    @property
    def told(self) -> str:
        """How, in a word."""
        return pgettext("contact", "Message of the centre") if self.how == MESSAGE else _said(self.how)


def _said(how: str) -> str:
    words = {"called": _("Called by telephone"), "zalo": _("Wrote on Zalo"), "met": _("Met and talked")}
    return words[how]


def note(learner: Learner, course: Page, how: str, on: date, words: str, key: UUID, *, by: Any) -> None:
    """Keeps that the person was called, written to or met. Pressed twice, it is kept once, as it was said last.

    Raises ValidationError for `on`.
    """
    today = timezone.localdate()
    if on > today:
        raise ValidationError({"on": _("This day has not come yet. Write the day on which it was done.")})
    if on < today - timedelta(days=OLDEST):
        raise ValidationError({"on": _("This day lies more than a year back. Look at the year.")})
    with transaction.atomic():
        sealed = encrypt_for(words, f"learner:{learner.pk}") if words else None
        row = {"learner": learner, "course_id": course.pk, "how": how, "on": on, "words_encrypted": sealed, "by": by}
        kept, made = Contact.objects.get_or_create(key=key, defaults=row)
        if not made and (kept.learner_id, kept.course_id, kept.by_id) == (learner.pk, course.pk, by.pk):
            Contact.objects.filter(pk=kept.pk).update(how=how, on=on, words_encrypted=sealed)


def done_for(ids: Collection[UUID], course: Page, limit: int = 50) -> list[Done]:
    """What was done for a person (known by these ids) in a course, the newest first."""
    contacts = list(
        Contact.objects.filter(learner__in=ids, course=course.pk).select_related("by").order_by("-on", "-pk")[:limit]
    )
    found = CentreMessage.objects.filter(learner__in=ids, course=course.pk).select_related("sent_by")
    messages = list(found.order_by("-sent_at", "-pk")[:limit])
    names = _names([one.by for one in contacts] + [one.sent_by for one in messages])
    texts = _texts([one.words_encrypted for one in contacts] + [one.text_encrypted for one in messages])
    rows = [Done(one.how, one.on, names[one.by_id], next(texts)) for one in contacts]
    rows += [
        Done(MESSAGE, _day(one.sent_at), names[one.sent_by_id], next(texts), _day(one.read_at) if one.read_at else None)
        for one in messages
    ]
    return sorted(rows, key=lambda row: row.on, reverse=True)[:limit]


def _day(moment: Any) -> date:
    return timezone.localdate(moment)


def _names(users: Iterable[Any]) -> dict[int, str]:
    rows = {one.pk: one for one in users}
    if rows:
        show_names(rows.values())
    return {pk: one.get_full_name() for pk, one in rows.items()}


def _texts(tokens: list[bytes | None]) -> Any:
    opened = iter(decrypt_all([token for token in tokens if token]))
    return iter([next(opened) if token else "" for token in tokens])


def last_done(learners: Collection[UUID], course: Page) -> dict[UUID, Done]:
    """The newest of it for each of these records in a course, without its words: a few questions for any number."""
    contacts = Contact.objects.filter(learner__in=learners, course=course.pk).select_related("by")
    contacts = contacts.defer("words_encrypted").order_by("learner", "-on", "-pk").distinct("learner")
    calls, letters = list(contacts), last_messages(learners, course)
    names = _names([one.by for one in calls])
    found = {one.learner_id: Done(one.how, one.on, names[one.by_id]) for one in calls}
    for learner, letter in letters.items():
        known = found.get(learner)
        if known is None or known.on <= letter.on:
            found[learner] = letter
    return found


def last_messages(learners: Collection[UUID], about: About) -> dict[UUID, Done]:
    """The newest message to each of these records about a course or a class, without its words; a question or two."""
    messages = CentreMessage.objects.filter(learner__in=learners, **column(about)).select_related("sent_by")
    letters = list(messages.defer("text_encrypted").order_by("learner", "-sent_at").distinct("learner"))
    names = _names([one.sent_by for one in letters])
    return {
        one.learner_id: Done(
            MESSAGE, _day(one.sent_at), names[one.sent_by_id], "", _day(one.read_at) if one.read_at else None
        )
        for one in letters
    }
