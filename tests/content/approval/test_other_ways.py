"""Copies, aliases, several pages at once, programs and the editors' API keep the rule of two as well."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision

from content.approval.rule import authors_of
from content.models import CoursePage, LessonPage, PageActivity
from portal.people.public import join
from tests.builders.lessons import edit_url, lesson_page
from tests.builders.pages import published
from tests.builders.people import make_admin, make_learner, make_staff
from tests.content.approval.acts import (
    approve,
    copied,
    create,
    edit,
    seen,
    waits,
    written,
)
from tests.content.conftest import School


class TestOtherDoors:
    def test_several_pages_at_once(self, school: School, author: Client) -> None:
        ordinary = create(school, author, button="x", mapped=False, slug="bai-thuong")
        counts = create(school, author, button="x")
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        author.post(f"{address}?id={ordinary.pk}&id={counts.pk}", {"include_descendants": "on"})
        assert LessonPage.objects.get(pk=ordinary.pk).live
        assert not LessonPage.objects.get(pk=counts.pk).live

    def test_a_course_with_all_that_is_below(self, school: School, author: Client) -> None:
        counts = create(school, author, button="x")
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        author.post(f"{address}?id={school.course.pk}", {"include_descendants": "on"})
        assert not LessonPage.objects.get(pk=counts.pk).live

    def test_a_copy_that_should_be_public_stays_a_draft(self, school: School, mapped, author) -> None:
        copied(author, mapped, school.course, "ban-sao", publish_copies="on")
        made = LessonPage.objects.get(slug="ban-sao")
        assert not made.live
        assert made.live_revision is None
        assert seen(made) == ""
        assert [row.iri for row in made.alignments.all()] == [school.alignment.iri]

    def test_a_copied_course_brings_out_only_what_counts_for_nothing(self, school: School, mapped, author) -> None:
        copied(author, school.course, school.course.get_parent(), "khoa-sao", copy_subpages="on", publish_copies="on")
        made = CoursePage.objects.get(slug="khoa-sao")
        assert made.live
        live = {p.slug: p.live for p in LessonPage.objects.descendant_of(made)}
        assert live == {"bai-mot": True, "bai-hai": True, "bai-moi": False}

    def test_an_alias_shows_the_approved_words_and_is_the_same_activity(self, school, mapped, author, second) -> None:
        copied(author, mapped, school.course, "bai-cung", alias="on")
        alias = LessonPage.objects.get(slug="bai-cung")
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        assert "Bản đầu." in seen(alias)
        assert "Bản hai." not in seen(alias)
        approve(second, LessonPage.objects.get(pk=mapped.pk))
        assert "Bản hai." in seen(alias)
        assert not PageActivity.objects.filter(page_id=alias.pk).exists()

        author.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
        alone = LessonPage.objects.get(pk=alias.pk)
        assert alone.alias_of is None
        assert not alone.live
        assert PageActivity.objects.get(page_id=alias.pk).origin == PageActivity.objects.get(page_id=mapped.pk).uuid

    def test_an_alias_of_a_draft_is_not_public(self, school: School, author: Client) -> None:
        page = create(school, author)
        form = {"new_title": "x", "new_slug": "bai-cung", "new_parent_page": str(school.course.pk), "alias": "on"}
        author.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form | {"publish_copies": "on"})
        assert seen(LessonPage.objects.get(slug="bai-cung")) == ""

    def test_a_copy_and_what_is_gone_back_to_keep_their_authors(self, school, mapped, author, second) -> None:
        """A writes, C copies: A is an author of the copy. B goes back to words of A: A is an author of them again."""
        third, fourth = make_staff(school.unit), make_staff(school.unit)
        edit(author, mapped, school, text="Bản hai.")
        form = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": str(school.course.pk)}
        school.client(third).post(reverse("wagtailadmin_pages:copy", args=[mapped.pk]), form)
        made = LessonPage.objects.get(slug="ban-sao")
        assert {school.staff[0].pk, third.pk} <= authors_of(made.latest_revision)
        assert fourth.pk not in authors_of(made.latest_revision)
        first = mapped.latest_revision
        edit(second, mapped, school, button="action-submit", text="Bản của B.")
        LessonPage.objects.get(pk=mapped.pk).save_revision(user=school.staff[1])
        old = LessonPage.objects.get(pk=mapped.pk).revisions.filter(user=school.staff[0]).latest("pk")
        assert old.pk != first.pk
        again = old.as_object()
        revision = again.save_revision(user=fourth, previous_revision=old)
        assert {school.staff[0].pk, fourth.pk} <= authors_of(revision)

    def test_one_person_with_two_accounts_is_one(self, school: School, author: Client, second: Client) -> None:
        """Whose two records were joined: what was written under the account that ended is the own work under the other."""
        page = create(school, author)
        old, kept = (make_learner(school.unit, "Trần Thị Lan", user=one) for one in school.staff[:2])
        join(kept, old, by=make_admin(), proof="căn cước")
        assert {one.pk for one in school.staff[:2]} == authors_of(page.latest_revision)
        approve(second, page)
        assert not LessonPage.objects.get(pk=page.pk).live
        approve(school.client(make_staff(school.unit)), page)
        assert LessonPage.objects.get(pk=page.pk).live

    def test_the_editors_api_copies_with_the_authors(self, school, mapped, author, second) -> None:
        address = f"/quan-tri/api/main/pages/{mapped.pk}/action/copy/"
        answer = second.post(address, json.dumps({"slug": "ban-sao-may"}), "application/json")
        made = LessonPage.objects.get(pk=answer.json()["id"])
        assert {one.pk for one in school.staff} <= authors_of(made.latest_revision)

    def test_a_step_is_taken_at_its_own_page_only(self, school, mapped, author, second) -> None:
        """The address names page and step: a step of another page is none of this one."""
        page = create(school, author, slug="bai-khac")
        edit(author, mapped, school, button="action-submit", text="Bản hai.")
        state = LessonPage.objects.get(pk=mapped.pk).current_workflow_task_state
        second.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))
        assert "Bản đầu." in seen(mapped)
        assert waits(page)

    @pytest.mark.parametrize("act", ["publish", "copy"])
    def test_the_editors_api(self, school: School, author: Client, act: str) -> None:
        page = create(school, author, button="x")
        address = f"/quan-tri/api/main/pages/{page.pk}/action/{act}/"
        answer = author.post(address, json.dumps({"keep_live": True}), "application/json")
        assert answer.status_code in (201, 403), answer.text
        assert not LessonPage.objects.filter(alignments=school.alignment, live=True).exists()

    def test_the_library_s_own_act_past_every_page(self, school: School, mapped: LessonPage, author: Client) -> None:
        edit(author, mapped, school, text="Bản hai.")
        newest = Revision.objects.get(pk=LessonPage.objects.get(pk=mapped.pk).latest_revision_id)
        with pytest.raises(PermissionDenied):
            PublishPageRevisionAction(newest).execute(skip_permission_checks=True)
        with pytest.raises(PermissionDenied):
            newest.publish(skip_permission_checks=True)
        assert "Bản đầu." in seen(mapped)
        assert LessonPage.objects.get(pk=mapped.pk).live

    def test_writing_into_the_approved_version_again_makes_another(self, school, mapped, author) -> None:
        live = mapped.live_revision
        sent = written(school, user=None, text="Lén sửa.") | {"overwrite_revision_id": live.pk}
        author.post(edit_url(mapped), sent)
        live.refresh_from_db()
        assert "Bản đầu." in str(live.as_object().body.raw_data[0])
        newest = LessonPage.objects.get(pk=mapped.pk).latest_revision
        assert "Lén sửa." in str(newest.as_object().body.raw_data[0])
        with pytest.raises(PermissionDenied):
            newest.publish()
        assert "Bản đầu." in seen(mapped)

    def test_written_into_past_every_page_it_loses_its_approval(self, school, mapped) -> None:
        live = mapped.live_revision
        live.created_at = timezone.now()
        live.save()
        with pytest.raises(PermissionDenied):
            live.publish()

    def test_made_by_a_program_it_is_a_draft(self, school: School) -> None:
        page = lesson_page("Từ máy", slug="tu-may", live=True, alignments=[school.alignment])
        school.course.add_child(instance=page)
        assert not LessonPage.objects.get(slug="tu-may").live
        assert published(school.course, lesson_page("Thường", slug="thuong")).live
