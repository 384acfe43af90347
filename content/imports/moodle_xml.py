"""Moodle XML, what Moodle's question bank exports: each `question` of a `quiz` (docs.moodle.org, “Moodle XML format”)."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from lxml import etree

from content.imports.markup import plain_of, tidy, words_of
from content.imports.neutral import MOST, NoFile, Read, Refused, choices_of, taken, truth
from content.imports.numbers import number
from content.imports.xml import parsed
from content.questions.asked import Gap, Pair, Question

_SILENT = frozenset(["category"])
_ANY = re.compile(r"(?<!\\)\*")  # a star stands for any words, behind a backslash for itself
_NOTHING = frozenset(  # what Moodle writes there by itself, in English
    ["Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.", "That's not right."]
)


class _Reader:
    """One question; notes gather what is left out."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.notes: list[str] = []

    def text(self, path: str, within: etree._Element | None = None) -> str:
        """The words of an element with a `text` in it, by its format."""
        whole = (within if within is not None else self.element).find(path)
        if whole is None:
            return ""
        inside = whole.find("text")
        raw = (inside if inside is not None else whole).text or ""
        if whole.find("file") is not None:
            self.notes.append("left out: picture")
        return self.words(raw, whole.get("format", ""))

    def words(self, raw: str, form: str) -> str:
        """The words of a text of this format; Moodle's own shows HTML without being called so."""
        if form in ("plain_text", "markdown"):
            return tidy(raw)
        found, notes = plain_of(raw) if form == "html" else words_of(raw)
        self.notes.extend(notes)
        return found

    def answers(self, *, plain: bool = False) -> list[tuple[Decimal, str, str, etree._Element]]:
        """Share (0 to 100), text, what is said, and the element of each answer; plain: what is typed, whatever its format."""
        found = []
        for one in self.element.findall("answer"):
            text = one.find("text")
            raw = (text.text if text is not None else one.text) or ""
            words = tidy(raw) if plain else self.words(raw, one.get("format", ""))
            found.append((number(one.get("fraction") or "0"), words, self.text("feedback", one), one))
        return found


def read(data: bytes) -> list[Read]:
    """Each question of the file. Raises NoFile."""
    root = parsed(data)
    if root.tag != "quiz":
        raise NoFile("not moodle", root.sourceline or 0)
    found = [one for one in root.findall("question") if one.get("type") not in _SILENT]
    if not found:
        raise NoFile("no questions")
    if len(found) > MOST:
        raise NoFile("many", found[MOST].sourceline or 0)
    return [_read(one) for one in found]


def _read(element: etree._Element) -> Read:
    reader, line, kind = _Reader(element), element.sourceline or 0, element.get("type", "")
    name = reader.text("name")
    made = _KINDS.get(kind)
    if made is None:
        return Read(line, name, reason=_WITHOUT.get(kind, "kind"), detail=kind[:40])
    try:
        question = made(reader)
    except Refused as problem:
        return Read(line, name, reason=problem.reason, detail=problem.detail)
    hints = [text for one in element.findall("hint") if (text := reader.text(".", one))]
    if len(hints) > 1:
        reader.notes.append("left out: more hints")
    question = _shared(reader, question)
    general = reader.text("generalfeedback")
    return taken(line, name, replace(question, explanation=general, hint=hints[0] if hints else ""), reader.notes)


def _shared(reader: _Reader, question: Question) -> Question:
    """What is said to every right answer and to every wrong one goes to each choice; elsewhere it has no place."""
    right, part, wrong = (
        "" if (said := reader.text(f"{name}feedback")) in _NOTHING else said
        for name in ("correct", "partiallycorrect", "incorrect")
    )
    if part or (right or wrong) and question.kind != "single":
        reader.notes.append("left out: words to everybody")
    if question.kind != "single":
        return question
    choices = [
        replace(one, feedback=" ".join(filter(None, [one.feedback, right if one.right else wrong])))
        for one in question.choices
    ]
    return replace(question, choices=tuple(choices))


def _choice(reader: _Reader) -> Question:
    answers, asked = reader.answers(), reader.text("questiontext")
    if (reader.element.findtext("single") or "true").strip().lower() in ("true", "1"):
        best = [share >= 99 for share, *_more in answers]
        if any(0 < share < 99 for share, *_more in answers):
            reader.notes.append("left out: part marks")
        found = [(one[1], is_, one[2]) for one, is_ in zip(answers, best, strict=True)]
        return Question("single", asked, choices_of(found), fixed=_fixed(reader))
    found = [(text, share > 0, said) for share, text, said, _element in answers]
    return Question("several", asked, choices_of(found), fixed=_fixed(reader))


def _fixed(reader: _Reader) -> bool:
    """Whether the answers keep their order, as where the last one is “all of these”."""
    return (reader.element.findtext("shuffleanswers") or "").strip().lower() in ("0", "false")


def _truth(reader: _Reader) -> Question:
    said = {text.strip().lower(): (share, told) for share, text, told, _element in reader.answers()}
    if set(said) != {"true", "false"}:
        raise Refused("true or false", ", ".join(said))
    if said["true"][0] == said["false"][0]:
        raise Refused("true or false", f"{said['true'][0]:f} = {said['false'][0]:f}")
    is_true = said["true"][0] > said["false"][0]
    return Question("true_false", reader.text("questiontext"), truth(is_true, said["true"][1], said["false"][1]))


def _short(reader: _Reader) -> Question:
    accepted, right_said, wrong_said = [], [], ""
    for share, text, said, _element in reader.answers(plain=True):
        if text == "*" and share < 100:
            wrong_said = said
        elif share < 100:
            reader.notes.append("left out: part marks")
        elif _ANY.search(text):
            raise Refused("star", text)
        else:
            accepted.append(text.replace("\\*", "*"))
            right_said.append(said)
    if (reader.element.findtext("usecase") or "0").strip() == "1":
        reader.notes.append("left out: capitals")
    if len(set(filter(None, right_said))) > 1:
        reader.notes.append("left out: words to single answers")
    said = next(filter(None, right_said), "")
    asked = reader.text("questiontext")
    return Question("short_text", asked, accepted=tuple(accepted), said_right=said, said_wrong=wrong_said)


def _numerical(reader: _Reader) -> Question:
    answers = reader.answers(plain=True)
    best = [one for one in answers if one[0] >= 100]
    if len(best) != 1:
        raise Refused("several numbers")
    if best[0][1] == "*":
        raise Refused("star", "*")
    wrong = next((said for share, text, said, _element in answers if text == "*" and not share), "")
    if any(text != "*" or share for share, text, _said, _element in answers if share < 100):
        reader.notes.append("left out: part marks")
    tolerance = abs(number((best[0][3].findtext("tolerance") or "").strip() or "0"))
    asked, right = reader.text("questiontext"), number(best[0][1])
    said = {"said_right": best[0][2], "said_wrong": wrong}
    return Question("number", asked, number=right, tolerance=tolerance, unit=_unit(reader), **said)


def _unit(reader: _Reader) -> str:
    """The unit in which the number is written; others, that are counted over into it, have no place."""
    units = [
        (one.findtext("multiplier") or "1", tidy(one.findtext("unit_name") or ""))
        for one in reader.element.findall("units/unit")
    ]
    own = next((name for times, name in units if number(times) == 1), "")
    if len(units) > bool(own):
        reader.notes.append("left out: units")
    return own


def _match(reader: _Reader) -> Question:
    pairs = []
    for place, one in enumerate(reader.element.findall("subquestion"), 1):
        left = reader.text(".", one)
        pairs.append(Pair(str(place), left, tidy(one.findtext("answer/text") or "")))
    return Question("match", reader.text("questiontext"), pairs=tuple(pairs))


def _order(reader: _Reader) -> Question:
    texts = [(text, False, said) for _share, text, said, _element in reader.answers()]
    return Question("order", reader.text("questiontext"), choices_of(texts))


def _words_in_gaps(reader: _Reader) -> Question:
    """`[[1]]` in the text is the gap of the first choice: words that are dragged there, or chosen from a list."""
    whole = reader.text("questiontext")
    choices = [reader.words(one.findtext("text") or "", "html") for one in reader.element.findall("dragbox")]
    choices += [tidy(one.findtext("text") or "") for one in reader.element.findall("selectoption")]
    gaps, sentence = [], whole
    for place in range(1, len(choices) + 1):
        mark = f"[[{place}]]"
        if whole.count(mark) > 1:
            raise Refused("sentence: gap twice", mark)
        if mark in whole:
            gaps.append(Gap(str(place), (choices[place - 1],)))
            sentence = sentence.replace(mark, f"{{{place}}}")
    if "[[" in sentence:
        raise Refused("gaps: other than in the sentence", sentence)
    if len(gaps) < len(choices):
        reader.notes.append("left out: words too many")
    return Question("fill_in", "Điền từ còn thiếu.", sentence=sentence, gaps=tuple(gaps))


_KINDS: dict[str, Callable[[_Reader], Question]] = {
    "multichoice": _choice,
    "truefalse": _truth,
    "shortanswer": _short,
    "numerical": _numerical,
    "matching": _match,
    "ordering": _order,
    "ddwtos": _words_in_gaps,
    "gapselect": _words_in_gaps,
}
_WITHOUT = {"essay": "free text", "description": "no answers", "cloze": "several places"}
