"""What people upload becomes what telephones play; the original stays until it worked, and a failure says what to do."""

import io
import struct
import zlib
from pathlib import Path

import av
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image

from content.image_form import _tells_more
from content.media import apart, bounds, preparing
from content.media.prepared import PreparedFile, reason_in_words
from content.photos import PHOTO, make_sizes
from content.public import CentreSpace
from tests.builders.media import film, heic, jpeg, sound, taken_somewhere, uneven
from tests.content.conftest import School


def kinds(document: Document) -> tuple[str, ...]:
    """Reader, picture and sound of a file as it lies there now."""
    with document.open_file() as data, av.open(io.BytesIO(data.read())) as given:
        names = [stream.codec_context.name for stream in given.streams]
        return (given.format.name.split(",")[0], *names)


@pytest.mark.parametrize(
    ("name", "data", "made"),
    [
        ("dien-thoai.mov", lambda: film("mov", "mpeg4"), ("mov", "h264", "aac")),
        ("cu.avi", lambda: film("avi", "mpeg4", voice="libmp3lame"), ("mov", "h264", "aac")),
        ("nho.3gp", lambda: film("3gp", "h263", size=(176, 144)), ("mov", "h264", "aac")),
        ("cam.m4v", lambda: film("mp4", "mpeg4", voice=""), ("mov", "h264")),
        ("giong.wav", lambda: sound("wav", "pcm_s16le"), ("mp3", "mp3float")),
        ("nhac.m4a", lambda: sound("ipod", "alac"), ("mp3", "mp3float")),
    ],
)
def test_what_telephones_do_not_play_is_changed(put, name: str, data, made: tuple[str, ...]) -> None:
    given = data()
    document = put(name, given)
    row = PreparedFile.objects.get(document=document)
    assert (row.state, row.of) == ("ready", document.file.name)
    assert Path(document.filename).suffix == (".mp4" if len(made) > 1 and made[0] == "mov" else ".mp3")
    assert kinds(document) == made
    assert row.seconds == pytest.approx(2, abs=0.2)
    assert document.file_size == default_storage.size(document.file.name)
    assert not default_storage.exists(f"documents/{name}")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("san.mp4", film),
        ("nen.webm", lambda: film("webm", "libvpx", voice="libopus")),
        ("san.mp3", sound),
        ("san.m4a", lambda: sound("ipod", "aac")),
    ],
)
def test_what_every_telephone_plays_stays_as_it_is(put, name: str, data) -> None:
    given = data()
    document = put(name, given)
    with document.open_file() as file:
        assert file.read() == given
    row = PreparedFile.objects.get(document=document)
    assert (row.state, row.film) == ("ready", name.endswith(("mp4", "webm")))
    assert row.seconds == pytest.approx(2, abs=0.1)


def test_an_mp3_that_does_not_say_how_long_it_is_is_measured(put) -> None:
    row = PreparedFile.objects.get(document=put("loi.mp3", uneven(8)))
    assert row.seconds == pytest.approx(8, abs=0.1), "else nobody ever heard nine tenths of it"


def test_a_film_gets_a_picture_and_loses_it_with_the_file(put) -> None:
    document = put("san.mp4", film(seconds=4))
    poster = PreparedFile.objects.get(document=document).poster
    with default_storage.open(poster) as file, Picture.open(file) as picture:
        assert (picture.format, picture.size) == ("JPEG", (160, 120))
        assert picture.convert("L").entropy() > 1
    document.delete()
    assert not default_storage.exists(poster)


def test_a_film_recorded_upright_stays_upright(put) -> None:
    """The bright bar of the test's film stands left; the telephone says: turn it clockwise. Then it lies on top."""
    document = put("dung.mov", film("mov", "mpeg4", size=(160, 120), turned=-90))
    row = PreparedFile.objects.get(document=document)
    assert (row.width, row.height) == (120, 160)
    with default_storage.open(row.poster) as file, Picture.open(file) as picture:
        assert min(picture.getpixel((60, 4))[:2]) > 180
        assert max(picture.getpixel((4, 100))) < 150
    with document.open_file() as data, av.open(io.BytesIO(data.read())) as given:
        frame = next(given.decode(video=0))
        assert (frame.width, frame.height, frame.rotation) == (120, 160, 0)


def test_a_heavy_film_is_made_small_enough_for_3g(put) -> None:
    given = film("mp4", "libx264", 1, (1280, 720), noise=True)
    assert len(given) * 8 > bounds.MOST_BITS
    document = put("nang.mp4", given)
    row = PreparedFile.objects.get(document=document)
    assert (row.width, row.height) == (852, 480)
    assert document.file_size < len(given) / 2


def test_the_original_stays_when_it_does_not_work(put, monkeypatch) -> None:
    done = apart.done

    def broken(what, *rest):
        if what == "film":
            raise apart.NotUsable("slow")
        return done(what, *rest)

    monkeypatch.setattr(preparing.apart, "done", broken)
    given = film("mov", "mpeg4")
    document = put("lau.mov", given)
    for _again in range(4):
        preparing.prepare_all()
    row = PreparedFile.objects.get(document=document)
    assert (row.state, row.reason, row.tries) == ("failed", "slow", 3)
    assert "Cắt phim thành nhiều phim ngắn" in row.told
    document.refresh_from_db()
    with document.open_file() as file:
        assert file.read() == given
    assert default_storage.listdir("documents")[1] == ["lau.mov"]


def test_while_it_is_changed_the_editor_is_told(school: School, put, monkeypatch) -> None:
    seen: list[str] = []
    done = apart.done

    def watched(what, *rest):
        if what == "film":
            seen.append(PreparedFile.objects.get().told)
        return done(what, *rest)

    monkeypatch.setattr(preparing.apart, "done", watched)
    put("moi.mov", film("mov", "mpeg4"))
    assert seen == ["Đang đổi sang MP4 để điện thoại nào cũng xem được, mất vài phút. Cứ soạn tiếp."]


def test_nobody_prepares_what_another_is_at_work_on(put) -> None:
    document = put("san.mp4", film())
    PreparedFile.objects.update(state="waiting")
    first = preparing._take()
    assert first is not None
    assert first.pk == document.pk
    assert preparing._take() is None


def test_a_film_deleted_while_it_is_looked_at_leaves_nothing(put, monkeypatch, settings) -> None:
    def deleted(*_told):
        Document.objects.all().delete()
        return io.BytesIO(jpeg())

    monkeypatch.setattr(preparing, "_poster", deleted)
    with pytest.raises(Document.DoesNotExist):
        put("phim.mp4", film())
    assert not PreparedFile.objects.exists()
    assert not (Path(settings.MEDIA_ROOT) / "posters").exists()


def test_a_file_exchanged_meanwhile_is_looked_at_anew(put, monkeypatch) -> None:
    given, done = film("mov", "mpeg4"), apart.done

    def exchanged(what, *rest):
        if what == "film":
            document = Document.objects.get()
            document.file.save("moi.mp4", ContentFile(film(seconds=1)))
        return done(what, *rest)

    monkeypatch.setattr(preparing.apart, "done", exchanged)
    document = put("cu.mov", given)
    preparing.prepare_all()
    document.refresh_from_db()
    row = PreparedFile.objects.get()
    assert (row.of, row.state) == (document.file.name, "ready")
    assert row.seconds == pytest.approx(1, abs=0.1)


class TestUpload:
    @pytest.fixture
    def send(self, school: School, put):
        client, collection = school.client(school.staff[0]), CentreSpace.objects.get().collection

        def sent(address: str, name: str, data: bytes) -> str:
            fields = {"title": "Mới", "tags": "", "collection": collection.pk}
            return client.post(reverse(address), fields | {"file": ContentFile(data, name=name)}).text

        return sent

    def test_too_long_is_refused_with_the_number(self, send, monkeypatch) -> None:
        monkeypatch.setattr(apart, "CHILD", ["-c", 'print(\'{"refused": "long film", "numbers": [30, 75]}\')'])
        assert "Phim này dài khoảng 75 phút; phim ở đây dài nhất 30 phút." in send("wagtaildocs:add", "dai.mp4", film())
        assert not Document.objects.exists()

    def test_too_large_is_refused_with_the_number(self, send, settings) -> None:
        settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10_000
        assert "9,8" in send("wagtaildocs:add", "to.mp4", film())
        assert not Document.objects.exists()

    def test_junk_in_boxes_is_refused(self, send) -> None:
        junk = b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\x10moov" + b"x" * 8
        said = send("wagtaildocs:add", "rac.mp4", junk)
        assert "không có tiếng, cũng không có hình" in said
        assert "Không nhận tệp có đuôi" not in said, "its ending is right; nothing is said beside what is wrong"
        assert not Document.objects.exists()

    @pytest.mark.parametrize("name", ["IMG_0001.HEIC", "anh.jpg"])
    def test_a_photo_of_an_iphone_becomes_jpeg(self, send, name: str) -> None:
        send("wagtailimages:add", name, heic())
        image = Image.objects.get()
        with image.open_file() as file, Picture.open(file) as picture:
            assert (picture.format, picture.size) == ("JPEG", (320, 240))
            assert not picture.getexif()
        assert image.filename.endswith(".jpg")

    @pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "AVIF"])
    def test_no_photo_keeps_where_it_was_taken(self, send, kind: str) -> None:
        """Neither what the library stores, which is given out by address, nor what pages show; and it stands upright."""
        send("wagtailimages:add", f"anh.{'jpg' if kind == 'JPEG' else kind.lower()}", taken_somewhere(kind))
        image = Image.objects.get()
        assert (image.width, image.height) == (240, 320)
        make_sizes.call([image.pk])
        for file in (image.file, image.renditions.get(filter_spec=PHOTO).file):
            with default_storage.open(file.name) as data:
                stored = data.read()
            assert not [word for word in (b"Exif", b"Hoa", b"GPS", b"0900") if word in stored]
            with Picture.open(io.BytesIO(stored)) as picture:
                assert not picture.getexif()
                assert min(picture.convert("RGB").getpixel((picture.width // 2, 2))[:2]) > 180, (
                    "the bright bar lies on top"
                )

    @pytest.mark.parametrize("at", [13, -1], ids=["before the picture", "behind it"])
    def test_a_gif_keeps_its_movement_and_no_comment(self, send, at: int) -> None:
        made = io.BytesIO()
        frames = [Picture.new("P", (320, 240), colour) for colour in (0, 1)]
        frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=100, loop=0, optimize=False)
        whole = made.getvalue()
        at = 13 + (3 << ((whole[10] & 7) + 1) if whole[10] & 0x80 else 0) if at == 13 else len(whole) - 1
        send("wagtailimages:add", "dong.gif", whole[:at] + b"!\xfe\x0cNha Hoa 10.7\0" + whole[at:] + b"Hoa")
        with Image.objects.get().open_file() as file:
            stored = file.read()
        assert b"Hoa" not in stored
        with Picture.open(io.BytesIO(stored)) as picture:
            assert (picture.format, picture.n_frames, picture.info["loop"], picture.info["duration"]) == (
                "GIF",
                2,
                0,
                100,
            )

    def test_a_gif_that_ends_too_early_is_refused(self, send) -> None:
        made = io.BytesIO()
        Picture.new("P", (320, 240)).save(made, "GIF")
        assert "bị hỏng" in send("wagtailimages:add", "hong.gif", made.getvalue()[:-9])
        assert not Image.objects.exists()

    @pytest.mark.parametrize("at", [33, -12], ids=["before the picture", "behind it"])
    @pytest.mark.parametrize("part", [(b"tEXt", b"Location\x0010.77,106.69"), (b"eXIf", b"II*\0"), (b"vpAg", b"Hoa")])
    def test_a_png_keeps_no_words_wherever_they_stand(self, send, part: tuple[bytes, bytes], at: int) -> None:
        name, words = part
        chunk = struct.pack(">I", len(words)) + name + words + struct.pack(">I", zlib.crc32(name + words))
        with io.BytesIO() as written:
            Picture.new("RGB", (40, 30)).save(written, "PNG")
            plain = written.getvalue()
        send("wagtailimages:add", "anh.png", plain[:at] + chunk + plain[at:])
        with Image.objects.get().open_file() as file:
            assert name not in (stored := file.read())
        assert words not in stored

    def test_a_picture_is_not_unpacked_to_see_what_it_tells(self, send, monkeypatch) -> None:
        with io.BytesIO() as written:
            Picture.new("RGB", (40, 30)).save(written, "PNG")
            plain = written.getvalue()
        monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", lambda *_: pytest.fail("unpacked"))
        assert not _tells_more(io.BytesIO(plain))
        assert not _tells_more(io.BytesIO(plain[:50]))
        assert _tells_more(io.BytesIO(plain + b"more"))

    def test_what_is_seen_through_stays_so(self, send) -> None:
        send("wagtailimages:add", "dau.png", taken_somewhere("PNG", mode="RGBA"))
        with Image.objects.get().open_file() as file, Picture.open(file) as picture:
            assert (picture.format, picture.mode, dict(picture.getexif())) == ("PNG", "RGBA", {})

    def test_a_damaged_photo_is_refused_in_words(self, send) -> None:
        assert "bị hỏng" in send("wagtailimages:add", "anh.heic", heic()[:900])
        assert not Image.objects.exists()

    def test_a_photo_that_tells_nothing_more_is_stored_as_it_came(self, send) -> None:
        send("wagtailimages:add", "anh.jpg", given := jpeg())
        with Image.objects.get().open_file() as file:
            assert file.read() == given


def test_every_reason_says_what_to_do() -> None:
    reasons = ("long film", "long sound", "large", "nothing", "no picture", "no sound", "slow", "full", "damaged")
    told = [reason_in_words(one, (30, 75)) for one in reasons]
    assert len(set(told)) == len(reasons)
    assert all(one.count(".") >= 2 for one in told), told


def test_the_process_is_bounded(tmp_path, settings) -> None:
    settings.PLACES_ROOT = tmp_path
    for data, reason in ((b"", "damaged"), (b"RIFF" + b"\xff" * 5000, "damaged")):
        with (tmp_path / "a.avi").open("w+b") as file:
            file.write(data)
            file.seek(0)
            with pytest.raises(apart.NotUsable) as refused:
                apart.done("look", "avi", file)
        assert refused.value.reason == reason
