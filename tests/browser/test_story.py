"""The whole story in a real browser: from a lesson that a second person approves to a certificate anyone can check."""

import io
import re
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from content.courses.loader import shipped_courses
from content.questions.asked import Question
from tests.browser.conftest import Site, Visitors, telephone

TITLE = "Đổi mật khẩu sau khi lộ"
PERSON = "Lê Thị Thử Nghiệm"
PASSWORD = "sen-ho-tay-2026"


def photo(folder: Path) -> Path:
    """A picture as a phone would take it."""
    path = folder / "giay.jpg"
    Image.effect_noise((800, 600), 60).convert("RGB").save(path, "JPEG")
    return path


def add_block(page: Page, kind: str) -> None:
    """One more block at the end of the lesson."""
    page.locator("button.c-sf-add-button").last.click()
    page.get_by_role("option", name=kind, exact=True).click()


def write_lesson(page: Page, title: str = TITLE) -> None:
    """Title, text, a question and what it counts for, as an editor types them; the title once, as the address follows it."""
    page.fill("input[name=title]", title)
    page.fill("input[name=intro]", "Ba việc làm ngay trong mười phút.")
    add_block(page, "Chữ")
    page.locator("[data-streamfield-stream-container] [contenteditable=true]").last.click()
    page.keyboard.type("Mở ứng dụng, chọn Bảo mật, rồi chọn Đổi mật khẩu.")
    add_block(page, "Câu hỏi: một đáp án đúng")
    page.fill("[name=body-1-value-question]", "Việc đầu tiên nên làm khi lộ mật khẩu?")
    page.fill("[name=body-1-value-choices-0-value-text]", "Đổi mật khẩu ngay")
    page.check("[name=body-1-value-choices-0-value-right]")
    page.locator("[data-contentpath=choices] button[title='Thêm']").last.click()
    page.fill("[name=body-1-value-choices-1-value-text]", "Đợi xem có sao không")
    page.locator("label", has_text=re.compile(r"^\s*B1 ")).locator("input[name=alignments]").check()


def staff_write_and_second_person_approves(people: Visitors) -> None:
    """A mapped lesson: its author presses “publish” and it waits; a colleague approves."""
    author = people.sign_in("staff")
    author.goto("/khoa-hoc/an-toan-tai-khoan/")
    course = author.locator("form[action^='/hoc/khoa/']").get_attribute("action")
    number = re.search(r"/hoc/khoa/(\d+)/", course)[1]
    author.goto(f"/quan-tri/pages/add/content/lessonpage/{number}/")
    write_lesson(author)
    author.locator("[name=action-publish]:visible").first.click()
    expect(author.locator("main")).to_contain_text("chờ người thứ hai duyệt")
    path = "/khoa-hoc/an-toan-tai-khoan/doi-mat-khau-sau-khi-lo/"
    assert people.page().goto(path).status == 404, "a lesson that waits for approval is not public"

    second = people.sign_in("staff_2")
    second.goto("/quan-tri/")
    second.get_by_role("link", name=TITLE).first.click()
    second.locator("[data-workflow-action-name=approve]:visible").first.click()
    expect_found(people.page(), path)


def expect_found(page: Page, path: str) -> None:
    """The page answers, tried for half a minute."""
    for _try in range(60):
        if page.goto(path).status == 200:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{path} is not public")


def open_account(page: Page, name: str, person: str, *, consents: bool) -> None:
    """A citizen of the demo's commune opens an account through the three steps."""
    page.goto("/tai-khoan/mo/")
    page.locator("select[name=tinh]").select_option(
        label=page.locator("select[name=tinh] option", has_text="Quảng Trị").first.inner_text()
    )
    page.locator("main form button").last.click()
    page.locator("select[name=xa]").select_option("19288")
    page.locator("main form button").last.click()
    page.fill("input[name=full_name]", person)
    page.fill("input[name=birth_year]", "1985")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    if consents:
        page.check("input[name=consents]")
    page.locator("main form button.big").last.click()
    expect(page.get_by_text("Đăng xuất", exact=True).first).to_be_visible()


def give(page: Page, question: Question, *, right: bool) -> None:
    """Answers the question of the open step and sees the feedback; the bar then leads on, or asks for another try."""
    form = page.locator("#buoc form.question")
    if question.kind == "short_text":
        form.locator("input[name=answer]").fill(question.accepted[0] if right else "không rõ")
    else:
        for choice in question.choices:
            box = form.locator("label.pick", has_text=re.compile(rf"^\s*{re.escape(choice.text)}")).locator("input")
            if choice.right is right:
                box.check()
            elif question.kind == "several":
                box.uncheck()
    form.locator("button.big").click()
    bar = "Sang bước|Học xong bài này" if right else "Trả lời lại"
    expect(page.locator("#buoc form.question .act .big")).to_have_text(re.compile(bar))
    expect(page.locator("#buoc form.question .feedback")).to_have_class(
        re.compile(r"^feedback\s*$" if right else "not|near")
    )


def learn_first_lesson(page: Page) -> None:
    """Finds the course without accents, begins, answers once wrong and then right, finishes the lesson."""
    page.goto("/")
    page.fill("input[name=q]", "tin nhan lua dao")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/tim/"))
    expect(page.locator("main")).to_contain_text("lừa đảo")
    page.goto("/khoa-hoc/an-toan-tai-khoan/")
    page.locator("form[action^='/hoc/khoa/'] button").click()
    questions = list(shipped_courses(1)[0].lessons[0].questions)
    asked = len(questions)
    for number in range(1, 30):
        expect(page.locator(f"#buoc[data-number='{number}']")).to_be_visible()
        if page.locator("#buoc form.question").count():
            question = questions.pop(0)
            if len(questions) == asked - 1:
                give(page, question, right=False)
            give(page, question, right=True)
        page.locator("#buoc .act .big").click()
        expect(page.locator(f"#xong, #buoc[data-number='{number + 1}']")).to_be_visible()
        if page.locator("#xong").count():
            break
    assert questions == []
    expect(page.locator("#xong h1")).to_contain_text(f"Đúng cả {asked} câu, bài 1 xong rồi")


def see_points_move(page: Page) -> None:
    """Within seconds B1 has points, with their reasons."""
    for _try in range(20):
        page.goto("/cua-toi/")
        points = page.locator("#B1 .points")  # somebody who has not begun is shown none
        if points.count() and points.inner_text().strip().split("/")[0].strip() != "0":
            break
        page.wait_for_timeout(500)
    else:
        raise AssertionError("the indicator did not move within ten seconds")
    page.locator("#B1 details summary").click()
    expect(page.locator("#B1 .sum")).to_contain_text("Cộng")


def hand_in(page: Page, picture: Path) -> None:
    """Adds a photo, scores all ten, hands the case in."""
    page.goto("/cua-toi/minh-chung/them/?giay=chung-nhan&loai=language-certificate")
    page.set_input_files("input[name=file]", picture)
    page.fill("input[name=on]", "2026-05-20")
    page.fill("input[name=title]", "Chứng chỉ tiếng Anh")
    page.locator("main form button.big").click()
    expect(page.locator("main")).to_contain_text("Chứng chỉ tiếng Anh")
    page.goto("/cua-toi/ho-so/cham-diem/")
    for code in ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2"):
        page.fill(f"input[name=points-{code}]", "9")
    page.locator("main form button.big").click()
    expect(page).not_to_have_url(re.compile("/cham-diem/"))
    page.goto("/cua-toi/ho-so/gui/")
    page.locator("main form button.big").click()
    expect(page.locator("main")).to_contain_text("Đã gửi hồ sơ")
    page.goto("/cua-toi/ho-so/gui/")
    expect(page.locator("h1")).to_contain_text("Hồ sơ đã gửi")


def officer_confirms(people: Visitors) -> None:
    """The officer finds the case, sets points with reasons, proposes recognition."""
    page = people.sign_in("officer")
    page.goto("/can-bo/")
    page.get_by_role("link", name=PERSON).first.click()
    expect(page.locator("input[name=points-A1]")).to_be_visible()
    for code in ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2"):
        page.fill(f"input[name=points-{code}]", "9")
        page.locator(f"input[name=points-{code}]").press("Tab")
    for reason in page.locator("input[name^=reason-]").all():
        if reason.is_visible():
            reason.fill("Đã xem giấy tờ gốc")
    page.locator("button[name=act][value=confirm]").click()
    expect(page.get_by_text("Đã đề nghị công nhận").or_(page.locator("[role=alert]")).first).to_be_visible()
    for reason in page.locator("input[name^=reason-]").all():
        if reason.is_visible() and not reason.input_value():
            reason.fill("Đã xem giấy tờ gốc")
    if page.locator("button[name=act][value=confirm]").count() and page.locator("[role=alert]").count():
        page.locator("button[name=act][value=confirm]").click()
        expect(page.get_by_text("Đã đề nghị công nhận").first).to_be_visible()


def signer_signs(people: Visitors) -> None:
    """The signer chooses the person, types number and date, signs."""
    page = people.sign_in("signer")
    page.goto("/ky/")
    for box in page.locator("input[name=cases]").all():
        box.set_checked(PERSON in box.locator("xpath=ancestor::tr").inner_text())
    page.locator("#da-ky-ngoai > summary").click()
    page.fill("input[name=number]", "77/QĐ-UBND")
    page.fill("input[name=date]", page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Ho_Chi_Minh'})"))
    page.locator("form.signing button.button").last.click()
    page.locator("button[name=act][value=record]").click()
    expect(page.locator("main")).to_contain_text("77/QĐ-UBND")


def qr_of(pdf: bytes) -> str:
    """What the code on the first page of the PDF says."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    found = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert found, "no code could be read from the certificate"
    return found[0].text


def test_the_whole_story(visitors: Visitors, site: Site, tmp_path: Path) -> None:
    staff_write_and_second_person_approves(visitors)
    citizen = visitors.page(width=360)
    open_account(citizen, telephone(), PERSON, consents=True)
    learn_first_lesson(citizen)
    see_points_move(citizen)
    hand_in(citizen, photo(tmp_path))
    officer_confirms(visitors)
    signer_signs(visitors)
    citizen.goto("/cua-toi/")
    expect(citizen.locator("h1")).to_contain_text("Đã được công nhận")
    citizen.get_by_role("link", name="Xem giấy chứng nhận").first.click()
    expect(citizen).to_have_url(re.compile("/giay-chung-nhan/"))
    address = citizen.locator("a[href$='/pdf']").first.get_attribute("href")
    pdf = citizen.request.get(site.url(address)).body()
    anybody = visitors.page()
    anybody.goto(re.sub(r"^https?://[^/]+", site.base_url, qr_of(pdf)))
    expect(anybody.locator("main")).to_contain_text(PERSON)
    expect(anybody.locator("main")).not_to_contain_text("điểm")
