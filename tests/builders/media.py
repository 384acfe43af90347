"""Sound, films and photos as telephones and programs make them: small, made anew in the test, never kept as files."""

import math
import random
from array import array
from fractions import Fraction
from io import BytesIO

import av
import pillow_heif
from PIL import Image, ImageDraw

_RATE = 24_000


def _tone(container, stream, seconds: float) -> None:
    """A tone that rises: no two seconds of it are the same."""
    _mux(container, stream, array("h", (int(9000 * math.sin(n * n / 4e6)) for n in range(int(seconds * _RATE)))))


def _mux(container, stream, samples: array) -> None:
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate, frame.pts, frame.time_base = _RATE, 0, Fraction(1, _RATE)
    resampler = av.AudioResampler(
        format=stream.codec_context.format.name,
        layout="mono",
        rate=stream.rate,
        frame_size=stream.codec_context.frame_size or None,
    )
    for part in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(stream.encode(part))
    container.mux(stream.encode(None))


def sound(form: str = "mp3", codec: str = "libmp3lame", seconds: float = 2.0, rate: int = _RATE) -> bytes:
    """A file of sound, as a recorder makes it."""
    written = BytesIO()
    with av.open(written, "w", format=form) as made:
        stream = made.add_stream(codec, rate=rate)
        stream.layout = "mono"
        _tone(made, stream, seconds)
    return written.getvalue()


def uneven(seconds: int) -> bytes:
    """An MP3 of silence and then noise, in pieces of any size, whose head does not say how long it is."""
    noise = random.Random(1)
    samples = array(
        "h", (0 if n < seconds * _RATE // 4 else noise.randint(-20_000, 20_000) for n in range(seconds * _RATE))
    )
    written = BytesIO()
    with av.open(written, "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"}) as made:
        stream = made.add_stream("libmp3lame", rate=_RATE)
        stream.codec_context.qscale, stream.codec_context.global_quality = True, 5 * 118
        stream.layout = "mono"
        _mux(made, stream, samples)
    return written.getvalue()


def film(
    form: str = "mp4",
    codec: str = "libx264",
    seconds: float = 2.0,
    size: tuple[int, int] = (160, 120),
    *,
    voice: str = "aac",
    turned: int = 0,
    noise: bool = False,
) -> bytes:
    """A film in which a bright bar stands on the left and a circle wanders; without sound where `voice` is empty; or
    one that shows noise alone, of which nothing can be made small."""
    written = BytesIO()
    with av.open(written, "w", format=form) as made:
        stream = made.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        if turned:
            stream.set_display_rotation(turned)
        heard = made.add_stream(voice, rate=48_000 if voice == "libopus" else _RATE) if voice else None
        if heard is not None:
            heard.layout = "mono"
        for number in range(int(seconds * 10)):
            frame = av.VideoFrame.from_image(
                Image.effect_noise(size, 90).convert("RGB") if noise else _picture(size, number)
            )
            frame.pts, frame.time_base = number, Fraction(1, 10)
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
        if heard is not None:
            _tone(made, heard, seconds)
    return written.getvalue()


def _picture(size: tuple[int, int], number: int = 0) -> Image.Image:
    picture = Image.new("RGB", size, (20, 60, 30))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, size[0] // 8, size[1]), fill=(250, 240, 90))
    x = size[0] // 4 + number * 5 % (size[0] // 2)
    draw.ellipse((x, size[1] // 3, x + size[0] // 5, size[1] // 2), fill=(240, 90, 140))
    for place in range(0, size[0], 6):
        draw.line((place, size[1] - 20 - place % 17, place + 6, size[1] - 3), fill=(place % 256, 90, 200))
    return picture


def heic(size: tuple[int, int] = (320, 240)) -> bytes:
    """A photo as an iPhone stores it."""
    written = BytesIO()
    pillow_heif.from_pillow(_picture(size)).save(written, quality=60)
    return written.getvalue()


def jpeg(size: tuple[int, int] = (320, 240)) -> bytes:
    """A photo."""
    written = BytesIO()
    _picture(size).save(written, "JPEG")
    return written.getvalue()


def _exif() -> bytes:
    """Whose telephone it was, where, and that the picture is to be turned clockwise."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Máy của Hoa", 6
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (21.0, 1.0, 42.0)
    return exif.tobytes()


def taken_somewhere(kind: str = "JPEG", mode: str = "RGB") -> bytes:
    """A photo lying on its side, its bright bar left, which says whose it is and where it was taken."""
    written, more = BytesIO(), {"comment": b"so 0900"} if kind == "JPEG" else {}
    _picture((320, 240)).convert(mode).save(written, kind, exif=_exif(), quality=90, **more)
    return written.getvalue()


def large_photo() -> bytes:
    """As a telephone of these days stores one: twelve million points, noise, 3 to 4 MB, lying on its side, with its place."""
    size = (4000, 3000)
    grain = Image.effect_noise(size, 22)
    picture = Image.merge("RGB", [grain, grain.transpose(Image.Transpose.FLIP_LEFT_RIGHT), grain])
    picture.paste((250, 240, 60), (0, 0, 200, size[1]))
    written = BytesIO()
    picture.save(written, "JPEG", quality=80, exif=_exif())
    return written.getvalue()


def noisy_photo(size: tuple[int, int] = (1200, 900), quality: int = 90) -> BytesIO:
    """A photo as a cheap telephone takes it: things of every size with hard edges, and noise on all of it."""
    chance, picture = random.Random(7), Image.new("RGB", size, (120, 150, 110))
    draw = ImageDraw.Draw(picture)
    for _thing in range(260):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        far = chance.randrange(4, size[0] // 6)
        colour = tuple(chance.randrange(30, 226) for _part in range(3))
        draw.ellipse((x, y, x + far, y + far * 2 // 3), fill=colour)
    # As coarse as a view of it on a telephone: finer noise would be lost when the photo is made small.
    grain = Image.effect_noise((640, 640 * size[1] // size[0]), 58).resize(size, Image.Resampling.BICUBIC)
    written = BytesIO()
    Image.blend(picture, Image.merge("RGB", [grain] * 3), 0.25).save(written, "JPEG", quality=quality)
    written.seek(0)
    return written
