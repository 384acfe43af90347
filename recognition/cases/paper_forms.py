"""Forms filled in by hand: photographed at the counter, typed then or later, with the photograph beside what was typed."""

from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import Learner, User, first_record, person_ids
from recognition.cases.submission import draft_for, for_the_learner, must_consent, set_all_self_points
from recognition.evidence.paper import prepare
from recognition.evidence.uploads import NO_FILE, keep_file
from recognition.models import Case, PaperForm, Upload
from recognition.refusals import Incomplete, WrongState
from recognition.sets.publishing import CITIZEN


class AlreadyThere(Incomplete):
    """The photographs were kept before, as `form`: after a double press, or photographed twice."""

    def __init__(self, form: PaperForm) -> None:
        super().__init__(_("This photographed form is here already."), "file")
        self.form = form


def attach(learner: Learner, files: Sequence[UploadedFile], by: User, title_key: str = CITIZEN) -> PaperForm:
    """Keeps the photographed pages of one form, as one of this title. Raises Incomplete (field `file`), AlreadyThere, NotYours.

    Photographed again for another title while it waits, it goes over to that one: that is how a mistake is put right.
    """
    for_the_learner(learner, by)
    if not files:
        raise Incomplete(str(NO_FILE), "file")
    paper = prepare(files)
    with transaction.atomic():
        must_consent(learner)  # the yes is held, so a second press waits here for the first
        same = PaperForm.objects.filter(learner__in=person_ids(learner.pk), upload__original_sha256=paper.content)
        there = same.select_related("case").order_by("-pk").first()
        if there is not None:
            return _moved(there, title_key, by)
        row = PaperForm.objects.create(
            learner=learner, upload=keep_file(learner, paper, by), by=by, title_key=title_key
        )
        append("case.form_attached", f"form:{row.pk}", by=by)
    return row


def _moved(there: PaperForm, title_key: str, by: User) -> PaperForm:
    """The form, which waited at another title, at this one. Raises AlreadyThere where it is here, or typed."""
    if there.case_id is not None or there.title_key in ("", title_key):
        raise AlreadyThere(there)
    there.title_key = title_key
    there.save(update_fields=["title_key"])
    append("case.form_moved", f"form:{there.pk}", by=by, details={"title": title_key})
    return there


def type_in(
    form: PaperForm,
    points: Mapping[str, str],
    by: User,
    *,
    shown: Case | None,
    version: int | None,
    title_key: str = CITIZEN,
) -> Case:
    """Enters the points that stand on the form, all or none, and keeps that they came from it.

    Raises WrongState (typed already), Incomplete (naming the indicator), StaleCase, NotYours, OutsideCampaign.
    """
    with transaction.atomic():
        row = PaperForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
        if row.typed_at:
            raise WrongState(_("This form was typed already. What stands in it is changed with the points."))
        if row.upload.state == Upload.State.INFECTED:
            raise WrongState(_("A virus was found in this photograph. Photograph the form once more."))
        if not points:
            raise Incomplete(_("Type at least one of the points that stand on the form."))
        case = set_all_self_points(
            draft_for(first_record(row.learner), by, title_key, shown=shown), points, by, version
        )
        row.case, row.typed_by, row.typed_at = case, by, timezone.now()
        row.save(update_fields=["case", "typed_by", "typed_at"])
        append("case.form_typed", f"form:{row.pk}", by=by, details={"case": case.pk})
    return case
