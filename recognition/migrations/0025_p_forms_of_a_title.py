from django.db import migrations, models

HOW = [
    ("same", "both judged the same"),
    ("agreement", "both assessors agreed"),
    ("council", "the council decided"),
]


class Migration(migrations.Migration):
    dependencies = [("recognition", "0024_z_forgotten_papers")]
    operations = [
        migrations.AddField("paperform", "title_key", models.CharField(blank=True, default="", max_length=60)),
        migrations.AlterField(
            "secondmarking", "how", models.CharField(blank=True, choices=HOW, max_length=10),
        ),
    ]
