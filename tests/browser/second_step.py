"""The second step at signing in, in a real browser: set up where there is none, else a code of the app."""

from playwright.sync_api import Page

from tests.builders.second_step import CODES, SECOND_STEP, SET_UP, Apps, demo_code_on, secret_on

_APPS = Apps()  # of this process: its tests share sites, and sign in to one account several times


def second_step(page: Page, username: str) -> None:
    """Goes on from the page behind the password to where the person wanted to go. Nothing for who needs no second step."""
    if SECOND_STEP not in page.url:
        return
    shown = demo_code_on(page.content())
    if shown:
        _send(page, shown)
    elif _APPS.knows(username):
        _send(page, _APPS.code(username))
    else:
        page.locator(f"main a[href='{SET_UP}']").click()
        page.wait_for_url(f"**{SET_UP}")
        _APPS.keep(username, secret_on(page.content()))
        _send(page, _APPS.code(username))
        page.wait_for_url(f"**{CODES}")
        page.locator("main a.button:not(.second)").click()
    page.wait_for_url(lambda url: SECOND_STEP not in url)


def _send(page: Page, code: str) -> None:
    page.fill("input[name=code]", code)
    page.locator("form:has(input[name=code]) button").click()
