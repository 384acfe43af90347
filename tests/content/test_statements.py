"""Every statement that learning makes, fetched back from the store and over its public address."""

import json
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from content.models import Enrolment
from content.progress import TRY
from content.public import answer, complete, enrol, open_lesson
from learning_records.public import extension_iri, find, make_credential, portal_credential, statements_of, void
from portal.people.public import everyone, withdraw_consent
from tests.builders.lessons import ids, lesson_page, true_false
from tests.builders.pages import published
from tests.content.conftest import School, make_school

VERBS, TYPES = "http://adlnet.gov/expapi/verbs/", "http://adlnet.gov/expapi/activities/"
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
ACTIVITY = re.compile(re.escape(settings.IRI_BASE) + r"/xapi/activities/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}")
RIGHT = (["b"], ["a", "c"], ["a"], ["da nang"])
WRONG = (["a"], ["a", "b"], ["b"], ["Huế"])


@pytest.fixture
def learnt(school: School) -> list[dict]:
    """The whole way through the first lesson, mapped at that moment, as the store gives it back."""
    school.lesson.alignments.through.objects.create(lessonpage=school.lesson, alignment=school.alignment)
    school.lesson.refresh_from_db()
    learn(school)
    return school.recorded()


def learn(school: School, answers=RIGHT) -> None:
    enrol(school.learner, school.course)
    open_lesson(school.learner, school.lesson)
    for block, given in zip(ids(school.lesson), answers, strict=True):
        answer(school.learner, school.lesson, block, given)
    complete(school.learner, school.lesson)


def by(statements: list[dict], verb: str) -> list[dict]:
    return [one for one in statements if one["verb"]["id"] == VERBS + verb]


def test_the_way_through_a_lesson(learnt: list[dict], school: School) -> None:
    assert school.verbs() == [
        "registered", "initialized", *["answered", "progressed"] * 4, "completed", "passed",
    ]  # fmt: skip


def test_what_all_have_in_common(learnt: list[dict], school: School) -> None:
    enrolment = Enrolment.objects.get()
    for one in learnt:
        assert one["actor"] == {
            "objectType": "Agent",
            "account": {"homePage": settings.IRI_BASE, "name": str(school.learner.learner_id)},
        }
        assert UUID(one["id"]).version == 4
        assert one["verb"]["display"]["vi"]
        assert ACTIVITY.fullmatch(one["object"]["id"])
        assert one["object"]["definition"]["name"]["vi"]
        assert one["context"]["registration"] == str(enrolment.registration)
        assert one["context"]["language"] == "vi"


def test_nobody_is_named(learnt: list[dict], school: School) -> None:
    text = json.dumps(learnt, ensure_ascii=False)
    user = school.learner.user
    for told in (
        user.get_full_name(),
        "Nguyễn Thị Hoa",
        "Hoa",
        str(school.learner.reference),
        "1984",
        str(school.unit),
    ):
        assert told not in text


def test_context_of_course_lesson_and_question(learnt: list[dict], school: School) -> None:
    course = by(learnt, "registered")[0]["object"]["id"]
    lesson = by(learnt, "initialized")[0]["object"]["id"]
    assert "contextActivities" not in by(learnt, "registered")[0]["context"]
    for verb, parent in (("initialized", course), ("progressed", course), ("completed", course), ("passed", course)):
        for one in by(learnt, verb):
            around = one["context"]["contextActivities"]
            assert one["object"]["id"] == lesson
            assert [found["id"] for found in around["parent"]] == [parent]
            assert [found["id"] for found in around["grouping"]] == [course]
    for one in by(learnt, "answered"):
        around = one["context"]["contextActivities"]
        assert [found["id"] for found in around["parent"]] == [lesson]
        assert [found["id"] for found in around["grouping"]] == [course]
    for one in learnt[1:]:
        assert [found["id"] for found in one["context"]["contextActivities"]["category"]] == [school.alignment.iri]
        assert one["context"]["extensions"] == {extension_iri("minutes"): 15}
    assert "extensions" not in learnt[0]["context"]


def test_definitions(learnt: list[dict]) -> None:
    course, lesson = by(learnt, "registered")[0]["object"], by(learnt, "completed")[0]["object"]
    assert course["definition"] == {
        "type": TYPES + "course", "name": {"vi": "Giữ an toàn"}, "description": {"vi": "Hai bài ngắn."},
    }  # fmt: skip
    assert lesson["definition"] == {
        "type": TYPES + "lesson", "name": {"vi": "Bài một"}, "description": {"vi": "Bài đầu."},
    }  # fmt: skip


def test_each_kind_of_question_in_the_form_of_the_specification(learnt: list[dict]) -> None:
    """xAPI 1.0.3 Data, Appendix C."""
    one, many, said, short = by(learnt, "answered")
    kinds = [found["object"]["definition"]["interactionType"] for found in (one, many, said, short)]
    assert kinds == ["choice", "choice", "true-false", "fill-in"]
    assert {found["object"]["definition"]["type"] for found in (one, many, said, short)} == {TYPES + "cmi.interaction"}
    patterns = [found["object"]["definition"]["correctResponsesPattern"] for found in (one, many, said, short)]
    assert patterns == [["b"], ["a[,]c"], ["true"], ["Đà Nẵng", "Da Nang city"]]
    assert [found["result"]["response"] for found in (one, many, said, short)] == ["b", "a[,]c", "true", "da nang"]
    assert one["object"]["definition"]["choices"] == [
        {"id": "a", "description": {"vi": "Người lạ"}},
        {"id": "b", "description": {"vi": "Không ai cả"}},
    ]
    assert "choices" not in said["object"]["definition"]
    assert len({found["object"]["id"] for found in (one, many, said, short)}) == 4
    for found in (one, many, said, short):
        assert found["result"]["success"] is True
        assert found["result"]["score"] == {"scaled": 1}


def test_wrong_and_half_right_answers(school: School) -> None:
    learn(school, (["a"], ["a"], ["b"], ["Huế"]))
    results = [one["result"] for one in by(school.recorded(), "answered")]
    assert {result.pop("extensions")[TRY] for result in results} == {1}
    assert results == [
        {"success": False, "score": {"scaled": 0}, "response": "a"},
        {"success": False, "score": {"scaled": 0.5}, "response": "a"},
        {"success": False, "score": {"scaled": 0}, "response": "false"},
        {"success": False, "score": {"scaled": 0}, "response": "Huế"},
    ]
    failed = by(school.recorded(), "failed")[0]
    assert failed["result"] == {"success": False, "score": {"scaled": 0.125}}


def test_progress_and_the_outcome(learnt: list[dict]) -> None:
    assert [one["result"]["extensions"][PROGRESS] for one in by(learnt, "progressed")] == [25, 50, 75, 100]
    assert by(learnt, "completed")[0]["result"] == {"completion": True}
    assert by(learnt, "passed")[0]["result"] == {"success": True, "score": {"scaled": 1}}


def test_the_last_lesson_completes_the_course(learnt: list[dict], school: School) -> None:
    open_lesson(school.learner, school.lessons[1])
    complete(school.learner, school.lessons[1])
    ends = by(school.recorded(), "completed")
    assert [one["object"]["definition"]["type"] for one in ends] == [
        TYPES + "lesson",
        TYPES + "lesson",
        TYPES + "course",
    ]
    assert ends[2]["object"]["id"] == learnt[0]["object"]["id"]
    assert [one["object"]["id"] for one in by(school.recorded(), "passed")] == [learnt[1]["object"]["id"]]


def test_fetched_over_the_public_address_they_are_the_same(learnt: list[dict], school: School, client) -> None:
    row, secret = make_credential("Test", ["all"])
    token = b64encode(f"{row.key}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {token}", "X-Experience-API-Version": "1.0.3"}
    agent = json.dumps({"account": {"homePage": settings.IRI_BASE, "name": str(school.learner.learner_id)}})
    registration = str(Enrolment.objects.get().registration)
    answer = client.get(
        "/xapi/statements", {"agent": agent, "registration": registration, "ascending": "true"}, headers=headers
    )
    got = answer.json()["statements"]
    assert [one["id"] for one in got] == [one["id"] for one in learnt]
    for one, kept in zip(got, learnt, strict=True):
        assert one["version"] == "1.0.3"
        assert one["timestamp"]
        assert one["stored"]
        assert one["authority"]["account"]["homePage"] == settings.IRI_BASE
        assert {name: one[name] for name in kept if name in one} == kept


class TestConsentFirst:
    def test_without_it_nothing_is_recorded(self, school: School) -> None:
        school.learner.consents.all().delete()
        client, lesson = school.client(), school.lesson
        block = ids(lesson)[0]
        for name, args, sent in (
            ("enrol", [school.course.pk], {}),
            ("open", [lesson.pk], {}),
            ("complete", [lesson.pk], {}),
        ):
            answered = client.post(reverse(f"content:{name}", args=args), sent)
            assert answered.status_code == 302
            assert reverse("people:consent") in answered.url
        page = client.post(reverse("content:answer", args=[lesson.pk, block]), {"answer": "b"}, follow=True)
        assert "Câu trả lời đang nằm tạm trong máy này" in page.text
        assert "Đúng vậy." in page.text
        assert school.recorded() == []
        assert not Enrolment.objects.exists()

    def test_taken_back_nothing_more_is_recorded(self, school: School) -> None:
        open_lesson(school.learner, school.lesson)
        before = len(school.recorded())
        withdraw_consent(school.learner, by=school.learner.user)
        page = school.client().post(
            reverse("content:answer", args=[school.lesson.pk, ids(school.lesson)[0]]), {"answer": "b"}, follow=True
        )
        assert "nằm tạm trong máy này" in page.text
        assert len(school.recorded()) == before

    def test_looking_records_nothing(self, school: School) -> None:
        for page in (school.course, school.lesson):
            assert school.client().get(page.url).status_code == 200
        assert school.recorded() == []
        assert not Enrolment.objects.exists()


class TestOnce:
    def press(self, school: School, name: str, *args, **sent):
        answered = school.client().post(reverse(f"content:{name}", args=args), sent)
        assert answered.status_code == 302
        return answered

    def test_every_button_twice(self, school: School) -> None:
        lesson = school.lesson
        for _time in range(2):
            self.press(school, "enrol", school.course.pk)
        for _time in range(2):
            self.press(school, "open", lesson.pk)
        for block, given in zip(ids(lesson), RIGHT, strict=True):
            for _time in range(2):
                self.press(school, "answer", lesson.pk, block, answer=given)
        for _time in range(2):
            self.press(school, "complete", lesson.pk)
        assert school.verbs() == [
            "registered", "initialized", *["answered", "progressed"] * 4, "completed", "passed",
        ]  # fmt: skip
        assert Enrolment.objects.count() == 1

    def test_reloading_the_answered_page_records_nothing(self, school: School) -> None:
        block = ids(school.lesson)[0]
        answered = self.press(school, "answer", school.lesson.pk, block, answer="b")
        before = school.recorded()
        assert school.client().get(answered.url).status_code == 200
        assert school.client().get(reverse("content:answer", args=[school.lesson.pk, block])).status_code == 302
        assert school.recorded() == before

    def test_another_answer_is_another_statement(self, school: School) -> None:
        block = ids(school.lesson)[0]
        for given in ("a", "b", "a"):
            self.press(school, "answer", school.lesson.pk, block, answer=given)
        assert [one["result"]["response"] for one in by(school.recorded(), "answered")] == ["a", "b", "a"]
        assert len(by(school.recorded(), "progressed")) == 1

    def test_a_lesson_not_passed_can_be_answered_again(self, school: School) -> None:
        learn(school, WRONG)
        complete(school.learner, school.lesson)
        assert "completed" not in school.verbs()
        told = school.client().get(f"{school.lesson.url}?buoc=xong").text
        assert "Chưa đúng câu nào, làm lại nhé" in told
        assert "Chưa đủ câu đúng" in school.client().get(school.course.url).text
        learn(school, (["b"], ["a", "b"], ["b"], ["Huế"]))
        assert [one["result"]["score"]["scaled"] for one in by(school.recorded(), "failed")] == [0, 0.25]
        learn(school)
        learn(school, WRONG)
        assert len(by(school.recorded(), "passed")) == 1
        assert len(by(school.recorded(), "failed")) == 2
        assert len(by(school.recorded(), "completed")) == 1
        assert "Chưa đủ câu đúng" not in school.client().get(school.course.url).text

    def test_a_voided_statement_can_be_made_again(self, school: School) -> None:
        open_lesson(school.learner, school.lesson)
        opened = next(s for s in statements_of(school.learner.pk) if s.statement["verb"]["id"] == VERBS + "initialized")
        void(opened.statement_id, portal_credential())
        open_lesson(school.learner, school.lesson)
        assert school.verbs().count("initialized") == 1
        assert find(opened.statement_id).voided


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_are_one_act(transactional_db) -> None:
    with everyone("a test looks at everything"):
        school = make_school()
        block = ids(school.lesson)[0]
    clients = [school.client() for _number in range(4)]

    def press(client) -> list[int]:
        try:
            return [
                client.post(reverse("content:enrol", args=[school.course.pk])).status_code,
                client.post(reverse("content:answer", args=[school.lesson.pk, block]), {"answer": "b"}).status_code,
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, clients)) == [[302, 302]] * 4
    with everyone("a test looks at everything"):
        assert school.verbs() == ["registered", "initialized", "answered", "progressed"]


def test_an_odd_answer_is_said_so_and_recorded_never(school: School) -> None:
    lesson, client = school.lesson, school.client()
    single, _several, _said, short = ids(lesson)
    for block, given, told in (
        (single, "", "Chưa chọn câu trả lời"),
        (single, "z", "Đây không phải một trong các câu trả lời"),
        (single, ["a", "b"], "Đây không phải một trong các câu trả lời"),
        (short, "  ", "Chưa viết câu trả lời"),
        (short, "x" * 201, "Câu trả lời dài quá"),
    ):
        page = client.post(reverse("content:answer", args=[lesson.pk, block]), {"answer": given})
        assert page.status_code == 200
        assert told in page.text
    assert school.recorded() == []


def test_signs_that_a_database_does_not_take(school: School) -> None:
    short = ids(school.lesson)[3]
    address = reverse("content:answer", args=[school.lesson.pk, short])
    assert school.client().post(address, {"answer": "Đà\x00 Nẵng\x07"}).status_code == 302
    assert by(school.recorded(), "answered")[0]["result"]["response"] == "Đà Nẵng"


def test_questions_that_are_gone_do_not_count_in_the_progress(school: School) -> None:
    lesson = published(school.course, lesson_page("Bài ba", true_false(), true_false()))
    for block in ids(lesson):
        answer(school.learner, lesson, block, ["a"])
    lesson.body = [true_false()]
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    answer(school.learner, lesson, ids(lesson)[0], ["a"])
    shares = [one["result"]["extensions"][PROGRESS] for one in by(school.recorded(), "progressed")]
    assert shares == [50, 100]
