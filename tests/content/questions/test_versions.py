"""What was answered stays with the version that was answered, whatever editors do to the question later."""

from copy import deepcopy
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from content import tried
from content.models import LessonPage
from content.public import answer
from content.questions.bank import versions_of
from content.questions.marking import Choice, NoMoreTries, Question, version
from learning_records.public import VERBS
from tests.builders import lessons
from tests.builders.lessons import choice, ids, lesson_page, single
from tests.builders.pages import published
from tests.builders.people import make_learner
from tests.content.conftest import School

WHOLE = "?buoc=ca-bai"


@pytest.fixture
def asked(school: School) -> LessonPage:
    """A lesson with one question whose answers carry ids as the editors' page makes them."""
    question = single()
    for item in question["value"]["choices"]:
        item["id"] = str(uuid4())
    return published(school.course, lesson_page("Bài ba", question))


def rewrite(lesson: LessonPage, change) -> LessonPage:
    raw = deepcopy(list(lesson.body.raw_data))
    change(raw[0]["value"])
    lesson.body = raw
    lesson.save_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


def right(lesson: LessonPage) -> str:
    (question,) = lesson.questions().values()
    return next(one.key for one in question.choices if one.right)


def test_reordered_answers_keep_their_keys(school: School, asked: LessonPage) -> None:
    key = right(asked)
    answer(school.learner, asked, ids(asked)[0], [key])
    turned = rewrite(asked, lambda value: value["choices"].reverse())
    assert right(turned) == key
    page = school.client().get(turned.url + WHOLE).text
    assert "Đúng vậy." in page
    assert f'value="{key}" checked' in page
    before = school.recorded()
    answer(school.learner, turned, ids(turned)[0], [key])
    assert school.recorded() == before


def test_an_answer_to_a_changed_question_is_not_marked_anew(school: School, asked: LessonPage) -> None:
    key, before = right(asked), asked.questions()[ids(asked)[0]]
    answer(school.learner, asked, ids(asked)[0], [key])

    def turn(value: dict) -> None:
        value["question"] = "Ai được biết mã?"
        for item in value["choices"]:
            item["value"]["right"] = not item["value"]["right"]

    changed = rewrite(asked, turn)
    page = school.client().get(changed.url + WHOLE).text
    assert "Đúng rồi." in page
    assert "Câu hỏi này đã được sửa sau khi" in page
    assert "Lúc đó câu hỏi là: “Ai nên hỏi mã?”." in page
    answer(school.learner, changed, ids(changed)[0], [key])
    answered = [one for one in school.recorded() if one["verb"]["id"] == VERBS["answered"]]
    assert [one["result"]["success"] for one in answered] == [True, False]
    assert answered[0]["context"]["revision"] != answered[1]["context"]["revision"]
    assert answered[0]["object"]["id"] == answered[1]["object"]["id"]
    revisions = [one["context"]["revision"] for one in answered]
    block = ids(changed)[0]
    kept = versions_of(changed.pk, [(block, revision) for revision in revisions])
    assert [version(kept[block, revision]) for revision in revisions] == revisions
    assert kept[block, revisions[0]] == before


def test_an_answer_taken_away_breaks_nothing(school: School, asked: LessonPage) -> None:
    answer(school.learner, asked, ids(asked)[0], [right(asked)])

    def swap(value: dict) -> None:
        value["choices"] = [
            {"type": "item", "value": choice(text, text == "Một"), "id": str(uuid4())} for text in ("Một", "Hai")
        ]

    assert "Đúng rồi." in school.client().get(rewrite(asked, swap).url + WHOLE).text


def test_answers_that_came_without_ids_have_them_once_saved(school: School) -> None:
    question = single()
    for item in question["value"]["choices"]:
        del item["id"]
    lesson = published(school.course, lesson_page("Bài tư", question))
    keys = [
        [one.key for one in next(iter(LessonPage.objects.get(pk=lesson.pk).questions().values())).choices]
        for _look in range(2)
    ]
    assert keys[0] == keys[1]
    assert len(set(keys[0])) == 2


def test_the_version_is_what_is_asked_and_what_is_right() -> None:
    one, two = Choice("x", "Một", True, "đúng"), Choice("y", "Hai", False)
    first = Question("single", "?", (one, two))
    assert version(first) == version(Question("single", "?", (two, one), explanation="vì sao"))
    assert version(first) != version(Question("single", "??", (one, two)))
    assert version(first) != version(Question("single", "?", (one, Choice("y", "Hai", True))))
    assert version(first) != version(Question("single", "?", (one, Choice("z", "Hai", False))))


def test_of_a_row_of_questions_some_are_drawn_and_the_lesson_ends_with_them(school: School) -> None:
    row = [lessons.single(f"Hỏi {n}?") for n in range(5)]
    draw = {"type": "draw", "value": {"count": 2}, "id": str(uuid4())}
    lesson = published(school.course, lesson_page("Rút thăm", lessons.true_false(), draw, *row))
    asked = list(lesson.drawn_for(school.learner).questions())
    assert len(asked) == 3
    page = school.client().get(lesson.url + WHOLE).text
    assert page.count('class="question"') == 3
    assert all(f'id="cau-{block}"' in page for block in asked)
    others = {tuple(lesson.drawn_for(make_learner(school.unit)).questions()) for _person in range(6)}
    assert len(others) > 1


def test_tries_end_where_the_lesson_says_so(school: School) -> None:
    more = single()
    more["value"]["choices"].append({"type": "item", "value": choice("Ai cũng được"), "id": "c"})
    lesson = published(school.course, lesson_page("Hai lượt", more, attempts=2))
    (block,) = lesson.questions()
    client, address = school.client(), reverse("content:answer", args=[lesson.pk, block])
    for given in ("a", "c"):
        answer(school.learner, lesson, block, [given])
    with pytest.raises(NoMoreTries):
        answer(school.learner, lesson, block, ["b"])
    assert "Hết lượt trả lời câu này rồi." in client.post(address, {"answer": "b"}, follow=True).text
    assert len([one for one in school.recorded() if one["verb"]["id"] == VERBS["answered"]]) == 2
    other = make_learner(school.unit)
    for given in ("a", "b", "a"):  # right at the second: nothing is closed, and it stays right
        answer(other, lesson, block, [given])
    assert [one["result"]["success"] for one in school.recorded(other) if "success" in one.get("result", {})] == [
        False,
        True,
    ]
    stranger = Client()
    for given in ("b", "a"):
        stranger.post(address, {"answer": given})
    assert tried.answers(stranger.session, lesson)[block]["result"]["success"], "nor does a stranger's"
