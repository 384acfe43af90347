"""The demo's pages: home, courses, lessons, news, the centre. Staff write; a second person approves what counts."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page, Site

from content.models import CentrePage, CourseIndexPage, CoursePage, LessonPage, NewsIndexPage, NewsPage
from content.public import give_space, set_alignments, set_up_editorial
from learning_records.public import competence_iri, indicator_iri
from portal.demo import texts
from portal.demo.people import commune, official
from portal.pages.models import HomePage
from portal.people.public import User
from portal.places.public import Centre
from recognition import public as recognition


def build_site() -> None:
    """The whole tree: laid out by the administrator, written and approved by the centre's two members of staff."""
    set_alignments(recognition.alignments())
    set_up_editorial()
    chief = official("administrator")
    home = _home(chief)
    index = _publish(home, CourseIndexPage(title="Khóa học", slug="khoa-hoc", intro="Học lúc nào cũng được."), chief)
    news = _publish(home, NewsIndexPage(title="Tin của trung tâm", slug="tin"), chief)
    about = _centre(home, chief)
    give_space(about.centre, index, news, about)  # home stays the administrators'
    author, second = official("staff"), official("staff_2")
    for told in texts.courses():
        course = _course(index, told, author)
        for lesson in told["lessons"]:
            _lesson(course, told, lesson, author, second)
    _news(news, author)


def _publish(parent: Page, page: Page, author: User) -> Any:
    """Adds a page that counts for nothing and publishes it as its author would."""
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(user=author).publish(user=author)
    page.refresh_from_db()
    return page


def _home(author: User) -> HomePage:
    """The home page in the place of Wagtail's welcome page, and the site that begins there."""
    root = Page.get_first_root_node()
    page = HomePage(title="Trang chủ", slug="trang-nha", intro="Học điều mình cần, ở ngay thôn mình.")
    home = _publish(root, page, author)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": settings.WAGTAIL_SITE_NAME},
    )
    for welcome in Page.objects.child_of(root).exclude(pk=home.pk).filter(content_type__model="page"):
        welcome.delete()
    return home


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
    return _publish(index, course, author)


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
        _publish(index, page, author)


def _centre(home: Page, author: User) -> CentrePage:
    told = texts.centre()
    centre = Centre.objects.get(unit=commune())
    body = _stream([("text", texts.html(f"**{told['notice']}**\n\n{told['text']}"))])
    return _publish(
        home, CentrePage(title=centre.name, slug=told["slug"], intro=told["intro"], centre=centre, body=body), author
    )
