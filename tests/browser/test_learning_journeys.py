"""A stranger learns first and signs up then: the answers are offered, kept and count, or are thrown away; pages of the staff."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from content.courses.loader import shipped_courses
from tests.browser.conftest import Visitors, telephone
from tests.browser.sizes import complaints_at_every_size
from tests.browser.test_accessibility import LESSON, follow
from tests.browser.test_story import give, open_account, see_points_move


def answer_all(page: Page) -> int:
    """Answers every question of the demo's first lesson rightly; returns how many there are."""
    questions = list(shipped_courses(1)[0].lessons[0].questions)
    asked, page_of = len(questions), 0
    page.goto(f"{LESSON}?buoc=1")
    while page.locator("#xong").count() == 0:
        page_of += 1
        expect(page.locator(f"#buoc[data-number='{page_of}']")).to_be_visible()
        if page.locator("#buoc form.question").count():
            give(page, questions.pop(0), right=True)
        page.locator("#buoc .act .big").click()
        expect(page.locator(f"#xong, #buoc[data-number='{page_of + 1}']")).to_be_visible()
    assert questions == []
    return asked


def test_what_a_stranger_answered_is_offered_kept_and_counts(visitors: Visitors) -> None:
    page = visitors.page(width=360)
    asked = answer_all(page)
    expect(page.locator("#xong h1")).to_contain_text(f"Đúng cả {asked} câu")
    expect(page.locator("#xong .act .big")).to_contain_text("Học thử bài 2")
    expect(page.locator("#xong")).to_contain_text("Đăng nhập để giữ lại")
    open_account(page, telephone(), "Lê Văn Ghé", consents=True)
    page.goto(f"{LESSON}?buoc=xong")
    expect(page.locator("form.waiting")).to_contain_text(f"Giữ lại {asked} câu trả lời")
    page.locator("form.waiting button[value=yes]").click()
    expect(page.locator("main, .messages").first).to_be_visible()
    expect(page.locator("body")).to_contain_text(f"Đã giữ lại {asked} câu trả lời.")
    page.goto(f"{LESSON}?buoc=xong")
    expect(page.locator("form.waiting")).to_have_count(0)
    page.locator("#xong .act button.big").click()
    expect(page.locator("#xong h1")).to_contain_text("bài 1 xong rồi")
    see_points_move(page)


def test_what_was_declined_is_gone(visitors: Visitors) -> None:
    page = visitors.page(width=360)
    asked = answer_all(page)
    open_account(page, telephone(), "Lê Văn Thôi", consents=True)
    page.goto(f"{LESSON}?buoc=xong")
    page.locator("form.waiting button[value=no]").click()
    expect(page.locator("form.waiting")).to_have_count(0)
    page.goto(f"{LESSON}?buoc=xong")
    expect(page.locator("#xong h1")).to_contain_text("Chưa trả lời câu nào")
    assert asked > 0
    page.goto(f"{LESSON}?buoc=1")
    assert page.locator("#buoc .feedback").count() == 0


@pytest.mark.parametrize("page_of", ["register", "today", "report", "bank"])
def test_pages_of_the_staff_at_any_width_and_size(visitors: Visitors, tmp_path: Path, page_of: str) -> None:
    page = visitors.sign_in("staff")
    if page_of == "register":
        page.goto("/lop-hoc/")
        follow(page, "→/lop-hoc/buoi/")
    elif page_of == "today":
        page.goto("/hom-nay/")
    elif page_of == "bank":
        page.goto("/quan-tri/ngan-hang-cau-hoi/")
        expect(page.locator("td.asked").first).to_be_visible()
    else:
        page.goto("/soan-bai/tu-word/")
        sample = page.request.get("/soan-bai/tu-word/bai-mau.docx").body()
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        page.set_input_files("input[type=file]", {"name": "bai-mau.docx", "mimeType": kind, "buffer": sample})
        page.locator("main form button.big").click()
        page.wait_for_url("**/soan-bai/tu-word/*/")
    assert list(complaints_at_every_size(page)) == []
