"""How systems and their keys stand: what each may do, whether it is in force, when it was used, how much came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning_records.access.credentials import DEMO_KEY, FILES_KEY, PACKAGES_KEY, PORTAL_KEY
from learning_records.access.rights import VOID
from learning_records.models import Authority, Credential
from learning_records.spec.statement import Role

MOST = 100_000  # counted for one authority: a page is no place to count millions

# What a key may do with each scope, and whom it is for (xAPI 1.0.3 Communication 4.2; docs/xapi.md).
SCOPES: dict[str, tuple[Promise, Promise]] = {
    "statements/write": (
        gettext_lazy("Send records"),
        gettext_lazy("Every system that reports what people learnt needs this."),
    ),
    "statements/read/mine": (
        gettext_lazy("Read the records it sent itself"),
        gettext_lazy("So that it can see whether somebody has finished."),
    ),
    "statements/read": (
        gettext_lazy("Read all records"),
        gettext_lazy("What all citizens did. Ask first whether a report really needs that."),
    ),
    VOID: (
        gettext_lazy("Take back records of other systems"),
        gettext_lazy("Each system takes back its own without this. Only for one that cleans up for all."),
    ),
    "state": (
        gettext_lazy("Keep and read where a learner stopped"),
        gettext_lazy("For course packages that go on where one left off."),
    ),
    "profile": (
        gettext_lazy("Keep and read notes about activities and persons"),
        gettext_lazy("Few systems need this."),
    ),
    "define": (
        gettext_lazy("Give activities their names for everybody"),
        gettext_lazy("For those who make lessons that others report on."),
    ),
    "all/read": (
        gettext_lazy("Read everything"),
        gettext_lazy("Also what packages keep. For a copy of the whole store."),
    ),
    "all": (
        gettext_lazy("Do everything"),
        gettext_lazy("For trials only, never in daily work."),
    ),
}
# The role is the last column of the table's key: the index alone answers.
_COUNT = (
    "SELECT a.ifi, (SELECT count(*) FROM (SELECT 1 FROM learning_records_statementagent k "
    "WHERE k.agent_id = a.id AND k.role = %s LIMIT %s) AS counted) FROM learning_records_agent a WHERE a.ifi = ANY(%s)"
)


@dataclass(frozen=True)
class Standing:
    """A key as the pages show it.

    `state` is one of good, ends (in force until a day), expired, revoked; `own`: the portal's, which nobody can withdraw.
    """

    row: Credential
    label: str
    scopes: list[tuple[str, Promise]]
    state: str

    @property
    def own(self) -> bool:
        return self.row.authority.own

    @property
    def over(self) -> bool:
        return self.state in ("expired", "revoked")

    @property
    def last_day(self) -> date | None:
        """The last whole day of a key that ends at a midnight; None for one that ends within a day, or not at all."""
        ends = self.row.expires_at and timezone.localtime(self.row.expires_at)
        return ends.date() - timedelta(days=1) if ends and ends.time() == time.min else None


@dataclass(frozen=True)
class System:
    """An authority as the pages show it, with its keys: those in force first, then the newest.

    `statements` counts up to `MOST`, and `many` says that there are more.
    """

    row: Authority
    label: str
    keys: list[Standing]
    statements: int
    many: bool

    @property
    def over(self) -> bool:
        return all(key.over for key in self.keys)

    @property
    def over_too(self) -> int:
        """How many of the keys are over."""
        return sum(key.over for key in self.keys)

    @property
    def last_used_at(self) -> datetime | None:
        return max((key.row.last_used_at for key in self.keys if key.row.last_used_at), default=None)


def label_of(authority: Authority) -> str:
    """The authority's label; those of our own in the language of the page."""
    own = {
        PORTAL_KEY: _("This portal"),
        f"key:{FILES_KEY}": _("Files brought in"),
        PACKAGES_KEY: _("Packages opened here"),
        f"key:{DEMO_KEY}": _("Trial key"),
    }
    return own.get(authority.name, authority.label)


def state_of(row: Credential) -> str:
    """good, ends, expired or revoked."""
    if row.revoked_at:
        return "revoked"
    if row.expires_at is None:
        return "good"
    return "ends" if row.expires_at > timezone.now() else "expired"


def standing(row: Credential) -> Standing:
    """How one key stands."""
    authority = row.authority
    named = row.label if row.label != authority.label else label_of(authority)
    return Standing(
        row, named, [(scope, said) for scope, (said, _whom) in SCOPES.items() if scope in row.scopes], state_of(row)
    )


def _counts(rows: Sequence[Authority]) -> dict[str, int]:
    with connection.cursor() as look:
        look.execute(_COUNT, [int(Role.AUTHORITY), MOST + 1, [row.ifi for row in rows]])
        return dict(look.fetchall())


def systems(rows: Sequence[Authority] | None = None) -> list[System]:
    """All authorities (or these) with their keys: those in force first, then the portal's own, by label."""
    rows = list(Authority.objects.all()) if rows is None else rows
    keys: dict[int, list[Standing]] = {row.pk: [] for row in rows}
    for key in Credential.objects.filter(authority__in=rows).order_by("-made_at", "-pk"):
        keys[key.authority_id].append(standing(key))
    counts, found = _counts(rows), []
    for row in rows:
        count = counts.get(row.ifi, 0)
        own = sorted(keys[row.pk], key=lambda one: one.over)
        found.append(System(row, label_of(row), own, min(count, MOST), count > MOST))
    return sorted(found, key=lambda one: (one.over, one.row.own, one.label.casefold(), one.row.pk))
