"""Blocks that explain, as a StreamField stores them, for tests."""

from uuid import uuid4


def _items(values) -> list[dict]:
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def _block(block: str, /, **value) -> dict:
    return {"type": block, "value": value, "id": str(uuid4())}


def callout(kind: str, text: str = "<p>Không đọc mã.</p>") -> dict:
    """A remark that stands out."""
    return _block("callout", kind=kind, text=text)


def doing(*texts: str, drawn: str = "", alt: str = "") -> dict:
    """Things to do, each with this drawn picture."""
    return _block(
        "steps", title="", steps=_items({"text": one, "image": None, "drawn": drawn, "alt": alt} for one in texts)
    )


def terms(*pairs: tuple[str, str]) -> dict:
    """Hard words and what they mean."""
    return _block("glossary", terms=_items({"term": term, "meaning": meaning} for term, meaning in pairs))


def link(title: str = "Xem tiếp", page: int | None = None, address: str = "", about: str = "") -> dict:
    """A way to a page or to an address outside."""
    return _block("link", title=title, page=page, address=address, about=about)


def poll(question: str, *choices: str) -> dict:
    """A question without a right answer."""
    return _block("poll", question=question, choices=_items(choices))


def reflection(question: str, hint: str = "") -> dict:
    """A question to oneself."""
    return _block("reflection", question=question, hint=hint)
