"""What people look for, so that centres know what to write about: counted by words, never by person.

One person counts once a month for the same words. The words are kept when a third person looks for them; what fewer looked for,
the name of somebody who is known here, an address of mail, and whatever has figures in it like a number of somebody's, is never
written down in words. After a month all of it goes.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F, Max, Q, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from content.public import is_a_program
from portal.limits.public import Limit, count, network_of
from portal.people.public import home_of, is_a_name, roles_held
from portal.places.public import Unit
from portal.text.folding import fold
from search.models import SoughtWord

DAYS, PEOPLE, SHOWN = 30, 3, 8
MOST_A_DAY, LONGEST = 2_000, 60  # rows of one day; characters of what is noted
_A_PERSON = Limit("sought", 1, DAYS * 24 * 60 * 60)  # else one person would be three in three days
_FIGURES = re.compile(r"\d\D{0,2}\d\D{0,2}\d\D{0,2}\d")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sought:
    """Words that several people looked for, how many, and whether most of them found nothing."""

    words: str
    people: int
    nothing: bool


def note(request: HttpRequest, text: str, *, found: bool) -> None:
    """Counts a search. A page that is found never fails because of it."""
    words = " ".join(text.split())
    if not words or len(words) > LONGEST or "@" in words or _FIGURES.search(words) or is_a_program(request):
        return
    try:
        with transaction.atomic():
            _note(request, words.lower(), found)
    except DatabaseError:
        logger.exception("what was looked for was not counted")


def _note(request: HttpRequest, words: str, found: bool) -> None:
    known = request.user.is_authenticated
    if known and roles_held(request.user):
        return  # who writes is not who looks
    digest = salted_hmac("search.sought", fold(words), algorithm="sha256").hexdigest()
    who = f"account {request.user.pk}" if known else network_of(request)
    unit = home_of(request.user).values_list("unit", flat=True).first() if known else None
    today = timezone.localdate()
    rows = SoughtWord.objects.filter(day=today, unit=unit, digest=digest)
    missed = int(not found)
    if not rows.exists() and SoughtWord.objects.filter(day=today).count() >= MOST_A_DAY:
        return
    if count(_A_PERSON, f"{who}\n{digest}"):
        return
    if not rows.update(people=F("people") + 1, missed=F("missed") + missed):
        SoughtWord.objects.create(day=today, unit_id=unit, digest=digest, people=1, missed=missed)
    here = SoughtWord.objects.filter(Q(unit=unit) | Q(unit=None), digest=digest, day__gt=_before(today))
    if here.aggregate(all=Sum("people"))["all"] >= PEOPLE and not is_a_name(words):
        rows.filter(words="").update(words=words)


def _before(today: date) -> date:
    return today - timedelta(days=DAYS)


def sought_in(units: Iterable[Unit]) -> list[Sought]:
    """What at least PEOPLE people of these communes, or of no known one, looked for in the last DAYS days: first what they did
    not find, then what most looked for."""
    here = Q(unit__in=units) | Q(unit=None)
    rows = SoughtWord.objects.filter(here, day__gt=_before(timezone.localdate())).values("digest")
    rows = (
        rows.annotate(all=Sum("people"), none=Sum("missed"), said=Max("words")).filter(all__gte=PEOPLE).exclude(said="")
    )
    found = [
        Sought(row["said"], row["all"], row["none"] * 2 >= row["all"])
        for row in rows.order_by("-none", "-all", "said")[:SHOWN]
    ]
    return sorted(found, key=lambda one: (not one.nothing, -one.people, one.words))


def forget_old() -> int:
    """Removes what is older than DAYS days; returns how many rows that were."""
    return SoughtWord.objects.filter(day__lte=_before(timezone.localdate())).delete()[0]
