"""Reports: the same figures in every form, frozen figures that print the same bytes, and nobody's name."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pypdf
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document

from portal.people.public import everyone
from recognition.assessment import marking
from recognition.decisions import signing
from recognition.decisions.ending import end_by_decision
from recognition.figures.entering import enter_base, enter_reward, enter_target, take_back
from recognition.figures.kernel import end_of
from recognition.figures.reports.charts import bars
from recognition.figures.reports.excel import report_as_excel, workbook
from recognition.figures.reports.export_views import rows_of
from recognition.figures.reports.packed import packed
from recognition.figures.reports.pdf import report_as_pdf
from recognition.figures.reports.report import report_of
from recognition.figures.reports.snapshots import freeze, reopened
from recognition.figures.reports.tables import Column, Report, Row, Table, as_json, from_json, shown
from recognition.figures.reports.word import report_as_word
from recognition.figures.rule_views import publish
from recognition.figures.year_results import year_result
from recognition.models import Certificate, DecisionLine, IssuingBody, ReportSnapshot, Reward, SkillJudgement
from recognition.refusals import Refused
from recognition.skills.place_rules.words import ANY, PlaceRule, Said
from recognition.skills.publishing import publish_shipped as publish_requirements
from recognition.titles.sources import Sourced
from tests.builders.cases import EIGHTS, WHY, Village
from tests.builders.lives import PERSON, clock_at, recognise
from tests.builders.moving import end_into
from tests.builders.people import make_admin, make_learner, make_province, make_user, signed_in

NAMES = ("Khổng Văn Kín", "Tống Thị Xa")
KINDS = ("xlsx", "docx", "pdf", "json")


@pytest.fixture
def village(db) -> Village:
    village = Village()
    cases = [village.submitted(name) for name in NAMES]
    with everyone(WHY):
        confirmed = [marking.confirm(case, village.officer, marks=EIGHTS) for case in cases]
        signing.sign(confirmed, village.body, "01/QĐ-UBND", timezone.localdate(), village.signer)
    return village


def _place(village: Village) -> str:
    return f"/so-lieu/{village.unit.versions.get().code}/bao-cao/"


def _texts(kind: str, data: bytes) -> str:
    if kind == "xlsx":
        book = openpyxl.load_workbook(BytesIO(data))
        return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    if kind == "docx":
        paper = Document(BytesIO(data))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(one.text for one in paper.paragraphs), *cells])
    if kind == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    return data.decode()


def test_the_numbers_by_hand(village: Village) -> None:
    today = timezone.localdate()
    report = report_of(village.unit, today.year, today)
    titles = report.table("titles")
    told = [titles.value("cong_dan_hoc_tap", key) for key in ("registered", "handed_in", "recognised", "ended", "held")]
    assert told == [2, 2, 2, 0, 2]
    assert titles.value("gia_dinh_hoc_tap", "held") == 0
    assert report.table("groups").value("N1", "held") == 2
    assert report.table("ages").value("1980", "held") == 2
    assert [report.table("digital").value("p2", key) for key in ("part", "base", "known", "result")] == [
        2,
        2,
        2,
        "100.0",
    ]
    assert report.table("digital").value("p1", "result") is None
    assert report.table("places").value("", "cong_dan_hoc_tap") == 2
    above = report_of(village.unit.parent, today.year, today)
    assert above.table("places").value(str(village.unit.pk), "cong_dan_hoc_tap") == 2


def test_targets_praise_and_rate_1_stand_in_it_as_recorded_by_the_day(village: Village) -> None:
    today, admin = timezone.localdate(), make_admin(village.unit)
    enter_base(village.unit, "citizens", 8, today, "Báo cáo 3/BC-UBND", admin)
    enter_target(village.unit, PERSON, "citizens", 2030, Decimal(20), None, "Kế hoạch 5/KH-UBND", admin)
    for people in (7, 2):
        enter_reward(village.unit, today.year, "Giấy\x0b khen\x01", people, 1, "QĐ 9/QĐ-UBND\x02", admin)
    document = Sourced("Kế hoạch 5/KH-UBND", "proposed")
    said = (Said("judgement"),)
    rule = PlaceRule("p1-thu", "2026.1", "p1", "Kỹ năng số", "proposed", "", document, today, ANY, said, trained=False)
    publish(village.unit.parent, rule, "KH 5", make_admin(village.unit.parent))
    publish_requirements()
    with everyone(WHY):
        first = DecisionLine.objects.order_by("pk").first()
        SkillJudgement.objects.create(learner=first.learner, kind="judgement", yes=True, day=today, by=village.officer)
    report = report_of(village.unit, today.year, today)
    targets, rewards, digital = (report.table(key) for key in ("targets", "rewards", "digital"))
    (own,) = [one.key for one in targets.rows if one.key.startswith("own-")]
    told = [targets.value(own, key) for key in ("wanted", "part", "base", "result", "reached")]
    assert told == ["20%", 2, 8, "25.0", "đạt"]
    assert targets.value("QD677-2030-4", "result") == "50.0"
    assert [digital.value("p1", key) for key in ("part", "base", "known", "result")] == [1, 2, 1, "50.0"]
    assert digital.value("p2_of_p1", "base") == 1
    labels = {one.key: one.label for one in targets.rows}
    assert "chỉ đọc được qua văn bản khác" in labels["QD677-2030-5"], "what is not certain is told in the report too"
    assert "chỉ đọc được" not in labels["QD677-2030-4"]
    assert targets.value("QD411-2030-1", "wanted") == "80% (chưa chắc chắn)"
    assert "2026.1" in digital.note
    assert [rewards.value("Giấy khen", key) for key in ("decisions", "people", "groups")] == [2, 9, 2]
    row = freeze(village.unit, today.year, today, admin)
    take_back("reward", Reward.objects.first().pk, admin)
    enter_base(village.unit, "citizens", 4, today, "Báo cáo 4/BC-UBND", admin)
    assert reopened(row).table("rewards").value("", "people") == 9
    assert reopened(row).table("targets").value(own, "result") == "25.0"


def test_a_commune_answers_for_those_that_ended_into_it_on_page_and_in_report(village: Village) -> None:
    today, into = timezone.localdate(), Village("Hồ Sen", village.unit.parent)
    agency = IssuingBody.objects.create(
        unit=village.unit, kind="agency", short_code="TH", name="Trường THCS", place_name="Đồng Sen", signer_name="An",
        valid_from=today,
    )  # fmt: skip
    with everyone(WHY):
        recognise(make_learner(village.unit), agency, village.signer, village.officer, day=today)
        end_into(village.unit, (into.unit, list(village.unit.groups.all())), by=make_admin(), on=today)
    result, report = year_result(PERSON, today.year, into.unit, today), report_of(into.unit, today.year, today)
    assert result.recognised == report.table("titles").value(PERSON, "recognised") == 3
    assert report.table("titles").value(PERSON, "handed_in") == 3
    assert report.table("workplace").rows[-1].values == report.table("workplace").rows[0].values == (1, 1)
    with everyone(WHY):
        codes = rows_of(into.unit, today.year, ["unit_code"])
    assert codes == [[into.unit.versions.get().code]] * 3
    assert len(freeze(into.unit, today.year, today, into.officer).lines["recognised"]) == 3


def test_a_report_asks_no_more_for_more_people_and_entries(village: Village) -> None:
    today, admin = timezone.localdate(), make_admin(village.unit)

    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            report_of(village.unit, today.year, today)
        return len(told)

    few = asked()
    with everyone(WHY):
        for _one in range(3):
            recognise(make_learner(village.unit), village.body, village.signer, village.officer, day=today)
    for year in (2029, 2030):
        enter_target(village.unit, PERSON, "citizens", year, Decimal(20), None, "Kế hoạch 5/KH-UBND", admin)
        enter_reward(village.unit, today.year, f"Giấy khen {year}", 7, 1, "QĐ 9/QĐ-UBND", admin)
    assert asked() == few


def test_every_form_says_the_same_and_no_name(village: Village) -> None:
    browser = signed_in(make_admin(village.unit))
    page = browser.get(_place(village)).content.decode()
    said = [page] + [_texts(kind, browser.get(f"{_place(village)}tep.{kind}").content) for kind in KINDS]
    for text in said:
        assert "Công dân học tập" in text or "cong_dan_hoc_tap" in text
        assert not any(name in text for name in NAMES)
    for text in said[1:4]:
        assert "100,0%" in text or "100" in text


def test_frozen_figures_print_the_same_bytes_whatever_happens_later(village: Village) -> None:
    today, keeper = timezone.localdate(), make_admin(village.unit)
    row = freeze(village.unit, today.year, today, keeper)
    assert freeze(village.unit, today.year, today, keeper).pk == row.pk
    assert row.known_at <= row.made_at, "of a day that is not over nothing is claimed of its evening"
    with clock_at(today + timedelta(days=1)):
        whole = freeze(village.unit, today.year, today, keeper)
        assert (whole.known_at == end_of(today), whole.pk != row.pk) == (True, True)
        assert freeze(village.unit, today.year, today, keeper).pk == whole.pk
    browser = signed_in(keeper)
    before = {kind: browser.get(f"/so-lieu/da-chot/{row.pk}/tep.{kind}").content for kind in KINDS}
    with everyone(WHY):
        end_by_decision(
            Certificate.objects.first(), "annul", village.body, "02/QĐ-UBND", today, "Nhầm người", village.signer
        )
    assert report_of(village.unit, today.year, today).table("titles").value("cong_dan_hoc_tap", "held") == 1
    assert reopened(row).table("titles").value("cong_dan_hoc_tap", "held") == 2
    for kind, data in before.items():
        assert browser.get(f"/so-lieu/da-chot/{row.pk}/tep.{kind}").content == data, kind
    assert "Số liệu đã chốt" in browser.get(f"/so-lieu/da-chot/{row.pk}/").content.decode()


def test_the_lines_behind_frozen_numbers_are_kept(village: Village) -> None:
    today = timezone.localdate()
    row = freeze(village.unit, today.year, today, make_admin(village.unit))
    assert len(row.lines["held cong_dan_hoc_tap"]) == len(row.lines["recognised"]) == 2
    changed = ReportSnapshot(content=row.content | {"year": 1}, lines=row.lines, digest=row.digest)
    with pytest.raises(ValueError, match="digest"):
        reopened(changed)


def test_days_that_cannot_be_frozen_are_refused(village: Village) -> None:
    today = timezone.localdate()
    for day in (today + timedelta(days=1), today.replace(year=today.year - 1)):
        with pytest.raises(Refused):
            freeze(village.unit, today.year, day, village.officer)
    answer = signed_in(make_admin(village.unit)).post(_place(village), {"year": today.year, "day": "31/02/2026"})
    assert answer.status_code == 422
    assert ReportSnapshot.objects.count() == 0


def test_others_stay_outside(village: Village) -> None:
    row = freeze(village.unit, timezone.localdate().year, timezone.localdate(), village.officer)
    away = make_user("inspector", unit=make_province("Sen Trắng"))
    for address in (_place(village), f"{_place(village)}tep.pdf", f"/so-lieu/da-chot/{row.pk}/"):
        assert signed_in(away).get(address).status_code == 404
        assert Client().get(address).status_code == 302
        assert signed_in(village.staff).get(address).status_code == 403


LONG = "Thôn " + "rất dài " * 9
TABLE = Table(
    "places", "Theo <thôn>", "Thôn", (Column("a", "Đang giữ"),), (Row("1", LONG, (7,)), Row("2", "B&C", (0,))), "a"
)


def test_a_chart_is_safe_and_says_its_numbers() -> None:
    drawn = bars(TABLE)
    assert "<thôn>" not in drawn
    assert drawn.count("<rect") == 1
    assert f"{LONG}: 7" in drawn
    assert " ".join(re.findall(r">([^<>]+)</text>", drawn)[:-1]) == LONG.strip()  # over two lines, not cut
    assert bars(Table("x", "x", "x", TABLE.columns, (Row("1", "a", (0,)),), "a")) == ""


def test_a_report_goes_through_json_unchanged() -> None:
    report = Report("01234", "Xã Đồng Sen", 2026, "2026-11-30", "2026-12-01T00:00:00+07:00", "1", (TABLE,))
    assert from_json(as_json(report)) == report


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [(1234, "count", "1.234"), ("61.5", "percent", "61,5%"), (None, "count", "–"), (0, "count", "0")],
)
def test_how_numbers_are_written(value, kind, text) -> None:
    assert shown(value, kind) == text


def test_a_sign_that_no_office_file_may_hold_loses_no_file() -> None:
    odd = replace(TABLE, rows=(Row("1", "Giấy\x0bkhen\x01", (7,)),))
    report = Report("1", "Xã A", 2026, "2026-12-31", "2027-01-01T00:00:00+07:00", "3", (odd,))
    for kind, made in (("xlsx", report_as_excel), ("docx", report_as_word)):
        assert "Giấy khen" in _texts(kind, made(report, timezone.now()))


@pytest.mark.parametrize("text", ["=1+1", "+84", "@here", "-1", "00123"])
def test_cells_are_text_whatever_they_begin_with(text: str) -> None:
    moment = timezone.now()
    data = workbook([("Một", [["Đầu"], [text]], 1)], moment, "Thử")
    cell = openpyxl.load_workbook(BytesIO(data))["Một"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert data == workbook([("Một", [["Đầu"], [text]], 1)], moment, "Thử")


def test_parts_of_a_file_bear_one_date() -> None:
    given = BytesIO()
    with ZipFile(given, "w") as parts:
        parts.writestr("b.xml", "b")
        parts.writestr("[Content_Types].xml", "a")
    moment = timezone.now()
    with ZipFile(BytesIO(packed(given.getvalue(), moment))) as made:
        assert made.namelist()[0] == "[Content_Types].xml"
        assert len({one.date_time for one in made.infolist()}) == 1


def test_report_lies_and_no_chart_is_cut_off() -> None:
    columns = (Column("n", "Số người"), Column("p", "Tỷ lệ", "percent"))
    rows = tuple(Row(str(n), f"Thôn {n:02d}", (n, "61.5")) for n in range(1, 31))
    known = "2027-01-10T08:00:00+07:00"
    report = Report("1", "Xã A", 2026, "2026-12-31", known, "3", (Table("t", "Theo thôn", "Thôn", columns, rows, "n"),))
    made = pypdfium2.PdfDocument(BytesIO(report_as_pdf(report)))
    drawn = " ".join(page.get_textpage().get_text_bounded() for page in made)  # what lies beyond a page is not told
    assert [drawn.count(f"Thôn {n:02d}") for n in (1, 10, 11, 30)] == [1, 1, 2, 2], "the largest 20 are drawn"
    paper = Document(BytesIO(report_as_word(report, timezone.now())))
    page, grid = paper.sections[0], paper.tables[0]
    assert round(page.page_width.mm) == round(made[0].get_width() / 72 * 25.4) == 297
    assert [round(one.width.mm) for one in grid.columns] == [110, 69, 69]
    assert [round(cell.width.mm) for cell in grid.rows[1].cells] == [110, 69, 69]
    assert "PAGE" in page.header._element.xml
    assert page.different_first_page_header_footer
    sheet = openpyxl.load_workbook(BytesIO(report_as_excel(report, timezone.now()))).active
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight, sheet.print_title_rows) == (
        "landscape",
        0,
        "$4:$4",
    )
