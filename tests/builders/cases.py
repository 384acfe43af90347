"""People, places and cases for tests of recognition. Builders act as the machine would: inside `everyone`."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from portal.people.models import Learner, Role, User
from portal.people.public import everyone
from portal.places.models import Unit
from recognition.assessment import marking
from recognition.cases import submission
from recognition.models import Campaign, Case, Evidence, IssuingBody
from recognition.sets import publishing
from tests.builders.people import make_commune, make_learner, make_user

CODES = ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2")
EIGHTS = dict.fromkeys(CODES, ("8", "Đã xem giấy tờ gốc"))  # what an officer gives who saw everything
WHY = "a test looks at everything"


def make_campaign(unit: Unit, **days) -> Campaign:
    today = timezone.localdate()
    given = {
        "submission_from": today - timedelta(days=30),
        "submission_to": today + timedelta(days=30),
        "assessment_to": today + timedelta(days=60),
        "year": today.year,
        "title_key": "cong_dan_hoc_tap",
    }
    return Campaign.objects.create(unit=unit, **{**given, **days})


def make_body(unit: Unit) -> IssuingBody:
    return IssuingBody.objects.create(
        unit=unit,
        kind="peoples_committee",
        name="Ủy ban nhân dân xã Đồng Sen",
        short_code="ĐS",
        place_name="Đồng Sen",
        signer_title="Chủ tịch",
        signer_name="Trần Văn Bình",
        valid_from=date(2025, 7, 1),
    )


def make_paper(learner: Learner, *indicators: str, by: User, rule: str = "other") -> Evidence:
    """A paper handed in, without a file."""
    with everyone(WHY):
        return Evidence.objects.create(
            learner=learner,
            kind="manual",
            title_key="cong_dan_hoc_tap",
            rule_id=rule,
            indicators=list(indicators),
            happened_at=timezone.now(),
            title="Giấy chứng nhận",
            content_hash=uuid4().hex,
            entered_by=by,
            on_behalf_of=by.pk != learner.user_id,
        )


def refuse(paper: Evidence, case: Case, officer: User, why: str = "Mờ") -> Case:
    """The paper does not count in what was handed in last."""
    return marking.refuse_paper(case, paper.in_submissions.get(submission=case.submission_id), why, officer)


class Village:
    """A commune with its people: what most tests of cases begin with."""

    def __init__(self, name: str = "Đồng Sen", parent: Unit | None = None) -> None:
        publishing.publish_shipped("cong_dan_hoc_tap")
        self.unit = make_commune(name, parent or "Sen Hồng")
        self.officer = make_user("officer", unit=self.unit)
        self.second_officer = make_user("officer", unit=self.unit)
        self.signer = make_user("signer", unit=self.unit)
        self.staff = make_user("staff", unit=self.unit)
        self.campaign = make_campaign(self.unit)
        self.body = make_body(self.unit)

    def officer_at_the_counter(self) -> User:
        """The officer, who also works at the centre's counter: in a small commune one person is both."""
        Role.objects.create(user=self.officer, kind="staff", unit=self.unit, valid_from=date(2025, 7, 1))
        return self.officer

    def submitted(self, name: str = "Nguyễn Thị Hoa", *, helper: User | None = None, points: str = "8") -> Case:
        """A case handed in by its learner, or by a helper on behalf."""
        learner = make_learner(self.unit, name)
        by = helper or learner.user
        with everyone(WHY):
            case = submission.draft_for(learner, by)
            submission.set_all_self_points(case, dict.fromkeys(CODES, points), by)
            return submission.submit(case, by)

    def confirmed(self, name: str = "Nguyễn Thị Hoa", *, helper: User | None = None, points: str = "8") -> Case:
        """A case that the officer proposed with 8 points everywhere."""
        case = self.submitted(name, helper=helper)
        marks = dict.fromkeys(CODES, (Decimal(points), "Đã xem giấy tờ gốc"))
        with everyone(WHY):
            return marking.confirm(case, self.officer, marks=marks)
