"""Numbers of a past day never move, whatever is recorded later: certificates, moves, joinings, mergers entered late.

And they equal two computations written apart: plain SQL (`plain.sql`), and a fold over the rows in Python.
"""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.people.models import Learner, LearnerAlias, Residence
from portal.people.public import forget, join, move, part
from portal.places.models import ResidentialGroup
from recognition.certificates import register
from recognition.figures.kernel import NOW, Asked, held
from recognition.models import Certificate, IssuingBody
from tests.builders.lives import PERSON, clock_at, end, recognise
from tests.builders.moving import end_into, make_group
from tests.builders.people import make_admin, make_commune, make_learner, make_province, make_user, rename

pytestmark = pytest.mark.usefixtures("all_seeing")
BEGIN = date(2026, 1, 10)
PLAIN = (Path(__file__).parent / "plain.sql").read_text(encoding="utf-8")
ENTERED = ["alone", "helped", "unknown", "one paper"]
KINDS = ("person", "move", "recognise", "revoke", "annul", "supersede", "join", "part", "merge", "forget")


class Country:
    """One province with three communes and two groups in each, where things happen."""

    def __init__(self, clock) -> None:
        self.clock, self.admin = clock, make_admin()
        self.province = make_province()
        self.communes = [make_commune(name, self.province) for name in ("Đồng Sen", "Hồ Sen", "Phước Hải")]
        self.groups = [make_group(one, name) for one in self.communes for name in ("Thôn Đông", "Thôn Tây")]
        self.signer, self.officer = make_user("signer", unit=self.province), make_user("officer", unit=self.province)
        about = {"kind": "peoples_committee", "name": "UBND", "place_name": "Đồng Sen", "valid_from": date(2025, 7, 1)}
        self.body = IssuingBody.objects.create(unit=self.province, short_code="ĐS", signer_name="Bình", **about)
        self.people: list[Learner] = [make_learner(self.communes[n % 3]) for n in range(3)]
        self.year = 2000
        self.marked: dict[tuple, object] = {}

    @property
    def open_places(self):
        return [one for one in self.communes if one.valid_to is None]

    def act(self, kind: str, first: int, second: int, back: int) -> None:
        """One act of this kind, if it is possible today; the numbers choose who, where and how late it is entered."""
        with transaction.atomic():
            getattr(self, kind)(first, second, self.clock.today - timedelta(days=back))

    def person(self, first: int, second: int, day: date) -> None:
        self.people.append(make_learner(self.open_places[first % len(self.open_places)]))

    def move(self, first: int, second: int, day: date) -> None:
        learner = self.people[first % len(self.people)]
        home = Residence.objects.filter(learner=learner, valid_to=None).first()
        if home is not None:
            unit = self.open_places[second % len(self.open_places)]
            groups = [None, *ResidentialGroup.objects.filter(unit=unit, valid_to=None).order_by("pk")]
            where = groups[(first + second) % len(groups)]
            move(learner, unit, group=where, by=self.admin, since=max(day, home.valid_from))

    def recognise(self, first: int, second: int, day: date) -> None:
        learner = self.people[first % len(self.people)]
        if hasattr(learner, "record") and Residence.objects.filter(learner=learner, valid_to=None).exists():
            self.year += 1
            about = {
                "day": max(day, BEGIN),
                "year": self.year,
                "entered": ENTERED[second % 4],
                "unit": self.communes[second % 3],
            }
            recognise(learner, self.body, self.signer, self.officer, **about)

    def _valid(self, first: int) -> Certificate | None:
        found = list(Certificate.objects.filter(state="valid").select_related("line__decision", "body").order_by("pk"))
        return found[first % len(found)] if found else None

    def revoke(self, first: int, second: int, day: date, kind: str = "revoke") -> None:
        if (one := self._valid(first)) is not None:
            end(one, kind, day=max(day, one.line.decision.date), signer=self.signer)

    def annul(self, first: int, second: int, day: date) -> None:
        self.revoke(first, second, day, "annul")

    def supersede(self, first: int, second: int, day: date) -> None:
        one = self._valid(first)
        if one is not None and Residence.objects.filter(learner=one.learner_id, valid_to=None).exists():
            rename(one.learner_id, f"Nguyễn Thị {one.pk}")
            register.supersede(one, self.signer, "Sai tên")

    def join(self, first: int, second: int, day: date) -> None:
        keep, other = self.people[first % len(self.people)], self.people[second % len(self.people)]
        alias = LearnerAlias.objects.filter(alias__in=[keep.pk, other.pk]).exists()
        if keep.pk != other.pk and not alias and not LearnerAlias.objects.filter(learner=other).exists():
            homes = Residence.objects.filter(learner__in=[keep, other], valid_to=None)
            if homes.count() == 2:
                join(keep, other, by=self.admin, proof="CCCD")

    def part(self, first: int, second: int, day: date) -> None:
        rows = list(LearnerAlias.objects.order_by("pk"))
        if rows and Residence.objects.filter(learner=rows[first % len(rows)].learner, valid_to=None).exists():
            part(rows[first % len(rows)], by=self.admin, reason="Hai người")

    def merge(self, first: int, second: int, day: date) -> None:
        places = self.open_places
        if len(places) > 1:
            gone, into = places[first % len(places)], places[(first + 1) % len(places)]
            groups = list(gone.groups.filter(valid_to=None))
            for group in groups:  # two groups of one name do not stand in one commune
                group.name = f"{group.name} {gone.pk}"
            end_into(gone, (into, groups), by=self.admin, on=max(day, BEGIN))
            gone.refresh_from_db()

    def forget(self, first: int, second: int, day: date) -> None:
        learner = self.people.pop(first % len(self.people)) if len(self.people) > 2 else None
        if learner is not None and not LearnerAlias.objects.filter(alias=learner.pk).exists():
            forget(learner, by=self.admin)

    def questions(self) -> list[tuple]:
        """Every place of this country, and how it is split."""
        asked = [(one.pk, None, "entered") for one in self.communes]
        asked += [(group.unit_id, group.pk, "") for group in ResidentialGroup.objects.filter(unit__in=self.communes)]
        return [*asked, (self.province.pk, None, "unit"), (None, None, "group")]

    def number(self, day: date, question: tuple, known=None):
        unit, group, by = question
        place = next((one for one in [*self.communes, self.province] if one.pk == unit), None)
        return held(Asked(PERSON, day, place, group, known), by=by)

    def look(self) -> None:
        """What is asked in the evening of the day."""
        today = self.clock.today
        for question in self.questions():
            self.marked[today, question] = self.number(today, question)


STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 30), st.integers(0, 30), st.integers(0, 40), st.integers(0, 25)),
    min_size=8,
    max_size=24,
)


@settings(
    max_examples=400 if "SOAK" in os.environ else 6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_a_past_day_s_number_never_moves(db, steps) -> None:
    with transaction.atomic(), clock_at(BEGIN) as clock:
        country = Country(clock)
        for number, (kind, first, second, back, days) in enumerate([("recognise", 0, 0, 0, 0), *steps]):
            country.act(kind, first, second, back)
            if days or not number % 4:
                country.look()
                clock.to(clock.today + timedelta(days=days + 1))
        country.look()
        clock.to(clock.today + timedelta(days=400))
        for (day, question), said in country.marked.items():
            assert country.number(day, question) == said, (day, question)
            assert by_plain_sql(day, question) == said.count
            assert by_plain_sql(day, question, NOW) == country.number(day, question, NOW).count
        transaction.set_rollback(True)


def by_plain_sql(day: date, question: tuple, known=None) -> int:
    """The count by `plain.sql`, which knows nothing of the code."""
    unit, group, _by = question
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, {"title": PERSON, "day": day, "unit": unit, "group": group, "all": known is NOW})
        return cursor.fetchone()[0]
