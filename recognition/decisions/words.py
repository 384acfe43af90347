"""What stands on papers beside the list: grounds, who carries it out, recipients. What has no source is bracketed.

Vietnamese only: the papers are. What stands in brackets “[…]” has to be written or removed before anything is printed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from recognition.models import Decision, DecisionDraft, IssuingBody, IssuingBodyChange

LINES, LINE, MOST = 20, 500, 30  # lines of a part, characters of a line, recipients
PARTS = ("grounds", "to", "office", "who", "proposer", "meeting")
_PROGRAMME = (
    "Quyết định số 677/QĐ-TTg ngày 03 tháng 6 năm 2022 của Thủ tướng Chính phủ phê duyệt Chương trình “Xây dựng mô hình Công dân "
    "học tập giai đoạn 2021-2030”"
)
_SYMBOLS = {
    IssuingBody.Kind.COMMITTEE: ("QĐ-UBND", "TTr-UBND", "TB-UBND"),
    IssuingBody.Kind.ASSOCIATION: ("QĐ-HKH", "TTr-HKH", "TB-HKH"),
    IssuingBody.Kind.AGENCY: ("QĐ", "TTr", "TB"),
}
_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_PLACE = re.compile(r"\s(?=(?:xã|phường|đặc khu|tỉnh|thành phố)\s)", re.IGNORECASE)


def symbol_of(kind: str, now: IssuingBody | IssuingBodyChange, paper: str = "symbol") -> str:
    """The symbol after the number (`symbol`, `proposal_symbol`, `notice_symbol`): the body's own, else as usual for its kind."""
    usual = dict(zip(("symbol", "proposal_symbol", "notice_symbol"), _SYMBOLS[kind], strict=True))
    return getattr(now, paper) or usual[paper]


def head_lines(name: str) -> tuple[str, ...]:
    """A body's name over two lines, in capitals: “ỦY BAN NHÂN DÂN”, “XÃ ĐỒNG SEN”."""
    return tuple(part.upper() for part in _PLACE.split(" ".join(name.split()), maxsplit=1) if part)


def signature_of(now: IssuingBody | IssuingBodyChange, deputy_office: str = "") -> tuple[str, ...]:
    """The lines above the signature. “TM.” only where a collective decides, “KT.” only where a deputy signs for the head."""
    head = now.signer_title.upper()
    lines = [f"TM. {now.collective.upper()}"] if now.collective else []
    return (*lines, f"KT. {head}", deputy_office.upper()) if deputy_office else (*lines, head)


def authority_of(kind: str, now: IssuingBody | IssuingBodyChange) -> str:
    """The line before the grounds. It follows who decides, so it cannot contradict the signature."""
    name = now.name.upper()
    if not now.collective:
        return f"{now.signer_title.upper()} {name}"
    return name if kind == IssuingBody.Kind.COMMITTEE else f"{now.collective.upper()} {name}"


def default_words(draft: DecisionDraft, of_people: bool) -> dict[str, Any]:
    """What the papers of a body said last, of this kind of decision; at first the portal's proposal, with brackets."""
    kept = DecisionDraft.objects.filter(body=draft.body, kind=draft.kind, title_key=draft.title_key)
    last = kept.exclude(pk=draft.pk).exclude(words={}).order_by("-changed_at").values_list("words", flat=True).first()
    return {**_first_words(draft, of_people), **(last or {})}


def _first_words(draft: DecisionDraft, of_people: bool) -> dict[str, Any]:
    grounds = ["[Luật Tổ chức chính quyền địa phương ngày … tháng … năm …]"]
    grounds.append(_PROGRAMME if of_people else "[Quyết định của Thủ tướng Chính phủ về danh hiệu này]")
    if draft.kind == Decision.Kind.RECOGNISE:
        grounds.append("[Quyết định của Hội Khuyến học Việt Nam ban hành Bộ tiêu chí và hướng dẫn đánh giá, công nhận]")
        grounds.append("[Kế hoạch số …/KH-UBND ngày … tháng … năm … của …]")
    return {
        "grounds": grounds,
        "to": ["Như Điều 3", "[cơ quan cấp trên (để báo cáo)]", "Lưu: VT"],
        "office": "",
        "who": "Các cơ quan, đơn vị, cá nhân có liên quan",
        "proposer": "[cơ quan đề nghị]",
        "meeting": "[Biên bản số … ngày … tháng … năm …]",
    }


def unwritten(words: Mapping[str, Any], *, proposed: bool) -> list[str]:
    """What still stands in brackets. `proposed`: a proposing body is named, so its line needs no word of its own."""
    texts: list[str] = []
    for part in PARTS:
        if part == "meeting" or (part == "proposer" and proposed):
            continue
        value = words.get(part, "")
        texts += value if isinstance(value, list) else [value]
    return [found for text in texts for found in _IN_BRACKETS.findall(text)]


def without_brackets(words: Mapping[str, Any]) -> dict[str, Any]:
    """The words without what stands in brackets; lines of which nothing is left go."""

    def cut(text: str) -> str:
        return " ".join(_IN_BRACKETS.sub("", text).split())

    def of(value: str | Sequence[str]) -> Any:
        return cut(value) if isinstance(value, str) else [left for one in value if (left := cut(one))]

    return {part: of(value) for part, value in words.items()}
