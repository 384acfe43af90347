"""Lessons with every kind of question, and what Wagtail's editing form sends, for tests."""

from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content.models import LessonPage


def _items(*values: Any) -> list[dict]:
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def _choices(*values: dict) -> list[dict]:
    """Answers whose keys are easy to read in a test: a, b, c in the order given."""
    return [{"type": "item", "value": value, "id": key} for key, value in zip("abcdefgh", values, strict=False)]


def block(kind: str, **value: Any) -> dict:
    """A question's block as a StreamField stores it."""
    return {"type": kind, "value": {"explanation": ""} | value, "id": str(uuid4())}


def choice(text: str, right: bool = False, feedback: str = "") -> dict:
    """One answer to choose."""
    return {"text": text, "right": right, "feedback": feedback}


def single(question: str = "Ai nên hỏi mã?") -> dict:
    """One right answer: the second, `b`."""
    answers = _choices(
        choice("Người lạ", feedback="Không đưa mã cho người lạ."), choice("Không ai cả", True, "Đúng vậy.")
    )
    return block("single", question=question, choices=answers)


def several() -> dict:
    """Two right answers of three: `a` and `c`."""
    answers = _choices(choice("Khóa máy", True), choice("Đưa mã"), choice("Hỏi người nhà", True))
    return block("several", question="Nên làm gì?", choices=answers)


def true_false() -> dict:
    """A true sentence."""
    return block("true_false", question="Mã là bí mật.", is_true=True, feedback_true="Đúng thế.", feedback_false="")


def short_text() -> dict:
    """Accepts “Đà Nẵng”."""
    said = {"feedback_right": "Chính xác.", "feedback_wrong": "Xem lại phần đầu bài."}
    return block("short_text", question="Thành phố nào?", accepted=_items("Đà Nẵng", "Da Nang city"), **said)


def fill_in() -> dict:
    """Two gaps: “mật khẩu” and “ai”."""
    return block(
        "fill_in", question="Điền từ.", sentence="Không đưa [mật khẩu|mã OTP] cho [ai].", hint="Giữ cho riêng mình."
    )


def number() -> dict:
    """Sixty, give or take a half."""
    return block("number", question="Một giờ có mấy phút?", number="60", tolerance="0.5", unit="phút", hint="Hơn 50.")


def order() -> dict:
    """Three steps, `a`, `b`, `c` in the right order."""
    steps = [{"text": text, "feedback": f"Xem lại {text}."} for text in ("Dừng lại", "Hỏi người nhà", "Báo công an")]
    return block("order", question="Làm gì trước?", choices=_choices(*steps), hint="Bình tĩnh đã.")


def match() -> dict:
    """Two pairs `a`, `b`, and `c` too many on the right."""
    pairs = [
        {"left": "Công an", "right": "113", "feedback": ""},
        {"left": "Cấp cứu", "right": "115", "feedback": "Xe cứu thương."},
        {"left": "", "right": "116", "feedback": ""},
    ]
    return block("match", question="Gọi số nào?", pairs=_choices(*pairs))


def scenario() -> dict:
    """Two scenes `a` and `b`; in each the way `a` is good, `b` is not and ends the story."""

    def way(text: str, good: bool, feedback: str, to: int | None = None) -> dict:
        return {"text": text, "good": good, "feedback": feedback, "to": to}

    first = [way("Cúp máy", True, "Phải.", 2), way("Đọc mã", False, "Mất tiền rồi.")]
    second = [way("Gọi ngân hàng", True, "Tốt."), way("Thôi kệ", False, "Nên báo.")]
    scenes = [
        {"text": "Có người gọi xin mã.", "ways": _choices(*first)},
        {"text": "Họ gọi lại.", "ways": _choices(*second)},
    ]
    return block("scenario", question="Gặp cuộc gọi lạ", scenes=_choices(*scenes))


def spot(image: int | None) -> dict:
    """Two places on a photo: `a` is right."""
    places = [
        {"text": "Địa chỉ lạ", "x": 20, "y": 30, "radius": 10, "right": True, "feedback": "Tên miền giả."},
        {"text": "Lời chào", "x": 70, "y": 60, "radius": 10, "right": False, "feedback": "Ai cũng chào."},
    ]
    return block("spot", question="Chỗ nào đáng ngờ?", image=image, alt="Một tin nhắn", spots=_choices(*places))


def lesson_page(title: str, *blocks: dict, **fields: Any) -> LessonPage:
    """A lesson of these blocks, not saved yet."""
    return LessonPage(title=title, slug=fields.pop("slug", f"bai-{uuid4().hex[:8]}"), body=list(blocks), **fields)


def ids(lesson: LessonPage) -> list[UUID]:
    """The lesson's questions, by the ids of their blocks, in order."""
    return list(lesson.questions())


def edit_form(**changes: Any) -> dict:
    """What the editors' page sends for a lesson with one line of text."""
    values = {
        "title": "Bài mới",
        "slug": "bai-moi",
        "intro": "",
        "drawn": "",
        "image": "",
        "image_alt": "",
        "minutes": "10",
        "pass_mark": "0.8",
        "attempts": "0",
        "level": "easy",
        "language": "vi",
        "licence": "",
        "source": "",
        "tags": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "body": streamfield([("text", rich_text(f"<p>{changes.pop('text', 'Một dòng.')}</p>"))]),
    }
    alignments = changes.pop("alignments", [])
    comments = {f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    return nested_form_data(values | changes) | comments | {"alignments": alignments}


def edit_url(page: Page) -> str:
    """Where Wagtail edits a page."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
