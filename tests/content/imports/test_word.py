"""A Word document becomes a draft: what is read, what is refused, and that nothing is half written."""

import re
import zipfile
from io import BytesIO
from pathlib import Path
from time import process_time

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from PIL import Image as Picture
from wagtail.images import get_image_model

from content.imports.word.drafting import write_draft
from content.imports.word.parts import Asked, Line, NoDocument, Table
from content.imports.word.pictures import NoPicture, for_browsers
from content.imports.word.reading import read
from content.imports.word.sample import sample
from content.imports.word.words import sentence
from content.models import LessonPage
from tests.builders.media import taken_somewhere
from tests.content.conftest import School


def _document(*lines: str, style: str | None = None) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line, style=style)
    return _bytes(document)


def _bytes(document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _questions(*lines: str) -> list[Asked]:
    return [one for one in read(_document(*lines), "bai.docx").parts if isinstance(one, Asked)]


def test_the_sample_is_taken_whole() -> None:
    found = read(sample(), "bai-mau.docx")
    assert found.title == "Cuộc gọi lạ đòi tiền"
    assert {note.outcome for note in found.notes} == {"taken"}
    asked = [one.question for one in found.parts if isinstance(one, Asked)]
    assert [one.kind for one in asked] == ["single", "true_false", "fill_in"]
    assert asked[0].choices[0].right
    assert asked[0].choices[0].feedback.startswith("Cơ quan nhà nước")
    assert asked[0].hint
    assert asked[0].explanation
    assert asked[2].gaps[0].accepted == ("tắt máy", "dừng lại")
    (table,) = [one for one in found.parts if isinstance(one, Table)]
    assert table.rows[0] == ("Họ nói", "Mình làm")
    html = " ".join(one.html for one in found.parts if isinstance(one, Line))
    assert "<b>in đậm</b>" in html
    assert "<i>in nghiêng</i>" in html


@pytest.mark.parametrize(
    ("lines", "kind", "right"),
    [
        (("Hỏi: Một?", "a) A", "b) B (đúng)"), "single", ["B"]),
        (("Hỏi: Một?", "* A", "- B"), "single", ["A"]),
        (("Câu hỏi 2: Một?", "A. A", "B. B", "C. C", "Đáp án: A, C"), "several", ["A", "C"]),
        (("Câu 3. Một?", "a) Đúng", "b) Sai *"), "true_false", ["Sai"]),
        (("Đúng hay sai: Một (sai)",), "true_false", ["Sai"]),
        (("Đúng/Sai: Một", "Đáp án: Đúng"), "true_false", ["Đúng"]),
        (("Hỏi: Mấy?", "Trả lời: 113 | một một ba"), "short_text", []),
        (("Sắp xếp: Các bước", "a) Một", "b) Hai", "c) Ba"), "order", ["Một", "Hai", "Ba"]),
        (("Nối: Số nào?", "113 = công an", "115 = cấp cứu"), "match", []),
    ],
)
def test_each_way_to_write_a_question(lines: tuple[str, ...], kind: str, right: list[str]) -> None:
    (asked,) = _questions(*lines)
    assert (asked.question.kind, asked.half) == (kind, False)
    assert [one.text for one in asked.question.choices if one.right] == right


def test_the_report_says_what_each_line_became() -> None:
    notes = read(sample(), "bai-mau.docx").notes
    told = [(sentence(note), note.detail) for note in notes]
    assert told[0] == ("Lấy làm tên bài học.", "Cuộc gọi lạ đòi tiền")
    became = {detail: words for words, detail in told}
    assert became["Dấu hiệu"] == "Lấy thành đề mục."
    assert became["Hối phải làm ngay"] == "Lấy thành một dòng của danh sách."
    assert became["Viết đè lên bài mẫu này, rồi xóa ba đoạn hướng dẫn ở đầu."] == "Lấy thành đoạn chữ."


def test_half_a_question_is_kept_and_no_question_stays_text() -> None:
    (asked,) = _questions("Câu 1: Một?", "a) A", "b) B")
    assert asked.half
    found = read(_document("Hỏi: Vì sao lại thế?", "Ai cũng biết.", "Còn nữa."), "bai.docx")
    assert [one.text for one in found.parts if isinstance(one, Line)] == [
        "Hỏi: Vì sao lại thế?",
        "Ai cũng biết.",
        "Còn nữa.",
    ]
    assert [note.reason for note in found.notes if note.outcome == "changed"] == ["question: no answers"]


def test_the_lines_after_a_question_are_text_again() -> None:
    found = read(_document("Câu 1: Một?", "a) A *", "Vì: Thế.", "b) B", "Giải thích: Vậy.", "Đoạn sau."), "bai.docx")
    asked, after = found.parts
    assert isinstance(asked, Asked)
    assert asked.question.explanation == "Vậy."
    assert isinstance(after, Line)
    assert after.text == "Đoạn sau."


def _packed(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def _with(name: str, data: bytes) -> bytes:
    out = BytesIO(_document("Chữ"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, data)
    return out.getvalue()


BOMB = b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"


@pytest.mark.parametrize(
    ("make", "name", "reason"),
    [
        (lambda: b"", "a.docx", "empty"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "old"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx", "locked"),
        (lambda: b"%PDF-1.7", "a.docx", "pdf"),
        (lambda: b"{\\rtf1}", "a.rtf", "other"),
        (lambda: b"PK\x03\x04 broken", "a.docx", "damaged"),
        (lambda: _packed(mimetype=b"application/vnd.oasis.opendocument.text"), "a.odt", "odt"),
        (lambda: _packed(**{"word/document.xml": b"<x/>"}), "a.docx", "damaged"),
        (lambda: _packed(**{"word/document.xml": b" " * 16_000_000}), "a.docx", "unpacked"),
        (lambda: _with("word/vbaProject.bin", b"x"), "a.docx", "macros"),
        (lambda: _with("word/other.xml", BOMB), "a.docx", "damaged"),
        (lambda: _document(), "a.docx", "nothing"),
    ],
)
def test_what_is_no_document_is_refused_by_name(make, name: str, reason: str) -> None:
    with pytest.raises(NoDocument) as refused:
        read(make(), name)
    assert refused.value.reason == reason


def _with_pictures() -> bytes:
    document = docx.Document()
    document.add_heading("Bài có ảnh", 1)
    document.add_paragraph("- Một")
    for alt in ("Người cầm điện thoại", ""):
        photo = BytesIO()
        Picture.new("RGB", (40, 30), "green" if alt else "red").save(photo, "JPEG")
        document.add_picture(photo, width=Cm(3))._inline.docPr.set("descr", alt)
    document.add_paragraph("Ảnh của trung tâm", style="Caption")
    document.add_paragraph("Câu 1: Một?")
    document.add_paragraph("a) A")
    return _bytes(document)


@pytest.mark.django_db
def test_a_document_becomes_a_draft_of_the_centre(school: School) -> None:
    client, address = school.client(school.staff[0]), reverse("content:from_word")
    assert "Khóa học" in client.get(address).text
    before = LessonPage.objects.count()
    sent = {"place": school.course.pk, "file": SimpleUploadedFile("bai.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "lưu thành .docx" in refused.text
    assert LessonPage.objects.count() == before
    answer = client.post(address, sent | {"file": SimpleUploadedFile("bai.docx", _with_pictures())}, follow=True)
    lesson = LessonPage.objects.get(title="Bài có ảnh")
    assert (lesson.live, lesson.owner) == (False, school.staff[0])
    assert [block.block_type for block in lesson.body] == ["text", "picture", "picture", "single"]
    assert lesson.body[1].value["alt"] == "Người cầm điện thoại"
    assert lesson.body[2].value["caption"] == "Ảnh của trung tâm"
    assert {image.collection.name for image in get_image_model().objects.all()} == {"Trung tâm Đồng Sen"}
    for told in ("Chưa có lời tả ảnh", "đã thành danh sách", "Câu hỏi đã lấy nhưng chưa đủ"):
        assert told in answer.text
    assert school.client().get(address).status_code == 403
    assert school.client().get(reverse("content:word_report", args=[lesson.pk])).status_code == 403


def _sample_with(name: str, old: str, new: str) -> bytes:
    """The sample document with something else in one of its parts, wherever it stands there."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(sample())) as before, zipfile.ZipFile(out, "w") as after:
        for one in before.infolist():
            text = before.read(one)
            if one.filename == name:
                text, number = re.subn(old.encode(), new.encode(), text)
                assert number, old
            after.writestr(one.filename, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("document", '<w:pStyle w:val="ListBullet"/>', '<w:numPr><w:ilvl w:val="x"/><w:numId w:val="1"/></w:numPr>'),
        ("document", "</w:tcPr>", '<w:gridSpan w:val="zz"/></w:tcPr>'),
        ("document", "(</?)w:body>", r"\1w:other>"),
        ("document", "(?s)<w:document.*", "<x/>"),
        ("numbering", r'w:ilvl="\d"', 'w:ilvl="q"'),
        ("styles", "(?s)^.*$", "<x/>"),
    ],
)
def test_a_document_that_is_none_inside_is_refused_by_name(name: str, old: str, new: str) -> None:
    with pytest.raises(NoDocument) as refused:
        read(_sample_with(f"word/{name}.xml", old, new), "bai.docx")
    assert refused.value.reason == "damaged"


def test_an_endless_row_of_stars_is_no_answer() -> None:
    document = docx.Document()
    for text in ("Câu 1: Một?", "a) A" + "*" * 60_000 + "b", "b) B *"):
        document.add_paragraph(text)
    data, begin = _bytes(document), process_time()
    assert all(isinstance(one, Line) for one in read(data, "bai.docx").parts)
    assert process_time() - begin < 2, "it took a quarter of a minute"


def test_what_is_damaged_or_left_open_is_said() -> None:
    data = bytearray(sample())
    at = data.index(b"word/document.xml") + len(b"word/document.xml") + 40
    data[at : at + 60] = bytes(60)
    with pytest.raises(NoDocument):
        read(bytes(data), "bai.docx")
    document = docx.Document()
    link = document.part.relate_to("http://[điền địa chỉ]", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    paragraph = document.add_paragraph("Xem ")
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), link)
    element.append(paragraph.add_run("ở đây")._r)
    paragraph._p.append(element)
    (line,) = [one for one in read(_bytes(document), "bai.docx").parts if isinstance(one, Line)]
    assert "ở đây" in line.html
    assert "href" not in line.html


@pytest.mark.django_db
def test_sent_twice_there_is_one_draft_with_its_report(school: School) -> None:
    client, address = school.client(school.staff[0]), reverse("content:from_word")
    key, data = client.get(address).context["form"].initial["key"], _with_pictures()
    ends = []
    for _press in (1, 2):
        sent = {"place": school.course.pk, "key": key, "file": SimpleUploadedFile("bai.docx", data)}
        ends.append(client.post(address, sent).url)
    lesson = LessonPage.objects.get(title="Bài có ảnh")
    assert ends == [reverse("content:word_report", args=[lesson.pk])] * 2
    assert "Chưa có lời tả ảnh" in client.get(ends[1]).text
    assert get_image_model().objects.count() == 2
    other = {"place": school.course.pk, "key": key, "file": SimpleUploadedFile("bai.docx", _document("Bài khác"))}
    assert client.post(address, other).url != ends[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "reason"), [("a.jpg", "damaged"), ("a.png", "damaged"), ("a.emf", "office"), ("a.heic", "heic")]
)
def test_a_picture_that_no_browser_shows_is_left_out_by_reason(name: str, reason: str) -> None:
    for data in (b"junk" * 50, b"", b"\xff\xd8\xff\xe1junk"):
        with pytest.raises(NoPicture) as left:
            for_browsers(data, name)
        assert left.value.reason == f"picture: {reason}"


def test_a_photo_in_a_document_keeps_neither_place_nor_owner() -> None:
    shown = for_browsers(taken_somewhere(), "a.jpg")
    with Picture.open(BytesIO(shown.data)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((240, 320), {})
    assert not [word for word in (b"Exif", b"Hoa", b"0900") if word in shown.data]


def test_pictures_of_a_draft_that_fails_do_not_stay(school: School, settings, monkeypatch) -> None:
    def files() -> set[str]:
        return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}

    before = files()
    written: list[set[str]] = []

    def fails(*args, **kwargs) -> None:
        written.append(files() - before)
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(LessonPage, "save_revision", fails)
    with pytest.raises(RuntimeError):
        write_draft(school.course, read(_with_pictures(), "bai.docx"), "bai.docx", school.staff[0])
    assert len(written[0]) == 2
    assert files() == before
    assert not get_image_model().objects.exists()
