"""A database that is filled beside the one it is to replace, and takes its name when it is whole.

Until the two renames, which are one transaction, the database that goes is untouched: whatever dies before leaves it as it
was, with a database beside it that its name gives away and the next restore removes.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from django.db import connection
from django.utils.translation import gettext as _
from psycopg import sql

from portal.backup.likeness import make_like
from portal.backup.programs import SafekeepingProblem, line

_LONGEST = 40  # bytes of a name that fit before our ending, of the 63 PostgreSQL allows
_NEIGHBOURS = ("postgres", "template1")  # where to stand while a database is renamed
_WAIT = "30s"  # for what somebody still holds of the database that goes
# Why the present role or database cannot have it: may make and rename databases; nothing in it that a swap would lose.
_OBSTACLES = """
SELECT current_user,
  r.rolsuper OR (r.rolcreatedb AND pg_has_role(d.datdba, 'USAGE') AND pg_has_role(d.datdba, 'MEMBER')),
  (SELECT min(nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')),
  EXISTS (SELECT 1 FROM pg_subscription s WHERE s.subdbid = d.oid)
    OR EXISTS (SELECT 1 FROM pg_replication_slots s WHERE s.database = d.datname)
FROM pg_roles r, pg_database d WHERE r.rolname = current_user AND d.datname = current_database()
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    # Of other roles' connections only a superuser sees the type; who has no role is no client.
    "AND usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'"
)


class NotBeside(Exception):
    """The database cannot be filled beside the one it replaces; the message says why, and what is done instead."""


def refuse_others(number: int) -> None:
    """Raises SafekeepingProblem when other connections use the database."""
    if number:
        raise SafekeepingProblem(
            _("%(number)s other connections use this database. Stop the site first.") % {"number": number}
        )


def _endings(name: str) -> tuple[str, str]:
    """How the names begin of what a restore of this database makes beside it, and of what it has replaced."""
    short = name if len(name.encode()) <= _LONGEST else hashlib.sha256(name.encode()).hexdigest()[:_LONGEST]
    return f"{short}~restoring~", f"{short}~replaced~"


@contextmanager
def _keeper() -> Iterator[psycopg.Connection]:
    for name in _NEIGHBOURS:
        try:
            keeper = line(name, autocommit=True)
        except psycopg.Error:
            continue
        with keeper:
            yield keeper
        return
    raise NotBeside(
        _(
            "No database %(names)s lets us in, so a second one cannot be made: one process fills this one, in one transaction."
        )
        % {"names": " / ".join(_NEIGHBOURS)}
    )


def clear_leftovers(say: Callable[[str], None]) -> None:
    """Removes databases that a killed restore of this one left beside it. Raises SafekeepingProblem when it may not."""
    with suppress(NotBeside), _keeper() as keeper:
        for ending in _endings(str(connection.settings_dict["NAME"])):
            asked = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1"
            for (left,) in keeper.execute(asked, (ending,)).fetchall():
                say(_("%(name)s, left by a restore that was broken off, is removed.") % {"name": left})
                try:
                    _drop(keeper, left)
                except psycopg.Error as problem:
                    raise SafekeepingProblem(_still_there(left, problem)) from problem


def _drop(keeper: psycopg.Connection, name: str) -> None:
    keeper.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _still_there(name: str, problem: Exception) -> str:
    return _("The database %(name)s could not be removed (%(problem)s). Remove it by hand: DROP DATABASE.") % {
        "name": name,
        "problem": str(problem).strip(),
    }


def _refuse_obstacles() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OBSTACLES)
        role, may, schema, followed = cursor.fetchone()
    if not may:
        raise NotBeside(
            _("The role %(role)s may not make databases (CREATEDB): one process fills this one, in one transaction.")
            % {"role": role}
        )
    if schema or followed:
        raise NotBeside(
            _(
                "The database holds more than the portal's tables (%(what)s), which stays: one process fills it, "
                "in one transaction."
            )
            % {"what": schema or _("replication")}
        )


@contextmanager
def beside(say: Callable[[str], None]) -> Iterator[str]:
    """Inside, there is an empty database like Django's; its name is given. Filled, it takes the name, and the old one goes.

    When the inside raises, the new one goes and the old one stays as it was. Meanwhile nobody can write to the old one.
    Raises NotBeside before anything was made, and SafekeepingProblem.
    """
    _refuse_obstacles()
    name = str(connection.settings_dict["NAME"])
    mark = secrets.token_hex(4)
    fresh, former = (f"{ending}{mark}" for ending in _endings(name))
    with _keeper() as keeper, line() as holder:
        try:
            held = _hold(holder)
            _make(keeper, name, fresh)
            connection.close()
            yield fresh
            _let_go(holder, held)
            with keeper.transaction():
                for old, new in ((name, former), (fresh, name)):
                    keeper.execute(
                        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
                    )
        except BaseException as problem:
            with suppress(psycopg.Error):
                _drop(keeper, fresh)
            if isinstance(problem, psycopg.Error):
                raise SafekeepingProblem(
                    _("The database answered: %(problem)s. Nothing in it was changed.")
                    % {"problem": str(problem).strip().rstrip(".")}
                ) from problem
            raise
        try:
            _drop(keeper, former)
        except psycopg.Error as problem:
            say(_still_there(former, problem))


def _make(keeper: psycopg.Connection, name: str, fresh: str) -> None:
    try:
        make_like(keeper, name, fresh)
    except psycopg.errors.InsufficientPrivilege as problem:
        raise NotBeside(
            _("A second database may not be made (%(problem)s): one process fills this one, in one transaction.")
            % {"problem": str(problem).strip()}
        ) from problem


def _hold(holder: psycopg.Connection) -> list[str]:
    """Until this connection ends, what is in the database can be read and not changed. Returns its tables."""
    holder.execute("SET idle_in_transaction_session_timeout = 0")
    holder.execute(sql.SQL("SET lock_timeout = {}").format(sql.Literal(_WAIT)))
    names = _tables(holder)
    if names:
        listed = sql.SQL(", ").join(sql.Identifier("public", name) for name in names)
        holder.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(listed))
    return names


def _tables(holder: psycopg.Connection) -> list[str]:
    return [name for (name,) in holder.execute(_TABLES)]


def _let_go(holder: psycopg.Connection, held: list[str]) -> None:
    """Ends the connection that held the database, unless others have come meanwhile or have made tables in it."""
    (others,) = holder.execute(OTHERS).fetchone() or (0,)
    refuse_others(others)
    if _tables(holder) != held:
        raise SafekeepingProblem(_("Somebody made tables in the database meanwhile. Stop the site first."))
    holder.close()
