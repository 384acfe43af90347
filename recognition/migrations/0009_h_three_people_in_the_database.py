from django.db import migrations

GUARDS = """
-- Whether a user is the case's learner, helped with it, or declared the learner to be of the family.
CREATE FUNCTION recognition_too_near(person bigint, wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM recognition_case c JOIN people_learner l ON l.learner_id = c.learner_id
                   WHERE c.id = wanted AND l.user_id = person)
        OR EXISTS (SELECT 1 FROM recognition_caseentry e
                   WHERE e.case_id = wanted AND e.on_behalf_of AND e.entered_by_id = person)
        OR EXISTS (SELECT 1 FROM recognition_caseevent e
                   WHERE e.case_id = wanted AND e.on_behalf_of AND e.by_id = person)
        OR EXISTS (SELECT 1 FROM recognition_submitteditem i JOIN recognition_submission s ON s.id = i.submission_id
                   WHERE s.case_id = wanted AND i.on_behalf_of AND i.entered_by_id = person)
        OR EXISTS (SELECT 1 FROM recognition_reviewrequest r JOIN recognition_submission s ON s.id = r.submission_id
                   WHERE s.case_id = wanted AND r.on_behalf_of AND r.by_id = person)
        OR EXISTS (SELECT 1 FROM recognition_kinshipdeclaration k JOIN recognition_case c ON c.learner_id = k.learner_id
                   WHERE c.id = wanted AND k.official_id = person AND k.ended_at IS NULL)
$$;

CREATE FUNCTION recognition_guard_assessor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF recognition_too_near(NEW.assessor_id, (SELECT case_id FROM recognition_submission WHERE id = NEW.submission_id)) THEN
        RAISE EXCEPTION 'who is near to a person does not judge' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION recognition_guard_vote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM recognition_meetingitem i JOIN recognition_meeting m ON m.id = i.meeting_id
               WHERE i.id = NEW.item_id AND m.closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the meeting is closed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.said IN ('for', 'against', 'abstain') AND recognition_too_near(
            (SELECT user_id FROM recognition_councilmember WHERE id = NEW.member_id),
            (SELECT case_id FROM recognition_meetingitem WHERE id = NEW.item_id)) THEN
        RAISE EXCEPTION 'who is near to a person does not vote' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION recognition_guard_signer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE signer bigint := (SELECT signer_id FROM recognition_decision WHERE id = NEW.decision_id);
BEGIN
    IF recognition_too_near(signer, NEW.case_id) OR EXISTS (
        SELECT 1 FROM recognition_assessment a WHERE a.submission_id = NEW.submission_id AND a.assessor_id = signer AND (
            a.state = 'ended' OR EXISTS (SELECT 1 FROM recognition_mark m WHERE m.assessment_id = a.id)
            OR EXISTS (SELECT 1 FROM recognition_paperverdict v WHERE v.assessment_id = a.id))
    ) OR EXISTS (
        SELECT 1 FROM recognition_vote v JOIN recognition_councilmember m ON m.id = v.member_id
        JOIN recognition_meetingitem i ON i.id = v.item_id
        WHERE i.submission_id = NEW.submission_id AND m.user_id = signer AND v.said IN ('for', 'against', 'abstain')
    ) THEN
        RAISE EXCEPTION 'helper, assessor and signer are three people' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION recognition_guard_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a closed meeting never changes: correct its minutes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER assessor_is_not_near BEFORE INSERT OR UPDATE ON recognition_assessment
    FOR EACH ROW WHEN (NEW.state = 'ended') EXECUTE FUNCTION recognition_guard_assessor();
CREATE TRIGGER voter_is_not_near BEFORE INSERT ON recognition_vote
    FOR EACH ROW EXECUTE FUNCTION recognition_guard_vote();
CREATE TRIGGER signer_is_a_third BEFORE INSERT ON recognition_decisionline
    FOR EACH ROW EXECUTE FUNCTION recognition_guard_signer();
CREATE TRIGGER closed_meeting_stays BEFORE UPDATE ON recognition_meeting
    FOR EACH ROW EXECUTE FUNCTION recognition_guard_meeting();
""" + "".join(
    f"""
CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON recognition_{table}
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON recognition_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_refuse_change();
"""
    for table in ("vote", "minutescorrection")
)

UNGUARD = """
DROP FUNCTION recognition_guard_assessor() CASCADE;
DROP FUNCTION recognition_guard_vote() CASCADE;
DROP FUNCTION recognition_guard_signer() CASCADE;
DROP FUNCTION recognition_guard_meeting() CASCADE;
DROP FUNCTION recognition_too_near(bigint, bigint) CASCADE;
""" + "".join(
    f"DROP TRIGGER {table}_only_grows ON recognition_{table}; DROP TRIGGER {table}_not_emptied ON recognition_{table};"
    for table in ("vote", "minutescorrection")
)


class Migration(migrations.Migration):
    dependencies = [("recognition", "0008_h_bulk_second_council"), ("people", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNGUARD)]
