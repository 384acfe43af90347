"""How the editors' pages behave: a lesson that counts goes to a second person instead of straight to the public."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages as editor_messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.messages import button
from wagtail.admin.widgets.button import Button
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.views import documents
from wagtail.images.views import images
from wagtail.models import Page, WorkflowState

from content.activities import note_origins
from content.approval.files import StandsInALesson, in_words, stays_in_lessons
from content.approval.held import HeldPagesAPI, locked, read_again
from content.approval.menu import in_our_words, next_act
from content.approval.views import ReviewedPages
from content.bank.newer import newer_in
from content.bank.views import addresses as bank_addresses
from content.centres import withdrawing
from content.editing_start import PlacesToWrite
from content.exchange.offers import changed_origins
from content.identities import learnt_in
from content.imports.views import addresses
from content.models import CoursePage, LessonPage, StoryPage
from content.news.admin import TopicsOfNews
from content.pages.served import Served, must_exist
from content.pages.stories import needs_a_yes
from content.schedule import MissedHours, told_of
from content.writing.patterns import unwritten


@hooks.register("register_admin_viewset", order=1)  # after Wagtail's own, which it replaces
def acts_of_review() -> ReviewedPages:
    """The pages for editing and reviewing, for every type."""
    return ReviewedPages()


@hooks.register("register_admin_viewset")
def topics_of_news() -> TopicsOfNews:
    """The list of what news may be about."""
    return TopicsOfNews("topics_of_news")


@hooks.register("construct_admin_api")
def acts_of_programs(router: WagtailAPIRouter) -> None:
    """The editors' API, in the place of Wagtail's."""
    router.register_endpoint("pages", HeldPagesAPI)


@hooks.register("before_bulk_action", order=-1)
def several_pages_stand_still(request: HttpRequest, action_type: str, objects: list, action: Any) -> None:
    """What is done to several pages at once is done to them as they are now, in Wagtail's transaction."""
    if objects and all(isinstance(one, Page) for one in objects):
        read_again(objects, action.cleaned_form.cleaned_data.get("chooser") if action_type == "move" else None)


@hooks.register("register_admin_urls", order=-1)  # before Wagtail's own, which tell every refusal as a lack of rights
def files_of_lessons_stay() -> list[URLPattern]:
    """Deleting a document or an image."""
    document, image = documents.DeleteView.as_view(), images.DeleteView.as_view()
    return [
        path("documents/delete/<int:document_id>/", in_words(document, "wagtaildocs:edit")),
        path("images/<int:image_id>/delete/", in_words(image, "wagtailimages:edit")),
    ]


@hooks.register("register_admin_urls")
def questions_of_lessons() -> list[URLPattern]:
    """How a lesson's questions are answered; in and out as files; the bank of all lessons."""
    return [*addresses(), *bank_addresses(), *withdrawing.addresses()]


@hooks.register("register_admin_menu_item")
def way_to_the_bank() -> MenuItem:
    """For everybody who writes lessons."""
    return MenuItem(gettext_lazy("Bank of questions"), reverse_lazy("content_bank"), icon_name="help", order=250)


@hooks.register("before_edit_page")
def say_what_is_newer(request: HttpRequest, page: Page) -> None:
    """On the editing screen of a lesson: a question of it was changed in another one."""
    lesson = page.specific if request.method == "GET" else None
    if not isinstance(lesson, LessonPage):
        return
    found = len(newer_in(lesson.get_latest_revision_as_object(), request.user))
    if found:
        there = [button(reverse("content_questions", args=[page.pk]), _("Look at them"))]
        told = ngettext(
            "%(n)s question has a new version, written in another lesson.",
            "%(n)s questions have a new version, written in another lesson.",
            found,
        )
        editor_messages.warning(request, told % {"n": found}, buttons=there)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def way_to_withdraw(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """From a person's story to the act that takes it away."""
    if isinstance(page.specific_deferred, StoryPage) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Withdraw the story"), reverse("content_story_withdraw", args=[page.pk]), icon_name="bin", priority=90
        )


@hooks.register("before_publish_page")
def ask_for_the_yes(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A story without the person's yes stays a draft, and the editor reads what is missing."""
    story = page.specific
    if not isinstance(story, StoryPage) or story.get_latest_revision_as_object().agreed:
        return None
    messages.error(request, needs_a_yes())
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def way_to_the_questions(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """To them from the lesson."""
    if isinstance(page.specific_deferred, LessonPage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Questions"), reverse("content_questions", args=[page.pk]), icon_name="help", priority=12)


@hooks.register("register_page_header_buttons")
def way_to_the_versions(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """Who wrote and approved what."""
    if isinstance(page.specific_deferred, Served) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Who changed what"), reverse("content:page_versions", args=[page.pk]), icon_name="history", priority=13
        )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def course_as_a_file(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """A course goes out as a file."""
    if isinstance(page.specific_deferred, CoursePage) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Export as a file"), reverse("content:export_course", args=[page.pk]), icon_name="download", priority=12
        )


@hooks.register("before_bulk_action")
def several_files_stay(request: HttpRequest, action_type: str, objects: list, action: Any) -> HttpResponse | None:
    """The same for several at once: when one has to stay, none goes."""
    if action_type != "delete" or any(isinstance(one, Page) for one in objects):
        return None
    try:
        for one in objects:
            stays_in_lessons(one)
    except StandsInALesson as refusal:
        messages.error(request, str(refusal))
        return redirect(action.next_url)
    return None


@hooks.register("before_publish_page", order=-1)
def write_what_the_pattern_asks(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A lesson in which a pattern still says what to write stays a draft; what was typed is kept."""
    lesson = page.specific
    left = unwritten(lesson.body.get_prep_value()) if isinstance(lesson, LessonPage) else []
    if not left:
        return None
    told = _(
        "Not published yet: “✎ %(first)s” is still to be written (%(left)s such places). Write there, or take it out."
    )
    messages.error(request, told % {"first": left[0][:80], "left": len(left)})
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_publish_page")
def ask_a_second_person(request: HttpRequest, page: Page) -> HttpResponse | None:
    """“Publish” on a mapped lesson submits it: what was written is kept, nothing goes live (settled: review)."""
    lesson = page.specific
    if not isinstance(lesson, LessonPage) or not lesson.is_mapped():
        return None
    workflow = lesson.get_workflow()
    with transaction.atomic():  # pressed twice, it is handed in once
        state = locked(page).current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            state.resume(request.user)
        elif workflow and state is None:
            workflow.start(lesson, request.user)
    if workflow:
        told = _("This lesson counts for an indicator, so it now waits for a second person to approve it.")
    else:
        told = _("This lesson counts for an indicator and needs a second person, but nobody is set to approve it here.")
    messages.info(request, told)
    return redirect("wagtailadmin_pages:edit", lesson.pk)


@hooks.register("construct_page_action_menu")
def acts_in_our_words(menu_items: list, request: HttpRequest, context: dict) -> None:
    """What the editors' buttons say, and the next act in view."""
    in_our_words(menu_items)
    next_act(menu_items, request, context)


@hooks.register("before_edit_page")
def say_what_was_missed(request: HttpRequest, page: Page) -> None:
    """On the editing screen of a page that did not appear, or go, at its hour: why, and what to do."""
    told = told_of(page) if request.method == "GET" else None
    if told:
        messages.warning(request, f"{told.what} {told.why} {told.next_step}")


@hooks.register("before_edit_page")
def say_what_the_reviewer_wrote(request: HttpRequest, page: Page) -> None:
    """On the editing screen of a page that was sent back: the reviewer's words."""
    state = page.current_workflow_state if request.method == "GET" else None
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return
    step = state.current_task_state
    told = {"who": step.finished_by or "…", "said": step.comment}
    if step.comment:
        messages.warning(request, _("%(who)s sent this page back: “%(said)s”") % told)
    else:
        messages.warning(request, _("%(who)s sent this page back without a word: ask what is to be changed.") % told)


@hooks.register("before_edit_page")
def say_that_the_original_changed(request: HttpRequest, page: Page) -> None:
    """On the editing screen of a course that was taken from another centre: its original was published anew."""
    changed = changed_origins([page]).get(page.pk) if request.method == "GET" and isinstance(page, CoursePage) else None
    if changed:
        told = {
            "title": changed.origin.title,
            "whose": changed.origin.author,
            "day": date_format(localtime(changed.at), "d/m/Y"),
        }
        there = [button(changed.origin.source_page.url, _("See the original"))]
        words = _("The original “%(title)s” of %(whose)s changed on %(day)s, after your copy was made.")
        editor_messages.info(request, words % told, buttons=there)


@hooks.register("after_create_page")
def on_to_the_first_lesson(request: HttpRequest, page: Page) -> None:
    """After a course was made, the way to its first lesson is in view."""
    if isinstance(page, CoursePage):
        there = [button(f"{reverse('content:new_lesson')}?khoa={page.pk}", _("Add a lesson"))]
        editor_messages.success(request, _("The course is there. Its lessons come next."), buttons=there)


@hooks.register("insert_editor_js")
def pasted_tables_stay_tables() -> str:
    """From Word and Excel, into a text of a lesson."""
    return format_html(
        '<script type="module" id="paste-tables" src="{}" data-done="{}" data-large="{}"></script>',
        static("js/paste-tables.js"),
        _("The table that was pasted stands below this text."),
        _(
            "A table has at most 12 columns and 100 rows here, so nothing was pasted. Paste a part of it, or add it as a file."
        ),
    )


@hooks.register("insert_editor_js")
def texts_are_written_before_they_are_sent() -> str:
    """What was typed last is sent along, however soon a button is pressed."""
    return format_html('<script type="module" src="{}"></script>', static("js/texts-written.js"))


@hooks.register("construct_homepage_panels")
def first_of_the_first_page(request: HttpRequest, panels: list) -> None:
    """The same for all pages of the editor, first of what the first page shows; and before all, where one may write."""
    panels[:0] = [PlacesToWrite(request), MissedHours(request)]


@hooks.register("before_delete_page")
def keep_what_was_learnt(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that records speak of is not deleted; the editor is led to unpublishing."""
    if not learnt_in(page.get_descendants(inclusive=True).values_list("pk", flat=True)):
        return None
    _say_kept(request, [page])
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_what_was_learnt_of_several(
    request: HttpRequest, action_type: str, objects: list, action: object
) -> HttpResponse | None:
    """The same for several pages at once: when one has to stay, none goes."""
    if action_type != "delete":
        return None
    pages = [page for page in objects if isinstance(page, Page)]
    kept = [p for p in pages if learnt_in(p.get_descendants(inclusive=True).values_list("pk", flat=True))]
    if not kept:
        return None
    _say_kept(request, kept)
    return redirect("wagtailadmin_explore", kept[0].get_parent().pk)


def _say_kept(request: HttpRequest, pages: list[Page]) -> None:
    names = ", ".join(f"“{page.title}”" for page in pages)
    told = _("Somebody has learnt in %(pages)s, so it cannot be deleted: unpublish it instead. What was learnt stays.")
    messages.error(request, told % {"pages": names})


@hooks.register("after_copy_page")
def copies_know_their_origin(request: HttpRequest, page: Page, made: Page) -> None:
    """A copied lesson is another activity that says where it came from."""
    if made.alias_of_id is None:
        note_origins(page, made)


@hooks.register("before_serve_page")
def only_what_is_published(page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict) -> None:
    """A page below an unpublished one is not there. Its restrictions are known now, so nobody looks them up again."""
    page.known_restrictions = must_exist(page, request).restrictions_on(page)
