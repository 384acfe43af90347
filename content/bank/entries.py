"""The bank: every question of every published lesson as it stands there, one row a place.

A question that stands in several lessons is one activity: its places share the uuid (`QuestionActivity`). Each lesson holds the
words of its own version, so that nothing changes in a published lesson until somebody publishes it; the bank says which
places say the same. Rows follow the lesson in the transaction that saves it, and can be made again from the lessons.
"""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from content.identities import QuestionActivity
from content.questions.asked import Question
from portal.text.folding import fold

_FOLDED = 4000  # letters of a question in which words are looked for


class BankedQuestion(models.Model):
    """A question as it stands in a published lesson: its kind, its words, what its block holds, and since when."""

    place = models.OneToOneField(QuestionActivity, on_delete=models.CASCADE, primary_key=True, related_name="banked")
    kind = models.CharField(max_length=20)
    text = models.TextField()
    folded = models.TextField()
    value = models.JSONField()
    content = models.CharField(max_length=16)
    changed_at = models.DateTimeField()
    wagtail_reference_index_ignore = True  # what it shows is the lesson's: that one is the use of a picture

    class Meta:
        indexes = [models.Index(fields=["kind", "-changed_at"], name="banked_by_kind")]


def value_of(child: Any) -> Any:
    """What a question's block holds, written the same however it came into the lesson."""
    return json.loads(json.dumps(child.block.get_prep_value(child.value), cls=DjangoJSONEncoder))


def content_of(kind: str, value: Any) -> str:
    """A short mark of all that a question says, also of what is said to answers: another mark is another version to offer."""
    text = json.dumps([kind, _bare(value)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _bare(value: Any) -> Any:
    """Without what is empty: a field that nobody filled in says nothing."""
    if isinstance(value, dict):
        return {key: bare for key, one in value.items() if (bare := _bare(one)) not in (None, "", False, [])}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def _folded(question: Question) -> str:
    more = [one.text for one in question.choices] + [one.text for one in question.spots] + [question.sentence]
    more += [f"{one.left} {one.right}" for one in question.pairs] + [scene.text for scene in question.scenes]
    return " ".join(fold(" ".join([question.text, *more])).split())[:_FOLDED]


def note(lesson: Any) -> None:
    """Brings the bank up to date with a lesson that was just saved; as many queries for many questions as for one."""
    found = {UUID(child.id): child for child in lesson.body if getattr(child.block, "kind", "") and child.id}
    rows = BankedQuestion.objects.filter(place__page=lesson.pk)
    if not lesson.live or not found:
        rows.delete()
        return
    rows.exclude(place__block__in=list(found)).delete()
    made = [QuestionActivity(page_id=lesson.pk, block=block) for block in found]
    QuestionActivity.objects.bulk_create(made, ignore_conflicts=True)
    places = {one.block: one for one in QuestionActivity.objects.filter(page=lesson.pk, block__in=list(found))}
    held = dict(rows.values_list("place", "content"))
    fresh = [_entry(places[block], child) for block, child in found.items()]
    changed = [one for one in fresh if held.get(one.place_id) != one.content]
    names = ["kind", "text", "folded", "value", "content", "changed_at"]
    BankedQuestion.objects.bulk_create(changed, update_conflicts=True, unique_fields=["place"], update_fields=names)


def _entry(place: QuestionActivity, child: Any) -> BankedQuestion:
    question, value = child.block.as_question(child.value), value_of(child)
    return BankedQuestion(
        place=place,
        kind=question.kind,
        text=question.text,
        folded=_folded(question),
        value=value,
        content=content_of(question.kind, value),
        changed_at=timezone.now(),
    )
