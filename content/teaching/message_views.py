"""Writing to people who learn: whom and what, looked at once more, sent; and what became of it, as slips and for Zalo."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages as told
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.classes.models import CentreClass
from content.classes.rights import class_for, enrolled_in, with_guests
from content.teaching import class_messages, doubts, messages, people
from content.teaching.about import About, most, teachers_page
from content.teaching.class_messages import Reached
from content.teaching.models import CentreMessage
from content.teaching.people import ALL, HELP, Asked, Person, Room
from content.teaching.rights import centres_for, course_for, enrolled_for, enrolled_of, people_of
from portal.people.public import Learner, first_ids, identities, seeing_too
from portal.places.public import Centre
from portal.text.collation import given_first
from portal.text.sent import whole


@dataclass(frozen=True)
class Form:
    """What the page for writing a message begins with: about what, to whom it may go, who is ticked, with which text."""

    about: About
    centres: list[Centre]
    found: Sequence[Person | Reached]
    number: int
    text: str
    back: str
    ticked: Collection[str] | None = None  # None: all of them
    one: bool = False  # meant is a single person
    more: dict[str, Any] = field(default_factory=dict)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """A message to one person of a course, or to those of a group that are ticked."""
    centres = centres_for(request.user)
    course = course_for(centres, pk)
    room, asked = people.room_of(course, centres), Asked.of(request.GET)
    found, number = _people(request, room, asked, _ticked(request, course))
    text, back = _offered(course, found, asked), _back(course, request, asked)
    return _write(request, Form(course, centres, found, number, text, back, one=len(found) == 1))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_guests(class_for)
def class_message(request: HttpRequest, pk: int) -> HttpResponse:
    """A message to a class: to all, to who was away last time, to those who are ticked, or to one (`nguoi`)."""
    taught = class_for(request.user, pk)
    occasion = class_messages.occasion_of(taught, request.GET)
    everybody = class_messages.people_to_reach(occasion)
    reference, whom = request.GET.get("nguoi", ""), request.POST.get("ai", "") or request.GET.get("ai", "")
    found = [one for one in everybody if not reference or one.reference == reference]
    if reference and not found and request.method != "POST":
        raise Http404
    away = whom == class_messages.AWAY or bool(reference and found and found[0].reason)
    kind = occasion.kind(request.GET.get("loi", ""), away)
    texts = [(_with(request, loi=one), _said(one), one == kind) for one in occasion.kinds]
    more = {"texts": texts, "away": sum(bool(one.reason) for one in everybody), "whole": len(everybody)}
    ticked, text = class_messages.ticked_of(found, whom), class_messages.offered(occasion, kind)
    back = reverse("content:register", args=[occasion.asked.pk]) if occasion.asked else teachers_page(taught)
    form = Form(taught, [taught.centre], found, len(found), text, back, ticked, bool(reference), more)
    return _write(request, form)


def _said(kind: str) -> str:
    """A text to begin with, in a word or two."""
    words = {
        class_messages.REMINDER: _("Reminder of the next session"),
        class_messages.MOVED: _("The session is moved"),
        class_messages.OFF: _("The session does not take place"),
        class_messages.MISSED: _("Missed the last session"),
        class_messages.OWN: _("Own words"),
    }
    return words[kind]


def _with(request: HttpRequest, **more: str) -> str:
    """The question of this address with something else in it."""
    return urlencode(request.GET.dict() | more)


def _ticked(request: HttpRequest, about: About) -> set[str]:
    return set(request.POST.getlist("person")[: most(about) + 1])


def _write(request: HttpRequest, form: Form) -> HttpResponse:
    """First whom and what, then once more, then sent: the same for a course and a class."""
    text = request.POST.get("text", "")[: 10 * messages.LONGEST]
    ticked = _ticked(request, form.about)
    if request.method != "POST" or "ai" in request.POST:
        ticked = {one.reference for one in form.found} if form.ticked is None else set(form.ticked)
    chosen = [one for one in form.found if one.reference in ticked]
    full = _full(chosen, form.centres)
    context: dict[str, Any] = form.more | {
        "about": form.about,
        "of_class": isinstance(form.about, CentreClass),
        "query": request.GET.urlencode(),
        "found": form.found,
        "number": form.number,
        "most": most(form.about),
        "ticked": {one.reference for one in chosen},
        "chosen": chosen,
        "text": text if request.method == "POST" else form.text,
        "key": _key(request),
        "longest": messages.LONGEST,
        "a_day": messages.MOST_A_DAY,
        "one": form.found[0] if form.one and form.found else None,
        "back": form.back,
        "full": full,
        "numbers": doubts.numbers_in(text),
        "hosts": doubts.unknown_hosts(text, _own_hosts(request)),
    }
    if request.method != "POST" or "change" in request.POST or "ai" in request.POST:
        return render(request, "content/teaching/message.html", context)
    try:
        messages.check(form.about, text, chosen)
        doubted = (context["numbers"] or context["hosts"]) and "sure" not in request.POST
        if "send" not in request.POST or doubted:
            return render(request, "content/teaching/message_look.html", context)
        ids = [one.learner for one in chosen]
        sent = messages.send(form.about, ids, text, context["key"], form.centres, by=request.user)
        if not sent.reached:
            raise ValidationError({"people": _said_full(full) if full else _said_gone(form.about)})
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
    keys = list(rows.order_by("since", "pk").values_list("pk", flat=True)[: most(room.course) + 1])
    if request.method == "POST":
        keys = keys if len(keys) <= most(room.course) else []
        meant = enrolled_of(room.centres, room.course, ticked).exclude(pk__in=keys)
        keys += meant.order_by("pk").values_list("pk", flat=True)
        return people.people(room, keys), 0
    if len(keys) > most(room.course):
        return [], rows.count()
    return people.people(room, keys), len(keys)


def _offered(course: Any, found: list[Person], asked: Asked) -> str:
    """The text to begin with: about the lesson when it goes to one, else about the course."""
    if len(found) == 1:
        return messages.offered(found[0].state, course.title, found[0].about)
    states_meant = {HELP: "", ALL: messages.EVERYBODY}
    return messages.offered(states_meant.get(asked.state, asked.state), course.title)


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
    return teachers_page(course) + (f"?{query}" if query else "")


def _full(chosen: Sequence[Person | Reached], centres: list[Centre]) -> list[str]:
    """The names of those who got enough today."""
    had = messages.today_of([one.learner for one in chosen], centres)
    return [one.name for one in chosen if had.get(one.learner, 0) >= messages.MOST_A_DAY]


def _said_full(names: list[str]) -> str:
    said = _("%(names)s got %(n)s messages today already, so this one was not sent. Call instead, or write tomorrow.")
    return said % {"names": ", ".join(names), "n": messages.MOST_A_DAY}


def _said_gone(about: About) -> str:
    if isinstance(about, CentreClass):
        return _("Nobody who is ticked is in the class any more.")
    return _("Nobody who is ticked lives here any more.")


def _own_hosts(request: HttpRequest) -> set[str]:
    """Where links lead that nobody need be asked about: to this portal."""
    here = (request.get_host(), urlsplit(settings.PUBLIC_URL).netloc)
    return {host.rpartition(":")[0] or host for host in here}


def _told(
    request: HttpRequest, sent: messages.Sent, chosen: Sequence[Person | Reached], context: dict[str, Any]
) -> HttpResponse:
    names = [one.name for one in chosen if one.learner in sent.full]
    if names:
        told.warning(request, _said_full(names))
    number = len(sent.reached)
    said = ngettext("The message is there for %(n)s person.", "The message is there for %(n)s people.", number)
    told.success(request, said % {"n": number})
    return redirect("content:teaching_sent", context["key"])


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest, key: UUID) -> HttpResponse:
    """Whom a message reached: who has read it, who needs it on paper, and the text for Zalo.

    `handed`: the slip of somebody without an account was handed over, here or in the class.
    """
    if request.method == "POST":
        wanted = whole(request.POST.get("handed", ""))
        ours = [one.pk for one, _who, account, _text in _sent(request, key)["rows"] if account is None]
        if wanted in ours and messages.mark_read(QuerySet(CentreMessage).filter(pk=wanted), handed_by=request.user):
            told.success(request, _("Noted: the messages were handed over."))
        return redirect("content:teaching_sent", key)
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
    """The messages of a press with the name of each person and whether there is an account. Raises Http404.

    Who is or was in a class of the centres is seen here wherever the person lives, for what was written about that class.
    """
    centres = centres_for(request.user)
    with seeing_too(request.user, enrolled_in(taught__centre__in=centres)):
        rows = messages.sent_with(key, centres)
        if not rows:
            raise Http404
        known = identities({one.learner for one in rows})
    first = first_ids(known)
    accounts = dict(QuerySet(Learner).filter(pk__in=first.values()).values_list("pk", "user"))
    living = set(people_of(centres).filter(learner__in=first.values()).values_list("learner", flat=True))
    found = [
        (one, who, accounts.get(first[one.learner]), one.for_zalo(who.called))
        for one in rows
        if (who := known.get(one.learner))
    ]
    found.sort(key=lambda row: given_first(row[1].full_name))
    letter = rows[0]
    return {
        "key": key,
        "about": letter.about,
        "up": teachers_page(letter.about),
        "first": letter,
        "rows": found,
        "here": {one for one in known if first[one] in living},
        "without": sum(account is None for _one, _who, account, _text in found),
    }
