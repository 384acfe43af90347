"""What not everybody may see stays where it is when a course goes out: lessons, files, also such as a page names by number."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from content.exchange import zip_files
from content.exchange.offers import offered, offers
from content.exchange.outgoing import gathered
from content.models import CoursePage, LessonPage
from tests.builders.exchange import everything, paper
from tests.builders.pages import published
from tests.content.conftest import School
from tests.content.exchange.conftest import Elsewhere

pytestmark = pytest.mark.django_db
LOGIN = PageViewRestriction.LOGIN


def close(collection: Collection) -> None:
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=LOGIN)


def link_to(document, words: str = "tờ giấy") -> dict:
    text = f'<p><a linktype="document" id="{document.pk}">{words}</a></p>'
    return {"type": "text", "value": text, "id": str(uuid4())}


def test_a_lesson_that_not_everybody_may_read_is_not_copied(school: School, elsewhere: Elsewhere, library) -> None:
    course = everything(school.course.get_parent(), library)
    lesson = LessonPage.objects.child_of(course).get()
    PageViewRestriction.objects.create(page=lesson, restriction_type=LOGIN)
    client = school.client(elsewhere.staff)
    told = {"place": elsewhere.index.pk, "press": str(uuid4())}
    report = client.post(reverse("content:take_course", args=[course.pk]), told, follow=True).text
    copy = CoursePage.objects.child_of(elsewhere.index).get()
    assert [one.slug for one in LessonPage.objects.descendant_of(copy)] == ["du-moi-thu"]
    assert "Những bài không phải ai cũng được đọc đã được bỏ ra." in report
    assert lesson.title not in report
    assert 'linktype="page"' not in str(LessonPage.objects.descendant_of(copy).get().body.raw_data)
    (offer,) = offers([course])
    assert offer.lessons == 1
    out = zip_files.as_bytes(gathered(course, drafts=True, user=school.staff[0]))
    assert "bai-mot" in str(zip_files.read(BytesIO(out)).course), "its own centre takes all of it along"


def test_a_course_that_not_everybody_may_read_is_not_offered(school: School, elsewhere: Elsewhere, library) -> None:
    course = everything(school.course.get_parent(), library)
    assert course in offered(elsewhere.staff)
    PageViewRestriction.objects.create(page=course, restriction_type=LOGIN)
    assert course not in offered(elsewhere.staff)
    client = school.client(elsewhere.staff)
    assert client.get(reverse("content:take_course", args=[course.pk])).status_code == 404


def test_closed_files_are_not_copied_to_another_centre(school: School, elsewhere: Elsewhere, library) -> None:
    course = everything(school.course.get_parent(), library)
    close(library)
    package = gathered(course, drafts=False)
    assert package.media == {}
    assert {note.reason for note in package.left_out} == {"file: closed"}
    assert gathered(course, drafts=True, user=school.staff[0]).media, "its own centre takes them along"


def test_a_number_typed_by_hand_brings_no_file_of_another_centre(school: School, elsewhere: Elsewhere, library) -> None:
    close(elsewhere.collection)
    secret = paper(elsewhere.collection)
    course = published(school.course.get_parent(), CoursePage(title="Khóa mượn", slug="khoa-muon"))
    published(course, LessonPage(title="Bài mượn", slug="bai-muon", body=[link_to(secret)]))
    answer = school.client(school.staff[0]).get(reverse("content:export_course", args=[course.pk]))
    package = zip_files.read(BytesIO(b"".join(answer.streaming_content)))
    assert package.media == {}
    assert "tờ giấy" in str(package.course)
    assert gathered(course, drafts=True, user=elsewhere.staff).media, "who may choose it there may take it along"
