"""Is a commune ready for this year? Computed from the database, row by row: what is there, why it matters, where it is done."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import product

from django.urls import reverse
from django.utils.translation import gettext as _

from content.public import lesson_that_counts, places_of_courses
from portal.pages.context import address
from portal.pages.models import SiteContact
from portal.people.public import Learner, Role, User, has_role, holders, living_in
from portal.places.public import KnownPlaces, Unit, known_places
from recognition.public import Readiness, readiness

TOGETHER = 30  # communes that are looked at in one go
_THREE = (Role.Kind.STAFF, Role.Kind.OFFICER, Role.Kind.SIGNER)


@dataclass(frozen=True)
class Row:
    """One thing that has to be there. `found` says what there is, `why` why it matters; `url` leads to the page that does
    it, or is empty while there is none; `button`: the key of a centre whose pages a button makes."""

    name: str
    title: str
    done: bool
    found: str
    why: str
    url: str = ""
    act: str = ""
    button: int = 0


@dataclass(frozen=True)
class Known:
    """All that is asked of the database for some communes at once: a fixed number of questions."""

    places: KnownPlaces
    recognition: Readiness
    roles: dict[int, dict[str, set[int]]]
    courses: dict[int, int]
    lesson: tuple[str, str] | None
    lived_in: frozenset[int]


def known_of(units: Collection[Unit]) -> Known:
    """`units`: communes with their province, `TOGETHER` at most."""
    places = known_places(units)
    above = [unit.parent for unit in units if unit.parent is not None]
    lived_in = (
        unit.pk
        for unit in units
        if Learner.objects.filter(kind="person", pk__in=living_in(Unit.objects.filter(pk=unit.pk))).exists()
    )
    return Known(
        places,
        readiness(units),
        holders([*units, *above]),
        places_of_courses(places.centres.values()),
        lesson_that_counts(),
        frozenset(lived_in) if len(units) == 1 else frozenset(),
    )


def three_people(staff: Iterable[int], officers: Iterable[int], signers: Iterable[int]) -> bool:
    """Whether helper, officer and signer can be three different accounts. Three of each kind are enough to know."""
    few = [sorted(set(kind))[:3] for kind in (staff, officers, signers)]
    return any(len(set(three)) == 3 for three in product(*few))


def rows_of(unit: Unit, known: Known) -> list[Row]:
    """What has to be there before the first case is handed in, in the order in which it is done best."""
    return [*_places(unit, known), *_people(unit, known), *_recognition(unit, known), _lesson(known)]


def missing(unit: Unit, known: Known) -> int:
    """How many rows are not done."""
    return sum(not row.done for row in rows_of(unit, known))


def _places(unit: Unit, known: Known) -> list[Row]:
    centre, groups = known.places.centres.get(unit.pk), known.places.groups.get(unit.pk, 0)
    area = known.places.area_classes.get(unit.pk, "")
    where = ", ".join(filter(None, [centre.name, centre.address.strip()])) if centre else ""
    if centre and not centre.address.strip():
        where = _("%(centre)s has no address yet.") % {"centre": centre.name}
    return [
        Row(
            "centre", _("Centre with its address"), bool(centre and centre.address.strip()), where,
            _("People who cannot do it alone come there, and staff, lessons and devices belong to it."),
            address("places:centres"), _("Centres"),
        ),
        Row(
            "groups", _("Residential groups"), groups > 0, _("%(n)s groups") % {"n": groups} if groups else "",
            _("Everybody lives in one: lists to sign and numbers are sorted by them."),
            address("places:groups"), _("Residential groups"),
        ),
        Row(
            "area", _("Class of the area"), bool(area), area,
            _("It decides how many points are needed. While it is unknown the commune counts as an ordinary area."),
            address("places:area_classes"), _("Classes of areas"),
        ),
    ]  # fmt: skip


def _people(unit: Unit, known: Known) -> list[Row]:
    held = known.roles.get(unit.pk, {})
    staff, officers, signers = (held.get(kind, set()) for kind in (_THREE[0], _THREE[1], _THREE[2]))
    body = known.recognition.bodies.get(unit.pk)
    if body is not None and body.unit_id != unit.pk:  # the province's body is signed for by who signs in the province
        signers = known.roles.get(body.unit_id, {}).get(Role.Kind.SIGNER, set())
    to = address("people:roles")

    def row(name: str, title: str, who: set[int], why: str) -> Row:
        found = _("%(n)s accounts") % {"n": len(who)} if who else ""
        return Row(name, title, bool(who), found, why, to, _("Roles") if who else _("Give a role"))

    return [
        row("staff", _("Centre staff"), staff, _("They write lessons, and register and help people at the counter.")),
        row("officer", _("Recognition officer"), officers, _("They look at what was handed in and set the points.")),
        row("signer", _("Signer"), signers, _("They decide, with the number and date of the decision.")),
        Row(
            "three", _("Helper, officer and signer are three people"), three_people(staff, officers, signers), "",
            _("Who helped with a case may not judge it, and who judged it may not sign: else it cannot be finished."),
            to, _("Roles"),
        ),
    ]  # fmt: skip


def _recognition(unit: Unit, known: Known) -> list[Row]:
    body, campaign = known.recognition.bodies.get(unit.pk), known.recognition.campaigns.get(unit.pk)
    days = (
        {"from": f"{campaign.submission_from:%d/%m/%Y}", "to": f"{campaign.submission_to:%d/%m/%Y}"} if campaign else {}
    )
    return [
        Row(
            "body", _("Who issues the decision"), body is not None, f"{body.name}, {body.signer_name}" if body else "",
            _("Its name, its signer and its place are printed on every decision and certificate."),
            address("recognition:bodies"), _("Issuing bodies"),
        ),
        Row(
            "set", _("Criteria set in force"), bool(known.recognition.set_version), known.recognition.set_version,
            _("It says what counts and how many points are needed. Without one nothing is judged."),
            address("recognition:sets"), _("Criteria sets"),
        ),
        Row(
            "campaign", _("Campaign with days to hand in"), campaign is not None,
            _("Cases are handed in from %(from)s to %(to)s.") % days if campaign else "",
            _("People can hand in only on its days. Without one they read that none is open."),
            address("recognition:campaigns"), _("Campaigns"),
        ),
    ]  # fmt: skip


def _lesson(known: Known) -> Row:
    title = known.lesson[0] if known.lesson else ""
    return Row(
        "lesson", _("A lesson that counts"), known.lesson is not None, title,
        _("Learning then brings points by itself. A second member of staff has to approve it."),
        address("wagtailadmin_home"), _("Write lessons"),
    )  # fmt: skip


def pages_row(unit: Unit, known: Known) -> Row:
    """Whether the centre has pages of its own, in which its staff may write; else the button that makes them."""
    centre = known.places.centres.get(unit.pk)
    page = known.courses.get(centre.pk) if centre else None
    return Row(
        "pages", _("Pages of the centre"), page is not None, "",
        _("Staff can write lessons and news only there.") if centre
        else _("Staff can write lessons and news only there. The centre comes first."),
        reverse("wagtailadmin_explore", args=[page]) if page else "", _("Pages of the centre"),
        centre.pk if centre and page is None else 0,
    )  # fmt: skip


def onward(unit: Unit, known: Known, user: User) -> list[Row]:
    """From there to the first certificate: who does what, with a link for those who may."""
    found = known.recognition

    def row(name: str, title: str, done: bool, why: str, url: str, act: str, *kinds: str) -> Row:
        return Row(name, title, done, "", why, address(url) if has_role(user, *kinds) else "", act)

    staff, officer, signer, administrator = "staff", "officer", "signer", "administrator"
    return [
        row(
            "learner", _("The first person has an account"), unit.pk in known.lived_in,
            _("On their own telephone, or by staff at the counter."), "people:counter", _("Counter"), staff, administrator,
        ),
        row(
            "case", _("The first case is handed in"), unit.pk in found.handed_in,
            _("By the person on the page “Mine”, or by staff at the counter."), "people:counter", _("Counter"), staff,
            administrator,
        ),
        row(
            "judged", _("The officer has judged it"), unit.pk in found.judged,
            _("The officer signs in and opens “Cases”."), "recognition:queue", _("Cases"), officer,
        ),
        row(
            "certificate", _("The decision is signed, the certificate is there"), unit.pk in found.certified,
            _("The signer signs in and opens “Sign”."), "recognition:sign", _("Sign"), signer,
        ),
    ]  # fmt: skip


def installation_rows() -> list[Row]:
    """What has to be there once for the whole installation."""
    contact = SiteContact.objects.first()
    reachable = bool(contact and contact.reachable)
    return [
        Row(
            "contact", _("Contact of the site"), reachable, contact.name if contact and reachable else "",
            _("Everybody reads there who answers for the site and whom to ask about their data."),
            reverse("wagtailsettings:edit", args=["pages", "sitecontact"]), _("Contact of the site"),
        ),
    ]  # fmt: skip
