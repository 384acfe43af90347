"""What a decision's list says of a person stands in no plain column any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recognition", "0033_g_drafts_of_decisions")]
    operations = [
        migrations.RemoveField("decisionline", "birth_year"),
        migrations.RemoveField("decisionline", "residential_group_name"),
        migrations.RemoveField("decisionline", "unit_name"),
    ]
