"""Adding evidence from a form, one's own or at the counter: one act, and chosen files outlive a mistake beside them.

Without a script the pages of a paper are sent one after the other: each waits as its safe copy (`waiting.py`) until the form
is finished, and can be moved or left out. A script may only make the photos smaller before they are sent.
"""

from collections.abc import Mapping

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from portal.people.public import Learner, has_consent
from recognition.evidence import waiting
from recognition.evidence.asked import BADGE, Asked, asked
from recognition.evidence.badges.reading import digital
from recognition.evidence.forms import EvidenceForm
from recognition.evidence.paper import Paper, bound, each_prepared
from recognition.evidence.uploads import NO_FILE, AlreadyThere, hand_in, just_added
from recognition.models import Evidence
from recognition.refusals import Refused
from recognition.sets.publishing import criteria_of, current

# Buttons of the form that only change its pages.
_LEAVE_OUT, _FORWARD, _MORE = "leave-out", "forward", "more"


def form_at(query: QueryDict) -> EvidenceForm:
    """The form of a page of evidence with this query, empty: for whoever wants its labels and choices."""
    return EvidenceForm(asked=asked(query.dict(), criteria_of(current())))


def add(request: HttpRequest, learner: Learner, now: Asked) -> tuple[EvidenceForm, Evidence | None]:
    """The form, and the evidence that it became; None when nothing was sent, only pages changed, or something was refused.

    Sent once more, as after a double press, it is the evidence of the first time, and the form says `again`.
    """
    if request.method != "POST":
        return EvidenceForm(asked=now), None
    form = EvidenceForm(request.POST, request.FILES, asked=now)
    form.is_valid()
    pages = _Pages(request, learner, form)
    if not pages.finished:
        form.of_pages_only()
        pages.keep()
        return form, None
    paper = pages.paper()
    if paper is None and form.needs_file and "file" not in form.errors:
        form.add_error("file", NO_FILE)  # beside the other places, not in a round of its own
    if pages.gone and set(form.errors) == {"file"} and (evidence := _just_added(request, learner, form, now)):
        form.again = True
        return form, evidence
    if not form.errors:
        try:
            evidence = _handed_in(request, learner, form, now, paper)
        except AlreadyThere as problem:
            if _just_added(request, learner, form, now) == problem.evidence:
                pages.end()
                form.again = True
                return form, problem.evidence
            pages.refused(problem)
        except Refused as problem:
            pages.refused(problem)
        else:
            pages.end()
            return form, evidence
    pages.keep()
    return form, None


def _handed_in(request: HttpRequest, learner: Learner, form: EvidenceForm, now: Asked, paper: Paper | None) -> Evidence:
    data: Mapping = form.cleaned_data
    return hand_in(
        learner,
        kind_id=now.kind.id if now.kind else "",
        indicators=data["indicators"],
        title=data["title"],
        on=data["on"],
        file=paper,
        by=request.user,
        link=data.get("link", ""),
        witness=data.get("witness", ""),
        title_key=now.criteria.key,
    )


def _just_added(request: HttpRequest, learner: Learner, form: EvidenceForm, now: Asked) -> Evidence | None:
    data, kind = form.cleaned_data, now.kind.id if now.kind else ""
    said = {name: data[name] for name in ("indicators", "title", "on")}
    return just_added(learner, request.user, kind_id=kind, title_key=now.criteria.key, **said)


class _Pages:
    """The files of one form: those that wait, in their order, and those that came just now. One instance a request."""

    def __init__(self, request: HttpRequest, learner: Learner, form: EvidenceForm) -> None:
        self._session, self._learner, self._form, self._post = request.session, learner, form, request.POST
        self._uploads = form.uploads  # the form lets go of them with the first error at the field
        self.finished = not {_LEAVE_OUT, _FORWARD, _MORE} & set(request.POST)
        self.gone = False  # a page that was chosen before is no longer kept
        self._held: list[tuple[Paper, waiting.Waiting]] = []
        self._new: list[tuple[Paper, str]] = []  # with the name of its file
        if "file" in form.fields:
            self._look()

    def _look(self) -> None:
        tokens = list(dict.fromkeys(self._post.getlist("kept")))[: waiting.MOST]
        out, forward = self._post.get(_LEAVE_OUT), self._post.get(_FORWARD)
        if forward in tokens[1:]:
            place = tokens.index(forward)
            tokens[place - 1 : place + 1] = [tokens[place], tokens[place - 1]]
        try:
            self._make_safe()
        except Refused as problem:
            self._form.refused(problem)
        if self._new and not self._form.takes_pages:  # another file takes the place of the one before
            for token in tokens:
                waiting.end(self._session, token)
            tokens = []
        for token in tokens:
            if token == out:
                waiting.end(self._session, token)
            elif found := waiting.again(self._session, self._learner, token):
                self._held.append(found)
            else:
                self.gone = True
        if self.gone:  # said once, however many pages
            self._form.add_error("file", _("A page that was chosen before is no longer kept. Choose it once more."))

    def _make_safe(self) -> None:
        """What came now; a photo that is refused takes none of the others with it."""
        if self._form.by == BADGE:
            self._new = [(digital(one), one.name or "") for one in self._uploads]
            return
        for file, made in each_prepared(self._uploads):
            if isinstance(made, Refused):
                self._form.refused(made)
            else:
                self._new.append((made, file.name or ""))

    def paper(self) -> Paper | None:
        """All pages as one paper; None for none. What is wrong with them together is said at the field."""
        papers = [paper for paper, _told in self._held] + [paper for paper, _name in self._new]
        try:
            return bound(papers) if papers else None
        except Refused as problem:
            self._form.refused(problem)
            return None

    def refused(self, problem: Refused) -> None:
        """The whole paper was refused; where that is for what it is, what came now need not wait."""
        self._form.refused(problem)
        if problem.field == "file":
            self._new = []

    def keep(self) -> None:
        """The form comes again: what came now waits as well. Of somebody who has not agreed nothing is kept."""
        if self._new and not has_consent(self._learner):
            self._form.lost, self._new = True, []
        came = [(paper, waiting.keep(self._session, self._learner, paper, name)) for paper, name in self._new]
        self._form.pages = [told for _paper, told in self._held + came]

    def end(self) -> None:
        """The evidence is kept: nothing waits any longer."""
        for _paper, told in self._held:
            waiting.end(self._session, told.token)
