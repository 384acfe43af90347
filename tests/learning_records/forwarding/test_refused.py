"""What a target refuses, doubts or breaks at is put aside or asked about; the others arrive."""

import hashlib

import pytest

from learning_records.forwarding import turns as sending
from learning_records.forwarding.models import DeadLetter
from learning_records.ingest.attachments import Inbox, path_of
from learning_records.models import Statement
from learning_records.public import portal_credential, record
from tests.builders.statements import make_statement
from tests.learning_records.forwarding.target_server import (
    answers,
    is_slow,
    once_each,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_bad_statement_does_not_hold_the_others(server, target, stored, at_once) -> None:
    ids = stored(40)
    server.bad = {ids[13]}
    assert at_once(target) == 39
    once_each(server, [one for one in ids if one != ids[13]])
    letter = DeadLetter.objects.get()
    assert str(letter.statement.statement_id) == ids[13]
    assert (letter.reason, letter.settled) == ("refused", "")
    assert "không nhận (400)" in letter.answer
    assert target.failures == 0
    assert at_once(target) == 0


def test_a_target_that_breaks_at_one_statement_gets_the_others(server, target, stored, at_once) -> None:
    ids = stored(12)

    def breaks(handler, statements) -> bool:
        if any(one["id"] == ids[5] for one in statements):
            handler.reply(500, {"error": "hỏng"})
            return True
        return False

    server.mood = breaks
    for _ in range(30):
        if at_once(target) == 0 and target.failures == 0:
            break
    once_each(server, [one for one in ids if one != ids[5]])
    letter = DeadLetter.objects.get()
    assert (str(letter.statement.statement_id), letter.reason, letter.settled) == (ids[5], "fault", "")
    assert "hỏng" in letter.answer
    later = stored(3)
    DeadLetter.objects.update(again=True)
    assert at_once(target) == 3, "asked for again, it holds nobody up"
    letter.refresh_from_db()
    assert (letter.again, letter.tries) == (False, 2)
    server.mood = None
    DeadLetter.objects.update(again=True)
    assert at_once(target) == 1
    once_each(server, ids + later)


def _breaks_at(*ids: str):
    def mood(handler, statements) -> bool:
        if any(one["id"] in ids for one in statements):
            handler.reply(500, {"error": "hỏng"})
            return True
        return False

    return mood


def test_a_refused_letter_at_which_the_target_breaks_now_stops_nobody(server, target, stored, at_once) -> None:
    ids = stored(3)
    server.bad = {ids[1]}
    at_once(target)
    server.bad = set()
    DeadLetter.objects.update(again=True)
    later = stored(4)
    server.mood = _breaks_at(ids[1])
    for _ in range(12):
        at_once(target)
    once_each(server, [ids[0], ids[2], *later])
    letter = DeadLetter.objects.get()
    assert (letter.reason, letter.again, letter.settled, letter.tries) == ("fault", False, "", 2)
    assert (target.failures, target.seq) == (0, Statement.objects.get(statement_id=later[-1]).seq)


@pytest.mark.parametrize("reason", ["refused", "fault"])
def test_a_letter_and_a_statement_at_which_the_target_breaks_stop_nobody(
    server, target, stored, at_once, reason: str
) -> None:
    """The letter always comes first: the statement at the cursor would never be tried with the one after it."""
    ids = stored(3)
    server.bad = {ids[1]}
    at_once(target)
    server.bad = set()
    DeadLetter.objects.update(again=True, reason=reason)
    later = stored(4)
    type(target).objects.filter(pk=target.pk).update(batch=1, failures=8, last_error="status")
    server.mood = _breaks_at(ids[1], later[0])
    for _ in range(12):
        at_once(target)
    once_each(server, [ids[0], ids[2], *later[1:]])
    told = {str(one.statement.statement_id): (one.reason, one.again) for one in DeadLetter.objects.all()}
    assert told == {ids[1]: ("fault", False), later[0]: ("fault", False)}
    assert (target.failures, target.seq) == (0, Statement.objects.get(statement_id=later[-1]).seq)


def test_letters_stay_asked_for_while_a_target_is_broken_for_all(server, target, stored, at_once) -> None:
    ids = stored(3)
    server.bad = {ids[1]}
    at_once(target)
    server.bad = set()
    DeadLetter.objects.update(again=True)
    later = stored(2)
    server.mood = answers(500)
    for _ in range(15):
        at_once(target)
    letter = DeadLetter.objects.get()
    assert (letter.reason, letter.again, letter.tries) == ("refused", True, 1)
    server.mood = None
    assert at_once(target) == 3
    once_each(server, [*ids, *later])


def test_a_cursor_sent_back_to_a_letter_does_not_stop_at_it(server, target, stored, at_once) -> None:
    """The letter and what comes after the cursor are then the same statement."""
    ids = stored(3)
    server.bad = {ids[0]}
    at_once(target)
    server.bad = set()
    DeadLetter.objects.update(again=True)
    type(target).objects.filter(pk=target.pk).update(seq=0)
    server.mood = _breaks_at(ids[0])
    for _ in range(12):
        at_once(target)
    letter = DeadLetter.objects.get()
    assert (letter.reason, letter.again) == ("fault", False)
    assert (target.failures, target.seq) == (0, Statement.objects.get(statement_id=ids[2]).seq)


def test_a_statement_at_which_it_breaks_is_told_though_the_next_ones_are_refused(
    server, target, stored, at_once
) -> None:
    ids = stored(6)
    server.mood, server.bad = _breaks_at(ids[0]), {ids[1], ids[2]}
    for _ in range(14):
        at_once(target)
    once_each(server, ids[3:])
    told = {str(one.statement.statement_id): one.reason for one in DeadLetter.objects.all()}
    assert told == {ids[0]: "fault", ids[1]: "refused", ids[2]: "refused"}


def test_a_target_that_is_broken_for_all_puts_nothing_aside(server, target, stored, at_once) -> None:
    ids = stored(5)
    server.mood = answers(500)
    for _ in range(15):
        at_once(target)
    assert (target.failures, DeadLetter.objects.count()) == (15, 0)
    server.mood = None
    assert at_once(target) == 5
    once_each(server, ids)


def test_too_large_a_batch_is_halved(server, target, stored, at_once) -> None:
    def small_only(handler, statements) -> bool:
        if len(statements) > 3:
            handler.reply(413, raw=b"too large")
        return len(statements) > 3

    server.mood = small_only
    ids = stored(20)
    assert at_once(target) == 20
    once_each(server, ids)


def test_a_statement_that_is_alone_too_large_becomes_a_letter(server, target, stored, at_once) -> None:
    stored(1)
    server.mood = answers(413)
    at_once(target)
    assert DeadLetter.objects.get().reason == "too_large"


def test_the_same_id_with_other_words_becomes_a_letter(server, target, stored, at_once) -> None:
    ids = stored(4)
    server.kept[ids[2]] = make_statement(99, id=ids[2])
    assert at_once(target) == 3
    letter = DeadLetter.objects.get()
    assert (str(letter.statement.statement_id), letter.reason) == (ids[2], "different")


def test_a_key_that_may_not_read_cannot_compare(server, target, stored, at_once) -> None:
    ids = stored(1)
    server.kept[ids[0]] = {}
    server.refuses_known = True
    server.answers_get = lambda handler, _asked: handler.reply(403, {}) or True
    at_once(target)
    assert DeadLetter.objects.get().reason == "unreadable"


@pytest.mark.parametrize("status", [500, 200])
def test_trouble_while_comparing_is_trouble_and_no_verdict(server, target, stored, at_once, status: int) -> None:
    stored(1)
    server.mood = answers(409)
    server.answers_get = lambda handler, _asked: handler.reply(status, raw=b"<p>") or True
    at_once(target)
    assert DeadLetter.objects.count() == 0
    assert (target.seq, target.failures) == (0, 1)


def test_a_voided_statement_is_found_where_voided_ones_are(server, target, stored, at_once) -> None:
    ids = stored(1)
    mine = make_statement(0, id=ids[0]) | {"timestamp": Statement.objects.get().timestamp.isoformat()}
    server.mood = answers(409)
    server.answers_get = lambda handler, asked: "voidedStatementId" in asked and (handler.reply(200, mine) or True)
    assert at_once(target) == 1
    assert DeadLetter.objects.count() == 0


def test_204_is_believed_only_when_the_statements_are_there(server, target, stored, at_once) -> None:
    ids = stored(3)
    server.mood = answers(204, b"")
    at_once(target)
    assert (target.last_error, target.seq) == ("garbage", 0)
    server.take([make_statement(number, id=one) | _when(one) for number, one in enumerate(ids)])
    assert at_once(target) == 3


def _when(statement_id: str) -> dict:
    return {"timestamp": Statement.objects.get(statement_id=statement_id).timestamp.isoformat()}


def test_trouble_in_the_middle_keeps_what_was_delivered(server, target, stored, at_once) -> None:
    """400 for the whole, then one half goes through, then the target breaks: the cursor stands behind that half."""
    ids = stored(8)
    server.bad = {ids[6]}
    normal = lambda _handler, _statements: False  # noqa: E731 - two moods of the same kind
    server.moods = [normal, normal, answers(500)]
    assert at_once(target) == 4
    assert target.seq == Statement.objects.get(statement_id=ids[3]).seq
    assert (target.failures, target.last_error) == (1, "status")
    at_once(target)
    once_each(server, [one for one in ids if one != ids[6]])
    assert DeadLetter.objects.count() == 1


def test_a_target_that_refuses_everything_gets_a_pause(server, target, stored, at_once) -> None:
    ids = stored(60)
    server.bad = set(ids)
    at_once(target)
    assert DeadLetter.objects.count() == 25
    assert (target.last_error, target.failures) == ("refuses", 1)
    at_once(target)
    assert (DeadLetter.objects.count(), target.failures) == (50, 2)


def test_a_long_halving_is_noted_in_pieces(server, target, stored, at_once, monkeypatch) -> None:
    """Each turn ends after its time and what came until then is noted; together they are everything, once."""
    monkeypatch.setattr(sending, "_TURN", 0.3)
    server.mood = is_slow(0.1)
    ids = stored(16)
    server.bad = {ids[0], ids[9]}
    turns = []
    noted = sending._noted
    monkeypatch.setattr(sending, "_noted", lambda *args, **more: turns.append(len(args[2])) or noted(*args, **more))
    assert at_once(target) == 14
    once_each(server, [one for one in ids if one not in server.bad])
    assert len([count for count in turns if count]) > 1
    assert sum(turns) == 16
    assert DeadLetter.objects.count() == 2


def test_a_statement_whose_file_is_gone_does_not_hold_the_others(server, target, stored, at_once) -> None:
    contents = [b"mot", b"hai"]
    papers = []
    for number, content in enumerate(contents):
        about = {"usageType": "http://a.vn/u", "display": {"vi": "t"}, "contentType": "text/plain", "length": 3}
        papers.append(make_statement(number, attachments=[about | {"sha2": hashlib.sha256(content).hexdigest()}]))
        with Inbox() as inbox:
            inbox.put(content)
            record([papers[-1]], portal_credential(), parts=inbox.parts())
    ids = stored(2)
    path_of(hashlib.sha256(b"mot").hexdigest()).unlink()
    assert at_once(target) == 3
    assert DeadLetter.objects.get().reason == "bytes_missing"
    once_each(server, [papers[1]["id"], *ids])
    assert server.files == {hashlib.sha256(b"hai").hexdigest(): b"hai"}
