"""The citizen's part with JavaScript off: account, consent, learning, points, evidence, handing in."""

from pathlib import Path

from tests.browser.conftest import Visitors, telephone
from tests.browser.test_story import hand_in, learn_first_lesson, open_account, photo, see_points_move


def test_a_citizen_needs_no_javascript(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.page(width=360, javascript=False)
    open_account(page, telephone(), "Phạm Văn Không", consents=False)
    page.goto("/khoa-hoc/an-toan-tai-khoan/")
    page.locator("form[action^='/hoc/khoa/'] button").click()
    assert "/tai-khoan/dong-y/" in page.url, "nothing is recorded before consent"
    page.locator("button[value=yes]").click()
    learn_first_lesson(page)
    see_points_move(page)
    hand_in(page, photo(tmp_path))
