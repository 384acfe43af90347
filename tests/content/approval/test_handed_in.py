"""What a second person reads stays as it was read: the text, who wrote it, and its files."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, get_page_models

from content.approval.files import StandsInALesson
from content.approval.rule import authors_of
from content.models import CoursePage, LessonPage, NewsIndexPage, NewsPage
from content.pages.forms import PlainAddressForm
from tests.builders.lessons import edit_url, lesson_page
from tests.builders.pages import published
from tests.content.approval.acts import approve, copied, create, draft_of, edit, seen, told, written
from tests.content.conftest import School


class TestTheText:
    def test_typing_on_in_the_old_tab_makes_another_version(self, school: School, author: Client, second) -> None:
        """The list approves by number: what was saved by itself after the handing in is another number."""
        page = create(school, author, button="action-submit", text="Đã đọc.")
        handed_in = page.latest_revision
        sent = written(school, user=None, text="Chưa ai đọc.") | {"overwrite_revision_id": handed_in.pk}
        kept = author.post(edit_url(page), sent, headers={"accept": "application/json"}).json()
        assert (kept["success"], kept["revision_id"] == handed_in.pk) == (True, False)
        handed_in.refresh_from_db()
        assert "Đã đọc." in str(handed_in.as_object().body.raw_data[0])
        assert "thay đổi" in told(second, approve(second, LessonPage.objects.get(pk=page.pk)))
        assert seen(page) == ""
        assert "Chưa ai đọc." in draft_of(page)

    @pytest.mark.parametrize("kind", ["news", "course"])
    def test_every_kind_of_page(self, school: School, kind: str) -> None:
        index = school.course.get_parent().specific
        if kind == "news":
            index = published(Page.get_first_root_node(), NewsIndexPage(title="Tin", slug="tin"))
        made = NewsPage(title="Lớp", slug="lop") if kind == "news" else CoursePage(title="Khóa", slug="khoa-moi")
        page, user = published(index, made), school.staff[0]
        begun = page.save_revision(user=user)
        assert page.save_revision(user=user, overwrite_revision=begun).pk == begun.pk
        page.get_workflow().start(page, user)
        page.title = "Chưa ai đọc"
        assert page.save_revision(user=user, overwrite_revision=begun).pk != begun.pk
        begun.refresh_from_db()
        assert begun.content["title"] != "Chưa ai đọc"


class TestItsAuthors:
    @pytest.mark.parametrize("way", ["editor", "program", "alias of an alias"])
    def test_an_alias_made_a_page_keeps_them(self, school: School, author: Client, second: Client, way: str) -> None:
        """A wrote it alone; B makes the alias a page, maps it, hands it in: A's own words are not A's to approve."""
        source = create(school, author, mapped=False, text="Của A.")
        copied(author, source, school.course, "bai-cung", alias="on")
        alias = LessonPage.objects.get(slug="bai-cung")
        if way == "alias of an alias":
            copied(author, alias, school.course, "bai-nua", alias="on")
            alias = LessonPage.objects.get(slug="bai-nua")
        assert alias.alias_of_id
        if way == "program":
            second.post(f"/quan-tri/api/main/pages/{alias.pk}/action/convert_alias/", {}, "application/json")
        else:
            second.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
        edit(second, alias, school, button="action-submit", text="Của A.", slug=alias.slug)
        alone = LessonPage.objects.get(pk=alias.pk)
        assert authors_of(alone.latest_revision) == {one.pk for one in school.staff[:2]}
        approve(author, alone)
        assert LessonPage.objects.get(pk=alone.pk).live_revision != alone.latest_revision
        assert LessonPage.objects.get(pk=alone.pk).workflow_in_progress

    def test_an_alias_whose_source_is_deleted_keeps_them(self, school: School, author: Client, second: Client) -> None:
        source = create(school, author, mapped=False, text="Của A.")
        copied(author, source, school.course, "bai-cung", alias="on")
        edit(author, source, school, mapped=False, button="action-publish", text="Của A, lần hai.", slug=source.slug)
        author.post(reverse("wagtailadmin_pages:delete", args=[source.pk]))
        assert not LessonPage.objects.filter(pk=source.pk).exists()
        alone = LessonPage.objects.get(slug="bai-cung")
        edit(second, alone, school, button="action-submit", text="Của A, lần hai.", slug=alone.slug)
        assert authors_of(LessonPage.objects.get(pk=alone.pk).latest_revision) == {one.pk for one in school.staff[:2]}

    def test_a_copy_of_an_alias_has_them_too(self, school: School, author: Client, second: Client) -> None:
        source = create(school, author, mapped=False, text="Của A.")
        copied(author, source, school.course, "bai-cung", alias="on")
        copied(second, LessonPage.objects.get(slug="bai-cung"), school.course, "bai-rieng")
        copy = LessonPage.objects.get(slug="bai-rieng")
        edit(second, copy, school, button="action-submit", text="Của A.", slug=copy.slug)
        assert authors_of(LessonPage.objects.get(pk=copy.pk).latest_revision) == {one.pk for one in school.staff[:2]}


def picture(colour: str) -> bytes:
    data = BytesIO()
    Picture.new("RGB", (40, 30), colour).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def files(school: School, settings, tmp_path) -> dict[str, Document | Image]:
    """A paper in a block, a paper that a text leads to, a photo in a block, the lesson's own photo."""
    settings.MEDIA_ROOT = tmp_path
    papers = [
        Document.objects.create(title=name, file=ContentFile(b"%PDF-1.4 cu", name=f"{name}.pdf")) for name in "ab"
    ]
    photos = [Image.objects.create(title=name, file=ContentFile(picture("green"), name=f"{name}.png")) for name in "cd"]
    return {"paper": papers[0], "link": papers[1], "photo": photos[0], "own photo": photos[1]}


def uses_all(school: School, files: dict) -> LessonPage:
    """A lesson that counts and uses the files, handed in."""
    page = lesson_page(
        "Có tệp",
        {"type": "file", "value": {"file": files["paper"].pk, "title": "Phiếu"}},
        {"type": "text", "value": f'<p><a linktype="document" id="{files["link"].pk}">Phiếu</a></p>'},
        {"type": "picture", "value": {"image": files["photo"].pk, "alt": "Hoa"}},
        image=files["own photo"],
        alignments=[school.alignment],
        live=False,
    )
    school.course.add_child(instance=page)
    page.save_revision(user=school.staff[0])
    page.get_workflow().start(page, school.staff[0])
    return page


# Wagtail leaves the file open that a thumbnail is made in.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
class TestItsFiles:
    """A file in the place of another would change what was approved for everybody, and nobody would have read it."""

    def exchanged(self, client: Client, file: Document | Image) -> str:
        """The library's form with another file in the same place."""
        image = isinstance(file, Image)
        name = "wagtailimages" if image else "wagtaildocs"
        data = picture("red") if image else b"%PDF-1.4 moi"
        sent = {"title": "Tên khác", "tags": "", "collection": str(file.collection_id)}
        sent["file"] = SimpleUploadedFile("moi.png" if image else "moi.pdf", data)
        answer = client.post(reverse(f"{name}:edit", args=[file.pk]), sent, follow=True)
        assert answer.status_code == 200
        return answer.text

    @pytest.mark.parametrize("name", ["paper", "link", "photo", "own photo"])
    @pytest.mark.parametrize("state", ["waiting", "live", "at its hour"])
    def test_they_are_not_exchanged(
        self, school: School, second, administrator, files, name: str, state: str, settings
    ) -> None:
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # the queue stands still
        page = uses_all(school, files)
        if state == "at its hour":
            later = page.latest_revision
            later.content["go_live_at"] = "2999-01-01T01:00:00Z"
            later.save()
        if state != "waiting":
            approve(second, page)
            assert LessonPage.objects.get(pk=page.pk).live is (state == "live")
        before = files[name].file.name
        said = self.exchanged(administrator, files[name])
        assert "Có tệp" in said
        assert "mục mới" in said
        files[name].refresh_from_db()
        assert files[name].file.name == before
        assert files[name].title != "Tên khác"

    @pytest.mark.parametrize("way", ["alone", "with others", "by a program"])
    @pytest.mark.parametrize("name", ["link", "own photo"])
    @pytest.mark.parametrize("live", [False, True])
    def test_nor_deleted(
        self, school: School, second, administrator, files, name: str, live: bool, way: str, settings
    ) -> None:
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # the queue stands still
        page, file = uses_all(school, files), files[name]
        if live:
            approve(second, page)
        image = isinstance(file, Image)
        room, kind = ("wagtailimages", "image") if image else ("wagtaildocs", "document")
        if way == "by a program":
            with pytest.raises(StandsInALesson, match="“Có tệp”"), transaction.atomic():
                type(file).objects.filter(pk=file.pk).delete()
        else:
            several = reverse("wagtail_bulk_action", args=[room, kind, "delete"]) + f"?id={file.pk}&next=/quan-tri/"
            address = reverse(f"{room}:delete", args=[file.pk]) if way == "alone" else several
            said = administrator.post(address, follow=True).text
            assert "“Có tệp”" in said
            assert "không xóa được" in said
        assert type(file).objects.filter(pk=file.pk).exists()
        if not live:
            page.current_workflow_state.cancel()
        LessonPage.objects.filter(pk=page.pk).update(live=False)
        administrator.post(reverse(f"{room}:delete", args=[file.pk]))
        assert not type(file).objects.filter(pk=file.pk).exists()

    def test_a_file_of_nothing_that_counts_is(self, school: School, administrator: Client, files) -> None:
        page = uses_all(school, files)
        page.current_workflow_state.cancel()
        for file in files.values():
            before = file.file.name
            self.exchanged(administrator, file)
            file.refresh_from_db()
            assert (file.title, file.file.name == before) == ("Tên khác", False)


class TestHours:
    """An hour at which a page appears or goes is of our time; other years are a slip, told in words."""

    @pytest.mark.parametrize("field", ["go_live_at", "expire_at"])
    @pytest.mark.parametrize("hour", ["01/01/0001 00:00", "0001-01-01 00:00", "9999-12-31 23:59", "31/12/9999 23:59"])
    def test_no_year_breaks_the_page(self, school: School, author: Client, field: str, hour: str) -> None:
        page = create(school, author, button="x", mapped=False)
        newest = page.latest_revision
        answer = author.post(edit_url(page), written(school, user=None, text="Gõ rồi.", **{field: hour}))
        assert answer.status_code == 200
        assert "2000" in answer.text
        assert "Gõ rồi." in str(answer.context_data["form"].cleaned_data["body"])
        assert LessonPage.objects.get(pk=page.pk).latest_revision == newest

    def test_every_page_type_has_that_form(self) -> None:
        types = [model for model in get_page_models() if model is not Page and "content" in model.__mro__[1].__module__]
        assert len(types) >= 7
        assert all(issubclass(model.get_edit_handler().get_form_class(), PlainAddressForm) for model in types)
