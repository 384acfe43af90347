"""The projection of progress: the same whichever way a statement came, and made again from nothing."""

from random import Random
from uuid import uuid4

import pytest
from django.core.management import call_command

from content import learnt, projection
from content.activities import activity_uuid
from content.identities import Enrolment
from content.projection import EnrolmentProgress, ProgressCursor
from content.public import answer, complete, course_state, enrolled_courses, open_lesson
from content.tasks import follow_progress
from learning_records.models import Statement
from learning_records.public import VERBS, activity_iri, learner_agent, portal_credential, record, statements_of
from portal.people.models import LearnerAlias
from tests.builders.lessons import ids
from tests.builders.people import make_learner
from tests.content.conftest import School


def rows() -> dict[int, tuple]:
    return {row.pk: (row.learnt, row.finished_at) for row in EnrolmentProgress.objects.all()}


def learn_all(school: School) -> None:
    for block, given in zip(ids(school.lesson), (["a"], ["a", "c"], ["a"], ["Huế"]), strict=True):
        answer(school.learner, school.lesson, block, given)
    complete(school.learner, school.lesson)
    for block, given in zip(ids(school.lesson), (["b"], ["a", "c"], ["a"], ["da nang"]), strict=True):
        answer(school.learner, school.lesson, block, given)
    complete(school.learner, school.lesson)
    complete(school.learner, school.lessons[1])


@pytest.mark.django_db(transaction=True)
def test_consumer_rebuild_and_the_acts_themselves_give_the_same(school: School) -> None:
    learn_all(school)
    by_acts = rows()
    assert follow_progress() == Statement.objects.count()
    assert rows() == by_acts
    assert follow_progress() == 0
    EnrolmentProgress.objects.all().delete()
    ProgressCursor.objects.update(position=0)
    assert projection.catch_up(limit=2) == Statement.objects.count()
    assert rows() == by_acts
    EnrolmentProgress.objects.update(learnt={"1": {"verbs": {}, "answers": {}}}, finished_at=None)
    assert projection.rebuild() == 1
    assert rows() == by_acts
    assert projection.rebuild() == 0
    state = course_state(school.course, school.learner)
    assert [(one.state, one.outcome) for one in state.lessons] == [("done", "passed"), ("done", "")]
    assert next(iter(by_acts.values()))[1] is not None


@pytest.mark.django_db(transaction=True)
def test_what_is_voided_loses_its_effect(school: School) -> None:
    learn_all(school)
    follow_progress()
    for one in statements_of(school.learner.pk, verbs=["completed", "passed"]):
        record([_voiding(one.statement_id)], portal_credential())
    assert follow_progress() == 4
    state = course_state(school.course, school.learner)
    assert [one.state for one in state.lessons] == ["begun", "begun"]
    assert state.lessons[0].outcome == "failed"
    before = rows()
    assert projection.rebuild() == 0
    ProgressCursor.objects.update(position=0)
    follow_progress()
    assert rows() == before


def _voiding(target) -> dict:
    return {
        "id": str(uuid4()),
        "actor": {"account": {"homePage": "https://hoctap.example.vn", "name": "portal"}},
        "verb": {"id": VERBS["voided"]},
        "object": {"objectType": "StatementRef", "id": str(target)},
    }


def _about(school: School, learner_id, registration, verb: str = "completed") -> dict:
    return {
        "id": str(uuid4()),
        "actor": learner_agent(learner_id),
        "verb": {"id": VERBS[verb]},
        "object": {"id": activity_iri(activity_uuid(school.lesson))},
        "context": {"registration": str(registration)},
    }


@pytest.mark.django_db(transaction=True)
def test_a_statement_stored_past_the_pages_arrives_by_the_consumer(school: School) -> None:
    open_lesson(school.learner, school.lesson)
    registration = Enrolment.objects.get().registration
    stranger = make_learner(school.unit, "Trần Văn Ba")
    record([_about(school, stranger.pk, registration), _about(school, school.learner.pk, uuid4())], portal_credential())
    follow_progress()
    assert course_state(school.course, school.learner).lessons[0].state == "begun"
    record([_about(school, school.learner.pk, registration)], portal_credential())
    follow_progress()
    assert course_state(school.course, school.learner).lessons[0].state == "done"


@pytest.mark.django_db(transaction=True)
def test_a_person_found_twice_has_learnt_what_either_did(school: School) -> None:
    double = make_learner(school.unit, "Nguyễn Thị Hoa")
    complete(double, school.lessons[1])
    open_lesson(school.learner, school.lesson)
    LearnerAlias.objects.create(learner=school.learner, alias=double.pk, joined_by=school.staff[0])
    assert [one.state for one in course_state(school.course, school.learner).lessons] == ["begun", "done"]
    assert [one.done for one in enrolled_courses(school.learner)] == [1]
    before = school.recorded()
    complete(school.learner, school.lessons[1])  # known already: nothing new to say
    assert [one["verb"]["id"] for one in school.recorded()[len(before) :]] == [VERBS["initialized"]] or (
        school.recorded() == before
    )
    registration = Enrolment.objects.get(learner=school.learner).registration
    record([_about(school, double.pk, registration)], portal_credential())
    follow_progress()
    assert course_state(school.course, school.learner).lessons[0].state == "done"


def test_the_command_says_what_it_corrected(school: School, capsys) -> None:
    open_lesson(school.learner, school.lesson)
    EnrolmentProgress.objects.update(learnt={})
    call_command("rebuild_progress")
    assert "1 enrolments corrected" in capsys.readouterr().out
    assert course_state(school.course, school.learner).lessons[0].state == "begun"


def test_one_answer_reads_no_history(school: School, django_assert_max_num_queries, monkeypatch) -> None:
    open_lesson(school.learner, school.lesson)
    monkeypatch.setattr("learning_records.query.stored._found", lambda rows: pytest.fail("a history was read"))
    with django_assert_max_num_queries(30):
        answer(school.learner, school.lesson, ids(school.lesson)[0], ["b"])


def test_the_sum_does_not_depend_on_order_or_repetition() -> None:
    block = uuid4()
    acts = [
        learnt.Act(f"2026-01-01T00:00:0{second}.000000+00:00", str(second), verb, 7, where, {"n": second}, "r")
        for second, (verb, where) in enumerate(
            [
                ("initialized", None),
                ("answered", block),
                ("failed", None),
                ("answered", block),
                ("passed", None),
                ("completed", None),
            ]
        )
    ]
    wanted = learnt.total(acts)
    for seed in range(20):
        shuffled = acts * 2
        Random(seed).shuffle(shuffled)
        assert learnt.total(shuffled) == wanted
    assert learnt.merged([learnt.total(acts[:3]), learnt.total(acts[2:])]) == wanted
    assert learnt.answers(wanted, 7)[block]["result"] == {"n": 3}
