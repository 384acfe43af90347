"""Recognition as a citizen on a phone and a worker at the counter meet it, at its turning points; every page is looked at."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import prepared_site
from tests.browser.conftest import Site, Visitors, telephone
from tests.browser.judged import seen, too_wide
from tests.browser.test_story import photo
from tests.browser.test_without_javascript import pages_of

CODES = ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2")
CARD = "Thẻ đọc sách của cô Mận"
FOLD = 560  # px of a phone of 640 that are seen above its lower edge
MINE, HAND_IN, POINTS, PAPERS = "/cua-toi/", "/cua-toi/ho-so/gui/", "/cua-toi/ho-so/cham-diem/", "/cua-toi/minh-chung/"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The demo with people at the turning points of recognition."""
    folder = prepared_site.copy()
    try:
        with prepared_site.running(folder, WEB_PROCESSES="1") as run:
            make = [sys.executable, "-m", "tests.browser.citizen_cases"]
            made = subprocess.run(
                make, check=True, cwd=prepared_site.ROOT, env=prepared_site.environment(folder), stdout=subprocess.PIPE
            )
            yield with_people(Site(run["base_url"], run["signins"], run, folder), made.stdout)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def with_people(site: Site, told: bytes) -> Site:
    """The site with what `citizen_cases` printed among its sign-ins."""
    site.signins.update(json.loads(told.splitlines()[-1]))
    return site


def above_the_fold(page: Page, what: str) -> None:
    """The next act is seen without pushing the page up."""
    page.evaluate("scrollTo(0, 0)")
    box = page.locator(what).first.bounding_box()
    assert box, f"{page.url}: {what}"
    assert box["y"] + box["height"] <= FOLD, f"{page.url}: {what} ends at {box['y'] + box['height']} px"


def nothing_red(page: Page) -> None:
    """No line of the page says that something is missing or wrong."""
    assert page.locator("main .missing:visible").all_inner_texts() == []


def test_a_second_year_from_registering_to_the_receipt(visitors: Visitors) -> None:
    page = visitors.sign_in("year_two", width=360)
    page.goto(MINE)
    expect(page.locator("h1")).to_contain_text("mình học tiếp nhé")
    expect(page.locator("main")).to_contain_text("vẫn được công nhận")
    expect(page.locator("main")).to_contain_text("Giấy cũ hơn vẫn được giữ, nhưng không tính lại")
    nothing_red(page)
    above_the_fold(page, "main .button.big")
    seen(page, "1-mine")
    page.goto(PAPERS)
    expect(page.locator("main .evidence")).to_contain_text("Ngoài thời gian của đợt xét, không tính")
    seen(page, "1-papers")
    page.goto(MINE)
    page.get_by_role("link", name=re.compile("Đăng ký đến hết")).click()
    above_the_fold(page, "main .button.big")
    seen(page, "1-before")
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đã đăng ký cho năm")
    page.get_by_role("link", name="Tự chấm điểm").click()
    for code in CODES:
        page.fill(f"input[name=points-{code}]", "8")
    seen(page, "1-points")
    page.locator("main form button.big").click()
    above_the_fold(page, "main .button.big")
    seen(page, "1-ready")
    page.get_by_role("button", name="Gửi hồ sơ").click()
    expect(page.locator("h1")).to_contain_text("Hồ sơ đã gửi")
    expect(page.locator(".facts")).to_contain_text("1 ngoài thời gian của đợt, không tính")
    assert page.get_by_role("button", name="Rút đăng ký").count() == 0, "handing in registers"
    seen(page, "1-receipt")
    page.goto(MINE)
    nothing_red(page)
    seen(page, "1-mine-after")


def test_more_was_asked_and_is_answered_after_closing_day(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.sign_in("asked", width=360)
    page.goto(MINE)
    expect(page.locator("main .letter")).to_contain_text("chụp lại giúp")
    above_the_fold(page, "main .button.big")
    seen(page, "2-mine")
    page.goto(HAND_IN)
    expect(page.locator("main")).to_contain_text("Từ lúc cán bộ nhắn đến nay chưa thêm gì")
    expect(page.locator("main")).to_contain_text("Gửi lại được đến hết")
    above_the_fold(page, "main .button.big")
    seen(page, "2-case")
    page.get_by_role("link", name="Thêm giấy còn thiếu").click()
    page.get_by_role("link", name="Giấy xác nhận đã ký").click()
    seen(page, "2-kinds")
    page.locator("main a[href*='loai=']").first.click()
    page.set_input_files("input[name=file]", photo(tmp_path))
    page.locator("main form button.big").click()
    expect(page.locator("#error-on")).to_be_visible()
    expect(page.locator(".sheets li")).to_have_count(1)
    seen(page, "2-form-wrong")
    page.fill("input[name=on]", date.today().isoformat())
    page.locator("input[name=indicators]").first.check()
    page.locator("main form button.big").click()
    expect(page.locator("main")).to_contain_text("Đã cất minh chứng. Thêm nữa, hoặc gửi lại hồ sơ.")
    above_the_fold(page, "main .button.big")
    seen(page, "2-added")
    page.get_by_role("button", name="Gửi lại hồ sơ").click()
    expect(page.locator("h1")).to_contain_text("Hồ sơ đã gửi")
    seen(page, "2-receipt")


def test_moved_away(visitors: Visitors) -> None:
    own = visitors.sign_in("moved", width=360)
    own.goto(MINE)
    expect(own.locator("main .bloom")).to_contain_text("Hồ sơ đang ở xã Đồng Mít, còn nơi ở nay là xã Đồng Trăng")
    above_the_fold(own, "main .bloom a")
    seen(own, "3-mine")
    own.get_by_role("link", name="Xin chuyển hồ sơ").click()
    seen(own, "3-case")
    old = visitors.sign_in("old_officer")
    old.goto(visitors.site.signins["moved_case"]["path"])
    own.get_by_role("button", name="Đề nghị xã Đồng Trăng nhận hồ sơ").click()
    expect(own.locator("main")).to_contain_text("Trong khi chờ trả lời")
    seen(own, "3-asked")
    new = visitors.sign_in("new_officer")
    new.goto("/can-bo/")
    new.get_by_role("link", name=re.compile("người chuyển đến")).click()
    seen(new, "3-transfers")
    new.get_by_role("button", name="Nhận hồ sơ").click()
    expect(new.locator("main")).to_contain_text("Hồ sơ nay ở đây")
    own.goto(HAND_IN)
    expect(own.locator("main")).to_contain_text("Xã Đồng Trăng đã nhận hồ sơ")
    seen(own, "3-told")
    old.locator("#giu button[value=claim]").click()
    expect(old.locator("main")).to_contain_text("đã chuyển về xã Đồng Trăng")
    expect(old.locator("main")).not_to_contain_text("Lê Thị Cói")
    seen(old, "3-old-page")


def test_at_the_counter(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.sign_in("staff")
    page.goto("/quay/")
    page.get_by_role("link", name="Ghi tên người mới").click()
    page.fill("input[name=full_name]", "Hồ Thị Kiệm")
    page.fill("input[name=birth_year]", "1951")
    page.check("input[name=consents]")
    page.locator("main form button.big").click()
    person = page.url
    page.get_by_role("link", name="Điểm, giấy tờ, bước tiếp theo").click()
    expect(page.locator("main a.button:not(.second)")).to_have_text("Thêm giấy người này mang đến")
    seen(page, "4-help")
    page.get_by_role("link", name="Phiếu giấy").click()
    printed = page.get_by_role("link", name="Phiếu có ghi sẵn tên").get_attribute("href") or ""
    assert page.request.get(printed).body().startswith(b"%PDF-")
    page.set_input_files("input[name=file]", pages_of(tmp_path)[:2])
    page.get_by_role("button", name="Lưu phiếu").click()
    expect(page.locator("main")).to_contain_text("Trên giấy ghi")
    seen(page, "4-form")
    for code in CODES:
        page.fill(f"input[name=points-{code}]", "8")
    page.get_by_role("button", name="Lưu điểm của phiếu này").click()
    expect(page.locator("h1")).to_contain_text("Gửi hồ sơ của Hồ Thị Kiệm")
    seen(page, "4-ready")
    page.goto(person)
    page.get_by_role("link", name="Điểm, giấy tờ, bước tiếp theo").click()
    page.locator("main a.kind", has_text="Thẻ").click()
    page.locator("main a[href*='loai=']").first.click()
    page.set_input_files("input[name=file]", photo(tmp_path))
    page.fill("input[name=on]", date.today().isoformat())
    page.locator("input[name=indicators]").first.check()
    page.locator("main form button.big").click()
    expect(page.locator("main a.button:not(.second)")).to_have_text("Xem và gửi hồ sơ")
    seen(page, "4-help-later")
    page.get_by_role("link", name="Xem và gửi hồ sơ").click()
    page.get_by_role("button", name="Gửi hồ sơ").click()
    expect(page.locator(".facts")).to_contain_text("cán bộ làm giúp")
    seen(page, "4-handed-in")
    page.locator("summary", has_text="Rút hồ sơ").click()
    expect(page.get_by_role("button", name="Đúng, rút về")).to_be_visible()
    page.goto(person)
    page.locator("summary", has_text="Mở tài khoản").click()
    page.fill("input[name=username]", telephone())
    page.get_by_role("button", name="Mở tài khoản").click()
    seen(page, "4-opened")
    page.get_by_role("button", name="In phiếu").click()
    expect(page.locator("main .code")).to_be_visible()
    seen(page, "4-slip")


def test_without_javascript_on_the_smallest_phone(visitors: Visitors, site: Site, tmp_path: Path) -> None:
    """A mistake keeps the photos, an ended session what was typed, and a second tab's old form hands nothing in twice."""
    page = visitors.sign_in("alone", width=320, javascript=False)
    page.goto(f"{PAPERS}them/?giay=the&loai=library-card")
    first, second = pages_of(tmp_path)[:2]
    page.set_input_files("input[name=file]", first)
    page.locator("button[name=more]").click()
    page.set_input_files("input[name=file]", second)
    page.locator("main form button.big").click()
    expect(page.locator("#error-on")).to_be_visible()
    expect(page.locator(".sheets li")).to_have_count(2)
    assert list(too_wide(page)) == []
    page.fill("input[name=on]", date.today().isoformat())
    page.fill("input[name=title]", CARD)
    signed_out_elsewhere(page)
    page.locator("main form button.big").click()
    expect(page.locator("main")).to_contain_text("vẫn còn")
    pictured(page, "6-ended")
    page.fill("input[name=login]", site.signins["alone"]["username"])
    page.fill("input[name=password]", site.signins["alone"]["password"])
    page.locator("form:has(input[name=password]) button").click()
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator("input[name=title]")).to_have_value(CARD)
    pictured(page, "6-typed")
    if page.locator(".sheets li").count() == 0:  # photos stay in the session that chose them
        page.set_input_files("input[name=file]", first)
    page.locator("main form button.big").click()
    expect(page.locator("main")).to_contain_text(CARD)
    page.goto(POINTS)
    for code in CODES:
        page.fill(f"input[name=points-{code}]", "8")
    page.locator("main form button.big").click()
    assert list(too_wide(page)) == []
    tab = page.context.new_page()
    tab.goto(HAND_IN)
    page.get_by_role("button", name="Gửi hồ sơ").click()
    expect(page.locator("h1")).to_have_text("Hồ sơ đã gửi")
    tab.get_by_role("button", name="Gửi hồ sơ").click()
    expect(tab.locator("main")).to_contain_text("Hồ sơ đã được gửi")
    expect(tab.locator(".facts")).not_to_contain_text("Lần gửi")
    pictured(tab, "6-twice")


def pictured(page: Page, name: str) -> None:
    """Nothing sticks out; where pictures are wanted, one. Axe needs the scripts that are off here."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert list(too_wide(page)) == []


def signed_out_elsewhere(page: Page) -> None:
    """The session ends on another tab while somebody types on this one."""
    other = page.context.new_page()
    other.goto("/tai-khoan/logout/")
    other.get_by_role("button", name="Đăng xuất").click()
    other.close()


def test_from_the_signers_list_to_a_certificate_checked_by_hand(visitors: Visitors) -> None:
    signer = visitors.sign_in("signing")
    signer.goto("/ky/")
    expect(signer.locator("h1")).to_contain_text("2 hồ sơ")
    seen(signer, "7-list")
    signer.get_by_role("button", name="Lập dự thảo").click()
    seen(signer, "7-draft")
    signer.get_by_role("link", name="Soạn nội dung").click()
    signer.locator("button[value=unbracket]").click()
    with signer.expect_download():
        signer.locator("form[action$='quyet-dinh.pdf'] button").click()
    signer.reload()
    signer.get_by_role("link", name="Ghi số và ngày").click()
    signer.fill("[name=number]", "41")
    signer.fill("[name=date]", signer.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Ho_Chi_Minh'})"))
    signer.locator("button[value=look]").click()
    expect(signer.locator("main")).to_contain_text("Quyết định 41/QĐ-UBND")
    seen(signer, "7-summary")
    signer.locator("button[value=record]").click()
    expect(signer.locator("h1")).to_contain_text("41/QĐ-UBND")
    expect(signer.get_by_role("link", name="In tất cả giấy chứng nhận")).to_be_visible()
    seen(signer, "7-decision")
    signer.goto(signer.locator("td a[href^='/giay-chung-nhan/']").first.get_attribute("href") or "")
    seen(signer, "7-certificate")
    code = re.search(r"(?:[0-9A-Z]{3}-){3}[0-9A-Z]{3}", signer.locator("article").inner_text())
    assert code
    check_by_hand(visitors.page(width=360), code[0])


def check_by_hand(page: Page, code: str) -> None:
    """A stranger types the code of a sheet: first with a mistake, then as it stands there."""
    page.goto("/kiem-tra/")
    above_the_fold(page, "main .button")
    for typed in ("ABC", code.lower()):
        page.fill("[name=code]", typed)
        page.get_by_role("button", name="Kiểm tra", exact=True).click()
        seen(page, f"7-typed-{len(typed)}")
    expect(page.locator("h1")).to_contain_text("đang có hiệu lực")
    expect(page.locator("main .person")).to_be_visible()
