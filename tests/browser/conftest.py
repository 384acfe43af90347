"""A real site, started as people start it, and a real browser that notes every request leaving the machine."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from portal import env

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROME_PATH") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests share one site, so they go to one worker; without Chromium they say so."""
    missing = pytest.mark.skip(reason="Chromium is not installed: apt-get install chromium, or set CHROME_PATH")
    for item in items:
        if "tests/browser" in str(item.path).replace("\\", "/"):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not CHROMIUM and not env.REQUIRE_SERVICES:
                item.add_marker(missing)


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The demo site, started by `manage.py up` in a folder of its own, with its worker and database."""
    folder = Path(tempfile.mkdtemp(prefix="portal-browser-", dir="/var/tmp"))
    folder.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    surroundings = kept | {"VAR_DIR": str(folder), "PORT": str(_free_port())}
    with open(folder / "up.log", "wb") as log:
        runner = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=surroundings,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    note = folder / "run.json"
    deadline = time.monotonic() + 240
    while not note.exists():
        if runner.poll() is not None or time.monotonic() > deadline:
            raise AssertionError("the site did not start:\n" + (folder / "up.log").read_text(errors="replace")[-4000:])
        time.sleep(0.2)
    run = json.loads(note.read_text(encoding="utf-8"))
    yield Site(run["base_url"], run["signins"], run, folder)
    runner.send_signal(signal.SIGTERM)
    try:
        runner.wait(timeout=40)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    assert CHROMIUM, "Chromium is not installed: apt-get install chromium, or set CHROME_PATH"
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

    def page(self, *, width: int = 1280, javascript: bool = True, scheme: str = "light") -> Page:
        """A fresh person's page."""
        context = self.browser.new_context(
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
        page.wait_for_load_state("networkidle")
        assert "/login" not in page.url, page.locator("main").inner_text()
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
