"""A course package in a real browser: TinCanJS is told where to go in its own address, as Storyline and Captivate packages are."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import sync_playwright

from learning_records.models import Document, Statement
from portal import env
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.learning_records.clients.conftest import Door
from tests.learning_records.clients.course_site import CourseSite
from tests.learning_records.conftest import basic

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.xdist_group("clients"),
    pytest.mark.skipif(
        not CHROMIUM and not env.REQUIRE_SERVICES,
        reason="Chromium is not installed: apt-get install chromium, or set CHROME_PATH",
    ),
]
ACTOR = {"objectType": "Agent", "account": {"homePage": "https://truong.example.vn", "name": "hv-1"}}
ACTIVITY = "https://truong.example.vn/khoa/1"
PAGE = """<!doctype html><meta charset="utf-8"><title>Khóa học</title><script src="/tincan.js"></script><script>
  const course = new TinCan({url: location.href});
  const object = {id: course.activity.id, definition: {name: {vi: "Khóa một"}}};
  course.sendStatement(
    {verb: {id: "http://adlnet.gov/expapi/verbs/attempted"}, object},
    (sent) => course.setState("suspend_data", "trang=3", {callback: (kept) => {
      const got = kept === null ? course.getState("suspend_data").state.contents : null;
      window.seen = {sent: sent.map((one) => one.err), kept, got};
    }}));
</script>"""


@pytest.fixture
def course(live_server, clients_folder) -> Iterator[CourseSite]:
    client = (clients_folder / "node_modules/tincanjs/build/tincan-min.js").read_bytes()
    site = CourseSite(
        {"/index.html": ("text/html", PAGE.encode()), "/tincan.js": ("text/javascript", client)}, live_server.url
    )
    yield site
    site.stop()


@pytest.fixture
def opened(course) -> Callable[[str, Door], tuple[dict, list[str]]]:
    """Opens the package with a launch address that names this endpoint; returns what it saw and what the browser complained of."""

    def look(endpoint: str, door: Door) -> tuple[dict, list[str]]:
        launch = {
            "endpoint": endpoint,
            "auth": basic(door.key, door.secret),
            "actor": json.dumps(ACTOR),
            "activity_id": ACTIVITY,
        }
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in launch.items())
        complaints: list[str] = []
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = chromium.new_page()
            page.on("console", lambda message: complaints.append(message.text))
            page.goto(f"{course.url}/index.html?{query}")
            seen = page.wait_for_function("window.seen").json_value()
            chromium.close()
        return seen, complaints

    return look


def test_a_package_reaches_us_through_its_own_site(opened, course, door) -> None:
    seen, _complaints = opened(f"{course.url}/xapi/", door("statements/write", "state"))
    assert seen == {"sent": [None], "kept": None, "got": "trang=3"}
    stored = json.loads(Statement.objects.get().payload)
    assert (stored["actor"]["account"], stored["object"]["id"]) == (ACTOR["account"], ACTIVITY)
    assert bytes(Document.objects.get().content) == b"trang=3"


def test_a_package_cannot_reach_us_from_another_address(opened, door) -> None:
    """What docs/xapi.md says of browsers: without a way through its own site, the browser lets nothing out."""
    given = door("statements/write", "state")
    seen, complaints = opened(given.endpoint, given)
    assert seen["sent"] != [None]
    assert seen["got"] is None
    assert any("CORS" in words for words in complaints)
    assert not Statement.objects.exists()
