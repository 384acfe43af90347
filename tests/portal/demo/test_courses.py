"""The demo's texts are whole: text, picture, questions with right answers and feedback, plain words."""

import re
import unicodedata

import pytest
import yaml

from portal.demo import texts
from portal.demo.texts import html

COURSES = texts.courses()
LESSONS = [lesson for course in COURSES for lesson in course["lessons"]]
QUESTIONS = [(lesson["slug"], question) for lesson in LESSONS for question in lesson["questions"]]
PICTURES = {
    "fish-hook",
    "phone-bait",
    "fake-bank",
    "otp-lock",
    "strong-key",
    "ask-neighbour",
    "plan-hen",
    "read-lamp",
    "read-tree",
    "note-book",
    "library-boat",
    "share-circle",
}
INDICATORS = {"A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2"}
ABBREVIATIONS = re.compile(
    r"\b(TT|HTCĐ|UBND|HĐND|OTP|SMS|CCCD|CMND|ĐT|SĐT|NH|TK|MK|CNTT|KH|GĐ|CDHT|QR|PDF|vd|VD|v\.v|tp|TP|T[2-7]|CN)\b"
)
NAMED = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson["slug"])


def every_text(thing):
    """All strings inside a structure of YAML."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from every_text(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from every_text(value)


def test_two_courses_of_six_and_five_lessons():
    assert [len(course["lessons"]) for course in COURSES] == [6, 5]
    slugs = [lesson["slug"] for lesson in LESSONS]
    assert len(set(slugs)) == len(slugs)


@NAMED
def test_a_lesson_has_its_parts(lesson):
    words = len(lesson["text"].split())
    assert 250 <= words <= 450, words
    assert lesson["text"].count("\n## ") >= 3
    assert 5 <= lesson["minutes"] <= 30
    assert lesson["intro"].endswith((".", "?"))
    assert lesson["picture"]["name"] in PICTURES
    assert lesson["picture"]["alt"].startswith("Tranh vẽ: ")
    assert 3 <= len(lesson["questions"]) <= 4


@NAMED
def test_the_text_becomes_html(lesson):
    page = html(lesson["text"])
    assert page.count("<h2>") >= 3
    assert "**" not in page
    assert "##" not in page
    for tag in ("p", "h2", "ul", "ol", "li", "b", "blockquote"):
        assert page.count(f"<{tag}>") == page.count(f"</{tag}>")


@NAMED
def test_paragraphs_are_short(lesson):
    for paragraph in re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", html(lesson["text"])):
        assert len(paragraph.split()) <= 75, paragraph


def test_mapping_names_known_indicators_and_one_lesson_is_ordinary():
    for course in COURSES:
        for lesson in course["lessons"]:
            assert set(lesson["indicators"]) <= INDICATORS & set(course["indicators"])
            assert all(re.fullmatch(r"[1-6]\.[1-6]", code) for code in lesson["competences"])
    assert any(not lesson["indicators"] and not lesson["competences"] for lesson in LESSONS)
    assert {code for lesson in LESSONS for code in lesson["indicators"]} == {"A1", "A2", "A3", "B1"}


@pytest.mark.parametrize(("slug", "question"), QUESTIONS)
def test_a_question_can_be_answered_and_says_why(slug, question):
    assert question["explanation"].endswith(".")
    if question["kind"] in ("single", "several"):
        right = [choice for choice in question["choices"] if choice.get("right")]
        assert 3 <= len(question["choices"]) <= 4
        assert (len(right) == 1) if question["kind"] == "single" else (1 < len(right) < len(question["choices"]))
        assert all(len(choice["feedback"].split()) >= 4 for choice in question["choices"])
        assert len({choice["text"] for choice in question["choices"]}) == len(question["choices"])
    elif question["kind"] == "true_false":
        assert isinstance(question["answer"], bool)
        assert question["feedback_true"] != question["feedback_false"]
    else:
        assert question["kind"] == "short_text"
        assert question["accept"]
        assert all(isinstance(answer, str) for answer in question["accept"])
        assert question["feedback_right"] != question["feedback_wrong"]


def test_every_kind_of_question_is_used_and_right_answers_are_not_always_in_one_place():
    assert {question["kind"] for _slug, question in QUESTIONS} == {"single", "several", "true_false", "short_text"}
    places = {
        [bool(choice.get("right")) for choice in question["choices"]].index(True)
        for _slug, question in QUESTIONS
        if question["kind"] == "single"
    }
    assert places == {0, 1, 2}


def test_words_are_plain_and_in_nfc():
    for text in every_text([*COURSES, texts.centre(), *texts.news()]):
        assert not ABBREVIATIONS.search(text), text
        assert unicodedata.is_normalized("NFC", text), text
        assert "  " not in text.replace("\n", " ").rstrip() or "\n\n" in text, text
        assert not re.search(r"https?://|\b(?:19|18)00\d{4}\b|\b0\d{9}\b", text), "no address and no telephone number"


def test_news_and_centre():
    assert len(texts.news()) == 4
    assert "bản dùng thử" in texts.centre()["notice"]
    for item in texts.news():
        assert item["title"]
        assert item["intro"]
        assert html(item["text"]).startswith("<p>")


def test_a_text_that_yaml_cut_at_a_comma_is_refused() -> None:
    cut = yaml.safe_load("choices: [{text: Không bấm, hỏi người nhà, right: true}]")
    with pytest.raises(ValueError, match=r"x\.yaml, choices, 0: “hỏi người nhà” has no value. .* quotes"):
        texts.checked(cut, "x.yaml")


def test_answers_are_whole_sentences_and_nothing_else() -> None:
    for slug, question in QUESTIONS:
        for choice in question.get("choices", ()):
            assert choice.keys() <= {"text", "right", "feedback"}, (slug, choice)
