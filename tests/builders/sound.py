"""Sound as it is heard: samples of a file, and where its silences end."""

import io
from array import array
from bisect import bisect_left
from collections.abc import Sequence

import av
from av.audio.resampler import AudioResampler

from content.aloud.pages import lines_of
from content.aloud.script import PART, Script, plain, script
from content.courses.body import body
from content.courses.loader import shipped_courses
from content.models import LessonPage

RATE = 16_000
NEAR = 0.05  # seconds between a start and the end of the silence before it
_FOUND = (
    0.2  # seconds: a silence as long as this is found; between the pieces of one sentence with gaps they are shorter
)


def samples(data: bytes) -> array:
    """The sound as it is heard, 16,000 samples a second."""
    heard, resampler = array("h"), AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(io.BytesIO(data)) as file:
        for frame in file.decode(audio=0):
            for part in resampler.resample(frame):
                heard.frombytes(bytes(part.planes[0])[: part.samples * 2])
    return heard


def silences(heard: array) -> list[float]:
    """Seconds at which a silence of a fifth of a second or more ends."""
    step, quiet, ends = RATE // 100, 0, []
    for at in range(0, len(heard), step):
        piece = heard[at : at + step]
        if max(piece) < 300 and min(piece) > -300:
            quiet += 1
        else:
            if quiet >= 20:
                ends.append(at / RATE)
            quiet = 0
    return ends


def amiss(ends: Sequence[float], starts: Sequence[float], lines: Script) -> dict[int, float]:
    """Lines whose start is not where a silence ends, with the seconds to the nearest end of one (pure).

    The first line has no silence before it; of one after a shorter silence nothing can be said. `starts` has the end as its last.
    """
    found = {}
    for number, (line, start) in enumerate(zip(lines.lines, starts[1:-1], strict=False), 1):
        at = bisect_left(ends, start)
        near = min((abs(one - start) for one in ends[max(0, at - 1) : at + 1]), default=start)
        if line.pause >= _FOUND and near > NEAR:
            found[number] = round(near, 3)
    return found


def shipped_scripts() -> dict[str, Script]:
    """What is read of each lesson that is shipped, by course and lesson; needs the database, for the blocks ask it."""
    found = {}
    for course in shipped_courses():
        for lesson in course.lessons:
            page = LessonPage(title=lesson.title, body=body(lesson))
            found[f"{course.slug} {lesson.slug}"] = script([*plain(page.title, PART), *lines_of(page.body)])
    return found
