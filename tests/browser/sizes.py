"""What axe finds on a page at three widths and three sizes of letters, asked in one visit: axe is laid into the page once."""

from collections.abc import Iterator
from itertools import product

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.judged import too_wide

WIDTHS, LETTERS = (360, 768, 1280), ("", "letters-125", "letters-150")
EVERY = tuple(product(WIDTHS, LETTERS))
EACH_ONCE = tuple(zip(WIDTHS, reversed(LETTERS), strict=True))  # the largest letters where there is the least room
_AGAIN = "() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(one => "
_AGAIN += "one.id + ' at ' + one.nodes.slice(0, 3).map(node => node.target).join(', ')))"


def complaints_at_every_size(page: Page, sizes: tuple[tuple[int, str], ...] = EVERY) -> Iterator[str]:
    """What is wrong with the page as it stands; it keeps the width it came with."""
    size = page.viewport_size
    Axe().run(page, options={"runOnly": ["html-has-lang"]})
    for width, letters in sizes:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("name => { document.documentElement.className = name }", letters)
        for found in page.evaluate(_AGAIN):
            yield f"{page.url} at {width} {letters}: {found}"
        yield from (f"{letters}: {one}" for one in too_wide(page))
    page.evaluate("document.documentElement.className = ''")
    if size:
        page.set_viewport_size(size)
