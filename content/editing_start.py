"""What the editors' first page begins with: where one may write, and the way there."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Site

from content.rights.grants import held, page_grants

NAMED = 2  # kinds of pages
SHOWN = 8  # more than a centre has; who edits everywhere begins at the first page


@dataclass(frozen=True)
class Place:
    """A page below which one may write: its title, its list of pages, and the page that begins a new one ("": none)."""

    title: str
    list_url: str
    new_url: str
    pages: int
    makes: str  # the words on the button


def places(request: Any) -> list[Place]:
    """Where the visitor may write, in the order of the page tree; at most SHOWN."""
    if held(request.user).everything:
        site = Site.find_for_request(request)
        found = [site.root_page.specific, *site.root_page.get_children().specific()[:SHOWN]] if site else []
    else:
        granted = {grant.page.pk for grant in page_grants(request.user)}
        found = list(Page.objects.filter(pk__in=granted).order_by("path").specific()[:SHOWN])
    return [_place(page, request.user) for page in found if type(page).creatable_subpage_models()][:SHOWN]


def _place(page: Page, user: Any) -> Place:
    may = page.permissions_for_user(user).can_add_subpage()
    return Place(
        page.get_admin_display_title(),
        reverse("wagtailadmin_explore", args=[page.pk]),
        reverse("wagtailadmin_pages:add_subpage", args=[page.pk]) if may else "",
        page.numchild,
        _makes(page),
    )


def _makes(page: Page) -> str:
    """What the button makes there: “Thêm khóa học”; where there are many kinds of pages, it names the place."""
    kinds = [kind._meta.verbose_name for kind in type(page).creatable_subpage_models()]
    if len(kinds) > NAMED:
        return _("Add a page in “%(place)s”") % {"place": page.get_admin_display_title()}
    return _("Add: %(kinds)s") % {"kinds": _(" or ").join(str(kind) for kind in kinds)}


class PlacesToWrite(Component):
    """The first part of the editors' first page."""

    order = 10
    template_name = "content/editing/places_to_write.html"

    def __init__(self, request: Any) -> None:
        self.request = request

    def render_html(self, parent_context: Any = None) -> str:
        """Says so when there is no place: the role is held at a centre without pages."""
        return render_to_string(self.template_name, {"places": places(self.request)}, self.request)
