"""An activity outlives titles, places and versions; a copy is another one; a page that was learnt on is not deleted."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from content.activities import activities_of, activity_uuid, question_uuid
from content.identities import StillNeeded
from content.models import (
    CourseIndexPage,
    CoursePage,
    Enrolment,
    LessonPage,
    ModulePage,
    PageActivity,
    QuestionActivity,
)
from content.public import answer, complete, course_state, courses_for, enrol, enrolled_courses, open_lesson, title_of
from learning_records.public import activity_iri
from portal.people.public import acting_as
from tests.builders.lessons import ids, lesson_page, true_false
from tests.builders.pages import published
from tests.builders.people import make_commune, make_learner, make_user
from tests.builders.recognition import citizen_set
from tests.content.conftest import School


def uuids(lesson: LessonPage) -> list:
    return [activity_uuid(lesson), *(question_uuid(lesson, block) for block in ids(lesson))]


def reloaded(page: Page) -> Page:
    return type(page).objects.get(pk=page.pk)


class TestKept:
    def test_renamed_and_published_again(self, school: School) -> None:
        lesson, before = school.lesson, uuids(school.lesson)
        lesson.title, lesson.slug = "Tên khác", "ten-khac"
        lesson.save_revision().publish()
        assert uuids(reloaded(lesson)) == before
        assert title_of(activity_iri(before[0])) == ("Tên khác", reloaded(lesson).url)
        assert title_of(activity_iri(before[1])) == ("Tên khác", reloaded(lesson).url)

    def test_moved(self, school: School) -> None:
        module = published(school.course, ModulePage(title="Phần một", slug="phan-mot"))
        before = uuids(school.lesson)
        school.lesson.move(module, pos="last-child")
        assert uuids(reloaded(school.lesson)) == before
        assert [s.page.slug for s in course_state(reloaded(school.course), None).lessons] == ["bai-hai", "bai-mot"]

    def test_an_old_version_brought_back(self, school: School) -> None:
        first, before = school.lesson.latest_revision, uuids(school.lesson)
        school.lesson.title = "Tên khác"
        school.lesson.save_revision().publish()
        first.publish()
        assert uuids(reloaded(school.lesson)) == before

    def test_unpublished_and_published_again(self, school: School) -> None:
        before = uuids(school.lesson)
        school.lesson.unpublish()
        reloaded(school.lesson).save_revision().publish()
        assert uuids(reloaded(school.lesson)) == before

    def test_a_question_edited_in_its_place(self, school: School) -> None:
        lesson, before = school.lesson, uuids(school.lesson)
        data = list(lesson.body.raw_data)
        data[0]["value"]["question"] = "Hỏi cách khác?"
        lesson.body = data[1:] + data[:1]
        lesson.save_revision().publish()
        after = uuids(reloaded(lesson))
        assert after == [before[0], *before[2:], before[1]]


class TestAnother:
    def test_a_copy_says_where_it_comes_from(self, school: School) -> None:
        copy = school.lesson.copy(update_attrs={"slug": "sao", "title": "Sao"}).specific
        assert copy.live
        assert not set(uuids(copy)) & set(uuids(school.lesson))
        assert PageActivity.objects.get(page_id=copy.pk).origin == activity_uuid(school.lesson)

    def test_so_does_a_course_copied_by_an_editor_with_all_its_lessons(self, school: School) -> None:
        sent = {
            "new_title": "Sao",
            "new_slug": "sao",
            "new_parent_page": str(school.course.get_parent().pk),
            "copy_subpages": "on",
            "publish_copies": "on",
        }
        school.client(school.staff[0]).post(reverse("wagtailadmin_pages:copy", args=[school.course.pk]), sent)
        made = CoursePage.objects.get(slug="sao")
        for one, other in zip([school.course, *school.lessons], [made, *made.get_children()], strict=True):
            row = PageActivity.objects.get(page_id=other.pk)
            assert row.origin == activity_uuid(one)
            assert row.uuid != row.origin

    def test_learning_the_copy_is_learning_something_else(self, school: School) -> None:
        copy = school.course.copy(recursive=True, update_attrs={"slug": "sao"}).specific
        open_lesson(school.learner, school.lesson)
        assert course_state(copy, school.learner).next_lesson.state == "new"
        assert len(enrolled_courses(school.learner)) == 1

    def test_an_alias_is_the_same_lesson_in_a_second_place(self, school: School) -> None:
        alias = school.lesson.create_alias(update_slug="cung-bai")
        assert activities_of([alias]) == {alias.pk: activity_iri(activity_uuid(school.lesson))}
        block = ids(school.lesson)[0]
        answer(school.learner, reloaded(alias), block, ["b"])
        states = course_state(school.course, school.learner).lessons
        assert [s.state for s in states if s.page.slug in ("bai-mot", "cung-bai")] == ["begun", "begun"]
        assert [s.answered for s in states if s.page.slug == "bai-mot"] == [{block}]
        assert QuestionActivity.objects.get(block=block).page_id == school.lesson.pk
        school.lesson.alignments.through.objects.create(lessonpage=school.lesson, alignment=school.alignment)
        school.lesson.alignments.through.objects.create(lessonpage=reloaded(alias), alignment=school.alignment)
        assert len(courses_for(school.alignment.iri)) == 1


class TestDeleting:
    @pytest.fixture
    def elsewhere(self, school: School):
        """Somebody of another commune, whom this centre's staff may not see, learns here."""
        learner = make_learner(make_commune("Xa Lạ", "Tỉnh Khác"))
        open_lesson(learner, school.lesson)
        return learner

    def test_a_lesson_somebody_learnt_is_refused_in_plain_words(self, school: School, elsewhere) -> None:
        client = school.client(school.staff[0])
        address = reverse("wagtailadmin_pages:delete", args=[school.lesson.pk])
        for answered in (client.get(address, follow=True), client.post(address, follow=True)):
            assert answered.status_code == 200
            assert "nên không xóa được. Hãy ngừng đăng trang này" in answered.text
        assert LessonPage.objects.filter(pk=school.lesson.pk).exists()
        assert school.verbs(elsewhere) == ["registered", "initialized"]

    @pytest.mark.parametrize("which", ["lesson", "course", "all courses"])
    def test_several_at_once_and_whatever_stands_above(self, school: School, elsewhere, which: str) -> None:
        page = {"lesson": school.lesson, "course": school.course, "all courses": CourseIndexPage.objects.get()}[which]
        boss = school.client(make_user(is_superuser=True))
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        other = school.lessons[1]
        answered = boss.post(f"{bulk}?id={page.pk}&id={other.pk}", follow=True)
        assert "nên không xóa được" in answered.text
        answered = boss.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
        assert "nên không xóa được" in answered.text
        assert boss.post(f"/quan-tri/api/main/pages/{page.pk}/action/delete/").status_code == 403
        assert Page.objects.filter(pk__in=[school.course.pk, school.lesson.pk, other.pk]).count() == 3

    def test_nor_by_a_program_inside_or_outside_a_scope(self, school: School, elsewhere) -> None:
        for page in (school.lesson, school.course, CourseIndexPage.objects.get()):
            with pytest.raises(StillNeeded, match="ngừng đăng"):
                reloaded(page).delete()
            with acting_as(school.staff[0]), pytest.raises(StillNeeded):
                reloaded(page).delete()
        assert Enrolment.objects.count() == 1
        assert Page.find_problems() == ([], [], [], [], [])

    def test_what_nobody_learnt_goes_with_its_identities(self, school: School, elsewhere) -> None:
        other = school.lessons[1]
        client = school.client(school.staff[0])
        assert client.post(reverse("wagtailadmin_pages:delete", args=[other.pk])).status_code == 302
        assert not Page.objects.filter(pk=other.pk).exists()
        assert not PageActivity.objects.filter(page_id=other.pk).exists()
        assert course_state(reloaded(school.course), elsewhere).total == 1

    def test_an_alias_of_a_course_with_people_whom_one_may_not_see(self, school: School, elsewhere) -> None:
        alias = school.course.create_alias(update_slug="cung-khoa")
        enrol(elsewhere, alias)
        with acting_as(school.staff[0]), pytest.raises(StillNeeded):
            reloaded(alias).delete()

    def test_the_uses_of_a_page_name_no_learner(self, school: School, elsewhere) -> None:
        page = school.client(school.staff[0]).get(reverse("wagtailadmin_pages:usage", args=[school.course.pk]))
        assert page.status_code == 200
        assert "Enrolment" not in page.text


class TestWithdrawn:
    def test_the_course_goes_on_without_an_unpublished_lesson(self, school: School) -> None:
        open_lesson(school.learner, school.lesson)
        answer(school.learner, school.lesson, ids(school.lesson)[0], ["b"])
        before = school.recorded()
        client = school.client()
        school.lesson.unpublish()
        state = course_state(reloaded(school.course), school.learner)
        assert [s.page.slug for s in state.lessons] == ["bai-hai"]
        for name in ("open", "complete"):
            assert client.post(reverse(f"content:{name}", args=[school.lesson.pk])).status_code == 404
        block = ids(school.lesson)[1]
        assert (
            client.post(reverse("content:answer", args=[school.lesson.pk, block]), {"answer": "a"}).status_code == 404
        )
        citizen_set()
        assert client.get(reverse("pages:my_page")).status_code == 200
        complete(school.learner, school.lessons[1])
        assert school.recorded()[: len(before)] == before
        assert school.verbs()[-2:] == ["completed", "completed"]

    def test_published_again_one_resumes_where_one_stopped(self, school: School) -> None:
        open_lesson(school.learner, school.lesson)
        answer(school.learner, school.lesson, ids(school.lesson)[0], ["b"])
        school.lesson.unpublish()
        reloaded(school.lesson).save_revision().publish()
        state = course_state(reloaded(school.course), school.learner)
        assert (state.next_lesson.page.slug, state.next_lesson.state) == ("bai-mot", "begun")
        assert state.next_lesson.answered == {ids(school.lesson)[0]}

    def test_a_course_that_is_not_public_is_not_on_my_page(self, school: School) -> None:
        enrol(school.learner, school.course)
        school.course.unpublish()
        assert enrolled_courses(school.learner) == []
        citizen_set()
        assert school.client().get(reverse("pages:my_page")).status_code == 200
        assert school.client().post(reverse("content:enrol", args=[school.course.pk])).status_code == 404

    def test_a_question_taken_out_takes_no_answer(self, school: School) -> None:
        lesson = published(school.course, lesson_page("Bài ba", true_false()))
        gone = ids(lesson)[0]
        answer(school.learner, lesson, gone, ["a"])
        lesson.body = [true_false()]
        lesson.save_revision().publish()
        address = reverse("content:answer", args=[lesson.pk, gone])
        assert school.client().post(address, {"answer": "a"}).status_code == 404
        assert school.client().get(lesson.url).status_code == 200
