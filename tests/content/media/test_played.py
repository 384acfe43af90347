"""What a player tells becomes statements of the video profile: each kind right, each event once, of nobody who did not agree."""

import json
from copy import deepcopy
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.media import playing
from content.media.sessions import MediaSession
from content.models import EnrolmentProgress, LessonPage
from content.public import answer, complete, enrol, open_lesson
from content.tasks import follow_progress
from learning_records.public import AUDIO, VIDEO, deed, extension_iri
from portal.people.public import withdraw_consent
from recognition.criteria.match import Matcher
from recognition.sets.publishing import shipped, terms
from tests.builders.lessons import lesson_page, true_false
from tests.builders.media import film, sound
from tests.builders.pages import published
from tests.builders.people import make_learner
from tests.content.conftest import School
from tests.content.media.profile import TEMPLATES, TYPES, faults
from tests.content.media.told import WAY, events

BLOCK = "11111111-1111-4111-8111-111111111111"
HEARD = "22222222-2222-4222-8222-222222222222"


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


def send(
    school: School,
    lesson: LessonPage,
    way=WAY,
    *,
    key: str | UUID | None = None,
    begin: int = 1,
    block=BLOCK,
    past=0,
    **more,
):
    told = {"session": str(key or uuid4()), "speed": "1", "events": events(way, begin, past=past)} | more
    return school.client().post(reverse("content:played", args=[lesson.pk, block]), told)


def told_of_media(school: School) -> list[dict]:
    return [
        one for one in school.recorded() if one["object"].get("definition", {}).get("type") in (VIDEO.type, AUDIO.type)
    ]


def verbs(statements: list[dict]) -> list[str]:
    return [one["verb"]["id"].rpartition("/")[2] for one in statements]


def extensions(statement: dict) -> dict:
    return {iri.rpartition("/")[2]: value for iri, value in statement["result"]["extensions"].items()}


@pytest.mark.parametrize(("block", "profile"), [(BLOCK, VIDEO), (HEARD, AUDIO)])
def test_each_kind_of_statement_fits_its_template(school: School, lesson: LessonPage, block: str, profile) -> None:
    way = [*WAY[:-1], ("played", {"at": 0}), ("paused", {"at": 3.9}), WAY[-1]]
    if block == HEARD:
        way = [(what, {name: value / 2 for name, value in more.items()}) for what, more in way]
    answer = send(school, lesson, way, block=block)
    assert answer.json() == {"recorded": 10}
    found = told_of_media(school)
    assert verbs(found) == [
        "initialized", "played", "paused", "played", "seeked", "paused", "played", "paused", "completed", "terminated",
    ]  # fmt: skip
    assert {one["verb"]["id"] for one in found} == set(TEMPLATES[profile.iri])
    assert {one["object"]["definition"]["type"] for one in found} == {TYPES[profile.iri]}
    assert [faults(one, profile.iri) for one in found] == [[]] * len(found)
    (other,) = {VIDEO.iri, AUDIO.iri} - {profile.iri}
    assert all(faults(one, other) for one in found), "nothing is told by both profiles"
    finished = next(one for one in found if one["verb"]["id"].endswith("/completed"))
    assert deed(finished) == ("đã nghe hết “Bài hát”" if block == HEARD else "đã xem hết “Pha nước chấm”")


def test_a_statement_that_lacks_something_does_not_fit(school: School, lesson: LessonPage) -> None:
    """The table that the test above rests on can fail."""
    send(school, lesson)
    paused = told_of_media(school)[2]
    del paused["result"]["extensions"][VIDEO.extension("progress")]
    paused["context"]["extensions"][VIDEO.extension("session-id")] = "x"
    paused["context"]["contextActivities"]["category"] = []
    assert faults(paused) == ["category", "result progress", "session-id: 'x'"]


def test_a_statement_that_contradicts_itself_does_not_fit(school: School, lesson: LessonPage) -> None:
    send(school, lesson, [("played", {"at": 0}), ("seeked", {"from": 1, "to": 0}), ("terminated", {"at": 4})])
    by_verb = dict(zip(verbs(told_of_media(school)), told_of_media(school), strict=True))
    assert {verb: faults(one) for verb, one in by_verb.items()} == dict.fromkeys(by_verb, [])
    done, ended, sought = by_verb["completed"], by_verb["terminated"], by_verb["seeked"]

    def found(statement: dict, result: dict, **extensions: object) -> list[str]:
        other = deepcopy(statement)
        other["result"] |= result
        other["result"]["extensions"] |= {VIDEO.extension(name): value for name, value in extensions.items()}
        return faults(other)

    assert found(done, {"completion": False}) == ["completion: False"]
    assert found(done, {"completion": 1}) == ["completion: 1"]
    assert found(done, {"duration": "4 giây"}) == ["duration: '4 giây'"]
    assert found(done, {"duration": "PT99S"}) == ["duration: 'PT99S'"]
    assert found(done, {"success": True}) == ["success: True"]
    assert found(ended, {"completion": True}) == ["completion: True"]
    assert found(ended, {}, progress=0.1) == ["progress: 0.1 is not what was played"]
    half = {"played-segments": "0.000[.]2.000", "progress": 0.5}
    half["progress"] = round(2 / done["context"]["extensions"][VIDEO.extension("length")], 3)
    assert found(done, {"duration": "PT2.00S"}, **half) == ["completed below its threshold"]
    assert found(sought, {}, **{"time-to": 1}) == ["a seek that goes nowhere"]
    assert found(sought, {}, **{"cc-subtitle-lang": "vi"}) == ["result cc-subtitle-lang has no place here"]
    silent = deepcopy(ended)
    del silent["context"]["extensions"][VIDEO.extension("session-id")]
    assert faults(silent) == ["context session-id"]


def test_what_all_have_in_common(school: School, lesson: LessonPage) -> None:
    key = uuid4()
    send(school, lesson, key=key)
    found = told_of_media(school)
    about = {one["object"]["id"] for one in found}
    assert len(about) == 1
    assert about.pop().startswith(f"{settings.IRI_BASE}/xapi/activities/")
    own = next(one for one in school.recorded() if one["object"]["definition"]["name"]["vi"] == "Có phim")
    for one in found:
        assert UUID(one["id"]).version == 4
        assert one["actor"]["account"] == {"homePage": settings.IRI_BASE, "name": str(school.learner.learner_id)}
        assert one["context"]["extensions"][VIDEO.extension("session-id")] == str(key)
        around = one["context"]["contextActivities"]
        assert [given["id"] for given in around["parent"]] == [own["object"]["id"]]
        assert one["context"]["registration"] == own["context"]["registration"]
        assert one["version"] == "1.0.3"
    times = [one["timestamp"] for one in found]
    assert times == sorted(times)


def test_what_was_played_is_told(school: School, lesson: LessonPage) -> None:
    send(school, lesson)
    _opened, played, paused, _again, seeked, last, ended = told_of_media(school)
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
    for past, way in ((20, half), (10, rest), (0, [("played", {"at": 0}), ("terminated", {"at": 4})])):
        send(school, lesson, way, past=past)
    found = told_of_media(school)
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


@pytest.mark.parametrize(
    "way",
    [
        [("played", {"at": 0}), ("terminated", {"at": 4})],
        [("played", {"at": 0}), ("paused", {"at": 4}), ("terminated", {"at": 4})],
        [part for n in range(4) for part in (("played", {"at": n}), ("paused", {"at": n + 1}))],
        [
            ("played", {"at": 0}),
            ("seeked", {"from": 2, "to": 2}),
            ("seeked", {"from": 4, "to": 0}),
            ("terminated", {"at": 0}),
        ],
    ],
)
def test_more_than_time_went_by_is_not_played(school: School, lesson: LessonPage, way: list) -> None:
    key = uuid4()
    for _twice in range(2):  # sent again, it has not become more
        send(school, lesson, way, key=key, events=events(way, at_once=True))
    found = told_of_media(school)
    assert "completed" not in verbs(found)
    assert extensions(found[-1])["progress"] <= 0.3
    assert [faults(one) for one in found] == [[]] * len(found)


def test_who_plays_fast_completes_it_too(school: School, lesson: LessonPage) -> None:
    way = [{"n": 1, "what": "played", "at": 0, "ago": 2.0}, {"n": 2, "what": "terminated", "at": 4, "ago": 0}]
    send(school, lesson, events=json.dumps(way), speed="2")
    assert verbs(told_of_media(school)) == ["initialized", "played", "completed", "terminated"]


@pytest.mark.parametrize(("block", "shown", "told"), [(BLOCK, "vi", "vi"), (BLOCK, "", None), (HEARD, "vi", None)])
def test_captions_are_told_of_when_they_are_shown(school: School, lesson: LessonPage, block, shown, told) -> None:
    send(school, lesson, [("played", {"at": 0})], block=block, captions=shown)
    opened = told_of_media(school)[0]
    profile = AUDIO if block == HEARD else VIDEO
    assert opened["context"]["extensions"].get(profile.extension("cc-subtitle-lang")) == told
    assert faults(opened, profile.iri) == []


def test_sent_twice_it_is_recorded_once(school: School, lesson: LessonPage) -> None:
    key = uuid4()
    send(school, lesson, WAY[:2], key=key)
    send(school, lesson, WAY[:4], key=key)
    send(school, lesson, WAY[2:], key=key, begin=3)
    send(school, lesson, WAY, key=key)
    assert verbs(told_of_media(school)) == [
        "initialized", "played", "paused", "played", "seeked", "paused", "terminated",
    ]  # fmt: skip


def test_a_session_whose_end_was_lost_ends_where_it_was_last_heard_of(school: School, lesson: LessonPage) -> None:
    send(school, lesson, [("played", {"at": 0}), ("seen", {"at": 1.2})])
    assert verbs(told_of_media(school)) == ["initialized", "played"]
    send(school, lesson, [("played", {"at": 1.2})])
    found = told_of_media(school)
    assert verbs(found) == ["initialized", "played", "terminated", "initialized", "played"]
    assert extensions(found[2])["time"] == 1.2
    assert extensions(found[2])["played-segments"] == "0.000[.]1.200"
    assert faults(found[2]) == []


def test_a_tab_whose_session_another_one_ended_is_told_to_begin_anew(school: School, lesson: LessonPage) -> None:
    first, second = uuid4(), uuid4()
    send(school, lesson, [("played", {"at": 0}), ("paused", {"at": 1})], key=first, past=20)
    send(school, lesson, [("played", {"at": 1}), ("paused", {"at": 2})], key=second, past=10)
    again = [("played", {"at": 2}), ("paused", {"at": 3.8})]
    before = len(told_of_media(school))
    assert send(school, lesson, again, key=first, begin=3).status_code == 410
    assert len(told_of_media(school)) == before
    assert send(school, lesson, [("played", {"at": 0})], key=first).status_code == 200, "what came before is known"
    assert send(school, lesson, again, key=uuid4(), begin=3).json() == {"recorded": 5}, "with the end of the second one"
    assert verbs(told_of_media(school))[-1] == "completed"


class TestOfNobodyElse:
    def refused(self, school: School, lesson: LessonPage, status: int, **more) -> None:
        before = len(told_of_media(school))
        assert send(school, lesson, **more).status_code == status
        assert len(told_of_media(school)) == before

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
        assert verbs(told_of_media(school)) == ["initialized", *["played", "paused"] * 2, "terminated"]


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
    found = told_of_media(school)
    assert "completed" in verbs(found)
    for told in found:
        assert [one["id"] for one in told["context"]["contextActivities"]["category"]] == [VIDEO.iri]
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
