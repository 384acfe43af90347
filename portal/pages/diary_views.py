"""The learner's own diary: what was learnt, day by day."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from content.public import Reader, reader_of, titles_of
from learning_records.public import Stored, deed, diary, portal_authority
from portal.pages.records import as_text, from_text, learner_ids
from portal.people.public import current_learner, recording_of

PAGE = 30


@require_GET
@login_required
@never_cache
def own_diary(request: HttpRequest) -> HttpResponse:
    """What the signed-in learner did, the latest first; nobody else's, whatever the address says."""
    learner = current_learner(request.user)
    if learner is None:
        return redirect("pages:my_page")
    place = request.GET.get("truoc", "")
    read = diary(learner_ids(learner), from_text(place), PAGE)
    context = {
        "days": _by_day(read.found, reader_of(request)),
        "onward": as_text(read.onward),
        "later": bool(place),
        "recording": recording_of(learner),
    }
    return render(request, "pages/diary.html", context)


def _by_day(found: list[Stored], reader: Reader) -> list[tuple[date, list[dict[str, Any]]]]:
    """Lines under the day of the event, in the portal's time zone."""
    pages = titles_of({iri for one in found if (iri := one.statement["object"].get("id", ""))}, reader)
    language = get_language() or "vi"
    days: dict[date, list[dict[str, Any]]] = {}
    for one in found:
        thing = one.statement["object"]
        title, url = pages.get(thing.get("id", ""), ("", ""))
        named = bool(thing.get("definition", {}).get("name"))
        line = {
            "at": one.timestamp,
            "text": deed(one.statement, language, "" if named else title),
            "url": url,
            "elsewhere": one.authority != portal_authority(),
        }
        days.setdefault(timezone.localdate(one.timestamp), []).append(line)
    return list(days.items())
