"""A decision before it has a number; who stands on its list under the decision's own key, no longer in plain columns."""

import json

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


from portal.people.public import encrypt_for

GUARD = """
CREATE TRIGGER draftprint_only_grows BEFORE UPDATE OR DELETE ON recognition_draftprint
    FOR EACH ROW EXECUTE FUNCTION recognition_refuse_change();
CREATE TRIGGER draftprint_not_emptied BEFORE TRUNCATE ON recognition_draftprint
    FOR EACH STATEMENT EXECUTE FUNCTION recognition_refuse_change();
"""


def fill(apps, schema_editor) -> None:
    """Lines that are there already: what they say of a person goes under the decision's key, what counts ask stands beside."""
    Line, Item = apps.get_model("recognition", "DecisionLine"), apps.get_model("recognition", "SubmittedItem")
    schema_editor.execute("ALTER TABLE recognition_decisionline DISABLE TRIGGER decisionline_only_grows")
    typed = Item.objects.filter(kind="manual", on_behalf_of=True)
    number, of = 0, None
    for row in Line.objects.select_related("decision", "submission").order_by("decision", "pk").iterator():
        number, of = (number + 1 if of == row.decision_id else 1), row.decision_id
        about = {"born": row.birth_year, "group": row.residential_group_name, "unit": row.unit_name}
        handed = row.submission
        helped = handed.on_behalf_of or handed.self_on_behalf_of or typed.filter(submission=handed.pk).exists()
        Line.objects.filter(pk=row.pk).update(
            about_encrypted=encrypt_for(json.dumps(about, ensure_ascii=False), f"decision:{row.decision_id}"),
            age_band=row.birth_year // 10 * 10 if row.birth_year else None,
            entered="unknown" if not handed.self_points else "helped" if helped else "alone",
            title_key=row.decision.title_key,
            year=row.decision.campaign_year,
            number=number,
        )
    schema_editor.execute("ALTER TABLE recognition_decisionline ENABLE TRIGGER decisionline_only_grows")


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_t_subjects'),
        ('places', '0003_g_succession'),
        ('recognition', '0032_j_digests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BodySigner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Printed under the signature.', max_length=100)),
                ('office', models.CharField(default='Phó Chủ tịch', max_length=100)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DecisionDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('recognise', 'recognises'), ('revoke', 'revokes: the title was held, and is taken from this day on'), ('annul', 'annuls: it should never have been issued'), ('correct', 'corrects what its list said of somebody')], default='recognise', max_length=10)),
                ('proposal_number', models.CharField(blank=True, max_length=40)),
                ('proposal_date', models.DateField(blank=True, null=True)),
                ('title_key', models.CharField(max_length=60)),
                ('year', models.PositiveSmallIntegerField()),
                ('words', models.JSONField(default=dict, help_text='grounds, recipients and other words, line by line')),
                ('state', models.CharField(choices=[('open', 'being prepared'), ('recorded', 'recorded with its number'), ('dropped', 'dropped')], default='open', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DraftLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_encrypted', models.BinaryField(blank=True, help_text='note, reason or corrections, under draft:<pk>', null=True)),
            ],
            options={
                'ordering': ['pk'],
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='DraftPrint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('marks', models.JSONField(help_text='[case, mark] in the order of the list')),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='list_digest',
            field=models.CharField(blank=True, help_text='SHA-256 of the marks of the list as printed', max_length=64),
        ),
        migrations.AddField(
            model_name='decision',
            name='proposal_date',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='proposal_number',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='decision',
            name='proposing_body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recognition.issuingbody'),
        ),
        migrations.AddField(
            model_name='decision',
            name='signature',
            field=models.JSONField(default=list, help_text='lines above the signature as printed, such as “KT. CHỦ TỊCH”'),
        ),
        migrations.AddField(
            model_name='decision',
            name='words',
            field=models.JSONField(default=dict, help_text='grounds, articles and recipients as printed'),
        ),
        migrations.AddField(
            model_name='decisionline',
            name='about_encrypted',
            field=models.BinaryField(default=b'', help_text="under the decision's key: form of address, birth year, home, note"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='decisionline',
            name='age_band',
            field=models.PositiveSmallIntegerField(blank=True, help_text='decade of birth, for counts', null=True),
        ),
        migrations.AddField(
            model_name='decisionline',
            name='corrects',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='recognition.decisionline'),
        ),
        migrations.AddField(
            model_name='decisionline',
            name='entered',
            field=models.CharField(choices=[('alone', 'entered alone'), ('helped', 'entered with help'), ('unknown', 'not known')], default='unknown', max_length=8),
        ),
        migrations.AddField(
            model_name='decisionline',
            name='number',
            field=models.PositiveIntegerField(blank=True, help_text='place in the printed list', null=True),
        ),
        migrations.AddField(
            model_name='decisionline',
            name='title_key',
            field=models.CharField(default='', max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='decisionline',
            name='year',
            field=models.PositiveSmallIntegerField(default=0, help_text='the year judged: results of a year ask the line'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='issuingbody',
            name='collective',
            field=models.CharField(blank=True, help_text='Stands after “TM.” where a collective decides. Empty: its head decides.', max_length=100),
        ),
        migrations.AddField(
            model_name='issuingbody',
            name='notice_symbol',
            field=models.CharField(blank=True, help_text='Of its notices, such as TB-UBND.', max_length=20),
        ),
        migrations.AddField(
            model_name='issuingbody',
            name='proposal_symbol',
            field=models.CharField(blank=True, help_text='Of its proposals, such as TTr-HKH.', max_length=20),
        ),
        migrations.AddField(
            model_name='issuingbody',
            name='superior',
            field=models.CharField(blank=True, help_text='Stands above its name on papers, where it has one above it.', max_length=200),
        ),
        migrations.AddField(
            model_name='issuingbody',
            name='symbol',
            field=models.CharField(blank=True, help_text='Of its decisions, such as QĐ-UBND. Empty: as usual for its kind.', max_length=20),
        ),
        migrations.AddField(
            model_name='issuingbodychange',
            name='collective',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='issuingbodychange',
            name='notice_symbol',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='issuingbodychange',
            name='proposal_symbol',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='issuingbodychange',
            name='superior',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='issuingbodychange',
            name='symbol',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name='decision',
            name='kind',
            field=models.CharField(choices=[('recognise', 'recognises'), ('revoke', 'revokes: the title was held, and is taken from this day on'), ('annul', 'annuls: it should never have been issued'), ('correct', 'corrects what its list said of somebody')], default='recognise', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='decisionline',
            constraint=models.UniqueConstraint(fields=('decision', 'case'), name='a_case_once_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='decisionline',
            constraint=models.UniqueConstraint(fields=('decision', 'number'), name='a_number_once_a_list'),
        ),
        migrations.AddField(
            model_name='bodysigner',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to='recognition.issuingbody'),
        ),
        migrations.AddField(
            model_name='bodysigner',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decisiondraft',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='recognition.issuingbody'),
        ),
        migrations.AddField(
            model_name='decisiondraft',
            name='decision',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='recognition.decision'),
        ),
        migrations.AddField(
            model_name='decisiondraft',
            name='deputy',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recognition.bodysigner'),
        ),
        migrations.AddField(
            model_name='decisiondraft',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decisiondraft',
            name='proposing_body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recognition.issuingbody'),
        ),
        migrations.AddField(
            model_name='draftline',
            name='case',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draft_line', to='recognition.case'),
        ),
        migrations.AddField(
            model_name='draftline',
            name='certificate',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft_line', to='recognition.certificate'),
        ),
        migrations.AddField(
            model_name='draftline',
            name='draft',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='recognition.decisiondraft'),
        ),
        migrations.AddField(
            model_name='draftprint',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='draftprint',
            name='draft',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prints', to='recognition.decisiondraft'),
        ),
        migrations.AddConstraint(
            model_name='bodysigner',
            constraint=models.UniqueConstraint(fields=('body', 'name', 'office', 'valid_from'), name='deputy_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='bodysigner',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='deputy_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='decisiondraft',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('state', 'recorded')), models.Q(models.Q(('state', 'recorded'), _negated=True), ('decision__isnull', True)), _connector='OR'), name='recorded_draft_has_its_decision'),
        ),
        migrations.AddConstraint(
            model_name='draftprint',
            constraint=models.UniqueConstraint(fields=('draft', 'version'), name='printed_once_a_version'),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
