"""How the keys stand: what each may do, whether it is in force, when it was used, how much came with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning_records.access.credentials import DEMO_KEY, FILES_KEY, OWN_KEYS, PACKAGES_KEY, PORTAL_KEY
from learning_records.models import Credential
from learning_records.spec.statement import Role, ifi

MOST = 100_000  # counted for one key: a page is no place to count millions

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
    """A key as the page shows it.

    `state` is one of good, ends (in force until a day), expired, revoked; `statements` counts up to `MOST`, and `many`
    says that there are more; `own`: the portal's, which nobody can withdraw.
    """

    row: Credential
    label: str
    scopes: list[tuple[str, Promise]]
    state: str
    statements: int
    many: bool
    own: bool

    @property
    def over(self) -> bool:
        return self.state in ("expired", "revoked")

    @property
    def last_day(self) -> date | None:
        """The last whole day of a key that ends at a midnight; None for one that ends within a day, or not at all."""
        ends = self.row.expires_at and timezone.localtime(self.row.expires_at)
        return ends.date() - timedelta(days=1) if ends and ends.time() == time.min else None


def label_of(row: Credential) -> str:
    """The key's label; those of our own keys in the language of the page."""
    own = {
        PORTAL_KEY: _("This portal"),
        FILES_KEY: _("Files brought in"),
        PACKAGES_KEY: _("Packages opened here"),
        DEMO_KEY: _("Trial key"),
    }
    return own.get(row.key, row.label)


def state_of(row: Credential) -> str:
    """good, ends, expired or revoked."""
    if row.revoked_at:
        return "revoked"
    if row.expires_at is None:
        return "good"
    return "ends" if row.expires_at > timezone.now() else "expired"


def _counts(rows: Sequence[Credential]) -> dict[str, int]:
    with connection.cursor() as look:
        look.execute(_COUNT, [int(Role.AUTHORITY), MOST + 1, [str(ifi(row.authority)) for row in rows]])
        return dict(look.fetchall())


def standings(rows: Sequence[Credential] | None = None) -> list[Standing]:
    """All keys (or these): those in force first, then the portal's own, by label."""
    rows = list(Credential.objects.all()) if rows is None else rows
    counts, found = _counts(rows), []
    for row in rows:
        count = counts.get(str(ifi(row.authority)), 0)
        scopes = [(scope, said) for scope, (said, _whom) in SCOPES.items() if scope in row.scopes]
        found.append(
            Standing(row, label_of(row), scopes, state_of(row), min(count, MOST), count > MOST, row.key in OWN_KEYS)
        )
    return sorted(found, key=lambda one: (one.over, one.own, one.label.casefold(), one.row.pk))
