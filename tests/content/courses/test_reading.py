"""Course files are read strictly: everything wrong is refused by name and place."""

import json
from decimal import Decimal

import pytest
import yaml

from content.courses.body import body, question_value
from content.courses.loader import __doc__ as schema
from content.courses.loader import every_text, read_course, shipped_courses
from content.courses.marks import count_words, html, plain
from content.courses.strict import CourseFileError

QUESTION = {
    "kind": "single",
    "text": "Nên làm gì trước?",
    "choices": [
        {"text": "Hỏi người nhà", "right": True, "feedback": "Hỏi là chắc."},
        {"text": "Bấm xem thử", "feedback": "Bấm là đã muộn."},
        {"text": "Gửi cho bạn xem", "feedback": "Bạn cũng có thể bấm."},
    ],
    "explanation": "Hỏi trước, bấm sau.",
}
OTHERS = {
    "true_false": {"answer": False, "feedback_true": "Chưa chắc.", "feedback_false": "Đúng thế."},
    "short_text": {"accept": ["thẻ"], "feedback_right": "Phải.", "feedback_wrong": "Vật nhỏ."},
    "fill_in": {"sentence": "Tắt [mạng|mạng điện thoại]."},
    "number": {"number": 45000, "unit": "đồng", "feedback_right": "Phải.", "feedback_wrong": "Cộng lại nhé."},
    "order": {"items": [{"text": text, "feedback": "Sớm quá."} for text in ("Tắt máy", "Hỏi người nhà", "Báo")]},
    "match": {
        "pairs": [
            {"left": "Mật khẩu", "right": "Giữ", "feedback": "Nghĩ lại."},
            {"left": "Tin", "right": "Đọc", "feedback": "Nghĩ lại."},
            {"right": "Đăng"},
        ]
    },
    "scenario": {
        "scenes": [
            {
                "key": "a",
                "text": "Chuông reo.",
                "ways": [
                    {"text": "Tắt", "good": True, "feedback": "Phải."},
                    {"text": "Nghe", "feedback": "Nghe lâu dễ sợ."},
                ],
            }
        ]
    },
}


def asked(kind: str) -> dict:
    """A question of this kind that can be asked."""
    return {"kind": kind, "text": "Câu hỏi?", "explanation": "Vì thế."} | OTHERS[kind]


def course(**changes) -> dict:
    """A course file as data, whole and small."""
    picture = {"name": "fish-hook", "alt": "Tranh vẽ: con cá"}
    steps = [{"title": "Một", "text": "Chị Sen ở thôn Hạ.", "question": QUESTION} for _number in range(4)]
    lesson = {"title": "Bài", "intro": "Một câu.", "minutes": 10, "picture": picture, "indicators": ["B1"]}
    lessons = [lesson | {"slug": f"bai-{number}", "competences": ["4.2"], "steps": steps} for number in range(4)]
    return {
        "order": 10,
        "slug": "khoa",
        "title": "Khóa",
        "intro": "Một câu.",
        "goals": ["Một.", "Hai."],
        "licence": "CC BY-SA 4.0",
        "source": "Soạn cho cổng",
        "tags": ["an toàn", "điện thoại"],
        "picture": picture,
        "lessons": lessons,
    } | changes


def read(found: dict):
    """The data as a file, read."""
    return read_course(json.dumps(found, ensure_ascii=False), "x.yaml")


def with_step(**changes) -> dict:
    """A course whose second lesson has another third step."""
    found = json.loads(json.dumps(course()))
    step = found["lessons"][1]["steps"][2]
    step |= changes
    found["lessons"][1]["steps"][2] = {key: value for key, value in step.items() if value is not None}
    return found


def with_question(**changes) -> dict:
    return with_step(question={key: one for key, one in (QUESTION | changes).items() if one is not None})


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (course(level="easy"), r"x\.yaml \(khoa\): nobody knows “level” here"),
        (course(order="10"), "“order” must be a whole number"),
        (course(tags=["một"]), "“tags” must have from 2 to 8 entries"),
        (course(lessons=course()["lessons"][:3]), "“lessons” must have from 4 to 8 entries, not 3"),
        (course(picture={"name": "cat", "alt": "Mèo"}), "x.yaml .khoa., picture: there is no drawn picture “cat”"),
        (course(intro="Xem www.mua.example nhé."), "“www.” leads outside"),
        (course(intro="Xem mua-re.vn nhé."), "“mua-re.vn” leads outside"),
        (with_step(hidden=True), r"lessons 2 \(bai-1\), steps 3: nobody knows “hidden”"),
        (with_step(text="một " * 101), "steps 3: 101 words are read without a question; at most 100"),
        (with_step(text="## Đầu đề"), "the heading of a step is its “title”"),
        (with_step(text="Một dòng\n- hai"), "an empty line is missing before a list"),
        (with_step(text=None, question=None), "steps 3: a step has a text, a question or both"),
        (with_step(question=asked("fill_in") | {"sentence": "Tắt mạng."}), "“sentence”: no gap"),
        (with_question(kind="riddle"), "there is no kind of question “riddle”"),
        (with_question(explanation=None), "steps 3, question: “explanation” is missing"),
        (with_question(points=3), "steps 3, question: nobody knows “points”"),
        (with_question(choices=QUESTION["choices"][:2]), "“choices” must have from 3 to 5 entries"),
        (with_question(choices=[one | {"right": True} for one in QUESTION["choices"]]), "all are right"),
        (
            with_question(choices=[one | {"right": number < 2} for number, one in enumerate(QUESTION["choices"])]),
            "“choices”: several right",
        ),
        (with_question(choices=[one | {"right": False} for one in QUESTION["choices"]]), "“choices”: none right"),
        (
            with_question(choices=[*QUESTION["choices"][:2], {"text": "Bấm xem thử", "feedback": "Hai lần."}]),
            "“choices”: twice",
        ),
        (
            with_question(choices=[*QUESTION["choices"][:2], {"text": "Đợi"}]),
            "question, choices 3: “feedback” is missing",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(found, says) -> None:
    with pytest.raises(CourseFileError, match=says):
        read(found)


def test_what_yaml_would_cut_or_forget_is_refused() -> None:
    cut = "choices: [{text: Không bấm, hỏi người nhà, right: true}]"
    with pytest.raises(CourseFileError, match=r"x\.yaml, choices, 0: “hỏi người nhà” has no value. .* quotes"):
        read_course(cut, "x.yaml")
    with pytest.raises(CourseFileError, match="“slug” stands here twice"):
        read_course("slug: a\nslug: b", "x.yaml")
    with pytest.raises(CourseFileError, match="keys with values"):
        read_course("- a", "x.yaml")


@pytest.mark.parametrize("kind", OTHERS)
def test_each_kind_is_read_as_the_marker_knows_it(kind) -> None:
    found = read(with_step(question=asked(kind))).lessons[1].questions[2]
    assert found.kind == kind
    if kind == "number":
        assert found.number == Decimal(45000)
    extra = with_step(question=asked(kind) | {"choice": "a"})
    with pytest.raises(CourseFileError, match="nobody knows “choice”"):
        read(extra)


def test_a_lesson_becomes_blocks_in_the_order_it_is_read() -> None:
    lesson = read(course()).lessons[0]
    blocks = body(lesson)
    assert [one["type"] for one in blocks] == ["text", "single"] * 4
    assert blocks[0]["value"] == "<h2>Một</h2><p>Chị Sen ở thôn Hạ.</p>"
    assert len({one["id"] for one in blocks}) == 8
    value = question_value(lesson.questions[0])
    assert [one["value"]["right"] for one in value["choices"]] == [True, False, False]
    truth = read(with_step(question=asked("true_false"))).lessons[1].questions[2]
    assert question_value(truth)["is_true"] == "false"


def test_marks_and_words() -> None:
    text = "> Tin **lạ**\n\n1. Một\n2. Hai & ba"
    assert html(text) == "<blockquote>Tin <b>lạ</b></blockquote><ol><li>Một</li><li>Hai &amp; ba</li></ol>"
    assert plain(text).split() == ["Tin", "lạ", "Một", "Hai", "&", "ba"]
    assert count_words(text) == 5


def test_the_example_of_the_schema_can_be_read_and_files_are_ordered(tmp_path) -> None:
    example = "\n".join(line[4:] for line in schema.split("Other kinds")[0].splitlines() if not line or line[0] == " ")
    found = yaml.safe_load(example)
    step = found["lessons"][0]["steps"][0]
    found["lessons"] = [found["lessons"][0] | {"slug": f"bai-{number}", "steps": [step] * 4} for number in range(4)]
    first = read(found)
    assert first.lessons[0].questions[0].hint
    assert "Chị Sen nhận lời mời" in every_text(first)
    for name, order in (("a", 20), ("b", 10)):
        changed = course(order=order, slug=name)
        changed["lessons"] = [one | {"slug": f"{name}-{one['slug']}"} for one in changed["lessons"]]
        (tmp_path / f"{name}.yaml").write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    assert [one.slug for one in shipped_courses(folder=tmp_path)] == ["b", "a"]
    assert [one.slug for one in shipped_courses(1, tmp_path)] == ["b"]
    (tmp_path / "c.yaml").write_text((tmp_path / "b.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CourseFileError, match="two have the same address: b"):
        shipped_courses(folder=tmp_path)
