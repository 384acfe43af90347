"""Questions as an Excel sheet: a row each, read and written; every cell is text, so that nothing is counted or cut.

Columns: kind, question, what is right, how far a number may lie from it, hint, explanation, answers 1 to 8. Behind ` # ` in an
answer stands what is said to it. Of a pair both sides stand in one answer with ` = ` between them. A backslash before either
sign keeps it a sign: `x \\# y`. Behind the answers stands, under heads of its own and only where it is needed, what is said to a
right and to a wrong answer and whether the answers keep their order.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.read_only import EmptyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from content.imports.cells import in_one_way, number_of, text_of
from content.imports.neutral import LARGEST, MOST, NoFile, Read, Refused, choices_of, taken, truth
from content.questions.asked import Gap, Pair, Question
from content.questions.kinds.writing import pieces
from content.questions.numbers import readings
from portal.text.folding import fold

UNPACKED, ANSWERS = 30_000_000, 8
_KINDS = {
    "một đáp án": "single", "nhiều đáp án": "several", "đúng sai": "true_false", "trả lời ngắn": "short_text",
    "điền từ": "fill_in", "số": "number", "xếp thứ tự": "order", "ghép đôi": "match",
}  # fmt: skip
_BY_FOLDED = {fold(name): kind for name, kind in _KINDS.items()} | {kind: kind for kind in _KINDS.values()}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_SAID, _SIDES = " # ", " = "
_FIRST_ANSWER = 6
_USED = {"true_false": 2, "fill_in": 1, "number": 1}  # answers of kinds that do not use all
_ROWS, _BEYOND = MOST * 5, 20  # rows that are looked at; columns behind the answers
_NOTHING = EmptyCell()
_MORE = {"Lời khi đúng": "said_right", "Lời khi sai": "said_wrong", "Giữ thứ tự": "fixed"}  # heads behind the answers
_OF_MORE = {
    "short_text": ("said_right", "said_wrong"), "number": ("said_right", "said_wrong"), "single": ("fixed",), "several": ("fixed",),
}  # fmt: skip


def read(data: bytes) -> list[Read]:
    """Each question of the first sheet. Raises NoFile."""
    rows, more = _rows(data), dict[int, str]()
    if rows and fold(str(rows[0][0].value)) in ("kieu", "kind"):
        more = _more(rows[0])
        rows[0] = ()
    filled = [(line, row) for line, row in enumerate(rows, 1) if any(_filled(cell) for cell in row)]
    found = [_read(line, row, more) for line, row in filled[: MOST + 1]]
    if not found:
        raise NoFile("no questions")
    if len(found) > MOST:
        raise NoFile("many", found[MOST].line)
    return found


def _filled(cell: Any) -> bool:
    return cell.value is not None and bool(str(cell.value).strip())


def _rows(data: bytes) -> list[tuple[Any, ...]]:
    if len(data) > LARGEST:
        raise NoFile("large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED:
                raise NoFile("large")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return list(sheet.iter_rows(max_row=_ROWS, max_col=_FIRST_ANSWER + ANSWERS + _BEYOND))
    except NoFile:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, TypeError, SyntaxError,
            AttributeError, OSError, EOFError, RuntimeError, zlib.error):  # fmt: skip
        raise NoFile("not excel") from None


def _more(heads: tuple[Any, ...]) -> dict[int, str]:
    """Which columns behind the answers hold something else, by their heads."""
    named = {fold(head): field for head, field in _MORE.items()}
    found = {place: named.get(fold(str(cell.value or ""))) for place, cell in enumerate(heads)}
    return {place: field for place, field in found.items() if field and place >= _FIRST_ANSWER + ANSWERS}


def _read(line: int, row: tuple[Any, ...], more: dict[int, str]) -> Read:
    name = str(row[1].value or "").strip().split("\n")[0][:80] if len(row) > 1 else ""
    try:
        cells = [text_of(cell) for cell in row] + [""] * (_FIRST_ANSWER + ANSWERS)
        kind, asked, right, far, hint, explanation = cells[:_FIRST_ANSWER]
        name, found = asked.split("\n")[0][:80], _BY_FOLDED.get(fold(kind), "")
        made = _MADE.get(found)
        if made is None:
            raise Refused("kind", kind)
        answers = [
            (place, cell)
            for place, cell in enumerate(cells[_FIRST_ANSWER:], 1)
            if cell and place + _FIRST_ANSWER - 1 not in more
        ]
        most = _USED.get(found, ANSWERS)
        if answers and answers[-1][0] > most:
            over = row[_FIRST_ANSWER + answers[-1][0] - 1].coordinate
            raise Refused("many answers", f"{over}: {answers[-1][1]}")
        if found == "number":
            right, far = (number_of(cell) for cell in (*row, _NOTHING, _NOTHING)[2:4])
        question = replace(made(asked, right, far, answers), hint=hint, explanation=explanation)
        own = {
            field: cells[place]
            for place, field in more.items()
            if place < len(cells) and field in _OF_MORE.get(found, ())
        }
        if "fixed" in own:
            question = replace(question, fixed=bool(own.pop("fixed")))
        question = replace(question, **own)  # type: ignore[arg-type]
    except Refused as problem:
        return Read(line, name, reason=problem.reason, detail=problem.detail)
    return taken(line, name, question)


def _bare(sign: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s){sign}(?:\s|$)|\\{sign}")


_BARE = {sign: _bare(sign) for sign in "#="}


def _kept(text: str, sign: str) -> str:
    """The text with a backslash before a sign that would part it."""
    return re.sub(rf"(\\*){sign}", rf"\1\1\\{sign}", text) if _BARE[sign].search(text) else text


def _given(text: str, sign: str) -> str:
    """The same without those backslashes."""
    return re.sub(rf"(\\+){sign}", lambda found: "\\" * (len(found[1]) // 2) + sign, text)


def _parts(cell: str) -> tuple[str, str]:
    text, _mark, said = cell.partition(_SAID)
    return _given(text.strip(), "#"), said.strip()


def _choices(kind: str) -> Any:
    def made(asked: str, right: str, far: str, answers: list[tuple[int, str]]) -> Question:
        wanted = {one.strip() for one in right.replace(";", ",").split(",") if one.strip()}
        there = {str(place) for place, _cell in answers}
        if not wanted or not wanted <= there:
            raise Refused("right numbers", right)
        texts = [(text, str(place) in wanted, said) for place, cell in answers for text, said in [_parts(cell)]]
        return Question(kind, asked, choices_of(texts))

    return made


def _truth(asked: str, right: str, far: str, answers: list[tuple[int, str]]) -> Question:
    is_true = {"dung": True, "true": True, "sai": False, "false": False}.get(fold(right))
    if is_true is None:
        raise Refused("true or false", right)
    said = dict(answers)
    return Question("true_false", asked, truth(is_true, said.get(1, ""), said.get(2, "")))


def _short(asked: str, right: str, far: str, answers: list[tuple[int, str]]) -> Question:
    accepted = [one for one in (right, *(cell for _place, cell in answers)) if one]
    return Question("short_text", asked, accepted=tuple(dict.fromkeys(accepted)))


def _gaps(asked: str, right: str, far: str, answers: list[tuple[int, str]]) -> Question:
    """The sentence stands in the first answer, its gaps between square brackets."""
    gaps: list[Gap] = []
    sentence, rest = "", answers[0][1] if answers else ""
    while "[" in rest:
        before, _open, rest = rest.partition("[")
        inside, closed, rest = rest.partition("]")
        if not closed:
            raise Refused("braces", before)
        gaps.append(Gap(str(len(gaps) + 1), tuple(one.strip() for one in inside.split("|") if one.strip())))
        sentence += f"{before}{{{len(gaps)}}}"
    return Question("fill_in", asked, sentence=sentence + rest, gaps=tuple(gaps))


def _decimal(text: str) -> Decimal:
    found = readings(text)
    if len(found) != 1:
        raise Refused("no number", text)
    return found.pop()


def _number(asked: str, right: str, far: str, answers: list[tuple[int, str]]) -> Question:
    unit = answers[0][1] if answers else ""
    return Question("number", asked, number=_decimal(right), tolerance=_decimal(far) if far else Decimal(0), unit=unit)


def _order(asked: str, right: str, far: str, answers: list[tuple[int, str]]) -> Question:
    texts = [_parts(cell) for _place, cell in answers]
    return Question("order", asked, choices_of([(text, False, said) for text, said in texts]))


def _match(asked: str, right: str, far: str, answers: list[tuple[int, str]]) -> Question:
    pairs = []
    for place, cell in answers:
        text, said = _parts(cell)
        left, sign, other = f" {text}".rpartition(_SIDES)
        if not sign:
            raise Refused("no sides", text)
        pairs.append(Pair(str(place), _given(left.strip(), "="), _given(other.strip(), "="), said))
    return Question("match", asked, pairs=tuple(pairs))


_MADE = {
    "single": _choices("single"), "several": _choices("several"), "true_false": _truth, "short_text": _short,
    "fill_in": _gaps, "number": _number, "order": _order, "match": _match,
}  # fmt: skip


def write(questions: Iterable[Question]) -> tuple[bytes, int]:
    """A workbook of these questions, and how many of them are of kinds that it cannot hold."""
    questions = list(questions)
    rows = [row for one in questions if (row := _row(one))]
    more = [head for head, field in _MORE.items() if any(getattr(one, field) for one in questions)]
    if more:
        held = [one for one in questions if _row(one)]
        for row, one in zip(rows, held, strict=True):
            row += [""] * (_FIRST_ANSWER + ANSWERS - len(row)) + [_cell_of(one, _MORE[head]) for head in more]
    return _book(rows, more), len(questions) - len(rows)


def _cell_of(question: Question, field: str) -> str:
    value = getattr(question, field)
    return ("x" if value else "") if field == "fixed" else value


def template() -> bytes:
    """A workbook with the heads and a row of each kind, to be written over."""
    return _book(
        [
            ["một đáp án", "Ai nên biết mã OTP?", "2", "", "Nghĩ tới ví tiền.", "Mã mở được tài khoản.",
             "Người gọi điện # Không đưa mã cho người lạ.", "Chỉ mình mình", "Người bán hàng"],
            ["nhiều đáp án", "Nên làm gì khi mất điện thoại?", "1, 3", "", "", "", "Báo nhà mạng", "Chờ vài ngày", "Đổi mật khẩu"],
            ["đúng sai", "Ngân hàng không hỏi mật khẩu qua điện thoại.", "Đúng"],
            ["trả lời ngắn", "Số điện thoại gọi công an?", "113"],
            ["điền từ", "Điền từ còn thiếu.", "", "", "", "", "Không đưa [mật khẩu|mã OTP] cho ai."],
            ["số", "Một giờ có mấy phút?", "60", "0", "", "", "phút"],
            ["xếp thứ tự", "Làm gì trước?", "", "", "", "", "Dừng lại", "Hỏi người nhà", "Báo công an"],
            ["ghép đôi", "Gọi số nào?", "", "", "", "", "Công an = 113", "Cấp cứu = 115"],
        ]
    )  # fmt: skip


def _book(rows: list[list[str]], more: Iterable[str] = ()) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(_("Questions")))
    heads = [
        "Kiểu",
        "Câu hỏi",
        "Đúng",
        "Độ lệch",
        "Gợi ý",
        "Giải thích",
        *(f"Trả lời {n}" for n in range(1, ANSWERS + 1)),
        *more,
    ]
    for letter, width in zip("ABCDEFGHIJKLMN", (16, 50, 12, 10, 30, 40, *[30] * ANSWERS), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    for number, row in enumerate([heads, *rows]):
        sheet.append([_cell(sheet, text, head=not number) for text in row + [""] * (len(heads) - len(row))])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _cell(sheet: Any, text: str, *, head: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 32))
    cell.data_type, cell.number_format = "s", "@"  # text, also where it begins as a formula does
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font = Font(bold=True)
    return cell


def _row(question: Question) -> list[str] | None:
    cells = _answers(question)
    if cells is None or len(cells[2]) > ANSWERS:
        return None
    right, far, answers = cells
    return [_NAMES[question.kind], question.text, right, far, question.hint, question.explanation, *answers]


def _answers(question: Question) -> tuple[str, str, list[str]] | None:
    """What is right, how far, the answers; None for kinds that a sheet does not hold."""

    def said(text: str, feedback: str) -> str:
        text = _kept(text, "#")
        return f"{text}{_SAID}{feedback}" if feedback else text

    if question.kind == "true_false":
        true, false = question.choices
        return "Đúng" if true.right else "Sai", "", [true.feedback, false.feedback]
    if question.choices:
        right = ", ".join(str(place) for place, one in enumerate(question.choices, 1) if one.right)
        return right, "", [said(one.text, one.feedback) for one in question.choices]
    if question.kind == "short_text":
        return question.accepted[0] if question.accepted else "", "", list(question.accepted[1:])
    if question.kind == "fill_in":
        words = {gap.key: f"[{'|'.join(gap.accepted)}]" for gap in question.gaps}
        return "", "", ["".join(words.get(key, "") if key else text for text, key in pieces(question.sentence))]
    if question.kind == "number" and question.number is not None:
        number, far = in_one_way(question.number), in_one_way(question.tolerance)
        return number, far, [question.unit]
    if question.kind == "match":
        return (
            "",
            "",
            [
                said(_SIDES.join(_kept(side, "=") for side in (one.left, one.right)), one.feedback)
                for one in question.pairs
            ],
        )
    return None
