"""Sound as people hand it in, and as nobody should: made here."""

import array
import math
import struct
from collections.abc import Callable
from io import BytesIO

import av
from av.audio.resampler import AudioResampler

from tests.recognition.evidence.safe.photos import HIDDEN, halves, written


def wav(seconds: int, rate: int = 16_000) -> bytes:
    """A tone."""
    tone = array.array("h", [int(8000 * math.sin(2 * math.pi * 440 * at / rate)) for at in range(rate)]) * seconds
    told = b"LIST" + struct.pack("<I", 16) + b"INFOIART" + struct.pack("<I", 4) + b"Hoa\0"
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16)
    body = b"WAVE" + form + told + b"data" + struct.pack("<I", len(tone) * 2) + tone.tobytes()
    return b"RIFF" + struct.pack("<I", len(body)) + body


def coded(form: str, codec: str, rate: int, bits: int = 32_000) -> bytes:
    out = BytesIO()
    with av.open(BytesIO(wav(2))) as given, av.open(out, "w", format=form) as made:
        made.metadata.update(artist="Hoa", location="GPS +21.02+105.85/", title="0900")
        voice = made.add_stream(codec, rate=rate)
        voice.bit_rate, voice.layout = bits, "mono"
        resampler = AudioResampler(format=voice.codec_context.format or "s16", layout="mono", rate=rate)
        for frame in [*given.decode(audio=0), None]:
            for part in resampler.resample(frame):
                made.mux(voice.encode(part))
        made.mux(voice.encode(None))
    return out.getvalue()


def with_cover() -> bytes:
    """An MP3 whose tag holds a photo with a place, as music players write it."""
    cover = written(halves())
    frame = b"\0image/jpeg\0\3\0" + cover
    tag = b"APIC" + struct.pack(">I", len(frame)) + b"\0\0" + frame + b"TPE1" + struct.pack(">I", 4) + b"\0\0\0Hoa"
    size = bytes(len(tag) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\3\0\0" + size + tag + coded("mp3", "libmp3lame", 24_000)


def film() -> bytes:
    """As a phone takes it: pictures, and the sound with them."""
    out = BytesIO()
    with av.open(BytesIO(wav(1))) as given, av.open(out, "w", format="mp4") as made:
        seen, voice = made.add_stream("mpeg4", rate=10), made.add_stream("aac", rate=24_000)
        seen.width, seen.height, seen.pix_fmt, voice.layout = 64, 48, "yuv420p", "mono"
        for _ in range(10):
            made.mux(seen.encode(av.VideoFrame.from_image(halves((64, 48)))))
        made.mux(seen.encode(None))
        resampler = AudioResampler(format="fltp", layout="mono", rate=24_000)
        for frame in [*given.decode(audio=0), None]:
            for part in resampler.resample(frame):
                made.mux(voice.encode(part))
        made.mux(voice.encode(None))
    return out.getvalue()


READ: dict[str, Callable[[], bytes]] = {
    "wav": lambda: wav(2),
    "mp3": lambda: coded("mp3", "libmp3lame", 24_000),
    "mp3 with a cover": with_cover,
    "m4a": lambda: coded("ipod", "aac", 44_100),
    "aac by itself": lambda: coded("adts", "aac", 44_100),
    "ogg opus": lambda: coded("ogg", "libopus", 48_000),
    "amr": lambda: coded("amr", "libopencore_amrnb", 8_000, 12_200),
    "3gp": lambda: coded("3gp", "aac", 24_000),
    "a page behind": lambda: wav(2) + HIDDEN,
}
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "six minutes": (lambda: wav(360), "longer than 5 minutes"),
    "film": (film, "is a film"),
    "no sound in it": (lambda: b"OggS\0" + b"\0" * 3000, "cannot be played"),
    "wav without data": (lambda: b"RIFF\x24\0\0\0WAVEfmt ", "cannot be played"),
    "mp3 of zeros": (lambda: b"ID3\3\0\0\0\0\0\0" + b"\0" * 3000, "cannot be played"),
    "4,000 channels": (lambda: wav(2)[:22] + struct.pack("<H", 4000) + wav(2)[24:], "cannot be played"),
}
