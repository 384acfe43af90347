from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning_records', '0004_keys'),
    ]

    operations = [
        # The bare id of a learner, no link to one: named like that everywhere.
        migrations.RenameField(model_name='launch', old_name='learner', new_name='learner_id'),
        migrations.AlterField(
            model_name='deadletter',
            name='reason',
            field=models.CharField(choices=[('refused', 'The target says that the statement is not valid.'), ('too_large', 'The target says that the statement is too large.'), ('different', 'The target has another statement with the same number.'), ('unreadable', 'The target says that it has the statement, and does not let us compare it.'), ('fault', 'The target breaks at this statement, and takes the one after it.'), ('bytes_missing', 'The file that belongs to the statement is missing here.')], max_length=20),
        ),
    ]
