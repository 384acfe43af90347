"""Who holds a title on a day, as it was known at a moment: one text of SQL over steps of certificates, homes and joinings.

Everything that counts has two times: the day from which it holds, and the moment it was recorded. So a day that is past gives
the same rows for ever. Nothing here asks a question a holder.
"""

# A home that holds on the day, by what was known. `{r}` is the alias of the table.
_HOME = """
    {r}.valid_from <= %(on)s AND {r}.recorded_at < %(known)s
    AND ({r}.valid_to IS NULL OR {r}.valid_to > %(on)s OR {r}.end_recorded_at >= %(known)s)"""

# Two records of one person count where the person's own record lives; where it lives nowhere, by the first of the others.
_LIVES = f"""
span AS MATERIALIZED (
    SELECT s.learner_id, s.alias FROM people_joinspan s
    WHERE s.joined_at < %(known)s AND (s.parted_at IS NULL OR s.parted_at >= %(known)s)
),
lives AS (
    SELECT coalesce(s.learner_id, r.learner_id) AS person, r.unit_id, r.residential_group_id
    FROM people_residence r LEFT JOIN span s ON s.alias = r.learner_id
    WHERE {_HOME.format(r="r")} {{place}}
    AND (s.alias IS NULL OR NOT EXISTS (
        SELECT 1 FROM people_residence f LEFT JOIN span t ON t.alias = f.learner_id
        WHERE (f.learner_id = s.learner_id OR (t.learner_id = s.learner_id AND t.alias < s.alias))
        AND {_HOME.format(r="f")}))
),
record AS (
    SELECT person, person AS learner, unit_id, residential_group_id FROM lives
    UNION ALL
    SELECT l.person, s.alias, l.unit_id, l.residential_group_id FROM lives l JOIN span s ON s.learner_id = l.person
)"""  # noqa: S608 - no part of it comes from outside

# A certificate is held from the day of its decision, a later one of the same line from its own day. What ends a certificate ends
# those that it replaced too; a replaced one ends as its successor begins. Annulled: on no day at all, once that is known.
_HELD = """
held AS (
    SELECT DISTINCT ON (p.person) p.person, p.unit_id, p.residential_group_id, l.id AS line, c.id AS certificate, d.date AS since
    FROM record p
    JOIN recognition_certificate c ON c.learner_id = p.learner
    JOIN recognition_decisionline l ON l.id = c.line_id
    JOIN recognition_decision d ON d.id = l.decision_id
    JOIN recognition_certificatestep i ON i.certificate_id = c.id AND i.what = 'issued'
    WHERE d.title_key = %(title)s AND i.recorded_at < %(known)s
    AND (CASE WHEN EXISTS (SELECT 1 FROM recognition_certificate b WHERE b.line_id = c.line_id AND b.id < c.id)
              THEN i."on" ELSE least(d.date, i."on") END) <= %(on)s
    AND NOT EXISTS (
        SELECT 1 FROM recognition_certificatestep e
        WHERE e.certificate_id = c.id AND e.what = 'superseded' AND e."on" <= %(on)s AND e.recorded_at < %(known)s)
    AND NOT EXISTS (
        SELECT 1 FROM recognition_certificate n JOIN recognition_certificatestep e ON e.certificate_id = n.id
        WHERE n.line_id = c.line_id AND n.id >= c.id AND e.recorded_at < %(known)s
        AND (e.what = 'annulled' OR (e.what IN ('revoked', 'lapsed') AND e."on" <= %(on)s)))
    ORDER BY p.person, d.date DESC, l.id DESC, c.id DESC
)"""

# Who entered the self-assessment and the papers that a line rests on. What was handed in never changes, so this neither.
_ENTERED = """
    CASE WHEN s.self_points = '{}'::jsonb THEN 'unknown'
         WHEN s.on_behalf_of OR s.self_on_behalf_of OR EXISTS (
            SELECT 1 FROM recognition_submitteditem m
            WHERE m.submission_id = s.id AND m.kind = 'manual' AND m.on_behalf_of) THEN 'helped'
         ELSE 'alone' END"""

GROUPED = {
    "": "''",
    "unit": "h.unit_id::text",
    "province": "u.parent_id::text",
    "group": "coalesce(h.residential_group_id::text, '')",
    "entered": _ENTERED,
    "year": "extract(year FROM h.since)::int::text",
}
_JOINS = {
    "province": "JOIN places_unit u ON u.id = h.unit_id",
    "entered": """JOIN recognition_decisionline l ON l.id = h.line JOIN recognition_submission s ON s.id = l.submission_id""",
}


def counted(place: str, by: str) -> str:
    """The question: how many hold it, by one of GROUPED. `place` is a condition on the home `r`, with its own parameters."""
    table = f"WITH {_LIVES.format(place=place)}, {_HELD}"
    return f"{table} SELECT {GROUPED[by]}, count(*) FROM held h {_JOINS.get(by, '')} GROUP BY 1"  # noqa: S608


def listed(place: str) -> str:
    """The question: each holder with person, line, certificate, commune and group of the day."""
    return (
        f"WITH {_LIVES.format(place=place)}, {_HELD} "  # noqa: S608 - no part of it comes from outside
        "SELECT person, line, certificate, unit_id, residential_group_id FROM held ORDER BY line"
    )
