"""Minutes of a meeting (biên bản) for page and PDF: always Vietnamese, as the paper is. Its number comes from the register by hand.

The form follows Nghị định 30/2020/NĐ-CP, Phụ lục I; what a council of this kind writes has no official form that was found, so the
sheet says that its arrangement is the portal's.
"""

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.utils.timezone import localtime
from django.utils.translation import override

from portal.places.public import names_of
from recognition.cases.handed_in import result_of
from recognition.cases.subject_titles import campaign_titles
from recognition.certificates.sheet import number
from recognition.council.meetings import names_of_items, votes_of
from recognition.council.outcomes import Counted, counted
from recognition.models import CouncilMember, Meeting
from recognition.papers.days import long_day
from recognition.papers.pdf import compile_pdf
from recognition.sets.publishing import criteria_of

HERE = Path(__file__).parent
ROLES = {"chair": "Chủ tịch Hội đồng", "secretary": "Thư ký Hội đồng", "member": "Ủy viên"}
OUTCOMES = {
    "confirm": "Đề nghị công nhận",
    "not_enough": "Chưa đề nghị công nhận",
    "put_off": "Hoãn, xét lại ở phiên sau",
}


@dataclass(frozen=True)
class Line:
    """A person in the minutes."""

    number: int
    name: str
    born: str
    home: str
    points: str
    votes_for: int
    votes_against: int
    abstained: int
    absent: int
    excluded: int
    outcome: str


@dataclass(frozen=True)
class Minutes:
    """The words of the minutes."""

    body: str
    draft: bool
    subject: str
    title: str
    began: str
    place: str
    naming: str
    members: list[list[str]]
    present: str
    chair: str
    secretary: str
    measure: str
    lines: list[Line]
    conclusion: list[str]
    rule: str
    notes: list[str]
    ended: str
    corrections: list[list[str]]
    day: tuple[int, int, int]


def minutes_of(meeting: Meeting) -> Minutes:
    """What stands in the minutes of a meeting; of one that is still open, as a draft."""
    council, found = meeting.council, counted(meeting)
    campaign = council.campaign
    where = meeting.where or names_of([campaign.unit_id]).get(campaign.unit_id, "")
    where = where[:1].lower() + where[1:]  # “xã Đồng Sen” within a sentence
    members = list(council.members.all())
    by_role = {one.role: one.name for one in members}
    names = names_of_items(one.item for one in found)
    lines = [_line(k, one, names[one.item.pk], meeting) for k, one in enumerate(found, 1)]
    criteria = criteria_of(found[0].item.submission.criteria_set) if found else None
    title = criteria.title if criteria else campaign_titles([campaign])[campaign.pk]
    ended = localtime(meeting.closed_at) if meeting.closed_at else None
    return Minutes(
        body=council.body_name,
        draft=meeting.closed_at is None,
        subject=f"Họp Hội đồng xét công nhận danh hiệu “{title}” năm {campaign.year}",
        title=title,
        began=f"{meeting.begins.hour} giờ {meeting.begins.minute:02d}, {long_day(meeting.day)}",
        place=f"{meeting.place}, {where}" if where else meeting.place,
        naming=f"Quyết định số {council.number} {long_day(council.date)} của {council.body_name}",
        members=[[one.name, ", ".join(filter(None, [ROLES[one.role], one.position]))] for one in members],
        present=_present(meeting, members),
        chair=by_role.get("chair", ""),
        secretary=by_role.get("secretary", ""),
        measure="Chỉ tiêu đạt" if criteria and criteria.scoring == "all_targets_met" else "Điểm",
        lines=lines,
        conclusion=_conclusion(lines, "người" if not found or found[0].item.case.learner.is_person else "hồ sơ"),
        rule=_rule(meeting),
        notes=[text.strip() for text in meeting.notes.splitlines() if text.strip()],
        ended=f"{ended.hour} giờ {ended.minute:02d}, {long_day(ended.date())}" if ended else "…… giờ ……",
        corrections=[[row.text, long_day(localtime(row.at).date())] for row in meeting.corrections.all()],
        day=(meeting.day.year, meeting.day.month, meeting.day.day),
    )


def _line(k: int, one: Counted, name: str, meeting: Meeting) -> Line:
    item, votes = one.item, one.tally
    born, home, total = item.birth_year, item.home, item.total
    if total is None:  # still open, or closed before minutes were kept as they were
        record, group = getattr(item.case.learner, "record", None), item.submission.residential_group
        born, home = record.birth_year if record else None, group.name if group else ""
        total = result_of(item.submission, item.basis).total
    outcome = item.outcome or (votes.outcome if meeting.closed_at else "")
    return Line(
        number=k,
        name=name,
        born=str(born or ""),
        home=home,
        points=number(total),
        votes_for=votes.votes_for,
        votes_against=votes.votes_against,
        abstained=votes.abstained,
        absent=votes.told_absent,
        excluded=votes.excluded,
        outcome=OUTCOMES.get(outcome, ""),
    )


def _present(meeting: Meeting, members: list[CouncilMember]) -> str:
    """How many members were there for at least one case, and who was not."""
    said: dict[int, set[str]] = {}
    for (_item, member), one in votes_of(meeting).items():
        said.setdefault(member, set()).add(one)
    if not said:
        return f"……/{len(members)} thành viên"  # a draft from before anything was voted on
    there = [one for one in members if said.get(one.pk, set()) - {"absent"}]
    absent = [one.name for one in members if one not in there]
    text = f"{len(there)}/{len(members)} thành viên"
    return f"{text}; vắng mặt: {', '.join(absent)}" if absent else text


def _conclusion(lines: list[Line], each: str) -> list[str]:
    """One sentence an outcome, with its number of people; of groups their cases are counted."""
    counts = {text: sum(line.outcome == text for line in lines) for text in OUTCOMES.values()}
    return [f"{text}: {n:02d} {each}" for text, n in counts.items() if n]


def _rule(meeting: Meeting) -> str:
    shares = {3: "một nửa", 4: "hai phần ba", 5: "năm phần sáu", 6: "toàn bộ"}
    rules = getattr(meeting.council.campaign, "rules", None)
    share = shares[meeting.quorum_of_six or (rules.quorum_of_six if rules else 4)]
    return (
        f"Hồ sơ được kết luận khi có mặt ít nhất {share} số thành viên và quá nửa số người biểu quyết cùng ý kiến; "
        "người nhà và người đã giúp lập hồ sơ không biểu quyết hồ sơ đó (quy tắc do cổng đề nghị)."
    )


def minutes_pdf(meeting: Meeting) -> bytes:
    """The minutes as PDF/A-2a and PDF/UA-1. The same meeting gives the same bytes."""
    with override("vi"):
        sheet = minutes_of(meeting)
    return compile_pdf(HERE / "minutes.typ", asdict(sheet), day=date(*sheet.day))
