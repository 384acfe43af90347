"""Every page that people meet, at three widths and three sizes of letters: axe finds nothing, nothing sticks out, and the first
view is light. Pages of learning are asked at each width with each size: `test_every_kind`."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.judged import badly_headed, complaints, small_targets, too_wide
from tests.browser.sizes import EACH_ONCE, complaints_at_every_size

HEAVIEST = 100_000  # bytes that come over the line, for the first view of a new visitor
COURSE = "/khoa-hoc/an-toan-tai-khoan/"
LESSON = COURSE + "tin-nhan-lua-dao/"
ANYBODY = [
    "/",
    "/khoa-hoc/",
    COURSE,
    LESSON,
    f"{LESSON}?buoc=xong",
    "/tin/",
    "/tin/tin-nhan-nhan-qua/",
    "→/tin-co-ich/",
    "/tin/thong-bao/",
    "/tin/nghi-sua-dien/",
    "/tin/2020/01/",
    "/trung-tam/",
    "→/lich-hoc/",
    "→/lich-hoc/lop/",
    "/trung-tam/",
    "→/tu-sach/",
    "/trung-tam/van-ban/",
    "/trung-tam/van-ban/qd-244-2022/",
    "/trung-tam/guong-hoc-tap/",
    "/trung-tam/guong-hoc-tap/ca-nha-doc-sach/",
    "/tim/?q=hoc+tap+so",
    "/tai-khoan/login/",
    "/tai-khoan/mo/",
    "/so-lieu/19288/",
    "/rieng-tu/",
    "/tro-nang/",
    "/co-chu/",
    "/danh-ba-trung-tam/",
    "/khong-co-trang-nay/",
]
# What the journeys judge on their way (`tests.browser.judged.seen`) is not asked again here.
# A link that begins so is followed from the page before it: its address is known only to the site.
SIGNED_IN = {
    "citizen": [
        "/",
        "/cua-toi/",
        COURSE,
        LESSON,
        f"{LESSON}?buoc=ca-bai",
        f"{LESSON}?buoc=xong",
        "/cua-toi/minh-chung/them/",
        "/cua-toi/minh-chung/them/?giay=chung-nhan",
        "/cua-toi/minh-chung/them/?giay=the&loai=library-card",
        "/cua-toi/minh-chung/them/?giay=lien-ket",
        "/cua-toi/minh-chung/them/?giay=nguoi-biet",
        "/cua-toi/ho-so/gui/",
        "/cua-toi/nhat-ky/",
        "/cua-toi/nang-luc-so/",
    ],
    "citizen_waiting": ["/cua-toi/"],
    "citizen_recognised": ["/cua-toi/", "→/giay-chung-nhan/", "→/kiem-tra/"],
    "staff": [
        "/quay/",
        "/soan-bai/bai-duoc-doc/",
        "/soan-bai/",
        "/soan-bai/khoa-moi/",
        "/soan-bai/nhap-khoa/",
        "/soan-bai/noi-khac/",
        "/may-cua-trung-tam/",
        "/lop-hoc/",
        "→/lop-hoc/",
        "/day-hoc/",
        "→/day-hoc/khoa/",
    ],
    "officer": [
        "/can-bo/",
        "→/can-bo/ho-so/",
        "/can-bo/chuyen/",
        "/can-bo/nguoi-nha/",
        "/can-bo/?loc=agree",
        "/can-bo/?loc=judged",
    ],
    "signer": ["/ky/", "→/ky/quyet-dinh/", "→/thanh-tra/dong/", "/ky/xem-xet-lai/", "/so-cap/", "→/so-cap/1/"],
    "administrator": [
        "/quan-ly/bat-dau/",
        "/quan-ly/bat-dau/?xa=19291",
        "/quan-ly/tinh-trang/",
        "/quan-ly/vai-tro/",
        "/quan-ly/bo-tieu-chi/",
        "→/quan-ly/bo-tieu-chi/",
        "/quan-ly/phan-loai-xa/",
        "/quan-ly/sap-nhap/",
        "/quan-ly/ban-ghi/",
        "→/quan-ly/ban-ghi/",
        "/quan-ly/khoa-ket-noi/",
        "/quan-ly/khoa-ket-noi/moi/",
    ],
}


def follow(page: Page, path: str) -> None:
    """Opens the address, or the first link of this page that leads to one that begins so."""
    if path.startswith("→"):
        links = page.locator(f"a[href*='{path[1:]}']:not([href$='/pdf'])")
        assert links.count(), f"{page.url} has no link to {path[1:]}"
        path = links.first.get_attribute("href") or ""
    page.goto(path)
    expect(page.locator("h1").first).to_be_visible()


@pytest.mark.parametrize("half", [0, 1])
def test_pages_of_everybody(visitors: Visitors, half: int) -> None:
    page, wrong = visitors.page(width=360), []
    middle = ANYBODY.index("/trung-tam/")
    for path in ANYBODY[:middle] if half == 0 else ANYBODY[middle:]:
        follow(page, path)
        wrong += [f"{path}: {one}" for one in (*small_targets(page), *too_wide(page), *badly_headed(page))]
        wrong += complaints_at_every_size(page, EACH_ONCE)
    assert wrong == []


@pytest.mark.parametrize("role", SIGNED_IN)
def test_pages_of_a_person(visitors: Visitors, role: str) -> None:
    page, wrong = visitors.sign_in(role, width=360), []
    for path in SIGNED_IN[role]:
        follow(page, path)
        wrong += [f"{path}: {one}" for one in (*too_wide(page), *badly_headed(page))]
        wrong += complaints_at_every_size(page, EACH_ONCE)
    assert wrong == []


def test_the_checker_finds_what_is_wrong(visitors: Visitors) -> None:
    page = visitors.page(width=360)
    page.goto("/")
    page.evaluate(
        """() => { const image = document.createElement('img'); image.src = '/static/img/favicon.svg';
          const wide = document.createElement('p'); wide.textContent = 'rộng'.repeat(100);
          document.querySelector('main').append(image, wide); wide.style.width = '900px'; }"""
    )
    found = " ".join(complaints(page))
    assert "image-alt" in found
    assert "stick out" in found


def test_letters_twice_as_large(visitors: Visitors) -> None:
    page, wrong = visitors.page(width=360), []
    page.goto("/co-chu/")
    for path in ("/", COURSE, LESSON, "/tai-khoan/mo/", "/so-lieu/19288/"):
        page.goto(path)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%', 'important')")
        wrong += too_wide(page)
    assert wrong == []


@pytest.mark.parametrize("path", ["/", COURSE, LESSON])
def test_the_first_view_is_light(visitors: Visitors, path: str) -> None:
    page = visitors.page(width=360)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    came: list[int] = []
    begun: set[str] = set()
    ended: set[str] = set()
    line.on("Network.requestWillBeSent", lambda event: begun.add(event["requestId"]))
    line.on("Network.loadingFailed", lambda event: ended.add(event["requestId"]))
    line.on("Network.loadingFinished", lambda event: ended.add(event["requestId"]))
    line.on("Network.loadingFinished", lambda event: came.append(int(event["encodedDataLength"])))
    page.goto(path)
    for _frame in range(600):
        page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        if begun <= ended:
            break
    assert begun <= ended, "what was begun has come"
    assert len(came) > 2, "the page and what it needs were counted"
    assert sum(came) < HEAVIEST, f"{sum(came)} bytes in {len(came)} answers"
