from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("recognition", "0026_m_words_and_lines")]
    operations = [
        migrations.RemoveConstraint(model_name="evidence", name="manual_evidence_once"),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=Q(kind="manual", withdrawn_at=None),
                fields=("learner", "title_key", "content_hash"),
                name="manual_evidence_once",
            ),
        ),
    ]
