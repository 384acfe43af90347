"""Whatever a target does, every statement arrives there exactly once, in both versions."""

import json
import ssl
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from unittest import mock
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection, transaction
from django.utils import timezone

from learning_records.forwarding import http_client, selection, tasks, turns
from learning_records.forwarding.models import DeadLetter, ForwardingTarget
from learning_records.forwarding.turns import send
from learning_records.models import Statement
from learning_records.public import make_credential, portal_credential, record, void
from tests.builders.statements import make_statement
from tests.learning_records.forwarding.target_server import (
    TargetServer,
    answers,
    drips,
    drops_after_taking,
    is_slow,
    once_each,
    waits_for,
)

pytestmark = pytest.mark.django_db(transaction=True)


def until(true: Callable[[], object]) -> None:
    """Waits for it; fails after ten seconds."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "this never became true"
        time.sleep(0.02)


@pytest.fixture
def patient(monkeypatch) -> None:
    """A sender that waits as long as in operation."""
    monkeypatch.setattr(http_client, "STEP", 10.0)
    monkeypatch.setattr(http_client, "WHOLE", 30.0)


def test_everything_arrives_in_order_as_it_was_received(server, target, stored, at_once) -> None:
    ids = stored(450)
    assert at_once(target) == 450
    once_each(server, ids)
    assert [one for post in server.posts for one in post] == ids
    assert server.versions == {target.version}
    assert target.seq == Statement.objects.latest("seq").seq
    assert target.delivered == 450
    assert target.last_success_at is not None
    assert at_once(target) == 0
    assert len(server.posts) == 3


def test_the_text_goes_out_as_it_came(server, target, at_once) -> None:
    """What tincan would rewrite: durations, the digits of times, null in extensions, UUID 7."""
    told = make_statement(
        id="0190a3c5-5d5f-7f00-8000-0123456789ab",
        timestamp="2026-03-01T07:00:00.123456789+07:00",
        result={"duration": "PT0.5S", "score": {"scaled": 0.50}, "extensions": {"https://a.vn/x": {"y": None}}},
    )
    record([told], portal_credential())
    assert at_once(target) == 1
    assert server.kept[told["id"]] == told


def test_a_2_0_statement_goes_to_an_older_target_as_it_is(server, make_target, at_once) -> None:
    """It must not be turned into an earlier form (1.0.3 Communication 3.3); a target that cannot bear it says so."""
    told = make_statement(context={"contextAgents": [
        {"objectType": "contextAgent", "agent": {"mbox": "mailto:a@b.vn"}, "relevantTypes": ["https://a.vn/t"]}
    ]})  # fmt: skip
    record([told], portal_credential(), version="2.0.0")
    older, newer = (make_target(server.endpoint, version=version) for version in ("1.0.3", "2.0.0"))
    at_once(older)
    assert server.kept.pop(told["id"])["context"] == told["context"]
    at_once(newer)
    assert server.kept[told["id"]]["context"] == told["context"]


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


def test_the_wait_grows_to_an_hour_and_retry_after_is_heard(server, target, stored, at_once) -> None:
    stored(1)
    server.mood = answers(503)
    waits = []
    for _ in range(14):
        at_once(target)
        waits.append((target.next_try_at - timezone.now()).total_seconds())
    assert 2 < waits[0] <= 5
    assert 5 < waits[2] <= 20
    assert 1700 < waits[-1] <= 3600
    assert target.failures == 14
    for asked, least, most in (("7200", 7100, 7201), ("999999999", 80000, 86401)):
        server.mood = answers(503, Retry_After=asked)
        at_once(target)
        assert least < (target.next_try_at - timezone.now()).total_seconds() < most
    in_two_hours = (timezone.now() + timedelta(hours=2)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    server.mood = answers(429, Retry_After=in_two_hours)
    at_once(target)
    assert 7000 < (target.next_try_at - timezone.now()).total_seconds() < 7201


def test_before_its_time_and_when_paused_nothing_is_sent(server, target, stored) -> None:
    stored(2)
    ForwardingTarget.objects.filter(pk=target.pk).update(next_try_at=timezone.now() + timedelta(seconds=60))
    assert send(target.pk) == 0
    ForwardingTarget.objects.filter(pk=target.pk).update(next_try_at=None, active=False)
    assert send(target.pk) == 0
    assert server.posts == []


def test_batches_shrink_when_it_is_slow_and_grow_again(server, target, stored, at_once) -> None:
    def slow_when_many(_handler, statements) -> bool:
        if len(statements) > 60:
            time.sleep(2)
        return False

    server.mood = slow_when_many
    ids = stored(150)
    at_once(target)
    at_once(target)
    assert target.batch == 50
    for _ in range(6):
        at_once(target)
    once_each(server, ids)


def test_an_open_write_is_waited_for(server, target, stored, at_once) -> None:
    """What a transaction writes that began earlier and ends later is neither skipped nor overtaken."""
    stored(1)
    at_once(target)
    early, inside, go_on = make_statement(5), threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                record([early], portal_credential())
                inside.set()
                go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert inside.wait(10)
    late = stored(3)
    assert at_once(target) == 0
    go_on.set()
    thread.join()
    assert at_once(target) == 4
    assert [one for post in server.posts[1:] for one in post] == [early["id"], *late]


def test_two_senders_do_not_serve_one_target(server, target, stored, patient) -> None:
    ids, go_on = stored(3), threading.Event()
    server.mood = waits_for(go_on)
    thread = threading.Thread(target=lambda: (send(target.pk), connection.close()))
    thread.start()
    until(lambda: server.posts)
    assert send(target.pk) == 0
    go_on.set()
    thread.join()
    once_each(server, ids)
    assert len(server.posts) == 1


def test_a_slow_target_holds_up_neither_the_others_nor_the_store(server, make_target, stored, patient) -> None:
    other, go_on = type(server)(), threading.Event()
    try:
        slow, quick = make_target(server.endpoint), make_target(other.endpoint, version="2.0.0")
        ids = stored(4)
        server.mood = waits_for(go_on)
        assert sorted(tasks.sweep()) == sorted([slow.pk, quick.pk])
        until(lambda: len(other.kept) == 4)
        more = stored(2)
        until(lambda: tasks.sweep() == [quick.pk])
        until(lambda: len(other.kept) == 6)
        # An administrator can stop the one that hangs, at once.
        ForwardingTarget.objects.filter(pk=slow.pk).update(active=False)
        assert server.kept == {}
        go_on.set()
        tasks.wait(10)
        once_each(server, ids)
        once_each(other, ids + more)
    finally:
        go_on.set()
        tasks.wait(10)
        other.stop()


def test_the_filter_lets_through_what_was_asked_for_and_the_voiding_of_it(server, make_target, at_once) -> None:
    key = portal_credential()
    course = "https://example.vn/activities/"
    inside = make_statement(1, context={"contextActivities": {"parent": [{"id": "https://khoa.vn/1"}]}})
    old, other_verb, elsewhere = make_statement(2), make_statement(3), make_statement(4)
    other_verb["verb"] = {"id": "https://example.vn/verbs/xem"}
    elsewhere["object"]["id"] = "https://noi-khac.vn/4"
    record([old], key)
    since = timezone.now()
    record([inside, other_verb, elsewhere], key)
    wanted = make_statement(5)
    record([wanted], key)
    for one in (wanted, elsewhere):
        void(UUID(one["id"]), key)
    by_object = make_target(
        server.endpoint, verbs=[wanted["verb"]["id"]], activity_prefixes=[course, "https://xa.vn/"], since=since
    )
    assert at_once(by_object) == 3
    assert list(server.kept)[:2] == [inside["id"], wanted["id"]]
    assert server.kept[list(server.kept)[2]]["object"]["id"] == wanted["id"]
    assert by_object.seq == Statement.objects.latest("seq").seq
    server.kept.clear()
    by_parent = make_target(server.endpoint, activity_prefixes=["https://khoa.vn/"])
    at_once(by_parent)
    assert list(server.kept) == [inside["id"]]


def test_a_filter_that_passes_little_still_moves_on(server, make_target, stored, at_once, monkeypatch) -> None:
    monkeypatch.setattr("learning_records.forwarding.selection._LOOK", 10)
    stored(35)
    wanted = make_statement(1)
    wanted["verb"] = {"id": "https://example.vn/verbs/hiem"}
    record([wanted], portal_credential())
    stored(3)
    target = make_target(server.endpoint, verbs=[wanted["verb"]["id"]])
    with mock.patch.object(selection, "_passes", wraps=selection._passes) as looked_at:
        assert at_once(target) == 1
    assert looked_at.call_count == 1, "the others are passed over where they lie"
    assert target.seq == Statement.objects.latest("seq").seq


def test_a_beginning_is_found_in_whatever_spelling(xapi, server, make_target, at_once) -> None:
    """JSON may write a slash with a backslash before it."""
    texts = [json.dumps(make_statement(number, object={"id": f"https://khoa.vn/{number}"})) for number in range(2)]
    texts[1] = texts[1].replace("https://khoa.vn/", r"https:\/\/khoa.vn\/")
    for text in [*texts, json.dumps(make_statement(3))]:
        assert xapi("POST", "statements", body=text).status_code == 200
    at_once(make_target(server.endpoint, activity_prefixes=["https://khoa.vn/"]))
    assert sorted(one["object"]["id"] for one in server.kept.values()) == ["https://khoa.vn/0", "https://khoa.vn/1"]


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


def test_a_voiding_without_effect_here_has_none_there(server, make_target, at_once) -> None:
    """There all that we send is ours, so whatever voiding we send would have an effect."""
    ours, other = portal_credential(), make_credential("Hệ thống khác", ["statements/write"])[0]
    late, own_late = make_statement(1), make_statement(2)
    void(UUID(late["id"]), other)
    void(UUID(own_late["id"]), ours)
    target = make_target(server.endpoint)
    assert at_once(target) == 0, "nobody knows yet whether they have an effect"
    record([late, own_late], ours)
    gone = make_statement(3)
    record([gone], ours)
    voider = void(UUID(gone["id"]), ours)
    assert at_once(target) == 3
    assert list(server.kept) == [late["id"], gone["id"], str(voider.statement_id)]
    again = make_target(server.endpoint)
    server.kept.clear()
    at_once(again)
    assert set(server.kept) >= {late["id"], gone["id"], str(voider.statement_id)}
    assert own_late["id"] not in server.kept, "it was taken back before it came"
