"""Cards to print for people of a list that was taken in: those who were ticked, or all."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from content.classes.cards import MOST, Card, cards_pdf, chosen
from portal.people.public import people_of_list
from portal.places.public import names_of
from portal.text.sent import whole

SHOWN = 20


def as_file(cards: list[Card]) -> HttpResponse:
    """The sheets as a file."""
    answer = HttpResponse(cards_pdf(cards, _("Cards to print")), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="the-hoc-vien.pdf"'
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def list_cards(request: HttpRequest, reference: str) -> HttpResponse:
    """Who came of a list, to be ticked; the cards of those, or of a part of all, as a file."""
    found = people_of_list(request.user, reference)
    if found is None:
        raise Http404
    row, people = found
    place = names_of([row.unit]).get(row.unit_id, "")
    cards = [Card(one.reference, one.full_name, one.birth_year, place) for one in people]
    if request.method == "POST" and cards:
        part = whole(request.POST.get("part", ""), 2)
        if part is not None:
            return as_file(cards[part * MOST : (part + 1) * MOST] or cards[:MOST])
        if ticked := request.POST.getlist("who")[:MOST]:
            return as_file(chosen(cards, ticked))
    context = {
        "list": row,
        "page": Paginator(cards, SHOWN).get_page(request.GET.get("trang")),
        "parts": [
            (number, first + 1, min(first + MOST, len(cards)))
            for number, first in enumerate(range(0, len(cards), MOST))
        ],
        "unticked": request.method == "POST",
    }
    return render(request, "content/classes/list_cards.html", context, status=422 if request.method == "POST" else 200)
