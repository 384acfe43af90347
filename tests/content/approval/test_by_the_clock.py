"""What appears and goes at a set hour, and what is said when it did not."""

from datetime import timedelta
from unittest.mock import patch

from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from content.models import LessonPage
from content.schedule import MissedHour, MissedHours
from content.tasks import keep_up
from tests.builders.lessons import edit_url
from tests.builders.people import make_commune, make_staff
from tests.content.approval.acts import approve, create, edit, seen, waits
from tests.content.conftest import School


class TestByTheClock:
    LATER = "2999-01-01 08:00"

    def test_a_lesson_that_counts_is_not_scheduled_alone(self, school: School, author: Client, second: Client) -> None:
        page = create(school, author, go_live_at=self.LATER)
        assert waits(page)
        assert not page.scheduled_revision
        approve(second, page)
        page = LessonPage.objects.get(pk=page.pk)
        assert page.scheduled_revision
        assert seen(page) == ""

        Revision.objects.filter(pk=page.scheduled_revision.pk).update(approved_go_live_at=timezone.now())
        due = Revision.objects.get(pk=page.latest_revision_id)
        due.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
        due.save()
        assert keep_up() == 1
        assert "Một dòng." in seen(page)

    def test_what_lost_its_approval_is_left_out_and_holds_nobody_up(self, school, author, mapped) -> None:
        edit(author, mapped, school, text="Bản hai.")
        ordinary = school.lessons[1]
        other = ordinary.save_revision()
        past = timezone.now() - timedelta(hours=1)
        newest = Revision.objects.get(pk=LessonPage.objects.get(pk=mapped.pk).latest_revision_id)
        Revision.objects.filter(pk=newest.pk).update(approved_go_live_at=past - timedelta(hours=1))
        Revision.objects.filter(pk=other.pk).update(approved_go_live_at=past)
        assert keep_up() == 1
        assert "Bản đầu." in seen(mapped)
        assert LessonPage.objects.get(pk=ordinary.pk).live_revision_id == other.pk
        assert keep_up() == 0

    def test_an_ordinary_lesson_appears_and_expires(self, school: School, author: Client) -> None:
        page = create(school, author, mapped=False)
        LessonPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
        keep_up()
        assert seen(page) == ""

    def test_one_that_breaks_holds_up_no_other(self, school: School, caplog) -> None:
        one, two = school.lessons
        past = timezone.now() - timedelta(hours=1)
        broken, whole = one.save_revision(), two.save_revision()
        broken.content["minutes"] = "không phải số"
        broken.save()
        Revision.objects.filter(pk__in=[broken.pk, whole.pk]).update(approved_go_live_at=past)
        LessonPage.objects.filter(pk=one.pk).update(expire_at=past)
        with patch.object(LessonPage, "unpublish", side_effect=RuntimeError("hỏng")):
            assert keep_up() == 1
        assert LessonPage.objects.get(pk=two.pk).live_revision_id == whole.pk
        assert f"version {broken.pk} of page {one.pk} is not published" in caplog.text
        assert f"_take_down {one.pk} failed" in caplog.text
        keep_up()
        assert not LessonPage.objects.get(pk=one.pk).live


class TestMissed:
    """A page that did not appear, or go, at its hour is named to its editors until it is mended."""

    HOUR = timedelta(hours=1)

    def due(self, page: LessonPage, **content) -> Revision:
        """A version of the page whose hour has come, and a draft after it that opens in the editor."""
        revision = page.save_revision()
        revision.content.update(content)
        revision.save()
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - self.HOUR)
        page.save_revision()
        return revision

    def test_without_an_approval_the_reason_and_the_next_step_are_said(self, school, author, mapped) -> None:
        edit(author, mapped, school, text="Bản hai.")
        newest = LessonPage.objects.get(pk=mapped.pk).latest_revision
        Revision.objects.filter(pk=newest.pk).update(approved_go_live_at=timezone.now() - self.HOUR)
        assert keep_up() == 0
        for page in (author.get(edit_url(mapped)).text, author.get(reverse("wagtailadmin_home")).text):
            assert "chưa đăng được" in page
            assert "cần một người thứ hai duyệt" in page
            assert "hẹn giờ lại" in page
        assert mapped.title in author.get(reverse("wagtailadmin_home")).text

    def test_what_is_wrong_in_the_page_is_named_a_fault_of_the_program_is_not(self, school, author) -> None:
        page = school.lessons[1]
        self.due(page)
        with patch.object(Revision, "publish", side_effect=RuntimeError("khóa bí mật")):
            keep_up()
        said = author.get(edit_url(page)).text
        assert "chưa đăng được. Chương trình gặp lỗi" in said
        assert "khóa bí mật" not in said
        assert MissedHour.objects.get().again
        assert keep_up() == 1
        assert not MissedHour.objects.exists()
        self.due(page, minutes="không phải số")
        assert keep_up() == 0
        said = author.get(edit_url(page)).text
        assert "phải là số nguyên" in said
        assert "hẹn giờ lại" in said
        assert not MissedHour.objects.get().again
        self.due(page)
        assert "chưa đăng được" not in author.get(edit_url(page)).text
        assert keep_up() == 1
        assert not MissedHour.objects.exists()

    def test_what_was_not_taken_down_too(self, school, author) -> None:
        page = school.lessons[1]
        LessonPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - self.HOUR)
        with patch.object(LessonPage, "unpublish", side_effect=RuntimeError("hỏng")):
            keep_up()
        assert "chưa ngừng được" in author.get(reverse("wagtailadmin_home")).text
        keep_up()
        assert "chưa ngừng được" not in author.get(reverse("wagtailadmin_home")).text

    def test_published_by_hand_or_its_hour_taken_away_it_is_over(self, school, author) -> None:
        given_up, by_hand = school.lessons
        broken = [self.due(page) for page in (given_up, by_hand)]
        with patch.object(Revision, "publish", side_effect=RuntimeError("hỏng")):
            keep_up()
        assert author.get(reverse("wagtailadmin_home")).text.count("chưa đăng được") == 2
        by_hand.save_revision().publish()
        Revision.objects.filter(pk=broken[0].pk).update(approved_go_live_at=None)
        assert "chưa đăng được" not in author.get(reverse("wagtailadmin_home")).text

    def test_nobody_else_reads_it(self, school) -> None:
        self.due(school.lessons[1], minutes="không phải số")
        keep_up()
        stranger = school.client(make_staff(make_commune("Xã khác", "Tỉnh khác")))
        assert "chưa đăng được" not in stranger.get(reverse("wagtailadmin_home")).text

    def test_the_first_page_asks_as_often_for_one_as_for_many(
        self, school, author, django_assert_max_num_queries
    ) -> None:
        for page in school.lessons:
            self.due(page, minutes="không phải số")
        keep_up()
        with django_assert_max_num_queries(4):
            request = RequestFactory().get("/")
            request.user = school.staff[0]
            assert str(MissedHours(request).render_html()).count("chưa đăng được") == 2
