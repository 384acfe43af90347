"""Writing to people who learn: whom and what, looked at once more, sent; and what became of it, as slips and for Zalo."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages as told
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.teaching import doubts, messages, people
from content.teaching.people import ALL, HELP, Asked, Person, Room
from content.teaching.rights import centres_for, course_for, enrolled_for, enrolled_of
from portal.people.public import Learner, identities
from portal.text.collation import given_first


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """A message to one person, or to those of a group that are ticked: first whom and what, then once more, then sent."""
    centres = centres_for(request.user)
    course = course_for(centres, pk)
    room, asked = people.room_of(course, centres), Asked.of(request.GET)
    text = request.POST.get("text", "")[: 10 * messages.LONGEST]
    ticked = set(request.POST.getlist("person")[: messages.MOST_PEOPLE + 1])
    found, number = _people(request, room, asked, ticked)
    chosen = [one for one in found if one.reference in ticked] if request.method == "POST" else found
    full = _full(chosen)
    context: dict[str, Any] = {
        "course": course,
        "query": request.GET.urlencode(),
        "found": found,
        "number": number,
        "most": messages.MOST_PEOPLE,
        "ticked": {one.reference for one in chosen},
        "chosen": chosen,
        "text": text if request.method == "POST" else _offered(course, found, asked),
        "key": _key(request),
        "longest": messages.LONGEST,
        "a_day": messages.MOST_A_DAY,
        "one": found[0] if len(found) == 1 else None,
        "back": _back(course, request, asked),
        "full": full,
        "numbers": doubts.numbers_in(text),
        "hosts": doubts.unknown_hosts(text, _own_hosts(request)),
    }
    if request.method != "POST" or "change" in request.POST:
        return render(request, "content/teaching/message.html", context)
    try:
        messages.check(text, chosen)
        doubted = (context["numbers"] or context["hosts"]) and "sure" not in request.POST
        if "send" not in request.POST or doubted:
            return render(request, "content/teaching/message_look.html", context)
        sent = messages.send(course, [one.learner for one in chosen], text, context["key"], centres, by=request.user)
        if not sent.reached:
            raise ValidationError(
                {"people": _said_full(full) if full else _("Nobody who is ticked lives here any more.")}
            )
    except ValidationError as problem:
        context |= {"problems": problem.message_dict, "key": uuid4()}
        return render(request, "content/teaching/message.html", context, status=422)
    return _told(request, sent, chosen, context)


def _people(request: HttpRequest, room: Room, asked: Asked, ticked: set[str]) -> tuple[list[Person], int]:
    """Who is meant by the address, and how many that are; of too many nobody is read.

    Once the form is sent, whoever is ticked in it is meant as well: somebody may stand elsewhere by now than when it was shown.
    """
    if reference := request.GET.get("nguoi", ""):
        _learner, row = enrolled_for(room.centres, room.course, reference)
        return people.people(room, [row.pk]), 1
    rows = people.of_state(room.rows(asked), asked.state)
    keys = list(rows.order_by("since", "pk").values_list("pk", flat=True)[: messages.MOST_PEOPLE + 1])
    if request.method == "POST":
        keys = keys if len(keys) <= messages.MOST_PEOPLE else []
        meant = enrolled_of(room.centres, room.course, ticked).exclude(pk__in=keys)
        keys += meant.order_by("pk").values_list("pk", flat=True)
        return people.people(room, keys), 0
    if len(keys) > messages.MOST_PEOPLE:
        return [], rows.count()
    return people.people(room, keys), len(keys)


def _offered(course: Any, found: list[Person], asked: Asked) -> str:
    """The text to begin with: about the lesson when it goes to one, else about the course."""
    if len(found) == 1:
        return messages.offered(found[0].state, course.title, found[0].about)
    return messages.offered("" if asked.state in (HELP, ALL) else asked.state, course.title)


def _key(request: HttpRequest) -> UUID:
    """The key of this press; a form without one, or with anything else, gets a new one."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _back(course: Any, request: HttpRequest, asked: Asked) -> str:
    reference = request.GET.get("nguoi", "")
    if reference:
        return reverse("content:teaching_person", args=[course.pk, reference])
    query = asked.query()
    return reverse("content:teaching_course", args=[course.pk]) + (f"?{query}" if query else "")


def _full(chosen: list[Person]) -> list[str]:
    """The names of those who got enough today."""
    had = messages.today_of([one.learner for one in chosen])
    return [one.name for one in chosen if had.get(one.learner, 0) >= messages.MOST_A_DAY]


def _said_full(names: list[str]) -> str:
    said = _("%(names)s got %(n)s messages today already, so this one was not sent. Call instead, or write tomorrow.")
    return said % {"names": ", ".join(names), "n": messages.MOST_A_DAY}


def _own_hosts(request: HttpRequest) -> set[str]:
    """Where links lead that nobody need be asked about: to this portal."""
    here = (request.get_host(), urlsplit(settings.PUBLIC_URL).netloc)
    return {host.rpartition(":")[0] or host for host in here}


def _told(request: HttpRequest, sent: messages.Sent, chosen: list[Person], context: dict[str, Any]) -> HttpResponse:
    names = [one.name for one in chosen if one.learner in sent.full]
    if names:
        told.warning(request, _said_full(names))
    number = len(sent.reached)
    said = ngettext("The message is there for %(n)s person.", "The message is there for %(n)s people.", number)
    told.success(request, said % {"n": number})
    return redirect("content:teaching_sent", context["key"])


@login_required
@never_cache
@require_safe
def sent(request: HttpRequest, key: UUID) -> HttpResponse:
    """Whom a message reached: who has read it, who needs it on paper, and the text for Zalo."""
    return render(request, "content/teaching/sent.html", _sent(request, key))


@login_required
@never_cache
@require_safe
def slips(request: HttpRequest, key: UUID) -> HttpResponse:
    """The message as slips to cut, several a page: for all, or for those without an account alone."""
    context = _sent(request, key)
    if request.GET.get("ai") == "khong-tai-khoan":
        context["rows"] = [row for row in context["rows"] if not row[2]]
    return render(request, "content/teaching/slips.html", context)


def _sent(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """The messages of a press with the name of each person and whether there is an account. Raises Http404."""
    rows = messages.sent_with(key, centres_for(request.user))
    if not rows:
        raise Http404
    known = identities({one.learner for one in rows})
    accounts = dict(Learner.objects.filter(pk__in=known).values_list("pk", "user"))
    found = [
        (one, who, accounts.get(one.learner), one.for_zalo(who.called))
        for one in rows
        if (who := known.get(one.learner))
    ]
    found.sort(key=lambda row: given_first(row[1].full_name))
    first = rows[0]
    return {
        "key": key,
        "course": first.course,
        "first": first,
        "rows": found,
        "without": sum(account is None for _one, _who, account, _text in found),
    }
