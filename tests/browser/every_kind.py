"""A course of the demo's site in which every kind of question and every practice task is asked, made from their registers:
`python -m tests.browser.every_kind` prints where it is. A kind without a builder in `tests.builders.lessons` is an error.
"""

import json
import os
from io import BytesIO
from typing import Any

PEOPLE = {name: f"hoc-{name}" for name in ("keys", "touch", "devices", "sheet")}


def main() -> None:
    """Makes the lessons and the people who learn there, and prints them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django

    django.setup()
    from portal.demo.people import password
    from portal.people.models import Role
    from portal.people.public import Person, everyone, register_self

    unit = Role.objects.filter(kind="officer").order_by("pk").first().unit
    with everyone("learners of the tests' own"):
        for account in PEOPLE.values():
            register_self(account, password(), Person(f"Lê Thị {account[-4:]}", unit, 1984, "chị", "N1"), consents=True)
        print(json.dumps(_course() | {"password": password(), "people": PEOPLE}))


def _course() -> dict[str, Any]:
    from django.urls import reverse

    from content.models import CourseIndexPage, CoursePage
    from content.questions.kept import as_json
    from tests.builders import lessons
    from tests.builders.pages import published

    index = CourseIndexPage.objects.order_by("path").first()
    course = published(index, CoursePage(title="Mọi kiểu câu hỏi", slug="moi-kieu", intro="Để thử."))
    every = published(course, lessons.lesson_page("Mọi kiểu", *_blocks(), slug="moi-kieu", intro="Đủ các kiểu."))
    words = {"type": "text", "value": "<p>Đọc một đoạn ngắn trước đã.</p>", "id": None}
    short = published(
        course, lessons.lesson_page("Ba câu", words, *(lessons.single(f"Câu {n}?") for n in "abc"), slug="ba-cau")
    )
    small = published(index, CoursePage(title="Khóa một bài", slug="mot-bai", intro="Để thử phiếu."))
    one = published(small, lessons.lesson_page("Bài duy nhất", lessons.single(), slug="bai-duy-nhat"))
    asked = [{"block": str(block), **as_json(question)} for block, question in every.questions().items()]
    return {
        "course": course.url,
        "lesson": every.url,
        "short": short.url,
        "asked": asked,
        "index": index.url,
        "small": one.url,
        "sheet": reverse("content:course_sheet", args=[small.pk]),
    }


def _blocks() -> list[dict]:
    from content.practice.register import tasks
    from content.questions.kinds import REGISTER
    from tests.builders import lessons

    made = [
        lessons.spot(_photo()) if kind == "spot" else getattr(lessons, kind)() for kind in REGISTER if kind != "task"
    ]
    for one in made:
        one["value"] |= {"hint": "Đọc lại câu hỏi.", "explanation": "Vì bài đã nói như thế."}
    return [*made, *(lessons.block("task", task=key) for key in tasks())]


def _photo() -> int:
    from django.core.files.images import ImageFile
    from PIL import Image
    from wagtail.images import get_image_model

    written = BytesIO()
    Image.linear_gradient("L").resize((600, 400)).save(written, "JPEG")
    return (
        get_image_model()
        .objects.create(title="Một tin nhắn", file=ImageFile(BytesIO(written.getvalue()), "tin.jpg"))
        .pk
    )


if __name__ == "__main__":
    main()
