"""Files: whole, in parts, under conditions, and only to whoever may see their collection."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.utils.http import http_date
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction

from content import files
from content.byte_ranges import NotSatisfiable, Span, wanted
from tests.builders.pages import wagtail_roots
from tests.builders.people import make_user

BYTES = bytes(range(256)) * 40


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-99", Span(0, 99)),
        ("bytes=100-", Span(100, 999)),
        ("bytes=-10", Span(990, 999)),
        ("bytes=-5000", Span(0, 999)),
        ("bytes=990-5000", Span(990, 999)),
        ("Bytes = 5 - 5", Span(5, 5)),
        ("bytes=9-3", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 5000 + "-", None),
        ("bytes=-" + "9" * 5000, None),
        ("bytes=٣-", None),
    ],
)
def test_ranges(header: str, found: Span | None) -> None:
    assert wanted(header, 1000, 1000) == found


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_ranges_behind_the_end(header: str) -> None:
    with pytest.raises(NotSatisfiable):
        wanted(header, 1000, 1000)


def test_a_part_is_cut_to_what_a_thread_may_send() -> None:
    assert wanted("bytes=0-", 10_000, 100) == Span(0, 99)
    assert wanted("bytes=50-9999", 10_000, 100) == Span(50, 149)


@pytest.fixture
def film(db, settings, tmp_path) -> Document:
    settings.MEDIA_ROOT = tmp_path
    wagtail_roots()
    return Document.objects.create(title="Phim", file=ContentFile(BYTES, name="phim.mp4"))


def status(url: str, headers: dict | None = None) -> int:
    """The status of an answer that is read to its end."""
    answer = Client().get(url, headers=headers or {})
    body(answer)
    return answer.status_code


def head(url: str, client: Client | None = None):
    """An answer that is read to its end."""
    answer = (client or Client()).get(url)
    body(answer)
    return answer


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_film_is_sent_whole_and_in_parts(film: Document) -> None:
    whole = Client().get(film.url)
    assert body(whole) == BYTES
    assert (whole.status_code, whole["Accept-Ranges"], whole["Content-Length"]) == (200, "bytes", str(len(BYTES)))
    assert (whole["Content-Type"], whole["X-Content-Type-Options"]) == ("video/mp4", "nosniff")
    part = Client().get(film.url, headers={"Range": "bytes=100-299"})
    assert (part.status_code, body(part)) == (206, BYTES[100:300])
    assert (part["Content-Range"], part["Content-Length"]) == (f"bytes 100-299/{len(BYTES)}", "200")
    assert body(Client().get(film.url, headers={"Range": "bytes=0-1,5-6"})) == BYTES
    beyond = Client().get(film.url, headers={"Range": f"bytes={len(BYTES)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(BYTES)}")


def test_a_slow_telephone_gets_a_film_in_parts_of_a_size(film: Document, monkeypatch) -> None:
    monkeypatch.setattr(files, "PART", 1000)
    part = Client().get(film.url, headers={"Range": "bytes=0-"})
    assert (body(part), part["Content-Range"]) == (BYTES[:1000], f"bytes 0-999/{len(BYTES)}")


def test_head_says_what_get_would(film: Document) -> None:
    answer = Client().head(film.url)
    assert (answer.status_code, answer["Content-Length"], body(answer)) == (200, str(len(BYTES)), b"")
    assert answer["ETag"] == head(film.url)["ETag"]


def test_conditions(film: Document) -> None:
    first = head(film.url)
    etag, changed = first["ETag"], first["Last-Modified"]
    assert Client().get(film.url, headers={"If-None-Match": etag}).status_code == 304
    assert Client().get(film.url, headers={"If-Modified-Since": changed}).status_code == 304
    assert Client().get(film.url, headers={"If-Match": '"anders"'}).status_code == 412
    span = {"Range": "bytes=0-9"}
    for said, wanted_ in (
        (etag, 206),
        (changed, 206),
        ('"anders"', 200),
        (http_date(0), 200),
        (f"W/{etag}", 200),
        ("?", 200),
    ):
        assert status(film.url, span | {"If-Range": said}) == wanted_, said


def test_what_could_run_is_taken_home(film: Document) -> None:
    assert film.url
    page = Document.objects.create(title="Trang", file=ContentFile(b"<script>", name="trang.html"))
    answer = head(page.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert head(film.url)["Content-Disposition"] == 'inline; filename="phim.mp4"'
    assert head(f"/media/{page.file.name}")["Content-Disposition"].startswith("attachment")


def test_a_server_in_front_sends_the_bytes(film: Document, settings) -> None:
    settings.MEDIA_ACCEL = "/_files/"
    answer = Client().get(film.url)
    assert (answer["X-Accel-Redirect"], answer.content) == (f"/_files/{film.file.name}", b"")
    assert answer["Content-Type"] == "video/mp4"


@pytest.mark.parametrize(
    "path", ["../keys/secret_key", "documents/../../x", "documents/khong-co.pdf", "a\x00b", "secret.txt"]
)
def test_nothing_but_the_library_is_sent(film: Document, settings, path: str) -> None:
    (settings.MEDIA_ROOT / "secret.txt").write_text("x")
    assert Client().get(f"/media/{path}").status_code in (400, 404)


# Wagtail leaves the temporary file of a new size of a picture to the collector.
@pytest.mark.filterwarnings("ignore:Exception ignored.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_the_privacy_of_a_collection_holds_on_every_way(film: Document, kind: str) -> None:
    data = BytesIO()
    Picture.new("RGB", (40, 30), "green").save(data, "PNG")
    image = Image.objects.create(title="Sen", file=ImageFile(BytesIO(data.getvalue()), name="sen.png"))
    rendition = image.get_rendition("width-20")
    addresses = [film.url, f"/media/{film.file.name}", image.file.url, rendition.url]
    assert [status(url) for url in addresses] == [200] * 4
    above = Collection.objects.get(depth=1).add_child(name="Của riêng")
    below = above.add_child(name="Hình")
    type(film).objects.update(collection=below)
    type(image).objects.update(collection=below)
    restriction = CollectionViewRestriction.objects.create(collection=above, restriction_type=kind, password="mở ra")
    for url in addresses:
        answer = Client().get(url, headers={"Range": "bytes=0-9"})
        assert answer.status_code in (200, 302, 404), url
        assert not answer.streaming, url
    boss = Client()
    boss.force_login(make_user(is_superuser=True))
    if kind == "password":
        address = f"/tai-lieu/authenticate_with_password/{restriction.pk}/"
        assert boss.post(address, {"password": "mở ra", "return_url": "/"}).status_code == 302
    opened = [head(url, boss) for url in addresses]
    assert [answer.status_code for answer in opened] == [200] * 4
    assert all("private" in answer["Cache-Control"] for answer in opened)
