"""Two tabs in a real browser, with scripts and without: what was typed in the first is there after signing in on the second."""

import re

import pytest
from playwright.sync_api import Page, expect

PROFILE = "/tai-khoan/thong-tin/"
TYPED = "Lâm Thị Hai Tab"


def _sign_in(page: Page, account: dict) -> None:
    page.goto("/tai-khoan/login/")
    page.fill("input[name=login]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.locator("form:has(input[name=password]) button").click()
    expect(page).not_to_have_url(re.compile("/login"))


def _sign_out(page: Page) -> None:
    page.goto("/tai-khoan/logout/")
    page.get_by_role("button", name="Đăng xuất").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_signing_in_again_on_another_tab(visitors, site, javascript):
    account = site.signins["citizen"]
    first = visitors.sign_in("citizen", width=360, javascript=javascript)
    first.goto(PROFILE)
    before = first.input_value("input[name=full_name]")
    first.fill("input[name=full_name]", TYPED)
    second = first.context.new_page()
    _sign_out(second)
    _sign_in(second, account)
    first.get_by_role("button", name="Lưu").first.click()
    expect(first.locator("main")).to_contain_text("vẫn còn")
    expect(first.locator("main")).to_contain_text(TYPED)
    assert first.evaluate("document.documentElement.scrollWidth") <= 360
    first.get_by_role("button", name="Gửi lại").click()
    expect(first.locator("input[name=full_name]")).to_have_value(TYPED)
    first.fill("input[name=full_name]", before)
    first.get_by_role("button", name="Lưu").first.click()
    expect(first.locator("input[name=full_name]")).to_have_value(before)


def test_a_session_that_ended_on_another_tab(visitors, site):
    first = visitors.sign_in("citizen", javascript=False)
    first.goto(PROFILE)
    before = first.input_value("input[name=full_name]")
    first.fill("input[name=full_name]", TYPED)
    second = first.context.new_page()
    _sign_out(second)
    first.get_by_role("button", name="Lưu").first.click()
    expect(first.locator("main")).to_contain_text("vẫn còn")
    account = site.signins["citizen"]
    first.fill("input[name=login]", account["username"])
    first.fill("input[name=password]", account["password"])
    first.locator("form:has(input[name=password]) button").click()
    expect(first.locator("main")).to_contain_text(TYPED)
    first.get_by_role("button", name="Gửi lại").click()
    expect(first.locator("input[name=full_name]")).to_have_value(TYPED)
    first.fill("input[name=full_name]", before)
    first.get_by_role("button", name="Lưu").first.click()
