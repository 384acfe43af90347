from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recognition", "0030_h_code_once")]
    operations = [
        migrations.AlterField(
            "case",
            "state",
            models.CharField(
                choices=[
                    ("draft", "being prepared"),
                    ("submitted", "handed in"),
                    ("returned", "returned for more"),
                    ("confirmed", "proposed for recognition"),
                    ("not_enough", "not enough yet"),
                    ("recognised", "recognised"),
                    ("revoked", "recognition taken away"),
                    ("withdrawn", "withdrawn"),
                    ("ended", "ended without recognition"),
                ],
                default="draft",
                max_length=20,
            ),
        )
    ]
