"""A person's share, computed once more in plain SQL that was written apart from the engine: straight from the statements."""

import os
import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP
from decimal import Decimal as D
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from learning_records import public as records
from portal.people.models import User
from portal.people.public import everyone
from recognition.models import RequirementSet, SkillJudgement
from recognition.skills.facts_sql import facts_of
from recognition.skills.person_facts import judged, person_facts
from recognition.skills.place_rules.parse import parse
from recognition.skills.publishing import publish, publish_shipped
from recognition.skills.state import person_skills
from recognition.tasks import catch_up
from tests.builders.recognition import WHY, learner, one_person, statement, store

pytestmark = pytest.mark.django_db(transaction=True)
# From the statements as they are stored, by the words of tt02_2025-default 1; it knows nothing of evidence or matching.
PLAIN = """
SELECT code, min(since) FROM (
    SELECT code, min(day) AS since FROM said
    WHERE (verb IN ('completed', 'passed') AND type = 'lesson')
       OR (verb IN ('completed', 'passed') AND type = 'assessment' AND score >= 0.5) GROUP BY code
    UNION ALL
    SELECT code, (array_agg(first ORDER BY first))[5] FROM (
        SELECT code, object, min(day) AS first FROM said
        WHERE verb = 'answered' AND type = 'cmi.interaction' AND success GROUP BY code, object) q
    GROUP BY code HAVING count(*) >= 5
) ways GROUP BY code
"""
SAID = """
WITH said AS (
    SELECT (s.timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day,
           regexp_replace(p.j #>> '{verb,id}', '^.*/', '') AS verb,
           regexp_replace(p.j #>> '{object,definition,type}', '^.*/', '') AS type,
           p.j #>> '{object,id}' AS object,
           (p.j #>> '{result,score,scaled}')::numeric AS score,
           coalesce((p.j #>> '{result,success}')::boolean, false) AS success,
           substr(c.j ->> 'id', length(%(start)s) + 1) AS code
    FROM learning_records_statement s, LATERAL (SELECT s.payload::text::jsonb AS j) p,
         LATERAL jsonb_array_elements(p.j #> '{context,contextActivities,category}') AS c(j)
    WHERE NOT s.voided AND p.j #>> '{actor,account,name}' = ANY(%(names)s) AND c.j ->> 'id' LIKE %(start)s || '%%'
)
"""
CODES = [f"{area}.{n}" for area, last in ((1, 3), (2, 6), (3, 4), (4, 4), (5, 4), (6, 3)) for n in range(1, last + 1)]


def invented(rng: random.Random, person) -> list[dict]:
    """What one person may have done in a spring: lessons, questions right and wrong, assessments near the mark."""
    made = []
    for _ in range(rng.choice([0, 1, 4, 12, 30])):
        kind = rng.choice(["lesson", "assessment", *["question"] * 6])
        codes = rng.sample(CODES[:4], rng.randint(1, 3)) if kind == "question" else rng.sample(CODES, rng.randint(0, 3))
        verb = {"lesson": rng.choice(["completed", "progressed", "passed"]), "question": "answered"}.get(kind, "passed")
        result = {"success": rng.random() < 0.7, "score": {"scaled": rng.choice([0.2, 0.49, 0.5, 0.9])}}
        made.append(
            statement(
                person.pk, verb, kind, activity=ACTIVITIES[rng.randrange(len(ACTIVITIES))], result=result,
                category=tuple(f"competences/tt02_2025/{code}" for code in codes),
                at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=rng.randint(0, 1500)),
            )
        )  # fmt: skip
    return made


ACTIVITIES = [uuid4() for _ in range(9)]


def plain(names) -> dict[str, date]:
    with connection.cursor() as cursor:
        cursor.execute(
            SAID + PLAIN,
            {"start": f"{settings.IRI_BASE}/xapi/competences/tt02_2025/", "names": [str(n) for n in names]},
        )
        return dict(cursor.fetchall())


@pytest.fixture
def spring(monkeypatch):
    """People with what they did; every seventh has a second record, and some of it was taken back."""
    monkeypatch.setattr("learning_records.ingest.record._nudge", lambda: None)
    publish_shipped()
    rng, people = random.Random(11), defaultdict(list)
    for number in range(400 if os.environ.get("SOAK") else 20):
        person = learner()
        people[person].append(person.pk)
        found = invented(rng, person)
        if number % 7 == 0:
            second = learner()
            one_person(person, second)
            people[person].append(second.pk)
            found += invented(rng, second)
        if found:
            stored = store(*found)
            if number % 5 == 0:
                catch_up(7)
                records.void(stored[0], records.portal_credential())
    catch_up(50)
    return people


def test_the_share_of_everybody_is_what_plain_sql_makes_of_the_statements(spring, django_assert_num_queries):
    row = RequirementSet.objects.get(framework="tt02_2025")
    now, pairs = timezone.now(), [(person.pk, record) for person, records_ in spring.items() for record in records_]
    with django_assert_num_queries(1):  # however many people
        facts = facts_of(pairs, row, date(2030, 1, 1), now)
    counts = set()
    for person, names in spring.items():
        wanted = plain(names)
        with everyone(WHY):
            skills = person_skills(person, row, on=date(2030, 1, 1))
        assert {code: one.required_since for code, one in skills.found.items()} == wanted
        exact = (D(len(wanted)) * 100 / 24).quantize(D("0.1"), ROUND_HALF_UP)
        assert (skills.share.shown, skills.share.percent) == (len(wanted), exact)
        assert (facts[person.pk].codes, facts[person.pk].required) == (frozenset(wanted), 24)
        counts.add(len(wanted))
    assert len(counts) > 4  # people differ: the comparison could fail
    with everyone(WHY):  # and every way of showing a competence decided for somebody
        for rule in ("lesson", "answers", "assessment"):
            assert any(
                {skills.pieces[pk].rule_id for pk in one.pieces} == {rule}
                for person in spring
                for skills in [person_skills(person, row, on=date(2030, 1, 1))]
                for one in skills.found.values()
            ), rule


def test_the_facts_of_a_place_are_those_of_each_person_on_any_day_for_every_measure(spring):
    """The database's fold and the pure one, by a set that measures days, minutes and scores and asks for different levels."""
    row = publish(
        """
key: invented
version: "1"
framework: tt02_2025
subject_group: N2
title: {vi: bịa ra}
confidence: proposed
competences: [{code: "1.1", level: 2, confidence: proposed}, {code: "4.1", level: 3, confidence: proposed}]
rules:
  - {id: days, verb: answered, level: 1, measure: distinct_days, at_least: 2, confidence: proposed}
  - {id: hours, verb: [completed, answered], level: 2, measure: count, at_least: 3, confidence: proposed}
  - {id: best, verb: passed, level: 3, measure: max_score, at_least: 50, confidence: proposed}
""",
        "invented.yaml",
    )
    catch_up()
    pairs = [(person.pk, record) for person, names in spring.items() for record in names]
    seen = set()
    for on in (date(2026, 3, 10), date(2026, 4, 1), date(2030, 1, 1)):
        facts = facts_of(pairs, row, on, timezone.now())
        for person in spring:
            with everyone(WHY):
                skills = person_skills(person, row, on=on)
            enough = {c for c, one in skills.found.items() if one.level >= skills.requirements.by_code[c].level}
            assert (facts[person.pk].codes, facts[person.pk].seen) == (enough, bool(skills.pieces))
            seen.add((on, len(enough)))
    assert len(seen) > 4


RULE = """
key: p1-thu
version: "1"
measure: p1
title: {vi: thử}
confidence: proposed
valid_from: 2026-01-01
any:
  - level: {set: tt02_2025-default, at_least_percent: 20}
  - qd757: true
"""


def test_a_rule_of_a_place_judges_everybody_as_plain_sql_does(spring):
    people = list(spring)
    confirmed, denied = people[1], people[2:12]
    by = User.objects.create(username="canbo")
    with everyone(WHY):
        for one, yes in ((confirmed, True), *((one, True) for one in denied), *((one, False) for one in denied)):
            SkillJudgement.objects.create(learner=one, kind="qd757", yes=yes, day=date(2026, 5, 1), by=by)
    rule = parse(RULE)
    pairs = [(person.pk, record) for person, names in spring.items() for record in names]
    answers = judged(rule, person_facts(rule, pairs, {}, date(2030, 1, 1), timezone.now()))
    wanted = {}
    for person, names in spring.items():
        enough, seen = len(plain(names)) * 100 >= 24 * 20, seen_at_all(names)
        said = ({confirmed: True} | dict.fromkeys(denied, False)).get(person)
        level = enough if seen else None
        wanted[person.pk] = True if level or said else None if None in (level, said) else False
    assert answers == wanted
    assert set(answers.values()) == {True, False, None}


def seen_at_all(names) -> bool:
    """Whether anything that a rule of the set reads is recorded, enough or not."""
    sql = (
        SAID
        + """SELECT EXISTS (SELECT FROM said WHERE (verb IN ('completed', 'passed') AND type = 'lesson')
        OR (verb = 'answered' AND type = 'cmi.interaction' AND success)
        OR (verb IN ('completed', 'passed') AND type = 'assessment' AND score >= 0.5))"""
    )
    start = f"{settings.IRI_BASE}/xapi/competences/tt02_2025/"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"start": start, "names": [str(n) for n in names]})
        return cursor.fetchone()[0]
