"""Every lesson that is shipped, in all three voices: each sentence begins where a silence of its sound ends."""

import pytest

from content.aloud import apart
from content.aloud.voices import VOICES
from tests.builders.sound import amiss, samples, shipped_scripts, silences


@pytest.mark.parametrize("voice", VOICES)
def test_each_sentence_begins_where_a_silence_ends(db, settings, tmp_path, voice: str) -> None:
    settings.PLACES_ROOT = tmp_path
    off, number = {}, 0
    for name, script in shipped_scripts().items():
        sound = apart.spoken([(line.say, line.pause) for line in script.lines], voice, "normal")
        found = amiss(silences(samples(sound.files["weba"])), sound.starts, script)
        off |= {f"{name}: {script.lines[place].say}": seconds for place, seconds in found.items()}
        number += len(script.lines)
    print(f"{voice}: {number} sentences, {len(off)} off by more than 50 ms")
    assert off == {}
