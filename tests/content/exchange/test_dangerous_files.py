"""A ZIP of a stranger: nothing leaves its bounds, nothing is written when anything is wrong, every refusal has words."""

import struct
import zipfile
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import process_time
from types import SimpleNamespace
from uuid import uuid4

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from content.blocks import LessonBody
from content.courses.strict import CourseFileError
from content.exchange import blocks, words, zip_files
from content.exchange.incoming import take
from content.exchange.outgoing import gathered
from content.exchange.package import DEEPEST, ENTRIES, NoPackage
from content.models import CoursePage, LessonPage
from tests.builders.exchange import FILES, everything
from tests.content.conftest import School
from tests.content.exchange.conftest import Elsewhere

COURSE = "title: Khóa\nslug: khoa\nauthor: Xã\nlessons:\n- title: Bài\n  slug: bai\n  body:\n  - text: <p>Chữ</p>\n"
PDF = "media/documents/0123456789abcdef.pdf"


def _zip(course: str | bytes = COURSE, media: dict[str, bytes] | None = None, **manifest: object) -> bytes:
    data = course if isinstance(course, bytes) else course.encode()
    lying = {"course.yaml": data, **(media or {})}
    told = {
        "format": "hoc-tap-cong-dong/khoa-hoc",
        "version": 1,
        "files": [{"path": k, "sha256": sha256(v).hexdigest(), "bytes": len(v)} for k, v in lying.items()],
    } | manifest
    return _packed({"manifest.yaml": yaml.safe_dump(told).encode(), **lying})


def _row(path: str, size: int = 1) -> dict:
    return {"path": path, "sha256": "0" * 64, "bytes": size}


def _packed(entries: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return out.getvalue()


def _with_media(place: str = PDF, data: bytes = FILES["pdf"]()) -> bytes:
    return _zip(COURSE + f"media:\n- file: {place}\n  title: Phiếu\n", {place: data})


def _changed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def _locked() -> bytes:
    data = bytearray(_zip())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _many_declared() -> bytes:
    data = bytearray(_zip())
    data[-14:-10] = struct.pack("<2H", 60_000, 60_000)
    return bytes(data)


def _twice() -> bytes:
    out = BytesIO(_zip())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as packed:
        packed.writestr("course.yaml", "title: anders")
    return out.getvalue()


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("empty", lambda: b""),
    "a picture": ("other", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
    "another archive": ("other", lambda: _packed({"word/document.xml": b"<w/>"})),
    "another format": ("other", lambda: _zip(format="moodle")),
    "of tomorrow": ("newer", lambda: _zip(version=2)),
    "a comment behind it": ("other", lambda: _zip()[:-2] + struct.pack("<H", 4) + b"PK!!"),
    "half of it": ("damaged", lambda: _zip()[:-40]),
    "only its beginning": ("damaged", lambda: _zip()[:60]),
    "a hole in it": ("damaged", lambda: _changed(_zip(), b"PK\x01\x02", b"PK\x09\x09")),
    "a way out": ("strange", lambda: _zip(media={"../../etc/passwd": b"x"})),
    "a whole address": ("strange", lambda: _zip(media={"/etc/passwd": b"x"})),
    "a way out through media": ("strange", lambda: _zip(media={"media/images/../../x.png": b"x"})),
    "a program": ("strange", lambda: _zip(media={"media/documents/x.exe": b"MZ"})),
    "many entries": ("many", lambda: _zip(media={f"media/images/{n:016x}.png": b"" for n in range(ENTRIES)})),
    "many entries, declared": ("many", _many_declared),
    "a name twice": ("twice", _twice),
    "a password": ("locked", _locked),
    "not listed": ("not the same", lambda: _zip(files=[_row("course.yaml")], media={PDF: b"x"})),
    "listed, not there": ("not the same", lambda: _zip(files=[_row("course.yaml"), _row(PDF)])),
    "another digest": ("digest", lambda: _zip(files=[_row("course.yaml", len(COURSE.encode()))])),
    "longer than it says": ("digest", lambda: _zip(files=[_row("course.yaml", 3)])),
    "no letters": ("damaged", lambda: _zip(b"\xff\xfe\xfa")),
    "a file that no page names": ("not the same", lambda: _zip(media={PDF: b"x"})),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_package_is_refused_in_words(case: str) -> None:
    reason, make = REFUSED[case]
    with pytest.raises(NoPackage) as refused:
        zip_files.read(BytesIO(make()))
    assert refused.value.reason == reason
    assert len(words.refusal(refused.value)) > 20


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = b"\0" * 30_000_000
    for name, place in (("UNPACKED", PDF), ("TEXT_MOST", "course.yaml")):
        with monkeypatch.context() as bounds:
            bounds.setattr(zip_files, name, 1_000_000)
            data = _zip(bomb) if place == "course.yaml" else _with_media(data=bomb)
            assert len(data) < 100_000
            with pytest.raises(NoPackage, match="unpacked"):
                zip_files.read(BytesIO(data))
    lying = _with_media(data=bomb)
    size = struct.pack("<L", len(bomb))
    with pytest.raises(NoPackage, match="damaged|digest|unpacked"):  # the size written into the list is a lie
        zip_files.read(BytesIO(lying.replace(size, struct.pack("<L", 10))))


@pytest.mark.parametrize(
    "course",
    [
        "a: &a [x, x]\nb: [*a, *a]",
        "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2),
        "a: [" + "1, " * 120_000 + "]",
        "a: !!python/object/apply:os.system [ls]",
        "a: 2026-13-45",
        f"a: {'9' * 5000}",
        "a: 1\na: 2",
        "- only\n- a list",
        "a: \x01",
    ],
)
def test_yaml_of_a_stranger_is_bounded(course: str) -> None:
    with pytest.raises(CourseFileError):
        zip_files.read(BytesIO(_zip(course)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("slug: khoa\n", "slug: khoa\nquyen: tat-ca\n"), "quyen"),
        (("  slug: bai\n", "  slug: bai\n  live: true\n"), "live"),
        (("  slug: bai\n", "  slug: bai\n  owner: 1\n"), "owner"),
        (("  slug: bai\n", "  slug: bai\n  minutes: 100000\n"), "minutes"),
        (("  slug: bai\n", "  slug: bai\n  level: khó lắm\n"), "level"),
        (("  - text: <p>Chữ</p>\n", "  - picture: {tenho: 1}\n"), "tenho"),
        (("  - text: <p>Chữ</p>\n", "  - picture: {image: media/images/0000000000000000.png}\n"), "media"),
        (("  - text: <p>Chữ</p>\n", "  - text: [a]\n"), "one value"),
        (("  - text: <p>Chữ</p>\n", "  - single: {choices: {a: 1}}\n"), "list"),
        (("title: Khóa", f"title: {'x' * 300}"), "title"),
    ],
)
def test_a_course_file_says_only_what_it_may(
    school: School, elsewhere: Elsewhere, change: tuple[str, str], told: str
) -> None:
    assert change[0] in COURSE
    package = zip_files.read(BytesIO(_zip(COURSE.replace(*change))))
    with pytest.raises(CourseFileError, match=told):
        take(package, elsewhere.index, elsewhere.staff, uuid4())
    assert not Page.objects.child_of(elsewhere.index).exists()


@pytest.mark.django_db
def test_keys_and_numbers_are_read_in_time_that_grows_with_them() -> None:
    """Each key was compared with all others; 1:1:1:1 … is one number to YAML, in base sixty; Python writes no number so long."""
    begin = process_time()
    with pytest.raises(CourseFileError, match="too much"):
        zip_files.bounded("\n".join(f"k{number}: 1" for number in range(50_001)), "course.yaml")
    assert len(zip_files.bounded("\n".join(f"k{number}: 1" for number in range(20_000)), "course.yaml")) == 20_000
    for number in ("1" + ":1" * 100_000, "0x" + "f" * 10_000, "9" * 10_000, "1" * 10_000 + ".5"):
        with pytest.raises(CourseFileError, match="number"):
            zip_files.bounded(f"title: {number}", "course.yaml")
    digest = {"sha256": "1e5" + "7" * 61, "title": "1 " * 100}
    assert zip_files.bounded(zip_files.as_yaml(digest), "course.yaml") == digest
    assert process_time() - begin < 10, "it took minutes"


@pytest.mark.parametrize("tag", ["<b>", "<ul><li>", "<x>"])
def test_tags_that_lie_in_each_other_without_end_are_refused(tag: str) -> None:
    nowhere = SimpleNamespace(document=None, page=None)
    with pytest.raises(CourseFileError, match="too deep"):
        blocks.into(LessonBody().child_blocks["text"], tag * 9_000, nowhere, "bài một")


def test_nothing_is_half_written(school: School, elsewhere: Elsewhere, library, settings) -> None:
    package = gathered(everything(school.course.get_parent(), library), drafts=True)
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    package.course["lessons"][-1]["lessons"][0]["body"].append({"picture": {"tenho": "x"}})
    rows = [model.objects.count() for model in (Page, get_image_model(), get_document_model())]
    with pytest.raises(CourseFileError, match="tenho"):
        take(package, elsewhere.index, elsewhere.staff, uuid4())
    assert [model.objects.count() for model in (Page, get_image_model(), get_document_model())] == rows
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == before


@pytest.mark.django_db
def test_only_into_a_centre_where_one_writes(school: School, elsewhere: Elsewhere) -> None:
    package = zip_files.read(BytesIO(_zip()))
    with pytest.raises(PermissionDenied):
        take(package, elsewhere.index, school.staff[0], uuid4())
    with pytest.raises(PermissionDenied):
        take(package, school.course, school.staff[0], uuid4())
    assert not CoursePage.objects.filter(title="Khóa").exists()


@pytest.mark.django_db
def test_unsafe_files_and_unknown_parts_are_left_out_and_said(school: School, elsewhere: Elsewhere) -> None:
    fake = "media/images/0123456789abcdef.png"
    script = "media/documents/0123456789abcdef.pdf"
    course = COURSE + f"  - picture: {{image: {fake}, alt: Ảnh}}\n  - file: {{file: {script}, title: Tờ}}\n"
    course += "  - hologram: {x: 1}\n  - text: <script>alert(1)</script><p onclick=x>Hay</p><a href='javascript:x()'>bấm</a>\n"
    course += "  - single: {question: Hỏi gì?}\n  counts_for:\n  - {indicator: Z9, framework: khác}\n"
    course += f"media:\n- {{file: {fake}, title: Ảnh}}\n- {{file: {script}, title: Tờ}}\n"
    package = zip_files.read(BytesIO(_zip(course, {fake: b"<html>", script: b"MZ\x90\0 exe"})))
    taken = take(package, elsewhere.index, elsewhere.staff, uuid4())
    reasons = {(note.outcome, note.reason) for note in taken.notes}
    assert {("left", "file: refused"), ("left", "block: unknown"), ("left", "mapping: unknown")} <= reasons
    assert ("changed", "block: half") in reasons
    assert not get_image_model().objects.filter(title="Ảnh").exists()
    body = LessonPage.objects.child_of(taken.course).get().body
    html = [block.value.source for block in body if block.block_type == "text"][1]
    assert "<script" not in html
    assert "onclick" not in html
    assert "javascript" not in html
    assert "<p>Hay</p>" in html
    for note in taken.notes:
        assert words.sentence(note)
        assert words.about(note)


@pytest.mark.django_db
def test_lessons_written_by_hand_in_steps_are_taken(school: School, elsewhere: Elsewhere) -> None:
    steps = (
        "  steps:\n  - title: Mở đầu\n    text: Một câu.\n    question:\n      kind: true_false\n      text: Đúng không?\n"
        "      answer: true\n      feedback_true: Phải.\n      feedback_false: Chưa.\n      explanation: Vì thế.\n"
    )
    package = zip_files.read(BytesIO(_zip(COURSE.replace("  body:\n  - text: <p>Chữ</p>\n", steps))))
    taken = take(package, elsewhere.index, elsewhere.staff, uuid4())
    lesson = LessonPage.objects.child_of(taken.course).get()
    assert [block.block_type for block in lesson.body] == ["text", "true_false"]
