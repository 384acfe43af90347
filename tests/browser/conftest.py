"""A real site, started as people start it, and a real browser that notes every request leaving the machine."""

import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from portal import env
from tests.browser import prepared_site
from tests.browser.second_step import second_step

CHROMIUM = os.environ.get("CHROME_PATH") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # What Playwright itself switches off, which its list gives up for ours, and the pages that each window holds ready for its
    # address bar: two processes a context, a fifth of the time of a short visit.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,"
    "LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,"
    "ThirdPartyStoragePartitioning",
]


# Modules that only look, or whose people are all their own, share a site: starting one is twenty seconds of a processor.
_OWN_PEOPLE = (
    "test_two_tabs",
    "test_moving",
    "test_story",
    "test_without_javascript",
    "test_every_kind",
    "test_learning_journeys",
    "test_passkeys",
)
_OWN_THINGS = ("test_desk_by_keyboard", "test_editing", "test_group_journey")  # a citizen's case, lessons, a household
SHARED = {
    **dict.fromkeys(("test_pages", "test_accessibility"), "looking"),
    **dict.fromkeys(_OWN_PEOPLE, "people of their own"),
    **dict.fromkeys(_OWN_THINGS, "things of their own"),
    **dict.fromkeys(("test_devices", "test_class_messages"), "classes"),
    **dict.fromkeys(("test_officer", "test_typed_at_the_desk"), "cases that wait"),
}
# The web server has one process: the second is two seconds of a processor at each start. Where two tabs and lost sessions are
# looked at it has two, as people start it.
TWO_PROCESSES = "browser-people of their own"
# What a group's site has beside the demo.
BESIDE = {"browser-cases that wait": lambda folder: more_cases_in(folder, quiet=3, flagged=3)}


def group_of(stem: str) -> str:
    """The name under which a module's tests go to one worker, and meet one site."""
    return f"browser-{SHARED.get(stem, stem)}"


# The longest groups begin first, so that none is left alone at the end.
EARLY = ("test_kills", "test_up", "test_empty_installation")


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before groups are read from the marks, and before the tests are sorted
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """The tests of a module share a site, so they go to one worker; without Chromium they say so.

    A worker whose browser is open has a loop running in the thread of its tests, and none of those can ask its database any
    more. Tests with a database are sorted to the front, so the tests in a browser that have one come after all of those.
    """
    missing = pytest.mark.skip(reason="Chromium is not installed: apt-get install chromium, or set CHROME_PATH")
    for item in items:
        if _in_browser(item):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(group_of(item.path.stem)))
            if not CHROMIUM and not env.REQUIRE_SERVICES:
                item.add_marker(missing)
    looking = [item for item in items if _in_browser(item) and SHARED.get(item.path.stem) == "looking"]
    others = [item for stem in EARLY for item in items if item.path.stem == stem]
    if looking and others:
        begin = min(number for number, item in enumerate(items) if _in_browser(item))
        first = {id(item) for item in (*looking, *others)}
        before = [item for item in items[:begin] if id(item) not in first]
        items[:] = [*before, *looking, *others, *(item for item in items[begin:] if id(item) not in first)]
    yield
    early = [item for item in items if _in_browser(item) and _has_database(item)]
    rest = [item for item in items if not (_in_browser(item) and _has_database(item))]
    begin = next((number for number, item in enumerate(rest) if not _has_database(item)), len(rest))
    items[:] = [*rest[:begin], *early, *rest[begin:]]


def pytest_collection_finish(session: pytest.Session) -> None:
    """One of the workers has the demo site built while all are busy with tests that need none."""
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw0" and any(
        _in_browser(item) and not _has_database(item) for item in session.items
    ):
        prepared_site.built_beside()


def _in_browser(item: pytest.Item) -> bool:
    return "tests/browser" in str(item.path).replace("\\", "/")


def _has_database(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not {"db", "transactional_db", "live_server"}.isdisjoint(
        names
    )


def telephone() -> str:
    """A number that no other test draws: a site outlives its test."""
    return f"09{secrets.randbelow(10**8):08}"


@dataclass(frozen=True)
class Site:
    """What `var/run.json` says of the running site."""

    base_url: str
    signins: dict
    run: dict
    folder: Path

    def url(self, path: str) -> str:
        """The address of a path on this site."""
        return self.base_url.rstrip("/") + path


def more_cases_in(folder: Path, *accounts: str, quiet: int, flagged: int) -> None:
    """A commune in which so many people wait for a judgement; `accounts` as `more_cases` takes them."""
    make = [sys.executable, "-m", "tests.browser.more_cases", str(quiet), str(flagged), *accounts]
    subprocess.run(make, check=True, cwd=prepared_site.ROOT, env=prepared_site.environment(folder))


@contextmanager
def started(beside: Callable[[Path], None] | None = None, *, processes: int = 1) -> Iterator[Site]:
    """The demo site with its worker and database, as its first start left it, and what is made beside it once it runs."""
    folder = prepared_site.copy()
    try:
        with prepared_site.running(folder, WEB_PROCESSES=str(processes)) as run:
            if beside is not None:
                beside(folder)
            yield Site(run["base_url"], run["signins"], run, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def open_sites() -> Iterator[dict[str, tuple[ExitStack, Site]]]:
    """The site that this worker has open, by its group: one at a time."""
    found: dict[str, tuple[ExitStack, Site]] = {}
    yield found
    for stack, _site in found.values():
        stack.close()


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, open_sites: dict[str, tuple[ExitStack, Site]]) -> Site:
    """The demo site for the tests of one module, or of the few that share one; nobody was there before them."""
    group = group_of(request.path.stem)
    if group not in open_sites:
        while open_sites:
            open_sites.popitem()[1][0].close()
        stack = ExitStack()
        made = started(BESIDE.get(group), processes=2 if group == TWO_PROCESSES else 1)
        open_sites[group] = stack, stack.enter_context(made)
    return open_sites[group][1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    assert CHROMIUM, "Chromium is not installed: apt-get install chromium, or set CHROME_PATH"
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visitors:
    """Makes browser contexts (one a person) and remembers what they asked for and what went wrong."""

    browser: Browser
    site: Site
    outside: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, *, width: int = 1280, javascript: bool = True, scheme: str = "light", touch: bool = False) -> Page:
        """A fresh person's page."""
        context = self.browser.new_context(
            has_touch=touch,
            viewport={"width": width, "height": 800 if width > 600 else 640},
            java_script_enabled=javascript,
            locale="vi-VN",
            color_scheme=scheme,
            base_url=self.site.base_url,
        )
        context.set_default_timeout(15_000)
        context.on("request", self._note)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda line: (
                self.problems.append(f"{page.url}: {line.text}")
                if line.type == "error" and "Failed to load resource" not in line.text
                else None
            ),
        )
        page.on(
            "response",
            lambda answer: self.problems.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
        )
        return page

    def _note(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if urlsplit(request.url).scheme in ("http", "https", "ws", "wss") and host not in ("127.0.0.1", "localhost"):
            self.outside.append(request.url)

    def sign_in(self, role: str, **options) -> Page:
        """A page signed in with the demo account of this role, through the sign-in form."""
        account = self.site.signins[role]
        return self.sign_in_as(account["username"], account["password"], **options)

    def sign_in_as(self, username: str, password: str, **options) -> Page:
        """A page signed in through the sign-in form."""
        page = self.page(**options)
        page.goto("/tai-khoan/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", password)
        page.locator(
            "form:has(input[name=password]) button[type=submit], form:has(input[name=password]) button"
        ).first.click()
        expect(page).not_to_have_url(re.compile("/login"))
        second_step(page, username)
        return page


@pytest.fixture
def visitors(browser: Browser, site: Site) -> Iterator[Visitors]:
    """People with browsers; at the end nothing left the machine and no page had an error."""
    people = Visitors(browser, site)
    yield people
    for context in people.contexts:
        context.close()
    assert people.outside == [], f"requests left the machine: {people.outside}"
    assert people.problems == [], f"errors on pages: {people.problems}"
