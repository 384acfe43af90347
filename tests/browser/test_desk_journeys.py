"""The officer's special rooms in a real browser: phrases, a bulk round, second marking, the council. One site, in this order."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitors, more_cases_in, started
from tests.browser.judged import seen, too_wide
from tests.browser.more_cases import photo
from tests.browser.waiting_cases import DEAF, claimed, waiting

ACCOUNTS = {"officer_2": "canbo.xet2:officer", "secretary": "thu.ky:"}
PHRASE = "Ảnh bị lóa, chưa đọc được ngày trên giấy."
SECRET = "Chứng chỉ đã quá hạn"  # the first assessor's reason
MEMBERS = ("Trần Văn Bình", "Lê Thị Thư", "Phạm Văn Viên")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A commune in which seven quiet cases wait, with a second officer and somebody who will keep a council's minutes."""
    with started(lambda folder: more_cases_in(folder, *ACCOUNTS.values(), quiet=7, flagged=0)) as made:
        password = made.signins["officer"]["password"]
        more = {role: {"username": one.split(":")[0], "password": password} for role, one in ACCOUNTS.items()}
        yield replace(made, signins=made.signins | more)


def large_letters(page: Page) -> None:
    """At 200 % letters on a phone nothing has to be pushed sideways."""
    size = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wrong = list(too_wide(page))
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(size)
    assert wrong == []


def press(page: Page, words: str) -> None:
    """By the keyboard alone: the button with these words gets the focus, and Enter presses it."""
    button = page.get_by_role("button", name=words, exact=True)
    button.focus()
    button.press("Enter")


def test_phrases_are_made_inserted_changed_in_two_tabs_and_taken_away(visitors: Visitors) -> None:
    page = visitors.sign_in("officer")
    page.goto("/can-bo/cau-tra-loi/")
    page.select_option("select[name=kind]", "not_enough")
    press(page, "Lưu mẫu câu")
    expect(page.locator("#text-error")).to_be_visible()
    expect(page.locator("select[name=kind]")).to_have_value("not_enough")
    seen(page, "phrases-mistake")
    page.fill("textarea[name=text]", PHRASE)
    press(page, "Lưu mẫu câu")
    expect(page.locator("#rieng + ul")).to_contain_text(PHRASE)
    seen(page, "phrases")
    large_letters(page)

    desk = page.context.new_page()
    desk.goto(waiting(desk, "agree")[0])
    desk.wait_for_timeout(DEAF)
    desk.keyboard.press("Alt+2")  # a case is returned with words: the first press asks for them
    desk.locator("#message").press_sequentially("Chào bác.")
    desk.locator("#cau button", has_text=PHRASE).press("Enter")
    expect(desk.locator("#message")).to_have_value(f"Chào bác. {PHRASE}")
    assert desk.evaluate("document.activeElement.id") == "message"
    desk.close()

    page.goto("/can-bo/cau-tra-loi/")
    page.get_by_role("link", name=re.compile(f"Sửa {PHRASE[:10]}")).press("Enter")
    second = page.context.new_page()
    second.goto(page.url)
    page.fill("textarea[name=text]", f"{PHRASE} Mời chụp lại.")
    press(page, "Lưu mẫu câu")
    second.fill("textarea[name=text]", "Câu gõ ở thẻ thứ hai.")
    press(second, "Lưu mẫu câu")
    expect(second.get_by_role("alert")).to_contain_text("Mời chụp lại.")
    expect(second.locator("textarea[name=text]")).to_have_value("Câu gõ ở thẻ thứ hai.")
    press(second, "Lưu mẫu câu")
    expect(second.locator("#rieng + ul")).to_contain_text("Câu gõ ở thẻ thứ hai.")
    second.get_by_role("link", name=re.compile("Sửa Câu gõ")).click()
    press(second, "Xóa")
    expect(second.locator("textarea[name=text]")).to_have_value("Câu gõ ở thẻ thứ hai.")


def judged(page: Page) -> None:
    """The case before one: every paper is opened, then it is proposed, by keys alone."""
    claimed(page)
    page.wait_for_timeout(DEAF)
    while page.locator("#thanh .verdict a").count():
        picture = page.locator(".stage img").first
        picture.evaluate("one => one.complete || new Promise(done => one.onload = done)")
        shown = picture.get_attribute("data-shown")
        page.keyboard.press("g")
        expect(page.locator(".stage img").first).not_to_have_attribute("data-shown", shown or "")
    address = page.url
    page.keyboard.press("Alt+1")
    expect(page).not_to_have_url(address)


def hands_in_the_same(visitors: Visitors, file: bytes) -> None:
    """Another person hands in a file that somebody's case holds already."""
    page = visitors.sign_in("citizen")
    page.goto("/cua-toi/minh-chung/them/?giay=chung-nhan&loai=language-certificate")
    page.set_input_files("input[name=file]", {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": file})
    page.fill("input[name=on]", today(page))
    page.fill("input[name=title]", "Giấy của người khác")
    page.locator("main form button.big").click()
    expect(page.locator("main")).to_contain_text("Giấy của người khác")
    page.context.close()


def test_a_bulk_round_from_its_sample_to_the_one_way_back(visitors: Visitors) -> None:
    page = visitors.sign_in("officer")
    page.goto("/can-bo/?loc=agree")
    page.locator("main a[href='/can-bo/hang-loat/']").first.press("Enter")
    press(page, "Lập danh sách")
    here = page.url
    expect(page.locator("button[value=decide]")).to_have_count(0)
    assert page.locator("#mau ~ ul li").count() == 3
    seen(page, "bulk-sample")
    large_letters(page)
    page.locator("#mau ~ p a.button").press("Enter")
    for _one in range(3):
        expect(page.locator("#giu")).to_be_visible()
        judged(page)
    expect(page).to_have_url(here)

    rest = page.locator("#con-lai ~ table tbody a").all_inner_texts()
    assert len(rest) == 4
    hands_in_the_same(visitors, photo(int(rest[0].split()[-1]), 0))
    second = page.context.new_page()
    second.goto(here)
    press(page, "Đề nghị công nhận 4 hồ sơ")
    left = page.locator("section", has_text="1 hồ sơ để lại").first
    expect(left).to_contain_text(rest[0])
    seen(page, "bulk-decided")
    press(second, "Đề nghị công nhận 4 hồ sơ")
    expect(second.locator("h2", has_text="3 hồ sơ")).to_be_visible()
    press(page, "Rút lại cả lượt")
    expect(page.locator("button[value=undo]")).to_have_count(0)
    press(second, "Rút lại cả lượt")
    expect(second.get_by_role("alert")).to_be_visible()
    second.go_back()
    assert len(waiting(page, "agree")) == 3, "the one that was left gives a reason to look now"


def campaign(page: Page) -> str:
    """The address of the commune's campaign for persons, for its administrator."""
    page.goto("/quan-ly/dot-xet/")
    return (
        page.locator("main a[href^='/quan-ly/dot-xet/'][href$='/']:not([href$='/moi/'])").first.get_attribute("href")
        or ""
    )


def test_second_marking_is_switched_on_blind_and_settled_by_two(visitors: Visitors) -> None:
    second = visitors.sign_in("officer_2")
    second.goto("/can-bo/cham-lan-hai/")
    expect(second.locator("main")).to_contain_text("Không có hồ sơ nào chờ bạn chấm lần hai")
    admin = visitors.sign_in("administrator")
    home = campaign(admin)
    admin.goto(f"{home}cach-xet/")
    expect(admin.locator("input[name=second_percent]")).to_have_value("0")
    expect(admin.locator("input[name=council][value=off]")).to_be_checked()
    admin.fill("input[name=second_percent]", "ba")
    admin.fill("input[name=sample_percent]", "20")
    press(admin, "Lưu")
    expect(admin.locator("input[name=second_percent]")).to_have_value("ba")
    expect(admin.locator("input[name=sample_percent]")).to_have_value("20")
    seen(admin, "rules-mistake")
    admin.fill("input[name=second_percent]", "100")
    press(admin, "Lưu")
    expect(admin.locator("input[name=second_percent]")).to_have_value("100")

    first = visitors.sign_in("officer")
    first.goto(waiting(first, "agree")[0])
    name = first.locator("h1").inner_text()
    first.fill("input[name=points-B2]", "7")
    first.locator("input[name=reason-B2]").fill(SECRET)
    first.locator("input[name=points-B2]").focus()  # there a letter is a key and no word
    judged(first)

    second.reload()
    seen(second, "second-list")
    second.get_by_role("link", name=name, exact=True).press("Enter")
    expect(second.locator("main")).not_to_contain_text(SECRET)
    here = second.url
    second.fill("input[name=points-A1]", "sáu")
    second.locator("input[name=points-A2]").fill("9")
    second.locator("input[name=reason-A2]").fill("Kế hoạch thiếu một quý")
    second.locator("input[name=reason-A2]").press("Enter")
    expect(second.locator("input[name=points-A1]")).to_have_value("sáu")
    expect(second.locator("input[name=reason-A2]")).to_have_value("Kế hoạch thiếu một quý")
    seen(second, "second-mistake")
    large_letters(second)
    second.fill("input[name=points-A1]", "6")
    press(second, "Lưu lại, chấm tiếp sau")
    expect(second.get_by_text("Đã lưu phần đang chấm").first).to_be_visible()
    expect(second.locator("input[name=points-A2]")).to_have_value("9")
    other = second.context.new_page()
    other.goto(here)
    press(second, "Xong: kết thúc chấm lần hai")
    expect(second).to_have_url(re.compile("/thong-nhat/"))
    press(other, "Xong: kết thúc chấm lần hai")
    expect(other).to_have_url(re.compile("/thong-nhat/"))
    other.close()

    first.goto("/can-bo/cham-lan-hai/")
    first.get_by_role("link", name=name, exact=True).press("Enter")
    expect(first.locator("main")).to_contain_text(SECRET)
    first.fill("input[name=points-A2]", "9")
    first.fill("input[name=points-B2]", "8,5")
    press(first, "Gửi đề nghị")
    expect(first.locator("#reason-error")).to_be_visible()
    expect(first.locator("input[name=points-B2]")).to_have_value("8,5")
    seen(first, "settle-mistake")
    first.fill("textarea[name=reason]", "Bậc 2, xem lại cùng nhau")
    press(first, "Gửi đề nghị")
    second.reload()
    expect(second.locator("main")).to_contain_text("Bậc 2, xem lại cùng nhau")
    seen(second, "settle-to-agree")
    large_letters(second)
    press(second, "Đồng ý với đề nghị này")
    expect(second).to_have_url(re.compile("/cham-lan-hai/$"))
    expect(second.locator("main")).not_to_contain_text(name)
    admin.goto(f"{home}thong-nhat/")
    expect(admin.locator("tbody tr", has_text="B2")).to_contain_text("0 %")
    expect(admin.locator("main")).not_to_contain_text(name)
    seen(admin, "agreement")


def test_a_council_is_named_meets_and_its_minutes_are_printed(visitors: Visitors) -> None:
    admin = visitors.sign_in("administrator")
    home = campaign(admin)
    admin.goto(f"{home}hoi-dong/")
    admin.locator("main a[href$='/cach-xet/']").first.press("Enter")
    admin.check("input[name=council][value=listed]")
    press(admin, "Lưu")
    admin.goto(f"{home}hoi-dong/")
    admin.fill("input[name=number]", "45/QĐ-UBND")
    admin.fill("input[name=date]", today(admin))
    admin.fill("input[name=body_name]", "Ủy ban nhân dân xã Sen Ngư")
    admin.fill("input[name=place_name]", "Sen Ngư")
    for row, member in enumerate(MEMBERS):
        admin.fill(f"input[name=name-{row}]", member)
    admin.fill("input[name=account-1]", "khong-co-ai")
    press(admin, "Ghi nhận hội đồng")
    expect(admin.locator("input[name=name-2]")).to_have_value(MEMBERS[2])
    seen(admin, "council-naming-mistake")
    admin.fill("input[name=account-1]", "thu.ky")
    press(admin, "Ghi nhận hội đồng")
    expect(admin.locator("ul.waiting")).to_contain_text(MEMBERS[0])

    page = visitors.sign_in("secretary")
    page.goto("/hoi-dong/")
    page.locator("summary").first.press("Enter")
    page.fill("input[name=begins]", "tám giờ")
    page.fill("input[name=place]", "Hội trường xã")
    press(page, "Mở phiên họp này")
    expect(page.locator("input[name=place]")).to_have_value("Hội trường xã")
    seen(page, "council-list-mistake")
    page.fill("input[name=begins]", "8:30")
    press(page, "Mở phiên họp này")
    here = page.url
    for box in page.locator("input[name=cases]").all()[:2]:
        box.check()
    press(page, "Đưa vào danh sách")
    expect(page.locator("section[id^=hs-]")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("94 điểm")
    seen(page, "meeting-open")
    large_letters(page)
    stale = page.context.new_page()
    stale.goto(here)
    page.fill("textarea[name=notes]", "Hội đồng nghe báo cáo từng hồ sơ.")
    choose(page, "for", "for", "against")
    press(page, "Lưu phiếu và ghi chép")
    stale.fill("textarea[name=notes]", "Gõ ở thẻ cũ")
    press(stale, "Lưu phiếu và ghi chép")
    expect(stale.get_by_role("alert")).to_be_visible()
    expect(stale.locator("textarea[name=notes]")).to_have_value("Gõ ở thẻ cũ")
    stale.close()
    choose(page, "for", "for", "")  # a vote that was kept is changed and never forgotten
    press(page, "Kết thúc phiên họp")
    expect(page.get_by_role("alert")).to_contain_text(MEMBERS[2])
    seen(page, "meeting-mistake")
    choose(page, "for", "for", "absent")
    press(page, "Kết thúc phiên họp")
    expect(page.locator(".tag.good").first).to_be_visible()
    page.locator("summary").last.press("Enter")
    page.fill("textarea[name=text]", "Phiên họp bắt đầu lúc 9 giờ.")
    press(page, "Ghi đính chính")
    seen(page, "meeting-closed")
    page.goto(f"{here}bien-ban/")
    expect(page.locator("main")).to_contain_text("Đề nghị công nhận: 02 người")
    page.emulate_media(media="print")
    seen(page, "minutes-print")
    pdf = page.request.get(f"{here}bien-ban.pdf")
    assert pdf.body().startswith(b"%PDF")


def choose(page: Page, *said: str) -> None:
    """The same votes on every case of the list, member by member."""
    for line in page.locator("section[id^=hs-]").all():
        for box, one in zip(line.locator("select").all(), said, strict=True):
            box.select_option(one)


def today(page: Page) -> str:
    """The day of the site, as a box for a day takes it."""
    return page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Ho_Chi_Minh'})")
