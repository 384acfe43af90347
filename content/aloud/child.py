"""The process that speaks, alone and for seconds: `python -m content.aloud.child WEBA MP3`.

It bounds itself before it loads the voice: memory, time, size of what it writes. Its standard input is one line of JSON: the
voice, how quickly, and lines with the silence after each. The sound goes to the files with the numbers WEBA and MP3, and the
seconds at which each line begins to its standard output. The voice is eSpeak NG (GPL 3 or later): it is loaded here and nowhere
else, and nothing of the portal is loaded beside it.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from array import array
from collections.abc import Iterator
from typing import Any

import av
import espeakng_loader
from av.audio.resampler import AudioResampler

from content.aloud.voices import MOST_MEMORY, MOST_SECONDS, MOST_WALL_SECONDS, MOST_WRITTEN

_RATE = 16_000  # samples a second of what is written: speech needs no more
_QUIET = 200  # of 32767: the voice's own silence lies below
_KEPT = 0.02  # seconds of quiet that stay at both ends of a line: a soft consonant begins below _QUIET
_LOUDNESS = 85  # at 100 the loudest sounds are cut
_SYNCHRONOUS, _UTF8, _RATE_OF, _VOLUME_OF = 2, 1, 1, 2  # espeak-ng/speak_lib.h
_PIECE = 4096  # samples handed to the encoders at once
# format, encoder, bits a second, its options
_FORMS = (
    ("webm", "libopus", 14_000, {"application": "voip", "frame_duration": "60"}),
    ("mp3", "libmp3lame", 16_000, {}),
)
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Voice:
    """eSpeak NG with one of its voices."""

    def __init__(self, name: str, words_a_minute: int) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(espeakng_loader.get_data_path()), 1)
        if self.rate <= 0 or self._library.espeak_SetVoiceByName(name.encode()) != 0:
            raise SystemExit(3)
        self._heard = bytearray()
        self._callback = _CALLBACK(self._hear)  # kept: the library holds only its address
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_SetParameter(_RATE_OF, words_a_minute, 0)
        self._library.espeak_SetParameter(_VOLUME_OF, _LOUDNESS, 0)

    def _hear(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._heard += ctypes.string_at(samples, count * 2)
        return 0

    def say(self, text: str) -> array:
        """The samples of one line, without the silence around it."""
        self._heard.clear()
        data = text.encode() + b"\0"
        if self._library.espeak_Synth(data, len(data), 0, 0, 0, _UTF8, None, None) != 0:
            raise SystemExit(4)
        samples = array("h", bytes(self._heard))
        loud = [place for place in (_first(samples), _first(reversed(samples))) if place is not None]
        if not loud:
            return array("h")
        kept = int(_KEPT * self.rate)
        return samples[max(0, loud[0] - kept) : len(samples) - max(0, loud[1] - kept)]


def _first(samples: Any) -> int | None:
    return next((place for place, one in enumerate(samples) if abs(one) > _QUIET), None)


def spoken(voice: Voice, lines: list[list], starts: list[float]) -> Iterator[array]:
    """The samples of all lines with the silences between; notes where each line begins."""
    at = 0
    for text, pause in lines:
        starts.append(round(at / voice.rate, 3))
        for part in (voice.say(text), array("h", bytes(2 * int(pause * voice.rate)))):
            at += len(part)
            yield part
    starts.append(round(at / voice.rate, 3))


def write(voice: Voice, parts: Iterator[array], files: list[Any]) -> None:
    """Encodes once for each form, in one walk over the samples."""
    made = [
        av.open(file, "w", format=form, container_options={"fflags": "+bitexact"})
        for file, (form, *_rest) in zip(files, _FORMS, strict=True)
    ]
    streams = []
    for one, (_form, encoder, bits, options) in zip(made, _FORMS, strict=True):
        stream = one.add_stream(encoder, rate=_RATE, options=options)
        stream.bit_rate, stream.layout = bits, "mono"
        streams.append(
            (one, stream, AudioResampler(format="s16" if encoder == "libopus" else "s16p", layout="mono", rate=_RATE))
        )
    at = 0
    for part in parts:
        for begin in range(0, len(part), _PIECE):
            piece = part[begin : begin + _PIECE]
            for one, stream, resampler in streams:
                frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece))
                frame.planes[0].update(piece.tobytes())
                frame.sample_rate, frame.pts = voice.rate, at
                for ready in resampler.resample(frame):
                    one.mux(stream.encode(ready))
            at += len(piece)
    for one, stream, resampler in streams:
        for ready in [*resampler.resample(None), None]:
            one.mux(stream.encode(ready))
        one.close()


def bound() -> None:
    """No more memory, time or writing than the longest reading needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, MOST_WALL_SECONDS + 1)  # should nobody be left to end it


def main(numbers: list[int]) -> None:
    """Reads, speaks, writes; ends without a word where it was killed."""
    bound()
    out = os.dup(1)
    os.dup2(2, 1)  # libraries may talk; not into the answer
    given = json.loads(sys.stdin.readline())
    voice = Voice(given["voice"], given["rate"])
    starts: list[float] = []
    files = [os.fdopen(number, "wb") for number in numbers]
    write(voice, spoken(voice, given["lines"], starts), files)
    for file in files:
        file.close()
    with os.fdopen(out, "w") as told:
        json.dump(starts, told)


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]])
