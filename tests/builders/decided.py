"""A case with records and papers of many kinds that was judged and decided, by the acts of the portal themselves."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from portal.audit.public import head
from portal.people.public import everyone
from recognition.assessment import marking
from recognition.cases import submission
from recognition.decisions import signing
from recognition.evidence.judging import judge_next
from recognition.models import Certificate, CriteriaSet, DecisionLine
from tests.builders.cases import CODES, WHY, Village, make_paper
from tests.builders.people import make_learner
from tests.builders.recognition import KEY, statement, store

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


def records_of_a_year(learner_id) -> list[dict]:
    """Lessons, answers, a course, minutes and a passed quiz: what the rules of the citizens' set read."""
    made = []
    for number in range(8):
        at = NOON + timedelta(days=3 * number, hours=number)
        of = ("indicators/cong_dan_hoc_tap/A1", "indicators/cong_dan_hoc_tap/A3")
        made.append(statement(learner_id, category=of, minutes=20 + number, at=at))
    again = uuid4()
    for number in range(3):
        at = NOON + timedelta(days=40 + number)
        of = ("competences/tt02_2025/1.1",)
        made.append(statement(learner_id, activity=again, category=of, minutes=30, at=at))
    for number in range(7):
        success = {"success": number != 3, "score": {"scaled": 0.5 + number / 20}}
        at = NOON + timedelta(days=50, minutes=number)
        made.append(statement(learner_id, "answered", "question", category=of, result=success, at=at))
    made.append(statement(learner_id, "completed", "course", at=NOON + timedelta(days=60)))
    made.append(statement(learner_id, "passed", "assessment", category=of, result={"success": True}, at=NOON))
    return made


def decided(village: Village, *, number: str = "128/QĐ-UBND", name: str = "Nguyễn Thị Hoa") -> DecisionLine:
    """Handed in with records and papers, one of which is refused; some indicators marked, some left to the rules."""
    learner = make_learner(village.unit, name)
    store(*records_of_a_year(learner.pk))
    with everyone(WHY):
        row = CriteriaSet.objects.get(key=KEY)
        while judge_next(row, 500):
            pass
        for rule, *codes in (("study-plan", "A2"), ("course-certificate", "A2", "B2"), ("witness", "B3", "C1")):
            make_paper(learner, *codes, by=learner.user, rule=rule)
        bad = make_paper(learner, "A4", by=village.staff, rule="family-learning")
        case = submission.draft_for(learner, learner.user)
        submission.set_all_self_points(case, dict.fromkeys(CODES, "8"), learner.user)
        case = submission.submit(case, learner.user)
        paper = bad.in_submissions.get(submission=case.submission_id)
        case = marking.refuse_paper(case, paper, "Mờ", village.officer)
        marks = {code: ("9", "Đã xem giấy tờ gốc") for code in CODES if code != "A1"}
        case = marking.confirm(case, village.officer, marks=marks)
        decision = signing.sign([case], village.body, number, timezone.localdate(), village.signer)
        head()  # chains the entries of the log, as the commit would
        return decision.lines.select_related(
            "decision__body", "submission__criteria_set", "submission__case", "assessment"
        ).get()


def a_certificate(village: Village, name: str = "Nguyễn Thị Hường Ngoãn") -> Certificate:
    with everyone(WHY):
        case = village.confirmed(name, points="8.5")
        decision = signing.sign([case], village.body, "128/QĐ-UBND", timezone.localdate(), village.signer)
        return decision.lines.get().certificates.select_related("line__decision").get()
