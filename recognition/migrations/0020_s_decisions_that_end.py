"""Decisions that revoke or annul, and the life of a certificate as dated rows.

What was issued before gets its first row; what ended before has its day in the log of acts alone.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LIFE = """
INSERT INTO recognition_certificatestep (certificate_id, what, "on", recorded_at, decision_id, reason, by_id)
    SELECT c.id, 'issued', c.issued_on, d.signed_at, NULL, '', c.issued_by_id
    FROM recognition_certificate c JOIN recognition_decisionline l ON l.id = c.line_id
    JOIN recognition_decision d ON d.id = l.decision_id ORDER BY c.id;
CREATE TRIGGER certificatestep_only_grows BEFORE UPDATE OR DELETE ON recognition_certificatestep
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
CREATE TRIGGER certificatestep_not_emptied BEFORE TRUNCATE ON recognition_certificatestep
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_refuse_change();
"""
STEPS = [
    ("issued", "issued"),
    ("superseded", "replaced by a new certificate"),
    ("revoked", "revoked"),
    ("annulled", "annulled"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0019_p_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "decision",
            "kind",
            models.CharField(
                choices=[
                    ("recognise", "recognises"),
                    ("revoke", "revokes: the title was held, and is taken from this day on"),
                    ("annul", "annuls: it should never have been issued"),
                ],
                default="recognise",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "certificate",
            "state",
            models.CharField(
                choices=[
                    ("valid", "valid"),
                    ("superseded", "replaced by a new certificate"),
                    ("revoked", "revoked"),
                    ("annulled", "annulled"),
                ],
                default="valid",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            "CertificateStep",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(choices=STEPS, max_length=12)),
                ("on", models.DateField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="life", to="recognition.certificate"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endings",
                        to="recognition.decision",
                    ),
                ),
            ],
            options={"ordering": ["pk"], "base_manager_name": "objects", "default_manager_name": "objects"},
        ),
        migrations.RunSQL(LIFE, migrations.RunSQL.noop),
    ]
