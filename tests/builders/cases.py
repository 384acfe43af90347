"""People, places and cases for tests of recognition. Builders act as the machine would: inside `everyone`."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from uuid import uuid4

from django.utils import timezone

from portal.people.models import Consent, Learner, PersonalRecord, Residence, Role, User
from portal.people.names import name_fields
from portal.people.public import create_account, everyone
from portal.places.models import Unit, UnitVersion
from recognition.assessment import marking
from recognition.cases import submission
from recognition.models import Campaign, Case, Evidence, IssuingBody
from recognition.sets import publishing

_NUMBERS = count(1)
CODES = ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2")
WHY = "a test looks at everything"


def make_unit(name: str = "Đồng Sen", parent: Unit | None = None, kind: str = "commune") -> Unit:
    unit = Unit.objects.create(kind=kind, parent=parent, valid_from=date(2025, 7, 1))
    UnitVersion.objects.create(
        unit=unit,
        type="xa" if kind == "commune" else "province",
        name=name,
        folded=name.lower(),
        code=f"{90000 + next(_NUMBERS)}",
        scheme="test",
        valid_from=date(2025, 7, 1),
    )
    return unit


def make_user(*kinds: str, unit: Unit | None = None) -> User:
    user = create_account(f"user{next(_NUMBERS)}", "mot-mat-khau")
    for kind in kinds:
        Role.objects.create(user=user, kind=kind, unit=unit, valid_from=date(2025, 7, 1))
    return user


def make_learner(unit: Unit | None, name: str = "Nguyễn Thị Hoa", user: User | None = None) -> Learner:
    """A learner with an account of the person's own, living in the unit."""
    with everyone(WHY):
        learner = Learner.objects.create(user=user or make_user(), reference=f"ref-{next(_NUMBERS)}")
        PersonalRecord.objects.create(
            learner=learner,
            **name_fields(learner.pk, name),
            birth_year=1984,
            subject_group="N1",
        )
        Consent.objects.create(
            learner=learner,
            purpose="learning_record",
            text_version="1",
            given_at=timezone.now(),
            entered_by=learner.user,
        )
        if unit is not None:
            Residence.objects.create(learner=learner, unit=unit, valid_from=date(2025, 7, 1))
        return learner


def make_campaign(unit: Unit, **days) -> Campaign:
    today = timezone.localdate()
    given = {
        "opens": today - timedelta(days=30),
        "closes": today + timedelta(days=30),
        "freezes": today + timedelta(days=60),
        "year": today.year,
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
            verdict="waiting",
            entered_by=by,
            on_behalf_of=by.pk != learner.user_id,
        )


class Village:
    """A commune with its people: what most tests of cases begin with."""

    def __init__(self, name: str = "Đồng Sen", parent: Unit | None = None) -> None:
        publishing.publish_shipped("cong_dan_hoc_tap")
        self.unit = make_unit(name, parent)
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
