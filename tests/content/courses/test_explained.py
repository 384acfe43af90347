"""What explains in a step of a course file: read strictly, and shown below the step's text."""

import pytest
import yaml

from content.courses.body import body
from content.courses.loader import __doc__ as schema
from content.courses.loader import every_text
from content.courses.strict import CourseFileError
from tests.content.courses.test_reading import read, with_step

DO = [{"text": "Mở Cài đặt."}, {"text": "Chọn Khóa.", "picture": {"name": "otp-lock", "alt": "Tranh vẽ: cái khóa"}}]
LINK = {"title": "Cổng", "address": "https://dichvucong.gov.vn"}


def step_with(**parts):
    return read(with_step(**parts)).lessons[1].steps[2]


def test_each_part_becomes_a_block_below_the_text() -> None:
    terms, callout = [{"term": "Mã", "meaning": "Dãy số."}], {"kind": "beware", "text": "Không **đọc** mã."}
    lesson = read(with_step(do=DO, terms=terms, callout=callout, link=LINK)).lessons[1]
    blocks = body(lesson)[4:10]
    assert [one["type"] for one in blocks] == ["text", "steps", "glossary", "callout", "link", "single"]
    steps, glossary, said, link = (one["value"] for one in blocks[1:5])
    assert [one["value"]["text"] for one in steps["steps"]] == ["Mở Cài đặt.", "Chọn Khóa."]
    assert [one["value"]["drawn"] for one in steps["steps"]] == ["", "otp-lock"]
    assert glossary["terms"][0]["value"] == {"term": "Mã", "meaning": "Dãy số."}
    assert said == {"kind": "beware", "text": "<p>Không <b>đọc</b> mã.</p>"}
    assert link == {"title": "Cổng", "page": None, "address": "https://dichvucong.gov.vn", "about": ""}
    assert {"Mở Cài đặt.", "Dãy số.", "Không **đọc** mã."} <= set(every_text(lesson)), (
        "they are measured like all texts"
    )


def test_the_example_of_the_schema_can_be_read() -> None:
    example = schema.split("A step may also have")[1].split("\n\n")[1]
    found = step_with(**yaml.safe_load(example))
    assert len(found.doing) == 2
    assert found.terms
    assert found.callout.kind == "beware"
    assert found.link.about
    assert found.poll.choices == ("Buổi sáng", "Buổi tối")
    assert found.reflection.hint


def test_what_is_asked_without_right_or_wrong_needs_no_text() -> None:
    found = read(with_step(text=None, title=None, question=None, poll={"question": "Gì?", "choices": ["A", "B"]}))
    assert [one["type"] for one in body(found.lessons[1])[4:]] == ["poll", "text", "single"]
    assert step_with(text=None, question=None, reflection={"question": "Mình?"}).reflection


def test_a_step_of_things_to_do_needs_no_text() -> None:
    assert step_with(text=None, question=None, do=DO).doing


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"do": DO[:1]}, "“do” must have from 2 to 12 entries, not 1"),
        ({"do": [{"text": f"Việc {one}."} for one in range(13)]}, "“do” must have from 2 to 12 entries, not 13"),
        ({"do": [*DO, {"text": "Ba.", "feedback": "x"}]}, "do 3: nobody knows “feedback”"),
        ({"do": [*DO, {"text": "x" * 501}]}, "“text” must have from 1 to 500 characters"),
        ({"do": [*DO, {"text": "Ba.", "picture": {"name": "x", "alt": "X"}}]}, "there is no drawn picture “x”"),
        ({"do": [*DO, {"text": "Ba.", "picture": DO[1]["picture"] | {"caption": "C"}}]}, "do 3: .*has no “caption”"),
        ({"do": [{"text": "một " * 40}, {"text": "hai " * 61}]}, "words are read without a question; at most 100"),
        ({"terms": []}, "“terms” must have from 1 to 20 entries"),
        ({"terms": [{"term": "Mã"}]}, "terms 1: “meaning” is missing"),
        ({"terms": [{"term": "x" * 81, "meaning": "y"}]}, "“term” must have from 1 to 80"),
        (
            {"callout": {"kind": "shout", "text": "A"}},
            "there is no kind of remark “shout”; there are know, beware, remember",
        ),
        ({"callout": {"kind": "know", "text": "A\n- b"}}, "callout: “text”: an empty line is missing"),
        ({"link": LINK | {"address": "http://dichvucong.gov.vn"}}, "“address” begins with https://"),
        ({"link": LINK | {"address": "https://mua-re.vn"}}, "ends in .gov.vn or .example"),
        ({"link": LINK | {"address": "https://a.example@mua-re.vn"}}, "ends in .gov.vn or .example"),
        ({"poll": {"question": "Gì?", "choices": ["A"]}}, "“choices” must have from 2 to 7 entries"),
        ({"poll": {"question": "Gì?", "choices": [*"ABCDEFGH"]}}, "“choices” must have from 2 to 7 entries"),
        ({"poll": {"question": "Gì?", "choices": ["A", "x" * 121]}}, "each has at most 120 characters"),
        ({"poll": {"question": "Gì?", "choices": ["A", "B"], "right": 1}}, "poll: nobody knows “right”"),
        ({"reflection": {"question": "x" * 301}}, "“question” must have from 1 to 300"),
        ({"reflection": {"question": "Gì?", "answer": "x"}}, "reflection: nobody knows “answer”"),
        ({"link": LINK | {"title": "Xem mua-re.vn"}}, "“mua-re.vn” leads outside"),
    ],
)
def test_what_is_wrong_is_named(parts, says) -> None:
    with pytest.raises(CourseFileError, match=says):
        read(with_step(**parts))
