"""Parts of a QTI item by name, whichever version wrote them, and what of an item is not for who answers.

QTI 3 writes `qti-choice-interaction` and `response-identifier`, QTI 2 `choiceInteraction` and `responseIdentifier`.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from content.imports.markup import plain_of
from content.imports.neutral import Refused
from content.imports.xml import inner

_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")
_VARIABLE = frozenset(["printed-variable", "template-block", "template-inline"])
_SAID = frozenset(["feedback-block", "feedback-inline", "modal-feedback"])


def name_of(element: etree._Element) -> str:
    """`choice-interaction` for `qti-choice-interaction` and for `choiceInteraction`."""
    return _name(element.tag)


@lru_cache(maxsize=1024)
def _name(tag: str) -> str:
    """The same of a tag; an item is gone through some thirty times."""
    return _CAPITAL.sub(lambda letter: "-" + letter[1].lower(), etree.QName(tag).localname).removeprefix("qti-")


def attribute(element: etree._Element, name: str) -> str:
    """An attribute, as QTI 3 writes it (`response-identifier`) or QTI 2 (`responseIdentifier`)."""
    camel = re.sub(r"-([a-z])", lambda letter: letter[1].upper(), name)
    return element.get(name) or element.get(camel) or ""


def every(element: etree._Element, *names: str) -> list[etree._Element]:
    """The element and those inside it that have one of these names."""
    return [one for one in element.iter(etree.Element) if name_of(one) in names]


def take_out(element: etree._Element) -> None:
    """Takes an element away; the text behind it stays."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


@dataclass
class Said:
    """What an item says after an answer: to choices by their identifier, to whom it was right, to whom it was not."""

    choices: dict[str, str] = field(default_factory=dict)
    right: str = ""
    wrong: str = ""
    notes: list[str] = field(default_factory=list)


def without_what_comes_later(item: etree._Element, body: etree._Element) -> Said:
    """Takes out of the body what markers, teachers and those who have answered read.

    Returns what is said, as far as the item plainly says to whom. Raises Refused: words are filled in that are counted anew
    each time.
    """
    said = Said()
    for one in every(body, "rubric-block"):
        if "candidate" not in (attribute(one, "view") or "candidate").split():
            said.notes.append("left out: words for markers")
            take_out(one)
    if every(item, "assessment-stimulus-ref"):
        said.notes.append("left out: stimulus")
    to = _to_whom(item)
    for one in every(item, *_SAID):
        choice = _choice_around(one)
        _say(said, one, attribute(choice, "identifier") if choice is not None else "", to)
    for one in every(item, *_SAID):
        take_out(one)
    if found := every(body, *_VARIABLE):
        raise Refused("variable", attribute(found[0], "identifier") or name_of(found[0]))
    return said


def _choice_around(element: etree._Element) -> etree._Element | None:
    return next((one for one in element.iterancestors() if name_of(one).endswith("-choice")), None)


def _say(said: Said, element: etree._Element, choice: str, to: dict[tuple[str, str], str]) -> None:
    for one in every(element, *_VARIABLE):
        said.notes.append("left out: feedback")
        take_out(one)
    words, notes = plain_of(inner(element))
    said.notes.extend(notes)
    if not words:
        return
    wanted = attribute(element, "identifier")
    whom = to.get((attribute(element, "outcome-identifier"), wanted), "")
    if attribute(element, "show-hide") == "hide":
        said.notes.append("left out: feedback")
    elif choice:
        said.choices[choice] = "\n".join(filter(None, [said.choices.get(choice), words]))
    elif whom == "right":
        said.right = "\n".join(filter(None, [said.right, words]))
    elif whom == "wrong":
        said.wrong = "\n".join(filter(None, [said.wrong, words]))
    elif (attribute(element, "outcome-identifier"), "") in to:
        said.choices[wanted] = "\n".join(filter(None, [said.choices.get(wanted), words]))
    else:
        said.notes.append("left out: feedback")


def _to_whom(item: etree._Element) -> dict[tuple[str, str], str]:
    """Outcome and its value -> right or wrong; the outcome with "" where the response itself is its value."""
    found: dict[tuple[str, str], str] = {}
    declared = {attribute(one, "identifier") for one in every(item, "response-declaration")}
    for one in every(item, "set-outcome-value"):
        outcome, value = attribute(one, "identifier"), next(iter(one.iterchildren(etree.Element)), None)
        if value is None:
            continue
        if name_of(value) == "variable" and attribute(value, "identifier") in declared:
            found[outcome, ""] = "choice"
        elif name_of(value) == "base-value" and (whom := _branch(one)):
            key = (outcome, (value.text or "").strip())
            found[key] = whom if found.get(key, whom) == whom else ""
    return found


def _branch(element: etree._Element) -> str:
    """Whether an outcome is set where the answer is the right one, or where it is not; empty where that is not plain."""
    branch = element.getparent()
    around = branch.getparent() if branch is not None else None
    if branch is None or around is None or name_of(around) != "response-condition":
        return ""
    branches = around[:3]  # more of them cannot be told apart
    test = next(iter(branches[0][:1]), None)
    if len(branches) > 2 or test is None or name_of(test) != "match" or "correct" not in map(name_of, test[:2]):
        return ""
    return {"response-if": "right", "response-else": "wrong"}.get(name_of(branch), "")
