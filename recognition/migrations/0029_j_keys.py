"""Keys of the bodies, the lists of states of their badges, and what was signed; the name of a body in the web."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


GROWS = """
CREATE TRIGGER issuedbadge_only_grows BEFORE UPDATE OR DELETE ON recognition_issuedbadge
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
CREATE TRIGGER issuedbadge_not_emptied BEFORE TRUNCATE ON recognition_issuedbadge
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_refuse_change();
CREATE TRIGGER statusentry_only_grows BEFORE UPDATE OR DELETE ON recognition_statusentry
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
CREATE TRIGGER statusentry_not_emptied BEFORE TRUNCATE ON recognition_statusentry
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_refuse_change();
-- Of a key only the end is written: it never signs again, and what it is never changes.
CREATE FUNCTION recognition_guard_issuer_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - '{private_sealed,retired_at,compromised_at}'::text[]
            <> to_jsonb(OLD) - '{private_sealed,retired_at,compromised_at}'::text[]
        OR (OLD.retired_at IS NOT NULL AND NEW.retired_at IS DISTINCT FROM OLD.retired_at)
        OR (OLD.compromised_at IS NOT NULL AND NEW.compromised_at IS DISTINCT FROM OLD.compromised_at)
    THEN
        RAISE EXCEPTION 'a key of a body only ends' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issuerkey_guarded BEFORE UPDATE OR DELETE ON recognition_issuerkey
    FOR EACH ROW EXECUTE FUNCTION recognition_guard_issuer_key();
"""
UNDO = """
DROP TRIGGER issuedbadge_only_grows ON recognition_issuedbadge;
DROP TRIGGER issuedbadge_not_emptied ON recognition_issuedbadge;
DROP TRIGGER statusentry_only_grows ON recognition_statusentry;
DROP TRIGGER statusentry_not_emptied ON recognition_statusentry;
DROP FUNCTION recognition_guard_issuer_key() CASCADE;
"""


def fill(apps, schema_editor) -> None:
    """Each body that is there gets its own name in the web."""
    for row in apps.get_model("recognition", "IssuingBody").objects.all():
        row.uuid = uuid.uuid4()
        row.save(update_fields=["uuid"])


class Migration(migrations.Migration):

    dependencies = [
        ('recognition', '0028_k_skills'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("issuingbody", "uuid", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "issuingbody",
            "uuid",
            models.UUIDField(
                default=uuid.uuid4, editable=False, unique=True, help_text="stands in its did:web, for ever"
            ),
        ),
        migrations.CreateModel(
            name='IssuerKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ed25519', 'Ed25519: badges as JSON, slips on paper, case files'), ('rsa2048', 'RSA, 2048 bits: badges as JWT')], max_length=10)),
                ('fingerprint', models.CharField(help_text='SHA-256 of the public key (SPKI, DER), hexadecimal', max_length=64, unique=True)),
                ('public', models.JSONField(help_text='the public half, as a JWK')),
                ('private_sealed', models.BinaryField(blank=True, help_text='the private half under NAMES_KEY; empty once it is out of use')),
                ('active_from', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('compromised_at', models.DateTimeField(blank=True, help_text='others have it: nothing it signed is to be believed', null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issuer_keys', to='recognition.issuingbody')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='IssuedBadge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('di', 'JSON with a proof (eddsa-rdfc-2022)'), ('jwt', 'JWT (RS256)')], max_length=3)),
                ('text_sealed', models.BinaryField(help_text='under the key of the decision, as the name on the certificate')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='badges', to='recognition.certificate')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='badges', to='recognition.issuerkey')),
            ],
            options={
                'ordering': ['pk'],
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='StatusList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='status_lists', to='recognition.issuingbody')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='StatusEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveIntegerField()),
                ('certificate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='status_entry', to='recognition.certificate')),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='recognition.statuslist')),
            ],
            options={
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='issuerkey',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('body', 'kind'), name='one_key_in_use'),
        ),
        migrations.AddConstraint(
            model_name='issuerkey',
            constraint=models.CheckConstraint(condition=models.Q(('compromised_at', None), ('retired_at__isnull', False), _connector='OR'), name='a_compromised_key_is_out_of_use'),
        ),
        migrations.AddConstraint(
            model_name='issuedbadge',
            constraint=models.UniqueConstraint(fields=('certificate', 'form', 'key'), name='badge_once_a_form_and_key'),
        ),
        migrations.AddConstraint(
            model_name='statuslist',
            constraint=models.UniqueConstraint(fields=('body', 'number'), name='status_list_once'),
        ),
        migrations.AddConstraint(
            model_name='statusentry',
            constraint=models.UniqueConstraint(fields=('list', 'index'), name='status_place_once'),
        ),
        migrations.AddConstraint(
            model_name='statusentry',
            constraint=models.CheckConstraint(condition=models.Q(('index__lt', 131072)), name='status_place_in_the_list'),
        ),
        migrations.RunSQL(GROWS, UNDO),
    ]
