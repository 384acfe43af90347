"""The screen of the log, for administrators and inspectors."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from learning_records.public import Position, keeps_the_store
from portal.audit.public import Entry, LogPage, chain_state, read, walk
from portal.pages.log.form import LogForm
from portal.pages.log.sentences import said_of
from portal.pages.log.subjects import WORDS, met_by
from portal.pages.records import as_text, from_text, references_of
from portal.people.public import Role, User, for_role, show_names
from portal.places.public import Unit, names_of
from recognition.public import cases_handed_in

PAGE = 30
LONGEST = 24  # letters of a subject that are read; random ones are longer and cut
WALKED = 200_000  # entries that one press checks; the clock goes on with the others


@never_cache
@require_GET
@for_role("administrator", "inspector")
def log(request: HttpRequest) -> HttpResponse:
    """Entries, the newest first, with filters. Whoever has a unit reads what is about its people and places."""
    form = LogForm(request.GET)
    whole = keeps_the_store(request.user)
    context: dict[str, Any] = {"form": form, "chain": chain_state(), "whole": whole, "opened": True}
    if not form.is_valid():
        return render(request, "pages/log.html", context, status=422)
    place, kept = from_text(request.GET.get("truoc", "")), form.set_fields
    before = (place.stored, place.seq) if place else None
    page = read(form.asked, before=before, most=PAGE, among=None if whole else met_by(request.user))
    context |= {
        "opened": False,
        "chosen": len(kept),
        "rows": _rows(page.entries),
        "onward": _onward(page, kept),
        "onward_from": page.onward.at if page.onward else None,
        "short": page.short,
        "newest": urlencode(kept) if place else None,
    }
    return render(request, "pages/log.html", context)


def _onward(page: LogPage, kept: list[tuple[str, str]]) -> str:
    if page.onward is None:
        return ""
    return urlencode([*kept, ("truoc", as_text(Position(page.onward.at, page.onward.pk)))])


def _rows(entries: list[Entry]) -> list[dict[str, Any]]:
    """What the page says of each: when, who, what, about what. Eight questions however many they are."""
    people = {user.public_id: user for user in User.objects.filter(public_id__in={one.actor for one in entries})}
    known = set(Role.objects.filter(user__in=people.values()).values_list("user", flat=True))
    show_names(user for user in people.values() if user.pk in known)
    learners = [one.subject[8:] for one in entries if one.subject.startswith("learner:")]
    references = {str(pk): reference for pk, reference in references_of(learners).items()}
    places = _places([one.subject[5:] for one in entries if one.subject.startswith("unit:")])
    handed_in = cases_handed_in([one.subject[5:] for one in entries if one.subject.startswith("case:")])
    return [
        {
            "entry": one,
            "who": _who(people.get(one.actor) if one.actor else None, one, known),
            "said": said_of(one.act, one.details),
            **_about(one, references, handed_in, places),
        }
        for one in entries
    ]


def _places(numbers: list[str]) -> dict[str, str]:
    """What the communes and provinces behind these random numbers are called."""
    units = list(Unit.objects.filter(uuid__in=numbers))
    names = names_of(units)
    return {str(one.uuid): names.get(one.pk, "") for one in units if names.get(one.pk)}


def _who(user: User | None, entry: Entry, known: set[int]) -> str:
    """An official by the name chosen for signing in; who never held a role is a citizen and not named."""
    if entry.actor is None:
        return _("The portal itself")
    if user is None or user.pk not in known:
        return _("A citizen")
    return user.get_full_name()


def _about(entry: Entry, references: dict[str, str], handed_in: set[str], places: dict[str, str]) -> dict[str, str]:
    kind, _colon, number = entry.subject.partition(":")
    word = str(WORDS.get(kind, kind))
    if kind == "learner":
        reference = references.get(number, "")
        asked = {"nguoi": reference} if reference else {}
        return {"about": f"{word} {reference[:6]}".strip(), "link": "?" + urlencode(asked) if asked else ""}
    if kind == "case":
        asked = "?" + urlencode({"loai": kind, "so": number})  # a draft has no page for officials
        link = reverse("recognition:inspect_case", args=[number]) if number in handed_in else asked
        return {"about": f"{word} {number}", "link": link}
    if number in places:
        return {"about": places[number], "link": "?" + urlencode({"loai": kind, "so": number})}
    shown = number if len(number) <= LONGEST else number[:8]
    if "_" in number or number.isalpha():  # a name that only the machine knows
        return {"about": word, "link": ""}
    return {"about": f"{word} {shown}", "link": "?" + urlencode({"loai": kind, "so": number}) if kind in WORDS else ""}


@require_POST
@for_role("administrator", "inspector")
def log_check(request: HttpRequest) -> HttpResponse:
    """Walks on along the chain, and says how far it is whole."""
    found = walk(WALKED)
    if found.broken is not None:
        messages.error(request, _("The log is broken. See below where."))
    elif found.walking:
        said = _("Whole as far as entry %(n)s. The rest is checked by the clock; or press again.")
        messages.info(request, said % {"n": found.walking})
    else:
        messages.success(request, _("The whole log was checked: nothing was changed or removed."))
    return redirect("pages:log")
