"""The editing pages in a real browser: an act is taken once, typed days stay, nothing breaks the page's own policy."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from content.imports.word.sample import sample
from tests.browser.conftest import Visitors
from tests.browser.test_story import write_lesson

PATH = "/khoa-hoc/an-toan-tai-khoan/mot-bai-moi-de-duyet/"


# What the page's own saving sends while a press is on its way: the whole form, and the act that was pressed with it.
SAVES_ITSELF = """async () => {
  const form = document.querySelector("#page-edit-form");
  const body = new FormData(form);
  body.set("action-workflow-action", "true");
  body.set("workflow-action-name", "approve");
  const answer = await fetch(location.href, {method: "POST", body, headers: {Accept: "application/json"}});
  return [answer.status, await answer.json()];
}"""


def _course(page: Page) -> str:
    page.goto("/khoa-hoc/an-toan-tai-khoan/")
    action = page.locator("form[action^='/hoc/khoa/']").get_attribute("action")
    return re.search(r"/hoc/khoa/(\d+)/", action)[1]


def test_an_approval_beside_the_page_s_own_saving_is_taken_once(visitors: Visitors) -> None:
    """The page saves itself with the act in its form, and only then the press arrives: the worst order of the two."""
    author = visitors.sign_in("staff")
    author.goto(f"/quan-tri/pages/add/content/lessonpage/{_course(author)}/")
    write_lesson(author, "Một bài mới để duyệt")
    author.locator("[name=action-publish]:visible").first.click()
    expect(author.locator("main")).to_contain_text("chờ người thứ hai duyệt")

    second = visitors.sign_in("staff_2")
    second.goto("/quan-tri/")
    second.get_by_role("link", name="Một bài mới để duyệt").first.click()
    second.wait_for_url("**/edit/**")  # and its scripts: only they make a press an approval
    expect(second.locator("#page-edit-form input[name=title]")).to_have_value("Một bài mới để duyệt")
    status, said = second.evaluate(SAVES_ITSELF)
    assert (status, said["success"]) == (400, False)
    assert visitors.page().goto(PATH).status == 404, "the saving took the act"
    second.locator("[data-workflow-action-name=approve]:visible").first.click()
    expect(second.locator(".messages")).to_contain_text("Đã cập nhật trang")
    assert visitors.page().goto(PATH).status == 200
    second.goto("/quan-tri/reports/site-history/?action=wagtail.workflow.approve")
    expect(second.get_by_text("Một bài mới để duyệt")).to_have_count(1)


@pytest.mark.parametrize("typed", ["5-11-2026", "05/11/2026", "ngày mai"])
def test_a_typed_day_is_not_turned_into_today(visitors: Visitors, typed: str) -> None:
    page = visitors.sign_in("staff")
    page.goto("/quan-tri/pages/")
    page.goto("/tin/")
    page.goto(f"/quan-tri/pages/add/content/newspage/{_news(page)}/")
    page.fill("input[name=date]", typed)
    page.locator("input[name=title]").click()
    page.locator("input[name=title]").press_sequentially("Tin")
    assert page.input_value("input[name=date]") == typed


def _news(page: Page) -> str:
    page.goto("/quan-tri/pages/search/?q=Tin của trung tâm")
    link = page.locator("a[href*='/edit/']").first.get_attribute("href")
    return re.search(r"/pages/(\d+)/edit/", link)[1]


SCREENS = {
    "staff": [
        "",
        "pages/",
        "images/",
        "images/add/",
        "documents/",
        "documents/multiple/add/",
        "account/",
        "reports/site-history/",
    ],
    "administrator": [
        "sites/",
        "collections/",
        "redirects/",
        "workflows/list/",
        "reports/workflow/",
        "reports/locked/",
    ],
}


@pytest.mark.parametrize("who", SCREENS)
def test_no_screen_breaks_its_policy(visitors: Visitors, who: str) -> None:
    page = visitors.sign_in(who)
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda problem: broken.append(str(problem)))
    course = _course(page)
    for path in [*SCREENS[who], f"pages/{course}/", f"pages/{course}/edit/", f"pages/add/content/lessonpage/{course}/"]:
        answer = page.goto(f"/quan-tri/{path}")
        assert answer.status == 200, path
        assert "object-src 'none'" in answer.headers["content-security-policy"]
        expect(page.locator("main")).to_be_visible()
    page.locator("button.c-sf-add-button").last.click()
    page.get_by_role("option", name="Chữ", exact=True).click()
    page.locator("[data-streamfield-stream-container] [contenteditable=true]").last.click()
    page.keyboard.type("Một dòng.")
    expect(page.locator("[data-streamfield-stream-container] [contenteditable=true]").last).to_contain_text("Một dòng.")
    assert broken == []


class _Counted:
    """Presses and fields, as an editor would count them."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.fields = page, 0, 0

    def press(self, where: Locator) -> None:
        self.clicks += 1
        where.click()

    def fill(self, name: str, text: str) -> None:
        self.fields += 1
        self.page.fill(f"[name={name}]", text)


def test_an_empty_page_becomes_a_lesson_with_few_presses(visitors: Visitors) -> None:
    """Text, a picture and three questions, published: at most 20 presses and 15 fields."""
    page = visitors.sign_in("staff")
    page.goto("/hom-nay/")
    done, body = _Counted(page), page.locator("[data-streamfield-stream-container]")
    done.press(page.get_by_role("link", name="Soạn bài mới").first)
    done.fill("title", "Bán cam không qua lái")
    done.press(page.get_by_role("button", name="Bắt đầu soạn"))
    page.wait_for_url("**/edit/**")
    done.press(body.locator("[contenteditable=true]").first)
    page.keyboard.type("Chụp cam ngoài vườn, ghi giá và nơi giao.")
    done.fields += 1
    done.press(body.locator(".drawn-pictures label", has=page.locator("img")).nth(3))
    done.fill("body-1-value-alt", "Người bán và rổ cam")
    for number, answers in ((2, ("Giá và nơi giao", "Không ghi gì")), (4, ("Không đọc", "Đọc ngay", "Đọc một nửa"))):
        done.fill(f"body-{number}-value-question", "Làm gì?")
        for place, text in enumerate(answers):
            done.fill(f"body-{number}-value-choices-{place}-value-text", text)
        done.press(page.locator(f"[name=body-{number}-value-choices-0-value-right]"))
    done.fill("body-3-value-question", "Nên chuyển tiền cọc cho người lạ.")
    done.press(page.locator("[name=body-3-value-is_true][value=false]"))
    done.press(page.locator(".actions--primary > [name=action-publish]"))
    expect(page.locator(".messages")).to_contain_text("Đã đăng trang")
    assert done.clicks <= 20
    assert done.fields <= 15


def test_a_word_document_becomes_a_lesson_that_a_learner_opens(visitors: Visitors, tmp_path: Path) -> None:
    """Document, report, draft, published: then a stranger reads it and answers its first question."""
    (tmp_path / "bai.docx").write_bytes(sample())
    staff = visitors.sign_in("staff")
    staff.goto("/hom-nay/")
    staff.get_by_role("link", name="Từ tệp Word thành bài học").click()
    staff.set_input_files("input[name=file]", tmp_path / "bai.docx")
    staff.get_by_role("button", name="tạo bản nháp").click()
    expect(staff.locator("h1")).to_contain_text("Cuộc gọi lạ đòi tiền")
    expect(staff.locator("main")).to_contain_text("Lấy thành đề mục.")
    staff.get_by_role("link", name="Viết tiếp").click()
    staff.wait_for_url("**/edit/**")
    expect(staff.locator("input[name=title]")).to_have_value("Cuộc gọi lạ đòi tiền")
    staff.locator(".actions--primary > [name=action-publish]").click()
    expect(staff.locator(".messages")).to_contain_text("Đã đăng trang")
    address = staff.locator(".messages a").first.get_attribute("href")

    reader = visitors.sign_in("citizen", width=360)
    reader.goto(f"{urlsplit(address).path}?buoc=ca-bai")
    expect(reader.locator("h1")).to_contain_text("Cuộc gọi lạ đòi tiền")
    main = reader.locator("main")
    for words in ("Hối phải làm ngay", "Tắt máy", "Mã gửi về điện thoại chỉ mình được biết."):
        expect(main).to_contain_text(words)
    expect(main.locator("table")).to_have_count(1)


PASTES = """([place, html, text]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
FROM_WORD = """<html xmlns:w="urn:schemas-microsoft-com:office:word"><body><!--StartFragment-->
<p class=MsoNormal>Giá cam ở chợ:</p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>Ngày</b></p></td><td><p class=MsoNormal>Giá</p></td></tr>
<tr><td colspan=2><p class=MsoNormal>Chợ Sen</p></td></tr><tr><td><p>2/9</p></td><td><p>25 nghìn</p></td></tr></table>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Cân trước khi bán</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Hỏi giá hai chợ</p>
<!--EndFragment--></body></html>"""
FROM_EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table border=0 cellpadding=0><col width=64>
<!--StartFragment--><tr height=19><td class=xl65>Tên</td><td>Số</td></tr><tr><td>Cam</td><td align=right x:num>12</td></tr>
<!--EndFragment--></table></body></html>"""


def test_pasted_tables_and_lists_stay_what_they_are(visitors: Visitors) -> None:
    page = visitors.sign_in("staff")
    page.goto("/soan-bai/moi/?ten=Giá cam")
    page.get_by_role("button", name="Bắt đầu soạn").click()
    page.wait_for_url("**/edit/**")
    text = page.locator("[data-streamfield-stream-container] [contenteditable=true]").first
    text.click()
    page.evaluate(PASTES, [text.element_handle(), FROM_WORD, "Giá cam"])
    expect(text).to_contain_text("Giá cam ở chợ:")
    expect(text.locator("li")).to_have_text(["Cân trước khi bán", "Hỏi giá hai chợ"])
    expect(page.locator(".messages")).to_contain_text("Bảng vừa dán")
    expect(page.locator("[name='body-5-type'][value=table]")).to_have_count(1)
    page.evaluate(PASTES, [text.element_handle(), FROM_EXCEL, "Tên Số"])
    expect(page.locator("[name='body-6-type'][value=table]")).to_have_count(1)
    page.locator(".actions--primary > [name=action-publish]").click()
    said = page.locator(".messages")  # half questions keep it a draft, and it says which, and what of them is missing
    expect(said).to_contain_text("Có chỗ chưa điền xong.")
    expect(said).to_contain_text("phần 4 (Tranh, ảnh): Trong ảnh có gì: còn để trống")
    expect(said).to_contain_text("(Câu hỏi: đúng hay sai): Câu hỏi: còn để trống")
    expect(said).to_contain_text("Những gì đã viết vẫn còn.")
    expect(text.locator("li")).to_have_text(["Cân trước khi bán", "Hỏi giá hai chợ"])
    expect(page.locator("[name$='-type'][value=table]")).to_have_count(2)
