"""Stories of exemplary people: none without a yes, gone at once when it is taken back, edited by the own centre alone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Revision

from content.models import CentrePage, StoryIndexPage, StoryPage
from portal.audit.models import Entry
from portal.places.models import Centre
from tests.builders.editing import _image
from tests.builders.pages import published
from tests.builders.people import make_commune, make_staff, signed_in

pytestmark = [  # Wagtail leaves what it cuts a picture from to the collector
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def stories(school, settings, tmp_path) -> StoryIndexPage:
    settings.MEDIA_ROOT = tmp_path
    centre = Centre.objects.get(unit=school.unit)
    about = published(school.course.get_parent(), CentrePage(title="Trung tâm", slug="trung-tam", centre=centre))
    return published(about, StoryIndexPage(title="Gương học tập", slug="guong"))


def told(stories, **more) -> StoryPage:
    values = {"title": "Học ghép cam ở tuổi sáu mươi", "slug": "ghep-cam", "called": "bác Bính", "habit": "đọc mỗi tối"}
    consent = {"consent_on": timezone.localdate(), "consent_to": "cô Lan"}
    return published(stories, StoryPage(**values | consent | more))


def test_the_story_is_told_as_the_person_wants_to_be_called(school, stories):
    image = _image(Collection.objects.get(depth=1))
    page = told(stories, image=image, image_alt="Bác Bính bên vườn cam", image_credit="anh Dũng", course=school.course)
    shown = Client().get(page.url).content.decode()
    for words in ("bác Bính", "đọc mỗi tối", "Giữ an toàn", "Ảnh: anh Dũng", 'alt="Bác Bính bên vườn cam"'):
        assert words in shown, words
    assert "điểm" not in shown.partition("<main")[2].partition("<footer")[0], "no points"
    assert "cô Lan" not in shown, "who asked is for the staff"
    assert "bác Bính" in Client().get(stories.url).content.decode()
    assert "bác Bính" in Client().get(stories.get_parent().url).content.decode()


@pytest.mark.parametrize("missing", [{"consent_on": None}, {"consent_to": ""}, {"consent_to": "  "}])
def test_without_a_yes_nothing_goes_live_by_any_way(stories, missing):
    page = StoryPage(title="Chưa hỏi", slug="chua-hoi", called="ai đó", live=False)
    for name, value in ({"consent_on": timezone.localdate(), "consent_to": "cô Lan"} | missing).items():
        setattr(page, name, value)
    stories.add_child(instance=page)
    revision = page.save_revision(clean=False)
    with translation.override("vi"), pytest.raises(PermissionDenied, match="đồng ý"):
        revision.publish()
    page.live = True
    with pytest.raises(PermissionDenied):
        page.save(clean=False)
    assert not StoryPage.objects.get(pk=page.pk).live


def _form(**more) -> dict:
    comments = {f"comments-{part}": "0" for part in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    values = {"title": "Bác Tám", "slug": "bac-tam", "called": "bác Tám", "intro": "", "habit": "", "body-count": "0"}
    return (
        values
        | {"image": "", "image_alt": "", "image_credit": "", "course": "", "consent_on": "", "consent_to": ""}
        | comments
        | more
    )


def test_the_editor_is_asked_at_publishing_and_keeps_what_was_typed(school, stories):
    add = reverse("wagtailadmin_pages:add", args=["content", "storypage", stories.pk])
    page = signed_in(school.staff[0])
    asked = page.post(add, _form(habit="đọc cùng cháu", **{"action-publish": "1"}))
    assert asked.status_code == 200
    assert "đọc cùng cháu" in asked.content.decode()
    assert not StoryPage.objects.filter(live=True).exists()
    assert page.post(add, _form()).status_code == 302, "a draft is kept without it"
    draft = StoryPage.objects.get(called="bác Tám")
    assert not draft.live
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    day = f"{timezone.localdate():%d/%m/%Y}"
    page.post(edit, _form(consent_on=day, consent_to="cô Lan", **{"action-publish": "1"}))
    assert StoryPage.objects.get(pk=draft.pk).live


def test_taken_back_page_versions_and_picture_are_gone(school, stories, django_capture_on_commit_callbacks):
    image = _image(Collection.objects.get(depth=1))
    page = told(stories, image=image)
    shown = Client().get(page.url).content.decode()
    picture = shown.partition('<figure class="portrait">')[2].partition('src="')[2].partition('"')[0]
    assert Client().head(picture).status_code == 200
    file = image.file.name
    act = reverse("content_story_withdraw", args=[page.pk])
    other = make_commune("Đồng Xa")
    Centre.objects.create(unit=other, name="Trung tâm khác")
    assert signed_in(make_staff(other)).post(act).status_code in (302, 403)
    assert StoryPage.objects.filter(pk=page.pk).exists(), "another centre's staff cannot"
    staff = signed_in(school.staff[0])
    assert "không lấy lại được" in staff.get(act).content.decode()
    assert StoryPage.objects.filter(pk=page.pk).exists(), "asked first"
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(act).status_code == 302
    assert Client().get(page.url).status_code == 404
    assert Client().get(picture).status_code == 404
    assert not default_storage.exists(file)
    assert not get_image_model().objects.filter(pk=image.pk).exists()
    assert not Revision.objects.filter(object_id=str(page.pk), content_type__model="storypage").exists()
    assert Entry.objects.filter(act="story.withdrawn", subject=f"page:{page.pk}").exists()
    assert "bác Bính" not in Client().get(stories.url).content.decode()


def test_a_picture_that_others_use_stays(school, stories):
    image = _image(Collection.objects.get(depth=1))
    page = told(stories, image=image)
    second = told(stories, title="Khác", slug="khac", called="cô Nhàn", image=image)
    signed_in(school.staff[0]).post(reverse("content_story_withdraw", args=[page.pk]))
    assert get_image_model().objects.filter(pk=image.pk).exists()
    assert Client().get(second.url).status_code == 200


def test_twenty_four_a_page_and_the_questions_do_not_grow(stories, django_assert_max_num_queries):
    rows = [
        StoryPage(
            title=f"Chuyện {n}",
            slug=f"chuyen-{n}",
            called=f"bác {n}",
            consent_on=timezone.localdate(),
            consent_to="Lan",
        )
        for n in range(30)
    ]
    for row in rows:
        stories.add_child(instance=row)
    Page.objects.filter(pk__in=[row.pk for row in rows]).update(
        live=True, first_published_at=timezone.now() - timedelta(1)
    )
    with django_assert_max_num_queries(25):
        shown = Client().get(stories.url).content.decode()
    assert "bác 29" in shown
    assert "bác 3<" not in shown


def test_pictures_in_the_text_of_any_version_go_too(school, stories):
    first, second, shared = (_image(Collection.objects.get(depth=1)) for _n in range(3))
    body = [("picture", {"image": first, "alt": "Bác Bính"}), ("picture", {"image": shared, "alt": "Vườn cam"})]
    page = told(stories, body=body)
    page.body = [("picture", {"image": second, "alt": "Bác Bính cười"})]
    page.save_revision().publish()
    told(stories, title="Khác", slug="khac", called="cô Nhàn", body=[("picture", {"image": shared, "alt": "Vườn cam"})])
    signed_in(school.staff[0]).post(reverse("content_story_withdraw", args=[page.pk]))
    left = set(get_image_model().objects.values_list("pk", flat=True))
    assert left & {first.pk, second.pk, shared.pk} == {shared.pk}


def test_a_yes_is_not_of_a_day_to_come(school, stories):
    page = signed_in(school.staff[0])
    add = reverse("wagtailadmin_pages:add", args=["content", "storypage", stories.pk])
    tomorrow = f"{timezone.localdate() + timedelta(1):%d/%m/%Y}"
    answer = page.post(add, _form(consent_on=tomorrow, consent_to="cô Lan", **{"action-publish": "1"}))
    assert answer.status_code == 200
    assert "Ngày này chưa đến" in answer.content.decode()
    assert not StoryPage.objects.filter(live=True).exists()
