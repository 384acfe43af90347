"""Reads course files, strictly. Everything that is written is used; what the schema does not know is refused by name and place.

A file `files/NAME.yaml` is one course. All keys are needed unless “may be left out” stands there. Texts with a comma, a colon or
a quotation mark inside {braces} need quotes. Sentences are short, plain, without abbreviations, good to listen to; people are
invented; addresses end in .example; no telephone numbers, no fees, no numbers of laws (`tests/content/courses` measures it).

    order: 10                  # place among the courses, 1 to 999; 10 to 90 are taken in tens
    slug: gap-nguoi-la         # of the address: a-z, 0-9, hyphens; no other course has it
    title: Khi gặp người lạ trên mạng
    intro: Một câu nói khóa này về việc gì.                        # one sentence, at most 300 characters
    goals: [Nhận ra lời lừa., "Biết hỏi ai, hỏi lúc nào."]         # 2 to 5, what one can do afterwards
    licence: CC BY-SA 4.0
    source: Soạn cho cổng học tập cộng đồng
    tags: [an toàn, điện thoại]                                    # 2 to 8
    picture: {name: fish-hook, alt: "Tranh vẽ: con cá chép nhìn lưỡi câu"}    # drawn pictures: `content.blocks.PICTURES`
    lessons:                   # 4 to 8
      - slug: loi-moi-ket-ban  # no other lesson of any course has it
        title: Lời mời kết bạn
        intro: Một câu.
        minutes: 10            # 5 to 30, as one would need who reads slowly
        picture: {name: fish-hook, alt: "Tranh vẽ: …", caption: Bức thư là mồi.}  # with a caption it also opens step one
        indicators: [B1]       # codes of the title in force; may be []
        competences: ["4.2"]   # codes of Thông tư 02/2025, in quotes; may be []. One level is meant: CB1
        steps:                 # 4 to 7: read a little, do a little. 3 to 6 of them ask; the first asks after 90 words
          - title: Chị Sen nhận lời mời             # may be left out; each of the four may, but a step is not empty
            picture: {name: ask-neighbour, alt: "Tranh vẽ: hai người hàng xóm", caption: Hỏi nhau một câu.}
            text: |
              Chị Sen ở thôn Hạ nhận được một lời mời kết bạn.

              > Chào bạn, mình muốn làm quen.

              - Một dòng của danh sách.
              - **Chữ đậm** và dòng thứ hai.
            question:
              kind: single     # 3 to 5 choices, one of them right; `several`: one or more, not all
              text: Chị Sen nên làm gì trước?
              hint: Nghĩ xem chị có biết người ấy không.             # after a first wrong try; may be left out
              choices:
                - {text: "Xem người ấy là ai đã, rồi hỏi bạn chung", right: true, feedback: "Hỏi người quen là chắc nhất."}
                - {text: Nhận lời rồi hỏi thăm sau, feedback: "Nhận rồi thì người ấy đã xem được ảnh của mình."}
                - {text: Xem ảnh thấy hiền thì nhận, feedback: "Ảnh có thể lấy của người khác."}
              explanation: Câu nói ra điều cần nhớ, sau câu trả lời đúng hoặc lần thử cuối.

Other kinds of `question`; each has `text`, `explanation` and may have `hint`:

    kind: true_false           # over a course 40 to 60 of 100 are true
    answer: false
    feedback_true: Nói gì với người chọn “Đúng”.
    feedback_false: Nói gì với người chọn “Sai”.

    kind: short_text           # marks, capitals and small words are forgiven; give several phrasings
    accept: [thẻ, mặt sau thẻ]
    feedback_right: …
    feedback_wrong: …

    kind: fill_in              # gaps between square brackets, other accepted words after a bar; 1 or 2 gaps
    sentence: "Tắt [mạng|mạng điện thoại], rồi gọi [ngân hàng]."

    kind: number               # 1.250.000 and 1250000 are the same answer
    number: 45000
    tolerance: 0               # may be left out
    unit: đồng                 # may be left out
    feedback_right: …
    feedback_wrong: …

    kind: order                # 3 to 6 items, written in the right order; they are shuffled for the learner
    items:
      - {text: Tắt mạng, feedback: "Nói gì khi nó đứng sai chỗ."}

    kind: match                # 2 to 6 pairs; one without `left` (and feedback) is a thing too many on the right
    pairs:
      - {left: Mật khẩu, right: Giữ cho riêng mình, feedback: "Nói gì khi ghép sai."}
      - {right: Đăng lên mạng}

    kind: scenario             # scenes with ways on; a way without `to` ends the story; good ways lead from scene to end
    scenes:
      - key: goi
        text: Chuông reo. Một giọng lạ bảo chuyển tiền.
        ways:
          - {text: Tắt máy, to: sau, good: true, feedback: "…"}
          - {text: Nghe tiếp, feedback: "…"}

    kind: task                 # on a simulated phone; text and explanation may be left out: the task has its own
    task: tin-lua-dao          # a key of `content/practice/data`

A step may also have, each shown below its text in this order, and counted among the words read before a question:

    do:                        # 2 to 12 things to do one after the other; they are numbered by themselves
      - {text: "Mở mục Cài đặt."}
      - {text: "Chọn Khóa màn hình.", picture: {name: otp-lock, alt: "Tranh vẽ: cái khóa"}}
    terms:                     # 1 to 20 hard words; the meaning in plain words
      - {term: Mã xác thực, meaning: "Dãy số gửi về máy để biết đúng là mình."}
    callout: {kind: beware, text: "Không đọc mã cho ai."}      # know (Nên biết), beware (Cẩn thận), remember (Nhớ nhé)
    link: {title: Cổng Dịch vụ công, address: "https://dichvucong.gov.vn", about: "Nộp hồ sơ tại nhà."}   # .gov.vn, .example
    poll: {question: "Bà con thích học lúc nào?", choices: [Buổi sáng, Buổi tối]}   # 2 to 7; no right answer, one vote each
    reflection: {question: "Tuần này mình thử việc gì?", hint: "Viết một việc nhỏ."}   # read by its writer alone

Wrong answers are what a sensible neighbour might think; the right one is not always the longest, nor always in one place.
"""

import re
from pathlib import Path
from typing import Any

from content.blocks import PICTURES
from content.courses.body import blocks_of
from content.courses.explained import read_explained
from content.courses.marks import count_words, html
from content.courses.questions import read_question
from content.courses.schema import Course, Lesson, Picture, Step
from content.courses.strict import CourseFileError, Entry, read_yaml

FOLDER = Path(__file__).parent / "files"
MOST_WORDS = 100  # read before a question is asked
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS = re.compile(r"https?:|www\.|\]\(|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|vn|net|org|info|gov|edu|io|me)\b")
_DRAWN = frozenset(name for name, _words in PICTURES)


def shipped_courses(first: int | None = None, folder: Path = FOLDER) -> list[Course]:
    """The courses of the folder in their order; the first few only when a number is given.

    Raises CourseFileError for the first thing that is wrong in any file, and for an address (slug) that two of them have.
    """
    found = [read_course(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.yaml"))]
    lessons = [lesson.slug for course in found for lesson in course.lessons]
    for slugs in ([course.slug for course in found], lessons):
        twice = {slug for slug in slugs if slugs.count(slug) > 1}
        if twice:
            raise CourseFileError(f"two have the same address: {', '.join(sorted(twice))}")
    return sorted(found, key=lambda course: (course.order, course.slug))[:first]


def read_course(text: str, where: str) -> Course:
    """One course file. Raises CourseFileError naming the place (`where`, then keys and numbers) and what is wrong there."""
    told = Entry(read_yaml(text, where), where)
    course = Course(
        order=told.number("order", 1, 999),
        slug=_slug(told),
        title=told.text("title", 120),
        intro=told.text("intro"),
        goals=told.texts("goals", 2, 5),
        licence=told.text("licence", 50),
        source=told.text("source", 200),
        tags=told.texts("tags", 2, 8),
        picture=_picture(told.entry("picture")),
        lessons=tuple(_lesson(one) for one in told.entries("lessons", 4, 8)),
    )
    told.end()
    links = {step.link.address for lesson in course.lessons for step in lesson.steps if step.link}
    if outside := next(
        filter(None, map(_ADDRESS.search, (one for one in every_text(course) if one not in links))), None
    ):
        raise told.wrong(f"“{outside[0]}” leads outside; addresses end in .example")
    return course


def _slug(told: Entry) -> str:
    slug = told.text("slug", 60)
    if not _SLUG.fullmatch(slug):
        raise told.wrong(f"“slug” has small letters, figures and hyphens only, not {slug!r}")
    told.where = f"{told.where} ({slug})"
    return slug


def _picture(told: Entry) -> Picture:
    picture = Picture(told.text("name", 30), told.text("alt", 200), told.text("caption", 120, default=""))
    if picture.name not in _DRAWN:
        raise told.wrong(f"there is no drawn picture “{picture.name}”; there are {', '.join(sorted(_DRAWN))}")
    told.end()
    return picture


def _lesson(told: Entry) -> Lesson:
    lesson = Lesson(
        slug=_slug(told),
        title=told.text("title", 120),
        intro=told.text("intro"),
        minutes=told.number("minutes", 5, 30),
        picture=_picture(told.entry("picture")),
        indicators=_codes(told, "indicators", r"[A-C][1-4]"),
        competences=_codes(told, "competences", r"[1-6]\.[1-6]"),
        steps=tuple(_step(one) for one in told.entries("steps", 4, 7)),
    )
    told.end()
    if not 3 <= len(lesson.questions) <= 6:
        raise told.wrong(f"a lesson asks 3 to 6 times, not {len(lesson.questions)}")
    _little_before_each_question(told, lesson.steps)
    return lesson


def _codes(told: Entry, key: str, shape: str) -> tuple[str, ...]:
    found = told.texts(key, 0, 5)
    strange = [code for code in found if not re.fullmatch(shape, code)]
    if strange:
        raise told.wrong(f"“{key}”: {', '.join(strange)} is not a code")
    return found


def _step(told: Entry) -> Step:
    step = Step(
        title=told.text("title", 80, default=""),
        picture=_picture(told.entry("picture")) if told.has("picture") else None,
        text=_text(told) if told.has("text") else "",
        **read_explained(told, _picture),
        question=read_question(told.entry("question")) if told.has("question") else None,
    )
    told.end()
    if not (read_before(step) != [""] or step.question or step.poll or step.reflection):
        raise told.wrong("a step has a text, a question or both")
    return step


def step_blocks(told: Entry) -> list[tuple[str, Any]]:
    """The `steps` of a lesson as kinds and values of blocks. Raises CourseFileError."""
    return blocks_of(_step(one) for one in told.entries("steps", 1, 60))


def _text(told: Entry) -> str:
    text = told.text("text", 2000)
    if re.search(r"^## ", text, re.MULTILINE):
        raise told.wrong("the heading of a step is its “title”")
    try:
        html(text)
    except ValueError as problem:
        raise told.wrong(f"“text”: {problem}") from problem
    return text


def _little_before_each_question(told: Entry, steps: tuple[Step, ...]) -> None:
    words = 0
    for number, step in enumerate(steps, 1):
        words += sum(map(count_words, read_before(step)))
        if words > MOST_WORDS:
            raise told.wrong(f"steps {number}: {words} words are read without a question; at most {MOST_WORDS}")
        words = 0 if step.question else words


def read_before(step: Step) -> list[str]:
    """What is read of a step before its question."""
    return [step.text, *(text for part in (step.doing, step.terms, step.callout) for text in every_text(part))]


def every_text(thing: Any) -> list[str]:
    """All texts of a course, a lesson or a part of one, as they are read."""
    if isinstance(thing, str):
        return [thing]
    if isinstance(thing, tuple):
        return [text for one in thing for text in every_text(one)]
    if hasattr(thing, "__dataclass_fields__"):
        return [text for name in thing.__dataclass_fields__ for text in every_text(getattr(thing, name))]
    return []
