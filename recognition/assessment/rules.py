"""What a campaign prescribes beyond one officer a case; until somebody sets it, the portal's own proposal."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, units_of
from recognition.cases.campaigns import must_be_running
from recognition.models import AssessmentRules, Campaign
from recognition.refusals import Incomplete, NotYours

FIELDS = (
    *("sample_percent", "sample_least", "sample_differing"),
    *("second_percent", "second_near", "council", "quorum_of_six", "review_days"),
)


def rules_of(campaign: Campaign) -> AssessmentRules:
    """The rules of a campaign: its row, or a fresh one with the defaults that is not written."""
    return AssessmentRules.objects.filter(campaign=campaign).first() or AssessmentRules(campaign=campaign)


def set_rules(campaign: Campaign, values: Mapping[str, Any], *, by: User) -> AssessmentRules:
    """Writes other rules for a campaign; they hold for what is drawn from now on.

    Raises NotYours (not the administrator's place), OutsideCampaign (closed), Incomplete naming the field.
    """
    if not units_of(by, "administrator").filter(pk=campaign.unit_id).exists():
        raise NotYours(_("Only an administrator of this place changes how cases are judged."))
    if values["sample_differing"] >= values["sample_least"]:
        raise Incomplete(
            _("If all of the sample may differ, it shows nothing. Write a smaller number."), "sample_differing"
        )
    with transaction.atomic():
        must_be_running(Campaign.objects.select_for_update().get(pk=campaign.pk))
        row, _made = AssessmentRules.objects.select_for_update().get_or_create(campaign=campaign)
        changed = {name: values[name] for name in FIELDS if getattr(row, name) != values[name]}
        if changed:
            for name, value in changed.items():
                setattr(row, name, value)
            row.save()
            append("campaign.rules", f"campaign:{campaign.pk}", by=by, details=changed)
    return row
