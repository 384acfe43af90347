import django.db.models.deletion
import learning_records.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('iri', learning_records.fields.Identifier(unique=True)),
                ('definition', models.TextField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Agent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ifi', learning_records.fields.Identifier(unique=True)),
                ('name', models.TextField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', learning_records.fields.Identifier(help_text='of the account that its statements carry', max_length=80, unique=True)),
                ('label', models.CharField(max_length=100)),
                ('own', models.BooleanField(default=False, help_text="the portal's own: nobody makes or withdraws keys of it")),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'authorities',
            },
        ),
        migrations.CreateModel(
            name='Blob',
            fields=[
                ('sha2', learning_records.fields.Identifier(max_length=128, primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('stored_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='ForwardingTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=100)),
                ('endpoint', models.CharField(max_length=500)),
                ('version', models.CharField(choices=[('1.0.3', 'xAPI 1.0.3'), ('2.0.0', 'xAPI 2.0')], default='1.0.3', max_length=5)),
                ('key', models.CharField(max_length=200)),
                ('secret_encrypted', models.BinaryField()),
                ('verbs', models.JSONField(blank=True, default=list, help_text='IRIs; empty: every verb')),
                ('activity_prefixes', models.JSONField(blank=True, default=list, help_text='beginnings of IRIs; empty: every activity')),
                ('since', models.DateTimeField(blank=True, help_text='only what was stored after this moment', null=True)),
                ('active', models.BooleanField(default=True)),
                ('seq', models.BigIntegerField(default=0)),
                ('batch', models.PositiveSmallIntegerField(default=200)),
                ('delivered', models.BigIntegerField(default=0)),
                ('failures', models.PositiveIntegerField(default=0, help_text='in a row')),
                ('failing_since', models.DateTimeField(null=True)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=20)),
                ('last_error_text', models.CharField(blank=True, max_length=500)),
                ('last_success_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='RateBucket',
            fields=[
                ('key', learning_records.fields.Identifier(max_length=64, primary_key=True, serialize=False)),
                ('available', models.FloatField()),
                ('granted', models.IntegerField(help_text='handed out with the last lease')),
                ('at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('seq', models.BigAutoField(primary_key=True, serialize=False)),
                ('statement_id', models.UUIDField(unique=True)),
                ('stored', models.DateTimeField()),
                ('timestamp', models.DateTimeField()),
                ('registration', models.UUIDField(null=True)),
                ('version', models.CharField(max_length=5)),
                ('is_reference', models.BooleanField(default=False)),
                ('voided', models.BooleanField(default=False)),
                ('fingerprint', models.BinaryField(max_length=32)),
                ('payload', learning_records.fields.JsonText()),
                ('activity', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.activity')),
                ('actor', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.agent')),
                ('authority', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.agent')),
            ],
        ),
        migrations.CreateModel(
            name='Verb',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('iri', learning_records.fields.Identifier(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', learning_records.fields.Identifier(max_length=64, unique=True)),
                ('secret_sha256', models.CharField(max_length=64)),
                ('label', models.CharField(max_length=100)),
                ('scopes', models.JSONField(default=list)),
                ('origins', models.JSONField(blank=True, default=list, help_text='of pages whose scripts may use the key (CORS)')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_reason', models.CharField(blank=True, max_length=300)),
                ('last_used_at', models.DateTimeField(blank=True, help_text='noted at most once a minute', null=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='learning_records.authority')),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('state', 'State'), ('activity', 'Activity'), ('agent', 'Agent')], max_length=8)),
                ('activity', models.TextField(blank=True)),
                ('agent', models.TextField(blank=True)),
                ('registration', models.UUIDField(null=True)),
                ('document_id', models.TextField()),
                ('content', models.BinaryField()),
                ('content_type', models.CharField(max_length=255)),
                ('etag', models.CharField(max_length=40)),
                ('updated', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'activity', 'agent', 'registration', 'document_id'), name='one_document', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('through', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_heartbeat')],
            },
        ),
        migrations.CreateModel(
            name='Installation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('iri_base', models.TextField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_installation')],
            },
        ),
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('name', models.CharField(help_text='of the file, as it was called', max_length=200)),
                ('size', models.BigIntegerField(help_text='bytes')),
                ('path', models.CharField(blank=True, help_text='of a file that was sent in; under PRIVATE_ROOT', max_length=500)),
                ('state', models.CharField(choices=[('waiting', 'Waits for its turn'), ('reading', 'Is being read'), ('done', 'Finished'), ('broken', 'Cannot be read')], default='waiting', max_length=10)),
                ('line', models.BigIntegerField(default=0, help_text='lines dealt with')),
                ('offset', models.BigIntegerField(default=0, help_text='bytes dealt with, of the unpacked text')),
                ('read', models.BigIntegerField(default=0, help_text='bytes of the file read, for the progress')),
                ('stored', models.BigIntegerField(default=0)),
                ('already_there', models.BigIntegerField(default=0)),
                ('refused', models.BigIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('moved_at', models.DateTimeField(auto_now=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.authority')),
                ('brought_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Launch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', learning_records.fields.Identifier(max_length=64, unique=True)),
                ('secret_sha256', models.CharField(max_length=64)),
                ('learner_id', models.UUIDField()),
                ('activity', models.TextField(help_text='IRI; what begins with it and goes on with / ? or # belongs to it')),
                ('registration', models.UUIDField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('may_score', models.BooleanField(default=False, help_text='may say how it went: score, success, completion, their verbs')),
                ('categories', models.JSONField(blank=True, default=list, help_text='IRIs of indicators and competences it may name')),
                ('minutes', models.PositiveIntegerField(help_text='declared for the package; it may name no other number', null=True)),
                ('credential', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.credential')),
            ],
        ),
        migrations.CreateModel(
            name='RefusedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.BigIntegerField()),
                ('path', models.TextField(help_text='the property at fault')),
                ('reason', models.TextField()),
                ('text', models.BinaryField(help_text='the line as it was, in whatever bytes')),
                ('intake', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='refused_lines', to='learning_records.intake')),
            ],
        ),
        migrations.CreateModel(
            name='StatementReference',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='learning_records.statement')),
                ('target', models.UUIDField(db_index=True)),
                ('settled', models.BooleanField(default=False)),
                ('settled_above', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Voiding',
            fields=[
                ('voider', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='learning_records.statement')),
                ('target', models.UUIDField(db_index=True)),
                ('any_authority', models.BooleanField(default=False, help_text='the key had the scope statements/void')),
            ],
        ),
        migrations.CreateModel(
            name='ReferenceChain',
            fields=[
                ('pk', models.CompositePrimaryKey('target_id', 'source_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='learning_records.statement')),
                ('target', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='learning_records.statement')),
            ],
        ),
        migrations.CreateModel(
            name='DeadLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('refused', 'The target says that the statement is not valid.'), ('too_large', 'The target says that the statement is too large.'), ('different', 'The target has another statement with the same number.'), ('unreadable', 'The target says that it has the statement, and does not let us compare it.'), ('fault', 'The target breaks at this statement, and takes the one after it.'), ('bytes_missing', 'The file that belongs to the statement is missing here.')], max_length=20)),
                ('answer', models.CharField(blank=True, help_text='what the target said', max_length=500)),
                ('tries', models.PositiveIntegerField(default=1)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('again', models.BooleanField(default=False, help_text='somebody asked for another try')),
                ('settled', models.CharField(blank=True, choices=[('delivered', 'Delivered later'), ('left_out', 'Left out')], max_length=10)),
                ('settled_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, help_text='why it was left out', max_length=300)),
                ('target', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='learning_records.forwardingtarget')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.statement')),
            ],
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('pk', models.CompositePrimaryKey('statement_id', 'sha2', blank=True, editable=False, primary_key=True, serialize=False)),
                ('sha2', learning_records.fields.Identifier(db_index=True, max_length=128)),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='learning_records.statement')),
            ],
        ),
        migrations.CreateModel(
            name='StatementActivity',
            fields=[
                ('pk', models.CompositePrimaryKey('activity_id', 'role', 'stored', 'statement_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('stored', models.DateTimeField()),
                ('role', models.SmallIntegerField()),
                ('activity', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.activity')),
                ('statement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.statement')),
            ],
        ),
        migrations.CreateModel(
            name='StatementAgent',
            fields=[
                ('pk', models.CompositePrimaryKey('agent_id', 'role', 'stored', 'statement_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('stored', models.DateTimeField()),
                ('role', models.SmallIntegerField()),
                ('agent', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.agent')),
                ('statement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.statement')),
            ],
        ),
        migrations.AddField(
            model_name='statement',
            name='verb',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning_records.verb'),
        ),
        migrations.AddConstraint(
            model_name='intake',
            constraint=models.UniqueConstraint(fields=('sha256', 'authority'), name='one_intake'),
        ),
        migrations.AddConstraint(
            model_name='refusedline',
            constraint=models.UniqueConstraint(fields=('intake', 'line'), name='one_refusal_a_line'),
        ),
        migrations.AddIndex(
            model_name='statementreference',
            index=models.Index(condition=models.Q(('settled', False)), fields=['source'], name='reference_unsettled'),
        ),
        migrations.AddIndex(
            model_name='deadletter',
            index=models.Index(condition=models.Q(('settled', '')), fields=['target', 'first_at'], name='letter_open'),
        ),
        migrations.AddConstraint(
            model_name='deadletter',
            constraint=models.UniqueConstraint(fields=('target', 'statement'), name='one_letter'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['actor', 'verb', 'stored', 'seq'], name='statement_by_actor'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(condition=models.Q(('registration__isnull', False)), fields=['registration', 'stored', 'seq'], name='statement_by_registration'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['stored', 'seq'], name='statement_by_stored'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(condition=models.Q(('is_reference', True)), fields=['stored', 'seq'], name='statement_referring'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['verb', 'stored', 'seq'], name='statement_by_verb'),
        ),
    ]
