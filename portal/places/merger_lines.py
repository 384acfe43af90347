"""The lines of a resolution about several communes, as a file or typed: what each says and what is wrong. Looks up nothing.

“commune that ends; residential group; commune that takes over; kind; name; name of the group there”. A line without a group
speaks of everything that no other line of that commune names. Kind and name stand with a commune that begins with the day.
"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from portal.places.models import UnitVersion
from portal.text.folding import fold
from portal.text.sheets import lines_of_sheet

COLUMNS, MOST_LINES, MOST_LETTERS = 6, 5_000, 100
KINDS = {fold(kind.label): kind for kind in UnitVersion.Type if kind not in ("centrally_run_city", "province")}
_HEADS = ("xa cu", "xa het", "xa ket thuc", "xa hien nay", "ma cu", "ma xa cu", "commune that ends")


@dataclass(frozen=True)
class MergerLine:
    """One line; `kind` is a type of `UnitVersion`, or empty where the commune that takes over is there already."""

    number: int
    old: str
    group: str
    into: str
    kind: str
    name: str
    called: str
    wrong: str = ""


def lines_of_plan(content: bytes) -> str:
    """A file as lines, to stand in a field where they can be corrected. Raises ValidationError."""
    return lines_of_sheet(content, columns=COLUMNS, most=MOST_LINES)


def read_merger_lines(text: str) -> list[MergerLine]:
    """The lines of the field; empty ones and a head are left out."""
    found: list[MergerLine] = []
    seen: dict[tuple[str, str], int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        mark = "\t" if "\t" in raw else ";"
        cells = [" ".join(cell.split()) for cell in raw.split(mark)]
        if not any(cells) or (not found and fold(cells[0]) in _HEADS):
            continue
        line = _line(number, cells)
        key = (fold(line.old), line.group.casefold())
        if not line.wrong and key in seen:
            why = _("Line %(n)s says it of the same commune and group already. Delete one of the two.")
            line = replace(line, wrong=why % {"n": seen[key]})
        seen.setdefault(key, number)
        found.append(line)
    return found


def _line(number: int, cells: list[str]) -> MergerLine:
    old, group, into, kind, name, called = (cells + [""] * COLUMNS)[:COLUMNS]
    wrong = ""
    if any(cells[COLUMNS:]):
        wrong = _("More than six columns. Leave out what stands behind the sixth.")
    elif not old:
        wrong = _("The commune that ends is missing: it stands first in the line.")
    elif not into:
        wrong = _("The commune that takes over is missing: it stands third in the line.")
    elif max(map(len, cells)) > MOST_LETTERS:
        wrong = _("More than 100 letters in one place. Shorten it.")
    elif kind and fold(kind) not in KINDS:
        wrong = _("“%(said)s” is no kind of commune. Write xã, phường or đặc khu.") % {"said": kind}
    elif bool(kind) != bool(name):
        wrong = _("A commune that begins needs its kind and its name; one that is there needs neither.")
    elif kind and not (into.isascii() and into.isdigit() and len(into) <= 10):
        wrong = _("A commune that begins is written with its official code: digits only.")
    return MergerLine(number, old, group, into, str(KINDS.get(fold(kind), "")), name, called, wrong)
