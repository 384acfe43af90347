"""Whose digital certificates are known: entered with a public key by who administers everything, ended and never removed."""

import json

import pytest
from django.urls import reverse
from joserfc.jwk import ECKey

from recognition.evidence.badges.issuers import public_key
from recognition.models import OutsideIssuer
from recognition.refusals import Incomplete
from tests.builders.people import make_commune, make_user
from tests.recognition.evidence.badges import made

pytestmark = pytest.mark.django_db
PAGE = reverse("recognition:outside_issuers")
GOOD = {"name": "Trường nghề", "issuer_id": "https://truong.example.vn", "key": json.dumps(made.key(curve=True))}


@pytest.fixture
def desk(client):
    client.force_login(make_user("administrator"))
    return client


def test_one_is_entered_and_ended(desk):
    assert desk.post(PAGE, GOOD).status_code == 302
    (row,) = OutsideIssuer.objects.all()
    assert (row.issuer_id, sorted(row.key)) == (GOOD["issuer_id"], ["crv", "kty", "x", "y"])
    assert "đã có" in desk.post(PAGE, GOOD).text
    for _press in range(2):
        assert desk.post(PAGE, {"end": row.pk}).status_code == 302
    row.refresh_from_db()
    assert row.ended_on
    assert desk.post(PAGE, {**GOOD, "key": made.DID}).status_code == 302
    assert OutsideIssuer.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"issuer_id": "http://a"}, {"issuer_id": ""}, {"key": ""}, {"key": "{}"}, {"key": "[1]"},
        {"key": '{"kty":"oct","k":"AAAA"}'}, {"key": "did:key:z1"}, {"key": '{"kty":"OKP","crv":"X25519","x":"AA"}'},
        {"key": "x" * 5000},
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_with_what_was_typed(desk, wrong):
    answer = desk.post(PAGE, {**GOOD, **wrong})
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert "https://truong.example.vn" in answer.text or "issuer_id" in wrong
    assert not OutsideIssuer.objects.exists()


def test_a_private_key_leaves_only_its_public_part():
    assert "d" not in public_key(json.dumps(ECKey.import_key(made.CURVE).as_dict(private=True)))
    with pytest.raises(Incomplete):
        public_key('{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}')


def test_only_who_administers_everything(client):
    for user in (
        make_user("administrator", unit=make_commune()),
        make_user("officer", unit=make_commune()),
        make_user(),
    ):
        client.force_login(user)
        assert client.post(PAGE, GOOD).status_code == 403
    assert not OutsideIssuer.objects.exists()
