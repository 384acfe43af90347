"""How a certificate stands on a day, folded and on the page, over random lives of chains: the same as a naive walk of the rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.people.keys import drop_keys
from portal.people.public import everyone
from recognition.certificates.about import about_of
from recognition.certificates.fold import Life, Review, Step, fold
from recognition.certificates.issuing import issue_all
from recognition.certificates.life import chain_of, standing, standings
from recognition.decisions import signing
from recognition.models import Certificate
from tests.builders.cases import WHY, Village

TODAY = timezone.localdate
DAY0 = date(2026, 1, 1)
MOST = 40  # days of a random life


@dataclass(frozen=True)
class Row:
    """A row of a life in days since the first one; recorded in the night after its day or later."""

    what: str
    on: int
    recorded: int


@st.composite
def lives(draw) -> list[list[Row]]:
    """One to four certificates that replaced each other, each with the rows that the acts can leave."""
    chain, on = [], draw(st.integers(0, 10))
    recorded = on + draw(st.integers(0, 5))
    for place in range(many := draw(st.integers(1, 4))):
        rows = [Row("issued", on, recorded)]
        if draw(st.booleans()):
            rows.append(Row("lapsed", on + draw(st.integers(1, 25)), recorded))
        later = recorded + draw(st.integers(0, 6))
        if place < many - 1:
            rows.append(Row("superseded", later, later))  # replaced on the very day on which it is recorded
            on = recorded = later
        elif (how := draw(st.sampled_from(["", "revoked", "annulled"]))) != "":
            rows.append(Row(how, draw(st.integers(on, later)), later))
        chain.append(rows)
    return chain


def naive(chain: list[list[Row]], day: int, known: int | None) -> tuple[str, str]:
    """State of the first, state of the last that day: row by row, in the order of days."""
    seen = [[row for row in rows if known is None or row.recorded <= known] for rows in chain]
    length = 1
    while length < len(chain) and "superseded" in [row.what for row in seen[length - 1]]:
        length += 1
    never = "annulled" in [row.what for row in seen[length - 1]]

    def own(place: int) -> str:
        state = "not_yet"
        for row in sorted(seen[place], key=lambda one: one.on):
            if row.on > day or row.what == "annulled":
                continue
            if row.what == "issued":
                state = "valid"
            elif row.what != "lapsed" or state == "valid":
                state = row.what
        return "annulled" if never and state in ("valid", "lapsed") else state

    place = 0
    while own(place) == "superseded" and place + 1 < length:
        place += 1
    return own(0), own(place)


def moment(day: int) -> datetime:
    """Noon of a day, when things are recorded."""
    return datetime.combine(DAY0 + timedelta(days=day), time(12), UTC)


def life_of(number: int, rows: list[Row]) -> Life:
    return Life(number, tuple(Step(row.what, DAY0 + timedelta(days=row.on), moment(row.recorded)) for row in rows))


@settings(max_examples=300, deadline=None)
@given(lives(), st.integers(0, MOST), st.none() | st.integers(0, MOST))
def test_folded_as_walked(chain: list[list[Row]], day: int, known: int | None) -> None:
    folded = fold(
        [life_of(*one) for one in enumerate(chain)],
        DAY0 + timedelta(days=day),
        None if known is None else moment(known),
    )
    assert (folded.state, folded.last_state) == naive(chain, day, known)


@settings(max_examples=100, deadline=None)
@given(lives(), st.integers(0, MOST))
def test_what_was_recorded_by_a_day_never_changes(chain: list[list[Row]], day: int) -> None:
    """Whatever is recorded later, the answer about a day as recorded by its end stays."""
    then = fold([life_of(*one) for one in enumerate(chain)], DAY0 + timedelta(days=day), moment(day))
    kept = [[row for row in rows if row.recorded <= day] for rows in chain]
    cut = [life_of(at, rows) for at, rows in enumerate(kept) if rows]
    if cut:
        assert fold(cut, DAY0 + timedelta(days=day), moment(day)) == then


def test_a_review_that_runs_suspends_and_ends_with_its_answer() -> None:
    day = DAY0 + timedelta(days=10)
    row = Step("issued", DAY0, moment(0), 7)

    def state(review: Review, on: date, known: datetime | None = None) -> str:
        return fold([Life(1, (row,), (review,))], on, known).state

    runs, answered = Review(day, moment(10)), Review(day, moment(10), day + timedelta(days=5), moment(15))
    assert state(runs, day - timedelta(days=1)) == "valid"
    assert state(runs, day) == "suspended"
    assert state(answered, day + timedelta(days=4)) == "suspended"
    assert state(answered, day + timedelta(days=5)) == "valid"
    assert state(answered, day + timedelta(days=5), moment(12)) == "suspended"
    assert state(answered, day + timedelta(days=5), moment(9)) == "valid"


@pytest.fixture
def held(village: Village) -> Certificate:
    with everyone(WHY):
        decision = signing.sign(
            [village.confirmed("Trần Thị Lụa")], village.body, "128/QĐ-UBND", TODAY(), village.signer
        )
        return decision.lines.get().certificates.get()


def lay(first: Certificate, chain: list[list[Row]], by) -> list[Certificate]:
    """The chain in the tables, without the acts: rows of lives as they were recorded on past days."""
    with everyone(WHY), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE recognition_certificatestep DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM recognition_certificatestep")
        laid = [first]
        for _ in chain[1:]:
            old = laid[-1]
            Certificate.objects.filter(pk=old.pk).update(state="superseded")
            (new,) = issue_all([old.line], by=by, abouts=[about_of(old)])
            Certificate.objects.filter(pk=old.pk).update(superseded_by=new)
            laid.append(new)
        cursor.execute("DELETE FROM recognition_certificatestep")
        for one, rows in zip(laid, chain, strict=True):
            for row in rows:
                cursor.execute(
                    'INSERT INTO recognition_certificatestep (certificate_id, what, "on", recorded_at, reason, by_id)'
                    " VALUES (%s, %s, %s, %s, '', %s)",
                    [one.pk, row.what, DAY0 + timedelta(days=row.on), moment(row.recorded), by.pk],
                )
    return laid


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(chain=lives(), day=st.integers(0, MOST))
def test_the_page_says_what_the_rows_say(village: Village, held: Certificate, chain: list[list[Row]], day: int) -> None:
    asked = DAY0 + timedelta(days=day)
    with transaction.atomic():
        laid = lay(held, chain, village.signer)
        said = (
            Client().get(reverse("recognition:check", args=[laid[0].token]), {"ngay": asked.isoformat()}).context["c"]
        )
        today = (TODAY() - DAY0).days
        assert (said.standing.state, said.standing.last_state) == naive(chain, today, None)
        assert (said.then.recorded.state, said.then.recorded.last_state) == naive(chain, day, day)
        assert (said.then.known.state, said.then.known.last_state) == naive(chain, day, None)
        assert said.replaces is None
        transaction.set_rollback(True)


def test_a_long_chain_asks_no_more_questions(
    village: Village, held: Certificate, django_assert_max_num_queries
) -> None:
    rows = [[Row("issued", day, day), Row("superseded", day + 1, day + 1)] for day in range(6)]
    laid = lay(held, [*rows, [Row("issued", 6, 6), Row("revoked", 8, 9)]], village.signer)
    with everyone(WHY):
        assert chain_of(laid[0]) == laid
        with django_assert_max_num_queries(5):
            found = standing(laid[0], TODAY())
        assert (found.state, found.last, found.last_state) == ("superseded", laid[-1], "revoked")
        assert not found.title_holds
        with django_assert_max_num_queries(5):
            assert len(standings(laid)) == 7


FOUR = [
    ([[Row("issued", 0, 0)]], "holds", "Giấy này thật và đang có hiệu lực"),
    ([[Row("issued", 0, 0), Row("superseded", 3, 3)], [Row("issued", 3, 3)]], "replaced", "danh hiệu vẫn được giữ"),
    ([[Row("issued", 0, 0), Row("superseded", 3, 3)], [Row("issued", 3, 3), Row("revoked", 5, 5)]], "replaced",
     "không còn giữ danh hiệu"),
    ([[Row("issued", 0, 0), Row("revoked", 5, 5)]], "ended", "thu hồi"),
    ([[Row("issued", 0, 0), Row("annulled", 5, 5)]], "ended", "hủy bỏ"),
    ([[Row("issued", 0, 0), Row("lapsed", 5, 0)]], "ended", "hết thời hạn"),
]  # fmt: skip


@pytest.mark.parametrize(("chain", "verdict", "words"), FOUR)
def test_answers_in_plain_words(village: Village, held: Certificate, chain, verdict: str, words: str) -> None:
    token = lay(held, chain, village.signer)[0].token
    page = Client().get(reverse("recognition:check", args=[token]))
    assert (page.status_code, page.context["c"].verdict) == (200, verdict)
    assert words.lower() in " ".join(page.text.split()).lower()
    assert "Trần Thị Lụa" in page.text
    said = strip_tags(page.text.split("<main")[1].split("</main>")[0])  # addresses hold chance
    assert "80" not in said.replace(held.token, ""), "no points"
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert not page.cookies


def test_both_readings_of_a_day_when_they_differ(village: Village, held: Certificate) -> None:
    lay(held, [[Row("issued", 0, 0), Row("annulled", 20, 22)]], village.signer)
    here = reverse("recognition:check", args=[held.token])
    page = " ".join(Client().get(here, {"ngay": "11/01/2026"}).text.split())
    assert "sổ ghi: <b>giấy có hiệu lực" in page
    assert "không được tính: giấy đã bị hủy bỏ" in page
    same = " ".join(Client().get(here, {"ngay": "25/01/2026"}).text.split())
    assert "sổ ghi" not in same
    for wrong in ("31/02/2026", (TODAY() + timedelta(days=1)).isoformat(), "hôm qua"):
        told = Client().get(here, {"ngay": wrong})
        assert told.status_code == 422
        assert wrong in told.text
        assert "Trần Thị Lụa" in told.text


def test_with_or_without_the_last_stroke_and_no_such_certificate(held: Certificate) -> None:
    here = reverse("recognition:check", args=[held.token])
    assert not here.endswith("/")
    for address in (here, here + "/"):
        assert Client().get(address).context["c"].token == held.token
    for address in ("/kiem-tra/" + "a" * 22, "/kiem-tra/" + "a" * 22 + "/", "/kiem-tra/x"):
        lost = Client().get(address)
        assert lost.status_code == 404
        assert "Không có giấy này" in lost.text
    assert Client().get("/kiem-tra", follow=True).status_code == 200


def test_after_retention_number_title_and_state_remain(village: Village, held: Certificate) -> None:

    drop_keys([f"decision:{held.line.decision_id}"])
    page = Client().get(reverse("recognition:check", args=[held.token]))
    for kept in (held.register_code, held.line.title, "đang có hiệu lực"):
        assert kept in page.text
    for gone in ("Trần Thị Lụa", "128/QĐ-UBND", "Xã Đồng Sen"):
        assert gone not in page.text
