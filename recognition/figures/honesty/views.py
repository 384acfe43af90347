"""The page of questions of a place, with its own answers beside them."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.audit.public import append
from portal.people.public import User, administers_everything, everyone, roles_held, units_of
from portal.places.public import Unit, commune_of_centres, names_of
from portal.text.sent import whole
from recognition.figures.honesty.counts import counts_of
from recognition.figures.honesty.questions import questions, thresholds
from recognition.figures.honesty.words import in_words
from recognition.figures.reports.views import year_of
from recognition.models import HonestyAnswer
from recognition.officials import for_role
from recognition.refusals import Incomplete, Refused

ANSWERS = ("administrator", "officer", "signer")
READERS = (*ANSWERS, "inspector")
MOST = 2_000  # letters of an answer


def answer(unit: Unit, year: int, question: str, text: str, by: User) -> HonestyAnswer:
    """Keeps what a place says to a question. Raises Refused naming `text` for none, or one that is too long."""
    said = text.strip()
    if not said:
        raise Incomplete(_("Write a few words, or leave the question unanswered."), "text")
    if len(said) > MOST:
        words = _("The answer has %(n)s letters; at most %(most)s fit. Shorten it.")
        raise Refused(words % {"n": len(said), "most": MOST}, "text")
    with transaction.atomic():
        row = HonestyAnswer.objects.create(unit=unit, year=year, question=question, text=said, by=by)
        append("honesty.answered", f"honesty:{row.pk}", by=by, details={"year": year})
    return row


def _unit(request: HttpRequest, kinds: tuple[str, ...]) -> Unit:
    asked = whole(request.GET.get("noi", "") or request.POST.get("noi", ""))
    units = units_of(request.user, *kinds)
    if asked is None:
        own = [role.unit_id for role in roles_held(request.user) if role.kind in kinds and role.unit_id]
        unit = units.filter(pk__in=own).order_by("pk").first()
        if unit is None and administers_everything(request.user):
            unit = commune_of_centres(units.filter(kind=Unit.Kind.COMMUNE))
    else:
        unit = units.filter(pk=asked).first()
    if unit is None:
        raise Http404
    return unit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*READERS)
def honesty(request: HttpRequest) -> HttpResponse:
    """What the numbers of a place ask; POST keeps the place's answer to one of them."""
    unit, year = _unit(request, READERS), year_of(request)
    with everyone("counts of a place; nobody is shown"):
        running = year >= timezone.localdate().year
        asked = [in_words(one) for one in questions(counts_of(unit, year), running=running)]
    refusal, tried = None, request.POST.get("question", "")
    if request.method == "POST":
        if tried not in {one.question.name for one in asked}:
            raise Http404
        try:
            answer(_unit(request, ANSWERS), year, tried, request.POST.get("text", ""), request.user)
        except Refused as problem:
            refusal = problem
        else:
            messages.success(request, _("The answer is kept beside the question."))
            return redirect(f"{reverse('recognition:honesty')}?noi={unit.pk}&nam={year}")
    given: dict[str, HonestyAnswer] = {}
    for row in HonestyAnswer.objects.filter(unit=unit, year=year).order_by("pk"):
        given[row.question] = row
    context = {
        "asked": [
            {
                "one": one,
                "given": given.get(one.question.name),
                "typed": request.POST.get("text", "") if refusal and one.question.name == tried else "",
                "refusal": refusal if one.question.name == tried else None,
            }
            for one in asked
        ],
        "unit": unit,
        "place": names_of([unit]).get(unit.pk, ""),
        "year": year,
        "years": [one for one in range(timezone.localdate().year - 2, timezone.localdate().year + 1) if one != year],
        "thresholds": thresholds(),
        "answers": units_of(request.user, *ANSWERS).filter(pk=unit.pk).exists(),
    }
    return render(request, "recognition/honesty/page.html", context, status=422 if refusal else 200)
