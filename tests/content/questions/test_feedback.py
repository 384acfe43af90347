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


@pytest.mark.parametrize(
    ("line", "before", "said"),
    [
        ("Số ấy in trên thẻ.", ["Số ấy in trên thẻ"], []),
        ("số ấy in trên thẻ", ["Đúng. Số ấy in trên thẻ. Xem lại nhé."], []),
        ("Gợi ý: Số ấy in trên thẻ.", [], ["Số ấy in trên thẻ."]),
        ("Trên thẻ.", ["Số ấy in trên thẻ."], ["Trên thẻ."]),
        ("Số ấy in trên thẻ.", ["Số ấy in trên thẻ nhựa."], []),
        ("Số ấy in trên thẻ.", ["Số ấy in ở đâu?"], ["Số ấy in trên thẻ."]),
        ("", ["Số ấy in ở đâu?"], []),
    ],
)
def test_a_hint_is_not_said_where_its_words_stand_already(line: str, before: list[str], said: list[str]) -> None:
    assert said_once("Gợi ý:", [line], before) == said
