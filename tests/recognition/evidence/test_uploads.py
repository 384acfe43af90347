"""What is handed in is made safe before it is kept: photos lose what they hide, PDFs lose what they do."""

import struct
import zipfile
import zlib
from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pillow_heif
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from PIL import Image

from portal.audit.models import Entry
from portal.people.public import everyone, give_consent, withdraw_consent
from recognition.cases import submission
from recognition.evidence import uploads
from recognition.evidence.safe.files import MOST_BYTES, make_safe
from recognition.evidence.safe.pdfs import DANGEROUS, what_is_left
from recognition.models import Evidence, Upload
from recognition.refusals import Incomplete, NotYours, WrongState
from tests.builders.cases import Village
from tests.builders.people import make_learner as somebody
from tests.builders.people import make_user
from tests.builders.recognition import WHY


@pytest.fixture(autouse=True)
def english():
    """The reasons are compared in the language of the code, whatever catalogues are compiled."""
    with translation.override("en"):
        yield


RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **how) -> bytes:
    """Left half red, right half blue."""
    image = Image.new(mode, size, RED if mode == "RGB" else (*RED, 255))
    image.paste(BLUE if mode == "RGB" else (*BLUE, 255), (size[0] // 2, 0, *size))
    written = BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Máy của Hoa", 6
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    return picture(exif=exif.tobytes(), comment=b"so dien thoai 0900")


def heic() -> bytes:
    written = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), RED)).save(written)
    return written.getvalue()


def pdf(change=None, **save) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    if change:
        change(document)
    written = BytesIO()
    document.save(written, **save)
    return written.getvalue()


def huge_png(width: int = 50_000, height: int = 50_000) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (picture(), "anh.jpg"),
        (picture("PNG"), "anh.PNG"),
        (picture("WEBP"), "anh.webp"),
        (heic(), "IMG_1.HEIC"),
        (picture("PNG", mode="RGBA"), "man-hinh.png"),
        (picture(), "IMG.2026.03.05.jpeg"),
        (picture(), "image"),
        (picture("PNG"), "zalo.jpg"),
        (picture(), "../../etc/passwd.jpg"),
        (picture(), "C:\\anh\\the.jpg"),
    ],
)
def test_photos_become_a_new_jpeg(data, name):
    safe = make_safe(data, name)
    assert (safe.media_type, safe.extension) == ("image/jpeg", "jpg")
    again = Image.open(BytesIO(safe.data))
    assert again.format == "JPEG"
    assert again.size == (safe.width, safe.height)
    red, _green, _blue = again.getpixel((3, 20))
    assert red > 150


def test_place_device_and_comments_are_gone_and_the_photo_stands_upright():
    original = with_place()
    assert b"Exif" in original
    assert b"0900" in original
    safe = make_safe(original, "anh.jpg")
    found = Image.open(BytesIO(safe.data))
    assert dict(found.getexif()) == {}
    assert b"Exif" not in safe.data
    assert b"0900" not in safe.data
    assert b"Hoa" not in safe.data
    assert found.size == (40, 60)  # it lay on its side
    assert found.getpixel((20, 5))[0] > 150  # red was left, now it is on top
    assert found.getpixel((20, 55))[2] > 150


def test_a_large_photo_is_made_smaller():
    safe = make_safe(picture(size=(5000, 2500)), "anh.jpg")
    assert (safe.width, safe.height) == (2600, 1300)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "anh.jpg", "empty"),
        (b"\xff\xd8\xff" + b"\0" * MOST_BYTES, "anh.jpg", "larger than 15 MB"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "anh.svg", "Only photos"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "anh.png", "Only photos"),
        (b"GIF89a" + b"\0" * 50, "anh.gif", "Only photos"),
        (b"MZ" + b"\0" * 500, "anh.jpg", "Only photos"),
        (picture(), "anh.exe", "Only photos"),
        (picture(), "anh.php.jpg", "two endings"),
        (pdf(), "giay.pdf.jpg", "two endings"),
        (picture(), "giay.jpg.pdf", "two endings"),
        (pdf(), "giay.jpg", "does not fit"),
        (picture(), "giay.pdf", "does not fit"),
        (huge_png(), "anh.png", "too many pixels"),
        (huge_png(9000, 9000), "anh.png", "too many pixels"),
        (picture() + b"<html><script>alert(1)</script>", "anh.jpg", "something else is hidden"),
        (picture() + b"<?php system($_GET[0]);", "anh.jpg", "something else is hidden"),
        (picture("PNG") + pdf(), "anh.png", "something else is hidden"),
        (picture()[:400], "anh.jpg", "damaged"),
        (heic()[:200], "anh.heic", "damaged"),
        (b"%PDF-1.7\nnothing of a PDF", "giay.pdf", "damaged"),
        (b"   " + pdf(), "giay.pdf", "Only photos"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refused_with_a_clear_reason(data, name, reason):
    with pytest.raises(Incomplete) as refused:
        make_safe(data, name)
    assert refused.value.field == "file"
    assert reason in str(refused.value)


def test_a_photo_that_is_also_an_archive_is_refused():
    archive = BytesIO(picture())
    archive.seek(0, 2)
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("x.txt", "y")
    with pytest.raises(Incomplete, match="something else is hidden"):
        make_safe(archive.getvalue(), "anh.jpg")


def everything_bad(document: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
    root, page = document.Root, document.pages[0]
    root.OpenAction = document.make_indirect(script)
    root.AA = pikepdf.Dictionary(WC=script)
    root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), script])))
    root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=document.make_stream(b"<xdp/>"))
    root.Metadata = document.make_stream(b"<x:xmpmeta>Hoa</x:xmpmeta>")
    document.docinfo["/Author"] = "Nguyễn Thị Hoa"
    document.attachments["bang-diem.xlsx"] = b"hidden"
    page.obj.AA = pikepdf.Dictionary(O=script)
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=pikepdf.Array([0, 0, 9, 9]),
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://xau.example"),
    )
    launch = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=pikepdf.Array([0, 0, 9, 9]),
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
    )
    page.obj.Annots = pikepdf.Array([document.make_indirect(link), document.make_indirect(launch)])


def test_a_pdf_loses_scripts_actions_forms_files_and_links():
    original = pdf(everything_bad)
    assert {"/JS", "/OpenAction", "/AA", "/AcroForm", "/Annots", "/EF", "/URI", "/A"} <= what_is_left(original)
    safe = make_safe(original, "giay.pdf")
    assert (safe.media_type, safe.extension, safe.pages) == ("application/pdf", "pdf", 1)
    assert what_is_left(safe.data) == set()
    with pikepdf.open(BytesIO(safe.data)) as again:
        assert set(again.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in again.trailer
        assert len(again.attachments) == 0
        everything = b"".join(repr(one).encode() for one in again.objects)
    for word in (b"app.alert", b"xau.example", b"cmd.exe", b"Hoa", b"hidden"):
        assert word not in everything
        assert word not in safe.data


def test_a_pdf_still_shows_its_pages():
    def draw(document: pikepdf.Pdf) -> None:
        page = document.pages[0].obj
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        # Fonts may be called anything, also by the name of something dangerous.
        page.Resources = pikepdf.Dictionary(Font=document.make_indirect(pikepdf.Dictionary(A=font, JS=font)))
        page.Contents = document.make_stream(b"BT /A 12 Tf 20 100 Td (Thi) Tj ET")

    safe = make_safe(pdf(draw), "giay.pdf")
    with pikepdf.open(BytesIO(safe.data)) as again:
        page = again.pages[0].obj
        assert b"(Thi) Tj" in page.Contents.read_bytes()
        assert set(page.Resources.Font.keys()) == {"/A", "/JS"}


@pytest.mark.parametrize("password", ["", "bi-mat"])
def test_a_locked_pdf_is_refused(password):
    locked = pdf(encryption=pikepdf.Encryption(owner="chu", user=password))
    with pytest.raises(Incomplete, match="locked with a password"):
        make_safe(locked, "giay.pdf")


def test_a_pdf_of_too_many_pages_is_refused():
    def many(document: pikepdf.Pdf) -> None:
        for _ in range(60):
            document.add_blank_page()

    with pytest.raises(Incomplete, match="61 pages"):
        make_safe(pdf(many), "giay.pdf")


def test_every_dangerous_word_is_looked_for():
    for word in sorted(DANGEROUS):

        def plant(document: pikepdf.Pdf, word: str = word) -> None:
            document.Root["/Lang"] = document.make_indirect(pikepdf.Dictionary({word: pikepdf.Dictionary(X=1)}))

        planted = pdf(plant)
        assert word in what_is_left(planted)
        assert what_is_left(make_safe(planted, "giay.pdf").data) == set()


# ---- with the database ----


@pytest.fixture
def village(db):
    return Village()


def make_learner(unit):
    """Somebody of the commune who agreed to be recorded."""
    learner = somebody(unit)
    with everyone(WHY):
        give_consent(learner, by=learner.user)
    return learner


def given(learner, by, data: bytes | None = None, name: str = "anh.jpg", **changes) -> Evidence:
    file = SimpleUploadedFile(name, picture() if data is None else data)
    values = {
        "kind_id": "library-card",
        "indicators": ["A1"],
        "title": "Thẻ thư viện xã",
        "on": date(2026, 3, 5),
        "file": file,
        **changes,
    }
    with everyone(WHY):
        return uploads.hand_in(learner, by=by, **values)


def test_what_is_kept(village):
    learner = make_learner(village.unit)
    row = given(learner, learner.user, with_place())
    assert (row.kind, row.on_behalf_of, row.entered_by) == ("manual", False, learner.user)
    assert timezone.localdate(row.happened_at) == date(2026, 3, 5)
    path = uploads.path_of(row.upload)
    assert path.is_relative_to(settings.PRIVATE_ROOT)
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert path.name == f"{row.upload.sha256}.jpg"
    assert path.stat().st_mode & 0o077 == 0
    assert b"0900" not in path.read_bytes()
    entry = Entry.objects.get(act="evidence.handed_in")
    assert entry.details == {"kind": "library-card", "indicators": ["A1"], "on_behalf_of": False}


def test_a_helper_is_never_recorded_as_the_citizen(village):
    learner = make_learner(village.unit)
    row = given(learner, village.staff)
    assert (row.entered_by, row.on_behalf_of) == (village.staff, True)


def test_strangers_hand_nothing_in(village):
    learner, other = make_learner(village.unit), make_learner(village.unit)
    with pytest.raises(NotYours):
        given(learner, other.user)
    with pytest.raises(NotYours):
        given(learner, make_user("staff", unit=Village("Xã khác").unit))
    assert Entry.objects.filter(act="evidence.handed_in").count() == 0


def test_the_same_file_counts_once_for_a_person(village):
    learner, other = make_learner(village.unit), make_learner(village.unit)
    first = given(learner, learner.user)
    with pytest.raises(Incomplete, match="here already: “Thẻ thư viện xã”, for A1"):
        given(learner, learner.user, name="ten-khac.jpg", kind_id="reading-log")
    given(other, other.user)
    with everyone(WHY):
        uploads.withdraw(first, learner.user)
        assert given(learner, learner.user).pk != first.pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind_id": "khong-co"}, "kind"),
        ({"indicators": []}, "indicators"),
        ({"indicators": ["B1"]}, "kind"),
        ({"on": date(1900, 1, 1)}, "on"),
        ({"title": "x" * 201}, "title"),
        ({"file": None}, "file"),
        ({"kind_id": "other", "title": " "}, "title"),
    ],
)
def test_incomplete_evidence_names_the_field_and_writes_nothing(village, changes, field):
    learner = make_learner(village.unit)
    with pytest.raises(Incomplete) as refused:
        given(learner, learner.user, **changes)
    assert refused.value.field == field
    with everyone(WHY):
        assert Evidence.objects.count() == Upload.objects.count() == 0


def test_a_day_to_come_is_refused(village):
    learner = make_learner(village.unit)
    given(learner, learner.user, on=timezone.localdate())
    with pytest.raises(Incomplete, match="still to come"):
        given(learner, learner.user, picture("PNG"), on=timezone.localdate() + timedelta(days=1))


def test_withdrawing(village):
    learner, other = make_learner(village.unit), make_learner(village.unit)
    row = given(learner, learner.user)
    with everyone(WHY):
        with pytest.raises(NotYours):
            uploads.withdraw(row, other.user)
        uploads.withdraw(row, learner.user)
        row.refresh_from_db()
        assert (row.withdrawn_by, bool(row.withdrawn_at)) == (learner.user, True)
        with pytest.raises(WrongState, match="withdrawn already"):
            uploads.withdraw(row, learner.user)


def test_evidence_of_a_handed_in_case_stays_until_the_case_is_withdrawn(village):
    case = village.submitted()
    with everyone(WHY):
        learner = case.learner
        give_consent(learner, by=learner.user)
        submission.withdraw(case, learner.user)
        row = given(learner, learner.user)
        again = submission.draft_for(learner, learner.user)
        submission.submit(again, learner.user)
        with pytest.raises(WrongState, match="Withdraw the case first"):
            uploads.withdraw(row, learner.user)
        again.refresh_from_db()
        submission.withdraw(again, learner.user)
        uploads.withdraw(row, learner.user)


def test_nothing_is_kept_without_consent(village):
    learner = make_learner(village.unit)
    with everyone(WHY):
        withdraw_consent(learner, by=learner.user)
    with pytest.raises(Incomplete, match="before the person agrees"):
        given(learner, learner.user)
    with everyone(WHY):
        assert Upload.objects.count() == 0
