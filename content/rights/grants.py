"""What somebody holds today: asked once a request, from the dated roles, never from a group."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from wagtail.models import Collection, Page

from content.rights.spaces import CentreSpace
from portal.people.public import Role, once_a_request, roles_today

_PAGES = {
    Role.Kind.STAFF: ("add", "change", "publish"),
    Role.Kind.ADMINISTRATOR: ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
}
_FILES = tuple(f"{act}_{kind}" for kind in ("image", "document") for act in ("add", "change", "choose"))
_COLLECTIONS = ("add_collection", "change_collection", "delete_collection")


@dataclass(frozen=True)
class Codename:
    """A permission by name, in the shape that Wagtail's policies read."""

    codename: str


@dataclass(frozen=True)
class PageGrant:
    """One act allowed on a page and everything below it."""

    permission: Codename
    page: Page

    @property
    def page_id(self) -> int:
        return self.page.pk


@dataclass(frozen=True)
class CollectionGrant:
    """One act allowed in a collection and those inside it."""

    permission: Codename
    collection: Collection

    @property
    def collection_id(self) -> int:
        return self.collection.pk


@dataclass(frozen=True)
class Held:
    """A user's editing roles of today, with the spaces of the centres they reach."""

    edits: bool
    everything: bool
    spaces: tuple[tuple[str, CentreSpace], ...]


_NOTHING = Held(False, False, ())


def held(user: Any) -> Held:
    """What this user (anonymous and inactive ones: nothing) may edit today; remembered while a request is answered."""
    if not (user.is_authenticated and user.is_active):
        return _NOTHING
    return once_a_request(user, _ask)


def _ask(user: Any) -> Held:
    roles = list(roles_today(user, *_PAGES))
    if not roles:
        return _NOTHING
    if any(role.kind == Role.Kind.ADMINISTRATOR and role.unit_id is None for role in roles):
        return Held(True, True, ())
    spaces: dict[tuple[str, int], CentreSpace] = {}
    for role in roles:
        at = Q(centre=role.centre_id) if role.centre_id else Q(centre__unit=role.unit_id)
        if not role.centre_id:
            at |= Q(centre__unit__parent=role.unit_id)
        for space in CentreSpace.objects.filter(at).select_related("collection").prefetch_related("pages"):
            spaces[role.kind, space.pk] = space
    return Held(True, False, tuple((kind, space) for (kind, _pk), space in spaces.items()))


def writes_here(user: Any) -> bool:
    """Whether this person has any editing role today: of staff, or of an administrator."""
    return held(user).edits


def page_grants(user: Any) -> list[PageGrant]:
    """The user's acts on pages, in the shape of Wagtail's GroupPagePermission."""
    mine = held(user)
    if mine.everything:
        return list(_on_pages(Role.Kind.ADMINISTRATOR, [Page.get_first_root_node()]))
    return [grant for kind, space in mine.spaces for grant in _on_pages(kind, space.pages.all())]


def _on_pages(kind: str, pages: Iterable[Page]) -> Iterator[PageGrant]:
    for page in pages:
        for act in _PAGES[Role.Kind(kind)]:
            yield PageGrant(Codename(f"{act}_page"), page)


def collection_grants(user: Any) -> list[CollectionGrant]:
    """The user's acts on images, documents and collections, in the shape of Wagtail's GroupCollectionPermission."""
    mine = held(user)
    if mine.everything:
        return [CollectionGrant(Codename(name), Collection.get_first_root_node()) for name in _FILES + _COLLECTIONS]
    found = []
    for kind, space in mine.spaces:
        names = _FILES + (_COLLECTIONS if kind == Role.Kind.ADMINISTRATOR else ())
        found += [CollectionGrant(Codename(name), space.collection) for name in names]
    return found
