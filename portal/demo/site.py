"""The demo's pages in a prepared site: courses, lessons, news, the centre. Staff write; a second person approves what counts."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from wagtail.models import Page

from content.models import CentrePage, CourseIndexPage, CoursePage, LessonPage, NewsIndexPage, NewsPage
from content.public import give_space, publish
from learning_records.public import competence_iri, indicator_iri
from portal.demo import texts
from portal.demo.people import commune, official
from portal.pages.models import HomePage
from portal.people.public import User
from portal.places.public import Centre
from recognition import public as recognition


def build_site() -> None:
    """Below the home page: laid out by the administrator, written and approved by the centre's two members of staff."""
    chief = official("administrator")
    home = HomePage.objects.get()
    index, news = CourseIndexPage.objects.child_of(home).get(), NewsIndexPage.objects.child_of(home).get()
    about = _centre(home, chief)
    give_space(about.centre, index, news, about)  # home stays the administrators'
    author, second = official("staff"), official("staff_2")
    for told in texts.courses():
        course = _course(index, told, author)
        for lesson in told["lessons"]:
            _lesson(course, told, lesson, author, second)
    _news(news, author)


def _course(index: Page, told: dict[str, Any], author: User) -> CoursePage:
    course = CoursePage(
        title=told["title"],
        slug=told["slug"],
        intro=told["intro"],
        drawn=told["picture"]["name"],
        image_alt=told["picture"]["alt"],
        licence=told["licence"],
        source=told["source"],
        outcomes=texts.html("\n".join(f"- {goal}" for goal in told["goals"])),
    )
    course.tags.add(*told["tags"])
    return publish(index, course, author)


def _lesson(course: CoursePage, told: dict[str, Any], lesson: dict[str, Any], author: User, second: User) -> None:
    """One lesson; what is mapped goes through the workflow: the author submits, the second person approves."""
    page = LessonPage(
        title=lesson["title"],
        slug=lesson["slug"],
        intro=lesson["intro"],
        minutes=lesson["minutes"],
        live=False,
        drawn=lesson["picture"]["name"],
        image_alt=lesson["picture"]["alt"],
        licence=told["licence"],
        source=told["source"],
        body=_body(lesson),
    )
    course.add_child(instance=page)
    page.alignments = _alignments(lesson)
    revision = page.save_revision(user=author)
    if page.is_mapped():
        submitted = page.get_workflow().start(page, author)
        step = submitted.current_task_state
        step.task.specific.on_action(step, second, "approve")
    else:
        revision.publish(user=author)


def _alignments(lesson: dict[str, Any]) -> list[Any]:
    """The rows a lesson is mapped to; raises LookupError when one is not among the choices."""
    iris = [indicator_iri(recognition.CITIZEN, code) for code in lesson["indicators"]]
    iris += [competence_iri("tt02_2025", code) for code in lesson["competences"]]
    choices = LessonPage.alignments.rel.model
    rows = list(choices.objects.filter(iri__in=iris))
    if len(rows) != len(iris):
        raise LookupError(f"{lesson['slug']}: a mapping is not among the choices.")
    return rows


def _body(lesson: dict[str, Any]) -> list[dict[str, Any]]:
    picture = lesson["picture"]
    blocks = [
        ("picture", {"image": None, "drawn": picture["name"], "alt": picture["alt"], "caption": picture["caption"]}),
        ("text", texts.html(lesson["text"])),
        *((question["kind"], _question(question)) for question in lesson["questions"]),
    ]
    return _stream(blocks)


def _stream(blocks: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Blocks as a StreamField stores them, each with the id that its activity is known by."""
    return [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in blocks]


def _items(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def _question(told: dict[str, Any]) -> dict[str, Any]:
    """A question of the YAML as its block's value."""
    value: dict[str, Any] = {"question": told["text"], "explanation": told["explanation"]}
    if told["kind"] in ("single", "several"):
        value["choices"] = _items(
            {"text": one["text"], "right": bool(one.get("right")), "feedback": one["feedback"]}
            for one in told["choices"]
        )
    elif told["kind"] == "true_false":
        value |= {
            "is_true": told["answer"],
            "feedback_true": told["feedback_true"],
            "feedback_false": told["feedback_false"],
        }
    else:
        value |= {
            "accepted": _items(told["accept"]),
            "feedback_right": told["feedback_right"],
            "feedback_wrong": told["feedback_wrong"],
        }
    return value


def _news(index: Page, author: User) -> None:
    for told in texts.news():
        day = timezone.localdate() - timedelta(days=told["days_ago"])
        body = _stream([("text", texts.html(told["text"]))])
        page = NewsPage(title=told["title"], slug=told["slug"], intro=told["intro"], date=day, body=body)
        publish(index, page, author)


def _centre(home: Page, author: User) -> CentrePage:
    told = texts.centre()
    centre = Centre.objects.get(unit=commune())
    body = _stream([("text", texts.html(f"**{told['notice']}**\n\n{told['text']}"))])
    return publish(
        home, CentrePage(title=centre.name, slug=told["slug"], intro=told["intro"], centre=centre, body=body), author
    )
