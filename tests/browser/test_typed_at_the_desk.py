"""Nothing typed at the officer's desk is ever lost: tabs, devices, slow lines, other sign-ins, full devices, random walks."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import prepared_site
from tests.browser.conftest import Site, Visitors
from tests.browser.second_step import second_step
from tests.browser.waiting_cases import DEAF, cases, claimed, until
from tests.browser.walks import Walk

WALKS = 500 if "SOAK" in os.environ else 3


@pytest.mark.parametrize("by_an_act", [False, True])
def test_what_was_typed_about_an_older_submission_is_not_laid_over_the_newer_one(
    visitors: Visitors, site: Site, by_an_act: bool
) -> None:
    page = visitors.sign_in("officer")
    address = cases(page)[-1]
    page.goto(address)
    claimed(page)
    box = page.locator("[name=points-B2]")
    expect(box).not_to_have_value("1")
    proposed, older = box.get_attribute("data-proposed") or "", page.locator("#cham").get_attribute("data-submission")
    box.fill("1")
    page.locator("[name=reason-B2]").fill("Nói về lần gửi cũ")
    expect(page.locator("#luu")).not_to_be_empty()

    again = [sys.executable, "-m", "tests.browser.handed_in_again", address.rstrip("/").rpartition("/")[2]]
    subprocess.run(again, check=True, cwd=prepared_site.ROOT, env=prepared_site.environment(site.folder))
    if by_an_act:
        page.evaluate("document.querySelector('.words').open = true")
        page.fill("#message", "Xin thêm giấy của năm nay.")
        page.locator("button[value=ask_for_more]").click()
    else:
        box.press("Enter")  # leads to the next indicator

    expect(page.locator("#cham")).not_to_have_attribute("data-submission", older or "")
    if by_an_act:  # its refusal shows what was typed once more, and keeps nothing of it
        expect(page.locator("main [role=alert]")).to_be_visible()
        page.reload()
    expect(box).to_have_value(proposed)
    number = address.rstrip("/").rpartition("/")[2]
    until(page, f"!Object.keys(localStorage).some(name => name.startsWith('case:{number}:{older}:'))")
    box.fill("2")
    expect(page.locator("#luu")).to_have_text("Đã lưu.")
    page.reload()
    expect(box).to_have_value("2")


def test_what_the_server_will_never_take_is_said_once_and_not_sent_for_ever(visitors: Visitors) -> None:
    page, asked = visitors.sign_in("officer"), []
    page.route("**/chua-gui/", lambda route: (asked.append(1), route.fulfill(status=413, json={"error": "Quá nhiều."})))
    page.goto(cases(page)[-1])
    page.wait_for_selector("#cham[data-open]")
    page.locator("[name=points-B2]").fill("3")
    expect(page.locator("#luu")).to_have_text("Quá nhiều.")
    page.wait_for_timeout(1500)  # three times as long as the first wait before the same is sent again
    assert len(asked) == 1
    for _again in range(4):
        page.reload()
        page.wait_for_selector("#cham[data-open]")
        expect(page.locator("[name=points-B2]")).to_have_value("3")
    until(page, "Object.keys(localStorage).filter(name => name.startsWith('case:')).length <= 2")
    until(page, "(localStorage.clear(), true)")


def test_a_page_that_is_late_takes_nothing_of_another_away(visitors: Visitors) -> None:
    """Two pages of one case: the answer to the one comes before it has heard what was typed in the other."""
    one = visitors.sign_in("officer")
    address = cases(one)[-1]
    late = one.context.new_page()
    late.add_init_script("addEventListener('storage', (event) => event.stopImmediatePropagation(), true)")
    held: list[Route] = []
    late.goto(address)
    late.wait_for_load_state("networkidle")
    late.route("**/chua-gui/", lambda route: held.append(route))
    late.locator("[name=points-B2]").fill("5")
    late.wait_for_timeout(500)
    one.goto(address)
    one.wait_for_load_state("networkidle")
    one.route("**/chua-gui/", lambda route: route.abort())
    one.locator("[name=points-A1]").fill("7")
    assert held
    held[0].continue_()
    expect(late.locator("#luu")).to_have_text("Đã lưu.")
    one.reload()
    expect(one.locator("[name=points-A1]")).to_have_value("7")
    one.unroute_all()
    expect(one.locator("#luu")).to_have_text("Đã lưu.", timeout=20_000)
    late.close()
    until(one, "!Object.keys(localStorage).some(name => name.startsWith('case:'))")


def _begin(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#cham[data-open]")
    page.wait_for_load_state("networkidle")


def test_what_was_typed_before_the_script_ran_is_kept(visitors: Visitors) -> None:
    page = visitors.sign_in("officer")
    address = cases(page)[-1]
    held: list[Route] = []
    page.route("**/case-typed*", lambda route: held.append(route), times=1)
    page.goto(address, wait_until="commit")
    page.locator("[name=points-B2]").fill("6,5")
    held[0].continue_()
    expect(page.locator("#luu")).to_have_text("Đã lưu.")
    page.reload()
    expect(page.locator("[name=points-B2]")).to_have_value("6,5")


def test_three_tabs_of_one_case_ask_no_more_than_once_a_key_each(visitors: Visitors) -> None:
    first = visitors.sign_in("officer")
    address, asked = cases(first)[-1], []
    first.context.on("request", lambda one: one.url.endswith("/chua-gui/") and asked.append(one.url))
    others = [first.context.new_page() for _tab in range(2)]
    for page in (*others, first):
        _begin(page, address)
    asked.clear()
    first.locator("[name=points-B2]").fill("1")
    first.locator("[name=reason-B2]").press_sequentially("mười hai chữ", delay=130)
    expect(first.locator("#luu")).to_have_text("Đã lưu.")
    first.wait_for_timeout(1000)
    assert len(asked) <= 60, len(asked)  # 12 keys; without turns each key made the tabs wake each other, some 200 times


def test_a_note_about_a_judgement_that_was_taken_back_is_not_laid_over_it(visitors: Visitors, site: Site) -> None:
    page = visitors.sign_in("officer")
    address = cases(page)[-1]
    page.goto(address)
    claimed(page)
    box = page.locator("[name=points-C2]")
    before = box.input_value()
    page.route("**/chua-gui/", lambda route: route.abort())
    box.fill("3")
    expect(page.locator("#luu")).not_to_be_empty()
    page.goto("/can-bo/")
    acts = [sys.executable, "-m", "tests.browser.judged_and_taken_back", address.rstrip("/").rpartition("/")[2]]
    subprocess.run(acts, check=True, cwd=prepared_site.ROOT, env=prepared_site.environment(site.folder))
    page.unroute_all()
    _begin(page, address)
    expect(box).to_have_value(before)
    box.fill("4")
    expect(page.locator("#luu")).to_have_text("Đã lưu.")


def test_a_device_whose_clock_is_slow_does_not_lose_what_is_typed_on_it_last(visitors: Visitors) -> None:
    quick = visitors.sign_in("officer")
    address = cases(quick)[-1]
    late = visitors.sign_in("officer")
    late.add_init_script("const real = Date.now; Date.now = () => real() - 3600e3")
    _begin(late, address)
    _begin(quick, address)
    quick.locator("[name=points-A4]").fill("1")
    expect(quick.locator("#luu")).to_have_text("Đã lưu.")
    late.locator("[name=points-A4]").fill("2")
    expect(late.locator("#luu")).to_have_text("Đã lưu.")
    expect(late.locator("[name=points-A4]")).to_have_value("2")
    quick.reload()
    expect(quick.locator("[name=points-A4]")).to_have_value("2")


def test_an_old_tab_sends_again_after_a_new_sign_in_on_another_one(visitors: Visitors, site: Site) -> None:
    one = visitors.sign_in("officer")
    _begin(one, cases(one)[-1])
    one.context.clear_cookies(name="sessionid")
    one.locator("[name=points-B2]").fill("8")
    expect(one.locator("#luu")).to_contain_text("đăng nhập lại")
    two, account = one.context.new_page(), site.signins["officer"]
    two.goto("/tai-khoan/login/")
    two.fill("input[name=login]", account["username"])
    two.fill("input[name=password]", account["password"])
    two.locator("form:has(input[name=password]) button").first.click()
    two.wait_for_url(lambda url: "/login" not in url)
    second_step(two, account["username"])
    expect(one.locator("#luu")).to_have_text("Đã lưu.", timeout=20_000)


def test_a_request_that_never_answers_holds_nothing_back(visitors: Visitors) -> None:
    page = visitors.sign_in("officer")
    page.add_init_script(
        "const given = AbortSignal.timeout; AbortSignal.timeout = (ms) => given.call(AbortSignal, ms / 30)"
    )
    address, held = cases(page)[-1], []
    _begin(page, address)
    page.route("**/chua-gui/", lambda route: held.append(route), times=1)
    page.locator("[name=points-B2]").fill("9")
    expect(page.locator("#luu")).to_have_text("Đã lưu.")
    assert held


def test_a_device_that_keeps_nothing_says_so(visitors: Visitors) -> None:
    page = visitors.sign_in("officer")
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    _begin(page, cases(page)[-1])
    page.route("**/chua-gui/", lambda route: route.abort())
    page.locator("[name=points-B2]").fill("7")
    expect(page.locator("#luu")).to_contain_text("Xin đừng đóng trang này")
    page.unroute_all()
    expect(page.locator("#luu")).to_have_text("Đã lưu.", timeout=20_000)


def test_a_judgement_asks_first_what_was_typed_on_another_device(visitors: Visitors) -> None:
    page, phone = visitors.sign_in("officer"), visitors.sign_in("officer")
    address = cases(page)[0]
    page.goto(address)
    claimed(page)
    _begin(phone, address)
    page.wait_for_timeout(DEAF)
    phone.locator("[name=points-A1]").fill("1")
    expect(phone.locator("#luu")).to_have_text("Đã lưu.")
    page.keyboard.press("Alt+1")
    expect(page.locator("[name=points-A1]")).to_have_value("1")
    assert page.url.split("?")[0].endswith(address)


@pytest.mark.parametrize("seed", range(WALKS))
def test_nothing_typed_is_lost_on_a_random_walk(desk: Visitors, seed: int) -> None:
    account = desk.site.signins["officer"]

    def sign_in(page: Page) -> None:
        page.goto("/tai-khoan/login/")
        if "/login" in page.url:
            page.fill("input[name=login]", account["username"])
            page.fill("input[name=password]", account["password"])
            page.locator("form:has(input[name=password]) button").first.click()
            page.wait_for_url(lambda url: "/login" not in url)
            second_step(page, account["username"])

    first = desk.sign_in("officer")
    addresses = cases(first)[-2:]
    walk = Walk(first.context, addresses, seed, sign_in)
    first.close()
    walk.go()
    walk.check()


@pytest.fixture
def desk(visitors: Visitors) -> Iterator[Visitors]:
    """Visitors whose connection may be cut: what the browser says of that is no error of a page."""
    yield visitors
    visitors.problems[:] = [one for one in visitors.problems if "ERR_INTERNET_DISCONNECTED" not in one]
