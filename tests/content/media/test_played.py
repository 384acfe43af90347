"""What a player tells becomes statements of the video profile: each kind right, each event once, of nobody who did not agree."""

import json
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.media import playing
from content.media.events import WrongEvents, read
from content.media.sessions import MediaSession
from content.models import EnrolmentProgress, LessonPage
from content.public import answer, complete, enrol, open_lesson
from content.tasks import follow_progress
from learning_records.public import VIDEO, VIDEO_TYPE, extension_iri, video_extension
from portal.people.public import withdraw_consent
from recognition.criteria.match import Matcher
from recognition.sets.publishing import shipped, terms
from tests.builders.lessons import lesson_page, true_false
from tests.builders.media import film, sound
from tests.builders.pages import published
from tests.builders.people import make_learner
from tests.content.conftest import School
from tests.content.media.profile import TEMPLATES, faults

BLOCK = "11111111-1111-4111-8111-111111111111"
HEARD = "22222222-2222-4222-8222-222222222222"
WAY = [
    ("played", {"at": 0}), ("paused", {"at": 1.5}), ("played", {"at": 1.5}), ("seeked", {"from": 2, "to": 3}),
    ("paused", {"at": 3.5}), ("terminated", {"at": 3.5}),
]  # fmt: skip


@pytest.fixture
def lesson(school: School, put) -> LessonPage:
    """A lesson with a film of four seconds and a sound of two, begun by the learner."""
    seen = {"file": put("phim.mp4", film(seconds=4)).pk, "title": "Pha nước chấm", "words": "0:00 Chào."}
    heard = {"file": put("nghe.mp3", sound()).pk, "title": "Bài hát", "words": "", "reads": False}
    blocks = [{"type": "film", "value": seen, "id": BLOCK}, {"type": "sound", "value": heard, "id": HEARD}]
    page = published(school.course, lesson_page("Có phim", *blocks, true_false(), slug="co-phim", minutes=15))
    page.alignments.through.objects.create(lessonpage=page, alignment=school.alignment)
    enrol(school.learner, school.course)
    open_lesson(school.learner, page)
    return LessonPage.objects.get(pk=page.pk)


def events(way=WAY, begin: int = 1) -> str:
    told = [
        {"n": begin + place, "what": what, "ago": (len(way) - place) / 1000} | more
        for place, (what, more) in enumerate(way)
    ]
    return json.dumps(told)


def send(school: School, lesson: LessonPage, way=WAY, *, key: str | UUID | None = None, begin: int = 1, block=BLOCK):
    told = {"session": str(key or uuid4()), "speed": "1", "events": events(way, begin)}
    return school.client().post(reverse("content:played", args=[lesson.pk, block]), told)


def told_of_films(school: School) -> list[dict]:
    return [one for one in school.recorded() if one["object"].get("definition", {}).get("type") == VIDEO_TYPE]


def verbs(statements: list[dict]) -> list[str]:
    return [one["verb"]["id"].rpartition("/")[2] for one in statements]


def extensions(statement: dict) -> dict:
    return {iri.removeprefix(f"{VIDEO}/extensions/"): value for iri, value in statement["result"]["extensions"].items()}


@pytest.mark.parametrize("block", [BLOCK, HEARD])
def test_each_kind_of_statement_fits_its_template(school: School, lesson: LessonPage, block: str) -> None:
    way = [*WAY[:-1], ("played", {"at": 0}), ("paused", {"at": 3.9}), WAY[-1]]
    if block == HEARD:
        way = [(what, {name: value / 2 for name, value in more.items()}) for what, more in way]
    answer = send(school, lesson, way, block=block)
    assert answer.json() == {"recorded": 10}
    found = told_of_films(school)
    assert verbs(found) == [
        "initialized", "played", "paused", "played", "seeked", "paused", "played", "paused", "completed", "terminated",
    ]  # fmt: skip
    assert {one["verb"]["id"] for one in found} == set(TEMPLATES)
    assert [faults(one) for one in found] == [[]] * len(found)


def test_a_statement_that_lacks_something_does_not_fit(school: School, lesson: LessonPage) -> None:
    """The table that the test above rests on can fail."""
    send(school, lesson)
    paused = told_of_films(school)[2]
    del paused["result"]["extensions"][video_extension("progress")]
    paused["context"]["extensions"][video_extension("session-id")] = "x"
    paused["context"]["contextActivities"]["category"] = []
    assert faults(paused) == ["category", "result progress", "session-id: 'x'"]


def test_what_all_have_in_common(school: School, lesson: LessonPage) -> None:
    key = uuid4()
    send(school, lesson, key=key)
    found = told_of_films(school)
    about = {one["object"]["id"] for one in found}
    assert len(about) == 1
    assert about.pop().startswith(f"{settings.IRI_BASE}/xapi/activities/")
    own = next(one for one in school.recorded() if one["object"]["definition"]["name"]["vi"] == "Có phim")
    for one in found:
        assert UUID(one["id"]).version == 4
        assert one["actor"]["account"] == {"homePage": settings.IRI_BASE, "name": str(school.learner.learner_id)}
        assert one["context"]["extensions"][video_extension("session-id")] == str(key)
        around = one["context"]["contextActivities"]
        assert [given["id"] for given in around["parent"]] == [own["object"]["id"]]
        assert one["context"]["registration"] == own["context"]["registration"]
        assert one["version"] == "1.0.3"
    times = [one["timestamp"] for one in found]
    assert times == sorted(times)


def test_what_was_played_is_told(school: School, lesson: LessonPage) -> None:
    send(school, lesson)
    _opened, played, paused, _again, seeked, last, ended = told_of_films(school)
    assert extensions(played) == {"time": 0}
    assert extensions(paused) == {
        "time": 1.5,
        "progress": pytest.approx(0.375, abs=0.01),
        "played-segments": "0.000[.]1.500",
    }
    assert extensions(seeked) | {"progress": 0} == {
        "time-from": 2, "time-to": 3, "progress": 0, "played-segments": "0.000[.]2.000",
    }  # fmt: skip
    assert extensions(last)["played-segments"] == "0.000[.]2.000[,]3.000[.]3.500"
    assert extensions(ended) == extensions(last)


def test_seen_enough_is_completed_once_in_a_registration(school: School, lesson: LessonPage) -> None:
    half = [("played", {"at": 0}), ("terminated", {"at": 2})]
    rest = [("played", {"at": 2}), ("terminated", {"at": 4})]
    for way in (half, rest, [("played", {"at": 0}), ("terminated", {"at": 4})]):
        send(school, lesson, way)
    found = told_of_films(school)
    assert verbs(found) == [
        "initialized", "played", "terminated", "initialized", "played", "completed", "terminated",
        "initialized", "played", "terminated",
    ]  # fmt: skip
    completed = found[5]
    assert completed["result"]["completion"] is True
    assert completed["result"]["duration"] == "PT4.00S"
    assert extensions(completed)["played-segments"] == "0.000[.]4.000"
    assert "score" not in completed["result"]
    assert "success" not in completed["result"]


def test_sent_twice_it_is_recorded_once(school: School, lesson: LessonPage) -> None:
    key = uuid4()
    send(school, lesson, WAY[:2], key=key)
    send(school, lesson, WAY[:4], key=key)
    send(school, lesson, WAY[2:], key=key, begin=3)
    send(school, lesson, WAY, key=key)
    assert verbs(told_of_films(school)) == [
        "initialized", "played", "paused", "played", "seeked", "paused", "terminated",
    ]  # fmt: skip


def test_a_session_whose_end_was_lost_ends_where_it_was_last_heard_of(school: School, lesson: LessonPage) -> None:
    send(school, lesson, [("played", {"at": 0}), ("seen", {"at": 1.2})])
    assert verbs(told_of_films(school)) == ["initialized", "played"]
    send(school, lesson, [("played", {"at": 1.2})])
    found = told_of_films(school)
    assert verbs(found) == ["initialized", "played", "terminated", "initialized", "played"]
    assert extensions(found[2])["time"] == 1.2
    assert extensions(found[2])["played-segments"] == "0.000[.]1.200"
    assert faults(found[2]) == []


def test_a_tab_whose_session_another_one_ended_is_told_to_begin_anew(school: School, lesson: LessonPage) -> None:
    first, second = uuid4(), uuid4()
    send(school, lesson, [("played", {"at": 0}), ("paused", {"at": 1})], key=first)
    send(school, lesson, [("played", {"at": 1}), ("paused", {"at": 2})], key=second)
    again = [("played", {"at": 2}), ("paused", {"at": 3.8})]
    before = len(told_of_films(school))
    assert send(school, lesson, again, key=first, begin=3).status_code == 410
    assert len(told_of_films(school)) == before
    assert send(school, lesson, [("played", {"at": 0})], key=first).status_code == 200, "what came before is known"
    assert send(school, lesson, again, key=uuid4(), begin=3).json() == {"recorded": 5}, "with the end of the second one"
    assert verbs(told_of_films(school))[-1] == "completed"


class TestOfNobodyElse:
    def refused(self, school: School, lesson: LessonPage, status: int, **more) -> None:
        before = len(told_of_films(school))
        assert send(school, lesson, **more).status_code == status
        assert len(told_of_films(school)) == before

    def test_without_consent(self, school: School, lesson: LessonPage) -> None:
        withdraw_consent(school.learner, by=school.learner.user)
        self.refused(school, lesson, 403)

    def test_before_the_lesson_was_begun(self, school: School, lesson: LessonPage) -> None:
        school.learner = make_learner(school.unit)
        self.refused(school, lesson, 403)
        enrol(school.learner, school.course)
        self.refused(school, lesson, 403)
        open_lesson(school.learner, lesson)
        assert send(school, lesson).status_code == 200

    def test_of_a_stranger(self, school: School, lesson: LessonPage, client) -> None:
        told = {"session": str(uuid4()), "events": events()}
        assert client.post(reverse("content:played", args=[lesson.pk, BLOCK]), told).status_code == 403

    def test_in_the_session_of_somebody_else(self, school: School, lesson: LessonPage) -> None:
        key = uuid4()
        send(school, lesson, WAY[:2], key=key)
        school.learner = make_learner(school.unit)
        enrol(school.learner, school.course)
        open_lesson(school.learner, lesson)
        self.refused(school, lesson, 404, key=key, begin=3)

    def test_of_a_film_that_is_not_there(self, school: School, lesson: LessonPage) -> None:
        self.refused(school, lesson, 404, block=uuid4())

    def test_too_often(self, school: School, lesson: LessonPage, monkeypatch) -> None:
        monkeypatch.setattr(playing, "MOST_SESSIONS", 1)
        assert send(school, lesson).status_code == 200
        self.refused(school, lesson, 409)

    def test_without_end(self, school: School, lesson: LessonPage, monkeypatch) -> None:
        """Who presses on and on is not written down; the end is."""
        monkeypatch.setattr(playing, "MOST_STATEMENTS", 5)
        many = [("played", {"at": 0}), ("paused", {"at": 1})] * 10
        send(school, lesson, [*many, ("terminated", {"at": 1})])
        assert verbs(told_of_films(school)) == ["initialized", *["played", "paused"] * 2, "terminated"]


GOOD = {"session": str(UUID("3d1a5d4e-8b6a-4a51-9a0b-2d4c6f1f0a11")), "speed": "1.5", "events": events()}


def one(**more) -> str:
    return json.dumps([{"n": 1, "what": "played", "at": 0, "ago": 0} | more])


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({"session": ""}, "session"),
        ({"session": "3d1a5d4e-8b6a-1a51-9a0b-2d4c6f1f0a11"}, "session"),
        ({"session": "3D1A5D4E-8B6A-4A51-9A0B-2D4C6F1F0A11"}, "session"),
        ({"speed": "9"}, "speed"),
        ({"speed": "NaN"}, "speed"),
        ({"events": "nein"}, "events"),
        ({"events": "[]"}, "events"),
        ({"events": "{}"}, "events"),
        ({"events": "[1]"}, "events[0]"),
        ({"events": " " * 12_001}, "events"),
        ({"events": json.dumps([{"n": n, "what": "played", "at": 0, "ago": 0} for n in range(1, 42)])}, "events"),
        ({"events": one(what="completed")}, "events[0].what"),
        ({"events": one(what=["played"])}, "events[0].what"),
        ({"events": one(actor="ai đó")}, "events[0].actor"),
        ({"events": one(n=0)}, "events[0].n"),
        ({"events": one(n=True)}, "events[0].n"),
        ({"events": one(n=1.0)}, "events[0].n"),
        ({"events": one(at=-1)}, "events[0].at"),
        ({"events": one(at=7)}, "events[0].at"),
        ({"events": one(at="1")}, "events[0].at"),
        ({"events": one(at=None)}, "events[0].at"),
        ({"events": '[{"n": 1, "what": "played", "at": NaN, "ago": 0}]'}, "events[0].at"),
        ({"events": '[{"n": 1, "what": "played", "at": 1e999, "ago": 0}]'}, "events[0].at"),
        ({"events": one(at=10**400)}, "events[0].at"),
        ({"events": "[" * 12_000}, "events"),
        ({"events": one(ago=90_000)}, "events[0].ago"),
        ({"events": one(ago=-5)}, "events[0].ago"),
        ({"events": '[{"n": 1, "what": "seeked", "at": 1, "ago": 0}]'}, "events[0].at"),
        ({"events": json.dumps([json.loads(one())[0], json.loads(one())[0]])}, "events[1].n"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(sent: dict, where: str) -> None:
    with pytest.raises(WrongEvents) as wrong:
        read(GOOD | sent, 4.0)
    assert wrong.value.where == where


def test_what_makes_sense_is_read() -> None:
    told = read(GOOD, 4.0)
    assert (told.speed, [event.what for event in told.events]) == (1.5, [what for what, _more in WAY])
    assert read(GOOD | {"events": one(at=5.5)}, 4.0).events[0].at == 4.0  # a player rounds the end up


def test_refused_over_the_wire_with_the_reason(school: School, lesson: LessonPage) -> None:
    answer = send(school, lesson, [("played", {"at": 99})])
    assert answer.status_code == 400
    assert answer.json() == {"error": "events[0].at: must lie between 0 and 6"}


def test_films_are_no_evidence_and_the_minutes_count_once(school: School, lesson: LessonPage) -> None:
    """Whatever set reads them: the lesson that was finished speaks, its films do not."""
    send(school, lesson, [("played", {"at": 0}), ("terminated", {"at": 4})])
    (question,) = lesson.questions()
    answer(school.learner, lesson, question, ["a"])
    complete(school.learner, lesson)
    found = told_of_films(school)
    assert "completed" in verbs(found)
    for told in found:
        assert [one["id"] for one in told["context"]["contextActivities"]["category"]] == [VIDEO]
        assert extension_iri("minutes") not in told["context"]["extensions"]
    matcher = Matcher(shipped("cong_dan_hoc_tap"), terms())
    matched = [(one, match) for one in school.recorded() for match in matcher.match(one)]
    assert not [one for one, _match in matched if one in found]
    of_lesson = [match for one, match in matched if one["verb"]["id"].endswith("/completed")]
    assert {match.minutes for match in of_lesson} == {15}
    assert len({match.activity for match in of_lesson}) == 1


def test_films_do_not_finish_a_lesson(school: School, lesson: LessonPage) -> None:
    before = EnrolmentProgress.objects.get(enrolment__learner=school.learner).learnt
    send(school, lesson, [("played", {"at": 0}), ("terminated", {"at": 4})])
    follow_progress()
    assert EnrolmentProgress.objects.get(enrolment__learner=school.learner).learnt == before


def test_a_film_costs_little(school: School, lesson: LessonPage) -> None:
    """A batch of a film is small, and asks the database no more when there were more sessions."""
    send(school, lesson)
    assert len(events()) < 1000
    counts = []
    for _more in range(5):
        with CaptureQueriesContext(connection) as asked:
            send(school, lesson)
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert counts[0] <= 45
    assert MediaSession.objects.count() == 6
