"""A draft on a past year: who gains and who loses as a second computation says; killed, it goes on; nothing else is touched."""

import tracemalloc
from collections import Counter

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from portal.people.public import everyone
from recognition.models import SetDraft, SubmittedItem, Trial, TrialChange, TrialCount
from recognition.refusals import Refused
from recognition.simulation import past_cases, trials
from recognition.tasks import count_trials
from tests.builders.changed_set import changed, reached_after, reached_before, rows
from tests.builders.past_campaign import group_of, past_year
from tests.builders.people import make_admin

PEOPLE = 28_785 // 20
WHY = "a test looks at everything"
NAMES = {(True, True): "keeps", (True, False): "loses", (False, True): "gains", (False, False): "without"}


def counted_by_hand(people) -> Counter:
    """(place, residential group, group of people, change) -> how many, from the numbers of `changed_set` alone."""
    return Counter(
        (row.unit, group_of(row), row.group, NAMES[reached_before(row), reached_after(row)]) for row in people
    )


def counted(trial: Trial) -> Counter:
    """The rows of a trial in the same form."""
    found = Counter()
    for row in TrialCount.objects.filter(trial=trial).select_related("residential_group"):
        place = row.unit.versions.get().name, row.residential_group.name, row.subject_group
        found.update({(*place, kind): getattr(row, kind) for kind in NAMES.values() if getattr(row, kind)})
    return found


def draft_of(text: str) -> SetDraft:
    """A draft as the page keeps it."""
    admin = make_admin()
    return SetDraft.objects.create(text=text, made_by=admin, changed_by=admin)


def everything_else() -> dict[str, str]:
    """A digest of every table of recognition but those of the trial."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'recognition_%' ORDER BY 1")
        tables = [
            name for (name,) in cursor.fetchall() if not name.startswith(("recognition_trial", "recognition_setdraft"))
        ]
        told = {}
        for name in tables:
            cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {name} t")
            (told[name],) = cursor.fetchone()
    return told


def through(trial: Trial, batch: int = trials.BATCH) -> Trial:
    while trials.count_on(trial.pk, batch):
        pass
    trial.refresh_from_db()
    return trial


@pytest.fixture
def year(db):
    return past_year(rows(PEOPLE))


def test_who_gains_and_who_loses_is_what_a_second_computation_says(year):
    before = everything_else()
    draft = draft_of(changed())
    trial = through(trials.ask(draft, 2025, by=draft.made_by))
    assert (trial.state, trial.counted, trial.total, trial.left_out) == ("done", PEOPLE, PEOPLE, 0)
    by_hand = counted_by_hand(rows(PEOPLE))
    assert counted(trial) == by_hand
    assert min(Counter(change for *_place, change in by_hand.elements()).values()) > 40  # all four happen, often
    with everyone(WHY):
        named = {
            (one.submission.case.learner.reference, one.change)
            for one in TrialChange.objects.filter(trial=trial).select_related("submission__case__learner")
        }
    assert named == {
        (f"2025-{row.number}", NAMES[reached_before(row), reached_after(row)])
        for row in rows(PEOPLE)
        if reached_before(row) != reached_after(row)
    }
    assert everything_else() == before | {"recognition_projection": before["recognition_projection"]}


def test_what_was_killed_goes_on_where_it_was(year, monkeypatch):
    draft = draft_of(changed())
    trial = trials.ask(draft, 2025, by=draft.made_by)
    assert trials.count_on(trial.pk, 200)
    real, fallen = trials._add, []

    def falls(*args):
        real(*args)
        fallen.append(1)
        raise KeyboardInterrupt  # the worker is stopped between the counts and the position

    monkeypatch.setattr(trials, "_add", falls)
    with pytest.raises(KeyboardInterrupt):
        trials.count_on(trial.pk, 200)
    monkeypatch.setattr(trials, "_add", real)
    assert fallen
    assert counted(through(trial, 200)) == counted_by_hand(rows(PEOPLE))


def test_the_sweep_of_the_clock_counts_and_has_then_nothing_to_do(year):
    draft = draft_of(changed())
    trial = trials.ask(draft, 2025, by=draft.made_by)
    assert count_trials() == PEOPLE // trials.BATCH + 1
    assert count_trials() == 0
    trial.refresh_from_db()
    assert (trial.state, trial.counted) == ("done", PEOPLE)


def test_asked_twice_it_is_counted_once(year):
    draft = draft_of(changed())
    first = trials.ask(draft, 2025, by=draft.made_by)
    assert trials.ask(draft, 2025, by=draft.made_by) == first
    through(first)
    assert trials.ask(draft, 2025, by=draft.made_by) == first
    draft.text = changed() + "\n# a remark changes nothing\n"
    assert trials.ask(draft, 2025, by=draft.made_by) == first
    draft.text = changed().replace("ordinary: {value: 11,", "ordinary: {value: 11.5,")
    assert trials.ask(draft, 2025, by=draft.made_by) != first


@pytest.mark.parametrize(
    ("text", "year_asked", "why"),
    [
        ("key: [", 2025, "lỗi"),
        (changed().replace("maximum: 10,", "maximum: null,"), 2025, "chưa rõ"),
        (changed(), 2024, "2024"),
        (changed().replace("key: thu_diem_san", "key: danh_hieu_khac"), 2025, "2025"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_words(db, text, year_asked, why):
    past_year(rows(3))
    draft = draft_of(text)
    with pytest.raises(Refused, match=why):
        trials.ask(draft, year_asked, by=draft.made_by)
    assert not Trial.objects.exists()


def test_a_batch_costs_the_same_questions_however_many_there_are(year):
    draft = draft_of(changed())
    trial = trials.ask(draft, 2025, by=draft.made_by)
    costs = []
    for size in (50, 500):
        with CaptureQueriesContext(connection) as asked:
            trials.count_on(trial.pk, size)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 12


def test_memory_holds_one_batch(year):
    draft = draft_of(changed())
    peaks = []
    for people in (300, PEOPLE):  # the second has nearly five times as many
        trial = Trial.objects.create(
            draft=draft,
            text=changed(),
            said=f"{people}",
            key="thu_diem_san",
            year=2025,
            total=people,
            asked_by=draft.made_by,
        )
        tracemalloc.start()
        for _batch in range(people // 100):
            trials.count_on(trial.pk, 100)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_papers_refused_by_the_officer_and_records_voided_since_do_not_count(db):
    made = past_year(list(rows(40)))
    with connection.cursor() as cursor:  # nothing handed in stands any more
        cursor.execute("UPDATE recognition_evidence SET withdrawn_at = now()")
    draft = draft_of(changed())
    trial = through(trials.ask(draft, made.year, by=draft.made_by))
    assert TrialCount.objects.filter(trial=trial).aggregate(n=Sum("without"))["n"] == 40


def test_a_case_taken_back_is_not_counted(db):
    past_year(list(rows(5)))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recognition_case SET state = 'withdrawn' WHERE id = (SELECT min(id) FROM recognition_case)"
        )
    with everyone(WHY):
        assert past_cases.past_cases("thu_diem_san", 2025).count() == 4
        assert past_cases.years_of("thu_diem_san") == [2025]
        assert SubmittedItem.objects.exists()
