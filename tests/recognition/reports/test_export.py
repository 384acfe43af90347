"""The file for another system: columns as mapped, codes as text, an empty column for what is not kept; and the calendar's marks."""

from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from portal.audit.models import Entry
from portal.people.public import everyone
from recognition.assessment import marking
from recognition.decisions import signing
from recognition.figures.reports import export_views
from recognition.models import DutyDone
from tests.builders.cases import EIGHTS, WHY, Village
from tests.builders.people import make_admin, make_province, signed_in

EXPORT, CALENDAR = "/quan-ly/xuat-cong-dan-hoc-tap/", "/quan-ly/lich/"


@pytest.fixture
def village(db) -> Village:
    village = Village()
    with everyone(WHY):
        case = marking.confirm(village.submitted("Khổng Văn Kín"), village.officer, marks=EIGHTS)
        signing.sign([case], village.body, "01/QĐ-UBND", timezone.localdate(), village.signer)
    return village


def _rows(browser) -> list[list]:
    data = browser.get(f"{EXPORT}tep.xlsx").content
    return [list(row) for row in openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True)]


def test_the_file_as_proposed_and_as_mapped(village: Village) -> None:
    browser = signed_in(make_admin(village.unit))
    head, line = _rows(browser)
    said = dict(zip(head, line, strict=True))
    assert said["Họ và tên"] == "Khổng Văn Kín"
    assert said["Số định danh"] in (None, "")
    assert said["Mã đơn vị"] == village.unit.versions.get().code
    assert Entry.objects.filter(act="export.made").count() == 1
    mapped = {"noi": village.unit.pk, "place_code": "00123", "name": "HO_TEN", "unit_code": "MA"}
    assert browser.post(EXPORT, mapped).status_code == 302
    assert _rows(browser) == [["HO_TEN", "MA"], ["Khổng Văn Kín", "00123"]]
    assert browser.post(EXPORT, {"noi": village.unit.pk}).status_code == 422


def test_a_file_that_cannot_hold_everybody_is_refused(village: Village, monkeypatch) -> None:
    monkeypatch.setattr(export_views, "MOST", 0)
    browser = signed_in(make_admin(village.unit))
    answer = browser.get(f"{EXPORT}tep.xlsx", follow=True)
    assert "từng xã" in answer.text
    assert not Entry.objects.filter(act="export.made").exists()


def test_the_file_is_for_the_place_alone(village: Village) -> None:
    other = Village("Bến Sen", make_province("Sen Trắng"))
    assert len(_rows(signed_in(make_admin(other.unit)))) == 1
    assert signed_in(make_admin(other.unit)).get(f"{EXPORT}?noi={village.unit.pk}").status_code == 404
    assert signed_in(village.staff).get(EXPORT).status_code == 403


def test_a_duty_is_done_once(village: Village) -> None:
    browser = signed_in(make_admin(village.unit))
    text = browser.get(CALENDAR).content.decode()
    assert "Cộng đồng học tập cấp xã" in text
    assert "ngày cuối nộp hồ sơ" in text
    form = {"unit": village.unit.pk, "duty": "commune-submit", "year": timezone.localdate().year}
    for _press in range(2):
        assert browser.post(f"{CALENDAR}xong/", form).status_code == 302
    assert DutyDone.objects.count() == 1
    assert browser.post(f"{CALENDAR}xong/", form | {"duty": "x"}).status_code == 404
    assert browser.post(f"{CALENDAR}xong/", form | {"year": "1999"}).status_code == 404
    elsewhere = Village("Bến Sen", make_province("Sen Trắng"))
    assert signed_in(make_admin(elsewhere.unit)).post(f"{CALENDAR}xong/", form).status_code == 404
