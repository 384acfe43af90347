from django.db import migrations

GUARDS = """
CREATE FUNCTION recognition_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION recognition_guard_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'state' - 'state_reason' - 'superseded_by_id')
       IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'state_reason' - 'superseded_by_id') THEN
        RAISE EXCEPTION 'a certificate is never rewritten: issue a new one that supersedes it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'valid' AND (NEW.state <> OLD.state OR NEW.state_reason <> OLD.state_reason
       OR (OLD.superseded_by_id IS NOT NULL AND NEW.superseded_by_id IS DISTINCT FROM OLD.superseded_by_id)) THEN
        RAISE EXCEPTION 'a certificate that ended stays ended' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON recognition_{table}
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON recognition_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_refuse_change();
"""
    for table in (
        *("campaignextension", "caseentry", "caseevent", "submission", "submitteditem"),
        *("mark", "paperverdict", "paperopened", "decision", "decisionline"),
    )
) + """
CREATE TRIGGER certificate_guard BEFORE UPDATE ON recognition_certificate
    FOR EACH ROW EXECUTE FUNCTION recognition_guard_certificate();
CREATE TRIGGER certificate_stays BEFORE DELETE ON recognition_certificate
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
CREATE TRIGGER certificate_not_emptied BEFORE TRUNCATE ON recognition_certificate
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_refuse_change();
"""

UNGUARD = """
DROP FUNCTION recognition_refuse_change() CASCADE;
DROP FUNCTION recognition_guard_certificate() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNGUARD)]
