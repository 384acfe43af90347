"""What is declared of an address, and what fills its parameters."""

from collections.abc import Callable
from dataclasses import dataclass

from content.aloud.pages import script_of
from portal.people.lists.keeping import keep_file
from portal.people.lists.models import PeopleList
from portal.people.public import everyone, identity
from portal.places.models import ResidentialGroup
from tests.builders.people_lists import person, workbook
from tests.scopes.world import World

Fill = Callable[[World], list[dict]]


@dataclass(frozen=True)
class Door:
    """What is declared of an address.

    `fill` gives its parameters, one set for each visit; `may` says who besides the person is to meet people here (those
    who may serve them); `acts` who may change something without meeting anybody; `public` says why everybody may, if so;
    `query` stands behind the question mark.
    """

    fill: Fill = lambda world: [{}]
    may: frozenset[str] = frozenset()
    query: str = ""
    public: str = ""
    acts: frozenset[str] = frozenset()


def door(*may: str, fill: Fill | None = None, query: str = "", public: str = "") -> Door:
    return Door(fill or (lambda world: [{}]), frozenset(may), query, public)


def references(world: World) -> list[dict]:
    return [{"reference": person.reference} for person in world.secret_people]


def group(world: World) -> list[dict]:
    group, _made = ResidentialGroup.objects.get_or_create(
        unit=world.village.unit, name="Thôn Hạ", valid_from=world.village.unit.valid_from
    )
    return [{"code": world.code, "group": group.pk}]


def people_list(world: World) -> list[dict]:
    """A list in which stands somebody of the name of the one who waits."""
    found = PeopleList.objects.first()
    if found is None:
        with everyone("a test writes a list"):
            rows = [person(identity(world.waiting).full_name, "")]
        found = keep_file(world.village.staff, world.village.unit, workbook(rows))
    return [{"reference": found.reference}]


def household(world: World) -> list[dict]:
    return [{"reference": world.household.reference}]


def household_title(world: World) -> list[dict]:
    return [{"reference": world.household.reference, "title": "gia_dinh_hoc_tap"}]


def cases(world: World) -> list[dict]:
    return [{"pk": pk} for pk in world.case_numbers]


def draft(world: World) -> list[dict]:
    return [{"pk": world.draft}]


def evidence(world: World) -> list[dict]:
    return [{"pk": pk} for pk in world.evidence_numbers]


def papers(world: World) -> list[dict]:
    return [{"pk": case, "item": item} for case, item in world.papers_handed_in]


def tokens(world: World) -> list[dict]:
    return [{"token": world.certificate.token}]


def books(world: World) -> list[dict]:
    return [{"pk": world.certificate.body_id, "year": world.certificate.year}]


def statements(world: World) -> list[dict]:
    return [{"statement_id": one} for one in world.statement_ids]


def roles(world: World) -> list[dict]:
    return [{"pk": world.staff_role}]


def versions(world: World) -> list[dict]:
    return [{"pk": world.lesson.pk, "before": 1, "after": world.lesson.latest_revision_id or 2}]


def course(world: World) -> list[dict]:
    return [{"pk": world.course.pk}]


def learning(world: World) -> list[dict]:
    return [{"pk": world.course.pk, **one} for one in references(world)]


def lesson(world: World) -> list[dict]:
    return [{"pk": world.lesson.pk}]


def aloud(world: World) -> list[dict]:
    """The seconds of a lesson's sentences and its sound."""
    digest = script_of(world.lesson).digest("north", "normal")
    return [{"pk": world.lesson.pk, "part": "ca-bai", "digest": digest, "kind": "json"}]


CENTRE = frozenset({"staff", "administrator"})


def taught(world: World) -> list[dict]:
    return [{"pk": world.session.taught_id}]


def session(world: World) -> list[dict]:
    return [{"pk": world.session.pk}]


def shelf(world: World) -> list[dict]:
    return [{"path": world.shelved.file.name}, {"path": f"evidence/{world.evidence.upload.sha256}.jpg"}]


def counter(**more: str) -> Door:
    return door("staff", "administrator", fill=references, **more)
