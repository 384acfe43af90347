"""QTI 3 (1EdTech, “Question and Test Interoperability 3.0”): items with one interaction of a common type, alone or in a package.

QTI 2.1 and 2.2 say the same with other names (`choiceInteraction` for `qti-choice-interaction`), so they are read as well.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable
from decimal import Decimal

from lxml import etree

from content.imports.markup import plain_of
from content.imports.neutral import LARGEST, MOST, NoFile, Read, Refused, choices_of, taken
from content.imports.numbers import number
from content.imports.qti_numbers import equals
from content.imports.qti_parts import attribute, every, name_of, take_out, without_what_comes_later
from content.imports.xml import MOST_ELEMENTS, inner, parsed, size
from content.questions.asked import Gap, Pair, Question

_INTERACTIONS, _ITEM = "-interaction", "assessment-item"
UNPACKED = 20_000_000  # bytes of all items in a package


def read(data: bytes) -> list[Read]:
    """Each item of an XML document or a ZIP package. Raises NoFile."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _package(data)
    return _document("", data)


def _document(name: str, data: bytes) -> list[Read]:
    items = _items(parsed(data))
    if not items:
        raise NoFile("no questions")
    if len(items) > MOST:
        raise NoFile("many", items[MOST].sourceline or 0)
    return [_read(one, name) for one in items]


def _items(root: etree._Element) -> list[etree._Element]:
    """The items of a document; one inside another is none of its own, else each part would be read as often as it is deep."""
    return [one for one in every(root, _ITEM) if not any(name_of(above) == _ITEM for above in one.iterancestors())]


def _package(data: bytes) -> list[Read]:
    found: list[Read] = []
    elements = 0
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
            except NoFile as problem:
                found.append(Read(problem.line, one.filename, reason=problem.reason))
                continue
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error):
                found.append(Read(0, one.filename, reason="not zip"))  # damaged, or locked with a password
                continue
            elements += size(root)
            if elements > MOST_ELEMENTS:
                raise NoFile("large")
            found += [_read(item, one.filename) for item in _items(root)]
            if len(found) > MOST:
                raise NoFile("many")
    if not found:
        raise NoFile("no questions")
    return found


class _Item:
    """One item: its right answers by response, the words to it."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.notes: list[str] = []
        self.right = {
            attribute(one, "identifier"): [
                (value.text or "").strip()
                for answer in every(one, "correct-response")
                for value in every(answer, "value")
            ]
            for one in every(element, "response-declaration")
        }
        self.mapped = {
            attribute(one, "identifier"): [
                (attribute(entry, "map-key"), attribute(entry, "mapped-value")) for entry in every(one, "map-entry")
            ]
            for one in every(element, "response-declaration")
        }
        body = next(iter(every(element, "item-body")), None)
        if body is None:
            raise Refused("no answers")
        self.body, self.feedback = body, without_what_comes_later(element, body)
        self.notes.extend(self.feedback.notes)
        self.equals = equals(element)

    def words(self, markup: str) -> str:
        """The words of markup; notes what is left out."""
        found, notes = plain_of(markup)
        self.notes.extend(notes)
        return found

    def correct(self, interaction: etree._Element) -> list[str]:
        """Identifiers or values that are right for an interaction."""
        found = self.right.get(attribute(interaction, "response-identifier"), [])
        if not found:
            raise Refused("none right")
        return found

    def asked(self, interaction: etree._Element) -> str:
        """What stands before the interaction, and its prompt."""
        prompt = next(iter(every(interaction, "prompt")), None)
        return "\n".join(filter(None, [self.before(interaction), self.words(inner(prompt))]))

    def before(self, interaction: etree._Element) -> str:
        """The words of the body outside the interaction."""
        copied = etree.fromstring(etree.tostring(self.body))
        for one in every(copied, name_of(interaction)):
            take_out(one)
        return self.words(inner(copied))

    def own(self, choices: Iterable[str]) -> dict[str, str]:
        """What is said to each choice in its own words."""
        return {key: self.feedback.choices.pop(key, "") for key in choices}

    def said(self, choices: Iterable[str], right: Iterable[str]) -> dict[str, str]:
        """The same, else what is said to whoever was right or wrong."""
        found = self.own(choices)
        for key in found:
            found[key] = found[key] or (self.feedback.right if key in right else self.feedback.wrong)
        self.feedback.right = self.feedback.wrong = ""
        return found

    def text(self, choice: etree._Element) -> str:
        """The words of a choice."""
        return self.words(inner(choice))


def _read(element: etree._Element, file: str) -> Read:
    line = element.sourceline or 0
    name = attribute(element, "title") or attribute(element, "identifier") or file
    try:
        item = _Item(element)
        found = [one for one in item.body.iter(etree.Element) if name_of(one).endswith(_INTERACTIONS)]
        kinds = {name_of(one) for one in found}
        if not found:
            raise Refused("no answers")
        if len(kinds) > 1 or (len(found) > 1 and kinds != {"text-entry-interaction"}):
            raise Refused("several places", ", ".join(sorted(kinds)))
        made = _KINDS.get(name_of(found[0]))
        if made is None:
            raise Refused(
                "free text" if name_of(found[0]) == "extended-text-interaction" else "kind", name_of(found[0])
            )
        question = made(item, found)
    except Refused as problem:
        return Read(line, name, reason=problem.reason, detail=problem.detail)
    feedback = item.feedback
    if feedback.right or feedback.wrong or feedback.choices:  # nobody fetched it
        item.notes.append("left out: feedback")
    if any(attribute(one, "case-sensitive") == "true" for one in every(element, "map-entry", "string-match")):
        item.notes.append("left out: capitals")
    return taken(line, name, question, item.notes)


def _choice(item: _Item, found: list[etree._Element]) -> Question:
    one = found[0]
    right = item.correct(one)
    choices = [(attribute(each, "identifier"), each) for each in every(one, "simple-choice")]
    if not set(right) <= {key for key, _each in choices}:
        raise Refused("none right", ", ".join(right))
    kind = "single" if (attribute(one, "max-choices") or "1") == "1" else "several"
    if any(
        key not in right and number(value) > 0
        for key, value in item.mapped.get(attribute(one, "response-identifier"), [])
    ):
        item.notes.append("left out: part marks")
    said = (
        item.said([key for key, _each in choices], right)
        if kind == "single"
        else item.own([key for key, _each in choices])
    )
    texts = [(item.text(each), key in right, said[key]) for key, each in choices]
    return Question(kind, item.asked(one), choices_of(texts), fixed=_fixed(one))


def _fixed(interaction: etree._Element) -> bool:
    """Whether choices keep their order: all of them where nobody says “shuffle”, or one that stays at its place."""
    shuffled = attribute(interaction, "shuffle") in ("true", "1")
    return not shuffled or any(attribute(one, "fixed") in ("true", "1") for one in every(interaction, "simple-choice"))


def _order(item: _Item, found: list[etree._Element]) -> Question:
    one = found[0]
    texts = {attribute(each, "identifier"): item.text(each) for each in every(one, "simple-choice")}
    right = item.correct(one)
    if sorted(right) != sorted(texts):
        raise Refused("none right", ", ".join(right))
    return Question("order", item.asked(one), choices_of([(texts[key], False, "") for key in right]))


def _match(item: _Item, found: list[etree._Element]) -> Question:
    one = found[0]
    sets = every(one, "simple-match-set")
    if len(sets) != 2:
        raise Refused("several places")
    left, right = (
        {attribute(each, "identifier"): item.text(each) for each in every(half, "simple-associable-choice")}
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
        key = attribute(one, "response-identifier")
        entries = [(text, number(value)) for text, value in item.mapped.get(key, [])]
        most = max((points for _text, points in entries), default=Decimal(0))
        more = [text for text, points in entries if points == most and points > 0]
        if any(0 < points < most for _text, points in entries):
            item.notes.append("left out: part marks")
        equal = item.equals.get(key, [])
        right = item.right.get(key, []) or [each.value for each in equal if each.value]
        gaps.append(Gap(str(place), tuple(dict.fromkeys([*right, *more]))))
        if len(found) > 1 and any(each.tolerance.strip("0. ") for each in equal):
            item.notes.append("left out: tolerance")
    if any(not gap.accepted for gap in gaps):
        raise Refused("none right")
    sentence = _sentence(item)
    if len(gaps) > 1 or not (counted := _counted(item, found[0])) and not sentence.endswith("{1}"):
        return Question("fill_in", "Điền từ còn thiếu.", sentence=sentence, gaps=tuple(gaps))
    said = {"said_right": item.feedback.right, "said_wrong": item.feedback.wrong}
    item.feedback.right = item.feedback.wrong = ""
    if counted:
        return _number(item, found[0], sentence, gaps[0].accepted, said)
    return Question("short_text", sentence.removesuffix("{1}").strip(), accepted=gaps[0].accepted, **said)


def _sentence(item: _Item) -> str:
    copied = etree.fromstring(etree.tostring(item.body))
    for place, one in enumerate(every(copied, "text-entry-interaction"), 1):
        one.text = f"{{{place}}}"
    return item.words(inner(copied))


def _counted(item: _Item, entry: etree._Element) -> bool:
    """Whether a number is asked for: a float, or an integer that is compared as a number."""
    key = attribute(entry, "response-identifier")
    bases = {
        attribute(one, "identifier"): attribute(one, "base-type") for one in every(item.element, "response-declaration")
    }
    return bases.get(key) == "float" or bases.get(key) == "integer" and bool(item.equals.get(key, []))


def _number(
    item: _Item, entry: etree._Element, sentence: str, accepted: tuple[str, ...], said: dict[str, str]
) -> Question:
    values = {number(one) for one in accepted}
    if len(values) > 1:
        raise Refused("several numbers", ", ".join(accepted))
    right, tolerance = values.pop(), Decimal(0)
    equal = item.equals.get(attribute(entry, "response-identifier"), [])
    if equal:
        right, tolerance = equal[0].around(right)
        item.notes.extend(equal[0].notes)
    if len({(one.mode, one.tolerance) for one in equal}) > 1:
        item.notes.append("left out: part marks")
    asked = sentence.removesuffix("{1}").replace("{1}", "_____").strip()
    return Question("number", asked, number=right, tolerance=tolerance, **said)


_KINDS: dict[str, Callable[[_Item, list[etree._Element]], Question]] = {
    "choice-interaction": _choice,
    "order-interaction": _order,
    "match-interaction": _match,
    "text-entry-interaction": _entry,
}
