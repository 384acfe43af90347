"""Editing rights hang on the centre: nobody touches another centre's pages and files, and a role's end ends them."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Page, Site

from content.models import CentrePage, CourseIndexPage, CoursePage, LessonPage
from content.public import CentreSpace, give_space
from content.rights.spaces import NotFree
from portal.people.models import Role, User
from portal.people.public import end_role, give_role
from portal.places.models import Centre
from tests.builders.lessons import edit_form, edit_url
from tests.builders.pages import published
from tests.builders.people import make_admin, make_commune, make_province, make_staff, make_user
from tests.content.conftest import School

# Wagtail leaves the temporary files of scaled images open.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PICTURE = BytesIO()
Picture.new("RGB", (40, 30), "green").save(PICTURE, "PNG")


@pytest.fixture
def elsewhere(school: School, settings, tmp_path) -> User:
    """Staff of another commune, which has a centre with pages and files of its own."""
    settings.MEDIA_ROOT = tmp_path
    unit = make_commune("Đồng Trăng", "Sen Trăng")
    home = Site.objects.get(is_default_site=True).root_page
    theirs = published(home.get_parent(), CourseIndexPage(title="Khóa nơi khác", slug="khoa-noi-khac"))
    published(theirs, CoursePage(title="Khóa của họ", slug="khoa-cua-ho"))
    give_space(Centre.objects.create(unit=unit, name="Trung tâm Đồng Trăng"), theirs)
    return make_staff(unit)


@pytest.fixture
def files(school: School, elsewhere: User) -> tuple[Image, Document]:
    """A picture and a paper of the school's centre."""
    collection = CentreSpace.objects.get(centre__unit=school.unit).collection
    picture = ImageFile(BytesIO(PICTURE.getvalue()), name="sen.png")
    return (
        Image.objects.create(title="Hoa sen", file=picture, collection=collection),
        Document.objects.create(title="Phiếu", file=ContentFile(b"%PDF-1.4", name="phieu.pdf"), collection=collection),
    )


def fingerprint() -> list:
    """What is the school's, or nobody's, and an editor could change, as rows. Uploads may go to one's own collection."""
    own = {"collection__name__contains": "Trăng"}
    pages = Page.objects.order_by("pk").values_list("pk", "path", "title", "slug", "live", "latest_revision", "locked")
    privacy = Page.objects.filter(view_restrictions__isnull=False).values_list("pk", flat=True)
    images = Image.objects.exclude(**own).order_by("pk").values_list("pk", "title", "collection", "file")
    documents = Document.objects.exclude(**own).order_by("pk").values_list("pk", "title", "collection", "file")
    collections = Collection.objects.order_by("pk").values_list("pk", "name", "path")
    sites = Site.objects.values_list("pk", "hostname", "root_page")
    return [list(rows) for rows in (pages, privacy, images, documents, collections, sites)]


def page_acts(page: Page, target: Page, own: Page) -> dict[str, tuple[str, dict]]:
    """Every act on a page by its address, with what the button sends. `own` is a page of the one who knocks."""
    at = [page.pk]
    revision = page.latest_revision_id or 999_999_999
    several = f"?id={page.pk}&next=/"

    def url(name: str, *args: object) -> str:
        return reverse(f"wagtailadmin_pages:{name}", args=[*args] or at)

    copy = {"new_title": "Sao", "new_slug": "sao", "copy_subpages": "on"}
    return {
        "edit": (url("edit"), edit_form(title="Bị sửa", slug="bi-sua")),
        "publish": (url("edit"), edit_form(title="Bị sửa", slug="bi-sua") | {"action-publish": "1"}),
        "hand in": (url("edit"), edit_form(title="Bị sửa", slug="bi-sua") | {"action-submit": "1"}),
        "delete": (url("delete"), {}),
        "unpublish": (url("unpublish"), {}),
        "copy from": (url("copy"), copy | {"new_parent_page": str(own.pk)}),
        "copy into": (url("copy", own.pk), copy | {"new_parent_page": str(target.pk)}),
        "alias into": (url("copy", own.pk), copy | {"new_parent_page": str(target.pk), "alias": "on"}),
        "move away": (url("move_confirm", page.pk, own.get_parent().pk), {}),
        "move into": (url("move_confirm", own.pk, target.pk), {}),
        "order": (url("set_page_position") + "?position=0", {}),
        "privacy": (url("set_privacy"), {"restriction_type": "login"}),
        "lock": (url("lock"), {}),
        "unlock": (url("unlock"), {}),
        "unschedule": (url("revisions_unschedule", page.pk, revision), {}),
        "go back": (url("revisions_revert", page.pk, revision), edit_form(title="Bị sửa", slug="bi-sua")),
        "convert": (url("convert_alias"), {}),
        "new below": (
            url("add", "content", "lessonpage", target.pk),
            edit_form(title="Lạ", slug="la") | {"action-publish": "1"},
        ),
        "api": (f"/quan-tri/api/main/pages/{page.pk}/action/unpublish/", {}),
        "api delete": (f"/quan-tri/api/main/pages/{page.pk}/action/delete/", {}),
        "api move": (f"/quan-tri/api/main/pages/{own.pk}/action/move/", {"destination_page_id": target.pk}),
        "api copy": (
            f"/quan-tri/api/main/pages/{own.pk}/action/copy/",
            {"destination_page_id": target.pk, "slug": "s"},
        ),
        "api alias": (
            f"/quan-tri/api/main/pages/{page.pk}/action/create_alias/",
            {"destination_page_id": own.get_parent().pk, "update_slug": "s"},
        ),
        **{
            f"several: {act}": (
                reverse("wagtail_bulk_action", args=["wagtailcore", "page", act]) + several,
                {"include_descendants": "on", "chooser": str(own.get_parent().pk), "confirm": "1"},
            )
            for act in ("publish", "unpublish", "delete", "move")
        },
    }


def file_acts(image: Image, document: Document) -> dict[str, tuple[str, dict]]:
    """Every act on files and collections; uploads go into the collection of the picture."""
    into, pdf = image.collection_id, {"title": "Lạ", "tags": ""}
    made: dict[str, tuple[str, dict]] = {
        "upload image": (
            reverse("wagtailimages:add"),
            pdf | {"collection": into, "file": ImageFile(BytesIO(PICTURE.getvalue()), name="la.png")},
        ),
        "upload images": (
            reverse("wagtailimages:add_multiple"),
            {"collection": into, "files[]": ImageFile(BytesIO(PICTURE.getvalue()), name="la.png")},
        ),
        "upload document": (
            reverse("wagtaildocs:add"),
            pdf | {"collection": into, "file": ContentFile(b"%PDF-1.4", name="la.pdf")},
        ),
        "upload documents": (
            reverse("wagtaildocs:add_multiple"),
            {"collection": into, "files[]": ContentFile(b"%PDF-1.4", name="la.pdf")},
        ),
        "rename collection": (reverse("wagtailadmin_collections:edit", args=[into]), {"name": "Lạ"}),
        "delete collection": (reverse("wagtailadmin_collections:delete", args=[into]), {}),
        "privacy of collection": (
            reverse("wagtailadmin_collections:set_privacy", args=[into]),
            {"restriction_type": "login"},
        ),
        "new collection": (reverse("wagtailadmin_collections:add"), {"name": "Lạ", "parent": into}),
    }
    for app, kind, file in (("wagtailimages", "image", image), ("wagtaildocs", "document", document)):
        made[f"edit {kind}"] = (reverse(f"{app}:edit", args=[file.pk]), {"title": "Bị sửa", "collection": into})
        made[f"delete {kind}"] = (reverse(f"{app}:delete", args=[file.pk]), {})
        made[f"choose {kind}"] = (reverse(f"{app}_chooser:chosen", args=[file.pk]), {})
        for act in ("add_tags", "add_to_collection", "delete"):
            address = reverse("wagtail_bulk_action", args=[app, kind, act])
            made[f"several {kind}: {act}"] = (f"{address}?id={file.pk}&next=/", {"tags": "lạ", "collection": "1"})
    return made


def refused(client: Client, acts: dict[str, tuple[str, dict]], secrets: list[str]) -> None:
    """Each act, looked at and sent, changes nothing and shows nothing."""
    before = fingerprint()
    for name, (address, sent) in acts.items():
        for answer in (client.get(address), client.post(address, sent)):
            if name.startswith("several"):  # Wagtail names there what it refuses to touch; the files are public
                continue
            assert answer.status_code in (302, 400, 403, 404, 405) or not any(
                secret in answer.text for secret in secrets
            ), name
            assert answer.status_code < 500, name
        assert fingerprint() == before, name


@pytest.mark.parametrize("which", ["lesson", "course", "index", "first page of the site"])
def test_staff_of_another_commune_touch_no_page(school: School, elsewhere: User, which: str) -> None:
    pages = {"lesson": school.lesson, "course": school.course, "index": Page.objects.get(slug="khoa-hoc")}
    page = pages.get(which) or Site.objects.get(is_default_site=True).root_page
    own = CoursePage.objects.get(slug="khoa-cua-ho")
    target = school.course if which == "lesson" else Page.objects.get(slug="khoa-hoc")
    refused(school.client(elsewhere), page_acts(page.specific, target, own), [])


def test_nor_file_nor_collection(school: School, elsewhere: User, files: tuple[Image, Document]) -> None:
    refused(school.client(elsewhere), file_acts(*files), [files[0].title, files[1].title])
    client = school.client(elsewhere)
    for address in (
        "wagtailimages:index",
        "wagtaildocs:index",
        "wagtailimages_chooser:choose",
        "wagtaildocs_chooser:choose",
    ):
        assert "Hoa sen" not in client.get(reverse(address)).text
        assert "Phiếu" not in client.get(reverse(address)).text


@pytest.mark.parametrize("kinds", [("officer",), ("signer",), ("officer", "signer"), ()])
def test_other_roles_touch_nothing(school: School, elsewhere: User, kinds: tuple[str, ...]) -> None:
    client = school.client(make_user(*kinds, unit=school.unit))
    own = CoursePage.objects.get(slug="khoa-cua-ho")
    refused(client, page_acts(school.lesson, school.course, own), [])


def test_the_same_acts_are_the_own_staff_s(school: School, elsewhere: User, files: tuple[Image, Document]) -> None:
    """The walk above finds doors, not walls: those who belong there get in."""
    client = school.client(school.staff[0])
    lesson = school.lessons[1]
    client.post(edit_url(lesson), edit_form(title="Đã sửa", slug="da-sua") | {"action-publish": "1"})
    assert LessonPage.objects.get(pk=lesson.pk).title == "Đã sửa"
    client.post(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]))
    assert not LessonPage.objects.get(pk=lesson.pk).live
    for name, kind, file in (("wagtailimages", Image, files[0]), ("wagtaildocs", Document, files[1])):
        assert client.get(reverse(f"{name}_chooser:chosen", args=[file.pk])).status_code == 200
        client.post(reverse(f"{name}:edit", args=[file.pk]), {"title": "Tên mới", "collection": file.collection_id})
        assert kind.objects.get(pk=file.pk).title == "Tên mới"
    assert school.course.title in client.get(reverse("wagtailadmin_explore", args=[school.course.get_parent().pk])).text


def test_a_role_ends_and_begins_with_its_day(school: School) -> None:
    """No clockwork in between: the next request knows."""
    client, boss = school.client(school.staff[0]), make_admin()
    assert client.get(edit_url(school.lesson)).status_code == 200
    end_role(school.staff[0].roles.get(), by=boss)
    assert client.get(edit_url(school.lesson)).status_code == 302
    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    new = make_user()
    tomorrow = timezone.localdate() + timedelta(days=1)
    role = give_role(new, Role.Kind.STAFF, by=boss, unit=school.unit, begin=tomorrow)
    assert school.client(new).get(edit_url(school.lesson)).status_code == 302
    Role.objects.filter(pk=role.pk).update(valid_from=timezone.localdate())
    assert school.client(new).get(edit_url(school.lesson)).status_code == 200


def test_a_role_at_one_centre_is_not_one_at_its_neighbour(school: School) -> None:
    neighbour = published(Page.objects.get(slug="khoa-hoc").get_parent(), CourseIndexPage(title="Bên", slug="ben"))
    centre = Centre.objects.create(unit=school.unit, name="Trung tâm bên cạnh")
    give_space(centre, neighbour)
    user, whole = make_user("staff", unit=school.unit), make_staff(school.unit)
    user.roles.update(centre=centre)
    assert school.client(user).get(edit_url(neighbour)).status_code == 200
    assert school.client(user).get(edit_url(school.lesson)).status_code == 302
    assert school.client(whole).get(edit_url(neighbour)).status_code == 200


def test_administrators_reach_the_units_they_hold(school: School, elsewhere: User) -> None:
    own = CoursePage.objects.get(slug="khoa-cua-ho")
    over_all, of_commune = make_admin(), make_admin(school.unit)
    of_province, of_another = make_admin(school.unit.parent), make_admin(make_province("Sen Xa"))
    reach = {user: [] for user in (over_all, of_commune, of_province, of_another)}
    for user, found in reach.items():
        found += [
            page.slug for page in (school.lesson, own) if school.client(user).get(edit_url(page)).status_code == 200
        ]
    assert list(reach.values()) == [["bai-mot", "khoa-cua-ho"], ["bai-mot"], ["bai-mot"], []]


def test_powers_over_everything_are_those_of_the_role(school: School) -> None:
    """A successor gets the same, and nothing stays with the one before: no flag is set on any account."""
    first, second = make_admin(), make_admin()
    doors: dict[str, Callable[[], str]] = {
        "sites": lambda: reverse("wagtailsites:index"),
        "workflows": lambda: reverse("wagtailadmin_workflows:index"),
        "collections": lambda: reverse("wagtailadmin_collections:index"),
        "redirects": lambda: reverse("wagtailredirects:index"),
        "history": lambda: reverse("wagtailadmin_reports:site_history"),
        "home page": lambda: edit_url(Site.objects.get(is_default_site=True).root_page),
    }

    def opens(user: User) -> list[int]:
        return [school.client(user).get(door()).status_code for door in doors.values()]

    assert opens(first) == opens(second) == [200] * len(doors)
    end_role(first.roles.get(), by=second)
    assert opens(first) == [302] * len(doors)
    assert opens(second) == [200] * len(doors)
    assert not User.objects.filter(is_superuser=True).exists()
    for door in ("wagtailusers_users:index", "wagtailusers_groups:index"):  # roles are given in “Roles” alone
        assert school.client(second).get(reverse(door)).status_code == 302


def test_a_page_has_one_centre(school: School) -> None:
    index = Page.objects.get(slug="khoa-hoc")
    other = Centre.objects.create(unit=school.unit, name="Khác")
    for page in (index, school.course, school.lesson, Page.get_first_root_node()):
        with pytest.raises(NotFree):
            give_space(other, page)
    assert not CentreSpace.objects.filter(centre=other).exists()
    give_space(Centre.objects.get(name="Trung tâm Đồng Sen"), index)
    assert CentreSpace.objects.count() == 1


def test_a_new_page_of_a_centre_is_the_centre_s(school: School) -> None:
    home = Page.objects.get(slug="khoa-hoc").get_parent()
    centre = Centre.objects.create(unit=school.unit, name="Trung tâm mới")
    page = published(home, CentrePage(title="Trung tâm mới", slug="trung-tam-moi", centre=centre))
    assert list(CentreSpace.objects.get(centre=centre).pages.values_list("pk", flat=True)) == [page.pk]
    assert school.client(school.staff[0]).get(edit_url(page)).status_code == 200


def test_asking_for_rights_does_not_grow_with_the_pages(school: School) -> None:
    user = User.objects.get(pk=school.staff[0].pk)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for lesson in school.lessons * 10:
            assert lesson.permissions_for_user(user).can_edit()
    assert len([one for one in asked if "people_role" in one["sql"]]) == 1
    assert len([one for one in asked if "centrespace" in one["sql"]]) <= 2
