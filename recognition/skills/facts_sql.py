"""What a place's number is judged by, in one question: one row a person, however many people.

The same as `state.person_skills` of each of them, counted by the database.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from recognition.models import RequirementSet as Row
from recognition.skills.publishing import requirements_of

# :people are the ids that were asked for; each stands for all records of its person (:records, pairs of record and person).
_SQL = """
WITH who AS (SELECT * FROM unnest(%(people)s::uuid[], %(records)s::uuid[]) AS t(person, record)),
rule AS (SELECT * FROM jsonb_to_recordset(%(rules)s::jsonb) AS r(id text, level int, measure text, at_least numeric)),
required AS (SELECT * FROM jsonb_to_recordset(%(required)s::jsonb) AS r(code text, level int)),
piece AS (
    SELECT w.person, e.* FROM who w JOIN recognition_skillevidence e ON e.learner_id = w.record
    WHERE e.requirement_set_id = %(set)s AND e.day <= %(on)s AND e.recorded_at <= %(known)s
      AND (e.withdrawn_at IS NULL OR e.withdrawn_at > %(known)s)
),
by_activity AS (
    SELECT person, competence, rule_id, activity_iri, max(coalesce(minutes, 0)) AS minutes
    FROM piece WHERE kind = 'statement' GROUP BY 1, 2, 3, 4
),
activities AS (
    SELECT person, competence, rule_id, count(*) AS n, sum(minutes) AS minutes FROM by_activity GROUP BY 1, 2, 3
),
days AS (
    SELECT person, competence, rule_id, count(DISTINCT day) AS n, max(score) * 100 AS best
    FROM piece WHERE kind = 'statement' GROUP BY 1, 2, 3
),
shown AS (
    SELECT a.person, a.competence, r.level FROM activities a JOIN days d USING (person, competence, rule_id)
    JOIN rule r ON r.id = a.rule_id
    WHERE coalesce(CASE r.measure WHEN 'count' THEN a.n WHEN 'distinct_days' THEN d.n WHEN 'minutes' THEN a.minutes
                   ELSE d.best END, 0) >= r.at_least
    UNION ALL SELECT person, competence, level FROM piece WHERE kind <> 'statement'
),
best AS (
    SELECT s.person, s.competence FROM shown s JOIN required q ON q.code = s.competence
    GROUP BY 1, 2 HAVING max(s.level) >= max(q.level)
),
said AS (
    SELECT DISTINCT ON (w.person, j.kind) w.person, j.kind, j.yes FROM who w
    JOIN recognition_skilljudgement j ON j.learner_id = w.record
    WHERE j.day <= %(on)s AND j.recorded_at <= %(known)s AND (j.ended_at IS NULL OR j.ended_at > %(known)s)
    ORDER BY w.person, j.kind, j.day DESC, j.id DESC
)
SELECT p.person, EXISTS (SELECT FROM piece e WHERE e.person = p.person),
    coalesce(b.codes, '{}'), coalesce(s.yes, '{}'), coalesce(s.no, '{}')
FROM (SELECT DISTINCT person FROM who) p
LEFT JOIN (SELECT person, array_agg(competence ORDER BY competence) AS codes FROM best GROUP BY 1) b USING (person)
LEFT JOIN (
    SELECT person, array_agg(kind) FILTER (WHERE yes) AS yes, array_agg(kind) FILTER (WHERE NOT yes) AS no FROM said GROUP BY 1
) s USING (person)
"""


@dataclass(frozen=True)
class SkillFacts:
    """What is known of one person's digital skills by one set on a day. `codes`: competences at the level that is asked for;
    `seen`: anything at all was recorded for the set.

    `yes`, `no`: kinds of `SkillJudgement` in which an officer's last word was so.
    """

    person: UUID
    seen: bool
    codes: frozenset[str]
    required: int
    yes: frozenset[str]
    no: frozenset[str]


def facts_of(people: Iterable[tuple[UUID, UUID]], row: Row, on: date, known: datetime) -> dict[UUID, SkillFacts]:
    """The facts of each person. `people`: pairs of person and record, one for each record of a person. One question.

    It looks past the scope: whoever asks has chosen the people.
    """
    pairs, requirements = list(people), requirements_of(row)
    params = {
        "people": [str(person) for person, _record in pairs],
        "records": [str(record) for _person, record in pairs],
        "rules": json.dumps(
            [
                {"id": r.id, "level": r.level, "measure": r.measure, "at_least": str(r.at_least)}
                for r in requirements.rules
            ]
        ),
        "required": json.dumps([{"code": one.code, "level": one.level} for one in requirements.competences]),
        "set": row.pk,
        "on": on,
        "known": known,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, params)
        found = cursor.fetchall()
    required = len(requirements.competences)
    return {
        person: SkillFacts(person, seen, frozenset(codes), required, frozenset(yes), frozenset(no))
        for person, seen, codes, yes, no in found
    }
