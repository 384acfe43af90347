"""A course goes out as a ZIP and comes in elsewhere: the same course, with every kind of block there is."""

from io import BytesIO
from uuid import uuid4

import pytest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from content.blocks import LessonBody
from content.exchange import blocks, fields, zip_files
from content.exchange.incoming import take
from content.exchange.origins import origin_of
from content.exchange.outgoing import ENTRY_OF, gathered
from content.identities import PageActivity
from content.models import CourseOrigin, LessonPage, ModulePage
from content.questions.kinds import REGISTER
from tests.builders.exchange import everything, sample
from tests.builders.pages import published
from tests.content.conftest import School
from tests.content.exchange.conftest import Elsewhere

pytestmark = pytest.mark.django_db


class _Numbers:
    """Numbers as places and back."""

    def image(self, told):
        return f"anh/{told}" if isinstance(told, int) else int(told[4:])

    document = image

    def page(self, told):
        return (f"trang/{told}", "") if isinstance(told, int) else int(told[6:])

    def left_out(self, *told):
        raise AssertionError(told)


def _bare(value):
    """Without the numbers of blocks."""
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items() if key != "id"}
    return [_bare(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", LessonBody.base_blocks)
def test_every_block_there_is_goes_out_and_in(kind: str) -> None:
    block = LessonBody().child_blocks[kind]
    blocks.check(block)
    numbers = {get_image_model(): 3, get_document_model(): 4, Page: 5, "mp3": 6, "mp4": 7, "vtt": 8}
    stored = sample(block, numbers, kind)
    out = blocks.out_of(block, stored, _Numbers())
    back = blocks.into(block, zip_files.bounded(zip_files.as_yaml(out), kind), _Numbers(), kind)
    assert blocks.out_of(block, back, _Numbers()) == out
    assert _bare(back) == _bare(stored)


def test_every_question_there_is_has_a_block_and_every_field_a_form() -> None:
    assert set(REGISTER) <= set(LessonBody.base_blocks)
    for model in ENTRY_OF:
        fields.check(model)


def test_out_and_in_and_out_is_the_same_course(school: School, elsewhere: Elsewhere, library: Collection) -> None:
    course = everything(school.course.get_parent(), library)
    lesson = LessonPage.objects.get(slug="du-moi-thu")
    lesson.alignments.add(school.alignment)
    lesson.save_revision()
    package = gathered(course, drafts=True)
    packed = zip_files.as_bytes(package)
    read = zip_files.read(BytesIO(packed))
    assert read.course == package.course
    taken = take(read, elsewhere.index, elsewhere.staff, uuid4())
    again = gathered(taken.course.specific, drafts=True)
    assert [(note.reason, note.detail) for note in taken.notes if note.outcome == "left"] == []
    assert zip_files.as_yaml(again.course) == zip_files.as_yaml(package.course)
    assert set(again.media) == set(package.media)
    for place, medium in again.media.items():
        assert medium.sha256 == package.media[place].sha256
    assert "counts_for" in str(package.course)
    assert [(note.reason, note.detail) for note in taken.notes if note.outcome == "left"] == []


def test_what_arrives_is_a_draft_of_its_own(school: School, elsewhere: Elsewhere, library: Collection) -> None:
    course = everything(school.course.get_parent(), library)
    read = zip_files.read(BytesIO(zip_files.as_bytes(gathered(course, drafts=False))))
    taken = take(read, elsewhere.index, elsewhere.staff, uuid4())
    made = Page.objects.descendant_of(taken.course, inclusive=True)
    assert made.count() == 4
    assert not made.live().exists()
    assert taken.course.get_parent().pk == elsewhere.index.pk
    origin = PageActivity.objects.get(page=course.pk)
    own = PageActivity.objects.get(page=taken.course.pk)
    assert own.origin == origin.uuid
    assert own.uuid != origin.uuid
    lesson = LessonPage.objects.descendant_of(taken.course).get(slug="du-moi-thu")
    picture = next(block for block in lesson.body if block.block_type == "picture").value["image"]
    assert picture.collection == elsewhere.collection
    text = next(block for block in lesson.body if block.block_type == "text").value.source
    first = LessonPage.objects.descendant_of(taken.course).get(slug="bai-mot")
    assert f'id="{first.pk}"' in text
    told = origin_of(taken.course)
    assert (told.author, told.licence, told.title) == ("Trung tâm Đồng Sen", "CC BY-SA 4.0", "Giữ tiền trong nhà")
    assert Page.find_problems() == ([],) * 5, "something could not be added below it"


def test_a_course_taken_on_keeps_its_first_author(school: School, elsewhere: Elsewhere, library: Collection) -> None:
    course = everything(school.course.get_parent(), library)
    first = take(gathered(course, drafts=False), elsewhere.index, elsewhere.staff, uuid4())
    second = take(gathered(first.course.specific, drafts=True), elsewhere.index, elsewhere.staff, uuid4())
    assert CourseOrigin.objects.get(page=second.course.pk).author == "Trung tâm Đồng Sen"


def test_pressed_twice_it_is_one_course(school: School, elsewhere: Elsewhere, library: Collection) -> None:
    package = gathered(everything(school.course.get_parent(), library), drafts=False)
    press = uuid4()
    one = take(package, elsewhere.index, elsewhere.staff, press)
    two = take(package, elsewhere.index, elsewhere.staff, press)
    assert (two.course.pk, two.before) == (one.course.pk, True)
    assert Page.objects.child_of(elsewhere.index).count() == 1


def test_drafts_go_out_only_when_asked_for(school: School, library: Collection) -> None:
    course = everything(school.course.get_parent(), library)
    module = ModulePage.objects.get(slug="phan-mot")
    module.add_child(instance=LessonPage(title="Viết dở", slug="viet-do", live=False))
    lesson = LessonPage.objects.child_of(course).get()
    lesson.intro = "Câu mới, chưa ai đọc."
    lesson.save_revision()
    assert "Viết dở" in str(gathered(course, drafts=True).course)
    assert "chưa ai đọc" in str(gathered(course, drafts=True).course)
    public = str(gathered(course, drafts=False).course)
    assert "Viết dở" not in public
    assert "chưa ai đọc" not in public


def test_a_link_to_another_course_goes_out_as_its_address(school: School, elsewhere: Elsewhere) -> None:
    other = school.lesson
    text = f'<p><a linktype="page" id="{other.pk}">bài kia</a> và <a linktype="page" id="999999">bài mất</a></p>'
    page = LessonPage(
        title="Có liên kết", slug="co-lien-ket", body=[{"type": "text", "value": text, "id": str(uuid4())}]
    )
    course = everything(school.course.get_parent(), elsewhere.collection)
    published(course, page)
    (told,) = [one for one in gathered(course, drafts=False).course["lessons"] if one["slug"] == "co-lien-ket"]
    assert told["body"] == [{"text": f'<p><a href="{other.full_url}">bài kia</a> và bài mất</p>'}]
