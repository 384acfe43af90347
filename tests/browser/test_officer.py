"""The officer at the desk in a real browser: the keyboard alone, an ordinary case in little time, and nothing typed ever lost."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.waiting_cases import DEAF, cases, claimed


def quiet_case(page: Page, most_papers: int) -> tuple[str, int]:
    """A waiting case without a reason to look, that passes and has papers, but no more than so many."""
    for address in cases(page):
        page.goto(address)
        papers = _papers(page)
        ready = page.locator("button[value=confirm]:not([aria-disabled])").count()
        if ready and 0 < papers <= most_papers and page.locator(".ten tbody tr.open").count() == 0:
            return address, papers
    pytest.fail("the demo has no quiet case with a few papers")


def _papers(page: Page) -> int:
    told = page.locator(".told b")
    return int(told.inner_text().split()[2]) if told.count() else 0


def test_ten_rows_paper_why_and_bar_stand_without_scrolling(visitors: Visitors) -> None:
    page = visitors.sign_in("officer")
    address = cases(page)[0]
    page.goto(address)
    bar = page.locator("#ket-luan").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] <= 801
    rows = page.locator(".ten tbody tr[id]")
    assert [row.get_attribute("id") for row in rows.all()] == [
        *("A1", "A2", "A3", "A4"),
        *("B1", "B2", "B3", "B4"),
        "C1",
        "C2",
    ]
    for what in (rows.first, rows.last, page.locator(".viewer h2"), page.locator(".because2 h3")):
        box = what.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bar["y"], what


def test_on_a_phone_the_paper_is_a_sheet_over_a_live_bar_and_back_closes_it(visitors: Visitors) -> None:
    page = visitors.sign_in("officer", width=360)
    page.goto(cases(page)[0])
    claimed(page)
    expect(page.locator(".viewer")).to_be_hidden()
    page.locator("#A2 a").click()
    expect(page.locator(".viewer")).to_be_visible()
    expect(page.locator(".viewer h2")).to_contain_text("A2")
    before = page.locator("#thanh .verdict b").inner_text()
    page.locator("[data-same='points-A2']").fill("1")
    expect(page.locator("#thanh .verdict b")).not_to_have_text(before)
    expect(page.locator("button[value=confirm]")).to_have_attribute("aria-disabled", "true")
    assert page.locator("#ket-luan").evaluate("one => one.getBoundingClientRect().bottom <= innerHeight + 1")
    page.go_back()
    expect(page.locator(".viewer")).to_be_hidden()
    expect(page.locator("input[name=points-A2]")).to_have_value("1")


def test_the_bar_follows_every_keystroke_and_a_button_that_is_off_does_nothing(visitors: Visitors) -> None:
    page = visitors.sign_in("officer")
    page.goto(cases(page)[0])
    claimed(page)
    for code in ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1"):
        page.fill(f"input[name=points-{code}]", "9")
    page.fill("input[name=points-C2]", "")
    verdict = page.locator("#thanh .verdict")
    expect(verdict).to_contain_text("Chưa tính được: C2 để trống")
    box = page.locator("input[name=points-C2]")
    box.press_sequentially("4")
    expect(verdict).to_contain_text("C2 chỉ có 4 điểm, cần từ 5")
    expect(page.locator("button[value=confirm]")).to_have_attribute("aria-disabled", "true")
    address = page.url
    page.wait_for_timeout(DEAF)
    page.keyboard.press("Alt+1")
    expect(page.locator("#luu")).to_contain_text("C2")
    assert page.url == address
    box.press("End")
    box.press_sequentially(",5")
    expect(verdict).to_contain_text("C2 chỉ có 4,5 điểm")
    box.fill("5")
    expect(verdict).to_contain_text("86 điểm")
    expect(page.locator("button[value=confirm]")).not_to_have_attribute("aria-disabled", "true")
    expect(page.locator("button[value=not_enough]")).to_have_attribute("aria-disabled", "true")
    assert page.evaluate("document.activeElement.name") == "points-C2"


def test_enter_keeps_points_and_never_gives_the_case_away(visitors: Visitors) -> None:
    page = visitors.sign_in("officer")
    page.goto(cases(page)[0])
    claimed(page)
    address = page.url.split("?")[0]
    page.wait_for_timeout(DEAF)
    for name in ("points-A1", "reason-A1", "points-C2"):
        one = page.locator(f"input[name={name}]")
        if one.is_visible():
            one.press("Enter")
            page.wait_for_timeout(150)
    assert page.url.split("?")[0] == address
    expect(page.locator("#giu button[value=release]")).to_be_visible()


def test_a_quiet_case_takes_at_most_twelve_keys_with_its_papers_seen(visitors: Visitors) -> None:
    page = visitors.sign_in("officer")
    address, papers = quiet_case(page, 10)
    page.goto(address)
    claimed(page)
    page.reload()
    page.wait_for_timeout(DEAF)
    begun, keys = time.monotonic(), 0
    while page.locator("#thanh .verdict a").count():
        page.locator(".stage img").first.evaluate("one => one.complete || new Promise(done => one.onload = done)")
        shown = page.locator(".stage img").first.get_attribute("data-shown")
        page.keyboard.press("g")
        keys += 1
        expect(page.locator(".stage img").first).not_to_have_attribute("data-shown", shown or "")
        assert keys <= 12, "every paper was to be seen with few keys"
    assert _papers(page) == papers
    page.keyboard.press("Alt+1")
    keys += 1
    expect(page).not_to_have_url(address)
    assert keys <= 12
    assert time.monotonic() - begun < 20
    expect(page.locator("main")).to_contain_text("Đã đề nghị công nhận")


def test_an_ordinary_case_takes_less_than_twenty_seconds_and_keys_are_deaf_at_first(visitors: Visitors) -> None:
    page = visitors.sign_in("officer")
    page.goto(cases(page)[0])
    claimed(page)
    page.reload()
    begun, address = time.monotonic(), page.url.split("?")[0]
    page.keyboard.press("Alt+1")  # meant for the case before
    page.keyboard.press("Alt+3")
    assert page.url.split("?")[0] == address
    for row in page.locator(".ten tbody tr[id]").all():
        box = row.locator("input")
        if box.input_value().replace(",", ".") < "8" and box.input_value() != "10":
            box.fill("8")
        reason = page.locator(f"input[name=reason-{row.get_attribute('id')}]")
        if reason.is_visible():  # also where an earlier look at the case left other points
            reason.fill("Đã xem giấy tờ gốc")
    expect(page.locator("button[value=confirm]")).not_to_have_attribute("aria-disabled", "true")
    page.wait_for_timeout(DEAF)
    page.keyboard.press("Alt+1")
    expect(page).not_to_have_url(address)
    assert time.monotonic() - begun < 20
    if "/ho-so/" in page.url:
        expect(page.locator("#giu button[value=release]")).to_be_visible()
