"""`manage.py prepare`: all that a site needs after `migrate`, in lines; a second run changes nothing."""

import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as conf
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client
from wagtail.models import Page, Site

from content.models import Alignment, BankedQuestion, CourseIndexPage, CoursePage, NewsIndexPage
from portal.audit.models import Entry
from portal.installation.public import IRI_BASE, QUESTION_BANK, forget_note, note
from portal.pages.models import HomePage, SiteContact
from portal.people.models import User
from portal.places.models import Unit
from portal.places.register import SCHEME
from portal.preparing import site, steps
from recognition.models import CriteriaSet
from recognition.titles.registry import TITLES
from tests.builders.lessons import lesson_page, single
from tests.builders.pages import published, wagtail_roots
from tests.builders.people import make_admin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(db, settings, tmp_path: Path) -> None:
    """As `migrate` leaves an installation, with folders of its own."""
    wagtail_roots()
    settings.STATIC_ROOT = tmp_path / "static"
    settings.PUBLIC_URL = "https://hoctap.senhong.vn"


def run() -> list[str]:
    """The command's lines."""
    out = StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue().splitlines()


def rows() -> dict[str, str]:
    """A digest of every row of every table with the number of its writing (xmin): an UPDATE to the same shows too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text || t.ctid::text, chr(10) ORDER BY t.ctid), '')) FROM \"{name}\" t"
            )
            found[name] = cursor.fetchone()[0]
    return found


def files(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_makes_all_that_a_site_needs_and_says_a_line_for_each_step() -> None:
    told = run()
    names = [line.partition(":")[0] for line in told]
    assert names == ["settings", *(step.name for step in (*steps.FILES, *steps.ROWS)), "next"]
    assert "first_admin" in told[-1]
    assert Unit.objects.filter(kind="commune", versions__scheme=SCHEME).distinct().count() == 3321
    shipped = set(CriteriaSet.objects.values_list("key", flat=True))
    assert "cong_dan_hoc_tap" in shipped
    assert shipped <= {one.set_key for one in TITLES}, "no sample set in an installation"
    assert Alignment.objects.filter(kind="indicator").count() == 10
    assert not User.objects.exists()
    assert (Path(conf.STATIC_ROOT) / "css" / "site.css").exists()


def test_the_site_greets_in_vietnamese_and_stands_under_its_public_address() -> None:
    run()
    home = HomePage.objects.get()
    found = Site.objects.get()
    assert (found.hostname, found.port, found.root_page_id) == ("hoctap.senhong.vn", 443, home.pk)
    assert found.site_name == conf.WAGTAIL_SITE_NAME
    assert [CourseIndexPage.objects.child_of(home).count(), NewsIndexPage.objects.child_of(home).count()] == [1, 1]
    assert not Page.objects.filter(slug="home").exists(), "Wagtail's greeting is gone"
    for page in Page.objects.live().exclude(depth=1):
        shown = Client().get(page.url)
        assert shown.status_code == 200, page.url
        assert "Welcome to your new Wagtail" not in shown.text
    assert 'lang="vi"' in Client().get("/").text


def test_a_second_run_changes_nothing() -> None:
    run()
    before, kept = rows(), files(Path(conf.STATIC_ROOT))
    told = run()
    assert rows() == before
    assert files(Path(conf.STATIC_ROOT)) == kept
    assert all(line.endswith("nothing to do") for line in told[1:-1]), told


def test_a_new_public_address_moves_the_site_and_nothing_else(settings) -> None:
    run()
    before = rows()
    settings.PUBLIC_URL = "https://hoc.moi.vn:8443"
    told = run()
    assert [line for line in told[1:-1] if not line.endswith("nothing to do")] == ["Wagtail site: hoc.moi.vn:8443"]
    assert {name for name, digest in rows().items() if before[name] != digest} == {"wagtailcore_site"}


def test_questions_published_by_an_older_version_come_into_the_bank_once() -> None:
    run()
    course = published(CourseIndexPage.objects.get(), CoursePage(title="Khóa cũ", slug="khoa-cu"))
    published(course, lesson_page("Bài cũ", single("Câu cũ?"), slug="bai-cu"))
    BankedQuestion.objects.all().delete()
    assert "bank of questions: in order, nothing to do" in run(), "made once, and not at every start"
    forget_note(QUESTION_BANK)
    assert "bank of questions: made from the published lessons: 1 questions" in run()
    assert BankedQuestion.objects.get().text == "Câu cũ?"


def test_what_editors_removed_or_made_stays_so() -> None:
    run()
    NewsIndexPage.objects.get().delete()
    HomePage.objects.update(title="Cổng của xã")
    run()
    assert not NewsIndexPage.objects.exists()
    assert HomePage.objects.get().title == "Cổng của xã"


def test_a_site_of_its_own_keeps_its_home_page() -> None:
    home = HomePage(title="Trang của xã", slug="cua-xa")
    Page.get_first_root_node().add_child(instance=home)
    run()
    assert HomePage.objects.get().title == "Trang của xã"
    assert not CourseIndexPage.objects.exists()
    assert not Entry.objects.filter(act=site.MADE).exists()


def test_the_contact_is_a_row_that_is_kept() -> None:
    run()
    SiteContact.objects.update(name="Hội Khuyến học tỉnh", phone="0900 000 000")
    assert "contact: Hội Khuyến học tỉnh, nothing to do" in run()
    assert SiteContact.objects.get().reachable


def test_with_an_administrator_nothing_is_left_to_say() -> None:
    run()
    make_admin()
    assert not any(line.startswith("next:") for line in run())


def test_missing_tables_are_named_with_the_command(monkeypatch) -> None:
    monkeypatch.setattr(steps.MigrationExecutor, "migration_plan", lambda self, leaves: [("a", False)])
    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        run()
    assert not CriteriaSet.objects.exists()


def test_another_root_of_identifiers_than_the_first_is_refused(settings) -> None:
    note(IRI_BASE, "https://hoctap.senhong.vn")
    settings.IRI_BASE = "https://khac.vn"
    with pytest.raises(SystemCheckError, match=r"installation\.E001(.|\n)*IRI_BASE=https://hoctap\.senhong\.vn"):
        run()
    assert not CriteriaSet.objects.exists()


def test_a_step_that_breaks_leaves_nothing_half_written_and_the_next_run_goes_on(monkeypatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(site, "make_first_pages", broken)
    with pytest.raises(RuntimeError):
        run()
    assert not HomePage.objects.exists()
    monkeypatch.undo()
    run()
    assert HomePage.objects.exists()
    assert CourseIndexPage.objects.exists()
