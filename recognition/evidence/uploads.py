"""Manual evidence: handing in (alone or through a helper), withdrawing, and the file behind it."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.public import append
from portal.people.public import Learner, consent_held, has_consent, identity, person_ids, records_of_user, worded
from portal.text.folding import names
from portal.text.quoted import listed, quoted
from recognition.cases.allowed import for_the_learner, must_be_known, must_fit
from recognition.cases.flags import count_anew_where
from recognition.cases.lifecycle import FROZEN
from recognition.cases.submission import set_for
from recognition.criteria.words import Criteria, ManualKind
from recognition.evidence.badges.checking import judged
from recognition.evidence.badges.reading import CREDENTIAL
from recognition.evidence.copies import remember
from recognition.evidence.judged import REFUSED, with_verdicts
from recognition.evidence.kept_files import hold_file, path_of
from recognition.evidence.paper import Paper, prepare
from recognition.models import CriteriaSet, Evidence, SubmittedItem, Upload
from recognition.refusals import Incomplete, WrongState
from recognition.sets.publishing import CITIZEN, criteria_of

OLDEST = date(1950, 1, 1)
SAME_PRESS = timedelta(minutes=10)
NO_FILE = gettext_lazy("Add a photo or a PDF of it.")


class AlreadyThere(Incomplete):
    """The same was handed in before, as `evidence`."""

    def __init__(self, evidence: Evidence) -> None:
        field = "link" if evidence.link else "witness" if evidence.witness else "file"
        text = {
            "file": _("This file is here already: “%(title)s”. Choose another one, or withdraw that one first."),
            "link": _("This address is here already: “%(title)s”. Withdraw that one first."),
            "witness": _("This was entered already: “%(title)s”. Withdraw that first."),
        }[field]
        super().__init__(text % {"title": evidence.title}, field)
        self.evidence = evidence


def hand_in(
    learner: Learner,
    *,
    kind_id: str,
    indicators: Sequence[str],
    title: str,
    on: date,
    file: UploadedFile | Paper | None,
    by,
    link: str = "",
    witness: str = "",
    title_key: str = CITIZEN,
) -> Evidence:
    """Adds manual evidence; `on` is the day of the event. Entered by somebody else, it is marked `on_behalf_of`.

    Instead of a file it may be an address of the web (`link`) or who knows of it (`witness`). A digital certificate comes as
    the Paper of `badges.reading.digital`; what its check found is kept with it.

    Needs a scope that holds the learner. Raises Incomplete (naming the field: kind, indicators, title, on, file), AlreadyThere,
    NotYours.
    """
    helped = for_the_learner(learner, by)
    row = _set_that_takes(learner, title_key)
    kind = _kind(criteria_of(row), kind_id, indicators)
    title = _title(title, kind)
    _day(on)
    if file is None and kind.file == "required" and not (link or witness):
        raise Incomplete(str(NO_FILE), "file")
    if witness:
        _somebody_else(witness, learner, by)
    said = link or "|".join([kind_id, *sorted(indicators), title, str(on), witness])
    paper, credential, content = _content(file, said)
    _not_yet_there(learner, content, row.key)
    new = Evidence(
        learner=learner,
        kind=Evidence.Kind.MANUAL,
        title_key=row.key,
        rule_id=kind.id,
        indicators=sorted(indicators),
        happened_at=_moment(on),
        title=title,
        content_hash=content,
        link=link,
        witness=witness,
        credential=credential,
        entered_by=by,
        on_behalf_of=helped,
    )
    _added_once(new, paper)
    return new


def _set_that_takes(learner: Learner, title_key: str) -> CriteriaSet:
    """The criteria that evidence of this person is handed in for."""
    _agreed(learner, has_consent(learner))
    must_fit(learner, title_key)
    row = set_for(learner, title_key)
    must_be_known(criteria_of(row))
    return row


def _content(file: UploadedFile | Paper | None, said: str) -> tuple[Paper | None, dict | None, str]:
    """The paper to keep, what the check of a digital certificate found, and what tells this evidence from all others."""
    paper = file if file is None or isinstance(file, Paper) else prepare([file])
    if paper is None:
        return None, None, hashlib.sha256(said.encode()).hexdigest()
    if paper.safe.media_type != CREDENTIAL:
        return paper, None, paper.content
    credential = judged(paper.safe.data)
    return None, credential, credential["identity"]  # not by its bytes: a blank more would be another file


def _added_once(new: Evidence, paper: Paper | None) -> None:
    try:
        _added(new, paper)
    except IntegrityError:  # two hand-ins of one file at the same moment: the second one loses
        _not_yet_there(new.learner, new.content_hash, new.title_key)
        raise


def just_added(
    learner: Learner, by, *, kind_id: str, indicators: Sequence[str], title: str, on: date, title_key: str = CITIZEN
) -> Evidence | None:
    """What the same hand added some minutes ago from a form with the same words: its button was pressed once more."""
    row = set_for(learner, title_key)
    kind = criteria_of(row).manual_kind(kind_id)
    if kind is None:
        return None
    rows = Evidence.objects.filter(learner__in=person_ids(learner.pk), kind=Evidence.Kind.MANUAL, withdrawn_at=None)
    rows = rows.filter(title_key=row.key)
    rows = rows.filter(entered_by=by, created_at__gte=timezone.now() - SAME_PRESS, rule_id=kind_id)
    rows = rows.filter(indicators=sorted(indicators), title=_title(title, kind), happened_at=_moment(on))
    return rows.order_by("-pk").first()


def _added(new: Evidence, paper: Paper | None) -> None:
    with transaction.atomic():
        _agreed(new.learner, consent_held(new.learner))
        _take_refused_back(new)
        new.upload = keep_file(new.learner, paper, new.entered_by) if paper else None
        new.save(force_insert=True)
        if new.upload is not None or new.credential is not None:
            count_anew_where(new)
        append(
            "evidence.handed_in",
            f"evidence:{new.pk}",
            by=new.entered_by,
            details={"kind": new.rule_id, "indicators": new.indicators, "on_behalf_of": new.on_behalf_of},
        )


def _take_refused_back(new: Evidence) -> None:
    """A paper that was refused may come again: the refused one is withdrawn, what was said of it stays where it was said."""
    mine = Evidence.objects.filter(learner__in=person_ids(new.learner.pk), title_key=new.title_key)
    rows = mine.filter(content_hash=new.content_hash)
    for old in rows.select_for_update(of=("self",)).filter(kind=Evidence.Kind.MANUAL, withdrawn_at=None):
        if _refused(old):
            old.withdrawn_at, old.withdrawn_by = timezone.now(), new.entered_by
            old.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _agreed(learner: Learner, yes: bool) -> None:
    if not yes:
        raise Incomplete(
            worded(
                _("Nothing can be kept before %(who)s agrees to it. Read the consent text first, then come back."),
                learner,
            )
        )


def withdraw(evidence: Evidence, by) -> None:
    """Takes manual evidence back, as long as no case that was handed in rests on it.

    Raises WrongState (frozen or already withdrawn), NotYours (neither the person nor a helper of the place).
    """
    helped = for_the_learner(evidence.learner, by)
    with transaction.atomic():
        row = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        if row.kind != Evidence.Kind.MANUAL:
            raise WrongState(_("What the portal recorded itself cannot be withdrawn here."))
        if row.withdrawn_at:
            raise WrongState(_("This evidence is withdrawn already."))
        if is_frozen(row):
            raise WrongState(_("This evidence belongs to a case that was handed in. Withdraw the case first."))
        row.withdrawn_at, row.withdrawn_by = timezone.now(), by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        append("evidence.withdrawn", f"evidence:{row.pk}", by=by, details={"on_behalf_of": helped})


def is_frozen(evidence: Evidence) -> bool:
    """Whether a case that was handed in (and not given back) rests on this evidence; on a refused paper none rests."""
    copies = SubmittedItem.objects.filter(
        evidence=evidence, submission=F("submission__case__submission"), submission__case__state__in=FROZEN
    )
    return copies.exists() and not _refused(evidence)


def _refused(evidence: Evidence) -> bool:
    return with_verdicts(Evidence.objects.filter(pk=evidence.pk)).values_list("verdict", flat=True).get() == REFUSED


def _words(criteria: Criteria, code: str) -> str:
    found = criteria.by_code.get(code)
    return (found.words() if found else "") or code


def _kind(criteria: Criteria, kind_id: str, indicators: Sequence[str]) -> ManualKind:
    kind = criteria.manual_kind(kind_id)
    if kind is None:
        raise Incomplete(_("Choose what kind of evidence this is."), "kind")
    if not indicators:
        raise Incomplete(_("Choose the indicator that this is evidence for."), "indicators")
    wrong = sorted(set(indicators) - set(kind.indicators))
    if wrong:
        raise Incomplete(
            _("“%(kind)s” is no evidence for %(names)s. Choose another kind.")
            % {"kind": kind.name, "names": listed(quoted(_words(criteria, code)) for code in wrong)},
            "kind",
        )
    return kind


def _title(title: str, kind: ManualKind) -> str:
    """What the person wrote, or the name of the kind when nothing was written."""
    said = " ".join(title.split())
    if len(said) > 200:
        raise Incomplete(_("This is too long: at most 200 characters."), "title")
    if not said and kind.id == "other":
        raise Incomplete(_("Write in a few words what this is."), "title")
    return said or kind.name[:200]


def _somebody_else(witness: str, learner: Learner, by) -> None:
    """Who knows of it is neither the person nor whoever types it: nobody is one's own witness. By name, as far as it is typed."""
    for one in Learner.objects.filter(pk__in={learner.pk} | records_of_user(by)).select_related("record__key"):
        known = identity(one)
        if known is not None and names(witness, known.full_name):
            raise Incomplete(
                _(
                    "Somebody else has to know of it: neither the person nor whoever enters it here. Write the office and place."
                ),
                "witness",
            )


def _day(on: date) -> None:
    if on > timezone.localdate():
        raise Incomplete(_("This day is still to come. Write the day on which it happened."), "on")
    if on < OLDEST:
        raise Incomplete(_("This year is too long ago. Check the day."), "on")


def _moment(on: date) -> datetime:
    """Noon in Vietnam: the same day in every zone that could show it."""
    return datetime.combine(on, time(12), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


def _not_yet_there(learner: Learner, content: str, title_key: str) -> None:
    """For another title of the same group the same paper may be handed in as well."""
    mine = Evidence.objects.filter(learner__in=person_ids(learner.pk), content_hash=content, title_key=title_key)
    rows = mine.filter(kind=Evidence.Kind.MANUAL, withdrawn_at=None)
    if not rows.exists():  # nearly always: what was said of a paper is a long question
        return
    same = with_verdicts(rows).first()
    if same is not None and same.verdict != REFUSED:
        raise AlreadyThere(same)


def keep_file(learner: Learner, paper: Paper, by) -> Upload:
    """Keeps the safe copy in the private folder. Inside the transaction of the act that it belongs to."""
    safe = paper.safe
    upload = Upload(
        learner=learner,
        original_sha256=paper.content,
        sha256=hashlib.sha256(safe.data).hexdigest(),
        media_type=safe.media_type,
        size=len(safe.data),
        width=safe.width,
        height=safe.height,
        pages=safe.pages,
        seconds=safe.seconds,
        signed=safe.signed,
        looks=list(safe.looks),
        state=Upload.State.OPEN if paper.searched else Upload.State.QUARANTINED,
        entered_by=by,
    )
    hold_file(upload.sha256)
    upload.save()
    remember(upload)
    path = path_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        # Written beside and renamed, so that a half-written file never has the final name. Mode 600 by mkstemp.
        handle, beside = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(safe.data)
        os.replace(beside, path)
    return upload
