"""The process that opens a file of sound, film or a photo, alone: `python -m content.media.child WHAT FORMAT IN OUT…`.

It bounds itself before it loads the libraries that read such files: memory, time, size of what it writes. WHAT is look, sound,
film or photo; FORMAT the one reader of FFmpeg that is asked, so that no other of its three hundred sees the bytes; the numbers
are files that are open already. What it found out goes to its standard output, as JSON; with "refused" where it is no such file.
"""

import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from typing import Any

import av
import av.filter
import pillow_heif
from av.audio.resampler import AudioResampler
from av.stream import Disposition
from PIL import Image, ImageOps

from content.media.bounds import (
    CHANGE_SECONDS,
    FILM_LINES,
    MOST_BITS,
    MOST_FILM_MINUTES,
    MOST_MEMORY,
    MOST_POSTER,
    MOST_SIDE,
    MOST_SOUND_MINUTES,
    MOST_WRITTEN,
    PHOTOS,
    PICTURE_SIDE,
    POSTER_WIDTH,
)

# What every telephone of the last ten years plays: reader, picture, sound.
_PLAYED = {
    ("mov", "h264", "aac"),
    ("mov", "h264", "mp3"),
    ("mov", "h264", ""),
    ("mov", "", "aac"),
    ("matroska", "vp8", "vorbis"),
    ("matroska", "vp8", "opus"),
    ("matroska", "vp8", ""),
    ("matroska", "vp9", "opus"),
    ("matroska", "vp9", "vorbis"),
    ("matroska", "vp9", ""),
    ("matroska", "", "opus"),
    ("mp3", "", "mp3"),
    ("ogg", "", "vorbis"),
    ("ogg", "", "opus"),
}
_SOUND_RATE, _SOUND_BITS, _VOICE_BITS = 44_100, 64_000, 56_000
_STEPS = 25  # frames a second at most
_HEAD, _HEAD_A_SECOND = 24 * 1024, 2048  # bytes kept free at the beginning of a film for its table of contents
_GUESSED = (
    "mp3",
    "aac",
    "amr",
)  # readers that guess a length from the size of the first pieces; wrong by half for a voice
_BROKEN = (av.FFmpegError, ValueError, TypeError, IndexError, RuntimeError, OSError, MemoryError)


class Refused(Exception):
    """The file cannot be used: `args` are a word for the reason and a number for it."""


def _tracks(given: Any) -> tuple[Any, Any]:
    """The picture and the sound of a file; a cover is no picture."""
    films = [one for one in given.streams.video if not one.disposition & Disposition.attached_pic]
    return (films[0] if films else None), (given.streams.audio[0] if given.streams.audio else None)


def _seconds(given: Any, *streams: Any) -> float:
    found = [float(one.duration * one.time_base) for one in streams if one is not None and one.duration]
    return max([*found, (given.duration or 0) / av.time_base])


def look(form: str, data: Any) -> dict[str, Any]:
    """What a file is: how long, how large its picture, whether every telephone plays it as it is."""
    with av.open(data, format=form) as given:
        film, sound = _tracks(given)
        if film is None and sound is None:
            raise Refused("nothing")
        if film is not None and max(film.width, film.height) > MOST_SIDE:
            raise Refused("large", MOST_SIDE)
        told = 0.0 if form in _GUESSED else _seconds(given, film, sound)
        seconds = told or _counted(given, film or sound)
        most = MOST_SOUND_MINUTES if film is None else MOST_FILM_MINUTES
        if seconds > most * 60 + 1:
            raise Refused("long sound" if film is None else "long film", most, round(seconds / 60))
        kinds = (form, _name(film), _name(sound))
        plain = film is None or film.codec_context.pix_fmt in ("yuv420p", "yuvj420p")
        data.seek(0, os.SEEK_END)
        light = film is None or data.tell() * 8 <= MOST_BITS * max(1.0, seconds)
        return {
            "seconds": round(seconds, 3),
            "film": film is not None,
            "sound": sound is not None,
            "width": film.width if film is not None else 0,
            "height": film.height if film is not None else 0,
            "plays": kinds in _PLAYED and plain and light,
        }


def _name(stream: Any) -> str:
    if stream is None:
        return ""
    name = stream.codec_context.name
    return {"mp3float": "mp3", "libopus": "opus", "libvpx-vp9": "vp9", "libvpx": "vp8"}.get(name, name)


def _counted(given: Any, stream: Any) -> float:
    """The length of a file that does not tell it, or not for sure: its packets are walked through."""
    ends = [
        float((one.pts + (one.duration or 0)) * one.time_base) for one in given.demux(stream) if one.pts is not None
    ]
    return max(ends, default=0.0)


def sound(form: str, data: Any, out: Any) -> dict[str, Any]:
    """Written anew as MP3, of one voice, which plays everywhere."""
    with av.open(data, format=form) as given, av.open(out, "w", format="mp3") as made:
        _film, heard = _tracks(given)
        if heard is None:
            raise Refused("no sound")
        stream = made.add_stream("libmp3lame", rate=_SOUND_RATE)
        stream.bit_rate, stream.layout = _SOUND_BITS, "mono"
        written = _Sound(made, stream, "s16p", MOST_SOUND_MINUTES)
        for frame in given.decode(heard):
            written.add(frame)
        written.end()
        return {"seconds": round(written.samples / _SOUND_RATE, 3)}


class _Sound:
    """Frames of any sound into one stream."""

    def __init__(self, made: Any, stream: Any, form: str, minutes: int) -> None:
        self.made, self.stream, self.samples, self.most = made, stream, 0, minutes
        self._resampler = AudioResampler(format=form, layout="mono", rate=_SOUND_RATE)

    def add(self, frame: Any) -> None:
        if frame is not None:
            frame.pts = None
        for part in self._resampler.resample(frame):
            self.samples += part.samples
            if self.samples > (self.most * 60 + 5) * _SOUND_RATE:
                raise Refused("long sound" if self.most == MOST_SOUND_MINUTES else "long film", self.most)
            self.made.mux(self.stream.encode(part))

    def end(self) -> None:
        self.add(None)
        self.made.mux(self.stream.encode(None))


def film(form: str, data: Any, out: Any) -> dict[str, Any]:
    """Written anew as MP4 with H.264 and AAC, small enough for 3G; its beginning can be played before the rest is there."""
    seconds = look(form, data)["seconds"]
    options = {"moov_size": str(int(_HEAD + seconds * _HEAD_A_SECOND)), "fflags": "+bitexact"}
    data.seek(0)
    turned = _turned(form, data)
    with av.open(data, format=form) as given, av.open(out, "w", format="mp4", options=options) as made:
        seen, heard = _tracks(given)
        if seen is None:
            raise Refused("no picture")
        width, height = _size(seen)
        seen_size = (height, width) if turned in (90, 270) else (width, height)
        picture = made.add_stream(
            "libx264", rate=_STEPS, options={"preset": "veryfast", "crf": "27", "profile": "main"}
        )
        picture.width, picture.height, picture.pix_fmt = *seen_size, "yuv420p"
        picture.codec_context.thread_count = 1
        voice = None
        if heard is not None:
            stream = made.add_stream("aac", rate=_SOUND_RATE)
            stream.bit_rate, stream.layout = _VOICE_BITS, "mono"
            voice = _Sound(made, stream, "fltp", MOST_FILM_MINUTES)
        steps = _Steps(made, picture, (width, height), turned)
        for packet in given.demux([one for one in (seen, heard) if one is not None]):
            for frame in _decoded(packet):
                if packet.stream is seen:
                    steps.add(frame)
                elif voice is not None:
                    voice.add(frame)
        if not steps.number:
            raise Refused("damaged")
        made.mux(picture.encode(None))
        if voice is not None:
            voice.end()
        return {"seconds": round(steps.number / _STEPS, 3), "width": seen_size[0], "height": seen_size[1]}


def _turned(form: str, data: Any) -> int:
    """How far a telephone that was held upright says its film is to be turned, counterclockwise: 0, 90, 180 or 270."""
    with av.open(data, format=form) as given:
        seen, _heard = _tracks(given)
        frame = next(iter(given.decode(seen)), None) if seen is not None else None
        turned = round((frame.rotation if frame is not None else 0) / 90) * 90 % 360
    data.seek(0)
    return turned


def _decoded(packet: Any) -> list[Any]:
    """The frames of a packet; one that is damaged is left out, as players do."""
    try:
        return list(packet.decode())
    except av.InvalidDataError:
        return []


def _size(seen: Any) -> tuple[int, int]:
    """How large the picture is written: its shorter side FILM_LINES at most, both even."""
    share = min(1.0, FILM_LINES / max(1, min(seen.width, seen.height)))
    return max(2, int(seen.width * share) // 2 * 2), max(2, int(seen.height * share) // 2 * 2)


class _Steps:
    """Pictures of a film in equal steps of time: telephones record with steps of any length."""

    def __init__(self, made: Any, stream: Any, size: tuple[int, int], turned: int) -> None:
        self.made, self.stream, self.size = made, stream, size
        self.number, self.first = 0, None
        self._graph = _turning(size, turned) if turned else None

    def add(self, frame: Any) -> None:
        at = frame.time if frame.time is not None else self.number / _STEPS
        if self.first is None:
            self.first = at
        if at - self.first > MOST_FILM_MINUTES * 60 + 5:
            raise Refused("long film", MOST_FILM_MINUTES)
        wanted = int((at - self.first) * _STEPS) + 1
        if wanted <= self.number:
            return
        ready = frame.reformat(width=self.size[0], height=self.size[1], format="yuv420p")
        if self._graph is not None:
            self._graph.vpush(ready)
            ready = self._graph.vpull()
        while self.number < wanted:
            ready.pts, ready.time_base = self.number, Fraction(1, _STEPS)
            self.made.mux(self.stream.encode(ready))
            self.number += 1


def _turning(size: tuple[int, int], turned: int) -> Any:
    """What turns a picture of this size, counterclockwise."""
    graph = av.filter.Graph()
    acts = {90: [("transpose", "cclock")], 180: [("hflip", ""), ("vflip", "")], 270: [("transpose", "clock")]}[turned]
    nodes = [
        graph.add_buffer(
            width=size[0], height=size[1], format=av.VideoFormat("yuv420p"), time_base=Fraction(1, _STEPS)
        ),
        *(graph.add(name, how) for name, how in acts),
        graph.add("buffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph


def poster(form: str, data: Any, out: Any) -> dict[str, Any]:
    """A picture out of the first third of a film, that is not one colour, as a small JPEG."""
    turned = _turned(form, data)
    with av.open(data, format=form) as given:
        seen, _heard = _tracks(given)
        if seen is None:
            raise Refused("no picture")
        best: tuple[float, Any] | None = None
        length = _seconds(given, seen)
        for share in (0.12, 0.3, 0.02):
            if length:
                given.seek(int(length * share * av.time_base))
            frame = next(iter(given.decode(seen)), None)
            if frame is None:
                continue
            image = frame.to_image()
            liveliness = max(image.convert("L").entropy(), 0.0)
            best = max(best or (-1.0, None), (liveliness, image), key=lambda one: one[0])
            if liveliness > 4:
                break
        if best is None or best[1] is None:
            raise Refused("damaged")
        image = best[1].rotate(turned, expand=True) if turned else best[1]
        image.thumbnail((POSTER_WIDTH, POSTER_WIDTH))
        return _jpeg(image, out, MOST_POSTER)


def photo(_form: str, data: Any, out: Any) -> dict[str, Any]:
    """A photo of a telephone as JPEG, upright, without what stands beside it (place, device); PNG if it is seen through."""
    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_SIDE * MOST_SIDE
    with Image.open(data, formats=["HEIF", *PHOTOS]) as image:
        image.draft("RGB", (PICTURE_SIDE, PICTURE_SIDE))  # of a JPEG no more is unpacked than is kept
        if max(image.size) > MOST_SIDE:
            raise Refused("large", MOST_SIDE)
        colours = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
        try:
            upright = ImageOps.exif_transpose(image)
        except (struct.error, SyntaxError, ValueError, TypeError):  # what is said beside the picture is no such list
            upright = image.copy()
        clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
        upright = upright.convert("RGBA" if clear else "RGB")
    upright.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    upright.info.clear()  # a comment would be written again
    if not clear:
        return _jpeg(upright, out, MOST_WRITTEN, icc_profile=colours)
    upright.save(out, "PNG", icc_profile=colours)
    return {"width": upright.width, "height": upright.height}


def _jpeg(image: Any, out: Any, most: int, **more: Any) -> dict[str, Any]:
    for quality in (82, 65, 50, 35):
        written = BytesIO()
        image.convert("RGB").save(written, "JPEG", quality=quality, optimize=True, progressive=True, **more)
        if written.tell() <= most:
            break
    out.write(written.getvalue())
    return {"width": image.width, "height": image.height}


def bound() -> None:
    """No more memory, time or writing than the longest film needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CHANGE_SECONDS, CHANGE_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, CHANGE_SECONDS + 1)  # should nobody be left to end it
    os.nice(10)  # visitors come first


_ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "look": look,
    "sound": sound,
    "film": film,
    "poster": poster,
    "photo": photo,
}


def main(what: str, form: str, numbers: list[int]) -> None:
    """Does it, and tells what it found."""
    bound()
    out = os.dup(1)
    os.dup2(2, 1)  # libraries may talk; not into the answer
    files = [os.fdopen(number, "rb" if place == 0 else "wb") for place, number in enumerate(numbers)]
    try:
        told = _ACTS[what](form, *files)
        for file in files[1:]:
            file.flush()
    except Refused as refusal:
        told = {"refused": refusal.args[0], "numbers": list(refusal.args[1:])}
    except _BROKEN:
        told = {"refused": "damaged", "numbers": []}
    with os.fdopen(out, "w") as answer:
        json.dump(told, answer)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], [int(one) for one in sys.argv[3:]])
