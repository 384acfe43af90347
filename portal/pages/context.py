"""What every template may use: who is here, which rooms are open to them, whom to call."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.public import courses_url, reader_of
from learning_records.public import forwarding_alarms, keeps_the_store
from portal.pages.centres import help_centre
from portal.pages.models import SiteContact
from portal.people.public import Role, current_learner, roles_held
from portal.places.public import Unit, version_on
from recognition.public import cases_to_answer, duties_due, sits_on_council


@dataclass(frozen=True)
class Place:
    """One entry of the navigation; `here` marks the page or the branch one stands in, `mark` how much waits there."""

    title: str
    icon: str
    url: str
    here: bool
    mark: int = 0


HOME, COURSES, NUMBERS = "home", "courses", "numbers"
_FOR_ALL = ((_("Home"), "home", HOME), (_("Courses"), "book", COURSES))
MINE = "pages:my_page"
_MINE = (_("Mine"), "lotus", MINE)
_ENTER = (_("Sign in"), "person", "account_login")
_NUMBERS = (_("Numbers"), "chart", NUMBERS)
RECORDS = "pages:records"
_COUNCIL = (pgettext_lazy("people", "Council"), "people", "recognition:councils")
_STORE = (_("Records"), "paper", RECORDS)
_LOG = (_("Log"), "eye", "pages:log")
START = "pages:start"
SIGN = "recognition:sign"
CLASSES = "content:classes"
WRITE = "content:drafts"
_WRITE = (_("Write lessons"), "pencil", WRITE)
# Rooms that lie elsewhere and belong to the entry all the same.
_BRANCHES = {
    RECORDS: (RECORDS, "learning_records:forwarding", "learning_records:intake", "learning_records:keys"),
    START: (
        START,
        "pages:status",
        "pages:log",
        "recognition:calendar",
        "recognition:export",
        "recognition:outside_issuers",
        "recognition:bodies",
        "recognition:sheets",
        "recognition:sets",
        "recognition:skill_sets",
        "recognition:campaigns",
        "recognition:kinship",
        "places:centres",
        "places:groups",
        "places:area_classes",
    ),
    SIGN: (SIGN, "recognition:register_books", "recognition:kinship"),
    NUMBERS: ("recognition:country", "recognition:calendar", "recognition:honesty"),
    CLASSES: (CLASSES, "content:teaching"),
    WRITE: (WRITE, "wagtailadmin_home"),
    MINE: (
        MINE,
        "pages:groups",
        "content:own_classes",
        "content:own_messages",
        "people:profile",
        "people:sign_in_name",
        "people:password",
        "people:consent",
        "people:move",
    ),
}
_DESK = {
    "staff": (
        (_("Today"), "flag", "pages:today"), (_("Counter"), "people", "people:counter"),
        (pgettext_lazy("at a centre", "Classes"), "calendar", CLASSES),
        _WRITE,
    ),
    "officer": ((_("Cases"), "paper", "recognition:queue"), _NUMBERS),
    "signer": ((_("Sign"), "pencil", SIGN), _NUMBERS),
    "inspector": (_NUMBERS, _LOG),
    "administrator": (
        (_("Begin"), "flag", START), (_("Roles"), "people", "people:roles"), _NUMBERS, _WRITE,
    ),
}  # fmt: skip


def address(name: str, *args: str) -> str:
    """The address behind a URL name, empty where no room has it (so that a page can leave the link out)."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _numbers_of(unit: Unit | None) -> str:
    version = version_on(unit, timezone.localdate()) if unit else None
    return address("recognition:place", version.code) if version else ""


def _roles(request: HttpRequest) -> list[Role]:
    """The roles of the visitor today; none for a stranger."""
    return roles_held(request.user) if request.user.is_authenticated else []


def _entries(request: HttpRequest) -> tuple[list, Unit | None]:
    """What is open to this person, in order, and the unit whose numbers belong to the roles held."""
    if not request.user.is_authenticated:
        seated = getattr(request, "sitting", None) is not None  # an account is somebody else's there
        return [*_FOR_ALL, *([] if seated else [_ENTER])], None
    roles = _roles(request)
    entries = list(_FOR_ALL)
    if not roles or current_learner(request.user):
        entries.append(_MINE)
    for kind, places in _DESK.items():
        if any(role.kind == kind for role in roles):
            entries += [place for place in places if place not in entries]
    if sits_on_council(request.user):
        entries.append(_COUNCIL)
    if any(role.kind == Role.Kind.ADMINISTRATOR for role in roles) and keeps_the_store(request.user):
        entries.append(_STORE)
    return entries, next((role.unit for role in roles if role.unit), None)


def navigation(request: HttpRequest) -> list[Place]:
    """The rooms of this person; a room without an address is left out."""
    entries, unit = _entries(request)
    found = []
    for title, icon, name in entries:
        if name == HOME:
            url = "/"
        elif name == COURSES:
            url = courses_url(reader_of(request))
        elif name == NUMBERS:
            url = _numbers_of(unit or getattr(help_centre(request), "unit", None))
        else:
            url = address(name)
        if url and (url != "/" or name == HOME):
            branch = [url, *(address(room) for room in _BRANCHES.get(name, ()))]
            here = request.path == url if url == "/" else request.path.startswith(tuple(filter(None, branch)))
            here = here and not any(place.here for place in found)  # a room that two entries share belongs to the first
            found.append(Place(str(title), icon, url, here, _mark(request, name)))
    return found


def _mark(request: HttpRequest, name: str) -> int:
    """How much waits in a room: copies that do not arrive, a case that its learner has to answer for, duties that are near."""
    if name == RECORDS:
        return forwarding_alarms()
    if name == START:
        units = {
            role.unit_id: role.unit for role in _roles(request) if role.kind == Role.Kind.ADMINISTRATOR and role.unit
        }
        return duties_due(list(units.values())) if units else 0
    if name != MINE:
        return 0
    known = getattr(request, "_to_answer", None)  # a page that looked at the case knows it
    return cases_to_answer(request.user) if known is None else known


def site(request: HttpRequest) -> dict:
    """Name of the site, navigation, centre to call; the database is asked only when a template uses them."""
    scale = request.COOKIES.get("letters", "")
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "help_centre": SimpleLazyObject(lambda: help_centre(request)),
        "site_contact": SimpleLazyObject(lambda: SiteContact.objects.first() or SiteContact()),
        "letters": scale if scale in ("125", "150") else "",
        "contrast": request.COOKIES.get("contrast") == "high",
    }
