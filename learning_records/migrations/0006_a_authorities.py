import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Authorities with several keys; voidings by more than one; what launches may earn; origins of keys (CORS)."""

    dependencies = [
        ('learning_records', '0005_launch_learner_letter_fault'),
    ]

    operations = [
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='of the account that its statements carry', max_length=80, unique=True)),
                ('label', models.CharField(max_length=100)),
                ('own', models.BooleanField(default=False, help_text="the portal's own: nobody makes or withdraws keys of it")),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={'verbose_name_plural': 'authorities'},
        ),
        migrations.RemoveField(model_name='credential', name='authority'),
        migrations.AddField(
            model_name='credential',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='learning_records.authority'),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name='intake', name='one_intake'),
        migrations.RemoveField(model_name='intake', name='credential'),
        migrations.AddField(
            model_name='intake',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.authority'),
        ),
        migrations.AddConstraint(
            model_name='intake',
            constraint=models.UniqueConstraint(fields=('sha256', 'authority'), name='one_intake'),
        ),
        migrations.AddField(
            model_name='credential',
            name='origins',
            field=models.JSONField(blank=True, default=list, help_text='of pages whose scripts may use the key (CORS)'),
        ),
        migrations.AddField(
            model_name='launch',
            name='categories',
            field=models.JSONField(blank=True, default=list, help_text='IRIs of indicators and competences it may name'),
        ),
        migrations.AddField(
            model_name='launch',
            name='may_score',
            field=models.BooleanField(default=False, help_text='may say how it went: score, success, completion, their verbs'),
        ),
        migrations.AddField(
            model_name='launch',
            name='minutes',
            field=models.PositiveIntegerField(help_text='declared for the package; it may name no other number', null=True),
        ),
        # Its key becomes the voiding statement instead of the target: made anew.
        migrations.DeleteModel(name='Voiding'),
        migrations.CreateModel(
            name='Voiding',
            fields=[
                ('voider', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='learning_records.statement')),
                ('target', models.UUIDField(db_index=True)),
                ('any_authority', models.BooleanField(default=False, help_text='the key had the scope statements/void')),
            ],
        ),
    ]
