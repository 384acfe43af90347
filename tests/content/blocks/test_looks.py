"""Blocks that explain or ask for an opinion, and the reader of a PDF, as people see them: axe, two widths, a thumb's targets.

The browser has a thread of its own, for beside its loop Django asks no database.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from playwright.sync_api import Browser, Page, expect, sync_playwright
from wagtail.documents.models import Document

from content.models import LessonPage
from portal import env
from portal.people.public import everyone
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.judged import WIDTHS, seen, small_targets
from tests.builders.explained import callout, doing, link, poll, reflection, terms
from tests.builders.lessons import lesson_page, single
from tests.builders.pages import published
from tests.builders.pdfs import pdf
from tests.content.conftest import School, make_school

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM and not env.REQUIRE_SERVICES, reason="Chromium is not installed"),
]


@pytest.fixture
def lesson(transactional_db, settings, tmp_path) -> Iterator[tuple[School, LessonPage]]:
    """A lesson with every one of them."""
    settings.MEDIA_ROOT = tmp_path
    with everyone("a test looks at everything"):
        school = make_school()
        file = ContentFile(pdf("Trang một: giữ mã cho riêng mình.", "Trang hai", "Trang ba"), name="to-roi.pdf")
        document = Document.objects.create(title="Tờ rơi giữ mã", file=file)
        filed = {"type": "file", "value": {"file": document.pk, "title": "Tờ rơi giữ mã"}}
        blocks = [
            {"type": "text", "value": "<h2>Giữ mã</h2><p>Mã là chìa khóa của tài khoản.</p>"},
            *(
                callout(kind, "<p>Không đọc mã cho ai, kể cả người quen.</p>")
                for kind in ("know", "beware", "remember")
            ),
            doing("Mở Cài đặt.", "Chọn Khóa màn hình.", drawn="otp-lock", alt="Tranh vẽ: cái khóa"),
            terms(("Mã xác thực", "Dãy số gửi về máy để biết đúng là mình."), ("Tài khoản", "Chỗ của mình trên mạng.")),
            link("Xem bài một", page=school.lesson.pk, about="Bài đầu của khóa."),
            link("Cổng Dịch vụ công", address="https://dichvucong.gov.vn/trang-rat-dai-" + "x" * 60),
            filed,
            poll("Bà con thích học lúc nào?", "Buổi sáng, trước khi ra đồng", "Buổi trưa", "Buổi tối"),
            reflection("Tuần này mình sẽ thử việc gì?", "Viết một việc nhỏ."),
            single(),
        ]
        yield school, published(school.course, lesson_page("Giữ mã cho riêng mình", *blocks, slug="giu-ma"))


def in_a_browser(walk: Callable[[Browser], None]) -> None:
    """Runs the walk with a browser, in a thread of its own."""

    def run() -> None:
        with sync_playwright() as playwright:
            expect.set_options(timeout=15_000)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            try:
                walk(browser)
            finally:
                browser.close()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(run).result(timeout=240)


def visitor(browser: Browser, base: str, session: str = "") -> Page:
    """A page of the person with this session, or of a stranger."""
    context = browser.new_context(base_url=base, locale="vi-VN", viewport={"width": WIDTHS[0], "height": 640})
    if session:
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
    return context.new_page()


def test_every_block_can_be_read_by_everybody(lesson, live_server) -> None:
    school, made = lesson
    session = school.client().cookies[django_settings.SESSION_COOKIE_NAME].value
    path = made.get_url()

    def walk(browser: Browser) -> None:
        stranger, learner = visitor(browser, live_server.url), visitor(browser, live_server.url, session)
        for page, who in ((stranger, "stranger"), (learner, "learner")):
            page.goto(f"{live_server.url}{path}?buoc=ca-bai")
            seen(page, f"blocks-{who}")
            assert small_targets(page) == []
        learner.locator("input[name=choice]").first.check()
        learner.get_by_role("button", name="Chọn câu này").click()
        expect(learner.get_by_text("(đã chọn)").first).to_be_visible()
        learner.fill("textarea[name=text]", "Tuần này tôi gọi cho con trước khi chuyển tiền.")
        learner.get_by_role("button", name="Giữ lại").click()
        expect(learner.get_by_text("Đã giữ, lần cuối")).to_be_visible()
        seen(learner, "blocks-kept")
        learner.goto(f"{live_server.url}{path}?buoc=2")
        seen(learner, "blocks-step")
        assert small_targets(learner) == []
        learner.goto(f"{live_server.url}{path}?buoc=ca-bai")
        learner.get_by_role("link", name="Đọc tại đây, từng trang một").click()
        learner.locator("summary", has_text="Chữ của trang này").click()
        seen(learner, "blocks-reader")
        assert small_targets(learner) == []
        learner.get_by_role("link", name="Trang sau").click()
        learner.fill("input[name=trang]", "9")
        learner.get_by_role("button", name="Mở").click()
        expect(learner.get_by_text("hãy gõ một số từ 1 đến 3")).to_be_visible()
        seen(learner, "blocks-reader-wrong")

    in_a_browser(walk)
