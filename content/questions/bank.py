"""What was asked stays what was asked: every version of a question that somebody answered is kept, once, as it was.

The page holds the question of today. A statement names the version it answered in `context.revision`; here is what that was.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from content.identities import QuestionActivity
from content.questions.asked import Question
from content.questions.kept import as_json, from_json
from content.questions.marking import version


class QuestionVersion(models.Model):
    """A question as it stood when it was answered for the first time; never changed."""

    activity = models.ForeignKey(QuestionActivity, on_delete=models.CASCADE, related_name="versions")
    revision = models.CharField(max_length=16)
    question = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "revision"], name="one_version_kept_once")]


def keep(activity: QuestionActivity, question: Question) -> None:
    """Keeps a version that is answered now; kept already, nothing is written."""
    QuestionVersion.objects.bulk_create(
        [QuestionVersion(activity=activity, revision=version(question), question=as_json(question))],
        ignore_conflicts=True,
    )


def versions_of(page: int, wanted: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], Question]:
    """(block, revision) -> the question as it was, of one page's questions; what was not kept is left out. One query."""
    asked = set(wanted)
    if not asked:
        return {}
    rows = QuestionVersion.objects.filter(
        activity__page=page, activity__block__in={block for block, _revision in asked}
    ).values_list("activity__block", "revision", "question")
    return {(block, revision): from_json(kept) for block, revision, kept in rows if (block, revision) in asked}
