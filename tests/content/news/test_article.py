"""An article: what stands on it, when it counts as updated, what stands beside it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from content.classes.models import CentreClass, ClassSession
from content.models import CourseIndexPage, CoursePage, NewsPage
from content.news import listing
from content.news.substance import said_in
from content.visibility import reader_of
from tests.builders.news import Press
from tests.builders.pages import published
from tests.builders.people import make_user


def text(words: str) -> list[dict]:
    return [{"type": "text", "value": f"<p>{words}</p>", "id": "a" * 8}]


def again(page: NewsPage, **changes) -> NewsPage:
    """The article, changed and published anew as an editor does it."""
    fresh = NewsPage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


class TestUpdated:
    @pytest.fixture
    def page(self, press: Press) -> NewsPage:
        return press.tell("Lớp mở ngày 3", intro="Ở nhà văn hóa.", body=text("Học 2 buổi."))

    def test_what_was_just_published_is_not(self, page: NewsPage) -> None:
        assert page.updated_at is None
        assert "Cập nhật lúc" not in Client().get(page.url).text

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": "Lớp mở ngày 5"},
            {"intro": "Ở trường."},
            {"body": text("Học 3 buổi.")},
        ],
    )
    def test_other_words_and_numbers_are(self, page: NewsPage, changes: dict) -> None:
        page = again(page, **changes)
        assert timezone.now() - page.updated_at < timedelta(minutes=1)
        assert "Cập nhật lúc" in Client().get(page.url).text

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": "LỚP mờ ngày 3!"},
            {"body": [{"type": "text", "value": "<h2>Hoc 2  buổi</h2>", "id": "b" * 8}]},
            {
                "caption": "Lớp",
                "credit": "Lan",
                "byline": "Lan",
                "pinned_until": date(2027, 1, 1),
                "drawn": "read-lamp",
            },
        ],
    )
    def test_a_mended_slip_and_what_stands_around_is_not(self, page: NewsPage, changes: dict) -> None:
        assert again(page, **changes).updated_at is None

    def test_a_draft_says_nothing_until_it_is_published(self, page: NewsPage) -> None:
        draft = NewsPage.objects.get(pk=page.pk)
        draft.title = "Lớp mở ngày 9"
        version = draft.save_revision()
        assert NewsPage.objects.get(pk=page.pk).updated_at is None
        version.publish()
        assert NewsPage.objects.get(pk=page.pk).updated_at is not None

    def test_an_older_version_does_not_bring_back_the_older_hour(self, page: NewsPage) -> None:
        first = page.latest_revision
        page = again(page, title="Lớp mở ngày 5")
        hour = page.updated_at
        first.publish()
        assert NewsPage.objects.get(pk=page.pk).updated_at > hour

    def test_a_copy_was_never_updated(self, page: NewsPage) -> None:
        page = again(page, title="Lớp mở ngày 5")
        copied = page.copy(update_attrs={"slug": "ban-sao"}, keep_live=True)
        assert NewsPage.objects.get(pk=copied.pk).updated_at is None

    def test_words_are_told_apart(self) -> None:
        assert said_in("Một", "Hai") == said_in("một", "", "hai!")
        assert said_in("Mười 10") != said_in("Mười 11")


class TestWhatStandsThere:
    def test_byline_place_source_and_picture(self, press: Press) -> None:
        page = press.tell(
            "Có đủ", intro="Câu dẫn.", byline="Lan Anh", place="Đồng Sen", date=date(2026, 11, 30), topics=("lop-hoc",),
            drawn="read-tree", image_alt="Người đọc dưới cây", caption="Chiều ở làng.", credit="Minh",
            source="Đài xã", source_url="https://vi-du.example/bai",
        )  # fmt: skip
        shown = Client().get(page.url).text
        for words in (
            "Câu dẫn.", "<b>Lan Anh</b>", "30 tháng 11 năm 2026, Đồng Sen", 'alt="Người đọc dưới cây"', "Chiều ở làng.",
            "Ảnh: Minh", 'href="https://vi-du.example/bai"', "Đài xã", f'href="{press.whole.url}chu-de/lop-hoc/"',
            'rel="alternate" type="application/rss+xml"', "/co-chu/", "Nghe đọc",
        ):  # fmt: skip
            assert words in shown, words

    # Wagtail 8 leaves the temporary file of a new size to the garbage collector.
    @pytest.mark.filterwarnings(
        "ignore:Exception ignored.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    )
    def test_a_photo_and_a_picture_in_the_text(self, press: Press, settings, tmp_path) -> None:
        settings.MEDIA_ROOT = tmp_path
        photo = get_image_model().objects.create(title="Ảnh", file=get_test_image_file())
        inside = {"image": photo.pk, "drawn": "", "alt": "Cái hồ", "caption": "Hồ làng", "credit": "Tư"}
        page = press.tell(
            "Có ảnh", image=photo, image_alt="Lớp học", credit="Hoa", body=[{"type": "picture", "value": inside}]
        )
        shown = Client().get(page.url).text
        for words in ('alt="Lớp học"', "Ảnh: Hoa", 'alt="Cái hồ"', "Hồ làng", "Ảnh: Tư"):
            assert words in shown

    def test_the_address_to_send_names_no_other_service(self, press: Press) -> None:
        page = press.tell("Gửi đi")
        shown = Client().get(page.url).text
        assert f"Gửi đi\nhttp://localhost{page.url}</textarea>" in shown
        assert "zalo.me" not in shown
        assert "facebook" not in shown

    def test_what_to_learn_more(self, press: Press) -> None:
        index = published(press.home, CourseIndexPage(title="Khóa", slug="khoa"))
        course = published(index, CoursePage(title="An toàn", slug="an-toan"))
        centre, now = press.pages[0].centre, timezone.now()
        taught = CentreClass.objects.create(centre=centre, title="Lớp tối", made_by=make_user())
        begins = now + timedelta(days=2)
        session = ClassSession.objects.create(
            taught=taught, begins_at=begins, ends_at=begins + timedelta(hours=1), minutes=60
        )
        page = press.tell("Mời học", press.lists[0], related_course=course, related_class=taught)
        shown = Client().get(page.url).text
        for words in ("Muốn học thêm?", course.url, "Lớp tối", "Buổi tới lúc"):
            assert words in shown
        session.called_off_at = now
        session.save()
        course.unpublish()
        assert "Muốn học thêm?" not in Client().get(page.url).text, "what is over is not offered"


class TestBeside:
    def test_others_are_about_the_same_then_the_newest_and_never_itself(self, press: Press) -> None:
        def told(title: str, days: int, *topics: str) -> NewsPage:
            return press.tell(title, date=date(2026, 5, 1) + timedelta(days=days), topics=topics)

        told("Xa nhất", 0)
        told("Cùng, cũ", 1, "lop-hoc", "doi-song")
        here = told("Bài này", 2, "lop-hoc", "doi-song")
        told("Cùng, mới", 3, "lop-hoc")
        told("Khác, mới", 5, "khuyen-hoc")
        told("Khác, vừa", 4)
        found = [page.title for page in listing.others(here, reader_of(None))]
        assert found == ["Cùng, mới", "Cùng, cũ", "Khác, mới", "Khác, vừa"]

    def test_the_way_back_and_on_goes_by_day(self, press: Press) -> None:
        pages = [press.tell(f"Tin {n}", date=date(2026, 5, day)) for n, day in enumerate((1, 2, 2, 3))]
        found = [listing.neighbours(page, reader_of(None)) for page in pages]
        assert found == [(None, pages[1]), (pages[0], pages[2]), (pages[1], pages[3]), (pages[2], None)]
        shown = Client().get(pages[1].url).text
        assert f'rel="prev" href="{pages[0].url}"' in shown
        assert f'rel="next" href="{pages[2].url}"' in shown

    def test_nothing_unpublished_stands_beside(self, press: Press) -> None:
        here, gone = press.tell("Bài này"), press.tell("Đã gỡ")
        gone.unpublish()
        assert listing.others(here, reader_of(None)) == []
        assert listing.neighbours(here, reader_of(None)) == (None, None)
