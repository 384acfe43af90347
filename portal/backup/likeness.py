"""What a new database takes over from the one it stands in for: what a dump does not hold, because it is about the database."""

import csv
from typing import Any

import psycopg
from psycopg import sql

_ROW = (
    "SELECT to_jsonb(d) || jsonb_build_object('owner', pg_get_userbyid(d.datdba), 'encoding', pg_encoding_to_char(d.encoding), "
    "'tablespace', t.spcname, 'comment', shobj_description(d.oid, 'pg_database'), 'granted', d.datacl IS NOT NULL) "
    "FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE d.datname = %s"
)
_SETTINGS = (
    "SELECT CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole) END, unnest(s.setconfig) FROM pg_db_role_setting s "
    "JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = %s"
)
_PRIVILEGES = (
    "SELECT CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END, a.privilege_type, a.is_grantable "
    "FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = %s"
)
_PROVIDERS = {"c": "libc", "i": "icu", "b": "builtin"}
# Lists whose entries are quoted one by one (GUC_LIST_QUOTE in PostgreSQL's source; pg_dump knows them by name too).
_LISTS = {
    *("local_preload_libraries", "search_path", "session_preload_libraries", "shared_preload_libraries"),
    *("temp_tablespaces", "unix_socket_directories"),
}


def make_like(keeper: psycopg.Connection, model: str, fresh: str) -> None:
    """Makes the empty database `fresh`: encoding, locale, owner, settings and privileges are those of `model`.

    `keeper` is a connection in autocommit to a third database. Raises psycopg's errors, InsufficientPrivilege among them.
    """
    (row,) = keeper.execute(_ROW, (model,)).fetchone() or ({},)
    name = sql.Identifier(fresh)
    keeper.execute(sql.SQL("CREATE DATABASE {} {}").format(name, sql.SQL(" ").join(_options(row))))
    if row["comment"]:
        keeper.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(row["comment"])))
    for role, setting in keeper.execute(_SETTINGS, (model,)).fetchall():
        whose = sql.SQL("DATABASE {}").format(name)
        if role is not None:
            whose = sql.SQL("ROLE {} IN DATABASE {}").format(sql.Identifier(role), name)
        keeper.execute(sql.SQL("ALTER {} SET {}").format(whose, _set_to(setting)))
    if row["granted"]:
        _grant_as(keeper, model, fresh, row["owner"])


def _options(row: dict[str, Any]) -> list[sql.Composable]:
    """The options of CREATE DATABASE; which columns there are depends on the server's version (15 to 18)."""
    provider = row["datlocprovider"]
    words: dict[str, Any] = {
        "ENCODING": row["encoding"],
        "LC_COLLATE": row["datcollate"],
        "LC_CTYPE": row["datctype"],
        "LOCALE_PROVIDER": _PROVIDERS[provider],
    }
    locale = row.get("datlocale") or row.get("daticulocale")
    if provider != "c" and locale:
        words["ICU_LOCALE" if provider == "i" else "BUILTIN_LOCALE"] = locale
    if row.get("daticurules"):
        words["ICU_RULES"] = row["daticurules"]
    elsewhere = row["tablespace"] != "pg_default"  # naming the default one needs a right that few roles have
    return [
        sql.SQL("TEMPLATE template0"),
        sql.SQL("OWNER {}").format(sql.Identifier(row["owner"])),
        sql.SQL("CONNECTION LIMIT {}").format(sql.Literal(row["datconnlimit"])),
        *([sql.SQL("TABLESPACE {}").format(sql.Identifier(row["tablespace"]))] if elsewhere else []),
        *(sql.SQL("{} {}").format(sql.SQL(word), sql.Literal(value)) for word, value in words.items()),
    ]


def _set_to(setting: str) -> sql.Composable:
    """`name=value`, as the server keeps it, as SET writes it."""
    name, value = setting.split("=", 1)
    values = [value]
    if name in _LISTS and value:
        (values,) = csv.reader([value], skipinitialspace=True)
    parts = [sql.Identifier(part) for part in name.split(".")]
    return sql.SQL("{} TO {}").format(sql.SQL(".").join(parts), sql.SQL(", ").join(map(sql.Literal, values)))


def _grant_as(keeper: psycopg.Connection, model: str, fresh: str, owner: str) -> None:
    name = sql.Identifier(fresh)
    everybody = sql.SQL("PUBLIC")
    for whom in (everybody, sql.Identifier(owner)):
        keeper.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(name, whom))
    for role, privilege, passed_on in keeper.execute(_PRIVILEGES, (model,)).fetchall():
        whom = everybody if role is None else sql.Identifier(role)
        ending = sql.SQL(" WITH GRANT OPTION" if passed_on else "")
        keeper.execute(sql.SQL("GRANT {} ON DATABASE {} TO {}{}").format(sql.SQL(privilege), name, whom, ending))
