"""Papers of a draft and of a decision as files. What was printed of a draft is kept as marks: what is recorded is that list."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.public import append
from recognition.cases import lifecycle
from recognition.certificates.bodies import as_on
from recognition.decisions.drafts import locked_draft, rows_of_draft, said_of
from recognition.decisions.lines import read_all
from recognition.decisions.list_rows import Row, in_sentence, number
from recognition.decisions.papers import Facts, Listed, annex, decision_paper, proposal_paper
from recognition.decisions.words import signature_of, unwritten
from recognition.models import (
    Case,
    Certificate,
    CertificateStep,
    Decision,
    DecisionDraft,
    DecisionLine,
    DraftPrint,
)
from recognition.papers.data import ListData, PaperData, as_json
from recognition.papers.days import long_day
from recognition.papers.docx import docx_of
from recognition.papers.pdf import ROOT, compile_pdf
from recognition.refusals import Incomplete
from recognition.sets.publishing import criteria_of
from recognition.titles import registry

DECISION, LIST, PROPOSAL = "quyet-dinh", "danh-sach", "to-trinh"
SOURCES = {PaperData: ROOT / "papers" / "official.typ", ListData: ROOT / "papers" / "list.typ"}
FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PAPERS = {
    PROPOSAL: gettext_lazy("Proposal"),
    DECISION: gettext_lazy("Decision"),
    LIST: gettext_lazy("List that goes with it"),
}
_JUDGED = (lifecycle.CONFIRMED, lifecycle.NOT_ENOUGH, lifecycle.RECOGNISED)


@dataclass(frozen=True)
class Shown:
    """A draft as it is now: its rows as papers say them, and a mark for each (number of the case, mark)."""

    rows: Sequence[Listed]
    names: dict[int, str]
    marks: list[tuple[int, str]]
    title: str
    ready: bool  # every case still waits for its signature, every certificate is still valid
    cases: Sequence[Row] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the marks, in the order of the list."""
        return hashlib.sha256(repr(self.marks).encode()).hexdigest()


def shown_of(draft: DecisionDraft) -> Shown:
    """What the draft's papers would say now. A few questions, however long the list is."""
    if draft.kind != Decision.Kind.RECOGNISE:
        return _shown_endings(draft)
    rows = rows_of_draft(draft)
    title = criteria_of(rows[0].case.submission.criteria_set).title if rows and rows[0].case.submission else ""
    return Shown(
        [_listed(row) for row in rows],
        {row.case.pk: row.name for row in rows},
        [(row.case.pk, row.mark) for row in rows],
        title,
        all(row.case.state == lifecycle.CONFIRMED for row in rows),
        rows,
    )


def _listed(row: Row) -> Listed:
    return Listed(row.name, row.call, row.born, row.group, row.unit, row.home, row.result, row.note)


def _shown_endings(draft: DecisionDraft) -> Shown:
    said, of = said_of(draft), Certificate.objects.filter(draft_line__draft=draft).order_by("pk")
    held = list(of.select_related("line__decision", "line__case"))
    names = read_all([one.line for one in held])
    rows = [listed_ending(one, name, said[one.line.case_id]) for one, name in zip(held, names, strict=True)]
    marks = [
        (one.line.case_id, hashlib.sha256(repr((one.pk, one.state, row)).encode()).hexdigest()[:24])
        for one, row in zip(held, rows, strict=True)
    ]
    ready = all(one.state == Certificate.State.VALID for one in held)
    cases = {one.line.case_id: name for one, name in zip(held, names, strict=True)}
    return Shown(rows, cases, marks, held[0].line.title if held else "", ready)


def listed_ending(one: Certificate, name: str, said: dict[str, Any]) -> Listed:
    """A certificate that ends or is corrected, as the paper says it; the line's words are at hand (`read_all`)."""
    given = one.line.decision
    row = listed_line(one.line, name)
    then = f"Quyết định số {given.number} {long_day(given.date)}"
    was, now = said.get("reason", ""), ""
    if changes := said.get("changes"):
        about = {"name": name, **one.line.about}
        was = "; ".join(f"{FIELDS[key]}: {about.get(key) or '(trống)'}" for key in changes)
        now = "; ".join(f"{FIELDS[key]}: {value or '(trống)'}" for key, value in changes.items())
    return Listed(
        row.name, row.call, row.born, row.group, row.unit, row.home, row.result, "", one.register_code, then, was, now
    )


FIELDS = {"name": "họ và tên", "call": "cách gọi", "born": "năm sinh", "group": "thôn, tổ", "unit": "nơi ở"}


def listed_line(line: DecisionLine, name: str) -> Listed:
    """A line of a decision as its list says it."""
    about = line.about
    home = ", ".join(in_sentence(about[part]) for part in ("group", "unit", "province") if about.get(part))
    result = line.level or ", ".join(part for part in (number(line.total), line.band) if part)
    group, unit = about.get("group", ""), about.get("unit", "")
    return Listed(name, about.get("call", ""), about.get("born"), group, unit, home, result, about.get("note", ""))


def facts_of_draft(draft: DecisionDraft, shown: Shown) -> Facts:
    """What the papers of a draft say, with room for number and day."""
    today, by = timezone.localdate(), draft.proposing_body
    now = as_on(draft.body, today)
    deputy = draft.deputy
    return Facts(
        kind=draft.kind,
        body=now,
        body_kind=draft.body.kind,
        title=shown.title,
        subject=registry.title(draft.title_key).subject,
        year=draft.year,
        printed_in=today.year,
        rows=shown.rows,
        words=draft.words,
        signature=signature_of(now, deputy.office if deputy else ""),
        signer_name=deputy.name if deputy else now.signer_name,
        proposing=as_on(by, today) if by else None,
        proposing_kind=by.kind if by else "",
        proposal_number=draft.proposal_number,
        proposal_day=draft.proposal_date,
        places=_places(shown.cases),
    )


def _places(rows: Sequence[Row]) -> list[tuple[str, int, int, int]]:
    """For each residential group: handed in, judged, proposed. One question."""
    if not rows:
        return []
    proposed: dict[str, int] = {}
    for row in rows:
        where = row.group or row.unit
        proposed[where] = proposed.get(where, 0) + 1
    cases = Case.objects.filter(campaign__in={row.case.campaign_id for row in rows}).exclude(submission=None)
    judged = Count("pk", filter=Q(state__in=_JUDGED))
    counts = cases.order_by().values_list("residential_group__name").annotate(all=Count("pk"), judged=judged)
    units = {row.unit for row in rows if not row.group}
    other = next(iter(units), "")
    found = {name or other: (many, done) for name, many, done in counts if (name or other) in proposed}
    return [(name, *found.get(name, (many, many)), many) for name, many in sorted(proposed.items())]


def facts_of_decision(decision: Decision) -> Facts:
    """What the papers of a recorded decision say, number and day filled in."""
    body, by = as_on(decision.body, decision.date), decision.proposing_body
    if decision.kind != Decision.Kind.RECOGNISE:
        rows, title = _rows_of_endings(decision)
    else:
        lines = list(decision.lines.order_by("number", "pk").select_related("decision"))
        rows = [listed_line(line, name) for line, name in zip(lines, read_all(lines), strict=True)]
        title = lines[0].title if lines else ""
    return Facts(
        kind=decision.kind,
        body=body,
        body_kind=decision.body.kind,
        title=title,
        subject=registry.title(decision.title_key).subject,
        year=decision.campaign_year,
        printed_in=decision.date.year,
        rows=rows,
        words=decision.words,
        signature=decision.signature or [decision.signer_title.upper()],
        signer_name=decision.signer_name,
        proposing=as_on(by, decision.date) if by else None,
        proposing_kind=by.kind if by else "",
        proposal_number=decision.proposal_number,
        proposal_day=decision.proposal_date,
        number=decision.number,
        day=decision.date,
    )


def _rows_of_endings(decision: Decision) -> tuple[list[Listed], str]:
    """What a decision ended, or what it corrected: the old line beside the new one."""
    ended = decision.endings.exclude(what=CertificateStep.What.ISSUED)  # what a correction gave anew is no ending
    steps = list(ended.select_related("certificate__line__decision").order_by("pk"))
    old = [one.certificate.line for one in steps]
    names = read_all(old)
    said: list[dict[str, Any]] = [{"reason": one.reason} for one in steps]
    if decision.kind == Decision.Kind.CORRECT:
        new = {line.corrects_id: line for line in decision.lines.all()}
        now = [new[line.pk] for line in old]
        said = [
            {"changes": _changes({"name": was, **line.about}, {"name": name, **one.about})}
            for line, was, one, name in zip(old, names, now, read_all(now), strict=True)
        ]
    rows = [listed_ending(one.certificate, name, it) for one, name, it in zip(steps, names, said, strict=True)]
    return rows, old[0].title if old else ""


def _changes(was: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    return {key: now.get(key) for key in FIELDS if was.get(key) != now.get(key)}


def papers_of(facts: Facts) -> dict[str, PaperData | ListData]:
    """The papers that there are of these facts, by name in their address. One person needs no list; who proposed is asked for."""
    found: dict[str, PaperData | ListData] = {}
    if facts.kind == Decision.Kind.RECOGNISE and facts.places:
        paper = proposal_paper(facts)
        if paper is not None:
            found[PROPOSAL] = paper
    found[DECISION] = decision_paper(facts)
    if not facts.alone:
        found[LIST] = annex(facts)
    return found


def file_of(paper: PaperData | ListData, form: str) -> bytes:
    """The paper as PDF or DOCX. Raises KeyError for another form, typst.TypstError."""
    if form == "docx":
        return docx_of(paper)
    if form == "pdf":
        day = paper.head.day if isinstance(paper, PaperData) else None
        source: Path = SOURCES[type(paper)]
        return compile_pdf(source, as_json(paper), day=day)
    raise KeyError(form)


def print_draft(draft: DecisionDraft, which: str, form: str, by: Any) -> bytes:
    """A paper of the draft as it is now; that it was printed, and what its list said, is kept once a version.

    Raises Incomplete (words still in brackets, somebody who no longer waits), KeyError (no such paper), WrongState, NotYours.
    """
    with transaction.atomic():
        row = locked_draft(draft, by)
        shown = shown_of(row)
        must_be_ready(row, shown)
        paper = papers_of(facts_of_draft(row, shown))[which]
        last = row.prints.order_by("-version").first()
        if last is not None and last.version == row.version and last.digest != shown.digest:
            row.version += 1  # a name or a point was changed elsewhere: what was printed before is another list
            row.save(update_fields=["version", "changed_at"])
        if last is None or last.version != row.version:
            keep_marks(row, shown, by)
    return file_of(paper, form)


def keep_marks(row: DecisionDraft, shown: Shown, by: Any) -> None:
    """Keeps what the list of a locked draft says in this version: what is recorded later is that list."""
    marks = [list(one) for one in shown.marks]
    DraftPrint.objects.create(draft=row, version=row.version, digest=shown.digest, marks=marks, by=by)
    append("draft.printed", f"draft:{row.pk}", by=by, details={"version": row.version, "list": shown.digest})


def must_be_ready(draft: DecisionDraft, shown: Shown) -> None:
    """Raises Incomplete when the draft cannot be printed: nobody on it, words in brackets, somebody who no longer waits."""
    if not shown.rows:
        raise Incomplete(_("Nobody stands on the list."), "cases")
    if left := unwritten(draft.words, proposed=draft.proposing_body_id is not None):
        told = _("Write or remove what still stands in brackets: %(words)s")
        raise Incomplete(told % {"words": "; ".join(left)}, "words")
    if not shown.ready:
        raise Incomplete(
            _("Somebody on the list no longer waits for this decision. Leave them out, then print."), "cases"
        )
    if nameless := [row for row in shown.rows if not row.name]:
        raise Incomplete(
            _("%(n)s on the list have no name any more. Leave them out, then print.") % {"n": len(nameless)}
        )
