"""A statement as a line that a person can read."""

import pytest
from django.utils import translation

from learning_records.browser.sentences import deed, sentence
from learning_records.vocabulary import VERBS


def statement(verb: str, **result) -> dict:
    name = {"vi": "Ai nên hỏi mã?"}
    thing = {"id": "https://vi-du.vn/cau", "definition": {"name": name}}
    return {"verb": {"id": VERBS[verb]}, "object": thing, "result": result}


@pytest.mark.parametrize(
    ("verb", "result", "said"),
    [
        ("answered", {"success": False, "score": {"scaled": 0}}, "trả lời chưa đúng: “Ai nên hỏi mã?”"),
        ("answered", {"success": False, "score": {"scaled": 0.5}}, "trả lời chưa đúng: “Ai nên hỏi mã?”, điểm 50%"),
        ("answered", {"success": True, "score": {"scaled": 1}}, "trả lời đúng: “Ai nên hỏi mã?”"),
        ("answered", {}, "đã trả lời “Ai nên hỏi mã?”"),
        ("passed", {"success": True, "score": {"scaled": 0.8}}, "đã đạt “Ai nên hỏi mã?”, điểm 80%"),
        ("completed", {}, "đã học xong “Ai nên hỏi mã?”"),
    ],
)
def test_what_came_of_it(verb: str, result: dict, said: str) -> None:
    with translation.override("vi"):
        assert deed(statement(verb, **result)) == said
        assert sentence(statement(verb, **result)) == f"Học viên {said}"
