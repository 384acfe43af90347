"""Merging two JSON documents (pure): members of the new one take the place of those of the old one.

What is not touched stays letter for letter: 1.50 is not turned into 1.5 (1.0.3 Communication 2.2; 2.0 4.1.6).
"""

from learning_records.spec import bodies, strict_json


class CannotMerge(ValueError):
    """One of the two is not a JSON object that can be merged; the text says which, why, and what to do."""


def _members(content: bytes, what: str, advice: str) -> dict[str, str]:
    """The members of an object by their keys, each as its text: key, colon and value."""
    try:
        text = bodies.text_of(content)
        value = strict_json.parse(text)
    except strict_json.NotJson as problem:
        raise CannotMerge(f"{what} is not JSON that can be merged: {problem}; {advice}") from problem
    if not isinstance(value, dict):
        raise CannotMerge(f"{what} is not a JSON object, so nothing can be merged; {advice}")
    return {member.key: text[member.start : member.end] for member in strict_json.members(text)}


def merged(old: bytes, new: bytes) -> bytes:
    """The old document with the members of the new one, on the top level only; raises CannotMerge."""
    found = _members(old, "the stored document", "replace it with PUT")
    found |= _members(new, "the document", "send an object, each member once")
    return f"{{{','.join(found.values())}}}".encode()
