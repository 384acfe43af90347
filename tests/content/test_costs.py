"""What a lesson with blocks of every kind costs: questions of the database, and what its pictures weigh on the line."""

import re
from uuid import UUID

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents.models import Document
from wagtail.images.models import Image, Rendition

from content.blocks import LessonBody
from content.blocks.chosen import PhotoChooserBlock, chosen, fetched
from content.models import LessonPage
from content.opinions.polls import vote
from content.opinions.reflections import write
from content.photos import PHOTO, make_sizes
from content.public import answer
from tests.builders import explained, lessons
from tests.builders.media import film, noisy_photo, sound
from tests.builders.pages import published
from tests.builders.pdfs import pdf
from tests.content.conftest import School
from tests.content.media.conftest import put

__all__ = ["put"]
# Wagtail leaves the temporary file of a size that is made by looking to the collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
MOST, WHOLE = 20, 22  # of a step; of the page of the whole lesson, whose head asks two more
HEAVIEST = 45_000  # bytes of a noisy photo, wider than high


def photo(size: tuple[int, int] = (1200, 900)) -> int:
    return Image.objects.create(title="Ảnh", file=ImageFile(noisy_photo(size), name="anh.jpg")).pk


def every_kind(school: School, put) -> list[dict]:
    """A block of each kind, pictures and files wherever one can stand."""
    clip, heard = put("phim.mp4", film()).pk, put("nghe.mp3", sound()).pk
    captions = put("phim.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nXin\n").pk
    paper = Document(title="Giấy", file=ContentFile(pdf("Một", "Hai"), name="giay.pdf"))
    paper._set_document_file_metadata()  # as uploading does
    paper.save()
    doing = explained.doing("Mở máy.", "Tắt máy.", alt="Ảnh")
    for one in doing["value"]["steps"]:
        one["value"]["image"] = photo()
    gallery = [{"image": photo(), "alt": f"Ảnh {n}", "caption": "", "credit": ""} for n in range(6)]
    table = {"columns": [{"type": "text", "heading": "A"}], "rows": [{"values": ["1"]}], "caption": ""}
    return [
        lessons.block(
            "film", file=clip, title="Phim", words="0:00 Xin chào.", captions=captions, chapters="", poster=photo()
        ),
        lessons.block("sound", file=heard, title="Tiếng", words="0:00 Xin chào.", reads=False),
        explained.terms(("Mã", "Dãy số")),
        explained.link(page=school.lessons[1].pk),
        explained.link(address="https://dichvucong.gov.vn"),
        lessons.block("picture", image=photo(), drawn="", alt="Ảnh", caption="", credit=""),
        doing,
        explained.callout("know"),
        lessons.block("gallery", title="Ảnh", pictures=explained._items(gallery)),
        lessons.block("table", **table),
        lessons.block("file", file=paper.pk, title="Giấy"),
        {"type": "text", "value": "<p>Đọc.</p>", "id": None},
        explained.poll("Lúc nào?", "Sáng", "Chiều"),
        explained.reflection("Mình sẽ làm gì?"),
        *(getattr(lessons, kind)() for kind in ("single", "several", "true_false", "short_text", "fill_in", "number")),
        *(getattr(lessons, kind)() for kind in ("order", "match", "scenario")),
        lessons.spot(photo()),
        lessons.block("task", task="dien-don"),
    ]


@pytest.fixture
def lesson(school: School, put, django_capture_on_commit_callbacks) -> LessonPage:
    with django_capture_on_commit_callbacks(execute=True):
        made = published(school.course, lessons.lesson_page("Đủ các kiểu", *every_kind(school, put), slug="du-kieu"))
    assert {one.block_type for one in made.body} == {*LessonBody().child_blocks} - {"draw"}
    return made


def asked(client, address: str) -> list[str]:
    """The questions that one view asks; what is written while it is shown is not among them."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    made = [one["sql"] for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    written = [sql for sql in made if not sql.startswith("SELECT")]
    assert all(sql.startswith('UPDATE "django_session"') for sql in written) and len(written) <= 1, written  # noqa: PT018
    return [sql for sql in made if sql.startswith("SELECT")]


@pytest.mark.parametrize("acted", [False, True], ids=["new", "acted"])
def test_a_lesson_of_every_kind_asks_the_database_few_questions(
    school: School, lesson: LessonPage, acted: bool
) -> None:
    """The first view after publishing as later ones, a step as the whole, before and after somebody answered and wrote."""
    client, blocks = school.client(), {one.block_type: one for one in lesson.body}
    if acted:
        answer(school.learner, lesson, UUID(blocks["single"].id), ["b"])
        poll, block = blocks["poll"], UUID(blocks["reflection"].id)
        vote(
            school.learner,
            lesson,
            UUID(poll.id),
            poll.block.as_poll(poll.value),
            poll.value["choices"].bound_blocks[0].id,
        )
        write(school.learner, lesson, block, "Tôi sẽ đổi mật khẩu.", 0)
    sizes = set(Rendition.objects.values_list("pk", flat=True))
    assert len(sizes) == len(chosen(lesson.body)[PhotoChooserBlock]) == 11, "made when it was published"
    client.get(school.lesson.url)
    steps = [f"{lesson.url}?buoc={number}" for number in range(1, 10)]
    for address, most in [(f"{lesson.url}?buoc=ca-bai", WHOLE), *((step, MOST) for step in steps)]:
        for view in ("first", "again"):
            caches["renditions"].clear()
            found = asked(client, address)
            assert len(found) <= most + acted, (address, view, len(found), found)  # the key of what was written
    assert set(Rendition.objects.values_list("pk", flat=True)) == sizes


def test_pictures_that_were_not_made_yet_are_made_by_looking(school: School, lesson: LessonPage) -> None:
    Rendition.objects.all().delete()
    caches["renditions"].clear()
    page = school.client().get(f"{lesson.url}?buoc=ca-bai").text
    assert Rendition.objects.count() == 11
    assert len(set(re.findall(r"[^\s\"]+\.webp", page))) == 11


def test_a_photo_that_is_lost_holds_up_nothing(school: School, lesson: LessonPage) -> None:
    Rendition.objects.all().delete()
    first, *_others = chosen(lesson.body)[PhotoChooserBlock]
    image = Image.objects.get(pk=first)
    image.file.storage.delete(image.file.name)
    make_sizes.func([first])
    assert school.client().get(f"{lesson.url}?buoc=ca-bai").status_code == 200


def test_the_same_photo_twice_has_words_of_its_own_in_each_block(school: School) -> None:
    pk = photo()
    two = [lessons.block("picture", image=pk, drawn="", alt=f"Lời {n}", caption="", credit="") for n in (1, 2)]
    body = published(school.course, lessons.lesson_page("Hai lần", *two)).body
    fetched(body)
    one, other = (child.value["image"] for child in body)
    assert one == other
    assert one is not other


def test_a_photo_with_noise_is_light(db, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    image = Image.objects.get(pk=photo())
    heavy, light = image.get_rendition("fill-600x450|format-webp"), image.get_rendition(PHOTO)
    assert heavy.file.size > 70_000, "a photo that is worth the trouble"
    assert (light.width, light.file.name[-5:]) == (560, ".webp")
    assert light.file.size < HEAVIEST


def test_the_first_view_of_a_photo_is_light_and_the_others_wait(school: School, lesson: LessonPage) -> None:
    """A picture waits until somebody scrolls to it; only that of a question, on which something is to be found, never does."""
    page = school.client().get(f"{lesson.url}?buoc=ca-bai").text
    pictures = re.findall(r"<img[^>]*?\.webp[^>]*>", page)
    assert len(pictures) == 10
    assert sum('loading="lazy"' not in one for one in pictures) <= 1
