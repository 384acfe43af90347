"""The one-screen case of the officer, put together for the template: rows, paper, sum, and what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recognition.assessment.case_history import Said, history_of, shown_names
from recognition.assessment.drafts import Draft, came_back, turn_of
from recognition.assessment.place import Place, place_among
from recognition.assessment.points_now import Standing, desk_work, opens, standing
from recognition.assessment.queue import held_by_another
from recognition.assessment.sheets import Sheet, form_of, pages_of, sheets_of
from recognition.cases import lifecycle
from recognition.cases.flags import Flag, flags_of, others_like, others_with
from recognition.cases.handed_in import withdrawn
from recognition.cases.pieces import EvidenceItem
from recognition.cases.state import IndicatorState, TitleState, title_state
from recognition.criteria.words import Criteria
from recognition.evidence.badges.checking import told as credential_told
from recognition.evidence.wording import number
from recognition.models import Case, CaseDraft, CaseEvent, DeskSetting, Evidence, Submission, SubmittedItem
from recognition.officials import name_of, official_name
from recognition.refusals import Refused


@dataclass(frozen=True)
class Row:
    """One indicator in the table: three columns, the reason, why it needs eyes."""

    state: IndicatorState
    value: str
    reason: str
    flags: tuple[str, ...]
    error: str
    chosen: bool
    first_of_group: bool

    @property
    def differs(self) -> bool:
        """Whether the officer's value is not the proposed one, so that a reason is asked for."""
        return self.value.strip().replace(",", ".") not in (f"{self.state.proposed:f}", f"{self.state.proposed:g}")


@dataclass(frozen=True)
class Chip:
    """The papers of one indicator in the list of all; `item` is the one to open next: not opened yet, or the first."""

    code: str
    item: SubmittedItem
    opened: int
    total: int
    here: bool

    @property
    def shut(self) -> bool:
        """Whether one of them was not opened."""
        return self.opened < self.total


@dataclass(frozen=True)
class Paper:
    """The paper looked at. `form`: image, pdf, sound or nothing that opens here; `twins` counts other people who handed in
    the same file, `others` are their cases as far as the officer may open them."""

    item: SubmittedItem
    kind_name: str
    form: str
    page: int
    pages: int
    twins: int
    others: tuple[tuple[Case, int], ...]
    entered_by: str
    refused: str
    typed: str
    withdrawn: bool
    opened: bool
    credential: str

    @property
    def next_page(self) -> int:
        """The page after this one, round to the first."""
        return self.page % self.pages + 1


@dataclass(frozen=True)
class SentBack:
    """That the signer sent the case back."""

    who: str
    at: datetime
    message: str


@dataclass(frozen=True)
class Screen:
    """Everything the page shows; what the points come to is in `standing`."""

    case: Case
    submission: Submission
    standing: Standing
    name: str
    title: TitleState
    reasons: tuple[tuple[str, str], ...]
    sent_back: SentBack | None
    rows: tuple[Row, ...]
    chosen: Row
    chips: tuple[Chip, ...]
    paper: Paper | None
    next_paper: SubmittedItem | None
    records: tuple[EvidenceItem, ...]
    helped: int
    queue: Place | None
    held: bool
    held_by: str
    mine: bool
    turn: int
    since: int
    now: int
    history: tuple[Said, ...] | None
    sheets: tuple[Sheet, ...] | None

    @property
    def eyes(self) -> tuple[Row, ...]:
        """The rows with a reason to look."""
        return tuple(row for row in self.rows if row.flags)

    @property
    def waits(self) -> bool:
        """Whether the case still waits for a judgement."""
        return self.case.state == lifecycle.SUBMITTED

    @property
    def quiet(self) -> int:
        """How many rows have none."""
        return len(self.rows) - len(self.eyes)

    @property
    def petals(self) -> tuple[float, ...]:
        """The officer's points for the flower; what cannot be read counts as proposed."""
        points = self.standing.bar.points
        return tuple(float(points.get(row.state.code, row.state.proposed)) for row in self.rows)


def on_the_desk(cases: QuerySet[Case], user) -> QuerySet[Case]:
    """The cases with what the officer typed (`desk_draft`), since when it counts (`desk_since`), and how keys act (`desk_keys`)."""
    draft = QuerySet(CaseDraft).filter(case=OuterRef("pk"), officer=user, submission=OuterRef("submission"))
    setting = DeskSetting.objects.filter(officer=user)
    came = came_back(QuerySet(CaseEvent).filter(case=OuterRef("pk"))).order_by().values("case").annotate(last=Max("at"))
    return cases.annotate(
        desk_draft=Subquery(draft.values("fields")[:1]),
        desk_since=Subquery(came.values("last")),
        desk_keys=Coalesce(Subquery(setting.values("single_keys")[:1]), True),
    )


def screen(
    case: Case,
    user,
    among: QuerySet[Case],
    draft: Draft,
    *,
    chosen: str = "",
    paper: str = "",
    page: str = "",
    history: bool = False,
    every: bool = False,
    typed: Mapping[str, tuple[str, str]] | None = None,
    words: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
) -> Screen:
    """The screen of a case for an officer. `typed`: values and reasons of a refused form, `words` everything else in it.

    `case`: as `on_the_desk` gives it; `among`: the cases that the officer may open; `draft`: what was typed before; `every`: all
    papers. While the case waits, points and verdicts are those that this officer has in work; afterwards those that count.
    """
    submission, said = case.submission, words or {}
    if submission is None:
        raise ValueError("the case has not been handed in")
    work, waits = desk_work(case, user), case.state == lifecycle.SUBMITTED
    title = title_state(case.learner, case=case, refused=work.refused, items=work.items)
    told = history_of(case, user) if history else None
    back = _sent_back(case, told) if waits and case.sent_back else None
    shared = others_with(work.items, case.learner_id)
    alike = others_like(work.items, case.learner_id)
    flags = flags_of(case, submission, work.items, work.answers, shared, alike)
    code, number_ = _wanted(chosen, paper, {one.code for one in title.indicators}, flags, refusal)
    stand = standing(case, user, draft, work=work, typed=typed, chosen=code, paper=number_, message=said.get("message"))
    rows = tuple(_rows(title, stand, flags, refusal))
    here = next(row for row in rows if row.chosen)
    held = held_by_another(case, user)
    item = stand.paper
    names = shown_names(
        [
            case.lease_holder if held else None,
            item.entered_by if item and item.on_behalf_of and not (history or every) else None,
        ]
    )
    queue = place_among(case, user) if waits else None
    return Screen(
        case=case,
        submission=submission,
        standing=stand,
        name=name_of(case.learner),
        title=title,
        reasons=_reasons(flags),
        sent_back=back,
        rows=rows,
        chosen=here,
        chips=_chips(stand),
        paper=None if history or every else _paper(stand, among, shared, page, draft, said, names),
        next_paper=_next_paper(stand),
        records=tuple(one for one in here.state.evidence if one.kind != Evidence.Kind.MANUAL),
        helped=sum(row.on_behalf_of for row in work.items),
        queue=queue,
        held=held,
        held_by=names.get(case.lease_holder_id or 0, ""),
        mine=case.lease_holder_id == user.pk and not held,
        turn=max((one.turn for one in draft.values()), default=0),
        since=turn_of(case.desk_since),
        now=turn_of(timezone.now()),
        history=told,
        sheets=sheets_of(stand, work.refused) if every and not history else None,
    )


def _wanted(chosen: str, paper: str, codes: set[str], flags: list[Flag], refusal: Refused | None) -> tuple[str, str]:
    """The indicator and paper to look at: where a mistake is, what was asked for, the first reason to look; else empty."""
    field = refusal.field if refusal is not None else ""
    if field in codes:
        return field, paper
    if field.startswith("paper-"):
        return chosen, field.partition("-")[2]
    if chosen in codes or paper:
        return chosen, paper
    return min((flag.code for flag in flags if flag.code), key=lambda code: _weight(flags, code), default=""), ""


def _weight(flags: list[Flag], code: str) -> int:
    """What needs eyes most comes first."""
    weight = {"same_file": 0, "same_picture": 0, "gone": 1, "self_higher": 2, "outside": 3, "helped": 4}
    return min((weight[flag.kind] for flag in flags if flag.code == code), default=9)


def _rows(title: TitleState, stand: Standing, flags: list[Flag], refusal: Refused | None) -> list[Row]:
    rows, group = [], ""
    for one in title.indicators:
        error = str(refusal) if refusal is not None and refusal.field == one.code else ""
        said = tuple(flag_text(flag, stand.criteria) for flag in flags if flag.code == one.code)
        rows.append(
            Row(
                one,
                stand.values[one.code],
                stand.reasons[one.code],
                said,
                error,
                one.code == stand.chosen,
                first_of_group=bool(group) and group != one.group,
            )
        )
        group = one.group
    return rows


def _reasons(flags: list[Flag]) -> tuple[tuple[str, str], ...]:
    """Why this case needs eyes, each kind once with its indicators; what the rows say is not said again at length."""
    found: dict[str, list[str]] = {}
    whole = [(flag_text(flag), "") for flag in flags if not flag.code and flag.kind != "sent_back"]
    for flag in flags:
        if flag.code:
            found.setdefault(flag.kind, []).append(flag.code)
    return (*((_SHORT[kind](), ", ".join(codes)) for kind, codes in found.items()), *whole)


_SHORT = {
    "same_file": lambda: _("Same file in another case"),
    "same_picture": lambda: _("Picture as in another case"),
    "gone": lambda: _("Evidence withdrawn since"),
    "self_higher": lambda: _("Self-assessment above the proposed"),
    "outside": lambda: _("Outside the campaign's period"),
    "helped": lambda: _("Entered by staff"),
}


def _sent_back(case: Case, told: tuple[Said, ...] | None) -> SentBack | None:
    """The signer's words. Nothing is asked where the whole history was read already."""
    if told is not None:
        said = next((one for one in told if one.act == "send_back"), None)
        return SentBack(said.who, said.at, said.words) if said else None
    event = case.events.filter(act="send_back").select_related("by").order_by("-pk").first()
    return SentBack(official_name(event.by), event.at, event.message) if event else None


def _chips(stand: Standing) -> tuple[Chip, ...]:
    """A paper that speaks for several indicators stands at the first of them."""
    found: dict[str, list[SubmittedItem]] = {}
    for item in stand.papers:
        found.setdefault(stand.code_of(item), []).append(item)
    shut = {item.pk for item in stand.unopened}
    here = stand.paper.pk if stand.paper else None
    chips = []
    for code, items in found.items():
        left = [item for item in items if item.pk in shut]
        item = next((one for one in left if one.pk != here), (left or items)[0])
        is_here = any(one.pk == here for one in items)
        chips.append(Chip(code, item, len(items) - len(left), len(items), is_here))
    return tuple(chips)


def _next_paper(stand: Standing) -> SubmittedItem | None:
    """The paper after the one looked at, round to the first; None when there is no other."""
    others = [item.pk for item in stand.papers]
    if stand.paper is None or stand.paper.pk not in others:
        return stand.papers[0] if stand.papers else None
    following = stand.papers[(others.index(stand.paper.pk) + 1) % len(others)]
    return following if following.pk != stand.paper.pk else None


def _paper(
    stand: Standing,
    among: QuerySet[Case],
    shared: Mapping[str, int],
    page: str,
    draft: Draft,
    said: Mapping[str, str],
    names: Mapping[int, str],
) -> Paper | None:
    item = stand.paper
    if item is None:
        return None
    kind, name = stand.criteria.manual_kind(item.rule_id), f"paper-{item.pk}"
    upload = item.upload if opens(item) else None
    pages = pages_of(item) if upload else 1
    twins = shared.get(item.content_hash, 0) if item.upload else 0
    return Paper(
        item=item,
        kind_name=kind.name if kind else "",
        form=form_of(item) if upload else "",
        page=min(max(int(page), 1), pages) if page.isascii() and page.isdecimal() and len(page) < 4 else 1,
        pages=pages,
        twins=twins,
        others=_others(stand.case, among, item) if twins else (),
        entered_by=names.get(item.entered_by_id, "") if item.on_behalf_of else "",
        refused=stand.work.refused.get(item.pk, ""),
        typed=said.get(name, draft[name].text if name in draft else ""),
        withdrawn=withdrawn(item),
        opened=item.pk in stand.work.opened,
        credential=credential_told(item.credential) if item.credential else "",
    )


def _others(case: Case, among: QuerySet[Case], item: SubmittedItem) -> tuple[tuple[Case, int], ...]:
    """Cases that hold the same file, with the number of the paper there, as far as this officer may open them."""
    rows = SubmittedItem.objects.filter(
        content_hash=item.content_hash, submission__in=among.order_by().exclude(pk=case.pk).values("submission")
    )
    rows = rows.select_related("submission__case__learner__record__key")
    return tuple((row.submission.case, row.pk) for row in rows.order_by("pk")[:3])


def flag_text(flag: Flag, criteria: Criteria | None = None) -> str:
    """Why somebody should look, in a few words; `criteria`: the set, which knows whether points or levels are said."""
    words = {
        "helped": _("Entered by staff on behalf of the person"),
        "gone": _("A piece of evidence was withdrawn after handing in"),
        "outside": _("A piece of evidence lies outside the campaign's period"),
        "sent_back": _("Sent back by the signer: the reason stands above"),
    }
    if flag.kind in words:
        return words[flag.kind]
    if flag.kind == "same_file":
        count = int(flag.number)
        text = ngettext(
            "%(n)s other person handed in the same file", "%(n)s other people handed in the same file", count
        )
        return text % {"n": count}
    if flag.kind == "same_picture":
        count = int(flag.number)
        text = ngettext(
            "A picture that looks the same came from %(n)s other person",
            "A picture that looks the same came from %(n)s other people",
            count,
        )
        return text % {"n": count}
    if flag.kind == "near_mark":
        if flag.number < 0:
            return _("The proposed sum is only %(points)s points under the mark") % {"points": number(-flag.number)}
        return _("The proposed sum is only %(points)s points over the mark") % {"points": number(flag.number)}
    if criteria is not None and criteria.indicator(flag.code).target:
        text = ngettext(
            "Self-assessment is %(n)s level above the proposed", "Self-assessment is %(n)s levels above the proposed",
            int(flag.number),
        )  # fmt: skip
        return text % {"n": int(flag.number)}
    return _("Self-assessment is %(points)s points above the proposed") % {"points": number(flag.number)}
