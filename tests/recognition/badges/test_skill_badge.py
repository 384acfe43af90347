"""The badge of a confirmed sheet of digital skills: verified by programs of others, without a name, the same each time."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from portal.audit.public import Entry
from portal.people.public import everyone
from recognition.certificates.badges.did import did_of
from recognition.models import IssuingBody, RequirementSet, SkillEvidence, SkillProjection
from recognition.skills import confirming
from recognition.skills.publishing import publish_shipped
from tests.builders.cases import WHY, Village
from tests.builders.people import make_learner, signed_in
from tests.recognition.badges.conftest import served


def _confirmed(village: Village, learner) -> None:
    row = RequirementSet.objects.get(framework="tt02_2025")
    SkillProjection.objects.filter(requirement_set=row).update(rebuilding_to=None)  # its first reading is over
    with everyone(WHY):
        SkillEvidence.objects.create(
            learner=learner, requirement_set=row, kind="officer", rule_id="seen", competence="4.1", level=1,
            day=date(2026, 3, 1), by=village.officer,
        )  # fmt: skip
        confirming.confirm(learner, row, village.unit, village.officer, 1)


def test_both_forms_verify_say_no_name_and_are_the_same_again(village: Village) -> None:
    publish_shipped()
    hoa = make_learner(village.unit)
    page = signed_in(hoa.user)
    here = {kind: reverse("pages:skill_badge", args=[kind]) for kind in ("png", "json", "jwt", "pdf")}
    assert page.get(here["json"]).status_code == 404, "no officer confirmed anything yet"
    assert here["png"] not in page.get(reverse("pages:skills")).text
    _confirmed(village, hoa)
    assert here["png"] in page.get(reverse("pages:skills")).text
    proof, jwt = page.get(here["json"]).text, page.get(here["jwt"]).text
    said = json.loads(proof)
    achievement = said["credentialSubject"]["achievement"]
    assert [one["targetCode"] for one in achievement["alignment"]] == ["4.1"]
    assert "1/24 năng lực (4,2 %)" in achievement["description"]
    assert "Nguyễn Thị Hoa" not in proof
    assert str(hoa.pk) not in proof
    did, download = did_of(village.body), served(village.body)
    found = OB3LdpVerifier.for_issuer_did(did).verify(said, check_status=True, download=download)
    assert (found.issuer.id, found.recipient_id) == (did, said["credentialSubject"]["id"])
    assert OB3Verifier.for_issuer_did(did, download=download).verify(jwt, check_status=True, download=download)
    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier.for_issuer_did(did).verify({**said, "name": "Khác"}, check_status=True, download=download)
    assert (page.get(here["json"]).text, page.get(here["jwt"]).text) == (proof, jwt)
    assert proof.encode() in page.get(here["png"]).content
    assert page.get(here["pdf"]).status_code == 404
    assert Entry.objects.filter(act="badge.signed", subject=f"learner:{hoa.pk}").exists()
    assert signed_in(make_learner(village.unit).user).get(here["json"]).status_code == 404
    IssuingBody.objects.update(valid_to=date.today())
    refused = page.get(here["json"])
    assert refused.status_code == 409
    assert re.search("chưa có ai ký huy hiệu", refused.text)
