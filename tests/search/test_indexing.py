"""The index follows the pages: publishing, editing, moving, withdrawing, deleting; a rebuild gives the same."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.models import PageViewRestriction, get_page_models

from content.models import CoursePage, LessonPage, ModulePage, NewsIndexPage, NewsPage
from content.public import reader_of
from portal.people.public import everyone
from search import page_text, signals, tasks
from search.finding import answer as answer_for
from search.indexing import catch_up, rebuild
from search.models import SearchDocument
from search.request import SearchRequest
from tests.builders.pages import lesson, published, site_with_courses, wagtail_roots

pytestmark = pytest.mark.django_db


def answer(asked, reader=None):
    """What a stranger is answered."""
    return answer_for(asked, reader or reader_of(None))


@pytest.fixture
def course():
    return published(site_with_courses(), CoursePage(title="Giữ an toàn", slug="an-toan", intro="Sáu bài ngắn."))


def titles(text):
    return [found.hit.title for found in answer(SearchRequest.clean(text)).found]


def rows():
    kept = [field.name for field in SearchDocument._meta.fields if field.name != "indexed_at"]
    return sorted(SearchDocument.objects.values_list(*kept), key=str)


def test_every_kind_names_a_page_type_that_exists():
    assert set(page_text.KINDS) <= {model._meta.model_name for model in get_page_models()}


def test_a_published_lesson_is_found_with_its_course_and_minutes(course):
    published(course, lesson("Học tập số", "Mở máy rồi tìm bài.", minutes=12, intro="Bài đầu tiên."))
    assert catch_up() == 2
    hit = answer(SearchRequest.clean("hoc tap so")).found[0].hit
    assert (hit.kind, hit.title, hit.context, hit.minutes) == ("lesson", "Học tập số", "Giữ an toàn", 12)
    assert hit.url.endswith("/an-toan/" + LessonPage.objects.get().slug + "/")
    found = answer(SearchRequest.clean("an toan", "course")).found[0].hit
    assert (found.lessons, found.minutes) == (1, 12)
    assert titles("mo may") == ["Học tập số"]


def test_the_minutes_of_a_course_are_those_of_the_lessons_everybody_may_read(course):
    published(course, lesson("Bài mở", "Mở máy.", minutes=10))
    hidden = published(course, lesson("Bài kín", "Kín.", minutes=15))
    PageViewRestriction.objects.create(page=hidden, restriction_type="password", password="x")
    module = published(course, ModulePage(title="Phần kín"))
    published(module, lesson("Bài dưới phần kín", "Kín.", minutes=20))
    module.unpublish()
    catch_up()
    found = answer(SearchRequest.clean("an toan", "course")).found[0].hit
    assert (found.lessons, found.minutes) == (1, 10)


def test_questions_and_their_answers_are_not_in_the_index(course):
    published(course, lesson("Học tập số", "Mở máy."))
    catch_up()
    assert "giấu" not in SearchDocument.objects.get(kind="lesson").body
    assert not SearchDocument.objects.filter(vector__icontains="giau").exists()


def test_news_carry_their_day(course):
    index = published(wagtail_roots(), NewsIndexPage(title="Tin", slug="tin"))
    index.move(course.get_parent(), pos="last-child")
    published(NewsIndexPage.objects.get(), NewsPage(title="Tủ sách mới", slug="tu-sach", date=date(2026, 3, 8)))
    catch_up()
    hit = answer(SearchRequest.clean("tu sach")).found[0].hit
    assert (hit.kind, hit.day) == ("news", date(2026, 3, 8))


def test_the_second_sweep_has_nothing_to_do(course):
    published(course, lesson("Học tập số"))
    assert catch_up() > 0
    assert catch_up() == 0


def test_a_new_revision_is_indexed_again_and_a_draft_is_not(course):
    page = published(course, lesson("Tên cũ"))
    catch_up()
    page.title = "Tên mới hẳn"
    page.save_revision()
    assert catch_up() == 0
    assert titles("ten cu") == ["Tên cũ"]
    page.get_latest_revision().publish()
    assert catch_up() == 2, "the lesson, and its course whose lessons changed"
    assert titles("ten moi han") == ["Tên mới hẳn"]
    assert titles("ten cu") == []


def test_withdrawn_deleted_and_private_pages_leave_the_index(course):
    withdrawn, deleted, private = (published(course, lesson(f"Bài {word}")) for word in ("gỡ", "xóa", "riêng"))
    catch_up()
    assert SearchDocument.objects.filter(kind="lesson").count() == 3
    withdrawn.unpublish()
    with everyone("deleting a page looks for enrolments"):
        deleted.delete()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    catch_up()
    assert list(SearchDocument.objects.values_list("kind", flat=True)) == ["course"]
    assert SearchDocument.objects.get().lessons == 0


def test_a_moved_page_has_its_new_address(course):
    page = published(course, lesson("Học tập số", slug="hoc"))
    other = published(course.get_parent(), CoursePage(title="Khóa khác", slug="khac"))
    catch_up()
    page.move(other, pos="last-child")
    catch_up()
    hit = answer(SearchRequest.clean("hoc tap so")).found[0].hit
    assert hit.url.endswith("/khac/hoc/")
    assert hit.context == "Khóa khác"


def test_a_renamed_course_reaches_its_lessons(course):
    published(course, lesson("Học tập số"))
    catch_up()
    course.title = "Tên khóa mới"
    course.save_revision().publish()
    assert catch_up() == 2
    assert SearchDocument.objects.get(kind="lesson").context == "Tên khóa mới"


def test_rebuild_equals_what_the_sweeps_made(course):
    first = published(course, lesson("Một", "Chữ một."))
    catch_up()
    published(course, lesson("Hai", "Chữ hai."))
    first.title = "Một, sửa"
    first.save_revision().publish()
    catch_up()
    swept = rows()
    assert rebuild() == 3
    assert rows() == swept
    out = StringIO()
    call_command("search_index", stdout=out)
    assert rows() == swept
    assert "3 pages can be found" in out.getvalue()


def test_a_page_that_cannot_be_read_harms_only_itself(course, monkeypatch, caplog):
    published(course, lesson("Hỏng"))
    published(course, lesson("Lành"))
    read = page_text.read

    def broken(page):
        if page.title == "Hỏng":
            raise ValueError("cannot be read")
        return read(page)

    monkeypatch.setattr(page_text, "read", broken)
    catch_up()
    assert titles("lanh") == ["Lành"]
    assert "could not be indexed" in caplog.text
    monkeypatch.undo()
    assert catch_up() == 1
    assert titles("hong") == ["Hỏng"]


def test_publishing_nudges_the_sweep(course, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = published(course, lesson("Học tập số"))
    assert titles("hoc tap so") == ["Học tập số"]
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert not SearchDocument.objects.filter(kind="lesson").exists()


def test_a_queue_that_is_away_loses_nothing(course, monkeypatch, django_capture_on_commit_callbacks):
    def away():
        raise OSError("no queue")

    monkeypatch.setattr(signals.catch_up, "delay", away)
    with django_capture_on_commit_callbacks(execute=True):
        published(course, lesson("Học tập số"))
    assert titles("hoc tap so") == []
    assert tasks.catch_up() == 2
    assert titles("hoc tap so") == ["Học tập số"]
