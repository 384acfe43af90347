"""Lives of certificates for tests of numbers: rows as the acts leave them, without judging a case; and a clock that is set."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from unittest import mock
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from portal.people.models import Learner, User
from portal.people.public import encrypt_for
from portal.places.models import Unit
from recognition.certificates import register
from recognition.models import (
    Assessment,
    Campaign,
    Case,
    Certificate,
    CriteriaSet,
    Decision,
    DecisionLine,
    Evidence,
    IssuingBody,
    Submission,
    SubmittedItem,
)
from recognition.sets import publishing

PERSON = "cong_dan_hoc_tap"
_NUMBERS = count(1)


class Clock:
    """What time it is; only forward."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    @property
    def today(self) -> date:
        return timezone.localdate(self.moment)

    def to(self, day: date) -> None:
        """The morning of a later day."""
        self.moment = datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@contextmanager
def clock_at(day: date) -> Iterator[Clock]:
    """Inside, it is the morning of that day until the clock is set on."""
    clock = Clock(datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    with mock.patch("django.utils.timezone.now", clock):
        yield clock


def recognise(
    learner: Learner,
    body: IssuingBody,
    signer: User,
    officer: User,
    *,
    day: date,
    year: int = 0,
    title_key: str = PERSON,
    entered: str = "alone",
    unit: Unit | None = None,
) -> Certificate:
    """A title with decision, line and certificate, recorded now and decided on `day`. `entered`: alone, helped, unknown."""
    year, unit = year or day.year, unit or body.unit
    with transaction.atomic():
        line = _line(learner, unit, body, signer, officer, day=day, year=year, title_key=title_key, entered=entered)
        return register.issue(line, by=signer)


def _line(learner, unit, body, signer, officer, *, day, year, title_key, entered) -> DecisionLine:
    criteria = CriteriaSet.objects.filter(key=title_key).first() or publishing.publish_shipped(title_key)[0]
    made = {"submission_from": day, "submission_to": day, "assessment_to": day}
    campaign, _made = Campaign.objects.get_or_create(unit=unit, year=year, title_key=title_key, defaults=made)
    case = Case.objects.create(learner=learner, title_key=title_key, campaign=campaign, year=year)
    points = {} if entered == "unknown" else {"A1": "8"}
    handed = Submission.objects.create(
        case=case, number=1, at=timezone.now(), by=officer, on_behalf_of=False, criteria_set=criteria, unit=unit,
        area_class="ordinary", self_points=points, self_on_behalf_of=entered == "helped", proposed={},
    )  # fmt: skip
    if entered == "one paper":
        paper = Evidence.objects.create(
            learner=learner, kind="manual", title_key=title_key, rule_id="other", indicators=["A1"],
            content_hash=str(next(_NUMBERS)), happened_at=timezone.now(), title="Giấy", entered_by=officer, on_behalf_of=True,
        )  # fmt: skip
        SubmittedItem.objects.create(
            submission=handed, evidence=paper, kind="manual", rule_id="other", indicators=["A1"],
            happened_at=timezone.now(), entered_at=timezone.now(), on_behalf_of=True,
        )  # fmt: skip
    judged = Assessment.objects.create(
        submission=handed, assessor=officer, state="ended", ended_at=timezone.now(), outcome="confirm", points={"A1": "8"}
    )  # fmt: skip
    decision = decided(body, signer, day=day, title_key=title_key, year=year)
    Case.objects.filter(pk=case.pk).update(state="recognised", unit=unit, submission=handed, assessment=judged)
    name = bytes(learner.record.full_name_encrypted)
    said = {
        "decision": decision, "case": case, "learner": learner, "submission": handed, "assessment": judged,
        "set_key": criteria.key, "set_version": criteria.version, "set_digest": criteria.digest,
        "title": "Công dân học tập", "unit": unit, "area_class": "ordinary", "points": {}, "total": 80, "mark": 60,
        "floor": 5, "name_encrypted": name, "assessor": officer, "title_key": title_key, "year": year,
        "about_encrypted": encrypt_for(f'{{"unit": "{unit}"}}', f"decision:{decision.pk}"),
    }  # fmt: skip
    known = {field.name for field in DecisionLine._meta.concrete_fields}
    return DecisionLine.objects.create(**{key: value for key, value in said.items() if key in known})


def decided(
    body: IssuingBody, signer: User, *, day: date, title_key: str, year: int, kind: str = "recognise"
) -> Decision:
    """A decision of that day with a number of its own, recorded now."""
    return Decision.objects.create(
        body=body, number=f"{next(_NUMBERS)}/QĐ", year=day.year, date=day, signer=signer, body_name=body.name,
        place_name=body.place_name, signer_title=body.signer_title, signer_name=body.signer_name, kind=kind,
        title_key=title_key, campaign_year=year,
    )  # fmt: skip


def end(certificate: Certificate, kind: str, *, day: date, signer: User) -> Decision:
    """Revoked or annulled by a decision of that day, recorded now."""
    given = certificate.line.decision
    about = {"title_key": given.title_key, "year": given.campaign_year, "kind": kind}
    with transaction.atomic():
        row = decided(certificate.body, signer, day=day, **about)
        register.end_by(row, certificate, signer, "Nhầm")
    return row
