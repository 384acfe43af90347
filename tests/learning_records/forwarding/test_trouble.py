"""Whatever a target does or breaks, nothing is lost and nothing arrives twice."""

import ssl
import time
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from learning_records.forwarding import turns
from learning_records.forwarding.models import DeadLetter
from tests.learning_records.forwarding.target_server import (
    TargetServer,
    answers,
    drips,
    drops_after_taking,
    is_slow,
    once_each,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("mood", "code"),
    [
        (answers(500, b"oops"), "status"),
        (answers(503), "status"),
        (answers(429), "busy"),
        (answers(401), "key"),
        (answers(403), "key"),
        (answers(404), "address"),
        (answers(302, Location="http://127.0.0.1:1/elsewhere"), "redirect"),
        (answers(200, b"<html>welcome</html>"), "garbage"),
        (answers(200, b"[]"), "garbage"),
        (answers(200, b'["b7c8a2f0-0000-4000-8000-000000000000"]'), "garbage"),
        (answers(200, b'{"ok": true}'), "garbage"),
        (is_slow(3), "timeout"),
        (drips(4), "timeout"),
    ],
    ids=[
        "500",
        "503",
        "429",
        "401",
        "403",
        "404",
        "redirect",
        "html",
        "no ids",
        "wrong ids",
        "object",
        "slow",
        "drips",
    ],
)
def test_trouble_loses_nothing(server, target, stored, at_once, mood, code) -> None:
    ids = stored(5)
    server.mood = mood
    began = time.monotonic()
    assert at_once(target) == 0
    assert time.monotonic() - began < 2.9
    assert (target.seq, target.failures, target.last_error) == (0, 1, code)
    assert target.next_try_at > timezone.now()
    assert DeadLetter.objects.count() == 0
    server.mood = None
    assert at_once(target) == 5
    once_each(server, ids)
    assert (target.failures, target.failing_since, target.last_error) == (0, None, "")


def test_a_target_that_stops_and_comes_back(server, target, stored, at_once) -> None:
    first = stored(3)
    at_once(target)
    server.stop()
    second = stored(4)
    at_once(target)
    assert (target.last_error, target.failures) == ("unreachable", 1)
    server.start()
    at_once(target)
    once_each(server, first + second)


@pytest.mark.parametrize("refuses_known", [False, True])
def test_taken_but_not_acknowledged_is_not_doubled(server, target, stored, at_once, refuses_known: bool) -> None:
    ids = stored(7)
    server.refuses_known = refuses_known
    server.moods = [drops_after_taking(server)]
    at_once(target)
    assert (target.seq, target.last_error) == (0, "unreachable")
    assert len(server.kept) == 7
    assert at_once(target) == 7
    once_each(server, ids)
    assert DeadLetter.objects.count() == 0


def test_a_sender_that_dies_before_it_noted_anything(server, target, stored, at_once, monkeypatch) -> None:
    ids = stored(6)

    class Killed(BaseException):
        """As a kill would: no handler of the code sees it."""

    def die(*_args, **_more):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(turns, "_noted", die)
        with pytest.raises(Killed):
            at_once(target)
    assert len(server.kept) == 6
    assert target.seq == 0
    server.refuses_known = True
    assert at_once(target) == 6
    once_each(server, ids)


def test_tls_is_believed_only_with_a_certificate_that_can_be_trusted(
    make_target, stored, at_once, tmp_path, monkeypatch
) -> None:
    paper = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paper)
    secure = TargetServer(tls=context)
    try:
        ids = stored(2)
        target = make_target(secure.endpoint)
        at_once(target)
        assert (target.last_error, secure.posts) == ("certificate", [])
        monkeypatch.setenv("SSL_CERT_FILE", str(paper))
        assert at_once(target) == 2
        once_each(secure, ids)
    finally:
        secure.stop()


def self_signed(folder: Path) -> Path:
    """Key and certificate for 127.0.0.1 in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = timezone.now()
    paper = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "giay.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain) + paper.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_key_to_the_secrets_that_was_changed_is_said(server, target, stored, at_once, settings) -> None:
    ids = stored(1)
    kept = settings.NAMES_KEY
    settings.NAMES_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    at_once(target)
    assert (target.last_error, server.posts) == ("secret", [])
    settings.NAMES_KEY = kept
    at_once(target)
    once_each(server, ids)


def test_what_breaks_inside_is_noted_and_waits(server, target, stored, at_once, monkeypatch) -> None:
    stored(1)
    with monkeypatch.context() as patch:
        patch.setattr(turns, "next_batch", lambda *_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            at_once(target)
    assert (target.last_error, target.failures) == ("inside", 1)
    assert target.next_try_at > timezone.now()
