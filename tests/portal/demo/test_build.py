"""The demo is built once, through the same functions as everything else, and a second run adds nothing."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import authenticate
from wagtail.models import Page, PageLogEntry, Site, WorkflowState

from content.courses.loader import shipped_courses
from content.models import CoursePage, LessonPage, NewsPage, NoticePage
from content.public import reader_of
from portal.audit import public as audit
from portal.demo import build, people
from portal.people.models import Learner
from portal.people.public import account_of, everyone
from portal.people.second_factor.acts import demo_code
from portal.places.models import UnitVersion
from recognition.models import Case, Certificate, Evidence
from recognition.public import NoCriteriaSet, NotKnown, title_state
from search.finding import answer
from search.models import SearchDocument
from search.request import SearchRequest
from tests.builders.pages import wagtail_roots
from tests.builders.second_step import code_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roots")]


@pytest.fixture
def roots(transactional_db):
    wagtail_roots()


def everything_counted() -> dict[str, int]:
    with everyone("a test counts all rows"):
        return {
            model._meta.label: model._base_manager.count()
            for model in apps.get_models()
            if model._meta.managed and not model._meta.proxy
        }


def state_of(role):
    row, learner = next(pair for pair in people.citizens() if pair[0]["role"] == role)
    return title_state(learner)


def test_the_demo_is_whole_and_a_second_run_adds_nothing(client):
    signins = build.build_if_empty()
    before = everything_counted()
    assert build.build_if_empty() == signins
    assert everything_counted() == before
    _accounts(signins)
    _pages()
    _editorial()
    _found()
    with everyone("a test looks at the stories"):
        _stories()
        _groups()
    assert audit.check() is None
    for page in Page.objects.live().exclude(depth=1):
        shown = client.get(page.url)
        assert shown.status_code == 200, page.url
        assert not re.search(r"\w\.\.(?!\.)", re.sub(r"<[^>]*>", "", shown.text)), f"two full stops on {page.url}"


def _accounts(signins):
    assert set(signins) == {
        "citizen",
        "citizen_waiting",
        "citizen_recognised",
        "staff",
        "staff_2",
        "officer",
        "signer",
        "inspector",
        "administrator",
    }
    second = {role for role, given in signins.items() if "totp_secret" in given}
    assert second == {"officer", "signer", "administrator"}
    for role in second:
        row = Authenticator.objects.get(user=account_of(signins[role]["username"]), type="totp")
        assert demo_code(row.user) == code_of(signins[role]["totp_secret"])
    for given in signins.values():
        assert authenticate(username=given["username"], password=given["password"])


def _pages():
    assert CoursePage.objects.live().count() == 2
    told = [lesson.title for course in shipped_courses(2) for lesson in course.lessons]
    assert list(LessonPage.objects.live().order_by("path").values_list("title", flat=True)) == told
    assert NewsPage.objects.live().count() == 8
    assert NoticePage.objects.live().count() == 3
    assert Site.objects.get(is_default_site=True).root_page.url == "/"
    for lesson in LessonPage.objects.all():
        assert len(lesson.questions()) >= 3
    assert not Page.objects.filter(slug="home").exists(), "Wagtail's welcome page is gone"


def _editorial():
    mapped = [lesson for lesson in LessonPage.objects.all() if lesson.is_mapped()]
    assert len(mapped) == 10
    assert WorkflowState.objects.filter(status="approved").count() == 10
    approvals = PageLogEntry.objects.filter(action="wagtail.workflow.approve")
    assert {entry.user.get_full_name() for entry in approvals} == {"canbo.trungtam2"}


def _found():
    assert SearchDocument.objects.count() == 2 + 11 + 8 + 3 + 1  # courses, lessons, news, notices, the centre
    course, lesson = (found.hit for found in answer(SearchRequest.clean("tin nhan lua dao"), reader_of(None)).found[:2])
    assert (course.kind, course.lessons, course.minutes) == ("course", 6, 64)
    assert lesson.context == course.title
    first = answer(SearchRequest.clean("nhan ra tin nhan lua dao"), reader_of(None)).found[0].hit
    assert first.title == "Nhận ra tin nhắn lừa đảo"
    assert (first.kind, first.minutes, first.url) == ("lesson", 10, "/khoa-hoc/an-toan-tai-khoan/tin-nhan-lua-dao/")


def _groups():
    household, school = Learner.objects.exclude(kind="person").order_by("created_at")
    assert (household.kind, household.represented_by.user.get_full_name()) == ("household", "nguoidan")
    assert household.members.count() == 4
    with pytest.raises((NotKnown, NoCriteriaSet)):  # no source has all its values: the page says which
        title_state(household, title_key="gia_dinh_hoc_tap")
    assert school.kind == "organisation"


def _stories():
    assert UnitVersion.objects.filter(code=people.COMMUNE).exists()
    states = {row["role"]: Case.objects.get(learner=learner).state for row, learner in people.citizens()}
    assert states == {
        "citizen": "draft",
        "citizen_waiting": "submitted",
        "citizen_without_phone": "draft",
        "citizen_recognised": "recognised",
    }
    begun = state_of("citizen")
    assert begun.proposed_total > 0
    assert begun.confirmed_total is None
    assert state_of("citizen_waiting").proposed_total >= 80
    assert state_of("citizen_recognised").confirmed_total >= 80
    case = Case.objects.get(state="recognised")
    acts = {event.act: event.by.get_full_name() for event in case.events.all()}
    assert (acts["submit"], acts["confirm"], acts["sign"]) == ("nguoidan3", "canbo.xet", "nguoi.ky")
    assert Certificate.objects.get().line.case == case
    at_counter = Learner.objects.get(user=None, kind="person")
    helped = Evidence.objects.filter(learner=at_counter)
    assert helped.count() == 2
    assert all(row.on_behalf_of and row.entered_by.get_full_name() == "canbo.trungtam" for row in helped)


def test_a_builder_that_was_killed_goes_on_where_it_stopped(monkeypatch):
    def killed():
        raise RuntimeError("killed")

    monkeypatch.setattr(
        build, "STAGES", tuple((name, killed if name == "papers" else stage) for name, stage in build.STAGES)
    )
    with pytest.raises(RuntimeError):
        build.build_if_empty()
    monkeypatch.undo()
    build.build_if_empty()
    with everyone("a test looks at the stories"):
        assert Case.objects.count() == 4


def test_an_installation_with_its_own_site_is_left_alone():
    home = apps.get_model("pages", "HomePage")(title="Trang của xã", slug="cua-xa")
    Page.get_first_root_node().add_child(instance=home)
    before = everything_counted()
    assert build.build_if_empty() == {}
    assert everything_counted() == before
