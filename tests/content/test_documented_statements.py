"""What `docs/xapi.md` shows of the statements that questions, draws and tasks make is what the portal records, word for word."""

import json
import re
from typing import Any

import pytest
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from content.models import LessonPage
from content.practice.check import right_acts
from content.practice.register import tasks
from content.public import answer, complete
from content.questions.kinds import REGISTER
from content.questions.marking import version
from portal import env
from tests.builders import lessons
from tests.builders.lessons import ids, lesson_page
from tests.builders.pages import published
from tests.content.conftest import School

pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
SECTION = "## What the portal itself says of questions and tasks"
TASK = "quet-ma-qr"
# Half right where a kind has parts, as its form sends it.
GIVEN = {
    "single": ["b"],
    "several": ["a", "b"],
    "true_false": ["a"],
    "short_text": ["da nang"],
    "fill_in": ["1[.]mã otp", "2[.]bạn"],
    "number": ["60,5 phút"],
    "order": ["a[.]1", "b[.]3", "c[.]2"],
    "match": ["a[.]a", "b[.]c"],
    "scenario": ["a[.]a", "b[.]a"],
    "spot": ["b"],
}


def shown() -> list[dict[str, Any]]:
    """The examples of the page: one a line, in blocks of JSON."""
    text = (env.ROOT / "docs" / "xapi.md").read_text(encoding="utf-8")
    section = text.partition(SECTION)[2].partition("\n## ")[0]
    assert section, "the page has the section"
    blocks = re.findall(r"```json\n(.*?)```", section, re.DOTALL)
    return [json.loads(line) for block in blocks for line in block.splitlines() if line.strip()]


def examples(key: str) -> dict[str, Any]:
    return {one[key]: one for one in shown() if key in one and "actor" not in one}


@pytest.fixture
def every(school: School, settings, tmp_path) -> LessonPage:
    """A lesson with every kind of question, and one task."""
    settings.MEDIA_ROOT = tmp_path
    photo = get_image_model().objects.create(title="Tin", file=get_test_image_file())
    made = [
        lessons.spot(photo.pk) if kind == "spot" else getattr(lessons, kind)() for kind in REGISTER if kind != "task"
    ]
    return published(school.course, lesson_page("Mọi kiểu", *made, lessons.block("task", task=TASK)))


def test_each_kind_says_what_the_page_shows(school: School, every: LessonPage) -> None:
    told, variant = examples("kind"), tasks()[TASK].variant_for(str(school.learner.learner_id))
    assert set(told) == set(REGISTER)
    for block, question in every.questions().items():
        given = right_acts(variant) if question.kind == "task" else GIVEN[question.kind]
        answer(school.learner, every, block, given)
        statement = [one for one in school.recorded() if one["verb"]["id"].endswith("answered")][-1]
        example = dict(told[question.kind])
        if question.kind == "task":  # whoever does it gets one of its tellings; the page shows the first
            example["result"]["response"] = "[,]".join(right_acts(variant))
        definition = {
            name: value for name, value in statement["object"]["definition"].items() if name not in ("name", "type")
        }
        assert example == {"kind": question.kind, "definition": definition, "result": statement["result"]}
        assert statement["context"]["revision"] == version(question)


def test_the_try_counts_answers_to_this_version_alone(school: School) -> None:
    block, told = ids(school.lesson)[0], examples("try")
    for number, given in enumerate(("a", "a", "b"), 1):
        answer(school.learner, school.lesson, block, [given])
        said = [one for one in school.recorded() if one["verb"]["id"].endswith("answered")]
        assert said[-1]["result"] == told[len(said)]["result"], number
    assert len(said) == 2, "the same answer again says nothing new"
    changed = school.lesson
    raw = list(changed.body.raw_data)
    raw[0]["value"]["question"] = "Ai được hỏi mã?"
    changed.body = raw
    changed.save_revision().publish()
    answer(school.learner, LessonPage.objects.get(pk=changed.pk), block, ["a"])
    said = [one for one in school.recorded() if one["verb"]["id"].endswith("answered")]
    assert said[-1]["result"] == told[1]["result"], "another version begins anew"


def test_a_lesson_says_how_far_it_is_and_how_it_ended(school: School) -> None:
    """Of a row of four, two are drawn: they alone are asked, counted and scored."""
    draw = {"type": "draw", "value": {"count": 2}, "id": None}
    lesson = published(school.course, lesson_page("Bốc thăm", draw, *(lessons.single(f"Câu {n}?") for n in range(4))))
    asked = list(lesson.drawn_for(school.learner).questions())
    assert len(asked) == 2
    told = examples("verb")
    for block, given in zip(asked, "bb", strict=True):
        answer(school.learner, lesson, block, [given])
    complete(school.learner, lesson)
    said = {one["verb"]["id"].rpartition("/")[2]: one for one in school.recorded()}
    progress = [one for one in school.recorded() if one["verb"]["id"].endswith("progressed")]
    assert [next(iter(one["result"]["extensions"].values())) for one in progress] == [50, 100]
    failing = published(school.course, lesson_page("Không đạt", lessons.single()))
    answer(school.learner, failing, ids(failing)[0], ["a"])
    complete(school.learner, failing)
    said["failed"] = school.recorded()[-1]
    assert set(told) == set(said) - {"answered"}
    for verb, example in told.items():
        assert example == {"verb": verb, "object": example["object"], "result": said[verb].get("result", {})}, verb
        kind = said[verb]["object"]["definition"]["type"].rpartition("/")[2]
        assert example["object"] == kind, verb


def test_the_whole_example_has_the_fields_of_a_statement(school: School) -> None:
    (whole,) = [one for one in shown() if "actor" in one]
    school.lesson.alignments.through.objects.create(lessonpage=school.lesson, alignment=school.alignment)
    client = school.client()
    client.post(reverse("content:answer", args=[school.lesson.pk, ids(school.lesson)[0]]), {"answer": "b"})
    statement = next(one for one in school.recorded() if one["verb"]["id"].endswith("answered"))

    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shape(one) for name, one in value.items()}
        return [shape(one) for one in value] if isinstance(value, list) else type(value).__name__

    kept = {name: value for name, value in statement.items() if name not in ("stored", "authority", "version")}
    assert shape(whole) == shape(kept)
    for name in ("verb", "result"):
        assert whole[name] == statement[name]
    assert whole["object"]["definition"] == statement["object"]["definition"]
