"""Messages of a class in a browser: moved, then called off; written by staff, read by the learner, printed as slips."""

import io
from datetime import timedelta
from uuid import uuid4

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from content.classes.enrolling import enrol_people
from content.classes.models import CentreClass, ClassSession
from content.classes.planning import open_class
from portal.people.models import Learner
from portal.places.models import Centre
from tests.browser import test_devices as devices
from tests.builders.people import make_learner
from tests.content.conftest import School

pytestmark = pytest.mark.usefixtures("transactional_db")
asked_from_this_thread, school = devices.asked_from_this_thread, devices.school


def session_of(taught: CentreClass, days: int, **more) -> ClassSession:
    begins = (timezone.localtime() + timedelta(days=days)).replace(hour=19, minute=30, second=0, microsecond=0)
    more = {"place": "phòng 2"} | more
    return ClassSession.objects.create(
        taught=taught, begins_at=begins, ends_at=begins + timedelta(minutes=90), minutes=90, **more
    )


@pytest.fixture
def taught(school: School) -> CentreClass:
    """A class of two, one of whom has no account; two sessions are to come."""
    values = {"title": "Nuôi gà", "topic": "", "teacher": "cô Lan", "hours_planned": None, "audience": "people"}
    taught = open_class(Centre.objects.get(unit=school.unit), uuid4(), values, by=school.staff[0])
    hoa = make_learner(school.unit, "Nguyễn Thị Hoa")
    Learner.objects.filter(pk=hoa.pk).update(user=None)
    enrol_people(taught, [school.learner, hoa], by=school.staff[0])
    for days in (2, 9):
        session_of(taught, days)
    return taught


def write(page: Page, text: str, ticked: int) -> None:
    """What is offered, looked at once more and sent."""
    page.locator("a[href*='/nhan/?']").click()
    expect(page.locator("[name=person]:checked")).to_have_count(ticked)
    assert text in page.input_value("#text")
    page.get_by_role("button", name="Xem lại").click()
    page.locator("button[name=send]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{ticked} người")


def test_a_session_is_moved_and_then_called_off(
    browser: Browser, school: School, taught: CentreClass, live_server
) -> None:
    first = taught.sessions.earliest("begins_at")
    page = devices.opened(browser, live_server.url, school.staff[0])
    page.goto(reverse("content:session_change", args=[first.pk]))
    page.fill("[name=place]", "nhà văn hóa thôn Hạ")
    page.get_by_role("button", name="Lưu").click()
    write(page, "nhà văn hóa thôn Hạ", 2)
    page.get_by_role("link", name="In phiếu").first.click()
    told = printed(page)
    assert "Nguyễn Thị Hoa" in told
    assert "nhà văn hóa thôn Hạ" in " ".join(told.split())
    page.go_back()
    page.locator("[name=handed]").click()
    expect(page.locator("main")).to_contain_text("đã đưa tận tay")
    expect(page.locator("[name=handed]")).to_have_count(0)
    page.goto(reverse("content:session_change", args=[first.pk]))
    page.fill("[name=why]", "cô Lan đi họp")
    page.locator("[name=call_off]").click()
    write(page, "cô Lan đi họp", 2)

    own = devices.opened(browser, live_server.url, school.learner.user)
    own.goto(reverse("content:own_messages"))
    for words in ("nhà văn hóa thôn Hạ", "cô Lan đi họp"):
        expect(own.locator("main")).to_contain_text(words)
    assert own.evaluate("document.documentElement.scrollWidth <= innerWidth")
    own.context.close()
    page.context.close()


def printed(page: Page) -> str:
    """The words on the paper that the page becomes."""
    file = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    return "\n".join(one.extract_text() for one in file.pages)
