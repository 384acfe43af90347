import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning_records', '0004_heartbeat'),
    ]

    operations = [
        migrations.AddField(
            model_name='credential',
            name='last_used_at',
            field=models.DateTimeField(blank=True, help_text='noted at most once a minute', null=True),
        ),
        migrations.AddField(
            model_name='credential',
            name='revoked_reason',
            field=models.CharField(blank=True, max_length=300, default=''),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='Launch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('secret_sha256', models.CharField(max_length=64)),
                ('learner', models.UUIDField()),
                ('activity', models.TextField(help_text='IRI; what begins with it and goes on with / ? or # belongs to it')),
                ('registration', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.credential')),
            ],
        ),
    ]
