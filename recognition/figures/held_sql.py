"""Who holds a title on a day, as it was known at a moment: one text of SQL over steps of certificates, homes and joinings.

Everything that counts has two times: the day from which it holds, and the moment it was recorded. So a day that is past gives
the same rows for ever. Nothing here asks a question a holder.
"""

# A home that holds on the day, by what was known. `{r}` is the alias of the table.
_HOME = """
    {r}.valid_from <= %(on)s AND {r}.recorded_at < %(known)s
    AND ({r}.valid_to IS NULL OR {r}.valid_to > %(on)s OR {r}.end_recorded_at >= %(known)s)"""


def home(table: str) -> str:
    """The condition that a home holds on `on` as `known`; the table's alias comes from code alone."""
    return _HOME.format(r=table)


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
# Step by step, each as many rows as there are certificates of those who live there: as one question with conditions for each
# it begins, by the estimates, with all of the title in the country for one commune, and takes twice as long for a province.
_HELD = """
owned AS MATERIALIZED (
    SELECT p.person, p.unit_id, p.residential_group_id, c.id, c.line_id
    FROM record p JOIN recognition_certificate c ON c.learner_id = p.learner
),
standing AS MATERIALIZED (
    SELECT c.person, c.unit_id, c.residential_group_id, c.id, c.line_id,
        min(e."on") FILTER (WHERE n.id = c.id AND e.what = 'issued') AS begun
    FROM owned c
    JOIN recognition_certificate n ON n.line_id = c.line_id AND n.id >= c.id
    JOIN recognition_certificatestep e ON e.certificate_id = n.id AND e.recorded_at < %(known)s
    GROUP BY 1, 2, 3, 4, 5
    HAVING bool_or(n.id = c.id AND e.what = 'issued') AND NOT bool_or(e.what = 'annulled' OR (e."on" <= %(on)s
        AND (e.what IN ('revoked', 'lapsed') OR (e.what = 'superseded' AND n.id = c.id))))
),
held AS (
    SELECT DISTINCT ON (c.person, d.title_key) c.person, d.title_key, c.unit_id, c.residential_group_id, l.id AS line,
        l.submission_id, c.id AS certificate, d.date AS since
    FROM standing c
    JOIN recognition_decisionline l ON l.id = c.line_id
    JOIN recognition_decision d ON d.id = l.decision_id
    WHERE d.title_key = ANY(%(titles)s)
    AND (c.begun <= %(on)s OR (d.date <= %(on)s AND NOT EXISTS (
        SELECT 1 FROM recognition_certificate b WHERE b.line_id = c.line_id AND b.id < c.id)))
    ORDER BY c.person, d.title_key, d.date DESC, l.id DESC, c.id DESC
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
    "province": "coalesce(u.parent_id, u.id)::text",
    "group": "coalesce(h.residential_group_id::text, '')",
    "entered": _ENTERED,
    "year": "extract(year FROM h.since)::int::text",
}
_SUBMISSION = "JOIN recognition_submission s ON s.id = h.submission_id"
_UNIT = "JOIN places_unit u ON u.id = h.unit_id"
_JOINS = {"province": _UNIT, "entered": _SUBMISSION}


def counted(place: str, by: str) -> str:
    """The question: how many hold it, by one of GROUPED. `place` is a condition on the home `r`, with its own parameters."""
    table = f"WITH {_LIVES.format(place=place)}, {_HELD}"
    return f"{table} SELECT {GROUPED[by]}, count(*) FROM held h {_JOINS.get(by, '')} GROUP BY 1"  # noqa: S608


def tabled(place: str) -> str:
    """The question: how many hold each title, by province, commune, group and who entered it."""
    columns = f"h.title_key, coalesce(u.parent_id, u.id), h.unit_id, h.residential_group_id, {_ENTERED}"
    return (
        f"WITH {_LIVES.format(place=place)}, {_HELD} "  # noqa: S608 - no part of it comes from outside
        f"SELECT {columns}, count(*) FROM held h {_SUBMISSION} {_UNIT} GROUP BY 1, 2, 3, 4, 5"
    )


def listed(place: str, entered: str = "") -> str:
    """The question: each holder with person, line, certificate, commune and group of the day; of those who entered it so."""
    only = f"{_SUBMISSION} WHERE {_ENTERED} = %(entered)s" if entered else ""
    return (
        f"WITH {_LIVES.format(place=place)}, {_HELD} "  # noqa: S608 - no part of it comes from outside
        f"SELECT h.person, h.line, h.certificate, h.unit_id, h.residential_group_id FROM held h {only} ORDER BY h.line"
    )


# The lines of a year, by the place and the year that stand in the decision, and what became of each by the day. What a later
# decision corrected goes on with the certificates that replaced it; so the correcting line is no result of its own. Few lines
# ended: only of those the chain is followed. It is an array: as a table its size is guessed at, and for each line that ended the
# steps of all certificates were read.
_YEAR = """
WITH line AS MATERIALIZED (
    SELECT l.id, l.unit_id, k.residential_group_id
    FROM recognition_decisionline l
    JOIN recognition_decision d ON d.id = l.decision_id
    JOIN recognition_case k ON k.id = l.case_id
    WHERE d.title_key = %(title)s AND d.campaign_year = %(year)s AND d.kind = 'recognise' AND d.date <= %(on)s {place}
),
told AS MATERIALIZED (
    SELECT l.id, l.unit_id, l.residential_group_id, bool_or(e.what <> 'issued') AS moved
    FROM line l
    JOIN recognition_certificate c ON c.line_id = l.id
    JOIN recognition_certificatestep e ON e.certificate_id = c.id AND e.recorded_at < %(known)s
    GROUP BY 1, 2, 3
    HAVING bool_or(e.what = 'issued')
)
SELECT l.id, l.unit_id, l.residential_group_id, CASE WHEN NOT l.moved THEN 'held' ELSE coalesce((
    SELECT e.what FROM recognition_certificatestep e
    WHERE e.what IN ('annulled', 'revoked', 'lapsed') AND e."on" <= %(on)s AND e.recorded_at < %(known)s
    AND e.certificate_id = ANY(ARRAY(
        WITH RECURSIVE chain(id, next) AS (
            SELECT c.id, c.superseded_by_id FROM recognition_certificate c WHERE c.line_id = l.id
            UNION SELECT c.id, c.superseded_by_id FROM chain JOIN recognition_certificate c ON c.id = chain.next
        ) SELECT id FROM chain))
    AND NOT EXISTS (SELECT 1 FROM recognition_certificate n
                    JOIN recognition_certificatestep i ON i.certificate_id = n.id AND i.what = 'issued'
                    WHERE n.line_id = l.id AND n.id > e.certificate_id AND i.recorded_at < %(known)s)
    ORDER BY e.recorded_at DESC LIMIT 1), 'held') END AS now
FROM told l ORDER BY l.id"""


def year_lines(place: str) -> str:
    """The question: each line of a year with what became of it. `place` is a condition on the line `l` and its case `k`."""
    return _YEAR.format(place=place)


BY_AGENCY = " AND d.body_id IN (SELECT id FROM recognition_issuingbody WHERE kind = 'agency')"

# Named members of these groups, and who lives in the residential groups among them: people, under whichever of their records.
_SPAN = """LEFT JOIN people_joinspan s ON s.alias = {record}
    AND s.joined_at < %(known)s AND (s.parted_at IS NULL OR s.parted_at >= %(known)s)"""
MEMBERS = f"""
SELECT coalesce(s.learner_id, m.person_id) FROM people_member m {_SPAN.format(record="m.person_id")}
WHERE m.subject_id = ANY(%(of)s) AND m.person_id IS NOT NULL AND m.consent = 'given'
AND m.valid_from <= %(on)s AND (m.valid_to IS NULL OR m.valid_to > %(on)s)
UNION
SELECT coalesce(s.learner_id, r.learner_id) FROM people_residence r {_SPAN.format(record="r.learner_id")}
JOIN people_residence g ON g.residential_group_id = r.residential_group_id
JOIN people_learner l ON l.learner_id = g.learner_id
WHERE l.kind = 'residential_group' AND g.learner_id = ANY(%(of)s) AND {home("r")} AND {home("g")}
"""  # noqa: S608 - no part of it comes from outside
