"""What journeys at the officer's desk have in common."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.browser import prepared_site
from tests.browser.conftest import Site

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


@contextmanager
def commune_with_cases(quiet: int = 3, flagged: int = 3, *accounts: str) -> Iterator[Site]:
    """A site of its own with a commune in which so many people wait for a judgement; `accounts` as `more_cases` takes them."""
    folder = prepared_site.copy()
    try:
        with prepared_site.running(folder) as run:
            make = [sys.executable, "-m", "tests.browser.more_cases", str(quiet), str(flagged), *accounts]
            subprocess.run(make, check=True, cwd=prepared_site.ROOT, env=prepared_site.environment(folder))
            yield Site(run["base_url"], run["signins"], run, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
