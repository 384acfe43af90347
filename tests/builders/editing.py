"""A small site in Vietnamese with one thing of every kind, and the address of every screen of the editing pages."""

from dataclasses import dataclass
from functools import partial
from importlib import import_module
from io import BytesIO

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Page, Site, Task, Workflow

from content.approval.task import WORKFLOW
from content.models import CentrePage, CourseIndexPage, CoursePage, ModulePage, NewsIndexPage, NewsPage
from content.public import give_space, set_up_editorial
from portal.pages.models import HomePage
from portal.people.models import User
from portal.places.models import Centre
from tests.builders.lessons import lesson_page, several, short_text, single, true_false
from tests.builders.pages import wagtail_roots
from tests.builders.people import make_commune, make_user

NAMES_MIGRATION = import_module("portal.pages.migrations.0002_vietnamese_names_of_what_wagtail_lays_down")


@dataclass
class Tree:
    """A small site with one thing of every kind, in Vietnamese."""

    pages: dict[str, Page]
    staff: User
    second: User
    administrator: User
    image: Image
    document: Document
    collection: Collection
    redirect: Redirect


def _published(parent: Page, page: Page, by: User) -> Page:
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    page.refresh_from_db()
    return page


def _image(collection: Collection) -> Image:
    data = BytesIO()
    Picture.new("RGB", (40, 30), "green").save(data, "PNG")
    file = ImageFile(BytesIO(data.getvalue()), name="sen.png")
    return Image.objects.create(title="Hoa sen", file=file, collection=collection)


def build_tree() -> Tree:
    """The site, with a lesson that waits for its second person. Files go to MEDIA_ROOT."""
    root = wagtail_roots()
    NAMES_MIGRATION.rename(apps, None)
    unit = make_commune()
    staff, second = make_user("staff", unit=unit), make_user("staff", unit=unit)
    administrator = make_user("administrator")
    publish, found = partial(_published, by=staff), partial(_published, by=administrator)
    set_up_editorial()
    Page.objects.filter(depth=2).delete()  # Wagtail's welcome
    home = found(root, HomePage(title="Trang nhà", slug="trang-nha"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "Cổng"}
    )
    index = found(home, CourseIndexPage(title="Khóa học", slug="khoa-hoc"))
    news = found(home, NewsIndexPage(title="Tin", slug="tin"))
    centre = Centre.objects.create(unit=unit, name="Trung tâm Đồng Sen")
    about = found(home, CentrePage(title="Trung tâm", slug="trung-tam", centre=centre))
    space = give_space(centre, index, news, about)
    course = publish(index, CoursePage(title="An toàn", slug="an-toan"))
    pages = {
        "root": root,
        "home": home,
        "index": index,
        "course": course,
        "module": publish(course, ModulePage(title="Phần một", slug="phan-mot")),
        "lesson": publish(course, lesson_page("Mật khẩu", single(), several(), true_false(), short_text())),
        "waiting": publish(course, lesson_page("Đang chờ", single())),
        "news index": news,
        "news": publish(news, NewsPage(title="Lớp mới", slug="lop-moi")),
        "centre": about,
    }
    waiting = pages["waiting"]
    waiting.title = "Đang chờ duyệt"
    waiting.save_revision(user=staff)
    waiting.get_workflow().start(waiting, staff)
    pages["lesson"].save_revision(user=staff)
    return Tree(
        pages=pages,
        staff=staff,
        second=second,
        administrator=administrator,
        image=_image(space.collection),
        document=Document.objects.create(
            title="Phiếu", file=ContentFile(b"%PDF-1.4", name="phieu.pdf"), collection=space.collection
        ),
        collection=Collection.objects.get(depth=1).add_child(name="Hình của xã"),
        redirect=Redirect.objects.create(old_path="/cu", redirect_page=home),
    )


def page_screens(tree: Tree) -> dict[str, str]:
    """Pages: what everybody who writes opens, by a name."""
    lesson, waiting = tree.pages["lesson"], tree.pages["waiting"]
    at = [lesson.pk]

    def step(act: str) -> list:
        return [waiting.pk, act, waiting.current_workflow_task_state.pk]

    revisions = [lesson.pk, *lesson.revisions.order_by("pk").values_list("pk", flat=True)[:2]]
    made = {
        f"edit {name}": reverse("wagtailadmin_pages:edit", args=[page.pk])
        for name, page in tree.pages.items()
        if name != "root"
    }
    for name, parent, model in (
        ("lesson", "course", "lessonpage"),
        ("module", "course", "modulepage"),
        ("course", "index", "coursepage"),
        ("news", "news index", "newspage"),
        ("notice", "news index", "noticepage"),
        ("centre", "home", "centrepage"),
        ("list of courses", "home", "courseindexpage"),
    ):
        made[f"create {name}"] = reverse("wagtailadmin_pages:add", args=["content", model, tree.pages[parent].pk])
    for name in ("copy", "move", "delete", "unpublish", "history", "usage", "workflow_history"):
        made[f"page {name}"] = reverse(f"wagtailadmin_pages:{name}", args=at)
    return made | {
        "dashboard": reverse("wagtailadmin_home"),
        "explorer": reverse("wagtailadmin_explore_root"),
        "explorer of a course": reverse("wagtailadmin_explore", args=[tree.pages["course"].pk]),
        "explorer of nothing": reverse("wagtailadmin_explore", args=at),
        "explorer, a search": reverse("wagtailadmin_explore", args=[tree.pages["course"].pk]) + "?q=zzz",
        "explorer in order": reverse("wagtailadmin_explore", args=[tree.pages["course"].pk]) + "?ordering=ord",
        "add a page under home": reverse("wagtailadmin_pages:add_subpage", args=[tree.pages["home"].pk]),
        "privacy": reverse("wagtailadmin_pages:set_privacy", args=at),
        "compare": reverse("wagtailadmin_pages:revisions_compare", args=revisions),
        "look at a version": reverse("wagtailadmin_pages:revisions_revert", args=revisions[:2]),
        "workflow step": reverse(
            "wagtailadmin_pages:workflow_history_detail", args=[waiting.pk, waiting.current_workflow_state.pk]
        ),
        "give back with words": reverse("wagtailadmin_pages:collect_workflow_action_data", args=step("reject")),
        "history of what waits": reverse("wagtailadmin_pages:history", args=[waiting.pk]),
        "cancel the workflow": reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[waiting.pk]),
        "search": reverse("wagtailadmin_pages:search") + "?q=mật",
        "search without result": reverse("wagtailadmin_pages:search") + "?q=zzz",
        "choose a page": reverse("wagtailadmin_choose_page"),
        "choose a page by search": reverse("wagtailadmin_choose_page_search") + "?q=mật",
        "choose an address": reverse("wagtailadmin_choose_page_external_link"),
        "choose an e-mail": reverse("wagtailadmin_choose_page_email_link"),
        "choose a telephone": reverse("wagtailadmin_choose_page_phone_link"),
        "choose a place in the page": reverse("wagtailadmin_choose_page_anchor_link"),
        "account": reverse("wagtailadmin_account"),
        **{
            f"many pages: {act}": reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
            + f"?id={lesson.pk}&id={waiting.pk}&next=/"
            for act in ("delete", "move", "publish", "unpublish")
        },
    }


def file_screens(tree: Tree) -> dict[str, str]:
    """Images and documents."""
    image, document = tree.image.pk, tree.document.pk
    made = {
        "images": reverse("wagtailimages:index"),
        "images, a search": reverse("wagtailimages:index") + "?q=zzz",
        "images in a list": reverse("wagtailimages:index") + "?layout=list",
        "add images": reverse("wagtailimages:add_multiple"),
        "add one image": reverse("wagtailimages:add"),
        "choose an image": reverse("wagtailimages_chooser:choose"),
        "how to place an image": reverse("wagtailimages_chooser:select_format", args=[image]),
        "documents": reverse("wagtaildocs:index"),
        "documents, a search": reverse("wagtaildocs:index") + "?q=zzz",
        "add documents": reverse("wagtaildocs:add_multiple"),
        "add one document": reverse("wagtaildocs:add"),
        "choose a document": reverse("wagtaildocs_chooser:choose"),
    }
    for name in ("edit", "delete", "image_usage"):
        made[f"image {name}"] = reverse(f"wagtailimages:{name}", args=[image])
    for name in ("edit", "delete", "document_usage"):
        made[f"document {name}"] = reverse(f"wagtaildocs:{name}", args=[document])
    for app, model, key in (("wagtailimages", "image", image), ("wagtaildocs", "document", document)):
        for act in ("add_tags", "add_to_collection", "delete"):
            address = reverse("wagtail_bulk_action", args=[app, model, act])
            made[f"many of {model}: {act}"] = f"{address}?id={key}&next=/"
    return made


def office_screens(tree: Tree) -> dict[str, str]:
    """Reports and settings."""
    workflow, task = Workflow.objects.get(name=WORKFLOW), Task.objects.get(name=WORKFLOW)
    task_type = ContentType.objects.get_for_model(task.specific)
    return {
        "locked pages": reverse("wagtailadmin_reports:locked_pages"),
        "workflows at work": reverse("wagtailadmin_reports:workflow"),
        "tasks at work": reverse("wagtailadmin_reports:workflow_tasks"),
        "site history": reverse("wagtailadmin_reports:site_history"),
        "ageing pages": reverse("wagtailadmin_reports:aging_pages"),
        "page types": reverse("wagtailadmin_reports:page_types_usage"),
        "workflows": reverse("wagtailadmin_workflows:index"),
        "add a workflow": reverse("wagtailadmin_workflows:add"),
        "edit the workflow": reverse("wagtailadmin_workflows:edit", args=[workflow.pk]),
        "disable the workflow": reverse("wagtailadmin_workflows:disable", args=[workflow.pk]),
        "pages of the workflow": reverse("wagtailadmin_workflows:usage", args=[workflow.pk]),
        "tasks": reverse("wagtailadmin_workflows:task_index"),
        "kinds of task": reverse("wagtailadmin_workflows:select_task_type"),
        "add a task": reverse("wagtailadmin_workflows:add_task", args=[task_type.app_label, task_type.model]),
        "edit the task": reverse("wagtailadmin_workflows:edit_task", args=[task.pk]),
        "choose a task": reverse("wagtailadmin_workflows:task_chooser"),
        "collections": reverse("wagtailadmin_collections:index"),
        "add a collection": reverse("wagtailadmin_collections:add"),
        "edit a collection": reverse("wagtailadmin_collections:edit", args=[tree.collection.pk]),
        "delete a collection": reverse("wagtailadmin_collections:delete", args=[tree.collection.pk]),
        "who sees a collection": reverse("wagtailadmin_collections:set_privacy", args=[tree.collection.pk]),
        "sites": reverse("wagtailsites:index"),
        "add a site": reverse("wagtailsites:add"),
        "edit a site": reverse("wagtailsites:edit", args=[Site.objects.get().pk]),
        "redirects": reverse("wagtailredirects:index"),
        "add a redirect": reverse("wagtailredirects:add"),
        "edit a redirect": reverse("wagtailredirects:edit", args=[tree.redirect.pk]),
        "delete a redirect": reverse("wagtailredirects:delete", args=[tree.redirect.pk]),
        "import redirects": reverse("wagtailredirects:start_import"),
    }
