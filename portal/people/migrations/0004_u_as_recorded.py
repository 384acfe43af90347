"""Since when homes, their ends and joinings are known. Of older rows that is taken to be the day itself.

The update stands last: PostgreSQL alters no table that has deferred checks to do.
"""

import django.db.models.deletion
import portal.people.models
from django.db import migrations, models

KNOWN = """
UPDATE people_residence SET recorded_at = valid_from::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh',
    end_recorded_at = valid_to::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh';
INSERT INTO people_joinspan (learner_id, alias, joined_at) SELECT learner_id, alias, joined_at FROM people_learneralias;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_t_subjects'),
        ('places', '0003_g_succession'),
    ]

    operations = [
        migrations.CreateModel(
            name='JoinSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alias', models.UUIDField(db_index=True)),
                ('joined_at', models.DateTimeField(default=portal.people.models.this_moment)),
                ('parted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.RemoveConstraint(
            model_name='residence',
            name='residence_validity',
        ),
        migrations.AddField(
            model_name='residence',
            name='end_recorded_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='residence',
            name='recorded_at',
            field=models.DateTimeField(default=portal.people.models.this_moment, editable=False),
        ),
        migrations.AddConstraint(
            model_name='residence',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='residence_validity'),
        ),
        migrations.AddField(
            model_name='joinspan',
            name='learner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_spans', to='people.learner'),
        ),
        migrations.AddConstraint(
            model_name='joinspan',
            constraint=models.UniqueConstraint(condition=models.Q(('parted_at', None)), fields=('alias',), name='joined_to_one_person'),
        ),
        migrations.AddConstraint(
            model_name='joinspan',
            constraint=models.CheckConstraint(condition=models.Q(('parted_at', None), ('parted_at__gte', models.F('joined_at')), _connector='OR'), name='join_span'),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
