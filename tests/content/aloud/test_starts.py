"""The sentence that is marked is the one that is heard: starts are compared with the silences in the sound of shipped lessons.

`make bench` hears all of them; here a part of three, each in another voice.
"""

import pytest

from content.aloud import apart
from content.aloud.script import Script
from content.aloud.voices import VOICES
from tests.builders.sound import amiss, samples, shipped_scripts, silences

LINES = 25  # of a lesson: about a minute and a half


@pytest.fixture
def scripts(db, settings, tmp_path) -> list[Script]:
    settings.PLACES_ROOT = tmp_path
    found = list(shipped_scripts().values())
    return [Script(one.lines[:LINES]) for one in found[:: len(found) // 3][:3]]


def test_each_sentence_begins_where_a_silence_ends(scripts) -> None:
    for voice, kind, script in zip(VOICES, ("weba", "mp3", "weba"), scripts, strict=True):
        sound = apart.spoken([(line.say, line.pause) for line in script.lines], voice, "normal")
        ends = silences(samples(sound.files[kind]))
        told = {number: (off, script.lines[number].say) for number, off in amiss(ends, sound.starts, script).items()}
        assert told == {}, voice
        for shift in (-0.2, 0.2):  # the measure sees what a reader would see
            moved = [start + shift for start in sound.starts]
            assert len(amiss(ends, moved, script)) > 0.8 * (len(script.lines) - 1), (voice, shift)
