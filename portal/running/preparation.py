"""What must be true before the site is served: tables, all that `manage.py prepare` makes and, in the demo, something to see."""

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.urls import NoReverseMatch, reverse

from content.public import featured_courses
from learning_records.public import demo_credential
from portal import env
from portal.demo.build import build_if_empty
from portal.demo.people import COMMUNE
from portal.people.public import Role
from portal.preparing import steps
from portal.running.note import Announcement
from portal.settings.base import database

# What people are shown: name on the terminal and in run.json, and the name (or fixed path) of the address.
ADDRESSES = (
    ("home", "/"),
    ("courses", "content:courses"),
    ("sign_in", "account_login"),
    ("my_page", "pages:my_page"),
    ("search", "search:search"),
    ("counter", "people:counter"),
    ("officer", "recognition:queue"),
    ("signer", "recognition:sign"),
    ("admin", "wagtailadmin_home"),
    ("privacy", "people:privacy"),
    ("accessibility", "people:accessibility"),
    ("xapi_about", "learning_records:about"),
)


def prepare(url: str, say: Callable[[str], None]) -> Announcement:
    """Brings database and files up to this version of the code and says where everything is.

    `url` is the address of the embedded database, or empty when the settings already name the operator's.
    """
    if url:
        use_database(url)
    say("Bringing the tables up to date (about half a minute the first time) …")
    call_command("migrate", interactive=False, verbosity=0)
    steps.prepare(lambda line: say(f"  {line}"))
    signins: dict[str, dict[str, str]] = {}
    key = secret = ""
    if url:
        say("Looking after the demo site …")
        signins = build_if_empty()
        key, secret = demo_credential()
    hints = () if url or _has_administrator() else ("No administrator yet: .venv/bin/python manage.py first_admin",)
    connections.close_all()
    return Announcement(
        base_url=base_url(),
        addresses=addresses() | (_demo_addresses() if url else {}),
        xapi_endpoint=f"{base_url()}/xapi/",
        xapi_key=key,
        xapi_secret=secret,
        signins=signins,
        hints=hints,
    )


def use_database(url: str) -> None:
    """Points this process at a database that was not there when the settings were read."""
    connections.close_all()
    settings.DATABASES["default"].update(database(url))


def base_url() -> str:
    """Where this machine reaches the site, whatever PUBLIC_URL says to the world."""
    return f"http://127.0.0.1:{env.PORT}"


def addresses() -> dict[str, str]:
    """Name -> address of the pages worth opening first, as far as they exist."""
    found = {}
    for name, target in ADDRESSES:
        try:
            found[name] = base_url() + (target if target.startswith("/") else reverse(target))
        except NoReverseMatch:
            continue
    return found


def _demo_addresses() -> dict[str, str]:
    """A course and the numbers of the demo's commune."""
    found = {"numbers": base_url() + reverse("recognition:place", args=[COMMUNE])}
    for course in featured_courses(1):
        found["course"] = base_url() + reverse("wagtail_serve", args=[course.url.lstrip("/")])
    return found


def _has_administrator() -> bool:
    return Role.objects.filter(kind=Role.Kind.ADMINISTRATOR).exists()
