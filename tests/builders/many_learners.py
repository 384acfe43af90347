"""A course with very many learners, each somewhere else on the way, written in bulk: what pages would have recorded of them.

What is laid down is the projection itself, row by row through `note_sum`; statements are not there, for no list reads them.
"""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone
from wagtail.models import Page

from content import learnt
from content.activities import originals
from content.identities import Enrolment
from content.models import CoursePage, LessonPage
from content.outline import lessons_of
from content.projection import TRY, EnrolmentProgress
from content.questions.marking import version
from content.visibility import insider
from portal.people.keys import _NEW, DataKey
from portal.people.models import Learner, PersonalRecord, Residence
from portal.people.names import name_fields
from portal.people.public import everyone
from portal.places.models import Unit
from tests.builders.lessons import lesson_page, single
from tests.builders.many_cases import FAMILY, GIVEN, MIDDLE
from tests.builders.pages import published

WHY = "a measurement fills a course"
_QUESTIONS = 5


def make_course(index: Page, lessons: int = 8) -> CoursePage:
    """A course of so many lessons with five questions each."""
    course = published(index, CoursePage(title="Khóa rất đông", slug=f"khoa-rat-dong-{secrets.token_hex(3)}"))
    for number in range(lessons):
        blocks = [single(f"Câu {number + 1}.{one + 1}: ai nên hỏi mã?") for one in range(_QUESTIONS)]
        published(course, lesson_page(f"Bài số {number + 1}", *blocks))
    return course


def many_learners(
    unit: Unit, course: CoursePage, number: int, *, groups: Sequence[int] = (), seed: int = 1, days: int = 60
) -> list[UUID]:
    """`number` people of the commune in this course: some never began, some go on, some stopped, some failed, some finished."""
    chance = random.Random(seed)
    with everyone(WHY):
        people = _people(unit, number, groups, chance)
        rows = Enrolment.objects.bulk_create([Enrolment(learner_id=one, course_id=course.pk) for one in people])
        lessons = _lessons(course)
        progress, now = [], timezone.now()
        for row in rows:
            row.made_at = now - timedelta(days=chance.randrange(1, days))
            kept = EnrolmentProgress(enrolment=row, learnt=_sum(course, lessons, row.made_at, now, chance))
            kept.note_sum()
            progress.append(kept)
        EnrolmentProgress.objects.bulk_create(progress, batch_size=500)
        Enrolment.objects.bulk_update(rows, ["made_at"], batch_size=500)
    return people


def _lessons(course: CoursePage) -> list[tuple[int, list[tuple[str, str]]]]:
    """Each lesson's original with its questions: block and version."""
    found = lessons_of([course], insider())[course.pk]
    whose, pages = originals(found), LessonPage.objects.in_bulk([one.pk for one in found])
    return [
        (whose[one.pk], [(str(block), version(question)) for block, question in pages[one.pk].questions().items()])
        for one in found
    ]


def _people(unit: Unit, number: int, groups: Sequence[int], chance: random.Random) -> list[UUID]:
    ids = [uuid4() for _ in range(number)]
    keys = DataKey.objects.bulk_create(
        [DataKey(holder=f"learner:{one}", **{name: make() for name, make in _NEW.items()}) for one in ids]
    )
    Learner.objects.bulk_create([Learner(learner_id=one, reference=secrets.token_urlsafe(16)[:22]) for one in ids])
    records = []
    for one, key in zip(ids, keys, strict=True):
        name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
        fields = name_fields(one, name, key)
        records.append(PersonalRecord(learner_id=one, birth_year=chance.randrange(1945, 2005), **fields))
    PersonalRecord.objects.bulk_create(records, batch_size=500)
    day = timezone.localdate() - timedelta(days=400)
    Residence.objects.bulk_create(
        [
            Residence(
                learner_id=one,
                unit=unit,
                valid_from=day,
                residential_group_id=chance.choice(groups) if groups else None,
            )
            for one in ids
        ],
        batch_size=500,
    )
    return ids


def _sum(course: CoursePage, lessons: list, made: datetime, now: datetime, chance: random.Random) -> learnt.Learnt:
    """What a person did between enrolling and now: the sum of it, as the acts would have made it."""
    acts = [learnt.Act(learnt.moment(made), str(uuid4()), "registered", course.pk)]
    reached = chance.choice((0, 1, 2, 3, 4, 5, 6, len(lessons), len(lessons)))
    for number, (page, questions) in enumerate(lessons[:reached]):
        at = made + (now - made) * ((number + 1) / (len(lessons) + 2)) * chance.random()
        acts.append(learnt.Act(learnt.moment(at), str(uuid4()), "initialized", page))
        last = number + 1 == reached < len(lessons)
        for block, revision in questions:
            right = chance.random() < (0.5 if last else 0.8)
            result = {"success": right, "score": {"scaled": float(right)}, "response": "b" if right else "a"}
            result["extensions"] = {TRY: chance.choice((1, 1, 1, 2, 3, 4))}
            at += timedelta(minutes=1)
            acts.append(learnt.Act(learnt.moment(at), str(uuid4()), "answered", page, UUID(block), result, revision))
        if not last:
            acts.append(learnt.Act(learnt.moment(at), str(uuid4()), "completed", page, result={"completion": True}))
            acts.append(learnt.Act(learnt.moment(at), str(uuid4()), "passed", page, result={"success": True}))
    if reached == len(lessons):
        acts.append(learnt.Act(learnt.moment(now - (now - made) / 3), str(uuid4()), "completed", course.pk))
    return learnt.total(acts)
