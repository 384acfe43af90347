"""“Begin”: what a commune lacks before its first certificate, computed from the database, for those who administer it."""

import re
import types
from datetime import timedelta

import pytest
from django.conf import settings as conf
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, clear_url_caches, include, path, reverse
from django.utils import timezone
from wagtail.models import Site

from content.models import Alignment, CentrePage, CourseIndexPage, CoursePage, NewsIndexPage, NewsPage
from content.public import make_centre_pages, make_first_pages
from portal.audit.models import Entry
from portal.pages import readiness
from portal.pages.models import HomePage, SiteContact
from portal.people.models import Role
from portal.places.models import AreaClass, Centre, ResidentialGroup, Unit
from recognition.models import Campaign, IssuingBody
from recognition.public import publish_titles
from tests.builders.lessons import lesson_page, single
from tests.builders.pages import published, wagtail_roots
from tests.builders.people import (
    make_admin,
    make_commune,
    make_officer,
    make_province,
    make_signer,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db
# The rooms that are built beside this page: name of the address -> row that leads there.
ROOMS = {
    "places:centres": "centre",
    "places:groups": "groups",
    "places:area_classes": "area",
    "recognition:bodies": "body",
    "recognition:sets": "set",
    "recognition:campaigns": "campaign",
}
ALL = ("centre", "groups", "pages", "area", "staff", "officer", "signer", "three", "body", "set", "campaign", "lesson")


@pytest.fixture
def home(db) -> HomePage:
    made = wagtail_roots().add_child(instance=HomePage(title="Trang chủ", slug="trang-chu", live=True))
    make_first_pages(made)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": made}
    )
    return made


@pytest.fixture
def unit(home: HomePage) -> Unit:
    return make_commune()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(unit: Unit, user=None) -> dict[str, bool]:
    """Row -> done, as the page says it."""
    answer = signed_in(user or make_admin(unit)).get(reverse("pages:start"))
    assert answer.status_code == 200
    return {row.name: row.done for row in answer.context["rows"]}


def test_an_empty_commune_lacks_everything_and_each_row_says_why(unit: Unit) -> None:
    answer = signed_in(make_admin(unit)).get(reverse("pages:start"))
    rows = answer.context["rows"]
    assert tuple(row.name for row in rows) == ALL
    assert not any(row.done for row in rows)
    assert "Việc tiếp theo" not in answer.text, "the first row stands right below"
    for row in rows:
        assert row.why in answer.text
        assert row.why.endswith(".")


def test_each_row_is_done_by_its_own_thing_and_by_nothing_else(unit: Unit, home: HomePage) -> None:
    admin, today = make_admin(unit), timezone.localdate()
    done: set[str] = set()

    def now_done(*names: str) -> None:
        done.update(names)
        assert {name for name, is_done in shown(unit, admin).items() if is_done} == done

    centre = Centre.objects.create(unit=unit, name="Trung tâm Đồng Sen")
    now_done()  # without an address nobody finds it
    centre.address = "Thôn Một"
    centre.save()
    now_done("centre")
    ResidentialGroup.objects.create(unit=unit, name="Thôn Một", valid_from=today)
    now_done("groups")
    AreaClass.objects.create(unit=unit, value="ordinary", document="QĐ 1", valid_from=today)
    now_done("area")
    assert "Việc tiếp theo: " in signed_in(admin).get(reverse("pages:start")).text, "below the rows that are done"
    staff = make_staff(unit)
    now_done("staff")
    Role.objects.create(user=staff, kind="officer", unit=unit, valid_from=today)
    now_done("officer")
    Role.objects.create(user=staff, kind="signer", unit=unit, valid_from=today)
    now_done("signer")  # one person holds all three
    make_officer(unit), make_signer(unit)
    now_done("three")
    IssuingBody.objects.create(
        unit=unit, kind="peoples_committee", name="UBND xã", short_code="ĐS", place_name="Đồng Sen", signer_name="",
        valid_from=today,
    )  # fmt: skip
    now_done()  # nobody's name would stand under the signature
    IssuingBody.objects.update(signer_name="Trần Văn Ký")
    now_done("body")
    publish_titles()
    now_done("set")
    campaign = Campaign.objects.create(
        unit=unit, year=today.year, submission_from=today - timedelta(9), submission_to=today - timedelta(8),
        assessment_to=today - timedelta(7), title_key="cong_dan_hoc_tap",
    )  # fmt: skip
    now_done()  # its days are over
    campaign.submission_to = campaign.assessment_to = today + timedelta(9)
    campaign.save()
    now_done("campaign")
    answer = signed_in(admin).post(reverse("pages:centre_pages"), {"centre": centre.pk}, follow=True)
    assert answer.status_code == 200
    now_done("pages")
    course = CourseIndexPage.objects.descendant_of(CentrePage.objects.get()).get()
    lesson = published(course, lesson_page("Bài học", single()))
    now_done()  # it counts for nothing
    alignment = Alignment.objects.create(iri="https://x/A1", kind="indicator", code="A1", name="Đọc", framework="thử")
    lesson.alignments.through.objects.create(lessonpage=lesson, alignment=alignment)
    now_done("lesson")
    assert set(ALL) == done


def test_roles_that_ended_and_accounts_that_are_closed_do_not_count(unit: Unit) -> None:
    make_staff(unit, until=timezone.localdate())
    officer = make_officer(unit)
    officer.is_active = False
    officer.save()
    found = shown(unit)
    assert (found["staff"], found["officer"]) == (False, False)


def test_who_holds_a_role_in_the_province_serves_its_communes_and_the_provinces_campaign_too(unit: Unit) -> None:
    today = timezone.localdate()
    province = unit.parent
    make_officer(province)
    make_signer(unit)
    Campaign.objects.create(
        unit=province,
        year=today.year,
        title_key="cong_dan_hoc_tap",
        submission_from=today,
        submission_to=today,
        assessment_to=today,
    )
    body = IssuingBody.objects.create(
        unit=province, kind="agency", name="Tỉnh", short_code="T", place_name="Sen", signer_name="A", valid_from=today
    )
    found = shown(unit)
    assert (found["officer"], found["campaign"], found["body"]) == (True, True, True)
    assert not found["signer"], "who signs in the commune cannot sign for the province's body"
    body.unit = unit
    body.save()
    assert shown(unit)["signer"]


@pytest.mark.parametrize(
    ("staff", "officers", "signers", "are"),
    [
        ([1], [2], [3], True),
        ([1], [1], [1], False),
        ([1, 2], [1, 2], [1, 2], False),
        ([1, 2, 3], [1, 2, 3], [1, 2, 3], True),
        ([1], [1, 2], [2, 3], True),
        ([], [1], [2], False),
        (range(500), range(500), [499], True),
    ],
)
def test_three_people_are_three_whatever_roles_they_share(staff, officers, signers, are) -> None:
    assert readiness.three_people(staff, officers, signers) is are


def test_a_row_leads_to_the_room_that_does_it_as_soon_as_the_room_is_there(unit: Unit, settings) -> None:
    """As the rooms stand in this tree, and as they come: a room that is missing leaves its row without a link."""
    admin = make_admin(unit)
    for name, row in ROOMS.items():
        try:
            wanted = reverse(name)
        except NoReverseMatch:
            wanted = ""
        assert _links(admin)[row] == wanted

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    spaces: dict[str, list] = {}
    for name in ROOMS:
        space, short = name.split(":")
        spaces.setdefault(space, []).append(path(f"phong-moi/{short}/", page, name=short))
    urls = types.ModuleType("urls_with_the_rooms")
    urls.urlpatterns = [
        *(path("", include((patterns, space))) for space, patterns in spaces.items()),
        path("", include(conf.ROOT_URLCONF)),
    ]
    settings.ROOT_URLCONF = urls
    clear_url_caches()
    try:
        found = _links(admin)
    finally:
        settings.ROOT_URLCONF = "portal.urls"
        clear_url_caches()
    assert {row: found[row] for row in ROOMS.values()} == {
        row: f"/phong-moi/{name.split(':')[1]}/" for name, row in ROOMS.items()
    }


def _links(admin) -> dict[str, str]:
    """Row -> where its link leads, as the page has it ("": no link)."""
    text = signed_in(admin).get("/quan-ly/bat-dau/").text
    items = re.findall(r'<li id="(\w+)">(.*?)</li>', text, re.DOTALL)
    return {name: (re.findall(r'href="([^"]+)"', body) or [""])[0] for name, body in items}


def test_after_signing_in_the_administrator_stands_here(unit: Unit) -> None:
    client = signed_in(make_admin())
    assert client.get(conf.LOGIN_REDIRECT_URL).url == reverse("pages:start")
    assert f'href="{reverse("pages:start")}"' in client.get("/").text


def test_others_are_told_that_it_is_not_for_them(unit: Unit) -> None:
    for user in (make_staff(unit), make_officer(unit), make_signer(unit), make_user()):
        assert signed_in(user).get(reverse("pages:start")).status_code == 403
        assert signed_in(user).post(reverse("pages:centre_pages"), {"centre": 1}).status_code == 403
    assert Client().get(reverse("pages:start")).status_code == 302


def test_an_administrator_of_one_commune_sees_that_one_and_no_other(unit: Unit) -> None:
    other = make_commune("Bãi Sậy")
    client = signed_in(make_admin(unit))
    page = client.get(reverse("pages:start"))
    assert page.context["unit"] == unit
    assert "wagtailsettings" not in page.text
    assert reverse("pages:status") not in page.text
    elsewhere = client.get(reverse("pages:start"), {"xa": _code(other)})
    assert elsewhere.status_code == 404
    assert "Bãi Sậy" not in elsewhere.text
    centre = Centre.objects.create(unit=other, name="Nơi khác")
    assert client.post(reverse("pages:centre_pages"), {"centre": centre.pk}).status_code == 404
    assert not CentrePage.objects.exists()


def _code(unit: Unit) -> str:
    return unit.versions.get().code


def test_an_administrator_of_a_province_or_of_everything_chooses_among_their_communes(unit: Unit) -> None:
    second, elsewhere = make_commune("Sậy Vàng", unit.parent), make_commune("Bãi Sậy", make_province("Tỉnh khác"))
    chief = signed_in(make_admin(unit.parent))
    assert "xa=" not in chief.get(reverse("pages:start")).text, "nobody has begun"
    Centre.objects.create(unit=unit, name="Một", address="Ở đây")
    assert chief.get(reverse("pages:start")).context["unit"] == unit, "one has begun: that one"
    Centre.objects.create(unit=second, name="Hai")
    Centre.objects.create(unit=elsewhere, name="Ba")
    rows = chief.get(reverse("pages:start")).context["begun"]
    assert [(row["name"], row["missing"]) for row in rows] == [("Xã Đồng Sen", 10), ("Xã Sậy Vàng", 11)]
    assert chief.get(reverse("pages:start"), {"xa": "say vang"}).context["unit"] == second
    assert chief.get(reverse("pages:start"), {"xa": _code(elsewhere)}).status_code == 404
    everywhere = signed_in(make_admin())
    assert len(everywhere.get(reverse("pages:start")).context["begun"]) == 3
    found = everywhere.get(reverse("pages:start"), {"xa": "say"})
    assert [one["name"] for one in found.context["candidates"]] == ["Xã Bãi Sậy", "Xã Sậy Vàng"]


def test_the_contact_of_the_site_is_asked_for_where_everything_is_administered(unit: Unit) -> None:
    client = signed_in(make_admin())
    (row,) = client.get(reverse("pages:start")).context["installation"]
    assert not row.done
    assert client.get(row.url, follow=True).status_code == 200
    SiteContact.objects.all().delete()
    SiteContact.objects.create(name="Hội Khuyến học tỉnh Sen Hồng", phone="0900 000 000")
    (row,) = client.get(reverse("pages:start")).context["installation"]
    assert (row.done, row.found) == (True, "Hội Khuyến học tỉnh Sen Hồng")
    for public in ("people:privacy", "people:accessibility", "pages:centres"):
        assert "Hội Khuyến học tỉnh Sen Hồng" in Client().get(reverse(public)).text


def test_the_centres_pages_are_made_once_and_its_staff_may_write_there(unit: Unit, home: HomePage) -> None:
    published(home, NewsIndexPage(title="Khác", slug="trung-tam-dong-sen"))
    centre = Centre.objects.create(unit=unit, name="Trung tâm Đồng Sen", address="Thôn Một")
    client = signed_in(make_admin(unit))
    for _press in range(2):
        client.post(reverse("pages:centre_pages"), {"centre": centre.pk})
    page = CentrePage.objects.get()
    assert page.slug == "trung-tam-dong-sen-2"
    assert CourseIndexPage.objects.descendant_of(page).count() == NewsIndexPage.objects.descendant_of(page).count() == 1
    place = CourseIndexPage.objects.descendant_of(page).get()
    assert place.permissions_for_user(make_staff(unit)).can_add_subpage()
    assert not place.permissions_for_user(make_staff(make_commune("Bãi Sậy"))).can_add_subpage()
    assert Entry.objects.filter(act="centre.pages_made").exists()
    assert Client().get(page.url).status_code == 200


def test_the_lists_at_the_top_show_what_the_centres_write(unit: Unit, home: HomePage) -> None:
    """The way of the main navigation leads to every course, the centre's own list only to the centre's."""
    for place in (unit, make_commune("Bãi Sậy")):
        centre = Centre.objects.create(unit=place, name=f"Trung tâm {place}")
        courses = make_centre_pages(centre, home, None)
        published(courses, CoursePage(title=f"Khóa của {place}", slug="khoa"))
        news = NewsIndexPage.objects.child_of(courses.get_parent()).get()
        published(news, NewsPage(title=f"Tin của {place}", slug="tin-moi"))
    for kind, word in ((CourseIndexPage, "Khóa"), (NewsIndexPage, "Tin")):
        top = Client().get(kind.objects.child_of(home).get().url).text
        assert f"{word} của Xã Đồng Sen" in top
        assert f"{word} của Xã Bãi Sậy" in top
        centres = kind.objects.descendant_of(CentrePage.objects.get(centre__unit=unit)).get()
        own = Client().get(centres.url).text
        assert f"{word} của Xã Đồng Sen" in own
        assert f"{word} của Xã Bãi Sậy" not in own


def test_how_often_the_page_asks_does_not_grow_with_the_communes(unit: Unit) -> None:
    client = signed_in(make_admin())

    def asked() -> int:
        client.get(reverse("pages:start"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("pages:start"))
        return len(queries)

    for name in ("A", "B", "C"):
        Centre.objects.create(unit=make_commune(name, unit.parent), name=name)
    few = asked()
    for number in range(20):
        Centre.objects.create(unit=make_commune(f"Xã {number}", unit.parent), name=str(number))
    assert asked() == few
    assert few <= 45


def test_forms_stand_filled_in_with_the_one_commune_that_has_begun():
    commune = make_commune("Đồng Sen")
    Centre.objects.create(unit=commune, name="Trung tâm Đồng Sen", address="Chợ Sen")
    client = Client()
    client.force_login(make_admin())
    forms = [
        reverse(name) for name in ("people:roles", "recognition:body_new", "recognition:campaign_new", "places:groups")
    ]
    assert [client.get(address).context["form"]["unit"].value() for address in forms] == ["Xã Đồng Sen"] * 4
    assert not client.get(reverse("places:centre_new")).context["form"]["unit"].value(), "another centre is elsewhere"
    Centre.objects.create(unit=make_commune("Đồng Lúa", commune.parent), name="Trung tâm Đồng Lúa")
    assert [client.get(address).context["form"]["unit"].value() for address in forms] == [""] * 4


def test_the_code_that_a_line_of_a_document_is_written_with_stands_where_one_begins_and_where_it_is_typed():
    commune = make_commune("Đồng Sen")
    code = commune.versions.get().code
    client = Client()
    client.force_login(make_admin())
    assert (
        f'Mã hành chính: <span class="num">{code}</span>' in client.get(reverse("pages:start"), {"xa": "Đồng Sen"}).text
    )
    listed = client.get(reverse("places:area_classes")).context["rows"]
    assert ("Xã Đồng Sen", code) in [(place, one) for place, one, _held in listed]
