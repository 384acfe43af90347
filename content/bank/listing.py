"""The bank as a list: found by words and kind, twenty a page, each with how it is answered in all its lessons together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from content.bank.entries import BankedQuestion
from content.blocks import LessonBody
from content.questions.marking import version
from content.questions.stats import EASY, FEW, HARD
from portal.text.folding import fold

A_PAGE, WORDS, LONGEST = 20, 8, 200  # rows of a page; words looked for, and letters typed


@dataclass
class Row:
    """One question of the bank: its newest place, every lesson it stands in, and how it is answered there today."""

    entry: BankedQuestion
    lessons: list[Page] = field(default_factory=list)
    answered: int = 0
    right: int = 0

    @property
    def share(self) -> int | None:
        return round(100 * self.right / self.answered) if self.answered >= FEW else None

    @property
    def difficulty(self) -> str:
        """`hard`, `easy` or nothing to say."""
        share = self.share
        return "" if share is None or HARD <= share <= EASY else "hard" if share < HARD else "easy"


def of_user(user: Any) -> QuerySet[BankedQuestion]:
    """The questions of the lessons that this user may edit: of the own centre's."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    return BankedQuestion.objects.filter(place__page__in=pages)


def found(user: Any, words: str, kind: str, number: str) -> tuple[ListPage, list[Row]]:
    """A page of the bank and its rows, the newest first; a question that stands in several lessons once."""
    rows = of_user(user)
    for word in fold(words[:LONGEST]).split()[:WORDS]:
        rows = rows.filter(folded__contains=word)
    if kind:
        rows = rows.filter(kind=kind)
    once = rows.order_by("place__uuid", "-changed_at", "pk").distinct("place__uuid").values("pk")
    entries = BankedQuestion.objects.filter(pk__in=once).select_related("place").order_by("-changed_at", "pk")
    page = Paginator(entries, A_PAGE).get_page(number)
    return page, _rows(list(page.object_list), user)


def _rows(entries: Sequence[BankedQuestion], user: Any) -> list[Row]:
    shown = {one.place.uuid: Row(one) for one in entries}
    places = list(
        of_user(user).filter(place__uuid__in=list(shown)).select_related("place__page").order_by("place__page__path")
    )
    for one in places:
        shown[one.place.uuid].lessons.append(one.place.page)
    for uuid, answered, right in _counts(places):
        shown[uuid].answered += answered
        shown[uuid].right += right
    return list(shown.values())


# Only answers to the version that stands there now, as `content.questions.stats` counts them: another one asked something else.
# Which share is right says nothing of a person: it counts everybody who learns there, as `content.questions.stats` does.
_COUNT = """
SELECT w.uuid, count(*), count(*) FILTER (WHERE x.answer #>> '{result,success}' = 'true')
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::int[], %s::text[]) AS w (uuid, page, block, course, revision)
JOIN content_enrolment e ON e.course_id = w.course
JOIN content_enrolmentprogress p ON p.enrolment_id = e.id
CROSS JOIN LATERAL (SELECT p.learnt #> ARRAY[w.page, 'answers', w.block] AS answer) x
WHERE x.answer ->> 'revision' = w.revision GROUP BY w.uuid
"""


def _counts(places: Collection[BankedQuestion]) -> list[tuple[UUID, int, int]]:
    """Question -> how many answered it as it stands now, and how many of them rightly the last time; two queries."""
    courses, kinds = _courses([one.place.page for one in places]), LessonBody().child_blocks
    asked = [
        (
            one.place.uuid,
            str(one.place.page_id),
            str(one.place.block),
            courses[one.place.page_id],
            _revision(one, kinds),
        )
        for one in places
        if one.place.page_id in courses
    ]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(column) for column in zip(*asked, strict=True)])
        return cursor.fetchall()


def _revision(entry: BankedQuestion, kinds: Any) -> str:
    """The mark that answers to this version bear; which picture a question shows is no part of it."""
    block = kinds[entry.kind]
    return version(block.as_question(block.to_python(entry.value | {"image": None})))


def _courses(lessons: Collection[Page]) -> dict[int, int]:
    """Lesson -> its course (ids); one query."""
    above = {
        lesson.pk: [lesson.path[:end] for end in range(Page.steplen, len(lesson.path), Page.steplen)]
        for lesson in lessons
    }
    paths = {path for one in above.values() for path in one}
    courses = dict(apps.get_model("content", "CoursePage").objects.filter(path__in=paths).values_list("path", "pk"))
    return {pk: courses[own[-1]] for pk, one in above.items() if (own := [path for path in one if path in courses])}
