"""Evidence is withdrawn by those who may void its statement, and by nobody else, whatever arrives in which order."""

from itertools import permutations
from uuid import UUID

import pytest

from learning_records import public as records
from learning_records.models import Statement
from portal.people.public import everyone
from recognition.evidence import judging as engine
from recognition.models import CriteriaSet, Evidence, Parked, Projection
from recognition.tasks import catch_up
from tests.builders.recognition import WHY, learner, small_set, statement, store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_is_nudged(monkeypatch) -> None:
    """Here the loop runs only when the test says so."""
    monkeypatch.setattr("learning_records.ingest.record._nudge", lambda: None)


def standing() -> set[UUID]:
    """Statements whose evidence counts."""
    with everyone(WHY):
        return set(Evidence.objects.filter(withdrawn_at=None).values_list("statement_id", flat=True))


def again(row: CriteriaSet, how: str) -> None:
    """Everything is judged anew: over the rows that are there, or from nothing."""
    with everyone(WHY):
        if how == "rebuild":
            engine.rebuild(row)
        else:
            Evidence.objects.all().delete()
            Projection.objects.update(position=0)
    catch_up(limit=2)


def foreign(*scopes: str):
    return records.make_credential("Hệ thống khác", ["statements/write", *scopes])[0]


@pytest.mark.parametrize("how", ["rebuild", "from nothing"])
@pytest.mark.parametrize("order", list(permutations(["target", "foreign", "judging"])))
def test_a_foreign_voider_withdraws_nothing_in_any_order(order: tuple[str, ...], how: str) -> None:
    row, person, other = small_set(), learner(), foreign()
    lesson = statement(person.pk)
    target = UUID(lesson["id"])
    for act in order:
        if act == "target":
            store(lesson)
        elif act == "judging":
            catch_up()
        elif order.index("target") < order.index("foreign"):
            with pytest.raises(records.Forbidden):
                records.void(target, other)
        else:
            records.void(target, other)
    catch_up()
    assert standing() == {target}
    again(row, how)
    assert standing() == {target}


@pytest.mark.parametrize("how", ["rebuild", "from nothing"])
@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize("who", ["own", "scope"])
def test_who_may_withdraws_in_any_order(who: str, early: bool, how: str) -> None:
    row, person = small_set(), learner()
    lesson = statement(person.pk)
    target = UUID(lesson["id"])
    keeper = records.portal_credential() if who == "own" else foreign("statements/void")
    if early:
        records.void(target, keeper)
    store(lesson)
    catch_up()
    assert standing() == (set() if early else {target})
    if not early:
        records.void(target, keeper)
        catch_up()
    assert standing() == set()
    again(row, how)
    assert standing() == set()


def test_a_flag_not_set_yet_changes_nothing() -> None:
    """Two writers that did not see each other: who looks at both later may be late, or may never come."""
    row, person = small_set(), learner()
    (target,) = store(statement(person.pk))
    records.void(target, records.portal_credential())
    Statement.objects.filter(statement_id=target).update(voided=False)
    catch_up()
    assert standing() == set()
    again(row, "rebuild")
    assert standing() == set()


def test_a_foreign_voiding_solves_nothing_that_is_put_aside() -> None:
    small_set()
    person = learner()
    bad = statement(person.pk, minutes="mười phút")
    records.void(UUID(bad["id"]), foreign())
    store(bad)
    catch_up()
    assert Parked.objects.get().solved_at is None
    records.void(UUID(bad["id"]), records.portal_credential())
    catch_up()
    assert Parked.objects.get().solved_at


def test_other_references_of_others_are_passed_over() -> None:
    small_set()
    person, other = learner(), foreign()
    (target,) = store(statement(person.pk))
    about = statement(person.pk) | {"object": {"objectType": "StatementRef", "id": str(target)}}
    records.record([about], other)
    assert catch_up() == 1
    assert standing() == {target}
