"""What a site needs after `migrate` and before anybody signs in, step by step: `manage.py prepare`, and the first half of `up`.

Every step looks at what is there and makes only what is missing, so all may run at every start, after every update, under any
supervisor, and on two machines at once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from content.public import rebuild_bank, set_alignments, set_up_editorial
from portal import env
from portal.installation.public import IRI_BASE, QUESTION_BANK, note, noted
from portal.pages.models import SiteContact
from portal.places.public import SCHEME, Unit, UnitVersion, load
from portal.preparing.site import home_pages, wagtail_site
from portal.text import translations
from recognition import public as recognition
from search import public as search

_LOCK = 0x50524550  # one preparation at a time, also from two machines; "PREP"


class NotReady(Exception):
    """Something has to be done by the operator first; the message says what, with the command."""


@dataclass(frozen=True)
class Step:
    """One thing a site needs: what it is called, and the function that makes what is missing and says so.

    `make` returns what it did, or an empty text when all was there; `there` says what there is then.
    """

    name: str
    make: Callable[[], str]
    there: Callable[[], str] = lambda: "in order"

    def line(self) -> str:
        """Does the step; returns its one line for people."""
        done = self.make()
        return f"{self.name}: {done}" if done else f"{self.name}: {self.there()}, nothing to do"


def prepare(say: Callable[[str], None]) -> None:
    """Runs every step and says a line for each. Safe to run again: the second run changes nothing.

    Raises NotReady (tables are missing) and `SystemCheckError` (keys or settings do not fit this database).
    """
    say(f"settings: {_settings()}")
    _tables_are_there()
    call_command("check", databases=[DEFAULT_DB_ALIAS], stdout=StringIO())
    for step in (*FILES, *ROWS):
        say(step.line())


def lay_foundations() -> list[str]:
    """Only what stands in the database: places, criteria, workflow, pages. Returns a line for each step."""
    return [step.line() for step in ROWS]


def _settings() -> str:
    """What the site runs with, no secret among it: what was not set is said, with what stands in its place."""
    database = connections.databases[DEFAULT_DB_ALIAS]
    where = f"{database['NAME']} at {database['HOST'] or 'the local socket'}"
    queue = (
        "Redis" if env.CELERY_BROKER_URL else f"files in {settings.VAR_DIR} (CELERY_BROKER_URL is empty: one machine)"
    )
    cache = "Redis" if env.CACHE_URL else "of each process (CACHE_URL is empty)"
    return f"{settings.SETTINGS_MODULE}, database {where}, files in {settings.VAR_DIR}, queue {queue}, cache {cache}"


def _tables_are_there() -> None:
    executor = MigrationExecutor(connection)
    if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady(
            f"{len(waiting)} migrations are not carried out yet. Run first: .venv/bin/python manage.py migrate"
        )


def _alone(make: Callable[[], str]) -> Callable[[], str]:
    """The step in one transaction, and no other preparation beside it."""

    def made() -> str:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            return make()

    return made


def _iri_base() -> str:
    if IRI_BASE in noted([IRI_BASE]):
        return ""  # whether it is still the same was checked
    note(IRI_BASE, settings.IRI_BASE)
    return f"noted as {settings.IRI_BASE}; it is fixed from now on"


def _places() -> str:
    if UnitVersion.objects.filter(scheme=SCHEME).exists():
        return ""
    found = load()
    return f"loaded {found['province']} provinces and {found['commune']} communes"


def _places_there() -> str:
    count = Unit.objects.filter(valid_to=None)
    provinces, communes = (count.filter(kind=kind).count() for kind in (Unit.Kind.PROVINCE, Unit.Kind.COMMUNE))
    return f"{provinces} provinces and {communes} communes"


def _criteria() -> str:
    made = [*recognition.publish_titles(), *recognition.skills.publish_shipped()]
    return f"published {', '.join(made)}" if made else ""


def _reasons() -> str:
    named = recognition.name_reasons()
    return f"named for {named} cases that an older version had only counted" if named else ""


def _alignments() -> str:
    changed = set_alignments(recognition.alignments())
    return f"{changed} choices of what a lesson counts for made or changed" if changed else ""


def _workflow() -> str:
    return "made: a lesson that counts is approved by a second person" if set_up_editorial() else ""


def _contact() -> str:
    if SiteContact.objects.exists():
        return ""
    SiteContact.load()
    return "an empty row made; an administrator fills it in, from the page “Bắt đầu”"


def _contact_there() -> str:
    name = SiteContact.load().name
    return name or "still empty; an administrator fills it in, from the page “Bắt đầu”"


def _question_bank() -> str:
    """Once a site: lessons published before there was a bank stand in none until they are saved again."""
    if QUESTION_BANK in noted([QUESTION_BANK]):
        return ""
    made = rebuild_bank()
    note(QUESTION_BANK, str(made))
    return f"made from the published lessons: {made} questions"


def _texts() -> str:
    written = translations.compile_all()
    return f"{written} files compiled" if written else ""


def _static_files() -> str:
    """Collects and compresses; what is there unchanged is left alone."""
    out = StringIO()
    call_command("collectstatic", interactive=False, verbosity=1, stdout=out)
    copied = int((re.search(r"(\d+) static files? copied", out.getvalue()) or ["", "0"])[1])
    return f"{copied} copied to {settings.STATIC_ROOT}" if copied else ""


def _search() -> str:
    changed = search.catch_up()
    return f"{changed} pages indexed" if changed else ""


FILES = (Step("texts", _texts), Step("static files", _static_files))
ROWS = (
    Step("IRI_BASE", _alone(_iri_base), lambda: settings.IRI_BASE),
    Step("places", _alone(_places), _places_there),
    Step("criteria sets", _alone(_criteria)),
    Step("what lessons count for", _alone(_alignments)),
    Step("review of lessons", _alone(_workflow)),
    Step("home page", _alone(home_pages)),
    Step("Wagtail site", _alone(wagtail_site), lambda: settings.PUBLIC_URL),
    Step("contact", _alone(_contact), _contact_there),
    Step("reasons to look at cases", _reasons),
    Step("bank of questions", _alone(_question_bank)),
    Step("search index", _search),
)
