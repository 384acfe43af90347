"""A list of books as lines: title; author; kind; topic; copies; shelf; link; licence. Each with what is wrong."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from content.library.models import MOST_COPIES, LibraryItem
from portal.text.folding import fold
from portal.text.sent import whole

COLUMNS, MOST_LINES = 8, 1_000
_KINDS = {
    "": "book", "sach": "book", "bao": "paper", "tap chi": "paper", "bao tap chi": "paper", "to roi": "leaflet",
    "to gap": "leaflet", "phim": "film", "am thanh": "sound", "khac": "other", "book": "book",
}  # fmt: skip
_LICENCES = {
    "": "", "cc by": "cc_by", "cc by-sa": "cc_by_sa", "tac gia cho phep": "allowed", "trung tam tu soan": "own",
    "het ban quyen": "free",
}  # fmt: skip
HEADS = ("Tên sách", "Tác giả", "Loại", "Chủ đề", "Số bản", "Chỗ để", "Đường dẫn", "Được chia sẻ vì")
EXAMPLE = ("Sổ tay nuôi gà thả vườn", "Nhiều tác giả", "sách", "chăn nuôi", "2", "kệ 1, ngăn 2", "", "")
_WIDEST = {"title": 200, "author": 200, "topic": 100, "shelf": 60, "link": 500}


@dataclass(frozen=True)
class ItemLine:
    """One line: its number, what it says as far as it can be read, and what is wrong."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    wrong: str = ""


def read_lines(text: str) -> list[ItemLine]:
    """The lines of the field; empty ones and the head are left out, a title written twice is named."""
    found: list[ItemLine] = []
    seen: dict[tuple[str, str], int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip(" ;\t"):
            continue
        cells = [" ".join(cell.split()) for cell in raw.split("\t" if "\t" in raw else ";")]
        if not found and fold(cells[0]) in ("ten sach", "ten"):
            continue
        line = _line(number, (cells + [""] * COLUMNS)[:COLUMNS])
        key = (fold(line.values.get("title", "")), fold(line.values.get("author", "")))
        if not line.wrong and key in seen:
            told = _("The same title stands in line %(n)s already. Delete one of the two.")
            line = ItemLine(number, line.values, told % {"n": seen[key]})
        elif not line.wrong:
            seen[key] = number
        found.append(line)
    return found


def _line(number: int, cells: list[str]) -> ItemLine:
    title, author, kind, topic, copies, shelf, link, licence = cells
    values: dict[str, Any] = {"title": title, "author": author, "topic": topic, "shelf": shelf, "link": link}
    values |= {
        "kind": _KINDS.get(fold(kind), ""),
        "licence": _LICENCES.get(fold(licence)),
        "copies": whole(copies or "1", 3),
    }
    wrong = ""
    if not title:
        wrong = _("The title is missing. It stands in the first column.")
    elif long := next((name for name, most in _WIDEST.items() if len(values[name]) > most), ""):
        wrong = _("A cell is too long (%(n)s letters at most). Shorten it.") % {"n": _WIDEST[long]}
    elif not values["kind"]:
        wrong = _("“%(said)s” is no kind. Write sách, báo, tờ rơi, phim, âm thanh or khác.") % {"said": kind[:40]}
    elif not values["copies"] or values["copies"] > MOST_COPIES:
        wrong = _("“%(said)s” is no number of copies. Write a number from 1 to 999.") % {"said": copies[:40]}
    elif values["licence"] is None:
        told = _("“%(said)s” does not say why it may be shared. Write %(known)s.")
        wrong = told % {
            "said": licence[:40],
            "known": "CC BY, CC BY-SA, tác giả cho phép, trung tâm tự soạn, hết bản quyền",
        }
    else:
        wrong = wrong_link(link, values["licence"])
    return ItemLine(number, values, wrong)


def wrong_link(link: str, licence: str) -> str:
    """What is wrong with an address and why it may be shared; nothing when it is right."""
    if not link:
        return ""
    if not (link.startswith(("https://", "http://", "/tai-lieu/")) and " " not in link):
        return _("The address begins with https://, or is that of a file of the centre (/tai-lieu/…).")
    if licence == LibraryItem.Licence.UNSAID:
        return _("Say why it may be shared: without that only the paper copy is shown.")
    return ""
