"""The demo's neighbours: a commune in which every list has something in it, and most cases are quiet."""

import os
from collections import Counter

import pytest
from django.core.management import call_command

from portal.audit import public as audit
from portal.demo import build, neighbours
from portal.people.public import everyone
from recognition.cases.flags import flags_of, others_like, others_with
from recognition.cases.handed_in import answers_of, items_of
from recognition.models import Campaign, Case, Certificate, Decision
from tests.builders.pages import wagtail_roots

PEOPLE = 146 if "SOAK" in os.environ else 60  # as `make run` has it; the long proofs live through all of them

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_everybody_is_drawn_alike_each_time_and_has_a_name_of_ones_own():
    people = neighbours.neighbours(146, 2026, 3)
    assert people == neighbours.neighbours(146, 2026, 3)
    assert people[:40] == neighbours.neighbours(40, 2026, 3)
    assert len({one.full_name for one in people}) == len(people) == 146
    assert {one.group for one in people} == {0, 1, 2}


def test_the_whole_village_lives(transactional_db, settings, capsys):
    wagtail_roots()
    settings.DEMO_PEOPLE = PEOPLE
    build.build_if_empty()
    with everyone("a test looks at the village"):
        _two_years()
        _most_are_quiet()
        call_command("replay_decisions")
        assert f"{Certificate.objects.count()} dòng" in capsys.readouterr().out, "each line as it was signed"
    assert audit.check() is None


def _two_years():
    last, this = Campaign.objects.order_by("year")
    assert (last.closed_at is not None, this.closed_at) == (True, None)
    states = {
        one.year: Counter(Case.objects.filter(campaign=one).values_list("state", flat=True)) for one in (last, this)
    }
    assert set(states[last.year]) == {"recognised", "ended"}
    assert set(states[this.year]) == {
        *("draft", "submitted", "returned", "confirmed", "not_enough", "recognised", "withdrawn"),
    }
    assert states[this.year]["submitted"] >= PEOPLE * 3 // 10
    assert Decision.objects.count() == 3
    assert Certificate.objects.count() == states[last.year]["recognised"] + states[this.year]["recognised"]
    helped = Case.objects.filter(campaign=this, submission__on_behalf_of=True)
    own = Case.objects.filter(campaign=this, submission__on_behalf_of=False)
    assert helped.count() >= PEOPLE // 30
    assert own.count() > 5
    renewed = Case.objects.filter(campaign=last, state="recognised").values("learner")
    assert Case.objects.filter(campaign=this, learner__in=renewed).exclude(state="draft").exists()


def _most_are_quiet():
    kinds, flagged, waiting = Counter(), 0, Case.objects.filter(state="submitted").select_related("submission")
    for case in waiting:
        items = items_of(case.submission)
        answers = answers_of(case.submission, items)
        shared, alike = others_with(items, case.learner_id), others_like(items, case.learner_id)
        found = flags_of(case, case.submission, items, answers, shared, alike)
        assert len(found) == case.flags, "the number in the list is the number on the page"
        kinds.update({flag.kind for flag in found})
        flagged += bool(found)
    assert {"helped", "self_higher", "near_mark", *(["same_file"] if PEOPLE > 100 else [])} <= set(kinds)
    assert flagged <= len(waiting) / 3, kinds
