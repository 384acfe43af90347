"""A code that is typed by hand, words and look of a sheet of its own, and a life that begins on the day of the decision.

What ended before its life was kept gets its last row from the log of acts, or, where that says nothing, from the day of issue.
"""

from django.db import migrations, models

from recognition.certificates.codes import new_code, register_form

LIFE = """
ALTER TABLE recognition_certificatestep DISABLE TRIGGER certificatestep_only_grows;
UPDATE recognition_certificatestep s SET decision_id = d.id,
    "on" = CASE WHEN EXISTS (SELECT 1 FROM recognition_certificate old WHERE old.superseded_by_id = c.id) THEN s."on" ELSE d.date END
    FROM recognition_certificate c JOIN recognition_decisionline l ON l.id = c.line_id
    JOIN recognition_decision d ON d.id = l.decision_id
    WHERE s.certificate_id = c.id AND s.what = 'issued';
ALTER TABLE recognition_certificatestep ENABLE TRIGGER certificatestep_only_grows;
INSERT INTO recognition_certificatestep (certificate_id, what, "on", recorded_at, decision_id, reason, by_id)
    SELECT c.id, c.state, (coalesce(e.at, d.signed_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, coalesce(e.at, d.signed_at), NULL,
        c.state_reason, coalesce(u.id, c.issued_by_id)
    FROM recognition_certificate c JOIN recognition_decisionline l ON l.id = c.line_id
    JOIN recognition_decision d ON d.id = l.decision_id
    LEFT JOIN LATERAL (SELECT a.at, a.actor FROM audit_entry a WHERE a.subject = 'certificate:' || c.id
        AND a.act = 'certificate.' || c.state ORDER BY a.id LIMIT 1) e ON true
    LEFT JOIN people_user u ON u.public_id = e.actor
    WHERE c.state <> 'valid' AND NOT EXISTS (
        SELECT 1 FROM recognition_certificatestep s WHERE s.certificate_id = c.id AND s.what = c.state)
    ORDER BY c.id;
"""


def fill(apps, schema_editor) -> None:
    """A code for each certificate that is there, and what all spellings of its number share."""
    Certificate = apps.get_model("recognition", "Certificate")
    schema_editor.execute("ALTER TABLE recognition_certificate DISABLE TRIGGER certificate_guard")
    rows = list(Certificate._base_manager.filter(code=None).only("pk", "register_code"))
    for row in rows:
        row.code, row.register_form = new_code(), register_form(row.register_code)
    Certificate._base_manager.bulk_update(rows, ["code", "register_form"], batch_size=1000)
    schema_editor.execute("ALTER TABLE recognition_certificate ENABLE TRIGGER certificate_guard")


CODE = "printed in threes, typed by hand; its last letter checks the others"
FORM = {
    "db_index": True,
    "editable": False,
    "help_text": "what all spellings of the register number share",
    "max_length": 60,
}
STEPS = [
    ("issued", "issued"),
    ("superseded", "replaced by a new certificate"),
    ("revoked", "revoked"),
    ("annulled", "annulled"),
    ("suspended", "under review"),
    ("lapsed", "its time is over"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0036_n_reports"),
        ("people", "0003_t_subjects"),
        ("audit", "0002_chained_and_append_only"),
    ]
    operations = [
        migrations.AddField("certificate", "code", models.CharField(help_text=CODE, max_length=12, null=True)),
        migrations.AddField("certificate", "register_form", models.CharField(default="", **FORM), False),
        migrations.AddField(
            "certificate",
            "about_encrypted",
            models.BinaryField(help_text="the words of this sheet alone, under the decision's key", null=True),
        ),
        migrations.AddField(
            "certificate",
            "design",
            models.CharField(
                blank=True, default="", help_text="how the sheet looks; empty: as the place has it", max_length=20
            ),
            False,
        ),
        migrations.AddField(
            "certificate",
            "printed_points",
            models.BooleanField(default=False, help_text="whether the sheet says the points"),
        ),
        migrations.AddField(
            "certificate",
            "valid_to",
            models.DateField(blank=True, help_text="the last day it holds; none: without end", null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(LIFE, migrations.RunSQL.noop),
        migrations.AlterField("certificatestep", "what", models.CharField(choices=STEPS, max_length=12)),
    ]
