"""What is asked of every page that a journey meets: axe finds nothing, nothing sticks out, and one may look at it."""

import os
from collections.abc import Iterator
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (360, 1280)
BRIEFLY = {"resultTypes": ["violations"]}  # axe lists the parts of what is wrong alone: half the time on a long page


def seen(page: Page, name: str) -> None:
    """Judges the page as it stands at both widths; with `SHOTS=folder` in the environment it leaves `name-360.png` there.

    The page keeps the width it came with, and what was typed.
    """
    size, wrong = page.viewport_size, []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if folder := os.environ.get("SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        wrong += complaints(page)
    if size:
        page.set_viewport_size(size)
    assert wrong == [], name


def complaints(page: Page) -> Iterator[str]:
    """What is wrong with the page as it stands."""
    for found in Axe().run(page, options=BRIEFLY).response["violations"]:
        yield f"{page.url}: {found['id']} ({found['impact']}) at {[node['target'] for node in found['nodes']][:3]}"
    yield from badly_headed(page)
    yield from too_wide(page)


def badly_headed(page: Page) -> Iterator[str]:
    """Whether the page has one heading of the first order, and says its language."""
    if page.locator("h1").count() != 1:
        yield f"{page.url}: {page.locator('h1').count()} headings of the first order"
    if page.locator("html").get_attribute("lang") != "vi":
        yield f"{page.url}: the language is not given"


def too_wide(page: Page) -> Iterator[str]:
    """Whether one has to push the page sideways."""
    out = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    if out > 0:
        yield f"{page.url}: {out} px stick out at a width of {page.viewport_size['width']}"


def small_targets(page: Page) -> list[str]:
    """Buttons and fields that a thumb misses: under 44 px in both directions (look.md)."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main button, main a.button, main select, main input.input')]
          .filter(e => e.offsetParent && Math.max(e.offsetHeight, e.closest('label')?.offsetHeight || 0) < 44)
          .map(e => e.outerHTML.slice(0, 120) + ' ' + e.offsetHeight)"""
    )
