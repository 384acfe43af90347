"""Every course that comes with the portal: valid to the last mapping, plain to read, fairly asked. Pure: no database."""

import re
import unicodedata
from collections import defaultdict
from math import ceil
from xml.etree import ElementTree

import pytest
import yaml

from content.blocks import PICTURES, LessonBody, QuestionBlock
from content.courses.answers import right_answers
from content.courses.body import body
from content.courses.loader import every_text, shipped_courses
from content.courses.plainness import abbreviations, foreign_words, is_syllable, measure, sentences
from content.courses.schema import Course
from content.questions.marking import mark
from portal.env import ROOT
from recognition.criteria.frameworks import framework

COURSES = shipped_courses()
LESSON = LessonBody()
LESSONS = [(course, lesson) for course in COURSES for lesson in course.lessons]
# Names of things that a commune meets, as they are written everywhere. A course of a language has that language in it.
NAMES = {
    *("Zalo", "VNeID", "CH", "Play", "App", "Store", "Android", "iPhone", "Facebook", "Google"),
    *("ATM", "QR", "CC", "video", "Video", "gov", "vn", "dichvucong"),
}
SHAPES = {"path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "text"}
each_course = pytest.mark.parametrize("course", COURSES, ids=lambda course: course.slug)


def read_by_people(thing) -> list[str]:
    """What a learner reads of it; a single word is an answer, an address or a password."""
    return [text for text in every_text(thing) if " " in text]


def asked(course: Course, kind: str) -> list:
    return [question for lesson in course.lessons for question in lesson.questions if question.kind == kind]


def indicators() -> dict[str, str]:
    """Code -> wording of the indicators that have a rule, which is to say automatic evidence."""
    text = (ROOT / "recognition/criteria/sets/cong_dan_hoc_tap-2022.1.yaml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    ruled = {rule["indicator"] for rule in found["rules"]}
    return {one["code"]: one["wording"]["default"] for one in found["indicators"] if one["code"] in ruled}


def test_the_first_two_are_those_of_the_stories() -> None:
    assert [course.slug for course in COURSES[:2]] == ["an-toan-tai-khoan", "ke-hoach-hoc-va-doc"]
    assert [len(course.lessons) for course in COURSES[:2]] == [6, 5]
    assert [lesson.slug for _course, lesson in LESSONS if not (lesson.indicators or lesson.competences)] == [
        "ghi-so-de-nho"
    ], "one ordinary lesson, which no second person approves"


def test_what_counts_has_lessons(capsys) -> None:
    """Every indicator with automatic evidence, and each of the 24 competences at its first level (CB1)."""
    taught = defaultdict(list)
    for _course, lesson in LESSONS:
        for code in (*lesson.indicators, *lesson.competences):
            taught[code].append(lesson.slug)
    wanted = indicators() | {one.code: one.name for one in framework("tt02_2025").competences}
    with capsys.disabled():
        print()
        for code, name in wanted.items():
            print(f"{code:4} {name[:58]:58} {len(taught[code]):2}  {', '.join(taught[code])[:70]}")
    assert [code for code in wanted if not taught[code]] == []
    assert set(taught) <= set(wanted)


@each_course
def test_pictures_blocks_and_answers_are_valid(course) -> None:
    drawn = {name for name, _words in PICTURES}
    for lesson in course.lessons:
        pictures = [lesson.picture, *(step.picture for step in lesson.steps if step.picture)]
        assert all(one.name in drawn and len(one.alt.split()) > 3 for one in pictures), lesson.slug
        stored = LESSON.clean(LESSON.to_python(body(lesson)))
        asked_again = [one.block.as_question(one.value) for one in stored if isinstance(one.block, QuestionBlock)]
        assert [one.text for one in asked_again] == [one.text for one in lesson.questions]
        for question in (*asked_again, *lesson.questions):
            assert mark(question, right_answers(question)).right, question.text


def test_every_drawn_picture_is_there_and_drawn() -> None:
    for name, _words in PICTURES:
        drawing = ElementTree.parse(ROOT / f"static/img/pictures/{name}.svg").getroot()
        assert drawing.tag == "{http://www.w3.org/2000/svg}svg", name
        assert re.fullmatch(r"0 0 \d+ \d+", drawing.get("viewBox", "")), name
        assert len([one for one in drawing.iter() if one.tag.rpartition("}")[2] in SHAPES]) > 3, name


@each_course
def test_sentences_are_short(course) -> None:
    for lesson in course.lessons:
        found = measure("\n".join(read_by_people(lesson)))
        assert found.mean <= 14, (lesson.slug, found.mean)
        long = [one for text in read_by_people(lesson) for one in sentences(text) if measure(one).longest > 30]
        assert long == [], lesson.slug
        for step in lesson.steps:
            assert all(len(one.split()) <= 75 for one in step.text.split("\n\n")), (lesson.slug, step.title)


@each_course
def test_words_are_plain(course) -> None:
    texts = [text for text in read_by_people(course) if text != course.licence]
    for text in texts:
        assert unicodedata.is_normalized("NFC", text), text
        assert not re.search(
            r"  |\b(?:19|18)00\d{4}\b|\b0\d{9}\b| ,| \.(?!\w)|\.\.(?!\.)", text.replace("\n", " ")
        ) or ("\n\n" in text and not re.search(r"[^\n]  |\b0\d{9}\b", text)), text
    if "tiếng Anh" not in course.tags:
        assert {*foreign_words("\n".join(texts)), *(one for text in texts for one in abbreviations(text))} <= NAMES


def true_or_false(course: Course) -> list[bool]:
    """Of each sentence that is true or false, which it is."""
    return [question.choices[0].right for question in asked(course, "true_false")]


def fair(truths: list[bool]) -> bool:
    """Whether at least 40 % of the sentences are true, and 40 % false, as far as the number allows it: one is either."""
    least = min(ceil(0.4 * len(truths)), len(truths) // 2)
    return least <= sum(truths) <= len(truths) - least and (len(truths) < 2 or sum(truths) >= ceil(0.4 * len(truths)))


def test_forty_to_sixty_of_a_hundred_sentences_are_true(capsys) -> None:
    """Over all courses; who always says “Sai”, or “Đúng”, fails."""
    found = {course.slug: true_or_false(course) for course in COURSES}
    every = [truth for truths in found.values() for truth in truths]
    with capsys.disabled():
        print()
        for slug, truths in [*found.items(), ("all courses", every)]:
            print(f"{slug:28} {sum(truths):3} of {len(truths):3} true")
    assert len(every) >= 50
    assert 0.4 <= sum(every) / len(every) <= 0.6


@pytest.mark.parametrize(
    ("number", "allowed"),
    [(1, [0, 1]), (2, [1]), (3, [2]), (4, [2]), (5, [2, 3]), (6, [3]), (7, [3, 4]), (8, [4]), (10, [4, 5, 6])],
)
def test_the_measure_of_fairness(number: int, allowed: list[int]) -> None:
    assert [true for true in range(number + 1) if fair([True] * true + [False] * (number - true))] == allowed


@each_course
def test_answers_are_balanced(course) -> None:
    assert fair(truths := true_or_false(course)), f"{sum(truths)} of {len(truths)} are true"
    singles = [question.choices for question in asked(course, "single")]
    longest = sum(max(one, key=lambda choice: len(choice.text)).right for one in singles)
    assert longest <= len(singles) / 2, f"the right one is the longest in {longest} of {len(singles)}"
    places = [next(place for place, choice in enumerate(one) if choice.right) for one in singles]
    assert max(map(places.count, places)) <= max(2, len(places) * 0.6), places
    for question in (*asked(course, "several"), *asked(course, "single")):
        assert all(len(one.feedback.split()) >= 4 for one in question.choices), question.text


def test_the_measure_of_words() -> None:
    assert sentences("Ông **Bính** hỏi. “Sao thế?” Giá 1.250.000 đồng…\n\n- Một\n- Hai") == [
        *("Ông Bính hỏi.", "“Sao thế?", "Giá 1.250.000 đồng…", "Một", "Hai"),
    ]
    assert (measure("Một hai ba. Bốn.").mean, measure("Một hai ba. Bốn.").longest) == (2, 3)
    assert abbreviations("Ra UBND xã, gửi OTP, ví dụ v.v.") == ["UBND", "OTP", "v.v"]
    assert foreign_words("Bật wifi, gửi file tại nhan-qua.example, chat cùng cháu lớp 9A") == ["wifi", "file", "chat"]
    built = "nghiêng khuỷu quýt gì giếng ngoằn uyên uống yêu ướt xoong chuyện thuở Đặng"
    assert [one for one in built.split() if not is_syllable(one)] == []
    assert [one for one in ("email", "link", "shop", "check", "xyz", "bat", "zalo") if is_syllable(one)] == []
