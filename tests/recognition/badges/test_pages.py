"""Downloads of a badge, what anybody reads of a body, and the page of its keys."""

import json

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3Verifier
from pyld.jsonld import JsonLdError

from portal.people.public import everyone
from recognition.certificates.badges import keys
from recognition.certificates.badges.canonical import canonical
from recognition.certificates.badges.did import did_of, document_of
from recognition.models import Certificate, IssuedBadge, IssuerKey
from recognition.refusals import NotYours
from tests.builders.cases import WHY, Village
from tests.builders.people import make_learner, make_user, signed_in
from tests.recognition.badges.conftest import served


def test_the_holder_downloads_it_and_programs_of_others_read_the_picture(village: Village, held: Certificate) -> None:
    with everyone(WHY):
        holder = held.learner.user
    browser = signed_in(holder)
    page = browser.get(reverse("recognition:certificate", args=[held.token]))
    found = {}
    for kind in ("png", "json", "jwt"):
        where = reverse("recognition:badge", args=[held.token, kind])
        assert where in page.content.decode()
        answer = browser.get(where)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].endswith(f'-0001.{kind}"')
        found[kind] = answer.content
    assert json.loads(OB3Verifier.extract_token_from_png(found["png"])) == json.loads(found["json"])
    with everyone(WHY):
        OB3LdpVerifier.for_issuer_did(did_of(village.body)).verify(found["json"], download=served(village.body))
    assert browser.get(reverse("recognition:badge", args=[held.token, "svg"])).status_code == 404
    stranger = signed_in(make_learner(Village("Hạ Long").unit, "Lê Văn Xa").user)
    assert stranger.get(reverse("recognition:badge", args=[held.token, "png"])).status_code == 404


def test_what_anybody_reads_of_a_body(client, village: Village, held: Certificate) -> None:
    uuid = village.body.uuid
    assert client.get(reverse("recognition:body_did", args=[uuid])).json()["verificationMethod"] == []
    with everyone(WHY):
        browser = signed_in(held.learner.user)
    browser.get(reverse("recognition:badge", args=[held.token, "jwt"]))
    document = client.get(reverse("recognition:body_did", args=[uuid]))
    assert (document["Content-Type"], document["Access-Control-Allow-Origin"]) == ("application/did+json", "*")
    assert document.json() == document_of(village.body)
    where = reverse("recognition:body_states", args=[uuid, 1, "revocation"])
    assert client.get(where).json()["credentialSubject"]["statusPurpose"] == "revocation"
    assert client.get(where, headers={"Accept": "application/vc+jwt"}).content.count(b".") == 2
    assert client.get(where + ".jwt").content.count(b".") == 2
    for wrong in ("message", "revocation.xml", "revocation."):
        assert client.get(reverse("recognition:body_states", args=[uuid, 1, wrong])).status_code == 404
    shown = client.get(reverse("recognition:body_public", args=[uuid])).content.decode()
    assert IssuerKey.objects.get(kind="rsa2048").printed in shown


def test_an_administrator_changes_keys_and_nobody_else(village: Village, django_assert_max_num_queries) -> None:
    where = reverse("recognition:body_keys", args=[village.body.pk])
    assert signed_in(village.officer).post(where, {"act": "rotate"}).status_code == 403
    other = make_user("administrator", unit=Village("Hạ Long").unit)
    assert signed_in(other).post(where, {"act": "rotate"}).status_code == 404
    with pytest.raises(NotYours):
        keys.rotate(village.body, by=other)
    browser = signed_in(make_user("administrator", unit=village.unit))
    for _press in range(2):
        assert browser.post(where, {"act": "rotate"}).status_code == 302
    assert IssuerKey.objects.filter(body=village.body, retired_at=None).count() == 2
    old = IssuerKey.objects.filter(retired_at__isnull=False).first()
    for _press in range(2):
        assert browser.post(where, {"compromised": old.pk}).status_code == 302
    assert IssuerKey.objects.filter(body=village.body).count() == 6, "the second press does nothing"
    assert browser.post(where, {"compromised": "²"}).status_code == 404
    shown = browser.get(where).content.decode()
    assert old.printed in shown
    with pytest.raises(DatabaseError, match="only ends"), transaction.atomic():
        IssuerKey.objects.filter(pk=old.pk).update(retired_at=None)


def test_keys_are_sealed_anew_with_the_installations_keys(village: Village, settings) -> None:
    key = keys.in_use(village.body, keys.ED25519)
    new = Fernet.generate_key().decode()
    settings.NAMES_KEY = f"{new},{settings.NAMES_KEY}"
    call_command("rotate_names_keys")
    settings.NAMES_KEY = new
    key.refresh_from_db()
    assert len(keys.sign_with(key, b"x")[1]) == 64
    assert b"PRIVATE" not in bytes(key.private_sealed)


def test_no_context_is_fetched_and_what_was_signed_stays(village: Village, held: Certificate) -> None:
    with pytest.raises(JsonLdError):
        canonical({"@context": "https://example.org/context", "id": "urn:x"})
    with everyone(WHY):
        signed_in(held.learner.user).get(reverse("recognition:badge", args=[held.token, "json"]))
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            IssuedBadge.objects.update(form="jwt")
