"""What a list was made of, and minutes that stay as they were when their meeting closed."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

GUARD = """
CREATE FUNCTION recognition_guard_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM recognition_meeting WHERE id = OLD.meeting_id AND closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the meeting is closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER closed_list_stays BEFORE UPDATE OR DELETE ON recognition_meetingitem
    FOR EACH ROW EXECUTE FUNCTION recognition_guard_item();
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0013_s_one_number_one_certificate")]
    operations = [
        migrations.AddField(
            "meeting",
            "where",
            models.CharField(
                blank=True,
                default="",
                help_text="name of the place, as it was when the meeting closed",
                max_length=200,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "meeting",
            "quorum_of_six",
            models.PositiveSmallIntegerField(blank=True, help_text="the rule, when the meeting closed", null=True),
        ),
        migrations.AddField(
            "meetingitem",
            "counted",
            models.ForeignKey(
                blank=True,
                help_text="the assessment that counted when the case was put on the list",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="recognition.assessment",
            ),
        ),
        migrations.AddField(
            "meetingitem",
            "listed_at",
            models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField("meetingitem", "name_encrypted", models.BinaryField(blank=True, null=True)),
        migrations.AddField("meetingitem", "birth_year", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField(
            "meetingitem", "home", models.CharField(blank=True, default="", max_length=100), preserve_default=False
        ),
        migrations.AddField(
            "meetingitem", "total", models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True)
        ),
        migrations.RunSQL(GUARD, "DROP FUNCTION recognition_guard_item() CASCADE;"),
    ]
