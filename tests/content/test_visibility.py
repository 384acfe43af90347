"""Every way to a page, a title, a block or a file, against every reason why a visitor may not have it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from content import page_passwords
from content.activities import activity_uuid
from content.models import CoursePage, LessonPage, ModulePage
from content.public import courses_for, featured_courses, reader_of, title_of
from content.visibility import insider
from learning_records.models import Statement
from learning_records.public import activity_iri
from search.indexing import wanted
from tests.builders.lessons import ids, lesson_page, single
from tests.builders.pages import published
from tests.content.conftest import School


@pytest.fixture
def hidden(school: School) -> LessonPage:
    """A mapped lesson in a module of a course of its own, open until a test closes it."""
    index = school.course.get_parent().specific
    course = published(index, CoursePage(title="Khóa kín", slug="khoa-kin"))
    module = published(course, ModulePage(title="Phần kín", slug="phan-kin"))
    lesson = published(module, lesson_page("Bài kín", single("Câu hỏi kín?"), slug="bai-kin"))
    lesson.alignments.through.objects.create(lessonpage=lesson, alignment=school.alignment)
    return lesson


def restrict(page: Page, kind: str) -> PageViewRestriction:
    made = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="mở ra")
    if kind == "groups":
        made.groups.add(Group.objects.create(name="Nhóm riêng"))
    return made


def close(lesson: LessonPage, how: str) -> None:
    """Closes the lesson, by itself or by what stands above it."""
    course = CoursePage.objects.get(slug="khoa-kin")
    if how in ("login", "groups", "password"):
        restrict(course, how)
    elif how == "unpublished":
        lesson.unpublish()
    elif how == "unpublished course":
        course.unpublish()
    elif how == "unpublished module":
        ModulePage.objects.get().unpublish()
    elif how == "expired":
        Page.objects.filter(pk=lesson.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    elif how == "expired course":
        Page.objects.filter(pk=course.pk).update(expire_at=timezone.now() - timedelta(minutes=1))


REASONS = (
    "login",
    "groups",
    "password",
    "unpublished",
    "unpublished course",
    "unpublished module",
    "expired",
    "expired course",
)
ABOVE = tuple(reason for reason in REASONS if reason not in ("unpublished", "unpublished module", "expired"))


def page_of(client: Client, lesson: LessonPage) -> str:
    return client.get(lesson.url, follow=True).text


WAYS = {
    "its own address": page_of,
    "the address of its module": lambda client, lesson: client.get(lesson.get_parent().url, follow=True).text,
    "its course": lambda client, lesson: client.get(CoursePage.objects.get(slug="khoa-kin").url, follow=True).text,
    "the list of courses": lambda client, lesson: client.get(lesson.get_parent().get_parent().get_parent().url).text,
    "an answer to a block": lambda client, lesson: client.post(
        reverse("content:answer", args=[lesson.pk, ids(lesson)[0]]), {"answer": "b"}, follow=True
    ).text,
    "the address of an answer": lambda client, lesson: client.get(
        reverse("content:answer", args=[lesson.pk, ids(lesson)[0]]), follow=True
    ).text,
    "an act without an account": lambda client, lesson: client.post(
        reverse("content:open", args=[lesson.pk]), follow=True
    ).text,
    "what counts for an indicator": lambda client, lesson: repr(courses_for(lesson.alignments.get().iri)),
    "the title of an activity": lambda client, lesson: repr(title_of(activity_iri(activity_uuid(lesson)))),
    "the index of search": lambda client, lesson: "Bài kín" if lesson.pk in wanted() else "",
}  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_a_stranger_finds_a_closed_lesson_on_no_way(school: School, hidden: LessonPage, reason: str) -> None:
    school.lesson.alignments.clear()
    open_ways = {name: way(Client(), hidden) for name, way in WAYS.items()}
    assert all("kín" in found for name, found in open_ways.items() if name != "an act without an account")
    close(hidden, reason)
    for name, way in WAYS.items():
        found = way(Client(), LessonPage.objects.get(pk=hidden.pk))
        assert "Bài kín" not in found, name
        assert "Câu hỏi kín" not in found, name


@pytest.mark.parametrize("reason", ABOVE)
def test_a_closed_course_is_named_nowhere(school: School, hidden: LessonPage, reason: str) -> None:
    close(hidden, reason)
    assert [page.slug for page in featured_courses(9)] == [school.course.slug]
    assert "Khóa kín" not in Client().get(school.course.get_parent().url).text
    assert CoursePage.objects.get(slug="khoa-kin").pk not in wanted()


@pytest.mark.parametrize(
    ("name", "reason"),
    [(name, reason) for name in ("open", "complete", "answer") for reason in REASONS if reason != "login"]
    + [("enrol", reason) for reason in ABOVE if reason != "login"],
)
def test_nothing_is_recorded_about_what_one_may_not_read(school: School, hidden: LessonPage, name, reason) -> None:
    close(hidden, reason)
    target = hidden.get_parent().get_parent() if name == "enrol" else hidden
    args = [target.pk, ids(hidden)[0]] if name == "answer" else [target.pk]
    answered = school.client().post(reverse(f"content:{name}", args=args), {"answer": "b"})
    assert answered.status_code == 404
    assert not Statement.objects.exists()


def test_who_passes_learns_as_everywhere(school: School, hidden: LessonPage) -> None:
    close(hidden, "login")
    assert "Bài kín" in page_of(school.client(), hidden)
    assert school.client().post(reverse("content:open", args=[hidden.pk])).status_code == 302
    assert school.verbs() == ["registered", "initialized"]
    group = restrict(school.course, "groups").groups.get()
    assert school.client().get(school.lesson.url).status_code == 302
    school.learner.user.groups.add(group)
    assert "Bài một" in page_of(school.client(), school.lesson)


def test_the_password_opens_the_acts_too(school: School, hidden: LessonPage) -> None:
    close(hidden, "password")
    client = school.client()
    form = client.get(hidden.url)
    assert 'type="password"' in form.text
    restriction = PageViewRestriction.objects.get()
    address = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, hidden.pk])
    assert client.post(address, {"password": "mở ra", "return_url": hidden.url}).status_code == 302
    assert "Bài kín" in client.get(hidden.url).text
    assert client.post(reverse("content:open", args=[hidden.pk])).status_code == 302


def test_passwords_of_pages_are_not_guessed_for_ever(school: School, hidden: LessonPage, monkeypatch) -> None:
    monkeypatch.setattr(page_passwords, "WRONG", page_passwords.Limit("page_password", 3, 600))
    close(hidden, "password")
    client, restriction = Client(), PageViewRestriction.objects.get()
    address = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, hidden.pk])
    for _number in range(3):
        assert client.post(address, {"password": "sai", "return_url": hidden.url}).status_code == 200
    answer = Client().post(address, {"password": "mở ra", "return_url": hidden.url}, follow=True)
    assert "Bài kín" not in answer.text
    assert "Mật khẩu sai nhiều lần" in answer.text
    assert Client().post(address, {"password": "mở ra", "return_url": "https://boese.example/"}).url == "/"


def test_an_alias_is_as_closed_as_its_source(school: School) -> None:
    alias = school.course.create_alias(update_slug="cung-khoa")
    restrict(school.course, "login")
    reader = reader_of(None)
    assert not reader.may_read(Page.objects.get(pk=alias.pk))
    assert insider().may_read(Page.objects.get(pk=alias.pk))


@pytest.mark.parametrize("reason", ["login", "groups", "password"])
@pytest.mark.parametrize("way", ["alias", "alias of an alias", "below an alias"])
def test_an_alias_of_a_page_below_a_closed_one_is_closed_too(school: School, hidden, way: str, reason: str) -> None:
    """The lesson stands in an open course as well: what its own course asks for is asked there."""
    source = hidden.get_parent() if way == "below an alias" else hidden
    alias = source.specific.create_alias(parent=school.course, update_slug="cung", recursive=True)
    if way == "alias of an alias":
        alias = alias.create_alias(update_slug="cung-nua")
    if way == "below an alias":
        alias = alias.get_children().get().specific.create_alias(parent=school.course, update_slug="cung-nua")
    assert "Câu hỏi kín?" in Client().get(alias.url).text
    close(hidden, reason)
    assert "Câu hỏi kín?" not in Client().get(alias.url, follow=True).text
    assert "Bài kín" not in Client().get(school.course.url).text
    assert alias.pk not in wanted()
    assert Page.objects.get(pk=alias.pk) not in reader_of(None).filter(Page.objects.all())
    assert insider().may_read(Page.objects.get(pk=alias.pk))
    assert reader_of(None).may_read(Page.objects.get(pk=school.lesson.pk))


@pytest.mark.parametrize("way", ["alias", "alias of an alias"])
@pytest.mark.parametrize("how", ["unpublished", "expired"])
def test_an_alias_of_a_page_below_one_that_is_gone_is_gone_too(school: School, hidden, way: str, how: str) -> None:
    alias = hidden.create_alias(parent=school.course, update_slug="cung")
    if way == "alias of an alias":
        alias = alias.create_alias(parent=school.course, update_slug="cung-nua")
    assert Client().get(alias.url).status_code == 200
    gone = {"live": False} if how == "unpublished" else {"expire_at": timezone.now() - timedelta(minutes=1)}
    Page.objects.filter(pk=hidden.get_parent().pk).update(**gone)
    assert Client().get(alias.url).status_code == 404
    assert "Bài kín" not in Client().get(school.course.url).text
    page = Page.objects.get(pk=alias.pk)
    assert not insider().may_read(page)
    assert page not in reader_of(None).filter(Page.objects.all())
    assert reader_of(None).may_read(Page.objects.get(pk=school.lesson.pk))


def test_a_restricted_page_is_served_as_wagtail_does(school: School) -> None:
    restriction = restrict(school.course, "login")
    assert Client().get(school.lesson.url).status_code == 302
    restriction.delete()
    assert Client().get(school.lesson.url).status_code == 200
