"""The editing pages speak Vietnamese: every screen is opened as those who use it open it, and read."""

import gc
import json
import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.forms import ImageField
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from portal.text import library_texts, translations
from tests.builders.editing import Tree, build_tree, file_screens, office_screens, page_screens
from tests.builders.lessons import edit_form, edit_url
from tests.visible_english import english_in

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")


@pytest.fixture
def tree(db, settings, tmp_path) -> Iterator[Tree]:
    """The site, with a lesson that waits for its second person."""
    settings.MEDIA_ROOT = tmp_path
    yield build_tree()
    gc.collect()  # Wagtail leaves the temporary files of scaled images open


def _read(client: Client, screens: dict[str, str]) -> dict[str, list[str]]:
    """The English on each screen, and what does not open; screens without either are left out."""
    found = {}
    for name, address in screens.items():
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            found[name] = [f"{answer.status_code} {address}"]
            continue
        data = answer.json() if answer["Content-Type"].startswith("application/json") else None
        english = english_in(data.get("html", "") if data else answer.content.decode())
        if english:
            found[name] = english
    return found


def test_every_text_of_the_library_has_vietnamese(db) -> None:
    assert library_texts.missing() == []


def test_staff_read_no_english(tree: Tree, client: Client) -> None:
    client.force_login(tree.second)
    found = _read(client, page_screens(tree) | file_screens(tree))
    assert found == {}


def test_administrators_read_no_english(tree: Tree, client: Client) -> None:
    client.force_login(tree.administrator)
    found = _read(client, page_screens(tree) | file_screens(tree) | office_screens(tree))
    assert found == {}


def test_what_is_said_after_each_act_is_vietnamese(tree: Tree, client: Client) -> None:
    lesson, course = tree.pages["lesson"], tree.pages["course"]
    page, news = [lesson.pk], [tree.pages["news"].pk]
    acts = {
        "save": (edit_url(lesson), edit_form()),
        "save what is wrong": (edit_url(lesson), edit_form(title="", minutes="999", go_live_at="2020-01-01 00:00")),
        "publish": (edit_url(lesson), edit_form() | {"action-publish": "1"}),
        "hand in": (edit_url(lesson), edit_form() | {"action-submit": "1"}),
        "copy": (
            reverse("wagtailadmin_pages:copy", args=page),
            {"new_title": "Bản", "new_slug": "ban", "new_parent_page": course.pk},
        ),
        "copy to a bad place": (
            reverse("wagtailadmin_pages:copy", args=page),
            {"new_slug": "bai moi", "new_parent_page": course.pk},
        ),
        "move": (
            reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, tree.pages["module"].pk]),
            {},
        ),
        "unpublish": (reverse("wagtailadmin_pages:unpublish", args=news), {}),
        "delete": (reverse("wagtailadmin_pages:delete", args=news), {}),
        "upload nothing": (reverse("wagtailimages:add"), {"title": ""}),
        "change a document": (reverse("wagtaildocs:edit", args=[tree.document.pk]), {"title": "Phiếu mới"}),
        "make a lesson of nothing": (
            reverse("wagtailadmin_pages:add", args=["content", "lessonpage", course.pk]),
            edit_form(title="", text=""),
        ),
    }
    client.force_login(tree.administrator)
    found = {}
    for name, (address, data) in acts.items():
        answer = client.post(address, data, follow=True)
        markup = answer.content.decode()
        said = BeautifulSoup(markup, "html.parser").select(".messages > ul > li, .error-message, .w-field__errors p")
        if answer.status_code != 200 or not said or english_in(markup):
            found[name] = [answer.status_code, said, english_in(markup)]
    assert found == {}


def test_a_lesson_given_back_says_so_in_vietnamese(tree: Tree, client: Client) -> None:
    waiting = tree.pages["waiting"]
    client.force_login(tree.second)
    step = [waiting.pk, "reject", waiting.current_workflow_task_state.pk]
    client.post(reverse("wagtailadmin_pages:workflow_action", args=step), {"comment": "Sửa giúp"})
    answer = client.get(edit_url(waiting)).content.decode()
    assert "Sửa giúp" in answer
    assert "yêu cầu sửa" in answer
    assert english_in(answer) == []


def test_scripts_speak_vietnamese(tree: Tree, client: Client) -> None:
    client.force_login(tree.second)
    answer = client.get(reverse("wagtailadmin_javascript_catalog"))
    catalogue = json.loads(re.search(r"const newcatalog = (\{.*?\});\n", answer.content.decode(), re.DOTALL)[1])
    wanted = [
        translations.identity(message)[1]
        for name, folder in library_texts.catalogues("djangojs")
        for message in translations.messages(folder / "en" / "LC_MESSAGES" / "djangojs.po", "en")
    ]
    assert len(wanted) > 80
    assert [text for text in wanted if text not in catalogue] == []
    assert [said for said in catalogue.values() if english_in(f"<p>{escape(said)}</p>")] == []


def test_english_is_seen_where_it_is_shown() -> None:
    """The reader of these tests is not blind: text, labels, data for scripts, and nothing that nobody sees."""
    assert english_in("<p>Đã lưu</p><!-- Save draft --><script>Save draft</script>") == []
    for markup in (
        "<p>Save draft</p>",
        '<a aria-label="More actions">…</a>',
        '<input type="submit" value="Search">',
        "<option value='x'>read-lamp</option>",
        """<div data-block='[{"label": "Save draft"}]'></div>""",
        '<script type="application/json">{"strings": {"MOVE": "Move up"}}</script>',
    ):
        assert english_in(markup), markup


def test_one_word_for_publishing_and_plain_words_for_what_went_wrong() -> None:
    texts = {
        domain: "".join(path.read_text() for path in translations.po_files("vendor", domain=domain))
        for domain in translations.DOMAINS
    }
    assert "xuất bản" not in texts["django"].lower()
    with override("vi"):
        image = ImageField.default_error_messages["invalid_image"]
        assert str(image) == "Tệp này không phải là ảnh, hoặc ảnh đã hỏng. Hãy chọn tệp khác."
    assert "phiên đăng nhập đã hết" in texts["djangojs"]
