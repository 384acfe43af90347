"""What Wagtail's own migrations lay down, again: a transactional test before may have emptied every table."""

from uuid import uuid4

from django.conf import settings
from wagtail.models import Collection, Locale, Page, Site

from content.models import CourseIndexPage, LessonPage


def wagtail_roots() -> Page:
    """The root of the page tree, with the locale and the collection every page and file needs."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if Collection.get_first_root_node() is None:
        Collection.add_root(instance=Collection(name="Root"))
    return Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))


def site_with_courses() -> CourseIndexPage:
    """A site whose first page holds the courses; returns their index."""
    root = wagtail_roots()
    index = CourseIndexPage(title="Khóa học", slug="khoa-hoc", live=True)
    root.add_child(instance=index)
    site = {"hostname": "localhost", "port": 80, "root_page": index}
    Site.objects.update_or_create(is_default_site=True, defaults=site)
    return index


def published(parent: Page, page: Page) -> Page:
    """The page, added and published through a revision as an editor's button does it."""
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def lesson(title: str, text: str = "", **fields) -> LessonPage:
    """A lesson with one text block and one question, not saved yet."""
    body = [
        {"type": "text", "value": f"<p>{text}</p>", "id": str(uuid4())},
        {
            "type": "true_false",
            "id": str(uuid4()),
            "value": {
                "question": "Câu hỏi giấu",
                "explanation": "Lời giải giấu",
                "is_true": True,
                "feedback_true": "",
                "feedback_false": "",
            },
        },
    ]
    return LessonPage(title=title, slug=fields.pop("slug", f"bai-{uuid4().hex[:8]}"), body=body, **fields)
