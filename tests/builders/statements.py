"""Statements for tests."""

from uuid import uuid4

from learning_records.public import VERBS


def make_statement(number: int = 1, **more) -> dict:
    """A small valid statement: learner `number` completed activity `number`."""
    return {
        "id": str(uuid4()),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": "https://hoctap.example.vn", "name": f"learner-{number}"},
        },
        "verb": {"id": VERBS["completed"], "display": {"vi": "đã học xong"}},
        "object": {
            "objectType": "Activity",
            "id": f"https://example.vn/activities/{number}",
            "definition": {"name": {"vi": f"Bài {number}"}},
        },
    } | more
