"""Every kind of fault that was found with files of the public, made here: refused with words, or harmless and readable."""

import re
import struct
from io import BytesIO
from pathlib import Path

import av
import pikepdf
import pypdfium2
import pytest
from django.utils import translation
from pikepdf import Dictionary
from PIL import Image

from recognition.evidence.safe import apart, images, pdf_shown
from recognition.evidence.safe.child import MOST_MEMORY, MOST_SECONDS
from recognition.evidence.safe.files import MOST_BYTES, SafeFile, make_safe
from recognition.evidence.safe.pdfs import DANGEROUS, what_is_left
from recognition.evidence.safe.refusal import NotTaken
from recognition.refusals import Incomplete
from tests.recognition.evidence.safe import papers, photos, sounds

TOLD = (
    b"Exif",
    b"Hoa",
    b"0900",
    b"GPS",
    b"<script",
    b"<?php",
    b"<svg",
    b"app.alert",
    b"xau.example",
    b"passwd",
    b"PK\x05",
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def bounded(monkeypatch, tmp_path):
    """No process took more than 500 MB or 10 s of a processor, whatever the file: as the kernel counted it."""
    record = tmp_path / "record"
    monkeypatch.setattr(apart, "CHILD", [str(Path(__file__).parent / "weighed.py"), str(record)])
    monkeypatch.setattr(
        apart, "MOST_WALL_SECONDS", 60
    )  # on a busy machine ten seconds of the clock are few of a processor
    yield
    for line in record.read_text().splitlines() if record.exists() else []:
        memory, seconds = map(float, line.split())
        assert memory <= MOST_MEMORY < 500_000_000
        assert seconds < MOST_SECONDS + 1 < 10


def seen(safe: SafeFile) -> Image.Image:
    """What somebody sees who opens the copy: the photo, or the first page."""
    if safe.media_type == "application/pdf":
        return (
            pypdfium2.PdfDocument(safe.data)[0].render(draw_annots=False, may_draw_forms=False).to_pil().convert("RGB")
        )
    return Image.open(BytesIO(safe.data)).convert("RGB")


def ink(picture: Image.Image) -> int:
    """Points that are not nearly white."""
    return sum(picture.convert("L").histogram()[:250])


def unpacked(stream: pikepdf.Stream) -> bytes:
    """What stands in a stream, and not how it is packed; a photo as it is coded."""
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def test_there_are_enough():
    made = [photos.READ, photos.REFUSED, papers.READ, papers.REFUSED, papers.SHOWN]
    assert sum(len(rows) for rows in made) >= 80


@pytest.mark.parametrize("name", photos.READ)
def test_photos_that_are_read(name):
    safe = make_safe(photos.READ[name]())
    assert (safe.media_type, safe.extension) == ("image/jpeg", "jpg")
    picture = seen(safe)
    assert picture.size == (safe.width, safe.height)
    left, right = picture.getpixel((5, 20)), picture.getpixel((picture.width - 5, 20))
    assert left[0] > 120 > left[2]
    assert right[2] > 120 > right[0]
    assert not [word for word in TOLD if word in safe.data]


REFUSED = {**photos.REFUSED, **papers.REFUSED, **sounds.REFUSED}


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_are_refused(name):
    make, reason = REFUSED[name]
    with pytest.raises(Incomplete) as refused:
        make_safe(make())
    assert refused.value.field == "file"
    assert re.search(reason, str(refused.value)), str(refused.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_opened():
    with pytest.raises(Incomplete, match="larger than 15 MB"):
        make_safe(b"\xff\xd8\xff" + b"\0" * MOST_BYTES)


@pytest.mark.parametrize("name", papers.READ)
def test_pdfs_that_are_read(name):
    data = papers.READ[name]()
    safe = make_safe(data)
    assert (safe.media_type, safe.extension, safe.pages) == ("application/pdf", "pdf", 1)
    assert what_is_left(safe.data) == set()
    with pikepdf.open(BytesIO(safe.data)) as again:
        assert set(again.Root.keys()) <= {"/Type", "/Pages"}
        assert not again.is_encrypted
        everything = b"".join(
            repr(one).encode() + (unpacked(one) if isinstance(one, pikepdf.Stream) else b"") for one in again.objects
        )
    assert not [word for word in TOLD if word in everything or word in safe.data]
    assert ink(seen(safe)) > 200


def test_every_dangerous_word_is_looked_for():
    def plant(document: pikepdf.Pdf) -> None:
        rows = {word: Dictionary(X=1) for word in sorted(DANGEROUS)}
        document.Root["/Lang"] = document.make_indirect(Dictionary(rows))

    planted = papers.pdf(plant)
    assert what_is_left(planted) >= DANGEROUS
    assert what_is_left(make_safe(planted).data) == set()


def test_fonts_may_be_called_anything():
    def draw(document: pikepdf.Pdf) -> None:
        papers.with_text(document)
        resources = document.pages[0].obj.Resources
        resources.Font = document.make_indirect(Dictionary(A=resources.Font.F1, JS=resources.Font.F1))

    with pikepdf.open(BytesIO(make_safe(papers.pdf(draw)).data)) as again:
        assert set(again.pages[0].obj.Resources.Font.keys()) == {"/A", "/JS"}


@pytest.mark.parametrize("name", sounds.READ)
def test_sounds_that_are_read(name):
    safe = make_safe(sounds.READ[name]())
    assert (safe.media_type, safe.extension, safe.seconds) == ("audio/mp4", "m4a", 2)
    assert not [word for word in TOLD if word in safe.data]
    with av.open(BytesIO(safe.data)) as again:
        assert [one.type for one in again.streams] == ["audio"]
        assert not set(again.metadata) - {"major_brand", "minor_version", "compatible_brands"}
        loudest = max(
            abs(part)
            for frame in again.decode(audio=0)
            for part in struct.unpack(f"<{frame.samples}f", bytes(frame.planes[0])[: 4 * frame.samples])
        )
    assert loudest > 0.1


def test_a_signature_that_does_not_stay_is_told():
    assert make_safe(papers.signed()).signed
    assert not make_safe(papers.plain()).signed


@pytest.mark.parametrize("name", papers.SHOWN)
def test_what_was_drawn_or_filled_in_stays_visible(name):
    safe = make_safe(papers.SHOWN[name]())
    assert what_is_left(safe.data) == set()
    assert ink(seen(safe)) > 90


@pytest.mark.parametrize("kind", images.MOST_PIXELS)
def test_each_kind_of_picture_is_measured_before_it_is_unpacked(monkeypatch, kind):
    """A HEIC as large as the bound takes many seconds to make: a lower bound shows the same."""
    data = photos.heic() if kind == "image/heic" else photos.written(photos.halves((64, 48)), kind[6:].upper())
    monkeypatch.setitem(images.MOST_PIXELS, kind, 64 * 48 - 1)
    with pytest.raises(NotTaken, match="pixels"):
        images.rewrite(data, kind)
    monkeypatch.setitem(images.MOST_PIXELS, kind, 64 * 48)
    assert images.rewrite(data, kind)[0].facts.width == 64


def test_every_page_is_drawn_as_the_desk_draws_it_as_far_as_time_reaches(monkeypatch):
    drawn = []
    monkeypatch.setattr(pdf_shown, "picture_of", drawn.append)
    monkeypatch.setattr(pdf_shown.time, "process_time", lambda: 0.0 if len(drawn) < 5 else 99.0)
    assert len(pdf_shown.looks(papers.pages(6))) == 4
    assert len(drawn) == 5


def test_grey_of_16_bits_stays_grey():
    picture = seen(make_safe(photos.grey_16()))
    assert [abs(picture.getpixel((at, 10))[0] - at) < 12 for at in (10, 100, 200)] == [True] * 3


def test_colours_are_those_that_were_meant():
    red, _green, blue = seen(make_safe(photos.swapped_colours())).getpixel((30, 20))
    assert blue > 150 > red


def test_white_on_nothing_is_seen():
    picture = seen(make_safe(photos.white_on_nothing()))
    assert picture.getpixel((100, 50))[0] > 240
    assert picture.getpixel((5, 5))[0] < 120


def test_a_palette_with_nothing_in_it_lies_on_white():
    picture = seen(make_safe(photos.transparent_palette()))
    assert min(picture.getpixel((5, 20))) > 240
    assert picture.getpixel((55, 20))[2] > 150


def test_place_and_device_are_gone_and_the_photo_stands_upright():
    safe = make_safe(photos.with_place())
    assert dict(Image.open(BytesIO(safe.data)).getexif()) == {}
    picture = seen(safe)
    assert picture.size == (40, 60)  # it lay on its side
    assert picture.getpixel((20, 5))[0] > 150  # red was left, now it is on top
    assert picture.getpixel((20, 55))[2] > 150
    assert not [word for word in TOLD if word in safe.data]


@pytest.mark.parametrize(
    ("size", "kept"), [((1080, 16_000), (675, 10_007)), ((5000, 2500), (3676, 1838)), ((40, 60_000), (20, 30_000))]
)
def test_a_picture_is_made_smaller_by_its_area(size, kept):
    safe = make_safe(photos.png(*size))
    assert (safe.width, safe.height) == pytest.approx(kept, abs=2)


@pytest.mark.parametrize(("colour", "depth"), [(2, 8), (6, 8), (0, 16)])
def test_the_largest_lossless_picture_is_read_in_bounds(colour, depth):
    safe = make_safe(photos.png(8000, 8000, colour, depth))
    assert seen(safe).getpixel((300, 300))[0] == pytest.approx(128 if colour == 2 or depth == 16 else 191, abs=3)


def test_the_largest_webp_is_read_in_bounds():
    safe = make_safe(photos.flat_webp(4000, 4990))
    assert seen(safe).getpixel((300, 300))[0] == pytest.approx(200, abs=3)


def test_the_pixels_of_a_photo_in_a_pdf_stay_as_they_are():
    original = photos.with_place()
    with pikepdf.open(BytesIO(make_safe(papers.with_picture(original)).data)) as pdf:
        kept = pdf.pages[0].obj.Resources.XObject.Im.read_raw_bytes()
    assert len(kept) < len(original)
    assert Image.open(BytesIO(kept)).tobytes() == Image.open(BytesIO(original)).tobytes()
