"""Random walks at the officer's desk, with a model of what was typed."""

import random
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.browser.waiting_cases import until

STEPS = 14
NO_CONNECTION = "chrome-error:"  # where Chromium stands when it had to open a page and had no connection
SOON = 10_000  # milliseconds in which a field or link of a page that stands can be used


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
    def come(page: Page, address: str, until: Literal["commit", "load"] = "load") -> None:
        """Types an address; a page that was on its way gives way, and its end is not the one that is waited for."""
        for _try in range(5):
            try:
                page.goto(address, wait_until=until)
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
        self.come(self.page, "/can-bo/", until="commit")  # at once: what was just typed may still be on its way
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
                if not self.led_away():
                    raise
            if self.page.url.startswith(NO_CONNECTION):  # on its way to the sign-in when the connection was cut
                self.connection()
                self.open(self.page, self.random.choice(self.addresses))
            elif self.led_away():
                self.sign_in(self.page)
                self.open(self.page, self.random.choice(self.addresses))
        self.context.set_offline(False)

    def led_away(self) -> bool:
        return "/login" in self.page.url or self.page.url.startswith(NO_CONNECTION)

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
            box = page.locator(f"[name={name}]").first
            told = f"{address} {name}: typed was {text!r}\n" + "\n".join(self.told)
            expect(box, told).to_have_value(text)  # another tab may just have sent it
        page.close()
