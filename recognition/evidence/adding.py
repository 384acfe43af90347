"""Adding evidence from a form, one's own or at the counter: one act, and a chosen file outlives a mistake beside it."""

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from portal.people.public import Learner, has_consent
from recognition.criteria.words import Criteria
from recognition.evidence import waiting
from recognition.evidence.forms import EvidenceForm
from recognition.evidence.paper import Paper, prepare
from recognition.evidence.uploads import NO_FILE, hand_in
from recognition.models import Evidence
from recognition.refusals import Refused
from recognition.sets.publishing import criteria_of, current


def form_at(query: QueryDict) -> EvidenceForm:
    """The form of a page of evidence with this query, empty: for whoever wants its labels and choices."""
    criteria = criteria_of(current())
    asked, codes = query.get("chi-so", ""), [one.code for one in criteria.indicators]
    return EvidenceForm(criteria=criteria, code=asked if asked in codes else codes[0])


def add(request: HttpRequest, learner: Learner, criteria: Criteria, code: str) -> tuple[EvidenceForm, Evidence | None]:
    """The form for the indicator, and the evidence that it became; None when nothing was sent or something was refused."""
    if request.method != "POST":
        return EvidenceForm(criteria=criteria, code=code), None
    form = EvidenceForm(request.POST, request.FILES, criteria=criteria, code=code)
    form.is_valid()
    paper = _paper(request, learner, form)
    if form.errors and paper is None and "file" not in form.errors and form.needs_file:
        form.add_error("file", NO_FILE)  # beside the other places, not in a round of its own
    if not form.errors:
        data = form.cleaned_data
        try:
            evidence = hand_in(
                learner,
                kind_id=data["kind"],
                indicators=form.indicators,
                title=data["title"],
                on=data["on"],
                file=paper,
                by=request.user,
            )
        except Refused as problem:
            form.refused(problem)
        else:
            waiting.end(request.session, request.POST.get("kept", ""))
            return form, evidence
    _keep(request, learner, form, paper)
    return form, None


def _paper(request: HttpRequest, learner: Learner, form: EvidenceForm) -> Paper | None:
    """The file or photos sent now, made safe, or the one that waits; what is wrong with it is said at its field."""
    token = request.POST.get("kept", "")
    if form.uploads or request.POST.get("without"):
        waiting.end(request.session, token)
    if form.uploads:
        try:
            return prepare(form.uploads)
        except Refused as problem:
            form.refused(problem)
        return None
    if not token or request.POST.get("without"):
        return None
    found = waiting.again(request.session, learner, token)
    if found is None:
        form.add_error("file", _("The photo or PDF chosen before is no longer kept. Choose it once more."))
        return None
    paper, form.kept = found
    return paper


def _keep(request: HttpRequest, learner: Learner, form: EvidenceForm, paper: Paper | None) -> None:
    """What was wrong lies elsewhere: the file waits. Of somebody who has not agreed nothing is kept."""
    if form.errors.get("file"):
        waiting.end(request.session, form.kept.token if form.kept else "")
        form.kept = None
    elif paper is not None and form.kept is None:
        if has_consent(learner):
            form.kept = waiting.keep(request.session, learner, paper, form.uploads[0].name or "")
        else:
            form.lost = True
