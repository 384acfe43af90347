"""A course package in a real browser: TinCanJS is told where to go in its own address, as Storyline and Captivate packages are."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import sync_playwright

from learning_records.access.issuing import allow_origins
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

# What a program on a page may see of answers: statuses, words and the protocol's headers, of a key that lists the page.
FETCHING = """<!doctype html><meta charset="utf-8"><title>Khóa học</title><script>
  const told = new URLSearchParams(location.search), address = told.get("endpoint") + "statements";
  const ask = async (method, query, body) => {
    try {
      const headers = {Authorization: told.get("auth"), "X-Experience-API-Version": "1.0.3"};
      if (body) headers["Content-Type"] = "application/json";
      const answer = await fetch(address + query, {method, headers, body: body && JSON.stringify(body)});
      return {status: answer.status, body: await answer.json(), etag: answer.headers.get("ETag") !== null,
              version: answer.headers.get("X-Experience-API-Version"),
              through: answer.headers.get("X-Experience-API-Consistent-Through") !== null};
    } catch (problem) { return String(problem); }
  };
  const actor = JSON.parse(told.get("actor")), verb = {id: "http://adlnet.gov/expapi/verbs/attempted"};
  (async () => {
    const sent = await ask("POST", "", {actor, verb, object: {id: told.get("activity_id")}});
    const got = await ask("GET", "?statementId=" + (sent.body || [])[0]);
    const refused = await ask("POST", "", {actor, verb, object: {id: "khong-phai-iri"}});
    window.seen = {sent, got, refused};
  })();
</script>"""


@pytest.fixture
def course(live_server, clients_folder) -> Iterator[CourseSite]:
    client = (clients_folder / "node_modules/tincanjs/build/tincan-min.js").read_bytes()
    pages = {"/index.html": ("text/html", PAGE.encode()), "/fetch.html": ("text/html", FETCHING.encode())}
    site = CourseSite(pages | {"/tincan.js": ("text/javascript", client)}, live_server.url)
    yield site
    site.stop()


@pytest.fixture
def opened(course) -> Callable[..., tuple[dict, list[str]]]:
    """Opens the package with a launch address that names this endpoint; returns what it saw and what the browser complained of."""

    def look(endpoint: str, door: Door, path: str = "index.html") -> tuple[dict, list[str]]:
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
            page.goto(f"{course.url}/{path}?{query}")
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
    """What docs/xapi.md says of browsers: unless its key lists the address, the browser lets nothing out."""
    given = door("statements/write", "state")
    seen, complaints = opened(given.endpoint, given)
    assert seen["sent"] != [None]
    assert seen["got"] is None
    assert any("CORS" in words for words in complaints)
    assert not Statement.objects.exists()


def test_a_package_reaches_us_from_an_address_that_its_key_lists(opened, course, door) -> None:
    given = door("statements/write", "state")
    allow_origins(given.key, [course.url])
    seen, complaints = opened(given.endpoint, given)
    assert seen == {"sent": [None], "kept": None, "got": "trang=3"}
    assert not any("CORS" in words for words in complaints)
    assert Statement.objects.count() == 1


def test_a_page_reads_answers_refusals_and_headers_with_its_own_key_alone(opened, course, door) -> None:
    given, other = (door("statements/write", "statements/read/mine") for _ in range(2))
    allow_origins(given.key, [course.url])
    seen, _complaints = opened(given.endpoint, given, "fetch.html")
    assert (seen["sent"]["status"], seen["got"]["status"], seen["refused"]["status"]) == (200, 200, 400)
    assert seen["got"]["body"]["id"] == seen["sent"]["body"][0]
    assert (seen["got"]["etag"], seen["got"]["through"], seen["got"]["version"]) == (True, True, "1.0.3")
    assert "must be an IRI" in seen["refused"]["body"]["error"]
    # The page's address is known, so a preflight passes; what another key brings back stays out of its sight.
    seen, complaints = opened(other.endpoint, other, "fetch.html")
    assert "TypeError" in seen["sent"]
    assert any("CORS" in words for words in complaints)
