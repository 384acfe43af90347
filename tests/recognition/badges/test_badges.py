"""One badge in both forms, verified by programs of others without network; bad copies get the right answer each."""

import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from recognition.certificates.badges import issue, keys, status
from recognition.certificates.badges.credential import credential_of
from recognition.certificates.badges.did import did_of, document_of
from recognition.certificates.badges.proofs import as_jwt, with_proof, written
from recognition.certificates.review.reviews import answer, open_review
from recognition.decisions import signing
from recognition.decisions.ending import end_by_decision
from recognition.models import Certificate, IssuedBadge, IssuerKey, StatusList
from recognition.refusals import WrongState
from tests.builders.cases import Village, make_body
from tests.builders.people import make_user
from tests.recognition.badges.conftest import lists_of, served

pytestmark = pytest.mark.usefixtures("all_seeing")
TODAY = timezone.localdate


def both(certificate: Certificate) -> tuple[dict[str, Any], str]:
    proof = json.loads(issue.badge_of(certificate, issue.PROOF, by=None))
    return proof, issue.badge_of(certificate, issue.JWT, by=None)


def by_the_library(text: str | dict[str, Any], body: Any, **more: Any) -> Any:
    download, did = served(body), did_of(body)
    if isinstance(text, dict):
        verifier = OB3LdpVerifier.for_issuer_did(did)
        return verifier.verify(text, check_status=True, download=download, **more)
    verifier = OB3Verifier.for_issuer_did(did, download=download)
    return verifier.verify(text, check_status=True, download=download, **more)


def test_both_forms_verify_in_two_languages(village: Village, held: Certificate, ask_node) -> None:
    proof, jwt = both(held)
    document, lists = document_of(village.body), lists_of(village.body)
    told = ask_node([{"credential": proof, "did": document, "lists": lists}, {"jwt": jwt, "did": document}])
    assert told[0] == {"verified": True, "states": {"revocation": False, "suspension": False}, "why": ""}
    assert told[1] == {"verified": True, "states": {}, "why": "", "name": held.line.title}
    for one in (proof, jwt):
        found = by_the_library(one, village.body)
        assert (found.recipient_id, found.issuer.id) == (f"urn:uuid:{held.urn}", did_of(village.body))
    said = json.dumps(proof, ensure_ascii=False)
    assert "Nguyễn Thị Hoa" not in said, "a posted picture cannot be taken back"
    assert "82" not in proof["credentialSubject"], "no points"
    assert both(held) == (proof, jwt), "what was given is given again"
    assert IssuedBadge.objects.count() == 2


def test_bad_copies_get_the_right_answer_each(village: Village, held: Certificate, ask_node) -> None:
    """Tampered, of a wrong key, of a foreign body, expired, not yet valid, with a word or context nobody defined."""
    body, place = village.body, status.place_of(held, village.body)
    other = make_body(Village("Hạ Long").unit)
    good, jwt = both(held)
    now = timezone.now()

    def made(**changes: Any) -> dict[str, Any]:
        document = {**credential_of(held, place, body, "Ủy ban"), **changes}
        return json.loads(with_proof(document, body, now)[1])

    def changed(**changes: Any) -> dict[str, Any]:
        return {**copy.deepcopy(good), **changes}

    past, ahead = written(now - timedelta(days=2)), written(now + timedelta(days=2))
    foreign = json.loads(with_proof(credential_of(held, place, body, "Ủy ban"), other, now)[1])
    stolen = copy.deepcopy(foreign)
    stolen["proof"]["verificationMethod"] = good["proof"]["verificationMethod"]
    title = copy.deepcopy(good)
    title["credentialSubject"]["achievement"]["name"] = "Gia đình học tập"
    bad = {
        "another title": title,
        "another day": changed(validFrom=past),
        "states taken out": {name: value for name, value in good.items() if name != "credentialStatus"},
        "expired": made(validUntil=past, validFrom=written(now - timedelta(days=9))),
        "not yet valid": made(validFrom=ahead),
        "a word nobody defined": changed(points=82),
        "a context nobody knows": changed(**{"@context": [*good["@context"], "https://example.org/other/v1"]}),
        "signed by another body": foreign,
        "another body's signature under our key": stolen,
        "too deep": changed(evidence=_deep(60)),
    }
    document, lists = document_of(body), lists_of(body)
    told = ask_node([{"credential": one, "did": document, "lists": lists} for one in bad.values()])
    assert {name: one["verified"] for name, one in zip(bad, told, strict=True)} == dict.fromkeys(bad, False)
    for name, one in bad.items():
        with pytest.raises(OB3VerificationError):
            pytest.fail(f"accepted: {name}: {by_the_library(one, body)}")
    head, claims, sign = jwt.split(".")
    tokens = [
        f"{head}.{claims[:-8]}{'A' * 8}.{sign}",
        as_jwt({**credential_of(held, place, body, "Ủy ban", ".jwt"), "validUntil": past}, body)[1],
        as_jwt({**credential_of(held, place, body, "Ủy ban", ".jwt"), "validFrom": ahead}, body)[1],
        as_jwt(credential_of(held, place, body, "Ủy ban", ".jwt"), other)[1],
    ]
    assert not any(one["verified"] for one in ask_node([{"jwt": one, "did": document} for one in tokens]))
    for one in tokens:
        with pytest.raises(OB3VerificationError):
            by_the_library(one, body)


def _deep(levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {"type": ["Evidence"], "name": "x"}
    for _level in range(levels):
        found = {"type": ["Evidence"], "evidence": [found]}
    return found


@pytest.mark.parametrize("kind", ["revoke", "annul"])
def test_an_ended_certificate_is_revoked_for_good(village: Village, held: Certificate, ask_node, kind: str) -> None:
    proof, jwt = both(held)
    end_by_decision(held, kind, village.body, "15/QĐ-UBND", TODAY(), "Nhầm người", village.signer)
    document = document_of(village.body)
    told = ask_node([{"credential": proof, "did": document, "lists": lists_of(village.body)}])[0]
    assert told["states"] == {"revocation": True, "suspension": False}
    for one in (proof, jwt):
        with pytest.raises(OB3VerificationError, match="revocation"):
            by_the_library(one, village.body)
    held.refresh_from_db()
    assert both(held) == (proof, jwt), "its holder may still have what was given"


def test_one_that_is_looked_at_again_is_suspended_and_comes_back(village: Village, held: Certificate) -> None:
    proof, jwt = both(held)
    running = open_review(held, "Có phản ánh", village.signer)
    for one in (proof, jwt):
        with pytest.raises(OB3VerificationError, match="suspension"):
            by_the_library(one, village.body)
    answer(running, "keep", "Không có gì sai", make_user("signer", unit=village.unit))
    for one in (proof, jwt):
        by_the_library(one, village.body)


def test_what_ends_under_review_is_revoked_for_good_and_no_longer_suspended(
    village: Village, held: Certificate
) -> None:
    both(held)
    open_review(held, "Có phản ánh", village.signer)
    end_by_decision(held, "revoke", village.body, "15/QĐ-UBND", TODAY(), "Nhầm người", village.signer)
    (one,) = StatusList.objects.all()
    said = {purpose: any(status.state_bits(one, purpose)) for purpose in status.PURPOSES}
    assert said == {"revocation": True, "suspension": False}


def test_a_list_asks_no_more_for_more_reviews(village: Village, held: Certificate) -> None:
    cases = [village.confirmed() for _one in range(2)]
    more = signing.sign(cases, village.body, "129/QĐ-UBND", TODAY(), village.signer)
    certificates = list(Certificate.objects.filter(line__decision=more))
    for one in (held, *certificates):
        status.place_of(one, village.body)
    (row,) = StatusList.objects.all()

    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            status.state_bits(row, status.SUSPENSION)
        return len(told)

    open_review(held, "Có phản ánh", village.signer)
    few = asked()
    for one in certificates:
        open_review(one, "Có phản ánh", village.signer)
    assert asked() == few
    assert sum(byte.bit_count() for byte in status.state_bits(row, status.SUSPENSION)) == 3


def test_a_list_of_another_issuer_or_a_place_outside_says_nothing(
    village: Village, held: Certificate, ask_node
) -> None:
    proof, jwt = both(held)
    other = make_body(Village("Hạ Long").unit)
    place = status.place_of(held, village.body)
    lists = lists_of(village.body)
    for where, one in lists.items():
        unsigned = {name: value for name, value in one.items() if name != "proof"}
        forged = with_proof({**unsigned, "issuer": did_of(other)}, other, timezone.now())[1]
        lists[where] = json.loads(forged)
    outside = credential_of(held, place, village.body, "Ủy ban")
    for entry in outside["credentialStatus"]:
        entry["statusListIndex"] = "131072"
    outside = json.loads(with_proof(outside, village.body, timezone.now())[1])
    document = document_of(village.body)
    told = ask_node(
        [
            {"credential": proof, "did": document, "lists": lists},
            {"credential": proof, "did": document, "lists": {}},
            {"credential": outside, "did": document, "lists": lists_of(village.body)},
        ]
    )
    assert not any(one["verified"] and one["states"].get("revocation") is False for one in told)
    with pytest.raises(OB3VerificationError):
        by_the_library(outside, village.body)


def test_old_keys_go_on_being_read_and_a_compromised_one_does_not(
    village: Village, held: Certificate, ask_node
) -> None:
    proof, jwt = both(held)
    chief = make_user("administrator", unit=village.unit)
    keys.rotate(village.body, by=chief)
    document = document_of(village.body)
    assert len(document["assertionMethod"]) == 4
    told = ask_node(
        [{"credential": proof, "did": document, "lists": lists_of(village.body)}, {"jwt": jwt, "did": document}]
    )
    assert [one["verified"] for one in told] == [True, True]
    for one in (proof, jwt):
        by_the_library(one, village.body)
    old = IssuerKey.objects.get(kind="ed25519", retired_at__isnull=False)
    assert bytes(old.private_sealed) == b"", "what is out of use cannot be stolen"
    keys.compromised(old, by=chief)
    document = document_of(village.body)
    told = ask_node([{"credential": proof, "did": document, "lists": lists_of(village.body)}])
    assert not told[0]["verified"]
    with pytest.raises(OB3VerificationError):
        by_the_library(proof, village.body)
    anew = json.loads(issue.badge_of(held, issue.PROOF, by=None))
    assert anew["proof"]["verificationMethod"] != proof["proof"]["verificationMethod"]
    assert anew["credentialStatus"] == proof["credentialStatus"]
    told = ask_node([{"credential": anew, "did": document, "lists": lists_of(village.body)}])
    assert told[0]["verified"]


def test_an_ended_certificate_without_a_badge_gets_none(village: Village, held: Certificate) -> None:
    end_by_decision(held, "revoke", village.body, "15/QĐ-UBND", TODAY(), "Nhầm người", village.signer)
    held.refresh_from_db()
    with pytest.raises(WrongState):
        issue.badge_of(held, issue.PROOF, by=None)
    assert not IssuedBadge.objects.exists()
