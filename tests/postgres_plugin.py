"""Gives every test process (each xdist worker) its own embedded PostgreSQL before Django reads its settings."""

import atexit
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import pytest

_HERE = Path(tempfile.mkdtemp(prefix="portal-tests-", dir="/var/tmp" if os.path.isdir("/var/tmp") else None))
_HERE.chmod(0o755)
os.environ["VAR_DIR"] = str(_HERE)
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"


@pytest.hookimpl(wrapper=True)  # before pytest-django reads the settings
def pytest_load_initial_conftests(early_config, parser, args) -> Generator:
    """Starts the server, unless this process only hands tests to workers."""
    if not _only_hands_out(args):
        _start()
    return (yield)


def _only_hands_out(args: list[str]) -> bool:
    controller = "PYTEST_XDIST_WORKER" not in os.environ and any(
        argument.startswith("-n") and argument not in ("-n0", "-n=0") for argument in args
    )
    if controller and "-n" in args and args[args.index("-n") + 1] == "0":
        controller = False
    return controller


def _start() -> None:
    from portal.running.embedded_postgres import EmbeddedPostgres
    from portal.text import translations  # after VAR_DIR is set
    from tests import template_database

    _clear_away()
    translations.compile_all()
    template_database.lay_in(_HERE / "postgres")
    server = EmbeddedPostgres(_HERE / "postgres", durable=False)
    server.start()

    def stop() -> None:
        server.stop()
        shutil.rmtree(_HERE, ignore_errors=True)

    atexit.register(stop)


def _clear_away() -> None:
    """Removes folders of test runs that were killed: old ones whose database nobody holds any more."""
    for folder in _HERE.parent.glob("portal-tests-*"):
        lock = folder / "postgres" / "lock"
        try:
            if time.time() - folder.stat().st_mtime < 3600:
                continue
            if lock.exists():
                with lock.open("a") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        shutil.rmtree(folder, ignore_errors=True)
