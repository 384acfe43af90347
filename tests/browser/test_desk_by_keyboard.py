"""The officer's desk without a mouse: sign in, take a case, all papers, points, one that does not count, words, undo."""

import re
from contextlib import suppress

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.builders.second_step import demo_code_on

DEAF = 1100  # milliseconds: a little more than keys are deaf for
SLOW = 15_000  # an act is two requests, and the machine of the tests is busy
_FOCUSED = "one => one === document.activeElement"


def tab_to(page: Page, selector: str, *, back: bool = False, most: int = 90) -> None:
    """Presses Tab until the first such thing has the focus, and sees that the focus shows."""
    wanted = page.locator(selector).first
    for _ in range(most):
        if wanted.evaluate(_FOCUSED):
            outline = wanted.evaluate("one => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow")
            assert outline != "nonenone", f"{selector}: nobody sees that it has the focus"
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{selector} is not reached with {most} tabs from the place before")


def signed_in(visitors: Visitors, role: str) -> Page:
    page, account = visitors.page(), visitors.site.signins[role]
    page.goto("/tai-khoan/login/")
    tab_to(page, "input[name=login]")
    page.keyboard.type(account["username"])
    tab_to(page, "input[name=password]")
    page.keyboard.type(account["password"])
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/login"))
    if code := demo_code_on(page.content()):
        tab_to(page, "input[name=code]")
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(re.compile("/buoc-hai/"))
    return page


def taken(page: Page) -> str:
    """The first case of the list that has a paper, held; its address."""
    page.goto("/can-bo/")
    tab_to(page, "main a[href^='/can-bo/ho-so/']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#giu")
    page.wait_for_timeout(DEAF)
    if page.locator("#giu button[value=claim]").count():
        tab_to(page, "#giu button[value=claim]")
        page.keyboard.press("Enter")
    expect(page.locator("#giu button[value=release]")).to_be_visible()
    page.wait_for_timeout(DEAF)
    return page.url.split("?")[0].split("#")[0]


def set_points(page: Page, row: int, points: str) -> None:
    """Up to the first row, down to another, other points, and the reason that they then need."""
    for key in ["ArrowUp"] * 10 + ["ArrowDown"] * row:
        page.keyboard.press(key)
    box = page.locator(".ten tbody tr[id]").nth(row).locator("input[name^=points-]")
    expect(box).to_be_focused()
    page.keyboard.type(points)
    code = (box.get_attribute("name") or "").removeprefix("points-")
    reason = page.locator(f"input[name=reason-{code}]")
    expect(reason).to_be_visible()
    # The last look of the way down the rows has come: it would shut what is opened next.
    expect(page.locator("#giay")).to_have_attribute("data-chosen", code, timeout=SLOW)
    tab_to(page, f"input[name=reason-{code}]", most=4)
    page.keyboard.type("Đã gọi điện hỏi lại")
    expect(reason).to_have_value("Đã gọi điện hỏi lại")


def refuse_a_paper(page: Page) -> None:
    """To a paper that counts, and by Tab through what can be done with it."""
    for _ in range(10):
        if page.locator(".facts2 details.why").count():
            break
        seen = page.locator(".facts2").inner_text()
        page.keyboard.press("Alt+5")
        expect(page.locator(".facts2")).not_to_have_text(seen, timeout=SLOW)
    tab_to(page, ".facts2 details.why summary")
    page.keyboard.press("Enter")
    tab_to(page, ".facts2 details.why input", most=3)
    page.keyboard.type("Không đọc được ngày trên giấy")
    tab_to(page, ".facts2 details.why button", most=12)
    page.keyboard.press("Enter")
    expect(page.locator(".facts2 .missing")).to_contain_text("Không đọc được ngày trên giấy", timeout=SLOW)
    page.wait_for_timeout(DEAF)


def test_however_many_papers_all_are_seen_with_few_keys(visitors: Visitors) -> None:
    page = signed_in(visitors, "officer")
    taken(page)
    many = int(page.locator(".told b").inner_text().split()[2])
    assert many > 12, "with a key a paper it would be too many"
    page.keyboard.press("a")
    keys = 1
    expect(page.locator(".sheets li")).to_have_count(many, timeout=SLOW)
    page.wait_for_timeout(DEAF)
    waiting = page.locator(".sheets img[data-src]:not([src])")
    assert waiting.count() > many / 2, "what is below the screen is not opened yet"
    while before := waiting.count():
        page.keyboard.press("PageDown")
        keys += 1
        with suppress(AssertionError):  # a page that is still growing has not moved: the key is pressed again
            expect(waiting).not_to_have_count(before, timeout=5000)
        assert keys < 12
    loaded = "all => all.every(one => one.complete && one.naturalWidth)"
    for _ in range(100):
        if page.locator(".sheets img").evaluate_all(loaded):
            break
        page.wait_for_timeout(100)
    page.reload()
    assert page.locator(".told b").inner_text().startswith(f"{many} trong {many}")


def test_a_case_is_judged_and_taken_back_without_a_mouse(visitors: Visitors) -> None:
    page = signed_in(visitors, "officer")
    address = taken(page)
    set_points(page, 1, "3")
    page.keyboard.press("Enter")  # keeps, and gives nothing away
    expect(page.locator("#giu button[value=release]")).to_be_visible()
    refuse_a_paper(page)
    page.keyboard.press("Alt+2")
    expect(page.locator("#message")).to_be_focused(timeout=SLOW)  # nothing is returned without words on what to do
    page.keyboard.type("Bác chụp lại giấy cho rõ ngày giúp nhé.")
    page.keyboard.press("Alt+2")
    expect(page).not_to_have_url(re.compile(re.escape(address) + r"(?:[?#]|$)"), timeout=SLOW)
    expect(page.locator("main")).to_contain_text("Đã trả lại", timeout=SLOW)
    page.goto(address)
    page.wait_for_timeout(DEAF)
    page.keyboard.press("Alt+1")
    expect(page.locator("#cham[data-open]")).to_have_count(1, timeout=SLOW)
    assert page.locator("input[name^=points-]").nth(1).input_value() == "3"
