"""Blocks as editors fill them: half a question is a draft, a file is what it says, true or false is chosen."""

import struct
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.test.utils.form_data import nested_form_data, streamfield

from content.blocks import FilmBlock, LessonBody, SoundBlock, TrueFalseBlock
from content.media_files import check
from content.models import LessonPage
from content.public import CentreSpace
from tests.builders.lessons import edit_form, edit_url, ids, lesson_page, single, true_false
from tests.builders.media import film
from tests.content.conftest import School


def box(kind: bytes, data: bytes = b"") -> bytes:
    """One box of an MP4 file."""
    return struct.pack(">I4s", 8 + len(data), kind) + data


FILM = box(b"ftyp", b"isom\0\0\0\0") + box(b"mdat", b"x" * 50) + box(b"moov", b"y" * 20)
JUNK = {
    "phim.mp4": b"\0" * 4000,
    "gia.mp4": b"\0\0\0\x18ftypisom" + b"\xab" * 4000,
    "cut.mp4": FILM[:-10],
    "khong-moov.mp4": box(b"ftyp", b"isom") + box(b"mdat", b"x"),
    "a.mp3": b"<html>",
    "a.ogg": FILM,
    "a.webm": FILM,
    "a.vtt": b"1\n00:00",
    "a.pdf": b"MZ\x90\0",
    "a.txt": b"a\0b",
    "a.docx": b"%PDF-1.4",
    "a.exe": b"MZ\x90\0",
}
GOOD = {
    "phim.mp4": FILM,
    "a.m4a": FILM,
    "a.mp3": b"ID3\x04" + b"\0" * 50,
    "b.mp3": b"\xff\xfb\x90\x64" + b"\0" * 50,
    "a.ogg": b"OggS\0" + b"\0" * 50,
    "a.webm": b"\x1a\x45\xdf\xa3" + b"\0" * 50,
    "a.vtt": b"WEBVTT\n\n",
    "a.pdf": b"%PDF-1.4\n",
    "a.txt": "Tiếng Việt".encode() * 600,
}


@pytest.mark.parametrize("name", JUNK)
def test_junk_under_a_good_name_is_refused_in_words(name: str) -> None:
    with pytest.raises(ValidationError, match="không đúng với tên tệp"):
        check(ContentFile(JUNK[name], name=name))


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_taken(name: str) -> None:
    check(ContentFile(GOOD[name], name=name))


@pytest.fixture
def library(school: School, settings, tmp_path) -> dict[str, Document]:
    """Documents of the centre by name; some came before their content was judged."""
    settings.MEDIA_ROOT = tmp_path
    collection = CentreSpace.objects.get().collection
    files = {"film.mp4": FILM, "junk.mp4": b"\0" * 4000, "sound.mp3": GOOD["a.mp3"], "paper.pdf": b"%PDF-1.4"}
    return {
        name: Document.objects.create(title=name, file=ContentFile(data, name=name), collection=collection)
        for name, data in files.items()
    }


@pytest.mark.parametrize("at_once", ["wagtaildocs:add", "wagtaildocs:add_multiple"])
def test_an_upload_is_judged_by_its_content(school: School, library, at_once: str, settings, tmp_path) -> None:
    settings.PLACES_ROOT = tmp_path / "places"
    client, field = school.client(school.staff[0]), "files[]" if at_once.endswith("multiple") else "file"
    sent = {"title": "Phim", "tags": "", "collection": library["film.mp4"].collection_id}
    said = client.post(reverse(at_once), sent | {field: ContentFile(b"\0" * 4000, name="rac.mp4")})
    assert not Document.objects.filter(file__contains="rac").exists()
    assert "không đúng với tên tệp" in (said.json()["error_message"] if "json" in said["Content-Type"] else said.text)
    client.post(reverse(at_once), sent | {field: ContentFile(film(), name="that.mp4")})
    assert Document.objects.filter(file__contains="that").exists()


def test_sound_and_film_take_their_own_kinds(library) -> None:
    def filled(block, **fields):
        return block.to_python({"title": "x", "words": ""} | {name: library[file].pk for name, file in fields.items()})

    SoundBlock().clean(filled(SoundBlock(), file="sound.mp3"))
    FilmBlock().clean(filled(FilmBlock(), file="film.mp4"))
    for block, fields in (
        (SoundBlock(), {"file": "paper.pdf"}),
        (SoundBlock(), {"file": "film.mp4"}),
        (FilmBlock(), {"file": "sound.mp3"}),
        (FilmBlock(), {"file": "junk.mp4"}),
        (FilmBlock(), {"file": "film.mp4", "captions": "paper.pdf"}),
    ):
        with pytest.raises(ValidationError):
            block.clean(filled(block, **fields))


def half_question() -> dict:
    """A question whose answers are not marked yet, and a true or false nobody decided, as the form sends them."""
    choices = {"choices-count": "1", "choices-0-deleted": "", "choices-0-order": "0", "choices-0-type": "item"}
    choices |= {"choices-0-id": "", "choices-0-value-text": "Một câu", "choices-0-value-feedback": ""}
    form = nested_form_data(
        {
            "body": streamfield(
                [
                    ("single", {"question": "Hỏi gì?", "explanation": ""} | choices),
                    ("true_false", {"question": "", "explanation": "", "feedback_true": "", "feedback_false": ""}),
                ]
            )
        }
    )
    return {name: value for name, value in edit_form(slug="bai-hai").items() if not name.startswith("body")} | form


def test_half_a_question_is_kept_as_a_draft_and_not_published(school: School) -> None:
    client, lesson = school.client(school.staff[0]), school.lessons[1]
    answer = client.post(edit_url(lesson), half_question())
    assert answer.status_code == 302, answer.text
    draft = LessonPage.objects.get(pk=lesson.pk).latest_revision
    assert [one["type"] for one in draft.as_object().body.raw_data] == ["single", "true_false"]
    assert client.get(edit_url(lesson)).status_code == 200
    for act in ("action-publish", "action-submit"):
        assert client.post(edit_url(lesson), half_question() | {act: "1"}).status_code == 200
    assert LessonPage.objects.get(pk=lesson.pk).latest_revision == draft
    assert not LessonPage.objects.get(pk=lesson.pk).workflow_in_progress


def test_true_or_false_is_chosen() -> None:
    block = TrueFalseBlock()
    told = {"question": "Mã là bí mật.", "explanation": "", "feedback_true": "", "feedback_false": ""}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(told))
    for stored, right in (("true", "a"), ("false", "b"), (True, "a"), (False, "b")):
        value = block.clean(block.to_python(told | {"is_true": stored}))
        assert [one.key for one in block.as_question(value).choices if one.right] == [right]


@pytest.mark.django_db
def test_lessons_written_with_the_tick_read_the_same() -> None:
    page = lesson_page("Cũ", true_false() | {"value": true_false()["value"] | {"is_true": True}})
    (question,) = page.questions().values()
    assert [one.right for one in question.choices] == [True, False]
    assert LessonBody().child_blocks["true_false"].child_blocks["is_true"].to_python(None) is None


def test_an_answer_in_a_preview_is_marked_and_recorded_nowhere(school: School) -> None:
    page = lesson_page("Chưa đăng", single(), live=False)
    school.course.add_child(instance=page)
    page.save_revision()
    address, editor = reverse("content:answer", args=[page.pk, ids(page)[0]]), school.client(school.staff[0])
    wrong, right = (editor.post(address, {"answer": key}) for key in "ab")
    assert (wrong.status_code, right.status_code) == (200, 200)
    assert "bản xem trước" in wrong.text
    assert 'class="feedback not"' in wrong.text
    assert 'class="feedback"' in right.text
    assert address in right.text, "and tried again"
    empty = editor.post(address, {})
    assert "Chọn một đáp án" in empty.text or "error" in empty.text
    unsaved = editor.post(reverse("content:answer", args=[page.pk, uuid4()]), {"answer": "b"})
    assert "Lưu bản nháp" in unsaved.text
    assert school.client().post(address, {"answer": "b"}).status_code == 404
    assert school.recorded() == []
