from django.db import migrations

# What was handed in never changes; of a forgotten person the words about a paper go, its kind, day and digest stay.
NEW = """
CREATE FUNCTION recognition_guard_submitted_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.title = '' AND NEW.link = '' AND NEW.witness = '' AND NEW.credential IS NULL
       AND (to_jsonb(NEW) - 'title' - 'link' - 'witness' - 'credential')
           IS NOT DISTINCT FROM (to_jsonb(OLD) - 'title' - 'link' - 'witness' - 'credential') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER submitteditem_only_grows ON recognition_submitteditem;
CREATE TRIGGER submitteditem_only_grows BEFORE UPDATE OR DELETE ON recognition_submitteditem
    FOR EACH ROW EXECUTE FUNCTION recognition_guard_submitted_item();
"""
OLD = """
DROP TRIGGER submitteditem_only_grows ON recognition_submitteditem;
CREATE TRIGGER submitteditem_only_grows BEFORE UPDATE OR DELETE ON recognition_submitteditem
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
DROP FUNCTION recognition_guard_submitted_item();
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0023_t_members_stay_apart")]
    operations = [migrations.RunSQL(NEW, OLD)]
