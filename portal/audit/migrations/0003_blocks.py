from django.db import migrations, models


GROWS = """
CREATE TRIGGER audit_block_append_only BEFORE UPDATE OR DELETE ON audit_block
  FOR EACH ROW EXECUTE FUNCTION audit_entries_are_append_only();
CREATE TRIGGER audit_block_no_truncate BEFORE TRUNCATE ON audit_block
  FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_are_append_only();
"""
UNDO = """
DROP TRIGGER audit_block_append_only ON audit_block;
DROP TRIGGER audit_block_no_truncate ON audit_block;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_chained_and_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('first', models.BigIntegerField(help_text='position of its first entry', unique=True)),
                ('last', models.BigIntegerField(unique=True)),
                ('root', models.CharField(max_length=64)),
                ('previous_root', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.RunSQL(GROWS, UNDO),
    ]
