"""The citizen's part with JavaScript off: account, consent, learning, points, evidence of several pages, handing in."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors, telephone
from tests.browser.test_story import hand_in, learn_first_lesson, open_account, photo, see_points_move

FOLD = 560  # px of a phone of 640 that are seen above its lower edge


def pages_of(folder: Path) -> list[Path]:
    """Three photographed pages, told apart by their colour."""
    made = []
    for number, colour in enumerate(("#c02020", "#20a020", "#2020c0"), 1):
        path = folder / f"trang-{number}.jpg"
        Image.new("RGB", (600, 800), colour).save(path, "JPEG")
        made.append(path)
    return made


def add_paper_of_three_pages(page: Page, folder: Path) -> None:
    """“Có giấy gì?”: page after page, one moved, a mistake beside them, and all are still there."""
    page.goto("/cua-toi/minh-chung/them/")
    expect(page.locator("h1")).to_have_text("Có giấy gì?")
    page.locator("a.kind", has_text="Giấy chứng nhận").click()
    page.get_by_role("link", name="Giấy chứng nhận học xong một lớp").click()
    for number, path in enumerate(pages_of(folder), 1):
        page.set_input_files("input[name=file]", path)
        page.locator("button[name=more]").click()
        expect(page.locator(".sheets li")).to_have_count(number)
    assert page.locator("main .error").count() == 0, "nothing else is asked for yet"
    first = page.locator(".sheets input[name=kept]").first.get_attribute("value")
    page.locator("button[name=forward]").first.click()
    assert page.locator(".sheets input[name=kept]").nth(1).get_attribute("value") == first
    page.get_by_label("B1", exact=False).first.check()
    page.locator("main form button.big").click()
    expect(page.locator("#error-on")).to_be_visible()
    expect(page.locator(".sheets li")).to_have_count(3)
    page.fill("input[name=on]", "2026-05-20")
    page.fill("input[name=title]", "Lớp tin học ba buổi")
    page.locator("main form button.big").click()
    expect(page.locator("main")).to_contain_text("Lớp tin học ba buổi")


def test_a_citizen_needs_no_javascript(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.page(width=360, javascript=False)
    open_account(page, telephone(), "Phạm Văn Không", consents=False)
    page.goto("/cua-toi/")
    expect(page.locator("h1")).to_contain_text("mình học một bài nhé")
    assert page.locator("main .missing").count() == 0, "a newcomer meets nothing red"
    page.goto("/khoa-hoc/an-toan-tai-khoan/")
    page.locator("form[action^='/hoc/khoa/'] button").click()
    assert "/tai-khoan/dong-y/" in page.url, "nothing is recorded before consent"
    page.locator("button[value=yes]").click()
    learn_first_lesson(page)
    see_points_move(page)
    box = page.locator("main .todo .button").first.bounding_box()
    assert box, "there is a next act"
    assert box["y"] + box["height"] <= FOLD, f"the next act ends at {box['y'] + box['height']} px"
    add_paper_of_three_pages(page, tmp_path)
    page.goto("/cua-toi/minh-chung/")
    page.locator("details:has-text('Rút lại') summary").first.click()
    expect(page.get_by_role("button", name="Đúng, rút lại").first).to_be_visible()
    hand_in(page, photo(tmp_path))
    page.goto("/cua-toi/")
    page.locator("summary", has_text="Rút hồ sơ").click()
    page.get_by_role("button", name="Đúng, rút về").click()
    expect(page.locator("main")).to_contain_text("Đã rút hồ sơ")
