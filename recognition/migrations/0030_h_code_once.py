from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recognition", "0029_h_life")]
    operations = [
        migrations.AlterField(
            "certificate",
            "code",
            models.CharField(
                help_text="printed in threes, typed by hand; its last letter checks the others", max_length=12, unique=True
            ),
        ),
    ]
