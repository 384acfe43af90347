"""The papers of a decision, word by word: the decision itself, its list, the proposal before it. Vietnamese, as papers are.

Nothing is asked of the database here; nothing of the form (margins, sizes) either. Order: Nghị định 30/2020/NĐ-CP, mẫu 1.2 and 1.4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from recognition.decisions.words import authority_of, head_lines, signature_of, symbol_of
from recognition.models import Decision, IssuingBody, IssuingBodyChange
from recognition.papers.data import Block, Column, Foot, Head, ListData, PaperData, Table, day_in_text, ruled_number
from recognition.papers.days import long_day

Body = IssuingBody | IssuingBodyChange
SUBJECT = 64  # letters of a subject that stand on one line
CAPITALS = 48  # and of a line in bold capitals
RECOGNISE, REVOKE, ANNUL, CORRECT = (one.value for one in Decision.Kind)
_GROUPS = {
    "household": "gia đình",
    "clan": "dòng họ",
    "residential_group": "cộng đồng dân cư",
    "organisation": "đơn vị",
    "commune": "xã, phường",
}
_DOING = {REVOKE: "thu hồi danh hiệu", ANNUL: "hủy bỏ việc công nhận danh hiệu"}


@dataclass(frozen=True)
class Listed:
    """One row as it is printed. `code`, `given`, `reason`: of a certificate that ends or is corrected."""

    name: str
    call: str
    born: int | None
    group: str
    unit: str
    home: str
    result: str = ""
    note: str = ""
    code: str = ""
    given: str = ""
    reason: str = ""
    now: str = ""

    @property
    def named(self) -> str:
        """The person inside a sentence: “bà Nguyễn Thị Hoa, sinh năm 1984, nơi ở: thôn Hạ, xã Đồng Sen”."""
        born = f", sinh năm {self.born}" if self.born else ""
        return f"{self.call} {self.name}".strip() + born + (f", nơi ở: {self.home}" if self.home else "")


@dataclass(frozen=True)
class Facts:
    """What the papers of one decision say. `number` and `day` are empty while it has none."""

    kind: str
    body: Body
    body_kind: str
    title: str
    subject: str
    year: int
    printed_in: int
    rows: Sequence[Listed]
    words: Mapping[str, Any]
    signature: Sequence[str]
    signer_name: str
    proposing: Body | None = None
    proposing_kind: str = ""
    proposal_number: str = ""
    proposal_day: date | None = None
    number: str = ""
    day: date | None = None
    places: Sequence[tuple[str, int, int, int]] = ()

    @property
    def alone(self) -> bool:
        """One person or group: named in Điều 1, with no list beside."""
        return len(self.rows) == 1

    @property
    def of_people(self) -> bool:
        """Whether the title is a person's."""
        return self.subject == "person"

    @property
    def them(self) -> str:
        """Those on the list, inside a sentence."""
        return "ông, bà" if self.of_people else _GROUPS[self.subject]

    @property
    def once(self) -> str:
        """The one decision that named all of them before; empty where there are several, which their list then tells."""
        return self.rows[0].given if len({row.given for row in self.rows}) == 1 else ""

    @property
    def about(self) -> str:
        """“danh hiệu “Công dân học tập” năm 2026”."""
        return f"danh hiệu “{self.title}” năm {self.year}"

    @property
    def subject_line(self) -> str:
        """What the decision is about, under its kind."""
        if self.kind == CORRECT:
            return f"Về việc đính chính Quyết định công nhận {self.about}"
        doing = _DOING.get(self.kind, "công nhận danh hiệu")
        return f"Về việc {doing} “{self.title}” năm {self.year}"


def decision_paper(f: Facts) -> PaperData:
    """The decision."""
    blocks = [
        Block("authority", _authority(f)),
        *_grounds(f),
        Block("centred", "QUYẾT ĐỊNH:"),
        Block("article", _first(f), "Điều 1."),
        Block("article", _second(f), "Điều 2."),
        Block("closing", _third(f), "Điều 3."),
    ]
    return PaperData(
        title=f"Quyết định {f.subject_line.removeprefix('Về việc ')}",
        head=_head(f.body, symbol_of(f.body_kind, f.body), f.printed_in, f.number, f.day),
        kind="Quyết định",
        subject=_over_two_lines(f.subject_line),
        blocks=blocks,
        foot=Foot(_recipients(f.words.get("to", [])), f.signature, f.signer_name),
    )


def _over_two_lines(subject: str) -> list[str]:
    """A long subject breaks before what it is about, never inside the title's name."""
    before, found, rest = subject.partition(" danh hiệu ")
    return [before, f"danh hiệu {rest}"] if found and len(subject) > SUBJECT else [subject]


def _authority(f: Facts) -> str:
    """A long one breaks before the name of the place."""
    line = authority_of(f.body_kind, f.body)
    return "\n".join(head_lines(line)) if len(line) > CAPITALS else line


def _grounds(f: Facts) -> list[Block]:
    """A line each, the last one with a full stop. Who proposes may have been left out with the brackets: then no line says so."""
    proposed = _proposed(f)
    lines = [f"Căn cứ {_started(one)}" for one in f.words.get("grounds", [])]
    lines += [f"Theo đề nghị của {proposed}"] if proposed else []
    return [Block("ground", f"{line}{'.' if nth == len(lines) else ';'}") for nth, line in enumerate(lines, 1)]


def _started(ground: str) -> str:
    """A ground as it is typed, with or without “Căn cứ” before it."""
    text = ground.strip().rstrip(";.")
    return text[len("Căn cứ ") :] if text.startswith("Căn cứ ") else text


def _recipients(lines: Sequence[str]) -> list[str]:
    kept = [line.strip().lstrip("-").strip().rstrip(";.,") for line in lines]
    kept = [line for line in kept if line]
    return [f"{line};" for line in kept[:-1]] + [f"{line}." for line in kept[-1:]]


def _head(body: Body, symbol: str, year: int, number: str = "", day: date | None = None) -> Head:
    superior = [part.upper() for part in body.superior.split("\n") if part.strip()]
    superior = [line for part in superior for line in head_lines(part)]
    return Head(superior, head_lines(body.name), symbol, body.place_name, year, number, day)


def _proposed(f: Facts) -> str:
    if f.proposing is None:
        return str(f.words.get("proposer", "")).strip().rstrip(".")
    symbol = symbol_of(f.proposing_kind, f.proposing, "proposal_symbol")
    when = day_in_text(f.proposal_day, f.printed_in)
    return f"{f.proposing.name} tại Tờ trình số\u00a0{ruled_number(f.proposal_number, symbol)} {when}"


def _first(f: Facts) -> str:
    one = f.rows[0]
    listed = "có tên trong Danh sách kèm theo Quyết định này"
    if f.kind == RECOGNISE:
        if f.alone:
            return f"Công nhận {one.named}, đạt {f.about}."
        return f"Công nhận {f.about} cho {len(f.rows)} {f.them} {listed}."
    if f.kind == CORRECT:
        if f.alone:
            return f"Đính chính nội dung ghi về {one.named} tại {one.given}: đã ghi “{one.reason}”; nay ghi là “{one.now}”."
        return f"Đính chính nội dung đã ghi về {len(f.rows)} {f.them}{f' tại {f.once}' if f.once else ''}, {listed}."
    doing = _DOING[f.kind].capitalize() if f.kind == ANNUL else "Thu hồi danh hiệu"
    about = f"{doing} “{f.title}” năm {f.year}"
    if f.alone:
        return f"{about} của {one.named}, đã được công nhận tại {one.given}. Lý do: {one.reason.rstrip('.')}."
    return f"{about} của {len(f.rows)} {f.them}{f' đã được công nhận tại {f.once}' if f.once else ''}, {listed}."


def _second(f: Facts) -> str:
    whom = "người được công nhận" if f.of_people else f"{f.them} được công nhận"
    whom = whom if f.alone else f"những {whom}" if f.of_people else f"các {whom}"
    office = str(f.words.get("office", "")).strip()
    if f.kind == RECOGNISE:
        doing = f"Giao {office} cấp" if office else "Cấp"
        return f"{doing} Giấy chứng nhận cho {whom} tại Điều 1 và ghi vào Sổ cấp giấy chứng nhận."
    code = f"số vào sổ {f.rows[0].code}" if f.alone else "có số vào sổ ghi trong Danh sách kèm theo"
    if f.kind == CORRECT:
        doing = f"Giao {office} cấp lại" if office else "Cấp lại"
        return f"{doing} Giấy chứng nhận theo nội dung đã đính chính, thay cho Giấy chứng nhận {code}."
    return f"Giấy chứng nhận {code} không còn giá trị kể từ ngày Quyết định này có hiệu lực."


def _third(f: Facts) -> str:
    who = str(f.words.get("who", "")).strip().rstrip(",.")
    one = f.rows[0]
    named = f"{one.call} {one.name}".strip() if f.alone else f"các {f.them} có tên tại Điều 1"
    whom = f"{who} và {named}" if who else named[:1].upper() + named[1:]
    return f"Quyết định này có hiệu lực kể từ ngày ký. {whom} chịu trách nhiệm thi hành Quyết định này./."


def annex(f: Facts) -> ListData:
    """The list that goes with the decision; its pages are its own."""
    several = len({row.unit for row in f.rows}) > 1
    lying = several or f.kind != RECOGNISE
    columns, cells = [Column("STT", 12, centred=True)], []
    columns.append(Column("Họ và tên" if f.of_people else "Tên"))
    if f.of_people:
        columns.append(Column("Năm sinh", 15, centred=True))
    columns.append(
        Column("Nơi ở" if f.of_people else "Địa bàn", 36 if not lying else 80 if f.kind == RECOGNISE else 46)
    )
    columns += _last_columns(f)
    for number, row in enumerate(f.rows, 1):
        home = row.home if several or not row.group else row.group
        cell = [str(number), row.name, *([str(row.born or "")] if f.of_people else []), home, *_last_cells(f, row)]
        cells.append(cell)
    number = ruled_number(f.number, symbol_of(f.body_kind, f.body))
    who = f.body.name if f.body.collective else f"{f.body.signer_title} {f.body.name}"
    belongs = [
        f"(Kèm theo Quyết định số\u00a0{number} {day_in_text(f.day, f.printed_in)}",
        f"của {who})",
    ]
    heading = {
        RECOGNISE: "DANH SÁCH CÔNG NHẬN DANH HIỆU",
        REVOKE: "DANH SÁCH THU HỒI DANH HIỆU",
        ANNUL: "DANH SÁCH HỦY BỎ VIỆC CÔNG NHẬN DANH HIỆU",
        CORRECT: "DANH SÁCH ĐÍNH CHÍNH NỘI DUNG CÔNG NHẬN DANH HIỆU",
    }[f.kind]
    heads = [heading, f"“{f.title.upper()}” NĂM {f.year}"]
    counted = f"{len(f.rows)} người" if f.of_people else f"{len(f.rows)} {f.them}"
    title = f"Danh sách kèm theo {decision_paper(f).title[:1].lower()}{decision_paper(f).title[1:]}"
    return ListData(title, heads, belongs, Table(columns, cells), f"Danh sách gồm {counted}./.", lying=lying)


def _last_columns(f: Facts) -> list[Column]:
    if f.kind == RECOGNISE:
        words = any("," in row.result[-12:] and not row.result[-1:].isdecimal() for row in f.rows) or not f.of_people
        return [
            Column("Kết quả" if words else "Điểm", 26 if words else 15, centred=True),
            Column("Ghi chú", 29, small=True),
        ]
    code = Column("Số vào sổ" if f.once else "Số vào sổ, quyết định", 34, centred=True, small=True)
    if f.kind == CORRECT:
        return [code, Column("Đã ghi", 48, small=True), Column("Nay ghi là", 48, small=True)]
    return [code, Column("Lý do", 72, small=True)]


def _last_cells(f: Facts, row: Listed) -> list[str]:
    if f.kind == RECOGNISE:
        return [row.result, row.note]
    code = row.code if f.once else f"{row.code}, {row.given}"
    return [code, row.reason, row.now] if f.kind == CORRECT else [code, row.reason]


def proposal_paper(f: Facts) -> PaperData | None:
    """The proposal (tờ trình) of the proposing body; None where none is named."""
    by = f.proposing
    if by is None:
        return None
    whom = f.body.name if f.body.collective else f"{f.body.signer_title} {f.body.name}"
    handed, judged, proposed = (sum(row[k] for row in f.places) for k in (1, 2, 3))
    left = judged - proposed
    rows = [[str(i), *map(str, row)] for i, row in enumerate(f.places, 1)]
    columns = [Column("STT", 12, centred=True), Column("Nơi ở" if f.of_people else "Địa bàn")]
    columns += [Column(head, 27, centred=True) for head in ("Nộp hồ sơ", "Đã xét", "Đề nghị")]
    meeting = str(f.words.get("meeting", "")).strip()
    at = f"; kết quả được thông qua tại {meeting}" if meeting and not meeting.startswith("[") else ""
    rest = f" {left} hồ sơ còn lại chưa đủ hoặc chưa đề nghị lần này." if left > 0 else ""
    many = f"{proposed} {f.them}"
    proposing = f"{many} có tên trong Danh sách kèm theo dự thảo Quyết định" if not f.alone else f.rows[0].named
    files = f"dự thảo Quyết định và Danh sách kèm theo ({many})" if not f.alone else "dự thảo Quyết định"
    blocks: list[Block | Table] = [
        Block("to", f"Kính gửi: {whom}."),
        *(Block("ground", f"Căn cứ {_started(one)};") for one in f.words.get("grounds", [])),
        Block("plain", f"{by.name} báo cáo và đề nghị như sau:"),
        Block("plain", f"Từng hồ sơ đã được xem xét và xác nhận theo bộ tiêu chí{at}.", "1. Việc đã làm."),
        Block("plain", f"{handed} hồ sơ đã nộp, {judged} hồ sơ đã xét, đề nghị {many}.{rest}", "2. Kết quả."),
        Table(columns, rows, ["Cộng", str(handed), str(judged), str(proposed)]),
        Block(
            "plain",
            f"{by.name} kính đề nghị {whom} xem xét, quyết định công nhận {f.about} cho {proposing}.",
            "3. Đề nghị.",
        ),
        Block("closing", f"{files[:1].upper()}{files[1:]}./.", "Hồ sơ kèm theo:"),
    ]
    return PaperData(
        title=f"Tờ trình đề nghị công nhận {f.about}",
        head=_head(
            by, symbol_of(f.proposing_kind, by, "proposal_symbol"), f.printed_in, f.proposal_number, f.proposal_day
        ),
        kind="Tờ trình",
        subject=_over_two_lines(f"Về việc đề nghị công nhận {f.about}"),
        blocks=blocks,
        foot=Foot(["Như trên;", "Lưu: VT."], signature_of(by), by.signer_name),
        size=13,
    )


@dataclass(frozen=True)
class Refusal:
    """What a notice says of one case: handed in and judged when, what it came to, and the words that the officer wrote."""

    body: Body
    body_kind: str
    title: str
    year: int
    printed_in: int
    row: Listed
    handed_in: date
    judged: date
    mark: str
    words: str
    signature: Sequence[str]
    signer_name: str
    number: str = ""
    day: date | None = None


def notice_paper(r: Refusal) -> PaperData:
    """The notice to whom a title was not given: what was found, why, and what the person may do."""
    about, whom = f"danh hiệu “{r.title}” năm {r.year}", f"{r.row.call} {r.row.name}".strip()
    when = f"nộp {long_day(r.handed_in)}, đã được xem xét {long_day(r.judged)}"
    found = f"đạt {r.row.result}, mức cần đạt là {r.mark}" if r.row.result else "chưa đạt các chỉ tiêu"
    one = r.row.call or "bên được thông báo"
    blocks = [
        Block("to", f"Kính gửi: {whom}."),
        Block("plain", f"{r.body.name} thông báo kết quả xét {about} của {r.row.named} như sau:"),
        Block("plain", f"Hồ sơ {when}: {found}, chưa đủ điều kiện công nhận.", "1. Kết quả."),
        *([Block("plain", f"{r.words.rstrip('. ')}.", "2. Lý do.")] if r.words.strip() else []),
        Block(
            "closing",
            f"Nếu thấy kết quả chưa đúng, {one} có thể đề nghị xem xét lại, hoặc nộp hồ sơ vào đợt sau./.",
            "3. Việc có thể làm." if r.words.strip() else "2. Việc có thể làm.",
        ),
    ]
    return PaperData(
        title=f"Thông báo kết quả xét {about}",
        head=_head(r.body, symbol_of(r.body_kind, r.body, "notice_symbol"), r.printed_in, r.number, r.day),
        kind="Thông báo",
        subject=[f"Về kết quả xét {about}"],
        blocks=blocks,
        foot=Foot(["Như trên;", "Lưu: VT."], r.signature, r.signer_name),
    )
