"""A film, a sound and a row of pictures in a real browser: by keyboard, at both widths, and what a player tells."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from playwright.sync_api import Browser, Page, expect
from wagtail.documents.models import Document
from wagtail.images.models import Image

from content.media.preparing import prepare_all
from content.media.sessions import MediaSession
from content.models import LessonPage
from content.public import enrol, open_lesson
from learning_records.public import VIDEO
from portal.people.public import everyone
from tests.browser.test_accessibility import complaints
from tests.builders.lessons import lesson_page, single
from tests.builders.media import film, jpeg, sound
from tests.builders.pages import published
from tests.content.conftest import School, make_school
from tests.content.media.profile import faults

WORDS = "0:00 Chào bà con. Hôm nay mình pha nước chấm cho cả nhà.\n0:03 Thêm chanh, thêm đường.\n0:05 Ăn thử nhé."
BLOCK = "{}1111111-1111-4111-8111-111111111111"
pytestmark = [
    pytest.mark.filterwarnings("ignore:Exception ignored.*:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("transactional_db"),
]


@pytest.fixture(autouse=True, scope="module")
def asked_from_this_thread():
    """Playwright runs a loop of its own in the thread of the test, which asks the database too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def told(live_server, settings, tmp_path):
    """The school with a lesson of a film, a sound and pictures, begun by its learner."""
    settings.MEDIA_ROOT, settings.PLACES_ROOT = tmp_path / "media", tmp_path / "places"
    settings.ALLOWED_HOSTS = ["*"]
    with everyone("a test looks at everything"):
        school = make_school()
        clip = _put("phim.webm", film("webm", "libvpx", 8, (320, 180), voice="libopus"))
        heard = _put("nghe.mp3", sound(seconds=4))
        prepare_all()
        pictures = [
            {
                "image": _image(n),
                "alt": f"Bước {n} khi cấy",
                "caption": f"Bước {n}",
                "credit": "Ảnh: Lê Văn Ba, dùng tự do",
            }
            for n in range(1, 5)
        ]
        blocks = [
            {
                "type": "film",
                "id": BLOCK.format(1),
                "value": {
                    "file": clip.pk,
                    "title": "Pha nước chấm",
                    "words": WORDS,
                    "chapters": "0:00 Mở đầu\n0:05 Ăn thử",
                },
            },
            {
                "type": "sound",
                "id": BLOCK.format(2),
                "value": {"file": heard.pk, "title": "Câu hò", "words": "0:00 Hò ơ.", "reads": False},
            },
            {
                "type": "gallery",
                "id": BLOCK.format(3),
                "value": {
                    "title": "Cấy lúa",
                    "pictures": [
                        {"type": "item", "value": one, "id": BLOCK.format(n)} for n, one in enumerate(pictures)
                    ],
                },
            },
            single(),
        ]
        page = published(school.course, lesson_page("Nước chấm", *blocks, slug="nuoc-cham"))
        enrol(school.learner, school.course)
        open_lesson(school.learner, page)
        yield live_server.url, school, LessonPage.objects.get(pk=page.pk)


def _put(name: str, data: bytes) -> Document:
    return Document.objects.create(title=name, file=ContentFile(data, name=name))


def _image(number: int) -> int:
    return Image.objects.create(title=str(number), file=ImageFile(BytesIO(jpeg((800, 600))), name=f"{number}.jpg")).pk


def opened(browser: Browser, told, width: int = 360) -> Page:
    """The lesson whole, in the browser of its learner."""
    url, school, lesson = told
    context = browser.new_context(viewport={"width": width, "height": 640 if width < 600 else 800}, locale="vi-VN")
    session = school.client().cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    page = context.new_page()
    page.goto(f"{url}{lesson.url}?buoc=ca-bai")
    return page


def until(page: Page, holds: str) -> None:
    """Waits ten seconds at most; asked from outside, for the page's own policy evaluates no texts."""
    for _look in range(100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(holds)


def of_films(school: School) -> list[dict]:
    return [one for one in school.recorded() if one["object"].get("definition", {}).get("type") == VIDEO.type]


def test_it_is_seen_at_both_widths(browser: Browser, told, tmp_path: Path) -> None:
    for width in (360, 1280):
        page = opened(browser, told, width)
        for one in page.locator("details.words-of").all():
            one.evaluate("one => { one.open = true }")
        page.screenshot(path=tmp_path / f"played-{width}.png", full_page=True)
        assert list(complaints(page)) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.context.close()


def test_nothing_is_loaded_before_it_is_asked_for(browser: Browser, told) -> None:
    url, _school, lesson = told
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{url}{lesson.url}?buoc=ca-bai")
    page.wait_for_load_state("networkidle")
    assert not [one for one in asked if one.endswith((".webm", ".mp3"))]
    page.close()


def test_parts_by_keyboard_and_what_is_told(browser: Browser, told) -> None:
    """Enter on a part plays from there; what was played is sent when the page is left, once, right by the profile."""
    _url, school, _lesson = told
    page = opened(browser, told)
    part = page.get_by_role("link", name="Ăn thử").first
    part.focus()
    page.keyboard.press("Enter")
    video = page.locator("video")
    expect(part).to_have_attribute("aria-current", "true")
    until(page, "document.querySelector('video').currentTime > 6")
    video.evaluate("one => one.pause()")
    page.get_by_text("Đọc lời trong phim").click()
    page.get_by_text("Thêm chanh, thêm đường.").click()
    until(page, "!document.querySelector('video').paused && document.querySelector('video').currentTime < 5")
    until(page, "document.querySelector('video').currentTime > 4")
    page.goto("about:blank")
    with everyone("a test looks at everything"):
        found = of_films(school)
        for _look in range(50):
            if any(one["verb"]["id"].endswith("/terminated") for one in found):
                break
            page.wait_for_timeout(200)
            found = of_films(school)
    verbs = [one["verb"]["id"].rpartition("/")[2] for one in found]
    assert verbs[:2] == ["initialized", "played"]
    assert verbs[-1] == "terminated"
    assert {"paused", "seeked"} <= set(verbs)
    assert [faults(one) for one in found] == [[]] * len(found), json.dumps(found, indent=1)
    ended = found[-1]["result"]["extensions"]["https://w3id.org/xapi/video/extensions/played-segments"]
    assert [round(float(part.split("[.]")[0])) for part in ended.split("[,]")][-2:] == [5, 3], ended
    page.context.close()


def _plays_a_little(page: Page) -> None:
    video = page.locator("video")
    begun = video.evaluate("one => one.currentTime")
    video.evaluate("one => one.play()")
    until(page, f"document.querySelector('video').currentTime > {begun + 0.5}")
    video.evaluate("one => one.pause()")
    page.wait_for_timeout(200)


def _sent(page: Page) -> int:
    """Has what waits sent, as at the end of the film; how that was answered."""
    with page.expect_response(lambda came: came.request.method == "POST") as came:
        page.locator("video").evaluate("one => one.dispatchEvent(new Event('ended'))")
    page.wait_for_timeout(200)
    return came.value.status


def test_who_goes_on_in_the_first_of_two_tabs_is_told_of_too(browser: Browser, told) -> None:
    first = opened(browser, told)
    second = first.context.new_page()
    second.goto(first.url)
    answers = []
    for tab in (first, second, first):
        _plays_a_little(tab)
        answers.append(_sent(tab))
    assert answers == [200, 200, 410]
    assert _sent(first) == 200
    with everyone("a test looks at everything"):
        played = list(MediaSession.objects.order_by("begun_at").values_list("segments", flat=True))
    assert len(played) == 3
    assert played[2][0][0] >= played[0][-1][1] - 0.3, "what was played after the second tab, from its beginning"
    for tab in (second, first):
        tab.goto("about:blank")
    for _look in range(50):
        with everyone("a test looks at everything"):
            if not MediaSession.objects.filter(ended=False).exists():
                break
        first.wait_for_timeout(200)
    first.wait_for_timeout(500)  # the word of the other tab, which changes nothing, has come too
    first.context.close()


def test_the_row_of_pictures_moves_by_keyboard(browser: Browser, told) -> None:
    page = opened(browser, told)
    row = page.locator(".gallery ul")
    second = page.locator(".gallery li").nth(1)
    page.get_by_role("link", name="Hình sau").first.focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.gallery ul').scrollLeft > 100")
    box = second.bounding_box()
    assert box is not None
    assert box["x"] < 60
    row.focus()
    page.keyboard.press("ArrowLeft")
    until(page, "document.querySelector('.gallery ul').scrollLeft < 50")
    page.context.close()
