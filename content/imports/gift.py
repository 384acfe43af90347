"""GIFT, the text format of Moodle (docs.moodle.org, “GIFT format”): read and written.

Blank lines part questions. `{` and `}` enclose answers: `=` right, `~` wrong, `%50%` a share, `#` what is said, `####` what is
said to everybody, `->` a pair, `T`/`F`, `{#` a number. A backslash takes a sign's meaning away. A text without a format is shown
as HTML by Moodle, so it is read as such where that is plain. What only this portal knows of a question stands in a comment
before it, `// portal {"hint": "…"}`, which other systems pass over.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from content.imports.markup import plain_of, words_of
from content.imports.neutral import LARGEST, MOST, NoFile, Read, Refused, choices_of, taken, truth
from content.imports.numbers import between, number
from content.questions.asked import Pair, Question
from content.questions.words import clean

_SIGNS = "~=#{}:\\"
_LINE, _STAR = "\ue010", "\ue011"  # private signs for an escaped new line and star
_ESCAPED = re.compile(r"\\([~=#{}:n*\\])")
_KEPT = {
    sign: chr(0xE000 + place) for place, sign in enumerate(_SIGNS)
}  # private signs stand for escaped ones while we cut
_KEPT |= {"n": _LINE, "*": _STAR}
_BACK = {mark: sign for sign, mark in _KEPT.items()} | {_LINE: "\n"}
_OWN = re.compile(r"//\s*portal\s+(\{.{0,9000}\})\s*")
_EXTRA = {"hint": str, "unit": str, "said_wrong": str, "fixed": bool}  # what stands in such a comment
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_SHARE = re.compile(r"%(-?\d{1,3}(?:\.\d{1,7})?)%")
_BLANK = "_____"
_AS_IT_IS = "\\*"  # a star that is no wildcard


@dataclass
class _Block:
    line: int
    text: str = ""
    lines: list[str] = field(default_factory=list)
    own: str = ""


def read(data: bytes) -> list[Read]:
    """Each question of a GIFT file. Raises NoFile (too large, not UTF-8, no questions, too many)."""
    if len(data) > LARGEST:
        raise NoFile("large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise NoFile("not utf-8", data[: problem.start].count(b"\n") + 1) from None
    blocks = list(_blocks(text.translate(dict.fromkeys(map(ord, _BACK)))))
    if not blocks:
        raise NoFile("no questions")
    if len(blocks) > MOST:
        raise NoFile("many", blocks[MOST].line)
    return [_read(block) for block in blocks]


def _blocks(text: str) -> Iterator[_Block]:
    """Questions with the line each begins in; comments and categories are left out.

    A blank line inside braces parts nothing, unless another question begins behind it: then the brace was forgotten, and only
    that one question is lost.
    """
    block: _Block | None = None
    depth, blank, own = 0, False, ""
    for place, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        bare = line.strip()
        if bare.startswith("//"):
            own = found[1] if block is None and (found := _OWN.fullmatch(bare)) else own
            continue
        if bare.startswith("$CATEGORY:"):
            if block is not None:
                yield block
            block, depth = None, 0
            continue
        free = _ESCAPED.sub("", line)
        if block is not None and (depth <= 0 and not bare or blank and _begins(free)):
            yield block
            block, depth = None, 0
        blank = not bare
        if not bare and block is None:
            continue
        if block is None:
            block, own = _Block(place, own=own), ""
        block.lines.append(line)
        depth = max(0, depth + free.count("{") - free.count("}"))
    if block is not None:
        yield block


def _begins(line: str) -> bool:
    """Whether a line looks like the first one of a question rather than like an answer."""
    before, brace, _answers = line.partition("{")
    return (
        line.startswith("::")
        or bool(brace)
        and before.strip()[:1] not in ("", "=", "~", "#", "}")
        and "}" not in before
    )


def _read(block: _Block) -> Read:
    text = _ESCAPED.sub(lambda sign: _KEPT[sign[1]], "\n".join(block.lines)).strip()
    name = ""
    if text.startswith("::"):
        name, found, text = text[2:].partition("::")
        if not found:
            return Read(block.line, "", reason="name not closed")
    name = _back(name).strip()
    try:
        question, notes = _question(text.strip())
    except Refused as problem:
        first = _back(text).strip().partition("\n")[0][:80]  # without a name it is known by its beginning
        return Read(block.line, name or first, reason=problem.reason, detail=problem.detail)
    return taken(block.line, name, _with_own(question, block.own), notes)


def _with_own(question: Question, text: str) -> Question:
    """The question with what our own comment says of it; whatever does not stand there as we write it is passed over."""
    try:
        own = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return question
    if own.get("kind") == "several" and question.kind == "single":
        question = replace(question, kind="several")
    kept = {name: own[name] for name, kind in _EXTRA.items() if isinstance(own.get(name), kind)}
    seen = {name: "\n".join(map(clean, one.split("\n"))) if isinstance(one, str) else one for name, one in kept.items()}
    return replace(question, **seen)


def _back(text: str) -> str:
    return "".join(_BACK.get(sign, sign) for sign in text)


def _words(piece: str, form: str, notes: list[str]) -> str:
    """The words of a piece in its own format, else in that of the question."""
    piece = piece.strip()
    own = _FORMAT.match(piece)
    if own:
        piece, form = piece[own.end() :].strip(), own[1].lower()
    if form in ("plain", "markdown"):
        return _back("\n".join(line.strip() for line in piece.split("\n") if line.strip())).strip()
    found, more = (plain_of if form == "html" else words_of)(_back(piece))
    notes.extend(more)
    return found


def _question(text: str) -> tuple[Question, list[str]]:
    mark = _FORMAT.match(text)
    form, notes = mark[1].lower() if mark else "", list[str]()

    def words(piece: str) -> str:
        return _words(piece, form, notes)

    opened, closed = text.find("{"), text.rfind("}")
    if opened < 0 and closed < 0:
        raise Refused("no answers", _back(text))
    if opened < 0 or closed < opened:
        raise Refused("braces", _back(text))
    before, inside, after = text[:opened], text[opened + 1 : closed], text[closed + 1 :]
    if "{" in inside or "}" in inside:
        raise Refused("several places", _back(text))
    asked = words(before) + (f" {_BLANK} {words(after)}" if after.strip() else "")
    inside, _sign, general = inside.partition("####")
    question = _answered(asked.strip(), inside.strip(), words, notes)
    return replace(question, explanation=words(general)), notes


def _answered(asked: str, inside: str, words, notes: list[str]) -> Question:
    if not inside:
        raise Refused("free text")
    if inside.startswith("#"):
        return _number(asked, inside[1:].strip(), words, notes)
    if found := re.fullmatch(r"(T|TRUE|F|FALSE)\s*(#.*)?", inside, re.IGNORECASE | re.DOTALL):
        is_true = found[1].upper() in ("T", "TRUE")
        said = [words(piece) for piece in (found[2] or "").split("#")[1:]] + ["", ""]
        if any(said[2:]):
            notes.append("left out: feedback")
        wrong, right = said[0], said[1]  # first to who was wrong, then to who was right
        return Question("true_false", asked, truth(is_true, *((right, wrong) if is_true else (wrong, right))))
    answers = list(_answers(inside, words))
    if all(right and "->" in text for right, _share, text, *_more in answers):
        return _match(asked, answers, words)
    if all(right for right, *_more in answers):
        return _short(asked, answers, notes)
    return _choice(asked, answers, notes)


def _answers(inside: str, words) -> Iterator[tuple[bool, Decimal | None, str, str, str]]:
    """Each answer: marked right, its share if one stands there, text, what is said, the text as it stands."""
    if inside[0] not in "=~":
        raise Refused("sign", _back(inside))
    for sign, text in re.findall(r"([=~])([^=~]*)", inside, re.DOTALL):
        whole, _sign, said = text.strip().partition("#")
        if "#" in said:
            raise Refused("sign", _back(text))
        share = _SHARE.match(whole)
        body = whole[share.end() :] if share else whole
        yield sign == "=", Decimal(share[1]) if share else None, words(body), words(said), whole


def _match(asked: str, answers: list, words) -> Question:
    pairs = []
    for place, (_right, _share, _text, said, whole) in enumerate(answers, 1):
        left, _arrow, right = whole.partition("->")
        pairs.append(Pair(str(place), words(left), words(right), said))
    return Question("match", asked, pairs=tuple(pairs))


def _short(asked: str, answers: list, notes: list[str]) -> Question:
    accepted, right_said, wrong_said = [], [], ""
    for _right, share, text, said, whole in answers:
        if text == "*" and share == 0 and _STAR not in whole:
            wrong_said = said
        elif share is None or share == 100:
            if "*" in whole:
                raise Refused("star", text)
            accepted.append(text)
            right_said.append(said)
        else:
            notes.append("left out: part marks")
    if len(set(filter(None, right_said))) > 1:
        notes.append("left out: words to single answers")
    said = next(filter(None, right_said), "")
    return Question("short_text", asked, accepted=tuple(accepted), said_right=said, said_wrong=wrong_said)


def _choice(asked: str, answers: list, notes: list[str]) -> Question:
    if len(answers) == 1:
        raise Refused("choices: few", answers[0][2])
    shares = [share if share is not None else Decimal(100 if right else 0) for right, share, *_more in answers]
    if not any(share > 0 for share in shares):
        raise Refused("none right")
    full = [share >= 99 for share in shares]
    if any(0 < share < 99 for share in shares):
        if any(full):
            notes.append("left out: part marks")
        elif not 98 <= sum(share for share in shares if share > 0) <= 102:
            raise Refused("shares", " ".join(str(share) for share in shares))
        else:
            full = [share > 0 for share in shares]
    kind = "single" if sum(full) == 1 else "several"
    return Question(kind, asked, choices_of([(one[2], is_, one[3]) for one, is_ in zip(answers, full, strict=True)]))


def _number(asked: str, inside: str, words, notes: list[str]) -> Question:
    if inside.startswith("="):
        answers = list(_answers(inside, words))
        best = [one for one in answers if one[1] is None or one[1] == 100]
        if len(best) != 1:
            raise Refused("several numbers", inside)
        others = [one for one in answers if one is not best[0]]
        text, said = best[0][2], best[0][3]
        wrong = next((one[3] for one in others if one[1] == 0 and one[2] == "*"), "")
        if any(one[1] != 0 or one[2] != "*" for one in others):
            notes.append("left out: part marks")
    else:
        text, _sign, said = inside.partition("#")
        said, wrong = words(said), ""
    right, tolerance = _range(_back(text).strip())
    return Question("number", asked, number=right, tolerance=tolerance, said_right=said, said_wrong=wrong)


def _range(text: str) -> tuple[Decimal, Decimal]:
    if ".." in text:
        low, _dots, high = text.partition("..")
        return between(number(low), number(high))
    right, _colon, tolerance = text.partition(":")
    return number(right), number(tolerance.strip() or "0")


def write(questions: Iterable[tuple[str, Question]]) -> tuple[bytes, list[str]]:
    """A GIFT file of these named questions, and the names of those that the format does not have."""
    found, left = [], []
    for name, question in questions:
        answers = _written(question)
        if answers is None:
            left.append(name)
            continue
        general = f"\n\t####{_text(question.explanation)}" if question.explanation else ""
        title = f"::{_safe(name)}::" if name else ""
        found.append(f"{_own(question)}{title}[plain]{_safe(question.text)} {{{answers}{general}\n}}\n")
    if left:
        told = _("Left out, because this format has no such questions: %(names)s") % {"names": " · ".join(left)}
        found.append(f"// {' '.join(told.split())}\n")
    return "\n".join(found).encode(), left


def _own(question: Question) -> str:
    """The comment with what the format has no place for, where there is something."""
    names = [name for name in _EXTRA if name != "said_wrong" or question.kind == "number"]
    own = {name: value for name in names if (value := getattr(question, name))}
    if question.kind == "several" and sum(one.right for one in question.choices) == 1:
        own["kind"] = "several"
    return f"// portal {json.dumps(own, ensure_ascii=False)}\n" if own else ""


def _safe(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in lines).replace("\n", "\\n")


def _text(text: str) -> str:
    """A text that is not the question's: it says its format where it would seem to."""
    return f"[plain]{_safe(text)}" if _FORMAT.match(text) else _safe(text)


def _shared(text: str, share: str) -> str:
    """The text of an answer that begins as a share does: behind its own share."""
    return f"{share}{_text(text)}" if _SHARE.match(text) else _text(text)


def _said(text: str) -> str:
    return f"#{_text(text)}" if text else ""


def _written(question: Question) -> str | None:
    if question.kind == "true_false":
        true, false = question.choices
        wrong, right = (false, true) if true.right else (true, false)
        said = f"#{_text(wrong.feedback)}#{_text(right.feedback)}" if wrong.feedback or right.feedback else ""
        return ("TRUE" if true.right else "FALSE") + said
    if question.kind == "single":
        marks = {True: ("=", "%100%"), False: ("~", "%0%")}
        return "".join(
            f"\n\t{marks[one.right][0]}{_shared(one.text, marks[one.right][1])}{_said(one.feedback)}"
            for one in question.choices
        )
    if question.kind == "several":
        right = sum(one.right for one in question.choices)
        wrong = len(question.choices) - right
        shares = {True: f"%{_share(right)}%", False: f"%-{_share(wrong)}%" if wrong else ""}
        return "".join(f"\n\t~{shares[one.right]}{_text(one.text)}{_said(one.feedback)}" for one in question.choices)
    if question.kind == "short_text" and not any("->" in text for text in question.accepted):
        right_said = _said(question.said_right)
        lines = [f"\n\t={_shared(text, '%100%').replace('*', _AS_IT_IS)}{right_said}" for text in question.accepted]
        return "".join([*lines, f"\n\t=%0%*{_said(question.said_wrong)}" if question.said_wrong else ""])
    if question.kind == "match" and not any(
        "->" in one.left or "->" in one.right or not one.left for one in question.pairs
    ):
        return "".join(f"\n\t={_text(one.left)} -> {_text(one.right)}{_said(one.feedback)}" for one in question.pairs)
    if question.kind == "number" and question.number is not None:
        return f"#{question.number:f}:{question.tolerance:f}{_said(question.said_right)}"
    return None


def _share(number: int) -> str:
    return f"{Decimal(100) / number:.5f}".rstrip("0").rstrip(".")
