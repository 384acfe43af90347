"""A server whose database is migrated already: made once for these migrations, copied by every test process.

Migrating takes forty seconds of a processor and gives the same every time. The copies lie under /var/tmp, each with a list of
what it is made of; a migration that was added since is carried out on top, one that was changed makes a new copy.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import psycopg

from portal.running.embedded_postgres import EmbeddedPostgres
from portal.running.postgres_binaries import binaries, unprivileged

ROOT = Path(__file__).resolve().parents[1]
NAME = "portal_migrated"  # the database that Django's TEST TEMPLATE names
_PLACE = Path("/var/tmp") if os.path.isdir("/var/tmp") else Path(tempfile.gettempdir())
_PREFIX = f"portal-migrated-{os.geteuid()}-"
_KEPT = 12  # copies of other sources, for who works on several at once


def _made_of() -> dict[str, str]:
    """What a migrated database is made of: each migration of ours with its digest, the packages that bring others."""
    found = {name: version(name) for name in ("Django", "wagtail", "django-taggit", "django-allauth")}
    found["PostgreSQL"] = str(binaries())
    for package in ("portal", "content", "learning_records", "recognition", "search"):
        for path in sorted((ROOT / package).rglob("migrations/*.py")):
            found[str(path.relative_to(ROOT))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _fitting(wanted: dict[str, str]) -> Path | None:
    """The copy that is made of nothing else than this; what it lacks is migrated in the test process."""
    fitting = []
    for path in _copies():
        try:
            made_of = json.loads((path / "made_of.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if made_of.items() <= wanted.items():
            fitting.append((len(made_of), path))
    return max(fitting, default=(0, None))[1]


def _copies() -> list[Path]:
    return [path for path in _PLACE.glob(_PREFIX + "*") if path.is_dir() and "-new-" not in path.name]


def lay_in(folder: Path) -> None:
    """Puts a copy of the stopped server's files into `folder`, where `EmbeddedPostgres` looks for them."""
    wanted = _made_of()
    with open(_PLACE / f"{_PREFIX}lock", "a", encoding="ascii") as lock:  # one makes it, the others wait
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _fitting(wanted) or _make(wanted)
    os.utime(kept)
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", "--reflink=auto", f"{kept}/data", f"{kept}/password", str(folder)], check=True)
    if who := unprivileged():
        shutil.chown(folder, **who)


def _make(made_of: dict[str, str]) -> Path:
    fresh = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}new-", dir=_PLACE))
    fresh.chmod(0o755)
    try:
        server = EmbeddedPostgres(fresh / "postgres", durable=False)
        url = server.start()
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {NAME}")
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity=0"],
                cwd=ROOT,
                env=os.environ
                | {
                    "DATABASE_URL": url.replace("@/portal?", f"@/{NAME}?", 1),
                    "VAR_DIR": str(fresh),
                    "DJANGO_SETTINGS_MODULE": "portal.settings.test",
                },
                check=True,
            )
        finally:
            server.stop()
        made = fresh / "postgres"
        for name in ("lock", "log", "url"):
            (made / name).unlink(missing_ok=True)
        made.chmod(0o755)
        (made / "made_of.json").write_text(json.dumps(made_of), encoding="utf-8")
        kept = _PLACE / f"{_PREFIX}{secrets.token_hex(8)}"
        made.rename(kept)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _forget_old()
    return kept


def _forget_old() -> None:
    for path in sorted(_copies(), key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
    for path in _PLACE.glob(f"{_PREFIX}new-*"):  # of a maker that was killed
        if time.time() - path.stat().st_mtime > 3600:
            shutil.rmtree(path, ignore_errors=True)
