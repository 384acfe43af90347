"""The pages: a course goes out as a file and comes in by it; who may, what is told, what is kept."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page

from content.exchange import zip_files
from content.exchange.outgoing import gathered
from content.models import CoursePage
from tests.builders.exchange import everything
from tests.content.conftest import School
from tests.content.exchange.conftest import Elsewhere

pytestmark = pytest.mark.django_db


def _file(data: bytes, name: str = "khoa.zip") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/zip")


def test_a_course_is_exported_by_its_own_staff_only(school: School, elsewhere: Elsewhere, library) -> None:
    course = everything(school.course.get_parent(), library)
    address = reverse("content:export_course", args=[course.pk])
    answer = school.client(school.staff[0]).get(address)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="khoa-giu-tien.zip"'
    data = b"".join(answer.streaming_content)
    assert data == zip_files.as_bytes(gathered(course, drafts=True)), "the same course is the same file"
    assert school.client(elsewhere.staff).get(address).status_code == 403
    assert school.client().get(address).status_code == 403
    shown = school.client(school.staff[0]).get(reverse("wagtailadmin_explore", args=[course.pk])).text
    assert address in shown


def test_a_course_comes_in_by_the_page(school: School, elsewhere: Elsewhere, library) -> None:
    data = zip_files.as_bytes(gathered(everything(school.course.get_parent(), library), drafts=True))
    client, address = school.client(elsewhere.staff), reverse("content:import_course")
    assert "Khóa nơi khác, Trung tâm Đồng Trăng" in client.get(address).text
    sent = {"place": elsewhere.index.pk, "press": str(uuid4())}
    first = client.post(address, sent | {"file": _file(data)})
    again = client.post(address, sent | {"file": _file(data)})
    assert again.url == first.url
    course = Page.objects.child_of(elsewhere.index).get()
    report = client.get(first.url).text
    assert "Khóa “Giữ tiền trong nhà” đã thành bản nháp" in report
    assert "Đủ mọi thứ" in report
    assert "18 câu hỏi" not in report
    assert client.get(reverse("content:course_report", args=[course.pk])).status_code == 200
    assert school.client(school.staff[0]).get(first.url).status_code == 403
    later = school.client(elsewhere.staff).get(first.url)
    assert later.url == reverse("wagtailadmin_explore", args=[course.pk])


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"PK nothing", "không phải tệp khóa học"), (b"", "Tệp này trống"), (None, "Chưa chọn tệp nào")],
)
def test_a_refused_file_is_told_beside_it(school: School, elsewhere: Elsewhere, data: bytes | None, told: str) -> None:
    client, address = school.client(elsewhere.staff), reverse("content:import_course")
    sent = {"place": elsewhere.index.pk, "press": str(uuid4())}
    answer = client.post(address, sent | ({"file": _file(data)} if data is not None else {}))
    assert answer.status_code == 422
    assert told in answer.text
    assert sent["press"] in answer.text, "the press stays the same"


def test_whoever_writes_nothing_or_nowhere_there_is_told(school: School, elsewhere: Elsewhere, library) -> None:
    data = zip_files.as_bytes(gathered(everything(school.course.get_parent(), library), drafts=True))
    address = reverse("content:import_course")
    assert school.client().get(address).status_code == 403
    sent = {"place": school.course.get_parent().pk, "press": str(uuid4()), "file": _file(data)}
    assert school.client(elsewhere.staff).post(address, sent).status_code == 422
    assert CoursePage.objects.filter(title="Giữ tiền trong nhà").count() == 1


@pytest.mark.parametrize(
    ("bound", "most", "said"), [("ENTRIES", 4, "dùng hơn 400 tệp"), ("LARGEST", 1000, "Bỏ bớt phim khỏi khóa học")]
)
def test_what_no_portal_would_take_is_not_exported(school: School, library, monkeypatch, bound, most, said) -> None:
    course = everything(school.course.get_parent(), library)
    monkeypatch.setattr(zip_files, bound, most)
    answer = school.client(school.staff[0]).get(reverse("content:export_course", args=[course.pk]), follow=True)
    assert said in answer.text
