"""Refusals told on paper, with number and date."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE TRIGGER notice_only_grows BEFORE UPDATE OR DELETE ON recognition_notice
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
CREATE TRIGGER notice_not_emptied BEFORE TRUNCATE ON recognition_notice
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('recognition', '0034_g_no_plain_columns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('number_form', models.CharField(editable=False, help_text='what all spellings of the number share', max_length=60)),
                ('year', models.PositiveSmallIntegerField()),
                ('date', models.DateField()),
                ('body_name', models.CharField(max_length=200)),
                ('signature', models.JSONField(default=list)),
                ('signer_name', models.CharField(max_length=100)),
                ('said_encrypted', models.BinaryField(help_text='the paper as it was printed, under notice:<assessment>')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recognition.assessment')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='recognition.issuingbody')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='recognition.case')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recognition.submission')),
            ],
            options={
                'ordering': ['pk'],
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('body', 'year', 'number_form'), name='notice_number_once_a_year'), models.UniqueConstraint(fields=('assessment',), name='one_notice_an_assessment')],
            },
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
