"""Questions written as plain lines of a document (pure). The notation is what teachers write anyway:

“Hỏi: …” or “Câu 1: …”, answers as “a) …” or entries of a list, the right ones with “*” or “(đúng)”, or a line “Đáp án: b”;
“Vì: …” after an answer is said to whoever chose it; “Gợi ý: …”, “Giải thích: …”. “Đúng/Sai: …” with “Đáp án: Sai”;
“Điền: … [từ|từ khác] …”; “Trả lời: … | …” instead of answers; “Sắp xếp: …” with steps in order; “Nối: …” with “trái = phải”.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from content.imports.neutral import choices_of, truth
from content.imports.word.parts import CHANGED, LEFT, TAKEN, Asked, Line, Note, Part, beginning
from content.questions.asked import Gap, Pair, Question
from content.questions.kinds import REGISTER

MOST_ANSWERS, LONGEST, LONGEST_LINE = 8, 5_000, 500  # of what a block holds (`content.blocks.questions`)
_MORE_LINES = 2  # paragraphs of a question before its first answer


def _mark(words: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{words})\s*:\s*(.*)$", re.IGNORECASE)


_STARTS = {
    "true_false": re.compile(r"^đúng\s*(?:/|hay|hoặc)\s*sai(?:\s*\d{1,3})?\s*[:.]\s*(.*)$", re.IGNORECASE),
    "fill_in": _mark(r"điền(?: từ)?(?: vào (?:chỗ trống|ô trống))?"),
    "order": _mark(r"(?:sắp )?xếp(?: theo)?(?: đúng)?(?: thứ tự)?"),
    "match": _mark(r"(?:nối|ghép)(?: đôi| cặp)?"),
    "single": re.compile(r"^(?:(?:câu )?hỏi(?:\s*\d{1,3})?\s*:|câu\s*\d{1,3}\s*[:.)])\s*(.*)$", re.IGNORECASE),
}
_KEY, _SHORT = _mark(r"đáp án(?: đúng)?|câu đúng"), _mark("trả lời")
_BECAUSE, _EXPLAIN, _HINT = _mark("vì|bởi vì|nhận xét"), _mark("giải thích"), _mark("gợi ý")
_LETTER = re.compile(r"^\(?([a-h])\s*[.)]\s*(.*)$", re.IGNORECASE)
_RIGHT = re.compile(r"\s*(?:\*+|\((?:đúng|đ)\)|[✓✔])\s*$", re.IGNORECASE)
_SAID = re.compile(r"\s+(?:[–—-]|\()\s*vì:\s*(.+?)\)?\s*$", re.IGNORECASE)
_GAP = re.compile(r"\[([^\[\]]{1,500})\]")
_TRUE, _FALSE = "đúng", "sai"


@dataclass
class _Answer:
    text: str
    right: bool
    said: str = ""


@dataclass
class _Open:
    """A question that is being read, with the lines it stands in: they stay text when it turns out to be none."""

    kind: str
    text: str
    lines: list[Line]
    answers: list[_Answer] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    explanation: str = ""
    hint: str = ""
    is_true: bool | None = None
    more: int = 0


def with_questions(parts: Iterable[Part]) -> tuple[list[Part], list[Note]]:
    """The same parts, with the lines of each question as that question; and a note on each."""
    found: list[Part] = []
    notes: list[Note] = []
    open_: _Open | None = None
    for part in parts:
        start = _begun(part) if isinstance(part, Line) and part.kind[0] != "h" else None
        if open_ is not None and start is None and isinstance(part, Line) and _belongs(open_, part):
            continue
        if open_ is not None:
            _close(open_, found, notes)
        open_ = start
        if start is None:
            found.append(part)
    if open_ is not None:
        _close(open_, found, notes)
    return found, notes


def _begun(line: Line) -> _Open | None:
    for kind, mark in _STARTS.items():
        if said := mark.match(line.text):
            text = said[1].strip()
            begun = _Open(kind, text, [line])
            if kind == "true_false" and (ends := re.search(r"\s*\((đúng|sai|đ|s)\)\s*$", text, re.IGNORECASE)):
                begun.text, begun.is_true = text[: ends.start()], ends[1].lower()[0] == "đ"
            return begun
    return None


def _belongs(open_: _Open, line: Line) -> bool:
    """Takes the line into the question, if it is part of it."""
    if line.kind[0] == "h" or line.kind == "quote":
        return False
    taken = _told(open_, line.text) or _answered(open_, line)
    begun = open_.answers or open_.accepted or open_.explanation or open_.is_true is not None
    if not (taken or begun) and line.kind == "p" and open_.more < _MORE_LINES and open_.kind != "fill_in":
        open_.text, open_.more, taken = f"{open_.text}\n{line.text}".strip(), open_.more + 1, True
    if taken:
        open_.lines.append(line)
    return taken


def _told(open_: _Open, text: str) -> bool:
    """Lines that begin with a word for what they are."""
    if said := _BECAUSE.match(text):
        if open_.answers and open_.kind in ("single", "order"):
            open_.answers[-1].said = said[1].strip()
        else:
            open_.explanation = open_.explanation or said[1].strip()
    elif said := _EXPLAIN.match(text):
        open_.explanation = said[1].strip()
    elif said := _HINT.match(text):
        open_.hint = said[1].strip()
    elif said := _KEY.match(text):
        return _keyed(open_, said[1].strip(" .*"))
    elif (said := _SHORT.match(text)) and open_.kind == "single" and not open_.answers:
        open_.accepted = [one for each in said[1].split("|") if (one := each.strip())]
    else:
        return False
    return True


def _keyed(open_: _Open, key: str) -> bool:
    """“Đáp án: b”, “Đáp án: a, c” or “Đáp án: Sai”."""
    if key.lower() in (_TRUE, _FALSE) and (open_.kind == "true_false" or not open_.answers):
        open_.kind, open_.is_true = "true_false", key.lower() == _TRUE
        return True
    letters = re.findall(r"\b[a-hA-H]\b", key)
    if open_.kind == "single" and open_.answers and letters:
        for letter in letters:
            place = ord(letter.lower()) - ord("a")
            if place < len(open_.answers):
                open_.answers[place].right = True
        return True
    if open_.kind == "single" and not open_.answers and key:
        open_.accepted = [one for each in key.split("|") if (one := each.strip())]
        return True
    return False


def _answered(open_: _Open, line: Line) -> bool:
    """An answer: a letter stands before it, or it is an entry of a list."""
    text = line.text.strip()
    if (
        len(text) > LONGEST
    ):  # no answer, and looking for what stands at its end would take as long as it is, each time anew
        return False
    star, text = text.startswith("*"), text.lstrip("* ")
    lettered = _LETTER.match(text)
    text = (lettered[2] if lettered else text).strip()
    star, text = star or text.startswith("*"), text.lstrip("* ")
    said = ""
    if found := _SAID.search(text):
        said, text = found[1].strip(), text[: found.start()]
    if marked := _RIGHT.search(text):
        star, text = True, text[: marked.start()]
    if open_.kind == "true_false":
        if text.lower().rstrip(".") not in (_TRUE, _FALSE):
            return False
        if star or not (lettered or line.kind in ("ul", "ol")):
            open_.is_true = text.lower().startswith(_TRUE)
        return True
    pair = open_.kind == "match" and "=" in text
    if not (lettered or star or pair or line.kind in ("ul", "ol")) or open_.kind == "fill_in" or open_.accepted:
        return False
    open_.answers.append(_Answer(text.strip(), star, said))
    return True


def _close(open_: _Open, found: list[Part], notes: list[Note]) -> None:
    """The question, or its lines as text again with the reason."""
    line, begin = open_.lines[0].number, beginning(open_.lines[0].text)
    question = _question(open_)
    reason = _why_not(question)
    if reason:
        found += open_.lines
        notes.append(Note(line, LEFT if reason != "no answers" else CHANGED, f"question: {reason}", begin))
        return
    faults = REGISTER[question.kind].faults(question)
    found.append(Asked(line, question, half=bool(faults)))
    if faults:
        notes.append(Note(line, CHANGED, f"{faults[0].field}: {faults[0].reason}", begin))
    else:
        notes.append(Note(line, TAKEN, f"question: {question.kind}", begin))


def _why_not(question: Question) -> str:
    parts = (*question.choices, *question.accepted, *question.pairs, *question.gaps)
    if not parts:
        return "no answers"
    if len(question.choices) > MOST_ANSWERS or len(question.pairs) > MOST_ANSWERS or len(question.accepted) > 20:
        return "many answers"
    lines = [text for one in question.choices for text in (one.text, one.feedback)] + list(question.accepted)
    lines += [text for one in question.pairs for text in (one.left, one.right)] + [question.hint]
    if max(map(len, lines)) > LONGEST_LINE or max(len(question.text), len(question.explanation)) > LONGEST:
        return "long"
    return ""


def _question(open_: _Open) -> Question:
    base = Question(open_.kind, open_.text, explanation=open_.explanation, hint=open_.hint)
    answers = open_.answers
    if open_.kind == "true_false":
        known = open_.is_true is not None
        return replace(base, choices=truth(bool(open_.is_true)) if known else ())
    if open_.kind == "fill_in":
        return _with_gaps(base)
    if open_.kind == "order":
        return replace(base, choices=choices_of([(one.text, True, one.said) for one in answers]))
    if open_.kind == "match":
        halves = [one.text.partition("=") for one in answers]
        pairs = (Pair(str(n), left.strip(), right.strip()) for n, (left, _is, right) in enumerate(halves, 1))
        return replace(base, pairs=tuple(pairs))
    if open_.accepted:
        return replace(base, kind="short_text", accepted=tuple(open_.accepted))
    if {one.text.lower().rstrip(".") for one in answers} == {_TRUE, _FALSE} and sum(one.right for one in answers) == 1:
        true, false = sorted(answers, key=lambda one: not one.text.lower().startswith(_TRUE))
        return replace(base, kind="true_false", choices=truth(true.right, true.said, false.said))
    kind = "several" if sum(one.right for one in answers) > 1 else "single"
    return replace(base, kind=kind, choices=choices_of([(one.text, one.right, one.said) for one in answers]))


def _with_gaps(base: Question) -> Question:
    gaps: list[Gap] = []

    def gap(found: re.Match[str]) -> str:
        words = tuple(word for one in found[1].split("|") if (word := one.strip()))
        gaps.append(Gap(str(len(gaps) + 1), words))
        return f"{{{len(gaps)}}}"

    sentence = _GAP.sub(gap, base.text)
    return replace(base, text="Điền vào chỗ trống.", sentence=sentence, gaps=tuple(gaps))
