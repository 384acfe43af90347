from django.db import migrations

FORWARD = """
-- At the commit of the act: one writer of the chain at a time ("AUDI"), for as long as the commit takes.
CREATE FUNCTION audit_entry_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_position bigint;
  last_hash text;
BEGIN
  PERFORM pg_advisory_xact_lock(1096107081);
  SELECT position, hash INTO last_position, last_hash FROM audit_entry
    WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1;
  last_hash := coalesce(last_hash, repeat('0', 64));
  UPDATE audit_entry SET
    position = coalesce(last_position, 0) + 1,
    previous_hash = last_hash,
    hash = encode(sha256(convert_to(last_hash || NEW.content_hash, 'UTF8')), 'hex')
  WHERE id = NEW.id AND position IS NULL;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_entry_chained AFTER INSERT ON audit_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_entry_chain();

-- Nothing is changed but by the trigger above, once, and in its three columns.
CREATE FUNCTION audit_entries_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
    IF OLD.position IS NULL AND NEW.position IS NOT NULL
      AND to_jsonb(NEW) - '{position,previous_hash,hash}'::text[] = to_jsonb(OLD) - '{position,previous_hash,hash}'::text[]
    THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit entries are only ever appended';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_entries_are_append_only();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_are_append_only();
"""
BACKWARD = """
DROP FUNCTION audit_entry_chain() CASCADE;
DROP FUNCTION audit_entries_are_append_only() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
