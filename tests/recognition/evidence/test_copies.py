"""The same picture with other bytes is found again, by bounded work, and another picture is not."""

from datetime import date
from io import BytesIO
from random import Random

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageDraw, ImageEnhance

from portal.demo import papers as demo
from portal.people.public import everyone, give_consent
from recognition.evidence import copies, uploads
from recognition.evidence.safe.likeness import BANDS, BITS, NEAR, apart, bands, likeness, near
from recognition.models import LooksBand, Upload
from tests.builders.cases import Village
from tests.builders.people import make_learner
from tests.builders.recognition import WHY
from tests.recognition.evidence.safe import papers, photos


def scene(seed: int = 1) -> Image.Image:
    """Something like a photo: shapes of all sizes and colours, another one for each seed."""
    image = Image.effect_mandelbrot((800, 600), (-2 / seed, -1.5, 1, 1.5 / seed), 60).convert("RGB")
    draw = ImageDraw.Draw(image)
    for at in range(12):
        x, y, side = (at * 193 * seed + 71 * seed) % 700, (at * 157 * seed) % 500, 30 + at * 37 * seed % 120
        draw.ellipse((x, y, x + side, y + side), fill=((at * 61) % 255, (at * 97 * seed) % 255, (at * 29) % 255))
    return image


def paper(name: str = "Nguyễn Thị Hoa") -> Image.Image:
    image = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 60, 1180, 1694), outline="darkred", width=18)
    for row in range(14):
        draw.rectangle((160, 300 + row * 90, 1080 - row * 37 % 400, 330 + row * 90), fill="black")
    draw.text((300, 200), name, fill="black", font_size=60)
    return image


CHANGES = {
    "saved smaller": lambda image: image.resize((image.width // 2, image.height // 2)),
    "saved badly": lambda image: Image.open(BytesIO(photos.written(image, quality=30))),
    "as a message sends it": lambda image: Image.open(
        BytesIO(photos.written(image.resize((640, 640 * image.height // image.width)), quality=50))
    ),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.12),
    "in grey": lambda image: image.convert("L"),
    "as a png": lambda image: Image.open(BytesIO(photos.written(image, "PNG"))),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("picture", [scene(1), scene(2), paper()], ids=["one", "other", "paper"])
def test_a_changed_copy_looks_nearly_the_same(picture, change):
    assert near(likeness(picture), likeness(CHANGES[change](picture)))


def test_other_pictures_do_not():
    looks = [likeness(one) for one in (scene(1), scene(2), scene(3), scene(5), paper(), photos.lined())]
    assert min(apart(one, other) for at, one in enumerate(looks) for other in looks[:at]) > 2 * NEAR


def test_sheets_of_one_layout_with_other_words_are_no_copies():
    """Three of a thousand pairs were called copies by a fixed number of bits: forty papers of strangers for each paper."""
    looks = [demo.sheet("Giấy xác nhận", f"Số {at}", Random(at)).safe.looks[0] for at in range(60)]
    close = [apart(one, other) <= NEAR for at, one in enumerate(looks) for other in looks[:at]]
    called = [near(one, other) for at, one in enumerate(looks) for other in looks[:at]]
    assert any(close)
    assert not any(called)


@pytest.mark.parametrize("picture", [Image.new("RGB", (900, 900), "white"), Image.effect_noise((900, 900), 4)])
def test_what_is_nearly_blank_has_no_likeness(picture):
    assert likeness(picture) == ""


def test_near_copies_share_a_band_however_the_bits_lie():
    one = (1 << BITS) - 1
    for shift in range(0, BITS, 5):
        other = one
        for bit in range(NEAR):
            other ^= 1 << ((shift + bit * (BITS // NEAR)) % BITS)
        assert set(bands(f"{one:064x}")) & set(bands(f"{other:064x}"))
    assert len(bands(f"{one:064x}")) == BANDS
    assert bands("") == bands("0" * 64) == []


# ---- with the database ----


@pytest.fixture
def people(db):
    unit = Village().unit
    found = [make_learner(unit) for _ in range(3)]
    with everyone(WHY):
        for learner in found:
            give_consent(learner, by=learner.user)
    return found


def given(learner, data: bytes) -> Upload:
    with everyone(WHY):
        return uploads.hand_in(
            learner,
            kind_id="library-card",
            indicators=["A1"],
            title="Thẻ",
            on=date(2026, 3, 5),
            file=SimpleUploadedFile("x", data),
            by=learner.user,
        ).upload


def test_copies_of_others_and_of_oneself_are_found(people):
    mine, hers, his = people
    first = given(mine, photos.written(scene(1), quality=95))
    again = given(mine, photos.written(scene(1).resize((400, 300))))
    theirs = given(hers, photos.written(scene(1).convert("L"), quality=60))
    given(his, photos.written(scene(2)))
    given(his, photos.written(Image.new("RGB", (90, 90), "white")))
    assert len({first.original_sha256, again.original_sha256, theirs.original_sha256}) == 3
    assert set(copies.same_picture(first)) == {again, theirs}
    assert set(copies.same_picture(theirs)) == {first, again}


def test_a_photo_is_found_as_the_page_of_a_pdf(people):
    mine, hers, _his = people
    first = given(mine, photos.written(scene(1)))

    def page(document) -> None:
        picture = document.make_stream(photos.written(scene(1).resize((600, 450))))
        picture.Type, picture.Subtype, picture.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
        picture.Width, picture.Height, picture.BitsPerComponent = 600, 450, 8
        picture.ColorSpace = pikepdf.Name.DeviceRGB
        document.add_blank_page(page_size=(800, 600))
        last = document.pages[1].obj
        last.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
        last.Contents = document.make_stream(b"800 0 0 600 0 0 cm /Im Do")

    scanned = given(hers, papers.pdf(page))
    assert scanned.pages == 2
    assert list(copies.same_picture(first)) == [scanned]


def test_the_work_does_not_grow_with_the_uploads(people, monkeypatch):
    monkeypatch.setattr(copies, "MOST_OF_A_BAND", 3)
    first = given(people[0], photos.written(scene(1)))

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            found = len(copies.same_picture(first))
        return len(queries), found

    def more(number: int) -> None:
        for at in range(number):
            name = f"{LooksBand.objects.count() + at:064x}"
            copies.remember(
                Upload.objects.create(
                    learner=people[1], original_sha256=name, sha256=name, media_type="image/jpeg", size=1,
                    looks=first.looks, entered_by=people[1].user,
                )
            )  # fmt: skip

    with everyone(WHY):
        more(1)
        queries, found = asked()
        assert found == 1
        more(30)
        assert LooksBand.objects.count() == 32 * len(bands(first.looks[0]))
        assert asked() == (queries, 3)
