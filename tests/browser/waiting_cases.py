"""What journeys at the officer's desk have in common."""

import time

from playwright.sync_api import Page, expect

DEAF = 1100  # milliseconds: a little more than keys are deaf for


def waiting(page: Page, *tabs: str) -> list[str]:
    """Addresses of the cases that wait, as the lists of these tabs name them; what was just judged stands apart from them."""
    found = []
    for tab in tabs:
        page.goto(f"/can-bo/?loc={tab}")
        for link in page.locator("ol.cases .name a").all():
            found.append((link.get_attribute("href") or "").split("?")[0])
    return list(dict.fromkeys(found))


def cases(page: Page) -> list[str]:
    """Addresses of the cases that wait, from the first on."""
    return waiting(page, "eyes", "agree")


def claimed(page: Page) -> None:
    """Holds the case, as the queue's own button does."""
    if page.locator("#giu button[value=claim]").count():
        page.locator("#giu button[value=claim]").click()
        expect(page.locator("#giu button[value=release]")).to_be_visible()


def until(page: Page, true: str) -> None:
    """Waits for something on the page, by asking from outside: the site's policy lets no page evaluate text itself."""
    deadline = time.monotonic() + 20
    while not page.evaluate(true):
        assert time.monotonic() < deadline, true
        page.wait_for_timeout(100)
