"""Whoever knocks at whatever address meets only the people that the own role and place allow."""

import logging
import os
import re
from base64 import b64encode
from collections.abc import Iterator
from copy import copy
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode
from zlib import crc32

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.template import Template
from django.test import Client
from django.test.utils import _TestState
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.contrib.redirects import middleware as redirecting
from wagtail.contrib.redirects.models import Redirect

from content.models import Sitting
from content.sittings import acts
from learning_records.public import make_credential
from portal.pages import context
from portal.people.public import Learner, Person, everyone, register_at_counter
from portal.places.models import Centre
from portal.unsent import views as unsent
from recognition.evidence.uploads import hand_in
from tests.builders.cases import WHY, Village
from tests.builders.worlds import laid_in
from tests.scopes.addresses import DOORS, EDITING_FIELDS, LIBRARIES, WITHOUT_A_PARENT, Address, Door, discover
from tests.scopes.world import WAITING, World, fingerprint, knock, make_world, photo, rows_written

# A body in which every form finds something it could act on.
BODY = {
    "act": "confirm",
    "reason": "Kẻ lạ viết",
    "text": "Kẻ lạ viết",
    "version": "1",
    "full_name": "Kẻ Lạ",
    "birth_year": "1990",
    "number": "99",
    "date": "2026-11-20",
    "points": "1",
    "answer": "1",
    "consents": "yes",
    "confirm": "yes",
    "name": "Bí Mật",
    **{f"points-{code}": "1" for code in ("A1", "B1")},
}
TYPED = "application/x-www-form-urlencoded"  # as browsers send a form without files: a tenth of the work of one with


@pytest.fixture(autouse=True)
def unlogged() -> Iterator[None]:
    """Thirty thousand refusals, each with its trace, are kept for nobody."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def one_frame_for_each_visitor(monkeypatch) -> None:
    """Head and foot of all pages are the same for one visitor: looked at on the first page, a third of all time on the others."""
    for part in ("navigation", "help_centre"):
        whole, frames = getattr(context, part), {}

        def framed(request, whole=whole, frames=frames):
            if request.user.pk not in frames:
                frames[request.user.pk] = whole(request)
            return frames[request.user.pk]

        monkeypatch.setattr(context, part, framed)


@pytest.fixture(autouse=True)
def one_refusal_for_each_visitor(monkeypatch) -> None:
    """A refusal says the same to one visitor wherever its reason is the same: drawn once, a sixth of all time otherwise.

    One that hands back what was typed, has something to tell, or names its address is drawn anew.
    """
    drawn: dict[tuple, HttpResponse] = {}

    def once(request, template, context=None, status=None):
        which = (getattr(request, "user", AnonymousUser()).pk, template, (context or {}).get("reason"))
        plain = (context or {}).keys() <= {"reason"} and not len(get_messages(request))
        if plain and which in drawn:
            return HttpResponse(drawn[which].content, status=status)
        answer = render(request, template, context, status=status)
        if plain and quote(request.path) not in answer.text:
            drawn[which] = answer
        return answer

    monkeypatch.setattr(unsent, "render", once)


@pytest.fixture(autouse=True)
def nothing_is_kept_of_templates(monkeypatch) -> None:
    """Nobody here reads `answer.context`, for which Django copies the context of every template."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.fixture(autouse=True)
def no_page_has_moved(monkeypatch) -> None:
    """No redirect is in this world: each of ten thousand refusals would ask for the site and for one, twice."""
    monkeypatch.setattr(redirecting, "get_redirect", lambda request, path: None)


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> Path:
    """Files of the world, which is laid in again for each test."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture
def world(db, settings, media) -> World:
    settings.MEDIA_ROOT = media
    made = laid_in(make_world)
    assert not Redirect.objects.exists()
    return made


@cache
def own_addresses() -> list[Address]:
    """The addresses of our own code, also where a library has some beside them."""
    ours = ("content:",)
    return [one for one in discover() if one.name.startswith(ours) or not one.route.startswith(tuple(LIBRARIES))]


def text_of(answer: HttpResponse) -> str:
    """Everything the answer carries: body, headers, where it leads."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace") + " ".join(f"{name}: {value}" for name, value in answer.items())


def _of(fillings: list[dict], address: str, outsider: bool) -> list[dict]:
    """All of them for who belongs there; for who does not one, another at each address, and all in the long proofs."""
    if not outsider or "SOAK" in os.environ:
        return fillings
    return fillings[crc32(address.encode()) % len(fillings) :][:1] if fillings else []


def visits(
    world: World, address: Address, door: Door, client: Client, outsider: bool
) -> Iterator[tuple[str, dict, HttpResponse]]:
    """GET, an empty form and, where forms are taken, a full one, each undone afterwards.

    Who is not let in at all, or does not belong here, sends the full form alone: an empty one has nothing that it has not.
    Gives what was done, with which parameters, the answer.
    """
    for kwargs in _of(list(door.fill(world)), address.name, outsider):
        path = reverse(address.name, kwargs=kwargs)
        full = urlencode(BODY | {"cases": world.case_numbers}, doseq=True)
        refused = False
        for how, send in (
            ("GET", lambda: client.get(f"{path}?{quote(door.query, safe='=&')}" if door.query else path)),  # noqa: B023
            ("empty POST", lambda: client.post(path)),  # noqa: B023
            ("POST", lambda: client.post(path, full, content_type=TYPED)),  # noqa: B023
        ):
            if refused and how == "empty POST":
                continue
            signed_in = copy(client.cookies)
            with transaction.atomic():
                answer = send()
                if how == "GET":
                    shut = (403, 404, 405) if outsider else (403, 404)
                    refused = answer.status_code in shut or "/login/" in answer.get("Location", "")
                yield f"{how} {path}", kwargs, answer
                transaction.set_rollback(True)
            client.cookies = signed_in  # signing out is undone like everything else
            if how == "empty POST" and answer.status_code == 405:
                break  # no form is taken here, whatever it says


def test_every_address_is_declared() -> None:
    found = {one.name for one in own_addresses()}
    assert found - set(DOORS) == set(), "say in tests/scopes (addresses, doors_of_content) who may meet whom there"
    assert set(DOORS) - found == set(), "these addresses are declared but not there"


# Rooms that nobody enters by a link: programs do, pictures of lessons, a bookmark of the library's ways that lead on to ours, or
# whoever has just sent a document and is shown what became of it.
WITHOUT_A_DOOR = (
    "soan-bai/tu-word/<",
    "soan-bai/nhap-khoa/<",
    "xapi/",
    "media/",
    "api/so-lieu/v1/places",
    "api/so-lieu/v1/snapshots",
    "tai-khoan/signup/",
    "tai-khoan/password/",
)
_PUT_TOGETHER = re.compile(r"""f["']([a-z_:]*(?:\{[^{}"']*\}[a-z_:]*)+)["']""")  # f"recognition:{kind}_file"
_QUOTED = re.compile(r"""["']([a-z_:]+)["']""")


def test_every_room_has_a_door() -> None:
    """Each address is named by a page or by code that builds links; whoever only comes back from there has not got in."""
    parts = ("portal", "content", "recognition", "learning_records", "search")
    files = [path for part in parts for path in Path(part).rglob("*.py") if path.name != "urls.py"]
    texts = [path.read_text() for path in [*files, *Path("templates").rglob("*.html")]]
    texts = ["\n".join(line for line in text.splitlines() if "redirect(" not in line) for text in texts]
    named = {name for text in texts for name in _QUOTED.findall(text)}
    # Where names are put together, their parts count.
    short = {name for text in texts if re.search(r"""["'][a-z]+:\{""", text) for name in _QUOTED.findall(text)}
    holes = {one for text in texts for one in _PUT_TOGETHER.findall(text) if len(re.sub(r"\{.*?\}", "", one)) > 4}
    shapes = [re.compile(re.sub(r"\\\{.*?\\\}", "[a-z_]+", re.escape(one)) + r"\Z") for one in holes]
    closed = []
    for one in own_addresses():
        last = one.name.split(":")[-1]
        if one.name in named or last in short or one.route.startswith(WITHOUT_A_DOOR):
            continue
        if not any(shape.match(one.name) or shape.match(last) for shape in shapes):
            closed.append(one.name)
    assert closed == [], "no page leads there"


@pytest.mark.parametrize("part", range(4))
def test_nobody_meets_people_they_do_not_serve(world: World, part: int) -> None:
    leaks, met = [], set()
    before, written = fingerprint(world), rows_written()
    visitors = dict(list(world.people.items())[part::4])
    for who, user in visitors.items():
        client, secrets = knock(user), world.secrets_for(who)
        for address in own_addresses():
            door = DOORS[address.name]
            outsider = who not in door.may | door.acts and not who.startswith("the ")
            for done, kwargs, answer in visits(world, address, door, client, outsider):
                if answer.status_code >= 500:
                    leaks.append(f"{who}: {done} answers {answer.status_code}")
                text, told = text_of(answer), set(kwargs.values())  # an answer may repeat its own address
                shown = [name for name, mark in secrets.items() if mark in text and mark not in told]
                if shown and who in door.may:
                    met.add((address.name, who))
                elif shown and not door.public:
                    leaks.append(f"{who}: {done} ({address.name}) shows {', '.join(shown)}")
                if not outsider or "POST" not in done:
                    continue
                known, written = written, rows_written()
                if written != known and fingerprint(world) != before:
                    leaks.append(f"{who}: {done} changed something")
    assert leaks == [], "\n".join(leaks)
    # The same look finds people where they may be met: so it would have found them elsewhere.
    blind = {(name, who) for name, door in DOORS.items() for who in door.may if who in visitors} - met
    assert blind == set(), f"{blind}: these are said to meet people, and do not"


NO_EDITORS = ("stranger", "officer")


def _fillings(world: World, address: Address) -> Iterator[dict]:
    numbers = [world.lesson.pk, world.waiting.user_id, 1]
    for number in numbers if address.parameters else [0]:
        yield dict.fromkeys(address.parameters, number)


@pytest.mark.parametrize("who", ["stranger", "officer", "staff", "staff elsewhere", "administrator elsewhere"])
def test_editing_shows_nobody(world: World, who: str) -> None:
    client, secrets, leaks, seen = knock(world.people[who]), world.secrets_for(who), [], 0
    for address in discover():
        if not address.route.startswith("quan-tri/") or address.name == "wagtailadmin_error_test":
            continue  # the one exception breaks on purpose
        for kwargs in _of(list(_fillings(world, address)), address.name, who in NO_EDITORS):
            try:
                path = reverse(address.name, kwargs=kwargs)
            except NoReverseMatch:
                continue
            asks = [("get", client.get, None), ("post", client.post, EDITING_FIELDS)]
            if (address.name, *kwargs.values()) == WITHOUT_A_PARENT:
                asks.pop()
            for how, ask, fields in asks:
                with transaction.atomic():
                    answer = ask(path, fields)
                    transaction.set_rollback(True)
                seen += answer.status_code == 200
                shown = [name for name, mark in secrets.items() if mark in text_of(answer)]
                if shown or answer.status_code >= 500:
                    leaks.append(f"{how} {path} ({address.name}): {answer.status_code} {shown}")
    assert leaks == []
    assert seen > 10 or who in NO_EDITORS, "editors were let in at all"


def test_a_key_reads_only_what_it_may(world: World) -> None:
    client = Client()

    def told(*scopes: str, query: str = "") -> tuple[int, str]:
        row, secret = make_credential("Nơi khác", list(scopes))
        token = b64encode(f"{row.key}:{secret}".encode()).decode()
        headers = {"X-Experience-API-Version": "1.0.3", "Authorization": f"Basic {token}"}
        answer = client.get(reverse("learning_records:statements") + query, headers=headers)
        return answer.status_code, text_of(answer)

    ids = [str(person.pk) for person in world.secret_people]
    status, text = told("statements/read")
    assert status == 200
    assert all(one in text for one in ids), "a key that may read everything finds them"
    assert WAITING not in text, "statements hold no name"
    status, text = told("statements/read/mine")
    assert status == 200
    assert not any(one in text for one in ids)
    assert told("statements/write")[0] == 403
    assert client.get(reverse("learning_records:statements")).status_code in (400, 401)


OWN_PAPER = "Giấy khen của người ngồi máy"


def seated(village: Village) -> tuple[Client, Learner]:
    """A device at which somebody without an account sits, who has a paper in the own case."""
    person = register_at_counter(
        village.staff, Person("Người Ngồi Máy", village.unit, 1950, "ông", "N1"), username="", consents=True
    )
    with everyone(WHY):
        hand_in(
            person, kind_id="reading-log", indicators=["A1"], title=OWN_PAPER, on=timezone.localdate(), file=photo(),
            by=village.staff,
        )  # fmt: skip
        _row, code = acts.open_sitting(person, Centre.objects.get(unit=village.unit), by=village.staff)
    device = Client(raise_request_exception=False)
    device.post(reverse("content:seat"), {"code": code})
    return device, person


def test_a_sitting_opens_no_room_that_is_shut_to_a_stranger(world: World) -> None:
    device, person = seated(world.village)
    stranger, wrong, looked = Client(raise_request_exception=False), [], 0
    for address in own_addresses():
        for kwargs in list(DOORS[address.name].fill(world))[:1]:
            own = kwargs | ({"reference": person.reference} if "reference" in kwargs else {})
            path = f"{reverse(address.name, kwargs=own)}?{quote(DOORS[address.name].query, safe='=&')}"
            cookies = copy(device.cookies)
            for how in ("get", "post"):
                with transaction.atomic():
                    answer, other = getattr(device, how)(path, BODY), getattr(stranger, how)(path, BODY)
                    transaction.set_rollback(True)
                device.cookies = copy(cookies)
                stranger.cookies.clear()
                looked += 1
                learning = address.name.startswith("content:")
                if answer.status_code >= 500 or OWN_PAPER in text_of(answer):
                    wrong.append(f"{how} {path}: {answer.status_code}")
                elif not learning and answer.status_code == 200 != other.status_code:
                    wrong.append(f"{how} {path}: 200, a stranger {other.status_code}")
    assert wrong == [], "\n".join(wrong)
    assert looked > 300
    with everyone(WHY):
        assert Sitting.objects.get(learner=person).ended_at is None, "it ran all the while"
