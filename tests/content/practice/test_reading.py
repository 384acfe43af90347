"""A file of a task is read strictly: what is wrong is told with its place, all at once."""

import pytest
import yaml

from content.blocks import PICTURES
from content.practice.reading import BadTask, task_from
from content.practice.register import tasks

GOOD = {
    "key": "thu",
    "name": "Thử",
    "picture": "fish-hook",
    "about": "Tập.",
    "explanation": "Vì thế.",
    "aims": [{"framework": "tt02_2025", "code": "1.1", "level": 1}],
    "variants": [
        {
            "key": "a",
            "screens": [
                {
                    "key": "chon",
                    "look": "choice",
                    "head": "Chọn",
                    "ask": "Chọn gì?",
                    "hint": "Nghĩ.",
                    "done": "Đúng.",
                    "items": [
                        {"key": "x", "title": "Một", "right": True, "told": "Phải."},
                        {"key": "y", "title": "Hai", "right": False, "told": "Không."},
                    ],
                }
            ],
        }
    ],
}


def problems(found: object) -> dict[str, str]:
    with pytest.raises(BadTask) as refused:
        task_from(found if isinstance(found, str) else yaml.safe_dump(found, allow_unicode=True), "thu.yaml")
    said: dict[str, str] = {}
    for place, reason in refused.value.problems:
        said[place] = f"{said.get(place, '')} {reason}"
    return said


def changed(**screen) -> dict:
    whole = yaml.safe_load(yaml.safe_dump(GOOD))
    whole["variants"][0]["screens"][0] |= screen
    return whole


def test_a_good_file_is_read():
    assert task_from(yaml.safe_dump(GOOD)).variants[0].screens[0].items[0].title == "Một"


@pytest.mark.parametrize(
    ("found", "place", "reason"),
    [
        (GOOD | {"colour": "red"}, "colour", "not a key"),
        ({key: value for key, value in GOOD.items() if key != "name"}, "name", "missing"),
        (GOOD | {"key": "Có dấu"}, "key", "small letters"),
        (GOOD | {"about": 12}, "about", "quotation marks"),
        (GOOD | {"about": "x" * 601}, "about", "longer"),
        (GOOD | {"aims": [{"framework": "tt02_2025", "code": "1.1", "level": 9}]}, "aims[0].level", "from 1 to 8"),
        (changed(look="magic"), "variants[0].screens[0].look", "one of"),
        (changed(items=[]), "variants[0].screens[0].items", "belong to every"),
        (
            changed(items=GOOD["variants"][0]["screens"][0]["items"][:1] * 2),
            "variants[0].screens[0].items",
            "exactly one",
        ),
        (changed(look="form"), "variants[0].screens[0].items", "belong"),
        (changed(names=["một"]), "variants[0].screens[0].names", "two texts"),
        (changed(ask="Mở [[ra"), "variants[0].screens[0].ask", "]]"),
        ("key: a\nkey: b", "file", "twice"),
        ("[1, 2", "file", ""),
        ("- một", "file", "mapping"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(found, place, reason):
    said = problems(found)
    assert reason in said.get(place, ""), said
    assert place in said


def test_a_secret_is_asked_for_last():
    secret = {"key": "dat", "look": "secret", "head": "Đặt", "ask": "Đặt.", "hint": "Dài.", "done": "Xong."}
    whole = changed()
    whole["variants"][0]["screens"].insert(0, secret)
    assert "last screen" in problems(whole)["variants.a"]


def test_the_seven_tasks_are_there_with_pictures_of_the_house():
    found = tasks()
    assert len(found) >= 7
    assert {task.picture for task in found.values()} <= {name for name, _words in PICTURES}
    assert all(len(task.variants) >= 2 for task in found.values())
