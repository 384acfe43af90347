from django.db import migrations, models

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
CREATE OR REPLACE FUNCTION audit_entries_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
BACKWARD = """
DROP TRIGGER audit_entry_chained ON audit_entry;
DROP FUNCTION audit_entry_chain();
CREATE OR REPLACE FUNCTION audit_entries_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are only ever appended';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_entries_are_append_only")]
    operations = [
        migrations.AddField("entry", "content_hash", models.CharField(max_length=64, default="", help_text="SHA-256 of all of the above"), preserve_default=False),
        migrations.AddField("entry", "position", models.BigIntegerField(null=True, unique=True, help_text="place in the chain: 1, 2, 3, without a gap")),
        migrations.AlterField("entry", "previous_hash", models.CharField(max_length=64, null=True)),
        migrations.AlterField("entry", "hash", models.CharField(max_length=64, unique=True, null=True)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
