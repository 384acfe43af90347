"""Pages of the administrator: what happened, statement by statement, and what came of it."""

import json
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from learning_records.public import Seen, Voided, for_the_keeper, look, look_at, sentence, voiding_of
from portal.pages.records import as_text, from_text, references_of
from portal.pages.records_form import RecordsForm
from portal.people.public import helps, learner_by_reference
from recognition.public import evidence_from, judge_again, put_aside_among

PAGE = 30
SHOWN = 4000  # characters of the JSON; the rest on asking


@for_the_keeper
@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """Statements in the order they came, the newest first, with filters."""
    form = RecordsForm(request.GET)
    place = request.GET.get("truoc", "")
    if not form.is_valid():
        return render(request, "pages/records/list.html", {"form": form, "opened": True}, status=422)
    looked = look(form.asked, from_text(place), PAGE)
    kept = form.set_fields
    context = {
        "form": form,
        "chosen": len(kept),
        "rows": _rows(looked.found),
        "onward": urlencode([*kept, ("truoc", as_text(looked.onward))]) if looked.onward else "",
        "onward_from": looked.onward.stored if looked.onward else None,
        "short": looked.onward is not None and len(looked.found) < PAGE,
        "newest": urlencode(kept) if place else None,
    }
    return render(request, "pages/records/list.html", context)


def _rows(found: list[Seen]) -> list[dict[str, Any]]:
    """What the list says of each: a sentence, whose, what came of it. Three questions for the whole page."""
    ids = [one.stored.statement_id for one in found]
    people = references_of({one.learner for one in found if one.learner})
    proofs: dict[UUID, set[str]] = defaultdict(set)
    aside: dict[UUID, list[str]] = defaultdict(list)
    for proof in evidence_from(ids):
        if not proof.withdrawn:
            proofs[proof.statement_id].update(proof.indicators)
    for one in put_aside_among(ids):
        aside[one.statement_id].append(one.error)
    language = get_language() or "vi"
    return [
        {
            "s": one.stored,
            "sentence": sentence(one.stored.statement, language),
            "person": people.get(one.learner, "") if one.learner else "",
            "authority": one.authority,
            "indicators": sorted(proofs[one.stored.statement_id]),
            "aside": aside[one.stored.statement_id],
        }
        for one in found
    ]


@for_the_keeper
@require_GET
def record(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """One statement: the sentence, whose, when, by which key, the evidence, why it was put aside, and the JSON behind."""
    seen = look_at(statement_id)
    if seen is None:
        raise Http404
    statement, voiding = seen.stored.statement, voiding_of(seen)
    reference = references_of([seen.learner]).get(seen.learner, "") if seen.learner else ""
    learner = learner_by_reference(reference) if reference else None
    whole = json.dumps(statement, ensure_ascii=False, indent=2)
    text = whole if "day-du" in request.GET else whole[:SHOWN]
    context = {
        "s": seen.stored,
        "authority": seen.authority,
        "voiding": voiding,
        "voider": _voider(voiding),
        "sentence": sentence(statement, get_language() or "vi"),
        "person": reference,
        "served": learner is not None and helps(request.user, learner),
        "verb": statement["verb"]["id"],
        "activity": _activity(statement),
        "aside": put_aside_among([statement_id]),
        "proofs": evidence_from([statement_id]),
        "text": text,
        "rest": len(whole) - len(text),
        "opened": "day-du" in request.GET,
    }
    return render(request, "pages/records/one.html", context)


def _voider(voiding: Voided) -> str:
    """Who took a record back: a learner of ours by reference, when in scope; others as their statement names them."""
    if voiding.by is None or voiding.by.learner is None:
        return voiding.actor
    return references_of([voiding.by.learner]).get(voiding.by.learner, "")


def _activity(statement: dict) -> str:
    thing = statement["object"]
    return thing.get("id", "") if thing.get("objectType", "Activity") == "Activity" else ""


@for_the_keeper
@require_POST
def record_again(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Judges a statement again that was put aside."""
    if look_at(statement_id) is None:
        raise Http404
    if judge_again(statement_id, request.user):
        messages.success(request, _("The record is judged."))
    else:
        messages.warning(request, _("The record still cannot be judged. The reason stands below."))
    return redirect("pages:record", statement_id)
