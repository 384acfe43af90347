from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("learning_records", "0001_initial")]
    # Nothing in it is worth a flush of the disk: after a crash every bucket is full.
    operations = [
        migrations.RunSQL(
            "ALTER TABLE learning_records_ratebucket SET UNLOGGED",
            "ALTER TABLE learning_records_ratebucket SET LOGGED",
        )
    ]
