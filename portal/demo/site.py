"""The demo's pages in a prepared site: courses, lessons, news, the centre. Staff write; a second person approves what counts."""

from datetime import date, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page

from content.courses.body import stream
from content.courses.building import load_course
from content.courses.loader import shipped_courses
from content.courses.marks import html
from content.models import (
    CentreClosure,
    CentreContact,
    CentreHours,
    CentrePage,
    CourseIndexPage,
    CoursePage,
    NewsIndexPage,
    NewsPage,
    NewsTopic,
    NoticePage,
    OfficialDocumentIndexPage,
    OfficialDocumentPage,
    StoryIndexPage,
    StoryPage,
)
from content.public import give_space, make_first_topics, publish, put_on_shelf
from portal.demo import texts
from portal.demo.people import commune, official
from portal.pages.models import HomePage
from portal.people.public import User
from portal.places.public import Centre


def build_site() -> None:
    """Below the home page: laid out by the administrator, written and approved by the centre's two members of staff."""
    chief = official("administrator")
    home = HomePage.objects.get()
    make_first_topics()
    index, news = CourseIndexPage.objects.child_of(home).get(), NewsIndexPage.objects.child_of(home).get()
    about = _centre(home, chief)
    give_space(about.centre, index, news, about)  # home stays the administrators'
    author, second = official("staff"), official("staff_2")
    for course in shipped_courses(settings.DEMO_COURSES):
        load_course(index, course, author, second)
    _news(news, author)
    about.refresh_from_db()
    _stories(about, author)
    _documents(about, author)
    _library(about.centre, author)


def _library(centre: Centre, author: User) -> None:
    base = {"kind": "book", "link": "", "licence": ""}
    for row in texts.library():
        values = base | {name: value for name, value in row.items() if name != "out"}
        put_on_shelf(centre, uuid5(NAMESPACE_URL, f"demo:{row['title']}"), values, out=row["out"], by=author)


def _stories(about: CentrePage, author: User) -> None:
    index = publish(about, StoryIndexPage(title="Gương học tập", slug="guong-hoc-tap"), author)
    for told in texts.stories():
        page = StoryPage(**{name: told[name] for name in ("title", "slug", "called", "intro", "habit", "consent_to")})
        page.consent_on = timezone.localdate() - timedelta(days=told["consent_days_ago"])
        page.course = CoursePage.objects.filter(slug=told["course"]).first()
        page.body = stream([("text", html(told["text"]))])
        publish(index, page, author)


def _documents(about: CentrePage, author: User) -> None:
    about.refresh_from_db()
    index = publish(about, OfficialDocumentIndexPage(title="Văn bản", slug="van-ban"), author)
    for row in texts.documents():
        day = {"signed_on": date.fromisoformat(row["signed_on"])} if "signed_on" in row else {}
        publish(index, OfficialDocumentPage(**row | day), author)


def _news(index: Page, author: User) -> None:
    today = timezone.localdate()
    for told in texts.news():
        body, picture = stream([("text", html(told["text"]))]), told["picture"]
        page = NewsPage(
            title=told["title"],
            slug=told["slug"],
            intro=told["intro"],
            date=today - timedelta(days=told["days_ago"]),
            byline=told["byline"],
            place=told.get("place", ""),
            drawn=picture["name"],
            image_alt=picture["alt"],
            caption=picture["caption"],
            credit=picture["credit"],
            related_course=CoursePage.objects.filter(slug=told.get("course", "")).first(),
            pinned_until=today + timedelta(days=told["pinned_days"]) if "pinned_days" in told else None,
            body=body,
        )
        page.topics = list(NewsTopic.objects.filter(slug__in=told["topics"]))
        publish(index, page, author)
    for told in texts.notices():
        notice = NoticePage(
            title=told["title"],
            slug=told["slug"],
            intro=told["intro"],
            date=today - timedelta(days=told["days_ago"]),
            ends_on=today + timedelta(days=told["holds"]),
            important=told.get("important", False),
        )
        publish(index, notice, author)


def _centre(home: Page, author: User) -> CentrePage:
    told = texts.centre()
    centre = Centre.objects.get(unit=commune())
    body = stream([("text", html(f"**{told['notice']}**\n\n{told['text']}"))])
    page = CentrePage(title=centre.name, slug=told["slug"], intro=told["intro"], centre=centre, body=body)
    page.find_us = told["find_us"]
    page.opening = [CentreHours(**{**row, **_hours(row)}) for row in told["opening"]]
    day = timezone.localdate() + timedelta(days=told["closed_in_days"])
    page.closures = [CentreClosure(first=day, why=told["closed_why"])]
    page.contacts = [CentreContact(**row) for row in told["contacts"]]
    return publish(home, page, author)


def _hours(row: dict[str, Any]) -> dict[str, time]:
    return {name: time.fromisoformat(row[name].zfill(5)) for name in ("opens", "closes")}
