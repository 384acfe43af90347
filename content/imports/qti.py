"""QTI 3 (1EdTech, “Question and Test Interoperability 3.0”): items with one interaction of a common type, alone or in a package.

QTI 2.1 and 2.2 say the same with other names (`choiceInteraction` for `qti-choice-interaction`), so they are read as well.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from decimal import Decimal

from lxml import etree

from content.imports.neutral import LARGEST, MOST, NoFile, Read, Refused, choices_of, plain_of, taken
from content.imports.numbers import number
from content.imports.xml import inner, local, parsed
from content.questions.asked import Gap, Pair, Question

_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")
_ITEMS = frozenset(["assessment-item"])
_INTERACTIONS = "-interaction"
UNPACKED = 20_000_000  # bytes of all items in a package


def _name(element: etree._Element) -> str:
    """`choice-interaction` for `qti-choice-interaction` and for `choiceInteraction`."""
    return _CAPITAL.sub(lambda letter: "-" + letter[1].lower(), local(element)).removeprefix("qti-")


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute, as QTI 3 writes it (`response-identifier`) or QTI 2 (`responseIdentifier`)."""
    camel = re.sub(r"-([a-z])", lambda letter: letter[1].upper(), name)
    return element.get(name) or element.get(camel) or ""


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in element.iter(etree.Element) if _name(one) == name]


def read(data: bytes) -> list[Read]:
    """Each item of an XML document or a ZIP package. Raises NoFile."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _package(data)
    return _document("", data)


def _document(name: str, data: bytes) -> list[Read]:
    root = parsed(data)
    items = _all(root, "assessment-item")
    if not items:
        raise NoFile("no questions")
    if len(items) > MOST:
        raise NoFile("many", items[MOST].sourceline or 0)
    return [_read(one, name) for one in items]


def _package(data: bytes) -> list[Read]:
    found: list[Read] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        files = [one for one in package.infolist() if one.filename.lower().endswith(".xml") and not one.is_dir()]
        if len(files) > MOST + 10:
            raise NoFile("many")
        if sum(one.file_size for one in files) > UNPACKED:
            raise NoFile("large")
        for one in files:
            if one.filename.rsplit("/", 1)[-1].lower() == "imsmanifest.xml":
                continue
            try:
                with package.open(one) as opened:
                    text = opened.read(LARGEST + 1)
                root = parsed(text)
                found += [_read(item, one.filename) for item in _all(root, "assessment-item")]
            except NoFile as problem:
                found.append(Read(problem.line, one.filename, reason=problem.reason))
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error):
                found.append(Read(0, one.filename, reason="not zip"))  # damaged, or locked with a password
    if not found:
        raise NoFile("no questions")
    return found


class _Item:
    """One item: its right answers by response, the words to it."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.notes: list[str] = []
        self.right = {
            _attribute(one, "identifier"): [
                (value.text or "").strip()
                for answer in _all(one, "correct-response")
                for value in _all(answer, "value")
            ]
            for one in _all(element, "response-declaration")
        }
        self.mapped = {
            _attribute(one, "identifier"): [
                (_attribute(entry, "map-key"), _attribute(entry, "mapped-value")) for entry in _all(one, "map-entry")
            ]
            for one in _all(element, "response-declaration")
        }
        body = next(iter(_all(element, "item-body")), None)
        if body is None:
            raise Refused("no answers")
        self.body = body

    def words(self, markup: str) -> str:
        """The words of markup; notes what is left out."""
        found, notes = plain_of(markup)
        self.notes.extend(notes)
        return found

    def correct(self, interaction: etree._Element) -> list[str]:
        """Identifiers or values that are right for an interaction."""
        found = self.right.get(_attribute(interaction, "response-identifier"), [])
        if not found:
            raise Refused("none right")
        return found

    def asked(self, interaction: etree._Element) -> str:
        """What stands before the interaction, and its prompt."""
        prompt = next(iter(_all(interaction, "prompt")), None)
        return "\n".join(filter(None, [self.before(interaction), self.words(inner(prompt))]))

    def before(self, interaction: etree._Element) -> str:
        """The words of the body outside the interaction."""
        copied = etree.fromstring(etree.tostring(self.body))
        for one in [one for one in copied.iter(etree.Element) if _name(one) == _name(interaction)]:
            parent = one.getparent()
            if parent is not None:
                tail, before = one.tail or "", one.getprevious()
                if before is not None:
                    before.tail = (before.tail or "") + tail
                else:
                    parent.text = (parent.text or "") + tail
                parent.remove(one)
        return self.words(inner(copied))

    def said(self, choice: etree._Element) -> str:
        """Feedback that stands in a choice."""
        return self.words("".join(inner(one) for one in _all(choice, "feedback-inline")))

    def text(self, choice: etree._Element) -> str:
        """The words of a choice without its feedback."""
        copied = etree.fromstring(etree.tostring(choice))
        for one in _all(copied, "feedback-inline"):
            parent = one.getparent()
            if parent is not None:
                parent.remove(one)
        return self.words(inner(copied))


def _read(element: etree._Element, file: str) -> Read:
    line = element.sourceline or 0
    name = _attribute(element, "title") or _attribute(element, "identifier") or file
    try:
        item = _Item(element)
        found = [one for one in item.body.iter(etree.Element) if _name(one).endswith(_INTERACTIONS)]
        kinds = {_name(one) for one in found}
        if not found:
            raise Refused("no answers")
        if len(kinds) > 1 or (len(found) > 1 and kinds != {"text-entry-interaction"}):
            raise Refused("several places", ", ".join(sorted(kinds)))
        made = _KINDS.get(_name(found[0]))
        if made is None:
            raise Refused("free text" if _name(found[0]) == "extended-text-interaction" else "kind", _name(found[0]))
        question = made(item, found)
    except Refused as problem:
        return Read(line, name, reason=problem.reason, detail=problem.detail)
    return taken(line, name, question, item.notes)


def _choice(item: _Item, found: list[etree._Element]) -> Question:
    one = found[0]
    right = item.correct(one)
    choices = [(_attribute(each, "identifier"), each) for each in _all(one, "simple-choice")]
    if not set(right) <= {key for key, _each in choices}:
        raise Refused("none right", ", ".join(right))
    kind = "single" if (_attribute(one, "max-choices") or "1") == "1" else "several"
    texts = [(item.text(each), key in right, item.said(each)) for key, each in choices]
    return Question(kind, item.asked(one), choices_of(texts))


def _order(item: _Item, found: list[etree._Element]) -> Question:
    one = found[0]
    texts = {_attribute(each, "identifier"): item.text(each) for each in _all(one, "simple-choice")}
    right = item.correct(one)
    if sorted(right) != sorted(texts):
        raise Refused("none right", ", ".join(right))
    return Question("order", item.asked(one), choices_of([(texts[key], False, "") for key in right]))


def _match(item: _Item, found: list[etree._Element]) -> Question:
    one = found[0]
    sets = _all(one, "simple-match-set")
    if len(sets) != 2:
        raise Refused("several places")
    left, right = (
        {_attribute(each, "identifier"): item.text(each) for each in _all(half, "simple-associable-choice")}
        for half in sets
    )
    joined = {}
    for pair in item.correct(one):
        first, _blank, second = pair.partition(" ")
        if first in joined or first not in left or second not in right:
            raise Refused("pairs: twice", pair)
        joined[first] = second
    if set(joined) != set(left):
        raise Refused("none right", ", ".join(sorted(set(left) - set(joined))))
    pairs = [Pair(str(place), left[key], right[joined[key]]) for place, key in enumerate(left, 1)]
    over = [text for key, text in right.items() if key not in joined.values()]
    pairs += [Pair(str(len(left) + place), "", text) for place, text in enumerate(over, 1)]
    return Question("match", item.asked(one), pairs=tuple(pairs))


def _entry(item: _Item, found: list[etree._Element]) -> Question:
    """One or more places to write in; what else is mapped to full marks is accepted too."""
    gaps = []
    for place, one in enumerate(found, 1):
        key = _attribute(one, "response-identifier")
        entries = [(text, number(value)) for text, value in item.mapped.get(key, [])]
        most = max((points for _text, points in entries), default=Decimal(0))
        more = [text for text, points in entries if points == most and points > 0]
        if any(0 < points < most for _text, points in entries):
            item.notes.append("left out: part marks")
        gaps.append(Gap(str(place), tuple(dict.fromkeys([*item.right.get(key, []), *more]))))
    if any(not gap.accepted for gap in gaps):
        raise Refused("none right")
    copied = etree.fromstring(etree.tostring(item.body))
    for place, one in enumerate(
        [one for one in copied.iter(etree.Element) if _name(one) == "text-entry-interaction"], 1
    ):
        one.text, one.tail = f"{{{place}}}", one.tail
    sentence = item.words(inner(copied))
    if len(gaps) == 1 and sentence.endswith("{1}"):
        return Question("short_text", sentence.removesuffix("{1}").strip(), accepted=gaps[0].accepted)
    return Question("fill_in", "Điền từ còn thiếu.", sentence=sentence, gaps=tuple(gaps))


_KINDS: dict[str, Callable[[_Item, list[etree._Element]], Question]] = {
    "choice-interaction": _choice,
    "order-interaction": _order,
    "match-interaction": _match,
    "text-entry-interaction": _entry,
}
