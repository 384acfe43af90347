"""The telephone of staff scans cards by its camera; the device of the centre forgets who sat at it."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import av
import pytest
import segno
import zxingcpp
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from content.classes.codes import address
from content.classes.enrolling import enrol_people
from content.classes.models import Attendance, ClassSession
from content.classes.planning import open_class
from content.models import Sitting
from content.sittings import acts
from portal.people.public import Person, everyone, register_at_counter
from portal.places.models import Centre
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.builders.people import signed_in
from tests.content.conftest import make_school

pytestmark = pytest.mark.usefixtures("transactional_db")
# Chromium reads codes on telephones alone: here Python reads the picture that the page's camera shows.
READER = """
window.BarcodeDetector = class {
  async detect(video) {
    const seen = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
    seen.getContext("2d").drawImage(video, 0, 0);
    const rawValue = await window.read([...atob(seen.toDataURL("image/png").split(",")[1])].map((one) => one.charCodeAt(0)));
    return rawValue ? [{ rawValue }] : [];
  }
};
"""


@pytest.fixture(autouse=True, scope="module")
def asked_from_this_thread() -> Iterator[None]:
    """Playwright runs a loop of its own in the thread of the test, which asks the database too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def school(live_server, settings, tmp_path):
    settings.PLACES_ROOT, settings.ALLOWED_HOSTS = tmp_path / "places", ["*"]
    with everyone("a test looks at everything"):
        yield make_school()


@pytest.fixture
def session(school) -> ClassSession:
    """A session that is on now, with one learner in the class."""
    centre, now = Centre.objects.get(unit=school.unit), timezone.now()
    values = {"title": "Nuôi gà", "topic": "", "teacher": "", "hours_planned": None, "audience": "people"}
    taught = open_class(centre, uuid4(), values, by=school.staff[0])
    enrol_people(taught, [school.learner], by=school.staff[0])
    return ClassSession.objects.create(taught=taught, begins_at=now, ends_at=now + timedelta(hours=1), minutes=60)


def opened(browser: Browser, url: str, user=None) -> Page:
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="vi-VN", base_url=url)
    if user is not None:
        context.add_cookies([{"name": "sessionid", "value": signed_in(user).cookies["sessionid"].value, "url": url}])
    return context.new_page()


def filmed(text: str, path) -> None:
    """What a camera sees that is held over a card."""
    drawn, picture = BytesIO(), Image.new("RGB", (640, 480), "white")
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    code = Image.open(drawn).convert("RGB")
    picture.paste(code, ((640 - code.width) // 2, (480 - code.height) // 2))
    with av.open(str(path), "w", format="yuv4mpegpipe") as made:
        stream = made.add_stream("wrapped_avframe", rate=10)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        for number in range(10):
            frame = av.VideoFrame.from_image(picture).reformat(format="yuv420p")
            frame.pts = number
            made.mux(stream.encode(frame))
        made.mux(stream.encode())


def read(data: list[int]) -> str:
    """What the code in a picture says; nothing where there is none."""
    found = zxingcpp.read_barcodes(Image.open(BytesIO(bytes(data))).convert("L"))
    return found[0].text if found else ""


def scanning(browser: Browser, school, session, url: str, *, reads: bool = True) -> Page:
    """The page that scans cards, on the telephone of staff; `reads`: its browser knows codes."""
    page = opened(browser, url, school.staff[0])
    if reads:
        page.expose_function("read", read)
    page.add_init_script(READER if reads else "delete window.BarcodeDetector")
    page.goto(reverse("content:scan", args=[session.pk]))
    return page


def test_a_card_held_before_the_camera_marks_its_person(browser, school, session, live_server, tmp_path):
    seen = tmp_path / "the.y4m"
    filmed(address("content:card", school.learner.reference), seen)
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    camera.append(f"--use-file-for-fake-video-capture={seen}")
    with browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera]) as telephone:
        page = scanning(telephone, school, session, live_server.url)
        page.get_by_role("button", name="Mở máy ảnh").click()
        expect(page.get_by_text(": có mặt.")).to_be_visible(timeout=20_000)
    mark = Attendance.objects.get(session=session)
    assert (mark.learner_id, mark.state, mark.how) == (school.learner.pk, "present", "card")


def test_without_a_camera_the_page_says_so_and_takes_what_is_typed(browser, school, session, live_server):
    page = scanning(browser, school, session, live_server.url, reads=False)
    expect(page.get_by_text("không tự đọc được thẻ")).to_be_visible()
    expect(page.get_by_role("button", name="Mở máy ảnh")).to_be_hidden()
    page = scanning(browser, school, session, live_server.url)
    page.get_by_role("button", name="Mở máy ảnh").click()
    expect(page.locator("[data-why]:visible")).to_contain_text("hoặc gõ dòng chữ ở dưới mã")
    expect(page.get_by_role("button", name="Mở máy ảnh")).to_be_visible()
    expect(page.locator("#card")).to_be_focused()
    page.keyboard.type(school.learner.reference)
    page.keyboard.press("Enter")
    expect(page.get_by_text(": có mặt.")).to_be_visible()


def sit_down(browser: Browser, school, url: str) -> Page:
    """A device at which somebody sits who has no account."""
    told = Person("Phạm Văn Sửu", school.unit, 1949, "ông", "N1")
    person = register_at_counter(school.staff[0], told, username="", consents=True)
    _row, code = acts.open_sitting(person, Centre.objects.get(unit=school.unit), by=school.staff[0])
    page = opened(browser, url)
    page.clock.install()
    page.goto(reverse("content:seat"))
    page.fill("#code", code)
    page.get_by_role("button", name="Vào học", exact=True).click()
    expect(page.get_by_text("Phạm Văn Sửu").first).to_be_visible()
    page.goto(school.lesson.url)
    return page


def test_who_is_at_work_is_not_asked_whether_somebody_is_there(browser, school, live_server):
    page = sit_down(browser, school, live_server.url)
    lesson = page.url
    Sitting.objects.update(seen_at=timezone.now() - timedelta(minutes=8))
    page.clock.fast_forward("08:00")
    with page.expect_response(lambda answer: answer.url.endswith(reverse("content:seat"))):
        page.keyboard.press("Tab")
    assert Sitting.objects.get().seen_at > timezone.now() - timedelta(minutes=1), "the server knows too"
    page.clock.fast_forward("08:00")
    assert page.url == lesson
    page.clock.fast_forward("01:30")
    expect(page.get_by_text("Còn ngồi đó không?").first).to_be_visible()
    Sitting.objects.update(ended_at=timezone.now())
    page.goto(school.lesson.url)
    expect(page.get_by_text("Phạm Văn Sửu")).to_have_count(0)


def test_the_way_back_shows_nothing_of_who_has_finished(browser, school, live_server):
    page = sit_down(browser, school, live_server.url)
    page.get_by_role("button", name="Tôi học xong").click()
    expect(page.locator("#code")).to_be_visible()
    for _times in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert "Phạm Văn Sửu" not in page.content()
    page.go_forward()
    assert "Phạm Văn Sửu" not in page.content()
