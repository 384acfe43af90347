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


def test_a_register_that_meets_the_end_of_a_session_sends_its_marks_after_signing_in(visitors, site):
    """A tap that is sent to the sign-in page is no lost network: the page says so, and the mark arrives in the end."""
    page = visitors.sign_in("staff", width=360)
    page.goto("/lop-hoc/")
    page.locator('a[href^="/lop-hoc/buoi/"]').first.click()
    row = page.locator("[data-row]").first
    reference = row.get_attribute("data-row")
    page.context.clear_cookies(name="sessionid")
    row.locator("label", has_text="Muộn").click()
    expect(page.locator("[data-signed-out]")).to_be_visible()
    expect(page.locator("[data-offline]")).to_be_hidden()
    page.get_by_role("button", name="Đăng nhập rồi gửi").click()
    account = site.signins["staff"]
    page.fill("input[name=login]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.locator("form:has(input[name=password]) button").click()
    page.get_by_role("button", name="Gửi lại").click()
    marked = page.locator(f'[data-row="{reference}"] input:checked')
    expect(marked).to_have_value(re.compile("late"))
