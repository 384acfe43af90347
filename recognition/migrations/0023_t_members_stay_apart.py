from django.db import migrations

NEW = """
-- Of a group: who represents it, who entered for it, who is a member of the household or clan since the case was begun.
CREATE OR REPLACE FUNCTION recognition_too_near(person bigint, wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH me AS (SELECT recognition_accounts_of(person) AS id),
         them AS (SELECT recognition_records_of(c.learner_id) AS id FROM recognition_case c WHERE c.id = wanted)
    SELECT EXISTS (SELECT 1 FROM people_learner l WHERE l.learner_id IN (SELECT id FROM them)
                   AND l.user_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_caseentry e JOIN recognition_case c ON c.id = e.case_id
                   JOIN people_learner s ON s.learner_id = c.learner_id
                   WHERE e.case_id = wanted AND (e.on_behalf_of OR s.kind <> 'person')
                   AND e.entered_by_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_caseevent e
                   WHERE e.case_id = wanted AND e.on_behalf_of AND e.by_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_submitteditem i JOIN recognition_submission s ON s.id = i.submission_id
                   WHERE s.case_id = wanted AND i.on_behalf_of AND i.entered_by_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_reviewrequest r JOIN recognition_submission s ON s.id = r.submission_id
                   WHERE s.case_id = wanted AND r.on_behalf_of AND r.by_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_kinshipdeclaration k WHERE k.learner_id IN (SELECT id FROM them)
                   AND k.official_id IN (SELECT id FROM me) AND k.ended_at IS NULL)
        OR EXISTS (SELECT 1 FROM recognition_case c JOIN people_learner s ON s.learner_id = c.learner_id
                   CROSS JOIN LATERAL recognition_records_of(s.represented_by_id) r
                   JOIN people_learner h ON h.learner_id = r
                   WHERE c.id = wanted AND s.represented_by_id IS NOT NULL AND h.user_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_case c JOIN people_learner s ON s.learner_id = c.learner_id
                   JOIN people_member m ON m.subject_id = c.learner_id AND m.person_id IS NOT NULL
                   CROSS JOIN LATERAL recognition_records_of(m.person_id) r
                   JOIN people_learner l ON l.learner_id = r
                   WHERE c.id = wanted AND s.kind IN ('household', 'clan') AND l.user_id IN (SELECT id FROM me) AND (
                       m.valid_to IS NULL OR m.valid_to >= (c.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date))
$$;
"""

OLD = """
CREATE OR REPLACE FUNCTION recognition_too_near(person bigint, wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH me AS (SELECT recognition_accounts_of(person) AS id),
         them AS (SELECT recognition_records_of(c.learner_id) AS id FROM recognition_case c WHERE c.id = wanted)
    SELECT EXISTS (SELECT 1 FROM people_learner l WHERE l.learner_id IN (SELECT id FROM them)
                   AND l.user_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_caseentry e
                   WHERE e.case_id = wanted AND e.on_behalf_of AND e.entered_by_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_caseevent e
                   WHERE e.case_id = wanted AND e.on_behalf_of AND e.by_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_submitteditem i JOIN recognition_submission s ON s.id = i.submission_id
                   WHERE s.case_id = wanted AND i.on_behalf_of AND i.entered_by_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_reviewrequest r JOIN recognition_submission s ON s.id = r.submission_id
                   WHERE s.case_id = wanted AND r.on_behalf_of AND r.by_id IN (SELECT id FROM me))
        OR EXISTS (SELECT 1 FROM recognition_kinshipdeclaration k WHERE k.learner_id IN (SELECT id FROM them)
                   AND k.official_id IN (SELECT id FROM me) AND k.ended_at IS NULL)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0022_t_groups"), ("people", "0003_t_subjects")]
    operations = [migrations.RunSQL(NEW, OLD)]
