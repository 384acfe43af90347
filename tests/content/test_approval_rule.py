"""The rule of two as tables: who stands behind a version, and when two versions say the same; no database."""

import json

import pytest

from content.approval.contributions import same_content
from content.approval.rule import _since, approved

AN, BINH, CHI = 7, 8, 9


@pytest.mark.parametrize(
    ("version", "written", "approvals", "behind"),
    [
        (1, [], [], set()),
        (1, [(1, AN)], [], {AN}),
        (2, [(1, AN), (2, BINH), (3, CHI)], [], {AN, BINH}),  # what comes later says nothing
        (2, [(1, AN), (2, BINH)], [(1, CHI)], {BINH}),  # approved by another: the count begins anew
        (2, [(1, AN), (2, BINH)], [(1, AN)], {AN, BINH}),  # not by one of the writers
        (2, [(1, AN), (2, BINH)], [(2, CHI)], {AN, BINH}),  # the approval of this very version
        (3, [(1, AN), (3, BINH)], [(2, BINH)], {BINH}),  # who approved may write on, and then stands behind it
        (4, [(1, AN), (2, BINH), (4, AN)], [(1, BINH), (3, AN)], {AN}),
        (4, [(1, AN), (2, BINH), (4, AN)], [(3, BINH)], {AN, BINH}),
        (3, [(1, AN), (1, BINH), (3, CHI)], [(1, BINH), (2, AN)], {AN, BINH, CHI}),
    ],
)
def test_who_stands_behind_a_version(version: int, written: list, approvals: list, behind: set[int]) -> None:
    assert _since(version, written, approvals) == behind


def test_what_was_never_written_was_never_approved() -> None:
    assert approved(None) is False


def blocks(*values: str, mark: str = "a1b2c", number: str = "1") -> str:
    """The body of a lesson, as a revision keeps it."""
    return json.dumps(
        [{"type": "text", "value": f'<p data-block-key="{mark}">{one}</p>', "id": number} for one in values]
    )


LESSON = {
    "title": "Nước sạch",
    "body": blocks("Một.", "Hai."),
    "alignments": [{"pk": 1, "indicator": "A1"}],
    "minutes": 5,
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"body": blocks("Một.", "Hai.", mark="zzzzz", number="9")},
        {"live": True, "locked": True, "path": "0001", "wagtail_admin_comments": [{"text": "?"}]},
        {"latest_revision": 5, "owner": 3, "draft_title": "x"},
        {"summary": "", "image": None, "hidden": False, "tags": []},  # left empty
    ],
)
def test_what_a_reader_sees_is_the_same(change: dict) -> None:
    assert same_content(LESSON, LESSON | change)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Nước sạch."},
        {"body": blocks("Hai.", "Một.")},
        {"body": blocks("Một.")},
        {"body": blocks("Một.", "Hai.", "")},
        {"body": "[not blocks"},
        {"alignments": [{"pk": 1, "indicator": "A2"}]},
        {"alignments": []},
        {"minutes": 6},
        {"summary": "Về nước"},
        {"hidden": True},
        {"body": LESSON["body"].replace('"text"', '"note"')},
    ],
)
def test_what_a_reader_sees_is_another(change: dict) -> None:
    assert not same_content(LESSON, LESSON | change)
    assert not same_content(LESSON | change, LESSON)
