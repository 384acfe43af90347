"""Film, sound and rows of pictures as editors fill them and visitors meet them, with and without a script."""

import re
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images.models import Image

from content.aloud.pages import lines_of
from content.blocks import FilmBlock, GalleryBlock, SoundBlock
from content.media.prepared import PreparedFile
from content.models import LessonPage, NewsIndexPage, NewsPage
from content.writing.warnings import warnings_of
from search.page_text import stream_text
from tests.builders.lessons import lesson_page
from tests.builders.media import film, jpeg, sound
from tests.builders.pages import published
from tests.content.conftest import School

BLOCK = "11111111-1111-4111-8111-111111111111"
WORDS = "0:00 Chào bà con. Hôm nay mình pha nước chấm.\n0:02 Ăn thử nhé."
CHAPTERS = "0:00 Mở đầu\n0:02 Ăn thử"
# Wagtail leaves the temporary file of a new size of a picture to the collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)


def value(document, **more) -> dict:
    return {"file": document.pk, "title": "Pha nước chấm", "words": WORDS, "chapters": CHAPTERS} | more


def page_with(school: School, kind: str, told: dict) -> LessonPage:
    return published(school.course, lesson_page("Có phim", {"type": kind, "value": told, "id": BLOCK}))


@pytest.fixture
def clip(put):
    return put("phim.mp4", film(seconds=4))


def test_a_film_says_what_it_costs_before_anything_is_loaded(school: School, clip) -> None:
    page = page_with(school, "film", value(clip))
    text = school.client().get(page.url).text
    player = re.search(r"<video.*?</video>", text, re.DOTALL)[0]
    assert 'preload="none"' in player
    assert "autoplay" not in player
    assert "controls" in player
    assert 'aria-label="Pha nước chấm"' in player
    assert 'width="160" height="120"' in " ".join(player.split())
    assert re.search(r"Phim dài 5 giây,\s+0,\d+ MB", text)
    poster = re.search(r'poster="([^"]+)"', player)[1]
    assert poster == f"/media/{PreparedFile.objects.get().poster}"
    picture = school.client().get(poster)
    assert picture["Content-Type"] == "image/jpeg"
    assert len(b"".join(picture.streaming_content)) < 30_000


def test_chapters_and_words_work_without_a_script(school: School, clip) -> None:
    text = school.client().get(page_with(school, "film", value(clip)).url).text
    assert re.findall(r'<a\s+href="([^"]+)" data-at="([\d.]+)"\s*><span>([\d:]+)</span> ([^<]+)</a>', text) == [
        (f"{clip.url}#t=0", "0", "0:00", "Mở đầu"),
        (f"{clip.url}#t=2", "2", "0:02", "Ăn thử"),
    ]
    assert 'aria-label="Các đoạn của phim “Pha nước chấm”"' in text
    words = re.search(r'<details class="words-of">.*?</details>', text, re.DOTALL)[0]
    assert re.findall(r'<span data-at="([\d.]+)">([^<]+)</span>', words) == [
        ("0", "Chào bà con."), ("0.62", "Hôm nay mình pha nước chấm."), ("2", "Ăn thử nhé."),
    ]  # fmt: skip


def test_captions_are_made_from_the_words(school: School, clip, client) -> None:
    page = page_with(school, "film", value(clip))
    address = reverse("content:captions", args=[page.pk, BLOCK])
    assert (
        f'<track kind="captions" srclang="vi" label="Tiếng Việt" src="{address}" default>' in client.get(page.url).text
    )
    answer = client.get(address)
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:00.6")
    assert answer.text.endswith("00:00:02.000 --> 00:00:04.000\nĂn thử nhé.\n")
    other = page_with(school, "film", value(clip, words="Không có giờ."))
    assert client.get(reverse("content:captions", args=[other.pk, BLOCK])).status_code == 404
    assert "<track" not in client.get(other.url).text


def test_the_preview_of_a_draft_has_the_captions_of_the_draft_for_who_sees_it(school: School, clip, client) -> None:
    page = page_with(school, "film", value(clip))
    draft = page.get_latest_revision_as_object()
    draft.body = [{"type": "film", "value": value(clip, words="0:00 Câu của bản nháp."), "id": BLOCK}]
    draft.save_revision(user=school.staff[0])
    staff = school.client(school.staff[0])
    shown = staff.get(reverse("content:preview", args=[page.pk]) + "?buoc=ca-bai").text
    address = re.search(r'<track [^>]*src="([^"]+)"', shown)[1]
    answer = staff.get(address)
    assert "Câu của bản nháp." in answer.text
    assert "no-store" in answer["Cache-Control"]
    for other in (client, school.client()):
        assert other.get(address).status_code == 404
    unborn = lesson_page("Chưa đăng", {"type": "film", "value": value(clip), "id": BLOCK}, live=False)
    school.course.add_child(instance=unborn)
    unborn.save_revision(user=school.staff[0])
    address = reverse("content:captions", args=[unborn.pk, BLOCK])
    assert "Ăn thử nhé." in staff.get(f"{address}?nhap").text
    assert staff.get(address).status_code == 404


def test_captions_that_were_uploaded_are_the_words_too(school: School, clip, put, client) -> None:
    vtt = put("phim.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nXin chào.\n".encode())
    page = page_with(school, "film", value(clip, words="", captions=vtt.pk))
    text = client.get(page.url).text
    assert f'src="{vtt.url}" default' in text
    assert '<span data-at="1">Xin chào.</span>' in text


def test_only_who_agreed_and_learns_has_a_player_that_tells(school: School, clip, client) -> None:
    page = page_with(school, "film", value(clip))
    address = reverse("content:played", args=[page.pk, BLOCK])
    assert "data-tells" not in client.get(page.url).text
    assert f'data-tells="{address}"' in school.client().get(page.url).text
    assert "data-tells" not in school.client(school.staff[0]).get(page.url).text
    school.learner.consents.all().delete()
    assert "data-tells" not in school.client().get(page.url).text


def test_a_film_of_the_news_tells_nothing(school: School, clip) -> None:
    index = published(school.course.get_parent(), NewsIndexPage(title="Tin", slug="tin"))
    body = [{"type": "film", "value": value(clip), "id": BLOCK}]
    page = published(index, NewsPage(title="Một tin", slug="mot-tin", body=body))
    text = school.client().get(page.url).text
    assert "<video" in text
    assert "data-tells" not in text


def test_a_film_that_is_not_ready_says_so(school: School, clip, client) -> None:
    page = page_with(school, "film", value(clip))
    PreparedFile.objects.update(state="waiting", changes=True)
    text = client.get(page.url).text
    assert "<video" not in text
    assert "đang được đổi" in text
    assert "Chào bà con." in text
    PreparedFile.objects.update(state="failed", reason="slow")
    assert "báo giúp cho trung tâm" in client.get(page.url).text


def test_a_sound_has_length_size_and_words(school: School, put, client) -> None:
    heard = put("nghe.mp3", sound())
    page = page_with(school, "sound", {"file": heard.pk, "title": "Ca dao", "words": WORDS, "reads": False})
    text = client.get(page.url).text
    assert re.search(r"Dài 5 giây,\s+0,\d+ MB", text)
    assert re.search(r'<audio controls preload="none" src="[^"]+" aria-label="Ca dao">', text)
    assert '<span data-at="2">Ăn thử nhé.</span>' in text


def test_films_of_a_page_cost_no_more_questions_each(school: School, clip, client) -> None:
    def page(number: int) -> LessonPage:
        blocks = [{"type": "film", "value": value(clip), "id": f"{n}{BLOCK[1:]}"} for n in range(1, number + 1)]
        return published(school.course, lesson_page("Phim", *blocks, slug=f"phim-{number}"))

    one, many = page(1), page(6)
    addresses = [f"{each.url}?buoc=ca-bai" for each in (one, many)]
    for address in addresses:
        client.get(address)
    counts = []
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


class TestFilledIn:
    def clean(self, block, told: dict) -> dict:
        """The errors by field."""
        try:
            block.clean(block.to_python(told))
        except ValidationError as refused:
            return {field: error.messages[0] for field, error in refused.block_errors.items()}
        return {}

    def test_a_good_film_is_taken(self, clip) -> None:
        assert self.clean(FilmBlock(), value(clip)) == {}

    def test_a_wrong_chapter_names_line_and_reason(self, clip) -> None:
        assert self.clean(FilmBlock(), value(clip, chapters="0:00 Mở đầu\nĂn thử")) == {
            "chapters": "Dòng 2 (“Ăn thử”): dòng không bắt đầu bằng thời điểm. Hãy viết số phút, dấu hai chấm và hai chữ số "
            "giây, như 1:05, rồi đến lời."
        }
        assert self.clean(FilmBlock(), value(clip, chapters="0:30 Cuối")) == {
            "chapters": "Dòng 1 (“0:30 Cuối”): phim chỉ dài đến 0:04; hãy chọn thời điểm sớm hơn."
        }

    def test_wrong_captions_name_the_line(self, clip, put) -> None:
        vtt = put("phim.vtt", b"WEBVTT\n\n00:02.000 --> 00:01.000\nA\n")
        assert self.clean(FilmBlock(), value(clip, captions=vtt.pk)) == {
            "captions": "Dòng 3 (“00:02.000 --> 00:01.000”): thời điểm thứ hai phải muộn hơn thời điểm thứ nhất."
        }

    def test_a_film_without_a_picture_is_no_film(self, put) -> None:
        heard = put("nghe.webm", film("webm", "libvpx", voice="libopus"))
        PreparedFile.objects.update(film=False)
        assert "hãy dùng khối “Âm thanh”" in self.clean(FilmBlock(), value(heard))["file"]

    def test_what_could_not_be_changed_is_not_published(self, clip) -> None:
        PreparedFile.objects.update(state="failed", reason="slow")
        assert "mất quá lâu" in self.clean(FilmBlock(), value(clip))["file"]

    def test_sound_and_film_take_their_own(self, clip, put) -> None:
        heard = put("nghe.wav", sound("wav", "pcm_s16le"))
        told = {"file": heard.pk, "title": "x", "words": "", "reads": False}
        assert self.clean(SoundBlock(), told) == {}
        assert "có đuôi" in self.clean(SoundBlock(), told | {"file": clip.pk})["file"]
        assert "có đuôi" in self.clean(FilmBlock(), value(heard))["file"]


class TestGallery:
    @pytest.fixture
    def pictures(self, put) -> list[Image]:
        return [
            Image.objects.create(title=f"Hình {n}", file=ImageFile(BytesIO(jpeg((400, 300))), name=f"{n}.jpg"))
            for n in range(3)
        ]

    def told(self, pictures) -> dict:
        rows = [
            {
                "image": one.pk,
                "alt": f"Bước {'abc'[n % 3]}",
                "caption": f"Dòng {'abc'[n % 3]}",
                "credit": "Ảnh Ba" if n else "",
            }
            for n, one in enumerate(pictures)
        ]
        items = [{"type": "item", "value": row, "id": f"{n}{BLOCK[1:]}"} for n, row in enumerate(rows)]
        return {"title": "Cấy lúa", "pictures": items}

    def test_all_pictures_are_there_without_a_script(self, school: School, pictures, client) -> None:
        text = client.get(page_with(school, "gallery", self.told(pictures)).url).text
        row = re.search(r'<section class="gallery".*?</section>', text, re.DOTALL)[0]
        assert re.findall(r'alt="([^"]+)" loading="lazy"', row) == ["Bước a", "Bước b", "Bước c"]
        assert row.count("Ảnh Ba") == 2
        assert 'tabindex="0"' in row
        targets, links = re.findall(r'<li id="([^"]+)"', row), re.findall(r'href="#([^"]+)"', row)
        assert links == [*targets[1:], targets[0]]

    def test_from_two_to_twelve(self, pictures) -> None:
        block = GalleryBlock()
        assert block.clean(block.to_python(self.told(pictures)))
        for number in (1, 13):
            with pytest.raises(ValidationError):
                block.clean(block.to_python(self.told((pictures * 5)[:number])))

    def test_what_it_lacks_is_said(self, pictures) -> None:
        told = self.told(pictures)
        told["pictures"][1]["value"]["alt"] = " "
        found = warnings_of([{"type": "gallery", "value": told}], licence="CC", mapped=True)
        assert [(one.name, one.detail) for one in found if one.name in ("alt", "credit")] == [
            ("credit", "Dòng a"), ("alt", "Dòng b"),
        ]  # fmt: skip

    def test_it_is_read_and_found(self, school: School, pictures) -> None:
        page = page_with(school, "gallery", self.told(pictures))
        assert [line.say for line in lines_of(page.body)][:3] == [
            "Ở đây có một loạt hình, Cấy lúa", "Trong hình, Bước a", "Dòng a",
        ]  # fmt: skip
        assert "Dòng c" in " ".join(stream_text(page.body))


def test_what_a_film_lacks_is_said() -> None:
    def names(**told) -> list[str]:
        block = {"type": "film", "value": {"title": "Phim", "captions": None, "words": ""} | told}
        return [one.name for one in warnings_of([block], licence="CC", mapped=True) if one.name != "no question"]

    assert names() == ["captions"]
    assert names(words="Chào.") == ["captions"]
    assert names(words="0:00 Chào.") == []
    assert names(captions=3) == []


def test_the_editor_is_told_how_a_file_stands(school: School, clip) -> None:
    page = page_with(school, "film", value(clip))
    PreparedFile.objects.update(state="failed", reason="long film", numbers=[30, 75])
    text = school.client(school.staff[0]).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert "phim ở đây dài nhất 30 phút" in text
