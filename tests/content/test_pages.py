"""The pages of learning: trying without an account, resuming, progress, feedback, blocks."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from content.blocks import LessonBody
from content.models import CoursePage, NewsIndexPage, NewsPage
from content.public import answer, complete, course_state, enrolled_courses, open_lesson
from learning_records.models import Statement
from tests.builders.lessons import block, choice, ids, lesson_page
from tests.builders.pages import published
from tests.builders.people import make_user
from tests.content.conftest import School

RIGHT = (["b"], ["a", "c"], ["a"], ["da nang"])


def try_out(client: Client, school: School, number: int, *given: str):
    address = reverse("content:answer", args=[school.lesson.pk, ids(school.lesson)[number]])
    return client.post(address, {"answer": list(given)}, follow=True)


class TestAnybody:
    @pytest.mark.parametrize(
        ("number", "given", "right", "told"),
        [
            (0, ["b"], True, "Đúng vậy."),
            (0, ["a"], False, "Không đưa mã cho người lạ."),
            (1, ["a", "c"], True, ""),
            (1, ["b"], False, ""),
            (2, ["a"], True, "Đúng thế."),
            (3, ["ĐÀ NẴNG."], True, "Chính xác."),
            (3, ["Huế"], False, "Xem lại phần đầu bài."),
        ],
    )
    def test_tries_a_question_and_leaves_no_trace(self, school: School, number, given, right, told) -> None:
        page = try_out(Client(), school, number, *given)
        assert page.status_code == 200
        assert ("Đúng rồi." if right else "Chưa đúng.") in page.text
        assert told in page.text
        assert "Câu trả lời đang nằm tạm trong máy này, cổng chưa ghi lại." in page.text
        assert not Statement.objects.exists()

    def test_is_asked_to_sign_in_for_the_rest(self, school: School) -> None:
        for name, page in (("enrol", school.course), ("open", school.lesson), ("complete", school.lesson)):
            answered = Client().post(reverse(f"content:{name}", args=[page.pk]))
            assert answered.url == f"{reverse('account_login')}?next={page.url}"
            assert Client().get(reverse(f"content:{name}", args=[page.pk])).url == page.url
        assert not Statement.objects.exists()

    def test_somebody_without_a_learner_is_told_so(self, school: School) -> None:
        client = school.client(make_user())
        answered = client.post(reverse("content:open", args=[school.lesson.pk]), follow=True)
        assert "không phải của người học" in answered.text
        assert not Statement.objects.exists()

    def test_reads_courses_lessons_and_news(self, school: School) -> None:
        index = published(school.course.get_parent().specific, NewsIndexPage(title="Tin", slug="tin"))
        news = published(index, NewsPage(title="Lớp mới", slug="lop-moi", intro="Thứ năm."))
        pages = (school.course.get_parent(), school.course, *school.lessons, index, news)
        for page in pages:
            answered = Client().get(page.url)
            assert answered.status_code == 200, page
            assert page.title in answered.text
        assert Client().get(reverse("content:courses")).url == school.course.get_parent().url
        assert "Đã học 0" not in Client().get(school.course.url).text, "nothing is counted that is not begun"


class TestResuming:
    def test_the_course_s_button_leads_to_the_lesson_and_the_lesson_s_to_the_question(self, school: School) -> None:
        client, lesson = school.client(), school.lesson
        assert client.post(reverse("content:enrol", args=[school.course.pk])).url == lesson.url
        answer(school.learner, lesson, ids(lesson)[0], ["b"])
        assert client.post(reverse("content:open", args=[lesson.pk])).url == lesson.url
        page = client.get(lesson.url).text
        assert f'id="cau-{ids(lesson)[1]}"' in page
        assert "Bước 2 trong 4" in page
        assert "nằm tạm trong máy này" not in client.get(f"{lesson.url}?buoc=1").text
        assert "Học tiếp bài 1" in client.get(school.course.url).text

    def test_what_was_answered_stands_there_again(self, school: School) -> None:
        for number, given in enumerate((["a"], ["a", "b"], ["b"], ["Huế"])):
            answer(school.learner, school.lesson, ids(school.lesson)[number], given)
        page = school.client().get(f"{school.lesson.url}?buoc=ca-bai").text
        assert page.count(" checked>") == 4
        assert 'value="Huế"' in page
        assert "Xem lại phần đầu bài." in page

    def test_finishing_too_early_leads_to_the_question_left(self, school: School) -> None:
        client, lesson = school.client(), school.lesson
        for number in (0, 1, 3):
            answer(school.learner, lesson, ids(lesson)[number], RIGHT[number])
        answered = client.post(reverse("content:complete", args=[lesson.pk]))
        assert answered.url == f"{lesson.url}?buoc=xong"
        page = client.get(answered.url).text
        assert "Đúng 3 trong 4 câu. Còn câu 3 chưa trả lời" in page
        assert f'class="button big" href="{lesson.url}?buoc=3&amp;tu=xong#cau-{ids(lesson)[2]}"' in page
        assert "completed" not in school.verbs()

    def test_from_the_first_lesson_to_the_end_of_the_course(self, school: School) -> None:
        client, (one, two) = school.client(), school.lessons
        assert [s.state for s in course_state(school.course, school.learner).lessons] == ["new", "new"]
        for block_id, given in zip(ids(one), RIGHT, strict=True):
            answer(school.learner, one, block_id, given)
        assert client.post(reverse("content:complete", args=[one.pk])).url == f"{one.url}?buoc=xong"
        state = course_state(school.course, school.learner)
        assert (state.done, state.total, state.minutes_left) == (1, 2, two.minutes)
        assert (state.lessons[0].outcome, state.next_lesson.page) == ("passed", two)
        page = client.get(f"{one.url}?buoc=xong").text
        assert "Đúng cả 4 câu, bài 1 xong rồi" in page
        assert "Học bài 2" in page
        assert client.post(reverse("content:enrol", args=[school.course.pk])).url == two.url
        complete(school.learner, two)
        state = enrolled_courses(school.learner)[0]
        assert (state.done, state.next_lesson, state.minutes_left) == (2, None, 0)
        page = client.get(school.course.url).text
        assert "Đã học xong khóa" in page
        assert reverse("content:course_sheet", args=[school.course.pk]) in page
        assert "Còn khoảng 0 phút" not in page
        assert client.post(reverse("content:enrol", args=[school.course.pk])).url == school.course.url

    def test_one_learner_s_progress_is_not_another_s(self, school: School) -> None:
        open_lesson(school.learner, school.lesson)
        other = school.client(school.staff[0])
        assert "Đang học dở." not in other.get(school.course.url).text
        assert "Đang học dở." in school.client().get(school.course.url).text

    def test_a_lesson_added_to_a_finished_course_is_open_again(self, school: School) -> None:
        for lesson in school.lessons:
            for block_id, given in zip(ids(lesson), RIGHT, strict=False):
                answer(school.learner, lesson, block_id, given)
            complete(school.learner, lesson)
        new = published(school.course, lesson_page("Bài ba"))
        assert course_state(school.course, school.learner).next_lesson.page == new
        complete(school.learner, new)
        assert [s["object"]["definition"]["name"]["vi"] for s in school.recorded()].count("Giữ an toàn") == 2


class TestBlocks:
    def clean(self, data: dict):
        body = LessonBody()
        return body.clean(body.to_python([data]))

    @pytest.mark.parametrize(
        ("kind", "rights", "fine"),
        [
            ("single", (True, False), True), ("single", (False, False), False), ("single", (True, True), False),
            ("several", (True, True), True), ("several", (False, False), False),
        ],
    )  # fmt: skip
    def test_a_question_has_a_right_answer(self, school: School, kind: str, rights, fine: bool) -> None:
        data = block(kind, question="?", choices=[choice(str(n), right) for n, right in enumerate(rights)])
        if fine:
            self.clean(data)
        else:
            with pytest.raises(ValidationError):
                self.clean(data)

    def test_a_picture_is_there_and_has_words(self, school: School) -> None:
        fine = {"type": "picture", "value": {"image": None, "drawn": "read-lamp", "alt": "Đèn", "caption": ""}}
        self.clean(fine)
        for missing in ("drawn", "alt"):
            with pytest.raises(ValidationError):
                self.clean({"type": "picture", "value": fine["value"] | {missing: ""}})

    def test_a_short_answer_without_words_of_its_own_still_works(self, school: School) -> None:
        """As lessons were kept before those words could be written."""
        old = block("short_text", question="Ở đâu?", accepted=["Huế"], explanation="Miền Trung.")
        lesson = published(school.course, lesson_page("Cũ", old))
        assert answer(school.learner, lesson, ids(lesson)[0], ["hue"]).feedback == ()
        assert "Miền Trung." in school.client().get(f"{lesson.url}?buoc=1").text

    # Wagtail 8 leaves the temporary file of a new size to the garbage collector.
    @pytest.mark.filterwarnings(
        "ignore:Exception ignored.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    )
    def test_photos_on_a_lesson_and_on_the_cover(self, school: School, settings, tmp_path) -> None:
        settings.MEDIA_ROOT = tmp_path
        photo = get_image_model().objects.create(title="Ảnh", file=get_test_image_file())
        shown = {"type": "picture", "value": {"image": photo.pk, "drawn": "", "alt": "Cái hồ", "caption": "Hồ làng"}}
        lesson = published(school.course, lesson_page("Có ảnh", shown))
        page = Client().get(lesson.url).text
        assert 'alt="Cái hồ"' in page
        assert "Hồ làng" in page
        assert ".webp" in page
        course = published(
            school.course.get_parent(),
            CoursePage(title="Khóa ảnh", slug="khoa-anh", image=photo, image_alt="Bìa"),
        )
        for address in (course.url, school.course.get_parent().url):
            assert 'alt="Bìa"' in Client().get(address).text
