"""Pages of evidence: adding and withdrawing one's own, why an indicator has its points, and the record behind each."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from learning_records import public as records
from portal.people.public import Learner, accounts_of_learner, current_learner, first_record, helps, person_ids
from portal.unsent.reading import typed_into
from recognition.cases.state import title_state
from recognition.cases.submission import set_for
from recognition.cases.told import told_point
from recognition.evidence import waiting
from recognition.evidence.adding import add, form_at
from recognition.evidence.asked import asked
from recognition.evidence.uploads import path_of, withdraw
from recognition.evidence.viewed import note_viewed
from recognition.models import Evidence, Upload
from recognition.refusals import Refused
from recognition.sets.publishing import criteria_of

ALREADY_KEPT = gettext_lazy("The button was pressed twice. The evidence is kept, once.")


def own_learner(request: HttpRequest) -> Learner:
    """The learner of the signed-in account; raises PermissionDenied for an account that learns nothing itself."""
    learner = current_learner(request.user)
    if learner is None:
        raise PermissionDenied(_("This account belongs to nobody who learns. Sign in with a learner's account."))
    return learner


def tell_of_file(request: HttpRequest, evidence: Evidence) -> None:
    """What whoever handed a file in should know of it."""
    upload = evidence.upload
    if upload and upload.signed:
        messages.info(
            request,
            _("The digital signature of the PDF does not stay in the copy, only what is seen. Keep the original."),
        )
    if upload and upload.state == Upload.State.QUARANTINED:
        messages.info(request, _("The file can be opened as soon as it has been searched for viruses."))


def indicator_address(code: str) -> str:
    """The page that explains an indicator to its learner."""
    return f"{reverse('recognition:evidence_list')}?{urlencode({'chi-so': code})}"


@typed_into(form_at)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: HttpRequest) -> HttpResponse:
    """Adds manual evidence: first what one has (?giay=), then which kind that is (?loai=), then the form.

    ?chi-so= leaves only what can speak for that indicator.
    """
    learner = own_learner(request)
    now = asked(request.GET, criteria_of(set_for(learner)))
    if now.kind is None:
        return render(request, "recognition/evidence/choose.html", {"asked": now})
    form, added = add(request, learner, now)
    if added:
        answers = title_state(learner).asked
        if form.again:
            messages.info(request, ALREADY_KEPT)
        elif answers:
            messages.success(request, _("The evidence is kept. Add more, or hand the case in again."))
        else:
            messages.success(request, _("The evidence is kept. Officers see it once the case is handed in."))
        tell_of_file(request, added)
        if answers:  # what was asked for is there: the button that answers stands on the page of the case
            return redirect("recognition:submit")
        return redirect(indicator_address(added.indicators[0]))
    return render(
        request, "recognition/evidence/add.html", {"form": form, "asked": now}, status=422 if form.errors else 200
    )


@login_required
@require_GET
def evidence_page(request: HttpRequest, token: str) -> HttpResponse:
    """A photo that was chosen for a form which is not finished: only in the session that chose it."""
    data = waiting.shown(request.session, token)
    if data is None:
        raise Http404
    return bare(HttpResponse(data, content_type="image/jpeg"))


@login_required
@require_GET
def evidence_list(request: HttpRequest) -> HttpResponse:
    """All own evidence by indicator; with ?chi-so= the why of one indicator, part by part."""
    state = title_state(own_learner(request))
    code = request.GET.get("chi-so", "")
    if not code:
        kept = any(item.state == "outside" for one in state.indicators for item in one.evidence)
        return render(request, "recognition/evidence/list.html", {"state": state, "kept": kept})
    try:
        indicator = state.indicator(code)
    except KeyError:
        raise Http404 from None
    aside = [item for item in indicator.evidence if item.state in ("withdrawn", "refused")]
    return render(
        request,
        "recognition/evidence/indicator.html",
        {"state": state, "indicator": indicator, "told": told_point(indicator), "aside": aside},
    )


@login_required
@require_POST
def evidence_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes one's own manual evidence back."""
    evidence = get_object_or_404(Evidence, pk=pk, learner__in=person_ids(own_learner(request).pk))
    try:
        withdraw(evidence, request.user)
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The evidence is withdrawn. It no longer counts."))
    return redirect(indicator_address(evidence.indicators[0]))


@login_required
@require_GET
def evidence_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The record behind a piece of automatic evidence: as a sentence, and as it is stored."""
    evidence = get_object_or_404(Evidence, pk=pk, kind=Evidence.Kind.AUTOMATIC)
    stored = records.find(evidence.statement_id)
    if stored is None:
        raise Http404
    return render(
        request,
        "recognition/evidence/statement.html",
        {
            "evidence": evidence,
            "stored": stored,
            "code": evidence.indicators[0],
            "own": request.user.pk in accounts_of_learner(evidence.learner_id),
            "sentence": records.sentence(stored.statement, get_language() or "vi"),
            "text": json.dumps(stored.statement, ensure_ascii=False, indent=2),
        },
    )


@login_required
@require_GET
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The safe copy of what was handed in, for the person and the counter that serves the person.

    Officers open it where they judge it, once it is handed in and as their work says.
    """
    rows = Evidence.objects.select_related("upload", "learner")
    evidence = get_object_or_404(rows, pk=pk, upload__isnull=False)
    own = request.user.pk in accounts_of_learner(evidence.learner_id)
    if not own and not helps(request.user, first_record(evidence.learner)):
        raise Http404
    answer = file_answer(request, evidence.upload, evidence.pk)
    if answer.status_code == 200 and not own:
        note_viewed(f"evidence:{evidence.pk}", request.user)
    return answer


def file_answer(request: HttpRequest, upload: Upload, number: int) -> HttpResponse:
    """The safe copy as an answer, named by the number of its evidence. A photo opens, PDF and sound are downloaded.

    A page of status 409 says when to come back while it was not searched for viruses. Raises Http404 when it is not
    there or a virus was found in it.
    """
    if upload.state == Upload.State.QUARANTINED:
        return render(request, "recognition/evidence/quarantined.html", status=409)
    path = path_of(upload)
    if upload.state == Upload.State.INFECTED or not path.exists():
        raise Http404
    response = FileResponse(
        path.open("rb"),
        as_attachment=not upload.media_type.startswith("image/"),
        content_type=upload.media_type,
        filename=f"minh-chung-{number}{path.suffix}",
    )
    return bare(response)


def bare(response: Any) -> Any:
    """The answer so that nothing in the file can run or load anything, whoever opens it and wherever."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
