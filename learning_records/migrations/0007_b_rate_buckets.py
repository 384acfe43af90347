from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning_records', '0006_a_authorities'),
    ]

    operations = [
        migrations.CreateModel(
            name='RateBucket',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('available', models.FloatField()),
                ('granted', models.IntegerField(help_text='handed out with the last lease')),
                ('at', models.DateTimeField(db_index=True)),
            ],
        ),
        # Nothing in it is worth a flush of the disk: after a crash every bucket is full.
        migrations.RunSQL(
            'ALTER TABLE learning_records_ratebucket SET UNLOGGED',
            'ALTER TABLE learning_records_ratebucket SET LOGGED',
        ),
    ]
