"""Polls: one vote a learner however often it is pressed, numbers of five and more, and nothing of it counts for anything."""

from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.blocks import StreamBlockValidationError

from content import recording
from content.blocks import LessonBody
from content.models import PollVote
from content.opinions.asked import Poll, PollChoice, counted
from content.opinions.polls import votes_of
from portal.people.public import everyone, withdraw_consent
from recognition.criteria.vocabulary import VERBS as WORDS_OF_SETS
from tests.builders.explained import poll
from tests.builders.lessons import lesson_page, single, true_false
from tests.builders.pages import published
from tests.builders.people import make_learner
from tests.content.conftest import School

THREE = Poll("Lúc nào?", (PollChoice("a", "Sáng"), PollChoice("b", "Chiều"), PollChoice("c", "Tối")))


def words(page: str) -> str:
    return " ".join(strip_tags(page.replace("<", " <")).split())


@pytest.fixture
def lesson(school: School):
    found = poll("Bà con thích học lúc nào?", "Sáng", "Chiều")
    return published(school.course, lesson_page("Bài ba", found, single(), true_false(), slug="bai-ba"))


def address(lesson) -> str:
    return reverse("content:vote", args=[lesson.pk, lesson.body[0].id])


def vote(school: School, lesson, choice: str, client: Client | None = None):
    return (client or school.client()).post(address(lesson), {"choice": choice})


def keys(lesson) -> list[str]:
    return [one.key for one in lesson.body[0].block.as_poll(lesson.body[0].value).choices]


@pytest.mark.django_db
def test_what_an_editor_may_ask() -> None:
    body = LessonBody()
    for lines in (["Một", "Hai"], [str(one) for one in range(7)]):
        body.clean(body.to_python([poll("Gì?", *lines)]))
    for lines, said in ((["Một"], "2"), ([str(one) for one in range(8)], "7"), (["Một", " một "], "giống nhau")):
        with pytest.raises(StreamBlockValidationError) as told:
            body.clean(body.to_python([poll("Gì?", *lines)]))
        assert said in str(told.value.as_json_data())


@pytest.mark.parametrize(
    ("votes", "shown"),
    [
        ({}, []),
        ({"a": 4, "b": 4, "c": 4}, []),
        ({"a": 5}, [(5, 100), (0, 0), (0, 0)]),
        ({"a": 10, "b": 1, "c": 5}, [(10, 100), (None, 40), (5, 50)]),
        ({"a": 100, "b": 4, "gone": 50}, [(100, 100), (None, 4), (0, 0)]),
    ],
)
def test_one_to_four_are_never_told(votes, shown) -> None:
    assert [(one.number, one.share) for one in counted(THREE, votes)] == shown


def test_few_look_the_same_whether_one_or_four() -> None:
    assert counted(THREE, {"a": 20, "b": 1}) == counted(THREE, {"a": 20, "b": 4})


def test_a_vote_is_one_and_can_be_changed(school: School, lesson) -> None:
    first, second = keys(lesson)
    page = school.client().get(f"{lesson.url}?buoc=1").text
    assert page.count('type="radio" name="choice"') == 2
    assert "Chỉ hiện" not in page
    answer = vote(school, lesson, first)
    assert answer["Location"] == f"{lesson.url}?buoc=1#y-kien-{lesson.body[0].id}"
    vote(school, lesson, first)
    assert PollVote.objects.get().choice == first
    vote(school, lesson, second)
    assert PollVote.objects.get().choice == second
    told = [one for one in school.recorded() if one["verb"]["id"].endswith("/responded")]
    assert [one["result"] for one in told] == [{"response": first}, {"response": second}], (
        "the same again says nothing new"
    )
    page = words(school.client().get(f"{lesson.url}?buoc=1").text)
    assert "Chiều (đã chọn)" in page
    assert "Khi có 5 người cùng chọn một câu thì mới hiện số." in page


def test_numbers_are_shown_after_the_vote_and_to_strangers(school: School, lesson) -> None:
    first, second = keys(lesson)
    for number in range(6):
        other = make_learner(school.unit)
        vote(school, lesson, first if number < 5 else second, school.client(other.user))
    before = words(school.client().get(f"{lesson.url}?buoc=1").text)
    assert "5 người" not in before, "who has not voted yet sees no numbers"
    vote(school, lesson, first)
    after = words(school.client().get(f"{lesson.url}?buoc=1").text)
    assert "Sáng (đã chọn) 6 người" in after
    assert "Chiều dưới 5 người" in after
    stranger = Client().get(f"{lesson.url}?buoc=1").text
    assert "6 người" in words(stranger)
    assert 'name="choice"' not in stranger
    assert "Đăng nhập để chọn" in stranger


def test_a_stranger_has_no_vote(school: School, lesson) -> None:
    answer = Client().post(address(lesson), {"choice": keys(lesson)[0]})
    assert not PollVote.objects.exists()
    assert answer.status_code in (200, 302)
    withdraw_consent(school.learner, by=school.learner.user)
    assert reverse("people:consent") in vote(school, lesson, keys(lesson)[0])["Location"]
    assert not PollVote.objects.exists()


@pytest.mark.parametrize("choice", ["", "x", "x" * 5000])
def test_what_cannot_be_chosen_is_said(school: School, lesson, choice: str) -> None:
    client = school.client()
    vote(school, lesson, choice, client)
    assert not PollVote.objects.exists()
    assert "Chưa chọn câu nào" in client.get(f"{lesson.url}?buoc=1").text
    assert client.post(reverse("content:vote", args=[lesson.pk, lesson.body[1].id])).status_code == 404


def test_a_vote_proves_nothing_and_finishes_nothing(school: School, lesson) -> None:
    lesson.alignments = [school.alignment]
    recording.open_lesson(school.learner, lesson)
    vote(school, lesson, keys(lesson)[0])
    told = next(one for one in school.recorded() if one["verb"]["id"].endswith("/responded"))
    assert "category" not in told["context"]["contextActivities"]
    assert "extensions" not in told["context"]
    assert "score" not in told["result"]
    assert "success" not in told["result"]
    assert told["object"]["definition"]["interactionType"] == "choice"
    assert "correctResponsesPattern" not in told["object"]["definition"]
    assert "responded" not in WORDS_OF_SETS, "no criteria set can ask for it"
    assert len(lesson.questions()) == 2
    with pytest.raises(recording.QuestionsLeft):
        recording.complete(school.learner, lesson)
    assert "completed" not in school.verbs()
    assert "progressed" not in school.verbs()


def test_many_polls_ask_the_database_no_more(school: School, django_assert_max_num_queries) -> None:
    def asks(number: int) -> int:
        blocks = [poll(f"Câu {one}?", "Sáng", "Chiều") for one in range(number)]
        page = published(school.course, lesson_page(f"Bài {number}", *blocks, single(), slug=f"bai-{number}0"))
        client = school.client()
        client.get(f"{page.url}?buoc=ca-bai")
        with django_assert_max_num_queries(60) as asked:
            client.get(f"{page.url}?buoc=ca-bai")
        return len(asked)

    assert asks(2) == asks(9)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_give_one_vote() -> None:
    from tests.content.conftest import make_school

    with everyone("a test looks at everything"):
        school = make_school()
        found = poll("Lúc nào?", "Sáng", "Chiều")
        lesson = published(school.course, lesson_page("Bài ba", found, single(), slug="bai-ba"))
        clients, barrier = [school.client(), school.client()], Barrier(2)

        def press(client: Client, choice: str) -> None:
            try:
                barrier.wait()
                client.post(address(lesson), {"choice": choice})
            finally:
                connection.close()

        threads = [Thread(target=press, args=pair) for pair in zip(clients, [keys(lesson)[0]] * 2, strict=True)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert PollVote.objects.count() == 1
        assert sum(votes_of(lesson.pk, [UUID(lesson.body[0].id)])[0][UUID(lesson.body[0].id)].values()) == 1
        assert [verb for verb in school.verbs() if verb == "responded"] == ["responded"]
