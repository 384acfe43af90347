"""The site that an address belongs to, with its first page: Wagtail asks for both at every page, whoever comes."""

from django.http import HttpRequest
from wagtail.models import Site

from portal.kept.parts import unchanged


def know_site(request: HttpRequest) -> None:
    """Finds the site of a stranger's request among what is kept; for everybody else Wagtail looks it up itself.

    Wagtail notes what it found as `_wagtail_site` and asks no more where that is there already.
    """
    address = f"site|{request.get_host()}|{request.get_port()}"
    request._wagtail_site = unchanged(address, lambda: _found(request))  # type: ignore[attr-defined]


def _found(request: HttpRequest) -> Site | None:
    site = Site.find_for_request(request)
    if site is not None:
        site.root_page = site.root_page.specific
    return site
