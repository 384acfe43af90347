"""The bank of questions: found, put into other lessons as the same question, its versions offered and never imposed."""

from copy import deepcopy

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.approval.contributions import Contribution
from content.bank.entries import BankedQuestion
from content.bank.newer import newer_in
from content.bank.placing import put
from content.identities import QuestionActivity
from content.models import CoursePage, LessonPage
from content.projection import rebuild
from content.public import answer, course_state
from portal.people.models import Role
from tests.builders.lessons import ids, lesson_page, short_text, single
from tests.builders.pages import published
from tests.builders.people import make_commune, make_learner, make_staff
from tests.content.conftest import School


@pytest.fixture
def other(school: School) -> LessonPage:
    """A second lesson of the course, without a question."""
    return published(school.course, lesson_page("Bài nhận câu", slug="bai-nhan"))


def draft_of(lesson: LessonPage) -> LessonPage:
    found = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    found.ask_all()
    return found


def live(lesson: LessonPage) -> LessonPage:
    LessonPage.objects.get(pk=lesson.pk).get_latest_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


def entry(lesson: LessonPage, number: int = 0) -> BankedQuestion:
    return BankedQuestion.objects.get(place__page=lesson.pk, place__block=ids(lesson)[number])


def rewrite(lesson: LessonPage, text: str, number: int = 0) -> LessonPage:
    draft = draft_of(lesson)
    raw = deepcopy(list(draft.body.raw_data))
    raw[number]["value"]["question"] = text
    draft.body = raw
    draft.save_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


def texts(lesson: LessonPage) -> list[str]:
    return [one.text for one in lesson.questions().values()]


class TestWhatStandsInTheBank:
    def test_questions_of_published_lessons_and_nothing_else(self, school: School, other: LessonPage) -> None:
        assert set(BankedQuestion.objects.values_list("text", flat=True)) == set(texts(school.lesson))
        draft = draft_of(other)
        draft.body = [single("Câu chưa đăng?")]
        draft.save_revision()
        assert not BankedQuestion.objects.filter(text="Câu chưa đăng?").exists()
        other = live(other)
        assert entry(other).text == "Câu chưa đăng?"
        other.unpublish()
        assert not BankedQuestion.objects.filter(place__page=other.pk).exists()

    def test_saving_without_a_change_is_no_change(self, school: School) -> None:
        before = entry(school.lesson).changed_at
        draft_of(school.lesson).save_revision().publish()
        assert entry(school.lesson).changed_at == before
        assert entry(rewrite(school.lesson, "Ai được hỏi mã?")).changed_at > before

    def test_it_can_be_made_again(self, school: School, capsys: pytest.CaptureFixture) -> None:
        rows = list(BankedQuestion.objects.order_by("pk").values_list("place", "content"))
        BankedQuestion.objects.all().delete()
        call_command("rebuild_question_bank")
        assert list(BankedQuestion.objects.order_by("pk").values_list("place", "content")) == rows
        assert "4 questions" in capsys.readouterr().out

    def test_one_query_more_for_no_number_of_questions(self, school: School) -> None:
        counts = []
        for number in (2, 12):
            lesson = published(
                school.course, lesson_page(f"Bài {number}", *(single(f"Câu {n}?") for n in range(number)))
            )
            lesson = LessonPage.objects.get(pk=lesson.pk)
            with CaptureQueriesContext(connection) as seen:
                lesson.save()
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestInAnotherLesson:
    def test_it_is_the_same_question_with_one_activity(self, school: School, other: LessonPage) -> None:
        row = entry(school.lesson)
        assert put(other, school.staff[0], [row.pk]) == 1
        assert put(other, school.staff[0], [row.pk]) == 0, "pressed twice, it stands there once"
        assert texts(LessonPage.objects.get(pk=other.pk)) == [], "nothing changes in what is published"
        other = live(other)
        assert texts(other) == ["Ai nên hỏi mã?"]
        for lesson, key in ((school.lesson, "a"), (other, "b")):
            answer(school.learner, lesson, ids(lesson)[0], [key])
        said = [one for one in school.recorded() if one["verb"]["id"].endswith("answered")]
        assert len({one["object"]["id"] for one in said}) == 1
        assert len({one["context"]["contextActivities"]["parent"][0]["id"] for one in said}) == 2
        assert len({one["context"]["revision"] for one in said}) == 1
        state = {one.page.pk: one.answered for one in course_state(school.course, school.learner).lessons}
        assert (state[school.lesson.pk], state[other.pk]) == ({ids(school.lesson)[0]}, {ids(other)[0]})
        assert rebuild() == 0, "the same from the statements alone"

    def test_behind_a_mark_only_some_are_asked(self, school: School, other: LessonPage) -> None:
        rows = [entry(school.lesson, number).pk for number in range(4)]
        assert put(other, school.staff[0], rows, draw=2) == 4
        own = live(other)
        assert len(own.drawn_for(school.learner).questions()) == 2
        more = published(school.course, lesson_page("Nguồn", short_text()))
        assert put(own, school.staff[0], [entry(more).pk]) == 1
        body = [one["type"] for one in draft_of(own).body.raw_data]
        assert body[:2] == ["short_text", "draw"], "what is asked of everybody stands before the row"

    def test_a_question_taken_out_comes_back_as_itself(self, school: School, other: LessonPage) -> None:
        row = entry(school.lesson)
        put(other, school.staff[0], [row.pk])
        block = ids(live(other))[0]
        draft = draft_of(other)
        draft.body = []
        draft.save_revision().publish()
        assert put(other, school.staff[0], [row.pk]) == 1
        assert ids(live(other)) == [block]

    def test_who_wrote_it_cannot_approve_it(self, school: School, other: LessonPage) -> None:
        author, writer = school.staff
        draft_of(rewrite(school.lesson, "Ai viết câu này?")).save_revision(user=author)
        put(other, writer, [entry(school.lesson).pk])
        behind = set(Contribution.objects.filter(page=other.pk).values_list("user_id", flat=True))
        assert set(Contribution.objects.filter(page=school.lesson.pk).values_list("user_id", flat=True)) < behind
        assert writer.pk in behind


class TestVersions:
    @pytest.fixture
    def shared(self, school: School, other: LessonPage) -> LessonPage:
        put(other, school.staff[0], [entry(school.lesson).pk])
        return live(other)

    def test_the_others_are_told_and_take_it_by_a_press(self, school: School, shared: LessonPage) -> None:
        staff, block = school.client(school.staff[0]), ids(shared)[0]
        page = reverse("content_questions", args=[shared.pk])
        assert "Câu này có bản mới" not in staff.get(page).text
        rewrite(school.lesson, "Ai được quyền hỏi mã?")
        told = staff.get(page).text
        assert "Câu này có bản mới, ở bài “Bài một”" in told
        assert "1 câu hỏi có bản mới" in staff.get(reverse("wagtailadmin_pages:edit", args=[shared.pk])).text
        assert "Câu này có bản mới" not in staff.get(reverse("content_questions", args=[school.lesson.pk])).text
        seen = entry(school.lesson).content
        address = reverse("content_questions_newer", args=[shared.pk, block])
        assert "Bản mới đã vào bản nháp" in staff.post(address, {"act": "take", "seen": seen}, follow=True).text
        assert texts(LessonPage.objects.get(pk=shared.pk)) == ["Ai nên hỏi mã?"]
        assert "Không còn bản mới nào" in staff.post(address, {"act": "take", "seen": seen}, follow=True).text
        assert texts(live(shared)) == ["Ai được quyền hỏi mã?"]
        assert not newer_in(draft_of(school.lesson), school.staff[0]), "the same words are no news where they came from"

    def test_or_keep_their_own(self, school: School, shared: LessonPage) -> None:
        rewrite(school.lesson, "Một")
        staff, block = school.client(school.staff[0]), ids(shared)[0]
        address = reverse("content_questions_newer", args=[shared.pk, block])
        assert "Không còn bản mới" in staff.post(address, {"act": "keep", "seen": "cũ"}, follow=True).text
        assert (
            "giữ bản đang có"
            in staff.post(address, {"act": "keep", "seen": entry(school.lesson).content}, follow=True).text
        )
        assert not newer_in(draft_of(shared), school.staff[0])
        rewrite(school.lesson, "Hai")
        assert newer_in(draft_of(shared), school.staff[0])[block].entry.text == "Hai"

    @given(
        st.lists(
            st.tuples(st.sampled_from(("write", "take", "keep")), st.integers(0, 2), st.sampled_from("abc")), max_size=6
        )
    )
    @settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_whatever_is_written_taken_and_kept(self, school: School, shared: LessonPage, acts) -> None:
        """A lesson changes only where somebody acted on it; what is taken is the newest of the others, word for word."""
        staff = school.staff[0]
        third = published(school.course, lesson_page("Bài ba nữa"))
        put(third, staff, [entry(school.lesson).pk])
        pages = [school.lesson, shared, live(third)]
        uuid = entry(pages[0]).place.uuid
        blocks = [BankedQuestion.objects.get(place__page=one.pk, place__uuid=uuid).place.block for one in pages]
        for act, which, word in acts:
            page = LessonPage.objects.get(pk=pages[which].pk)
            others = [texts(LessonPage.objects.get(pk=one.pk)) for one in pages if one.pk != page.pk]
            newer = newer_in(draft_of(page), staff).get(blocks[which])
            if act == "write":
                rewrite(page, f"Câu {word}?")
            elif newer:
                address = reverse("content_questions_newer", args=[page.pk, blocks[which]])
                school.client(staff).post(address, {"act": act, "seen": newer.entry.content})
                now = draft_of(page).questions()[blocks[which]].text
                assert now == (newer.entry.text if act == "take" else page.questions()[blocks[which]].text)
                live(page)
                assert blocks[which] not in newer_in(draft_of(page), staff)
            assert [texts(LessonPage.objects.get(pk=one.pk)) for one in pages if one.pk != page.pk] == others
        assert {one.uuid for one in QuestionActivity.objects.filter(block__in=blocks)} == {uuid}


class TestTheList:
    def address(self, lesson: LessonPage | None = None, **asked: str) -> str:
        return reverse("content_bank_for", args=[lesson.pk]) if lesson else reverse("content_bank")

    def test_by_words_without_marks_and_by_kind(self, school: School, other: LessonPage) -> None:
        staff = school.client(school.staff[0])
        assert "Ai nên hỏi mã?" in staff.get(self.address()).text
        found = staff.get(self.address(), {"tu": "THANH pho"}).text
        assert "Thành phố nào?" in found
        assert "Ai nên hỏi mã?" not in found
        assert "Ai nên hỏi mã?" in staff.get(self.address(), {"tu": "người lạ"}).text, "answers are looked through too"
        kinds = staff.get(self.address(), {"kieu": "true_false"}).text
        assert "Mã là bí mật." in kinds
        assert "Thành phố nào?" not in kinds
        assert "Không có câu nào" in staff.get(self.address(), {"tu": "x" * 50}).text
        long = staff.get(self.address(), {"tu": "dài " * 100})
        assert (long.status_code, "Nhiều chữ quá" in long.text) == (422, True)

    def test_a_shared_question_stands_once_with_the_answers_of_all_its_lessons(
        self, school: School, other: LessonPage
    ) -> None:
        put(other, school.staff[0], [entry(school.lesson).pk])
        other = live(other)
        for number in range(6):
            place = school.lesson if number < 4 else other
            answer(make_learner(school.unit), place, ids(place)[0], ["b" if number else "a"])
        page = " ".join(school.client(school.staff[0]).get(self.address()).text.split())
        assert page.count("Ai nên hỏi mã?") == 1
        row = page.partition("Ai nên hỏi mã?")[2].partition("</tr>")[0]
        assert ">6</td>" in row
        assert "83 %" in row
        assert "Bài một" in row
        assert "Bài nhận câu" in row

    def test_answers_to_an_earlier_version_are_not_counted_with_it(self, school: School) -> None:
        for _number in range(6):
            answer(make_learner(school.unit), school.lesson, ids(school.lesson)[0], ["a"])
        rewrite(school.lesson, "Ai được quyền hỏi mã?")
        page = " ".join(school.client(school.staff[0]).get(self.address()).text.split())
        row = page.partition("Ai được quyền hỏi mã?")[2].partition("</tr>")[0]
        assert ">0</td>" in row
        assert "Ít người đúng" not in row

    def test_ticked_ones_go_into_the_lesson_and_mistakes_keep_the_ticks(
        self, school: School, other: LessonPage
    ) -> None:
        staff, rows = school.client(school.staff[0]), [str(entry(school.lesson, number).pk) for number in (0, 3)]
        address = reverse("content_bank_put", args=[other.pk])
        for sent, told in (
            ({}, "Chưa chọn câu nào"),
            ({"cau": rows, "boc": "nhiều"}, "Số câu bốc thăm là số từ 1 đến 20"),
            ({"cau": rows, "boc": "2"}, "chọn nhiều câu hơn"),
        ):
            page = staff.post(address, sent | {"tu": "nào"})
            assert page.status_code == 422
            assert told in page.text
            assert 'value="nào"' in page.text
            assert all(f'value="{row}"\n        checked' in page.text for row in rows[1:] if sent.get("cau"))
        done = staff.post(address, {"cau": rows}, follow=True).text
        assert "2 câu hỏi" in done
        assert len(draft_of(other).questions()) == 2

    def test_queries_do_not_grow(self, school: School) -> None:
        staff, counts = school.client(school.staff[0]), []
        for number in (1, 15):
            course = published(school.course.get_parent(), CoursePage(title=f"Khóa {number}", slug=f"khoa-{number}"))
            for n in range(3):
                published(
                    course, lesson_page(f"Bài {number}.{n}", *(single(f"Câu {number}.{n}.{i}?") for i in range(number)))
                )
            staff.get(self.address())
            with CaptureQueriesContext(connection) as seen:
                page = staff.get(self.address())
            counts.append(len(seen))
        assert counts[0] == counts[1]
        assert "Trang 1 trong 3" in page.text
        assert page.text.count('class="asked"') == 20

    def test_only_the_own_centre_s(self, school: School, other: LessonPage) -> None:
        stranger = make_staff(make_commune("Xã Khác", "Tỉnh Khác"))
        assert "Ai nên hỏi mã?" not in school.client(stranger).get(self.address()).text
        assert school.client(stranger).get(self.address(other)).status_code in (302, 403)
        assert school.client().get(self.address()).status_code in (302, 403)
        assert put(other, school.staff[0], [entry(school.lesson).pk]) == 1
        Role.objects.filter(user=school.staff[1]).delete()
        put_in = reverse("content_bank_put", args=[other.pk])
        assert school.client(school.staff[1]).post(put_in, {"cau": "1"}).status_code in (302, 403)
