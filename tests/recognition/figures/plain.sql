-- How many people hold a title on a day where they lived, written apart from the portal's own code: one person after the
-- other, by asking of each record in turn. %(all)s: by all that is known now, else by the end of the day in Vietnam.
WITH moment AS (
    SELECT CASE WHEN %(all)s THEN 'infinity'::timestamptz
           ELSE (%(day)s::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' END AS t
),
joined AS (
    SELECT alias, learner_id FROM people_joinspan, moment WHERE joined_at < t AND NOT coalesce(parted_at < t, false)
),
everyone AS (
    SELECT learner_id AS id, coalesce((SELECT j.learner_id FROM joined j WHERE j.alias = l.learner_id), learner_id) AS me
    FROM people_learner l
),
home AS (
    SELECT DISTINCT ON (e.me) e.me, r.unit_id, r.residential_group_id
    FROM everyone e JOIN people_residence r ON r.learner_id = e.id, moment
    WHERE r.recorded_at < t AND %(day)s::date >= r.valid_from
    AND NOT (r.valid_to IS NOT NULL AND coalesce(r.end_recorded_at < t, true) AND %(day)s::date >= r.valid_to)
    ORDER BY e.me, (e.id = e.me) DESC, e.id
),
begun AS (
    SELECT c.id, c.line_id, c.learner_id,
           CASE WHEN c.id = min(c.id) OVER (PARTITION BY c.line_id) THEN least(d.date, s."on") ELSE s."on" END AS day
    FROM recognition_certificate c
    JOIN recognition_certificatestep s ON s.certificate_id = c.id AND s.what = 'issued'
    JOIN recognition_decisionline l ON l.id = c.line_id JOIN recognition_decision d ON d.id = l.decision_id, moment
    WHERE d.title_key = %(title)s AND s.recorded_at < t
),
over AS (
    SELECT c.line_id, c.id, s.what, CASE WHEN s.what = 'annulled' THEN '-infinity'::date ELSE s."on" END AS day
    FROM recognition_certificatestep s JOIN recognition_certificate c ON c.id = s.certificate_id, moment
    WHERE s.what <> 'issued' AND s.recorded_at < t
)
SELECT count(DISTINCT h.me)
FROM home h
WHERE (%(unit)s::bigint IS NULL OR h.unit_id = %(unit)s OR h.unit_id IN (SELECT id FROM places_unit WHERE parent_id = %(unit)s))
AND (%(group)s::bigint IS NULL OR h.residential_group_id = %(group)s)
AND h.me IN (
    SELECT e.me FROM everyone e JOIN begun b ON b.learner_id = e.id
    WHERE b.day <= %(day)s::date
    AND NOT EXISTS (SELECT 1 FROM over o WHERE o.line_id = b.line_id AND o.day <= %(day)s::date
                    AND (o.id = b.id OR (o.id > b.id AND o.what <> 'superseded')))
)
