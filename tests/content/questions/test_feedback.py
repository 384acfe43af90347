"""What is said to an answer is said once, however its author began."""

import pytest

from content.questions.feedback import said_once


@pytest.mark.parametrize(
    ("verdict", "lines", "said"),
    [
        ("Đúng rồi.", ["Đúng rồi. Mã là của mình."], ["Mã là của mình."]),
        ("Đúng rồi.", ["đúng rồi, mã là của mình."], ["Mã là của mình."]),
        ("Đúng rồi.", ["Đúng rồi."], []),
        ("Đúng rồi.", ["Đúng rồi!", "Mã là của mình."], ["Mã là của mình."]),
        ("Chưa đúng.", ["Chưa đúng. Xem lại phần đầu."], ["Xem lại phần đầu."]),
        ("Chưa đúng.", ["Chưa đúngg là một chữ khác."], ["Chưa đúngg là một chữ khác."]),
        ("Đúng rồi.", ["Hay lắm.", "Hay lắm."], ["Hay lắm."]),
        ("Đúng rồi.", [], []),
    ],
)
def test_once(verdict: str, lines: list[str], said: list[str]) -> None:
    assert said_once(verdict, lines) == said
