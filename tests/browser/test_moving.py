"""Moved away, by the person on a phone and the officer at a desk; a merger and two records, looked at before they are entered."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.test_accessibility import complaints

WIDTHS = (360, 1280)


def seen(page: Page, folder: Path, name: str) -> None:
    """At both widths: a picture, nothing that sticks out, nothing that axe complains of."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640 if width < 600 else 800})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        found += complaints(page)
    assert found == []


@pytest.fixture
def moved(visitors: Visitors) -> Page:
    """The person whose case waits lives in another commune of the province now; the page of the case."""
    page = visitors.sign_in("citizen_waiting", width=360)
    page.goto("/cua-toi/ho-so/gui/")
    if page.locator("form[action$='/chuyen/']").count():
        return page
    page.goto("/tai-khoan/noi-o/")
    page.locator("main form button").first.click()  # the province of all centres stands chosen
    own = "19288"
    codes = page.locator("#place option").evaluate_all("all => all.map(one => one.value).filter(Boolean)")
    page.select_option("#place", next(code for code in codes if code != own))
    page.locator("main form button").first.click()
    page.locator("main form[method=post] button.big").click()
    expect(page).to_have_url(re.compile("thong-tin"))
    page.goto("/cua-toi/ho-so/gui/")
    return page


def test_the_person_asks_and_the_officer_reads_it(visitors: Visitors, moved: Page, tmp_path: Path) -> None:
    seen(moved, tmp_path, "own-page")
    moved.get_by_role("button", name=re.compile("nhận hồ sơ")).click()
    expect(moved.locator("main")).to_contain_text("Trong khi chờ trả lời")
    seen(moved, tmp_path, "asked")
    officer = visitors.sign_in("officer")
    officer.goto("/can-bo/chuyen/")
    expect(officer.locator("main")).to_contain_text("đang hỏi")
    seen(officer, tmp_path, "transfers")
    moved.get_by_role("button", name="Rút đề nghị").click()
    expect(moved.get_by_role("button", name=re.compile("nhận hồ sơ"))).to_be_visible()


def test_a_merger_is_read_back_before_it_is_entered(visitors: Visitors, site, tmp_path: Path) -> None:
    page = visitors.sign_in("administrator")
    page.goto("/quan-ly/sap-nhap/")
    for name, text in (
        ("unit", "19288"),
        ("document", "Nghị quyết 12/NQ-HĐND"),
        ("new_name", "Sen Mới"),
        ("new_code", "99001"),
    ):
        page.fill(f"[name={name}]", text)
    page.select_option("[name=new_type]", "xa")
    day = page.locator("[name=on]")
    day.fill("2026-11-01" if day.get_attribute("type") == "date" else "01/11/2026")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("main table")).to_contain_text("Về")
    seen(page, tmp_path, "merger")


def test_two_records_side_by_side(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.sign_in("staff")
    page.goto("/quay/")
    page.fill("[name=name]", "nguyen")
    page.locator("main form button").first.click()
    page.locator("main a[href*='/quay/nguoi/']").first.click()
    page.locator("a[href$='/gop/']").click()
    seen(page, tmp_path, "twice")
    page.fill("[name=name]", "thi")
    page.locator("main form button[value=find]").click()
    page.locator("button[name=double]").first.click()
    expect(page.locator("main table")).to_contain_text("Minh chứng")
    seen(page, tmp_path, "side-by-side")
