"""What a player tells is read, or refused by the name of what is wrong with it (pure)."""

import json
from uuid import UUID

import pytest

from content.media.events import WrongEvents, read
from tests.content.media.told import WAY, events

GOOD = {"session": str(UUID("3d1a5d4e-8b6a-4a51-9a0b-2d4c6f1f0a11")), "speed": "1.5", "events": events()}


def one(**more) -> str:
    return json.dumps([{"n": 1, "what": "played", "at": 0, "ago": 0} | more])


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({"session": ""}, "session"),
        ({"session": "3d1a5d4e-8b6a-1a51-9a0b-2d4c6f1f0a11"}, "session"),
        ({"session": "3D1A5D4E-8B6A-4A51-9A0B-2D4C6F1F0A11"}, "session"),
        ({"speed": "9"}, "speed"),
        ({"speed": "NaN"}, "speed"),
        ({"captions": "xx"}, "captions"),
        ({"events": "nein"}, "events"),
        ({"events": "[]"}, "events"),
        ({"events": "{}"}, "events"),
        ({"events": "[1]"}, "events[0]"),
        ({"events": " " * 12_001}, "events"),
        ({"events": json.dumps([{"n": n, "what": "played", "at": 0, "ago": 0} for n in range(1, 42)])}, "events"),
        ({"events": one(what="completed")}, "events[0].what"),
        ({"events": one(what=["played"])}, "events[0].what"),
        ({"events": one(actor="ai đó")}, "events[0].actor"),
        ({"events": one(n=0)}, "events[0].n"),
        ({"events": one(n=True)}, "events[0].n"),
        ({"events": one(n=1.0)}, "events[0].n"),
        ({"events": one(at=-1)}, "events[0].at"),
        ({"events": one(at=7)}, "events[0].at"),
        ({"events": one(at="1")}, "events[0].at"),
        ({"events": one(at=None)}, "events[0].at"),
        ({"events": '[{"n": 1, "what": "played", "at": NaN, "ago": 0}]'}, "events[0].at"),
        ({"events": '[{"n": 1, "what": "played", "at": 1e999, "ago": 0}]'}, "events[0].at"),
        ({"events": one(at=10**400)}, "events[0].at"),
        ({"events": "[" * 12_000}, "events"),
        ({"events": one(ago=90_000)}, "events[0].ago"),
        ({"events": one(ago=-5)}, "events[0].ago"),
        ({"events": '[{"n": 1, "what": "seeked", "at": 1, "ago": 0}]'}, "events[0].at"),
        ({"events": json.dumps([json.loads(one())[0], json.loads(one())[0]])}, "events[1].n"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(sent: dict, where: str) -> None:
    with pytest.raises(WrongEvents) as wrong:
        read(GOOD | sent, 4.0)
    assert wrong.value.where == where


def test_what_makes_sense_is_read() -> None:
    told = read(GOOD, 4.0)
    assert (told.speed, [event.what for event in told.events]) == (1.5, [what for what, _more in WAY])
    assert read(GOOD | {"events": one(at=5.5)}, 4.0).events[0].at == 4.0  # a player rounds the end up
