"""The site as an installation begins with it: home page with its lists, the Wagtail Site it stands in, whom to write to."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from content.public import make_first_pages
from portal.audit.public import append
from portal.pages.models import HomePage

MADE = "site.prepared"  # act in the audit log: the home page was laid out by the installation, not by people
_INTRO = "Học điều mình cần, ở ngay thôn mình."


def home_pages() -> str:
    """Lays out home, list of courses and list of news where there is no home page; says what it made, empty for nothing.

    Nothing is laid out beside a home page that is there: what its editors removed stays removed.
    """
    with transaction.atomic():
        root = Page.objects.select_for_update().get(depth=1)
        if HomePage.objects.exists():
            return ""
        home = HomePage(title="Trang chủ", slug="trang-chu", intro=_INTRO, live=False)
        root.add_child(instance=home)
        home.save_revision().publish()
        make_first_pages(home)
        append(MADE, f"page:{home.pk}")
    return "made, with a list of courses and one of news"


def wagtail_site() -> str:
    """The one Wagtail Site: name, host and port as the settings say, its root the home page; says what changed."""
    home = HomePage.objects.order_by("path").first()
    if home is None:
        return ""
    address = urlsplit(settings.PUBLIC_URL)
    wanted = {
        "hostname": address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    with transaction.atomic():
        site = Site.objects.select_for_update().filter(is_default_site=True).first() or Site(is_default_site=True)
        welcome = site.root_page if site.root_page_id and site.root_page.content_type.model == "page" else None
        before = {name: getattr(site, name) for name in wanted}
        if site.pk and before == wanted and welcome is None:
            return ""
        for name, value in wanted.items():
            setattr(site, name, value)
        if welcome is not None or not site.root_page_id:
            site.root_page = home
        site.save()
        if welcome is not None and welcome.is_leaf() and welcome.depth > 1:
            Page.objects.get(pk=welcome.pk).delete()  # Wagtail's own page of greeting
    return f"{wanted['hostname']}:{wanted['port']}"
