"""The process that opens a file: what it may, what it is told, and what is believed of it."""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from portal.limits import processes
from recognition.evidence.safe import apart, child
from recognition.evidence.safe.files import make_safe
from recognition.evidence.safe.refusal import NotTaken
from recognition.evidence.safe.written import Facts
from recognition.refusals import Incomplete
from tests.recognition.evidence.safe import papers, photos


@pytest.fixture(autouse=True)
def places(settings, tmp_path) -> Iterator[Path]:
    settings.PLACES_ROOT, settings.FILES_AT_ONCE = tmp_path / "places", 2
    with translation.override("en"):
        yield tmp_path / "places"


def acts(monkeypatch, program: str) -> None:
    """In place of ours, a child that does this; `told` is the file of its facts, `child` our module."""
    head = "import json,os,sys,time,resource; from recognition.evidence.safe import child; told=os.fdopen(int(sys.argv[1]),'w');"
    monkeypatch.setattr(apart, "CHILD", ["-c", f"{head}{program}"])


FACTS = json.dumps({"media_type": "image/jpeg", "extension": "jpg"})


def test_it_bounds_its_memory_time_and_writing_itself(monkeypatch):
    acts(
        monkeypatch,
        "child.bound(); os.write(1, json.dumps([resource.getrlimit(one) for one in "
        f"(resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)]).encode());"
        f"print('{FACTS}', file=told)",
    )
    memory, seconds, size, core = json.loads(apart.rewritten(b"x")[0].data)
    assert memory == [child.MOST_MEMORY] * 2
    assert memory[0] < 500_000_000
    assert seconds == [child.MOST_SECONDS] * 2  # no limit at all would be -1
    assert child.MOST_SECONDS < child.MOST_WALL_SECONDS <= 10
    assert size == [child.MOST_WRITTEN] * 2
    assert core == [0, 0]


def test_a_page_is_drawn_in_the_same_bounds(monkeypatch, tmp_path):
    """The copy was drawn when it was made; but the bounds of that day may have been others."""
    record, weighed = tmp_path / "record", str(Path(__file__).parent / "weighed.py")
    monkeypatch.setattr(apart, "PAGE_CHILD", [weighed, str(record), "page"])
    with pytest.raises(NotTaken, match="heavy"):
        apart.page_drawn(papers.drawn_in_drawings(1), 1)
    (memory, seconds) = map(float, record.read_text().split())
    assert 100_000_000 < memory <= child.MOST_MEMORY
    assert seconds <= child.MOST_SECONDS + 1
    monkeypatch.setattr(apart, "PAGE_CHILD", ["-c", "import time; time.sleep(600)"])
    monkeypatch.setattr(apart, "MOST_WALL_SECONDS", 1)
    with pytest.raises(NotTaken, match="slow"):
        apart.page_drawn(papers.plain(), 1)


def test_it_is_told_no_secret(monkeypatch):
    monkeypatch.setenv("NAMES_KEY", "geheim")
    acts(monkeypatch, f"os.write(1, json.dumps(dict(os.environ)).encode()); print('{FACTS}', file=told)")
    assert set(json.loads(apart.rewritten(b"x")[0].data)) <= {"LANG", "MALLOC_ARENA_MAX", "LC_CTYPE"}


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("child.bound(); bytearray(600_000_000)", "too much memory"),
        ("child.bound(); resource.setrlimit(resource.RLIMIT_CPU, (1, 1)); exec('while 1: pass')", "too long"),
        ("os.abort()", "too much memory"),
        ("sys.exit(0)", "too much memory"),
        ("print('no json', file=told)", "too much memory"),
        (f"print('{FACTS}', file=told)", "too much memory"),
        ("print('[1]', file=told)", "too much memory"),
        ('print(\'{"refused": "its own words", "values": {}}\', file=told)', "too much memory"),
        ('print(\'{"refused": "pages", "values": {}}\', file=told)', "too much memory"),
        ('print(\'{"refused": "pages", "values": {"reason": 1}}\', file=told)', "too much memory"),
        (
            'os.write(1, b\'x\'); print(\'{"media_type": "text/html", "extension": "html"}\', file=told)',
            "too much memory",
        ),
    ],
)
def test_whatever_becomes_of_it_the_person_gets_words(monkeypatch, program, reason):
    acts(monkeypatch, program)
    with pytest.raises(Incomplete, match=reason) as refused:
        make_safe(b"x")
    assert refused.value.field == "file"


def test_what_was_made_is_kept_when_it_dies_over_the_likeness(monkeypatch):
    acts(monkeypatch, f"os.write(1, b'copy'); print('{FACTS}', file=told, flush=True); os.abort()")
    safe, looks = apart.rewritten(b"x")
    assert (safe.data, looks) == (b"copy", [])


@pytest.mark.parametrize("looks", ['"x"', "[1]", '["zz"]', "{", '{"a": 1}'])
def test_a_likeness_that_is_none_is_left_out(monkeypatch, looks):
    acts(monkeypatch, f"os.write(1, b'copy'); print('{FACTS}', file=told); print({looks!r}, file=told)")
    assert apart.rewritten(b"x")[1] == []


@pytest.mark.parametrize("wrong", [{"width": -1}, {"width": "9"}, {"pages": 2**40}, {"signed": 1}, {"width": True}])
def test_facts_that_are_none(wrong):
    with pytest.raises(ValueError, match="."):
        Facts("image/jpeg", "jpg", **wrong)


def test_when_its_time_is_over_its_whole_family_is_killed(monkeypatch, tmp_path):
    """Its own child holds the lock of the place too: the place is free again only when both are gone."""
    monkeypatch.setattr(apart, "MOST_WALL_SECONDS", 1)
    acts(monkeypatch, "os.fork(); time.sleep(600)")
    for _ in range(3):  # of two places
        with pytest.raises(NotTaken, match="slow"):
            apart.rewritten(b"x")


def test_when_all_places_are_taken_it_says_so_and_a_freed_one_serves(monkeypatch):
    monkeypatch.setattr(apart, "_WAITS", 0.0)
    data = photos.written(photos.halves())
    with apart._place(), apart._place(), pytest.raises(Incomplete, match="Wait a minute"):
        make_safe(data)
    assert make_safe(data).width == 60


def test_a_place_stays_taken_while_its_process_lives_even_if_ours_is_gone(monkeypatch, settings):
    """What holds the place is the child's copy of the lock, not our memory of it."""
    settings.FILES_AT_ONCE = 1
    monkeypatch.setattr(apart, "_WAITS", 0.0)
    reading, writing = os.pipe()
    with apart._place() as place:
        os.set_inheritable(place.fileno(), True)
        os.set_inheritable(reading, True)
        pid = os.posix_spawn(
            sys.executable, [sys.executable, "-c", f"import os; os.close({writing}); os.read({reading}, 1)"], {}
        )
    os.close(reading)
    with pytest.raises(NotTaken, match="full"), apart._place():
        pass
    os.close(writing)
    os.waitpid(pid, 0)
    with apart._place():
        pass


def test_a_page_beside_it_is_answered_while_it_works(monkeypatch, client, db):
    """The work is not ours: while a file keeps its process busy, this one answers within a second."""
    monkeypatch.setattr(apart, "MOST_WALL_SECONDS", 60)
    acts(monkeypatch, "exec('while 1: pass')")
    outcome: list[BaseException] = []
    started, real = threading.Event(), processes.subprocess.Popen

    class Seen(real):
        def __init__(self, *args, **how) -> None:
            super().__init__(*args, **how)
            children.append(self)
            started.set()

    children: list[Seen] = []
    monkeypatch.setattr(processes.subprocess, "Popen", Seen)

    def hand_in() -> None:
        try:
            apart.rewritten(b"x")
        except NotTaken as refused:
            outcome.append(refused)

    thread = threading.Thread(target=hand_in)
    thread.start()
    assert started.wait(20)
    client.get("/tai-khoan/login/")  # what a process does once
    took = []
    for _ in range(10):
        begun = time.monotonic()
        assert client.get("/tai-khoan/login/").status_code == 200
        took.append(time.monotonic() - begun)
    assert sorted(took)[-2] < 1, took  # one may meet what else the machine does
    assert children[0].poll() is None
    children[0].kill()
    thread.join(20)
    assert outcome[0].reason == "slow"
