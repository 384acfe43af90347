"""What places enter for their numbers, and the rules by which provinces judge digital skills: published once."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ONCE = """
CREATE TRIGGER placerule_only_grows BEFORE UPDATE OR DELETE ON recognition_placerule
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
CREATE TRIGGER placerule_not_emptied BEFORE TRUNCATE ON recognition_placerule
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_g_succession'),
        ('recognition', '0030_k_shares'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BaseCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(help_text='What is counted, as the targets name it.', max_length=40)),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(validators=[django.core.validators.MaxValueValidator(200000000)])),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('residential_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.residentialgroup')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
            ],
            options={
                'ordering': ['-pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['unit', 'key', 'day'], name='base_of_a_place')],
            },
        ),
        migrations.CreateModel(
            name='PlaceRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('version', models.CharField(max_length=30)),
                ('text', models.TextField(help_text='The file as it was published.')),
                ('digest', models.CharField(max_length=64)),
                ('valid_from', models.DateField()),
                ('document', models.CharField(max_length=200)),
                ('published_at', models.DateTimeField(auto_now_add=True)),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
            ],
            options={
                'ordering': ['-valid_from', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'key', 'version'), name='place_rule_once')],
            },
        ),
        migrations.CreateModel(
            name='PlaceTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('title_key', models.CharField(max_length=60)),
                ('base', models.CharField(max_length=40)),
                ('year', models.PositiveSmallIntegerField()),
                ('value', models.DecimalField(decimal_places=1, max_digits=4)),
                ('most', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
            ],
            options={
                'ordering': ['-pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('unit', 'title_key', 'base', 'year'), name='one_own_target_in_force'), models.CheckConstraint(condition=models.Q(('value__gt', 0), ('value__lte', 100)), name='own_target_is_a_percentage'), models.CheckConstraint(condition=models.Q(('most', None), models.Q(('most__gt', models.F('value')), ('most__lte', 100)), _connector='OR'), name='own_target_range')],
            },
        ),
        migrations.CreateModel(
            name='Reward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('form', models.CharField(help_text='For example giấy khen, bằng khen.', max_length=100)),
                ('people', models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(200000000)])),
                ('groups', models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(200000000)])),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
            ],
            options={
                'ordering': ['-pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('people__gt', 0), ('groups__gt', 0), _connector='OR'), name='reward_names_somebody')],
            },
        ),
        migrations.CreateModel(
            name='TypedResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(max_length=200)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(help_text='The target, as the plans number it.', max_length=40)),
                ('year', models.PositiveSmallIntegerField()),
                ('numerator', models.PositiveIntegerField(validators=[django.core.validators.MaxValueValidator(200000000)])),
                ('base', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(200000000)])),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
            ],
            options={
                'ordering': ['-pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('unit', 'key', 'year'), name='one_typed_result_in_force'), models.CheckConstraint(condition=models.Q(('numerator__lte', models.F('base'))), name='typed_result_within_its_base')],
            },
        ),
        migrations.RunSQL(ONCE, migrations.RunSQL.noop),
    ]
