"""A household from the counter to its certificate, in real browsers: registered, asked, scored, judged, decided; all looked at."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import prepared_site
from tests.browser.conftest import Site, Visitors
from tests.browser.judged import seen

FAMILY = "Hộ ông Trần Văn Bính"
HEAD = "Trần Văn Bính"
POINTS = {"G1.1": "40", "G2.1": "30", "G2.2": "15"}


@pytest.fixture(scope="module")
def site(site: Site) -> Site:
    """The demo, in which the openly invented set of a household's title is in force."""
    make = [sys.executable, "-m", "tests.browser.invented_set"]
    subprocess.run(make, check=True, cwd=prepared_site.ROOT, env=prepared_site.environment(site.folder))
    return site


def registered(page: Page) -> str:
    """Staff register the household, whose text is read to who represents it; the address of its page."""
    page.goto("/quay/ho-va-don-vi/")
    seen(page, "groups-at-the-counter")
    page.get_by_role("link", name="Ghi nhận hộ hoặc đơn vị").click()
    words = page.locator("[name=kind] option").all_inner_texts()
    assert all(one[0].isupper() for one in words), words
    page.fill("[name=name]", FAMILY)
    seen(page, "new-group")
    page.select_option("[name=kind]", "household")
    page.locator("main button.big").click()
    expect(page.locator(".error").first).to_be_visible()
    page.check("[name=agrees]")
    page.locator("main button.big").click()
    expect(page.locator("h1")).to_contain_text(FAMILY)
    return page.url


def asked(page: Page) -> None:
    """Staff count a child without a name and ask a person to be named."""
    page.get_by_role("button", name="Một trẻ em").click()
    page.fill("#look", HEAD)
    page.locator("form.search button").click()
    page.get_by_role("button", name="Hỏi ý để ghi tên thành viên").first.click()
    expect(page.locator("main")).to_contain_text("Đã hỏi người này")
    seen(page, "household-asks")
    page.get_by_role("link", name="Phiếu hỏi ý kiến").click()
    seen(page, "slip-to-ask")


def says_yes(visitors: Visitors) -> Page:
    """The person reads the question on the own page and says yes."""
    page = visitors.sign_in("citizen_waiting", width=360)
    page.goto("/cua-toi/")
    page.locator("main a[href='/cua-toi/ho-va-don-vi/']").click()
    seen(page, "asked-to-be-named")
    page.get_by_role("button", name="Đồng ý ghi tên").last.click()
    expect(page.locator("main")).to_contain_text(FAMILY)
    seen(page, "named-as-a-member")
    return page


def photo(folder: Path, wide: int) -> Path:
    """A picture as a phone would take it."""
    path = folder / f"anh-{wide}.jpg"
    Image.effect_noise((wide, 600), 60).convert("RGB").save(path, "JPEG")
    return path


def works_on_the_case(page: Page, group: str, folder: Path) -> None:
    """Staff make the person the representative, add a paper, a photographed form, type its points and hand in."""
    page.goto(group)
    page.get_by_role("button", name="Là người đại diện").first.click()
    expect(page.locator("main")).to_contain_text("Từ nay người này là người đại diện")
    seen(page, "household-with-members")
    page.get_by_role("link", name="Điểm, giấy tờ, bước tiếp theo").click()
    seen(page, "case-begins")
    case = page.url
    page.get_by_role("link", name="Xem và thêm giấy tờ").click()
    seen(page, "papers-of-the-household")
    page.get_by_role("link", name="Không giống thứ nào").click()
    page.set_input_files("input[name=file]", photo(folder, 800))
    page.fill("input[name=on]", "2026-05-20")
    page.fill("input[name=title]", "Ảnh góc học tập")
    page.check("[name=indicators][value='G2.2']")
    seen(page, "adding-a-paper")
    page.locator("main form button.big").click()
    expect(page.locator("main")).to_contain_text("Ảnh góc học tập")
    seen(page, "paper-added")
    page.goto(case)
    page.get_by_role("link", name="Phiếu giấy").click()
    seen(page, "paper-forms")
    page.set_input_files("input[name=file]", photo(folder, 900))
    page.locator("main form.reading button").click()
    expect(page.locator("h1")).to_contain_text(FAMILY)
    for code, points in POINTS.items():
        page.fill(f"[name='points-{code}']", points)
    seen(page, "typing-a-paper-form")
    page.locator("main form button.big").click()
    page.goto(case)
    expect(page.locator("main")).to_contain_text("Tốt")
    seen(page, "ready-to-hand-in")
    page.get_by_role("button", name="Gửi hồ sơ").click()
    expect(page.locator("main")).to_contain_text("Hồ sơ đã gửi")
    expect(page.locator("#loi-nhan")).to_have_value(re.compile("bộ thử, bịa ra"))
    seen(page, "handed-in")


def officer_confirms(visitors: Visitors) -> None:
    """The officer meets the household in the same queue and judges it at the same desk."""
    page = visitors.sign_in("officer")
    page.goto("/can-bo/?loc=eyes")
    if page.get_by_role("link", name=FAMILY).count() == 0:
        page.goto("/can-bo/?loc=agree")
    expect(page.locator("main")).to_contain_text("Hộ gia đình")
    seen(page, "queue")
    page.get_by_role("link", name=FAMILY).first.click()
    for code, points in POINTS.items():
        page.fill(f"[name='points-{code}']", points)
        page.locator(f"[name='points-{code}']").press("Tab")
    for reason in page.locator("input[name^=reason-]").all():
        if reason.is_visible():
            reason.fill("Đã đến thăm nhà")
    seen(page, "case-at-the-desk")
    page.locator("button[name=act][value=confirm]").click()
    expect(page.get_by_text("Đã đề nghị công nhận").or_(page.locator("[role=alert]")).first).to_be_visible()
    for reason in page.locator("input[name^=reason-]").all():
        if reason.is_visible() and not reason.input_value():
            reason.fill("Đã đến thăm nhà")
    if page.locator("[role=alert]").count() and page.locator("button[name=act][value=confirm]").count():
        page.locator("button[name=act][value=confirm]").click()
        expect(page.get_by_text("Đã đề nghị công nhận").first).to_be_visible()


def signer_signs(visitors: Visitors) -> None:
    """The decision carries the household."""
    page = visitors.sign_in("signer")
    page.goto("/ky/")
    for box in page.locator("input[name=cases]").all():
        box.set_checked(FAMILY in box.locator("xpath=ancestor::tr").inner_text())
    seen(page, "to-be-signed")
    page.locator("#da-ky-ngoai > summary").click()
    page.fill("input[name=number]", "78/QĐ-UBND")
    page.fill("input[name=date]", page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Ho_Chi_Minh'})"))
    page.locator("form.signing button.button").last.click()
    page.locator("button[name=act][value=record]").click()
    expect(page.locator("main")).to_contain_text("78/QĐ-UBND")
    seen(page, "decision")


def test_a_household_from_the_counter_to_its_certificate(visitors: Visitors, tmp_path: Path) -> None:
    staff = visitors.sign_in("staff")
    group = registered(staff)
    asked(staff)
    head = says_yes(visitors)
    works_on_the_case(staff, group, tmp_path)
    officer_confirms(visitors)
    signer_signs(visitors)
    head.reload()
    seen(head, "my-family")
    head.get_by_role("link", name=re.compile("Gia đình học tập")).last.click()
    expect(head.locator("main")).to_contain_text("Đã được công nhận")
    seen(head, "recognised")
    head.get_by_role("link", name="Xem giấy chứng nhận").click()
    expect(head.locator("main")).to_contain_text(FAMILY)
    seen(head, "certificate")


def test_a_title_whose_values_no_source_has_says_so(visitors: Visitors) -> None:
    """The demo's school, at the counter."""
    page = visitors.sign_in("staff")
    page.goto("/quay/ho-va-don-vi/")
    page.get_by_role("link", name="Trường Tiểu học Sen Ngư").click()
    page.get_by_role("link", name="Điểm, giấy tờ, bước tiếp theo").click()
    expect(page.locator("main")).to_contain_text("chưa xét được")
    seen(page, "not-known")
