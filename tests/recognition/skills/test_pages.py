"""Digital skills on pages: the own one says why and what would raise it, the counter's serves, the officer's says and confirms."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from portal.audit.public import Entry
from portal.people.public import everyone, forget
from recognition.models import RequirementSet, SkillEvidence, SkillJudgement, SkillProjection, SkillSheet
from recognition.refusals import Refused
from recognition.skills import confirming
from recognition.skills.publishing import publish_shipped
from recognition.skills.state import judgements_of, person_skills
from tests.builders.cases import WHY, Village, make_paper
from tests.builders.people import make_admin, make_commune, make_learner, make_staff, signed_in
from tests.builders.worlds import laid_in


@pytest.fixture
def village(db) -> Village:
    made = laid_in(Village)
    publish_shipped()
    return made


@pytest.fixture
def row(village) -> RequirementSet:
    found = RequirementSet.objects.get(framework="tt02_2025")
    SkillProjection.objects.filter(requirement_set=found).update(rebuilding_to=None)  # its first reading is over
    return found


def shown(learner, row, *codes: str, title: str = "Nhận ra tin lừa đảo", day: date = date(2026, 3, 1)) -> None:
    """What the engine writes when a lesson mapped to these competences was finished."""
    with everyone(WHY):
        for code in codes:
            SkillEvidence.objects.create(
                learner=learner, requirement_set=row, kind="statement", rule_id="lesson", competence=code, level=1, day=day,
                title=title, statement_id=f"00000000-0000-4000-8000-{hash((code, title)) % 10**12:012d}", activity_iri=title,
            )  # fmt: skip


def text(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ").split())


def test_the_own_page_says_the_share_why_and_how_it_is_counted(village, row):
    hoa = make_learner(village.unit)
    shown(hoa, row, *["1.1", "1.2", "1.3", "2.1", "2.5", "2.6", "4.1", "4.2", "4.3"])
    answer = signed_in(hoa.user).get(reverse("pages:skills"))
    said = text(answer)
    assert "Đã thấy 9 trong 24 năng lực (37,5 %). Đây là cổng đề nghị; chưa có cán bộ xác nhận." in said
    assert "Mức CB1, từ ngày 1 tháng 3 năm 2026" in said
    assert "Chưa thấy; yêu cầu là mức CB1" in said
    assert "Nhận ra tin lừa đảo" in said
    assert "Thông tư này viết cho người học trong hệ thống giáo dục quốc dân" in said
    assert "trả lời đúng 5 câu hỏi khác nhau".capitalize() in said
    assert "chưa tìm được hai phụ lục" in said  # 757: shown, never counted
    card = text(signed_in(hoa.user).get(reverse("pages:my_page")))
    assert "Đã thấy 9 trong 24 năng lực (37,5 %)" in card


def test_without_published_sets_and_without_anything_shown(village, row, monkeypatch):
    hoa = make_learner(village.unit)
    assert "Chưa thấy năng lực nào trong 24 năng lực" in text(signed_in(hoa.user).get(reverse("pages:skills")))
    # An installation before `manage.py prepare` of this version.
    monkeypatch.setattr("recognition.skills.state.in_force", lambda **_asked: [])
    page = signed_in(hoa.user)
    assert "Cổng chưa có danh mục năng lực số" in text(page.get(reverse("pages:skills")))
    assert "Năng lực số" not in text(page.get(reverse("pages:my_page")))
    assert page.get(reverse("pages:skill_sheet")).status_code == 404


def test_the_pages_ask_the_same_number_of_questions_however_much_was_shown(village, row):
    hoa, counts = make_learner(village.unit), []
    page = signed_in(hoa.user)
    page.get(reverse("pages:skills"))
    for codes in (("1.1",), ("1.2", "1.3", "2.1", "2.2", "3.1", "4.1", "5.1", "6.1")):
        shown(hoa, row, *codes)
        with CaptureQueriesContext(connection) as asked:
            page.get(reverse("pages:skills"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25


def test_the_sheet_names_the_person_and_who_says_it(village, row):
    hoa = make_learner(village.unit)
    shown(hoa, row, "4.1")
    page = signed_in(hoa.user)
    proposed = PdfReader(BytesIO(page.get(reverse("pages:skill_sheet")).content)).pages[0].extract_text()
    proposed = " ".join(proposed.split())
    assert "Nguyễn Thị Hoa" in proposed
    assert "Chưa có cán bộ xác nhận" in proposed
    assert "4,2 %" in proposed
    assert "else" not in proposed
    with everyone(WHY):
        confirming.confirm(hoa, row, village.unit, village.officer, 1)
    shown(hoa, row, "4.2", title="Sau đó")
    confirmed = PdfReader(BytesIO(page.get(reverse("pages:skill_sheet")).content))
    told = " ".join(" ".join(one.extract_text() for one in confirmed.pages).split())
    assert "Cán bộ xã Đồng Sen xác nhận ngày" in told
    assert "1 / 24" in told
    assert "Cán bộ đã xác nhận 1 trong 24 năng lực (4,2 %)" in text(page.get(reverse("pages:skills")))
    assert "Nay cổng thấy 2 trong 24" in text(page.get(reverse("pages:skills")))


def test_the_counter_serves_its_own_people_only(village, row):
    hoa = make_learner(village.unit)
    shown(hoa, row, "4.1")
    for name in ("pages:counter_skills", "pages:counter_skill_sheet"):
        here = reverse(name, args=[hoa.reference])
        assert signed_in(village.staff).get(here).status_code == 200
        assert signed_in(make_staff(make_commune("Xa Lạ", village.unit.parent))).get(here).status_code == 404
        assert signed_in(make_learner(village.unit, "Trần Văn Bình").user).get(here).status_code == 403


def desk(village, case, **sent):
    return signed_in(village.officer).post(reverse("recognition:case_skills", args=[case.pk]), sent)


def test_an_officer_says_what_a_paper_shows_takes_a_mistake_back_and_confirms(village, row):
    case = village.submitted()
    hoa = case.learner
    paper = make_paper(hoa, "B1", by=hoa.user)
    said = {
        "act": "say",
        "set": row.pk,
        "paper": paper.pk,
        "kind": "digital-course",
        "day": "5/9/2025",
        "note": "bản gốc",
    }
    wrong = desk(village, case, **said)
    assert wrong.status_code == 422
    assert "Đánh dấu ít nhất một năng lực" in text(wrong)
    for _press in range(2):  # pressed twice is said once
        assert desk(village, case, **said, codes=["4.1", "4.2", "9.9"]).status_code == 302
    with everyone(WHY):
        rows = SkillEvidence.objects.filter(learner=hoa).order_by("competence")
        assert [(one.kind, one.competence, one.level, one.day, one.evidence) for one in rows] == [
            ("paper", "4.1", 2, date(2025, 9, 5), paper), ("paper", "4.2", 2, date(2025, 9, 5), paper),
        ]  # fmt: skip
        first = rows[0].pk
    assert desk(village, case, act=f"take-back:{first}").status_code == 302
    assert desk(village, case, act="confirm", set=row.pk, shown="2").status_code == 422  # the page showed one more
    assert desk(village, case, act="confirm", set=row.pk, shown="1").status_code == 302
    assert desk(village, case, act="confirm", set=row.pk, shown="1").status_code == 302
    with everyone(WHY):
        (sheet,) = SkillSheet.objects.filter(learner=hoa)
    assert (sheet.shown, sheet.required, str(sheet.percent), sheet.content) == (
        1,
        24,
        "4.2",
        {"4.2": [2, "2025-09-05"]},
    )
    acts = [one.act for one in Entry.objects.filter(subject=f"learner:{hoa.pk}") if one.act.startswith("skills.")]
    assert acts == ["skills.said", "skills.taken_back", "skills.confirmed"]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"act": "say", "kind": "digital-course", "codes": ["4.1"], "day": "hôm qua"}, "Viết ngày xảy ra"),
        ({"act": "say", "kind": "digital-course", "codes": ["4.1"], "day": "1/1/2099"}, "Ngày này chưa đến"),
        ({"act": "say", "kind": "x", "codes": ["4.1"], "day": "1/1/2026"}, "Chọn loại giấy"),
        ({"act": "say", "kind": "shown", "codes": ["4.1"], "day": "1/1/2026", "paper": "999"}, "Giấy này không còn"),
        (
            {"act": "say", "kind": "shown", "codes": ["4.1"], "day": "1/1/2026", "set": "٣"},
            "Danh mục năng lực này không còn",
        ),
        ({"act": "judge", "judgement": "judgement", "judged_day": "1/1/2026"}, "Chọn có hoặc không"),
        ({"act": "judge", "judgement": "judgement", "judged_day": "1/1/2026", "answer": "yes"}, "Viết ghi chú"),
        ({"act": "judge", "judgement": "x", "judged_day": "1/1/2026", "answer": "yes"}, "Chọn điều cần nhận xét"),
        ({"act": "confirm", "shown": "0"}, "Chưa thấy năng lực nào để xác nhận"),
        ({"act": "take-back:1"}, "Mục này không còn"),
        ({"act": "?"}, "Không rõ nút này"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(village, row, sent, why):
    case = village.submitted()
    answer = desk(village, case, **{"set": row.pk, **sent})
    assert answer.status_code == 422
    assert why in text(answer) or why == "Không rõ nút này"
    with everyone(WHY):
        assert not SkillEvidence.objects.exists()
        assert not SkillSheet.objects.exists()
        assert not SkillJudgement.objects.exists()


def test_the_last_word_of_an_officer_counts_and_who_helped_says_nothing(village, row):
    case = village.submitted(helper=village.officer_at_the_counter())
    refused = desk(village, case, act="judge", judgement="qd757", answer="yes", judged_day="1/1/2026")
    assert refused.status_code == 422
    other = signed_in(village.second_officer)
    address = reverse("recognition:case_skills", args=[case.pk])
    for answer, day in (("yes", "1/1/2026"), ("no", "2/1/2026")):
        sent = {
            "act": "judge",
            "judgement": "qd757",
            "answer": answer,
            "judged_day": day,
            "judged_note": "xem trên VNeID",
        }
        assert other.post(address, sent).status_code == 302
    with everyone(WHY):
        assert [(one.kind, one.yes) for one in judgements_of(case.learner)] == [("qd757", False)]
    assert "xem trên VNeID" in text(other.get(address))


def test_of_a_forgotten_person_no_word_stays(village, row):
    hoa = make_learner(village.unit)
    paper = make_paper(hoa, "B1", by=hoa.user)
    with everyone(WHY):
        day = timezone.localdate() - timedelta(days=1)
        confirming.say(hoa, row, ["4.1"], "digital-course", day, village.officer, evidence=paper, note="của bà Hoa")
        confirming.judge(hoa, "judgement", True, day, village.officer, "bà Hoa dùng máy giỏi")
        confirming.confirm(hoa, row, village.unit, village.officer, 1)
        forget(hoa, by=hoa.user)
        said = SkillEvidence.objects.filter(learner=hoa)
        assert list(said.values_list("note", "title", "competence")) == [("", "", "4.1")]
        assert list(SkillJudgement.objects.filter(learner=hoa).values_list("note", flat=True)) == [""]
        assert SkillSheet.objects.get(learner=hoa).shown == 1


def test_a_set_in_its_first_reading_is_not_confirmed(village, row):
    hoa = make_learner(village.unit)
    shown(hoa, row, "4.1")
    row.projection.rebuilding_to = 10
    row.projection.save()
    with everyone(WHY):
        assert person_skills(hoa, RequirementSet.objects.get(pk=row.pk)).waits
        with pytest.raises(Refused):
            confirming.confirm(hoa, RequirementSet.objects.get(pk=row.pk), village.unit, village.officer, 1)
    assert "con số chưa đủ" in text(signed_in(hoa.user).get(reverse("pages:skills")))


def test_an_administrator_of_everything_publishes_a_version_with_its_golden_cases(village, row):
    everything, province = signed_in(make_admin()), signed_in(make_admin(village.unit))
    page, new = reverse("recognition:skill_sets"), reverse("recognition:skill_set_new")
    assert "24 năng lực số thành phần" in text(province.get(page))
    assert province.get(new).status_code == 403
    mine = row.text.replace('version: "1"', 'version: "2"').replace("subject_group: default", "subject_group: N1")
    cases = "cases: [{name: nothing, expect: {shown: 0, required: 24}}]"
    for sent, why in (
        ({"text": mine}, "Cần có trường hợp mẫu"),
        ({"text": mine.replace('code: "1.1"', 'code: "9.9"'), "cases": cases}, "9.9"),
        ({"text": mine, "cases": cases.replace("24", "21")}, "expected 21, got 24"),
        ({"text": row.text + "# x\nnotice2: y\n", "cases": cases}, "notice2"),
    ):
        answer = everything.post(new, sent)
        assert answer.status_code == 422
        assert why in text(answer)
    assert everything.post(new, {"text": mine, "cases": cases}).status_code == 302
    assert RequirementSet.objects.get(key=row.key, version="2").subject_group == "N1"
    hoa = make_learner(village.unit)  # of group N1: the set of the group goes before the one for everybody
    assert "Chưa thấy năng lực nào" in text(signed_in(hoa.user).get(reverse("pages:skills")))
    file = province.get(reverse("recognition:skill_set_file", args=[row.pk]))
    assert file.content.decode() == row.text
