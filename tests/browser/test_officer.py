"""The officer at the desk in a real browser: the keyboard alone, an ordinary case in little time, and nothing typed ever lost."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError

from tests.browser import prepared_site
from tests.browser.conftest import Site, Visitors
from tests.browser.waiting_cases import DEAF, claimed, waiting

WALKS = 500 if "SOAK" in os.environ else 3
STEPS = 14
SOON = 10_000  # milliseconds in which a field or link of a page that stands can be used


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A commune in which enough people wait for a judgement."""
    folder = prepared_site.copy()
    try:
        with prepared_site.running(folder) as run:
            make = [sys.executable, "-m", "tests.browser.more_cases", "3", "3"]
            subprocess.run(make, check=True, cwd=prepared_site.ROOT, env=prepared_site.environment(folder))
            yield Site(run["base_url"], run["signins"], run, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cases(page: Page) -> list[str]:
    """Addresses of the cases that wait, from the first on."""
    return waiting(page, "eyes", "agree")


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


def until(page: Page, true: str) -> None:
    """Waits for something on the page, by asking from outside: the site's policy lets no page evaluate text itself."""
    deadline = time.monotonic() + 20
    while not page.evaluate(true):
        assert time.monotonic() < deadline, true
        page.wait_for_timeout(100)


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


class Walk:
    """A random walk at the desk, with a model of what was typed: the newest text of every box of every case."""

    def __init__(
        self, context: BrowserContext, addresses: list[str], seed: int, sign_in: Callable[[Page], None]
    ) -> None:
        self.context, self.addresses, self.random, self.sign_in = context, addresses, random.Random(seed), sign_in
        self.typed: dict[tuple[str, str], str] = {}
        self.pages: list[Page] = []
        self.told: list[str] = []
        self.offline = False
        self.new_tab()

    def new_tab(self) -> None:
        page = self.context.new_page()
        self.pages.append(page)
        self.page = page
        self.open(page, self.random.choice(self.addresses))

    def open(self, page: Page, address: str) -> None:
        self.come(page, address)
        if "/login" in page.url:
            self.sign_in(page)
            self.come(page, address)
        page.wait_for_selector("#cham[data-open]")

    @staticmethod
    def come(page: Page, address: str) -> None:
        """Types an address; a page that was on its way gives way, and its end is not the one that is waited for."""
        for _try in range(5):
            try:
                page.goto(address)
                return
            except PlaywrightError as error:
                if "ERR_ABORTED" not in str(error) and "interrupted by another navigation" not in str(error):
                    raise
        pytest.fail(f"{address} was given up five times")

    @property
    def case(self) -> str:
        return "/" + self.page.url.split("?")[0].split("#")[0].split("/", 3)[3]

    def type(self) -> None:
        code = self.random.choice(["A1", "A4", "B2", "C2"])
        kind = self.random.choice(["points", "points", "reason", "message"])
        name = "message" if kind == "message" else f"{kind}-{code}"
        text = (
            self.random.choice(["7", "8,5", "10", "4", ""])
            if kind == "points"
            else f"chữ {self.random.randrange(10**6)}"
        )
        if kind == "message":
            self.page.evaluate("document.querySelector('.words').open = true")
        box = self.page.locator(f"#cham [name={name}], [form=cham][name={name}]").first
        if kind == "reason" and not box.is_visible():
            return
        box.fill(text, timeout=SOON)
        self.typed[self.case, name] = text
        self.told.append(f"{self.case} {name}={text!r}")

    def key(self) -> None:
        key = self.random.choice(["ArrowDown", "ArrowUp", "Alt+4", "Alt+5", "Alt+7", "Enter", "Escape", "Tab"])
        acts_or_writes = "['A', 'BUTTON', 'SUMMARY', 'TEXTAREA'].includes(document.activeElement.tagName)"
        if key == "Enter" and self.page.evaluate(acts_or_writes):
            return
        self.page.keyboard.press(key)

    def look(self) -> None:
        self.page.locator(f"#{self.random.choice(['A2', 'B1', 'C1'])} a").click(timeout=SOON)

    def other_tab(self) -> None:
        if not self.offline and len(self.pages) < 3 and self.random.random() < 0.5:
            self.new_tab()
        else:
            self.page = self.random.choice(self.pages)
            self.page.bring_to_front()
            self.page.evaluate("window.dispatchEvent(new Event('focus'))")

    def away_and_back(self) -> None:
        if self.offline:
            return
        address = self.case
        self.page.goto("/can-bo/", wait_until="commit")  # at once: what was just typed may still be on its way
        self.back()
        if self.case != address or self.page.locator("#cham[data-open]").count() == 0:
            self.open(self.page, address)

    def back(self) -> None:
        """The back button. Chromium has none for the moment in which one page gives way to the next: press it again."""
        for _press in range(50):
            try:
                self.page.go_back()
                return
            except PlaywrightError as error:
                if "Not attached to an active page" not in str(error):
                    raise
                self.page.wait_for_timeout(20)
        pytest.fail("the browser had no page to go back from for a second")

    def another_case(self) -> None:
        if not self.offline:
            self.open(self.page, self.random.choice(self.addresses))

    def reload(self) -> None:
        if not self.offline:
            self.page.reload()

    def connection(self) -> None:
        self.offline = not self.offline
        self.context.set_offline(self.offline)

    def session(self) -> None:
        if not self.offline:
            self.context.clear_cookies(name="sessionid")

    def wait(self) -> None:
        self.page.wait_for_timeout(self.random.choice([10, 150, 400]))

    def go(self) -> None:
        acts = [self.type] * 8 + [self.key] * 3 + [self.look] * 2 + [self.wait] * 2
        acts += [
            self.other_tab,
            self.away_and_back,
            self.another_case,
            self.reload,
            self.connection,
            self.connection,
            self.session,
        ]
        for _step in range(STEPS):
            act = self.random.choice(acts)
            self.told.append(act.__name__)
            try:
                act()
            except PlaywrightError as error:
                # A page that leads to the sign-in takes what was about to be pressed along.
                if "Execution context was destroyed" in str(error):
                    self.page.wait_for_load_state()
                if "/login" not in self.page.url:
                    raise
            if "/login" in self.page.url:
                self.sign_in(self.page)
                self.open(self.page, self.random.choice(self.addresses))
        self.context.set_offline(False)

    def check(self) -> None:
        """Every box shows the newest text, on a page that is opened anew, and the server knows it."""
        page = self.context.new_page()
        for address in self.addresses:
            self.open(page, address)
            # What another case has not sent yet waits on the device until that case is opened again.
            number = address.rstrip("/").rpartition("/")[2]
            until(page, f"!Object.keys(localStorage).some(name => name.startsWith('case:{number}:'))")
        for one in self.pages:
            one.close()
        for (address, name), text in sorted(self.typed.items()):  # each case is opened once
            if page.url.split("?")[0].endswith(address) is False:
                page.evaluate("localStorage.clear()")  # what is seen now comes from the server
                self.open(page, address)
            shown = page.locator(f"[name={name}]").first.input_value()
            assert shown == text, f"{address} {name}: {shown!r}, typed was {text!r}\n" + "\n".join(self.told)
        page.close()


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
