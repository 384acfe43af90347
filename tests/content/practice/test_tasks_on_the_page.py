"""Tasks in a lesson, done by their forms alone: no script, acts carried from screen to screen, one record at the end."""

import json
import logging

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from content.models import Alignment, LessonPage
from content.practice.check import PART, right_acts
from content.practice.register import tasks
from learning_records.public import competence_iri
from recognition.sets.publishing import terms
from recognition.skills.golden import pieces_of
from recognition.skills.parse import parse_file, shipped_files
from recognition.skills.percent import reached, share
from tests.builders.browsing import Browser
from tests.builders.lessons import block, lesson_page
from tests.builders.pages import published
from tests.content.conftest import School

SECRET = "con cò bay lả bay la 17"
WHOLE = "?buoc=ca-bai"


@pytest.fixture
def lesson(school: School) -> LessonPage:
    """A lesson of all tasks, mapped to what they practise."""
    page = published(school.course, lesson_page("Tập tay", *(block("task", task=key) for key in tasks())))
    for code in {aim.code for task in tasks().values() for aim in task.aims}:
        one = Alignment.objects.create(
            iri=competence_iri("tt02_2025", code), kind="competence", code=code, name=code, framework="tt02_2025"
        )
        page.alignments.through.objects.create(lessonpage=page, alignment=one)
    return page


def form_of(page: str, key: object) -> BeautifulSoup:
    own = page[page.index(f'class="question" id="cau-{key}"') :].partition("</form>")[0].partition(">")[2]
    return BeautifulSoup(own, "html.parser")


def filled_in(form: BeautifulSoup, wanted: list[str], secret: str = SECRET) -> dict[str, list[str] | str]:
    """What the form sends when these acts are done on it, by what it offers alone."""
    data: dict[str, list[str] | str] = {"answer": []}
    written = dict(act.split(PART, 1) for act in wanted)
    for control in form.find_all("input"):
        name, kind, value = control.get("name"), control.get("type", "text"), control.get("value", "")
        if kind == "password":
            data[name] = secret
        elif name == "answer" and (kind == "hidden" or value in wanted):
            data["answer"].append(value)
        elif name.startswith("answer-"):
            data[name] = written[name.removeprefix("answer-")]
    return data


def done(client: Client, page: str, lesson: LessonPage, key: object, question) -> str:
    """Does a task rightly to its end, from this page on; returns the last page."""
    address = reverse("content:answer", args=[lesson.pk, key])
    for _screen in range(6):
        form = form_of(page, key)
        telling = form.find("input", value=lambda value: value and value.endswith("[.]done"))["value"][0]
        if not form.find(attrs={"data-practice": True}):
            return page
        wanted = right_acts(tasks()[question.task].variant(telling))
        page = client.post(address, filled_in(form, wanted), follow=True).text
    raise AssertionError("the task has no end")


def test_every_task_is_done_without_script_and_raises_the_share(school: School, lesson: LessonPage) -> None:
    client, stranger = school.client(), Client()
    pages = {client: client.get(lesson.url + WHOLE).text, stranger: stranger.get(lesson.url + WHOLE).text}
    for number, (key, question) in enumerate(lesson.questions().items()):
        for browser in (client, stranger) if number == 0 else (client,):
            form = form_of(done(browser, pages[browser], lesson, key, question), key)
            assert "Đúng rồi" in form.text, question.task
            assert question.explanation in " ".join(form.text.split())
            assert form.find_all("input", type=["checkbox", "radio", "text", "password"]) == []  # not asked again
    answers = [one for one in school.recorded() if one["verb"]["id"].endswith("answered")]
    assert len(answers) == len(tasks())  # one record a task, none of a screen between
    for one in answers:
        definition = one["object"]["definition"]
        assert definition["interactionType"] == "performance"
        assert one["result"]["success"] is True
        assert one["result"]["response"] in definition["correctResponsesPattern"]
        steps = {step["id"] for step in definition["steps"]}
        assert {act.partition(PART)[0] for act in one["result"]["response"].split("[,]")} <= steps
    client.post(reverse("content:complete", args=[lesson.pk]))
    assert "passed" in school.verbs()
    requirements = next(parse_file(path) for path in shipped_files() if path.name == "tt02_2025-default-1.yaml")
    aims = {aim.code: aim.level for task in tasks().values() for aim in task.aims if aim.framework == "tt02_2025"}
    shown = reached(requirements, pieces_of(requirements, terms(), tuple(school.recorded())))
    assert {code: one.level for code, one in shown.items()} == aims
    assert share(requirements, shown).shown == len(aims) == 8


def test_a_miss_is_told_with_a_hint_and_the_right_thing_is_kept(school: School, lesson: LessonPage) -> None:
    key = next(key for key, question in lesson.questions().items() if question.task == "tin-lua-dao")
    address, client = reverse("content:answer", args=[lesson.pk, key]), Client()
    nothing = form_of(client.post(address, {"answer": ["a.hop-thu[.]done"]}, follow=True).text, key)
    assert "Chưa đánh dấu tin nào" in nothing.text
    sent = ["a.hop-thu.ngan-hang[.]on", "a.hop-thu.dien[.]on", "a.hop-thu[.]done"]
    form = form_of(client.post(address, {"answer": sent}, follow=True).text, key)
    assert "Tin nào giục làm gấp một việc?" in form.text
    assert "Họ chỉ báo tin, không đòi gì ở mình." in form.text
    assert "Xưng là con mà số lạ" not in form.text  # what was missed is not given away
    left = [one["value"] for one in form.find_all("input", type="checkbox")]
    assert left == ["a.hop-thu.truong[.]on", "a.hop-thu.tuan[.]on", "a.hop-thu.may-hong[.]on"]
    assert form.find("input", value="a.hop-thu.ngan-hang[.]on")["type"] == "hidden"
    for one in form.find_all("input", type="checkbox"):
        assert form.find(id=one["aria-describedby"])
    assert client.post(address, {"answer": ["a.gi-do[.]on"]}).status_code == 200


def test_a_secret_is_nowhere_kept(school: School, lesson: LessonPage, caplog) -> None:
    key = next(key for key, question in lesson.questions().items() if question.task == "mat-khau-manh")
    address, weak = reverse("content:answer", args=[lesson.pk, key]), "hoa sinh 1972 va son sinh 1958"
    caplog.set_level(logging.DEBUG)
    for client in (school.client(), Client()):
        form = form_of(client.get(lesson.url + WHOLE).text, key)
        telling = form.find("input", value=lambda value: value and value.endswith("[.]done"))["value"][0]
        acts = [f"{telling}.chon.choice[.]cau-dai", f"{telling}.chon[.]done", f"{telling}.tu-dat[.]done"]
        forged = {"answer": [*acts, f"{telling}.tu-dat.secret[.]{weak}"]}
        for sent in ({"answer": acts, "secret": weak}, forged, {"answer": acts, "secret": SECRET}):
            page = client.post(address, sent, follow=True).text
            assert weak not in page
            assert SECRET not in page
    kept = (
        json.dumps(school.recorded()) + json.dumps([one.get_decoded() for one in Session.objects.all()]) + caplog.text
    )
    assert "secret[.]personal" in kept
    assert "secret[.]strong" in kept
    assert weak not in kept
    assert SECRET not in kept
    browser = Browser(school.learner.user)  # the session ended while the secret was typed: the copy has no secret
    tab = browser.tab(lesson.url + WHOLE, action=address)
    browser.lose_session()
    tab.form.fields["csrfmiddlewaretoken"] = ["x" * 64]
    lost = tab.send(answer=acts, secret=SECRET)
    copies = json.dumps([one.get_decoded() for one in Session.objects.all()])
    assert acts[0] in copies
    assert SECRET not in copies + lost.content.decode()
