"""A number of a register in whatever spelling, one valid certificate a person, title and year, and people compared as people."""

from django.db import migrations, models

from recognition.paper_numbers import form_of

PERSON = """
-- All records of the person behind a record.
CREATE FUNCTION recognition_records_of(wanted uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH firsts AS (SELECT wanted AS id UNION SELECT learner_id FROM people_learneralias WHERE alias = wanted)
    SELECT id FROM firsts UNION SELECT alias FROM people_learneralias WHERE learner_id IN (SELECT id FROM firsts)
$$;
-- All accounts of the person behind an account, itself included.
CREATE FUNCTION recognition_accounts_of(person bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT person UNION
    SELECT l.user_id FROM people_learner mine, recognition_records_of(mine.learner_id) r, people_learner l
    WHERE mine.user_id = person AND l.learner_id = r AND l.user_id IS NOT NULL
$$;

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

CREATE OR REPLACE FUNCTION recognition_guard_signer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE signer bigint := (SELECT signer_id FROM recognition_decision WHERE id = NEW.decision_id);
        me bigint[] := ARRAY(SELECT recognition_accounts_of(signer));
BEGIN
    IF recognition_too_near(signer, NEW.case_id) OR EXISTS (
        SELECT 1 FROM recognition_assessment a WHERE a.submission_id = NEW.submission_id AND a.assessor_id = ANY (me) AND (
            a.state = 'ended' OR EXISTS (SELECT 1 FROM recognition_mark m WHERE m.assessment_id = a.id)
            OR EXISTS (SELECT 1 FROM recognition_paperverdict v WHERE v.assessment_id = a.id))
    ) OR EXISTS (
        SELECT 1 FROM recognition_vote v JOIN recognition_councilmember m ON m.id = v.member_id
        JOIN recognition_meetingitem i ON i.id = v.item_id
        WHERE i.submission_id = NEW.submission_id AND m.user_id = ANY (me) AND v.said IN ('for', 'against', 'abstain')
    ) THEN
        RAISE EXCEPTION 'helper, assessor and signer are three people' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION recognition_guard_one_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM people_learner WHERE learner_id IN (SELECT recognition_records_of(NEW.learner_id))
        ORDER BY learner_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM recognition_decisionline mine JOIN recognition_decision d ON d.id = mine.decision_id
        JOIN recognition_decision other ON other.title_key = d.title_key AND other.campaign_year = d.campaign_year
        JOIN recognition_decisionline line ON line.decision_id = other.id
        JOIN recognition_certificate c ON c.line_id = line.id
        WHERE mine.id = NEW.line_id AND c.state = 'valid' AND c.id IS DISTINCT FROM NEW.id
          AND c.learner_id IN (SELECT recognition_records_of(NEW.learner_id))
    ) THEN
        RAISE EXCEPTION 'the person holds a valid certificate of this title and year' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_valid_certificate BEFORE INSERT ON recognition_certificate
    FOR EACH ROW WHEN (NEW.state = 'valid') EXECUTE FUNCTION recognition_guard_one_certificate();
"""

UNDO = """
DROP FUNCTION recognition_guard_one_certificate() CASCADE;
"""


def fill(apps, schema_editor) -> None:
    """Numbers that are there already; of two spellings that were let in, the later one keeps its row's number beside it."""
    Decision, taken = apps.get_model("recognition", "Decision"), set()
    schema_editor.execute("ALTER TABLE recognition_decision DISABLE TRIGGER decision_only_grows")
    for row in Decision.objects.order_by("pk"):
        form = form_of(row.number)
        if (row.body_id, row.year, form) in taken:
            form = f"{form}#{row.pk}"
        taken.add((row.body_id, row.year, form))
        Decision.objects.filter(pk=row.pk).update(number_form=form)
    schema_editor.execute("ALTER TABLE recognition_decision ENABLE TRIGGER decision_only_grows")


class Migration(migrations.Migration):
    dependencies = [("recognition", "0012_j_finer_looks"), ("people", "0002_g_joining")]
    operations = [
        migrations.AddField(
            "decision",
            "number_form",
            models.CharField(
                default="", editable=False, help_text="what all spellings of the number share", max_length=60
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveConstraint("decision", "decision_number_once_a_year"),
        migrations.AddConstraint(
            "decision",
            models.UniqueConstraint(fields=["body", "year", "number_form"], name="decision_number_once_a_year"),
        ),
        migrations.RunSQL(PERSON, UNDO),
    ]
