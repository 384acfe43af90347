"""Every kind of question and every practice task: by keyboard, without script, by touch on a phone; wrong first, then right."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from content.practice.register import tasks
from content.questions.asked import Question
from content.questions.kept import from_json
from content.questions.kinds import REGISTER
from tests.browser import prepared_site
from tests.browser.conftest import Site, Visitors
from tests.browser.hands import ANSWERS, Hands, Keys, Touch
from tests.browser.judged import complaints, too_wide
from tests.browser.sizes import complaints_at_every_size

AN_ANSWER, REQUESTS, FIRST_VIEW = 3_072, 2, 100_000  # bytes and requests of an answer; bytes of a first view


@dataclass(frozen=True)
class School:
    """What `tests.browser.every_kind` made."""

    course: str
    lesson: str
    short: str
    index: str
    small: str
    sheet: str
    asked: list[tuple[str, Question]]
    people: dict[str, str]
    password: str


@pytest.fixture(scope="module")
def school(site: Site) -> School:
    make = [sys.executable, "-m", "tests.browser.every_kind"]
    made = subprocess.run(
        make, check=True, cwd=prepared_site.ROOT, env=prepared_site.environment(site.folder), stdout=subprocess.PIPE
    )
    found = json.loads(made.stdout.decode().strip().splitlines()[-1])
    asked = [(one.pop("block"), from_json(one)) for one in found.pop("asked")]
    return School(**found, asked=asked)


class Line:
    """What comes over the line to a page: requests and bytes, headers and all."""

    def __init__(self, page: Page) -> None:
        self.begun: list[str] = []
        self.ended: dict[str, float] = {}
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.requestWillBeSent", lambda event: self.begun.append(event["requestId"]))
        line.on(
            "Network.loadingFinished", lambda event: self.ended.update({event["requestId"]: event["encodedDataLength"]})
        )
        line.on("Network.loadingFailed", lambda event: self.ended.update({event["requestId"]: 0}))
        self.page = page

    def settle(self) -> tuple[int, int]:
        """Requests and bytes since the last time."""
        for _frame in range(200):
            self.page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
            if set(self.begun) <= set(self.ended):
                break
        found = len(self.begun), int(sum(self.ended.get(one, 0) for one in self.begun))
        self.begun.clear()
        self.ended.clear()
        return found


def at_what_was_said(form: Locator) -> bool:
    """Whether the focus is on the words that answer what was sent."""
    return form.evaluate(
        "one => one.contains(document.activeElement) && document.activeElement.matches('.feedback, .error')"
    )


def through(hands: Hands, school: School, *, script: bool = True, judged: bool = False) -> list[str]:
    """Learns the whole lesson, each question wrong first; returns what was wrong with the pages on the way.

    `judged`: axe looks at every question with its wrong and with its right answer, and the line is counted.
    """
    page, wrong = hands.page, []
    line = Line(page) if judged else None
    page.goto(f"{school.lesson}?buoc=1")
    if script:
        page.evaluate("window.stayed = true")
    for number, (block, question) in enumerate(school.asked, 1):
        name = question.task or question.kind
        expect(page.locator(f"#buoc[data-number='{number}']")).to_be_visible()
        form = page.locator(f"form.question[id='cau-{block}']")
        for right in (False, True):
            ANSWERS[question.kind](hands, form, question, right=right)
            if line:
                line.settle()
            hands.press(form.locator(".act button.big"))
            onward = "Sang bước|Học xong bài này|Xem" if right else "Trả lời lại"
            expect(form.locator(".act .big")).to_have_text(re.compile(onward))
            said = form.locator(".feedback").first
            expect(said).to_contain_text("Đúng rồi" if right else "Chưa đúng")
            if not right:
                expect(form.locator(".feedback .help").first).to_contain_text("Gợi ý")
            if script and not at_what_was_said(form):
                wrong.append(f"{name}: the focus is not at what was said")
            if script and not page.evaluate("window.stayed"):
                wrong.append(f"{name}: the page was loaded anew")
            if line:
                requests, came = line.settle()
                if requests > REQUESTS or came > AN_ANSWER:
                    wrong.append(f"{name}: an answer costs {requests} requests and {came} bytes")
            wrong += [f"{name}: {one}" for one in (complaints(page) if judged else too_wide(page))]
            if line:
                line.settle()
        hands.press(page.locator("#buoc .act .big"))
    expect(page.locator("#xong h1")).to_contain_text(f"Đúng cả {len(school.asked)} câu")
    return wrong


def test_every_kind_and_task_has_its_way(school: School) -> None:
    assert set(ANSWERS) == set(REGISTER)
    assert {one.kind for _block, one in school.asked} == set(REGISTER)
    assert [one.task for _block, one in school.asked if one.task] == list(tasks())


def test_by_keyboard(visitors: Visitors, school: School) -> None:
    page = visitors.sign_in_as(school.people["keys"], school.password, width=360)
    assert through(Keys(page), school) == []
    assert "bài 1 xong rồi" in page.locator("#xong h1").inner_text()


def test_without_script(visitors: Visitors, school: School) -> None:
    page = visitors.page(width=360, javascript=False)
    assert through(Hands(page), school, script=False) == []
    expect(page.locator("#xong .act .big")).to_contain_text("Học thử bài 2")
    expect(page.locator("#xong")).to_contain_text("Đăng nhập để giữ lại")


def test_by_touch_on_a_phone(visitors: Visitors, school: School) -> None:
    page = visitors.sign_in_as(school.people["touch"], school.password, width=360, touch=True)
    assert through(Touch(page), school, judged=True) == []


def test_going_on_on_another_device(visitors: Visitors, school: School) -> None:
    phone, other = (
        visitors.sign_in_as(school.people["devices"], school.password, width=width) for width in (360, 1280)
    )
    phone.goto(school.short)
    phone.locator("#buoc input[value=b]").check()
    phone.locator("#buoc .act .big").click()
    expect(phone.locator("#buoc .act .big")).to_contain_text("Sang bước 2")
    other.goto(school.short)
    expect(other.locator("#buoc[data-number='2']")).to_be_visible()
    other.locator("#buoc input[value=a]").check()
    other.locator("#buoc .act .big").click()
    expect(other.locator("#buoc .feedback")).to_contain_text("Chưa đúng")
    phone.goto(school.short)
    expect(phone.locator("#buoc[data-number='2'] .feedback")).to_contain_text("Chưa đúng")


def test_a_step_is_light_at_first(visitors: Visitors, school: School) -> None:
    page = visitors.page(width=360)
    line = Line(page)
    kinds = [one.kind for _block, one in school.asked]
    page.goto(f"{school.lesson}?buoc={kinds.index('spot') + 1}")
    requests, came = line.settle()
    assert requests > 2
    assert came < FIRST_VIEW, came


def test_nothing_is_amiss_at_any_width_and_size(visitors: Visitors, school: School, site: Site) -> None:
    """axe on the pages of learning, three widths by three sizes of letters: fresh, answered, failed, passed, finished."""
    page = visitors.sign_in_as(school.people["sheet"], school.password)
    wrong: list[Any] = []

    def judge(path: str) -> None:
        page.goto(path)
        wrong.extend(complaints_at_every_size(page))

    judge(f"{school.lesson}?buoc=ca-bai")
    judge(school.short)
    for answers, ended in (("aab", "Đúng 1 trong 3 câu."), ("bb", "bài 2 xong rồi")):
        for step, answer in enumerate(answers, 1):
            page.goto(f"{school.short}?buoc={step}")
            page.locator(f"#buoc input[value={answer}]").check()
            page.locator("#buoc .act button.big").click()
            expect(page.locator("#buoc .feedback")).to_contain_text("Đúng rồi" if answer == "b" else "Chưa đúng")
        page.goto(f"{school.short}?buoc=xong")
        if page.locator("#xong .act button.big").count():
            page.locator("#xong .act button.big").click()
        expect(page.locator("#xong h1")).to_contain_text(ended)
        judge(f"{school.short}?buoc=xong")
    page.goto(school.small)
    page.locator("#buoc input[value=b]").check()
    page.locator("#buoc .act button.big").click()
    page.locator("#buoc .act button.big", has_text="Học xong bài này").click()
    expect(page.locator("#xong .act .big")).to_contain_text("Xong cả khóa")
    judge(school.sheet)
    judge(school.course)
    judge(school.index)
    assert wrong == []
