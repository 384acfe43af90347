import django.db.models.deletion
from django.db import migrations, models

# What officers wrote of a forgotten person goes; nothing else of what only grows changes. Where a reason has to stand, the one
# sentence stands that says why there is none. An assessment that ended can lose its words too: only judging asks who is near.
# Who judged is still apart from the person when the decision is made.
NEW = """
CREATE FUNCTION recognition_guard_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE words text := TG_ARGV[0];
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS DISTINCT FROM OLD AND to_jsonb(NEW) ->> words IN ('', 'Đã xóa theo yêu cầu')
       AND (to_jsonb(NEW) - words) IS NOT DISTINCT FROM (to_jsonb(OLD) - words) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"""
DROP TRIGGER {table}_only_grows ON recognition_{table};
CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON recognition_{table}
    FOR EACH ROW EXECUTE FUNCTION recognition_guard_words('{words}');
"""
    for table, words in (("caseevent", "message"), ("mark", "reason"), ("paperverdict", "reason"))
) + """
DROP TRIGGER assessor_is_not_near ON recognition_assessment;
CREATE TRIGGER assessor_is_not_near BEFORE INSERT ON recognition_assessment
    FOR EACH ROW WHEN (NEW.state = 'ended') EXECUTE FUNCTION recognition_guard_assessor();
CREATE TRIGGER assessor_is_not_near_later BEFORE UPDATE ON recognition_assessment
    FOR EACH ROW WHEN (NEW.state = 'ended' AND (OLD.state, OLD.outcome, OLD.points, OLD.ended_at, OLD.assessor_id)
                       IS DISTINCT FROM (NEW.state, NEW.outcome, NEW.points, NEW.ended_at, NEW.assessor_id))
    EXECUTE FUNCTION recognition_guard_assessor();

CREATE FUNCTION recognition_guard_judge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF recognition_too_near((SELECT assessor_id FROM recognition_assessment WHERE id = NEW.assessment_id), NEW.case_id) THEN
        RAISE EXCEPTION 'who judged stands near by now' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER judge_is_still_apart BEFORE INSERT ON recognition_decisionline
    FOR EACH ROW EXECUTE FUNCTION recognition_guard_judge();
"""

OLD = """
DROP FUNCTION recognition_guard_judge() CASCADE;
DROP TRIGGER assessor_is_not_near ON recognition_assessment;
DROP TRIGGER assessor_is_not_near_later ON recognition_assessment;
CREATE TRIGGER assessor_is_not_near BEFORE INSERT OR UPDATE ON recognition_assessment
    FOR EACH ROW WHEN (NEW.state = 'ended') EXECUTE FUNCTION recognition_guard_assessor();
""" + "".join(
    f"""
DROP TRIGGER {table}_only_grows ON recognition_{table};
CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON recognition_{table}
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
"""
    for table in ("caseevent", "mark", "paperverdict")
) + """
DROP FUNCTION recognition_guard_words();
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0025_p_forms_of_a_title")]
    operations = [
        migrations.RunSQL(NEW, OLD),
        migrations.AlterField(
            model_name="decisionline",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decision_lines", to="recognition.case"
            ),
        ),
    ]
