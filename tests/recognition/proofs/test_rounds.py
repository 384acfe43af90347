"""Rounds of acts at once: signers, officers and a checker on the same few people. Whatever comes first, the books are right.

After each round: register numbers leave no gap, every valid certificate has its line, a person holds one of a title and year, the
log is one chain. A deadlock would come out of a thread as an error of the database and fail the round. The soak does a thousand.
"""

import os
import random
import threading
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from portal.audit import public as audit
from portal.people.public import everyone
from recognition.assessment import marking
from recognition.certificates.checking import check
from recognition.certificates.register import supersede
from recognition.decisions import drafts, signing
from recognition.decisions.ending import end_by_decision
from recognition.decisions.ending_drafts import draft_for_endings, record_ending
from recognition.decisions.printing import print_draft
from recognition.decisions.recording import record
from recognition.models import Case, Certificate, Decision, DecisionDraft, DecisionLine, RegisterCounter
from recognition.refusals import Refused
from tests.builders.cases import EIGHTS, WHY, Village
from tests.builders.decisions import written
from tests.builders.people import make_user, rename

ROUNDS = 1000 if "SOAK" in os.environ else 4
PEOPLE, HANDS = 4, 3
TODAY = timezone.localdate


class House:
    """A commune with few people and many hands, and the acts that a hand may do at any moment."""

    def __init__(self, seed: int) -> None:
        self.village = Village()
        self.signers = [self.village.signer, make_user("signer", unit=self.village.unit)]
        for number in range(PEOPLE):
            self.village.confirmed(f"Nguyễn Văn {number}")
        self.numbers = iter(range(1, 1_000_000))
        self.turn = threading.Lock()
        self.done: Counter = Counter()
        self.seed = seed

    def number(self) -> str:
        with self.turn:
            return f"{next(self.numbers)}/QĐ-UBND"

    def sign(self, by, dice: random.Random) -> None:
        waiting = list(signing.waiting_list(self.village.unit))
        signing.sign(dice.sample(waiting, dice.randint(0, len(waiting))), self.village.body, self.number(), TODAY(), by)

    def draw_up(self, by, dice: random.Random) -> None:
        waiting = list(signing.waiting_list(self.village.unit).values_list("pk", flat=True))
        row = drafts.draft_of(dice.sample(waiting, dice.randint(0, len(waiting))), self.village.body, by)
        print_draft(written(row, by), "quyet-dinh", "docx", by)

    def open_draft(self, dice: random.Random) -> DecisionDraft:
        found = list(DecisionDraft.objects.filter(state="open"))
        if not found:
            raise Refused("nothing is drawn up")
        return dice.choice(found)

    def record(self, by, dice: random.Random) -> None:
        row = self.open_draft(dice)
        do = record if row.kind == Decision.Kind.RECOGNISE else record_ending
        do(row, self.number(), TODAY(), by, row.version)

    def drop(self, by, dice: random.Random) -> None:
        drafts.drop(self.open_draft(dice), by)

    def held(self, dice: random.Random) -> Certificate:
        found = list(Certificate.objects.filter(state="valid").select_related("line__decision__body", "line__case"))
        if not found:
            raise Refused("nobody holds one")
        return dice.choice(found)

    def end(self, by, dice: random.Random) -> None:
        kind = dice.choice(["revoke", "annul"])
        end_by_decision(self.held(dice), kind, self.village.body, self.number(), TODAY(), "Nhầm người", by)

    def draw_up_ending(self, _by, dice: random.Random) -> None:
        kind, officer = dice.choice(["revoke", "annul", "correct"]), self.village.officer
        about = {"changes": {"born": dice.randint(1930, 2000)}} if kind == "correct" else {"reason": "Nhầm người"}
        row = draft_for_endings([self.held(dice)], kind, self.village.body, officer, **about)
        print_draft(written(row, officer), "quyet-dinh", "docx", officer)

    def renew(self, by, dice: random.Random) -> None:
        one = self.held(dice)
        rename(one.learner_id, f"Nguyễn Văn Mới {dice.randint(0, 10**6)}")
        supersede(one, by, "Sai tên")

    def undo(self, _by, dice: random.Random) -> None:
        case = dice.choice(list(Case.objects.all()))
        if case.state == "confirmed":
            marking.undo(case, self.village.officer)
        else:
            marking.confirm(case, self.village.officer, marks=EIGHTS)

    def look(self, _by, dice: random.Random) -> None:
        found = check(dice.choice([*Certificate.objects.values_list("token", flat=True), "x"]))
        assert found is None or found.register_code

    def hand(self, place: int, number: int, start: threading.Barrier, faults: list) -> None:
        """One thread: a few acts one after the other; what is refused is refused in words."""
        dice = random.Random(f"{self.seed}-{number}-{place}")
        acts = [self.sign, self.draw_up, self.record, self.record, self.drop, self.end, self.draw_up_ending]
        acts += [self.renew, self.undo, self.look]
        try:
            start.wait()
            for act in dice.choices(acts, k=4):
                try:
                    with everyone(WHY):
                        act(self.signers[place % 2], dice)
                    self.done[act.__name__] += 1
                except Refused:
                    self.done["refused"] += 1
        except Exception as fault:  # noqa: BLE001 - whatever comes out of a thread fails the round
            faults.append(fault)
        finally:
            connection.close()


def _books_are_right() -> None:
    with everyone(WHY):
        for counter in RegisterCounter.objects.all():
            given = Certificate.objects.filter(body=counter.body_id, year=counter.year).order_by("number")
            assert list(given.values_list("number", flat=True)) == list(range(1, counter.last + 1))
        valid = Certificate.objects.filter(state="valid").select_related("line")
        held = Counter((one.learner_id, one.line.title_key, one.line.year) for one in valid)
        assert all(many == 1 for many in held.values()), held
        recognised = set(Case.objects.filter(state="recognised").values_list("pk", flat=True))
        assert {one.line.case_id for one in valid} <= recognised
        assert all(one.line.case.decision_line == one.line for one in valid.select_related("line__case"))
        lines = DecisionLine.objects.filter(certificates=None)
        assert not lines.exists(), "nothing half-issued"
        for row in DecisionDraft.objects.exclude(state="open"):
            assert not row.lines.exists()
        assert Decision.objects.filter(lines=None, endings=None).count() == 0
    assert audit.check() is None


@pytest.mark.django_db(transaction=True)
def test_rounds_of_acts_at_once() -> None:
    with everyone(WHY):
        house = House(seed=random.randrange(10**6) if "SOAK" in os.environ else 11)
    for number in range(ROUNDS):
        start, faults = threading.Barrier(HANDS), []
        hands = [threading.Thread(target=house.hand, args=(place, number, start, faults)) for place in range(HANDS)]
        [one.start() for one in hands]
        [one.join() for one in hands]
        assert not faults, (house.seed, number, faults)
        _books_are_right()
    assert house.done["record"] or ROUNDS < 10
    assert set(house.done) - {"refused"}, "something was done"
