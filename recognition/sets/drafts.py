"""A criteria set before it is published: kept as typed, examined, published once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User
from recognition.criteria.golden import read_cases, run
from recognition.criteria.parse import CriteriaProblem, parse
from recognition.criteria.words import Criteria
from recognition.models import Case, CriteriaSet, SetDraft, Trial
from recognition.refusals import Refused
from recognition.sets.problem_words import Told, all_told, told
from recognition.sets.publishing import digest, publish, terms

MOST_LETTERS = 200_000


class Overtaken(Refused):
    """Somebody saved the draft since the page was opened."""


class NotTried(Refused):
    """There are cases to try it on, and it was not tried as it stands."""


@dataclass(frozen=True)
class Examined:
    """What can be said of a file: the set when it can be read, else everything that is wrong with it."""

    criteria: Criteria | None
    wrong: list[Told] = field(default_factory=list)
    more: int = 0


def examine(text: str, file_name: str, cases: str = "") -> Examined:
    """Reads a file and runs its golden cases; publishes nothing."""
    name = file_name or "set.yaml"
    try:
        criteria = parse(text, name)
    except CriteriaProblem as problem:
        return Examined(None, *all_told(problem))
    wrong = [told(one) for one in _golden(criteria, cases)]
    row = CriteriaSet.objects.filter(key=criteria.key, version=criteria.version).first()
    if row is not None and row.digest != digest(text):
        reason = "is published with other content and never changes; give the new content a new version"
        line = next((n for n, one in enumerate(text.splitlines(), 1) if one.lstrip('{" ').startswith("version")), 1)
        wrong.insert(0, told(CriteriaProblem(name, "version", reason, line)))
    return Examined(criteria, wrong)


def _golden(criteria: Criteria, cases: str) -> Iterator[CriteriaProblem]:
    if not cases.strip():
        return
    here, name = terms(), _("golden cases")
    try:
        for case in read_cases(cases, str(name), criteria, here):
            different = run(criteria, here, case)
            if different:
                yield CriteriaProblem(str(name), f"golden case “{case.name}”", "; ".join(different))
    except CriteriaProblem as problem:
        yield from problem.every


def keep(
    draft: SetDraft | None, text: str, *, by: User, file_name: str = "", cases: str = "", seen: int = 0
) -> SetDraft:
    """Keeps what was typed, right or wrong. `seen`: the version of the draft that the page showed.

    Raises Overtaken; Refused for a draft that is published or dropped, or a text that is too long or cannot be kept.
    """
    for one in (text, cases):
        if len(one) > MOST_LETTERS:
            raise Refused(_("The file has more than 200,000 letters. Send a smaller file."), "file")
        if "\0" in one:
            raise Refused(_("This is no text file. Send the set as YAML or JSON."), "file")
    with transaction.atomic():
        if draft is None:
            row = SetDraft(made_by=by)
        else:
            row = SetDraft.objects.select_for_update().get(pk=draft.pk)
            must_be_open(row)
            if (row.text, row.cases) == (text, cases):
                return row
            if row.version != seen:
                raise Overtaken(_("Somebody else saved this draft meanwhile. Compare, then save again."))
            row.version += 1
        found = examine(text, file_name).criteria
        row.text, row.cases, row.changed_by = text, cases, by
        row.file_name = (file_name or row.file_name)[:200]
        row.key, row.set_version = (found.key, found.version) if found else ("", "")
        row.save()
        append("set_draft.kept", f"set_draft:{row.pk}", by=by, details={"version": row.version})
    return row


def must_be_open(draft: SetDraft) -> None:
    """Raises Refused once a draft is published or dropped."""
    if draft.published_id:
        raise Refused(_("This draft is published. A published set never changes: begin a new version."))
    if draft.dropped_at:
        raise Refused(_("This draft was dropped. Begin a new one."))


def drop(draft: SetDraft, *, by: User) -> None:
    """The draft is shown no longer; its rows and trials stay. Raises Refused when it is published."""
    with transaction.atomic():
        row = SetDraft.objects.select_for_update().get(pk=draft.pk)
        if row.dropped_at:
            return
        must_be_open(row)
        row.dropped_at = timezone.now()
        row.save(update_fields=["dropped_at"])
        append("set_draft.dropped", f"set_draft:{row.pk}", by=by)


def last_version(key: str) -> CriteriaSet | None:
    """The version of a title that was published last."""
    return CriteriaSet.objects.filter(key=key).order_by("-published_at", "-pk").first()


def must_be_tried(draft: SetDraft, criteria: Criteria) -> bool:
    """Whether there are past cases of its title, it can score, and it was not tried on them as it stands."""
    if criteria.unknown or not Case.objects.filter(submission__criteria_set__key=criteria.key).exists():
        return False
    tried = Trial.objects.filter(draft=draft, said=digest(draft.text), state=Trial.State.DONE)
    return not tried.exists()


def publish_draft(draft: SetDraft, seen: int, *, by: User) -> CriteriaSet:
    """Publishes the draft for good; pressed twice it is published once.

    Raises Overtaken, NotTried, Refused: something is wrong with it.
    """
    with transaction.atomic():
        row = SetDraft.objects.select_for_update().get(pk=draft.pk)
        if row.published is not None:
            return row.published
        must_be_open(row)
        if row.version != seen:
            raise Overtaken(_("Somebody else saved this draft meanwhile. Look at it again before you publish."))
        found = examine(row.text, row.file_name, row.cases)
        if found.criteria is None or found.wrong:
            raise Refused(_("This file has errors. Correct them first, then publish."))
        if must_be_tried(row, found.criteria):
            raise NotTried(_("Try it on the cases of a past year first: then it is known who gains and who loses."))
        try:
            row.published = publish(row.text, row.file_name or "set.yaml", cases=row.cases or None, by=by)
        except CriteriaProblem as problem:  # somebody published this version a moment ago
            raise Refused(told(problem).text) from problem
        row.save(update_fields=["published"])
        append("set_draft.published", f"set_draft:{row.pk}", by=by, details={"set": str(row.published)})
    return row.published
