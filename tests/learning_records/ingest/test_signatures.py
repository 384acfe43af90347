"""Signed statements: a JWS over this very statement, by the certificate that came along if one did (Data 2.6)."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jws
from joserfc.jwk import RSAKey

from learning_records.models import Statement
from learning_records.spec import signatures
from tests.builders.attachments import KIND, about, body
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path) -> None:
    settings.PRIVATE_ROOT = tmp_path


KEY = RSAKey.import_key(rsa.generate_private_key(65537, 2048))


def signed(
    statement: dict, *, algorithm: str = "RS256", payload: dict | None = None, **more: object
) -> tuple[dict, bytes]:
    """The statement with its signature named, and the signature."""
    header = {"alg": algorithm} | ({"x5c": more.pop("x5c")} if "x5c" in more else {})
    text = json.dumps(statement if payload is None else payload)
    signature = jws.serialize_compact(header, text, KEY, algorithms=[algorithm]).encode()
    usage = {"usageType": "http://adlnet.gov/expapi/attachments/signature", "contentType": "application/octet-stream"}
    return statement | {"attachments": [about(signature, **usage | more)]}, signature


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_signed(xapi, algorithm: str) -> None:
    statement, signature = signed(make_statement(), algorithm=algorithm)
    assert xapi("POST", "statements", body=body(statement, [signature]), kind=KIND).status_code == 200


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"algorithm": "PS256"}, "RS256"),
        ({"payload": make_statement(7)}, "not this statement"),
        ({"payload": {}}, "not a statement"),
        ({"contentType": "text/plain"}, "application/octet-stream"),
        ({"x5c": [base64.b64encode(b"no certificate").decode()]}, "certificate"),
    ],
)
def test_badly_signed(xapi, more: dict, says: str) -> None:
    statement = make_statement()
    if "payload" in more and more["payload"]:
        more = {"payload": more["payload"] | {"id": statement["id"]}}
    statement, signature = signed(statement, **more)
    answer = xapi("POST", "statements", body=body(statement, [signature]), kind=KIND)
    assert (answer.status_code, says in answer.json()["error"]) == (400, True), answer.content


def certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    """A certificate of this key, as the header x5c carries it."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()


def test_a_certificate_that_came_along_is_used(xapi) -> None:
    own, foreign = KEY.raw_value, rsa.generate_private_key(65537, 2048)
    for key, status in ((own, 200), (foreign, 400)):
        statement, signature = signed(make_statement(), x5c=[certificate(key)])
        answer = xapi("POST", "statements", body=body(statement, [signature]), kind=KIND)
        assert answer.status_code == status, answer.content


@pytest.mark.parametrize("broken", [b"", b"a.b", b"a.b.c", b"\xff.\xff.\xff", b"e30.e30.e30"])
def test_no_signature_at_all(xapi, broken: bytes) -> None:
    usage = {"usageType": "http://adlnet.gov/expapi/attachments/signature", "contentType": "application/octet-stream"}
    statement = make_statement(attachments=[about(broken, **usage)])
    assert xapi("POST", "statements", body=body(statement, [broken]), kind=KIND).status_code == 400


USAGE = {"usageType": "http://adlnet.gov/expapi/attachments/signature", "contentType": "application/octet-stream"}


def loose(content: dict | bytes, **header: object) -> bytes:
    """A JWS nobody signed: for what is refused before, or without, looking at the signature."""
    payload = content if isinstance(content, bytes) else json.dumps(content).encode()
    parts = (json.dumps({"alg": "RS256"} | header).encode(), payload, b"no signature")
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


def counted(monkeypatch, name: str) -> list[int]:
    """Grows with each call of this function of the signatures."""
    calls, real = [], getattr(signatures, name)
    monkeypatch.setattr(signatures, name, lambda *args: calls.append(1) or real(*args))
    return calls


def test_a_signature_that_is_named_often_is_read_and_compared_once(xapi, monkeypatch) -> None:
    statement = make_statement()
    signature = loose(statement)
    many = statement | {"attachments": [about(signature, **USAGE)] * 300}
    read, compared = counted(monkeypatch, "_taken_apart"), counted(monkeypatch, "fingerprint")
    assert xapi("POST", "statements", body=body(many, [signature]), kind=KIND).status_code == 200
    assert (len(read), len(compared)) == (1, 2)


def test_a_signature_of_many_statements_is_read_once(xapi, monkeypatch) -> None:
    """Without id and time, one signature is that of every statement that says the same."""
    said = {name: value for name, value in make_statement().items() if name in ("actor", "verb", "object")}
    signature = loose(said | {"verb": said["verb"] | {"display": {"vi": "x" * 100_000}}})
    many = [said | {"attachments": [about(signature, **USAGE)]} for _number in range(30)]
    read, compared = counted(monkeypatch, "_taken_apart"), counted(monkeypatch, "fingerprint")
    assert xapi("POST", "statements", body=body(many, [signature]), kind=KIND).status_code == 200
    assert (len(read), len(compared)) == (1, 1 + len(many))
    assert Statement.objects.count() == len(many)


def test_a_statement_with_many_signatures_is_looked_at_once(xapi, monkeypatch) -> None:
    statement = make_statement()
    several = [loose(statement, kid=str(number)) for number in range(20)]
    statement |= {"attachments": [about(one, **USAGE) for one in several]}
    compared = counted(monkeypatch, "fingerprint")
    assert xapi("POST", "statements", body=body(statement, several), kind=KIND).status_code == 200
    assert len(compared) == 1 + len(several)


def test_each_mention_of_a_signature_has_its_type(xapi) -> None:
    statement = make_statement()
    signature = loose(statement)
    statement |= {"attachments": [about(signature, **USAGE), about(signature, **USAGE | {"contentType": "text/plain"})]}
    answer = xapi("POST", "statements", body=body(statement, [signature]), kind=KIND)
    assert (answer.status_code, answer.json()["path"]) == (400, "statement.attachments[1].contentType")


def test_the_time_counts_when_it_was_signed(xapi) -> None:
    statement = make_statement() | {"timestamp": "2026-03-01T10:00:00+07:00"}
    for time, status in (("2026-03-01T03:00:00Z", 200), ("2026-03-01T03:00:01Z", 400)):
        signature = loose(statement | {"timestamp": time})
        sent = statement | {"attachments": [about(signature, **USAGE)]}
        assert xapi("POST", "statements", body=body(sent, [signature]), kind=KIND).status_code == status
    signature = loose({name: value for name, value in statement.items() if name != "timestamp"})
    sent = make_statement() | {"timestamp": statement["timestamp"]}
    sent = statement | {"id": sent["id"], "attachments": [about(signature, **USAGE)]}
    answer = xapi("POST", "statements", body=body(sent, [signature]), kind=KIND)
    assert (answer.status_code, "another id" in answer.json()["error"]) == (400, True)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"timestamp": "0001-01-01T00:00:00+14:00"}, "not a statement"),
        ({"timestamp": "9999-12-31T23:59:60Z"}, "not a statement"),
        ({"timestamp": ["x"] * 50}, "not a statement"),
        ({"attachments": [1]}, "not a statement"),
        ({"attachments": 5}, "not a statement"),
        ({"attachments": [{"usageType": "http://a.vn"}]}, "not a statement"),
        ({"context": []}, "not a statement"),
        ({"context": {"contextActivities": {"parent": [5]}}}, "not a statement"),
        ({"result": {"duration": {}}}, "not a statement"),
    ],
)
def test_anything_may_have_been_signed(xapi, changed: dict, says: str) -> None:
    statement = make_statement()
    signature = loose(statement | changed)
    statement |= {"attachments": [about(signature, **USAGE)]}
    answer = xapi("POST", "statements", body=body(statement, [signature]), kind=KIND)
    assert (answer.status_code, says in answer.json()["reason"]) == (400, True), answer.content


@pytest.mark.parametrize("alg", [[], {}, None, 5, "none"])
def test_an_algorithm_may_be_anything(xapi, alg: object) -> None:
    statement = make_statement()
    signature = loose(statement, alg=alg)
    statement |= {"attachments": [about(signature, **USAGE)]}
    answer = xapi("POST", "statements", body=body(statement, [signature]), kind=KIND)
    assert (answer.status_code, "RS256, RS384 or RS512" in answer.json()["reason"]) == (400, True)


_P256, _NO_CURVE = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a8648ce3d030163")
_V3, _V9 = bytes.fromhex("a003020102"), bytes.fromhex("a003020108")


def _der(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return base64.b64decode(certificate(key))


@pytest.mark.parametrize(
    ("x5c", "says"),
    [
        (lambda: [_der(ec.generate_private_key(ec.SECP256R1()))], "has no RSA key"),
        (lambda: [_der(ec.generate_private_key(ec.SECP256R1())).replace(_P256, _NO_CURVE)], "has no RSA key"),
        (lambda: [_der(KEY.raw_value).replace(_V3, _V9)], "cannot be read"),
        (lambda: [b"no certificate"], "cannot be read"),
        (list, "cannot be read"),
        (dict, "cannot be read"),
        (lambda: 5, "cannot be read"),
        (lambda: "é", "cannot be read"),
        (lambda: [{}], "cannot be read"),
        (lambda: [_der(KEY.raw_value)], "does not fit its certificate"),
    ],
)
def test_a_certificate_may_be_anything(xapi, x5c, says: str) -> None:
    statement, chain = make_statement(), x5c()
    if isinstance(chain, list):
        chain = [base64.b64encode(one).decode() if isinstance(one, bytes) else one for one in chain]
    signature = loose(statement, x5c=chain)
    statement |= {"attachments": [about(signature, **USAGE)]}
    answer = xapi("POST", "statements", body=body(statement, [signature]), kind=KIND)
    assert (answer.status_code, says in answer.json()["reason"]) == (400, True), answer.content
