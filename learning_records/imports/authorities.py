"""On whose behalf a file of statements is stored."""

from learning_records.access.credentials import FILES_KEY, find_authority, make_own, may
from learning_records.models import Authority, Credential

FILES_SCOPES = ["statements/write", "define"]


class NoAuthority(Exception):
    """There is no authority of this name that could have sent statements."""


def files_authority() -> Authority:
    """The authority of files that name no other: its own, so that what comes in this way earns no points unless a set says so."""
    found = Credential.objects.filter(key=FILES_KEY).first() or make_own(FILES_KEY, "Intake of files", FILES_SCOPES)
    return found.authority


def authority_named(name: str) -> Authority:
    """The authority that `find_authority` finds by this name, if it has or had a key that writes. Raises NoAuthority."""
    found = find_authority(name)
    if found is None or not _writes(found):
        raise NoAuthority(name)
    return found


def writing_authorities() -> list[Authority]:
    """Systems whose keys write, or wrote: a system that is gone has old files still. None of the portal's own."""
    found = Authority.objects.filter(own=False).prefetch_related("keys").order_by("label", "pk")
    return [authority for authority in found if _writes(authority)]


def _writes(authority: Authority) -> bool:
    return any(may(key, "statements/write") for key in authority.keys.all())


def writer_for(authority: Authority) -> Credential:
    """What a file is stored with: the right of the portal's own key of files, on behalf of this authority.

    It is no row: an administrator brings the file, whichever keys the system has in force.
    """
    return Credential(key=FILES_KEY, label=authority.label, scopes=FILES_SCOPES, authority=authority)
