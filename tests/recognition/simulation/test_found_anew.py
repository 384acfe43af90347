"""A draft whose rule reads other statements than the version a case was handed in under: the record store is asked anew."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from learning_records import public as records
from portal.people.models import LearnerAlias
from portal.people.public import everyone
from recognition.models import Campaign, Case, Submission, TrialChange
from recognition.simulation import past_cases, trials
from recognition.tasks import catch_up
from tests.builders.people import make_commune, make_user
from tests.builders.recognition import SMALL, WHY, learner, small_set, statement, store
from tests.recognition.simulation.test_trials import draft_of, through

# The new rule counts tests passed, of which the old version's copies hold nothing.
DRAFT = SMALL.replace('version: "1"', 'version: "2"').replace(
    "verb: completed, activity_type: lesson", "verb: passed, activity_type: assessment"
)
HANDED_IN = datetime(2099, 1, 1, tzinfo=UTC)  # after everything that a test stores
IN_TIME = "2026-03-01T08:00:00Z"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign():
    return Campaign.objects.create(
        unit=make_commune(), year=2026, title_key="small", criteria_set=small_set(), submission_from=date(2026, 1, 1),
        submission_to=date(2026, 11, 1), assessment_to=date(2026, 12, 1), evidence_from=date(2026, 1, 1),
        evidence_to=date(2026, 6, 30),
    )  # fmt: skip


def handed_in(campaign: Campaign, person, at: datetime = HANDED_IN) -> Submission:
    """A case of nothing but its submission: nothing was proposed under the version in force."""
    with everyone(WHY):
        case = Case.objects.create(learner=person, title_key="small", campaign=campaign, year=2026)
        row = Submission.objects.create(
            case=case, number=1, at=at, by=make_user(), on_behalf_of=False, criteria_set=campaign.criteria_set,
            unit=campaign.unit, subject_group="", area_class="ordinary", self_points={}, self_on_behalf_of=False,
            proposed={"A1": "0"},
        )  # fmt: skip
        Case.objects.filter(pk=case.pk).update(
            state="submitted", submission=row, unit=campaign.unit, submitted_at=datetime.now(UTC)
        )
    return row


def passed(who, count: int = 8, *, at: str = IN_TIME) -> list[dict]:
    return [statement(who, "passed", "assessment", activity=uuid4(), at=at) for _number in range(count)]


def gains() -> set:
    """The people who would reach the mark under the draft, as a trial counts them."""
    draft = draft_of(DRAFT)
    trial = through(trials.ask(draft, 2026, by=draft.made_by))
    assert trial.state == "done"
    with everyone(WHY):
        found = TrialChange.objects.filter(trial=trial, change="gains").select_related("submission__case")
        return {one.submission.case.learner_id for one in found}


def test_statements_that_the_old_version_did_not_read_are_found(campaign):
    enough, too_few = learner(), learner()
    store(*passed(enough.pk), *passed(too_few.pk, 7))
    catch_up()
    for person in (enough, too_few):
        handed_in(campaign, person)
    assert gains() == {enough.pk}


def test_what_lies_outside_the_period_or_came_after_handing_in_does_not_count(campaign):
    early, late, afterwards, on_the_days = learner(), learner(), learner(), learner()
    # The period's days are days in Việt Nam: 17 o'clock UTC is midnight there.
    store(
        *passed(early.pk, at="2025-12-31T16:59:59Z"),
        *passed(late.pk, at="2026-06-30T17:00:00Z"),
        *passed(afterwards.pk),
        *passed(on_the_days.pk, 4, at="2025-12-31T17:00:00Z"),
        *passed(on_the_days.pk, 4, at="2026-06-30T16:59:59Z"),
    )
    for person in (early, late, on_the_days):
        handed_in(campaign, person)
    handed_in(campaign, afterwards, at=datetime.now(UTC) - timedelta(days=1))
    assert gains() == {on_the_days.pk}


def test_a_voided_statement_and_one_of_another_system_do_not_count(campaign):
    voided, foreign = learner(), learner()
    first, *_others = store(*passed(voided.pk))
    records.void(first, records.portal_credential())
    other, _secret = records.make_credential("Hệ thống khác", ["statements/write"])
    records.record(passed(foreign.pk), other)
    for person in (voided, foreign):
        handed_in(campaign, person)
    assert gains() == set()


def test_a_joined_record_s_statements_count_once_for_its_person(campaign):
    person, old = learner(), learner()
    with everyone(WHY):
        LearnerAlias.objects.create(learner=person, alias=old.pk, joined_by=make_user())
    store(*passed(person.pk, 4), *passed(old.pk, 4))
    handed_in(campaign, person)
    assert gains() == {person.pk}


def test_a_case_begun_under_the_second_record_counts_for_the_whole_person_too(campaign):
    person, old = learner(), learner()
    store(*passed(person.pk, 4), *passed(old.pk, 4))
    handed_in(campaign, old)
    with everyone(WHY):
        LearnerAlias.objects.create(learner=person, alias=old.pk, joined_by=make_user())
    assert gains() == {old.pk}


def test_the_store_is_asked_only_where_a_rule_reads_otherwise(campaign, monkeypatch):
    person = learner()
    handed_in(campaign, person)
    asked = []
    monkeypatch.setattr(past_cases.records, "statements_of", lambda *given, **more: asked.append(given) or [])
    draft = draft_of(SMALL.replace('version: "1"', 'version: "2"').replace("value: 8", "value: 7"))
    through(trials.ask(draft, 2026, by=draft.made_by))
    assert asked == []
    assert gains() == set()
    assert [given[0] for given in asked] == [person.pk]
