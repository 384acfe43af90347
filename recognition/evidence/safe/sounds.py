"""Sound somebody handed in -> a fresh recording: only what is heard, in one form that every phone plays."""

from collections.abc import Callable
from io import BytesIO
from itertools import chain

import av
from av.audio.resampler import AudioResampler
from av.stream import Disposition

from recognition.evidence.safe.refusal import NotTaken
from recognition.evidence.safe.written import Facts, Safe

MOST_MINUTES = 5  # a poem, a song, a talk; to write it anew takes about four seconds
_RATE = 24_000  # samples a second: speech and song stay clear
_BITS = 48_000  # a second
# Only this reader is asked, so that no other one of FFmpeg's three hundred sees the bytes.
_FORMATS = {
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/mp4": "mov",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/amr": "amr",
}
_BROKEN = (av.FFmpegError, ValueError, TypeError, IndexError, RuntimeError, OSError)


def rewrite(data: bytes, media_type: str) -> tuple[Safe, Callable[[], list[str]]]:
    """The sound as one voice of AAC in MP4, without tags, pictures and other tracks. Raises NotTaken."""
    written = BytesIO()
    try:
        samples = _rewritten(data, _FORMATS[media_type], written)
    except _BROKEN as problem:
        raise NotTaken("damaged sound") from problem
    if not samples:
        raise NotTaken("damaged sound")
    facts = Facts("audio/mp4", "m4a", seconds=max(1, round(samples / _RATE)))
    return Safe(written.getvalue(), facts), list


def _rewritten(data: bytes, form: str, written: BytesIO) -> int:
    """Writes it, and returns how many samples it has."""
    samples = 0
    with (
        av.open(BytesIO(data), format=form) as given,
        av.open(written, "w", format="ipod", container_options={"fflags": "+bitexact"}) as made,
    ):
        if not given.streams.audio:
            raise NotTaken("damaged sound")
        if any(not one.disposition & Disposition.attached_pic for one in given.streams.video):  # a cover is no film
            raise NotTaken("film")
        voice = made.add_stream("aac", rate=_RATE, options={"flags": "+bitexact"})
        voice.bit_rate, voice.layout = _BITS, "mono"
        resampler = AudioResampler(format="fltp", layout="mono", rate=_RATE)
        for frame in chain(given.decode(given.streams.audio[0]), [None]):
            for part in resampler.resample(frame):
                samples += part.samples
                if samples > MOST_MINUTES * 60 * _RATE:
                    raise NotTaken("long sound", most=MOST_MINUTES)
                made.mux(voice.encode(part))
        made.mux(voice.encode(None))
    return samples
