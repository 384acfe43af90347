"""A page is spoken in a process of its own, measured, kept, and heard by whoever may read the page."""

import re
import time
from pathlib import Path

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from content.aloud import apart, readings
from content.aloud.apart import NotRead
from content.aloud.pages import WHOLE, script_of
from content.aloud.readings import Reading, made, path_of
from content.models import CoursePage, LessonPage, NewsIndexPage, NewsPage
from tests.builders.lessons import lesson_page, single
from tests.builders.pages import published, site_with_courses
from tests.builders.sound import RATE, samples, silences

LINES = [("Kẻ lừa đảo thả tin nhắn như thả mồi.", 0.3), ("Mình chậm lại một phút là thoát.", 0.6), ("Ca ba.", 0.3)]


@pytest.mark.parametrize(("voice", "pace"), [("north", "normal"), ("south", "slow")])
def test_times_are_where_silence_ends(settings, tmp_path, voice: str, pace: str) -> None:
    settings.PLACES_ROOT = tmp_path
    sound = apart.spoken(LINES, voice, pace)
    assert sound.starts == sorted(sound.starts)
    assert (4 if pace == "normal" else 6) < sound.starts[-1] < (8 if pace == "normal" else 11)
    for data in sound.files.values():
        assert len(data) < 2500 * sound.starts[-1] + 2000  # 25 KB for ten seconds
        heard = samples(data)
        assert len(heard) / RATE == pytest.approx(sound.starts[-1], abs=0.2)
        ends = silences(heard)
        assert ends == pytest.approx(sound.starts[1:-1], abs=0.05)


@pytest.mark.parametrize(
    ("child", "reason"),
    [
        (["-c", "import time; time.sleep(60)"], "slow"),
        (["-c", "import os; os.abort()"], "broken"),
        (["-c", "import os; os.kill(os.getpid(), 9)"], "slow"),
        (["-c", "print('[0.0, 2.0]')"], "broken"),
    ],
)
def test_a_process_that_hangs_or_falls_is_told(settings, tmp_path, monkeypatch, child: list[str], reason: str) -> None:
    settings.PLACES_ROOT = tmp_path
    monkeypatch.setattr(apart, "CHILD", child)
    monkeypatch.setattr(apart, "MOST_WALL_SECONDS", 0.4)
    begun = time.monotonic()
    with pytest.raises(NotRead) as told:
        apart.spoken(LINES[:1], "north", "normal")
    assert told.value.reason == reason
    assert time.monotonic() - begun < 5


def test_so_many_at_once_and_no_more(settings, tmp_path, monkeypatch) -> None:
    settings.PLACES_ROOT = tmp_path
    monkeypatch.setattr(apart, "_WAITS", 0.0)
    with apart._place(), apart._place(), pytest.raises(NotRead) as told, apart._place():
        pass
    assert told.value.reason == "full"


@pytest.fixture
def lesson(db, settings, tmp_path) -> LessonPage:
    settings.MEDIA_ROOT, settings.PLACES_ROOT = tmp_path / "media", tmp_path / "places"
    index = site_with_courses()
    course = published(index, CoursePage(title="An toàn", slug="an-toan"))
    text = {"type": "text", "value": "<p>Tin lạ hay giục. <b>Mình</b> chậm lại.</p>", "id": "a" * 8}
    return published(course, lesson_page("Bài một", text, single(), slug="bai-mot", intro="Đọc chậm."))


class Spoken:
    """In place of the process: quick, and counts."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, lines, voice, pace) -> apart.Sound:
        self.times += 1
        files = {"weba": b"\x1a\x45\xdf\xa3" + b"a" * 99, "mp3": b"ID3" + b"b" * 99}
        return apart.Sound(files, [float(number) for number in range(len(lines) + 1)])


@pytest.fixture
def voice(monkeypatch) -> Spoken:
    stands_in = Spoken()
    monkeypatch.setattr(apart, "spoken", stands_in)
    return stands_in


def got(address: str, **more):
    """The answer, read to its end."""
    answer = Client().get(address, **more)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def addresses(html: str) -> list[str]:
    """Where the sounds and the seconds of a page are."""
    return re.findall(r'(?:src|data-aloud)="(/hoc/\d+/nghe/[^"]+)"', html)


def test_the_page_has_one_button_a_player_and_its_sentences(lesson: LessonPage, voice: Spoken) -> None:
    html = Client().get(lesson.url).content.decode()
    assert html.count('preload="none"') == 1
    assert len(addresses(html)) == 3
    assert voice.times == 0  # looking makes nothing
    texts = script_of(lesson, "1").texts
    marks = {int(number) for number in re.findall(r'data-s="(\d+)"', html)}
    assert marks == set(range(len(texts))), "every sentence that is read stands marked on the page"
    for address in addresses(html):
        answer = got(address)
        assert answer.status_code == 200
        if address.endswith("json"):
            assert len(answer.json()["starts"]) == len(answer.json()["blocks"]) + 1 == len(texts) + 1
    assert voice.times == 1  # one making for three addresses
    again = Client().get(lesson.url).content.decode()
    assert addresses(again) == addresses(html)
    part = got(addresses(html)[1], headers={"Range": "bytes=0-3"})
    assert part.status_code == 206
    south = Client()
    south.cookies["voice"] = "south"
    assert not set(addresses(south.get(lesson.url).content.decode())) & set(addresses(html))


def test_only_who_may_read_the_page_hears_it(lesson: LessonPage, voice: Spoken) -> None:
    found = addresses(Client().get(lesson.url).content.decode())
    assert {got(one).status_code for one in found} == {200}
    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert {got(one).status_code for one in found} == {404}
    row = Reading.objects.get()
    assert {got(f"/media/{path_of(row.digest, kind)}").status_code for kind in row.sizes} == {404}
    lesson.view_restrictions.all().delete()
    assert got(f"/hoc/{lesson.pk}/nghe/{WHOLE}/{'0' * 32}.mp3").status_code == 404
    assert got(found[0].replace("/nghe/1/", "/nghe/99/")).status_code == 404


def test_a_voice_that_fails_is_told_and_the_page_stays(lesson: LessonPage, monkeypatch) -> None:
    def fails(*_asked) -> apart.Sound:
        raise NotRead("slow")

    monkeypatch.setattr(apart, "spoken", fails)
    found = addresses(Client().get(lesson.url).content.decode())
    answer = got(found[0])
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert Client().get(lesson.url).status_code == 200
    monkeypatch.setattr(apart, "spoken", Spoken())
    assert got(found[0]).status_code == 503  # not at once again
    Reading.objects.update(made_at=Reading.objects.get().made_at - 2 * readings.TRIED_AGAIN)
    assert got(found[0]).status_code == 200


def test_pages_are_read_ahead_once_and_what_nobody_names_goes(lesson: LessonPage, voice: Spoken, monkeypatch) -> None:
    news = published(lesson.get_site().root_page, NewsIndexPage(title="Tin", slug="tin"))
    published(
        news, NewsPage(title="Tin một", slug="tin-mot", body=[{"type": "text", "value": "<p>Chào.</p>", "id": "b" * 8}])
    )
    kinds = [LessonPage, NewsPage]
    assert readings.read_ahead(kinds, 60) == 2
    assert readings.read_ahead(kinds, 60) == 0
    assert voice.times == 2
    row = Reading.objects.exclude(digest="").get(page=lesson.pk)
    lesson.title = "Bài khác"
    lesson.save_revision().publish()
    assert readings.read_ahead(kinds, 60) == 1
    old = Path(readings.default_storage.path(path_of(row.digest, "mp3")))
    assert old.exists()
    assert readings.forget_old() == 0  # a page that a browser keeps may still ask
    monkeypatch.setattr(readings, "_KEPT", -1)
    Reading.objects.filter(pk=row.pk).update(asked_on="2020-01-01")
    assert readings.forget_old() == 2
    assert not old.exists()
    fresh = made(lesson, script_of(lesson, "1"), "north", "normal")
    assert fresh.sizes
    assert voice.times == 3
