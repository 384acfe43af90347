"""Passkeys in a device of its own: made by an official, shown after the password, and alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.builders.second_step import SECOND_STEP, demo_code_on

LOGIN, SIGNING = "/tai-khoan/login/", "/ky/"
_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def telephone(visitors: Visitors) -> Page:
    """It holds passkeys. The site has a name there: browsers make none for a number."""
    page = visitors.page(width=360)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})
    return page


def opened(page: Page, visitors: Visitors, path: str) -> None:
    page.goto(visitors.site.base_url.replace("127.0.0.1", "localhost") + path)


def by_password(page: Page, visitors: Visitors) -> None:
    account = visitors.site.signins["signer"]
    page.context.clear_cookies()
    opened(page, visitors, LOGIN)
    page.fill("input[name=login]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.locator("form:has(input[name=password]) button").click()
    page.wait_for_url("**/buoc-hai/ma/")


def _inside(page: Page, visitors: Visitors) -> None:
    """The page of signers opens: the passkey was enough for the role."""
    page.wait_for_url(lambda url: LOGIN not in url and SECOND_STEP not in url)
    opened(page, visitors, SIGNING)
    expect(page.locator("main h1")).to_be_visible()
    assert page.url.endswith(SIGNING)


def test_a_passkey_is_made_shown_after_the_password_and_signs_in_alone(telephone: Page, visitors: Visitors) -> None:
    by_password(telephone, visitors)
    expect(telephone.locator("form[data-passkey]")).to_have_count(0)
    telephone.fill("input[name=code]", demo_code_on(telephone.content()))
    telephone.locator("form:has(input[name=code]) button").click()
    telephone.wait_for_url(lambda url: SECOND_STEP not in url)
    opened(telephone, visitors, SECOND_STEP)
    telephone.locator("main a[href$='/khoa/them/']").click()
    expect(telephone.locator("[data-passkey-failed]")).to_be_hidden()
    telephone.locator("form[data-passkey=create] button").click()
    telephone.wait_for_url(lambda url: "/them/" not in url)
    opened(telephone, visitors, SECOND_STEP)
    expect(telephone.locator("main a[href*='/khoa/'][href$='/bo/']")).to_have_count(1)
    assert telephone.evaluate("document.documentElement.scrollWidth") == 360
    by_password(telephone, visitors)
    telephone.locator("form[data-passkey=get] button").click()
    _inside(telephone, visitors)
    telephone.context.clear_cookies()
    opened(telephone, visitors, LOGIN)
    telephone.locator("form[data-passkey=get] button").click()
    _inside(telephone, visitors)


def test_a_device_without_the_passkey_says_so_and_signs_nobody_in(telephone: Page, visitors: Visitors) -> None:
    opened(telephone, visitors, LOGIN)
    telephone.locator("form[data-passkey=get] button").click()
    expect(telephone.locator("[data-passkey-failed]")).to_be_visible(timeout=15_000)
    opened(telephone, visitors, "/tai-khoan/mat-khau/")
    assert LOGIN in telephone.url
