"""What is checked before a restore changes anything."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from portal.backup.manifest import Manifest, digests
from portal.backup.programs import SafekeepingProblem
from portal.backup.swapping import OTHERS, refuse_others


def whole(folder: Path, found: Manifest, jobs: int) -> None:
    """Raises SafekeepingProblem unless every file of the manifest lies in the folder as it was written."""
    for name in found.files:
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise SafekeepingProblem(
                _("The manifest names %(name)s, which lies outside the backup. Nothing was changed.") % {"name": name}
            )
        if not path.exists():
            raise SafekeepingProblem(_("%(name)s is missing in the backup. Nothing was changed.") % {"name": name})
    names = list(found.files)
    for name, mark in zip(names, digests([folder / name for name in names], jobs), strict=True):
        if found.files[name] != mark:
            raise SafekeepingProblem(
                _("%(name)s is not what was backed up (its SHA-256 differs). Nothing was changed.") % {"name": name}
            )


def fits(found: Manifest) -> None:
    """Raises SafekeepingProblem unless this installation, with this version, can read the backup."""
    if found.iri_base != settings.IRI_BASE:
        raise SafekeepingProblem(
            _("The backup is of an installation with IRI_BASE=%(theirs)s, here it is %(ours)s. Set it to theirs.")
            % {"theirs": found.iri_base, "ours": settings.IRI_BASE}
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    newer = [
        name
        for name in found.migrations
        if name not in known and name.split(".")[0] in {k.split(".")[0] for k in known}
    ]
    if newer:
        raise SafekeepingProblem(
            _("The backup is of a newer version of this program (it has %(name)s). Update first.") % {"name": newer[0]}
        )


def nobody_else() -> None:
    """Raises SafekeepingProblem when others use the database."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        (others,) = cursor.fetchone()
    refuse_others(others)


def has_room(replace: str) -> None:
    """Raises SafekeepingProblem unless the database is empty, or `replace` is its name."""
    name = str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        (tables,) = cursor.fetchone()
    if replace and replace != name:
        raise SafekeepingProblem(
            _("--replace says %(said)s, but the database is called %(name)s. Nothing was changed.")
            % {"said": replace, "name": name}
        )
    if tables and not replace:
        raise SafekeepingProblem(
            _(
                "The database %(name)s is not empty. Restore into a new one, or say --replace %(name)s: "
                "what is in it will be gone."
            )
            % {"name": name}
        )
